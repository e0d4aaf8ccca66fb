"""When a person is reminded of an appointment, and in which words (VLT-06, VLT-07, DER-17).

An appointment is a time on the wall of a place: kept so, with its zone, it survives a change
of hour and a change of the law. What is late is not sent. The words hold a day and an hour
and nothing else: no name, no place, no reason (CNS-33), since a phone is seen by others.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import UTC, datetime, time, timedelta
from enum import Enum, auto
from typing import Any
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

__all__ = [
    "CAP_A_DAY",
    "LATE_MAX",
    "NOTICES_MAX",
    "Notice",
    "Reminder",
    "Timing",
    "default_notices",
]

NOTICES_MAX = 3
DAYS_MAX = 14
EARLIEST, LATEST = time(8), time(20)
"""A phone rings at no other hour."""
LATE_MAX = timedelta(hours=1)
"""What could not be sent within this is not sent any more."""
LEAST_AHEAD = timedelta(minutes=30)
"""Nor what would come when it is time to be there."""
CAP_A_DAY = 4
"""Messages to one person within 24 hours, whoever asked for them."""
ZONE = re.compile(r"[A-Za-z]+(/[A-Za-z0-9_+-]+){0,2}")
WALL = "%Y-%m-%dT%H:%M"
HOUR = "%H:%M"

WORDS = {
    "fr": "Rappel : vous avez un rendez-vous le {day} à {hour}."
    " Pour ne plus recevoir ces rappels, dites-le à votre relais.",
    "ar": "تذكير: لديك موعد يوم {day} على الساعة {hour}.",
}
"""One segment each (GSM-7 for French, UCS-2 for Arabic); another language gets French."""


class Timing(Enum):
    """What is to be done with a notice now."""

    NOT_YET = auto()
    NOW = auto()
    TOO_LATE = auto()


@dataclass(frozen=True, slots=True)
class Notice:
    """One message: so many days before the appointment's day, at an hour of its place."""

    days_before: int
    at: time


@dataclass(frozen=True, slots=True)
class Reminder:
    """What was asked for; without notices it is called off. Raises ValueError for anything
    that cannot be kept: an unknown zone, an hour of the night, a notice after the fact, a
    time that is beyond the last year of the calendar elsewhere."""

    appointment: datetime
    """On the wall, without a zone."""
    zone: str
    notices: tuple[Notice, ...]
    language: str = "fr"

    def __post_init__(self) -> None:
        _zone(self.zone)
        if self.appointment.tzinfo is not None or len(self.notices) > NOTICES_MAX:
            raise ValueError("a time on the wall, and few notices")
        if not re.fullmatch(r"[a-z]{2}", self.language):
            raise ValueError("a language by two letters")
        try:
            starts_at = self.starts_at()  # asked of one that is called off too: it is kept by it
            for each in self.notices:
                if not 0 <= each.days_before <= DAYS_MAX or not EARLIEST <= each.at <= LATEST:
                    raise ValueError("a notice by day, and not long before")
                if self.moment(each) >= starts_at:
                    raise ValueError("a notice after the fact")
        except OverflowError as error:
            raise ValueError("a time no calendar has") from error

    @classmethod
    def read(cls, untrusted: Mapping[str, Any]) -> Reminder:
        """Return what `fields` wrote. Raises ValueError for anything else."""
        try:
            found = cls(
                appointment=datetime.strptime(untrusted["at"], WALL),
                zone=untrusted["zone"],
                notices=tuple(
                    Notice(int(each["days"]), datetime.strptime(each["time"], HOUR).time())
                    for each in untrusted["notices"]
                ),
                language=untrusted["lang"],
            )
        except (KeyError, TypeError, OverflowError) as error:
            raise ValueError("not a reminder") from error
        if found.fields() != dict(untrusted):
            raise ValueError("not a reminder, or spelt otherwise")
        return found

    def fields(self) -> dict[str, Any]:
        """Return it as it is sealed for custody."""
        return {
            "at": self.appointment.strftime(WALL),
            "zone": self.zone,
            "lang": self.language,
            "notices": [
                {"days": each.days_before, "time": each.at.strftime(HOUR)} for each in self.notices
            ],
        }

    def starts_at(self) -> datetime:
        """Return when the appointment is, in UTC, as the zone's rules are known today."""
        return _instant(self.appointment, self.zone)

    def moment(self, notice: Notice) -> datetime:
        """Return when `notice` is due, in UTC: days are counted on the wall, not in hours."""
        day = self.appointment.date() - timedelta(days=notice.days_before)
        return _instant(datetime.combine(day, notice.at), self.zone)

    def timing(self, notice: Notice, now: datetime) -> Timing:
        """Say what is to be done with `notice` at `now` (aware)."""
        due = self.moment(notice)
        if now < due:
            return Timing.NOT_YET
        if now - due > LATE_MAX or self.starts_at() - now < LEAST_AHEAD:
            return Timing.TOO_LATE
        return Timing.NOW

    def words(self) -> str:
        """Return the message: a day, an hour, and how to end it."""
        text = WORDS.get(self.language, WORDS["fr"])
        at = self.appointment
        return text.format(day=f"{at.day:02}/{at.month:02}", hour=f"{at.hour}h{at.minute:02}")


def default_notices(appointment: datetime) -> tuple[Notice, ...]:
    """Return two days before at the same hour, and the morning of the day, where they fit."""
    same_hour = min(max(appointment.time().replace(second=0, microsecond=0), EARLIEST), LATEST)
    two_days = Notice(2, same_hour)
    morning = datetime.combine(appointment.date(), EARLIEST)
    if appointment - morning < LEAST_AHEAD:
        return (two_days,)
    return two_days, Notice(0, EARLIEST)


def _instant(on_the_wall: datetime, zone: str) -> datetime:
    """Return an hour on the wall in UTC. One that comes twice is its first; one that a change
    of hour leaves out is as far after the change as it was after the hour before."""
    return on_the_wall.replace(tzinfo=_zone(zone), fold=0).astimezone(UTC)


def _zone(name: str) -> ZoneInfo:
    if not isinstance(name, str) or not ZONE.fullmatch(name):
        raise ValueError("no name of a zone")
    try:
        return ZoneInfo(name)
    except (ZoneInfoNotFoundError, OSError) as error:
        raise ValueError("an unknown zone") from error
