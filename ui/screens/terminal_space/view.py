"""Draws a SpaceModel: a greeting and six tiles."""

from __future__ import annotations

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QGridLayout, QVBoxLayout, QWidget

from ui.screens.terminal_space.presenter import Place, SpaceModel
from ui.theme.languages import isolated
from ui.theme.look import Look
from ui.theme.tokens import Tone
from ui.widgets.buttons import Tile
from ui.widgets.notices import NoticeLine
from ui.widgets.texts import label

__all__ = ["SpaceView"]

COLUMNS = 3


class SpaceView(QWidget):
    """Says which tile was pressed."""

    place_pressed = Signal(object)
    """Place."""

    def __init__(self, look: Look, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setObjectName("space")
        gap = look.scale.gap
        self._greeting = label("", "title", "space_greeting")
        self._notice = NoticeLine(look, "space_notice")
        grid = QGridLayout()
        grid.setSpacing(gap * 2)
        for number, (place, icon, text) in enumerate(self._tiles()):
            made = Tile(look, f"tile_{place.value}", text, icon)
            made.clicked.connect(lambda _checked=False, where=place: self.place_pressed.emit(where))
            grid.addWidget(made, number // COLUMNS, number % COLUMNS)
            grid.setColumnStretch(number % COLUMNS, 1)
        page = QVBoxLayout(self)
        page.setContentsMargins(gap * 2, gap, gap * 2, gap * 2)
        page.setSpacing(gap * 2)
        page.addWidget(self._greeting)
        page.addWidget(self._notice)
        page.addLayout(grid, 1)

    def show_model(self, model: SpaceModel) -> None:
        if model.given_names:
            greeting = self.tr("Bonjour %1").replace("%1", isolated(model.given_names))
        else:
            greeting = self.tr("Bonjour")
        self._greeting.setText(greeting)
        text = self._why_not() if model.not_yet is not None else ""
        self._notice.tell(text, Tone.INDIGO)

    def _tiles(self) -> tuple[tuple[Place, str, str], ...]:
        return (
            (Place.PAPERS, "folder", self.tr("Mes papiers")),
            (Place.RELAYS, "users", self.tr("Qui peut voir")),
            (Place.REMINDERS, "calendar", self.tr("Mes rappels")),
            (Place.NOTES, "notebook-pen", self.tr("Mes notes")),
            (Place.CONTACTS, "contact", self.tr("Mes contacts")),
            (Place.ACCESS, "key-round", self.tr("Mon accès")),
        )

    def _why_not(self) -> str:
        return self.tr("Pas encore sur ce poste. Un professionnel peut vous aider.")
