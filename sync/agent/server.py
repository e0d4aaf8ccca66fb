"""What the agent asks of the central server: one Protocol, and the ways it can fail.

The adapter over HTTPS is `https.py`; the simulator hands in the server's own logic.
Every call may raise `NotNow` (try again later), `Refused` (the device as a whole is
turned away), `Incompatible`, and `Malformed` (the answer is no message of ours).
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Protocol

from kiosk.errors import Refused, Unavailable
from sync.agent.introduction import Introduced
from sync.protocol.frames import Page, WholePart
from sync.protocol.journal import ChainProof, JournalPage, TreeHead
from sync.protocol.messages import (
    Account,
    Answers,
    Challenge,
    Hello,
    PartAnswers,
    Presence,
    SessionGrant,
    SessionRequest,
)
from sync.protocol.reminders import Fates
from sync.protocol.search import SearchAnswer, SearchRequest

__all__ = [
    "BadCursor",
    "BatchRefused",
    "BehindPortal",
    "HashMismatch",
    "NotFound",
    "NotNow",
    "NotSignedIn",
    "Piece",
    "Server",
    "WrongOffset",
]


class NotNow(Unavailable):
    """The line or the server cannot, just now; `retry_after_s` is what the server asked for."""

    def __init__(
        self, message_key: str, /, retry_after_s: float | None = None, **context: str | int
    ) -> None:
        super().__init__(message_key, **context)
        self.retry_after_s = retry_after_s


class BehindPortal(NotNow):
    """The network of the place wants a sign-in page to be opened first."""

    def __init__(self) -> None:
        super().__init__("sync.portal")


class NotSignedIn(NotNow):
    """The token has ended: connect again, then repeat."""

    def __init__(self) -> None:
        super().__init__("sync.not_signed_in")


class NotFound(Unavailable):
    """The server does not have it, or not for this device."""

    def __init__(self) -> None:
        super().__init__("sync.not_found")


class BadCursor(Unavailable):
    """The server does not know our place in its list: begin again without one."""

    def __init__(self) -> None:
        super().__init__("sync.bad_cursor")


class BatchRefused(Refused):
    """A whole batch was turned away unread (400, 413): smaller ones tell which entry it was."""


class HashMismatch(Unavailable):
    """The part that arrived is not the part announced; the server threw it away."""

    def __init__(self) -> None:
        super().__init__("sync.hash_mismatch")


class WrongOffset(Unavailable):
    """The server holds another number of bytes: go on from `offset`."""

    def __init__(self, offset: int) -> None:
        super().__init__("sync.wrong_offset")
        self.offset = offset


@dataclass(frozen=True, slots=True)
class Piece:
    """A piece of a part on its way up."""

    part: bytes
    sha256: bytes
    """Of the whole sealed part."""
    total_bytes: int
    offset: int
    content: bytes


class Server(Protocol):
    """The wire of PROTOCOL.md, one method a request."""

    @property
    def certificate_sha256(self) -> bytes:
        """The pinned certificate in use, part of what the device signs."""
        ...

    def hello(self) -> Hello: ...

    def challenge(self, device: bytes) -> Challenge: ...

    def session(self, request: SessionRequest) -> SessionGrant:
        """Enter; the token is kept for the calls that follow."""
        ...

    def enrol(self, device_wire: bytes) -> Sequence[bytes]:
        """Hand in the device's statement; return what a post must know of its structure."""
        ...

    def send_statements(self, wires: Sequence[bytes]) -> Answers:
        """Raises BatchRefused when the batch as a whole is turned away."""
        ...

    def changes(self, after: str, limit: int, wait_s: int = 0, spare_own: bool = False) -> Page:
        """Return the page after a cursor ("" = from the start); with `spare_own` what this
        device sent itself comes by name alone. Raises BadCursor."""
        ...

    def knows_place(self, place: str) -> bool:
        """Say whether a place in the server's list is one of this server's lives."""
        ...

    def part_offset(self, part: bytes) -> int:
        """Return how many bytes of an upload the server holds; 0 when none."""
        ...

    def send_piece(self, piece: Piece) -> int:
        """Return the new offset. Raises WrongOffset, HashMismatch."""
        ...

    def send_parts(self, wholes: Sequence[WholePart]) -> PartAnswers:
        """Hand in whole parts, at most a bundle; one answer each, in order."""
        ...

    def read_parts(self, parts: Sequence[bytes]) -> Iterator[bytes]:
        """Yield the bytes of each part in order, at most a bundle; empty: not there for us."""
        ...

    def read_part(self, part: bytes, start: int) -> Iterator[bytes]:
        """Yield the bytes of a part from `start`. Raises NotFound."""
        ...

    def account(self, login: str) -> Account: ...

    def present(self, login: str, auth: bytes) -> Presence:
        """Raises Refused("sync.bad_proof") or Refused("sync.locked", seconds=n)."""
        ...

    def search(self, request: SearchRequest) -> SearchAnswer:
        """Return custody's boxed answer. Raises Refused("sync.locked", seconds=n)."""
        ...

    def fates_of(self, person: bytes) -> Fates:
        """Return what became of a person's reminders, boxed. Raises NotFound."""
        ...

    def journal_head(self, known: int) -> TreeHead:
        """Return the journal's signed head, proved to continue `known` entries."""
        ...

    def journal_of(self, about: bytes, after: int, size: int, since: int = 0) -> JournalPage:
        """Return entries about a person, or of the other posts of this one's structure since
        then, proved in the tree of `size`. Raises NotFound."""
        ...

    def journal_chain(self, chain: str, size: int) -> ChainProof:
        """Return the proof of this post's own chain in the tree of `size`. Raises NotFound."""
        ...

    def sibling(self) -> Server:
        """Return another line to the same server with the same token, for another thread."""
        ...

    def accept(self, certificates: Sequence[bytes]) -> None:
        """Take any of these SHA-256 for ours from now on, on this line and its siblings."""
        ...

    def introduced(self) -> Introduced | None:
        """Ask who answers, whatever its certificate; None when nobody speaks as a server."""
        ...

    def is_behind_portal(self, error: NotNow) -> bool:
        """Return whether the network of the place answers in our server's place."""
        ...

    def close(self) -> None:
        """End the line, from any thread; calls under way fail with NotNow."""
        ...
