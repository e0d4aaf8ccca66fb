"""A paper's pages on the screen, drawn from memory by QtPdf, one at a time."""

from __future__ import annotations

from PySide6.QtCore import QBuffer, QByteArray, QEvent, QIODevice, QObject, QSize, Qt, Signal
from PySide6.QtGui import QImage, QPainter, QPixmap, QTransform
from PySide6.QtPdf import QPdfDocument
from PySide6.QtWidgets import QLabel, QScrollArea, QSizePolicy, QVBoxLayout, QWidget

from ui.theme.look import Look
from ui.widgets.scrolling import let_finger_drag

__all__ = ["PageView"]

ZOOM_STEPS = (1.0, 1.5, 2.0, 3.0)
PAN_SHARE = 0.5
"""A press moves a page brought near by this part of what is seen."""
EDGE_PX = 1


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
        self._scroll.setLayoutDirection(Qt.LayoutDirection.LeftToRight)  # a paper never mirrors
        self._scroll.setWidget(self._picture)
        self._scroll.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Ignored)
        self._scroll.setMinimumHeight(look.scale.control * 4)
        self._scroll.viewport().installEventFilter(self)
        if look.scale.is_terminal:
            for set_policy in (
                self._scroll.setVerticalScrollBarPolicy,
                self._scroll.setHorizontalScrollBarPolicy,
            ):
                set_policy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
            let_finger_drag(self._scroll)
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

    @property
    def can_pan(self) -> bool:
        """True while the page is larger than its room."""
        return self._zoom > 0

    def setAccessibleName(self, name: str) -> None:  # noqa: N802
        """Name the picture for those who do not see it; its scrolled part takes the keys."""
        super().setAccessibleName(name)
        self._scroll.setAccessibleName(name)

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
            self._scroll.verticalScrollBar().setValue(0)
            self._draw()

    def zoom(self, step: int) -> None:
        """Bring nearer (1) or farther (-1), round the middle of what is seen."""
        bars = (self._scroll.horizontalScrollBar(), self._scroll.verticalScrollBar())
        middles = [
            (bar.value() + bar.pageStep() / 2, max(1, bar.maximum() + bar.pageStep()))
            for bar in bars
        ]
        self._zoom = min(len(ZOOM_STEPS) - 1, max(0, self._zoom + step))
        self._draw()
        self._picture.adjustSize()
        for bar, (middle, whole) in zip(bars, middles, strict=True):
            place = middle / whole * (bar.maximum() + bar.pageStep())
            bar.setValue(round(place - bar.pageStep() / 2))

    def pan(self, right: int, down: int) -> None:
        """Move a page brought near: (1, 0) to its right, (0, 1) down. Pages never mirror."""
        for bar, way in (
            (self._scroll.horizontalScrollBar(), right),
            (self._scroll.verticalScrollBar(), down),
        ):
            bar.setValue(bar.value() + way * round(bar.pageStep() * PAN_SHARE))

    def turn(self) -> None:
        """Turn what is shown by a quarter; the paper itself stays as it is."""
        self._turns = (self._turns + 1) % 4
        self._draw()

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:  # noqa: N802
        if event.type() is QEvent.Type.Resize:
            self._draw()
        return False

    def _draw(self) -> None:
        if self.count == 0:
            self._picture.clear()
            self.changed.emit()
            return
        points = self._document.pagePointSize(self.number)
        if self._turns % 2:
            points.transpose()
        room = self._scroll.viewport().size() - QSize(2 * EDGE_PX, 2 * EDGE_PX)
        scale = min(room.width() / points.width(), room.height() / points.height())
        scale *= ZOOM_STEPS[self._zoom]
        size = QSize(int(points.width() * scale), int(points.height() * scale))
        if size.isEmpty():
            return
        drawn = size.transposed() if self._turns % 2 else size
        ratio = self.devicePixelRatioF()
        page = self._document.render(self.number, drawn * ratio)
        pixmap = QPixmap.fromImage(_on_paper(page))
        if self._turns:
            pixmap = pixmap.transformed(QTransform().rotate(90 * self._turns))
        pixmap.setDevicePixelRatio(ratio)
        self._picture.setPixmap(pixmap)
        self.changed.emit()


def _on_paper(page: QImage) -> QImage:
    """Lay a drawn page, whose ground is clear, on white with a thin edge."""
    image = QImage(page.size(), QImage.Format.Format_RGB32)
    image.fill(Qt.GlobalColor.white)
    painter = QPainter(image)
    painter.drawImage(0, 0, page)
    painter.setPen(Qt.GlobalColor.lightGray)
    painter.drawRect(0, 0, image.width() - 1, image.height() - 1)
    painter.end()
    return image
