"""Pages as they landed: a strip of thumbnails and the chosen page, large."""

from __future__ import annotations

from PySide6.QtCore import QBuffer, QByteArray, QSize, Qt, Signal
from PySide6.QtGui import (
    QColor,
    QIcon,
    QImage,
    QImageReader,
    QKeyEvent,
    QPainter,
    QPaintEvent,
    QPixmap,
)
from PySide6.QtWidgets import (
    QFrame,
    QHBoxLayout,
    QScrollArea,
    QSizePolicy,
    QToolButton,
    QVBoxLayout,
    QWidget,
)

from ui.screens.desk_scan.model import PageModel, ScanModel
from ui.theme.look import Look
from ui.theme.tokens import SPACE_S
from ui.widgets.buttons import HeedsTools
from ui.widgets.columns import clear_layout

__all__ = ["PagePicture", "Strip"]

THUMBNAIL = QSize(76, 100)


class PagePicture(QWidget):
    """One picture, as large as it fits, on its ground.

    It is decoded at the size it shows, once: a scan has ten times as many pixels as a screen,
    and pages land while somebody types.
    """

    def __init__(self, look: Look, name: str, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._look = look
        self._bytes = b""
        self._whole, self._shown = QSize(), QImage()
        self.setObjectName(name)
        self.setMinimumSize(160, 140)
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Expanding)

    def tell(self, jpeg: bytes, words: str) -> None:
        """Show `jpeg`, however often the model comes."""
        if jpeg is not self._bytes:
            self._bytes = jpeg
            self._whole, self._shown = _size_of(jpeg), QImage()
            self.update()
        self.setAccessibleName(words)

    def held(self) -> list[bytes]:
        """Return the picture as it came."""
        return [self._bytes]

    def paintEvent(self, _event: QPaintEvent) -> None:  # noqa: N802
        if self._whole.isEmpty():
            return
        room = self.size() - QSize(4, 4)
        size = self._whole.scaled(room, Qt.AspectRatioMode.KeepAspectRatio)
        points = size * self.devicePixelRatioF()
        if self._shown.size() != points:
            self._shown = _decoded(self._bytes, points)
            self._shown.setDevicePixelRatio(self.devicePixelRatioF())
        painter = QPainter(self)
        left, top = (self.width() - size.width()) // 2, (self.height() - size.height()) // 2
        painter.drawImage(left, top, self._shown)
        painter.setPen(QColor(self._look.palette.line))
        painter.drawRect(left, top, size.width(), size.height())
        painter.end()


def _size_of(jpeg: bytes) -> QSize:
    """Return the size that a picture tells; an empty one for what is no picture."""
    buffer = QBuffer()
    buffer.setData(jpeg)
    return QImageReader(buffer).size()


def _decoded(jpeg: bytes, size: QSize) -> QImage:
    """Return a picture at `size`: the decoder reduces while it reads."""
    buffer = QBuffer()
    buffer.setData(jpeg)
    reader = QImageReader(buffer)
    reader.setScaledSize(size)
    return reader.read()


class _PageButton(HeedsTools, QToolButton):
    """The small picture of one page."""

    def __init__(self) -> None:
        super().__init__()
        self.heed_tools()

    def keyPressEvent(self, event: QKeyEvent) -> None:  # noqa: N802
        if event.key() in {Qt.Key.Key_Return, Qt.Key.Key_Enter}:
            self.click()
        else:
            super().keyPressEvent(event)


class Strip(QScrollArea):
    """One button per page, in order; the chosen one is checked."""

    selected = Signal(int)

    def __init__(self, look: Look, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._look = look
        self._told: tuple[PageModel, ...] = ()
        self._buttons: list[QToolButton] = []
        self.setObjectName("strip")
        self.setWidgetResizable(True)
        self.setFrameShape(QFrame.Shape.NoFrame)
        self.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        self.setVerticalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        inside = QWidget()
        holder = QVBoxLayout(inside)
        holder.setContentsMargins(0, 0, 0, 0)
        self._row = QHBoxLayout()
        self._row.setSpacing(SPACE_S)
        self._row.setAlignment(Qt.AlignmentFlag.AlignLeading)
        holder.addLayout(self._row)
        self.setWidget(inside)
        self.setFixedHeight(THUMBNAIL.height() + 62)

    def tell(self, model: ScanModel) -> None:
        if model.pages != self._told:
            self._told = model.pages
            clear_layout(self._row)
            self._buttons = [self._button(at, page) for at, page in enumerate(model.pages)]
            for made in self._buttons:
                self._row.addWidget(made)
        for index, made in enumerate(self._buttons):
            made.setChecked(index == model.selected)
        if model.selected < len(self._buttons):
            self.ensureWidgetVisible(self._buttons[model.selected])

    def held(self) -> list[bytes]:
        """Return the small pictures as they came."""
        return [page.prepared.thumbnail_jpeg for page in self._told]

    def _button(self, index: int, page: PageModel) -> QToolButton:
        made = _PageButton()
        made.setObjectName(f"page_{index}")
        made.setCheckable(True)
        made.setToolButtonStyle(Qt.ToolButtonStyle.ToolButtonTextUnderIcon)
        picture = QPixmap()
        if not picture.loadFromData(QByteArray(page.prepared.thumbnail_jpeg)):
            picture = self._still_to_come()
        made.setIcon(QIcon(picture))
        made.setIconSize(THUMBNAIL)
        blank = self.tr("vide ?") if page.is_blank_proposed else ""
        if not page.prepared.is_ready:
            blank = "…"
        made.setText(f"{index + 1} {blank}".strip())
        #: Accessible name of a thumbnail; %1 its place, %2 how many there are
        name = self.tr("Page %1 sur %2").replace("%1", str(index + 1))
        name = name.replace("%2", str(len(self._told)))
        made.setAccessibleName(f"{name} {blank}".strip())
        made.setProperty("kind", "page")
        palette = self._look.palette
        made.setStyleSheet(
            f"QToolButton {{ padding: 4px; font-size: {self._look.scale.small}px; }}"
            f"QToolButton:checked {{ border: 3px solid {palette.petrol};"
            f" background: {palette.petrol_ground}; }}"
            f"QToolButton:focus {{ border: 3px solid {palette.focus}; }}"
        )
        made.clicked.connect(lambda _=False, at=index: self.selected.emit(at))
        return made

    def _still_to_come(self) -> QPixmap:
        """Return the sheet that stands for a page whose small picture is being made."""
        sheet = QPixmap(THUMBNAIL)
        sheet.fill(QColor(self._look.palette.petrol_ground))
        return sheet
