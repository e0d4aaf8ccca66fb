"""No query reads a table that grows with persons from end to end.

A day of a server is lived on a store that notes each query; SQLite then tells how it would
find the rows of each. What the sweep does under the writer's turn counts like the rest.
"""

from __future__ import annotations

import contextlib
import hashlib
import re
import sqlite3
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from pathlib import Path

import pytest

from kiosk.domain.retention import JOURNAL_BODY_S
from sync.protocol.messages import PresentRequest
from sync.server.no import No
from sync.server.store.database import Database, Row, Rows, Value, insert_into
from sync.server.store.migrate import MIGRATIONS
from sync.server.store.sqlite import SqliteDatabase
from tests.contract.server.test_acceptance import Scene
from tests.fakes.actors import Relay, new_part, part_line
from tests.fakes.central import MovedClock, central_server, enrolled, sender

SMALL = frozenset(
    {"mark", "counter", "structure", "agreement", "journal_size", "used_challenge"}
    | {"maintenance", "maintenance_before", "job", "schema_version", "asked"}
)
"""The keys a query brings along; tables that grow with structures or acts, or are emptied as
they go; not with persons."""
FEW = frozenset({"part_unfinished", "part_unclaimed", "statement_log"})
"""Indexes over the few rows that something is yet to be done about."""


@dataclass(frozen=True, slots=True)
class NotedRows:
    """An open transaction whose queries are noted."""

    rows: Rows
    noted: set[str]

    def all(self, sql: str, values: Sequence[Value] = ()) -> list[Row]:
        self.noted.add(sql)
        return self.rows.all(sql, values)

    def one(self, sql: str, values: Sequence[Value] = ()) -> Row | None:
        self.noted.add(sql)
        return self.rows.one(sql, values)

    def run(self, sql: str, values: Sequence[Value] = ()) -> int:
        self.noted.add(sql)
        return self.rows.run(sql, values)

    def many(self, sql: str, rows: Iterable[Sequence[Value]]) -> None:
        self.noted.add(sql)
        self.rows.many(sql, rows)

    def load(self, table: str, columns: tuple[str, ...], rows: Sequence[Sequence[Value]]) -> None:
        self.noted.add(insert_into(table, columns))
        self.rows.load(table, columns, rows)


@dataclass(frozen=True, slots=True)
class NotedDatabase:
    """A database that notes what it is asked."""

    database: Database
    noted: set[str] = field(default_factory=set)

    @contextlib.contextmanager
    def reading(self) -> Iterator[Rows]:
        with self.database.reading() as rows:
            yield NotedRows(rows, self.noted)

    @contextlib.contextmanager
    def writing(self) -> Iterator[Rows]:
        with self.database.writing() as rows:
            yield NotedRows(rows, self.noted)

    @contextlib.contextmanager
    def beside(self) -> Iterator[Rows]:
        with self.database.beside() as rows:
            yield NotedRows(rows, self.noted)

    def close(self) -> None:
        self.database.close()


def live_a_day(scene: Scene) -> None:
    """Open a safe, file, send, fetch, sign in elsewhere, leave; sweep, a year later too."""
    person = scene.opened()
    part, sealed = new_part()
    paper = person.paper(by=scene.claire, parts=[part_line(part, sealed)])
    assert scene.bring(paper) == ["stored"]
    sha256 = hashlib.sha256(sealed).digest()
    central, post = scene.central, sender(scene.post)
    central.receive_part(post, part, 0, sealed, sha256=sha256, size=len(sealed))
    assert central.readable_part(post, part) == len(sealed)
    assert scene.bring(person.paper(by=scene.claire, item=paper.id("item"), previous=[paper]))
    assert scene.bring(scene.post.log("sign_in", "sign_out")) == ["stored"]
    assert scene.heard(scene.post)
    relay, _, elsewhere = scene.second_relay()
    central.account(person.login)
    request = PresentRequest(person.login, person.auth(person.credential()))
    with contextlib.suppress(No):  # a wrong password asks the same of the store
        central.present(sender(elsewhere), request)
    assert scene.bring(person.affiliate(relay), person.grant(relay)) == ["stored", "stored"]
    assert scene.heard(elsewhere)
    assert scene.bring(person.affiliate(scene.relay, "remove")) == ["stored"]
    head = central.journal_head(post, 0)
    central.journal_of(post, person.id, 0, head.size)
    for ahead_s in (0, JOURNAL_BODY_S * 2):
        scene.clock.ahead_s = ahead_s
        central.sweep()
    central.overview()
    central.readiness()


def scans(path: Path, queries: Iterable[str]) -> dict[str, str]:
    """Return the queries that read a whole table that grows, and how SQLite says it."""
    found = {}
    with contextlib.closing(sqlite3.connect(path)) as connection:
        for query in queries:
            places = (None,) * query.count("?")
            for *_, how in connection.execute(f"EXPLAIN QUERY PLAN {query}", places):
                scanned = re.match(r"SCAN (\w+)(?:.*USING (?:COVERING )?INDEX (\w+))?", how)
                if scanned and not is_small(scanned[1], query) and scanned[2] not in FEW:
                    found[query] = how
    return found


def is_small(name: str, query: str) -> bool:
    """Say whether a table, or the table a query calls by this name, stays small."""
    called = re.search(rf"(\w+) (?:AS )?{name}\b", query)
    return (
        name in SMALL
        or name == "CONSTANT"
        or name.isdigit()
        or (called is not None and called[1] in SMALL)
    )


@pytest.fixture
def noted(tmp_path: Path) -> Iterator[NotedDatabase]:
    made = NotedDatabase(SqliteDatabase(tmp_path / "records.db", MIGRATIONS / "sqlite"))
    yield made
    made.close()


def test_no_query_of_a_day_reads_a_growing_table_from_end_to_end(noted, tmp_path):
    clock = MovedClock()
    central = central_server(noted, tmp_path, clock=clock)
    relay = Relay.alone()
    claire = relay.pro()
    scene = Scene(central, clock, relay, claire, enrolled(central, relay))
    live_a_day(scene)
    central.custody.database.close()
    assert len(noted.noted) > 60
    assert scans(tmp_path / "records.db", noted.noted) == {}


@pytest.mark.parametrize(
    "query",
    [
        "SELECT name FROM statement WHERE type = ?",
        "SELECT s.name FROM statement s JOIN visible v ON v.owner = s.owner",
        "DELETE FROM statement WHERE stored_at < ?",
        "SELECT COUNT(*) FROM feed",
    ],
)
def test_a_query_that_reads_it_all_is_seen(noted, tmp_path, query):
    assert list(scans(tmp_path / "records.db", [query])) == [query]
