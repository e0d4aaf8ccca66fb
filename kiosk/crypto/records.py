"""The registry of sealed records: one label, one use, one context (FORMAT.md section 4.1).

Callers name a record and give its fields; which construction, in which order, padded or
not, is read from the table here and nowhere else. A sealed record opens only as the same
record, under the same key, with the same fields.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from enum import Enum, StrEnum, auto, unique
from types import MappingProxyType

from kiosk.crypto.box import B1, BOX_OVERHEAD_BYTES, BoxKey, open_box, seal_box
from kiosk.crypto.encoding import enc, pad, padded_size, u32, unpad
from kiosk.crypto.envelope import E1, SALT_BYTES, open_envelope, seal_envelope, sealed_size
from kiosk.crypto.failures import CannotOpen
from kiosk.ports import Rng, SystemRng

__all__ = [
    "FOUND_BYTES",
    "MAX_FATE_BYTES",
    "MAX_META_BYTES",
    "MAX_PART_BYTES",
    "MAX_REMIND_BYTES",
    "RECORDS",
    "SEEK_BYTES",
    "BoxKey",
    "Field",
    "Form",
    "Kind",
    "Label",
    "Record",
    "open_sealed",
    "record_size",
    "seal",
]

MAX_META_BYTES = 1024 * 1024
"""Longest sealed metadata of an item."""

MAX_PART_BYTES = 100 * 1024 * 1024
"""Longest stored part, before padding."""

MAX_REMIND_BYTES = 1024
"""Longest order for a reminder, before padding."""

MAX_FATE_BYTES = 400
"""Longest word of what became of an order, before padding."""

SEEK_BYTES = 2048
"""By what a safe is found, and what is asked, whatever the names: filled up to one length."""

FOUND_BYTES = 640
"""The answer to a search, whoever was found or nobody."""

_SECRET_BYTES = 32


@unique
class Label(StrEnum):
    """Every use of a sealed record, each with bytes of its own."""

    CRED = "cfn/1/cred"
    OPEN = "cfn/1/open"
    CONTACT = "cfn/1/contact"
    REMIND = "cfn/1/remind"
    FATE = "cfn/1/fate"
    FIND = "cfn/1/find"
    SEEK = "cfn/1/seek"
    FOUND = "cfn/1/found"
    TOTP = "cfn/1/totp"
    TOTP_SERVER = "cfn/1/totp/srv"
    GRANT = "cfn/1/grant"
    EPOCH = "cfn/1/epoch"
    MEMBER = "cfn/1/member"
    SKV = "cfn/1/skv"
    PEPPER = "cfn/1/pepper"
    SHIFT = "cfn/1/shift"
    ITEM = "cfn/1/item"
    DROP = "cfn/1/drop"
    DATA = "cfn/1/data"
    DRAFT = "cfn/1/draft"
    INDEX = "cfn/1/index"
    COPY = "cfn/1/copy"
    RECOVERY_12 = "cfn/1/rec/12"
    RECOVERY_13 = "cfn/1/rec/13"
    RECOVERY_23 = "cfn/1/rec/23"
    RECOVERY_S1 = "cfn/1/rec/s1"
    RECOVERY_S2 = "cfn/1/rec/s2"
    RECOVERY_S3 = "cfn/1/rec/s3"
    RECOVERY_A3 = "cfn/1/rec/a3"
    RECOVERY_O13 = "cfn/1/rec/o13"
    RECOVERY_SELF = "cfn/1/rec/self"
    RECOVERY_RELEASE = "cfn/1/rec/rel"
    CONSENT = "cfn/1/consent"


class Form(Enum):
    """How a record is sealed."""

    ENVELOPE = auto()
    BOX = auto()


class Kind(Enum):
    """What a field of a context is."""

    ID = 16
    HASH = 32
    U32 = 4
    SPACE = 0


@dataclass(frozen=True, slots=True)
class Field:
    """One named part of a context."""

    name: str
    kind: Kind


@dataclass(frozen=True, slots=True)
class Record:
    """What the table knows about a label.

    `size_bytes` is the only length the plaintext may have, when it has one;
    `max_bytes` the longest; `is_padded` records hide their length behind `pad`.
    `later` records are named so that nobody takes their label, and cannot be used.
    """

    form: Form
    fields: tuple[Field, ...]
    size_bytes: int | None = None
    max_bytes: int = 64 * 1024
    is_padded: bool = False
    later: bool = False


def _fields(text: str) -> tuple[Field, ...]:
    kinds = {"": Kind.ID, "u32": Kind.U32, "hash": Kind.HASH, "space": Kind.SPACE}
    found = []
    for word in text.split():
        name, _, kind = word.partition(":")
        found.append(Field(name, kinds[kind]))
    return tuple(found)


def _envelope(
    fields: str,
    *,
    size_bytes: int | None = None,
    max_bytes: int = 64 * 1024,
    is_padded: bool = False,
    later: bool = False,
) -> Record:
    return Record(Form.ENVELOPE, _fields(fields), size_bytes, max_bytes, is_padded, later)


def _box(
    fields: str,
    *,
    size_bytes: int | None = None,
    max_bytes: int = 64 * 1024,
    is_padded: bool = False,
    later: bool = False,
) -> Record:
    return Record(Form.BOX, _fields(fields), size_bytes, max_bytes, is_padded, later)


RECORDS: Mapping[Label, Record] = MappingProxyType(
    {
        Label.CRED: _envelope("id ver:u32 salt m:u32 t:u32 p:u32", size_bytes=_SECRET_BYTES),
        Label.OPEN: _box("id ver:u32", size_bytes=_SECRET_BYTES),
        Label.CONTACT: _box("id n:u32", max_bytes=4096),
        Label.REMIND: _box("person remind n:u32", max_bytes=MAX_REMIND_BYTES, is_padded=True),
        Label.FATE: _box("person remind n:u32", max_bytes=MAX_FATE_BYTES, is_padded=True),
        Label.FIND: _box("person n:u32", size_bytes=SEEK_BYTES),
        Label.SEEK: _box("search device pro", size_bytes=SEEK_BYTES),
        Label.FOUND: _box("search device pro", size_bytes=FOUND_BYTES),
        Label.GRANT: _box("person epoch recipient", size_bytes=_SECRET_BYTES),
        Label.EPOCH: _envelope("person epoch parent", size_bytes=_SECRET_BYTES),
        Label.MEMBER: _box("structure skv:u32 pro", size_bytes=_SECRET_BYTES),
        Label.SKV: _envelope("structure skv:u32 prev:u32", size_bytes=_SECRET_BYTES),
        Label.PEPPER: _box("structure device n:u32", size_bytes=_SECRET_BYTES),
        Label.SHIFT: _box("device structure skv:u32", size_bytes=_SECRET_BYTES),
        Label.ITEM: _envelope(
            "owner item ver:u32 space:space epoch skv:u32", max_bytes=MAX_META_BYTES, is_padded=True
        ),
        Label.DROP: _box("person item ver:u32 author", max_bytes=MAX_META_BYTES, is_padded=True),
        Label.DATA: _envelope("owner part", max_bytes=MAX_PART_BYTES, is_padded=True),
        Label.DRAFT: _envelope("author draft seq:u32", max_bytes=MAX_PART_BYTES),
        Label.INDEX: _envelope("structure skv:u32 chunk:u32", max_bytes=MAX_PART_BYTES),
        Label.COPY: _envelope("author copy", max_bytes=4096),
        Label.TOTP: _envelope("id n:u32", later=True),
        Label.TOTP_SERVER: _box("id n:u32", later=True),
        Label.RECOVERY_12: _envelope("person rv:u32", size_bytes=_SECRET_BYTES, later=True),
        Label.RECOVERY_13: _envelope("person rv:u32", size_bytes=_SECRET_BYTES, later=True),
        Label.RECOVERY_23: _envelope("person rv:u32", size_bytes=_SECRET_BYTES, later=True),
        Label.RECOVERY_S1: _box("person rv:u32", size_bytes=_SECRET_BYTES, later=True),
        Label.RECOVERY_S2: _box("person rv:u32 structure", size_bytes=_SECRET_BYTES, later=True),
        Label.RECOVERY_S3: _envelope("person av:u32", size_bytes=_SECRET_BYTES, later=True),
        Label.RECOVERY_A3: _box("person av:u32", later=True),
        Label.RECOVERY_O13: _box("person rv:u32 structure", later=True),
        Label.RECOVERY_SELF: _envelope("person rv:u32", later=True),
        Label.RECOVERY_RELEASE: _box("request:hash", later=True),
        Label.CONSENT: _box("request:hash", later=True),
    }
)

_SPACES = {"prv": b"prv", "sh": b"sh", "pro": b"pro"}
_OS_RNG = SystemRng()


def seal(
    label: Label,
    key: bytes,
    plaintext: bytes,
    *,
    rng: Rng | None = None,
    **fields: bytes | int | str,
) -> bytes:
    """Return `plaintext` sealed as the record `label`, for `key` and these fields alone.

    `key` is a 32-byte secret for envelopes, a recipient's 32-byte X25519 public key for
    boxes. Ids are 16 bytes, numbers `int`, the space of an item `"prv"`, `"sh"` or `"pro"`.
    Padded records are padded here. `rng` gives the envelope's salt (the system's when
    None); boxes draw their own randomness.

    Raises: ValueError for a missing, extra or misshapen field, a plaintext of a wrong
    length, or a reserved label: bugs in the caller. CannotOpen for a low-order public key.
    """
    record = _usable(label)
    if record.size_bytes is not None and len(plaintext) != record.size_bytes:
        raise ValueError(f"{label} seals {record.size_bytes} bytes")
    if len(plaintext) > record.max_bytes:
        raise ValueError(f"{label} seals at most {record.max_bytes} bytes")
    data = pad(plaintext) if record.is_padded else plaintext
    if record.form is Form.BOX:
        return seal_box(key, enc(B1, label, key, *_context(label, record, fields)), data)
    context = enc(E1, label, *_context(label, record, fields))
    return seal_envelope(key, context, data, salt=(rng or _OS_RNG).bytes(SALT_BYTES))


def open_sealed(
    label: Label, key: bytes | BoxKey, sealed: bytes, **fields: bytes | int | str
) -> bytes:
    """Return the plaintext of a record sealed as `label` with these fields.

    `key` is the 32-byte secret of an envelope or the `BoxKey` of a box's recipient.

    Raises: CannotOpen when the bytes are anything else; ValueError as `seal` does.
    """
    record = _usable(label)
    context = _context(label, record, fields)
    if len(sealed) > record_size(label, record.max_bytes):
        raise CannotOpen
    if record.form is Form.BOX:
        if not isinstance(key, BoxKey):
            raise ValueError(f"{label} is a box: it opens with a BoxKey")
        data = open_box(key, enc(B1, label, key.public, *context), sealed)
    else:
        if isinstance(key, BoxKey):
            raise ValueError(f"{label} is an envelope: it opens with 32 bytes")
        data = open_envelope(key, enc(E1, label, *context), sealed)
    plaintext = unpad(data) if record.is_padded else data
    if record.size_bytes is not None and len(plaintext) != record.size_bytes:
        raise CannotOpen
    return plaintext


def record_size(label: Label, size_bytes: int) -> int:
    """Return how many bytes a plaintext of `size_bytes` takes once sealed as `label`."""
    record = RECORDS[label]
    inner = padded_size(size_bytes) if record.is_padded else size_bytes
    return inner + BOX_OVERHEAD_BYTES if record.form is Form.BOX else sealed_size(inner)


def _usable(label: Label) -> Record:
    record = RECORDS[label]
    if record.later:
        raise ValueError(f"{label} is reserved")
    return record


def _context(label: Label, record: Record, fields: Mapping[str, bytes | int | str]) -> list[bytes]:
    if len(fields) != len(record.fields):
        raise ValueError(f"{label} takes {[each.name for each in record.fields]}")
    out = []
    for each in record.fields:
        if each.name not in fields:
            raise ValueError(f"{label} takes {[each.name for each in record.fields]}")
        out.append(_field_bytes(label, each, fields[each.name]))
    if label is Label.ITEM:
        _check_item_space(fields)
    return out


def _field_bytes(label: Label, field: Field, value: bytes | int | str) -> bytes:
    match field.kind, value:
        case Kind.U32, int() if not isinstance(value, bool):
            return u32(value)
        case Kind.SPACE, str() if value in _SPACES:
            return _SPACES[value]
        case ((Kind.ID | Kind.HASH), bytes()) if len(value) == field.kind.value:
            return value
        case _:
            raise ValueError(f"{label}: {field.name} is a {field.kind.name}")


def _check_item_space(fields: Mapping[str, bytes | int | str]) -> None:
    """An epoch belongs to `sh` alone and a structure key version to `pro` alone."""
    space, epoch, skv = fields["space"], fields["epoch"], fields["skv"]
    if (space == "sh") != (epoch != bytes(16)) or (space == "pro") != (skv != 0):
        raise ValueError("an item names the key of its own space and no other")
