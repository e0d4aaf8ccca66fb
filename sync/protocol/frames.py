"""Binary bodies: several byte strings one after the other, each after its length.

A frame is `enc` of FORMAT.md section 2: `u32(length) || bytes` for each. PROTOCOL.md
section 2 names the frames; readers check sizes before they copy anything. A page and a world
end with an empty one, so that no beginning of them reads as the whole.
"""

from __future__ import annotations

import hashlib
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from typing import TypeVar

from kiosk.crypto.encoding import Data, dec, enc
from kiosk.crypto.keys import SIGNATURE_BYTES
from kiosk.domain.ids import ID_BYTES
from kiosk.errors import IntegrityFailure
from sync.protocol.fields import Malformed
from sync.protocol.limits import (
    BATCH_MAX_BYTES,
    BATCH_MAX_COUNT,
    BUNDLE_FRAME_MAX_BYTES,
    BUNDLE_MAX_BYTES,
    BUNDLE_MAX_COUNT,
    FRAME_MAX_BYTES,
    PAGE_MAX_COUNT,
    STATEMENT_MAX_BYTES,
    WORLD_MAX_BYTES,
    WORLD_MAX_COUNT,
)
from sync.protocol.messages import PageHead

__all__ = [
    "Page",
    "WholePart",
    "batches",
    "contents_bytes",
    "decode_page",
    "decode_parts",
    "decode_statements",
    "decode_world",
    "each_content",
    "encode_contents",
    "encode_page",
    "encode_parts",
    "encode_statements",
    "encode_world",
    "name_of_wire",
]

Item = TypeVar("Item")
NAME_BYTES = 32
HEAD_BYTES = 4
END = b""
"""After the last byte string of an answer: no statement is empty, and no name."""


@dataclass(frozen=True, slots=True)
class Page:
    """A page of changes: where it ends, what to forget, and statements as they travel.

    `own` names statements this device sent itself, where it asked to be spared their bytes.
    """

    head: PageHead
    wires: tuple[bytes, ...] = ()
    own: tuple[bytes, ...] = ()

    @property
    def is_news(self) -> bool:
        """Whether it tells anything, or says that more follows."""
        return bool(self.wires or self.own or self.head.purge or self.head.more)


@dataclass(frozen=True, slots=True)
class WholePart:
    """A sealed part on its way in one go: its id, the SHA-256 its item names, its bytes.

    They may be a view of the body they came in, which lasts as long as the view.
    """

    part: bytes
    sha256: bytes
    content: bytes | memoryview


def encode_statements(wires: Iterable[bytes]) -> bytes:
    """Return the body that carries these statements, in this order."""
    return enc(*wires)


def decode_statements(untrusted_body: bytes) -> list[bytes]:
    """Return the statements of a batch, not yet parsed: at most 500. Raises: Malformed."""
    wires = _split(untrusted_body, FRAME_MAX_BYTES, "statements")
    if len(wires) > BATCH_MAX_COUNT:
        raise Malformed("statements: too many")
    _check_sizes(wires)
    return wires


def encode_world(wires: Iterable[bytes]) -> bytes:
    """Return the body of the answer to an enrolment: all that a new post must know."""
    return enc(*wires, END)


def decode_world(untrusted_body: bytes) -> list[bytes]:
    """Return the statements of an enrolment's answer, not yet parsed: at most 20,000.

    Raises: Malformed.
    """
    wires = _ended(_split(untrusted_body, WORLD_MAX_BYTES, "world"), "world")
    if len(wires) > WORLD_MAX_COUNT:
        raise Malformed("world: too many")
    _check_sizes(wires)
    return wires


def encode_page(page: Page) -> bytes:
    """Return the body of an answer to `GET /v1/changes`."""
    return enc(page.head.encode(), *page.own, *page.wires, END)


def decode_page(untrusted_body: bytes) -> Page:
    """Return a page whose head is checked and whose statements are not yet parsed.

    Raises: Malformed, for a page that was cut between two of its statements as well.
    """
    pieces = _ended(_split(untrusted_body, FRAME_MAX_BYTES + PageHead.MAX_BYTES, "page"), "page")
    if not pieces or len(pieces) > PAGE_MAX_COUNT + 1:
        raise Malformed("page: count")
    own = tuple(piece for piece in pieces[1:] if len(piece) == NAME_BYTES)
    wires = tuple(piece for piece in pieces[1:] if len(piece) != NAME_BYTES)
    _check_sizes(wires)
    return Page(PageHead.parse(pieces[0]), wires, own)


def encode_parts(parts: Iterable[WholePart]) -> bytes:
    """Return the body that carries these parts whole."""
    return enc(
        *(piece for each in parts for piece in (each.part, each.sha256, bytes(each.content)))
    )


def decode_parts(untrusted_body: bytes | memoryview) -> list[WholePart]:
    """Return the parts of a body, each once, their bytes not yet hashed. Raises: Malformed.

    The bytes stay where they are: what comes back are views of the body.
    """
    pieces = _split(memoryview(untrusted_body), BUNDLE_FRAME_MAX_BYTES, "parts")
    if not pieces or len(pieces) % 3 or len(pieces) > 3 * BUNDLE_MAX_COUNT:
        raise Malformed("parts: count")
    found = [
        WholePart(bytes(part), bytes(sha256), content)
        for part, sha256, content in zip(pieces[::3], pieces[1::3], pieces[2::3], strict=True)
    ]
    if any(len(p.part) != ID_BYTES or len(p.sha256) != NAME_BYTES or not p.content for p in found):
        raise Malformed("parts: size")
    if len({p.part for p in found}) != len(found):
        raise Malformed("parts: one of them twice")
    if sum(len(p.content) for p in found) > BUNDLE_MAX_BYTES:
        raise Malformed("parts: too large")
    return found


def encode_contents(contents: Iterable[bytes]) -> bytes:
    """Return the part of a frame that holds these byte strings; empty: not there."""
    return enc(*contents)


def contents_bytes(sizes: Sequence[int]) -> int:
    """Return how long a frame of byte strings of these sizes is."""
    return sum(sizes) + HEAD_BYTES * len(sizes)


def each_content(untrusted_pieces: Iterable[bytes], count: int) -> Iterator[bytes]:
    """Yield the `count` byte strings of a frame, each as soon as it has come whole.

    Raises: Malformed when it holds fewer, more, or more bytes than a bundle may.
    """
    held, left = bytearray(), count
    for piece in untrusted_pieces:
        held += piece
        while left and len(held) >= HEAD_BYTES:
            size = int.from_bytes(held[:HEAD_BYTES], "big")
            if size > BUNDLE_MAX_BYTES:
                raise Malformed("parts: too large")
            if len(held) < HEAD_BYTES + size:
                break
            yield bytes(held[HEAD_BYTES : HEAD_BYTES + size])
            del held[: HEAD_BYTES + size]
            left -= 1
    if left or held:
        raise Malformed("parts: count")


def name_of_wire(untrusted_wire: bytes) -> bytes | None:
    """Return the name a statement's wire form would have, without reading what it says.

    None when it is not even three byte strings with whole signatures. Only for asking
    whether it is known: a name says nothing about being well formed or signed.
    """
    try:
        pieces = dec(untrusted_wire)
    except IntegrityFailure:
        return None
    if len(pieces) != 3 or len(pieces[1]) % SIGNATURE_BYTES:
        return None
    raw, joined, _ = pieces
    sigs = (joined[at : at + SIGNATURE_BYTES] for at in range(0, len(joined), SIGNATURE_BYTES))
    return hashlib.sha256(enc(raw, *sigs)).digest()


def batches(queued: Sequence[tuple[Item, bytes]]) -> Iterator[list[tuple[Item, bytes]]]:
    """Cut (thing, wire) pairs into batches one request may carry, keeping the order."""
    batch: list[tuple[Item, bytes]] = []
    size = 0
    for thing, wire in queued:
        if batch and (len(batch) == BATCH_MAX_COUNT or size + len(wire) > BATCH_MAX_BYTES):
            yield batch
            batch, size = [], 0
        batch.append((thing, wire))
        size += len(wire)
    if batch:
        yield batch


def _split(untrusted_body: Data, max_bytes: int, what: str) -> list[Data]:
    if len(untrusted_body) > max_bytes:
        raise Malformed(f"{what}: too large")
    try:
        return dec(untrusted_body)
    except (IntegrityFailure, ValueError) as error:
        raise Malformed(what) from error


def _ended(pieces: list[bytes], what: str) -> list[bytes]:
    """Return what comes before the end of a frame."""
    if not pieces or pieces[-1] != END:
        raise Malformed(f"{what}: cut")
    return pieces[:-1]


def _check_sizes(wires: Sequence[bytes]) -> None:
    if any(not 0 < len(wire) <= STATEMENT_MAX_BYTES for wire in wires):
        raise Malformed("statement: size")
