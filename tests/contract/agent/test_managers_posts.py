"""A manager admits and ends posts through a real server; nobody else gets either past it.

FORMAT.md sections 3.4 and 7, ROL-08. The end of a lost post outranks everything: it goes
first, counts at once, and every other post knows with its next exchange.
"""

from __future__ import annotations

import pytest

from kiosk.crypto.keys import Identity
from kiosk.crypto.statements import Statement
from kiosk.crypto.tickets import NewTicket, code_text, end_of_post, make_ticket
from kiosk.errors import Refused
from sync.agent.code import parse_code
from sync.agent.connect import connect
from sync.agent.loop import sync_once
from sync.agent.machine import Idle
from sync.agent.machine import Refused as TurnedAway
from tests.fakes.actors import Person, now
from tests.fakes.agents import AgentPost


def ticket_by(post: AgentPost, signer: Identity, structure: bytes = b"") -> NewTicket:
    relay = post.relay.structure
    return make_ticket(
        structure or relay.id,
        relay.pepper,
        relay.pepper_n,
        signer=signer,
        at=now(),
        rng=post.rng,
    )


def code_for(post: AgentPost, made: NewTicket) -> str:
    pins = post.store.pins()
    return code_text(pins.url, pins.certificate_sha256, pins.root_ed, post.relay.structure.id, made)


def end_of(lost: AgentPost, signer: Identity, n: int = 2) -> Statement:
    held = lost.store.device(lost.identity.id)
    return end_of_post(
        held.id("structure"),
        lost.identity.id,
        ed=held.data("ed"),
        x=held.data("x"),
        n=n,
        place=held.text("place"),
        signer=signer,
        at=now() + 1,
    )


def said(post: AgentPost, *statements: Statement) -> None:
    """Keep statements in the post's own database, as a manager's session does."""
    with post.store.transaction() as tx:
        for statement in statements:
            tx.put_statement(statement, queue=True)


def refusals(post: AgentPost) -> dict[bytes, str | None]:
    return {row.name: row.code for row in post.store.outgoing()}


def exchanged(post: AgentPost):
    x = post.exchange()
    assert sync_once(x) == Idle()
    return x


def test_a_code_made_by_a_manager_off_line_enrols_once_it_has_travelled(
    server, relay, new_post, tmp_path
):
    here = new_post()
    manager = relay.pro("Rose Blanc", role="manager")
    server.send()
    exchanged(here)
    made = ticket_by(here, manager.identity)
    code = parse_code(code_for(here, made))
    said(here, made.statement)
    fresh = AgentPost.fresh(tmp_path / "fresh", relay)
    fresh.line = here.line
    with pytest.raises(Refused, match=r"enrol\.ticket_unknown"):
        fresh.enrol(code)
    exchanged(here)
    fresh.enrol(code)
    exchanged(here)
    assert here.store.device(fresh.identity.id).text("state") == "active"
    late = AgentPost.fresh(tmp_path / "late", relay)
    late.line = here.line
    with pytest.raises(Refused, match=r"enrol\.ticket_used"):
        late.enrol(code)
    for post in (fresh, late):
        post.close()


def test_the_end_of_a_lost_post_counts_at_once_and_every_other_post_learns_it(
    server, relay, new_post
):
    here, lost, third = new_post(), new_post(), new_post()
    manager = relay.pro("Rose Blanc", role="manager")
    server.send()
    for post in (here, lost, third):
        exchanged(post)
    on_its_way = lost.exchange()
    assert sync_once(on_its_way) == Idle()  # signed in, its session open
    end = end_of(lost, manager.identity)
    here.keep(*Person.new().open_at(here.actor, relay.pro()))
    server.send()
    said(here, end)
    exchanged(here)
    assert isinstance(sync_once(on_its_way), TurnedAway), "the session it had ended with it"
    assert isinstance(sync_once(lost.exchange()), TurnedAway)
    exchanged(third)
    assert third.store.device(lost.identity.id).name == end.name


def test_a_worker_admits_and_ends_no_post(server, relay, new_post):
    here, other = new_post(), new_post()
    worker = relay.pro()
    server.send()
    made, end = ticket_by(here, worker.identity), end_of(other, worker.identity)
    said(here, made.statement, end)
    exchanged(here)
    assert refusals(here) == {made.statement.name: "not_a_member", end.name: "not_a_member"}
    exchanged(other)


def test_a_removed_manager_admits_and_ends_no_post(server, relay, new_post):
    here, other = new_post(), new_post()
    manager = relay.pro("Rose Blanc", role="manager")
    relay.remove(manager)
    server.send()
    made, end = ticket_by(here, manager.identity), end_of(other, manager.identity)
    said(here, made.statement, end)
    exchanged(here)
    assert refusals(here) == {made.statement.name: "not_a_member", end.name: "not_a_member"}


def test_a_manager_of_another_structure_admits_and_ends_no_post_here(server, relay, new_post):
    victim = new_post()
    strange = server.relay()
    outside = new_post(strange)
    manager = strange.pro("Rose Blanc", role="manager")
    server.send()
    made = ticket_by(outside, manager.identity, structure=relay.id)
    end = end_of(victim, manager.identity)
    said(outside, made.statement, end)
    exchanged(outside)
    assert refusals(outside) == {made.statement.name: "not_a_member", end.name: "not_a_member"}
    exchanged(victim)


def test_an_end_said_again_counts_once_whoever_says_it(server, relay, new_post):
    here, lost = new_post(), new_post()
    one, other = (relay.pro(name, role="manager") for name in ("Rose Blanc", "Jean Roux"))
    server.send()
    first, again = end_of(lost, one.identity), end_of(lost, other.identity)
    said(here, first)
    x = exchanged(here)
    told = x.server.changes("", 500).head.next
    replayed, doubled = x.server.send_statements([first.wire, again.wire]).answers
    assert (replayed.status.value, doubled.code) == ("known", "outdated")
    assert x.server.changes("", 500).head.next == told


def test_a_post_is_told_when_the_others_of_its_structure_came_in_last(server, relay, new_post):
    here, there, never = new_post(), new_post(), new_post()
    outside = new_post(server.relay())
    manager = relay.pro("Rose Blanc", role="manager")
    server.send()
    for post in (there, outside):
        exchanged(post)
    exchanged(here)
    seen_at = here.store.post_seen_at(there.identity.id)
    assert seen_at is not None
    assert abs(seen_at - now()) < 60
    assert here.store.post_seen_at(never.identity.id) is None, "unknown is not broken"
    for stranger in (here, outside):
        assert here.store.post_seen_at(stranger.identity.id) is None
    said(here, end_of(there, manager.identity))
    exchanged(here)
    connect(here.exchange())
    assert here.store.post_seen_at(there.identity.id) == seen_at, "what was told stays told"
