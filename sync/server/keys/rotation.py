"""Everything at rest wrapped anew, while the server goes on.

Rows are read and written back a few hundred at a time. Only the data key that stands before a
row is wrapped anew; what is sealed is not opened. No keeper is asked while the writer's turn is
held, and a row that changed meanwhile is left to its own writer. Stopped anywhere, it may be run
again.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, replace

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
from sync.server.store.database import Database, Rows

__all__ = [
    "BATCH",
    "CUSTODY_TABLES",
    "RECORD_TABLES",
    "Progress",
    "Table",
    "count",
    "renew",
    "rewrap_custody",
    "rewrap_records",
]

BATCH = 200

Renewed = Callable[[Sequence[Placed]], Sequence[bytes | None]]
"""Gives each row as it is to lie, None for one that lies so already."""


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


@dataclass(frozen=True, slots=True)
class Progress:
    """How far a pass over the rows has come."""

    total: int
    seen: int = 0
    changed: int = 0
    """Rows that lay otherwise before and, unless only looked at, do no more."""


def rewrap_records(database: Database, at_rest: AtRest) -> int:
    """Wrap the keys of every wrapped row of the records anew; return how many there are."""
    return _rewrap(database, RECORD_TABLES, at_rest)


def rewrap_custody(database: Database, at_rest: AtRest) -> int:
    """Wrap the keys of all that custody keeps anew; return how many there are."""
    return _rewrap(database, CUSTODY_TABLES, at_rest)


def count(database: Database, tables: Iterable[Table]) -> int:
    """Return how many rows a pass over `tables` sees."""
    with database.reading() as rows:
        return sum(int((rows.one(table.count) or [0])[0]) for table in tables)


def renew(
    database: Database,
    tables: Iterable[Table],
    renewed: Renewed,
    *,
    told: Callable[[Progress], None] = lambda _progress: None,
    batch: int = BATCH,
    is_dry: bool = False,
) -> Progress:
    """Go over every row once and write it back as `renewed` gives it, or (`is_dry`) only count
    those it would change; tell of each page."""
    tables = tuple(tables)
    progress = Progress(count(database, tables))
    for table in tables:
        after = (b"",) * table.width
        while True:
            with database.reading() as rows:
                page = _page_of(rows, table, after, batch)
            if not page:
                break
            again = renewed([Placed(table.place(key), row) for key, row in page])
            changed = [
                (new, *key, old)
                for (key, old), new in zip(page, again, strict=True)
                if new is not None
            ]
            if changed and not is_dry:
                with database.writing() as rows:
                    rows.many(f"{table.write} AND {table.column} = ?", changed)
            after = page[-1][0]
            progress = replace(
                progress, seen=progress.seen + len(page), changed=progress.changed + len(changed)
            )
            told(progress)
    return progress


def _rewrap(database: Database, tables: Iterable[Table], at_rest: AtRest) -> int:
    return renew(database, tables, at_rest.rewrap_all).seen


def _page_of(
    rows: Rows, table: Table, after: tuple[bytes, ...], batch: int
) -> list[tuple[tuple[bytes, ...], bytes]]:
    """Return (key, row) of the next rows after a key."""
    found = rows.all(table.page, (*after, batch))
    return [(tuple(map(bytes, row[: table.width])), bytes(row[table.width])) for row in found]
