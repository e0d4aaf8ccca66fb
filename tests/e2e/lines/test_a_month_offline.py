"""A post without a network for a month, then one pass (issue lines of the proof, sync.md 2).

Safes are opened and papers filed on one post on thirty days of its clock, each paper in a
transaction of its own, as sessions file them. The month passes for everybody: the server is
started again thirty days later. One pass over HTTPS sends it all; another post of the
structure, as long away, pulls it all.

    pytest -m slow tests/e2e/lines/test_a_month_offline.py -s
"""

from __future__ import annotations

import hashlib
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path

import pytest

from kiosk.crypto.statements import parse
from kiosk.vault.vault_store import PartState
from sync.agent.https import HttpsServer
from sync.agent.loop import sync_once
from sync.agent.machine import Idle
from tests.fakes import actors
from tests.fakes.actors import Person, Pro, part_line
from tests.fakes.agents import AgentPost, closing
from tests.fakes.central import MovedClock
from tests.fakes.server_process import ServerProcess, server_process

DAYS = 30
DAY_S = 86_400
PART_BYTES = 60_000


@dataclass
class Month:
    """What one post made while it was alone."""

    names: set[bytes] = field(default_factory=set)
    days: set[int] = field(default_factory=set)
    owners: list[bytes] = field(default_factory=list)
    parts: dict[bytes, bytes] = field(default_factory=dict)
    """The SHA-256 of each part, by its id."""


@pytest.fixture
def clock(monkeypatch) -> MovedClock:
    """The clock of everybody here: posts, and those who sign."""
    moved = MovedClock()
    monkeypatch.setattr(actors, "CLOCK", moved)
    return moved


@contextmanager
def two_posts(folder: Path, clock: MovedClock) -> Iterator[tuple[ServerProcess, list[AgentPost]]]:
    """Yield a server and two posts of one structure that have exchanged once, today."""
    with server_process(folder / "central") as server:
        relay = server.relay()
        posts = [AgentPost.enrolled(folder / name, server, relay, clock) for name in ("a", "b")]
        with closing(*posts):
            for post in posts:
                post.line = HttpsServer
                exchange(post)
            yield server, posts


def exchange(post: AgentPost) -> float:
    """Make one pass, as the agent goes; return its seconds."""
    x = post.exchange()
    x.goes_side_by_side = True
    began_s = time.monotonic()
    state = sync_once(x)
    x.close()
    assert state == Idle()
    return time.monotonic() - began_s


def live_a_month(post: AgentPost, pro: Pro, clock: MovedClock, safes: int, papers: int) -> Month:
    """Open safes and file papers, evenly over the days, for whoever has a safe by then."""
    month, people = Month(), []
    for day in range(1, DAYS + 1):
        clock.ahead_s = day * DAY_S
        for _ in range(share(safes, day)):
            person = Person.new()
            people.append(person)
            keep(post, month, *person.open_at(post.actor, pro))
        for number in range(share(papers, day)):
            owner = people[(day + number) % len(people)]
            part, sealed = post.write_part(PART_BYTES)
            month.parts[part] = hashlib.sha256(sealed).digest()
            keep(post, month, owner.paper(by=pro, parts=[part_line(part, sealed)]))
    month.owners = [person.id for person in people]
    return month


def share(total: int, day: int) -> int:
    """Return how many of `total` fall on a day: rounded so that the days add up."""
    return -(-total * day // DAYS) - -(-total * (day - 1) // DAYS)


def keep(post: AgentPost, month: Month, *statements) -> None:
    post.keep(*statements)
    month.names.update(each.name for each in statements)
    month.days.update(each.at // DAY_S for each in statements)


def parts_here(post: AgentPost, month: Month) -> dict[bytes, bytes]:
    """Return the hash of each of the month's parts that lies whole in the post's folder."""
    return {
        part: hashlib.sha256(post.parts.read(part)).digest()
        for part in month.parts
        if post.parts.size(part) is not None
    }


@pytest.mark.parametrize(
    ("safes", "papers"),
    [
        pytest.param(20, 100, id="20 safes, 100 papers"),
        pytest.param(500, 5000, id="500 safes, 5000 papers", marks=pytest.mark.slow),
    ],
)
def test_a_month_offline_goes_in_one_pass_and_nothing_is_missing_or_double(
    tmp_path, clock, safes, papers
):
    with two_posts(tmp_path, clock) as (server, (here, there)):
        pro = here.relay.pro()
        server.send()
        exchange(here)
        month = live_a_month(here, pro, clock, safes, papers)
        assert len(month.days) == DAYS
        assert len(month.parts) == papers
        server.kill()
        server.ahead_s = clock.ahead_s
        server.start()

        push_s = exchange(here)
        assert not here.vault.has_unsent()
        assert here.vault.counts().to_check == 0
        pull_s = exchange(there)
        nothing_s = min(exchange(here) for _ in range(5))

        _, line = server.enrolled(here.relay)
        wires, _ = line.pull()
        told = [parse(wire).name for wire in wires]
        stored = list((server.data / "parts" / "stored").glob("??/*"))
        print(
            f"\n{safes} safes, {papers} papers on {len(month.days)} days, {len(month.names)}"
            f" statements: sent in {push_s:.1f} s, pulled in {pull_s:.1f} s;"
            f" then nothing new, connecting included, in {nothing_s * 1e3:.0f} ms"
        )
        assert month.names <= set(told), "a statement is missing at the server"
        assert len(told) == len(set(told)), "a statement is told twice"
        assert {bytes.fromhex(path.name) for path in stored} == set(month.parts)
        assert month.names <= there.known(), "a statement is missing at the other post"
        assert there.shown(*month.owners) == here.shown(*month.owners)
        assert sum(len(there.vault.heads(owner)) for owner in month.owners) == papers
        assert parts_here(there, month) == month.parts
        assert all(there.vault.part(part).state is PartState.SENT for part in month.parts)
