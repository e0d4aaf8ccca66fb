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
    auditor_place,
    contact_place,
    custody_place,
    findable_place,
    record_place,
    reminder_place,
)
from sync.server.keys.port import Placed
from sync.server.store.database import Database, Rows, Value

__all__ = [
    "CUSTODY_TABLES",
    "RECORD_TABLES",
    "Table",
    "page_of",
    "rewrap_custody",
    "rewrap_records",
]

BATCH = 200


@dataclass(frozen=True, slots=True)
class Table:
    """How rows are read after a key of `width` columns, written, counted and placed."""

    page: str
    write: str
    column: str
    count: str
    width: int
    place: Callable[[tuple[bytes, ...]], bytes]


RECORD_TABLES = (
    Table(
        "SELECT owner, name, wire FROM statement"
        " WHERE is_wrapped = 1 AND (owner, name) > (?, ?) ORDER BY owner, name LIMIT ?",
        "UPDATE statement SET wire = ? WHERE owner = ? AND name = ?",
        "wire",
        "SELECT COUNT(*) FROM statement WHERE is_wrapped = 1",
        2,
        lambda key: record_place(*key),
    ),
    Table(
        "SELECT id, sealed FROM auditor WHERE id > ? ORDER BY id LIMIT ?",
        "UPDATE auditor SET sealed = ? WHERE id = ?",
        "sealed",
        "SELECT COUNT(*) FROM auditor",
        1,
        lambda key: auditor_place(*key),
    ),
)
CUSTODY_TABLES = (
    Table(
        "SELECT id, hash FROM verifier WHERE id > ? ORDER BY id LIMIT ?",
        "UPDATE verifier SET hash = ? WHERE id = ?",
        "hash",
        "SELECT COUNT(*) FROM verifier",
        1,
        lambda key: custody_place(*key),
    ),
    Table(
        "SELECT person, sealed FROM contact WHERE person > ? ORDER BY person LIMIT ?",
        "UPDATE contact SET sealed = ? WHERE person = ?",
        "sealed",
        "SELECT COUNT(*) FROM contact",
        1,
        lambda key: contact_place(*key),
    ),
    Table(
        "SELECT person, structure, remind, sealed FROM reminder"
        " WHERE (person, structure, remind) > (?, ?, ?)"
        " ORDER BY person, structure, remind LIMIT ?",
        "UPDATE reminder SET sealed = ? WHERE person = ? AND structure = ? AND remind = ?",
        "sealed",
        "SELECT COUNT(*) FROM reminder",
        3,
        lambda key: reminder_place(*key),
    ),
    Table(
        "SELECT person, teller, sealed FROM findable WHERE (person, teller) > (?, ?)"
        " ORDER BY person, teller LIMIT ?",
        "UPDATE findable SET sealed = ? WHERE person = ? AND teller = ?",
        "sealed",
        "SELECT COUNT(*) FROM findable",
        2,
        lambda key: findable_place(*key),
    ),
)


def rewrap_records(database: Database, at_rest: AtRest) -> int:
    """Wrap the keys of every wrapped row of the records anew; return how many there are."""
    return sum(_rewrap(database, at_rest, table) for table in RECORD_TABLES)


def rewrap_custody(database: Database, at_rest: AtRest) -> int:
    """Wrap the keys of all that custody keeps anew; return how many there are."""
    return sum(_rewrap(database, at_rest, table) for table in CUSTODY_TABLES)


def page_of(
    rows: Rows, table: Table, after: tuple[bytes, ...], batch: int
) -> list[tuple[tuple[bytes, ...], bytes]]:
    """Return (key, row) of the next rows after a key."""
    found = rows.all(table.page, (*after, batch))
    return [(tuple(map(bytes, row[: table.width])), bytes(row[table.width])) for row in found]


def _rewrap(database: Database, at_rest: AtRest, table: Table) -> int:
    count, after = 0, (b"",) * table.width
    while True:
        with database.writing() as rows:
            page = page_of(rows, table, after, BATCH)
            again = at_rest.rewrap_all([Placed(table.place(key), row) for key, row in page])
            written: list[tuple[Value, ...]] = [
                (row, *key) for (key, _), row in zip(page, again, strict=True)
            ]
            rows.many(table.write, written)
        if not page:
            return count
        count, after = count + len(page), page[-1][0]
