"""Asking "what is new" costs the same whatever the server holds."""

from __future__ import annotations

from pathlib import Path

import pytest

from sync.server.store.migrate import MIGRATIONS
from sync.server.store.records import (
    FOREVER,
    Level,
    append,
    changes,
    last_number,
    next_number,
    reveal,
)
from sync.server.store.sqlite import SqliteDatabase, SqliteRows
from tests.contract.server.test_records import AMINA, NOW, POST, RELAY, record


def filled(path: Path, count: int) -> SqliteDatabase:
    database = SqliteDatabase(path, MIGRATIONS / "sqlite")
    with database.writing() as rows:
        reveal(rows, RELAY, AMINA, Level.WHOLE, until=FOREVER, now=NOW)
        rows.many(
            "INSERT INTO feed (viewer, pos, kind, owner, payload) VALUES (?, ?, 0, ?, ?)",
            [(RELAY, number, AMINA, record(number).name) for number in range(1, count + 1)],
        )
        rows.many(
            "INSERT INTO statement (owner, name, seq, type, subject, author, device, audience,"
            " stored_at, size, is_wrapped, wire) VALUES (?, ?, ?, 'item', ?, ?, ?, 2, 0, 4, 0, ?)",
            [
                (AMINA, record(number).name, number, AMINA, AMINA, POST, b"wire")
                for number in range(1, count + 1)
            ],
        )
        next_number(rows, count)
    return database


def steps_of_nothing_new(database: SqliteDatabase) -> int:
    """Count the virtual machine's instructions of one empty page: no clock is involved."""
    steps = 0

    def count() -> int:
        nonlocal steps
        steps += 1
        return 0

    with database.reading() as rows:
        assert isinstance(rows, SqliteRows)
        after = last_number(rows)
        rows.connection.set_progress_handler(count, 1)
        page = changes(rows, (RELAY, POST), after, limit=500, max_bytes=10**6, now=NOW)
        rows.connection.set_progress_handler(None, 0)
    assert page.lines == ()
    return steps


def test_nothing_new_costs_the_same_at_1_000_and_at_100_000_statements(tmp_path: Path) -> None:
    few = filled(tmp_path / "few.db", 1_000)
    many = filled(tmp_path / "many.db", 100_000)
    counted = steps_of_nothing_new(few)
    assert 0 < counted < 200
    assert steps_of_nothing_new(many) == counted
    few.close()
    many.close()


@pytest.mark.parametrize("count", [10, 2_000])
def test_ten_changes_cost_ten_changes(tmp_path: Path, count: int) -> None:
    database = filled(tmp_path / "some.db", count)
    with database.writing() as rows:
        after = last_number(rows)
        for number in range(count + 1, count + 11):
            append(rows, [record(number)], now=NOW)
    with database.reading() as rows:
        page = changes(rows, (RELAY, POST), after, limit=500, max_bytes=10**6, now=NOW)
    assert len(page.lines) == 10
    database.close()
