"""Papers as pictures with their title: a grid that re-flows, one press opens one."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtCore import QSize, Qt, Signal
from PySide6.QtGui import QColor, QPainter, QPixmap, QResizeEvent
from PySide6.QtWidgets import (
    QGridLayout,
    QHBoxLayout,
    QPushButton,
    QScrollArea,
    QSizePolicy,
    QVBoxLayout,
    QWidget,
)

from kiosk.flows.api import Paper, PaperKind, Sharing
from ui.theme.languages import day, isolated
from ui.theme.look import Look
from ui.widgets.texts import label, picture_label

__all__ = ["KIND_ICONS", "PaperCard", "PaperGrid", "thumbnail"]

KIND_ICONS = {
    PaperKind.IDENTITY_CARD: "id-card",
    PaperKind.RESIDENCE_PERMIT: "id-card",
    PaperKind.PASSPORT: "globe",
    PaperKind.HEALTH_CARD: "heart-pulse",
    PaperKind.TAX_NOTICE: "landmark",
    PaperKind.CERTIFICATE: "shield-check",
    PaperKind.BANK_DETAILS: "banknote",
    PaperKind.HOUSING: "house",
    PaperKind.PRESCRIPTION: "pill",
    PaperKind.LETTER: "mail",
    PaperKind.MANDATE: "pen-line",
    PaperKind.OTHER: "file-text",
}


def thumbnail(look: Look, jpeg: bytes, kind: PaperKind, size: QSize) -> QPixmap:
    """Return a paper's picture on white, or its family's picture while it is elsewhere."""
    sheet = QPixmap(size)
    sheet.fill(QColor("#FFFFFF"))
    painter = QPainter(sheet)
    page = QPixmap()
    if jpeg and page.loadFromData(jpeg):
        page = page.scaled(
            size,
            Qt.AspectRatioMode.KeepAspectRatio,
            Qt.TransformationMode.SmoothTransformation,
        )
        painter.drawPixmap((size.width() - page.width()) // 2, 0, page)
    else:
        side = size.width() // 2
        icon = look.picture(KIND_ICONS[kind], "#6B7680", side)
        painter.drawPixmap((size.width() - side) // 2, (size.height() - side) // 2, icon)
    painter.setPen(QColor(look.palette.line_soft))
    painter.drawRect(0, 0, size.width() - 1, size.height() - 1)
    painter.end()
    return sheet


class PaperCard(QPushButton):
    """One paper: its picture, title, date, and who reads it, in a picture and words."""

    def __init__(
        self, look: Look, paper: Paper, *, shows_sharing: bool, parent: QWidget | None = None
    ) -> None:
        super().__init__(parent)
        self.paper = paper
        self.setObjectName("paper_card")
        self.setProperty("kind", "row")
        self.setCursor(Qt.CursorShape.PointingHandCursor)
        width = look.scale.mm(56) if look.scale.is_terminal else 168
        picture = QSize(width, int(width * 1.2))
        gap = look.scale.gap
        page = QVBoxLayout(self)
        page.setContentsMargins(gap, gap, gap, gap)
        page.setSpacing(gap // 2)
        page.addWidget(
            picture_label(thumbnail(look, paper.thumbnail_jpeg, paper.kind, picture)),
            0,
            Qt.AlignmentFlag.AlignHCenter,
        )
        title = label(paper.title, "bold")
        title.setMaximumWidth(picture.width())
        page.addWidget(title)
        page.addWidget(label(day(paper.added_at), "small"))
        spoken = [isolated(paper.title), day(paper.added_at)]
        if shows_sharing:
            page.addWidget(self._sharing_line(look, paper))
            spoken.append(self._sharing_words(paper))
        page.addStretch(1)
        self.setAccessibleName(", ".join(spoken))
        self.setSizePolicy(QSizePolicy.Policy.Fixed, QSizePolicy.Policy.Fixed)
        self.setFixedWidth(picture.width() + 2 * gap + 4)
        for child in self.findChildren(QWidget):
            child.setAttribute(Qt.WidgetAttribute.WA_TransparentForMouseEvents)

    def sizeHint(self) -> QSize:  # noqa: N802
        layout = self.layout()
        if layout is None:
            return super().sizeHint()
        width = self.minimumWidth()
        return QSize(width, layout.totalHeightForWidth(width))

    def _sharing_line(self, look: Look, paper: Paper) -> QWidget:
        line = QWidget()
        row = QHBoxLayout(line)
        row.setContentsMargins(0, 0, 0, 0)
        row.setSpacing(look.scale.gap // 2)
        is_shared = paper.sharing is Sharing.SHARED
        color = look.palette.petrol if is_shared else look.palette.ink_soft
        icon = look.picture("users" if is_shared else "eye-off", color, look.scale.small + 4)
        row.addWidget(picture_label(icon))
        row.addWidget(label(self._sharing_words(paper), "small"), 1)
        return line

    def _sharing_words(self, paper: Paper) -> str:
        if paper.sharing is Sharing.SHARED:
            return self.tr("Partagé")
        return self.tr("Privé")


class PaperGrid(QScrollArea):
    """Cards side by side, as many as the width takes."""

    opened = Signal(object)
    """Paper."""

    def __init__(
        self,
        look: Look,
        *,
        shows_sharing: bool,
        name: str = "papers",
        parent: QWidget | None = None,
    ) -> None:
        super().__init__(parent)
        self._look = look
        self._shows_sharing = shows_sharing
        self._cards: list[PaperCard] = []
        self._columns = 0
        self.setObjectName(name)
        self.setWidgetResizable(True)
        self.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        self.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self._inside = QWidget()
        self._grid = QGridLayout(self._inside)
        self._grid.setSpacing(look.scale.gap * 2)
        self._grid.setContentsMargins(0, 0, 0, look.scale.gap)
        self._grid.setAlignment(Qt.AlignmentFlag.AlignTop | Qt.AlignmentFlag.AlignLeading)
        self.setWidget(self._inside)

    def show_papers(self, papers: Sequence[Paper]) -> None:
        """Show these papers in this order."""
        if [card.paper for card in self._cards] == list(papers):
            return
        for card in self._cards:
            card.setParent(None)
            card.deleteLater()
        self._cards = [
            PaperCard(self._look, paper, shows_sharing=self._shows_sharing) for paper in papers
        ]
        for card in self._cards:
            card.clicked.connect(lambda _checked=False, paper=card.paper: self.opened.emit(paper))
        self._columns = 0
        self._flow()

    def resizeEvent(self, event: QResizeEvent) -> None:  # noqa: N802
        super().resizeEvent(event)
        self._flow()

    def _flow(self) -> None:
        if not self._cards:
            return
        room = self.viewport().width()
        step = self._cards[0].minimumWidth() + self._grid.horizontalSpacing()
        columns = max(1, room // max(1, step))
        if columns == self._columns:
            return
        self._columns = columns
        for place, card in enumerate(self._cards):
            top = Qt.AlignmentFlag.AlignTop
            self._grid.addWidget(card, place // columns, place % columns, top)
