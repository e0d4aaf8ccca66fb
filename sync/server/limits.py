"""How often one device or one address may ask: a bucket that fills with time.

In memory of one process and forgotten with it: it protects the server, it is not a
rule about anybody's rights (locks on passwords are custody's, and last).
"""

from __future__ import annotations

import threading
from collections import OrderedDict
from dataclasses import dataclass

__all__ = ["Limit", "Limits"]

TRACKED = 50_000
"""Buckets kept; the one unused for longest is forgotten first, which is a full one."""


@dataclass(frozen=True, slots=True)
class Limit:
    """`burst` at once, then `per_s` a second."""

    burst: float
    per_s: float


@dataclass(slots=True)
class _Bucket:
    left: float
    at_s: float


class Limits:
    """One bucket for each name. Used from any thread."""

    def __init__(self, limit: Limit) -> None:
        self._limit = limit
        self._buckets: OrderedDict[bytes, _Bucket] = OrderedDict()
        self._guard = threading.Lock()

    def wait_s(self, name: bytes, *, now_s: float) -> float:
        """Take one from `name`'s bucket; return 0, or the seconds until there is one."""
        limit = self._limit
        with self._guard:
            bucket = self._buckets.pop(name, None) or _Bucket(limit.burst, now_s)
            self._buckets[name] = bucket
            if len(self._buckets) > TRACKED:
                self._buckets.popitem(last=False)
            filled = bucket.left + max(0.0, now_s - bucket.at_s) * limit.per_s
            bucket.left, bucket.at_s = min(limit.burst, filled), now_s
            if bucket.left >= 1.0:
                bucket.left -= 1.0
                return 0.0
            return (1.0 - bucket.left) / limit.per_s
