"""How near a paper is to its end: what people are told beside it (*bientôt fini*, `ux.md` B3)."""

from __future__ import annotations

from datetime import date
from enum import Enum

__all__ = ["SOON_DAYS", "Expiry", "expiry_of"]

SOON_DAYS = 120
"""A residence permit is renewed between 120 and 60 days before its end (CESEDA, art. R.431-5):
told earlier it is forgotten, told later it is too late."""


class Expiry(Enum):
    """Where a paper stands."""

    NONE = "none"
    """It has no end, or not for long enough."""
    SOON = "soon"
    OVER = "over"


def expiry_of(last_day: date | None, today: date) -> Expiry:
    """Return where a paper stands that is good until `last_day`, that day included."""
    if last_day is None:
        return Expiry.NONE
    if last_day < today:
        return Expiry.OVER
    return Expiry.SOON if (last_day - today).days <= SOON_DAYS else Expiry.NONE
