"""Local messages between the supervisor, a session and the agent: JSON lines over a socketpair.

Each line is one object with `do` and exactly the fields of its message; anything else
breaks the channel, and the supervisor answers a broken channel by wiping. Nothing here
waits: what the other end does not read yet is kept, up to a bound.
"""

from __future__ import annotations

import base64
import binascii
import json
import re
import socket
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field, fields
from enum import Enum
from typing import Any, Final

from kiosk.domain.instants import LAST_S
from kiosk.errors import IntegrityFailure

__all__ = [
    "FROM_AGENT",
    "FROM_SESSION",
    "LINE_LIMIT_BYTES",
    "TO_AGENT",
    "TO_SESSION",
    "Alive",
    "Announced",
    "Begin",
    "Busy",
    "Calm",
    "Channel",
    "ChannelBroken",
    "Finish",
    "Input",
    "Leave",
    "Lock",
    "Locked",
    "Message",
    "Mode",
    "Online",
    "Painted",
    "Ready",
    "SignedIn",
    "Slow",
    "Unlocked",
    "VaultKey",
    "Viewing",
    "Warn",
    "Who",
    "format_line",
    "parse_line",
]

LINE_LIMIT_BYTES: Final = 64 * 1024
UNSENT_LIMIT_BYTES: Final = 256 * 1024
"""A reader that far behind is hung; keeping more would only hide it."""
READ_BYTES: Final = 64 * 1024
SECRET_BYTES: Final = 32


class ChannelBroken(IntegrityFailure):
    """The other end closed, fell behind or said something that is not a message."""

    def __init__(self, detail: str) -> None:
        super().__init__("session.channel_broken")
        self.detail = detail


class Mode(Enum):
    """What kind of post this is; `begin` says it to the session."""

    DESK = "desk"
    TERMINAL = "terminal"


class Who(Enum):
    """Who signed in."""

    WORKER = "worker"
    PERSON = "person"


@dataclass(frozen=True, slots=True)
class Begin:
    """To a warm session: show your window. To the agent: here is the post you serve.

    The secrets stay in the memory of the one who reads them; `repr` hides them.
    """

    mode: Mode
    language: str
    device_secret: bytes = field(repr=False)
    vault_key: bytes | None = field(repr=False)
    runtime_dir: str
    state_dir: str
    is_for_staff: bool = False
    """Whoever comes wants to leave the post: only a professional may sign in."""


@dataclass(frozen=True, slots=True)
class Warn:
    """Show the leaving picture: this many seconds are left without a touch."""

    seconds: int


@dataclass(frozen=True, slots=True)
class Calm:
    """Someone is there again: take the leaving picture away."""


@dataclass(frozen=True, slots=True)
class Lock:
    """Hide everything behind the lock page, at once."""


@dataclass(frozen=True, slots=True)
class VaultKey:
    """The key of the local cache, known from a worker's first sign-in until shutdown."""

    key: bytes = field(repr=False)


@dataclass(frozen=True, slots=True)
class Ready:
    """Started, imports done, window built and hidden."""


@dataclass(frozen=True, slots=True)
class Painted:
    """The window is on the screen."""


@dataclass(frozen=True, slots=True)
class Input:
    """Real fingers or keys, since the last one; at most one a second."""


@dataclass(frozen=True, slots=True)
class Alive:
    """The window's own thread still turns."""


@dataclass(frozen=True, slots=True)
class Busy:
    """Scanning, printing, reading aloud or reading a consent: idle time does not count."""

    on: bool


@dataclass(frozen=True, slots=True)
class SignedIn:
    """A sign-in succeeded; no name is said."""

    who: Who


@dataclass(frozen=True, slots=True)
class Viewing:
    """A page is being read: more time before the warning."""

    on: bool


@dataclass(frozen=True, slots=True)
class Slow:
    """ "Plus de temps": three times as long everywhere."""

    on: bool


@dataclass(frozen=True, slots=True)
class Locked:
    """The worker locked the desk."""


@dataclass(frozen=True, slots=True)
class Unlocked:
    """The worker's password was checked again."""


@dataclass(frozen=True, slots=True)
class Finish:
    """The person or worker is done: wipe now. `reason` is one word, for the log."""

    reason: str


@dataclass(frozen=True, slots=True)
class Leave:
    """A professional signed in to end the post itself: wipe, and give the machine back."""


@dataclass(frozen=True, slots=True)
class Online:
    """The agent reaches the server, or no longer does."""

    on: bool


@dataclass(frozen=True, slots=True)
class Announced:
    """From when to when the server will be away on purpose, Unix seconds; 0 and 0: not at all."""

    starts_at: int = 0
    ends_at: int = 0


Message = (
    Begin
    | Warn
    | Calm
    | Lock
    | VaultKey
    | Ready
    | Painted
    | Input
    | Alive
    | Busy
    | SignedIn
    | Viewing
    | Slow
    | Locked
    | Unlocked
    | Finish
    | Leave
    | Online
    | Announced
)

TO_SESSION: Final = frozenset({"begin", "warn", "calm", "lock", "vault_key"})
FROM_SESSION: Final = frozenset(
    {
        "ready",
        "painted",
        "input",
        "alive",
        "busy",
        "signed_in",
        "viewing",
        "slow",
        "vault_key",
        "locked",
        "unlocked",
        "finish",
        "leave",
    }
)
TO_AGENT: Final = frozenset({"begin", "vault_key"})
FROM_AGENT: Final = frozenset({"ready", "alive", "online", "announced"})


def format_line(message: Message) -> bytes:
    """Return `message` as one JSON line with its newline.

    Raises: ValueError when it would be longer than a line may be, a bug in the caller.
    """
    name, _ = _FORMS_BY_TYPE[type(message)]
    body = {"do": name} | {
        item.name: _plain(getattr(message, item.name)) for item in fields(message)
    }
    line = json.dumps(body, ensure_ascii=False, separators=(",", ":")).encode() + b"\n"
    if len(line) > LINE_LIMIT_BYTES:
        raise ValueError("message longer than a line may be")
    return line


def parse_line(untrusted_line: bytes, accepts: frozenset[str]) -> Message:
    """Return the message of one line, without its newline.

    Raises: ChannelBroken for anything that is not exactly a message of `accepts`.
    """
    if len(untrusted_line) >= LINE_LIMIT_BYTES:
        raise ChannelBroken("line too long")
    try:
        body = json.loads(untrusted_line, object_pairs_hook=_unique_pairs)
    except (ValueError, RecursionError) as error:
        raise ChannelBroken("not JSON") from error
    if not isinstance(body, dict):
        raise ChannelBroken("not an object")
    name = body.pop("do", None)
    if not isinstance(name, str) or name not in accepts:
        raise ChannelBroken("not a message this end takes")
    made, readers = _FORMS_BY_NAME[name]
    if body.keys() != readers.keys():
        raise ChannelBroken(f"{name}: wrong fields")
    try:
        return made(**{key: read(body[key]) for key, read in readers.items()})
    except (ValueError, TypeError) as error:
        raise ChannelBroken(f"{name}: wrong value") from error


class Channel:
    """One end of a socketpair, never blocking. Owns the socket."""

    def __init__(self, end: socket.socket, accepts: frozenset[str]) -> None:
        end.setblocking(False)
        self._end = end
        self._accepts = accepts
        self._unread = bytearray()
        self._unsent = bytearray()
        self._is_ended = False

    def fileno(self) -> int:
        return self._end.fileno()

    @property
    def has_unsent(self) -> bool:
        """Whether `flush` has something left to do."""
        return bool(self._unsent)

    def send(self, message: Message) -> None:
        """Write `message` now, or keep it for `flush`. Raises ChannelBroken."""
        self._unsent += format_line(message)
        self.flush()
        if len(self._unsent) > UNSENT_LIMIT_BYTES:
            raise ChannelBroken("the other end does not read")

    def flush(self) -> None:
        """Write what is kept as far as the other end takes it. Raises ChannelBroken."""
        try:
            while self._unsent:
                written = self._end.send(self._unsent)
                del self._unsent[:written]
        except BlockingIOError:
            return
        except OSError as error:
            raise ChannelBroken("closed while writing") from error

    def receive(self) -> list[Message]:
        """Return the whole messages that have come, in order, at most one read's worth.

        The messages before an end are returned first; the next call raises
        ChannelBroken, as it does for a line that is no message.
        """
        if self._is_ended:
            raise ChannelBroken("closed")
        try:
            got = self._end.recv(READ_BYTES)
        except BlockingIOError:
            return []
        except OSError as error:
            raise ChannelBroken("closed while reading") from error
        if not got:
            self._is_ended = True
            raise ChannelBroken("closed")
        self._unread += got
        *lines, rest = bytes(self._unread).split(b"\n")
        self._unread = bytearray(rest)
        if len(rest) >= LINE_LIMIT_BYTES:
            raise ChannelBroken("line too long")
        return [parse_line(line, self._accepts) for line in lines]

    def close(self) -> None:
        self._end.close()


def _unique_pairs(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
    found = dict(pairs)
    if len(found) != len(pairs):
        raise ValueError("a key twice")
    return found


def _plain(value: object) -> object:
    match value:
        case bytes():
            return base64.urlsafe_b64encode(value).rstrip(b"=").decode()
        case Enum():
            return value.value
        case _:
            return value


def _flag(value: object) -> bool:
    if not isinstance(value, bool):
        raise TypeError("not a boolean")
    return value


def _seconds(value: object) -> int:
    if isinstance(value, bool) or not isinstance(value, int) or not 0 <= value <= 86_400:
        raise ValueError("not a number of seconds")
    return value


def _secret(value: object) -> bytes:
    if not isinstance(value, str) or not re.fullmatch(r"[A-Za-z0-9_-]{43}", value):
        raise ValueError("not a secret")
    try:
        secret = base64.b64decode(value + "=", altchars=b"-_", validate=True)
    except binascii.Error as error:
        raise ValueError("not a secret") from error
    if len(secret) != SECRET_BYTES or _plain(secret) != value:
        raise ValueError("not a secret")
    return secret


def _secret_or_none(value: object) -> bytes | None:
    return None if value is None else _secret(value)


def _word(value: object) -> str:
    if not isinstance(value, str) or not re.fullmatch(r"[a-z][a-z_]{0,31}", value):
        raise ValueError("not a word")
    return value


def _path(value: object) -> str:
    if not isinstance(value, str) or not value.startswith("/") or "\0" in value:
        raise ValueError("not an absolute path")
    return value


def _time(value: object) -> int:
    if type(value) is not int or not 0 <= value <= LAST_S:
        raise ValueError("not a time")
    return value


Reader = Callable[[object], object]

_FORMS: Final[tuple[tuple[str, Callable[..., Message], Mapping[str, Reader]], ...]] = (
    (
        "begin",
        Begin,
        {
            "mode": Mode,
            "language": _word,
            "device_secret": _secret,
            "vault_key": _secret_or_none,
            "runtime_dir": _path,
            "state_dir": _path,
            "is_for_staff": _flag,
        },
    ),
    ("warn", Warn, {"seconds": _seconds}),
    ("calm", Calm, {}),
    ("lock", Lock, {}),
    ("vault_key", VaultKey, {"key": _secret}),
    ("ready", Ready, {}),
    ("painted", Painted, {}),
    ("input", Input, {}),
    ("alive", Alive, {}),
    ("busy", Busy, {"on": _flag}),
    ("signed_in", SignedIn, {"who": Who}),
    ("viewing", Viewing, {"on": _flag}),
    ("slow", Slow, {"on": _flag}),
    ("locked", Locked, {}),
    ("unlocked", Unlocked, {}),
    ("finish", Finish, {"reason": _word}),
    ("leave", Leave, {}),
    ("online", Online, {"on": _flag}),
    ("announced", Announced, {"starts_at": _time, "ends_at": _time}),
)
_FORMS_BY_NAME: Final = {name: (made, readers) for name, made, readers in _FORMS}
_FORMS_BY_TYPE: Final = {made: (name, readers) for name, made, readers in _FORMS}
