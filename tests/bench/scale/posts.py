"""Many posts at once against one server, and what the engine alone takes for the same rows.

The posts hold statements that were signed beforehand and speak to a real server process
over HTTPS, each in a thread of one process; the server has the other core. The engine is
then given the very rows the server wrote, with the same indexes: one by one in batches of
a push's size with a commit each, and for PostgreSQL by COPY, in batches and all at once,
and into a table cut by person.
"""

from __future__ import annotations

import threading
import time
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import psycopg
from psycopg import sql

from sync.protocol.messages import AnswerStatus
from sync.server.store.database import Database, Row
from sync.server.store.migrate import MIGRATIONS
from sync.server.store.postgres import PostgresDatabase
from sync.server.store.sqlite import SqliteDatabase
from tests.bench.scale.engines import STATEMENT, Engine, copied, parts_of
from tests.fakes.actors import Person, Pro, Relay
from tests.fakes.server_process import Line, ServerProcess, server_process

__all__ = ["AtOnce", "Load", "measure_posts"]

PARTITIONS = 16
TITLE = "Attestation " * 35
"""Makes a statement about 1 KB on the wire."""


@dataclass(frozen=True, slots=True)
class Load:
    """How many posts, of how many structures, with how many papers each; and a push's size."""

    posts: int = 50
    structures: int = 10
    papers: int = 200
    together: int = 100
    looks: int = 40
    """How often each post asks what is new when nothing is."""


@dataclass(frozen=True, slots=True)
class AtOnce:
    """Statements a second. `engine` says what the engine alone took for the same rows."""

    statements: int
    accepted_per_s: float
    told_per_s: float
    """Statements pulled by all posts together, each structure's by each of its posts."""
    looks_per_s: float
    """Answers that nothing is new."""
    slowest_push_s: float
    """The longest that one batch waited for its answer."""
    engine: dict[str, float]


@dataclass(slots=True)
class _Sender:
    line: Line
    wires: list[bytes]
    slowest_s: float = 0.0
    told: int = 0
    cursor: str = ""


def measure_posts(folder: Path, engine: Engine, load: Load) -> AtOnce:
    """Let every post push all it has at once, then pull all there is."""
    url = engine.new_database()
    with server_process(folder / "central", "--boundless", *engine.options(url)) as server:
        senders = list(_senders(server, load))
        statements = sum(len(sender.wires) for sender in senders)
        push_s = _together(senders, lambda sender: _push(sender, load.together))
        pull_s = _together(senders, _pull)
        look_s = _together(senders, lambda sender: _look(sender, load.looks))
        told = sum(sender.told for sender in senders)
        if told < statements:
            raise RuntimeError("something that was accepted was told to nobody")
    rows = engine.rows(url, folder / "central", STATEMENT)[-statements:]
    return AtOnce(
        statements,
        statements / push_s,
        told / pull_s,
        len(senders) * load.looks / look_s,
        max(sender.slowest_s for sender in senders),
        _engine_alone(folder, engine, rows, load.together),
    )


def _senders(server: ServerProcess, load: Load) -> Iterator[_Sender]:
    relays = [server.relay() for _ in range(load.structures)]
    pros = [relay.pro() for relay in relays]
    server.send()
    for number in range(load.posts):
        yield _sender(server, relays[number % len(relays)], pros[number % len(pros)], load)


def _sender(server: ServerProcess, relay: Relay, pro: Pro, load: Load) -> _Sender:
    post, line = server.enrolled(relay)
    person = Person.new()
    statements = person.open_at(post, pro)
    statements += [person.paper(by=pro, title=TITLE) for _ in range(load.papers)]
    return _Sender(line, [each.wire for each in statements])


def _together(senders: Sequence[_Sender], do: Callable[[_Sender], None]) -> float:
    """Run each sender in a thread, all from one moment on; return the seconds of the last."""
    start = threading.Barrier(len(senders) + 1)
    failures: list[BaseException] = []

    def run(sender: _Sender) -> None:
        start.wait()
        try:
            do(sender)
        except BaseException as error:  # told below, in the thread that asked
            failures.append(error)

    threads = [threading.Thread(target=run, args=(sender,)) for sender in senders]
    for thread in threads:
        thread.start()
    start.wait()
    began_s = time.perf_counter()
    for thread in threads:
        thread.join()
    took_s = time.perf_counter() - began_s
    if failures:
        raise failures[0]
    return took_s


def _push(sender: _Sender, together: int) -> None:
    for wires in parts_of(sender.wires, together):
        began_s = time.perf_counter()
        answers = sender.line.push(wires)
        sender.slowest_s = max(sender.slowest_s, time.perf_counter() - began_s)
        if any(answer.status is not AnswerStatus.STORED for answer in answers):
            raise RuntimeError(f"not accepted: {answers}")


def _pull(sender: _Sender) -> None:
    wires, sender.cursor = sender.line.pull()
    sender.told = len(wires)


def _look(sender: _Sender, times: int) -> None:
    for _ in range(times):
        wires, _ = sender.line.pull(sender.cursor)
        if wires:
            raise RuntimeError("something is new")


def _engine_alone(
    folder: Path, engine: Engine, rows: Sequence[Row], together: int
) -> dict[str, float]:
    ways: dict[str, Callable[[], float]] = {
        f"INSERT, {together} a commit": lambda: _inserted(folder, engine, rows, together),
    }
    if engine.is_postgresql:
        ways[f"COPY, {together} a commit"] = lambda: _copied(engine, rows, together)
        ways["COPY, one commit"] = lambda: _copied(engine, rows, len(rows))
        ways[f"COPY, {PARTITIONS} partitions by person"] = lambda: _copied(
            engine, rows, together, is_cut=True
        )
    return {name: len(rows) / measure() for name, measure in ways.items()}


def _inserted(folder: Path, engine: Engine, rows: Sequence[Row], together: int) -> float:
    database: Database
    if engine.is_postgresql:
        database = PostgresDatabase(engine.new_database(), MIGRATIONS / "postgresql")
    else:
        database = SqliteDatabase(folder / "alone.db", MIGRATIONS / "sqlite")
    began_s = time.perf_counter()
    for batch in parts_of(rows, together):
        with database.writing() as writer:
            writer.many(STATEMENT.insertion, batch)
    took_s = time.perf_counter() - began_s
    database.close()
    return took_s


def _copied(engine: Engine, rows: Sequence[Row], together: int, *, is_cut: bool = False) -> float:
    url = engine.new_database()
    PostgresDatabase(url, MIGRATIONS / "postgresql").close()
    with psycopg.connect(url) as connection:
        if is_cut:
            _cut_by_person(connection)
        began_s = time.perf_counter()
        for batch in parts_of(rows, together):
            copied(connection, STATEMENT, batch)
            connection.commit()
        return time.perf_counter() - began_s


def _cut_by_person(connection: psycopg.Connection[Any]) -> None:
    """Make the empty table one of partitions: every key begins with the owner, so nothing else
    of the schema has to change."""
    connection.execute("ALTER TABLE statement RENAME TO whole")
    connection.execute(
        "CREATE TABLE statement (LIKE whole INCLUDING INDEXES) PARTITION BY HASH (owner)"
    )
    for number in range(PARTITIONS):
        connection.execute(
            sql.SQL(
                "CREATE TABLE {} PARTITION OF statement FOR VALUES WITH (MODULUS {}, REMAINDER {})"
            ).format(sql.Identifier(f"statement_{number}"), PARTITIONS, number)
        )
    connection.commit()
