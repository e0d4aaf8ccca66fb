"""Which parts there are, whose they are, and which versions of items name them.

A part is claimed by the first item that names it with its true hash and length, and
belongs to that item's owner from then on. Functions take an open transaction and
never commit; the bytes are `sync.server.parts`' business.
"""

from __future__ import annotations

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from enum import StrEnum

from sync.server.store.database import Row, Rows
from sync.server.store.sets import rows_of

__all__ = [
    "PartRow",
    "PartState",
    "Version",
    "abandoned",
    "await_parts",
    "claim",
    "forget_part",
    "gone",
    "live_parts",
    "part",
    "parts",
    "put_part",
    "put_versions",
    "set_state",
    "spaces_of",
    "supersede",
    "unfinished",
    "version_parts",
]


class PartState(StrEnum):
    """How far a part has come."""

    AWAITED = "awaited"
    """Named by an item, nothing sent yet."""
    COMING = "coming"
    STORED = "stored"
    GONE = "gone"
    """No longer shared, or deleted: its bytes are removed and nobody gets it."""


@dataclass(frozen=True, slots=True)
class PartRow:
    part: bytes
    owner: bytes
    """Empty until an item claims it."""
    device: bytes
    """Who sends or sent it; empty while nobody has."""
    structure: bytes
    sha256: bytes
    size: int
    state: PartState


@dataclass(frozen=True, slots=True)
class Version:
    """A version of an item and the parts it names."""

    owner: bytes
    item: bytes
    name: bytes
    space: str
    parts: Sequence[bytes]
    deleted_at: int = 0
    """When it came, if it deletes the item."""


def part(rows: Rows, id: bytes) -> PartRow | None:
    row = rows.one(
        "SELECT part, owner, device, structure, sha256, size, state FROM part WHERE part = ?",
        (id,),
    )
    return _part(row) if row else None


def parts(rows: Rows, ids: Collection[bytes]) -> dict[bytes, PartRow]:
    """Return those of `ids` that are known."""
    found = rows_of(
        rows,
        "WITH asked (part) AS (VALUES {keys})"
        " SELECT p.part, p.owner, p.device, p.structure, p.sha256, p.size, p.state"
        " FROM asked a CROSS JOIN part p WHERE p.part = a.part",
        [(id,) for id in ids],
    )
    return {row.part: row for row in map(_part, found)}


def put_part(rows: Rows, found: PartRow, *, now: int) -> None:
    """Record how far a part is that a device sends, claimed before or not."""
    rows.run(
        "INSERT INTO part (part, owner, device, structure, sha256, size, state, changed_at)"
        " VALUES (?, ?, ?, ?, ?, ?, ?, ?) ON CONFLICT (part) DO UPDATE SET"
        " device = excluded.device, sha256 = excluded.sha256, size = excluded.size,"
        " state = excluded.state, changed_at = excluded.changed_at",
        (
            found.part,
            found.owner,
            found.device,
            found.structure,
            found.sha256,
            found.size,
            found.state.value,
            now,
        ),
    )


def set_state(rows: Rows, id: bytes, state: PartState, *, now: int) -> None:
    rows.run("UPDATE part SET state = ?, changed_at = ? WHERE part = ?", (state.value, now, id))


def await_parts(rows: Rows, found: Sequence[PartRow], *, now: int) -> None:
    """Record parts that an item names and nobody has sent."""
    rows.load(
        "part",
        ("part", "owner", "device", "structure", "sha256", "size", "state", "changed_at"),
        [
            (p.part, p.owner, p.device, p.structure, p.sha256, p.size, p.state.value, now)
            for p in found
        ],
    )


def claim(rows: Rows, found: Sequence[PartRow], *, now: int) -> None:
    """Record whose these parts are now, and how far they are."""
    rows.many(
        "UPDATE part SET owner = ?, state = ?, changed_at = ? WHERE part = ?",
        [(p.owner, p.state.value, now, p.part) for p in found],
    )


def abandoned(rows: Rows, *, before: int, limit: int = 500) -> list[bytes]:
    """Return parts no item has named since `before`."""
    found = rows.all(
        "SELECT part FROM part WHERE length(owner) = 0 AND changed_at < ?"
        " ORDER BY changed_at LIMIT ?",
        (before, limit),
    )
    return [bytes(row[0]) for row in found]


def unfinished(rows: Rows) -> dict[PartState, int]:
    """Return how many parts are awaited and how many are coming; an index holds these alone."""
    found = rows.all(
        "SELECT state, COUNT(*) FROM part WHERE state IN ('awaited', 'coming') GROUP BY state"
    )
    return {PartState(state): int(count) for state, count in found}


def gone(rows: Rows, ids: Sequence[bytes]) -> set[bytes]:
    """Return those of `ids` that nobody gets any more: unknown or gone."""
    kept = set()
    for id in ids:
        found = part(rows, id)
        if found is not None and found.state is not PartState.GONE:
            kept.add(id)
    return set(ids) - kept


def forget_part(rows: Rows, id: bytes) -> None:
    """Drop the row of a part that nobody claimed."""
    rows.run("DELETE FROM part WHERE part = ? AND owner = ?", (id, b""))


def put_versions(rows: Rows, found: Sequence[Version]) -> None:
    """Record versions of items, none of them replaced yet."""
    rows.load(
        "item_version",
        ("owner", "item", "name", "space", "is_superseded", "deleted_at"),
        [(v.owner, v.item, v.name, v.space, 0, v.deleted_at) for v in found],
    )
    rows.load(
        "item_part",
        ("owner", "item", "name", "part"),
        [(v.owner, v.item, v.name, id) for v in found for id in v.parts],
    )


def spaces_of(
    rows: Rows, keys: Collection[tuple[bytes, bytes, bytes]]
) -> dict[tuple[bytes, bytes, bytes], str]:
    """Return the space of each version, by (owner, item, name), that is known."""
    found = rows_of(
        rows,
        "WITH asked (owner, item, name) AS (VALUES {keys})"
        " SELECT v.owner, v.item, v.name, v.space FROM asked a CROSS JOIN item_version v"
        " WHERE v.owner = a.owner AND v.item = a.item AND v.name = a.name",
        keys,
    )
    return {(bytes(o), bytes(i), bytes(n)): str(space) for o, i, n, space in found}


def supersede(rows: Rows, keys: Sequence[tuple[bytes, bytes, bytes]]) -> None:
    """Record of versions, by (owner, item, name), that others stand in their place."""
    rows.many(
        "UPDATE item_version SET is_superseded = 1 WHERE owner = ? AND item = ? AND name = ?", keys
    )


def version_parts(rows: Rows, owner: bytes, item: bytes, name: bytes) -> set[bytes]:
    """Return the parts one version names."""
    found = rows.all(
        "SELECT part FROM item_part WHERE owner = ? AND item = ? AND name = ?",
        (owner, item, name),
    )
    return {bytes(row[0]) for row in found}


def live_parts(rows: Rows, owner: bytes, item: bytes) -> set[bytes]:
    """Return the parts that some head of the item names."""
    found = rows.all(
        "SELECT p.part FROM item_part p JOIN item_version v"
        " ON v.owner = p.owner AND v.item = p.item AND v.name = p.name"
        " WHERE p.owner = ? AND p.item = ? AND v.is_superseded = 0",
        (owner, item),
    )
    return {bytes(row[0]) for row in found}


def _part(row: Row) -> PartRow:
    return PartRow(
        part=bytes(row[0]),
        owner=bytes(row[1]),
        device=bytes(row[2]),
        structure=bytes(row[3]),
        sha256=bytes(row[4]),
        size=int(row[5]),
        state=PartState(str(row[6])),
    )
