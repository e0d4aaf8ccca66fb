"""The central server's own logic behind the agent's port, without HTTP: for crashes and lies.

`NearCentral` stands where a `ServerProcess` stands in tests; `NearServer` is one line to it.
Both pass the tests of the line over HTTPS (`tests/contract/agent`).
"""

from __future__ import annotations

import threading
import time
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path

from kiosk.errors import Incompatible, KioskError, Refused, Unavailable
from kiosk.ports import SystemClock, SystemRng
from sync.agent.introduction import Introduced
from sync.agent.server import (
    BadCursor,
    HashMismatch,
    NotFound,
    NotNow,
    NotSignedIn,
    Piece,
    Server,
    WrongOffset,
)
from sync.protocol.codes import ErrorCode, error_key
from sync.protocol.frames import (
    Page,
    WholePart,
    decode_page,
    decode_parts,
    encode_page,
    encode_parts,
)
from sync.protocol.journal import ChainProof, JournalPage, TreeHead
from sync.protocol.messages import (
    Account,
    Answers,
    Challenge,
    Hello,
    PartAnswers,
    Presence,
    PresentRequest,
    SessionGrant,
    SessionRequest,
)
from sync.protocol.reminders import Fates
from sync.protocol.search import SearchAnswer, SearchRequest
from sync.server import acceptance
from sync.server.authority import Authority, PostLine
from sync.server.central import CentralServer
from sync.server.no import No
from sync.server.store.migrate import MIGRATIONS
from sync.server.store.sqlite import SqliteDatabase
from tests.fakes.actors import Relay
from tests.fakes.central import CERTIFICATE, MovedClock, central_server, serve

__all__ = ["NearCentral", "NearServer"]


class NearCentral:
    """A server in this process, on SQLite, with an authority of its own."""

    url = "https://near.invalid"
    certificate_sha256 = CERTIFICATE

    def __init__(self, folder: Path, clock: MovedClock | None = None) -> None:
        folder.mkdir(parents=True, exist_ok=True)
        self.folder = folder
        self.central = central_server(
            SqliteDatabase(folder / "records.db", MIGRATIONS / "sqlite"), folder, clock=clock
        )
        self.bell = threading.Condition()
        self.central.ring = self._ring
        line = PostLine(self.url, CERTIFICATE, "token")
        self.authority = Authority.new(line, SystemRng())

    @property
    def root_ed(self) -> bytes:
        return self.authority.root.ed_public

    def relay(self, name: str = "") -> Relay:
        relay = Relay.of(self.authority, name)
        self.send()
        return relay

    def send(self) -> None:
        serve(self.central, Relay(self.authority, self.authority.structures[0]))

    def enrolment_code(self, relay: Relay) -> str:
        made = self.authority.post_code(relay.structure, clock=SystemClock(), rng=SystemRng())
        self.send()
        return made.code

    def line(self, _url: str = "", _certificate_sha256: bytes = b"") -> NearServer:
        return NearServer(self.central, self.bell)

    def _ring(self) -> None:
        with self.bell:
            self.bell.notify_all()

    def close(self) -> None:
        self.central.close()


@dataclass(slots=True)
class _Token:
    value: str = ""


@dataclass(slots=True)
class NearServer:
    """`sync.agent.server.Server` over `CentralServer`."""

    central: CentralServer
    bell: threading.Condition
    token: _Token = field(default_factory=_Token)
    is_closed: bool = False

    @property
    def certificate_sha256(self) -> bytes:
        return CERTIFICATE

    def hello(self) -> Hello:
        return Hello.parse(self.central.hello().encode())

    def challenge(self, device: bytes) -> Challenge:
        return Challenge(self.central.challenge(device))

    def session(self, request: SessionRequest) -> SessionGrant:
        with _translated():
            grant = self.central.enter(request)
        self.token.value = grant.token
        return grant

    def enrol(self, device_wire: bytes) -> Sequence[bytes]:
        with _translated():
            return self.central.enrol(device_wire)

    def send_statements(self, wires: Sequence[bytes]) -> Answers:
        with _translated():
            return Answers.parse(self.central.accept(self._post(), wires).encode())

    def changes(self, after: str, limit: int, wait_s: int = 0, spare_own: bool = False) -> Page:
        until = time.monotonic() + wait_s
        with self.bell:
            while True:
                with _translated():
                    page = self.central.changes(
                        self._post(), after, limit=limit, spare_own=spare_own
                    )
                left = until - time.monotonic()
                if page.is_news or left <= 0 or self.is_closed:
                    return decode_page(encode_page(page))
                self.bell.wait(left)

    def knows_place(self, place: str) -> bool:
        try:
            self.changes(place, 1)
        except BadCursor:
            return False
        return True

    def part_offset(self, part: bytes) -> int:
        try:
            with _translated():
                return self.central.part_offset(self._post(), part)[0]
        except NotFound:
            return 0

    def send_piece(self, piece: Piece) -> int:
        with _translated():
            return self.central.receive_part(
                self._post(),
                piece.part,
                piece.offset,
                piece.content,
                sha256=piece.sha256,
                size=piece.total_bytes,
            )

    def send_parts(self, wholes: Sequence[WholePart]) -> PartAnswers:
        with _translated():
            found = decode_parts(encode_parts(wholes))
            return PartAnswers.parse(self.central.receive_parts(self._post(), found).encode())

    def read_parts(self, parts: Sequence[bytes]) -> Iterator[bytes]:
        with _translated():
            sizes = self.central.readable_parts(self._post(), parts)
        for part, size in zip(parts, sizes, strict=True):
            yield self.central.parts.read(part, 0, size) if size else b""

    def read_part(self, part: bytes, start: int) -> Iterator[bytes]:
        with _translated():
            size = self.central.readable_part(self._post(), part)
        while start < size:
            piece = self.central.parts.read(part, start, min(64 * 1024, size - start))
            start += len(piece)
            yield piece

    def account(self, login: str) -> Account:
        with _translated():
            return self.central.account(login)

    def present(self, login: str, auth: bytes) -> Presence:
        with _translated():
            return self.central.present(self._post(), PresentRequest(login, auth))

    def search(self, request: SearchRequest) -> SearchAnswer:
        with _translated():
            found = self.central.search(self._post(), SearchRequest.parse(request.encode()))
        return SearchAnswer.parse(found.encode())

    def fates_of(self, person: bytes) -> Fates:
        with _translated():
            return Fates.parse(self.central.fates_of(self._post(), person).encode())

    def journal_head(self, known: int) -> TreeHead:
        with _translated():
            return TreeHead.parse(self.central.journal_head(self._post(), known).encode())

    def journal_of(self, about: bytes, after: int, size: int, since: int = 0) -> JournalPage:
        with _translated():
            page = self.central.journal_of(self._post(), about, after, size, since)
        return JournalPage.parse(page.encode())

    def journal_chain(self, chain: str, size: int) -> ChainProof:
        with _translated():
            proof = self.central.journal_chain(self._post(), chain, size)
        return ChainProof.parse(proof.encode())

    def sibling(self) -> Server:
        return NearServer(self.central, self.bell, self.token)

    def accept(self, certificates: Sequence[bytes]) -> None:
        """There is one certificate here."""

    def introduced(self) -> Introduced | None:
        return Introduced(CERTIFICATE, self.hello())

    def is_behind_portal(self, _error: NotNow) -> bool:
        return False

    def close(self) -> None:
        with self.bell:
            self.is_closed = True
            self.bell.notify_all()

    def _post(self) -> acceptance.Post:
        return self.central.post(self.token.value)


@contextmanager
def _translated() -> Iterator[None]:
    """Say in the agent's words what the server says in its own (PROTOCOL.md section 8)."""
    try:
        yield
    except No as no:
        raise _MEANING.get(no.code, _otherwise)(no) from no
    except Unavailable as error:
        raise NotNow(error.message_key) from error


def _otherwise(no: No) -> KioskError:
    if no.status == 403:
        return Refused(error_key(no.code))
    return NotNow(error_key(no.code), float(no.retry_after_s) or None)


_MEANING: dict[ErrorCode, Callable[[No], KioskError]] = {
    ErrorCode.NOT_SIGNED_IN: lambda _: NotSignedIn(),
    ErrorCode.BAD_PROOF: lambda no: Refused(error_key(no.code)),
    ErrorCode.LOCKED: lambda no: Refused(error_key(no.code), seconds=no.seconds),
    ErrorCode.TICKET_UNKNOWN: lambda no: Refused(error_key(no.code)),
    ErrorCode.TICKET_USED: lambda no: Refused(error_key(no.code)),
    ErrorCode.TICKET_EXPIRED: lambda no: Refused(error_key(no.code)),
    ErrorCode.NOT_FOUND: lambda _: NotFound(),
    ErrorCode.WRONG_OFFSET: lambda no: WrongOffset(no.offset or 0),
    ErrorCode.HASH_MISMATCH: lambda _: HashMismatch(),
    ErrorCode.BAD_CURSOR: lambda _: BadCursor(),
    ErrorCode.PROTOCOL: lambda _: Incompatible("sync.build_too_old"),
}
