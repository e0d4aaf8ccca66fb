"""Searches for a safe that exists already, boxed both ways: FORMAT.md sections 4.1 and 6.17.

What a safe is found by goes to custody alone, what is asked too, and the answer goes to a key
made for one question. Who carries them sees who asks and that something is answered; every
question is as long as every other, and so is every answer.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

from kiosk.crypto.encoding import Z, b64, canon, enc, parse_canon, unb64
from kiosk.crypto.failures import CannotOpen
from kiosk.crypto.keys import BoxKey, Identity, verify_signature
from kiosk.crypto.records import FOUND_BYTES, SEEK_BYTES, Label, open_sealed, record_size, seal
from kiosk.crypto.statements import Statement, make
from kiosk.domain.finding import Findable, FoundSafes, Sought
from kiosk.domain.ids import ID_BYTES
from kiosk.ports import Rng

__all__ = [
    "ANSWER_BYTES",
    "QUESTION_BYTES",
    "Asking",
    "OpenedQuestion",
    "ask",
    "make_find",
    "open_answer",
    "open_find",
    "open_question",
    "seal_answer",
    "verify_question",
]

QUESTION_BYTES = record_size(Label.SEEK, SEEK_BYTES)
ANSWER_BYTES = record_size(Label.FOUND, FOUND_BYTES)
SIGNED_TYPE = "search"
FILL = "fill"


@dataclass(frozen=True, slots=True)
class Asking:
    """A question on its way: what is sent, and the key its answer opens with."""

    search: bytes
    pro: bytes
    box: bytes
    signature: bytes
    device: bytes
    reply: BoxKey = field(repr=False)


@dataclass(frozen=True, slots=True)
class OpenedQuestion:
    """What custody reads: whom somebody looks for, and the key to answer to."""

    sought: Sought = field(repr=False)
    reply_x: bytes


def make_find(
    signer: Identity,
    findable: Findable,
    *,
    n: int,
    custody_x: bytes,
    at: int,
    person: bytes | None = None,
    structure: bytes = Z,
) -> Statement:
    """Return the word by what a safe is found, of which the greatest `n` counts.

    By the person, without `person` and `structure`; or by a pro for an affiliated person.
    """
    owner = signer.id if person is None else person
    box = seal(Label.FIND, custody_x, _filled(findable.fields(), SEEK_BYTES), person=owner, n=n)
    fields = {"person": owner.hex(), "structure": structure.hex(), "n": n, "box": b64(box)}
    return make("find", fields, signers=[signer], at=at)


def open_find(custody: BoxKey, statement: Statement) -> Findable:
    """Return by what a safe is found. Custody only. Raises CannotOpen, also for nonsense."""
    if statement.type != "find":
        raise CannotOpen
    opened = open_sealed(
        Label.FIND,
        custody,
        statement.data("box"),
        person=statement.id("person"),
        n=statement.number("n"),
    )
    try:
        return Findable.read(_emptied(opened))
    except ValueError as error:
        raise CannotOpen from error


def ask(pro: Identity, sought: Sought, *, device: bytes, custody_x: bytes, rng: Rng) -> Asking:
    """Return a question to custody, signed by the professional who asks, for one device."""
    search, reply = rng.bytes(ID_BYTES), BoxKey.new(rng)
    asked = {**sought.fields(), "to": b64(reply.public)}
    box = seal(
        Label.SEEK,
        custody_x,
        _filled(asked, SEEK_BYTES),
        search=search,
        device=device,
        pro=pro.id,
    )
    signature = pro.sign(SIGNED_TYPE, enc(device, search, box))
    return Asking(search, pro.id, box, signature, device, reply)


def verify_question(
    ed_public: bytes, *, device: bytes, search: bytes, box: bytes, signature: bytes
) -> None:
    """Check who asks. Raises CannotOpen for another's, and for one made at another device."""
    verify_signature(ed_public, SIGNED_TYPE, enc(device, search, box), signature)


def open_question(
    custody: BoxKey, box: bytes, *, search: bytes, device: bytes, pro: bytes
) -> OpenedQuestion:
    """Return what is asked. Custody only. Raises CannotOpen."""
    asked = _emptied(open_sealed(Label.SEEK, custody, box, search=search, device=device, pro=pro))
    try:
        reply_x = unb64(asked["to"])
        sought = Sought.read(asked)
    except (KeyError, TypeError, ValueError) as error:
        raise CannotOpen from error
    if len(reply_x) != len(custody.public):
        raise CannotOpen
    return OpenedQuestion(sought, reply_x)


def seal_answer(
    reply_x: bytes, found: FoundSafes, *, search: bytes, device: bytes, pro: bytes
) -> bytes:
    """Return the answer, for whoever asked this and nobody else. Raises CannotOpen for a key
    that binds nobody."""
    filled = _filled(found.fields(), FOUND_BYTES)
    return seal(Label.FOUND, reply_x, filled, search=search, device=device, pro=pro)


def open_answer(asking: Asking, box: bytes) -> FoundSafes:
    """Return what was found. Raises CannotOpen for the answer to any other question."""
    opened = open_sealed(
        Label.FOUND,
        asking.reply,
        box,
        search=asking.search,
        device=asking.device,
        pro=asking.pro,
    )
    try:
        return FoundSafes.read(_emptied(opened))
    except ValueError as error:
        raise CannotOpen from error


def _filled(fields: Mapping[str, Any], size_bytes: int) -> bytes:
    """Return canonical bytes of exactly this length, whatever they say."""
    bare = canon({**fields, FILL: ""})
    if len(bare) > size_bytes:
        raise ValueError("longer than any name")
    return canon({**fields, FILL: "." * (size_bytes - len(bare))})


def _emptied(filled: bytes) -> dict[str, Any]:
    fields = parse_canon(filled)
    fields.pop(FILL, None)
    return fields
