"""Two keepers at once, while a living server moves from the one to the other.

The first seals and signs; what the second wrapped still opens. Both sign with the same key,
because posts know its public half from their enrolment.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from kiosk.errors import IntegrityFailure
from sync.server.keys.port import DataKey, KeyKeeper, Placed, whole

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
        return whole(self.unwrap_each(items))

    def unwrap_each(self, items: Sequence[Placed]) -> list[bytes | None]:
        """Ask each keeper once at most: the second for what the first does not open."""
        found = self.first.unwrap_each(items)
        missing = [place for place, opened in enumerate(found) if opened is None]
        if missing:
            others = self.second.unwrap_each([items[place] for place in missing])
            for place, opened in zip(missing, others, strict=True):
                found[place] = opened
        return found

    def rewrap(self, items: Sequence[Placed]) -> list[bytes]:
        opened = zip(items, self.unwrap(items), strict=True)
        return self.wrap([Placed(each.context, data) for each, data in opened])

    def rotate(self) -> None:
        self.first.rotate()

    def sign(self, messages: Sequence[bytes]) -> list[bytes]:
        return self.first.sign(messages)

    def signing_key(self) -> bytes:
        return self.first.signing_key()
