"""How the API and custody's process talk: one question and one answer a connection.

TLS 1.3 with a certificate on each side, each known to the other by its very bytes; then a
length (4 bytes, big-endian) and canonical JSON, both ways. A connection lives for one
question, so there is never one of which nobody knows whether it was counted: a try is
asked once, and a cut line is answered by "not now".
"""

from __future__ import annotations

import ssl
from collections.abc import Sequence
from dataclasses import dataclass, field
from enum import StrEnum
from pathlib import Path
from typing import Any, Protocol

from kiosk.crypto.encoding import b64, canon, parse_canon, unb64
from kiosk.crypto.failures import CannotOpen
from kiosk.crypto.statements import MAX_BODY_BYTES, parse
from kiosk.errors import IntegrityFailure, InvalidInput
from sync.protocol.fields import Fields, Malformed
from sync.server.custody.port import Entrusted
from sync.server.secret_files import read_secret_file, write_secret_file

__all__ = [
    "MESSAGE_MAX_BYTES",
    "NO_NAME",
    "Ask",
    "Outcome",
    "Pairing",
    "batch_of",
    "read_message",
    "tls",
    "write_message",
]

MESSAGE_MAX_BYTES = 8 * 1024 * 1024
LENGTH_BYTES = 4
NO_NAME = "00" * 32
"""Where custody stands before it took anything in."""
ENTRUSTED_TYPES = frozenset({"custody", "remind", "find", "affil", "consent"})
"""What is boxed to custody; the end of an affiliation, which ends a structure's reminders; and
whether the person wants any."""


class Ask(StrEnum):
    """What is asked."""

    PLACE = "place"
    """Which statement was taken in last, by number and name."""
    TAKE = "take"
    CHECK = "check"
    FORGET = "forget"
    SEARCH = "search"
    FATES = "fates"
    SWEEP = "sweep"


class Outcome(StrEnum):
    """What is answered."""

    DONE = "done"
    RIGHT = "right"
    WRONG = "wrong"
    LOCKED = "locked"
    ANSWERED = "answered"
    UNREADABLE = "unreadable"
    """A question that is boxed to somebody else, or for another post."""
    AWAY = "away"
    """Custody's own tables or keys do not answer: ask again."""
    MALFORMED = "malformed"


class Line(Protocol):
    """The part of a socket that messages need."""

    def sendall(self, data: bytes, /) -> None: ...

    def recv(self, count: int, /) -> bytes: ...


@dataclass(frozen=True, slots=True)
class Pairing:
    """What the API needs to know of custody and to be known by it: a secret file."""

    host: str
    port: int
    certificate: str
    """Custody's, in PEM: the only one the API talks to."""
    public: bytes
    client_certificate: str
    client_key: str = field(repr=False)

    @classmethod
    def load(cls, path: Path) -> Pairing:
        """Raises: InvalidInput("server.custody_pairing") or for a file others may read."""
        raw = read_secret_file(path)
        try:
            found = parse_canon(raw)
            return cls(
                host=str(found["host"]),
                port=int(found["port"]),
                certificate=str(found["certificate"]),
                public=unb64(found["public"]),
                client_certificate=str(found["client_certificate"]),
                client_key=str(found["client_key"]),
            )
        except (IntegrityFailure, KeyError, ValueError, TypeError) as error:
            raise InvalidInput("server.custody_pairing") from error

    def save(self, path: Path) -> None:
        fields = {
            "v": 1,
            "host": self.host,
            "port": self.port,
            "certificate": self.certificate,
            "public": b64(self.public),
            "client_certificate": self.client_certificate,
            "client_key": self.client_key,
        }
        write_secret_file(path, canon(fields))


def tls(own: Path, own_key: Path, *, other: str, is_server: bool) -> ssl.SSLContext:
    """Return TLS 1.3 in which both ends show a certificate and `other` (PEM) is the only
    one believed: self-signed, so that no authority can vouch for another."""
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER if is_server else ssl.PROTOCOL_TLS_CLIENT)
    context.minimum_version = ssl.TLSVersion.TLSv1_3
    context.check_hostname = False  # the certificate itself is known, whatever its names
    context.verify_mode = ssl.CERT_REQUIRED
    context.load_verify_locations(cadata=other)
    context.load_cert_chain(own, own_key)
    return context


def write_message(line: Line, fields: dict[str, Any]) -> None:
    body = canon(fields)
    line.sendall(len(body).to_bytes(LENGTH_BYTES, "big") + body)


def read_message(line: Line) -> Fields:
    """Read one message. Raises Malformed; EOFError for a line that ends too early."""
    length = int.from_bytes(_exactly(line, LENGTH_BYTES), "big")
    if length > MESSAGE_MAX_BYTES:
        raise Malformed("custody: too large")
    return Fields.parse(_exactly(line, length), "custody", MESSAGE_MAX_BYTES)


def batch_of(untrusted: Sequence[object]) -> list[Entrusted]:
    """Read entrusted statements. Raises Malformed for anything else."""
    found = []
    for each in untrusted:
        fields = Fields(each, "custody: entrusted")
        sequence = fields.number("seq")
        wire = fields.text("wire", 2 * MAX_BODY_BYTES)
        fields.close()
        try:
            statement = parse(unb64(wire))
        except (CannotOpen, IntegrityFailure, ValueError) as error:
            raise Malformed("custody: statement") from error
        if statement.type not in ENTRUSTED_TYPES:
            raise Malformed("custody: statement")
        found.append(Entrusted(sequence, statement))
    return found


def _exactly(line: Line, count: int) -> bytes:
    held = bytearray()
    while len(held) < count:
        piece = line.recv(min(count - len(held), 65536))
        if not piece:
            raise EOFError
        held += piece
    return bytes(held)
