"""Pauses of the server that its operator announces, a day ahead at least (OPS-02).

One JSON list in the data folder, read again at each hello; who prefers an editor to the
command changes it by hand. Functions write the whole file or nothing.
"""

from __future__ import annotations

import json
from collections.abc import Sequence
from datetime import datetime
from pathlib import Path

from kiosk.errors import IntegrityFailure, InvalidInput, Refused
from sync.protocol.fields import Malformed
from sync.protocol.messages import Announcement
from sync.server.listings import PARIS
from sync.server.secret_files import write_secret_file

__all__ = ["MAINTENANCE", "announce", "announced", "cancel", "moment"]

MAINTENANCE = "maintenance"
AHEAD_S = 86_400
"""Planned interruptions are told 24 hours ahead when they are not urgent (OPS-02)."""
TEXT_MAX = 200


def moment(text: str) -> int:
    """Return Unix seconds of a date and time as France's clocks show it, `2026-12-01 22:00`.

    Raises: InvalidInput("server.announcement_dates").
    """
    try:
        found = datetime.fromisoformat(text)
    except ValueError as error:
        raise InvalidInput("server.announcement_dates") from error
    return int((found if found.tzinfo else found.replace(tzinfo=PARIS)).timestamp())


def announced(path: Path) -> tuple[Announcement, ...]:
    """Return what the file holds, the first to begin first.

    Read as posts read it: one announcement they could not would keep every post from entering.
    Raises: IntegrityFailure("server.announcements") for a file that is none of ours.
    """
    try:
        found = json.loads(path.read_text(encoding="utf-8"))
        read = [Announcement.read(each) for each in found]
    except FileNotFoundError:
        return ()
    except (OSError, ValueError, TypeError, RecursionError, Malformed) as error:
        raise IntegrityFailure("server.announcements") from error
    return tuple(sorted(read, key=lambda each: (each.starts_at, each.ends_at)))


def announce(
    path: Path, starts_at: int, ends_at: int, text: str, *, now: int, is_urgent: bool
) -> Announcement:
    """Announce a pause; what is over goes from the file.

    Raises: InvalidInput("server.announcement_dates"), Refused("server.announcement_late") for
    one that begins within a day and is not urgent.
    """
    if not starts_at < ends_at or ends_at <= now or len(text) > TEXT_MAX:
        raise InvalidInput("server.announcement_dates")
    if starts_at - now < AHEAD_S and not is_urgent:
        raise Refused("server.announcement_late")
    made = Announcement(MAINTENANCE, starts_at, ends_at, text)
    _write(path, [*(each for each in announced(path) if each.ends_at > now), made])
    return made


def cancel(path: Path, starts_at: int) -> None:
    """Take an announced pause back. Raises InvalidInput("server.announcement_unknown")."""
    held = announced(path)
    left = [each for each in held if (each.kind, each.starts_at) != (MAINTENANCE, starts_at)]
    if len(left) == len(held):
        raise InvalidInput("server.announcement_unknown")
    _write(path, left)


def _write(path: Path, announcements: Sequence[Announcement]) -> None:
    rows = [
        {"kind": a.kind, "starts_at": a.starts_at, "ends_at": a.ends_at, "text": a.text}
        for a in announcements
    ]
    write_secret_file(path, json.dumps(rows, ensure_ascii=False, indent=1).encode())
