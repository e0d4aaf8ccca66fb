"""Draws an EnterModel: two fields, one main button, the keyboard on the glass below."""

from __future__ import annotations

from PySide6.QtCore import Qt, QTimer, Signal
from PySide6.QtWidgets import QHBoxLayout, QVBoxLayout, QWidget

from ui.messages import shown
from ui.screens.terminal_enter.presenter import EnterModel
from ui.theme.look import Look
from ui.widgets.buttons import main_button
from ui.widgets.fields import PasswordField, TextField
from ui.widgets.notices import ErrorPanel
from ui.widgets.texts import label

__all__ = ["EnterView"]

SECOND_MS = 1000


class EnterView(QWidget):
    """Reports what was typed once, on the button or Enter; keeps no password afterwards."""

    enter_pressed = Signal(str, str)
    second_passed = Signal()
    notice_pressed = Signal()

    def __init__(self, look: Look, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setObjectName("enter")
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
        self.enter.clicked.connect(self._enter)
        self.login.entered.connect(self.password.line.setFocus)
        self.password.entered.connect(self._enter)
        self.error.action_pressed.connect(self.notice_pressed)
        page = QVBoxLayout(self)
        gap = look.scale.gap
        page.setContentsMargins(gap * 2, gap, gap * 2, gap)
        page.setSpacing(gap)
        page.addWidget(self._title)
        fields = QHBoxLayout()
        fields.setSpacing(gap * 2)
        fields.addWidget(self.login, 2)
        fields.addWidget(self.password, 3)
        page.addLayout(fields)
        row = QHBoxLayout()
        row.addWidget(self.error, 1)
        row.addStretch(0)
        row.addWidget(self.enter, 0, Qt.AlignmentFlag.AlignTop | Qt.AlignmentFlag.AlignTrailing)
        page.addLayout(row)
        page.addStretch(1)
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
        for each in (self.login, self.password, self.enter):
            each.setEnabled(is_open)
        self.enter.setText(self.tr("On ouvre…") if model.is_busy else self.tr("Ouvrir"))
        notice = model.notice
        self.error.tell(shown(notice.key, notice.context) if notice else None)
        self.error.action.setVisible(notice is not None and not model.locked_for_s)
        if model.locked_for_s and not self._clock.isActive():
            self._clock.start()
        elif not model.locked_for_s:
            self._clock.stop()

    def _enter(self) -> None:
        self.enter_pressed.emit(self.login.text(), self.password.take())
