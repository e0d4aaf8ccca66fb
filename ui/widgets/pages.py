"""A paper's pages on the screen, drawn from memory by QtPdf, one at a time."""

from __future__ import annotations

from PySide6.QtCore import QBuffer, QByteArray, QIODevice, QSize, Qt, Signal
from PySide6.QtGui import QImage, QPainter, QPixmap, QResizeEvent, QTransform
from PySide6.QtPdf import QPdfDocument
from PySide6.QtWidgets import QLabel, QScrollArea, QVBoxLayout, QWidget

from ui.theme.look import Look

__all__ = ["PageView"]

ZOOM_STEPS = (1.0, 1.5, 2.0, 3.0)


class PageView(QWidget):
    """Shows page `number` of a PDF held in memory; the buttons around it are the page's own."""

    changed = Signal()

    def __init__(self, look: Look, name: str = "page", parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._look = look
        self._document = QPdfDocument(self)
        self._buffer: QBuffer | None = None
        self._bytes = QByteArray()
        self.number = 0
        self._zoom = 0
        self._turns = 0
        self.setObjectName(name)
        self._picture = QLabel()
        self._picture.setObjectName(f"{name}_picture")
        self._picture.setAlignment(Qt.AlignmentFlag.AlignCenter)
        self._scroll = QScrollArea()
        self._scroll.setObjectName(f"{name}_scroll")
        self._scroll.setWidgetResizable(True)
        self._scroll.setWidget(self._picture)
        page = QVBoxLayout(self)
        page.setContentsMargins(0, 0, 0, 0)
        page.addWidget(self._scroll)

    @property
    def count(self) -> int:
        """How many pages there are; 0 when nothing is shown."""
        return max(0, self._document.pageCount())

    @property
    def can_zoom_in(self) -> bool:
        return self._zoom < len(ZOOM_STEPS) - 1

    @property
    def can_zoom_out(self) -> bool:
        return self._zoom > 0

    def show_pdf(self, pdf: bytes) -> None:
        """Show the first page of `pdf`; b"" empties the view."""
        self._document.close()
        self._bytes = QByteArray(pdf)
        self._buffer = QBuffer(self._bytes, self)
        self.number, self._zoom, self._turns = 0, 0, 0
        if pdf:
            self._buffer.open(QIODevice.OpenModeFlag.ReadOnly)
            self._document.load(self._buffer)
        self._draw()

    def go(self, step: int) -> None:
        """Turn the leaf forward (1) or back (-1)."""
        wanted = self.number + step
        if 0 <= wanted < self.count:
            self.number = wanted
            self._draw()

    def zoom(self, step: int) -> None:
        """Bring nearer (1) or farther (-1)."""
        self._zoom = min(len(ZOOM_STEPS) - 1, max(0, self._zoom + step))
        self._draw()

    def turn(self) -> None:
        """Turn what is shown by a quarter; the paper itself stays as it is."""
        self._turns = (self._turns + 1) % 4
        self._draw()

    def resizeEvent(self, event: QResizeEvent) -> None:  # noqa: N802
        super().resizeEvent(event)
        self._draw()

    def _draw(self) -> None:
        if self.count == 0:
            self._picture.clear()
            self.changed.emit()
            return
        points = self._document.pagePointSize(self.number)
        if self._turns % 2:
            points.transpose()
        room = self._scroll.viewport().size()
        scale = min(room.width() / points.width(), room.height() / points.height())
        scale *= ZOOM_STEPS[self._zoom]
        size = QSize(int(points.width() * scale), int(points.height() * scale))
        drawn = size.transposed() if self._turns % 2 else size
        ratio = self.devicePixelRatioF()
        page = self._document.render(self.number, drawn * ratio)
        image = QImage(page.size(), QImage.Format.Format_RGB32)
        image.fill(Qt.GlobalColor.white)
        pixmap = QPixmap.fromImage(_over(image, page))
        if self._turns:
            pixmap = pixmap.transformed(QTransform().rotate(90 * self._turns))
        pixmap.setDevicePixelRatio(ratio)
        self._picture.setPixmap(pixmap)
        self.changed.emit()


def _over(ground: QImage, page: QImage) -> QImage:
    painter = QPainter(ground)
    painter.drawImage(0, 0, page)
    painter.end()
    return ground
