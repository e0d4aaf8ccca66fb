"""B1, the box: bytes for whoever holds an X25519 key (FORMAT.md section 2.3).

HPKE (RFC 9180) base mode with DHKEM(X25519, HKDF-SHA256), HKDF-SHA256, AES-256-GCM,
behind one suite byte. A box says nothing about its sender: what must be attributed is
signed around it.
"""

from __future__ import annotations

from dataclasses import dataclass, field

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.asymmetric.x25519 import X25519PrivateKey, X25519PublicKey
from cryptography.hazmat.primitives.hpke import AEAD, KDF, KEM, Suite

from kiosk.crypto.failures import CannotOpen
from kiosk.ports import Rng

__all__ = ["B1", "BOX_OVERHEAD_BYTES", "BoxKey", "open_box", "seal_box"]

B1 = b"\x11"
"""Suite byte of a box. `0x12` is kept for ML-KEM-768 with X25519."""

BOX_OVERHEAD_BYTES = 49
_PUBLIC_BYTES = 32
_SUITE = Suite(KEM.X25519, KDF.HKDF_SHA256, AEAD.AES_256_GCM)


@dataclass(frozen=True, slots=True)
class BoxKey:
    """An X25519 pair, 32 bytes each; the private half is never shown."""

    private: bytes = field(repr=False)
    public: bytes

    @classmethod
    def of(cls, private: bytes) -> BoxKey:
        """Return the pair of a 32-byte private key."""
        return cls(
            private, X25519PrivateKey.from_private_bytes(private).public_key().public_bytes_raw()
        )

    @classmethod
    def new(cls, rng: Rng) -> BoxKey:
        """Return a fresh pair."""
        return cls.of(rng.bytes(_PUBLIC_BYTES))


def seal_box(public: bytes, info: bytes, plaintext: bytes) -> bytes:
    """Return `0x11 || encapsulated key || ciphertext` for the holder of `public`.

    The library draws the ephemeral key itself: nothing here can be made predictable.

    Raises: CannotOpen for a public key of low order, which is somebody else's doing;
    ValueError for one that is not 32 bytes, which is a bug in the caller.
    """
    recipient = X25519PublicKey.from_public_bytes(public)
    try:
        return B1 + _SUITE.encrypt(plaintext, recipient, info)
    except ValueError:
        raise CannotOpen from None


def open_box(key: BoxKey, info: bytes, sealed: bytes) -> bytes:
    """Return the plaintext. Raises CannotOpen for any other key, context, suite or byte."""
    if len(sealed) < BOX_OVERHEAD_BYTES or sealed[:1] != B1:
        raise CannotOpen
    private = X25519PrivateKey.from_private_bytes(key.private)
    try:
        return _SUITE.decrypt(memoryview(sealed)[1:], private, info)
    except (InvalidTag, ValueError):
        raise CannotOpen from None
