"""The central server without HTTP, over any store, with a clock the test moves."""

from __future__ import annotations

import json
import time
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from kiosk.crypto.credentials import custody_hash
from kiosk.ports import SystemRng
from sync.protocol.messages import Answer, StructureState
from sync.server import acceptance, journal
from sync.server.acceptance import Operator
from sync.server.central import CentralServer
from sync.server.custody.local import Custody
from sync.server.doors import Doors
from sync.server.keys.server_keys import ServerKeys, open_keys
from sync.server.parts.folder import FolderParts
from sync.server.parts.port import Parts
from sync.server.store.database import Database
from sync.server.store.migrate import MIGRATIONS
from sync.server.store.sqlite import SqliteDatabase
from tests.fakes.actors import Post, Relay

__all__ = ["MovedClock", "acts_of", "bring", "central_server", "enrolled", "sender", "serve"]

CERTIFICATE = bytes(range(32))


@dataclass(slots=True)
class MovedClock:
    """Real time plus what the test adds."""

    ahead_s: float = 0.0
    boot: str = "boot-1"

    def now(self) -> datetime:
        return datetime.fromtimestamp(time.time() + self.ahead_s, UTC)

    def boottime_s(self) -> float:
        return time.monotonic() + self.ahead_s

    def boot_id(self) -> str:
        return self.boot


def central_server(
    database: Database,
    folder: Path,
    *,
    clock: MovedClock | None = None,
    reserve_bytes: int = 0,
    keys: ServerKeys | None = None,
    parts: Parts | None = None,
) -> CentralServer:
    """Return a server over `database`; everything else is under `folder`."""
    rng, clock = SystemRng(), clock or MovedClock()
    keys = keys or open_keys("", folder / "keys", clock=clock, rng=rng)
    custody = Custody(
        database=SqliteDatabase(folder / "custody.db", MIGRATIONS / "custody"),
        key=keys.custody,
        keys=keys.for_custody,
        clock=clock,
        digest=keys.digest,
        nobody=custody_hash(bytes(32), cost=4),
        cost=4,
    )
    return CentralServer(
        database=database,
        parts=parts or FolderParts(folder / "parts", reserve_bytes=reserve_bytes),
        custody=custody,
        keys=keys,
        doors=Doors(database, keys, rng, CERTIFICATE),
        clock=clock,
    )


def serve(central: CentralServer, relay: Relay) -> None:
    """Make the server serve the relay's authority, and send what it has made."""
    central.set_root(relay.authority.root.ed_public)
    for answer in central.accept(Operator(), relay.statements()).answers:
        assert answer.status in {"stored", "known"}, answer


def enrolled(central: CentralServer, relay: Relay) -> Post:
    """Enrol a new post of the relay."""
    post = relay.post()
    serve(central, relay)
    central.enrol(post.enrolment.wire)
    return post


def sender(post: Post, state: StructureState = StructureState.ACTIVE) -> acceptance.Post:
    return acceptance.Post(post.id, post.relay.id, state)


def acts_of(database: Database) -> list[dict[str, Any]]:
    """Return the server's own acts as its journal tells them, oldest first (TRC-04)."""
    with database.reading() as rows:
        bodies = [json.loads(body) for _, _, body in journal.all_entries(rows) if body]
    return [each["entry"] for each in bodies if each.get("server")]


def bring(central: CentralServer, post: Post, *wires: bytes) -> tuple[Answer, ...]:
    """Let a post bring statements."""
    return central.accept(sender(post), wires).answers
