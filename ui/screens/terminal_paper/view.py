"""Draws a PaperModel: the page large, its leaves, nearness, and who may see it."""

from __future__ import annotations

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import (
    QButtonGroup,
    QFrame,
    QGridLayout,
    QHBoxLayout,
    QPushButton,
    QVBoxLayout,
    QWidget,
)

from kiosk.flows.api import Sharing
from ui.messages import shown
from ui.screens.terminal_paper.presenter import Copying, PaperModel
from ui.theme.languages import day, isolated
from ui.theme.look import Look
from ui.theme.tokens import Tone
from ui.widgets.buttons import button, choice, tool
from ui.widgets.notices import SHORT_WORK_MS, BusyLine, EmptyState, ErrorPanel, NoticeLine, UndoBar
from ui.widgets.pages import PageView
from ui.widgets.texts import label

__all__ = ["PaperView"]

SIDE_LEAST, SIDE_MOST = 8.5, 14
"""Of the side with the title and the choice, in letter heights: its words stay whole."""


class PaperView(QWidget):
    """The paper on one side, what can be done with it on the other."""

    sharing_pressed = Signal(object)
    """Sharing."""
    print_pressed = Signal()
    undo_pressed = Signal()
    undo_expired = Signal()
    retry_pressed = Signal()
    back_pressed = Signal()
    copy_pressed = Signal()
    copy_confirmed = Signal()
    copy_left = Signal()

    def __init__(
        self, look: Look, *, can_print: bool = False, parent: QWidget | None = None
    ) -> None:
        super().__init__(parent)
        self._look = look
        self._pdf = b""
        self.setObjectName("paper")
        gap = look.scale.gap
        self.page = PageView(look, "paper_page")
        self.page.changed.connect(self._pages_changed)
        self._count = label("", "small", "paper_count", wraps=False)
        self._count.setAlignment(Qt.AlignmentFlag.AlignCenter)
        self._before = self._tool("page_before", self.tr("Avant"), "chevron-left")
        self._after = self._tool("page_after", self.tr("Suite"), "chevron-right")
        self._farther = self._tool("zoom_out", self.tr("Plus petit"), "zoom-out")
        self._nearer = self._tool("zoom_in", self.tr("Plus grand"), "zoom-in")
        self._turn = self._tool("turn", self.tr("Tourner"), "rotate-cw")
        self._before.setAccessibleName(self.tr("Page d’avant"))
        self._after.setAccessibleName(self.tr("Page suivante"))
        self._before.clicked.connect(lambda: self.page.go(-1))
        self._after.clicked.connect(lambda: self.page.go(1))
        self._nearer.clicked.connect(lambda: self.page.zoom(1))
        self._farther.clicked.connect(lambda: self.page.zoom(-1))
        self._turn.clicked.connect(self.page.turn)
        leaves = QHBoxLayout()
        leaves.setSpacing(gap)
        for each in (self._before, self._count, self._after):
            leaves.addWidget(each)
        self._whole = EmptyState(look, "file-text", "", name="paper_whole")
        self._whole.hide()
        left = QVBoxLayout()
        left.setSpacing(gap)
        left.addWidget(self.page, 1)
        left.addWidget(self._whole, 1)
        left.addLayout(leaves)
        self._title = label("", "tile", "paper_title")
        self._date = label("", "soft", "paper_date")
        side = QFrame()
        side.setProperty("kind", "card")
        side.setMinimumWidth(round(look.scale.body * SIDE_LEAST))
        side.setMaximumWidth(round(look.scale.body * SIDE_MOST))
        column = QVBoxLayout(side)
        column.setContentsMargins(gap * 2, gap * 2, gap * 2, gap * 2)
        column.setSpacing(gap)
        back = button(look, "paper_back", self.tr("Mes papiers"), "arrow-left")
        back.clicked.connect(self.back_pressed)
        self.first = back
        column.addWidget(back)
        column.addWidget(self._title)
        column.addWidget(self._date)
        column.addWidget(label(self.tr("Qui peut voir ce papier ?"), "bold"))
        self._private = choice(look, "share_private", self.tr("Moi seulement"), "eye-off")
        self._shared = choice(look, "share_shared", self.tr("Mes relais aussi"), "users")
        group = QButtonGroup(self)
        group.addButton(self._private)
        group.addButton(self._shared)
        self._private.clicked.connect(lambda: self.sharing_pressed.emit(Sharing.PRIVATE))
        self._shared.clicked.connect(lambda: self.sharing_pressed.emit(Sharing.SHARED))
        column.addWidget(self._private)
        column.addWidget(self._shared)
        self._copy = button(look, "paper_copy", self.tr("Copier sur ma clé"), "save")
        self._copy.clicked.connect(self.copy_pressed)
        column.addWidget(self._copy)
        self._print = button(look, "paper_print", self.tr("Imprimer"), "printer")
        self._print.clicked.connect(self.print_pressed)
        self._can_print = can_print
        column.addWidget(self._print)
        column.addStretch(1)
        self._busy = BusyLine(look)
        self._error = ErrorPanel(look)
        self._error.action_pressed.connect(self.retry_pressed)
        self._undo = UndoBar(look)
        self._undo.undo_pressed.connect(self.undo_pressed)
        self._undo.expired.connect(self.undo_expired)
        row = QHBoxLayout()
        row.setSpacing(gap * 2)
        row.addLayout(left, 1)
        self._near = QWidget()
        self._near.setLayout(self._tools())
        row.addWidget(self._near)
        row.addWidget(side, 1)
        page = QVBoxLayout(self)
        page.setContentsMargins(gap * 2, gap, gap * 2, gap)
        page.setSpacing(gap)
        page.addWidget(self._busy)
        page.addWidget(self._error)
        page.addLayout(row, 1)
        page.addWidget(self._copy_note())
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
        self._show_whole(model)
        for each in (self._private, self._shared):
            each.setEnabled(not model.is_busy and model.is_open)
        self._print.setEnabled(not model.is_busy and bool(model.pdf))
        self._print.setVisible(self._can_print and paper.can_be_shown)
        self._private.explain(self.tr("Personne d’autre ne le voit."))
        self._shared.explain(self._who(model))
        self._busy.tell(self.tr("Un instant…") if model.is_busy else "", after_ms=SHORT_WORK_MS)
        self._show_copying(model)
        notice = model.notice
        self._error.tell(shown(notice.key, notice.context) if notice else None)
        match model.just_changed_to:
            case Sharing.SHARED:
                self._undo.tell(self.tr("Ce papier est partagé."))
            case Sharing.PRIVATE:
                self._undo.tell(self.tr("Ce papier n’est plus partagé."))
            case _:
                self._undo.tell("")

    def _copy_note(self) -> NoticeLine:
        """What a copy means, before it is made, and how it went."""
        look = self._look
        self._copying = NoticeLine(look, "copy_told")
        self._copy_yes = button(look, "copy_yes", self.tr("Copier"), "check")
        self._copy_no = button(look, "copy_no", self.tr("Fermer"), "x")
        self._copy_yes.clicked.connect(self._copy_again)
        self._copy_no.clicked.connect(self.copy_left)
        self._copying.row.addWidget(self._copy_yes)
        self._copying.row.addWidget(self._copy_no)
        self._is_stick_there = False
        return self._copying

    def _copy_again(self) -> None:
        (self.copy_confirmed if self._is_stick_there else self.copy_pressed).emit()

    def _show_copying(self, model: PaperModel) -> None:
        plug_in = self.tr("Branchez votre clé USB, puis appuyez sur Copier.")
        words, tone = {
            Copying.NOT_ASKED: ("", Tone.PETROL),
            Copying.LOOKING: ("", Tone.PETROL),
            Copying.NO_STICK: (plug_in, Tone.PETROL),
            Copying.ASKED: (
                self.tr("Attention : toute personne qui tient la clé pourra lire ce papier."),
                Tone.AMBER,
            ),
            Copying.WRITING: (self.tr("On copie. Ne retirez pas la clé."), Tone.PETROL),
            Copying.DONE: (self.tr("C’est copié. Vous pouvez retirer la clé."), Tone.OK),
        }[model.copying]
        was_told = self._copying.isVisibleTo(self)
        self._is_stick_there = model.copying is Copying.ASKED
        self._copying.tell(words, tone)
        self._copy_yes.setVisible(model.copying in (Copying.NO_STICK, Copying.ASKED))
        self._copy_no.setVisible(model.copying is not Copying.WRITING)
        self._copy.setVisible(model.can_copy and model.paper.can_leave)
        self._copy.setEnabled(model.may_copy and not model.is_busy)
        if words and not was_told:
            self._copy_yes.setFocus()

    def _show_whole(self, model: PaperModel) -> None:
        """Say why a file kept as it came has no pages here, and whether it can be taken away."""
        paper = model.paper
        if paper.is_file_held:
            can = self.tr("L’antivirus y a vu un danger. Il reste fermé dans votre coffre.")
        elif paper.is_unchecked:
            can = self.tr("L’antivirus ne l’a pas encore vu. Vous pourrez le copier après.")
        elif model.can_copy:
            can = self.tr("Copiez-le sur votre clé USB pour l’ouvrir ailleurs.")
        else:
            can = self.tr("Il est gardé tel quel dans votre coffre.")
        shown_not = self.tr("Ce fichier ne se montre pas ici.")
        self._whole.text.setText(f"{shown_not}\n{can}")
        self._whole.setVisible(not paper.can_be_shown)
        for each in (self.page, self._near):
            each.setVisible(paper.can_be_shown)

    def _who(self, model: PaperModel) -> str:
        if not model.readers:
            return self.tr("Vous n’avez pas encore de relais.")
        return ", ".join(isolated(name) for name in model.readers)

    def _pages_changed(self) -> None:
        count, number = self.page.count, self.page.number + 1
        #: Page %1 of %2, kept short
        place = self.tr("%1 sur %2").replace("%1", str(number)).replace("%2", str(count))
        self._count.setText(place if count else "")
        spoken = self.tr("Page %1 sur %2").replace("%1", str(number)).replace("%2", str(count))
        self._count.setAccessibleName(spoken if count else "")
        self.page.setAccessibleName(f"{self._title.text()}, {spoken}")
        for each in (self._before, self._count, self._after):
            each.setVisible(count > 1)
        self._before.setEnabled(number > 1)
        self._after.setEnabled(number < count)
        self._nearer.setEnabled(bool(count) and self.page.can_zoom_in)
        self._farther.setEnabled(bool(count) and self.page.can_zoom_out)
        self._turn.setEnabled(bool(count))
        self._pans.setVisible(self.page.can_pan)

    def _tools(self) -> QVBoxLayout:
        """How near, which way up and, once near, four ways to move.

        A paper's left is left in every language.
        """
        gap = self._look.scale.gap
        self._pans = QWidget()
        self._pans.setLayoutDirection(Qt.LayoutDirection.LeftToRight)
        grid = QGridLayout(self._pans)
        grid.setContentsMargins(0, 0, 0, 0)
        grid.setSpacing(gap)
        for number, (name, text, icon, right, down) in enumerate(
            (
                ("pan_up", self.tr("Haut"), "arrow-up", 0, -1),
                ("pan_down", self.tr("Bas"), "arrow-down", 0, 1),
                ("pan_left", self.tr("Gauche"), "move-left", -1, 0),
                ("pan_right", self.tr("Droite"), "move-right", 1, 0),
            )
        ):
            made = self._tool(name, text, icon)
            made.clicked.connect(lambda _=False, x=right, y=down: self.page.pan(x, y))
            grid.addWidget(made, number // 2, number % 2)
        self._pans.hide()
        column = QVBoxLayout()
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(gap)
        for each in (self._nearer, self._farther, self._turn, self._pans):
            column.addWidget(each)
        column.addStretch(1)
        return column

    def _tool(self, name: str, text: str, icon: str) -> QPushButton:
        return tool(self._look, name, text, icon)
