"""*À vérifier* against a real server: refused, decided by a person, accepted or gone.

What the server refuses waits for somebody (sync rules, push). The same bytes are offered
again, under the same name; what is kept or taken out is offered no more.
"""

from __future__ import annotations

import pytest

from kiosk.crypto.encoding import b64
from kiosk.crypto.keys import Identity
from kiosk.crypto.statements import Statement, make
from kiosk.domain.ids import PersonId
from kiosk.domain.retention import DRAFT_S
from kiosk.errors import InvalidInput, Refused
from kiosk.flows import sending
from kiosk.flows.post import Post
from sync.agent.exchange import Exchange
from sync.agent.loop import KEPT_HOUSE_AT, sync_once
from sync.agent.machine import Idle
from sync.protocol.messages import AnswerStatus
from tests.fakes.actors import Person, Pro, affiliation, now, part_line
from tests.fakes.agents import AgentPost
from tests.fakes.central import MovedClock
from tests.fakes.world import CHEAP, CHEAP_FLOORS


class Desk:
    """One post with its worker's decisions, and a manager who decides nothing here."""

    def __init__(self, post: AgentPost, worker: Identity) -> None:
        self.agent, self.worker = post, worker
        pins = post.store.pins()
        assert pins is not None
        self.post = Post(
            device_store=post.store,
            open_vault=lambda _key: post.vault,
            parts=post.parts,
            clock=post.clock,
            rng=post.rng,
            device=post.identity,
            structure=pins.structure,
            device_secret=bytes(32),
            vault=post.vault,
            costs=CHEAP,
            floors=CHEAP_FLOORS,
        )

    def exchange(self) -> Exchange:
        x = self.agent.exchange()
        assert sync_once(x) == Idle()
        return x

    @property
    def to_check(self) -> dict[bytes, str | None]:
        lines = sending.outgoing(self.post)
        return {line.statement: line.refused_key for line in lines if line.refused_key}

    def journal(self) -> list[str]:
        stores = (self.agent.store, self.agent.vault)
        entries = [each.fields for store in stores for each in store.journal_entries(0, 1000)]
        return [str(e["action"]) for e in entries if str(e["action"]).startswith("sending.")]


@pytest.fixture
def desk(server, relay, new_post) -> Desk:
    post = new_post(clock=MovedClock())
    pro = relay.pro()
    server.send()
    made = Desk(post, pro.identity)
    made.exchange()
    return made


def paper_of_somebody_removed(server, relay, desk: Desk) -> tuple[Person, Statement, bytes]:
    """A paper, with a page, by a professional whose end the server knows and this post does not."""
    gone, person = relay.pro("Paul Morin"), Person.new()
    server.send()
    desk.exchange()
    desk.agent.keep(*person.open_at(desk.agent.actor, gone))
    desk.exchange()
    part, sealed = desk.agent.write_part()
    paper = person.paper(by=gone, parts=[part_line(part, sealed)])
    desk.agent.keep(paper)
    relay.remove(gone)
    server.send()
    desk.exchange()
    return person, paper, part


def ticket_of(relay, worker: Identity) -> Statement:
    made = relay.post()
    relay.authority.unsent.pop()  # the registrar's own ticket: a worker signs one instead
    fields = {
        "structure": relay.id.hex(),
        "ticket": made.holder.id.hex(),
        "ed": b64(made.holder.ed_public),
        "x": b64(made.holder.x_public),
        "exp": now() + 3600,
        "pepper_n": 1,
        "pepper": b64(b"\x11" + bytes(80)),
    }
    return make("ticket", fields, signers=[worker], at=now())


def made_manager(relay, pro: Pro) -> bytes:
    member = next(m for m in relay.structure.members if m.login == pro.login)
    fields = {
        "structure": relay.id.hex(),
        "pro": pro.identity.id.hex(),
        "ed": b64(pro.identity.ed_public),
        "x": b64(pro.identity.x_public),
        "login": pro.login,
        "name": member.name,
        "role": "manager",
        "state": "active",
        "n": 2,
    }
    return make("member", fields, signers=[relay.structure.registrar], at=now()).wire


def test_what_was_refused_is_taken_once_its_reason_is_gone(server, relay, new_post):
    post, pro = new_post(clock=MovedClock()), relay.pro()
    server.send()
    desk = Desk(post, pro.identity)
    desk.exchange()
    ticket = ticket_of(relay, pro.identity)
    with post.store.transaction() as tx:
        tx.put_statement(ticket, queue=True)
    desk.exchange()
    assert desk.to_check == {ticket.name: "sync.refused.not_a_member"}
    sending.retry(desk.post, pro.identity, ticket.name)
    desk.exchange()
    assert desk.to_check == {ticket.name: "sync.refused.not_a_member"}, "nothing had changed"
    relay.authority.unsent.append(made_manager(relay, pro))
    server.send()
    sending.retry(desk.post, pro.identity, ticket.name)
    x = desk.exchange()
    assert desk.to_check == {}
    assert [each.status.value for each in x.server.send_statements([ticket.wire]).answers] == [
        "known"
    ]
    assert desk.journal() == ["sending.retried", "sending.retried"]


def test_what_was_refused_and_arrived_after_all_is_not_to_be_checked_any_more(
    server, relay, new_post
):
    """Found by the simulator: a request thought lost arrives once the reason to refuse what it
    brings is gone; others see it, and here it would stay refused for ever."""
    post, pro = new_post(clock=MovedClock()), relay.pro()
    server.send()
    desk = Desk(post, pro.identity)
    desk.exchange()
    ticket = ticket_of(relay, pro.identity)
    with post.store.transaction() as tx:
        tx.put_statement(ticket, queue=True)
    x = desk.exchange()
    assert desk.to_check == {ticket.name: "sync.refused.not_a_member"}
    relay.authority.unsent.append(made_manager(relay, pro))
    server.send()
    (late,) = x.server.send_statements([ticket.wire]).answers
    assert late.status is AnswerStatus.STORED
    desk.exchange()
    assert desk.to_check == {}
    assert desk.journal() == [], "nobody decided anything"


def test_what_is_kept_here_is_never_offered_again_by_itself(server, relay, desk):
    _person, paper, part = paper_of_somebody_removed(server, relay, desk)
    assert desk.to_check == {paper.name: "sync.refused.not_a_member"}
    sending.keep_unsent(desk.post, desk.worker, paper.name)
    assert desk.agent.vault.counts().to_check == 0
    for _ in range(2):
        x = desk.exchange()
    (line,) = [each for each in sending.outgoing(desk.post) if each.statement == paper.name]
    assert line.is_kept
    assert line.may_be_taken_out
    assert desk.agent.vault.part(part).is_here
    assert x.server.send_statements([paper.wire]).answers[0].status.value == "refused"
    assert "sending.kept" in desk.journal()


def test_a_paper_taken_out_leaves_this_post_and_its_undo_brings_it_back(server, relay, desk):
    person, paper, part = paper_of_somebody_removed(server, relay, desk)
    item = paper.id("item")
    sending.take_out(desk.post, desk.worker, paper.name)
    desk.exchange()
    assert desk.agent.vault.item_heads(person.id, item) == []
    sending.put_back(desk.post, desk.worker, paper.name)
    assert desk.to_check == {paper.name: "sync.refused.not_a_member"}
    assert [h.name for h in desk.agent.vault.item_heads(person.id, item)] == [paper.name]
    desk.agent.clock.ahead_s = -(DRAFT_S + 60)  # said yesterday
    sending.take_out(desk.post, desk.worker, paper.name)
    desk.agent.clock.ahead_s = 0
    with desk.agent.store.transaction() as tx:
        tx.set_setting(KEPT_HOUSE_AT, 0)
    desk.exchange()
    assert desk.agent.vault.part(part) is None
    assert desk.agent.parts.size(part) is None
    with pytest.raises(InvalidInput, match=r"sending\.gone"):
        sending.put_back(desk.post, desk.worker, paper.name)
    assert desk.journal() == ["sending.taken_out", "sending.put_back", "sending.taken_out"]


def test_a_withdrawal_that_was_refused_is_kept_or_tried_but_not_taken_out(server, relay, desk):
    gone, person = relay.pro("Paul Morin"), Person.new()
    server.send()
    desk.exchange()
    desk.agent.keep(*person.open_at(desk.agent.actor, gone))
    desk.exchange()
    end = affiliation(gone.identity, person.id, relay.id, n=2, state="remove")
    desk.agent.keep(end)
    relay.remove(gone)
    server.send()
    desk.exchange()
    assert desk.to_check == {end.name: "sync.refused.not_a_member"}
    with pytest.raises(Refused, match=r"sending\.stays"):
        sending.take_out(desk.post, desk.worker, end.name)
    assert desk.agent.vault.affiliated(PersonId(person.id)) == frozenset()
