"""Two enrolled posts, a real server over HTTPS, real databases: what one writes, both show."""

from __future__ import annotations

import hashlib

from kiosk.crypto.statements import parse
from kiosk.flows.api import SyncState
from kiosk.vault.database import open_database
from kiosk.vault.vault_store import PartState, VaultStore
from sync.agent.connect import connect
from sync.agent.fetch import fetch_part
from sync.agent.loop import Loop, sync_once
from sync.agent.machine import Idle
from sync.agent.status import status_of
from tests.fakes.actors import Person, part_line
from tests.fakes.agents import KEY
from tests.fakes.bent_server import BentServer


def exchanged(post, **options):
    """Do one whole pass and return the exchange, which must end at rest."""
    x = post.exchange(**options)
    assert sync_once(x) == Idle()
    return x


def opened(relay, server, post):
    """A worker opens a safe at a post, with one shared paper of two parts."""
    pro = relay.pro()
    server.send()
    exchanged(post)
    person = Person.new()
    small, big = post.write_part(300), post.write_part(400_000)
    paper = person.paper
    post.keep(*person.open_at(post.actor, pro))
    post.keep(paper(by=pro, parts=[part_line(*small), part_line(*big)]))
    return pro, person, small, big


def test_a_paper_filed_at_one_post_shows_at_the_other(server, relay, new_post):
    here, there = new_post(), new_post()
    _, person, small, big = opened(relay, server, here)
    exchanged(here)
    exchanged(there)
    assert here.known() == there.known() != set()
    assert there.shown(person.id) == here.shown(person.id)
    assert there.has_part(*small)
    assert there.has_part(*big)


def test_what_a_post_sent_itself_comes_back_by_name_alone(server, relay, new_post):
    here, there = new_post(), new_post()
    opened(relay, server, here)
    x = exchanged(here)
    page = x.server.changes("", 500, 0, True)
    mine = {parse(wire).name for wire in x.server.changes("", 500).wires} & here.known()
    assert set(page.own) >= mine != set()
    assert not mine & {parse(wire).name for wire in page.wires}
    other = exchanged(there).server.changes("", 500, 0, True)
    assert not mine & set(other.own)
    assert mine <= {parse(wire).name for wire in other.wires}


def test_a_post_whose_persons_were_lost_gets_back_what_it_had_sent(server, relay, new_post):
    here = new_post()
    _, person, _, _ = opened(relay, server, here)
    exchanged(here)
    before, shown = here.known(), here.shown(person.id)
    here.vault.close()
    for path in here.folder.glob("vault.db*"):
        path.unlink()
    database = open_database(here.folder / "vault.db", KEY, "vault")
    here.vault = VaultStore(database, here.parts, here.clock)
    assert here.known() == set()
    exchanged(here)
    assert here.known() == before
    assert here.shown(person.id) == shown


def test_sending_twice_counts_once(server, relay, new_post):
    here, there = new_post(), new_post()
    _, person, _, _ = opened(relay, server, here)
    x = exchanged(here)
    told = x.server.changes("", 500).head.next
    with here.vault.transaction() as tx:
        assert tx.offer_again(0) > 0
    exchanged(here)
    assert x.server.changes("", 500).head.next == told
    exchanged(there)
    assert here.shown(person.id) == there.shown(person.id)


def test_what_both_wrote_while_apart_is_the_same_at_both(server, relay, new_post):
    here, there = new_post(), new_post()
    pro, person, _, _ = opened(relay, server, here)
    exchanged(here)
    exchanged(there)
    first = person.paper(by=pro, title="Une facture")
    here.keep(first)
    there.keep(person.paper(by=pro, title="Une attestation"))
    here.keep(person.paper(by=pro, item=first.id("item"), previous=[first], title="Corrigée"))
    exchanged(here)
    exchanged(there)
    exchanged(here)
    assert here.known() == there.known()
    assert here.shown(person.id) == there.shown(person.id)


def test_the_line_says_true_counts(server, relay, new_post):
    post = new_post()
    opened(relay, server, post)
    x = post.exchange()
    before = status_of(x, Idle())
    assert (before.state, before.waiting) == (SyncState.WAITING, 3)
    assert sync_once(x) == Idle()
    after = status_of(x, Idle())
    assert (after.state, after.waiting, after.done, after.to_check) == (
        SyncState.UP_TO_DATE,
        0,
        0,
        0,
    )
    assert after.last_exchange_at is not None


def test_with_the_vault_closed_the_structure_is_kept_and_persons_come_later(
    server, relay, new_post
):
    here, there = new_post(), new_post()
    pro, person, _, _ = opened(relay, server, here)
    exchanged(here)
    exchanged(there, is_open=False)
    assert there.known() == set()
    assert there.store.member(relay.id, pro.identity.id) is not None
    exchanged(there)
    assert there.shown(person.id) == here.shown(person.id)


def test_a_withdrawal_goes_before_everything_else(server, relay, new_post):
    post = new_post()
    pro, person, _, _ = opened(relay, server, post)
    exchanged(post)
    for _ in range(3):
        post.keep(person.paper(by=pro))
    removal = person.affiliate(relay, "remove")
    post.keep(removal)
    x = post.exchange()
    connect(x)
    x.server = BentServer(x.server)
    sent = []
    x.server.bend["send_statements"] = lambda send, wires: (sent.extend(wires), send(wires))[1]
    assert sync_once(x) == Idle()
    assert sent[0] == removal.wire


def test_after_the_person_leaves_the_post_forgets_and_can_come_back(server, relay, new_post):
    here, there = new_post(), new_post()
    _, person, small, _ = opened(relay, server, here)
    exchanged(here)
    exchanged(there)
    assert there.has_part(*small)
    here.keep(person.affiliate(relay, "remove"))
    exchanged(here)
    exchanged(there)
    assert there.vault.identity(person.id) is None
    assert there.vault.heads(person.id) == []
    assert there.parts.size(small[0]) is None
    assert there.vault.affiliated(person.id) == frozenset()
    here.keep(person.affiliate(relay))
    exchanged(here)
    exchanged(there)
    assert there.vault.identity(person.id) is not None
    assert there.vault.affiliated(person.id) == {relay.id}


def test_a_paper_filed_while_another_post_ended_the_sharing_arrives_and_is_the_persons(
    server, relay, new_post
):
    """Neither could know of the other; the paper is dated after the end, honestly."""
    here, there = new_post(), new_post()
    pro, person, _, _ = opened(relay, server, here)
    exchanged(here)
    exchanged(there)
    end = person.affiliate(relay, "remove")
    here.keep(end)
    page = there.write_part(400)
    late = person.paper(by=pro, parts=[part_line(*page)])
    there.keep(late)
    assert late.at >= end.at
    exchanged(here)
    exchanged(there)
    assert there.vault.outgoing() == [], "nothing is left to check"
    assert there.vault.identity(person.id) is None, "and the person is forgotten there"
    back = person.affiliate(relay)
    here.keep(back)
    for post in (here, there):
        exchanged(post)
        assert late.name in {head.name for head in post.vault.heads(person.id)}
    assert there.has_part(*page)


def test_a_part_on_demand_comes_whole_or_not_at_all(server, relay, new_post):
    here, there = new_post(), new_post()
    _, _, _, big = opened(relay, server, here)
    exchanged(here)
    x = there.exchange()
    x.quota_bytes = 1000
    assert sync_once(x) == Idle()
    assert there.parts.size(big[0]) is None
    fetch_part(x, big[0])
    assert there.has_part(*big)
    held = there.vault.part(big[0])
    assert held is not None
    assert held.state is PartState.SENT
    assert hashlib.sha256(there.parts.read(big[0])).digest() == held.sha256


def test_a_pass_without_changes_is_one_request_however_much_there_is(server, relay, new_post):
    post = new_post()
    pro, person, _, _ = opened(relay, server, post)
    x = exchanged(post)
    x.server = BentServer(x.server)
    loop = Loop(x)
    assert loop.run_pass() == Idle()
    assert x.server.asked == ["changes"]
    post.keep(*(person.paper(by=pro) for _ in range(60)))
    assert loop.run_pass() == Idle()
    x.server.asked.clear()
    assert loop.run_pass() == Idle()
    assert x.server.asked == ["changes"]


def test_words_that_come_after_a_paper_reach_the_other_post_as_one_part_more(
    server, relay, new_post
):
    here, there = new_post(), new_post()
    pro = relay.pro()
    server.send()
    exchanged(here)
    person = Person.new()
    pages, words = here.write_part(400_000), here.write_part(900)
    here.keep(*person.open_at(here.actor, pro))
    filed = person.paper(by=pro, parts=[part_line(*pages)])
    here.keep(filed)
    exchanged(here)
    item, lines = filed.id("item"), [part_line(*pages), part_line(*words)]
    here.keep(person.paper(by=pro, item=item, previous=[filed], parts=lines))
    exchanged(here)
    exchanged(there)
    assert there.shown(person.id) == here.shown(person.id)
    assert there.has_part(*pages)
    assert there.has_part(*words)
