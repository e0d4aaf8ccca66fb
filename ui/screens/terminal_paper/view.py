"""Draws a PaperModel: the page large, its leaves, nearness, and who may see it."""

from __future__ import annotations

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QButtonGroup, QFrame, QHBoxLayout, QPushButton, QVBoxLayout, QWidget

from kiosk.flows.api import Sharing
from ui.messages import shown
from ui.screens.terminal_paper.presenter import PaperModel
from ui.theme.languages import day, isolated
from ui.theme.look import Look
from ui.widgets.buttons import button
from ui.widgets.notices import BusyLine, ErrorPanel, UndoBar
from ui.widgets.pages import PageView
from ui.widgets.texts import label

__all__ = ["PaperView"]


class PaperView(QWidget):
    """The paper on one side, what can be done with it on the other."""

    sharing_pressed = Signal(object)
    """Sharing."""
    undo_pressed = Signal()
    undo_expired = Signal()
    retry_pressed = Signal()
    back_pressed = Signal()

    def __init__(self, look: Look, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._look = look
        self._pdf = b""
        self.setObjectName("paper")
        gap = look.scale.gap
        self.page = PageView(look, "paper_page")
        self.page.changed.connect(self._pages_changed)
        self._count = label("", "body", "paper_count", wraps=False)
        self._before = self._tool("page_before", self.tr("Page d’avant"), "chevron-left")
        self._after = self._tool("page_after", self.tr("Page suivante"), "chevron-right")
        self._nearer = self._tool("zoom_in", self.tr("Plus grand"), "zoom-in")
        self._farther = self._tool("zoom_out", self.tr("Plus petit"), "zoom-out")
        self._turn = self._tool("turn", self.tr("Tourner"), "rotate-cw")
        self._before.clicked.connect(lambda: self.page.go(-1))
        self._after.clicked.connect(lambda: self.page.go(1))
        self._nearer.clicked.connect(lambda: self.page.zoom(1))
        self._farther.clicked.connect(lambda: self.page.zoom(-1))
        self._turn.clicked.connect(self.page.turn)
        tools = QHBoxLayout()
        tools.setSpacing(gap)
        for tool in (self._before, self._count, self._after):
            tools.addWidget(tool)
        tools.addStretch(1)
        for tool in (self._farther, self._nearer, self._turn):
            tools.addWidget(tool)
        left = QVBoxLayout()
        left.setSpacing(gap)
        left.addWidget(self.page, 1)
        left.addLayout(tools)
        self._title = label("", "title", "paper_title")
        self._date = label("", "soft", "paper_date")
        side = QFrame()
        side.setProperty("kind", "card")
        side.setFixedWidth(look.scale.mm(110) if look.scale.is_terminal else 340)
        column = QVBoxLayout(side)
        column.setContentsMargins(gap * 2, gap * 2, gap * 2, gap * 2)
        column.setSpacing(gap)
        column.addWidget(self._title)
        column.addWidget(self._date)
        column.addSpacing(gap)
        column.addWidget(label(self.tr("Qui peut voir ce papier ?"), "bold"))
        self._private = self._choice("share_private", self.tr("Moi seulement"), "eye-off")
        self._shared = self._choice("share_shared", self.tr("Mes relais aussi"), "users")
        group = QButtonGroup(self)
        group.addButton(self._private)
        group.addButton(self._shared)
        self._private.clicked.connect(lambda: self.sharing_pressed.emit(Sharing.PRIVATE))
        self._shared.clicked.connect(lambda: self.sharing_pressed.emit(Sharing.SHARED))
        self._readers = label("", "soft", "paper_readers")
        column.addWidget(self._private)
        column.addWidget(self._shared)
        column.addWidget(self._readers)
        column.addStretch(1)
        back = button(look, "paper_back", self.tr("Mes papiers"), "arrow-left")
        back.clicked.connect(self.back_pressed)
        column.addWidget(back)
        self._busy = BusyLine(look)
        self._error = ErrorPanel(look)
        self._error.action_pressed.connect(self.retry_pressed)
        self._undo = UndoBar(look)
        self._undo.undo_pressed.connect(self.undo_pressed)
        self._undo.expired.connect(self.undo_expired)
        row = QHBoxLayout()
        row.setSpacing(gap * 2)
        row.addLayout(left, 1)
        row.addWidget(side)
        page = QVBoxLayout(self)
        page.setContentsMargins(gap * 2, gap, gap * 2, gap)
        page.setSpacing(gap)
        page.addWidget(self._busy)
        page.addWidget(self._error)
        page.addLayout(row, 1)
        page.addWidget(self._undo)

    def show_model(self, model: PaperModel) -> None:
        paper = model.paper
        self._title.setText(paper.title)
        added = self.tr("Ajouté le %1").replace("%1", day(paper.added_at))
        if paper.added_by:
            added = self.tr("Ajouté le %1 par %2").replace("%1", day(paper.added_at))
            added = added.replace("%2", isolated(paper.added_by))
        self._date.setText(added)
        if model.pdf != self._pdf:
            self._pdf = model.pdf
            self.page.show_pdf(model.pdf)
        self._private.setChecked(paper.sharing is Sharing.PRIVATE)
        self._shared.setChecked(paper.sharing is Sharing.SHARED)
        for each in (self._private, self._shared):
            each.setEnabled(not model.is_busy and bool(model.pdf))
        self._readers.setText(self._who(model))
        self._busy.tell(self.tr("Un instant…") if model.is_busy else "")
        notice = model.notice
        self._error.tell(shown(notice.key, notice.context) if notice else None)
        match model.just_changed_to:
            case Sharing.SHARED:
                self._undo.tell(self.tr("Ce papier est partagé."))
            case Sharing.PRIVATE:
                self._undo.tell(self.tr("Ce papier n’est plus partagé."))
            case _:
                self._undo.tell("")

    def _who(self, model: PaperModel) -> str:
        if model.paper.sharing is Sharing.PRIVATE:
            return self.tr("Personne d’autre que vous ne peut le voir.")
        if not model.readers:
            return self.tr("Vous n’avez pas encore de relais.")
        names = ", ".join(isolated(name) for name in model.readers)
        return self.tr("Peuvent le voir : %1").replace("%1", names)

    def _pages_changed(self) -> None:
        count = self.page.count
        place = self.tr("Page %1 sur %2").replace("%1", str(self.page.number + 1))
        self._count.setText(place.replace("%2", str(count)) if count else "")
        self._before.setEnabled(self.page.number > 0)
        self._after.setEnabled(self.page.number + 1 < count)
        self._nearer.setEnabled(bool(count) and self.page.can_zoom_in)
        self._farther.setEnabled(bool(count) and self.page.can_zoom_out)
        self._turn.setEnabled(bool(count))

    def _tool(self, name: str, text: str, icon: str) -> QPushButton:
        """A tool with a picture only on the glass: its word is spoken and shown to the side."""
        made = button(self._look, name, "", icon)
        made.setAccessibleName(text)
        made.setText(text if not self._look.scale.is_terminal else "")
        made.setMinimumWidth(self._look.scale.control)
        return made

    def _choice(self, name: str, text: str, icon: str) -> QPushButton:
        made = button(self._look, name, text, icon)
        made.setProperty("kind", "choice")
        made.setCheckable(True)
        made.setLayoutDirection(self.layoutDirection())
        made.setCursor(Qt.CursorShape.PointingHandCursor)
        return made
