"""What a server keeps is wrapped once more under a key of its own (FORMAT.md section 10).

A wrapped key (`cred`, `grant`, `mkey` and the like) stolen with the database or a backup
gives nothing to guess against: the key of this envelope is kept elsewhere. The context
says where the bytes belong, so a row moved to another place no longer opens.
"""

from __future__ import annotations

from kiosk.crypto.encoding import enc
from kiosk.crypto.envelope import E1, SALT_BYTES, open_envelope, seal_envelope
from kiosk.ports import Rng

__all__ = ["AT_REST_LABEL", "unwrap", "wrap"]

AT_REST_LABEL = "cfn/1/rest"
"""Never seen outside one server; registered so that no record takes it."""


def wrap(key: bytes, context: bytes, data: bytes, *, rng: Rng) -> bytes:
    """Return `data` sealed under the server's 32-byte `key` for the place `context`."""
    return seal_envelope(key, enc(E1, AT_REST_LABEL, context), data, salt=rng.bytes(SALT_BYTES))


def unwrap(key: bytes, context: bytes, wrapped: bytes) -> bytes:
    """Return what `wrap` was given. Raises CannotOpen for any other key, place or byte."""
    return open_envelope(key, enc(E1, AT_REST_LABEL, context), wrapped)
