"""The server's journal looked at from outside: is it still what posts saw of it, day by day?

One pass over the leaves makes every root anew, without the nodes that are kept: what a leaf
says is what was hashed, and each head that a post brings is the root of as many leaves.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from kiosk.errors import IntegrityFailure
from kiosk.journal.export import Head
from kiosk.journal.tree import EMPTY_ROOT, joined, leaf_hash
from sync.server import journal
from sync.server.store.database import Rows

__all__ = ["Checked", "check_journal"]


@dataclass(frozen=True, slots=True)
class Checked:
    """What was found: entries, how many of them still have a body, heads that hold."""

    entries: int
    bodies: int
    heads: int
    root: bytes


def check_journal(rows: Rows, heads: Iterable[Head]) -> Checked:
    """Check the whole tree of one open view against heads that this server signed.

    Raises: IntegrityFailure("journal.not_in_tree", entry=n) for an entry that is not what was
    hashed, "journal.tree_shorter" or "journal.tree_forked" for a head that is not of this tree.
    """
    wanted: dict[int, set[bytes]] = {}
    for head in heads:
        wanted.setdefault(head.size, set()).add(head.root)
    roots = _Roots()
    bodies = 0
    _compare(wanted, 0, EMPTY_ROOT)
    for place, hash, body in journal.all_entries(rows):
        if place != roots.size or (body and leaf_hash(body) != hash):
            raise IntegrityFailure("journal.not_in_tree", entry=place)
        bodies += bool(body)
        roots.add(hash)
        if roots.size in wanted:
            _compare(wanted, roots.size, roots.root())
    size = journal.size_of(rows)
    if roots.size != size:
        raise IntegrityFailure("journal.tree_shorter", size=roots.size, known=size)
    beyond = [each for each in wanted if each > size]
    if beyond:
        raise IntegrityFailure("journal.tree_shorter", size=size, known=max(beyond))
    return Checked(size, bodies, sum(len(each) for each in wanted.values()), roots.root())


class _Roots:
    """Adds leaves one by one and knows the root so far: full trees from the left, joined."""

    def __init__(self) -> None:
        self.size = 0
        self._peaks: list[bytes] = []

    def add(self, leaf: bytes) -> None:
        """Add the hash of the next leaf."""
        self._peaks.append(leaf)
        merged = self.size
        while merged % 2:
            right = self._peaks.pop()
            self._peaks[-1] = joined(self._peaks[-1], right)
            merged //= 2
        self.size += 1

    def root(self) -> bytes:
        """Return the root over what was added."""
        if not self._peaks:
            return EMPTY_ROOT
        found = self._peaks[-1]
        for peak in reversed(self._peaks[:-1]):
            found = joined(peak, found)
        return found


def _compare(wanted: dict[int, set[bytes]], size: int, root: bytes) -> None:
    if wanted.get(size, {root}) != {root}:
        raise IntegrityFailure("journal.tree_forked", size=size, known=size)
