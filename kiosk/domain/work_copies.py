"""Work copies: why, for how long, and where one stands (VLT-27, VLT-30, LIF-13).

Pure rules. A professional takes a copy of a paper out of the safe only when it is strictly
needed, onto a medium their structure approved, until the evening or a few days; data of GDPR
art. 9 for one hour. What was not deleted by then is owed: the reminder stays.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, time, timedelta
from enum import Enum

__all__ = [
    "LONGEST_DAYS",
    "LONGEST_WORDS",
    "SENSITIVE_LIFE",
    "CopyOutcome",
    "CopyPlace",
    "CopyPurpose",
    "CopyState",
    "NewCopy",
    "ends_at",
    "fault_of",
]

LONGEST_DAYS = 7
LONGEST_WORDS = 200
SHORTEST_WORDS = 3
SENSITIVE_LIFE = timedelta(hours=1)
"""Of a paper about health and the like: "deleted at once after use" (VLT-30)."""


class CopyPurpose(Enum):
    """Why a copy leaves the safe; words are `ui`'s."""

    ONLINE = "online"
    """A form that asks for the file."""
    ADMINISTRATION = "administration"
    PARTNER = "partner"
    OTHER = "other"
    """Said in words."""


class CopyState(Enum):
    """Where a copy stands."""

    OUT = "out"
    OWED = "owed"
    """It should be gone and is not within reach: somebody has to see to it."""
    DELETED = "deleted"
    CONFIRMED = "confirmed"
    """The professional said that it is deleted."""

    @property
    def is_over(self) -> bool:
        return self in {CopyState.DELETED, CopyState.CONFIRMED}


class CopyOutcome(Enum):
    """How it went on the medium, where a copy is written or taken away."""

    DONE = "done"
    NOT_DONE = "not_done"
    """The medium refused: nothing of the copy is on it."""
    NOT_REACHED = "not_reached"
    """The medium is away, or the file is not where it was written."""
    UNSURE = "unsure"
    """It did not answer: nobody knows what is on it."""


@dataclass(frozen=True, slots=True)
class CopyPlace:
    """A medium that the structure approved and that is within reach now."""

    key: str
    """Finds it again; the register keeps it."""
    name: str


@dataclass(frozen=True, slots=True)
class NewCopy:
    """What a professional answers before a copy is made."""

    place: str
    purpose: CopyPurpose
    words: str = ""
    days: int = 0
    """0: until this evening."""
    is_needed_though_sensitive: bool = False
    """The further question about data of art. 9, answered yes."""


def ends_at(taken_at: datetime, days: int, *, is_sensitive: bool) -> datetime:
    """Return when a copy taken at `taken_at` (on the wall, with its zone) has to be gone.

    At midnight after the last day; one hour for what is sensitive, whatever was chosen.
    """
    if is_sensitive:
        return taken_at + SENSITIVE_LIFE
    last = taken_at.date() + timedelta(days=min(max(days, 0), LONGEST_DAYS) + 1)
    return datetime.combine(last, time(), taken_at.tzinfo)


def fault_of(new: NewCopy, *, is_sensitive: bool) -> str | None:
    """Return the key of what is still missing of an answer, or None."""
    words = new.words.strip()
    if not new.place:
        return "copy.no_place"
    if new.purpose is CopyPurpose.OTHER and len(words) < SHORTEST_WORDS:
        return "copy.no_purpose"
    if len(words) > LONGEST_WORDS:
        return "copy.too_many_words"
    if not 0 <= new.days <= LONGEST_DAYS:
        return "copy.too_long"
    if is_sensitive and not new.is_needed_though_sensitive:
        return "copy.not_needed"
    return None
