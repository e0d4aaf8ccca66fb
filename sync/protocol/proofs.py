"""What is signed on the wire besides statements: the device's answer and the server's receipts.

PROTOCOL.md sections 3 and 4. Both ends call the same functions, so that they cannot
come to differ about the bytes.
"""

from __future__ import annotations

from kiosk.crypto.encoding import b64, canon, enc

__all__ = ["AUTH_TYPE", "RECEIPT_TYPE", "auth_body", "receipt_body"]

AUTH_TYPE = "auth"
RECEIPT_TYPE = "receipt"


def auth_body(device: bytes, challenge: bytes, server_certificate: bytes) -> bytes:
    """Return what a device signs to enter; `server_certificate` is its SHA-256 (32 bytes)."""
    return canon(
        {"device": device.hex(), "challenge": b64(challenge), "server": server_certificate.hex()}
    )


def receipt_body(name: bytes, sequence: int) -> bytes:
    """Return what a server signs once the statement `name` is kept under `sequence`."""
    return enc(name, sequence.to_bytes(8, "big"))
