"""Signed statements: what was said, by whom, in bytes with one reading (FORMAT.md section 4.2).

A statement is a canonical object, the signatures its shape asks for, and for items the
sealed metadata the object names by hash. Its name, the SHA-256 of object and signatures,
is its idempotency key everywhere. Who may sign is `trust`'s business; here only the form
and the signatures are checked.
"""

from __future__ import annotations

import hashlib
import re
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from types import MappingProxyType
from typing import Any, cast

from kiosk.crypto.box import B1
from kiosk.crypto.encoding import MAX_INTEGER, Z, canon, dec, enc, parse_canon, u64, unb64
from kiosk.crypto.envelope import E1
from kiosk.crypto.failures import CannotOpen
from kiosk.crypto.keys import (
    SIGNATURE_BYTES,
    Identity,
    is_small_order,
    signed_bytes,
    verify_signature,
)
from kiosk.crypto.records import (
    MAX_META_BYTES,
    MAX_PART_BYTES,
    MAX_REMIND_BYTES,
    RECORDS,
    SEEK_BYTES,
    Form,
    Label,
    record_size,
)

__all__ = [
    "MAX_BODY_BYTES",
    "MAX_SEALED_BYTES",
    "SHAPES",
    "Shape",
    "Statement",
    "checkpoint_bytes",
    "log_hash",
    "make",
    "owner",
    "parse",
    "pin_bytes",
    "receipt_bytes",
    "request_hash",
    "signers",
    "subject",
    "verify",
    "verify_checkpoint",
    "verify_pin",
    "verify_receipt",
]

MAX_BODY_BYTES = 64 * 1024
MAX_SEALED_BYTES = MAX_META_BYTES
REQUEST_LIFE_S = 30 * 86400
"""A request for consent is answered within 30 days or not at all."""
TICKET_LIFE_S = 86400
"""An enrolment code is good for a day."""

_NOBODY = Z.hex()
_RECEIPT = "receipt"
_CHECKPOINT = "checkpoint"
_PIN = "pin"
_LOG_DOMAIN = "cfn/1/log"
_REQUEST_DOMAIN = "cfn/1/req"
_HASH_BYTES = 32

Check = Callable[[Any], bool]
Body = Mapping[str, Any]


@dataclass(frozen=True, slots=True)
class Statement:
    """A statement as parsed or made: well formed, its signatures not yet checked.

    `raw` is the canonical form of `body`; `sealed` the metadata of an item, else empty.
    Two statements are equal when their bytes are.
    """

    body: Mapping[str, Any] = field(compare=False, repr=False)
    raw: bytes = field(repr=False)
    sigs: tuple[bytes, ...] = field(repr=False)
    sealed: bytes = field(default=b"", repr=False)
    name: bytes = field(init=False, compare=False, repr=False)
    """SHA-256 over object and signatures, 32 bytes: the idempotency key."""

    def __post_init__(self) -> None:
        name = hashlib.sha256(enc(self.raw, *self.sigs)).digest()
        object.__setattr__(self, "name", name)  # asked for again and again: hashed once

    def __repr__(self) -> str:
        return f"Statement({self.type}, {self.name.hex()[:16]})"

    @property
    def type(self) -> str:
        """Which shape this is, a key of `SHAPES`."""
        return cast(str, self.body["type"])

    @property
    def by(self) -> bytes:
        """Id of the first signer."""
        return self.id("by")

    @property
    def at(self) -> int:
        """When the signer says it was, in Unix seconds; orders nothing by itself."""
        return self.number("at")

    @property
    def wire(self) -> bytes:
        """What travels and what is kept; `parse` reads it."""
        return enc(self.raw, b"".join(self.sigs), self.sealed)

    def id(self, key: str) -> bytes:
        """Return the id (16 bytes) or name (32 bytes) written in hex under `key`."""
        return bytes.fromhex(self.body[key])

    def data(self, key: str) -> bytes:
        """Return the bytes written in base64url under `key`."""
        return unb64(self.body[key])

    def number(self, key: str) -> int:
        """Return the integer under `key`."""
        return cast(int, self.body[key])

    def text(self, key: str) -> str:
        """Return the text under `key`."""
        return cast(str, self.body[key])


@dataclass(frozen=True, slots=True)
class Shape:
    """One type of statement: its fields, its signers in order, and what ties them together."""

    fields: Mapping[str, Check]
    signers: Callable[[Body], tuple[str, ...]]
    owner: Callable[[Body], str]
    subject: Callable[[Body], str]
    holds: Callable[[Body], bool]


def make(
    type: str,
    fields: Mapping[str, Any],
    *,
    signers: Sequence[Identity],
    at: int,
    sealed: bytes = b"",
) -> Statement:
    """Return a signed statement of `type`: `v`, `type`, `by` and `at` are added here.

    `fields` are as on the wire: ids in hex, bytes in base64url. `meta_sha256` of an item
    is computed from `sealed`. `signers` come in the order of the shape.

    Raises: ValueError for a wrong shape or other signers, which is a bug in the caller.
    """
    body = {**fields, "v": 1, "type": type, "by": signers[0].id.hex(), "at": at}
    if type == "item":
        body["meta_sha256"] = hashlib.sha256(sealed).hexdigest()
    raw = canon(body)
    body = parse_canon(raw)
    try:
        shape = _check_body(raw, body)
    except CannotOpen:
        raise ValueError(_fault(type, raw, body)) from None
    try:
        _check_sealed(body, sealed)
    except CannotOpen:
        raise ValueError(f"{type}: `sealed` is not what the fields announce") from None
    if shape.signers(body) != tuple(each.id.hex() for each in signers):
        raise ValueError(f"not the signers of this {type}")
    sigs = tuple(each.sign(type, raw) for each in signers)
    return Statement(body, raw, sigs, sealed)


def parse(wire: bytes) -> Statement:
    """Return the statement of which `wire` is the only spelling; signatures unchecked.

    Raises: CannotOpen for anything that is not canonical, well shaped and within limits.
    """
    if len(wire) > MAX_BODY_BYTES + MAX_SEALED_BYTES + 1024:
        raise CannotOpen
    parts = dec(wire)
    if len(parts) != 3:
        raise CannotOpen
    raw, joined, sealed = parts
    if len(raw) > MAX_BODY_BYTES:
        raise CannotOpen
    body = parse_canon(raw)
    shape = _check_body(raw, body)
    _check_sealed(body, sealed)
    if len(joined) != SIGNATURE_BYTES * len(shape.signers(body)):
        raise CannotOpen
    sigs = tuple(joined[at : at + SIGNATURE_BYTES] for at in range(0, len(joined), SIGNATURE_BYTES))
    return Statement(body, raw, sigs, sealed)


def verify(statement: Statement, ed_publics: Sequence[bytes]) -> None:
    """Check every signature, one Ed25519 public key per signer, in order.

    Raises: CannotOpen when a key, a signature or their number is another.
    """
    if not statement.sigs or len(ed_publics) != len(statement.sigs):
        raise CannotOpen
    for ed_public, signature in zip(ed_publics, statement.sigs, strict=True):
        verify_signature(ed_public, statement.type, statement.raw, signature)


def signers(statement: Statement) -> tuple[bytes, ...]:
    """Return the ids of who must have signed, in order."""
    return tuple(map(bytes.fromhex, SHAPES[statement.type].signers(statement.body)))


def owner(statement: Statement) -> bytes:
    """Return the id of the person, structure, account or device this belongs to."""
    return bytes.fromhex(SHAPES[statement.type].owner(statement.body))


def subject(statement: Statement) -> bytes:
    """Return the id of the item, device, pro, epoch … this is about within its owner, or Z."""
    return bytes.fromhex(SHAPES[statement.type].subject(statement.body))


def request_hash(request: Statement) -> bytes:
    """Return the 32 bytes by which consents name a request, whoever signed it."""
    return hashlib.sha256(enc(_REQUEST_DOMAIN, request.raw)).digest()


def log_hash(previous: bytes, entry: Mapping[str, Any]) -> bytes:
    """Return the journal chain's next link; the first `previous` is 32 zero bytes."""
    if len(previous) != _HASH_BYTES:
        raise ValueError("a link is 32 bytes")
    return hashlib.sha256(enc(_LOG_DOMAIN, previous, canon(entry))).digest()


def receipt_bytes(name: bytes, seq: int) -> bytes:
    """Return what the server signs to say that the statement `name` is kept as number `seq`."""
    return signed_bytes(_RECEIPT, enc(name, u64(seq)))


def verify_receipt(server_ed: bytes, name: bytes, seq: int, signature: bytes) -> None:
    """Check a receipt. Raises CannotOpen when it is for another statement, number or server."""
    verify_signature(server_ed, _RECEIPT, enc(name, u64(seq)), signature)


def checkpoint_bytes(size: int, root: bytes, at: int) -> bytes:
    """Return what the server signs to say that its journal's tree is this one."""
    return signed_bytes(_CHECKPOINT, enc(u64(size), root, u64(at)))


def verify_checkpoint(server_ed: bytes, size: int, root: bytes, at: int, signature: bytes) -> None:
    """Check a signed head. Raises CannotOpen when it is another tree's, time's or server's."""
    verify_signature(server_ed, _CHECKPOINT, enc(u64(size), root, u64(at)), signature)


def pin_bytes(n: int, sha256: bytes, starts_at: int, ends_at: int) -> bytes:
    """Return what the server signs to say that its certificate number `n` has this SHA-256."""
    return signed_bytes(_PIN, enc(u64(n), sha256, u64(starts_at), u64(ends_at)))


def verify_pin(
    server_ed: bytes, n: int, sha256: bytes, starts_at: int, ends_at: int, signature: bytes
) -> None:
    """Check a word about a certificate. Raises CannotOpen when it is of another one."""
    raw = enc(u64(n), sha256, u64(starts_at), u64(ends_at))
    verify_signature(server_ed, _PIN, raw, signature)


def _check_body(raw: bytes, body: Body) -> Shape:
    if len(raw) > MAX_BODY_BYTES:
        raise CannotOpen
    kind = body.get("type")
    shape = SHAPES.get(kind) if isinstance(kind, str) else None
    if shape is None:
        raise CannotOpen
    fields = shape.fields
    if body.keys() != fields.keys() or not all(fields[key](body[key]) for key in fields):
        raise CannotOpen
    if not shape.holds(body):
        raise CannotOpen
    return shape


def _fault(type: str, raw: bytes, body: Body) -> str:
    """Say to a developer what `_check_body` found; keys only, never a value."""
    shape = SHAPES.get(type)
    if shape is None:
        return f"no statement is a {type}"
    if len(raw) > MAX_BODY_BYTES:
        return f"{type}: longer than {MAX_BODY_BYTES} bytes"
    if odd := sorted(shape.fields.keys() ^ body.keys()):
        return f"{type}: fields missing or too many: {odd}"
    if wrong := sorted(key for key, check in shape.fields.items() if not check(body[key])):
        return f"{type}: not what these fields hold: {wrong}"
    return f"{type}: the fields contradict one another (FORMAT.md section 4.2)"


def _check_sealed(body: Body, sealed: bytes) -> None:
    if body["type"] != "item":
        if sealed:
            raise CannotOpen
        return
    if len(sealed) > MAX_SEALED_BYTES or hashlib.sha256(sealed).hexdigest() != body["meta_sha256"]:
        raise CannotOpen
    if body["space"] == "drop":
        to_person, to_structure = _two(dec(sealed))
        if to_person[:1] != B1 or to_structure[:1] not in (b"", B1):
            raise CannotOpen
        if bool(to_structure) != (body["skv"] > 0):
            raise CannotOpen
    elif sealed[:1] != E1:
        raise CannotOpen


def _two(parts: list[bytes]) -> tuple[bytes, bytes]:
    if len(parts) != 2:
        raise CannotOpen
    return parts[0], parts[1]


# What a field may hold. A check answers, and never raises, for any JSON value.

_HEX = re.compile(r"[0-9a-f]+")
_SLUG = re.compile(r"[a-z][a-z0-9_]{0,31}")
_LOGIN = re.compile(r"[a-z0-9][a-z0-9.-]{2,62}[a-z0-9]")
_LANGUAGE = re.compile(r"[a-z]{2,3}(-[A-Za-z0-9]{2,8}){0,3}")
_VERSION = re.compile(r"[A-Za-z0-9._-]{1,64}")


def _hex(value: object, count: int) -> bool:
    return isinstance(value, str) and len(value) == 2 * count and _HEX.fullmatch(value) is not None


def _id(value: object) -> bool:
    return _hex(value, 16) and value != _NOBODY


def _id_or_z(value: object) -> bool:
    return _hex(value, 16)


def _name(value: object) -> bool:
    return _hex(value, 32)


def _name_or_nothing(value: object) -> bool:
    return value == "" or _name(value)


def _between(least: int, most: int) -> Check:
    return lambda value: (
        isinstance(value, int) and not isinstance(value, bool) and least <= value <= most
    )


_u32 = _between(0, 2**32 - 1)
_positive = _between(1, 2**32 - 1)
_time = _between(0, MAX_INTEGER)


def _flag(value: object) -> bool:
    return isinstance(value, bool)


def _one_of(*words: str) -> Check:
    return lambda value: isinstance(value, str) and value in words


def _matches(pattern: re.Pattern[str]) -> Check:
    return lambda value: isinstance(value, str) and pattern.fullmatch(value) is not None


def _words(least: int, most: int) -> Check:
    """Text for people, bounded in characters, without control characters."""
    return lambda value: (
        isinstance(value, str)
        and least <= len(value) <= most
        and not any(ord(each) < 32 or ord(each) == 127 for each in value)
    )


def _decoded(value: object) -> bytes | None:
    if not isinstance(value, str):
        return None
    try:
        return unb64(value)
    except CannotOpen:
        return None


def _sealed_as(label: Label, size_bytes: int = 32) -> Check:
    """A sealed record of one exact plaintext length: its size and suite byte are known."""
    size = record_size(label, size_bytes)
    suite = E1 if RECORDS[label].form is Form.ENVELOPE else B1

    def check(value: object) -> bool:
        data = _decoded(value)
        return data is not None and len(data) == size and data[:1] == suite

    return check


def _x(value: object) -> bool:
    data = _decoded(value)
    return data is not None and len(data) == 32


def _ed(value: object) -> bool:
    data = _decoded(value)
    return data is not None and len(data) == 32 and not is_small_order(data)


def _salt(value: object) -> bool:
    data = _decoded(value)
    return data is not None and len(data) == 16


def _custody_box(value: object) -> bool:
    data = _decoded(value)
    return data is not None and data[:1] == B1 and len(data) <= record_size(Label.CONTACT, 4096)


def _remind_box(value: object) -> bool:
    data = _decoded(value)
    longest = record_size(Label.REMIND, MAX_REMIND_BYTES)
    return data is not None and data[:1] == B1 and len(data) <= longest


def _list(inner: Check, least: int, most: int) -> Check:
    return lambda value: (
        isinstance(value, list)
        and least <= len(value) <= most
        and all(inner(each) for each in value)
    )


def _object(**fields: Check) -> Check:
    return lambda value: (
        isinstance(value, dict)
        and value.keys() == fields.keys()
        and all(fields[key](value[key]) for key in fields)
    )


def _entry(value: object) -> bool:
    """A journal entry: a flat object of ids, counts and words of the code."""
    return isinstance(value, dict) and all(isinstance(each, str | int) for each in value.values())


def _distinct(values: Sequence[object]) -> bool:
    return len(set(values)) == len(values)


# What ties the fields of one shape together.


def _custody_holds(body: Body) -> bool:
    box = _decoded(body["box"])
    return body["kind"] == "contact" or (
        box is not None and len(box) == record_size(Label.OPEN, _HASH_BYTES)
    )


def _item_holds(body: Body) -> bool:
    if body["author"] != body["by"] or (body["ver"] == 1) != (not body["prev"]):
        return False
    if not _distinct(body["prev"]) or not _distinct([part["id"] for part in body["parts"]]):
        return False
    if body["del"] and body["parts"]:
        return False
    skv: int = body["skv"]
    has_epoch: bool = body["epoch"] != _NOBODY
    by_owner: bool = body["author"] == body["owner"]
    if by_owner != (body["structure"] == _NOBODY):
        return False
    match body["space"]:
        case "prv":
            return by_owner and not has_epoch and skv == 0
        case "sh":
            return has_epoch and skv == 0
        case "drop":
            return not by_owner and not has_epoch
        case "pro":
            return bool(body["owner"] == body["structure"] and not has_epoch and skv > 0)
        case _:
            return False


def _device_signers(body: Body) -> tuple[str, ...]:
    return (body["by"], body["device"]) if body["state"] == "active" else (body["by"],)


def _by(body: Body) -> tuple[str, ...]:
    return (body["by"],)


def _of(*keys: str) -> Callable[[Body], tuple[str, ...]]:
    return lambda body: tuple(body[key] for key in keys)


def _key(key: str) -> Callable[[Body], str]:
    return lambda body: cast(str, body[key])


def _nothing(_body: Body) -> str:
    return _NOBODY


def _shape(
    signers: Callable[[Body], tuple[str, ...]],
    owned_by: Callable[[Body], str],
    about: Callable[[Body], str],
    *,
    holds: Callable[[Body], bool] = lambda _body: True,
    by: Check = _id,
    **fields: Check,
) -> Shape:
    head: dict[str, Check] = {"v": _between(1, 1), "type": _matches(_SLUG), "by": by, "at": _time}
    return Shape(MappingProxyType(head | fields), signers, owned_by, about, holds)


_SEALED_PART_MAX_BYTES = record_size(Label.DATA, MAX_PART_BYTES)

SHAPES: Mapping[str, Shape] = MappingProxyType(
    {
        "charter": _shape(
            _by,
            _key("structure"),
            _nothing,
            by=_one_of(_NOBODY),  # the network root has no id of its own
            structure=_id,
            name=_words(1, 200),
            admins=_list(_object(id=_id, ed=_ed), 1, 32),
            n=_positive,
            holds=lambda body: _distinct([each["id"] for each in body["admins"]]),
        ),
        "skey": _shape(_by, _key("structure"), _nothing, structure=_id, skv=_positive, x=_x),
        "mkey": _shape(
            _by,
            _key("structure"),
            _key("pro"),
            structure=_id,
            skv=_positive,
            pro=_id,
            box=_sealed_as(Label.MEMBER),
        ),
        "skprev": _shape(
            _by,
            _key("structure"),
            _nothing,
            structure=_id,
            skv=_positive,
            prev=_positive,
            envelope=_sealed_as(Label.SKV),
            holds=lambda body: body["prev"] < body["skv"],
        ),
        "member": _shape(
            _by,
            _key("structure"),
            _key("pro"),
            structure=_id,
            pro=_id,
            ed=_ed,
            x=_x,
            login=_matches(_LOGIN),
            name=_words(1, 200),
            role=_one_of("worker", "manager"),
            state=_one_of("active", "removed"),
            n=_positive,
        ),
        "ticket": _shape(
            _by,
            _key("structure"),
            _key("ticket"),
            structure=_id,
            ticket=_id,
            ed=_ed,
            x=_x,
            exp=_time,
            pepper_n=_u32,
            pepper=_sealed_as(Label.PEPPER),
            holds=lambda body: 0 < body["exp"] - body["at"] <= TICKET_LIFE_S,
        ),
        "device": _shape(
            _device_signers,
            _key("structure"),
            _key("device"),
            structure=_id,
            device=_id,
            ed=_ed,
            x=_x,
            state=_one_of("active", "removed"),
            n=_positive,
            place=_words(0, 80),
            holds=lambda body: body["by"] != body["device"],
        ),
        "cred": _shape(
            _of("id"),
            _key("id"),
            _nothing,
            id=_id,
            ver=_positive,
            salt=_salt,
            m=_positive,
            t=_positive,
            p=_positive,
            envelope=_sealed_as(Label.CRED),
            once=_flag,
            holds=lambda body: body["by"] == body["id"],
        ),
        "identity": _shape(
            _of("person", "pro"),
            _key("person"),
            _nothing,
            person=_id,
            login=_matches(_LOGIN),
            ed=_ed,
            x=_x,
            pro=_id,
            device=_id,
            structure=_id,
            holds=lambda body: body["by"] == body["person"] != body["pro"],
        ),
        "custody": _shape(
            _of("person"),
            _key("person"),
            _nothing,
            person=_id,
            kind=_one_of("open", "contact"),
            n=_positive,
            box=_custody_box,
            holds=lambda body: body["by"] == body["person"] and _custody_holds(body),
        ),
        "remind": _shape(
            _by,
            _key("person"),
            _key("remind"),
            person=_id,
            remind=_id,
            structure=_id_or_z,
            n=_positive,
            box=_remind_box,
            holds=lambda body: (body["by"] == body["person"]) == (body["structure"] == _NOBODY),
        ),
        "find": _shape(
            _by,
            _key("person"),
            _nothing,
            person=_id,
            structure=_id_or_z,
            n=_positive,
            box=_sealed_as(Label.FIND, SEEK_BYTES),
            holds=lambda body: (body["by"] == body["person"]) == (body["structure"] == _NOBODY),
        ),
        "consent": _shape(
            _by,
            lambda body: cast(
                str, body["person"] if body["person"] != _NOBODY else body["structure"]
            ),
            _key("consent"),
            consent=_id,
            kind=_matches(_SLUG),
            answer=_one_of("yes", "no", "not_today"),
            person=_id_or_z,
            structure=_id,
            pro=_id_or_z,
            device=_id,
            text_version=_matches(_VERSION),
            text_sha256=_name,
            language=_matches(_LANGUAGE),
            scope=_list(_matches(_SLUG), 0, 32),
            method=_matches(_SLUG),
            evidence_sha256=_name_or_nothing,
            holds=lambda body: body["by"] == body["person"] or body["by"] == body["pro"],
        ),
        "req": _shape(
            _of("pro", "device"),
            _key("person"),
            _key("req"),
            req=_id,
            person=_id,
            login=_matches(_LOGIN),
            structure=_id,
            x=_x,
            skv=_positive,
            pro=_id,
            device=_id,
            method=_one_of("login", "sms", "answer"),
            exp=_time,
            holds=lambda body: (
                body["by"] == body["pro"] and 0 < body["exp"] - body["at"] <= REQUEST_LIFE_S
            ),
        ),
        "affil": _shape(
            _by,
            _key("person"),
            _key("structure"),
            person=_id,
            structure=_id,
            n=_positive,
            state=_one_of("add", "remove"),
            req=_name_or_nothing,
        ),
        "epoch": _shape(
            _by,
            _key("person"),
            _key("epoch"),
            person=_id,
            epoch=_id,
            parents=_list(_id, 0, 16),
            envelopes=_list(_sealed_as(Label.EPOCH), 0, 16),
            holds=lambda body: (
                len(body["parents"]) == len(body["envelopes"])
                and _distinct([body["epoch"], *body["parents"]])
            ),
        ),
        "grant": _shape(
            _by,
            _key("person"),
            _key("epoch"),
            person=_id,
            epoch=_id,
            to=_id,
            skv=_u32,
            x=_x,
            box=_sealed_as(Label.GRANT),
            holds=lambda body: (body["to"] == body["person"]) == (body["skv"] == 0),
        ),
        "item": _shape(
            _of("author"),
            _key("owner"),
            _key("item"),
            owner=_id,
            item=_id,
            ver=_positive,
            prev=_list(_name, 0, 32),
            space=_one_of("prv", "sh", "pro", "drop"),
            epoch=_id_or_z,
            skv=_u32,
            meta_sha256=_name,
            parts=_list(
                _object(id=_id, sha256=_name, len=_between(1, _SEALED_PART_MAX_BYTES)), 0, 300
            ),
            author=_id,
            structure=_id_or_z,
            holds=_item_holds,
            **{"del": _flag},
        ),
        "log": _shape(
            _of("device"),
            _key("device"),
            _key("device"),
            device=_id,
            chain=_one_of("device", "vault"),
            seq=_u32,
            h=_name,
            entries=_list(_entry, 0, 1000),
            holds=lambda body: body["by"] == body["device"],
        ),
    }
)
