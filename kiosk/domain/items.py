"""What an item is now, from every version of it that is known.

Versions form a graph by `prev` (FORMAT.md, merging; sync rules, section 2). State is a
pure function of the known set: order of arrival, repeats and clocks change nothing.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field

from kiosk.domain.ids import ItemId, StatementName

__all__ = ["ItemState", "Version", "next_version", "resolve"]


@dataclass(frozen=True, slots=True)
class Version:
    """One signed version of an item; `prev` names the versions it was made from."""

    name: StatementName
    item: ItemId
    ver: int
    at: int
    prev: frozenset[StatementName] = field(default_factory=frozenset)
    is_deleted: bool = False


@dataclass(frozen=True, slots=True)
class ItemState:
    """The version that shows, and the ones that stand beside it until someone merges them."""

    shown: Version
    others: tuple[Version, ...] = ()

    @property
    def heads(self) -> tuple[Version, ...]:
        """Every head, the one that shows first: the parents of the next version."""
        return (self.shown, *self.others)

    @property
    def is_deleted(self) -> bool:
        """True when nobody edited what was deleted: an edition outranks a deletion."""
        return self.shown.is_deleted


def resolve(versions: Iterable[Version]) -> ItemState | None:
    """Return the state of one item, or None when no version of it is known.

    Heads are the versions nobody names as parent. Several heads: an edition wins over
    a deletion made beside it, then the greatest (ver, at, name) shows. Every machine
    that knows the same versions answers the same. A version that names a parent nobody
    has seen yet still counts: it is newer than what it names. Names are hashes, so the
    graph has no loop.
    """
    known = {version.name: version for version in versions}
    if len({version.item for version in known.values()}) > 1:
        raise ValueError("versions of several items")
    named = {parent for version in known.values() for parent in version.prev}
    heads = sorted(
        (version for name, version in known.items() if name not in named), key=_rank, reverse=True
    )
    return ItemState(heads[0], tuple(heads[1:])) if heads else None


def next_version(state: ItemState | None) -> tuple[int, tuple[StatementName, ...]]:
    """Return (`ver`, `prev`) for a version made now: above every head, naming them all."""
    if state is None:
        return 1, ()
    return (
        1 + max(head.ver for head in state.heads),
        tuple(sorted(head.name for head in state.heads)),
    )


def _rank(version: Version) -> tuple[bool, int, int, bytes]:
    return (not version.is_deleted, version.ver, version.at, version.name)
