"""*Mes rappels*: asked once, chosen by steps without typing, called off, wanted or not (VLT-06).

Nothing is typed: a day and an hour move by presses. What a service asked for shows too, and
the person ends it like their own.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, replace
from datetime import date, datetime, time, timedelta
from enum import Enum

from kiosk.domain.reminders import Channel
from kiosk.errors import KioskError
from kiosk.flows.api import (
    ConsentAnswer,
    ConsentKind,
    Evidence,
    NewReminder,
    PersonSession,
    ReminderLine,
    Reminders,
)
from resources.texts import ConsentText, TextKind, load
from ui.screens.desk_common.notices import Notice, notice_of
from ui.screens.desk_common.ports import Jobs

__all__ = ["MyRemindersModel", "MyRemindersPresenter", "RemindersStep"]

DEFAULT_DAYS = (2, 0)
FIRST_DAY = 3
"""How far ahead the form begins: with time left for the message two days before."""
FIRST_HOUR, LAST_HOUR = 7, 20
MINUTES = 15
AHEAD_DAYS_MAX = 365
LOOK_AGAIN_S = 5


class RemindersStep(Enum):
    """Which page is on the glass."""

    LIST = "list"
    QUESTION = "question"
    FORM = "form"


@dataclass(frozen=True, slots=True)
class MyRemindersModel:
    """One state of the page."""

    question: ConsentText
    today: date
    step: RemindersStep = RemindersStep.LIST
    found: Reminders | None = None
    day: date = date.min
    at: time = time(9)
    channel: Channel = Channel.SMS
    goes_on: bool = False
    """The form follows the question, once the answer is yes."""
    ended: ReminderLine | None = None
    """Just called off, until its undo bar goes."""
    is_busy: bool = True
    notice: Notice | None = None


class MyRemindersPresenter:
    """GUI thread, no Qt."""

    def __init__(
        self,
        session: PersonSession,
        jobs: Jobs,
        language: str,
        today: date,
        show: Callable[[MyRemindersModel], None],
        leave: Callable[[], None],
    ) -> None:
        self._session, self._jobs, self._show, self._leave = session, jobs, show, leave
        self._waited_s = 0
        self._is_reading = False
        self._model = MyRemindersModel(load(TextKind.REMINDERS, language), today)
        self._set(self._model)
        self._read(is_again=False)

    def second_passed(self) -> None:
        """Look now and then whether an exchange has told something."""
        self._waited_s += 1
        if self._waited_s >= LOOK_AGAIN_S and not (self._model.is_busy or self._is_reading):
            self._waited_s = 0
            self._read(is_again=True)

    def new_pressed(self) -> None:
        """A new reminder; whether the person wants any is asked first, once."""
        if self._model.is_busy:
            return
        wanted = self._model.found is not None and self._model.found.wanted is True
        step = RemindersStep.FORM if wanted else RemindersStep.QUESTION
        day = self._model.today + timedelta(days=FIRST_DAY)
        self._set(
            replace(
                self._model, step=step, goes_on=True, day=day, at=time(9), ended=None, notice=None
            )
        )

    def ask_pressed(self) -> None:
        """Whether the person wants reminders at all, thought over again."""
        if not self._model.is_busy:
            self._set(replace(self._model, step=RemindersStep.QUESTION, goes_on=False, notice=None))

    def answered(self, is_yes: bool) -> None:
        """Record the answer, with the text that was on the glass (CNS-14, CNS-20)."""
        text = self._model.question
        evidence = Evidence(
            ConsentKind.REMINDERS,
            ConsentAnswer.YES if is_yes else ConsentAnswer.NO,
            text.version,
            text.sha256,
            text.language,
            scope=text.scope if is_yes else (),
            method="press",
        )
        self._ask(lambda: self._session.want_reminders(evidence), self._was_answered)

    def day_moved(self, days: int) -> None:
        """Another day: today at the earliest, a year ahead at most."""
        today = self._model.today
        moved = self._model.day + timedelta(days=days)
        last = today + timedelta(days=AHEAD_DAYS_MAX)
        self._set(replace(self._model, day=min(max(moved, today), last), notice=None))

    def hour_moved(self, quarters: int) -> None:
        """Another hour, by quarters, within the hours at which anybody is received."""
        at = self._model.at
        minutes = at.hour * 60 + at.minute + quarters * MINUTES
        minutes = min(max(minutes, FIRST_HOUR * 60), LAST_HOUR * 60)
        self._set(replace(self._model, at=time(minutes // 60, minutes % 60), notice=None))

    def channel_chosen(self, channel: Channel) -> None:
        self._set(replace(self._model, channel=channel))

    def save_pressed(self) -> None:
        """*Me rappeler*: at once, on line or off."""
        model = self._model
        if model.step is RemindersStep.FORM:
            at = datetime.combine(model.day, model.at)
            new = NewReminder(at, DEFAULT_DAYS, model.channel, model.question.language)
            self._ask(lambda: self._session.put_reminder(new), self._loaded)

    def call_off_pressed(self, line: ReminderLine) -> None:
        """*Annuler le rappel*, whoever asked for it; ten seconds to take it back."""
        self._ask(
            lambda: self._session.call_off_reminder(line.remind),
            lambda found: self._loaded(found, ended=line),
        )

    def undo_pressed(self) -> None:
        line = self._model.ended
        if line is not None:
            new = NewReminder(line.appointment, line.days, line.channel, line.language, line.text)
            self._ask(lambda: self._session.put_reminder(new, line.remind), self._loaded)

    def undo_expired(self) -> None:
        self._set(replace(self._model, ended=None))

    def back_pressed(self) -> None:
        """One step back; what was not ordered is not."""
        if self._model.step is RemindersStep.LIST:
            self._leave()
            return
        self._set(replace(self._model, step=RemindersStep.LIST, notice=None))

    def retry_pressed(self) -> None:
        """Take the notice away; the list is read again, a form stays as it was."""
        notice = self._model.notice
        self._set(replace(self._model, notice=None))
        if notice is not None and notice.key == "reminders.no_consent":
            self._set(replace(self._model, step=RemindersStep.QUESTION, goes_on=True))
        elif self._model.step is RemindersStep.LIST:
            self._read(is_again=False)

    def _ask(self, call: Callable[[], Reminders], done: Callable[[Reminders], None]) -> None:
        if not self._model.is_busy:
            self._set(replace(self._model, is_busy=True, notice=None))
            self._jobs.submit(call, done, self._failed)

    def _read(self, *, is_again: bool) -> None:
        self._is_reading = True
        self._jobs.submit(
            lambda: self._session.reminders(is_again=is_again), self._came, self._failed
        )

    def _came(self, found: Reminders) -> None:
        self._is_reading = False
        model = replace(self._model, found=found, is_busy=False)
        if model != self._model:
            self._set(model)

    def _loaded(self, found: Reminders, ended: ReminderLine | None = None) -> None:
        step = RemindersStep.LIST
        self._set(replace(self._model, found=found, step=step, ended=ended, is_busy=False))

    def _was_answered(self, found: Reminders) -> None:
        is_next = self._model.goes_on and found.wanted is True
        step = RemindersStep.FORM if is_next else RemindersStep.LIST
        self._set(replace(self._model, found=found, step=step, is_busy=False))

    def _failed(self, error: KioskError) -> None:
        self._is_reading = False
        self._set(replace(self._model, is_busy=False, notice=notice_of(error)))

    def _set(self, model: MyRemindersModel) -> None:
        self._model = model
        self._show(model)
