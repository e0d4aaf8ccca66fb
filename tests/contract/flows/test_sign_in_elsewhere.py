"""Somebody whose safe was opened at another relay signs in here (flow 6.2): the true server
judges the password and hands on what the true agent's steps verify."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path

import pytest

from kiosk.errors import Refused, Unavailable
from kiosk.flows.api import ConsentKind, Deed, Role, Sharing, SyncStatus
from kiosk.session.agent_link import AccountFacts
from sync.agent.connect import connect
from sync.agent.exchange import Exchange
from sync.agent.loop import ask_account, ask_journal, ask_part, ask_person
from tests.fakes.flow_bench import Bench
from tests.fakes.near_server import NearCentral
from tests.fakes.world import PASSWORD, PDF, consent, entrance, new_paper, new_safe


@dataclass
class AgentAtHand:
    """The agent's answers to a session, without the socket in between."""

    x: Exchange
    is_line_cut: bool = False
    parts: list[bytes] = field(default_factory=list)

    def kick(self) -> None:
        pass

    def status(self) -> SyncStatus | None:
        return None

    def fetch_part(self, part: bytes) -> None:
        self.parts.append(part)

    def fetch_journal(self, person: bytes) -> None:
        ask_journal(person)(self.x)

    def fetch_person(self, login: str, auth: bytes) -> None:
        self.bring_person(login, auth)

    def account(self, login: str) -> AccountFacts:
        if self.is_line_cut:
            raise Unavailable("sync.server_away")
        connect(self.x)
        told = dict(ask_account(login)(self.x))
        assert told.pop("ok")
        return AccountFacts(bytes.fromhex(told.pop("id")), bytes.fromhex(told.pop("salt")), **told)

    def bring_person(self, login: str, auth: bytes) -> bytes:
        return bytes.fromhex(str(ask_person(login, auth)(self.x)["person"]))

    def bring_parts(self) -> None:
        for part in self.parts:
            ask_part(part)(self.x)
        self.parts.clear()


@pytest.fixture
def benches(tmp_path: Path) -> Iterator[tuple[Bench, Bench]]:
    server = NearCentral(tmp_path / "central")
    made = (Bench(tmp_path / "there", server), Bench(tmp_path / "here", server))
    yield made
    for bench in made:
        bench.close()
    server.close()


@pytest.fixture
def opened(benches):
    there, _ = benches
    worker = there.worker()
    opened = worker.open_safe(new_safe())
    worker.file_paper(opened.person, new_paper("Avis"))
    there.assert_all_is_sent()
    return opened


@pytest.fixture
def here(benches):
    _, here = benches
    here.sync()
    here.post.agent = AgentAtHand(here.agent.exchange())
    here.worker()
    return here


def test_the_person_comes_in_lists_their_papers_and_reads_one_when_its_pages_are_here(here, opened):
    person = here.person(opened.login)
    assert person.given_names == "Awa"
    paper = next(paper for paper in person.papers() if paper.title == "Avis")
    with pytest.raises(Unavailable, match="not_here"):
        person.read(paper.item)
    here.post.agent.bring_parts()
    assert person.read(paper.item).pdf == PDF + b"Avis"
    assert [relay.is_waiting for relay in person.relays()] == [False]


def test_a_yes_given_here_is_complete_at_once_and_both_relays_read(benches, here, opened):
    there, _ = benches
    worker = here.worker()
    summary = worker.affiliate_by_sign_in(opened.login, PASSWORD, consent(ConsentKind.AFFILIATION))
    assert summary.is_readable
    item = worker.file_paper(opened.person, new_paper("Bail", Sharing.SHARED))
    here.assert_all_is_sent()
    there.assert_all_is_sent()
    assert there.worker().read(opened.person, item).pdf == PDF + b"Bail"


def test_a_wrong_password_and_a_login_nobody_has_are_refused_alike(here, opened):
    for login in (opened.login, "nobody.x-aaaa"):
        with pytest.raises(Refused) as refused:
            entrance(here.post).person_sign_in(login, "Wrong-one7")
        assert (refused.value.message_key, refused.value.context) == (
            "sign_in.wrong_password",
            {"left": 9},
        )


def test_the_person_sees_who_looked_at_their_safe_at_the_other_post(benches, here, opened):
    there, _ = benches
    person = here.person(opened.login)
    assert {each.deed for each in person.accesses().accesses} == {Deed.SIGNED_IN}
    assert person.accesses().told_at is None
    there.assert_all_is_sent()
    person.ask_elsewhere()
    found = person.accesses()
    assert found.told_at is not None
    assert found.alarm_key is None
    theirs = {
        (each.deed, each.name, each.role, each.structure, bool(each.place))
        for each in found.accesses
        if each.deed in {Deed.OPENED, Deed.ADDED}
    }
    relay = there.worker().profile.structure_name
    names = ("Nadia Kaci", Role.WORKER, relay, True)
    assert theirs == {(Deed.OPENED, *names), (Deed.ADDED, *names)}
    here.assert_all_is_sent()
    person.ask_elsewhere()
    again = person.accesses().accesses
    signed_in = [each for each in again if each.deed in {Deed.SIGNED_IN, Deed.BROUGHT}]
    assert [(each.is_self, each.place) for each in signed_in] == [(True, "")], "once, and here"


def test_a_wrong_password_is_shown_to_the_person_wherever_it_was_tried(benches, here, opened):
    there, _ = benches
    for bench in (there, here):
        with pytest.raises(Refused):
            entrance(bench.post).person_sign_in(opened.login, "Wrong-one7")
    there.assert_all_is_sent()
    person = here.person(opened.login)
    person.ask_elsewhere()
    tried = [each for each in person.accesses().accesses if each.deed is Deed.TRIED]
    assert not any(each.is_self or each.name for each in tried)
    assert sorted(bool(each.place) for each in tried) == [False, True]


def test_without_a_line_nothing_is_counted(here, opened):
    here.post.agent.is_line_cut = True
    with pytest.raises(Unavailable, match="unknown_offline"):
        here.person(opened.login)
    here.post.agent.is_line_cut = False
    assert here.person(opened.login)
