"""Where wrapped rows belong: authenticated with each, so a row moved elsewhere does not open."""

from __future__ import annotations

from kiosk.crypto.encoding import enc

__all__ = ["custody_place", "record_place"]


def record_place(owner: bytes, name: bytes) -> bytes:
    """Return the place of a statement."""
    return enc("statement", owner, name)


def custody_place(person: bytes) -> bytes:
    """Return the place of what custody keeps of a person's `auth`."""
    return enc("verifier", person)
