"""Draws a card being shown to the camera: what it sees, what to do, and the way to typing."""

from __future__ import annotations

from PySide6.QtCore import Signal
from PySide6.QtGui import QHideEvent
from PySide6.QtWidgets import QHBoxLayout, QVBoxLayout, QWidget

from kiosk.capture.camera.finder import View
from ui.messages import shown
from ui.screens.show_card.presenter import ShowCardModel
from ui.theme.look import Look
from ui.theme.tokens import Tone
from ui.widgets.buttons import button
from ui.widgets.live_picture import LivePicture
from ui.widgets.notices import NoticeLine

__all__ = ["ShowCardPanel"]

TERMINAL_MM = 62.0
DESK_PX = 260
"""How high the picture is at least: a code in it is recognised by the eye."""


class ShowCardPanel(QWidget):
    """A live picture while a camera looks; hidden otherwise. Says when it is left."""

    stop_pressed = Signal()
    left = Signal()

    def __init__(self, look: Look, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setObjectName("show_card")
        self.setAccessibleName(self.tr("Ce que voit la caméra"))
        is_terminal = look.scale.is_terminal
        self._told = NoticeLine(look, "show_card_told")
        # Who stands before a terminal moves a hand as before a mirror.
        self._picture = LivePicture(look, "show_card_picture", is_mirrored=is_terminal)
        self._picture.setAccessibleName(self.accessibleName())
        self._picture.setMinimumHeight(look.scale.mm(TERMINAL_MM) if is_terminal else DESK_PX)
        #: Button: turn the camera off and type the identifier. Max 26 characters.
        text = self.tr("Écrire l’identifiant")
        self.stop = button(look, "show_card_stop", text, "keyboard")
        self.stop.clicked.connect(self.stop_pressed)
        below = QHBoxLayout()
        below.addWidget(self.stop)
        below.addStretch(1)
        page = QVBoxLayout(self)
        page.setContentsMargins(0, 0, 0, 0)
        page.setSpacing(look.scale.gap)
        page.addWidget(self._told)
        page.addWidget(self._picture, 1)
        page.addLayout(below)
        self.hide()

    def show_model(self, model: ShowCardModel) -> None:
        """Show the camera's page while it looks."""
        was_looking = not self.isHidden()
        self.setVisible(model.is_looking)
        if not model.is_looking:
            self._told.tell("")
            return
        if model.notice is None:
            told = self.tr("Tenez le code de la carte devant la caméra. Rien n’est gardé.")
            self._told.tell(told, Tone.PETROL)
        else:
            self._told.tell(shown(model.notice.key).what, Tone.AMBER)
        if not was_looking:
            self.stop.setFocus()

    def show_view(self, view: View | None) -> None:
        """Show what the camera sees now; None: it is off, and nothing of it stays."""
        self._picture.tell(view)

    def hideEvent(self, event: QHideEvent) -> None:  # noqa: N802
        """Whatever covers or ends the page ends the look."""
        self._picture.tell(None)
        self.left.emit()
        super().hideEvent(event)
