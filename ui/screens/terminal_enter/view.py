"""Draws an EnterModel: two fields, one main button, the keyboard on the glass below."""

from __future__ import annotations

from dataclasses import replace

from PySide6.QtCore import Qt, QTimer, Signal
from PySide6.QtWidgets import QGridLayout, QVBoxLayout, QWidget

from kiosk.domain.identifier_card import CardContent
from ui.messages import shown
from ui.screens.show_card.presenter import ShowCardModel
from ui.screens.show_card.view import ShowCardPanel
from ui.screens.terminal_enter.presenter import EnterModel, Lack
from ui.theme.languages import clock
from ui.theme.look import Look
from ui.theme.tokens import Tone
from ui.widgets.buttons import button, main_button
from ui.widgets.card_keys import CardKeys
from ui.widgets.fields import PasswordField, TextField
from ui.widgets.notices import ErrorPanel, NoticeLine
from ui.widgets.texts import label

__all__ = ["EnterView"]

SECOND_MS = 1000


class EnterView(QWidget):
    """Reports what was typed once, on the button or Enter; keeps no password afterwards."""

    enter_pressed = Signal(str, str)
    second_passed = Signal()
    notice_pressed = Signal()
    edited = Signal()
    card_came = Signal(object)
    card_refused = Signal(object)
    show_card_pressed = Signal()
    show_card_left = Signal()
    back_pressed = Signal()
    """Échap: from the camera back to typing."""

    def __init__(self, look: Look, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setObjectName("enter")
        self._is_open = True
        self._title = label("", "title", "enter_title")
        self.login = TextField(
            look,
            "login",
            self.tr("Mon identifiant"),
            hint=self.tr("Il est écrit sur votre carte"),
            is_left_to_right=True,
        )
        self.password = PasswordField(
            look, "password", self.tr("Mon mot de passe"), show_text=self.tr("Montrer")
        )
        self.enter = main_button(look, "enter_button", self.tr("Ouvrir"), "log-in")
        self.error = ErrorPanel(look)
        self._card: CardContent | None = None
        self._card_told = NoticeLine(look, "card_told", Tone.OK)
        reader = CardKeys(self)
        reader.came.connect(self.card_came)
        reader.refused.connect(self.card_refused)
        #: Button: hold one's card before the camera. Max 24 characters.
        text = self.tr("Montrer ma carte")
        self.show_card = button(look, "show_card_button", text, "camera")
        self.show_card.hide()
        self.camera = ShowCardPanel(look)
        self._bind_camera()
        self.enter.clicked.connect(self._enter)
        self.login.entered.connect(self.password.line.setFocus)
        self.password.entered.connect(self._enter)
        self.error.action_pressed.connect(self.notice_pressed)
        for field in (self.login, self.password):
            field.edited.connect(self.edited)
        gap = look.scale.gap
        self._typing = QWidget()
        page = QGridLayout(self._typing)
        page.setContentsMargins(0, 0, 0, 0)
        page.setHorizontalSpacing(gap * 2)
        page.setVerticalSpacing(gap)
        top = Qt.AlignmentFlag.AlignTop
        page.addWidget(self.login, 1, 0, top)
        page.addWidget(self.password, 1, 1, top)
        page.addWidget(self.show_card, 2, 0, top)
        page.addWidget(self.enter, 2, 1, top)
        page.addWidget(self.error, 3, 0, 1, 2, top)
        page.addWidget(self._card_told, 4, 0, 1, 2, top)
        page.setColumnStretch(0, 2)
        page.setColumnStretch(1, 3)  # *Montrer* stands there too
        page.setRowStretch(5, 1)
        whole = QVBoxLayout(self)
        whole.setContentsMargins(gap * 2, gap, gap * 2, gap)
        whole.setSpacing(gap)
        whole.addWidget(self._title)
        whole.addWidget(self._typing, 1)
        whole.addWidget(self.camera, 1)
        self._clock = QTimer(self)
        self._clock.setInterval(SECOND_MS)
        self._clock.timeout.connect(self.second_passed)

    def show_model(self, model: EnterModel) -> None:
        self._title.setText(
            self.tr("Un professionnel ouvre ce poste")
            if model.is_for_worker
            else self.tr("Ouvrir mon coffre")
        )
        is_open = not model.is_busy and not model.locked_for_s
        for each in (self.login, self.password, self.enter, self.show_card):
            each.setEnabled(is_open)
        self._tell_lack(model.lack)
        self._tell_card(model.card)
        self.enter.setText(self.tr("On ouvre…") if model.is_busy else self.tr("Ouvrir"))
        notice = model.notice
        message = shown(notice.key, notice.context) if notice else None
        if message is not None and model.locked_for_s:
            what = self.tr("Trop d’essais. Attendez %1.")
            message = replace(message, what=what.replace("%1", clock(model.locked_for_s)))
        if message is not None:
            # The keyboard leaves little room: what is safe and who helps share a line.
            message = replace(message, safe=f"{message.safe} {message.helper}", helper="")
        # What there is to do is to type again: the page's own button says so.
        self.error.tell(message, has_action=False, is_quiet=self._clock.isActive())
        if model.locked_for_s and not self._clock.isActive():
            self._clock.start()
        elif not model.locked_for_s:
            self._clock.stop()
        if is_open and not self._is_open:
            # A field loses the focus when it is disabled; the next try starts where it is typed.
            self.password.line.setFocus()
        self._is_open = is_open

    def show_camera(self, model: ShowCardModel) -> None:
        """Offer the camera, or give its picture the page while it looks."""
        was_looking = not self.camera.isHidden()
        self.show_card.setVisible(model.is_offered)
        self._typing.setVisible(not model.is_looking)
        self.camera.show_model(model)
        if was_looking and not model.is_looking:
            self.login.line.setFocus()

    def _bind_camera(self) -> None:
        self.show_card.clicked.connect(self.show_card_pressed)
        self.camera.stop_pressed.connect(self.show_card_left)
        self.camera.left.connect(self.show_card_left)
        self.back_pressed.connect(self.show_card_left)

    def _tell_lack(self, lack: Lack | None) -> None:
        wrong_login = self.tr("écrivez votre identifiant.") if lack is Lack.LOGIN else ""
        wrong_password = self.tr("écrivez votre mot de passe.") if lack is Lack.PASSWORD else ""
        self.login.set_wrong(wrong_login)
        self.password.set_wrong(wrong_password)
        if lack is not None:
            field = self.login if lack is Lack.LOGIN else self.password
            field.line.setFocus()

    def _tell_card(self, card: CardContent | None) -> None:
        """Write a card's identifier once; what is written over it afterwards stays."""
        if card is not None and card is not self._card:
            self.login.set_text(card.login)
            self.password.take()  # begun for another identifier
            self.password.line.setFocus()
        self._card = card
        #: The card was read: its identifier stands in the field. Max 60 characters.
        words = self.tr("Votre carte est lue. Écrivez votre mot de passe.")
        self._card_told.tell(words if card is not None else "", Tone.OK)

    def _enter(self) -> None:
        login = self.login.text()
        # With no identifier nothing is tried: the password stays in its field.
        self.enter_pressed.emit(login, self.password.take() if login.strip() else "")
