"""The SQL store as a port: one language of queries, two engines behind it.

Queries are raw SQL in the part of the language that SQLite and PostgreSQL share,
with `?` for each value; only the migrations differ. Callers own transactions:
everything that takes `Rows` works inside an open one and never commits.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from contextlib import AbstractContextManager
from functools import lru_cache
from typing import Any, Protocol

__all__ = ["Database", "Row", "Rows", "Value", "insert_into"]

Value = bytes | str | int | None
Row = tuple[Any, ...]


class Rows(Protocol):
    """An open transaction."""

    def all(self, sql: str, values: Sequence[Value] = ()) -> list[Row]:
        """Return every row."""
        ...

    def one(self, sql: str, values: Sequence[Value] = ()) -> Row | None:
        """Return the first row, or None."""
        ...

    def run(self, sql: str, values: Sequence[Value] = ()) -> int:
        """Change rows and return how many were."""
        ...

    def many(self, sql: str, rows: Iterable[Sequence[Value]]) -> None:
        """Run one change for each of `rows`."""
        ...

    def load(self, table: str, columns: tuple[str, ...], rows: Sequence[Sequence[Value]]) -> None:
        """Insert new rows, none of which may be there; the names are the caller's own words."""
        ...


class Database(Protocol):
    """A store that gives transactions. Used from any thread.

    Raises Unavailable when the engine is away, busy or full: nothing was committed,
    or the same request sent again finds what was.
    """

    def reading(self) -> AbstractContextManager[Rows]:
        """Open one consistent view of the store."""
        ...

    def writing(self) -> AbstractContextManager[Rows]:
        """Open the one writer of this store: whoever comes next waits for its commit.

        Numbers given inside are therefore committed in their order, and a reader's
        cursor cannot pass a change that is still being committed (sync.md section 5).
        Commits when the block ends, rolls back when it raises.
        """
        ...

    def beside(self) -> AbstractContextManager[Rows]:
        """Open a writer of rows that no cursor tells of: waits for nobody where it need not.

        Commits when the block ends, rolls back when it raises.
        """
        ...

    @property
    def skip_locked(self) -> str:
        """What ends a SELECT in `beside` whose rows nobody else may take meanwhile."""
        ...

    def close(self) -> None:
        """Give back every connection."""
        ...


@lru_cache(maxsize=64)
def insert_into(table: str, columns: tuple[str, ...]) -> str:
    """Return the query that inserts one row; the names are the caller's own words."""
    places = ", ".join("?" * len(columns))
    return f"INSERT INTO {table} ({', '.join(columns)}) VALUES ({places})"  # noqa: S608
