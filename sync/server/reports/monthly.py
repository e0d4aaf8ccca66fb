"""Draws up the reports of a structure from the journal, month after month, each once.

What posts journal in the transaction of each act is the tally (DER-18): acts done off line
count in the month they were done in, if they come before it closes, else in the month that
is open when they come. A report that was drawn up is kept and never drawn up again: two
editions of one month would give away what lies between them.
"""

from __future__ import annotations

import json
from collections import Counter
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any

from kiosk.crypto.encoding import canon, parse_canon
from kiosk.domain.ids import ID_BYTES
from kiosk.errors import InvalidInput
from sync.protocol.messages import StructureState
from sync.server import journal
from sync.server.maintenance import Act, maintenance
from sync.server.reports.months import Month
from sync.server.reports.numbers import Line, Told, Waiting, line_of, tell
from sync.server.store import agreements, world
from sync.server.store.database import Database, Rows

__all__ = ["Report", "draw", "draw_due"]

ENTRIES_AT_ONCE = 2000


@dataclass(frozen=True, slots=True)
class Report:
    """One month of one structure, as it is told."""

    structure: bytes
    name: str
    month: Month
    made_at: int
    lines: tuple[Told, ...]
    posts: int
    """Enrolled when it was drawn up."""
    posts_silent: int
    """Those among them that had handed in no journal since the month's end."""
    members: int
    """Professionals who had an account."""


@dataclass(frozen=True, slots=True)
class _Kept:
    month: Month
    made_at: int
    size: int
    body: Mapping[str, Any]


def draw(database: Database, structure: bytes, month: Month, *, now: int) -> Report:
    """Return the report of a month; it and those before it are drawn up if they are not yet.

    Raises: InvalidInput("server.report_too_early") before the month closes,
    InvalidInput("server.report_before_structure").
    """
    if now < month.closes_at:
        raise InvalidInput("server.report_too_early", month=str(month))
    with database.reading() as rows:
        found = world.structure(rows, structure)
        first = _first_month(rows, structure)
        last = _last(rows, structure)
        kept = _kept(rows, structure, month)
    if found is None or first is None:
        raise InvalidInput("server.structure_unknown")
    if kept is None and month < first:
        raise InvalidInput("server.report_before_structure", month=str(first))
    following = last.month.next if last else first
    while kept is None and following <= month:
        _draw_next(database, structure, found.name, following, now=now)
        following = following.next
    with database.reading() as rows:
        kept = kept or _kept(rows, structure, month)
    if kept is None:
        raise AssertionError("a month that was drawn up is kept")
    return _report(structure, kept)


def draw_due(database: Database, *, now: int) -> int:
    """Draw up every report that is due; return how many structures have one more."""
    month = Month.of_index(Month.at(now).index - 1)
    if now < month.closes_at:
        month = Month.of_index(month.index - 1)
    drawn = 0
    with database.reading() as rows:
        due = [each.structure for each in world.structures(rows) if _is_due(rows, each, month)]
    for structure in due:
        draw(database, structure, month, now=now)
        drawn += 1
    return drawn


def _is_due(rows: Rows, structure: world.StructureRow, month: Month) -> bool:
    """A structure that had ended before the month began has no report of it."""
    first, last = _first_month(rows, structure.structure), _last(rows, structure.structure)
    if first is None or month < first or (last is not None and last.month >= month):
        return False
    said = StructureState(structure.state)
    state = agreements.state_of(rows, structure.structure, said, now=month.starts_at)
    return state is not StructureState.ENDED


def _draw_next(database: Database, structure: bytes, name: str, month: Month, *, now: int) -> None:
    """Draw up the month that follows the last one drawn up."""
    with database.reading() as rows:
        last = _last(rows, structure)
        size = journal.size_of(rows)
        acts = _tally(rows, structure, month, last.size if last else 0, size)
    with database.writing() as rows:
        again = _last(rows, structure)
        if again != last:
            return  # somebody else was first, and theirs is the one edition
        so_far = {each.line: each.so_far for each in _lines(last)} if last else {}
        told = [
            _tell(rows, structure, line, month, acts[line], so_far.get(line, 0)) for line in Line
        ]
        body = {
            "lines": [_as_json(each) for each in told],
            "name": name,
            **_facts(rows, structure, month),
        }
        rows.run(
            "INSERT INTO report (structure, month, made_at, size, body) VALUES (?, ?, ?, ?, ?)",
            (structure, month.index, now, size, canon(body)),
        )
        maintenance(rows, Act.REPORT, now=now, structure=structure, month=str(month))


def _tell(
    rows: Rows, structure: bytes, line: Line, month: Month, acts: Counter[bytes], so_far: int
) -> Told:
    told, waiting = tell(line, month, acts, _waiting(rows, structure, line), so_far=so_far)
    rows.run("DELETE FROM report_waiting WHERE structure = ? AND line = ?", (structure, line.value))
    if waiting is not None:
        rows.many(
            "INSERT INTO report_waiting (structure, line, person, acts, since)"
            " VALUES (?, ?, ?, ?, ?)",
            [
                (structure, line.value, person, count, waiting.since.index)
                for person, count in waiting.acts.items()
            ],
        )
    return told


def _waiting(rows: Rows, structure: bytes, line: Line) -> Waiting | None:
    found = rows.all(
        "SELECT person, acts, since FROM report_waiting WHERE structure = ? AND line = ?",
        (structure, line.value),
    )
    if not found:
        return None
    since = Month.of_index(min(int(row[2]) for row in found))
    return Waiting(since, {bytes(person): int(acts) for person, acts, _ in found})


def _tally(
    rows: Rows, structure: bytes, month: Month, counted: int, size: int
) -> dict[Line, Counter[bytes]]:
    """Count what a structure's posts journalled: done in the month, or come too late for the
    months before (then its place is not before `counted`, the tree's size at the last one)."""
    devices = {each.device.hex() for each in world.devices_of(rows, structure)}
    acts: dict[Line, Counter[bytes]] = {line: Counter() for line in Line}
    for place, arrived_at, body in _entries(rows, month.starts_at if counted else 0, size):
        leaf = json.loads(body)
        if leaf.get("device") not in devices:
            continue
        entry = leaf["entry"]
        done_in = _done_in(entry, arrived_at)
        if done_in != month and not (done_in < month and place >= counted):
            continue
        person = _id(entry.get("person"))
        line = line_of(str(entry.get("action")), is_own=_id(entry.get("actor")) == person)
        if line is not None and person is not None:
            acts[line][person] += 1
    return acts


def _entries(rows: Rows, since: int, size: int) -> Iterator[tuple[int, int, bytes]]:
    """Give place, time of arrival and body of entries that came since; trimmed ones are gone."""
    first = rows.one(
        "SELECT MIN(pos) FROM journal_leaf WHERE at >= ? AND length(body) > 0", (since,)
    )
    after = int(first[0]) if first and first[0] is not None else size
    while after < size:
        found = rows.all(
            "SELECT pos, at, body FROM journal_leaf WHERE pos >= ? AND pos < ?"
            " ORDER BY pos LIMIT ?",
            (after, size, ENTRIES_AT_ONCE),
        )
        if not found:
            return
        for place, at, body in found:
            if bytes(body):
                yield int(place), int(at), bytes(body)
        after = int(found[-1][0]) + 1


def _done_in(entry: Mapping[str, Any], arrived_at: int) -> Month:
    """Return the month of an act: as its post says, but never after it came."""
    said = entry.get("at")
    is_believed = isinstance(said, int) and not isinstance(said, bool) and 0 <= said <= arrived_at
    return Month.at(said if is_believed and isinstance(said, int) else arrived_at)


def _facts(rows: Rows, structure: bytes, month: Month) -> dict[str, int]:
    """Count what says nothing of any person: posts and accounts (both are the structure's)."""
    devices = [each.device for each in world.devices_of(rows, structure) if each.is_active]
    members = [each for each in world.members_of(rows, structure) if each.is_active]
    silent = [each for each in devices if not _was_heard(rows, each, since=month.next.starts_at)]
    return {"posts": len(devices), "posts_silent": len(silent), "members": len(members)}


def _was_heard(rows: Rows, device: bytes, *, since: int) -> bool:
    found = rows.one(
        "SELECT 1 FROM statement WHERE owner = ? AND type = 'log' AND stored_at >= ? LIMIT 1",
        (device, since),
    )
    return found is not None


def _first_month(rows: Rows, structure: bytes) -> Month | None:
    row = rows.one(
        "SELECT MIN(stored_at) FROM statement WHERE owner = ? AND type = 'charter'", (structure,)
    )
    return Month.at(int(row[0])) if row and row[0] is not None else None


def _last(rows: Rows, structure: bytes) -> _Kept | None:
    row = rows.one("SELECT MAX(month) FROM report WHERE structure = ?", (structure,))
    if not row or row[0] is None:
        return None
    return _kept(rows, structure, Month.of_index(int(row[0])))


def _kept(rows: Rows, structure: bytes, month: Month) -> _Kept | None:
    row = rows.one(
        "SELECT made_at, size, body FROM report WHERE structure = ? AND month = ?",
        (structure, month.index),
    )
    return _Kept(month, int(row[0]), int(row[1]), parse_canon(bytes(row[2]))) if row else None


def _report(structure: bytes, kept: _Kept) -> Report:
    body = kept.body
    return Report(
        structure=structure,
        name=str(body["name"]),
        month=kept.month,
        made_at=kept.made_at,
        lines=tuple(_lines(kept)),
        posts=int(body["posts"]),
        posts_silent=int(body["posts_silent"]),
        members=int(body["members"]),
    )


def _lines(kept: _Kept) -> list[Told]:
    return [
        Told(
            line=Line(each["line"]),
            acts=each.get("acts"),
            persons=each.get("persons"),
            since=Month.of_index(each["since"]),
            so_far=each["so_far"],
        )
        for each in kept.body["lines"]
    ]


def _as_json(told: Told) -> dict[str, str | int]:
    """Return a line as it is kept; hidden numbers are not."""
    found: dict[str, str | int] = {
        "line": told.line.value,
        "since": told.since.index,
        "so_far": told.so_far,
    }
    if told.acts is not None:
        found["acts"] = told.acts
    if told.persons is not None:
        found["persons"] = told.persons
    return found


def _id(untrusted: object) -> bytes | None:
    try:
        found = bytes.fromhex(untrusted) if isinstance(untrusted, str) else b""
    except ValueError:
        return None
    return found if len(found) == ID_BYTES else None
