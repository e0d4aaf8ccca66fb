"""Questions asked of the store for many keys at once: one query where there were as many.

What a query costs is mostly its way there and back, a network's on PostgreSQL; what one row
more costs is little. Functions take an open transaction and never commit.
"""

from __future__ import annotations

from collections.abc import Callable, Collection, Hashable, Iterator, Mapping, Sequence
from itertools import islice
from typing import Generic, TypeVar

from sync.server.store.database import Row, Rows, Value

__all__ = ["Asked", "rows_of"]

Key = TypeVar("Key", bound=Hashable)
Found = TypeVar("Found")

KEYS = "{keys}"
AT_ONCE = 128
"""Keys of one query: with up to three values each, far below what an engine takes."""


class Asked(Generic[Key, Found]):
    """What the store said of some keys, asked once and in sets; None: nothing there."""

    def __init__(self, find: Callable[[Collection[Key]], Mapping[Key, Found]]) -> None:
        self._find = find
        self._said: dict[Key, Found | None] = {}

    def ask(self, keys: Collection[Key]) -> None:
        """Ask for those of `keys` that were not asked for yet."""
        if unknown := [key for key in dict.fromkeys(keys) if key not in self._said]:
            found = self._find(unknown)
            self._said.update((key, found.get(key)) for key in unknown)

    def of(self, key: Key) -> Found | None:
        """Return what is there under one key, asking for it if need be."""
        if key not in self._said:
            self.ask((key,))
        return self._said[key]

    def note(self, key: Key, found: Found) -> None:
        """Know from now on what is there: the caller puts it there."""
        self._said[key] = found

    def look_again(self) -> None:
        """Believe nothing that was said before."""
        self._said.clear()


def rows_of(rows: Rows, sql: str, keys: Collection[Sequence[Value]]) -> list[Row]:
    """Return the rows of all `keys`, whose values stand where `sql` says `{keys}`, in VALUES.

    Which row is whose the row must tell; one may come twice.
    """
    found: list[Row] = []
    for some in _cut(keys):
        places = ", ".join(["(" + ", ".join("?" * len(some[0])) + ")"] * len(some))
        found += rows.all(sql.replace(KEYS, places), [value for key in some for value in key])
    return found


def _cut(keys: Collection[Sequence[Value]]) -> Iterator[list[Sequence[Value]]]:
    """Yield keys in lots of a power of two, the last key repeated: few texts of one query, so
    that an engine finds it among those it has read before."""
    waiting = iter(keys)
    while some := list(islice(waiting, AT_ONCE)):
        full = 1 << (len(some) - 1).bit_length()
        yield some + [some[-1]] * (full - len(some))
