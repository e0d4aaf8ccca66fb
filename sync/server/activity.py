"""Who used which safe last, read from the journal before its entries are trimmed (LIF-02, LIF-03).

Functions take an open transaction and never commit.
"""

from __future__ import annotations

import json
from collections.abc import Mapping
from typing import Any

from kiosk.domain.ids import ID_BYTES
from sync.server import journal
from sync.server.store import world
from sync.server.store.database import Rows

__all__ = ["OWN", "last_used", "note"]

OWN = b""
"""Stands for the person's own acts where a structure's id would."""
PLACE_MARK = "activity.place"
ENTRIES_AT_ONCE = 2000
BY_PERSON = frozenset({"person_shown"})
"""Acts of the server that a person's own sign-in caused."""


def note(rows: Rows) -> bool:
    """Note what some next entries of the journal say; return whether more wait."""
    after, size = int(world.mark(rows, PLACE_MARK) or b"0"), journal.size_of(rows)
    found = rows.all(
        "SELECT pos, at, body FROM journal_leaf WHERE pos >= ? AND pos < ? ORDER BY pos LIMIT ?",
        (after, size, ENTRIES_AT_ONCE),
    )
    latest: dict[tuple[bytes, bytes], int] = {}
    structures: dict[bytes, bytes | None] = {}
    for _, at, body in found:
        used = _used(rows, bytes(body), structures)
        if used is not None:
            latest[used] = max(int(at), latest.get(used, 0))
    rows.many(
        "INSERT INTO activity (person, structure, at) VALUES (?, ?, ?)"
        " ON CONFLICT (person, structure) DO UPDATE SET at ="
        " CASE WHEN excluded.at > activity.at THEN excluded.at ELSE activity.at END",
        [(person, structure, at) for (person, structure), at in latest.items()],
    )
    if found:
        after = int(found[-1][0]) + 1
        world.put_mark(rows, PLACE_MARK, b"%d" % after)
    return after < size


def last_used(rows: Rows, person: bytes, structure: bytes | None = None) -> int:
    """Return when somebody, or this structure alone, last used a safe; 0 for never."""
    of_one = "" if structure is None else " AND structure = ?"
    values = (person,) if structure is None else (person, structure)
    row = rows.one(f"SELECT MAX(at) FROM activity WHERE person = ?{of_one}", values)  # noqa: S608
    return int(row[0]) if row and row[0] is not None else 0


def _used(
    rows: Rows, body: bytes, structures: dict[bytes, bytes | None]
) -> tuple[bytes, bytes] | None:
    """Return whose safe an entry used, and for which structure; None for any other entry."""
    if not body:
        return None
    leaf: Mapping[str, Any] = json.loads(body)
    entry = leaf["entry"]
    person = _id(entry.get("person"))
    if person is None or world.person(rows, person) is None:
        return None
    if leaf.get("server"):
        return (person, OWN) if entry["action"] in BY_PERSON else None
    actor, device = _id(entry.get("actor")), _id(leaf.get("device"))
    if actor is None or device is None or actor in {bytes(ID_BYTES), device}:
        return None  # a failed sign-in is nobody's act; what a post forgets by itself is no use
    if actor == person:
        return person, OWN
    if device not in structures:
        found = world.device(rows, device)
        structures[device] = found.structure if found else None
    structure = structures[device]
    return (person, structure) if structure is not None else None


def _id(untrusted: object) -> bytes | None:
    try:
        found = bytes.fromhex(untrusted) if isinstance(untrusted, str) else b""
    except ValueError:
        return None
    return found if len(found) == ID_BYTES else None
