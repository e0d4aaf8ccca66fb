"""The server's journal, on both engines: what is in it, how it grows, what stays of it.

TRC-01 to TRC-06, TRC-08, TRC-10; FORMAT.md flow 6.14.
"""

from __future__ import annotations

import json
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from kiosk.crypto.encoding import b64, canon, dec, enc
from kiosk.crypto.statements import Statement, log_hash, make, verify_checkpoint
from kiosk.domain.retention import JOURNAL_BODY_S
from kiosk.errors import IntegrityFailure
from kiosk.journal.export import Head
from kiosk.journal.tree import leaf_hash, verify_consistency, verify_inclusion
from sync.protocol.messages import PresentRequest, StructureState
from sync.server import journal
from sync.server.journal_check import Checked, check_journal
from sync.server.maintenance import note_schema
from sync.server.no import No
from sync.server.operator_messages import Agreement, AgreementTold
from sync.server.store.database import Database
from sync.server.store.migrate import MIGRATIONS, migrations
from sync.server.store.postgres import PostgresDatabase
from tests.contract.server.test_acceptance import Scene
from tests.fakes.actors import Relay, now
from tests.fakes.central import MovedClock, acts_of, bring, central_server, enrolled, sender

DAY_S = 86400


@pytest.fixture
def scene(database: Database, tmp_path: Path) -> Iterator[Scene]:
    clock = MovedClock()
    central = central_server(database, tmp_path, clock=clock)
    relay = Relay.alone()
    claire = relay.pro()
    post = enrolled(central, relay)
    yield Scene(central, clock, relay, claire, post)
    central.custody.database.close()


class Chain:
    """A post's chain, as its own journal would sign it."""

    def __init__(self, scene: Scene) -> None:
        self.post = scene.post
        self.seq, self.h = 0, bytes(32)

    def next(self, *entries: dict[str, object]) -> Statement:
        for entry in entries:
            self.h = log_hash(self.h, entry)
        self.seq += len(entries)
        fields = {
            "device": self.post.id.hex(),
            "chain": "vault",
            "seq": self.seq,
            "h": self.h.hex(),
            "entries": list(entries),
        }
        return make("log", fields, signers=(self.post.identity,), at=now())


def bodies(scene: Scene) -> list[dict[str, Any]]:
    with scene.central.database.reading() as rows:
        return [json.loads(body) for _, _, body in journal.all_entries(rows, batch=3) if body]


def actions(scene: Scene, *, own: bool) -> list[object]:
    found = [each for each in bodies(scene) if ("server" in each) is own]
    return [each["entry"]["action"] for each in found]


def read(person: bytes, pro: bytes, number: int = 1) -> dict[str, object]:
    return {
        "action": "paper.read",
        "actor": pro.hex(),
        "at": now(),
        "n": number,
        "person": person.hex(),
    }


def test_entries_of_a_post_and_acts_of_the_server_are_in_one_tree(scene: Scene) -> None:
    person, chain = scene.opened(), Chain(scene)
    batch = chain.next(*(read(person.id, scene.claire.identity.id, n) for n in range(5)))
    assert scene.bring(batch) == ["stored"]
    assert actions(scene, own=False) == ["paper.read"] * 5
    assert {"member_worker", "device_enrolled"} <= set(actions(scene, own=True))
    head = scene.central.journal_head(sender(scene.post), 0)
    verify_checkpoint(scene.central.keys.receipt_ed, head.size, head.root, head.at, head.sig)
    page = scene.central.journal_of(sender(scene.post), person.id, 0, head.size)
    assert len(page.entries) == 5
    for each in page.entries:
        verify_inclusion(leaf_hash(each.body), each.place, head.size, head.root, each.proof)


def test_each_growth_is_proved_from_every_earlier_head(scene: Scene) -> None:
    chain, pro = Chain(scene), scene.claire.identity.id
    person = scene.opened()
    heads = [scene.central.journal_head(sender(scene.post), 0)]
    for count in (1, 2, 7, 30):
        scene.bring(chain.next(*(read(person.id, pro, n) for n in range(count))))
        heads.append(scene.central.journal_head(sender(scene.post), 0))
    for old in heads:
        head = scene.central.journal_head(sender(scene.post), old.size)
        verify_consistency(old.size, old.root, head.size, head.root, head.proof)


def test_a_post_is_shown_the_place_of_its_own_chains_end_and_of_no_other(scene: Scene) -> None:
    person, chain, pro = scene.opened(), Chain(scene), scene.claire.identity.id
    with pytest.raises(No):
        scene.central.journal_chain(sender(scene.post), "vault", 1)
    scene.bring(chain.next(*(read(person.id, pro, n) for n in range(5))))
    head = scene.central.journal_head(sender(scene.post), 0)
    scene.bring(chain.next())
    proof = scene.central.journal_chain(sender(scene.post), "vault", head.size)
    assert (proof.seq, proof.h) == (5, chain.h)
    last = bodies(scene)[proof.place]
    assert (last["seq"], last["h"]) == (5, chain.h.hex())
    leaf = leaf_hash(canon(last))
    verify_inclusion(leaf, proof.place, head.size, head.root, proof.proof)
    other = enrolled(scene.central, scene.relay)
    for post, name, size in (
        (other, "vault", head.size),
        (scene.post, "device", head.size),
        (scene.post, "vault", proof.place),
        (scene.post, "vault", 10**6),
    ):
        with pytest.raises(No):
            scene.central.journal_chain(sender(post), name, size)


def test_the_same_batch_again_adds_nothing(scene: Scene) -> None:
    batch = Chain(scene).next(read(scene.opened().id, scene.claire.identity.id))
    scene.bring(batch)
    before = bodies(scene)
    assert scene.bring(batch) == ["known"]
    assert bodies(scene) == before


def test_a_gap_waits_and_adds_nothing(scene: Scene) -> None:
    chain, pro, person = Chain(scene), scene.claire.identity.id, scene.opened()
    first, second = chain.next(read(person.id, pro)), chain.next(read(person.id, pro, 2))
    assert scene.bring(second) == ["waiting"]
    assert actions(scene, own=False) == []
    assert scene.bring(first, second) == ["stored", "stored"]


def test_a_fork_is_refused_and_written_down_as_an_attempt(scene: Scene) -> None:
    pro, person = scene.claire.identity.id, scene.opened()
    one, other = Chain(scene), Chain(scene)
    scene.bring(one.next(read(person.id, pro)))
    assert scene.bring(other.next(read(person.id, pro, 9))) == ["log_fork"]
    assert actions(scene, own=False) == ["paper.read"]
    assert actions(scene, own=True)[-1] == "statement_refused"


def test_what_a_post_tries_and_may_not_is_written_down_with_whose_safe_it_was(scene: Scene) -> None:
    person = scene.opened()
    raw, sigs, sealed = dec(person.paper(by=scene.claire).wire)
    (answer,) = bring(scene.central, scene.post, enc(raw, bytes(len(sigs)), sealed))
    assert answer.code == "bad_signature"
    refused = bodies(scene)[-1]["entry"]
    assert (refused["action"], refused["why"]) == ("statement_refused", "bad_signature")
    assert (refused["person"], refused["device"]) == (person.id.hex(), scene.post.id.hex())


def test_a_person_shown_at_a_post_and_one_refused_there_are_written_down(scene: Scene) -> None:
    person = scene.opened()
    with pytest.raises(No):
        scene.central.present(sender(scene.post), PresentRequest(person.login, bytes(32)))
    assert actions(scene, own=True)[-1] == "person_refused"


def test_acts_of_the_operator_are_written_down(scene: Scene) -> None:
    scene.central.set_structure_state(scene.relay.id, StructureState.SUSPENDED)
    now_s = scene.central.now()
    scene.central.set_agreement(AgreementTold(scene.relay.id, Agreement(now_s, now_s + DAY_S)))
    told = actions(scene, own=True)
    assert told[-2:] == ["structure_suspended", "agreement"]
    assert "root_set" in told


def test_each_step_of_the_schema_is_written_down_once(scene: Scene, tmp_path: Path) -> None:
    steps = len(migrations(MIGRATIONS / "sqlite"))  # PostgreSQL has as many
    assert actions(scene, own=True).count("migration") == steps
    again = central_server(scene.central.database, tmp_path / "again")
    assert actions(scene, own=True).count("migration") == steps
    again.custody.database.close()


def test_acts_of_before_the_tree_are_moved_into_it_and_stay_when_they_were_done(
    scene: Scene,
) -> None:
    """A server of before kept them in a table its operator could change unseen (TRC-04)."""
    with scene.central.database.writing() as rows:
        rows.many(
            "INSERT INTO maintenance_before (n, at, act, detail) VALUES (?, ?, ?, ?)",
            [
                (1, 1000, "backup", canon({"backup": "backup-1", "manifest": "00" * 32})),
                (2, 2000, "structure_state", canon({"structure": "00", "state": "ended"})),
                (3, 3000, "restore", canon({"backup": "copie du disque", "complete": 1})),
            ],
        )
        note_schema(rows, now=scene.central.now())
        assert rows.all("SELECT n FROM maintenance_before") == []
    backup, restore = acts_of(scene.central.database)[-2:]
    assert (backup["action"], backup["at"], backup["backup"]) == ("backup", 1000, "backup-1")
    assert (restore["action"], restore["at"], restore["complete"]) == ("restore", 3000, 1)
    assert "copie" not in restore["backup"]


def test_after_twelve_months_bodies_go_and_proofs_still_hold(scene: Scene) -> None:
    person, chain = scene.opened(), Chain(scene)
    scene.bring(chain.next(read(person.id, scene.claire.identity.id)))
    old = scene.central.journal_head(sender(scene.post), 0)
    scene.clock.ahead_s += JOURNAL_BODY_S - DAY_S
    scene.central.sweep()
    assert actions(scene, own=False) == ["paper.read"]
    scene.clock.ahead_s += 2 * DAY_S
    scene.central.sweep()
    (told,) = bodies(scene)
    assert (told["entry"]["action"], told["entry"]["journal"]) == ("sweep", old.size)
    head = scene.central.journal_head(sender(scene.post), old.size)
    verify_consistency(old.size, old.root, head.size, head.root, head.proof)
    with scene.central.database.reading() as rows:
        assert rows.all("SELECT 1 FROM statement WHERE type = 'log'") == []
        assert len(list(journal.all_entries(rows))) == head.size


def test_a_quiet_server_signs_a_head_once(scene: Scene) -> None:
    heads = {b64(scene.central.journal_head(sender(scene.post), 0).sig) for _ in range(3)}
    assert len(heads) == 1


def test_a_batch_of_entries_costs_few_queries_whatever_the_tree(scene: Scene) -> None:
    class Counted:
        def __init__(self, rows: object) -> None:
            self.rows, self.count = rows, 0

        def __getattr__(self, name: str) -> object:
            self.count += 1
            return getattr(self.rows, name)

    entry = {"action": "paper.read", "actor": "00" * 16, "at": 1}
    entries = [(entry, bytes(32))] * 100
    with scene.central.database.writing() as rows:
        for first in range(0, 3000, 100):
            counted = Counted(rows)
            journal.of_device(  # type: ignore[arg-type]
                counted, scene.post.id, scene.relay.id, "vault", first, entries, now=1
            )
        assert counted.count <= 4 + 12


# --- looked at from outside ------------------------------------------------------------


def heads_of(scene: Scene, count: int = 4) -> list[Head]:
    """Heads as a post kept them, while the journal grew."""
    chain, pro, person = Chain(scene), scene.claire.identity.id, scene.opened()
    found = []
    for number in range(count):
        scene.bring(chain.next(*(read(person.id, pro, n) for n in range(number * 3 + 1))))
        head = scene.central.journal_head(sender(scene.post), 0)
        found.append(Head(head.size, head.root, head.at, head.sig))
    return found


def checked(scene: Scene, heads: list[Head]) -> Checked:
    with scene.central.database.reading() as rows:
        return check_journal(rows, heads)


def test_a_journal_nobody_touched_is_what_every_head_of_it_said(scene: Scene) -> None:
    heads = heads_of(scene)
    found = checked(scene, heads)
    assert (found.heads, found.entries, found.bodies) == (4, heads[-1].size, heads[-1].size)
    assert found.root == heads[-1].root
    scene.clock.ahead_s += JOURNAL_BODY_S + 2 * DAY_S
    scene.central.sweep()
    after = checked(scene, heads)
    assert (after.entries, after.bodies) == (found.entries + 1, 1)


@pytest.mark.parametrize(
    ("harm", "failure"),
    [
        ("UPDATE journal_leaf SET body = X'7b7d' WHERE pos = 2", "not_in_tree"),
        ("DELETE FROM journal_leaf WHERE pos = 2", "not_in_tree"),
        ("DELETE FROM journal_leaf WHERE pos = (SELECT MAX(pos) FROM journal_leaf)", "shorter"),
        ("UPDATE journal_size SET size = size - 1", "shorter"),
    ],
)
def test_what_an_operator_changes_in_the_store_is_found(
    scene: Scene, harm: str, failure: str
) -> None:
    heads = heads_of(scene)
    if isinstance(scene.central.database, PostgresDatabase):
        harm = harm.replace("X'7b7d'", "'\\x7b7d'::bytea")
    with scene.central.database.writing() as rows:
        rows.run(harm)
    with pytest.raises(IntegrityFailure, match=failure):
        checked(scene, heads)


def test_an_entry_changed_with_all_its_hashes_is_found_by_a_head_of_before(scene: Scene) -> None:
    heads = heads_of(scene)
    body = canon({"entry": {"action": "nothing", "actor": "00" * 16, "at": 1}, "server": True})
    with scene.central.database.writing() as rows:
        rows.run("UPDATE journal_leaf SET body = ? WHERE pos = 2", (body,))
        rows.run("UPDATE journal_node SET hash = ? WHERE level = 0 AND idx = 2", (leaf_hash(body),))
    checked(scene, [])
    with pytest.raises(IntegrityFailure, match="tree_forked"):
        checked(scene, heads)


def test_a_head_of_a_longer_tree_says_that_entries_were_cut_off(scene: Scene) -> None:
    heads = heads_of(scene)
    longer = Head(heads[-1].size + 5, heads[-1].root, 0, b"")
    with pytest.raises(IntegrityFailure, match="tree_shorter"):
        checked(scene, [*heads, longer])
