"""Draws the desk's sign-in; decides nothing."""

from __future__ import annotations

from PySide6.QtCore import Qt, QTimer, Signal
from PySide6.QtWidgets import QVBoxLayout, QWidget

from ui.messages import shown
from ui.screens.desk_common.widgets import Card, centred, scrolled
from ui.screens.desk_sign_in.presenter import DeskSignInModel, Missing
from ui.theme.look import Look
from ui.theme.tokens import SPACE_L, SPACE_M
from ui.widgets.buttons import main_button
from ui.widgets.fields import PasswordField, TextField
from ui.widgets.notices import BusyLine, ErrorPanel
from ui.widgets.texts import label, picture_label

__all__ = ["DeskSignInView"]


class DeskSignInView(QWidget):
    """Identifier, password, one button."""

    sign_in_pressed = Signal(str, str)
    second_passed = Signal()

    def __init__(self, look: Look, place: str = "", parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setObjectName("desk_sign_in")
        self.setProperty("kind", "page")
        self.setAttribute(Qt.WidgetAttribute.WA_StyledBackground)
        self.setAccessibleName(self.tr("Ouvrir le poste"))
        card = Card(look, "desk_sign_in_card", self.tr("Bonjour"), "user")
        card.body.addWidget(
            label(place or self.tr("Ouvrez ce poste avec votre accès."), "soft", "place")
        )
        self.error = ErrorPanel(look, "error")
        self.error.action_pressed.connect(self._mend)
        card.body.addWidget(self.error)
        self.login = TextField(
            look,
            "login",
            self.tr("Identifiant"),
            #: Example of an identifier
            hint=self.tr("par exemple claire.m-7k3f"),
            is_left_to_right=True,
        )
        self.password = PasswordField(
            look, "password", self.tr("Mot de passe"), show_text=self.tr("Montrer")
        )
        self.sign_in = main_button(look, "sign_in", self.tr("Ouvrir le poste"), "log-in")
        self.busy = BusyLine(look)
        for part in (self.login, self.password, self.busy, self.sign_in):
            card.body.addWidget(part)
        help_line = self.tr("Mot de passe oublié ? Votre responsable en donne un nouveau.")
        card.body.addWidget(label(help_line, "small", "help"))
        inside = QWidget()
        page = QVBoxLayout(inside)
        page.setContentsMargins(SPACE_L, SPACE_L, SPACE_L, SPACE_L)
        page.setSpacing(SPACE_M)
        whole = QVBoxLayout(self)
        whole.setContentsMargins(0, 0, 0, 0)
        whole.addWidget(scrolled(inside, f"{self.objectName()}_body"))
        page.addStretch(1)
        picture = picture_label(look.picture("shield-check", look.palette.petrol, 56))
        page.addWidget(picture, 0, Qt.AlignmentFlag.AlignHCenter)
        page.addWidget(centred(card, 460))
        page.addStretch(2)
        self._timer = QTimer(self)
        self._timer.setInterval(1000)
        self._timer.timeout.connect(self.second_passed)
        self.login.entered.connect(self.password.line.setFocus)
        self.password.entered.connect(self._press)
        self.sign_in.clicked.connect(self._press)
        self.first: QWidget = self.login.line

    def show_model(self, model: DeskSignInModel) -> None:
        self.error.tell(shown(model.notice.key, model.notice.context) if model.notice else None)
        is_shut = model.busy or model.locked_s > 0
        self.sign_in.setEnabled(not is_shut)
        self.login.setEnabled(not model.busy)
        self.password.setEnabled(not is_shut)
        self.error.action.setEnabled(not is_shut)
        self.busy.tell(self.tr("Vérification du mot de passe…") if model.busy else "")
        self.login.set_wrong(
            self.tr("écrivez votre identifiant.") if model.missing is Missing.LOGIN else ""
        )
        self.password.set_wrong(
            self.tr("écrivez votre mot de passe.") if model.missing is Missing.PASSWORD else ""
        )
        if model.missing is Missing.LOGIN:
            self.login.line.setFocus()
        elif model.missing is Missing.PASSWORD:
            self.password.line.setFocus()
        if model.locked_s and not self._timer.isActive():
            self._timer.start()
        elif not model.locked_s:
            self._timer.stop()

    def clear(self) -> None:
        """Empty both fields: somebody else stands here now."""
        self.login.set_text("")
        self.password.take()
        self.login.line.setFocus()

    def _press(self) -> None:
        if self.sign_in.isEnabled():
            self.sign_in_pressed.emit(self.login.text(), self.password.take())

    def _mend(self) -> None:
        target = self.password if self.login.text() else self.login
        target.line.setFocus()
