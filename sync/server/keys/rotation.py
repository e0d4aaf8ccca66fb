"""Everything at rest wrapped anew, while the server goes on.

Rows are read and written back a few hundred at a time, each batch in one short turn of the
writer. Only the data key that stands before a row is wrapped anew; what is sealed is not
opened. Stopped anywhere, it may be run again.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

from sync.server.keys.at_rest import AtRest
from sync.server.keys.places import (
    contact_place,
    custody_place,
    findable_place,
    record_place,
    reminder_place,
)
from sync.server.keys.port import Placed
from sync.server.store.database import Database, Rows, Value

__all__ = ["rewrap_custody", "rewrap_records"]

BATCH = 200


def rewrap_records(database: Database, at_rest: AtRest) -> int:
    """Wrap the keys of every wrapped statement anew; return how many there are."""
    return _rewrap(
        database,
        at_rest,
        _Table(
            "SELECT owner, name, wire FROM statement"
            " WHERE is_wrapped = 1 AND (owner, name) > (?, ?) ORDER BY owner, name LIMIT ?",
            "UPDATE statement SET wire = ? WHERE owner = ? AND name = ?",
            2,
            lambda key: record_place(*key),
        ),
    )


def rewrap_custody(database: Database, at_rest: AtRest) -> int:
    """Wrap the keys of all that custody keeps anew; return how many there are."""
    return sum(_rewrap(database, at_rest, table) for table in _custody_tables())


def _custody_tables() -> tuple[_Table, ...]:
    return (
        _Table(
            "SELECT id, hash FROM verifier WHERE id > ? ORDER BY id LIMIT ?",
            "UPDATE verifier SET hash = ? WHERE id = ?",
            1,
            lambda key: custody_place(*key),
        ),
        _Table(
            "SELECT person, sealed FROM contact WHERE person > ? ORDER BY person LIMIT ?",
            "UPDATE contact SET sealed = ? WHERE person = ?",
            1,
            lambda key: contact_place(*key),
        ),
        _Table(
            "SELECT person, structure, remind, sealed FROM reminder"
            " WHERE (person, structure, remind) > (?, ?, ?)"
            " ORDER BY person, structure, remind LIMIT ?",
            "UPDATE reminder SET sealed = ? WHERE person = ? AND structure = ? AND remind = ?",
            3,
            lambda key: reminder_place(*key),
        ),
        _Table(
            "SELECT person, sealed FROM findable WHERE person > ? ORDER BY person LIMIT ?",
            "UPDATE findable SET sealed = ? WHERE person = ?",
            1,
            lambda key: findable_place(*key),
        ),
    )


@dataclass(frozen=True, slots=True)
class _Table:
    """How rows are read after a key of `width` columns, written, and placed."""

    page: str
    write: str
    width: int
    place: Callable[[tuple[bytes, ...]], bytes]


def _rewrap(database: Database, at_rest: AtRest, table: _Table) -> int:
    count, after = 0, (b"",) * table.width
    while True:
        with database.writing() as rows:
            page = _page(rows, table, after)
            again = at_rest.rewrap_all([Placed(table.place(key), row) for key, row in page])
            written: list[tuple[Value, ...]] = [
                (row, *key) for (key, _), row in zip(page, again, strict=True)
            ]
            rows.many(table.write, written)
        if not page:
            return count
        count, after = count + len(page), page[-1][0]


def _page(
    rows: Rows, table: _Table, after: tuple[bytes, ...]
) -> list[tuple[tuple[bytes, ...], bytes]]:
    found = rows.all(table.page, (*after, BATCH))
    return [(tuple(map(bytes, row[: table.width])), bytes(row[table.width])) for row in found]
