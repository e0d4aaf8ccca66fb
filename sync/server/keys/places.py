"""Where wrapped rows belong: authenticated with each, so a row moved elsewhere does not open."""

from __future__ import annotations

from kiosk.crypto.encoding import Z, enc

__all__ = [
    "auditor_place",
    "contact_place",
    "custody_place",
    "findable_place",
    "record_place",
    "reminder_place",
]


def record_place(owner: bytes, name: bytes) -> bytes:
    """Return the place of a statement."""
    return enc("statement", owner, name)


def auditor_place(id: bytes) -> bytes:
    """Return the place of an auditor's mailbox."""
    return enc("auditor", id)


def custody_place(person: bytes) -> bytes:
    """Return the place of what custody keeps of a person's `auth`."""
    return enc("verifier", person)


def contact_place(person: bytes) -> bytes:
    """Return the place of the ways to reach a person."""
    return enc("contact", person)


def reminder_place(person: bytes, structure: bytes, remind: bytes) -> bytes:
    """Return the place of an order for a reminder."""
    return enc("reminder", person, structure, remind)


def findable_place(person: bytes, teller: bytes) -> bytes:
    """Return the place of what is told of a safe that was found, by the person or a structure."""
    return enc("findable", person) if teller == Z else enc("findable", person, teller)
