"""Posts and a server through bad days on real, encrypted databases: a few seeds of what
`tests/sim/days.py` does a hundred times faster, and wider, in memory."""

from __future__ import annotations

import random
import shutil
from datetime import UTC, datetime, timedelta

import pytest

from kiosk.errors import Unavailable
from kiosk.vault.parts import PartFiles
from sync.agent.loop import sync_once
from sync.agent.machine import Idle, Waiting
from tests.fakes import actors
from tests.fakes.actors import Person, part_line
from tests.fakes.agents import AgentPost
from tests.fakes.bent_server import BentServer
from tests.fakes.central import MovedClock
from tests.fakes.fuses import Fuse, FusedDisk, PowerCut, fused
from tests.fakes.near_server import NearCentral
from tests.fakes.world import FakeClock

ACTS = 60
POSTS = 3


class Days:
    """Some posts of one structure, one server, and what chance does to them."""

    def __init__(self, seed: int, folder, time: FakeClock) -> None:
        self.chance = random.Random(seed)
        self.folder = folder
        self.time = time
        self.near = NearCentral(folder / "central")
        self.authority = self.near.authority
        self.relay = self.near.relay()
        self.pros = [self.relay.pro(name) for name in ("Claire Martin", "Paul Durand")]
        self.near.send()
        self.posts = [
            AgentPost.enrolled(folder / f"post{n}", self.near, self.relay) for n in range(POSTS)
        ]
        for post in self.posts:
            assert sync_once(post.exchange()) == Idle()
        self.persons: dict[bytes, Person] = {}
        self.here: set[bytes] = set()
        """Who is affiliated, by what was last said."""
        self.made: dict[bytes, bytes] = {}
        """Every statement a post has committed, and whose it is."""
        self.left: set[bytes] = set()
        """Who ever left."""
        self.has_backup = self.is_restored = False

    def close(self) -> None:
        for post in self.posts:
            post.close()
        self.near.close()

    # --- what people do -----------------------------------------------------------------

    def open_safe(self, post: AgentPost) -> None:
        person = Person.new()
        self.persons[person.id] = person
        self.keep(post, person, *person.open_at(post.actor, self.chance.choice(self.pros)))
        self.here.add(person.id)

    def file_paper(self, post: AgentPost) -> None:
        if person := self.somebody(post):
            sizes = [self.chance.randrange(200, 200_000) for _ in range(self.chance.randrange(3))]
            parts = [part_line(*post.write_part(size)) for size in sizes]
            pro = self.chance.choice(self.pros)
            self.keep(
                post, person, person.paper(by=pro, parts=parts, epoch=self.epoch(post, person))
            )

    def revise(self, post: AgentPost) -> None:
        if person := self.somebody(post):
            order = list(self.made)
            heads = sorted(post.vault.heads(person.id), key=lambda h: order.index(h.name))
            if not heads:
                return
            item = self.chance.choice(heads).item
            previous = [
                post.vault.statement(head.name) for head in post.vault.item_heads(person.id, item)
            ]
            is_deleted = self.chance.random() < 0.2
            pro = self.chance.choice(self.pros)
            epoch = self.epoch(post, person)
            changed = {"del": is_deleted}
            self.keep(
                post,
                person,
                person.paper(by=pro, item=item, previous=previous, epoch=epoch, **changed),
            )

    def leave(self, post: AgentPost) -> None:
        if person := self.somebody(post):
            self.keep(post, person, person.affiliate(self.relay, "remove"))
            self.here.discard(person.id)
            self.left.add(person.id)

    def come_back(self, post: AgentPost) -> None:
        gone = [
            person
            for id_, person in self.persons.items()
            if id_ not in self.here and post.vault.identity(id_) is not None
        ]
        if gone:
            person = self.chance.choice(gone)
            self.keep(post, person, person.affiliate(self.relay))
            self.here.add(person.id)

    def keep(self, post: AgentPost, person: Person, *statements) -> None:
        post.keep(*statements)
        for statement in statements:
            self.made[statement.name] = person.id

    def somebody(self, post: AgentPost) -> Person | None:
        """Return somebody this post knows and believes to be affiliated."""
        affiliated = set(post.vault.affiliated_persons(self.relay.id))
        known = [
            person
            for id_, person in self.persons.items()  # in the order in which they came
            if id_ in affiliated and id_ in self.here
        ]
        return self.chance.choice(known) if known else None

    def epoch(self, post: AgentPost, person: Person) -> bytes:
        return post.vault.current_epoch(person.id) or person.epoch

    # --- what happens to machines ---------------------------------------------------------

    def exchange(self, post: AgentPost) -> None:
        """One pass, with luck drawn: whole, cut, power lost, disk full, vault closed."""
        luck = self.chance.choice(["whole", "whole", "cut", "power", "disk", "closed", "slow"])
        number = self.chance.randrange(1, 12)
        x = post.exchange(is_open=luck != "closed")
        if luck in {"cut", "slow"}:
            x.server = BentServer(x.server)
            x.server.cut_at, x.server.is_cut_after = number, luck == "slow"
        if luck in {"power", "disk"}:
            failure = PowerCut if luck == "power" else Unavailable
            fuse = Fuse(number, is_after=luck == "power" and number % 2 == 0, failure=failure)
            fused(post.vault, fuse)
            fused(post.store, fuse)
            x.parts = PartFiles(post.folder / "parts", FusedDisk(fuse))
        try:
            state = sync_once(x)
            assert isinstance(state, Idle | Waiting), state
        except PowerCut:
            pass
        if luck in {"power", "disk"}:
            self.restart(post)

    def restart(self, post: AgentPost) -> None:
        post.close()
        fresh = AgentPost.fresh(post.folder, self.relay, post.clock)
        fresh.line = self.near.line
        fresh.vault.sweep_parts()
        self.posts[self.posts.index(post)] = fresh

    def jump(self, post: AgentPost) -> None:
        """The post's clock is set wrong by up to a year."""
        post.clock = MovedClock(ahead_s=self.chance.uniform(-1, 1) * 365 * 86_400)
        self.restart(post)

    def back_up(self, _post: AgentPost) -> None:
        self.near.close()
        shutil.rmtree(self.folder / "backup", ignore_errors=True)
        shutil.copytree(self.folder / "central", self.folder / "backup")
        self.has_backup = True
        self.reopen()

    def restore(self, _post: AgentPost) -> None:
        """The server comes back from its backup: what it acknowledged since is gone there."""
        if self.has_backup:
            self.near.close()
            shutil.rmtree(self.folder / "central")
            shutil.copytree(self.folder / "backup", self.folder / "central")
            self.is_restored = True
            self.reopen()

    def reopen(self) -> None:
        self.near = NearCentral(self.folder / "central")
        self.near.authority = self.authority
        for post in self.posts:
            post.line = self.near.line

    # --- the days -------------------------------------------------------------------------

    def live(self) -> None:
        acts = [
            (self.open_safe, 3),
            (self.file_paper, 6),
            (self.revise, 4),
            (self.leave, 1),
            (self.come_back, 1),
            (self.exchange, 14),
            (self.restart, 1),
            (self.jump, 1),
            (self.back_up, 1),
            (self.restore, 1),
        ]
        for _ in range(ACTS):
            act = self.chance.choices([each for each, _ in acts], [weight for _, weight in acts])[0]
            act(self.chance.choice(self.posts))
            self.time.pass_(60)

    def heal(self) -> None:
        """Good days: everybody exchanges until nothing moves."""
        for _ in range(4):
            for post in self.posts:
                assert sync_once(post.exchange()) == Idle()

    def check(self) -> None:
        """Nothing acknowledged is lost, all is equal, nobody who left is seen.

        Somebody who left was forgotten by the posts as the law asks, so that a server
        restored from before cannot be given their papers back: they are left out then.
        """
        stored = self.stored()
        lasting = self.here - (self.left if self.is_restored else set())
        for post in self.posts:
            rows = post.vault.outgoing()
            to_check = {row.owner for row in rows if row.code is not None}
            # What was built on a refused version waits with it, under *à vérifier*.
            stuck = {row.owner for row in rows if row.code is None} - to_check
            assert stuck <= (self.left if self.is_restored else set())
            assert not post.store.has_unsent()
            post.vault.verify_journal()
            post.store.verify_journal()
            assert {row.code for row in rows} <= {None, "withdrawn", "not_a_member"}
            refused = {row.name for row in rows}
            for name, owner in self.made.items():
                known = post.vault.statement(name)
                if known is not None and owner in lasting and name not in refused:
                    assert name in stored, known.type
        for person in sorted(lasting):
            shown = [self.seen(post, person) for post in self.posts]
            assert shown[0] == shown[1] == shown[2]
            assert shown[0][1] == {self.relay.id}
        for person in self.persons.keys() - self.here:
            for post in self.posts:
                assert post.vault.affiliated(person) == frozenset()

    def seen(self, post: AgentPost, person: bytes) -> tuple[object, ...]:
        refused = {row.name for row in post.vault.outgoing()}
        names = {
            each.name
            for kind in ("identity", "affil", "epoch", "grant", "item")
            for each in post.vault.statements(kind, owner=person)
        }
        return names - refused, post.vault.affiliated(person), post.vault.current_epoch(person)

    def stored(self) -> set[bytes]:
        with self.near.central.database.reading() as rows:
            return {bytes(name) for (name,) in rows.all("SELECT name FROM statement")}


def run(seed: int, folder) -> None:
    time = FakeClock(datetime.now(UTC) - timedelta(hours=12))
    with pytest.MonkeyPatch.context() as patched:
        patched.setattr(actors, "now", lambda: int(time.now().timestamp()))
        days = Days(seed, folder, time)
        try:
            days.live()
            days.heal()
            days.check()
        finally:
            days.close()


@pytest.mark.parametrize("seed", range(4))
def test_bad_days_lose_nothing_and_end_equal(seed, tmp_path):
    run(seed, tmp_path)


@pytest.mark.slow
@pytest.mark.parametrize("seed", range(4, 104))
def test_a_hundred_bad_days_lose_nothing_and_end_equal(seed, tmp_path):
    run(seed, tmp_path)
    shutil.rmtree(tmp_path)
