"""What the API asks of custody, which may be in its process or in another."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Protocol

from kiosk.crypto.statements import Statement
from sync.protocol.reminders import Fate

__all__ = [
    "NOTHING_TAKEN",
    "Custodian",
    "Entrusted",
    "Locked",
    "Place",
    "Seeking",
    "Waiting",
]


@dataclass(frozen=True, slots=True)
class Locked:
    """No try is counted now; the next one in `seconds`."""

    seconds: int


@dataclass(frozen=True, slots=True)
class Seeking:
    """A boxed question of a professional at a post, who looks for a safe."""

    search: bytes
    device: bytes
    pro: bytes
    box: bytes


@dataclass(frozen=True, slots=True)
class Entrusted:
    """One statement for custody, at its place in the server's order."""

    sequence: int
    statement: Statement


@dataclass(frozen=True, slots=True)
class Place:
    """The last statement custody took in. A server restored from a backup gives numbers anew:
    where another statement, or none, bears this number, it begins again from the start."""

    sequence: int
    name: bytes


NOTHING_TAKEN = Place(0, b"")

Waiting = Callable[[Place], list[Entrusted]]
"""Gives some of what comes after a place, in its order; nothing when that is all."""


class Custodian(Protocol):
    """Few calls. Each may raise Unavailable: nothing was lost, ask again."""

    @property
    def public(self) -> bytes:
        """The X25519 key to which posts box what only custody may open."""
        ...

    def take_in(self, waiting: Waiting) -> int:
        """Take what was entrusted since the last time; return how many."""
        ...

    def check(self, account: bytes, id: bytes | None, auth: bytes) -> bool | Locked:
        """Say whether `auth` is that of the person `id`; count it when it is not.

        `account` names the login, known (then `id` is given) or not.
        """
        ...

    def forget(self, person: bytes, account: bytes) -> None:
        """Destroy all that is kept of a person, and of tries on their login (LIF-07)."""
        ...

    def search(self, seeking: Seeking) -> bytes | Locked | None:
        """Return the boxed answer, always as long and after as long, whoever was looked for;
        None for a box that is none of ours."""
        ...

    def fates(self, person: bytes) -> Sequence[Fate]:
        """Return what became of a person's reminders, whoever ordered them."""
        ...

    def sweep(self) -> None:
        """Forget old failures that lock nothing any more."""
        ...

    def close(self) -> None:
        """Give back what is held."""
        ...
