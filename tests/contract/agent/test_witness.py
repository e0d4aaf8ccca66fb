"""Posts hold the server to its journal: it only grows, and nothing in it changes (TRC-01, DER-10).

The server is a real one; the lies are its own answers, bent, or its store, tampered with.
"""

from __future__ import annotations

import hashlib
import json
from dataclasses import replace

import pytest

from kiosk.flows.api import SyncState
from kiosk.journal.tree import leaf_hash, verify_inclusion
from sync.agent.commands import journal
from sync.agent.loop import sync_once
from sync.agent.machine import Idle
from sync.agent.server import NotFound
from sync.agent.status import status_of
from sync.agent.witness import accept_again, kept_head
from sync.protocol.journal import TreeHead
from tests.fakes.actors import Person
from tests.fakes.agents import KEY, AgentPost
from tests.fakes.bent_server import BentServer
from tests.fakes.near_server import NearCentral


class Scene:
    def __init__(self, folder):
        self.near = NearCentral(folder / "central")
        self.relay = self.near.relay()
        self.pro = self.relay.pro()
        self.near.send()
        self.post = AgentPost.enrolled(folder / "a", self.near, self.relay)
        self.exchange()

    def exchange(self, bend=None):
        """Do one pass with something to tell; `bend` changes the head that is told."""
        self.post.keep(*Person.new().open_at(self.post.actor, self.pro))
        x = self.post.exchange()
        if bend is not None:
            x.server = BentServer(x.server)
            x.server.bend["journal_head"] = bend
        assert sync_once(x) == Idle()
        return x

    @property
    def alarm(self):
        return self.post.store.tree_alarm()

    @property
    def kept(self):
        return kept_head(self.post.store)


@pytest.fixture
def scene(tmp_path):
    made = Scene(tmp_path)
    yield made
    made.post.close()
    made.near.close()


def test_a_post_keeps_the_newest_head_of_an_honest_server(scene):
    sizes = [scene.kept.size]
    for _ in range(3):
        with scene.post.store.transaction() as tx:
            tx.journal(scene.post.identity.id, None, "papers.listed")
        scene.exchange()
        scene.exchange()
        sizes.append(scene.kept.size)
    assert sizes == sorted(set(sizes))
    assert scene.alarm is None


def bent(**changes):
    return lambda call, known: replace(call(known), **changes)


def signed_anew(scene, **changes):
    """A head that is not so, under the server's true key."""

    def bend(call, known):
        told = replace(call(known), **changes)
        sig = scene.near.central.keys.checkpoint(told.size, told.root, told.at)
        return replace(told, sig=sig)

    return bend


@pytest.mark.parametrize(
    ("lie", "alarm"),
    [
        (lambda scene: signed_anew(scene, size=1, proof=()), "journal.tree_shorter"),
        (lambda scene: signed_anew(scene, root=bytes(32)), "journal.tree_forked"),
        (lambda scene: signed_anew(scene, proof=(bytes(32),)), "journal.tree_forked"),
        (lambda scene: signed_anew(scene, size=2**40), "journal.tree_forked"),
        (lambda _: bent(sig=bytes(64)), "journal.tree_unsigned"),
        (lambda _: bent(root=bytes(32)), "journal.tree_unsigned"),
        (lambda _: bent(at=1), "journal.tree_unsigned"),
    ],
    ids=["shorter", "forked", "not proved", "larger", "unsigned", "other root", "other time"],
)
def test_a_head_that_does_not_continue_the_kept_one_is_refused_and_said(scene, lie, alarm):
    before = scene.kept
    x = scene.exchange(lie(scene))
    assert scene.alarm == alarm
    assert scene.kept == before
    shown = status_of(x, Idle())
    assert (shown.state, shown.reason_key) == (SyncState.FAULT, alarm)
    refused = TreeHead.parse(scene.post.store.tree_evidence())
    assert refused != before
    last = scene.post.store.journal_head().fields
    assert (last["action"], last["why"]) == ("server_tree_refused", alarm.partition(".")[2])


def test_changes_go_out_though_the_head_was_refused(scene):
    scene.exchange(bent(sig=bytes(64)))
    assert not scene.post.vault.has_unsent()


def test_an_alarm_stands_until_somebody_looked_and_is_said_once(scene):
    scene.exchange(bent(sig=bytes(64)))
    entries = scene.post.store.journal_head().seq
    scene.exchange(bent(sig=bytes(64)))
    scene.exchange()
    assert scene.alarm == "journal.tree_unsigned"
    assert scene.post.store.journal_head().seq == entries
    assert accept_again(scene.post.store, scene.post.identity.id) == "journal.tree_unsigned"
    scene.exchange()
    assert scene.alarm is None
    assert scene.kept is not None


def test_a_server_that_rewrote_an_old_entry_is_found_out(scene):
    with scene.near.central.database.writing() as rows:
        rows.run("UPDATE journal_node SET hash = ?", (hashlib.sha256(b"other").digest(),))
    scene.exchange()
    assert scene.alarm == "journal.tree_forked"


def test_what_is_told_of_a_person_is_proved_in_the_tree_and_told_to_nobody_else(scene, tmp_path):
    person, pro = Person.new(), scene.pro.identity.id
    scene.post.keep(*person.open_at(scene.post.actor, scene.pro))
    scene.exchange()
    with scene.post.vault.transaction() as tx:
        tx.journal(pro, person.id, "papers.listed")
        tx.journal(pro, None, "worker.signed_out")
    x, head = scene.exchange(), scene.kept
    page = x.server.journal_of(person.id, 0, head.size)
    assert [b"papers.listed" in each.body for each in page.entries] == [True]
    for each in page.entries:
        verify_inclusion(leaf_hash(each.body), each.place, head.size, head.root, each.proof)
    elsewhere = AgentPost.enrolled(tmp_path / "b", scene.near, scene.near.relay("Autre relais"))
    there = elsewhere.exchange()
    assert sync_once(there) == Idle()
    with pytest.raises(NotFound):
        there.server.journal_of(person.id, 0, head.size)
    elsewhere.close()


def test_the_alarm_is_lifted_by_a_command_that_says_what_it_was(scene, monkeypatch, capsys):
    monkeypatch.setattr("sync.agent.journal_commands.load_or_create", lambda _paths: (KEY, False))
    folder = str(scene.post.folder)
    assert journal(["accept", "--state-dir", folder]) == 0
    assert "Aucune alerte" in capsys.readouterr().out
    scene.exchange(bent(sig=bytes(64)))
    assert journal(["accept", "--state-dir", folder, "--json"]) == 0
    assert json.loads(capsys.readouterr().out) == {"alarm": "journal.tree_unsigned"}
    assert scene.alarm is None
