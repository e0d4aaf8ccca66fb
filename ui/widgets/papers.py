"""Papers as pictures with their title: a grid that re-flows, one press opens one."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date

from PySide6.QtCore import QSize, Qt, Signal
from PySide6.QtGui import QColor, QFont, QPainter, QPixmap, QResizeEvent, QShowEvent
from PySide6.QtWidgets import (
    QGridLayout,
    QHBoxLayout,
    QSizePolicy,
    QVBoxLayout,
    QWidget,
)

from kiosk.domain.expiry import Expiry, expiry_of
from kiosk.flows.api import Paper, PaperKind, Sharing
from ui.theme.languages import day, isolated
from ui.theme.look import FAMILIES, Look
from ui.theme.tokens import Tone
from ui.widgets.buttons import FramedButton
from ui.widgets.scrolling import Scroll
from ui.widgets.texts import ShortText, label, picture_label

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
TITLE_LINES = 2
LEAST_WIDTH_MM = 72
LEAST_WIDTH_DESK = 176
SHEET_SHARE = 1.1
"""Height of a picture over its width: the top of an A4 page, where its title stands."""


def thumbnail(look: Look, jpeg: bytes, kind: PaperKind, size: QSize) -> QPixmap:
    """Return a paper's picture on white, or its family's picture while it is elsewhere."""
    ratio = 2
    whole = size * ratio
    sheet = QPixmap(whole)
    sheet.fill(QColor("#FFFFFF"))
    painter = QPainter(sheet)
    page = QPixmap()
    if jpeg and page.loadFromData(jpeg):
        page = page.scaled(
            whole,
            Qt.AspectRatioMode.KeepAspectRatioByExpanding
            if page.height() >= page.width()
            else Qt.AspectRatioMode.KeepAspectRatio,
            Qt.TransformationMode.SmoothTransformation,
        )
        top = 0 if page.height() > whole.height() else (whole.height() - page.height()) // 2
        painter.drawPixmap((whole.width() - page.width()) // 2, top, page)
    else:
        side = size.width() * 2 // 5
        icon = look.picture(KIND_ICONS[kind], "#6B7680", side)
        icon.setDevicePixelRatio(1.0)
        painter.drawPixmap(
            (whole.width() - icon.width()) // 2, (whole.height() - icon.height()) // 2, icon
        )
    painter.setPen(QColor(look.palette.line_soft))
    painter.drawRect(0, 0, whole.width() - 1, whole.height() - 1)
    painter.end()
    sheet.setDevicePixelRatio(ratio)
    return sheet


class PaperCard(FramedButton):
    """One paper: its picture, title, date, and who reads it, in a picture and words."""

    def __init__(
        self,
        look: Look,
        paper: Paper,
        *,
        shows_sharing: bool,
        width: int = 0,
        parent: QWidget | None = None,
    ) -> None:
        super().__init__(look, parent=parent)
        self.paper = paper
        self.setObjectName("paper_card")
        self.setProperty("kind", "paper")
        gap = look.scale.gap
        inside = (width or least_width(look)) - 2 * gap - 4
        picture = QSize(inside, int(inside * SHEET_SHARE))
        page = QVBoxLayout(self)
        page.setContentsMargins(gap, gap, gap, gap)
        page.setSpacing(gap // 2)
        page.addWidget(
            picture_label(thumbnail(look, paper.thumbnail_jpeg, paper.kind, picture)),
            0,
            Qt.AlignmentFlag.AlignHCenter,
        )
        page.addWidget(ShortText(paper.title, inside, TITLE_LINES, _title_font(look)))
        page.addWidget(label(day(paper.added_at), "small", wraps=False))
        spoken = [isolated(paper.title), day(paper.added_at)]
        amber = look.palette.tone(Tone.AMBER)[0]
        for icon, words in (
            ("calendar", self._ending_words(paper)),
            ("triangle-alert", self._checking_words(paper)),
            ("eye-off", self._unshown_words(paper)),
        ):
            if words:
                line = _small_line(look, icon, amber, words, wraps=True)
                line.setFixedWidth(inside)  # longer words take two lines, not a wider card
                page.addWidget(line)
                spoken.append(words)
        if shows_sharing:
            page.addWidget(self._sharing_line(look, paper))
            spoken.append(self._sharing_words(paper))
        if not paper.is_here:
            spoken.append(self.tr("pas encore sur ce poste"))
        self.setAccessibleName(", ".join(spoken))
        self.setSizePolicy(QSizePolicy.Policy.Fixed, QSizePolicy.Policy.Fixed)
        self.least = QSize(inside + 2 * gap + 4, 0)
        for child in self.findChildren(QWidget):
            child.setAttribute(Qt.WidgetAttribute.WA_TransparentForMouseEvents)

    def _sharing_line(self, look: Look, paper: Paper) -> QWidget:
        is_shared = paper.sharing is Sharing.SHARED
        color = look.palette.petrol if is_shared else look.palette.ink_soft
        icon = "users" if is_shared else "eye-off"
        return _small_line(look, icon, color, self._sharing_words(paper))

    def _ending_words(self, paper: Paper) -> str:
        """Return that a paper ends soon or has ended, as of this machine's day."""
        match expiry_of(paper.expires_on, date.today()), paper.expires_on:
            case Expiry.SOON, date() as last:
                #: On a paper's card; %1 is its last day
                return self.tr("Bientôt fini : %1").replace("%1", day(last))
            case Expiry.OVER, date() as last:
                #: On a paper's card; %1 was its last day
                return self.tr("Fini le %1").replace("%1", day(last))
            case _:
                return ""

    def _checking_words(self, paper: Paper) -> str:
        """Return how the file that a paper came from stands with the antivirus (DER-15)."""
        if paper.is_file_held:
            #: On a paper's card: a virus was found in the file it came from
            return self.tr("Original dangereux")
        #: On a paper's card: no antivirus has seen the file it came from
        return self.tr("Pas encore vérifié") if paper.is_unchecked else ""

    def _unshown_words(self, paper: Paper) -> str:
        #: On a paper's card: a text or a table that this machine keeps and does not open
        return "" if paper.can_be_shown else self.tr("Ne se montre pas ici")

    def _sharing_words(self, paper: Paper) -> str:
        if paper.sharing is Sharing.SHARED:
            return self.tr("Partagé")
        return self.tr("Privé")


class PaperGrid(QWidget):
    """Cards side by side, as many as the width takes, all of one width."""

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
        self._papers: tuple[Paper, ...] = ()
        self._cards: list[PaperCard] = []
        self._built_for = (0, 0)
        self.setObjectName(name)
        self._inside = QWidget()
        self._grid = QGridLayout(self._inside)
        self._grid.setSpacing(look.scale.gap + look.scale.gap // 2)
        edge = 6
        self._grid.setContentsMargins(edge, edge, edge, look.scale.gap)
        self._grid.setAlignment(Qt.AlignmentFlag.AlignTop | Qt.AlignmentFlag.AlignLeading)
        self._scroll = Scroll(look, self._inside, name, is_all_stops=True)
        page = QVBoxLayout(self)
        page.setContentsMargins(0, 0, 0, 0)
        page.addWidget(self._scroll)

    def show_papers(self, papers: Sequence[Paper]) -> None:
        """Show these papers in this order."""
        if self._papers == tuple(papers):
            return
        self._papers = tuple(papers)
        self._built_for = (0, 0)
        self._flow()

    def resizeEvent(self, event: QResizeEvent) -> None:  # noqa: N802
        super().resizeEvent(event)
        self._flow()

    def showEvent(self, event: QShowEvent) -> None:  # noqa: N802
        super().showEvent(event)
        self._flow()

    def _flow(self) -> None:
        """Lay the cards out again when their number side by side or their width changes."""
        gap = self._grid.horizontalSpacing()
        margins = self._grid.contentsMargins()
        room = self.width() - margins.left() - margins.right()
        arrows = self._look.scale.control + self._look.scale.gap * 2
        room -= arrows if self._look.scale.is_terminal else 20
        least = least_width(self._look)
        columns = max(1, (room + gap) // (least + gap))
        width = max(least, min((room - gap * (columns - 1)) // columns, least * 5 // 4))
        if (columns, width) == self._built_for or not self.isVisible():
            return
        self._built_for = (columns, width)
        for card in self._cards:
            card.setParent(None)
            card.deleteLater()
        self._cards = [
            PaperCard(self._look, paper, shows_sharing=self._shows_sharing, width=width)
            for paper in self._papers
        ]
        for place, card in enumerate(self._cards):
            card.clicked.connect(lambda _checked=False, paper=card.paper: self.opened.emit(paper))
            top = Qt.AlignmentFlag.AlignTop
            self._grid.addWidget(card, place // columns, place % columns, top)


def _small_line(look: Look, icon: str, color: str, words: str, *, wraps: bool = False) -> QWidget:
    """Return a small picture and words beside it."""
    line = QWidget()
    row = QHBoxLayout(line)
    row.setContentsMargins(0, 0, 0, 0)
    row.setSpacing(look.scale.gap // 2)
    row.addWidget(picture_label(look.picture(icon, color, look.scale.small + 4)))
    row.addWidget(label(words, "small", wraps=wraps), 1)
    return line


def least_width(look: Look) -> int:
    """Return the narrowest card that still shows a page and a title."""
    return look.scale.mm(LEAST_WIDTH_MM) if look.scale.is_terminal else LEAST_WIDTH_DESK


def _title_font(look: Look) -> QFont:
    font = QFont()
    font.setFamilies(list(FAMILIES))
    font.setPixelSize(look.scale.body)
    font.setBold(True)
    return font
