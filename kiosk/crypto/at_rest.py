"""What a server keeps is wrapped once more under a key of its own (FORMAT.md section 10).

A wrapped key (`cred`, `grant`, `mkey` and the like) stolen with the database or a backup
gives nothing to guess against: the key of this envelope is kept elsewhere. The context
says where the bytes belong, so a row moved to another place no longer opens.

Rows are sealed under data keys, each of which stands before its row, wrapped by a key that
never leaves its keeper. Rows from before that are an envelope alone.
"""

from __future__ import annotations

from kiosk.crypto.encoding import enc
from kiosk.crypto.envelope import E1, SALT_BYTES, open_envelope, seal_envelope
from kiosk.crypto.failures import CannotOpen
from kiosk.ports import Rng

__all__ = ["AT_REST_LABEL", "join_key", "split_key", "unwrap", "wrap"]

AT_REST_LABEL = "cfn/1/rest"
"""Never seen outside one server; registered so that no record takes it."""

KEYED = b"\x02"
"""First byte of a row that brings its data key."""
_KEY_AT = 3


def wrap(key: bytes, context: bytes, data: bytes, *, rng: Rng) -> bytes:
    """Return `data` sealed under the server's 32-byte `key` for the place `context`."""
    return seal_envelope(key, enc(E1, AT_REST_LABEL, context), data, salt=rng.bytes(SALT_BYTES))


def unwrap(key: bytes, context: bytes, wrapped: bytes) -> bytes:
    """Return what `wrap` was given. Raises CannotOpen for any other key, place or byte."""
    return open_envelope(key, enc(E1, AT_REST_LABEL, context), wrapped)


def join_key(wrapped_key: bytes, sealed: bytes) -> bytes:
    """Return a row: `0x02 || length (2) || wrapped data key || envelope under that key`."""
    return KEYED + len(wrapped_key).to_bytes(2, "big") + wrapped_key + sealed


def split_key(row: bytes) -> tuple[bytes, bytes]:
    """Return (wrapped data key, envelope) of a row; an empty key for an envelope alone.

    Raises: CannotOpen for anything else.
    """
    if row[:1] == E1:
        return b"", row
    end = _KEY_AT + int.from_bytes(row[1:_KEY_AT], "big")
    if row[:1] != KEYED or end == _KEY_AT or len(row) <= end:
        raise CannotOpen
    return row[_KEY_AT:end], row[end:]
