"""What a device signs to enter (PROTOCOL.md section 3).

Both ends call the same function, so that they cannot come to differ about the bytes.
Receipts are `kiosk.crypto.statements.receipt_bytes` and `verify_receipt`.
"""

from __future__ import annotations

from kiosk.crypto.encoding import b64, canon

__all__ = ["AUTH_TYPE", "auth_body"]

AUTH_TYPE = "auth"


def auth_body(device: bytes, challenge: bytes, server_certificate: bytes) -> bytes:
    """Return what a device signs as an `auth`; `server_certificate` is its SHA-256 (32 bytes)."""
    return canon(
        {"device": device.hex(), "challenge": b64(challenge), "server": server_certificate.hex()}
    )
