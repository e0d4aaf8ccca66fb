"""Times that others wrote, as moments a calendar can show.

A statement, a journal entry and a server's answer bear Unix seconds, any number up to 2^53: a
broken clock, or somebody's program, may write one that no calendar has. It is shown as the
last one that has a date here, and never in the way of what stands beside it.
"""

from __future__ import annotations

from datetime import UTC, datetime

__all__ = ["LAST_S", "moment"]

LAST_S = 2**33
"""In the year 2242: no true time that this program meets is later."""


def moment(untrusted_at: int) -> datetime:
    """Return Unix seconds as an aware time, between 1970 and 2242."""
    return datetime.fromtimestamp(min(max(0, untrusted_at), LAST_S), UTC)
