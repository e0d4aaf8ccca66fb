"""A message centre that speaks SMPP 3.4, written from the specification and not from the
library under test.

    with smpp_centre() as centre:
        centre.port, centre.credentials   # what binds
        centre.messages                   # what came, decoded
        centre.tell(message, "DELIVRD")   # a receipt

What a number ends in says how it is treated: 4041 has no such subscriber, 5031 is throttled
and 6661 loses its line before the answer.
"""

from __future__ import annotations

import socketserver
import ssl
import struct
import threading
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass, field

__all__ = ["Centre", "Message", "smpp_centre"]

BINDS = {0x1, 0x2, 0x9}
SUBMIT, DELIVER, ENQUIRE, UNBIND = 0x4, 0x5, 0x15, 0x6
RESPONSE = 0x80000000
BAD_PASSWORD, NO_SUBSCRIBER, THROTTLED = 0x0E, 0x0B, 0x58
GSM = (
    "@£$¥èéùìòÇ\nØø\rÅåΔ_ΦΓΛΩΠΨΣΘΞ\x1bÆæßÉ !\"#¤%&'()*+,-./0123456789:;<=>?"
    "¡ABCDEFGHIJKLMNOPQRSTUVWXYZÄÖÑÜ§¿abcdefghijklmnopqrstuvwxyzäöñüà"
)
GSM_MORE = dict(zip(b"\x0a\x14\x28\x29\x2f\x3c\x3d\x3e\x40\x65", "\f^{}\\[~]|€", strict=True))
WAIT_S = 10.0


@dataclass(frozen=True, slots=True)
class Message:
    """One `submit_sm`, decoded."""

    id: str
    sender: str
    sender_kind: int
    to: str
    text: str
    coding: int
    validity: str
    wants_receipt: bool
    is_split: bool


@dataclass
class Centre:
    """What a running centre saw; its lines can be cut and spoken on."""

    credentials: tuple[str, str]
    port: int = 0
    messages: list[Message] = field(default_factory=list)
    enquiries: int = 0
    receipts_answered: list[int] = field(default_factory=list)
    uses_tlv: bool = False
    _lines: list[_Talk] = field(default_factory=list)
    _news: threading.Condition = field(default_factory=threading.Condition)
    _number: int = 0

    def tell(self, message: Message, state: str) -> None:
        """Say on every line that receives what became of `message`."""
        for line in list(self._lines):
            line.deliver(_receipt(message, state, self.uses_tlv))

    def say(self, text: str) -> None:
        """Let a person answer, which is no receipt."""
        for line in list(self._lines):
            line.deliver(_delivery(0, text.encode(), b""))

    def garble(self) -> None:
        """Send bytes that are no SMPP."""
        for line in list(self._lines):
            line.send(struct.pack(">LLLL", 0xFFFFFFF0, 0x4, 0, 1) + b"garbage")

    def cut(self) -> None:
        for line in list(self._lines):
            line.cut()

    def wait_for(self, count: int) -> None:
        """Wait until `count` messages came."""
        with self._news:
            assert self._news.wait_for(lambda: len(self.messages) >= count, WAIT_S)

    def wait_for_answers(self, count: int) -> None:
        with self._news:
            assert self._news.wait_for(lambda: len(self.receipts_answered) >= count, WAIT_S)

    def wait_for_lines(self, count: int) -> None:
        with self._news:
            assert self._news.wait_for(lambda: len(self._lines) >= count, WAIT_S)

    def forget(self) -> None:
        """Let the next test begin with nothing."""
        self.messages.clear()
        self.receipts_answered.clear()

    def note(self) -> None:
        with self._news:
            self._news.notify_all()

    def next_id(self) -> str:
        self._number += 1
        return f"{self._number:010}"


class _Talk(socketserver.BaseRequestHandler):
    """One line."""

    server: _Server

    def setup(self) -> None:
        self.centre = self.server.centre
        self.guard = threading.Lock()
        self.sequence = 0

    def handle(self) -> None:
        with suppress(OSError, EOFError):
            while True:
                length, command, status, sequence = struct.unpack(">LLLL", self.exactly(16))
                body = self.exactly(length - 16)
                if not self.answered(command, status, sequence, body):
                    return

    def finish(self) -> None:
        with suppress(ValueError):
            self.centre._lines.remove(self)

    def answered(self, command: int, status: int, sequence: int, body: bytes) -> bool:
        if command in BINDS:
            name, password, _ = body.split(b"\0", 2)
            is_right = (name.decode(), password.decode()) == self.centre.credentials
            said = b"CENTRE\0" if is_right else b""
            self.respond(command, 0 if is_right else BAD_PASSWORD, sequence, said)
            if is_right and command != 0x2:
                self.centre._lines.append(self)
                self.centre.note()
        elif command == SUBMIT:
            return self.submitted(sequence, body)
        elif command == ENQUIRE:
            self.centre.enquiries += 1
            self.respond(command, 0, sequence)
        elif command == UNBIND:
            self.respond(command, 0, sequence)
            return False
        elif command == DELIVER | RESPONSE:
            self.centre.receipts_answered.append(status)
            self.centre.note()
        return True

    def submitted(self, sequence: int, body: bytes) -> bool:
        found = _submitted(body, self.centre.next_id())
        if found.to.endswith("4041"):
            self.respond(SUBMIT, NO_SUBSCRIBER, sequence)
            return True
        if found.to.endswith("5031"):
            self.respond(SUBMIT, THROTTLED, sequence)
            return True
        self.centre.messages.append(found)
        self.centre.note()
        if found.to.endswith("6661"):
            return False
        self.respond(SUBMIT, 0, sequence, found.id.encode() + b"\0")
        return True

    def respond(self, command: int, status: int, sequence: int, body: bytes = b"") -> None:
        self.send(struct.pack(">LLLL", 16 + len(body), command | RESPONSE, status, sequence) + body)

    def deliver(self, body: bytes) -> None:
        self.sequence += 1
        self.send(struct.pack(">LLLL", 16 + len(body), DELIVER, 0, self.sequence) + body)

    def send(self, message: bytes) -> None:
        with self.guard, suppress(OSError):
            self.request.sendall(message)

    def cut(self) -> None:
        with suppress(OSError):
            self.request.shutdown(2)

    def exactly(self, count: int) -> bytes:
        held = b""
        while len(held) < count:
            piece = self.request.recv(count - len(held))
            if not piece:
                raise EOFError
            held += piece
        return held


class _Server(socketserver.ThreadingTCPServer):
    allow_reuse_address = True
    daemon_threads = True
    centre: Centre
    tls: ssl.SSLContext | None = None

    def finish_request(self, request, client_address):
        if self.tls is None:
            super().finish_request(request, client_address)
            return
        with suppress(OSError), self.tls.wrap_socket(request, server_side=True) as line:
            super().finish_request(line, client_address)

    def handle_error(self, request, client_address):
        """A client that goes away in the middle is what some tests are about."""


@contextmanager
def smpp_centre(*, tls: ssl.SSLContext | None = None, port: int = 0) -> Iterator[Centre]:
    centre = Centre(("relais", "secret"))
    server = _Server(("127.0.0.1", port), _Talk)
    server.centre, server.tls = centre, tls
    centre.port = server.server_address[1]
    thread = threading.Thread(target=server.serve_forever, args=(0.05,))
    thread.start()
    try:
        yield centre
    finally:
        server.shutdown()
        thread.join()
        centre.cut()
        server.server_close()


def _submitted(body: bytes, id: str) -> Message:
    place = 0

    def text() -> str:
        nonlocal place
        end = body.index(b"\0", place)
        found, place = body[place:end].decode("latin-1"), end + 1
        return found

    def byte() -> int:
        nonlocal place
        place += 1
        return body[place - 1]

    text()
    sender_kind, _, sender = byte(), byte(), text()
    _, _, to = byte(), byte(), text()
    esm, _, _ = byte(), byte(), byte()
    text()
    validity = text()
    wants, _, coding, _, length = byte(), byte(), byte(), byte(), byte()
    words = body[place : place + length]
    said = words.decode("utf-16-be") if coding & 0x0C == 0x08 else _gsm(words)
    return Message(
        id, sender, sender_kind, to, said, coding, validity, bool(wants & 1), bool(esm & 0x40)
    )


def _gsm(words: bytes) -> str:
    said, after = "", iter(words)
    for code in after:
        said += GSM_MORE[next(after)] if code == 0x1B else GSM[code]
    return said


def _receipt(message: Message, state: str, uses_tlv: bool) -> bytes:
    done = "2611280800"
    said = (
        f"id:{message.id} sub:001 dlvrd:001 submit date:{done} done date:{done}"
        f" stat:{state} err:000 text:"
    )
    tlv = b""
    if uses_tlv:
        number = {"ENROUTE": 1, "DELIVRD": 2, "EXPIRED": 3, "UNDELIV": 5, "REJECTD": 8}[state]
        id = message.id.encode() + b"\0"
        tlv = struct.pack(">HH", 0x1E, len(id)) + id + struct.pack(">HHB", 0x427, 1, number)
        tlv += struct.pack(">HH", 0x1400, 2) + b"xx"  # a vendor's own
        said = ""
    return _delivery(0x04, said.encode(), tlv)


def _delivery(esm: int, said: bytes, tlv: bytes) -> bytes:
    return (
        b"\0\1\1" + b"33612345678\0" + b"\5\0" + b"RELAIS\0" + bytes([esm, 0, 0])
        + b"\0\0" + bytes([0, 0, 0, 0, len(said)]) + said + tlv
    )  # fmt: skip
