"""The error tree: every failure a person can meet has a key, a small code and words.

`kiosk.messages` holds the five parts of each key (what happened, what is safe,
what to do, who helps, the code). A context is free of personal data: ids and counts.
"""

from __future__ import annotations

from collections.abc import Mapping

__all__ = [
    "Incompatible",
    "IntegrityFailure",
    "InvalidInput",
    "KioskError",
    "Refused",
    "Unavailable",
]


class KioskError(Exception):
    """A failure with words for the person in front of the machine.

    `message_key` names the words in `kiosk.messages`; `context` fills their
    numbered places and never holds a name, a key or a page.
    """

    def __init__(self, message_key: str, /, **context: str | int) -> None:
        super().__init__(message_key)
        self.message_key = message_key
        self.context: Mapping[str, str | int] = context


class Unavailable(KioskError):
    """Not now: the network, a device or a disk is away. The queue retries."""


class InvalidInput(KioskError):
    """The person can mend it: a field, a file, a password."""


class Refused(KioskError):
    """A rule says no: a lock, a right, a lease, a withdrawn affiliation."""


class Incompatible(KioskError):
    """Too old or too new to talk or to open: ask for an update."""


class IntegrityFailure(KioskError):
    """Stop, keep what there is, never retry: bytes are not what was signed."""
