"""What was done to a page by itself, each step with its way back ("Remettre comme avant")."""

from __future__ import annotations

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QGridLayout, QHBoxLayout, QPushButton, QWidget

from kiosk.capture.recipe import Change
from ui.screens.desk_scan.model import PageModel
from ui.theme.look import Look
from ui.theme.tokens import SPACE_S
from ui.widgets.buttons import button
from ui.widgets.columns import clear_layout
from ui.widgets.notices import announce
from ui.widgets.texts import label

__all__ = ["ChangesLine"]

LARGE_BODY_PX = 16


class ChangesLine(QWidget):
    """One button for each step; pressing it takes that step back."""

    undone = Signal(object)
    parted = Signal()

    def __init__(self, look: Look, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._look = look
        self._told: tuple[tuple[Change, ...], bool] = ((), False)
        self.setObjectName("changes")
        whole = QHBoxLayout(self)
        whole.setContentsMargins(0, 0, 0, 0)
        whole.setSpacing(SPACE_S)
        title = label(self.tr("Remettre\ncomme avant"), "small", "changes_title", wraps=False)
        whole.addWidget(title, 0, Qt.AlignmentFlag.AlignTop)
        self._row = QGridLayout()
        self._row.setSpacing(SPACE_S // 2)
        whole.addLayout(self._row, 1)
        self._columns = 4 if look.scale.body <= LARGE_BODY_PX else 2
        self._row.setColumnStretch(self._columns, 1)
        self.hide()

    def tell(self, page: PageModel, *, can_change: bool) -> None:
        """Show the steps of `page`; hide when there are none."""
        told = (page.changes, page.is_joined)
        if told != self._told:
            self._told = told
            clear_layout(self._row)
            self._fill(page)
        self.setEnabled(can_change)
        self.setVisible(page.is_changed)

    def _fill(self, page: PageModel) -> None:
        if page.is_joined:
            words = self.tr("Deux côtés sur une page")
            made = self._button("part_sides", words)
            made.clicked.connect(self.parted)
            self._row.addWidget(made, 0, 0)
            announce(self, words)
        for at, change in enumerate(page.changes):
            made = self._button(f"undo_{change.value}", self._words(change))
            made.clicked.connect(lambda _=False, undone=change: self.undone.emit(undone))
            self._row.addWidget(made, at // self._columns, at % self._columns)

    def _button(self, name: str, words: str) -> QPushButton:
        made = button(self._look, name, words, "undo-2")
        #: %1 is what was done to the page, for example "Redressée"
        spoken = self.tr("%1 : remettre comme avant")
        made.setAccessibleName(spoken.replace("%1", words))
        small = self._look.scale.small
        made.setStyleSheet(f"QPushButton {{ font-size: {small}px; padding: 2px 8px; }}")
        return made

    def _words(self, change: Change) -> str:
        return {
            Change.CROPPED: self.tr("Bords coupés"),
            Change.STRAIGHTENED: self.tr("Redressée"),
            Change.FLATTENED: self.tr("Mise à plat"),
            Change.UPRIGHTED: self.tr("Remise à l’endroit"),
            Change.WHITENED: self.tr("Fond blanchi"),
            Change.MADE_GREY: self.tr("En gris"),
            Change.MADE_BLACK_AND_WHITE: self.tr("En noir et blanc"),
            Change.TURNED: self.tr("Tournée"),
        }[change]
