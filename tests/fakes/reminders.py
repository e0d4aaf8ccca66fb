"""Reminders as a session tells them, kept in memory: what pages do with them is what counts."""

from __future__ import annotations

from dataclasses import dataclass, field, replace
from datetime import datetime

from kiosk.domain.reminders import Reminder, Standing
from kiosk.flows.api import ConsentAnswer, Evidence, NewReminder, ReminderLine, Reminders

__all__ = ["MemoryReminders", "reminder_line"]


def reminder_line(
    appointment: datetime, *, remind: bytes = b"1" * 16, **changes: object
) -> ReminderLine:
    """Return one that is planned, by a service, unless told otherwise."""
    new = NewReminder(appointment, (2, 0))
    return replace(_line(new, remind, "Relais du Port"), **changes)  # type: ignore[arg-type]


@dataclass
class MemoryReminders:
    """What one person's reminders are; `ordered_by` is who asks."""

    ordered_by: str = ""
    wanted: bool | None = None
    lines: dict[bytes, ReminderLine] = field(default_factory=dict)
    answers: list[Evidence] = field(default_factory=list)
    looks: int = 0

    @property
    def all(self) -> Reminders:
        return Reminders(tuple(self.lines.values()), self.wanted)

    def look(self) -> Reminders:
        self.looks += 1
        return self.all

    def put(self, new: NewReminder, remind: bytes | None) -> Reminders:
        remind = remind or bytes([len(self.lines) + 1]) * 16
        self.lines[remind] = _line(new, remind, self.ordered_by)
        return self.all

    def call_off(self, remind: bytes) -> Reminders:
        line = self.lines[remind]
        self.lines[remind] = replace(line, standing=Standing.CALLED_OFF, days=(), next_at=None)
        return self.all

    def want(self, evidence: Evidence) -> Reminders:
        self.answers.append(evidence)
        self.wanted = evidence.answer is ConsentAnswer.YES
        return self.all


def _line(new: NewReminder, remind: bytes, ordered_by: str) -> ReminderLine:
    words = Reminder(
        new.appointment, "Europe/Paris", (), new.language, new.channel, new.text
    ).words()
    return ReminderLine(
        remind=remind,
        appointment=new.appointment,
        days=new.days,
        channel=new.channel,
        text=new.text,
        language=new.language,
        words=words,
        standing=Standing.WAITING,
        outcome=None,
        next_at=new.appointment,
        ordered_by=ordered_by,
        is_over=False,
        may_change=True,
    )
