"""A small client of clamd, by its own socket: version and the scan of a stream (clamd(8)).

One connection is one `zIDSESSION`; every answer names the number of its question. What is
scanned goes over the socket, never through a file of ours. Nothing is believed of a daemon:
what is late, too long or of another form is no answer, and no answer is never "clean".
"""

from __future__ import annotations

import contextlib
import ipaddress
import re
import select
import socket
import struct
import time
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, datetime
from enum import Enum
from types import TracebackType
from typing import Self

__all__ = [
    "Answer",
    "Clamd",
    "ClamdLimits",
    "ClamdSession",
    "Clean",
    "Found",
    "GaveUp",
    "Place",
    "Silence",
    "Silent",
    "Version",
    "place_of",
]

Place = str | tuple[str, int]
"""A Unix socket's path, or a loopback address and port."""

DEFAULT_PORT = 3310
CHUNK_BYTES = 128 << 10
MAX_ANSWER_BYTES = 4096
LENGTH = struct.Struct(">I")

ANSWER = re.compile(rb"(\d{1,9}): (.+)", re.DOTALL)
FOUND = re.compile(r"stream: ([\x21-\x7e]{1,200}) FOUND")
VERSION = re.compile(r"(ClamAV [0-9A-Za-z.+~-]{1,40})(?:/(\d{1,9})/([\x20-\x7e]{1,40}))?")
BASE_DATE = "%a %b %d %H:%M:%S %Y"
"""As ctime(3) writes it, in the daemon's time zone, which clamd does not tell."""

UNSEEN = ("Heuristics.Limits.Exceeded", "Heuristics.Encrypted")
"""Names of what clamd did not look into (AlertExceedsMax, AlertEncrypted in clamd.conf(5))."""


@dataclass(frozen=True, slots=True)
class Clean:
    """Nothing known was found."""


@dataclass(frozen=True, slots=True)
class Found:
    """A signature matched; its name, printable."""

    name: str


@dataclass(frozen=True, slots=True)
class GaveUp:
    """The daemon did not look through all of it: too large, too deep, closed by a password."""

    name: str


Answer = Clean | Found | GaveUp


class Silent(Enum):
    """Why there is no answer."""

    ABSENT = "absent"
    SLOW = "slow"
    NONSENSE = "nonsense"


class Silence(Exception):
    """No answer that could be used; `reason` says why. Never to be taken for "clean"."""

    def __init__(self, reason: Silent) -> None:
        super().__init__(reason.value)
        self.reason = reason


@dataclass(frozen=True, slots=True)
class ClamdLimits:
    """How long things may take, in seconds."""

    connect_s: float = 2.0
    answer_s: float = 3.0
    """To a short question."""


@dataclass(frozen=True, slots=True)
class Version:
    """The engine and the virus base in use; a base of one's own signatures has no number."""

    engine: str
    base: int = 0
    base_at: datetime | None = None


@dataclass(frozen=True, slots=True)
class Clamd:
    """Where a daemon listens. `connect` makes one session with it."""

    place: Place
    limits: ClamdLimits = ClamdLimits()

    def connect(self) -> ClamdSession:
        """Return an open session. Raises Silence(Silent.ABSENT | Silent.SLOW)."""
        made = socket.socket(_family(self.place))
        made.settimeout(self.limits.connect_s)
        try:
            with _faults_told():
                made.connect(self.place)
            return ClamdSession(made, self.limits)
        except Silence:
            made.close()
            raise


class ClamdSession:
    """Questions to clamd over one connection. Not thread-safe; closed by its end."""

    def __init__(self, connected: socket.socket, limits: ClamdLimits) -> None:
        self._socket, self._limits = connected, limits
        self._asked = 0
        self._received = bytearray()
        self._send(b"zIDSESSION\0", time.monotonic() + limits.answer_s)

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        value: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        self.close()

    def close(self) -> None:
        """Say goodbye and hang up; never waits."""
        with contextlib.suppress(OSError):
            self._socket.settimeout(0)
            self._socket.send(b"zEND\0")
        self._socket.close()

    def ping(self) -> None:
        """Return when the daemon is alive. Raises Silence."""
        if self._ask(b"zPING\0") != "PONG":
            raise Silence(Silent.NONSENSE)

    def version(self) -> Version:
        """Return engine and base. Raises Silence."""
        told = VERSION.fullmatch(self._ask(b"zVERSION\0"))
        if told is None:
            raise Silence(Silent.NONSENSE)
        engine, number, at = told.groups()
        return Version(engine, int(number or 0), _day(at) if at else None)

    def scan(self, untrusted: bytes, deadline: float) -> Answer:
        """Return what the daemon says of these bytes, by `deadline` (time.monotonic()).

        A daemon that takes no more bytes (StreamMaxLength) gave up: its session is over.

        Raises: Silence.
        """
        self._asked += 1
        self._send(b"zINSTREAM\0", deadline)
        view = memoryview(untrusted)
        for at in range(0, len(view), CHUNK_BYTES):
            part = view[at : at + CHUNK_BYTES]
            if self._has_spoken() or not self._took(part, deadline):
                return self._last_word(deadline)
        self._send(LENGTH.pack(0), deadline)
        return _judged(self._answer(deadline))

    def _ask(self, command: bytes) -> str:
        self._asked += 1
        deadline = time.monotonic() + self._limits.answer_s
        self._send(command, deadline)
        return self._answer(deadline)

    def _took(self, part: memoryview, deadline: float) -> bool:
        """Send a part of a stream; False when the daemon hung up. Raises Silence(SLOW)."""
        try:
            self._send(LENGTH.pack(len(part)), deadline)
            self._send(part, deadline)
        except Silence as silence:
            if silence.reason is not Silent.ABSENT:
                raise
            return False
        return True

    def _last_word(self, deadline: float) -> Answer:
        """Return what was said before the whole stream was taken, which is never "clean"."""
        answer = _judged(self._answer(deadline))
        if isinstance(answer, Clean):
            raise Silence(Silent.NONSENSE)
        return answer

    def _has_spoken(self) -> bool:
        return bool(self._received) or bool(select.select([self._socket], [], [], 0)[0])

    def _send(self, data: bytes | memoryview, deadline: float) -> None:
        with _faults_told():
            self._socket.settimeout(_left(deadline))
            self._socket.sendall(data)

    def _answer(self, deadline: float) -> str:
        """Return the next answer without the number of its question."""
        while (end := self._received.find(b"\0")) < 0:
            if len(self._received) > MAX_ANSWER_BYTES:
                raise Silence(Silent.NONSENSE)
            with _faults_told():
                self._socket.settimeout(_left(deadline))
                part = self._socket.recv(MAX_ANSWER_BYTES)
            if not part:
                raise Silence(Silent.ABSENT)
            self._received += part
        raw = bytes(self._received[:end])
        del self._received[: end + 1]
        numbered = ANSWER.fullmatch(raw)
        if numbered is None or int(numbered[1]) != self._asked:
            raise Silence(Silent.NONSENSE)
        return numbered[2].decode("utf-8", "replace").strip()


def place_of(setting: str) -> Place:
    """Return where clamd listens: an absolute path, or `tcp://127.0.0.1:3310`.

    Only this machine: what is scanned is somebody's paper, in clear. Raises: ValueError.
    """
    wrong = ValueError("not a socket of this machine")
    if setting.startswith("/"):
        return setting
    told = re.fullmatch(
        r"tcp://(?:\[([0-9a-fA-F:]+)\]|([0-9.]+|localhost))(?::(\d{1,5}))?", setting
    )
    if told is None:
        raise wrong
    host = (told[1] or told[2]).replace("localhost", "127.0.0.1")
    port = int(told[3] or DEFAULT_PORT)
    try:
        is_here = ipaddress.ip_address(host).is_loopback
    except ValueError as cause:
        raise wrong from cause
    if not is_here or not 0 < port < 65536:
        raise wrong
    return host, port


def _family(place: Place) -> socket.AddressFamily:
    match place:
        case str():
            return socket.AF_UNIX
        case (host, _) if ":" in host:
            return socket.AF_INET6
        case _:
            return socket.AF_INET


def _judged(said: str) -> Answer:
    if said == "stream: OK":
        return Clean()
    found = FOUND.fullmatch(said)
    if found is not None:
        name = found[1]
        return GaveUp(name) if name.startswith(UNSEEN) else Found(name)
    if "size limit exceeded" in said:
        return GaveUp("StreamMaxLength")
    raise Silence(Silent.NONSENSE)


@contextlib.contextmanager
def _faults_told() -> Iterator[None]:
    """Raise Silence for what a socket says went wrong."""
    try:
        yield
    except TimeoutError as cause:
        raise Silence(Silent.SLOW) from cause
    except OSError as cause:
        raise Silence(Silent.ABSENT) from cause


def _left(deadline: float) -> float:
    left_s = deadline - time.monotonic()
    if left_s <= 0:
        raise TimeoutError
    return left_s


def _day(told: str) -> datetime | None:
    """Return the base's day; a few hours of time zone do not matter for its age."""
    try:
        return datetime.strptime(told.strip(), BASE_DATE).replace(tzinfo=UTC)
    except ValueError:
        return None
