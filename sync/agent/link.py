"""agent.sock: sessions ask here for what only the network has; JSON lines, one answer each.

The socket stands in the runtime folder, readable by this user alone. What is asked is
checked here and handed to the loop's inbox; the answer comes back through `answers`,
because one thread owns the sockets and another the network.

Lines: {"do":"kick"} {"do":"status"} {"do":"fetch_part","part":hex}
{"do":"fetch_person","login":…,"auth":base64url} {"do":"account","login":…}
{"do":"fetch_journal","person":hex} {"do":"prove_journal"}
{"do":"search","search":hex,"pro":hex,"box":base64url,"sig":base64url}
{"do":"enrol","code":…,"place":…}
Answers: {"ok":true,…} or {"error":key,…}.
"""

from __future__ import annotations

import json
import queue
import selectors
import socket
import struct
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from pathlib import Path

from kiosk.crypto.encoding import unb64
from kiosk.errors import IntegrityFailure, KioskError
from kiosk.flows.api import SyncStatus
from sync.protocol.search import SearchRequest

__all__ = ["LINE_MAX_BYTES", "Hub", "Link", "Request", "status_json"]

LINE_MAX_BYTES = 8 * 1024
CLIENTS_MAX = 32
AUTH_BYTES = 32
ID_CHARACTERS = 32

Reply = Mapping[str, object]


@dataclass(frozen=True, slots=True)
class Request:
    """One checked line: what to do, and its values."""

    do: str
    part: bytes = b""
    person: bytes = b""
    login: str = ""
    auth: bytes = field(default=b"", repr=False)
    search: SearchRequest | None = None
    code: str = field(default="", repr=False)
    place: str = ""


class Hub:
    """Wakes the sockets' thread when an answer is ready on another one."""

    def __init__(self) -> None:
        self._ready: queue.SimpleQueue[tuple[int, Reply]] = queue.SimpleQueue()
        self._reader, self._writer = socket.socketpair()
        self._reader.setblocking(False)
        self._writer.setblocking(False)

    def fileno(self) -> int:
        return self._reader.fileno()

    def answer(self, client: int, reply: Reply) -> None:
        """From any thread: hand `reply` to the client of that number."""
        self._ready.put((client, reply))
        self.wake()

    def wake(self) -> None:
        """From any thread: make the sockets' thread look around."""
        try:
            self._writer.send(b"!")
        except BlockingIOError:
            return  # it has not yet read the last call

    def take(self) -> list[tuple[int, Reply]]:
        """Return what is ready; on the sockets' thread."""
        try:
            while self._reader.recv(4096):
                pass
        except BlockingIOError:
            pass
        found = []
        while not self._ready.empty():
            found.append(self._ready.get())
        return found

    def close(self) -> None:
        self._reader.close()
        self._writer.close()


@dataclass(slots=True)
class _Client:
    end: socket.socket
    unread: bytearray = field(default_factory=bytearray)
    asked: int = 0


class Link:
    """The listening end of agent.sock and its clients; never blocks. Owns the sockets."""

    def __init__(
        self,
        path: Path,
        selector: selectors.BaseSelector,
        handle: Callable[[Request, Callable[[Reply], None]], None],
        hub: Hub,
    ) -> None:
        self._path = path
        self._selector = selector
        self._handle = handle
        self._hub = hub
        self._clients: dict[int, _Client] = {}
        self._numbers = 0
        path.unlink(missing_ok=True)
        self._door = socket.socket(socket.AF_UNIX)
        self._door.bind(str(path))
        path.chmod(0o600)
        self._door.listen(8)
        self._door.setblocking(False)
        selector.register(self._door, selectors.EVENT_READ, self._come_in)

    def deliver(self) -> None:
        """Send the answers that are ready."""
        for number, reply in self._hub.take():
            client = self._clients.get(number)
            if client is not None:
                self._send(number, client, reply)

    def close(self) -> None:
        for number in list(self._clients):
            self._leave(number)
        self._selector.unregister(self._door)
        self._door.close()
        self._path.unlink(missing_ok=True)

    def _come_in(self) -> None:
        try:
            end, _ = self._door.accept()
        except OSError:
            return
        if len(self._clients) >= CLIENTS_MAX or not _is_same_user(end):
            end.close()
            return
        end.setblocking(False)
        self._numbers += 1
        number = self._numbers
        self._clients[number] = _Client(end)
        self._selector.register(end, selectors.EVENT_READ, lambda: self._hear(number))

    def _hear(self, number: int) -> None:
        client = self._clients.get(number)
        if client is None:
            return  # it left while this call was on its way
        try:
            got = client.end.recv(LINE_MAX_BYTES)
        except BlockingIOError:
            return
        except OSError:
            got = b""
        if not got:
            self._leave(number)  # what it asked is still done; nobody waits for the answer
            return
        client.unread += got
        *lines, rest = bytes(client.unread).split(b"\n")
        client.unread = bytearray(rest)
        if len(rest) > LINE_MAX_BYTES:
            self._leave(number)
            return
        for line in lines:
            if number in self._clients:
                self._do(number, line)

    def _do(self, number: int, untrusted_line: bytes) -> None:
        try:
            request = parse_request(untrusted_line)
        except KioskError:
            self._leave(number)
            return
        self._handle(request, lambda reply: self._hub.answer(number, reply))

    def _send(self, number: int, client: _Client, reply: Reply) -> None:
        line = json.dumps(dict(reply), ensure_ascii=False).encode() + b"\n"
        try:
            sent = client.end.send(line)
        except OSError:
            sent = 0
        if sent < len(line):
            self._leave(number)  # it does not read: an answer is small

    def _leave(self, number: int) -> None:
        client = self._clients.pop(number)
        self._selector.unregister(client.end)
        client.end.close()


def parse_request(untrusted_line: bytes) -> Request:
    """Return one checked request. Raises IntegrityFailure for anything else."""
    bad = IntegrityFailure("sync.malformed")
    try:
        body = json.loads(untrusted_line)
    except (ValueError, RecursionError) as error:
        raise bad from error
    match body:
        case {"do": ("kick" | "status" | "prove_journal") as do, **rest} if not rest:
            return Request(do)
        case {"do": "fetch_part", "part": str(part), **rest} if not rest:
            return Request("fetch_part", part=_id(part))
        case {"do": "fetch_journal", "person": str(person), **rest} if not rest:
            return Request("fetch_journal", person=_id(person))
        case {"do": "fetch_person", "login": str(login), "auth": str(auth), **rest} if not rest:
            return Request("fetch_person", login=_short(login), auth=_auth(auth))
        case {"do": "account", "login": str(login), **rest} if not rest:
            return Request("account", login=_short(login))
        case {
            "do": "search",
            "search": str(search),
            "pro": str(pro),
            "box": str(box),
            "sig": str(sig),
            **rest,
        } if not rest:
            asked = SearchRequest(_id(search), _id(pro), unb64(box), unb64(sig))
            return Request("search", search=asked)
        case {"do": "enrol", "code": str(code), "place": str(place), **rest} if not rest:
            return Request("enrol", code=code, place=_short(place))
        case _:
            raise bad


def status_json(status: SyncStatus, *, is_online: bool) -> Reply:
    """Return the status as the answer to {"do":"status"}; -1 stands for "never"."""
    at = status.last_exchange_at
    return {
        "ok": True,
        "state": status.state.value,
        "waiting": status.waiting,
        "done": status.done,
        "total": status.total,
        "to_check": status.to_check,
        "last_exchange_at": -1 if at is None else int(at.timestamp()),
        "reason_key": status.reason_key or "",
        "is_online": is_online,
    }


def _id(text: str) -> bytes:
    if len(text) != ID_CHARACTERS:
        raise IntegrityFailure("sync.malformed")
    try:
        return bytes.fromhex(text)
    except ValueError as error:
        raise IntegrityFailure("sync.malformed") from error


def _auth(text: str) -> bytes:
    auth = unb64(text)
    if len(auth) != AUTH_BYTES:
        raise IntegrityFailure("sync.malformed")
    return auth


def _short(text: str) -> str:
    if len(text) > 100:
        raise IntegrityFailure("sync.malformed")
    return text


def _is_same_user(end: socket.socket) -> bool:
    """The folder is ours alone; this holds even if somebody loosened it."""
    import os

    if not hasattr(socket, "SO_PEERCRED"):
        return True
    size = struct.calcsize("3i")
    _, uid, _ = struct.unpack("3i", end.getsockopt(socket.SOL_SOCKET, socket.SO_PEERCRED, size))
    return bool(uid == os.getuid())
