"""Draws a first sign-in: a password of one's own, then the terms."""

from __future__ import annotations

from datetime import date

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QCheckBox, QHBoxLayout, QStackedWidget, QVBoxLayout, QWidget

from kiosk.domain.passwords import PRO_MINIMUM
from resources.texts import REFERENCE, handover_words
from ui.screens.desk_common.cards_view import card_list
from ui.screens.desk_common.password_panel import PasswordPanel
from ui.screens.desk_common.widgets import Card, DeskPage, centred, on_top, scrolled
from ui.screens.first_sign_in.presenter import FirstSignInModel, Step
from ui.theme.languages import day
from ui.theme.look import Look
from ui.theme.tokens import SPACE_M
from ui.widgets.buttons import main_button, quiet_button
from ui.widgets.fields import PasswordField
from ui.widgets.notices import BusyLine
from ui.widgets.texts import label

__all__ = ["FirstSignInView"]


class FirstSignInView(DeskPage):
    """Two steps, each with one main button."""

    typed = Signal(str, str)
    propose_pressed = Signal()
    change_pressed = Signal(str, str, str)
    ticked = Signal(bool)
    accept_pressed = Signal()
    leave_pressed = Signal()

    def __init__(self, look: Look, parent: QWidget | None = None) -> None:
        super().__init__(look, "first_sign_in", "", has_back=False, parent=parent)
        self.title.setText(self.tr("Première connexion"))
        self.setAccessibleName(self.title.text())
        leave = self.tr("Se déconnecter")
        self.leave = quiet_button(look, "sign_out", leave, "log-out")
        self.leave.clicked.connect(self.leave_pressed)
        self.bar_row.addWidget(self.leave)
        self._steps = QStackedWidget()
        self._steps.addWidget(self._password_step())
        self.body.addWidget(self._steps, 1)
        self._has_terms = False

    def show_model(self, model: FirstSignInModel) -> None:
        self.tell_notice(model.notice)
        if model.step is Step.PASSWORD:
            self._steps.setCurrentIndex(0)
            self._panel.tell(model.password, model.proposal)
            self._change.setEnabled(model.can_continue)
            self._busy.tell(self.tr("Enregistrement…") if model.busy else "")
            wrong = self.tr("écrivez le mot de passe reçu.") if model.is_old_missing else ""
            self.old.set_wrong(wrong)
            if model.is_old_missing:
                self.old.line.setFocus()
            return
        if not self._has_terms:
            self._put_terms(model)
        if self._steps.currentIndex() != 1:
            self.old.take()
            self._panel.take()
            self._steps.setCurrentIndex(1)
            self.box.setFocus()
        self._accept.setEnabled(model.can_continue)

    def _password_step(self) -> QWidget:
        look = self._look
        card = Card(look, "password_step", self.tr("Choisissez votre mot de passe"), "key-round")
        why = self.tr("Il remplace le mot de passe reçu. Vous seul le connaissez.")
        card.body.addWidget(label(why, "soft", "why"))
        self.old = PasswordField(
            look, "old_password", self.tr("Mot de passe reçu"), show_text=self.tr("Montrer")
        )
        self._panel = PasswordPanel(look, handover_words(REFERENCE), PRO_MINIMUM)
        self._change = main_button(look, "change_password", self.tr("Continuer"), "check")
        self._busy = BusyLine(look)
        for part in (self.old, self._panel, self._busy):
            card.body.addWidget(part)
        card.body.addWidget(self._change, 0, Qt.AlignmentFlag.AlignRight)
        self.old.entered.connect(self._panel.password.line.setFocus)
        self._panel.typed.connect(self.typed)
        self._panel.propose_pressed.connect(self.propose_pressed)
        self._panel.entered.connect(self._press_change)
        self._change.clicked.connect(self._press_change)
        self.first: QWidget = self.old.line
        return on_top(card, 640)

    def _put_terms(self, model: FirstSignInModel) -> None:
        look, terms = self._look, model.terms
        self._has_terms = True
        card = Card(look, "terms_step", terms.title, "file-text")
        card.body.addWidget(scrolled(card_list(look, terms.cards, "terms"), "terms_scroll"), 1)
        #: %1 is the day of the text
        version = self.tr("Version du %1").replace("%1", day(date.fromisoformat(terms.version)))
        card.body.addWidget(label(version, "small", "terms_version"))
        self.box = QCheckBox(terms.question)
        self.box.setObjectName("accept_box")
        self.box.setAccessibleName(terms.question)
        self._accept = main_button(look, "accept_terms", terms.answers["yes"], "check")
        foot = QHBoxLayout()
        foot.setSpacing(SPACE_M)
        foot.addWidget(self.box, 1)
        foot.addWidget(self._accept)
        card.body.addLayout(foot)
        self.box.toggled.connect(self.ticked)
        self._accept.clicked.connect(self.accept_pressed)
        holder = QWidget()
        page = QVBoxLayout(holder)
        page.setContentsMargins(0, 0, 0, 0)
        page.addWidget(centred(card, 860), 1)
        self._steps.addWidget(holder)

    def _press_change(self) -> None:
        if self._change.isEnabled():
            new, again = self._panel.texts()
            self.change_pressed.emit(self.old.text(), new, again)
