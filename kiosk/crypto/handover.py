"""A signing key on its way from one keeper into another, which then never gives it out again.

For a key service: the form that HashiCorp Vault's and OpenBao's transit engine imports, the
PKCS #8 key under AES key wrap with padding (RFC 5649), that key under RSA-OAEP with SHA-256.
"""

from __future__ import annotations

from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey
from cryptography.hazmat.primitives.asymmetric.padding import MGF1, OAEP
from cryptography.hazmat.primitives.asymmetric.rsa import RSAPublicKey
from cryptography.hazmat.primitives.hashes import SHA256
from cryptography.hazmat.primitives.keywrap import aes_key_wrap_with_padding
from cryptography.hazmat.primitives.serialization import (
    Encoding,
    NoEncryption,
    PrivateFormat,
    load_pem_public_key,
)

from kiosk.crypto.failures import CannotOpen
from kiosk.crypto.kdf import KEY_BYTES
from kiosk.ports import Rng

__all__ = ["public_half", "wrapped_for_import"]


def public_half(signing_key: bytes) -> bytes:
    """Return the Ed25519 public key of a private one (RFC 8032, 32 bytes each)."""
    return Ed25519PrivateKey.from_private_bytes(signing_key).public_key().public_bytes_raw()


def wrapped_for_import(signing_key: bytes, wrapping_pem: bytes, rng: Rng) -> bytes:
    """Return an Ed25519 private key as only the holder of the RSA key `wrapping_pem` opens it.

    Raises: CannotOpen when that is not an RSA public key.
    """
    try:
        wrapping = load_pem_public_key(wrapping_pem)
    except ValueError:
        raise CannotOpen from None
    if not isinstance(wrapping, RSAPublicKey):
        raise CannotOpen
    key = Ed25519PrivateKey.from_private_bytes(signing_key)
    plain = key.private_bytes(Encoding.DER, PrivateFormat.PKCS8, NoEncryption())
    once = rng.bytes(KEY_BYTES)
    padding = OAEP(MGF1(SHA256()), SHA256(), None)
    return wrapping.encrypt(once, padding) + aes_key_wrap_with_padding(once, plain)
