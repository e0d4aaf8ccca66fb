"""Posts and servers of the simulator: the product's own logic over disks kept in memory.

A template is made once a process (an authority, two structures, their posts enrolled);
each seed works on copies of its databases, so a seed costs milliseconds. All chance comes
from the seed: the same seed gives the same bytes, in any process.

What is not the product's own here, and why that is no loss:
- The boxes (`B1`) are sealed by a stand-in that draws no randomness. Neither agent nor
  server opens one; the real ones are tried in `tests/unit/crypto`.
- SQLite keeps its pages in memory, without a cipher. That a commit survives a power cut
  on a real disk is what `tests/crash` shows.
- Signatures are real; one that was found good is not computed again.
"""

from __future__ import annotations

import hashlib
import hmac
import random
import shutil
import sqlite3
import tempfile
import threading
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from functools import lru_cache
from pathlib import Path

from sqlcipher3 import dbapi2

from kiosk.crypto import records as sealed_records
from kiosk.crypto import statements
from kiosk.crypto.box import B1, BOX_OVERHEAD_BYTES, BoxKey
from kiosk.crypto.credentials import custody_hash
from kiosk.crypto.failures import CannotOpen
from kiosk.crypto.keys import verify_signature
from kiosk.errors import Unavailable
from kiosk.vault.database import Database, _migrate
from kiosk.vault.device_store import DeviceStore
from kiosk.vault.locations import SHARED_MEMORY
from kiosk.vault.parts import PartFiles
from kiosk.vault.vault_store import VaultStore
from sync.agent.code import parse_code
from sync.agent.enrol import enrol
from sync.agent.loop import sync_once
from sync.agent.machine import Idle
from sync.protocol.frames import WholePart
from sync.server.authority import Authority, PostLine
from sync.server.central import CentralServer
from sync.server.custody.local import Custody
from sync.server.doors import Doors
from sync.server.keys.server_keys import ServerKeys, open_keys
from sync.server.parts.port import HashMismatch, Received, TooLong, WrongOffset
from sync.server.store.database import Rows
from sync.server.store.migrate import MIGRATIONS
from sync.server.store.sqlite import SqliteRows, _bring_up_to_date
from tests.fakes import actors
from tests.fakes.actors import Pro, Relay
from tests.fakes.agents import AgentPost
from tests.fakes.central import CERTIFICATE, serve
from tests.fakes.near_server import NearServer

__all__ = [
    "EPOCH",
    "MachineCrash",
    "SeededRng",
    "ServerDisk",
    "SimClock",
    "Template",
    "reproducible",
    "template",
]

EPOCH = datetime(2026, 3, 2, 8, 0, tzinfo=UTC)
URL = "https://sim.invalid"
FOLDERS = SHARED_MEMORY if SHARED_MEMORY.is_dir() else None
"""Where part files go: in memory where there is such a place."""
POSTS = (0, 0, 1)
"""Which structure each post is of: two share one, the third is another's."""


class MachineCrash(Unavailable):
    """The server's machine stops in the middle; whoever asked only sees the line break."""

    def __init__(self) -> None:
        super().__init__("server.store_away")


@dataclass(slots=True)
class SeededRng:
    """Bytes that follow from a seed."""

    seed: int | str
    _random: random.Random = field(init=False)

    def __post_init__(self) -> None:
        self._random = random.Random(self.seed)

    def bytes(self, count: int) -> bytes:
        return self._random.randbytes(count)


@dataclass(slots=True)
class SimClock:
    """Time that moves when the simulator says so; `ahead_s` is how wrong this clock is set."""

    true: SimClock | None = None
    ahead_s: float = 0.0
    passed_s: float = 0.0

    def now(self) -> datetime:
        return EPOCH + timedelta(seconds=self._true_s() + self.ahead_s)

    def boottime_s(self) -> float:
        return 1000.0 + self._true_s()

    def boot_id(self) -> str:
        return "boot-1"

    def pass_(self, seconds: float) -> None:
        self.passed_s += seconds

    def _true_s(self) -> float:
        return self.passed_s if self.true is None else self.true.passed_s


# --- the server's disk --------------------------------------------------------------------


@dataclass(slots=True)
class ServerDisk:
    """All that a server keeps; two API processes may work on one."""

    records: sqlite3.Connection
    custody: sqlite3.Connection
    whole: dict[bytes, bytes] = field(default_factory=dict)
    coming: dict[bytes, bytes] = field(default_factory=dict)
    fuse: ServerFuse | None = None

    def copy(self) -> ServerDisk:
        """Return what a backup of this moment holds."""
        return ServerDisk(
            _copied(self.records), _copied(self.custody), dict(self.whole), dict(self.coming)
        )

    def close(self) -> None:
        self.records.close()
        self.custody.close()

    @contextmanager
    def spending(self, *, is_part: bool = False) -> Iterator[None]:
        """Go through one write: it may fail before or after it took effect."""
        if self.fuse is None or (self.fuse.is_for_parts and not is_part):
            yield
            return
        self.fuse.before()
        yield
        self.fuse.after()


@dataclass(slots=True)
class ServerFuse:
    """The n-th write of the server fails: its machine stops there, or its disk is full."""

    left: int
    is_after: bool = False
    is_full: bool = False
    is_for_parts: bool = False
    """Writes of pages count alone."""

    @property
    def is_burnt(self) -> bool:
        return self.left <= 0 and not self.is_full

    def before(self) -> None:
        self.left -= 1
        if self.is_full:
            if self.left <= 0 and self.left > -4:  # full for a while, then somebody tidied
                raise Unavailable("server.full")
        elif self.left < 0 or (self.left == 0 and not self.is_after):
            raise MachineCrash

    def after(self) -> None:
        if self.left == 0 and not self.is_full:
            raise MachineCrash


class MemoryRecords:
    """`sync.server.store.database.Database` over one connection in memory, one thread."""

    def __init__(self, disk: ServerDisk, connection: sqlite3.Connection) -> None:
        self._disk = disk
        self._connection = connection

    @contextmanager
    def reading(self) -> Iterator[Rows]:
        if self._disk.fuse is not None and self._disk.fuse.is_burnt:
            raise MachineCrash
        if self._connection.in_transaction:
            raise AssertionError("one transaction at a time")
        self._connection.execute("BEGIN")
        try:
            yield SqliteRows(self._connection)
        finally:
            self._connection.execute("ROLLBACK")

    @contextmanager
    def writing(self) -> Iterator[Rows]:
        self._connection.execute("BEGIN IMMEDIATE")
        try:
            yield SqliteRows(self._connection)
            with self._disk.spending():
                self._connection.execute("COMMIT")
        finally:
            if self._connection.in_transaction:
                self._connection.execute("ROLLBACK")

    def close(self) -> None:
        return None


class MemoryParts:
    """`sync.server.parts.port.Parts` in memory: each write may be the last."""

    def __init__(self, disk: ServerDisk) -> None:
        self._disk = disk

    def received(self, part: bytes) -> Received:
        if (whole := self._disk.whole.get(part)) is not None:
            return Received(len(whole), is_complete=True)
        return Received(len(self._disk.coming.get(part, b"")), is_complete=False)

    def receive(
        self, part: bytes, offset: int, piece: bytes, *, sha256: bytes, size: int
    ) -> Received:
        if part in self._disk.whole:
            return self.received(part)
        there = self._disk.coming.get(part, b"")
        if offset != len(there):
            raise WrongOffset(len(there))
        if offset + len(piece) > size:
            raise TooLong
        joined = there + piece
        with self._disk.spending(is_part=True):
            self._disk.coming[part] = joined
        if len(joined) < size:
            return Received(len(joined), is_complete=False)
        if hashlib.sha256(joined).digest() != sha256:
            self._disk.coming[part] = b""
            raise HashMismatch
        with self._disk.spending(is_part=True):
            del self._disk.coming[part]
            self._disk.whole[part] = joined
        return Received(size, is_complete=True, is_new=True)

    def keep(self, wholes: Sequence[WholePart]) -> list[bool]:
        are_new = []
        for each in wholes:
            are_new.append(each.part not in self._disk.whole)
            if are_new[-1]:
                with self._disk.spending(is_part=True):
                    self._disk.coming.pop(each.part, None)
                    self._disk.whole[each.part] = bytes(each.content)
        return are_new

    def sha256(self, part: bytes) -> bytes:
        return hashlib.sha256(self._disk.whole.get(part, b"")).digest()

    def read(self, part: bytes, offset: int, count: int) -> bytes:
        return self._disk.whole.get(part, b"")[offset : offset + count]

    def remove(self, part: bytes) -> None:
        self._disk.whole.pop(part, None)
        self._disk.coming.pop(part, None)

    def idle_uploads(self, older_than_s: float) -> list[bytes]:
        """All: the simulator sweeps when a week has passed or more."""
        return list(self._disk.coming)

    def stored_before(self, older_than_s: float) -> list[bytes]:
        return list(self._disk.whole)


def _copied(connection: sqlite3.Connection) -> sqlite3.Connection:
    fresh = sqlite3.connect(":memory:", isolation_level=None)
    fresh.deserialize(connection.serialize())
    return fresh


# --- the template -------------------------------------------------------------------------


@dataclass(slots=True)
class Template:
    """What every seed begins with."""

    authority: Authority
    relays: list[Relay]
    pros: list[list[Pro]]
    keys: ServerKeys
    disk: ServerDisk
    posts: list[tuple[dbapi2.Connection, dbapi2.Connection]]
    """device.db and vault.db of each enrolled post."""

    def process(self, disk: ServerDisk, clock: SimClock, rng: SeededRng) -> CentralServer:
        """Start one API process over a server's disk."""
        return _process(disk, self.keys, clock, rng)

    def post(self, number: int, folder: Path, clock: SimClock, rng: SeededRng) -> AgentPost:
        """Return a copy of an enrolled post, with its own disk."""
        copies = []
        for source in self.posts[number]:
            connection = _memory()
            source.backup(connection)
            connection.execute("PRAGMA foreign_keys = ON")
            copies.append(connection)
        return opened_post(copies, folder, self.relays[POSTS[number]], clock, rng)


def opened_post(
    disks: Sequence[dbapi2.Connection],
    folder: Path,
    relay: Relay,
    clock: SimClock,
    rng: SeededRng,
) -> AgentPost:
    """Start the programs of a post over its two databases, as after switching it on."""
    device, vault = (Database(folder, disk) for disk in disks)
    parts = PartFiles(folder / "parts")
    return AgentPost(
        folder,
        relay,
        DeviceStore(device, clock),
        VaultStore(vault, parts, clock),
        parts,
        clock,
        rng,  # type: ignore[arg-type]
    )


def _memory() -> dbapi2.Connection:
    return dbapi2.connect(":memory:", isolation_level=None)


def _process(disk: ServerDisk, keys: ServerKeys, clock: SimClock, rng: SeededRng) -> CentralServer:
    database = MemoryRecords(disk, disk.records)
    custody = Custody(
        database=MemoryRecords(disk, disk.custody),
        key=keys.custody,
        keys=keys.for_custody,
        clock=clock,
        digest=keys.digest,
        nobody=_NOBODY,
        cost=4,
    )
    return CentralServer(
        database=database,
        parts=MemoryParts(disk),
        custody=custody,
        keys=keys,
        doors=Doors(database, keys, rng, CERTIFICATE),
        clock=clock,
    )


_NOBODY = custody_hash(bytes(32), cost=4)


@lru_cache(maxsize=1)
def template() -> Template:
    """Make the template; once a process."""
    rng, clock = SeededRng("template"), SimClock()
    folder = Path(tempfile.mkdtemp(prefix="rk-sim-", dir=FOLDERS))
    try:
        with reproducible(rng, clock):
            return _made(folder, rng, clock)
    finally:
        shutil.rmtree(folder)


def _made(folder: Path, rng: SeededRng, clock: SimClock) -> Template:
    disk = ServerDisk(
        sqlite3.connect(":memory:", isolation_level=None),
        sqlite3.connect(":memory:", isolation_level=None),
    )
    _bring_up_to_date(disk.records, MIGRATIONS / "sqlite")
    _bring_up_to_date(disk.custody, MIGRATIONS / "custody")
    keys = open_keys("", folder / "keys", clock=clock, rng=rng)
    keys.for_custody.wrap(b"", b"")  # the data keys are drawn while the key file is there
    central = _process(disk, keys, clock, rng)
    authority = Authority.new(PostLine(URL, CERTIFICATE, "token"), rng)
    relays = [Relay.of(authority, name) for name in ("Relais du Port", "Relais de la Gare")]
    pros = [[relay.pro(name) for name in ("Claire Martin", "Paul Durand")] for relay in relays]
    serve(central, relays[0])
    posts = []
    for number, structure in enumerate(POSTS):
        disks = [_memory(), _memory()]
        for connection, kind in zip(disks, ("device", "vault"), strict=True):
            connection.execute("PRAGMA foreign_keys = ON")
            _migrate(Database(folder, connection), kind)  # type: ignore[arg-type]
        post = opened_post(disks, folder / str(number), relays[structure], clock, rng)
        code = authority.post_code(relays[structure].structure, clock=clock, rng=rng)
        serve(central, relays[structure])
        line = near_line(central)
        enrol(parse_code(code.code), post.store, lambda *_, line=line: line, clock=clock, rng=rng)
        post.line = lambda *_, line=line: line
        assert sync_once(post.exchange()) == Idle()
        posts.append((disks[0], disks[1]))
    return Template(authority, relays, pros, keys, disk, posts)


def near_line(central: CentralServer) -> NearServer:
    """Return a line to one API process."""
    return NearServer(central, threading.Condition())


# --- what makes it reproducible -----------------------------------------------------------


@contextmanager
def reproducible(rng: SeededRng, clock: SimClock) -> Iterator[None]:
    """Let everybody who signs and seals draw from `rng` and look at `clock`."""
    places = (
        (actors, "RNG", rng),
        (actors, "CLOCK", clock),
        (actors, "now", lambda: int(clock.now().timestamp())),
        (sealed_records, "_OS_RNG", rng),
        (sealed_records, "seal_box", _plain_box),
        (sealed_records, "open_box", _open_plain_box),
        (statements, "verify_signature", _verified_once),
    )
    held = [(module, name, getattr(module, name)) for module, name, _ in places]
    for module, name, stand_in in places:
        setattr(module, name, stand_in)
    try:
        yield
    finally:
        for module, name, real in held:
            setattr(module, name, real)


def _stream(public: bytes, info: bytes, count: int) -> bytes:
    return hashlib.shake_256(public + info).digest(count)


def _plain_box(public: bytes, info: bytes, plaintext: bytes) -> bytes:
    """Seal without randomness. Keeps nothing secret: for bytes nobody opens here."""
    mask = _stream(public, info, len(plaintext))
    hidden = bytes(a ^ b for a, b in zip(plaintext, mask, strict=True))
    tag = hmac.digest(public, info + hidden, "sha256")
    return B1 + (tag + bytes(BOX_OVERHEAD_BYTES))[: BOX_OVERHEAD_BYTES - 1] + hidden


def _open_plain_box(key: BoxKey, info: bytes, sealed: bytes) -> bytes:
    hidden = sealed[BOX_OVERHEAD_BYTES:]
    mask = _stream(key.public, info, len(hidden))
    plaintext = bytes(a ^ b for a, b in zip(hidden, mask, strict=True))
    if not hmac.compare_digest(_plain_box(key.public, info, plaintext), sealed):
        raise CannotOpen
    return plaintext


@lru_cache(maxsize=20_000)
def _verified_once(ed_public: bytes, type: str, raw: bytes, signature: bytes) -> None:
    verify_signature(ed_public, type, raw, signature)  # a failure is not kept, and raises again
