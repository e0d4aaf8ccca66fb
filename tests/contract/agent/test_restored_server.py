"""A server restored from a backup gets back what posts still have, and misleads nobody."""

from __future__ import annotations

import shutil

import pytest

from sync.agent.lanes import Lanes
from sync.agent.loop import KEPT_HOUSE_AT, sync_once
from sync.agent.machine import Idle, Waiting
from sync.agent.server import NotNow
from sync.protocol.messages import AnswerStatus, StructureState
from sync.server import acceptance
from sync.server.store import records
from tests.fakes.actors import Person, part_line
from tests.fakes.agents import AgentPost
from tests.fakes.bent_server import BentServer
from tests.fakes.near_server import NearCentral

DAY_S = 86_400


class Scene:
    """Two posts, and a server that can be put back to an earlier day."""

    def __init__(self, folder):
        self.folder = folder
        self.near = NearCentral(folder / "central")
        self.authority = self.near.authority
        self.relay = self.near.relay()
        self.pro = self.relay.pro()
        self.near.send()
        self.posts = [
            AgentPost.enrolled(folder / name, self.near, self.relay) for name in ("a", "b")
        ]
        self.exchange()
        self.back_up()

    def back_up(self):
        self.near.close()
        self.copy()
        self.reopen()

    def copy(self):
        """Take a backup of what lies there, while nothing is written."""
        shutil.rmtree(self.folder / "backup", ignore_errors=True)
        shutil.copytree(self.folder / "central", self.folder / "backup")

    def restore(self):
        self.near.close()
        shutil.rmtree(self.folder / "central")
        shutil.copytree(self.folder / "backup", self.folder / "central")
        self.reopen()

    def reopen(self):
        self.near = NearCentral(self.folder / "central")
        self.near.authority = self.authority
        for post in self.posts:
            post.line = self.near.line

    def exchange(self, *posts):
        for post in posts or self.posts:
            assert sync_once(post.exchange()) == Idle()


@pytest.fixture
def scene(tmp_path):
    made = Scene(tmp_path)
    yield made
    for post in made.posts:
        post.close()
    made.near.close()


def opened(scene, post):
    person, part = Person.new(), post.write_part(5000)
    paper = person.paper
    post.keep(*person.open_at(post.actor, scene.pro))
    post.keep(paper(by=scene.pro, parts=[part_line(*part)]))
    return person, part


def test_what_it_acknowledged_and_lost_is_offered_again_with_its_parts(scene):
    here, there = scene.posts
    person, part = opened(scene, here)
    scene.exchange(here)
    scene.restore()
    scene.exchange(here, here, there)
    assert there.known() == here.known()
    assert there.has_part(*part)
    assert not here.vault.has_unsent()
    assert there.vault.affiliated(person.id) == {scene.relay.id}


def test_new_numbers_past_the_old_ones_hide_neither_loss_nor_news(scene):
    here, there = scene.posts
    opened(scene, here)
    scene.exchange()
    scene.restore()
    for _ in range(4):  # the server's numbers run past those it had given before
        opened(scene, there)
    scene.exchange(there, here, there, here)
    assert here.known() == there.known()
    assert len(here.vault.persons()) == 5


def test_an_old_number_given_again_to_the_same_statement_hides_no_loss(scene):
    """Found by the simulator: a request that had been late brought what was acknowledged last
    to the server that came back, and it got its number of before, others having taken theirs."""
    here, there = scene.posts
    other = Person.new()
    safe = other.open_at(there.actor, scene.pro)
    there.keep(*safe)
    scene.exchange()
    person, part = opened(scene, here)
    scene.exchange(here)
    last = other.paper(by=scene.pro)
    here.keep(last)
    scene.exchange(here)
    (number,) = here.vault._database.row(
        "SELECT server_seq FROM outbox WHERE name = ?", (last.name,)
    )
    scene.restore()
    central = scene.near.central
    sender = acceptance.Post(there.identity.id, scene.relay.id, StructureState.ACTIVE)
    central.accept(sender, [each.wire for each in safe])
    while (given := greatest_number(central)) < number - 1:
        central.accept(sender, [other.paper(by=scene.pro).wire])
    assert given == number - 1
    here_sends = acceptance.Post(here.identity.id, scene.relay.id, StructureState.ACTIVE)
    (answer,) = central.accept(here_sends, [last.wire]).answers
    assert (answer.status, answer.sequence) == (AnswerStatus.STORED, number)
    scene.exchange(here, here, there)
    assert there.vault.identity(person.id) is not None
    assert there.has_part(*part)


def test_a_part_that_came_for_a_paper_already_there_is_missed_when_it_is_lost_again(scene):
    """Found by the simulator: the server had lost it once and held the paper, so that no number
    was given when it came again; a backup from before hid the second loss."""
    here, there = scene.posts
    person, part = opened(scene, here)
    scene.exchange(here)
    scene.restore()
    sender = acceptance.Post(here.identity.id, scene.relay.id, StructureState.ACTIVE)
    wires = [
        bytes(wire)
        for (wire,) in here.vault._database.rows(
            "SELECT s.wire FROM outbox o JOIN statement s ON s.name = o.name"
            " WHERE o.state = 'stored' ORDER BY o.position"
        )
    ]
    statuses = {each.status for each in scene.near.central.accept(sender, wires).answers}
    assert statuses == {AnswerStatus.STORED}
    scene.copy()
    scene.exchange(here)
    assert scene.near.central.parts.read(part[0], 0, 6000) == part[1]
    scene.restore()
    scene.exchange(here, here, there)
    assert scene.near.central.parts.read(part[0], 0, 6000) == part[1]
    assert there.has_part(*part)
    assert there.vault.identity(person.id) is not None


def test_parts_that_followed_their_paper_are_missed_when_they_are_lost(scene):
    """Found by the simulator: a paper that leaves the shared space does not wait for its pages;
    nothing was acknowledged after them, and their loss did not show."""
    here, _ = scene.posts
    person, _part = opened(scene, here)
    scene.exchange(here)
    (paper,) = here.vault.statements("item", owner=person.id)
    page = here.write_part(5000)
    x = here.exchange()
    x.server, x.goes_side_by_side = BentServer(x.server), False
    x.lanes = Lanes(x.server)
    x.server.bend["send_parts"] = cut
    here.keep(
        person.paper(space="prv", item=paper.id("item"), previous=[paper], parts=[part_line(*page)])
    )
    assert isinstance(sync_once(x), Waiting)
    assert here.vault.outgoing() == [], "the paper is acknowledged, its page is not sent"
    scene.copy()
    scene.exchange(here)
    assert scene.near.central.parts.read(page[0], 0, 6000) == page[1]
    scene.restore()
    scene.exchange(here, here)
    assert scene.near.central.parts.read(page[0], 0, 6000) == page[1]


def cut(*_asked):
    raise NotNow("sync.cut")


def test_what_rests_on_an_affiliation_that_another_post_brings_back_goes_by_itself(scene):
    """Found by the simulator: offered again before the affiliation was, it was refused, and
    waited for somebody to look though nobody had done anything wrong."""
    here, there = scene.posts
    person = Person.new()
    there.keep(*person.open_at(there.actor, scene.pro, is_affiliated=False))
    scene.exchange()
    scene.back_up()
    there.keep(person.affiliate(scene.relay), person.grant(scene.relay))
    scene.exchange(there, here)
    paper = person.paper(by=scene.pro, space="drop")
    here.keep(paper)
    scene.exchange(here)
    scene.restore()
    scene.exchange(here)
    assert [(row.name, row.code) for row in here.vault.outgoing()] == [(paper.name, "not_a_member")]
    scene.exchange(there, here, here)
    assert here.vault.outgoing() == []
    with scene.near.central.database.reading() as rows:
        assert rows.one("SELECT 1 FROM statement WHERE name = ?", (paper.name,))


def greatest_number(central):
    with central.database.reading() as rows:
        return records.last_number(rows)


def test_a_post_that_only_listened_misses_nothing(scene):
    here, there = scene.posts
    opened(scene, here)
    scene.exchange()
    scene.restore()
    scene.exchange(here)
    newer, _ = opened(scene, here)
    scene.exchange(here, there)
    assert there.vault.identity(newer.id) is not None
    assert there.known() == here.known()


def test_a_withdrawal_it_forgot_is_told_again_though_the_person_was_forgotten(scene):
    here, there = scene.posts
    person, _ = opened(scene, here)
    scene.exchange()
    scene.back_up()
    there.keep(person.affiliate(scene.relay, "remove"))
    scene.exchange(there)
    assert there.vault.identity(person.id) is None
    scene.restore()
    scene.exchange(there, here)
    assert here.vault.affiliated(person.id) == frozenset()


def test_parts_it_lost_before_their_paper_came_go_again(scene):
    """Found by the simulator: the pass ended between the parts and their paper, then the
    server went back a day. It knew every statement it was asked about, took the paper, and
    had no pages for it."""
    here, there = scene.posts
    person = Person.new()
    here.keep(*person.open_at(here.actor, scene.pro))
    scene.exchange(here)
    scene.back_up()
    part = here.write_part(5000)
    here.keep(person.paper(by=scene.pro, parts=[part_line(*part)]))
    x = here.exchange()
    x.server, x.goes_side_by_side = BentServer(x.server), False
    x.lanes = Lanes(x.server)

    def cut_after_the_part(send, wires):
        if "send_parts" in x.server.asked:
            raise NotNow("sync.cut")
        return send(wires)

    x.server.bend["send_statements"] = cut_after_the_part
    assert isinstance(sync_once(x), Waiting)
    scene.restore()
    scene.exchange(here, here, there)
    assert here.vault.outgoing() == []
    assert scene.near.central.parts.read(part[0], 0, 6000) == part[1]
    assert there.has_part(*part)


def test_what_a_post_sends_after_a_month_away_outlasts_an_hour_old_backup(scene):
    """Found by the simulator: what was unseen or deleted for a month when it was sent was
    forgotten in the same pass, and a server restored from before lost it for good."""
    here, _ = scene.posts
    here.clock.ahead_s = -32 * DAY_S
    alone, shared = Person.new(), Person.new()
    here.keep(*alone.open_at(here.actor, scene.pro, is_affiliated=False))
    here.keep(*shared.open_at(here.actor, scene.pro))
    paper = shared.paper(by=scene.pro)
    deletion = shared.paper(by=scene.pro, item=paper.id("item"), previous=[paper], **{"del": True})
    here.keep(paper, deletion)
    here.clock.ahead_s = 0
    with here.store.transaction() as tx:
        tx.set_setting(KEPT_HOUSE_AT, None)
    scene.exchange(here, here)
    acknowledged = here.known()
    scene.restore()
    scene.exchange(here, here)
    with scene.near.central.database.reading() as rows:
        held = {bytes(name) for (name,) in rows.all("SELECT name FROM statement")}
    assert {paper.name, deletion.name} <= acknowledged <= held
    assert here.vault.identity(alone.id) is not None
    here.clock.ahead_s = 8 * DAY_S
    scene.near.close()
    scene.near = NearCentral(scene.folder / "central", here.clock)
    scene.near.authority, here.line = scene.authority, scene.near.line
    scene.exchange(here, here)
    assert here.vault.identity(alone.id) is None
    assert paper.name not in here.known()


def test_an_hour_old_backup_loses_no_acknowledged_change(scene):
    """Section 4.2: an hour of work of two posts acknowledged, then the server of an hour ago."""
    here, there = scene.posts
    persons = [opened(scene, post) for post in (here, there, here, there)]
    scene.exchange()
    for person, _ in persons[:2]:
        here.keep(person.paper(by=scene.pro), person.paper(by=scene.pro, space="drop"))
        there.keep(person.new_epoch(), person.grant_to_self(), person.grant(scene.relay))
    scene.exchange(here, there, here)
    acknowledged = here.known() | there.known()
    assert not here.vault.has_unsent()
    assert not there.vault.has_unsent()
    scene.restore()
    scene.exchange(here, there, here, there)
    with scene.near.central.database.reading() as rows:
        held = {bytes(name) for (name,) in rows.all("SELECT name FROM statement")}
    assert acknowledged - held == set()
    for _, (part, sealed) in persons:
        assert scene.near.central.parts.read(part, 0, 6000) == sealed
    assert here.shown(*(p.id for p, _ in persons)) == there.shown(*(p.id for p, _ in persons))
