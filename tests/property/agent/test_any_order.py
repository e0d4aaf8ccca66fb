"""Pages in any order, cut anywhere, told twice: a post ends the same (sync.md section 2)."""

from __future__ import annotations

import itertools
import shutil
import threading
from collections import Counter
from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from kiosk.crypto.statements import parse
from sync.agent.aside import load_aside
from sync.agent.loop import sync_once
from sync.agent.machine import Idle
from sync.agent.pull import apply_page
from sync.protocol.frames import Page
from sync.protocol.messages import PageHead
from tests.fakes import actors
from tests.fakes.actors import Person, part_line
from tests.fakes.agents import AgentPost
from tests.fakes.near_server import NearCentral, NearServer
from tests.fakes.world import FakeClock

folders = itertools.count()


class Story:
    """What happened at two posts, as the server tells it, and a third that hears it."""

    def __init__(self, folder, time) -> None:
        self.folder = folder
        self.time = time
        near = NearCentral(folder / "central")
        self.relay = relay = near.relay()
        claire, paul = relay.pro(), relay.pro("Paul Durand")
        near.send()
        here = AgentPost.enrolled(folder / "here", near, relay)
        there = AgentPost.enrolled(folder / "there", near, relay)
        AgentPost.enrolled(folder / "hearer", near, relay).close()
        amina, omar = Person.new(), Person.new()
        self.persons = [amina.id, omar.id]
        here.keep(*amina.open_at(here.actor, claire))
        there.keep(*omar.open_at(there.actor, paul))
        self.exchange(here, there, here)
        first = amina.paper(by=claire, parts=[part_line(*here.write_part())])
        here.keep(first)
        self.exchange(here, there)
        one = amina.paper(by=claire, item=first.id("item"), previous=[first], title="Ici")
        two = amina.paper(by=paul, item=first.id("item"), previous=[first], title="Ailleurs")
        here.keep(one, omar.affiliate(relay, "remove"), omar.affiliate(relay))
        there.keep(two, amina.credential(ver=2), amina.new_epoch(), amina.grant_to_self())
        self.exchange(here, there, here)
        merged = amina.paper(item=first.id("item"), previous=[one, two])
        here.keep(merged, amina.grant(relay), omar.new_epoch(), omar.grant_to_self())
        self.exchange(here, there)
        self.known, self.shown = here.known(), here.shown(*self.persons)
        assert (there.known(), there.shown(*self.persons)) == (self.known, self.shown)
        x = here.exchange()
        assert sync_once(x) == Idle()
        self.wires: list[bytes] = []
        head = PageHead("", True)
        while head.more:
            page = x.server.changes(head.next, 500)
            head = page.head
            self.wires += page.wires
        told = {parse(wire).name for wire in self.wires}
        not_told = [here.vault.statement(name) for name in self.known - told]
        assert [each.type for each in not_told] == ["cred"]  # the password that was replaced
        self.known &= told
        here.close()
        there.close()
        near.close()

    def hearer(self) -> AgentPost:
        """Return a post that knows its structure and nobody else."""
        folder = self.folder / f"hearer{next(folders)}"
        shutil.copytree(self.folder / "hearer", folder)
        post = AgentPost.fresh(folder, self.relay)
        post.line = lambda _url, _certificate: NearServer(None, threading.Condition())
        return post

    def exchange(self, *posts: AgentPost) -> None:
        """Exchange, and let a minute pass: what comes later also says that it does."""
        for post in posts:
            assert sync_once(post.exchange()) == Idle()
        self.time.pass_(60)


@pytest.fixture(scope="module")
def story(tmp_path_factory):
    time = FakeClock(datetime.now(UTC) - timedelta(hours=1))
    with pytest.MonkeyPatch.context() as patched:
        patched.setattr(actors, "now", lambda: int(time.now().timestamp()))
        yield Story(tmp_path_factory.mktemp("story"), time)


@settings(
    max_examples=25, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture]
)
@given(data=st.data())
def test_pages_in_any_order_cut_anywhere_and_told_twice_end_the_same(story, data):
    numbers = range(len(story.wires))
    order = data.draw(st.permutations(numbers)) + data.draw(st.lists(st.sampled_from(numbers)))
    told = [story.wires[number] for number in order]
    sizes = data.draw(st.lists(st.integers(1, 9), min_size=1))
    post = story.hearer()
    x = post.exchange()
    left, cursor = iter(told), 0
    for size in itertools.cycle(sizes):
        page = tuple(itertools.islice(left, size))
        if not page:
            break
        cursor += 1
        apply_page(x, Page(PageHead(str(cursor), True), page))
    try:
        assert post.known() == story.known
        assert post.shown(*story.persons) == story.shown
        assert load_aside(post.vault) == load_aside(post.store) == []
        assert post.vault.pull_cursor() == str(cursor)
    finally:
        post.close()
        shutil.rmtree(post.folder)


def test_the_story_has_what_is_hard(story):
    counts = Counter(parse(wire).type for wire in set(story.wires))
    assert counts["item"] == 4
    assert counts["affil"] == 4
    assert counts["epoch"] == 4
    assert {"identity", "cred", "grant", "member", "device", "ticket", "charter"} <= set(counts)
