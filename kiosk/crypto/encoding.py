"""Bytes with one possible reading: lengths, canonical JSON, padding (FORMAT.md section 2).

Whatever is signed, hashed or bound to a ciphertext passes through here, so that two
different meanings can never share their bytes and one meaning never has two spellings.
"""

from __future__ import annotations

import base64
import binascii
import json
import re
import unicodedata
from collections.abc import Mapping
from functools import lru_cache
from typing import Any, NoReturn, TypeVar

from kiosk.crypto.failures import CannotOpen

__all__ = [
    "MAX_DEPTH",
    "MAX_INTEGER",
    "Z",
    "b64",
    "canon",
    "dec",
    "enc",
    "pad",
    "padded_size",
    "parse_canon",
    "u32",
    "u64",
    "unb64",
    "unpad",
]

Z = bytes(16)
"""The id of nobody and nothing."""

MAX_INTEGER = 2**53 - 1
"""Largest magnitude every JSON reader keeps exactly."""

MAX_DEPTH = 8
"""Deepest nesting of a canonical object; real ones stay under five."""

_KEY = re.compile(r"[a-z0-9_]+")
_LENGTH_BYTES = 4
_PAD_HEADER_BYTES = 8
_PAD_FLOOR_BYTES = 256

# JSON value as checked by `_plain`; its exact type adds nothing a reader could use.
_Plain = Any

Data = TypeVar("Data", bytes, memoryview)


def u32(number: int) -> bytes:
    """Return 4 bytes, big-endian. Raises ValueError outside 0 .. 2**32 - 1."""
    if not 0 <= number < 2**32:
        raise ValueError("a u32 holds 0 to 2**32 - 1")
    return number.to_bytes(4, "big")


def u64(number: int) -> bytes:
    """Return 8 bytes, big-endian. Raises ValueError outside 0 .. 2**64 - 1."""
    if not 0 <= number < 2**64:
        raise ValueError("a u64 holds 0 to 2**64 - 1")
    return number.to_bytes(8, "big")


def enc(*parts: bytes | str) -> bytes:
    """Return each part behind its own length (`u32`), text as UTF-8: injective."""
    out: list[bytes] = []
    for part in parts:
        data = part.encode() if isinstance(part, str) else part
        out.append(len(data).to_bytes(_LENGTH_BYTES, "big"))
        out.append(data)
    return b"".join(out)


def dec(data: Data) -> list[Data]:
    """Return the parts that `enc` joined: its exact inverse. Of a view, views: nothing is copied.

    Raises: CannotOpen when bytes are missing or left over.
    """
    parts: list[Data] = []
    offset, end = 0, len(data)
    while offset < end:
        start = offset + _LENGTH_BYTES
        if start > end:
            raise CannotOpen
        offset = start + int.from_bytes(data[offset:start], "big")
        if offset > end:
            raise CannotOpen
        parts.append(data[start:offset])
    return parts


def canon(value: Mapping[str, Any]) -> bytes:
    """Return the only bytes by which this object may be signed or stored.

    Keys match `[a-z0-9_]+` and are sorted; text is brought to NFC; values are text,
    integers of magnitude below 2**53, booleans, lists and objects. No null, no float.

    Raises: ValueError for anything else, which is a bug in the caller.
    """
    return _dump(_plain(value, 0))


def parse_canon(raw: bytes) -> dict[str, Any]:
    """Return the object of which `raw` is the canonical form.

    Raises: CannotOpen for every other spelling: spaces, key order, a key twice,
    escapes that were not needed, text not in NFC, floats, null, a top that is no object.
    """
    try:
        parsed = _READER.decode(raw.decode())
        if not isinstance(parsed, dict) or canon(parsed) != raw:
            raise CannotOpen
    except (ValueError, RecursionError):
        raise CannotOpen from None
    return parsed


def b64(data: bytes) -> str:
    """Return base64url (RFC 4648 section 5) without `=`."""
    return base64.urlsafe_b64encode(data).rstrip(b"=").decode()


def unb64(text: str) -> bytes:
    """Return the bytes of which `text` is the `b64`. Raises CannotOpen for other spellings."""
    try:
        data = base64.b64decode(text + "=" * (-len(text) % 4), altchars=b"-_", validate=True)
    except (binascii.Error, ValueError):
        raise CannotOpen from None
    if b64(data) != text:  # stray bits in the last character, padding given, `+` or `/`
        raise CannotOpen
    return data


def padded_size(size_bytes: int) -> int:
    """Return how many bytes `pad` makes of `size_bytes`: Padmé rounding, 256 at least.

    Padmé keeps as many leading bits as its exponent needs (Nikitin et al., PETS 2019):
    at most 12 % longer, and O(log log n) bits told about the size.
    """
    total = size_bytes + _PAD_HEADER_BYTES
    exponent = total.bit_length() - 1
    mask = (1 << (exponent - exponent.bit_length())) - 1
    return max(_PAD_FLOOR_BYTES, (total + mask) & ~mask)


def pad(data: bytes) -> bytes:
    """Return `u64(length) || data || zeros` up to `padded_size`."""
    size = padded_size(len(data))
    return b"".join((u64(len(data)), data, bytes(size - _PAD_HEADER_BYTES - len(data))))


def unpad(padded: bytes) -> bytes:
    """Return what `pad` was given. Raises CannotOpen for other lengths or fillings."""
    size = int.from_bytes(padded[:_PAD_HEADER_BYTES], "big")
    end = _PAD_HEADER_BYTES + size
    if len(padded) < _PAD_FLOOR_BYTES or end > len(padded) or padded_size(size) != len(padded):
        raise CannotOpen
    if padded.count(0, end) != len(padded) - end:
        raise CannotOpen
    return padded[_PAD_HEADER_BYTES:end]


def _dump(plain: _Plain) -> bytes:
    return _WRITER.encode(plain).encode()


def _plain(value: object, depth: int) -> _Plain:
    if isinstance(value, str):
        return value if value.isascii() else unicodedata.normalize("NFC", value)
    if isinstance(value, bool):
        return value
    if isinstance(value, int):
        if abs(value) > MAX_INTEGER:
            raise ValueError("integers stay below 2**53")
        return int(value)
    if depth >= MAX_DEPTH:
        raise ValueError("nested too deeply")
    if isinstance(value, dict) or isinstance(value, Mapping):  # noqa: SIM101 - the quick one first
        return {_key(key): _plain(inner, depth + 1) for key, inner in value.items()}
    if isinstance(value, list | tuple):
        return [_plain(inner, depth + 1) for inner in value]
    raise ValueError("canonical JSON holds text, integers, booleans, lists and objects")


@lru_cache(maxsize=512)
def _key(key: object) -> str:
    # Remembered: ten thousand statements have the same few keys.
    if not isinstance(key, str) or not _KEY.fullmatch(key):
        raise ValueError("keys match [a-z0-9_]+")
    return key


def _without_doubles(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
    found = dict(pairs)
    if len(found) != len(pairs):
        raise ValueError("a key twice")
    return found


def _no_such_number(_text: str) -> NoReturn:
    raise ValueError("no floats, no NaN")


_READER = json.JSONDecoder(
    object_pairs_hook=_without_doubles,
    parse_float=_no_such_number,
    parse_constant=_no_such_number,
)
_WRITER = json.JSONEncoder(sort_keys=True, separators=(",", ":"), ensure_ascii=False)
