"""A pass of a post against a store of a thousand statements and one of a million.

One person opens a safe and files papers through the real server. Their rows are then
copied, table by table, under made-up ids: every copy has the rows that the server wrote,
with the same lengths, the same lines in feeds and the same indexes; only that its bytes
are nobody's is different, and nobody reads them. Copies belong to many structures, and to
the posts' own as to each other. They get numbers below the real ones, as what was said
before. A server is then started on it, and two real posts exchange.
"""

from __future__ import annotations

import hashlib
import time
from collections.abc import Iterator, Mapping, Sequence
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass, field
from pathlib import Path

from kiosk.crypto.encoding import Z
from sync.agent.exchange import Exchange
from sync.agent.https import HttpsServer
from sync.agent.loop import sync_once
from sync.agent.machine import Idle
from sync.server.store.database import Row
from tests.bench.scale.engines import TABLES, Engine, Table
from tests.fakes.actors import Person, Pro
from tests.fakes.agents import AgentPost, closing
from tests.fakes.server_process import ServerProcess, server_process

__all__ = ["PASSES", "Passes", "Size", "measure_stores"]

PAPERS = 4
"""Of the person who is copied: with identity, credential, epoch, affiliation and two grants, ten
statements a person."""
TITLE = "Attestation " * 35
STRUCTURES = 100
CHANGES = 10
TOGETHER = 500
ROOM = 20
"""Numbers that a copy may take."""
FAMILIARITY = 3
PASSES = ("nothing new", f"{CHANGES} changes sent", f"{CHANGES} changes received", "a safe opened")


@dataclass(frozen=True, slots=True)
class Size:
    """How many persons lie in the store, ten statements each."""

    persons: int

    @property
    def statements(self) -> int:
        return self.persons * (PAPERS + 6)


@dataclass(slots=True)
class Passes:
    """Seconds of each kind of pass, in the order they were made."""

    store_bytes: int = 0
    seconds: dict[str, list[float]] = field(default_factory=lambda: {name: [] for name in PASSES})

    def over(self, other: Passes, name: str) -> tuple[float, ...]:
        """Return this one's passes over the other's, round by round: what else the machine did
        in a round fell on both."""
        pairs = zip(self.seconds[name], other.seconds[name], strict=True)
        return tuple(mine / others for mine, others in pairs)


@dataclass(slots=True)
class _Store:
    """A running server on a filled store, and two posts whose lines stay open."""

    person: Person
    pro: Pro
    here: AgentPost
    there: AgentPost
    here_x: Exchange
    there_x: Exchange
    store_bytes: int
    passes: Passes = field(default_factory=Passes)

    def measure(self) -> None:
        self._timed("nothing new", self.here_x)
        for _ in range(CHANGES):
            self.here.keep(self.person.paper(by=self.pro, title=TITLE))
        self._timed(f"{CHANGES} changes sent", self.here_x)
        self._timed(f"{CHANGES} changes received", self.there_x)
        self.here.keep(*Person.new().open_at(self.here.actor, self.pro))
        self._timed("a safe opened", self.here_x)
        _pass(self.there_x)

    def _timed(self, name: str, x: Exchange) -> None:
        began_s = time.perf_counter()
        _pass(x)
        self.passes.seconds[name].append(time.perf_counter() - began_s)


def measure_stores(
    folder: Path, engine: Engine, sizes: Sequence[Size], rounds: int
) -> dict[Size, Passes]:
    """Make each kind of pass `rounds` times on each size, the sizes taking turns."""
    with ExitStack() as stack:
        stores = {
            size: stack.enter_context(_filled(folder / str(size.persons), engine, size))
            for size in sizes
        }
        for store in stores.values():
            for _ in range(FAMILIARITY):  # first passes fill caches: not what is measured
                store.measure()
            store.passes = Passes(store.store_bytes)
        for _ in range(rounds):
            for store in stores.values():
                store.measure()
        return {size: store.passes for size, store in stores.items()}


@contextmanager
def _filled(folder: Path, engine: Engine, size: Size) -> Iterator[_Store]:
    folder.mkdir(parents=True)
    url, data = engine.new_database(), folder / "central"
    with server_process(data, "--boundless", *engine.options(url)) as server:
        engine.skip_numbers(url, data, (size.persons + 1) * ROOM)
        relay = server.relay()
        pro = relay.pro()
        server.send()
        posts = [AgentPost.enrolled(folder / name, server, relay) for name in ("a", "b")]
        with closing(*posts):
            here, there = posts
            here.line = there.line = HttpsServer
            person = _settled(here, pro)
            _pass(there.exchange())
            _fill(server, engine, url, size, person.id, relay.id)
            here_x, there_x = here.exchange(), there.exchange()
            _pass(here_x)
            _pass(there_x)
            if there.known() != here.known():
                raise RuntimeError("the posts differ before anything is measured")
            held_bytes = engine.size_bytes(url, data)
            yield _Store(person, pro, here, there, here_x, there_x, held_bytes)


def _settled(post: AgentPost, pro: Pro) -> Person:
    """Open a safe and file papers; return whose."""
    person = Person.new()
    post.keep(*person.open_at(post.actor, pro))
    post.keep(*(person.paper(by=pro, title=TITLE) for _ in range(PAPERS)))
    x = post.exchange()
    _pass(x)
    return person


def _fill(
    server: ServerProcess, engine: Engine, url: str, size: Size, person: bytes, structure: bytes
) -> None:
    server.stop()
    models = {table: engine.rows(url, server.data, table, person=person) for table in TABLES}
    copies = _Copies(models, structure)
    engine.fill(url, server.data, copies.of(size.persons))
    server.start()


class _Copies:
    """Rows of one person, again and again under other ids."""

    def __init__(self, models: Mapping[Table, Sequence[Row]], structure: bytes) -> None:
        self._models = models
        self._structure = structure
        self._structures = [structure] + [_made_up(structure, n) for n in range(1, STRUCTURES)]
        self._first = min(
            int(row[table.columns.index(table.order)])
            for table, rows in models.items()
            if table.order in {"seq", "pos"}
            for row in rows
        )

    def of(self, count: int) -> Iterator[tuple[Table, list[Row]]]:
        """Yield the rows of `count` copies, some copies at a time."""
        for begin in range(0, count, TOGETHER):
            numbers = range(begin, min(begin + TOGETHER, count))
            for table, rows in self._models.items():
                yield table, [self._copy(table, row, n) for n in numbers for row in rows]

    def _copy(self, table: Table, row: Row, number: int) -> Row:
        return tuple(
            self._value(column, value, number)
            for column, value in zip(table.columns, row, strict=True)
        )

    def _value(self, column: str, value: object, number: int) -> object:
        match column, value:
            case (("seq" | "pos"), int()):
                return ROOM * number + value - self._first + 1
            case "login", str():
                return f"{value}-{number}"
            case "wire", _:
                return value
            case _, bytes():
                return self._id(value, number)
            case _:
                return value

    def _id(self, value: bytes, number: int) -> bytes:
        if value == self._structure:
            return self._structures[number % STRUCTURES]
        return value if value in {b"", Z} else _made_up(value, number)


def _made_up(value: bytes, number: int) -> bytes:
    return hashlib.blake2b(value, digest_size=len(value), salt=number.to_bytes(8, "big")).digest()


def _pass(x: Exchange) -> None:
    state = sync_once(x)
    if state != Idle():
        raise RuntimeError(f"the pass ended in {state}")
