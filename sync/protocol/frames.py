"""Binary bodies: several byte strings one after the other, each after its length.

A frame is `enc` of FORMAT.md section 2: `u32(length) || bytes` for each. PROTOCOL.md
section 2 names the three frames; readers check sizes before they copy anything.
"""

from __future__ import annotations

import hashlib
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from typing import TypeVar

from kiosk.crypto.encoding import dec, enc
from kiosk.crypto.keys import SIGNATURE_BYTES
from kiosk.errors import IntegrityFailure
from sync.protocol.fields import Malformed
from sync.protocol.limits import (
    BATCH_MAX_BYTES,
    BATCH_MAX_COUNT,
    FRAME_MAX_BYTES,
    PAGE_MAX_COUNT,
    STATEMENT_MAX_BYTES,
    WORLD_MAX_BYTES,
    WORLD_MAX_COUNT,
)
from sync.protocol.messages import PageHead

__all__ = [
    "Page",
    "batches",
    "decode_page",
    "decode_statements",
    "encode_page",
    "encode_statements",
    "name_of_wire",
]

Item = TypeVar("Item")


@dataclass(frozen=True, slots=True)
class Page:
    """A page of changes: where it ends, what to forget, and statements as they travel."""

    head: PageHead
    wires: tuple[bytes, ...] = ()


def encode_statements(wires: Iterable[bytes]) -> bytes:
    """Return the body that carries these statements, in this order."""
    return enc(*wires)


def decode_statements(untrusted_body: bytes, *, is_world: bool = False) -> list[bytes]:
    """Return the statements of a body, not yet parsed.

    At most 500 and one batch of bytes; an enrolment's answer (`is_world`) may be larger.
    Raises: Malformed.
    """
    max_bytes = WORLD_MAX_BYTES if is_world else FRAME_MAX_BYTES
    max_count = WORLD_MAX_COUNT if is_world else BATCH_MAX_COUNT
    wires = _split(untrusted_body, max_bytes, "statements")
    if len(wires) > max_count:
        raise Malformed("statements: too many")
    _check_sizes(wires)
    return wires


def encode_page(page: Page) -> bytes:
    """Return the body of an answer to `GET /v1/changes`."""
    return enc(page.head.encode(), *page.wires)


def decode_page(untrusted_body: bytes) -> Page:
    """Return a page whose head is checked and whose statements are not yet parsed.

    Raises: Malformed.
    """
    pieces = _split(untrusted_body, FRAME_MAX_BYTES + PageHead.MAX_BYTES, "page")
    if not pieces or len(pieces) > PAGE_MAX_COUNT + 1:
        raise Malformed("page: count")
    _check_sizes(pieces[1:])
    return Page(PageHead.parse(pieces[0]), tuple(pieces[1:]))


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


def _split(untrusted_body: bytes, max_bytes: int, what: str) -> list[bytes]:
    if len(untrusted_body) > max_bytes:
        raise Malformed(f"{what}: too large")
    try:
        return dec(untrusted_body)
    except (IntegrityFailure, ValueError) as error:
        raise Malformed(what) from error


def _check_sizes(wires: Sequence[bytes]) -> None:
    if any(not 0 < len(wire) <= STATEMENT_MAX_BYTES for wire in wires):
        raise Malformed("statement: size")
