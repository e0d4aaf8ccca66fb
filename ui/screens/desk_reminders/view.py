"""Draws *Rappels*: the list, the question read out to the person, the form."""

from __future__ import annotations

from collections.abc import Mapping
from typing import TypeVar

from PySide6.QtCore import QEvent, Qt, QTimer, Signal
from PySide6.QtWidgets import (
    QButtonGroup,
    QHBoxLayout,
    QPushButton,
    QVBoxLayout,
    QWidget,
)

from kiosk.domain.reminders import Channel, Standing
from kiosk.flows.api import ReminderLine
from ui.screens.desk_common.widgets import (
    Card,
    Chip,
    DeskPage,
    LineCard,
    OnePage,
    add_key,
    clear_rows,
    in_a_row,
    on_top,
)
from ui.screens.desk_common.words import full_name
from ui.screens.desk_reminders.presenter import ReminderForm, RemindersModel, RemindersPage
from ui.theme.look import Look
from ui.theme.tokens import SPACE_M, SPACE_S, Tone
from ui.widgets.buttons import PressButton, button, main_button, option, quiet_button
from ui.widgets.fields import TextField
from ui.widgets.notices import BusyLine, EmptyState, NoticeLine, UndoBar
from ui.widgets.reminder_words import (
    channel_word,
    details_words,
    standing_tone,
    standing_word,
    when_words,
)
from ui.widgets.texts import label

__all__ = ["RemindersView"]

Key = TypeVar("Key")

SECOND_MS = 1000
DAYS = (2, 1, 0)


class RemindersView(DeskPage):
    """A list, a question, a form."""

    new_pressed = Signal()
    change_pressed = Signal(object)
    call_off_pressed = Signal(object)
    ask_pressed = Signal()
    answered = Signal(bool)
    typed = Signal(object)
    save_pressed = Signal()
    second_passed = Signal()

    def __init__(self, look: Look, parent: QWidget | None = None) -> None:
        super().__init__(look, "desk_reminders", "", parent=parent)
        self.undo = UndoBar(look)
        self._busy = BusyLine(look)
        self._pages = OnePage()
        for build in (self._list, self._question, self._form):
            self._pages.addWidget(build())
        for part in (self.undo, self._busy):
            self.body.addWidget(part)
        self.body.addWidget(self._pages, 1)
        self._told: tuple[ReminderLine, ...] | None = None
        self._service = ""
        self._timer = QTimer(self)
        self._timer.setInterval(SECOND_MS)
        self._timer.timeout.connect(self.second_passed)
        self.first: QWidget = self.new

    def showEvent(self, event: QEvent) -> None:  # noqa: N802
        self._timer.start()

    def hideEvent(self, event: QEvent) -> None:  # noqa: N802
        self._timer.stop()

    def show_model(self, model: RemindersModel) -> None:
        self.tell_notice(model.notice)
        #: Title of the page; %1 is a person's name
        title = self.tr("Rappels : %1").replace("%1", full_name(model.person))
        self.title.setText(title)
        self.setAccessibleName(title)
        self._busy.tell(self.tr("Un instant…") if model.busy else "")
        ended = model.ended
        #: Told beside "Défaire"; %1 is a day and an hour
        told = self.tr("Rappel annulé : %1.")
        self.undo.tell(told.replace("%1", when_words(ended.appointment)) if ended else "")
        index = list(RemindersPage).index(model.page)
        is_new = index != self._pages.currentIndex()
        self._pages.setCurrentIndex(index)
        self._show_list(model)
        self._show_question(model)
        self._show_form(model)
        if is_new:
            (self.new, self.later, self.day.line)[index].setFocus()

    # --- the list -------------------------------------------------------------------

    def _list(self) -> QWidget:
        look = self._look
        self.new = main_button(look, "new_reminder", self.tr("Nouveau rappel"), "plus")
        add_key(look, self.new, "Ctrl+N")
        self.new.clicked.connect(self.new_pressed)
        head = QHBoxLayout()
        head.setSpacing(SPACE_S)
        told = self.tr("Un message avant un rendez-vous : le jour et l’heure, rien d’autre.")
        head.addWidget(label(told, "soft", "reminders_help"), 1)
        head.addWidget(self.new)
        self._wanted = NoticeLine(look, "reminders_wanted", Tone.OK)
        self.ask = quiet_button(look, "reminders_ask", "", "hand")
        self.ask.clicked.connect(self.ask_pressed)
        self._wanted.row.addWidget(self.ask)
        self._rows = QWidget()
        self._lines = QVBoxLayout(self._rows)
        self._lines.setContentsMargins(0, 0, 0, 0)
        self._lines.setSpacing(SPACE_S)
        self._empty = EmptyState(
            look,
            "calendar",
            self.tr("Ici, les rappels de rendez-vous de la personne. Aucun n’est demandé."),
            name="reminders_empty",
        )
        inside = QWidget()
        page = QVBoxLayout(inside)
        page.setContentsMargins(0, 0, 0, 0)
        page.setSpacing(SPACE_M)
        page.addLayout(head)
        for part in (self._wanted, self._rows, self._empty):
            page.addWidget(part)
        return on_top(inside, 920)

    def _show_list(self, model: RemindersModel) -> None:
        found, self._service = model.found, model.structure_name
        self._show_wanted(found.wanted if found else None)
        lines = found.lines if found else ()
        self._empty.setVisible(found is not None and not lines)
        self._rows.setVisible(bool(lines))
        if lines == self._told:
            return
        self._told = lines
        had_focus = self._rows.isAncestorOf(self.focusWidget() or self)
        clear_rows(self._lines)
        for index, line in enumerate(lines):
            self._lines.addWidget(self._row(index, line))
        if had_focus:
            (self.undo.action if model.ended else self.new).setFocus()

    def _show_wanted(self, wanted: bool | None) -> None:
        text, tone, act = "", Tone.OK, ""
        if wanted is True:
            text = self.tr("La personne veut bien recevoir des rappels.")
            act = self.tr("Demander de nouveau")
        elif wanted is False:
            text = self.tr("La personne ne veut pas de rappels : aucun message ne part.")
            tone, act = Tone.INDIGO, self.tr("Demander de nouveau")
        self._wanted.tell(text, tone)
        self.ask.setText(act)
        self.ask.setAccessibleName(f"{act} : {text}")

    def _row(self, index: int, line: ReminderLine) -> QWidget:
        look, name = self._look, f"reminder_{index}"
        asked_by = line.ordered_by or self.tr("la personne")
        when = when_words(line.appointment)
        details = details_words(line, asked_by="" if asked_by == self._service else asked_by)
        words = (label(when, "bold", f"{name}_when"), label(details, "soft", f"{name}_details"))
        card = LineCard(look, name, "calendar", words)
        chip = Chip(look, f"{name}_standing")
        stands = standing_word(line.standing)
        chip.tell(stands, standing_tone(line.standing))
        card.row.addWidget(chip)
        card.setAccessibleName(f"{when}, {stands}, {details}")
        if line.may_change and not line.is_over:
            is_off = line.standing is Standing.CALLED_OFF
            #: Button of a reminder that was called off: order it again
            again, change = self.tr("Demander de nouveau"), self.tr("Changer")
            made = self._act(f"change_{index}", again if is_off else change, "pen-line", when)
            made.clicked.connect(lambda: self.change_pressed.emit(line))
            card.row.addWidget(made)
            if not is_off:
                made = self._act(f"call_off_{index}", self.tr("Annuler le rappel"), "x", when)
                made.clicked.connect(lambda: self.call_off_pressed.emit(line))
                card.row.addWidget(made)
        return card

    def _act(self, name: str, text: str, icon: str, when: str) -> QPushButton:
        made = button(self._look, name, text, icon)
        made.setAccessibleName(f"{text} : {when}")
        return made

    # --- the question ---------------------------------------------------------------

    def _question(self) -> QWidget:
        look = self._look
        card = Card(look, "reminders_question", self.tr("Lisez ceci avec la personne"), "hand")
        self._texts = QVBoxLayout()
        self._texts.setSpacing(SPACE_S)
        card.body.addLayout(self._texts)
        self._asked = label("", "lead", "reminders_question_text")
        card.body.addWidget(self._asked)
        self.later = quiet_button(look, "reminders_later", self.tr("Ne pas répondre"), "undo-2")
        self.no = button(look, "reminders_no", self.tr("La personne dit non"), "x")
        self.yes = button(look, "reminders_yes", self.tr("La personne dit oui"), "check")
        self.later.clicked.connect(self.back_pressed)
        self.no.clicked.connect(lambda: self.answered.emit(False))
        self.yes.clicked.connect(lambda: self.answered.emit(True))
        card.body.addLayout(in_a_row(self.later, self.no, self.yes))
        self._is_asked = False
        return on_top(card, 860)

    def _show_question(self, model: RemindersModel) -> None:
        for each in (self.yes, self.no):
            each.setEnabled(not model.busy)
        if self._is_asked:
            return
        self._is_asked = True
        for index, card in enumerate(model.question.cards):
            self._texts.addWidget(label(card.title, "bold", f"question_{index}"))
            lines = "\n".join(card.lines)
            self._texts.addWidget(label(lines, "body", f"question_{index}_lines"))
        self._asked.setText(model.question.question)

    # --- the form -------------------------------------------------------------------

    def _form(self) -> QWidget:
        look = self._look
        self._card = Card(look, "reminder_form", self.tr("Rappel de rendez-vous"), "calendar")
        self.day = TextField(
            look,
            "reminder_day",
            self.tr("Jour du rendez-vous"),
            #: Example of a day that may be typed
            hint=self.tr("03/12/2026"),
        )
        self.hour = TextField(
            look,
            "reminder_hour",
            self.tr("Heure"),
            #: Example of an hour that may be typed
            hint=self.tr("9h30"),
        )
        when = QHBoxLayout()
        when.setSpacing(SPACE_M)
        when.addWidget(self.day, 2, Qt.AlignmentFlag.AlignTop)
        when.addWidget(self.hour, 1, Qt.AlignmentFlag.AlignTop)
        self._card.body.addLayout(when)
        self._days = self._choices(
            self.tr("Quand envoyer le message"),
            {
                2: option(look, "days_2", self.tr("2 jours avant")),
                1: option(look, "days_1", self.tr("La veille")),
                0: option(look, "days_0", self.tr("Le matin même")),
            },
        )
        self._days_wrong = label("", "wrong", "reminder_days_wrong")
        self._card.body.addWidget(self._days_wrong)
        group = QButtonGroup(self)
        self._channels = self._choices(
            self.tr("Par où"),
            {each: option(look, f"channel_{each.value}", channel_word(each)) for each in Channel},
        )
        for made in self._channels.values():
            group.addButton(made)
        self.text = TextField(
            look,
            "reminder_text",
            self.tr("Mots en plus, seulement si la personne les veut"),
            #: Example of words added to a message
            hint=self.tr("Bureau 4, apporter le courrier"),
        )
        self._card.body.addWidget(self.text)
        self._preview = NoticeLine(look, "reminder_preview", Tone.PETROL)
        self._card.body.addWidget(self._preview)
        self.save = main_button(look, "save_reminder", self.tr("Enregistrer le rappel"), "save")
        add_key(look, self.save, "Ctrl+Return")
        self.save.clicked.connect(self.save_pressed)
        row = QHBoxLayout()
        kept = self.tr("Enregistré tout de suite, envoyé par le serveur à son heure.")
        row.addWidget(label(kept, "soft"), 1)
        row.addWidget(self.save)
        self._card.body.addLayout(row)
        for field in (self.day, self.hour, self.text):
            field.edited.connect(self._report)
            field.entered.connect(self.save_pressed)
        for made in (*self._days.values(), *self._channels.values()):
            made.clicked.connect(self._report)
        return on_top(self._card, 760)

    def _choices(self, title: str, made: Mapping[Key, PressButton]) -> Mapping[Key, PressButton]:
        self._card.body.addWidget(label(title, "bold"))
        row = QHBoxLayout()
        row.setSpacing(SPACE_S)
        for each in made.values():
            row.addWidget(each)
        row.addStretch(1)
        self._card.body.addLayout(row)
        return made

    def _show_form(self, model: RemindersModel) -> None:
        form = model.form
        for field, text in (
            (self.day, form.day_text),
            (self.hour, form.hour_text),
            (self.text, form.text),
        ):
            field.set_text(text)
        for days, made in self._days.items():
            made.setChecked(days in form.days)
        self._channels[form.channel].setChecked(True)
        self.day.set_wrong(
            self.tr("écrivez un jour à venir, comme 03/12/2026.") if model.is_day_wrong else ""
        )
        self.hour.set_wrong(
            self.tr("écrivez une heure, comme 9h30.") if model.is_hour_wrong else ""
        )
        wrong = self.tr("À corriger : choisissez au moins un moment.")
        self._days_wrong.setText(wrong if model.are_days_wrong else "")
        self._days_wrong.setVisible(model.are_days_wrong)
        #: %1 is the message as the person gets it
        told = self.tr("Le message : %1").replace("%1", model.preview)
        self._preview.tell(told if model.preview else "", Tone.PETROL)
        self.save.setEnabled(not model.busy)
        if model.is_day_wrong:
            self.day.line.setFocus()
        elif model.is_hour_wrong:
            self.hour.line.setFocus()
        elif model.are_days_wrong:
            self._days[DAYS[0]].setFocus()

    def _report(self) -> None:
        days = frozenset(each for each, made in self._days.items() if made.isChecked())
        channel = next(each for each, made in self._channels.items() if made.isChecked())
        self.typed.emit(
            ReminderForm(self.day.text(), self.hour.text(), days, channel, self.text.text())
        )
