"""What the operator announced, and what of it is worth saying now (OPS-02).

Pure rules. Times are true ones, as the server's clock has them: the caller corrects its own.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime, timedelta

__all__ = ["CLOCK_TOLERANCE_S", "Maintenance", "next_maintenance"]

SAID_AHEAD = timedelta(days=7)
"""Announced 24 hours ahead at least; said to people no sooner than this."""
CLOCK_TOLERANCE_S = 120
"""A clock is told of when it is off by more: below, the line's own delay explains it."""


@dataclass(frozen=True, slots=True)
class Maintenance:
    """From when to when the server is away on purpose, aware times; `text` is the operator's."""

    starts_at: datetime
    ends_at: datetime
    text: str = ""

    def is_under_way(self, now: datetime) -> bool:
        return self.starts_at <= now < self.ends_at


def next_maintenance(announced: Iterable[Maintenance], now: datetime) -> Maintenance | None:
    """Return the one under way or the next, if it is near enough to be said."""
    near = [each for each in announced if now < each.ends_at and each.starts_at - now <= SAID_AHEAD]
    return min(near, key=lambda each: (each.starts_at, each.ends_at), default=None)
