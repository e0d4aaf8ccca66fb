"""The two engines of the server's store, as a bench opens, fills and reads them from beside."""

from __future__ import annotations

import sqlite3
from collections.abc import Iterable, Iterator, Sequence
from contextlib import closing
from dataclasses import dataclass
from pathlib import Path
from typing import Any, TypeVar

import psycopg
from psycopg import sql

from sync.server.store.database import Row
from tests.fakes.postgres_process import PrivatePostgres

__all__ = ["STATEMENT", "TABLES", "Engine", "Table", "copied", "parts_of"]

T = TypeVar("T")


@dataclass(frozen=True, slots=True)
class Table:
    """A table of what belongs to one person: the column that names them, and all columns."""

    name: str
    person: str
    columns: tuple[str, ...]
    order: str

    @property
    def insertion(self) -> str:
        """The change that puts one row there, in the store's common language."""
        places = ", ".join("?" for _ in self.columns)
        return f"INSERT INTO {self.name} ({', '.join(self.columns)}) VALUES ({places})"  # noqa: S608


STATEMENT = Table(
    "statement",
    "owner",
    (
        *("owner", "name", "seq", "type", "subject", "author", "device", "audience"),
        *("stored_at", "size", "is_wrapped", "wire"),
    ),
    "seq",
)
TABLES = (
    STATEMENT,
    Table("feed", "owner", ("viewer", "pos", "kind", "owner", "payload"), "pos"),
    Table("visible", "owner", ("viewer", "owner", "level", "until"), "viewer"),
    Table("person", "person", ("person", "structure", "name"), "person"),
    Table("login", "id", ("login", "id"), "login"),
    Table("credential", "id", ("id", "ver", "salt", "m", "t", "p"), "id"),
    Table("affiliation", "person", ("person", "structure", "n", "state", "name"), "structure"),
    Table("concern", "person", ("person", "structure"), "structure"),
    Table(
        "item_version", "owner", ("owner", "item", "name", "space", "is_superseded"), "item, name"
    ),
)
NUMBERS = frozenset(
    {"seq", "audience", "stored_at", "size", "is_wrapped", "pos", "kind", "level", "until"}
    | {"ver", "m", "t", "p", "n", "is_superseded"}
)
TEXTS = frozenset({"type", "login", "state", "space"})


@dataclass(frozen=True, slots=True)
class Engine:
    """SQLite in the server's own folder, or databases of a PostgreSQL cluster."""

    cluster: PrivatePostgres | None = None

    @property
    def name(self) -> str:
        return "PostgreSQL" if self.is_postgresql else "SQLite"

    @property
    def is_postgresql(self) -> bool:
        return self.cluster is not None

    def new_database(self) -> str:
        """Return the address of an empty database; "" for SQLite, which needs none."""
        return "" if self.cluster is None else self.cluster.new_database()

    def options(self, url: str) -> tuple[str, ...]:
        """Return how a server is told of it."""
        return ("--database", url) if url else ()

    def rows(self, url: str, data: Path, table: Table, *, person: bytes | None = None) -> list[Row]:
        """Return all rows of a table, or those of one person, in order."""
        asked = f"SELECT {', '.join(table.columns)} FROM {table.name}"  # noqa: S608 - our own names
        where = "" if person is None else f" WHERE {table.person} = {'%s' if url else '?'}"
        values = () if person is None else (person,)
        found = f"{asked}{where} ORDER BY {table.order}"
        if url:
            with psycopg.connect(url) as connection:
                cursor = connection.cursor(binary=True)
                return cursor.execute(found.encode(), values).fetchall()
        with closing(sqlite3.connect(data / "records.db")) as connection:
            return connection.execute(found, values).fetchall()

    def skip_numbers(self, url: str, data: Path, count: int) -> None:
        """Leave numbers free that the server will not give any more."""
        asked = "UPDATE counter SET last_seq = last_seq + {}"
        if url:
            with psycopg.connect(url) as connection:
                connection.execute(asked.format("%s").encode(), (count,))
        else:
            with closing(sqlite3.connect(data / "records.db")) as connection, connection:
                connection.execute(asked.format("?"), (count,))

    def size_bytes(self, url: str, data: Path) -> int:
        """Return what the store takes on the disk, indexes with it."""
        if url:
            with psycopg.connect(url) as connection:
                found = connection.execute("SELECT pg_database_size(current_database())")
                return int((found.fetchone() or (0,))[0])
        return sum(path.stat().st_size for path in data.glob("records.db*"))

    def fill(self, url: str, data: Path, filled: Iterable[tuple[Table, Sequence[Row]]]) -> None:
        """Put rows into their tables in one transaction: COPY, or INSERT on SQLite."""
        if url:
            with psycopg.connect(url) as connection:
                for table, rows in filled:
                    copied(connection, table, rows)
                connection.execute("ANALYZE")
        else:
            with closing(sqlite3.connect(data / "records.db")) as connection, connection:
                connection.execute("PRAGMA cache_size=-1000000")
                for table, rows in filled:
                    connection.executemany(table.insertion, rows)
                connection.execute("ANALYZE")


def copied(connection: psycopg.Connection[Any], table: Table, rows: Iterable[Row]) -> None:
    """COPY rows into a table, in the connection's transaction."""
    columns = sql.SQL(", ").join(map(sql.Identifier, table.columns))
    command = sql.SQL("COPY {} ({}) FROM STDIN (FORMAT BINARY)").format(
        sql.Identifier(table.name), columns
    )
    with connection.cursor().copy(command) as copy:
        copy.set_types([_type(column) for column in table.columns])
        for row in rows:
            copy.write_row(row)


def parts_of(things: Sequence[T], size: int) -> Iterator[Sequence[T]]:
    """Cut a sequence into runs of at most `size`."""
    for begin in range(0, len(things), size):
        yield things[begin : begin + size]


def _type(column: str) -> str:
    return "int8" if column in NUMBERS else "text" if column in TEXTS else "bytea"
