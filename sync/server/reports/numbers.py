"""What a report counts, and which numbers it may tell. Pure rules.

A number that fewer than five persons stand behind says too much about each of them. It is
not told, and not lost either: it waits, and is told with those of the next months once five
persons or more stand behind the whole. Nothing else is made of it in the meantime. So what
is told is a list of numbers over separate stretches of time, each of enough persons, and
"since the beginning" is their sum: no total and no other month gives a hidden number away.

Set aside: hiding a second number of each total (the count of persons at the end of each
month ties all months together: one hidden number would hide that count for good), and
rounding (months of exact numbers pin down where a rounded one tips).
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum

from sync.server.reports.months import Month

__all__ = ["HIDDEN_BELOW", "Line", "Told", "Waiting", "line_of", "tell"]

HIDDEN_BELOW = 5
"""A number of acts that fewer persons stand behind is hidden. Zero, which is nobody's, is told."""


class Line(StrEnum):
    """What is counted: lines of a report, in their order (RPT-01, RPT-02)."""

    OPENED = "opened"
    AFFILIATED = "affiliated"
    LEFT = "left"
    SIGNED_IN = "signed_in"
    FILED_BY_TEAM = "filed_by_team"
    FILED_BY_PERSON = "filed_by_person"
    READ_BY_TEAM = "read_by_team"
    READ_BY_PERSON = "read_by_person"
    SHARED = "shared"
    UNSHARED = "unshared"


BY_ANYONE = {
    "safe.opened": Line.OPENED,
    "affiliation.added": Line.AFFILIATED,
    "affiliation.ended": Line.LEFT,
    "person.signed_in": Line.SIGNED_IN,
    "paper.shared": Line.SHARED,
    "paper.unshared": Line.UNSHARED,
}
BY_TEAM = {"paper.filed": Line.FILED_BY_TEAM, "paper.read": Line.READ_BY_TEAM}
BY_PERSON = {"paper.filed": Line.FILED_BY_PERSON, "paper.read": Line.READ_BY_PERSON}


@dataclass(frozen=True, slots=True)
class Waiting:
    """Acts not told yet, by person, and the first month they were done in."""

    since: Month
    acts: Mapping[bytes, int]


@dataclass(frozen=True, slots=True)
class Told:
    """One line of a report.

    `acts` are those of the months from `since` to the report's own, None while they are
    hidden. `persons` is None then too, and where a hidden month is among them: who knows
    that nobody acts twice a month could take one from the other. `so_far` is the sum of all
    acts ever told on this line.
    """

    line: Line
    acts: int | None
    persons: int | None
    since: Month
    so_far: int


def line_of(action: str, *, is_own: bool) -> Line | None:
    """Return where an entry of a post's journal counts; `is_own`: the person's own act."""
    return BY_ANYONE.get(action) or (BY_PERSON if is_own else BY_TEAM).get(action)


def tell(
    line: Line,
    month: Month,
    acts: Mapping[bytes, int],
    waiting: Waiting | None,
    *,
    so_far: int,
    hidden_below: int = HIDDEN_BELOW,
) -> tuple[Told, Waiting | None]:
    """Return what a month's report says on one line, and what goes on waiting.

    `acts` are the month's own, by person; `waiting` is what earlier months left.
    """
    whole = dict(waiting.acts) if waiting else {}
    for person, count in acts.items():
        whole[person] = whole.get(person, 0) + count
    since = waiting.since if waiting else month
    if 0 < len(whole) < hidden_below:
        return Told(line, None, None, since, so_far), Waiting(since, whole)
    count = sum(whole.values())
    persons = None if waiting else len(whole)
    return Told(line, count, persons, since, so_far + count), None
