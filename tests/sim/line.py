"""The line of the simulator: what a request or its answer may meet on the way.

Lost, answered but the answer lost, the answer cut at any byte, asked twice, asked again
much later (by then something else happened), slow, or answered by a liar: "all stored"
without a true receipt, other bytes than those of the part. Each request is drawn on its own.
"""

from __future__ import annotations

import random
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, field
from typing import Any

from kiosk.errors import KioskError
from sync.agent.server import NotNow, Piece
from sync.protocol.frames import Page, decode_page, encode_page, name_of_wire
from sync.protocol.messages import Answer, Answers, AnswerStatus, Presence
from sync.server.acceptance import Post
from sync.server.central import CentralServer
from sync.server.no import No
from tests.fakes.bent_server import METHODS
from tests.fakes.near_server import NearServer
from tests.sim.machines import near_line

__all__ = ["CALM", "PARTS", "STATEMENTS", "Late", "SimLine", "Weather"]

FATES = ("lost", "unanswered", "cut", "twice", "late", "slow", "forged")
FETCHED_PIECE = 512
STATEMENTS = frozenset({"send_statements", "changes"})
PARTS = frozenset({"part_offset", "send_piece", "send_parts", "read_part", "read_parts"})


@dataclass(frozen=True, slots=True)
class Weather:
    """How many requests in a hundred meet something; of every kind, or of some."""

    percent: int = 0
    calls: frozenset[str] = METHODS


CALM = Weather()


@dataclass(frozen=True, slots=True)
class Late:
    """A request that is still on its way somewhere."""

    deliver: Callable[[CentralServer], object]


@dataclass(slots=True)
class SimLine:
    """A post's line to whichever API process answers this time."""

    processes: Callable[[], list[CentralServer]]
    weather: Weather
    chance: random.Random
    post: Post
    wait: Callable[[float], None]
    mail: list[Late]
    trace: Callable[[str], None]
    token: list[str] = field(default_factory=lambda: [""])
    present: Callable[[str, bytes], Presence] = field(init=False)
    """Set by whoever signs somebody in."""
    meanwhile: Callable[[], None] | None = None
    """What a session does at the post while the next page is on its way."""

    @property
    def certificate_sha256(self) -> bytes:
        return self._near().certificate_sha256

    def sibling(self) -> SimLine:
        return self

    def close(self) -> None:
        return None

    def accept(self, certificates: Sequence[bytes]) -> None:
        """There is one certificate here."""

    def introduced(self) -> None:
        return None

    def is_behind_portal(self, _error: object) -> bool:
        return False

    def __getattr__(self, name: str) -> Any:
        if name not in METHODS:
            raise AttributeError(name)
        return lambda *values: self._call(name, values)

    def _near(self) -> NearServer:
        near = near_line(self.chance.choice(self.processes()))
        near.token.value = self.token[0]
        return near

    def _call(self, name: str, values: tuple[Any, ...]) -> Any:
        fate = ""
        is_out = self.weather.percent and name in self.weather.calls
        if is_out and self.chance.randrange(100) < self.weather.percent:
            fate = self.chance.choice(FATES)
        self.trace(f"{name}:{fate}")
        match fate:
            case "lost":
                raise NotNow("sync.cut")
            case "late" if name in {"send_statements", "send_piece", "send_parts"}:
                self.mail.append(self._late(name, values))
                raise NotNow("sync.cut")
            case "twice" if name not in {"session", "read_part", "read_parts"}:
                self._ask(name, values)
            case "forged" if name == "send_statements":
                return _claimed(values[0])
            case "slow":
                self.wait(self.chance.uniform(1, 50))  # a challenge is good for 60 s
            case _:
                pass
        answer = self._ask(name, values)
        if name == "changes" and self.meanwhile is not None:
            done, self.meanwhile = self.meanwhile, None
            done()
        if name == "read_part":
            return self._read(answer, fate)
        if name == "read_parts":
            return self._read_each(answer, fate)
        if fate == "cut":
            self._check_cut(name, answer)
        if fate in {"unanswered", "cut"}:
            raise NotNow("sync.cut")
        return answer

    def _ask(self, name: str, values: tuple[Any, ...]) -> Any:
        near = self._near()
        answer = getattr(near, name)(*values)
        self.token[0] = near.token.value
        return answer

    def _read(self, pieces: Iterator[bytes], fate: str) -> Iterator[bytes]:
        """Hand out a part in small pieces; a cut falls at any byte."""
        whole = b"".join(pieces)
        if fate == "forged":
            whole = whole[:-1] + bytes([whole[-1] ^ 1])
        end = self.chance.randrange(len(whole) + 1) if fate in {"cut", "unanswered"} else None
        shown = whole if end is None else whole[:end]
        for at in range(0, len(shown), FETCHED_PIECE):
            yield shown[at : at + FETCHED_PIECE]
        if end is not None:
            raise NotNow("sync.cut")

    def _read_each(self, contents: Iterator[bytes], fate: str) -> Iterator[bytes]:
        """Hand out a bundle; a cut falls between any two of its parts, or in one."""
        wholes = list(contents)
        if fate == "forged":
            wholes = [whole[:-1] + bytes([whole[-1] ^ 1]) if whole else b"x" for whole in wholes]
        is_cut = fate in {"cut", "unanswered"}
        yield from wholes[: self.chance.randrange(len(wholes) + 1)] if is_cut else wholes
        if is_cut:
            raise NotNow("sync.cut")

    def _check_cut(self, name: str, answer: Any) -> None:
        """No beginning of an answer may be taken for an answer."""
        if isinstance(answer, Page):
            body, read = encode_page(answer), decode_page
        elif isinstance(answer, Answers):
            body, read = answer.encode(), Answers.parse
        else:
            return
        end = self.chance.randrange(len(body))
        try:
            read(body[:end])
        except KioskError:
            return
        raise AssertionError(f"{name}: an answer cut at byte {end} was read as a whole one")

    def _late(self, name: str, values: tuple[Any, ...]) -> Late:
        """Return the same request, to be delivered when its sender has given it up."""
        post = self.post

        def deliver(central: CentralServer) -> object:
            try:
                if name == "send_statements":
                    return central.accept(post, values[0])
                if name == "send_parts":
                    return central.receive_parts(post, values[0])
                piece: Piece = values[0]
                return central.receive_part(
                    post,
                    piece.part,
                    piece.offset,
                    piece.content,
                    sha256=piece.sha256,
                    size=piece.total_bytes,
                )
            except No:
                return None

        return Late(deliver)


def _claimed(wires: Sequence[bytes]) -> Answers:
    """Return what somebody says who keeps nothing and holds no key of the server."""
    names = [name_of_wire(wire) or bytes(32) for wire in wires]
    return Answers(tuple(Answer(name, AnswerStatus.STORED, 10**6, bytes(64)) for name in names))
