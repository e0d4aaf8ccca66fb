"""The server stops at its n-th write, for every n of a pass, on its real database and files:
started again, it has what it acknowledged, takes the rest, and has nothing twice."""

from __future__ import annotations

import shutil
import threading
from collections import Counter
from dataclasses import dataclass
from functools import partial
from itertools import count

import pytest

from kiosk.errors import Unavailable
from sync.agent.loop import sync_once
from sync.agent.machine import Idle, Waiting
from sync.server.parts import folder as part_folder
from tests.fakes.actors import Person, part_line
from tests.fakes.agents import AgentPost
from tests.fakes.central import MovedClock
from tests.fakes.near_server import NearCentral

CHUNK_BYTES = 2000
SIZES = (500, 1500, 5000)
"""Two short parts that go in one bundle, and one that goes in three pieces."""


@dataclass
class SlowClock(MovedClock):
    """Each look at it comes a second after the one before: the agent takes no answer for quick,
    whatever this machine does meanwhile, and leaves the size of its pieces as it is."""

    looks: int = 0

    def boottime_s(self):
        self.looks += 1
        return float(self.looks)


class Stop:
    """Stops the server at its n-th write, before or after it took effect, and for good."""

    def __init__(self, left, is_after):
        self.left, self.is_after = left, is_after
        self.struck = ""
        self._turn = threading.Lock()

    def spend(self, kind, write, *values):
        with self._turn:  # the waits for the disk go side by side
            self.left -= 1
            left = self.left
            self.struck = kind if left == 0 else self.struck
        if left < 0 or (left == 0 and not self.is_after):
            raise Unavailable("server.store_away")
        done = write(*values)
        if left == 0:
            raise Unavailable("server.store_away")
        return done


class StoppingConnection:
    def __init__(self, whole, stop):
        self._whole, self._stop = whole, stop

    def __getattr__(self, name):
        return getattr(self._whole, name)

    def execute(self, sql, values=()):
        if sql == "COMMIT":
            return self._stop.spend(sql, self._whole.execute, sql, values)
        return self._whole.execute(sql, values)


def plant(near, patch, stop):
    near.central.database._writer = StoppingConnection(near.central.database._writer, stop)
    for name in ("_write", "_sync_folder"):
        real = getattr(part_folder, name)
        spend = partial(stop.spend, name, real)
        patch.setattr(part_folder, name, spend)


@pytest.fixture(scope="module")
def ready(tmp_path_factory):
    """A post with work for a whole pass, and the server it was enrolled at, on disk."""
    folder = tmp_path_factory.mktemp("ready")
    near = NearCentral(folder / "central")
    relay = near.relay()
    pro = relay.pro()
    near.send()
    post = AgentPost.enrolled(folder / "post", near, relay)
    assert sync_once(post.exchange()) == Idle()
    person, leaving = Person.new(), Person.new()
    pages = [post.write_part(size) for size in SIZES]
    while len({part[:1] for part, _ in pages}) < len(pages):  # each in a folder of its own
        pages = [post.write_part(size) for size in SIZES]
    post.keep(*leaving.open_at(post.actor, pro), leaving.affiliate(relay, "remove"))
    opened = person.open_at(post.actor, pro)
    post.keep(*opened, person.paper(by=pro, parts=[part_line(*page) for page in pages]))
    post.close()
    near.close()
    return folder, relay, [person.id, leaving.id], pages


@pytest.mark.parametrize("is_after", [False, True], ids=["before", "after"])
def test_a_server_stopped_at_any_write_keeps_what_it_said_and_takes_the_rest(
    ready, tmp_path, is_after
):
    folder, relay, persons, pages = ready
    held: set[int] = set()
    struck: Counter[str] = Counter()
    for number in count(1):
        shutil.copytree(folder, tmp_path / "run")
        near = NearCentral(tmp_path / "run" / "central")
        post = AgentPost.fresh(tmp_path / "run" / "post", relay, SlowClock())
        post.line = near.line
        stop = Stop(number, is_after)
        with pytest.MonkeyPatch.context() as patch:
            plant(near, patch, stop)
            state = passed(post)
        asked = "SELECT name FROM outbox WHERE state = 'stored'"
        acknowledged = {name for (name,) in post.vault._database.rows(asked)}
        near.close()
        near = NearCentral(tmp_path / "run" / "central")
        assert acknowledged <= stored(near), number
        post.line = near.line
        for _ in range(2):
            assert passed(post) == Idle()
        assert post.vault.outgoing() == []
        assert not post.store.has_unsent()
        for part, sealed in pages:
            assert near.central.parts.read(part, 0, 6000) == sealed
        held.add(of_persons(near, persons))
        post.close()
        near.close()
        shutil.rmtree(tmp_path / "run")
        if stop.left > 0:
            assert state == Idle()
            break
        assert isinstance(state, Waiting | Idle), state
        struck[stop.struck] += 1
    commits = struck.pop("COMMIT")
    assert struck == {"_write": 5, "_sync_folder": 3}, "two parts whole, one in three pieces"
    assert commits >= len(SIZES)
    assert len(held) == 1, "nothing is there twice and nothing is missing"


def passed(post):
    x = post.exchange()
    x.goes_side_by_side, x.line.width = False, 1
    x.line.chunk_bytes = CHUNK_BYTES
    return sync_once(x)


def stored(near):
    with near.central.database.reading() as rows:
        return {bytes(name) for (name,) in rows.all("SELECT name FROM statement")}


def of_persons(near, persons):
    with near.central.database.reading() as rows:
        return sum(
            rows.one("SELECT COUNT(*) FROM statement WHERE owner = ?", (person,))[0]
            for person in persons
        )
