"""A line of 50 kbit/s that is cut every 20 s repeats one small piece a cut, and never more."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import UTC, datetime

import pytest

from sync.agent.adapt import CHUNK_MIN_BYTES
from sync.agent.loop import Loop
from sync.agent.machine import Idle, Waiting
from sync.agent.server import NotNow, Piece
from tests.fakes.actors import Person, part_line
from tests.fakes.agents import AgentPost
from tests.fakes.bent_server import BentServer
from tests.fakes.near_server import NearCentral

BYTES_PER_S = 50_000 / 8
ROUND_TRIP_S = 0.6
CUT_EVERY_S = 20.0
PAGE_BYTES = 300_000


@dataclass
class LineClock:
    """Time that passes as the line works."""

    began_s: float = field(default_factory=lambda: datetime.now(UTC).timestamp())
    gone_s: float = 0.0

    def now(self) -> datetime:
        return datetime.fromtimestamp(self.began_s + self.gone_s, UTC)

    def boottime_s(self) -> float:
        return 1000.0 + self.gone_s

    def boot_id(self) -> str:
        return "boot-1"


class PluckedLine:
    """Takes the time of the line for each call; whoever is on it when the plug goes is cut."""

    def __init__(self, clock: LineClock) -> None:
        self._clock = clock
        self.lost: list[int] = []

    def call(self, straight, *values):
        self._passes(ROUND_TRIP_S)
        return straight(*values)

    def send_piece(self, straight, piece: Piece) -> int:
        try:
            self._passes(ROUND_TRIP_S + len(piece.content) / BYTES_PER_S)
        except NotNow:
            self.lost.append(len(piece.content))
            raise
        return straight(piece)

    def _passes(self, seconds: float) -> None:
        left_s = CUT_EVERY_S - self._clock.gone_s % CUT_EVERY_S
        self._clock.gone_s += min(seconds, left_s)
        if seconds >= left_s:
            raise NotNow("sync.cut")


@pytest.fixture
def near(tmp_path):
    central = NearCentral(tmp_path / "near")
    yield central
    central.close()


def test_a_page_gets_through_a_line_cut_every_20_seconds_in_small_pieces(near, tmp_path):
    relay = near.relay()
    clock = LineClock()
    post = AgentPost.enrolled(tmp_path / "post", near, relay, clock)
    pro = relay.pro()
    near.send()
    part, sealed = post.write_part(PAGE_BYTES)
    person = Person.new()
    post.keep(
        *person.open_at(post.actor, pro), person.paper(by=pro, parts=[part_line(part, sealed)])
    )
    plucked = PluckedLine(clock)
    server = BentServer(post.exchange().server)
    for name in ("hello", "challenge", "session", "send_statements", "changes", "part_offset"):
        server.bend[name] = plucked.call
    server.bend["send_piece"] = plucked.send_piece
    loop = Loop(post.exchange(server))
    for _ in range(60):
        state = loop.run_pass()
        if isinstance(state, Idle) and not post.vault.has_unsent():
            break
        assert isinstance(state, Waiting)
        clock.gone_s = max(clock.gone_s, state.retry_at_s - 1000.0)
    assert near.central.parts.read(part, 0, len(sealed)) == sealed
    assert max(plucked.lost[2:], default=0) <= CHUNK_MIN_BYTES
    post.close()
