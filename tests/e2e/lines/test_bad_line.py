"""A scanned page gets through the worst line we serve (sync.md 3, issue lines of the proof).

50 kbit/s, 300 ms each way, 10 % of packets lost, and the plug pulled every 20 seconds.

    pytest -m slow tests/e2e/lines -s
"""

from __future__ import annotations

import socket
import threading
import time
from dataclasses import dataclass, field
from pathlib import Path

import pytest

from sync.agent.https import HttpsServer
from sync.agent.loop import Loop
from sync.agent.machine import Idle, Waiting
from sync.agent.server import Piece
from tests.fakes.actors import Person, part_line
from tests.fakes.agents import AgentPost
from tests.fakes.bad_line import THERE, BadLine, Quality, bad_line, can_be_made
from tests.fakes.server_process import ServerProcess, server_process

pytestmark = [
    pytest.mark.slow,
    pytest.mark.skipif(not can_be_made(), reason="needs root and a TUN device"),
]

PAGE_BYTES = 300_000
UP_S, DOWN_S = 20.0, 4.0
LONGEST_S = 900.0


@dataclass
class Counted:
    """A line that notes each piece of a part: its place, its length, and whether it arrived."""

    server: HttpsServer
    pieces: list[list[int]] = field(default_factory=list)

    def __getattr__(self, name):
        return getattr(self.server, name)

    def sibling(self):
        return Counted(self.server.sibling(), self.pieces)

    def send_piece(self, piece: Piece) -> int:
        self.pieces.append([piece.offset, len(piece.content), 0])
        offset = self.server.send_piece(piece)
        self.pieces[-1][2] = 1
        return offset


@pytest.fixture
def congestion(request):
    """Every new socket of this process follows this rule of the kernel."""
    name = request.param
    original = socket.socket.connect

    def connect(self, address):
        if self.type == socket.SOCK_STREAM and self.family == socket.AF_INET:
            self.setsockopt(socket.IPPROTO_TCP, socket.TCP_CONGESTION, name)
        return original(self, address)

    patch = pytest.MonkeyPatch()
    patch.setattr(socket.socket, "connect", connect)
    yield name.decode()
    patch.undo()


def pull_the_plug(line: BadLine, is_over: threading.Event) -> None:
    """Every 20 seconds, for 4."""
    while not is_over.wait(UP_S):
        line.is_cut = True
        is_over.wait(DOWN_S)
        line.is_cut = False


def exchange(post: AgentPost, line: BadLine) -> tuple[float, Counted, int]:
    """Pass after pass until all is sent; return seconds, pieces and the waits between."""
    x = post.exchange()
    x.server = counted = Counted(x.server)
    x.lanes._server = x.server
    loop = Loop(x)
    began_s = time.monotonic()
    waits = 0
    with line.here():
        while True:
            state = loop.run_pass()
            if isinstance(state, Idle) and not post.vault.has_unsent():
                break
            assert time.monotonic() - began_s < LONGEST_S, state
            if isinstance(state, Waiting):
                waits += 1
                time.sleep(max(0.0, min(5.0, state.retry_at_s - x.clock.boottime_s())))
        x.close()
    return time.monotonic() - began_s, counted, waits


def a_page_to_send(server: ServerProcess, folder: Path) -> tuple[AgentPost, bytes]:
    """Return a post, and the part that it has to send beside a new safe."""
    relay = server.relay()
    pro = relay.pro()
    server.send()
    post = AgentPost.enrolled(folder, server, relay)
    post.line = HttpsServer
    person = Person.new()
    part, sealed = post.write_part(PAGE_BYTES)
    post.keep(
        *person.open_at(post.actor, pro), person.paper(by=pro, parts=[part_line(part, sealed)])
    )
    return post, part


@pytest.mark.parametrize("congestion", [b"cubic", b"bbr"], indirect=True)
@pytest.mark.parametrize("is_cut_often", [False, True], ids=["steady", "cut every 20 s"])
def test_a_page_gets_through_and_no_more_than_one_piece_is_sent_again(
    tmp_path, congestion, is_cut_often
):
    with (
        bad_line(Quality()) as line,
        line.there(),
        server_process(tmp_path / "data", "--host", THERE) as server,
    ):
        post, part = a_page_to_send(server, tmp_path / "post")
        is_over = threading.Event()
        if is_cut_often:
            threading.Thread(target=pull_the_plug, args=(line, is_over), daemon=True).start()
        before = line.sent_bytes
        try:
            took_s, counted, waits = exchange(post, line)
        finally:
            is_over.set()
        sealed = post.vault.part(part).size
        post.close()
    print(
        f"\n{congestion}, {'cut every 20 s' if is_cut_often else 'steady'}: {took_s:.0f} s,"
        f" {len(counted.pieces)} pieces {counted.pieces}, {waits} waits,"
        f" {(line.sent_bytes - before) / sealed:.2f} bytes on the line per byte"
    )
    here = 0
    for offset, length, has_arrived in counted.pieces:
        assert offset >= here, "what had arrived was sent again"
        here = offset + length if has_arrived else here
    assert here == sealed
