"""Draws what a camera sees while it is looked through, the paper found in it, and what to do."""

from __future__ import annotations

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QHBoxLayout, QVBoxLayout, QWidget

from kiosk.capture.camera.finder import View
from kiosk.capture.camera.stillness import Look as Thought
from ui.screens.desk_common.widgets import add_key
from ui.theme.look import Look
from ui.theme.tokens import SPACE_S, Tone
from ui.widgets.buttons import button, main_button
from ui.widgets.live_picture import LivePicture
from ui.widgets.notices import NoticeLine

__all__ = ["FinderView"]

TONES = {
    Thought.NO_PAPER: Tone.PETROL,
    Thought.MOVING: Tone.PETROL,
    Thought.BLURRED: Tone.AMBER,
    Thought.SHOOT: Tone.OK,
    Thought.TAKEN: Tone.OK,
}


class FinderView(QWidget):
    """A live picture; the button takes one whatever is found in it."""

    take_pressed = Signal()
    finish_pressed = Signal()

    def __init__(self, look: Look, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setObjectName("finder")
        self.setAccessibleName(self.tr("Ce que voit la caméra"))
        self._picture = LivePicture(look, "finder_picture")
        self._told = NoticeLine(look, "finder_told")
        #: Button: the camera takes a picture of the page now
        self.take = main_button(look, "finder_take", self.tr("Prendre la page"), "camera")
        add_key(look, self.take, "F8")
        #: Button: no page is left to be taken by the camera
        self.finish = button(look, "finder_finish", self.tr("C’est fini"), "check")
        add_key(look, self.finish, "F7")
        self.take.clicked.connect(self.take_pressed)
        self.finish.clicked.connect(self.finish_pressed)
        doing = QHBoxLayout()
        doing.setSpacing(SPACE_S)
        doing.addWidget(self.take)
        doing.addWidget(self.finish)
        doing.addStretch(1)
        page = QVBoxLayout(self)
        page.setContentsMargins(0, 0, 0, 0)
        page.setSpacing(SPACE_S)
        page.addWidget(self._told)
        page.addWidget(self._picture, 1)
        page.addLayout(doing)

    def tell(self, view: View) -> None:
        """Show `view` and say what is thought of it, aloud only when that changes."""
        self._picture.tell(view, TONES[view.told])
        words = {
            Thought.NO_PAPER: self.tr("Posez la page à plat, tout entière dans l’image."),
            Thought.MOVING: self.tr("Ne bougez plus. La photo se prend seule."),
            Thought.BLURRED: self.tr("L’image est floue. Éloignez un peu la page ou éclairez-la."),
            Thought.SHOOT: self.tr("C’est pris."),
            Thought.TAKEN: self.tr(
                "C’est pris. Posez la page suivante, ou appuyez sur C’est fini."
            ),
        }[view.told]
        self._told.tell(words, TONES[view.told])

    def clear(self) -> None:
        """Forget the last view: it is a person's paper."""
        self._picture.tell(None)
        self._told.tell("")
