"""Draws the locked desk: nothing of what was open shows through."""

from __future__ import annotations

from PySide6.QtCore import Qt, QTimer, Signal
from PySide6.QtWidgets import QVBoxLayout, QWidget

from ui.messages import shown
from ui.screens.desk_common.widgets import Card, centred, scrolled
from ui.screens.lock.presenter import LockModel
from ui.theme.look import Look
from ui.theme.tokens import SPACE_L, SPACE_M
from ui.widgets.buttons import main_button, quiet_button
from ui.widgets.fields import PasswordField
from ui.widgets.notices import BusyLine, ErrorPanel
from ui.widgets.texts import label, picture_label

__all__ = ["LockView"]


class LockView(QWidget):
    """Password, unlock, or somebody else."""

    unlock_pressed = Signal(str)
    other_person_pressed = Signal()
    second_passed = Signal()

    def __init__(self, look: Look, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setObjectName("lock")
        self.setProperty("kind", "page")
        self.setAttribute(Qt.WidgetAttribute.WA_StyledBackground)
        title = self.tr("Le poste est verrouillé")
        self.setAccessibleName(title)
        card = Card(look, "lock_card", title, "lock")
        self._name = label("", "body", "lock_name")
        self.error = ErrorPanel(look, "error")
        self.password = PasswordField(
            look, "password", self.tr("Mot de passe"), show_text=self.tr("Montrer")
        )
        self.busy = BusyLine(look)
        self.unlock = main_button(look, "unlock", self.tr("Déverrouiller"), "log-in")
        kept = label(self.tr("Votre travail est gardé."), "soft", "lock_kept")
        for part in (self._name, kept, self.error, self.password, self.busy, self.unlock):
            card.body.addWidget(part)
        other = self.tr("Je suis quelqu’un d’autre")
        self.other = quiet_button(look, "other_person", other, "users")
        what = self.tr("La session se ferme. Les brouillons restent à leur auteur.")
        card.body.addWidget(self.other)
        card.body.addWidget(label(what, "small", "other_person_help"))
        inside = QWidget()
        page = QVBoxLayout(inside)
        page.setContentsMargins(SPACE_L, SPACE_L, SPACE_L, SPACE_L)
        page.setSpacing(SPACE_M)
        whole = QVBoxLayout(self)
        whole.setContentsMargins(0, 0, 0, 0)
        whole.addWidget(scrolled(inside, f"{self.objectName()}_body"))
        page.addStretch(1)
        picture = picture_label(look.picture("lock", look.palette.petrol, 56))
        page.addWidget(picture, 0, Qt.AlignmentFlag.AlignHCenter)
        page.addWidget(centred(card, 460))
        page.addStretch(2)
        self.error.action_pressed.connect(self.password.line.setFocus)
        self._timer = QTimer(self)
        self._timer.setInterval(1000)
        self._timer.timeout.connect(self.second_passed)
        self.password.entered.connect(self._press)
        self.unlock.clicked.connect(self._press)
        self.other.clicked.connect(self.other_person_pressed)
        self.first: QWidget = self.password.line

    def show_model(self, model: LockModel) -> None:
        #: %1 is the name of the professional who locked the desk
        self._name.setText(self.tr("Verrouillé par %1.").replace("%1", model.name))
        self.error.tell(shown(model.notice.key, model.notice.context) if model.notice else None)
        is_shut = model.busy or model.locked_s > 0
        self.unlock.setEnabled(not is_shut)
        self.password.setEnabled(not is_shut)
        self.error.action.setEnabled(not is_shut)
        self.other.setEnabled(not model.busy)
        self.busy.tell(self.tr("Vérification du mot de passe…") if model.busy else "")
        wrong = self.tr("écrivez votre mot de passe.") if model.is_password_missing else ""
        self.password.set_wrong(wrong)
        if model.locked_s and not self._timer.isActive():
            self._timer.start()
        elif not model.locked_s:
            self._timer.stop()

    def _press(self) -> None:
        if self.unlock.isEnabled():
            self.unlock_pressed.emit(self.password.take())
