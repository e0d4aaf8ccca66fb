"""Enrolled posts as the sync agent sees them: real databases, a real line, no windows.

post = AgentPost.enrolled(tmp_path / "a", server, relay)
post.keep(*person.open_at(post.actor, pro))     # as a session would: into the outbox
sync_once(post.exchange())
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path

from kiosk.crypto.keys import Identity
from kiosk.crypto.statements import Statement
from kiosk.ports import Clock, SystemRng
from kiosk.vault.database import open_database
from kiosk.vault.device_store import DeviceStore
from kiosk.vault.parts import PartFiles
from kiosk.vault.vault_store import VaultStore
from sync.agent.code import EnrolmentCode, parse_code
from sync.agent.enrol import enrol
from sync.agent.exchange import SERVER_ED, Exchange
from sync.agent.https import HttpsServer, Timeouts
from sync.agent.server import Server
from tests.fakes import actors
from tests.fakes.central import MovedClock
from tests.fakes.near_server import NearCentral
from tests.fakes.server_process import ServerProcess

__all__ = ["PATIENCE", "AgentPost", "open_line"]

KEY = bytes(range(32))
PATIENCE = Timeouts(connect_s=5.0, read_s=5.0)


def open_line(url: str, certificate_sha256: bytes) -> Server:
    return HttpsServer(url, certificate_sha256, PATIENCE)


@dataclass(slots=True)
class AgentPost:
    """One post, with its databases open in this thread."""

    folder: Path
    relay: actors.Relay
    store: DeviceStore
    vault: VaultStore
    parts: PartFiles
    clock: Clock
    rng: SystemRng = field(default_factory=SystemRng)
    lines: list[Server] = field(default_factory=list)
    line: Callable[[str, bytes], Server] = open_line

    @classmethod
    def fresh(cls, folder: Path, relay: actors.Relay, clock: Clock | None = None) -> AgentPost:
        """Return a machine that is no post yet."""
        folder.mkdir(parents=True, exist_ok=True)
        clock = clock or MovedClock()
        store = DeviceStore(open_database(folder / "device.db", KEY, "device"), clock)
        parts = PartFiles(folder / "parts")
        vault = VaultStore(open_database(folder / "vault.db", KEY, "vault"), parts, clock)
        return cls(folder, relay, store, vault, parts, clock)

    @classmethod
    def enrolled(
        cls,
        folder: Path,
        server: ServerProcess | NearCentral,
        relay: actors.Relay,
        clock: Clock | None = None,
    ) -> AgentPost:
        post = cls.fresh(folder, relay, clock)
        if isinstance(server, NearCentral):
            post.line = server.line
        post.enrol(parse_code(server.enrolment_code(relay)))
        return post

    def enrol(self, code: EnrolmentCode) -> None:
        enrol(code, self.store, self.line, clock=self.clock, rng=self.rng, place="Bureau")

    @property
    def identity(self) -> Identity:
        found = self.store.device_identity()
        assert found is not None
        return found

    @property
    def actor(self) -> actors.Post:
        """This post, as those who sign statements know it."""
        enrolment = self.store.device(self.identity.id)
        assert enrolment is not None
        return actors.Post(self.relay, self.identity, enrolment, self.identity)

    def exchange(self, server: Server | None = None, *, is_open: bool = True) -> Exchange:
        """Return an exchange as the agent starts one; `is_open` False: nobody signed in yet."""
        pins, server_ed = self.store.pins(), self.store.setting(SERVER_ED)
        assert pins is not None
        assert server_ed is not None
        if server is None:
            server = self.line(pins.url, pins.certificate_sha256)
        self.lines.append(server)
        return Exchange(
            server=server,
            device_store=self.store,
            parts=self.parts,
            clock=self.clock,
            rng=self.rng,
            device=self.identity,
            structure=pins.structure,
            root_ed=pins.root_ed,
            server_ed=server_ed,
            vault=self.vault if is_open else None,
            goes_side_by_side=False,
        )

    def keep(self, *statements: Statement) -> None:
        """Keep statements as a session does: one transaction, into the outbox."""
        with self.vault.transaction() as tx:
            for statement in statements:
                tx.put_statement(statement, queue=True)

    def write_part(self, size: int = 300) -> tuple[bytes, bytes]:
        """Write a sealed part's file; return its id and bytes."""
        part, sealed = actors.new_part(size)
        self.parts.write(part, sealed)
        return part, sealed

    def known(self) -> set[bytes]:
        """Return the names of everything a person's database holds, journal batches apart."""
        types = ("identity", "cred", "affil", "epoch", "grant", "item", "consent", "custody", "req")
        return {each.name for kind in types for each in self.vault.statements(kind)}

    def shown(self, *owners: bytes) -> list[object]:
        """Return what screens would show of these owners: heads, sharing, epochs."""
        return [
            (
                self.vault.heads(owner),
                self.vault.affiliated(owner),
                self.vault.current_epoch(owner),
                [held.sha256 for held in self._parts_of(owner)],
            )
            for owner in owners
        ]

    def has_part(self, part: bytes, sealed: bytes) -> bool:
        size = self.parts.size(part)
        return size == len(sealed) and self.parts.read(part) == sealed

    def close(self) -> None:
        for line in self.lines:
            line.close()
        self.store.close()
        self.vault.close()

    def _parts_of(self, owner: bytes) -> Sequence[object]:
        return [row for head in self.vault.heads(owner) for row in self.vault.parts_of(head.name)]


@contextmanager
def closing(*posts: AgentPost) -> Iterator[None]:
    try:
        yield
    finally:
        for post in posts:
            post.close()
