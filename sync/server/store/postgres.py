"""The store beyond one machine: PostgreSQL through psycopg 3, raw SQL.

Writers take one advisory lock per database before they read anything, and keep it
until their commit: numbers become visible in the order they were given. Prepared
statements stay off (`prepare_threshold=None`) so that pgbouncer may stand between.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from contextlib import contextmanager
from functools import lru_cache
from pathlib import Path
from typing import Any

import psycopg
from psycopg import IsolationLevel
from psycopg_pool import ConnectionPool, PoolTimeout

from kiosk.errors import Unavailable
from sync.server.store.database import Row, Rows, Value, insert_into
from sync.server.store.migrate import migrations, pending

__all__ = ["PostgresDatabase"]

WRITER_LOCK = 0x52435331
"""Any number, the same for every process of this server: "RCS1"."""
WAIT_S = 30.0
COPY_FROM = 4
"""Rows for which COPY, with its two ways there and back, is quicker than INSERT."""


class PostgresRows:
    """An open transaction of one connection."""

    __slots__ = ("_cursor",)

    def __init__(self, connection: psycopg.Connection[Row]) -> None:
        self._cursor = connection.cursor(binary=True)

    def all(self, sql: str, values: Sequence[Value] = ()) -> list[Row]:
        return self._cursor.execute(_dialect(sql), values).fetchall()

    def one(self, sql: str, values: Sequence[Value] = ()) -> Row | None:
        return self._cursor.execute(_dialect(sql), values).fetchone()

    def run(self, sql: str, values: Sequence[Value] = ()) -> int:
        return self._cursor.execute(_dialect(sql), values).rowcount

    def many(self, sql: str, rows: Iterable[Sequence[Value]]) -> None:
        # Often no row or one: then nothing to ask, or half the time of `executemany`.
        match list(rows):
            case []:
                return
            case [one]:
                self._cursor.execute(_dialect(sql), one)
            case several:
                self._cursor.executemany(_dialect(sql), several)

    def load(self, table: str, columns: tuple[str, ...], rows: Sequence[Sequence[Value]]) -> None:
        if len(rows) < COPY_FROM:
            self.many(insert_into(table, columns), rows)
            return
        with self._cursor.copy(_copy_into(table, columns)) as copy:
            for row in rows:
                copy.write_row(row)


class PostgresDatabase:
    """A `Database` on a PostgreSQL server, brought up to date when opened."""

    def __init__(self, url: str, schema: Path, *, size: int = 8) -> None:
        self._pool: ConnectionPool[psycopg.Connection[Row]] = ConnectionPool(
            url,
            min_size=1,
            max_size=size,
            timeout=WAIT_S,
            open=False,
            check=ConnectionPool.check_connection,
            kwargs={"prepare_threshold": None},
        )
        with _translated():
            self._pool.open(wait=True, timeout=WAIT_S)
            with self._pool.connection() as connection:
                _bring_up_to_date(connection, schema)

    @contextmanager
    def reading(self) -> Iterator[Rows]:
        with _translated(), self._pool.connection() as connection:
            connection.isolation_level = IsolationLevel.REPEATABLE_READ
            connection.read_only = True
            try:
                yield PostgresRows(connection)
            finally:
                connection.rollback()
                connection.isolation_level = None
                connection.read_only = None

    @contextmanager
    def writing(self) -> Iterator[Rows]:
        with _translated(), self._pool.connection() as connection:
            connection.execute("SELECT pg_advisory_xact_lock(%s)", (WRITER_LOCK,))
            yield PostgresRows(connection)

    @contextmanager
    def beside(self) -> Iterator[Rows]:
        with _translated(), self._pool.connection() as connection:
            yield PostgresRows(connection)

    @property
    def skip_locked(self) -> str:
        return " FOR UPDATE SKIP LOCKED"

    def close(self) -> None:
        self._pool.close()


@lru_cache(maxsize=64)
def _copy_into(table: str, columns: tuple[str, ...]) -> str:
    return f"COPY {table} ({', '.join(columns)}) FROM STDIN"


@lru_cache(maxsize=512)
def _dialect(sql: str) -> str:
    if "%" in sql:
        raise ValueError("no % in a query: it would be read as a value's place")
    return sql.replace("?", "%s")


def _bring_up_to_date(connection: psycopg.Connection[Any], schema: Path) -> None:
    with connection.transaction():
        # Two servers that start together migrate one after the other.
        connection.execute("SELECT pg_advisory_xact_lock(%s)", (WRITER_LOCK,))
        connection.execute(
            "CREATE TABLE IF NOT EXISTS schema_version"
            " (version BIGINT PRIMARY KEY, name TEXT NOT NULL)"
        )
        row = connection.execute("SELECT COALESCE(MAX(version), 0) FROM schema_version").fetchone()
        for step in pending(migrations(schema), int(row[0]) if row else 0):
            connection.execute(step.sql)
            connection.execute(
                "INSERT INTO schema_version (version, name) VALUES (%s, %s)",
                (step.version, step.name),
            )


@contextmanager
def _translated() -> Iterator[None]:
    try:
        yield
    except psycopg.errors.DiskFull as error:
        raise Unavailable("server.full") from error
    except (psycopg.OperationalError, psycopg.InterfaceError, PoolTimeout) as error:
        raise Unavailable("server.store_away") from error
