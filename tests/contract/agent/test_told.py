"""What the server's journal tells a person is believed only where it is proved (TRC-02)."""

from __future__ import annotations

from dataclasses import replace

import pytest

from kiosk.domain.retention import JOURNAL_BODY_S
from kiosk.errors import IntegrityFailure, KioskError, Unavailable
from kiosk.flows.journal_file import write_journal
from kiosk.journal.export import fingerprint, verify_export
from sync.agent.loop import sync_once
from sync.agent.machine import Idle
from sync.agent.prove import prove_chains
from sync.agent.told import fetch_journal
from sync.agent.trim import trim_journals
from sync.protocol.fields import Malformed
from tests.fakes.actors import Person
from tests.fakes.agents import AgentPost
from tests.fakes.bent_server import BentServer
from tests.fakes.near_server import NearCentral


class Scene:
    """A post that has handed in two lines about a person."""

    def __init__(self, folder):
        self.near = NearCentral(folder / "central")
        self.relay = self.near.relay()
        self.pro = self.relay.pro()
        self.near.send()
        self.post = AgentPost.enrolled(folder / "a", self.near, self.relay)
        self.person = Person.new()
        self.post.keep(*self.person.open_at(self.post.actor, self.pro))
        self.write(2)

    def write(self, count):
        with self.post.vault.transaction() as tx:
            for number in range(count):
                tx.journal(self.pro.identity.id, self.person.id, "paper.read", n=number)
        assert sync_once(self.post.exchange()) == Idle()

    def line(self, bend=None):
        x = self.post.exchange()
        assert sync_once(x) == Idle()
        x.server = BentServer(x.server)
        if bend is not None:
            x.server.bend["journal_of"] = bend
        return x

    @property
    def held(self):
        return self.post.vault.told_entries(self.person.id)


@pytest.fixture
def scene(tmp_path):
    made = Scene(tmp_path)
    yield made
    made.post.close()
    made.near.close()


def test_entries_come_once_and_only_what_is_new_is_asked(scene):
    x = scene.line()
    assert fetch_journal(x, scene.person.id) == 2
    assert fetch_journal(x, scene.person.id) == 0
    asked = []
    scene.write(120)
    x = scene.line(lambda call, *values: asked.append(values[1]) or call(*values))
    assert fetch_journal(x, scene.person.id) == 120
    assert len(asked) == 2, "a hundred a page"
    assert min(asked) > 0
    assert len(scene.held) == 122


def bent(change):
    return lambda call, *values: change(call(*values))


def entries(page, **changes):
    first, *rest = page.entries
    return replace(page, entries=(replace(first, **changes), *rest))


@pytest.mark.parametrize(
    "lie",
    [
        lambda page: entries(page, body=page.entries[0].body.replace(b"paper.read", b"paper.seen")),
        lambda page: entries(page, proof=()),
        lambda page: entries(page, place=page.entries[0].place + 1),
        lambda page: replace(page, entries=page.entries[::-1]),
        lambda page: replace(page, entries=page.entries * 2),
        lambda page: replace(page, next=0),
        lambda page: replace(page, next=2**40),
        lambda page: replace(page, more=True, next=0, entries=()),
    ],
    ids=["edited", "unproved", "moved", "reordered", "doubled", "before", "beyond", "for ever"],
)
def test_a_page_that_is_not_proved_or_out_of_order_is_not_kept(scene, lie):
    with pytest.raises((IntegrityFailure, Malformed)):
        fetch_journal(scene.line(bent(lie)), scene.person.id)
    assert scene.held == []
    assert fetch_journal(scene.line(), scene.person.id) == 2


def test_while_the_servers_journal_is_not_believed_nothing_of_it_is_taken(scene):
    x = scene.line()
    x.server.bend["journal_head"] = lambda call, known: replace(call(known), sig=bytes(64))
    with pytest.raises(IntegrityFailure, match="tree_unsigned"):
        fetch_journal(x, scene.person.id)
    assert scene.held == []


def test_of_somebody_this_post_does_not_know_nothing_is_asked(scene):
    x = scene.line()
    with pytest.raises(Unavailable, match="not_told"):
        fetch_journal(x, bytes(16))
    assert "journal_of" not in x.server.asked


def test_a_server_that_does_not_tell_is_said_so(scene):
    def away(_call, *_values):
        from sync.agent.server import NotFound

        raise NotFound

    with pytest.raises(KioskError, match="not_told"):
        fetch_journal(scene.line(away), scene.person.id)


def test_a_post_lets_its_old_journal_go_and_its_export_and_proof_hold(scene, tmp_path):
    """Twelve months (TRC-08): with a real server that has acknowledged them."""
    post, x = scene.post, scene.post.exchange()
    assert sync_once(x) == Idle()
    post.clock.ahead_s += JOURNAL_BODY_S + 86400
    with post.vault.transaction() as tx:
        tx.journal(scene.pro.identity.id, scene.person.id, "paper.read", n=9)
    assert trim_journals(x) == 2
    assert post.store.journal_entries(limit=-1)[-1].fields["action"] == "journal_trimmed"
    assert [entry.fields["n"] for entry in post.vault.journal_entries(limit=-1)] == [9]
    assert post.vault.verify_journal() == 3
    assert trim_journals(x) == 1, "the post's own first line, now that another stands on it"
    assert trim_journals(x) == 0
    assert prove_chains(x) == 0, "what the server keeps was let go: nothing newer was handed in"
    assert sync_once(post.exchange()) == Idle()
    x = post.exchange()
    assert sync_once(x) == Idle()
    assert prove_chains(x) == 2
    file = tmp_path / "journal.jsonl"
    write_journal(file, post.store, post.vault, at=1)
    with file.open("rb") as lines:
        found = verify_export(lines, given={fingerprint(post.identity.ed_public)})
    vault = next(chain for chain in found.chains if chain.name == "vault")
    assert (vault.first, vault.last, vault.kept) == (3, 3, 3)
