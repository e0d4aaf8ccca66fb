"""What was written before an affiliation ended, on the same post, reaches the server whole,
though withdrawals go out first (DER-07; sync rules, section 3.2). Found by the day of kills."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from kiosk.flows.api import ConsentKind, PersonSession, Sharing, WorkerSession
from kiosk.flows.post import Post
from sync.agent.loop import sync_once
from sync.agent.machine import Idle
from tests.fakes.actors import CHEAP, CHEAP_FLOORS, CLOCK, RNG, Relay
from tests.fakes.agents import AgentPost
from tests.fakes.near_server import NearCentral
from tests.fakes.world import PASSWORD, PDF, consent, entrance, new_paper, new_safe


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
    """One post of a relay, its worker, and a server it reaches when it is told to."""

    def __init__(self, folder: Path) -> None:
        self.server = NearCentral(folder / "central")
        self.relay: Relay = self.server.relay()
        self.logins = [self._hire(name) for name in ("Nadia Kaci", "Paul Morin")]
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

    def _hire(self, name: str) -> tuple[str, str]:
        made = self.relay.authority.add_member(
            self.relay.structure,
            name,
            "worker",
            clock=CLOCK,
            rng=RNG,
            costs=CHEAP,
            floors=CHEAP_FLOORS,
        )
        return made.member.login, made.password

    def worker(self) -> WorkerSession:
        return entrance(self.post).worker_sign_in(*self.logins[0])

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
        self.server.close()


@pytest.fixture
def bench(tmp_path: Path) -> Iterator[Bench]:
    made = Bench(tmp_path)
    yield made
    made.close()


def test_a_paper_shared_in_the_second_in_which_the_affiliation_ends_is_sent(bench):
    worker = bench.worker()
    opened = worker.open_safe(new_safe())
    bench.sync()
    worker.file_paper(opened.person, new_paper("Avis"))
    person = bench.person(opened.login)
    person.stop_relay(person.relays()[0].structure)
    bench.assert_all_is_sent()


def test_a_paper_shared_before_the_calendar_was_set_back_is_sent(bench):
    """The clock was a year ahead while the paper was filed; somebody put it right."""
    worker = bench.worker()
    opened = worker.open_safe(new_safe())
    bench.sync()
    bench.clock.at += timedelta(days=365)
    worker.file_paper(opened.person, new_paper("Avis"))
    bench.clock.at -= timedelta(days=365)
    worker.remove_affiliation(opened.person)
    bench.assert_all_is_sent()


def test_a_key_that_a_professional_renewed_before_the_end_arrives_before_it(bench):
    """A colleague left, so the next paper renews the key; then the person ends it."""
    worker = bench.worker()
    opened = worker.open_safe(new_safe())
    bench.sync()
    bench.relay.authority.remove_member(
        bench.relay.structure, bench.logins[1][0], clock=CLOCK, rng=RNG
    )
    bench.server.send()
    bench.sync()
    worker = bench.worker()
    item = worker.file_paper(opened.person, new_paper("Avis"))
    assert len(bench.post.ready_vault().statements("epoch", owner=opened.person)) == 2
    person = bench.person(opened.login)
    person.stop_relay(person.relays()[0].structure)
    after = person.file_paper(new_paper("Après", Sharing.SHARED))
    bench.assert_all_is_sent()
    again = bench.person(opened.login)
    assert (again.read(item).pdf, again.read(after).pdf) == (PDF + b"Avis", PDF + "Après".encode())


def test_an_affiliation_given_and_ended_offline_is_told_whole_and_in_order(bench):
    worker = bench.worker()
    consents = tuple(consent(kind) for kind in (ConsentKind.MANDATE, ConsentKind.INFORMATION))
    opened = worker.open_safe(new_safe(is_affiliated=False, consents=consents))
    for number in range(2):
        worker.affiliate_by_sign_in(opened.login, PASSWORD, consent(ConsentKind.AFFILIATION))
        worker.file_paper(opened.person, new_paper(f"Avis {number}"))
        person = bench.person(opened.login)
        person.stop_relay(person.relays()[0].structure)
    bench.assert_all_is_sent()
    assert len(bench.person(opened.login).papers()) == 3
