"""Draws whose access may be ended, and the question before it is."""

from __future__ import annotations

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QStackedWidget, QVBoxLayout, QWidget

from kiosk.flows.api import MemberLine
from ui.screens.desk_common.widgets import (
    Card,
    Chip,
    DeskPage,
    LineCard,
    clear_rows,
    in_a_row,
    on_top,
)
from ui.screens.desk_report.presenter import ReportModel
from ui.theme.look import Look
from ui.theme.tokens import SPACE_M, SPACE_S, Tone
from ui.widgets.buttons import button, danger_button, quiet_button
from ui.widgets.notices import NoticeLine
from ui.widgets.texts import label

__all__ = ["ReportView"]


class ReportView(DeskPage):
    """A short list, then a question."""

    end_pressed = Signal(object)
    end_confirmed = Signal()

    def __init__(self, look: Look, parent: QWidget | None = None) -> None:
        super().__init__(look, "desk_report", "", parent=parent)
        self.title.setText(self.tr("Accès perdu ou volé"))
        self.setAccessibleName(self.title.text())
        self._pages = QStackedWidget()
        for build in (self._list, self._question):
            self._pages.addWidget(build())
        self.body.addWidget(self._pages, 1)
        self._told: tuple[MemberLine, ...] | None = None
        self.first: QWidget = self.back

    def show_model(self, model: ReportModel) -> None:
        self.tell_notice(model.notice)
        #: %1 is a professional's name
        ended = self.tr("L’accès de %1 est arrêté. Cela part avant tout le reste.")
        self._ended.tell(ended.replace("%1", model.ended.name) if model.ended else "", Tone.OK)
        if model.lines != self._told:
            self._told = model.lines
            clear_rows(self._lines)
            for index, line in enumerate(model.lines):
                self._lines.addWidget(self._row(index, line))
        asked = model.asked
        is_new = self._pages.currentIndex() != (asked is not None)
        self._pages.setCurrentIndex(int(asked is not None))
        self.confirm.setEnabled(not model.busy)
        if asked is not None:
            self._ask(asked)
        if is_new:
            self.first = self.keep if asked else self.back
            self.first.setFocus()

    def _list(self) -> QWidget:
        self._ended = NoticeLine(self._look, "access_ended", Tone.OK)
        self._lines = QVBoxLayout()
        self._lines.setSpacing(SPACE_S)
        inside = QWidget()
        page = QVBoxLayout(inside)
        page.setContentsMargins(0, 0, 0, 0)
        page.setSpacing(SPACE_M)
        told = self.tr("Quel accès est perdu, volé, ou sert à quelqu’un d’autre ?")
        page.addWidget(label(told, "lead", "report_question"))
        page.addWidget(self._ended)
        page.addLayout(self._lines)
        return on_top(inside, 760)

    def _row(self, index: int, line: MemberLine) -> QWidget:
        look = self._look
        words = (
            label(line.name, "bold", f"access_{index}_name"),
            label(line.login, "soft", f"access_{index}_login"),
        )
        card = LineCard(look, f"access_{index}", "user", words)
        if line.is_mine:
            chip = Chip(look, f"access_{index}_mine")
            chip.tell(self.tr("Vous"), Tone.PETROL)
            card.row.addWidget(chip)
        text = self.tr("Arrêter cet accès")
        end = quiet_button(look, f"access_{index}_end", text, "lock")
        end.setAccessibleName(f"{text} : {line.name}, {line.login}")
        end.clicked.connect(lambda: self.end_pressed.emit(line))
        card.row.addWidget(end)
        card.setAccessibleName(f"{line.name}, {line.login}")
        return card

    def _question(self) -> QWidget:
        look = self._look
        card = Card(look, "report_card", self.tr("Arrêter un accès"), "lock")
        self._asked = label("", "lead", "report_asked")
        self._after = label("", "body", "report_after")
        card.body.addWidget(self._asked)
        for name, text in (
            ("report_1", self.tr("L’accès s’arrête ici tout de suite, même hors connexion.")),
            (
                "report_2",
                self.tr("Partout ailleurs, dès le prochain échange, avant tout le reste."),
            ),
            ("report_3", self.tr("Ce qui a déjà été fait reste gardé et sera envoyé.")),
        ):
            card.body.addWidget(label(text, "body", name))
        card.body.addWidget(self._after)
        self.keep = button(look, "report_keep", self.tr("Garder cet accès"), "undo-2")
        self.keep.clicked.connect(self.back_pressed)
        self.confirm = danger_button(look, "report_confirm", self.tr("Arrêter cet accès"), "lock")
        self.confirm.clicked.connect(self.end_confirmed)
        card.body.addLayout(in_a_row(self.keep, self.confirm))
        return on_top(card, 640)

    def _ask(self, line: MemberLine) -> None:
        if line.is_mine:
            self._asked.setText(
                self.tr("Votre mot de passe est perdu, volé, ou sert à quelqu’un d’autre ?")
            )
            self._after.setText(
                self.tr("Cette session se ferme. Votre responsable vous donne un autre accès.")
            )
        else:
            #: %1 is a professional's name
            asked = self.tr("L’accès de %1 est perdu, volé, ou sert à quelqu’un d’autre ?")
            self._asked.setText(asked.replace("%1", line.name))
            self._after.setText(self.tr("Cette personne aura besoin d’un nouvel accès."))
