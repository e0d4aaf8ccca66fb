"""The embedded store: one SQLite file, one writer, readers that never wait for it.

WAL with synchronous=FULL: what was committed survives a power cut (sync.md section 5).
"""

from __future__ import annotations

import sqlite3
import threading
from collections.abc import Iterable, Iterator, Sequence
from contextlib import AbstractContextManager, contextmanager
from pathlib import Path

from kiosk.errors import Unavailable
from sync.server.store.database import Row, Rows, Value, insert_into
from sync.server.store.migrate import migrations, pending

__all__ = ["SqliteDatabase", "SqliteRows"]

BUSY_S = 30.0
CACHE_KIB = 16 * 1024


class SqliteRows:
    """An open transaction of one connection."""

    __slots__ = ("connection",)

    def __init__(self, connection: sqlite3.Connection) -> None:
        self.connection = connection

    def all(self, sql: str, values: Sequence[Value] = ()) -> list[Row]:
        return self.connection.execute(sql, values).fetchall()

    def one(self, sql: str, values: Sequence[Value] = ()) -> Row | None:
        row: Row | None = self.connection.execute(sql, values).fetchone()
        return row

    def run(self, sql: str, values: Sequence[Value] = ()) -> int:
        return self.connection.execute(sql, values).rowcount

    def many(self, sql: str, rows: Iterable[Sequence[Value]]) -> None:
        self.connection.executemany(sql, rows)

    def load(self, table: str, columns: tuple[str, ...], rows: Sequence[Sequence[Value]]) -> None:
        if rows:
            self.many(insert_into(table, columns), rows)


class SqliteDatabase:
    """A `Database` in one file, made and brought up to date when opened."""

    def __init__(self, path: Path, schema: Path) -> None:
        self._path = path
        self._turn = threading.Lock()
        self._idle: list[sqlite3.Connection] = []
        self._idle_guard = threading.Lock()
        self._is_closed = False
        with _translated():
            self._writer = self._connect()
            _bring_up_to_date(self._writer, schema)

    @contextmanager
    def reading(self) -> Iterator[Rows]:
        with _translated():
            connection = self._borrow()
            try:
                connection.execute("BEGIN")
                yield SqliteRows(connection)
            finally:
                if connection.in_transaction:
                    connection.execute("ROLLBACK")
                self._give_back(connection)

    @contextmanager
    def writing(self) -> Iterator[Rows]:
        with _translated(), self._turn:
            if self._is_closed:
                raise Unavailable("server.store_away")
            self._writer.execute("BEGIN IMMEDIATE")
            try:
                yield SqliteRows(self._writer)
                self._writer.execute("COMMIT")
            finally:
                if self._writer.in_transaction:
                    self._writer.execute("ROLLBACK")

    def beside(self) -> AbstractContextManager[Rows]:
        return self.writing()

    @property
    def skip_locked(self) -> str:
        return ""  # one writer: whoever reads here is alone until the commit

    def close(self) -> None:
        with self._turn, self._idle_guard:
            self._is_closed = True
            for connection in [*self._idle, self._writer]:
                connection.close()
            self._idle.clear()

    def _connect(self) -> sqlite3.Connection:
        connection = sqlite3.connect(
            self._path, timeout=BUSY_S, isolation_level=None, check_same_thread=False
        )
        connection.execute("PRAGMA journal_mode=WAL")
        connection.execute("PRAGMA synchronous=FULL")
        connection.execute(f"PRAGMA cache_size=-{CACHE_KIB}")
        return connection

    def _borrow(self) -> sqlite3.Connection:
        with self._idle_guard:
            if self._is_closed:
                raise Unavailable("server.store_away")
            if self._idle:
                return self._idle.pop()
        connection = self._connect()
        connection.execute("PRAGMA query_only=ON")
        return connection

    def _give_back(self, connection: sqlite3.Connection) -> None:
        with self._idle_guard:
            if not self._is_closed:
                self._idle.append(connection)
                return
        connection.close()


def _bring_up_to_date(connection: sqlite3.Connection, schema: Path) -> None:
    connection.execute(
        "CREATE TABLE IF NOT EXISTS schema_version"
        " (version INTEGER PRIMARY KEY, name TEXT NOT NULL) STRICT"
    )
    row = connection.execute("SELECT COALESCE(MAX(version), 0) FROM schema_version").fetchone()
    for step in pending(migrations(schema), int(row[0])):
        connection.execute("BEGIN IMMEDIATE")
        try:
            for statement in _split(step.sql):
                connection.execute(statement)
            connection.execute(
                "INSERT INTO schema_version (version, name) VALUES (?, ?)",
                (step.version, step.name),
            )
            connection.execute("COMMIT")
        finally:
            if connection.in_transaction:
                connection.execute("ROLLBACK")


def _split(script: str) -> Iterator[str]:
    """Cut a script into statements: `executescript` would commit behind our back."""
    held = ""
    for line in script.splitlines(keepends=True):
        held += line
        if sqlite3.complete_statement(held):
            yield held
            held = ""
    if held.strip() and not all(
        not line.strip() or line.lstrip().startswith("--") for line in held.splitlines()
    ):
        raise ValueError("a migration ends in the middle of a statement")


@contextmanager
def _translated() -> Iterator[None]:
    try:
        yield
    except sqlite3.OperationalError as error:
        if error.sqlite_errorcode == sqlite3.SQLITE_FULL:
            raise Unavailable("server.full") from error
        if error.sqlite_errorcode & 0xFF in {
            sqlite3.SQLITE_BUSY,
            sqlite3.SQLITE_LOCKED,
            sqlite3.SQLITE_IOERR,
            sqlite3.SQLITE_CANTOPEN,
        }:
            raise Unavailable("server.store_away") from error
        raise
