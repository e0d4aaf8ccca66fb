"""Envelope encryption of what lies at rest: data keys here, their keeper elsewhere.

A row is sealed under a data key that stands beside it, wrapped (FORMAT.md section 10). So a
keeper is asked once an hour for writing and once for many rows for reading, and a rotation
rewraps the keys of rows without opening one.

How long a data key lives in memory is bounded: one hour for sealing, ten minutes after
use was allowed for opening. A keeper that shuts the server out shuts it out within that.
"""

from __future__ import annotations

import threading
from collections import OrderedDict
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from typing import TypeVar

from kiosk.crypto.at_rest import join_key, split_key, unwrap, wrap
from kiosk.crypto.encoding import enc
from kiosk.crypto.failures import CannotOpen
from kiosk.errors import Unavailable
from kiosk.ports import Clock, Rng
from sync.server.keys.port import DataKey, KeyKeeper, Placed

__all__ = ["AtRest"]

Answer = TypeVar("Answer")

SEAL_S = 3600.0
RENEW_S = 2700.0
"""From this age on a new data key is asked for, between requests."""
OPEN_S = 600.0
OPENED_MAX = 4096
PAUSE_S = 2.0
"""After a keeper did not answer nobody waits for it again so soon: a queue would build up."""


@dataclass(slots=True)
class AtRest:
    """Wraps and unwraps rows of one `purpose` (their data keys open nothing of another)."""

    keeper: KeyKeeper
    purpose: str
    clock: Clock
    rng: Rng
    first_key: bytes | None = field(default=None, repr=False)
    """Opens rows of before data keys, sealed under a key of the file directly."""
    _sealing: tuple[float, DataKey] | None = field(default=None, repr=False)
    _opened: OrderedDict[bytes, tuple[float, bytes]] = field(
        default_factory=OrderedDict, repr=False
    )
    _not_before: float = 0.0
    _guard: threading.Lock = field(default_factory=threading.Lock, repr=False)
    _turn: threading.Lock = field(default_factory=threading.Lock, repr=False)

    def wrap(self, context: bytes, data: bytes) -> bytes:
        key = self._sealing_key(SEAL_S)
        return join_key(key.wrapped, wrap(key.plain, context, data, rng=self.rng))

    def unwrap(self, context: bytes, wrapped: bytes) -> bytes:
        return self.unwrap_all([Placed(context, wrapped)])[0]

    def unwrap_all(self, items: Sequence[Placed]) -> list[bytes]:
        split = [split_key(item.data) for item in items]
        plain = self._opened_keys({key for key, _ in split if key})
        found = []
        for item, (key, sealed) in zip(items, split, strict=True):
            opener = plain[key] if key else self.first_key
            if opener is None:
                raise CannotOpen
            found.append(unwrap(opener, item.context, sealed))
        return found

    def rewrap_all(self, rows: Sequence[Placed]) -> list[bytes]:
        """Return rows as they lie once their data keys are wrapped anew; no data is opened
        but that of rows from before data keys, which get one."""
        split = [split_key(row.data) for row in rows]
        keys = sorted({key for key, _ in split if key})
        again = self.keeper.rewrap([Placed(self.place, key) for key in keys]) if keys else []
        renewed = dict(zip(keys, again, strict=True))
        return [
            join_key(renewed[key], sealed)
            if key
            else self.wrap(row.context, self.unwrap(row.context, row.data))
            for row, (key, sealed) in zip(rows, split, strict=True)
        ]

    def refresh(self) -> None:
        """Have a young data key, so that no request waits for one."""
        self._sealing_key(RENEW_S)

    def _sealing_key(self, until_s: float) -> DataKey:
        held = self._sealing
        if held is not None and self._now() - held[0] < until_s:
            return held[1]
        with self._turn:
            held = self._sealing
            if held is not None and self._now() - held[0] < until_s:
                return held[1]
            made = self._asked(lambda: self.keeper.data_keys(self.place, 1))[0]
            self._sealing = (self._now(), made)
            return made

    def _opened_keys(self, wrapped: set[bytes]) -> dict[bytes, bytes]:
        now = self._now()
        found = {}
        with self._guard:
            for key in wrapped:
                held = self._opened.get(key)
                if held is not None and now - held[0] < OPEN_S:
                    self._opened.move_to_end(key)
                    found[key] = held[1]
        missing = sorted(wrapped - found.keys())
        if missing:
            placed = [Placed(self.place, key) for key in missing]
            opened = self._asked(lambda: self.keeper.unwrap(placed))
            found.update(zip(missing, opened, strict=True))
            with self._guard:
                self._opened.update({key: (now, found[key]) for key in missing})
                while len(self._opened) > OPENED_MAX:
                    self._opened.popitem(last=False)
        return found

    def _asked(self, ask: Callable[[], Answer]) -> Answer:
        if self._now() < self._not_before:
            raise Unavailable("server.keys_away")
        try:
            return ask()
        except Unavailable:
            self._not_before = self._now() + PAUSE_S
            raise

    @property
    def place(self) -> bytes:
        """Where data keys of this purpose belong."""
        return enc("data key", self.purpose)

    def _now(self) -> float:
        return self.clock.boottime_s()
