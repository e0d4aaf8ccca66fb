"""The server's lives: each start is one, so that a restored backup is told from its past.

A server restored from a backup gives anew the numbers it had given since. A post whose
place in the list lies among those would pass over what now bears them. So every cursor
names the life in which it was given, and holds up to the number at which the next life
began: lives begun after the backup are unknown to it, and so are places beyond its end.

Functions take an open transaction and never commit.
"""

from __future__ import annotations

from kiosk.ports import Rng
from sync.server.store import records, world
from sync.server.store.database import Rows

__all__ = ["begin", "end_of", "latest"]

LIVES_MARK = "lives"
ID_BYTES = 8
START_BYTES = 8
ENTRY_BYTES = ID_BYTES + START_BYTES
KEPT = 500
"""Lives remembered; a post away for longer reads its list from the start, once."""


def begin(rows: Rows, rng: Rng) -> None:
    """Begin a life at the last number given so far."""
    start = records.last_number(rows).to_bytes(START_BYTES, "big")
    held = (_held(rows) + rng.bytes(ID_BYTES) + start)[-KEPT * ENTRY_BYTES :]
    world.put_mark(rows, LIVES_MARK, held)


def latest(rows: Rows) -> bytes:
    """Return the id of the life that began last, whichever process it is of."""
    return _held(rows)[-ENTRY_BYTES:-START_BYTES]


def end_of(rows: Rows, untrusted_hex: str) -> int | None:
    """Return the last number given in a life; None for a life this store does not know."""
    held = _held(rows)
    entries = [held[at : at + ENTRY_BYTES] for at in range(0, len(held), ENTRY_BYTES)]
    for place, entry in enumerate(entries):
        if entry[:ID_BYTES].hex() == untrusted_hex:
            if place + 1 == len(entries):
                return records.last_number(rows)
            return int.from_bytes(entries[place + 1][ID_BYTES:], "big")
    return None


def _held(rows: Rows) -> bytes:
    return world.mark(rows, LIVES_MARK) or b""
