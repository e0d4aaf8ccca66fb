"""When a person is reminded of an appointment, and in which words (VLT-06, VLT-07, DER-17).

An appointment is a time on the wall of a place: kept so, with its zone, it survives a change
of hour and a change of the law. What is late is not sent. The words hold a day and an hour
and no name, no place and no reason (CNS-33), since a phone is seen by others; words of one's
own are added only where the person wants them.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field, replace
from datetime import UTC, datetime, time, timedelta
from enum import Enum, StrEnum, auto
from typing import Any
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

from kiosk.domain.segment import is_one_segment, plainer

__all__ = [
    "CAP_A_DAY",
    "LATE_MAX",
    "NOTICES_MAX",
    "Channel",
    "Notice",
    "Outcome",
    "Progress",
    "Reminder",
    "Standing",
    "Timing",
    "default_notices",
    "notices_on",
    "standing",
    "to_come",
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

REPLY_CHARACTERS = 64

WORDS = {
    "fr": (
        "Rappel : vous avez un rendez-vous le {day} à {hour}.",
        "Pour ne plus recevoir ces rappels, dites-le à votre relais.",
    ),
    "ar": ("تذكير: لديك موعد يوم {day} على الساعة {hour}.", ""),
}
"""One segment each (GSM-7 for French, UCS-2 for Arabic); another language gets French."""


class Channel(StrEnum):
    """By which way a notice goes: to the telephone, or the mailbox, that custody was told."""

    SMS = "sms"
    EMAIL = "email"


class Outcome(StrEnum):
    """What became of one notice, as custody notes it and tells whoever ordered it."""

    SENDING = "sending"
    """Its words are about to go; after a crash nobody knows whether they did."""
    SENT = "sent"
    UNCERTAIN = "uncertain"
    DELIVERED = "delivered"
    FAILED = "failed"
    EXPIRED = "expired"
    LATE = "late"
    CAPPED = "capped"
    UNREACHABLE = "unreachable"
    """No telephone, or mailbox, or none that is one."""
    UNWANTED = "unwanted"
    """The person wants no reminders."""
    REFUSED = "refused"
    """The gateway will not take it for this number, today or tomorrow."""
    NOWHERE = "nowhere"
    """No gateway is set: nobody got it."""


class Standing(Enum):
    """Where a reminder stands, in the words that people read."""

    WAITING = auto()
    """Kept on this post: the server has not got it yet."""
    PLANNED = auto()
    SENT = auto()
    UNCERTAIN = auto()
    """Sent perhaps: a line broke, or nothing was heard."""
    TOO_LATE = auto()
    NOT_SENT = auto()
    CALLED_OFF = auto()
    TO_CHECK = auto()
    """The server refused it."""


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
    channel: Channel = Channel.SMS
    text: str = ""
    """Words of one's own, after the day and the hour."""
    reply: str = ""
    """Whom custody tells what became of it: an X25519 key in hex, "" for nobody."""

    def __post_init__(self) -> None:
        _zone(self.zone)
        if self.text != self.text.strip() or not self.text.isprintable():
            raise ValueError("words in one line")
        if self.text and not is_one_segment(self.words()):
            raise ValueError("more than one message")
        if self.reply and not re.fullmatch(rf"[0-9a-f]{{{REPLY_CHARACTERS}}}", self.reply):
            raise ValueError("a key, in hex")
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
                channel=Channel(untrusted.get("channel", Channel.SMS)),
                text=_words(untrusted.get("text", "")),
                reply=_words(untrusted.get("reply", "")),
            )
        except (KeyError, TypeError, OverflowError) as error:
            raise ValueError("not a reminder") from error
        if found.fields() != dict(untrusted):
            raise ValueError("not a reminder, or spelt otherwise")
        return found

    def fields(self) -> dict[str, Any]:
        """Return it as it is sealed for custody; what is as ever is left out."""
        more = {
            "channel": "" if self.channel is Channel.SMS else self.channel.value,
            "text": self.text,
            "reply": self.reply,
        }
        return {name: value for name, value in more.items() if value} | {
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

    def wall(self, notice: Notice) -> datetime:
        """Return the day and the hour of `notice` on the wall: days are counted there, not in
        hours."""
        day = self.appointment.date() - timedelta(days=notice.days_before)
        return datetime.combine(day, notice.at)

    def moment(self, notice: Notice) -> datetime:
        """Return when `notice` is due, in UTC."""
        return _instant(self.wall(notice), self.zone)

    def timing(self, notice: Notice, now: datetime) -> Timing:
        """Say what is to be done with `notice` at `now` (aware)."""
        due = self.moment(notice)
        if now < due:
            return Timing.NOT_YET
        if now - due > LATE_MAX or self.starts_at() - now < LEAST_AHEAD:
            return Timing.TOO_LATE
        return Timing.NOW

    @property
    def is_called_off(self) -> bool:
        return not self.notices

    def called_off(self) -> Reminder:
        """Return the order that ends this one."""
        return replace(self, notices=())

    def of_use(self, now: datetime) -> Reminder:
        """Return it without the notices whose time is over `now`."""
        kept = (each for each in self.notices if self.timing(each, now) is not Timing.TOO_LATE)
        return replace(self, notices=tuple(kept))

    def words(self) -> str:
        """Return the message: a day, an hour, one's own words, and how to end it."""
        says, ending = WORDS.get(self.language, WORDS["fr"])
        at = self.appointment
        said = says.format(day=f"{at.day:02}/{at.month:02}", hour=f"{at.hour}h{at.minute:02}")
        own = plainer(self.text) if self.text else ""
        if own and own[-1] not in ".!?؟":
            own += "."
        return " ".join(each for each in (said, own, ending) if each)


@dataclass(frozen=True, slots=True)
class Progress:
    """What a post knows of an order beyond its words."""

    is_sent: bool
    """The server has it."""
    is_refused: bool = False
    outcomes: Mapping[int, Outcome] = field(default_factory=dict)
    """What custody told of it, by the place of each notice."""


def standing(reminder: Reminder, progress: Progress, now: datetime) -> Standing:
    """Say where an order stands: what is still to come first, then the best that became of it."""
    if reminder.is_called_off:
        return Standing.CALLED_OFF
    if progress.is_refused:
        return Standing.TO_CHECK
    if to_come(reminder, progress, now):
        return Standing.PLANNED if progress.is_sent else Standing.WAITING
    found = set(progress.outcomes.values())
    if found & {Outcome.SENT, Outcome.DELIVERED}:
        return Standing.SENT
    if not progress.is_sent or found == {Outcome.LATE}:
        return Standing.TOO_LATE
    if not found or found & {Outcome.UNCERTAIN, Outcome.SENDING}:
        return Standing.UNCERTAIN
    return Standing.NOT_SENT


def to_come(reminder: Reminder, progress: Progress, now: datetime) -> list[Notice]:
    """Return the notices that may still be sent: of none is told what became of it."""
    return [
        notice
        for place, notice in enumerate(reminder.notices)
        if place not in progress.outcomes and reminder.timing(notice, now) is not Timing.TOO_LATE
    ]


def notices_on(appointment: datetime, days: Iterable[int]) -> tuple[Notice, ...]:
    """Return notices so many days before at the same hour, on the day itself in the morning:
    those that fit, the earliest first."""
    same_hour = min(max(appointment.time().replace(second=0, microsecond=0), EARLIEST), LATEST)
    morning = datetime.combine(appointment.date(), EARLIEST)
    fits = appointment - morning >= LEAST_AHEAD
    return tuple(
        Notice(each, same_hour if each else EARLIEST)
        for each in sorted(set(days), reverse=True)
        if each or fits
    )


def default_notices(appointment: datetime) -> tuple[Notice, ...]:
    """Return two days before at the same hour, and the morning of the day, where they fit."""
    return notices_on(appointment, (2, 0))


def _words(untrusted: object) -> str:
    if not isinstance(untrusted, str):
        raise TypeError
    return untrusted


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
