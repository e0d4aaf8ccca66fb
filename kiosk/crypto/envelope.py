"""E1, the envelope: bytes under a 32-byte key, bound to their context (FORMAT.md section 2.2).

c2sp.org/chunked-encryption, instance Cobblestone-256 (HKDF-Expand-SHA-512, AES-256-GCM,
16 KiB chunks), behind one suite byte. Every message has a key, a base nonce and a
commitment of its own, derived from the caller's key, a random salt and the context: no
nonce to manage, one key per ciphertext, truncation and reordering are seen.
"""

from __future__ import annotations

import hmac

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import AESGCM

from kiosk.crypto.failures import CannotOpen
from kiosk.crypto.kdf import exp

__all__ = [
    "CHUNK_BYTES",
    "E1",
    "HEADER_BYTES",
    "SALT_BYTES",
    "SEALED_CHUNK_BYTES",
    "TAG_BYTES",
    "chunk_nonce",
    "derive",
    "open_envelope",
    "seal_envelope",
    "sealed_size",
]

E1 = b"\x01"
"""Suite byte of an envelope."""

SALT_BYTES = 24
_COMMIT_BYTES = 32
_NONCE_BYTES = 12
TAG_BYTES = 16
CHUNK_BYTES = 16 * 1024
SEALED_CHUNK_BYTES = CHUNK_BYTES + TAG_BYTES
HEADER_BYTES = len(E1) + SALT_BYTES + _COMMIT_BYTES
_DOMAIN = b"c2sp.org/chunked-encryption@v1+AEAD_AES_256_GCM\x00"


def sealed_size(size_bytes: int) -> int:
    """Return how long the envelope of `size_bytes` is: 73 more, and 16 per full chunk."""
    return HEADER_BYTES + size_bytes + TAG_BYTES * (size_bytes // CHUNK_BYTES + 1)


def seal_envelope(key: bytes, context: bytes, plaintext: bytes, *, salt: bytes) -> bytes:
    """Return `0x01 || salt || commitment || chunks` of `plaintext` under `key`.

    `context` is authenticated and not stored. `salt` is 24 fresh random bytes: 2**32
    envelopes under one key still leave a collision below 2**-128.

    Raises: ValueError for a wrong length, which is a bug in the caller.
    """
    if len(salt) != SALT_BYTES:
        raise ValueError("the salt is 24 bytes")
    cipher, nonce, commitment = derive(key, salt, context)
    view = memoryview(plaintext)
    out = [E1, salt, commitment]
    # The last chunk is shorter than the others, so a whole number of chunks ends with an
    # empty one: that is how a reader knows nothing was cut off.
    for index in range(len(plaintext) // CHUNK_BYTES + 1):
        start = index * CHUNK_BYTES
        chunk = view[start : start + CHUNK_BYTES]
        out.append(cipher.encrypt(chunk_nonce(nonce, index), chunk, None))
    return b"".join(out)


def open_envelope(key: bytes, context: bytes, sealed: bytes) -> bytes:
    """Return the plaintext, whole or not at all.

    Raises: CannotOpen for any other key, context, suite, length or byte; ValueError for
    a key that is not 32 bytes, which is a bug in the caller.
    """
    body_bytes = len(sealed) - HEADER_BYTES
    if body_bytes % SEALED_CHUNK_BYTES < TAG_BYTES or body_bytes < 0 or sealed[:1] != E1:
        raise CannotOpen
    salt = bytes(sealed[1 : 1 + SALT_BYTES])
    cipher, nonce, commitment = derive(key, salt, context)
    if not hmac.compare_digest(commitment, sealed[1 + SALT_BYTES : HEADER_BYTES]):
        raise CannotOpen
    view = memoryview(sealed)
    try:
        if body_bytes < SEALED_CHUNK_BYTES:
            return cipher.decrypt(nonce, view[HEADER_BYTES:], None)
        return b"".join(
            [
                cipher.decrypt(chunk_nonce(nonce, i), view[at : at + SEALED_CHUNK_BYTES], None)
                for i, at in enumerate(range(HEADER_BYTES, len(sealed), SEALED_CHUNK_BYTES))
            ]
        )
    except InvalidTag:
        raise CannotOpen from None


def derive(key: bytes, salt: bytes, context: bytes) -> tuple[AESGCM, bytes, bytes]:
    """Return (cipher, base nonce, commitment) of one envelope; for this room alone."""
    material = exp(key, _DOMAIN + salt + context, 32 + _NONCE_BYTES + _COMMIT_BYTES)
    return AESGCM(material[:32]), material[32:44], material[44:]


def chunk_nonce(base: bytes, index: int) -> bytes:
    """Return the nonce of chunk `index`; for this room alone."""
    return (int.from_bytes(base, "big") ^ index).to_bytes(_NONCE_BYTES, "big")
