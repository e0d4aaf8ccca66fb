"""An access that may be in other hands is ended by its holder, before everything else (AUT-20).

Through a real server, HTTPS and not. Then what a thief may try with it: to say more, to come
back, to end others, to date it all to the day before.
"""

from __future__ import annotations

from collections.abc import Iterator

import pytest

from kiosk.crypto.encoding import b64
from kiosk.crypto.keys import Identity
from kiosk.crypto.statements import Statement, make
from kiosk.crypto.tickets import make_ticket
from kiosk.errors import Refused
from kiosk.vault.outbox import Weight
from sync.agent.loop import sync_once
from sync.agent.machine import Idle
from tests.fakes.actors import Person, Pro, affiliation, now
from tests.fakes.agents import AgentPost
from tests.fakes.flow_bench import Bench
from tests.fakes.world import new_paper, new_safe


@pytest.fixture
def benches(server, tmp_path) -> Iterator[tuple[Bench, Bench]]:
    first = Bench(tmp_path / "first", server)
    made = (first, Bench(tmp_path / "second", server, beside=first))
    for bench in made:
        bench.sync()
    yield made
    for bench in made:
        bench.close()


def end_of(pro: Pro, signer: Identity, **changed: object) -> Statement:
    """The end of somebody's access, as their own post writes it; tests bend it."""
    member = next(m for m in pro.relay.structure.members if m.login == pro.login)
    fields = {
        "structure": pro.relay.id.hex(),
        "pro": pro.identity.id.hex(),
        "ed": b64(pro.identity.ed_public),
        "x": b64(pro.identity.x_public),
        "login": pro.login,
        "name": member.name,
        "role": member.role,
        "state": "removed",
        "n": 2,
    }
    at = int(changed.pop("at", now() + 1))  # type: ignore[call-overload]
    return make("member", fields | changed, signers=[signer], at=at)


def said(post: AgentPost, *statements: Statement) -> dict[bytes, str]:
    """Say it at a post and exchange; return what the server refused of it."""
    with post.store.transaction() as tx:
        for statement in statements:
            tx.put_statement(statement, queue=True)
    assert sync_once(post.exchange()) == Idle()
    names = {statement.name for statement in statements}
    return {row.name: str(row.code) for row in post.store.outgoing() if row.name in names}


@pytest.fixture
def scene(server, relay, new_post) -> tuple[AgentPost, Pro, Pro, Pro]:
    post = new_post()
    worker, other = relay.pro("Nadia Kaci"), relay.pro("Paul Morin")
    manager = relay.pro("Rose Blanc", role="manager")
    server.send()
    assert sync_once(post.exchange()) == Idle()
    return post, worker, other, manager


def test_a_reported_access_ends_here_at_once_and_elsewhere_with_the_next_exchange(benches):
    here, there = benches
    mine, elsewhere = here.worker(0), there.worker(0)
    person = mine.open_safe(new_safe()).person
    here.sync()
    there.sync()
    assert elsewhere.search("awa")
    (line,) = mine.reportable()
    assert line.is_mine
    mine.report_access(line.id)
    mine.report_access(line.id)
    assert len([row for row in here.agent.store.outgoing() if row.type == "member"]) == 1
    for act in (mine.home, lambda: mine.papers(person), lambda: here.worker(0)):
        with pytest.raises(Refused, match=r"sign_in\.not_a_member"):
            act()
    assert elsewhere.search("awa"), "nobody told that post yet"
    here.sync()
    there.sync()
    for act in (
        lambda: elsewhere.search("awa"),
        lambda: elsewhere.papers(person),
        lambda: elsewhere.file_paper(person, new_paper()),
        lambda: elsewhere.check_password(there.logins[0][1]),
        lambda: there.worker(0),
    ):
        with pytest.raises(Refused, match=r"sign_in\.not_a_member"):
            act()
    assert there.worker(1).search("awa"), "a colleague goes on"


def test_work_done_before_a_report_arrives_and_counts(benches):
    here, there = benches
    mine = here.worker(0)
    person = mine.open_safe(new_safe()).person
    item = mine.file_paper(person, new_paper("Avis"))
    mine.report_access(mine.profile.pro)
    here.assert_all_is_sent()
    there.sync()
    colleague = there.worker(1)
    assert [paper.item for paper in colleague.papers(person) if paper.title == "Avis"] == [item]


def test_a_report_goes_before_every_other_withdrawal(scene):
    post, worker, _other, _manager = scene
    person = Person.new()
    post.keep(*person.open_at(post.actor, worker))
    assert sync_once(post.exchange()) == Idle()
    left = affiliation(worker.identity, person.id, worker.relay.id, n=2, state="remove")
    post.keep(left)
    end = end_of(worker, worker.identity)
    assert said(post, end) == {}
    x = post.exchange()
    assert sync_once(x) == Idle()
    first, second = x.server.send_statements([end.wire, left.wire]).answers
    assert first.sequence < second.sequence, "though it was said later"
    assert Weight.REPORT < Weight.WITHDRAWAL < Weight.STATEMENT


def test_the_authority_may_end_what_was_reported_and_renews_the_key(server, relay, scene):
    post, worker, _other, _manager = scene
    assert said(post, end_of(worker, worker.identity)) == {}
    relay.remove(worker)
    server.send()
    assert relay.authority.unsent == []
    assert sync_once(post.exchange()) == Idle()
    assert len(post.store.structure_keys(relay.id)) == 2
    assert post.store.member(relay.id, worker.identity.id).text("state") == "removed"


def test_a_manager_reports_their_own_access_and_a_workers(scene):
    post, worker, _other, manager = scene
    assert said(post, end_of(worker, manager.identity), end_of(manager, manager.identity)) == {}


def test_a_report_said_again_counts_once(scene):
    post, worker, _other, _manager = scene
    end = end_of(worker, worker.identity)
    assert said(post, end) == {}
    x = post.exchange()
    assert sync_once(x) == Idle()
    assert x.server.send_statements([end.wire]).answers[0].status.value == "known"


@pytest.mark.parametrize("whose", ["colleague", "manager"])
def test_nobody_ends_another_access_than_their_own(scene, whose):
    post, worker, other, manager = scene
    victim = other if whose == "colleague" else manager
    forged = end_of(victim, worker.identity)
    assert said(post, forged) == {forged.name: "not_a_member"}


@pytest.mark.parametrize(
    "bent",
    [{"name": "Somebody Else"}, {"role": "manager"}, {"login": "other.x-aaaa"}],
    ids=["name", "role", "login"],
)
def test_a_report_says_nothing_but_the_end(scene, bent):
    post, worker, _other, _manager = scene
    forged = end_of(worker, worker.identity, **bent)
    (code,) = said(post, forged).values()
    assert code in {"not_a_member", "outdated", "login_taken"}


def test_a_stolen_access_does_not_bring_itself_back(scene):
    post, worker, _other, _manager = scene
    assert said(post, end_of(worker, worker.identity)) == {}
    back = end_of(worker, worker.identity, state="active", n=3, at=now() - 3600)
    assert said(post, back) == {back.name: "not_a_member"}


def test_a_report_cannot_put_the_next_word_out_of_reach(scene):
    post, worker, _other, _manager = scene
    far = end_of(worker, worker.identity, n=1000)
    said(post, far)
    (row,) = [row for row in post.store.outgoing() if row.name == far.name]
    assert row.code is None, "it waits for what would come between"
    x = post.exchange()
    assert sync_once(x) == Idle()
    answer = x.server.send_statements([far.wire]).answers[0]
    assert answer.status.value == "waiting"


def test_a_stolen_managers_access_admits_nobody_by_dating_it_to_the_day_before(scene):
    post, _worker, _other, manager = scene
    assert said(post, end_of(manager, manager.identity)) == {}
    structure, yesterday = manager.relay.structure, now() - 3600
    ticket = make_ticket(
        structure.id,
        structure.pepper,
        structure.pepper_n,
        signer=manager.identity,
        at=yesterday,
        rng=post.rng,
    ).statement
    stranger = Pro(manager.relay, Identity.new(post.rng), "thief.t-2abc")
    member = make(
        "member",
        {
            "structure": structure.id.hex(),
            "pro": stranger.identity.id.hex(),
            "ed": b64(stranger.identity.ed_public),
            "x": b64(stranger.identity.x_public),
            "login": stranger.login,
            "name": "Thief",
            "role": "worker",
            "state": "active",
            "n": 1,
        },
        signers=[manager.identity],
        at=yesterday,
    )
    assert said(post, ticket, member) == {
        ticket.name: "not_a_member",
        member.name: "not_a_member",
    }


def test_a_reported_access_says_nothing_of_a_person_any_more(scene):
    post, worker, _other, _manager = scene
    person = Person.new()
    post.keep(*person.open_at(post.actor, worker))
    assert sync_once(post.exchange()) == Idle()
    assert said(post, end_of(worker, worker.identity, at=now() - 30)) == {}
    paper = person.paper(by=worker)
    post.keep(paper)
    assert sync_once(post.exchange()) == Idle()
    (row,) = [row for row in post.vault.outgoing() if row.name == paper.name]
    assert row.code == "not_a_member"


def test_a_report_from_another_structures_post_is_turned_away(server, relay, scene, new_post):
    _post, worker, _other, _manager = scene
    outside = new_post(server.relay())
    end = end_of(worker, worker.identity)
    assert said(outside, end) == {end.name: "not_a_member"}
