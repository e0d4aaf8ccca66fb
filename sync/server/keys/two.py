"""Two keepers at once, while a living server moves from the one to the other.

The first seals and signs; what the second wrapped still opens. Both sign with the same key,
because posts know its public half from their enrolment.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from kiosk.crypto.failures import CannotOpen
from kiosk.errors import IntegrityFailure
from sync.server.keys.port import DataKey, KeyKeeper, Placed

__all__ = ["TwoKeepers"]


@dataclass(frozen=True, slots=True)
class TwoKeepers:
    """`KeyKeeper` over a keeper and the one that was before it, or is to come."""

    first: KeyKeeper
    second: KeyKeeper

    def __post_init__(self) -> None:
        """Raises IntegrityFailure("server.keys_stranger"): not keepers of one server."""
        if self.first.signer_ed != self.second.signer_ed:
            raise IntegrityFailure("server.keys_stranger")

    @property
    def signer_ed(self) -> bytes:
        return self.first.signer_ed

    def data_keys(self, context: bytes, count: int) -> list[DataKey]:
        return self.first.data_keys(context, count)

    def wrap(self, items: Sequence[Placed]) -> list[bytes]:
        return self.first.wrap(items)

    def unwrap(self, items: Sequence[Placed]) -> list[bytes]:
        """Ask for the whole batch first: before and after the move it is all of one keeper."""
        try:
            return self.first.unwrap(items)
        except CannotOpen:
            return [self._unwrapped(each) for each in items]

    def rewrap(self, items: Sequence[Placed]) -> list[bytes]:
        opened = zip(items, self.unwrap(items), strict=True)
        return self.wrap([Placed(each.context, data) for each, data in opened])

    def rotate(self) -> None:
        self.first.rotate()

    def sign(self, messages: Sequence[bytes]) -> list[bytes]:
        return self.first.sign(messages)

    def signing_key(self) -> bytes:
        return self.first.signing_key()

    def _unwrapped(self, item: Placed) -> bytes:
        try:
            return self.first.unwrap([item])[0]
        except CannotOpen:
            return self.second.unwrap([item])[0]
