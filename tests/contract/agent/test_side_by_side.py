"""On a quick line parts go up beside the statements, and one batch or page while the one before
is checked; nothing else changes (sync.md 3)."""

from __future__ import annotations

import errno
import time
from dataclasses import dataclass, field, replace
from pathlib import Path

import pytest

from kiosk.vault.disk import Disk
from kiosk.vault.parts import PartFiles
from sync.agent.connect import connect
from sync.agent.loop import sync_once
from sync.agent.machine import Idle, Waiting
from sync.agent.pull import pull_step
from sync.agent.push import begin_push, push_step
from sync.agent.server import NotNow
from tests.fakes.actors import Person, part_line

PARTS = 6
PAPERS = 40


@dataclass
class Watched:
    """A line that notes what goes out, in order; its parts may be cut."""

    server: object
    log: list[str] = field(default_factory=list)
    is_cut: bool = False
    cut_after: int | None = None
    """How many batches are answered before the line is cut."""
    is_sibling: bool = False
    arrived: list[bytes] = field(default_factory=list)
    """Parts the server has."""
    awaited_parts: int = 0
    """No batch is answered before so many parts have come."""

    def __getattr__(self, name):
        return getattr(self.server, name)

    def sibling(self):
        return replace(self, server=self.server.sibling(), is_sibling=True)

    def send_statements(self, wires):
        if self.log.count("statements") == self.cut_after:
            raise NotNow("sync.cut")
        self.log.append("statements")
        if len(wires) > 1:  # the journal's word goes first, alone
            assert wait_until(lambda: len(self.arrived) >= self.awaited_parts)
        return self.server.send_statements(wires)

    def changes(self, *asked):
        self.log.append("page beside" if self.is_sibling else "page")
        return self.server.changes(*asked)

    def send_parts(self, wholes):
        self.log.append("parts")
        if self.is_cut:
            raise NotNow("sync.cut")
        answers = self.server.send_parts(wholes)
        self.arrived += [each.part for each in wholes]
        return answers


def wait_until(is_so, *, limit_s: float = 20.0) -> bool:
    """Look until something that other threads do is so; return whether it came to be."""
    end_s = time.monotonic() + limit_s
    while not is_so() and time.monotonic() < end_s:
        time.sleep(0.005)
    return is_so()


@pytest.fixture
def filled(server, relay, new_post):
    """A post where a safe, papers with parts and papers without wait to be sent."""
    made, pro = new_post(), relay.pro()
    server.send()
    assert sync_once(made.exchange()) == Idle()
    person = Person.new()
    made.keep(*person.open_at(made.actor, pro))
    for _ in range(PARTS):
        made.keep(person.paper(by=pro, parts=[part_line(*made.write_part(300_000))]))
    made.keep(*(person.paper(by=pro) for _ in range(PAPERS)))
    return made, person


@pytest.fixture
def post(filled):
    return filled[0]


def exchange(post, **changes):
    x = post.exchange()
    x.goes_side_by_side = True
    x.server = Watched(x.server, **changes)
    x.lanes._server = x.server
    x.line.batch_count = 20
    return x


def test_parts_go_up_while_statements_are_offered_and_all_arrives(post) -> None:
    x = exchange(post)
    assert sync_once(x) == Idle()
    assert not post.vault.has_unsent()
    assert x.sending is None
    last_statement = len(x.server.log) - 1 - x.server.log[::-1].index("statements")
    assert "parts" in x.server.log[:last_statement]


def test_parts_follow_one_another_while_one_batch_is_judged(post) -> None:
    x = exchange(post, awaited_parts=PARTS)
    connect(x)
    begin_push(x)
    x.line.is_quick = True
    x.line.chunk_bytes, x.line.width = 300_000, 1  # a round is two parts
    while push_step(x):
        pass
    assert len(x.server.arrived) == PARTS
    assert x.sending is None or x.sending.under_way.is_over
    x.close()


def test_parts_cut_beside_statements_wait_and_nothing_is_lost(post) -> None:
    x = exchange(post, is_cut=True)
    state = sync_once(x)
    assert isinstance(state, Waiting)
    assert state.why == "sync.cut"
    assert x.sending is None
    assert len(post.vault.part_queue(100)) == PARTS
    assert sync_once(exchange(post)) == Idle()
    assert not post.vault.has_unsent()


def test_nothing_goes_beside_a_withdrawal(filled, relay) -> None:
    post, person = filled
    post.keep(person.affiliate(relay, "remove"))
    x = exchange(post)
    x.line.batch_count = 1
    connect(x)
    begin_push(x)
    assert push_step(x)
    assert (x.sending, "parts" in x.server.log) == (None, False)
    assert push_step(x)
    assert x.sending is not None or "parts" in x.server.log
    x.close()


def test_what_was_answered_before_a_cut_is_noted(post) -> None:
    x = exchange(post)
    connect(x)
    x.server.cut_after = x.server.log.count("statements") + 1
    begin_push(x)
    before = len(post.vault.outgoing(1000)) + len(post.store.outgoing(1000))
    x.line.is_quick = True
    with pytest.raises(NotNow):
        push_step(x)
    assert len(post.vault.outgoing(1000)) + len(post.store.outgoing(1000)) < before
    x.close()


def test_a_receipt_of_another_key_marks_nothing(post) -> None:
    x = exchange(post)
    connect(x)
    begin_push(x)
    before = [row.name for row in post.vault.outgoing(1000)]
    x.server_ed, x.line.is_quick = Person.new().identity.ed_public, True
    with pytest.raises(NotNow, match=r"sync\.bad_receipt"):
        push_step(x)
    assert [row.name for row in post.vault.outgoing(1000)] == before  # parts may have arrived
    x.close()


def test_the_next_page_is_asked_for_while_one_is_kept(post, new_post) -> None:
    assert sync_once(exchange(post)) == Idle()
    other = new_post()
    x = exchange(other)
    x.line.page_count = 10
    assert sync_once(x) == Idle()
    assert x.server.log.count("page beside") > 0
    assert other.known() == post.known()


class OnceFullDisk(Disk):
    """Has no room for the first file it is asked to keep."""

    def __init__(self) -> None:
        self.refused: list[Path] = []

    def write(self, path: Path, data: bytes) -> None:
        if not self.refused:
            self.refused.append(path)
            raise OSError(errno.ENOSPC, "full")
        super().write(path, data)


def test_a_part_without_room_keeps_no_other_of_its_bundle_away(post, new_post) -> None:
    assert sync_once(exchange(post)) == Idle()
    other = new_post()
    x = exchange(other)
    disk = OnceFullDisk()
    x.parts = PartFiles(other.folder / "parts", disk)
    x.line.width, x.line.chunk_bytes = 1, 1_000_000
    state = sync_once(x)
    assert isinstance(state, Waiting)
    assert state.why == "vault.disk_full"
    here = len(list((other.folder / "parts").glob("??/*")))
    assert len(disk.refused) == 1
    assert 0 < here < PARTS
    assert sync_once(exchange(other)) == Idle()
    assert len(list((other.folder / "parts").glob("??/*"))) == PARTS


def test_a_page_asked_for_long_ago_is_asked_for_again(post, new_post) -> None:
    assert sync_once(exchange(post)) == Idle()
    x = exchange(new_post())
    connect(x)
    x.line.page_count = 5
    assert pull_step(x).more
    assert x.next_page is not None
    x.next_page = replace(x.next_page, began_at_s=x.next_page.began_at_s - 60)
    asked = x.server.log.count("page")
    pull_step(x)
    assert x.server.log.count("page") == asked + 1
    x.close()
