"""A server restored from a backup gets back what posts still have, and misleads nobody."""

from __future__ import annotations

import shutil

import pytest

from sync.agent.loop import sync_once
from sync.agent.machine import Idle
from tests.fakes.actors import Person, part_line
from tests.fakes.agents import AgentPost
from tests.fakes.near_server import NearCentral


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
        self.near.close()
        shutil.copytree(folder / "central", folder / "backup")
        self.reopen()

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
    scene.near.close()
    shutil.rmtree(scene.folder / "backup")
    shutil.copytree(scene.folder / "central", scene.folder / "backup")
    scene.reopen()
    there.keep(person.affiliate(scene.relay, "remove"))
    scene.exchange(there)
    assert there.vault.identity(person.id) is None
    scene.restore()
    scene.exchange(there, here)
    assert here.vault.affiliated(person.id) == frozenset()
