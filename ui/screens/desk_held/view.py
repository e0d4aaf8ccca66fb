"""Draws why a file was set aside; never anything of the file but its name."""

from __future__ import annotations

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QWidget

from ui.messages import shown
from ui.screens.desk_common.widgets import Card, DeskPage, in_a_row, on_top
from ui.screens.desk_held.presenter import HeldModel
from ui.theme.look import Look
from ui.theme.tokens import Tone
from ui.widgets.buttons import danger_button, main_button, quiet_button
from ui.widgets.notices import BusyLine, NoticeLine
from ui.widgets.texts import label

__all__ = ["HeldView"]


class HeldView(DeskPage):
    """One card: the name, why, what is safe, what can be done."""

    check_pressed = Signal()
    remove_pressed = Signal()
    remove_confirmed = Signal()

    def __init__(self, look: Look, parent: QWidget | None = None) -> None:
        super().__init__(look, "desk_held", "", parent=parent)
        self.title.setText(self.tr("Fichier mis de côté"))
        self.setAccessibleName(self.title.text())
        card = Card(look, "held_card", self.tr("Ce fichier n’est pas ouvert"), "lock")
        self._name = label("", "lead", "held_name")
        self._what = label("", "body", "held_what")
        self._safe = label(
            self.tr(
                "Il est gardé ici, scellé. Personne ne peut l’ouvrir, l’imprimer ni le ranger."
            ),
            "body",
            "held_safe",
        )
        self._helper = label("", "body", "held_helper")
        self._code = label("", "small", "held_code")
        self._busy = BusyLine(look)
        self._told = NoticeLine(look, "held_notice", Tone.AMBER)
        self.check = main_button(look, "held_check", self.tr("Vérifier à nouveau"), "search")
        self.keep = quiet_button(look, "held_keep", self.tr("Le laisser de côté"), "undo-2")
        self.remove = quiet_button(look, "held_remove", self.tr("Le retirer"), "trash-2")
        self.confirm = danger_button(
            look, "held_confirm", self.tr("Le retirer pour toujours"), "trash-2"
        )
        for part in (
            *(self._name, self._what, self._safe, self._helper, self._code),
            *(self._busy, self._told),
        ):
            card.body.addWidget(part)
        card.body.addLayout(in_a_row(self.check, self.keep, self.remove, self.confirm))
        self.body.addWidget(on_top(card, 760), 1)
        for made, signal in (
            (self.check, self.check_pressed),
            (self.keep, self.back_pressed),
            (self.remove, self.remove_pressed),
            (self.confirm, self.remove_confirmed),
        ):
            made.clicked.connect(signal)
        self.first: QWidget = self.check

    def show_model(self, model: HeldModel) -> None:
        self.tell_notice(model.notice)
        words = shown(model.file.notice.key, model.file.notice.context)
        self._name.setText(model.file.shown_name or self.tr("Fichier sans nom"))
        self._what.setText(words.what)
        self._helper.setText(words.helper)
        self._code.setText(words.code)
        self._busy.tell(
            self.tr("L’antivirus regarde ce fichier…") if model.is_checking else "", can_stop=False
        )
        told = ""
        if model.is_asking:
            told = self.tr("Ce poste ne l’aura plus, et ne pourra plus le vérifier.")
        elif model.was_checked and not model.is_checking:
            told = self.tr("Il a été regardé à nouveau. Il reste de côté.")
        self._told.tell(told, Tone.AMBER)
        self.check.setEnabled(not model.is_checking)
        self.check.setVisible(not model.is_asking)
        self.remove.setVisible(not model.is_asking)
        self.remove.setEnabled(not model.is_checking)
        self.confirm.setVisible(model.is_asking)
