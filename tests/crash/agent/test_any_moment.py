"""The n-th commit or file operation fails, for every n; the line is cut at every request.

A page is repeated, never skipped, and what was promised is kept.
"""

from __future__ import annotations

import shutil
from dataclasses import dataclass
from pathlib import Path

import pytest

from kiosk.errors import Unavailable
from kiosk.vault.parts import PartFiles
from sync.agent.loop import sync_once
from sync.agent.machine import Idle, Waiting
from tests.fakes.actors import Person, Relay, part_line
from tests.fakes.agents import AgentPost
from tests.fakes.bent_server import BentServer
from tests.fakes.fuses import Fuse, FusedDisk, PowerCut, fused
from tests.fakes.near_server import NearCentral


@dataclass(slots=True)
class Template:
    """A post and a server on disk, before the pass that will be broken."""

    folder: Path
    relay: Relay
    authority: object
    persons: list[bytes]
    parts: list[tuple[bytes, bytes]]
    statements: int

    def copied(self, to: Path):
        shutil.copytree(self.folder, to)
        near = NearCentral(to / "central")
        near.authority = self.authority
        return near, self.opened(to, near)

    def opened(self, to: Path, near) -> AgentPost:
        post = AgentPost.fresh(to / "post", self.relay)
        post.line = near.line
        return post


@pytest.fixture(scope="module")
def template(tmp_path_factory):
    folder = tmp_path_factory.mktemp("template")
    near = NearCentral(folder / "central")
    relay = near.relay()
    pro = relay.pro()
    near.send()
    post = AgentPost.enrolled(folder / "post", near, relay)
    other = AgentPost.enrolled(folder / "other", near, relay)
    leaving, coming, own = Person.new(), Person.new(), Person.new()
    old, new = other.write_part(500), other.write_part(700)
    other.keep(*leaving.open_at(other.actor, pro), leaving.paper(by=pro, parts=[part_line(*old)]))
    assert sync_once(other.exchange()) == Idle()
    assert sync_once(post.exchange()) == Idle()
    assert post.has_part(*old)
    other.keep(
        *coming.open_at(other.actor, pro),
        coming.paper(by=pro, parts=[part_line(*new)]),
        leaving.affiliate(relay, "remove"),
    )
    assert sync_once(other.exchange()) == Idle()
    mine, big = post.write_part(400), post.write_part(300_000)
    post.keep(
        *own.open_at(post.actor, pro), own.paper(by=pro, parts=[part_line(*mine), part_line(*big)])
    )
    post.close()
    other.close()
    near.close()
    shutil.rmtree(folder / "other")
    made = Template(
        folder,
        relay,
        near.authority,
        [leaving.id, coming.id, own.id],
        [old, new, mine, big],
        0,
    )
    whole = folder.parent / f"{folder.name}-whole"
    near, post = made.copied(whole)
    assert sync_once(post.exchange()) == Idle()
    check(made, near, post)
    made.statements = count(near)
    post.close()
    near.close()
    return made


def count(near) -> int:
    """Statements the server holds, journal batches apart (a crash writes one more line)."""
    with near.central.database.reading() as rows:
        return rows.one("SELECT COUNT(*) FROM statement WHERE type <> 'log'")[0]


def check(template, near, post) -> None:
    """What must hold once everything was exchanged, whatever happened before."""
    leaving, coming, own = template.persons
    old, new, mine, big = template.parts
    assert post.vault.outgoing() == []
    assert not post.vault.has_unsent()
    assert not post.store.has_unsent()
    assert post.vault.identity(leaving) is None
    assert post.parts.size(old[0]) is None
    assert post.vault.affiliated(coming) == {template.relay.id}
    assert post.has_part(*new)
    for part, sealed in (mine, big):
        assert near.central.parts.read(part, 0, len(sealed)) == sealed
    assert post.vault.affiliated(own) == {template.relay.id}
    assert len(post.vault.heads(own)) == 1
    post.vault.verify_journal()
    post.store.verify_journal()


def broken_runs(template, tmp_path, strike):
    """Strike at n = 1, 2, 3 … until a pass completes unharmed; check each after a restart."""
    n = 0
    while True:
        n += 1
        folder = tmp_path / str(n)
        near, post = template.copied(folder)
        is_whole = strike(near, post, n)
        post.close()
        post = template.opened(folder, near)
        post.vault.sweep_parts()
        assert sync_once(post.exchange()) == Idle(), n
        check(template, near, post)
        assert count(near) == template.statements, n
        post.close()
        near.close()
        shutil.rmtree(folder)
        if is_whole:
            return n


@pytest.mark.parametrize("is_after", [False, True], ids=["before", "after"])
def test_a_power_cut_at_any_write_repeats_and_never_skips(template, tmp_path, is_after):
    def strike(_near, post, n):
        fuse = Fuse(n, is_after)
        fused(post.vault, fuse)
        fused(post.store, fuse)
        post.parts = PartFiles(post.folder / "parts", FusedDisk(fuse))
        x = post.exchange()
        try:
            sync_once(x)
        except PowerCut:
            return False
        return fuse.left > 0

    assert broken_runs(template, tmp_path, strike) > 15


def test_a_full_disk_at_any_write_is_said_and_nothing_is_lost(template, tmp_path):
    def strike(_near, post, n):
        fuse = Fuse(n, failure=Unavailable)
        fused(post.vault, fuse)
        fused(post.store, fuse)
        post.parts = PartFiles(post.folder / "parts", FusedDisk(fuse))
        state = sync_once(post.exchange())
        if fuse.left > 0:
            return True
        assert isinstance(state, Waiting | Idle)
        if isinstance(state, Waiting):
            assert state.why == "vault.disk_full"
        return False

    assert broken_runs(template, tmp_path, strike) > 15


@pytest.mark.parametrize("is_after", [False, True], ids=["before", "after"])
def test_a_line_cut_at_any_request_repeats_and_never_skips(template, tmp_path, is_after):
    def strike(_near, post, n):
        x = post.exchange()
        x.server = BentServer(x.server)
        x.server.cut_at, x.server.is_cut_after = n, is_after
        state = sync_once(x)
        if isinstance(state, Waiting):
            assert state.why == "sync.cut"
        return len(x.server.asked) < n

    assert broken_runs(template, tmp_path, strike) > 8
