"""*Rappels* in a person's dossier: what is planned, what became of it, a new one (VLT-07).

The first reminder is preceded by the person's own answer; words in the message are added
only where the person wants them (CNS-33). A reminder called off stands again for ten seconds.
"""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import dataclass, replace
from datetime import date, datetime, time
from enum import Enum

from kiosk.domain.reminders import Channel, Reminder
from kiosk.errors import KioskError
from kiosk.flows.api import (
    ConsentAnswer,
    ConsentKind,
    Evidence,
    NewReminder,
    PersonSummary,
    ReminderLine,
    Reminders,
    WorkerSession,
)
from kiosk.ports import Clock
from resources.texts import REFERENCE, ConsentText, TextKind, load
from ui.screens.desk_common.births import day_from_text, day_to_text
from ui.screens.desk_common.notices import Notice, notice_of
from ui.screens.desk_common.ports import Jobs

__all__ = ["ReminderForm", "RemindersModel", "RemindersPage", "RemindersPresenter"]

DEFAULT_DAYS = frozenset({2, 0})
LOOK_AGAIN_S = 5
"""What the server tells comes with an exchange: the page looks whether it has come."""
HOUR = re.compile(r"(\d{1,2})(?:\s*[h:.]\s*(\d{2})?)?")


class RemindersPage(Enum):
    """Which page is on the screen."""

    LIST = "list"
    QUESTION = "question"
    """Read out to the person, who answers."""
    FORM = "form"


@dataclass(frozen=True, slots=True)
class ReminderForm:
    """What stands in the form."""

    day_text: str = ""
    hour_text: str = ""
    days: frozenset[int] = DEFAULT_DAYS
    channel: Channel = Channel.SMS
    text: str = ""


@dataclass(frozen=True, slots=True)
class RemindersModel:
    """One state of the page."""

    person: PersonSummary
    structure_name: str
    question: ConsentText
    page: RemindersPage = RemindersPage.LIST
    found: Reminders | None = None
    form: ReminderForm = ReminderForm()
    changed: ReminderLine | None = None
    """The one that is being changed; None for a new one."""
    goes_on: bool = False
    """The form follows the question, once the answer is yes."""
    preview: str = ""
    """The message as it would go, "" while the date or the hour is missing."""
    is_day_wrong: bool = False
    is_hour_wrong: bool = False
    are_days_wrong: bool = False
    ended: ReminderLine | None = None
    """Just called off, until its undo bar goes."""
    busy: bool = False
    notice: Notice | None = None


class RemindersPresenter:
    """Turns typing and presses into the next RemindersModel. GUI thread, no Qt."""

    _model: RemindersModel

    def __init__(
        self,
        session: WorkerSession,
        jobs: Jobs,
        *,
        clock: Clock,
        show: Callable[[RemindersModel], None],
        back: Callable[[PersonSummary], None],
        person: PersonSummary,
    ) -> None:
        self._session, self._jobs, self._clock = session, jobs, clock
        self._show, self._back = show, back
        self._waited_s = 0
        self._is_reading = False
        question = load(TextKind.REMINDERS, REFERENCE)
        service = session.profile.structure_name
        self._set(RemindersModel(person, service, question, busy=True))
        self._read(is_again=False)

    def second_passed(self) -> None:
        """Look now and then whether an exchange has told something."""
        self._waited_s += 1
        if self._waited_s >= LOOK_AGAIN_S and not (self._model.busy or self._is_reading):
            self._waited_s = 0
            self._read(is_again=True)

    def new_pressed(self) -> None:
        """A new reminder; the person is asked first, once."""
        self._open_form(None, ReminderForm())

    def change_pressed(self, line: ReminderLine) -> None:
        form = ReminderForm(
            day_to_text(line.appointment.date()),
            hour_words(line.appointment.time()),
            frozenset(line.days) or DEFAULT_DAYS,
            line.channel,
            line.text,
        )
        self._open_form(line, form)

    def typed(self, form: ReminderForm) -> None:
        """Take what stands in the form and show the message it would make."""
        self._set(
            replace(
                self._model,
                form=form,
                preview=self._preview(form),
                is_day_wrong=False,
                is_hour_wrong=False,
                are_days_wrong=False,
            )
        )

    def save_pressed(self) -> None:
        """Order it, or say it anew, at once and off line."""
        model, form = self._model, self._model.form
        if model.busy:
            return
        at = self._appointment(form)
        if at is None or not form.days:
            self._set(
                replace(
                    model,
                    is_day_wrong=self._day(form) is None,
                    is_hour_wrong=hour_of(form.hour_text) is None,
                    are_days_wrong=not form.days,
                )
            )
            return
        days = tuple(sorted(form.days, reverse=True))
        new = NewReminder(at, days, form.channel, self._language, form.text)
        remind = model.changed.remind if model.changed else None
        person = model.person.person
        self._ask(lambda: self._session.put_reminder(person, new, remind), self._saved)

    def call_off_pressed(self, line: ReminderLine) -> None:
        """*Annuler le rappel*: at once; ten seconds to take it back."""
        if self._model.busy:
            return
        person = self._model.person.person
        self._ask(
            lambda: self._session.call_off_reminder(person, line.remind),
            lambda found: self._loaded(found, ended=line),
        )

    def undo_pressed(self) -> None:
        """Let the reminder stand again as it was."""
        line = self._model.ended
        if line is None or self._model.busy:
            return
        new = NewReminder(line.appointment, line.days, line.channel, line.language, line.text)
        person = self._model.person.person
        self._set(replace(self._model, ended=None))
        self._ask(
            lambda: self._session.put_reminder(person, new, line.remind),
            self._loaded,
        )

    def undo_expired(self) -> None:
        self._set(replace(self._model, ended=None))

    def ask_pressed(self) -> None:
        """The person was asked already, and thinks again."""
        self._set(replace(self._model, page=RemindersPage.QUESTION, goes_on=False, notice=None))

    def answered(self, is_yes: bool) -> None:
        """Record the person's own answer, with the text that was read out to them (CNS-14)."""
        model = self._model
        if model.busy or model.page is not RemindersPage.QUESTION:
            return
        text = model.question
        evidence = Evidence(
            ConsentKind.REMINDERS,
            ConsentAnswer.YES if is_yes else ConsentAnswer.NO,
            text.version,
            text.sha256,
            text.language,
            scope=text.scope if is_yes else (),
            method="spoken",
        )
        person = model.person.person
        self._ask(lambda: self._session.want_reminders(person, evidence), self._was_answered)

    def escape_pressed(self) -> None:
        """One step back; what was typed in the form goes, nothing that was ordered does."""
        if self._model.page is RemindersPage.LIST:
            self._back(self._model.person)
        else:
            self._set(replace(self._model, page=RemindersPage.LIST, changed=None, notice=None))

    def notice_closed(self) -> None:
        """Take the error away; the one button leads to what mends it."""
        notice = self._model.notice
        self._set(replace(self._model, notice=None))
        if notice is not None and notice.key == "reminders.no_consent":
            self.ask_pressed()

    @property
    def _language(self) -> str:
        return self._model.question.language

    def _open_form(self, line: ReminderLine | None, form: ReminderForm) -> None:
        if self._model.busy:
            return
        wanted = self._model.found is not None and self._model.found.wanted is True
        page = RemindersPage.FORM if wanted else RemindersPage.QUESTION
        self._set(
            replace(
                self._model,
                page=page,
                form=form,
                goes_on=True,
                changed=line,
                preview=self._preview(form),
                ended=None,
                is_day_wrong=False,
                is_hour_wrong=False,
                are_days_wrong=False,
                notice=None,
            )
        )

    def _day(self, form: ReminderForm) -> date | None:
        """Return the day that was typed, whole and not over."""
        found = day_from_text(form.day_text)
        return found if found is not None and found >= self._clock.now().date() else None

    def _appointment(self, form: ReminderForm) -> datetime | None:
        day, hour = self._day(form), hour_of(form.hour_text)
        return None if day is None or hour is None else datetime.combine(day, hour)

    def _preview(self, form: ReminderForm) -> str:
        at = self._appointment(form)
        if at is None:
            return ""
        try:
            text = " ".join(form.text.split())
            return Reminder(at, "Europe/Paris", (), self._language, form.channel, text).words()
        except ValueError:
            return ""

    def _ask(self, call: Callable[[], Reminders], done: Callable[[Reminders], None]) -> None:
        self._set(replace(self._model, busy=True, notice=None))
        self._jobs.submit(call, done, self._failed)

    def _read(self, *, is_again: bool) -> None:
        self._is_reading = True
        person = self._model.person.person
        self._jobs.submit(
            lambda: self._session.reminders(person, is_again=is_again), self._came, self._failed
        )

    def _came(self, found: Reminders) -> None:
        """What was read by and by replaces the list alone: somebody may be typing."""
        self._is_reading = False
        model = replace(self._model, found=found, busy=False)
        if model != self._model:
            self._set(model)

    def _loaded(self, found: Reminders, ended: ReminderLine | None = None) -> None:
        self._set(
            replace(
                self._model,
                found=found,
                page=RemindersPage.LIST,
                changed=None,
                ended=ended,
                busy=False,
            )
        )

    def _saved(self, found: Reminders) -> None:
        self._loaded(found)

    def _was_answered(self, found: Reminders) -> None:
        """After a first yes the form follows, as it was filled; a no ends there."""
        model = replace(self._model, found=found, busy=False)
        is_next = model.goes_on and found.wanted is True
        page = RemindersPage.FORM if is_next else RemindersPage.LIST
        self._set(replace(model, page=page))

    def _failed(self, error: KioskError) -> None:
        self._is_reading = False
        self._set(replace(self._model, busy=False, notice=notice_of(error)))

    def _set(self, model: RemindersModel) -> None:
        self._model = model
        self._show(model)


def hour_of(untrusted_text: str) -> time | None:
    """Return an hour as people type it (9h30, 9:30, 9 h); None for anything else."""
    found = HOUR.fullmatch(untrusted_text.strip().lower())
    if found is None:
        return None
    try:
        return time(int(found[1]), int(found[2] or 0))
    except ValueError:
        return None


def hour_words(at: time) -> str:
    """Return an hour as French papers write it."""
    return f"{at.hour} h {at.minute:02}"
