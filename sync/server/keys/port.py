"""What the server asks of its keys, and what it asks of whoever keeps them.

`KeyKeeper` is the small port that each driver fills: a few verbs, in batches, because a
key service answers some hundreds of calls a second and a push brings hundreds of
statements. `Keys` is what the rest of the server sees, the same over every driver.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import Protocol

from kiosk.crypto.failures import CannotOpen

__all__ = ["DataKey", "KeyKeeper", "Keys", "Placed", "Wrapping", "whole"]


@dataclass(frozen=True, slots=True)
class Placed:
    """Bytes and the place they belong to, which is authenticated with them."""

    context: bytes
    data: bytes = field(repr=False)


@dataclass(frozen=True, slots=True)
class DataKey:
    """A 32-byte key for use here, and the same key as only its keeper opens it."""

    plain: bytes = field(repr=False)
    wrapped: bytes


class KeyKeeper(Protocol):
    """Keeps the key-encryption key and the key of the receipts. Used from any thread.

    What is wrapped says under which version of the key, so it opens after a rotation.
    Every call may raise Unavailable("server.keys_away") or, when the keeper does not let
    this server do it, Unavailable("server.keys_refused").
    """

    def data_keys(self, context: bytes, count: int) -> list[DataKey]:
        """Return fresh data keys, wrapped for `context`."""
        ...

    def wrap(self, items: Sequence[Placed]) -> list[bytes]:
        """Return each of `items` as it may lie anywhere, in their order."""
        ...

    def unwrap(self, items: Sequence[Placed]) -> list[bytes]:
        """Return what `wrap` was given. Raises CannotOpen when any of them does not open."""
        ...

    def unwrap_each(self, items: Sequence[Placed]) -> list[bytes | None]:
        """Return what `wrap` was given for each, None for one that does not open."""
        ...

    def rewrap(self, items: Sequence[Placed]) -> list[bytes]:
        """Return the same under the newest version of the key. Raises CannotOpen."""
        ...

    def rotate(self) -> None:
        """Make a new version of the key-encryption key; older ones still open."""
        ...

    def sign(self, messages: Sequence[bytes]) -> list[bytes]:
        """Return an Ed25519 signature (RFC 8032, 64 bytes) of each message."""
        ...

    def signing_key(self) -> bytes:
        """Return the private key of `sign`, for a keeper that takes its place.

        Raises: Refused("server.keys_stay") where its operator does not let it out,
        Refused("server.keys_in_module") where nobody can.
        """
        ...

    @property
    def signer_ed(self) -> bytes:
        """Public key of `sign`. It is not rotated: posts know it from their enrolment."""
        ...


def whole(opened: Sequence[bytes | None]) -> list[bytes]:
    """Return all of what `unwrap_each` opened. Raises CannotOpen when any of it did not open."""
    found = [each for each in opened if each is not None]
    if len(found) != len(opened):
        raise CannotOpen
    return found


class Keys(Protocol):
    """What the server asks of its keys. Every call but the properties may raise Unavailable."""

    @property
    def server(self) -> bytes:
        """Id of this server, told to posts."""
        ...

    @property
    def receipt_ed(self) -> bytes:
        """Public key of the receipts."""
        ...

    def receipts(self, kept: Sequence[tuple[bytes, int]]) -> list[bytes]:
        """Return the signed word, for each (name, sequence), that the statement is kept."""
        ...

    def checkpoint(self, size: int, root: bytes, at: int) -> bytes:
        """Return the signed word that the journal's tree has this size and root."""
        ...

    def wrap(self, context: bytes, data: bytes) -> bytes:
        """Return `data` as it may lie at rest in the place `context`."""
        ...

    def unwrap(self, context: bytes, wrapped: bytes) -> bytes:
        """Return what `wrap` was given. Raises CannotOpen."""
        ...

    def unwrap_all(self, items: Sequence[Placed]) -> list[bytes]:
        """Return what `wrap` was given, asking the keeper once. Raises CannotOpen."""
        ...

    def digest(self, purpose: str, data: bytes) -> bytes:
        """Return 32 bytes that nobody else can compute: tokens and stable made-up answers."""
        ...

    def refresh(self) -> None:
        """Renew what is about to end, away from any request; cheap when nothing is."""
        ...


class Wrapping(Protocol):
    """What whoever keeps rows asks: `Keys` without the rest."""

    def wrap(self, context: bytes, data: bytes) -> bytes: ...

    def unwrap(self, context: bytes, wrapped: bytes) -> bytes: ...
