"""Keys from keys, and keys from passwords (FORMAT.md section 3).

`exp` is for keys that are uniform already, `hkdf` for what is not, `argon2id` for what
people remember. Every call names its purpose: the labels below are used once each.
"""

from __future__ import annotations

from enum import StrEnum, unique

from cryptography.hazmat.primitives.hashes import SHA512
from cryptography.hazmat.primitives.kdf.argon2 import Argon2id
from cryptography.hazmat.primitives.kdf.hkdf import HKDF, HKDFExpand

__all__ = ["KEY_BYTES", "Purpose", "argon2id", "exp", "hkdf"]

KEY_BYTES = 32


@unique
class Purpose(StrEnum):
    """What a derived key is for: the first part of its `info`."""

    ID_BOX = "cfn/1/id/enc"
    ID_SIGN = "cfn/1/id/sig"
    ID_PRIVATE_SPACE = "cfn/1/id/prv"
    PASSWORD = "cfn/1/pw"  # noqa: S105 - a public name
    PASSWORD_PRO = "cfn/1/pw/pro"  # noqa: S105 - a public name
    PASSWORD_KEK = "cfn/1/pw/kek"  # noqa: S105 - a public name
    PASSWORD_AUTH = "cfn/1/pw/auth"  # noqa: S105 - a public name
    DATABASE = "cfn/1/db"
    TICKET = "cfn/1/ticket"
    ANSWER = "cfn/1/ans"
    ANSWER_KEK = "cfn/1/ans/kek"
    ANSWER_AUTH = "cfn/1/ans/auth"
    ANSWER_SALT = "cfn/1/ans/salt"


def exp(key: bytes, info: bytes, size_bytes: int = KEY_BYTES) -> bytes:
    """Return HKDF-Expand-SHA-512 (RFC 5869 section 2.3) of a key that is uniform already."""
    if len(key) != KEY_BYTES:
        raise ValueError("keys are 32 bytes")
    return HKDFExpand(SHA512(), size_bytes, info).derive(key)


def hkdf(material: bytes, info: bytes, *, salt: bytes | None = None) -> bytes:
    """Return 32 bytes of HKDF-SHA-512 (RFC 5869), extraction included."""
    return HKDF(SHA512(), KEY_BYTES, salt, info).derive(material)


def argon2id(secret: bytes, *, salt: bytes, m_kib: int, t: int, p: int, associated: bytes) -> bytes:
    """Return 32 bytes of Argon2id version 0x13 (RFC 9106). The caller has checked the costs."""
    return Argon2id(
        salt=salt, length=KEY_BYTES, iterations=t, lanes=p, memory_cost=m_kib, ad=associated
    ).derive(secret)
