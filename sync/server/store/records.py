"""Statements in their order, who may see them, and what each viewer is told.

A viewer is a structure or a device. Every statement that a viewer may see gets a line
in its feed, at a number given under the one writer; asking "what is new" is then one
seek in an index, whatever the store holds. An owner that becomes visible is told from
its first statement on, under new numbers; one that is withdrawn leaves the feed, and
an order to forget takes its place.

Functions take an open transaction and never commit.
"""

from __future__ import annotations

import heapq
from collections.abc import Collection, Iterator, Sequence
from dataclasses import dataclass, replace
from enum import IntEnum

from sync.server.store.database import Row, Rows
from sync.server.store.sets import rows_of

__all__ = [
    "FOREVER",
    "Audience",
    "Forget",
    "Kept",
    "Level",
    "News",
    "NewsPage",
    "Record",
    "append",
    "changes",
    "conceal",
    "kept_by_subject",
    "kept_statement",
    "last_number",
    "level_of",
    "next_number",
    "order_to_forget",
    "retire",
    "reveal",
    "said_of",
    "sees_whole",
    "sequences_of",
    "who_forgot",
]

STATEMENT = (
    *("owner", "name", "seq", "type", "subject", "author", "device", "audience"),
    *("stored_at", "size", "is_wrapped", "wire"),
)
FOREVER = 0
"""`until` of what stays visible until it is withdrawn."""

_TOLD = 0


class Forget(IntEnum):
    """What an order to forget is about: the kinds of line that are not a statement."""

    OWNER = 1
    PARTS = 2
    """Named parts or versions of the owner's papers."""


class Level(IntEnum):
    """How much of an owner a viewer sees."""

    NOTHING = 0
    PUBLIC = 1
    """Of a structure: what anyone needs to check its signatures."""
    WHOLE = 2


class Audience(IntEnum):
    """The least level that a statement is told to."""

    PUBLIC = 1
    WHOLE = 2
    NOBODY = 3
    """Kept here for the server's own use: boxes for custody, journals."""


@dataclass(frozen=True, slots=True)
class Record:
    """A statement about to be stored. `wire` may be wrapped again under the server's key."""

    owner: bytes
    name: bytes
    type: str
    subject: bytes
    author: bytes
    device: bytes
    audience: Audience
    stored_at: int
    size: int
    is_wrapped: bool
    wire: bytes


@dataclass(frozen=True, slots=True)
class Kept:
    """A statement as it lies in the store."""

    owner: bytes
    name: bytes
    sequence: int
    is_wrapped: bool
    wire: bytes
    device: bytes = b""
    """Which post brought it, where that was asked for."""


@dataclass(frozen=True, slots=True)
class News:
    """One line of a feed: a statement, or an order to forget (`forget` holds its payload)."""

    position: int
    owner: bytes
    statement: Kept | None
    forget: bytes = b""


@dataclass(frozen=True, slots=True)
class NewsPage:
    """Lines in order; orders to forget stand last, so a page is applied top-down."""

    lines: tuple[News, ...]
    next: int
    more: bool


def last_number(rows: Rows) -> int:
    """Return the greatest number given so far."""
    row = rows.one("SELECT last_seq FROM counter WHERE one = 1")
    return int(row[0]) if row else 0


def next_number(rows: Rows, count: int = 1) -> int:
    """Give `count` numbers in a row and return the first."""
    row = rows.one(
        "UPDATE counter SET last_seq = last_seq + ? WHERE one = 1 RETURNING last_seq", (count,)
    )
    if row is None:
        raise AssertionError("the counter's row is made by the first migration")
    return int(row[0]) - count + 1


def sequences_of(
    rows: Rows, keys: Collection[tuple[bytes, bytes]]
) -> dict[tuple[bytes, bytes], int]:
    """Return the number of each statement, by (owner, name), that is stored."""
    found = rows_of(
        rows,
        "WITH asked (owner, name) AS (VALUES {keys}) SELECT s.owner, s.name, s.seq"
        " FROM asked a CROSS JOIN statement s WHERE s.owner = a.owner AND s.name = a.name",
        keys,
    )
    return {(bytes(owner), bytes(name)): int(sequence) for owner, name, sequence in found}


def device_of(rows: Rows, owner: bytes, name: bytes) -> bytes | None:
    """Return the device that brought a stored statement; None when it is not stored."""
    row = rows.one("SELECT device FROM statement WHERE owner = ? AND name = ?", (owner, name))
    return bytes(row[0]) if row else None


def kept_statement(rows: Rows, owner: bytes, name: bytes) -> Kept | None:
    """Return one statement by name."""
    row = rows.one(
        "SELECT owner, name, seq, is_wrapped, wire FROM statement WHERE owner = ? AND name = ?",
        (owner, name),
    )
    return _kept(row) if row else None


def kept_by_subject(rows: Rows, owner: bytes, kind: str, subject: bytes) -> list[Kept]:
    """Return what was said of one subject, oldest first."""
    return [
        _kept(row)
        for row in rows.all(
            "SELECT owner, name, seq, is_wrapped, wire FROM statement"
            " WHERE owner = ? AND type = ? AND subject = ? ORDER BY seq",
            (owner, kind, subject),
        )
    ]


def said_of(
    rows: Rows, kind: str, keys: Collection[tuple[bytes, bytes]]
) -> set[tuple[bytes, bytes]]:
    """Return those (owner, subject) of whom anything of this kind was said."""
    found = rows_of(
        rows,
        "WITH asked (kind, owner, subject) AS (VALUES {keys})"
        " SELECT DISTINCT s.owner, s.subject FROM asked a CROSS JOIN statement s"
        " WHERE s.owner = a.owner AND s.type = a.kind AND s.subject = a.subject",
        [(kind, owner, subject) for owner, subject in keys],
    )
    return {(bytes(owner), bytes(subject)) for owner, subject in found}


def append(rows: Rows, found: Sequence[Record], *, now: int) -> int:
    """Store statements in their order, under numbers in a row, and tell every viewer of their
    owners; return the first number. The caller's are all new, and one at least."""
    first = next_number(rows, len(found))
    numbered = list(enumerate(found, start=first))
    rows.load(
        "statement",
        STATEMENT,
        [
            (
                record.owner,
                record.name,
                number,
                record.type,
                record.subject,
                record.author,
                record.device,
                int(record.audience),
                record.stored_at,
                record.size,
                int(record.is_wrapped),
                record.wire,
            )
            for number, record in numbered
        ],
    )
    told = [each for each in numbered if each[1].audience is not Audience.NOBODY]
    viewers = _viewers(rows, {record.owner for _, record in told}, now=now)
    rows.load(
        "feed",
        ("viewer", "pos", "kind", "owner", "payload"),
        [
            (viewer, number, _TOLD, record.owner, record.name)
            for number, record in told
            for viewer, level in viewers.get(record.owner, ())
            if level >= record.audience
        ],
    )
    return first


def retire(rows: Rows, owner: bytes, name: bytes) -> None:
    """Keep a statement for its name's sake and hand it to nobody any more."""
    rows.run(
        "UPDATE statement SET audience = ? WHERE owner = ? AND name = ?",
        (int(Audience.NOBODY), owner, name),
    )
    for (viewer,) in rows.all("SELECT viewer FROM visible WHERE owner = ?", (owner,)):
        rows.run(
            "DELETE FROM feed WHERE viewer = ? AND owner = ? AND payload = ?",
            (viewer, owner, name),
        )


def order_to_forget(rows: Rows, owner: bytes, payload: bytes, *, now: int) -> None:
    """Tell every viewer that sees `owner` whole to forget what `payload` names."""
    rows.run(
        "INSERT INTO feed (viewer, pos, kind, owner, payload)"
        " SELECT viewer, ?, ?, owner, ? FROM visible"
        " WHERE owner = ? AND level >= ? AND (until = 0 OR until > ?)",
        (
            next_number(rows),
            int(Forget.PARTS),
            payload,
            owner,
            int(Audience.WHOLE),
            now,
        ),
    )


def level_of(rows: Rows, viewer: bytes, owner: bytes, *, now: int) -> Level:
    """Return how much of `owner` this viewer sees now."""
    row = rows.one(
        "SELECT level, until FROM visible WHERE viewer = ? AND owner = ?", (viewer, owner)
    )
    if row is None or _is_past(int(row[1]), now):
        return Level.NOTHING
    return Level(int(row[0]))


def sees_whole(rows: Rows, viewers: Sequence[bytes], owner: bytes, *, now: int) -> bool:
    """Say whether any of `viewers` sees the whole of `owner`."""
    return any(level_of(rows, viewer, owner, now=now) is Level.WHOLE for viewer in viewers)


def reveal(
    rows: Rows, viewer: bytes, owner: bytes, level: Level, *, until: int = FOREVER, now: int
) -> bool:
    """Let `viewer` see `owner`, told from the start; return False when it already did.

    A sight that is there is never shortened by this; one that has run out begins anew.
    """
    row = rows.one(
        "SELECT level, until FROM visible WHERE viewer = ? AND owner = ?", (viewer, owner)
    )
    held = Level.NOTHING
    if row is not None:
        held_until = int(row[1])
        if _is_past(held_until, now):
            rows.run("DELETE FROM feed WHERE viewer = ? AND owner = ?", (viewer, owner))
        else:
            held = Level(int(row[0]))
            until = FOREVER if FOREVER in {held_until, until} else max(until, held_until)
    rows.run(
        "INSERT INTO visible (viewer, owner, level, until) VALUES (?, ?, ?, ?)"
        " ON CONFLICT (viewer, owner) DO UPDATE SET level = excluded.level, until = excluded.until",
        (viewer, owner, int(max(held, level)), until),
    )
    if held >= level:
        return False
    count = rows.one(
        "SELECT COUNT(*) FROM statement WHERE owner = ? AND audience > ? AND audience <= ?",
        (owner, int(held), int(level)),
    )
    if count and count[0]:
        first = next_number(rows, int(count[0]))
        rows.run(
            "INSERT INTO feed (viewer, pos, kind, owner, payload)"
            " SELECT v.viewer, ? + ROW_NUMBER() OVER (ORDER BY s.seq), ?, s.owner, s.name"
            " FROM statement s JOIN visible v ON v.owner = s.owner AND v.viewer = ?"
            " WHERE s.owner = ? AND s.audience > ? AND s.audience <= ?",
            (first - 1, _TOLD, viewer, owner, int(held), int(level)),
        )
    return True


def tell_affiliations_again(rows: Rows, structure: bytes, person: bytes) -> None:
    """Tell a structure every word about its affiliation of a person once more.

    Their numbers grow by one: a post that missed one of them would never believe the last.
    """
    found = rows.one(
        "SELECT COUNT(*) FROM statement WHERE owner = ? AND type = 'affil' AND subject = ?",
        (person, structure),
    )
    first = next_number(rows, int(found[0]) if found else 0)
    rows.run(
        "INSERT INTO feed (viewer, pos, kind, owner, payload)"
        " SELECT ?, ? + ROW_NUMBER() OVER (ORDER BY seq), ?, owner, name FROM statement"
        " WHERE owner = ? AND type = 'affil' AND subject = ?",
        (structure, first - 1, _TOLD, person, structure),
    )


def conceal(rows: Rows, viewer: bytes, owner: bytes, payload: bytes, *, keep_from: int) -> None:
    """Hide `owner` from `viewer` and leave it an order to forget.

    Lines before the number `keep_from` leave the feed, read or not; the withdrawal
    itself, at that number, stays, so that devices learn why.
    """
    rows.run("DELETE FROM visible WHERE viewer = ? AND owner = ?", (viewer, owner))
    rows.run(
        "DELETE FROM feed WHERE viewer = ? AND owner = ? AND pos < ?", (viewer, owner, keep_from)
    )
    rows.run(
        "INSERT INTO feed (viewer, pos, kind, owner, payload) VALUES (?, ?, ?, ?, ?)",
        (viewer, next_number(rows), int(Forget.OWNER), owner, payload),
    )


def who_forgot(rows: Rows, owner: bytes) -> set[bytes]:
    """Return the viewers that saw `owner` once and were told to forget it."""
    # The kind is written out, or the index of these lines alone is not taken.
    found = rows.all(
        f"SELECT DISTINCT viewer FROM feed WHERE owner = ? AND kind = {int(Forget.OWNER)}",  # noqa: S608
        (owner,),
    )
    return {bytes(viewer) for (viewer,) in found}


def changes(
    rows: Rows, viewers: Sequence[bytes], after: int, *, limit: int, max_bytes: int, now: int
) -> NewsPage:
    """Return what these viewers are told after number `after`.

    At most `limit` lines, closed once they hold `max_bytes` (one line may exceed it).
    A page never tells anything after an order to forget. An order about an owner that
    another of the viewers still sees is passed over.
    """
    lines: list[Row] = []
    held_bytes = 0
    has_order = more = False
    for line in _merged(rows, viewers, after, limit + 1):
        is_order = int(line[1]) != _TOLD
        size = int(line[4] or 0)
        if (
            len(lines) == limit
            or (has_order and not is_order)
            or (lines and held_bytes + size > max_bytes)
        ):
            more = True
            break
        lines.append(line)
        held_bytes += size
        has_order = has_order or is_order
    if not lines:
        return NewsPage((), after, False)
    end = int(lines[-1][0])
    wires = _wires(rows, viewers, after, end)
    found = []
    for position, kind, owner, payload, _size in lines:
        if int(kind) == _TOLD:
            kept = wires.get((bytes(owner), bytes(payload)))
            if kept is not None:
                found.append(News(int(position), bytes(owner), kept))
        elif int(kind) == Forget.PARTS or not sees_whole(rows, viewers, bytes(owner), now=now):
            found.append(News(int(position), bytes(owner), None, bytes(payload)))
    return NewsPage(tuple(found), end, more)


def _viewers(
    rows: Rows, owners: Collection[bytes], *, now: int
) -> dict[bytes, list[tuple[bytes, Level]]]:
    """Return who sees each owner now, and how much of it."""
    found = rows_of(
        rows,
        "WITH asked (owner) AS (VALUES {keys}) SELECT DISTINCT v.owner, v.viewer, v.level, v.until"
        " FROM asked a CROSS JOIN visible v WHERE v.owner = a.owner",
        [(owner,) for owner in owners],
    )
    viewers: dict[bytes, list[tuple[bytes, Level]]] = {}
    for owner, viewer, level, until in found:
        if not _is_past(int(until), now):
            viewers.setdefault(bytes(owner), []).append((bytes(viewer), Level(int(level))))
    return viewers


def _merged(rows: Rows, viewers: Sequence[bytes], after: int, limit: int) -> Iterator[Row]:
    feeds = [
        rows.all(
            "SELECT f.pos, f.kind, f.owner, f.payload, s.size FROM feed f"
            " LEFT JOIN statement s ON s.owner = f.owner AND s.name = f.payload"
            " WHERE f.viewer = ? AND f.pos > ? ORDER BY f.pos LIMIT ?",
            (viewer, after, limit),
        )
        for viewer in viewers
    ]
    last = 0
    for line in heapq.merge(*feeds, key=lambda row: int(row[0])):
        if int(line[0]) != last:  # a number told to a structure and to its device is one line
            last = int(line[0])
            yield line


def _wires(
    rows: Rows, viewers: Sequence[bytes], after: int, end: int
) -> dict[tuple[bytes, bytes], Kept]:
    found = {}
    for viewer in viewers:
        for row in rows.all(
            "SELECT s.owner, s.name, s.seq, s.is_wrapped, s.wire, s.device FROM feed f"
            " JOIN statement s ON s.owner = f.owner AND s.name = f.payload"
            " WHERE f.viewer = ? AND f.pos > ? AND f.pos <= ? AND s.audience < 3",
            (viewer, after, end),
        ):
            kept = replace(_kept(row[:5]), device=bytes(row[5]))
            found[kept.owner, kept.name] = kept
    return found


def _kept(row: Row) -> Kept:
    owner, name, sequence, is_wrapped, wire = row
    return Kept(bytes(owner), bytes(name), int(sequence), bool(is_wrapped), bytes(wire))


def _is_past(until: int, now: int) -> bool:
    return until != FOREVER and until <= now
