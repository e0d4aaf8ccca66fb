"""A post under the product's flows and the agent's steps, with a server in this process."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path

from kiosk.flows.api import PersonSession, WorkerSession
from kiosk.flows.post import Post
from sync.agent.loop import sync_once
from sync.agent.machine import Idle
from tests.fakes.actors import CHEAP, CHEAP_FLOORS, RNG, Relay
from tests.fakes.agents import AgentPost
from tests.fakes.near_server import NearCentral
from tests.fakes.server_process import ServerProcess
from tests.fakes.world import PASSWORD, entrance

__all__ = ["Bench", "StoppedClock"]


@dataclass
class StoppedClock:
    """Everything happens within one second, until a test says otherwise."""

    at: datetime

    def now(self) -> datetime:
        return self.at

    def boottime_s(self) -> float:
        return 1000.0

    def boot_id(self) -> str:
        return "boot-1"


class Bench:
    """One post of a relay, its workers, and a server it reaches when it is told to."""

    def __init__(
        self, folder: Path, server: NearCentral | ServerProcess, beside: Bench | None = None
    ) -> None:
        """`beside` another one: a second post of its relay, for the same workers."""
        self.server = server
        self.relay: Relay = beside.relay if beside else server.relay()
        if beside:
            self.logins = beside.logins
        else:
            self.logins = [self.relay.worker(name) for name in ("Nadia Kaci", "Paul Morin")]
        self.server.send()
        self.clock = StoppedClock(datetime.now(UTC))
        self.agent = AgentPost.enrolled(folder / "post", self.server, self.relay, self.clock)
        pins = self.agent.store.pins()
        assert pins is not None
        self.post = Post(
            device_store=self.agent.store,
            open_vault=lambda _key: self.agent.vault,
            parts=self.agent.parts,
            clock=self.clock,
            rng=RNG,
            device=self.agent.identity,
            structure=pins.structure,
            device_secret=bytes(32),
            costs=CHEAP,
            floors=CHEAP_FLOORS,
        )

    def worker(self, number: int = 0) -> WorkerSession:
        return entrance(self.post).worker_sign_in(*self.logins[number])

    def person(self, login: str) -> PersonSession:
        return entrance(self.post).person_sign_in(login, PASSWORD)

    def sync(self) -> None:
        state = sync_once(self.agent.exchange())
        assert isinstance(state, Idle), state

    def assert_all_is_sent(self) -> None:
        self.sync()
        for store in (self.agent.vault, self.agent.store):
            assert [(row.type, row.code, row.missing) for row in store.outgoing()] == []
            assert not store.has_unsent()

    def close(self) -> None:
        self.agent.close()
