"""What was written before an affiliation ended, on the same post, reaches the server whole,
though withdrawals go out first (DER-07; sync rules, section 3.2). Found by the day of kills."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import timedelta
from pathlib import Path

import pytest

from kiosk.flows.api import ConsentKind, Sharing
from tests.fakes.actors import CLOCK, RNG
from tests.fakes.flow_bench import Bench
from tests.fakes.near_server import NearCentral
from tests.fakes.world import PASSWORD, PDF, consent, new_paper, new_safe


@pytest.fixture
def bench(tmp_path: Path) -> Iterator[Bench]:
    server = NearCentral(tmp_path / "central")
    made = Bench(tmp_path, server)
    yield made
    made.close()
    server.close()


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
