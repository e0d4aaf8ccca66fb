"""A living server moves from one keeper of its keys to another.

`adopt` makes the new keeper ready: it takes in the key that signs receipts, which posts know
from their enrolment, and wraps the secrets. From then on servers run with both (`TwoKeepers`).
A `Mover` wraps the data key before each row anew, in the passes of `rotation.py`. What is moved
is known by opening under the new keeper alone: stopped anywhere, it goes on where it was.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field, replace
from pathlib import Path

from kiosk.crypto.at_rest import join_key, split_key
from kiosk.errors import IntegrityFailure
from kiosk.ports import Clock, Rng
from sync.server.keys.at_rest import AtRest
from sync.server.keys.port import KeyKeeper, Placed
from sync.server.keys.server_keys import SEALED, ServerKeys, open_keeper
from sync.server.keys.two import TwoKeepers

__all__ = ["Mover", "adopt"]


def adopt(old: ServerKeys, address: str, folder: Path, *, clock: Clock, rng: Rng) -> KeyKeeper:
    """Make the keeper at `address` ready to take over from `old`; done again it changes nothing.

    Raises: Refused("server.keys_stay" | "server.keys_in_module") when the old keeper does not give
    out its signing key, IntegrityFailure("server.keys_stranger") when the new one has another, and
    as `open_keys`.
    """
    adopted = old.keeper.signing_key()
    keeper = open_keeper(address, folder, clock=clock, rng=rng, adopted=adopted)
    TwoKeepers(keeper, old.keeper)  # of one server, or refused
    probe = Placed(b"probe", rng.bytes(16))
    if keeper.unwrap([replace(probe, data=keeper.wrap([probe])[0])]) != [probe.data]:
        raise IntegrityFailure("server.keys_damaged")
    keeper.sign([b"probe"])
    if old.sealed is None:
        old.secrets.save(folder / SEALED, keeper)
    return keeper


@dataclass(slots=True)
class Mover:
    """Wraps data keys anew, each once: many rows stand behind one."""

    keepers: TwoKeepers
    at_rest: AtRest
    _known: dict[bytes, bytes | None] = field(default_factory=dict)
    """Wrapped data key -> the same under the new keeper, None when it is there already."""

    def moved(self, rows: Sequence[Placed]) -> list[bytes | None]:
        """Return each row as it lies under the new keeper, None where it does already.

        Raises: CannotOpen for a row that neither keeper opens.
        """
        split = [split_key(row.data) for row in rows]
        self._learn(sorted({key for key, _ in split if key} - self._known.keys()))
        found: list[bytes | None] = []
        for row, (key, sealed) in zip(rows, split, strict=True):
            if not key:  # of before data keys: sealed under the file's key itself
                opened = self.at_rest.unwrap(row.context, row.data)
                found.append(self.at_rest.wrap(row.context, opened))
            else:
                again = self._known[key]
                found.append(None if again is None else join_key(again, sealed))
        return found

    def _learn(self, keys: Sequence[bytes]) -> None:
        """Ask each keeper once for all that is not known yet."""
        if not keys:
            return
        placed = [Placed(self.at_rest.place, key) for key in keys]
        found = self.keepers.first.unwrap_each(placed)
        old = [each for each, opened in zip(placed, found, strict=True) if opened is None]
        again = self._wrapped_anew(old) if old else []
        self._known.update(dict.fromkeys(keys))
        self._known.update({each.data: new for each, new in zip(old, again, strict=True)})

    def _wrapped_anew(self, old: Sequence[Placed]) -> list[bytes]:
        opened = self.keepers.second.unwrap(old)
        return self.keepers.first.wrap(
            [replace(each, data=plain) for each, plain in zip(old, opened, strict=True)]
        )
