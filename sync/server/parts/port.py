"""What the server asks of a store of parts, and how such a store says no.

A part is received in pieces that follow one another, whichever API process gets them, and
counts once its whole SHA-256 is the announced one. It is then never written again.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Protocol

from kiosk.domain.ids import ID_BYTES
from sync.protocol.frames import WholePart

__all__ = ["HashMismatch", "Parts", "Received", "TooLong", "WrongOffset", "hex_name"]


class WrongOffset(Exception):
    """The piece does not follow what is there; `offset` is where to go on."""

    def __init__(self, offset: int) -> None:
        super().__init__(offset)
        self.offset = offset


class HashMismatch(Exception):
    """The whole is not what was announced; what was there is gone."""


class TooLong(Exception):
    """The piece goes past the announced end; nothing of it was kept."""


@dataclass(frozen=True, slots=True)
class Received:
    """How far a part has come. `is_new`: this very piece made it whole, hash checked."""

    offset: int
    is_complete: bool
    is_new: bool = False


class Parts(Protocol):
    """A store of parts, each named by its 16-byte id. Used from any thread and process.

    Every call may raise Unavailable: nothing was promised yet, the same call again is right.
    """

    def received(self, part: bytes) -> Received:
        """Return how far a part has come; offset 0 when nothing is there."""
        ...

    def receive(
        self, part: bytes, offset: int, piece: bytes, *, sha256: bytes, size: int
    ) -> Received:
        """Keep the piece that stands at `offset` of a part of `size` bytes.

        With the last piece the whole is hashed and becomes the part, or goes.
        Raises: WrongOffset, TooLong, HashMismatch; Unavailable("server.full").
        """
        ...

    def keep(self, wholes: Sequence[WholePart]) -> list[bool]:
        """Keep parts that came whole, their hashes checked by the caller.

        Returns for each whether it became the part now; False: one was there already. What
        had come of it in pieces goes. Raises Unavailable("server.full").
        """
        ...

    def sha256(self, part: bytes) -> bytes:
        """Return the hash of a complete part as it lies there; of nothing when it does not."""
        ...

    def read(self, part: bytes, offset: int, count: int) -> bytes:
        """Return up to `count` bytes of a complete part; nothing when it is not there."""
        ...

    def remove(self, part: bytes) -> None:
        """Delete what is there of a part."""
        ...

    def idle_uploads(self, older_than_s: float) -> list[bytes]:
        """Return parts that began to come and did not move for this long."""
        ...

    def stored_before(self, older_than_s: float) -> Iterable[bytes]:
        """Name complete parts that have lain here this long, for the sweep.

        A large store names a share of them, another one each time.
        """
        ...


def hex_name(part: bytes) -> str:
    """Return how a part is called in a store: nothing but hex ever reaches a path."""
    if len(part) != ID_BYTES:
        raise ValueError("a part's id is 16 bytes")
    return part.hex()
