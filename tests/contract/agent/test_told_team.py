"""What a team did on its structure's other posts reaches its manager, proved, and nobody else
(TRC-12, MGR-07): through real agents and the real server."""

from __future__ import annotations

import json
from dataclasses import replace

import pytest

from kiosk.crypto.encoding import canon
from kiosk.errors import IntegrityFailure, Unavailable
from sync.agent.loop import sync_once
from sync.agent.machine import Idle
from sync.agent.told import TEAM_PAGES_MAX, fetch_journal
from sync.protocol.fields import Malformed
from sync.server import journal
from sync.server.no import No
from sync.server.store.migrate import MIGRATIONS
from sync.server.store.sqlite import SqliteDatabase
from tests.fakes.actors import Person
from tests.fakes.agents import AgentPost
from tests.fakes.bent_server import BentServer
from tests.fakes.central import sender
from tests.fakes.near_server import NearCentral

DAY = 86400


class Scene:
    """Two posts of one structure; something was done at each."""

    def __init__(self, folder):
        self.near = NearCentral(folder / "central")
        self.relay = self.near.relay()
        self.pro = self.relay.pro()
        self.near.send()
        self.here = AgentPost.enrolled(folder / "a", self.near, self.relay)
        self.there = AgentPost.enrolled(folder / "b", self.near, self.relay)
        self.person = Person.new()
        self.there.keep(*self.person.open_at(self.there.actor, self.pro))
        self.write(self.here, 3)
        self.write(self.there, 2)

    @property
    def structure(self):
        return self.relay.structure.id

    def write(self, post, count, actor=None, person=None, action="paper.read"):
        actor = actor or self.pro.identity.id
        with post.vault.transaction() as tx:
            for number in range(count):
                tx.journal(actor, person or self.person.id, action, n=number)
        assert sync_once(post.exchange()) == Idle()

    def line(self, bend=None):
        x = self.here.exchange()
        assert sync_once(x) == Idle()
        x.server = BentServer(x.server)
        if bend is not None:
            x.server.bend["journal_of"] = bend
        return x

    @property
    def held(self):
        return [json.loads(body) for body in self.here.vault.told_entries(self.structure)]

    def papers(self):
        return [each for each in self.held if each["entry"]["action"] == "paper.read"]


@pytest.fixture
def scene(tmp_path):
    made = Scene(tmp_path)
    yield made
    made.here.close()
    made.there.close()
    made.near.close()


def test_what_was_done_at_another_post_comes_once_and_this_ones_own_does_not(scene):
    x = scene.line()
    assert fetch_journal(x, scene.structure) > 2
    assert {each["device"] for each in scene.held} == {scene.there.identity.id.hex()}
    assert [each["entry"]["n"] for each in scene.papers()] == [1, 0], "newest first"
    assert fetch_journal(x, scene.structure) == 0
    scene.write(scene.there, 1)
    assert fetch_journal(scene.line(), scene.structure) >= 1
    assert len(scene.papers()) == 3
    told = scene.here.vault.told_about(scene.structure)
    assert told.at == pytest.approx(scene.here.clock.now().timestamp(), abs=5)


def test_what_persons_do_in_their_own_safe_is_told_to_no_team(scene):
    scene.write(scene.there, 1, actor=scene.person.id, action="person.signed_in")
    fetch_journal(scene.line(), scene.structure)
    assert "person.signed_in" not in {each["entry"]["action"] for each in scene.held}
    assert len(scene.papers()) == 2


def test_another_structure_is_told_nothing(scene, tmp_path):
    other = scene.near.relay()
    scene.near.send()
    stranger = AgentPost.enrolled(tmp_path / "c", scene.near, other)
    x = stranger.exchange()
    assert sync_once(x) == Idle()
    assert fetch_journal(x, other.structure.id) == 0
    with pytest.raises(Unavailable, match="not_told"):
        fetch_journal(x, scene.structure)
    with scene.near.central.database.reading() as rows:
        size = journal.size_of(rows)
    with pytest.raises(No):
        scene.near.central.journal_of(sender(stranger.actor), scene.structure, 0, size)
    stranger.close()


def test_a_post_that_asks_for_the_first_time_is_told_of_a_month(scene):
    """Twelve months of a large structure would hold up the line for hours."""
    with scene.near.central.database.writing() as rows:
        rows.run("UPDATE journal_leaf SET at = at - ?", (32 * DAY,))
    scene.write(scene.there, 1)
    fetch_journal(scene.line(), scene.structure)
    assert len(scene.papers()) == 1


def test_much_comes_in_parts_and_says_up_to_when(scene, monkeypatch):
    monkeypatch.setattr("sync.agent.told.TEAM_PAGES_MAX", 1)
    assert TEAM_PAGES_MAX > 1
    scene.write(scene.there, 130)
    x = scene.line()
    assert fetch_journal(x, scene.structure) <= 100
    last = scene.held[0]["entry"]["at"]
    assert scene.here.vault.told_about(scene.structure).at == last
    fetch_journal(x, scene.structure)
    assert len(scene.papers()) == 132


def bent(change):
    return lambda call, *values: change(call(*values))


@pytest.mark.parametrize(
    "lie",
    [
        lambda page: replace(
            page,
            entries=(
                replace(page.entries[0], body=page.entries[0].body.replace(b'"at":', b'"at":1')),
                *page.entries[1:],
            ),
        ),
        lambda page: replace(page, entries=(replace(page.entries[0], proof=()),)),
        lambda page: replace(page, entries=page.entries * 2),
        lambda page: replace(page, next=2**40),
    ],
    ids=["edited", "unproved", "doubled", "beyond"],
)
def test_what_is_not_proved_is_not_kept(scene, lie):
    with pytest.raises((IntegrityFailure, Malformed)):
        fetch_journal(scene.line(bent(lie)), scene.structure)
    assert scene.held == []


def update_of_0011() -> str:
    step = (MIGRATIONS / "sqlite" / "0011_team_journal.sql").read_text()
    return step[step.index("WITH") : step.index("CREATE INDEX")].rstrip().rstrip(";")


@pytest.mark.parametrize("posts", [2, 400])
def test_the_step_that_tells_teams_finds_the_post_of_an_entry_without_looking_at_all(
    tmp_path, posts
):
    """At ten thousand posts and a million entries it took hours; no clock is involved here."""
    entries, steps = 1000, 0
    devices = [number.to_bytes(16, "big") for number in range(posts)]
    bodies = [
        canon({"device": devices[n % posts].hex(), "entry": {"actor": "a", "person": "b"}})
        for n in range(entries)
    ]

    def count() -> int:
        nonlocal steps
        steps += 1
        return 0

    database = SqliteDatabase(tmp_path / "records.db", MIGRATIONS / "sqlite")
    with database.writing() as rows:
        rows.many(
            "INSERT INTO device (device, structure, n, state, ed, name)"
            " VALUES (?, ?, 1, 'active', ?, ?)",
            [(each, b"s" * 16, b"", each) for each in devices],
        )
        rows.many(
            "INSERT INTO journal_leaf (pos, at, person, body) VALUES (?, 0, x'', ?)",
            enumerate(bodies),
        )
        rows.connection.set_progress_handler(count, 1)
        rows.run(update_of_0011())
        rows.connection.set_progress_handler(None, 0)
        told = rows.one("SELECT COUNT(*) FROM journal_leaf WHERE structure = ?", (b"s" * 16,))
    assert told == (entries,)
    database.close()
    assert steps < 80 * entries


def test_what_was_written_before_the_server_knew_teams_is_told_too(tmp_path):
    """The step of the schema gives each kept entry its team; persons' own acts get none."""
    scene = Scene(tmp_path)
    scene.write(scene.there, 1, actor=scene.person.id, action="person.signed_in")
    database = scene.near.central.database
    with database.reading() as rows:
        before = rows.all("SELECT pos, structure FROM journal_leaf ORDER BY pos")
    with database.writing() as rows:
        rows.run("UPDATE journal_leaf SET structure = x''")
        rows.run(update_of_0011())
    with database.reading() as rows:
        assert rows.all("SELECT pos, structure FROM journal_leaf ORDER BY pos") == before
    assert {bytes(row[1]) for row in before} == {b"", scene.structure}
    scene.here.close()
    scene.there.close()
    scene.near.close()
