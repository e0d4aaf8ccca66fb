"""Until when professionals may sign in at a post, and what time it is for that (DER-08).

Pure rules. A lease is renewed by each exchange and ends by itself. The calendar of the
machine may be set back to make it last: so the latest time ever seen is kept, and while the
machine runs its boot clock carries that time on, whatever the calendar says. Only the
server's time, told at an exchange, takes it back: a calendar that was a year ahead for an
hour freezes a post until its next exchange, not for a year.

What this cannot see, and nothing on the machine can: time that passes while it is off, when
its calendar is set back before it starts again. No file is written then and no statement comes;
an exchange, which could tell, ends the lease's own question. So a lease may be stretched by as
long as the machine was off, never by a minute of its running. A calendar found behind what was
seen is written in the post's journal, for its manager and the server's tree (`is_set_back`);
one set to just after what was seen leaves no trace.
"""

from __future__ import annotations

from dataclasses import dataclass
from enum import Enum

__all__ = ["SET_BACK_S", "Admission", "TimeSeen", "is_set_back", "latest"]

SET_BACK_S = 3600
"""A calendar so far behind was set by somebody, or its battery is empty: no clock drifts that
much between two exchanges."""


class Admission(Enum):
    """What the server said last of this post and its structure (ROL-28, ROL-33)."""

    ADMITTED = "admitted"
    SUSPENDED = "suspended"
    """Its structure is, for a time."""
    ENDED = "ended"
    """Its structure left the network, or its agreement is over."""
    WITHDRAWN = "withdrawn"
    """The post itself was removed."""


@dataclass(frozen=True, slots=True)
class TimeSeen:
    """The latest time seen: `at_s`, Unix seconds, when the boot `boot_id` was `boottime_s` old.

    `boot_id` is "" on a machine that does not name its starts.
    """

    at_s: int
    boottime_s: int
    boot_id: str


def latest(seen: TimeSeen | None, *, now_s: int, boottime_s: float, boot_id: str) -> TimeSeen:
    """Return the latest time known to have been reached, never before `seen`.

    `now_s` is what the calendar says. The time seen has gone on since by the boot clock: by
    what it advanced in the same boot, by all of it in a later one. A boot without a name is
    neither.
    """
    here = TimeSeen(now_s, int(boottime_s), boot_id)
    if seen is None:
        return here
    carried_s = seen.at_s
    if seen.boot_id and boot_id:
        since_s = seen.boottime_s if seen.boot_id == boot_id else 0
        carried_s += max(0, here.boottime_s - since_s)
    return TimeSeen(max(now_s, carried_s), here.boottime_s, boot_id)


def is_set_back(seen: TimeSeen, now_s: int) -> bool:
    """Return whether the calendar's `now_s` is far behind the latest time `seen`."""
    return seen.at_s - now_s > SET_BACK_S
