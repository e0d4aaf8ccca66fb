"""Words for an announced maintenance and for a clock that is wrong, in the language in force."""

from __future__ import annotations

from datetime import datetime

from kiosk.domain.announced import Maintenance
from ui.messages import shown

__all__ = ["clock_words", "maintenance_words", "places"]

MINUTE_S, HOUR_S, DAY_S = 60, 3600, 86_400


def maintenance_words(maintenance: Maintenance, now: datetime) -> str:
    """Return when the network pauses, and that one can go on; `now` is aware."""
    said = places(maintenance)
    if maintenance.is_under_way(now):
        message = shown("sync.maintenance_now", said)
    elif said["day"] == said["last_day"]:
        message = shown("sync.maintenance_planned", said)
    else:
        message = shown("sync.maintenance_days", said)
    return f"{message.what} {message.safe}"


def clock_words(off_s: int) -> str:
    """Return by how much this post's clock is wrong; "" when it is not. `off_s` is the
    true time minus its own."""
    if not off_s:
        return ""
    by_s = abs(off_s)
    if by_s < 2 * HOUR_S:
        by = f"{round(by_s / MINUTE_S)} min"
    elif by_s < 2 * DAY_S:
        by = f"{round(by_s / HOUR_S)} h"
    else:
        by = f"{round(by_s / DAY_S)} j"
    key = "sync.clock_behind" if off_s > 0 else "sync.clock_ahead"
    message = shown(key, {"by": _isolated(by)})
    return f"{message.what} {message.safe} {message.helper}"


def places(maintenance: Maintenance) -> dict[str, str]:
    """Return the days and times to fill in, each isolated for words written right to left."""
    starts_at, ends_at = maintenance.starts_at.astimezone(), maintenance.ends_at.astimezone()
    return {
        "day": _isolated(f"{starts_at:%d/%m/%Y}"),
        "start": _isolated(f"{starts_at:%H:%M}"),
        "end": _isolated(f"{ends_at:%H:%M}"),
        "last_day": _isolated(f"{ends_at:%d/%m/%Y}"),
    }


def _isolated(text: str) -> str:
    return f"\u2066{text}\u2069"
