"""A safe opened at one relay is found at another by whoever has the person before them, and
affiliated by the person's own sign-in (SHR-03, SHR-04, flows 6.17 and 6.7)."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from datetime import timedelta
from pathlib import Path

import pytest

from kiosk.crypto.encoding import unb64
from kiosk.domain.finding import Found, FoundSafes
from kiosk.domain.ids import PersonId
from kiosk.errors import IntegrityFailure, InvalidInput, Refused, Unavailable
from kiosk.flows.api import Birth, ConsentKind, Role, TeamDeed
from kiosk.flows.finding import found_by
from kiosk.flows.team import team_journal
from sync.agent.connect import connect
from sync.agent.loop import ask_search
from sync.protocol.search import SearchRequest
from sync.server.custody import finding, local
from tests.contract.flows.test_sign_in_elsewhere import AgentAtHand
from tests.fakes.central import acts_of
from tests.fakes.flow_bench import Bench
from tests.fakes.near_server import NearCentral
from tests.fakes.world import PASSWORD, consent, new_safe

BORN = Birth(1990, 3, 12)


class Carrier(AgentAtHand):
    """Carries questions as well, and keeps what went by."""

    box = b""
    given: bytes | None = None
    """What it gives back instead of the answer."""

    def search(self, search: bytes, pro: bytes, box: bytes, signature: bytes) -> bytes:
        if self.is_line_cut:
            raise Unavailable("sync.server_away")
        self.box = box
        connect(self.x)
        told = ask_search(SearchRequest(search, pro, box, signature))(self.x)
        return unb64(str(told["box"])) if self.given is None else self.given


@pytest.fixture(autouse=True)
def at_once(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(local, "ANSWER_AFTER_S", 0.0)


@pytest.fixture
def benches(tmp_path: Path) -> Iterator[tuple[Bench, Bench]]:
    server = NearCentral(tmp_path / "central")
    made = (Bench(tmp_path / "there", server), Bench(tmp_path / "here", server))
    yield made
    for bench in made:
        bench.close()
    server.close()


@pytest.fixture
def there(benches):
    return benches[0]


@pytest.fixture
def here(benches):
    _, here = benches
    here.sync()
    here.post.agent = Carrier(here.agent.exchange())
    return here


@pytest.fixture
def opened(there):
    safe = replace(new_safe(), given_names="Awa Rose", family_name="Traoré", birth=BORN)
    opened = there.worker().open_safe(safe)
    there.assert_all_is_sent()
    return opened


def test_a_safe_opened_elsewhere_is_found_then_affiliated_by_the_person(here, opened):
    worker = here.worker()
    assert worker.find_safe("TRAORE", "awa", BORN) == FoundSafes((Found("A. R. T."),))
    assert worker.search("Awa") == []  # found is not seen
    worker.affiliate_by_sign_in(opened.login, PASSWORD, consent(ConsentKind.AFFILIATION))
    here.assert_all_is_sent()
    assert [each.person for each in worker.search("Awa")] == [opened.person]


def test_somebody_who_has_no_safe_gets_an_answer_as_long(here, opened):
    worker, agent = here.worker(), here.post.agent
    lengths = set()
    for given, family in (("Awa", "Traoré"), ("Nobody", "Whatever")):
        found = worker.find_safe(given, family, BORN)
        assert bool(found.safes) == (given == "Awa")
        lengths.add(len(agent.box))
    assert len(lengths) == 1


def test_a_name_corrected_by_a_structure_finds_beside_what_the_person_told(there, here, opened):
    """No structure alone makes a safe hard to find (FORMAT.md 6.17)."""
    there.worker().correct_facts(opened.person, "Awa", "Diarra", BORN)
    there.assert_all_is_sent()
    worker = here.worker()
    assert worker.find_safe("Awa", "Diarra", BORN).safes == (Found("A. D."),)
    assert worker.find_safe("Awa", "Traoré", BORN).safes == (Found("A. R. T."),)


def test_a_safe_opened_when_no_calendar_says_is_corrected_like_any(here, opened):
    worker = here.worker(0)
    facts = {"given_names": "Awa", "family_name": "Diop"}
    person = PersonId(opened.person)
    (said,) = found_by(here.post, worker._author, person, facts, BORN, n=2, opened_at=2**53 - 1)
    assert said.type == "find"


def test_each_search_is_in_the_post_s_journal_and_in_the_server_s_tree(here, opened):
    worker = here.worker()
    worker.find_safe("Awa", "Traoré", BORN)
    acts = acts_of(here.server.central.database)
    asked = [each for each in acts if each["action"] == "safe_searched"]
    assert [each["pro"] for each in asked] == [worker.profile.pro.hex()]
    assert "traore" not in str(acts).lower()


def test_a_manager_is_told_who_searched_and_not_whom(here):
    here.worker(0).find_safe("Awa", "Traoré", BORN)
    profile = replace(here.worker(0).profile, role=Role.MANAGER)
    found = team_journal(here.post, profile, here.post.clock.now() - timedelta(hours=1)).acts
    (act,) = [each for each in found if each.deed is TeamDeed.SEARCHED]
    assert act.pro == profile.pro
    assert act.person == ""


def test_without_a_line_it_says_so_and_asks_nobody(here, opened):
    here.post.agent.is_line_cut = True
    with pytest.raises(Unavailable, match=r"search\.offline"):
        here.worker().find_safe("Awa", "Traoré", BORN)
    here.post.agent = None
    with pytest.raises(Unavailable, match=r"search\.offline"):
        here.worker().find_safe("Awa", "Traoré", BORN)


@pytest.mark.parametrize("birth", [Birth(), Birth(1990), Birth(1990, 2, 31)])
def test_without_a_whole_date_nothing_is_asked(here, birth):
    with pytest.raises(InvalidInput, match=r"search\.incomplete"):
        here.worker().find_safe("Awa", "Traoré", birth)
    with pytest.raises(InvalidInput, match=r"search\.incomplete"):
        here.worker().find_safe("", " ", BORN)
    assert here.post.agent.box == b""


def test_too_many_searches_say_when_the_next_may_be(here, opened, monkeypatch):
    monkeypatch.setattr(finding, "PRO_MAX", 1)
    worker = here.worker()
    worker.find_safe("Awa", "Traoré", BORN)
    with pytest.raises(Refused) as refused:
        worker.find_safe("Awa", "Traore", BORN)
    assert (refused.value.message_key, refused.value.context) == ("search.too_many", {"hours": 24})
    here.worker(1).find_safe("Awa", "Traoré", BORN)


def test_an_answer_to_another_question_is_not_believed(here, opened):
    worker, agent = here.worker(), here.post.agent
    agent.given = bytes(689)
    with pytest.raises(IntegrityFailure, match=r"search\.answer_wrong"):
        worker.find_safe("Awa", "Traoré", BORN)


def test_a_question_is_carried_by_no_other_relay(there, here, opened):
    kept: list[SearchRequest] = []

    class Keeping(Carrier):
        def search(self, search: bytes, pro: bytes, box: bytes, signature: bytes) -> bytes:
            kept.append(SearchRequest(search, pro, box, signature))
            raise Unavailable("sync.server_away")

    here.post.agent = Keeping(here.agent.exchange())
    with pytest.raises(Unavailable):
        here.worker().find_safe("Awa", "Traoré", BORN)
    exchange = there.agent.exchange()
    connect(exchange)
    with pytest.raises(Refused, match=r"sync\.not_allowed"):
        ask_search(kept[0])(exchange)
