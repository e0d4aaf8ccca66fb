"""Which shared key of a person is current, and how it opens the older ones.

Epochs form a graph by `parents` (FORMAT.md, merging): each new key seals the keys of
its parents, so the current key opens every earlier one.
"""

from __future__ import annotations

from collections import deque
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field

from kiosk.domain.ids import EpochId

__all__ = ["Epoch", "EpochGraph", "Step"]


@dataclass(frozen=True, slots=True)
class Epoch:
    """One shared key's name and the keys it seals."""

    id: EpochId
    parents: frozenset[EpochId] = field(default_factory=frozenset)


@dataclass(frozen=True, slots=True)
class Step:
    """Open the key of `parent` by the envelope that epoch `child` carries for it."""

    child: EpochId
    parent: EpochId


class EpochGraph:
    """The epochs of one person. A pure function of the set: order and repeats are harmless.

    Ids are random, not hashes, so an ill-meant statement can make a loop: an epoch that
    is its own ancestor, or descends from one, is left out rather than followed for ever.
    Two statements on one epoch count as one that names the parents of both.
    """

    def __init__(self, epochs: Iterable[Epoch]) -> None:
        parents: dict[EpochId, frozenset[EpochId]] = {}
        for epoch in epochs:
            parents[epoch.id] = parents.get(epoch.id, frozenset()) | epoch.parents
        self._depths = _depths(parents)
        self._parents: Mapping[EpochId, frozenset[EpochId]] = {
            epoch: parents[epoch] for epoch in self._depths
        }

    @property
    def heads(self) -> tuple[EpochId, ...]:
        """Epochs that are nobody's parent, greatest (depth, id) first."""
        named = {parent for parents in self._parents.values() for parent in parents}
        return tuple(
            sorted(
                (epoch for epoch in self._parents if epoch not in named),
                key=lambda epoch: (self._depths[epoch], epoch),
                reverse=True,
            )
        )

    @property
    def current(self) -> EpochId | None:
        """The epoch to write under; None when no epoch is known."""
        heads = self.heads
        return heads[0] if heads else None

    @property
    def needs_joining(self) -> bool:
        """True when two machines rotated apart: a session holding both keys adds one epoch
        with every head as parent (FORMAT.md, merging)."""
        return len(self.heads) > 1

    def path(self, held: Iterable[EpochId], wanted: EpochId) -> tuple[Step, ...] | None:
        """Return the fewest steps that open `wanted` from one of the `held` keys.

        () when it is held already; None when no held key leads there. `wanted` may be an
        epoch whose own statement is not known yet: its child's envelope is enough.
        """
        reached_by: dict[EpochId, Step | None] = dict.fromkeys(sorted(held))
        queue = deque(reached_by)
        while queue and wanted not in reached_by:
            child = queue.popleft()
            for parent in sorted(self._parents.get(child, ())):
                if parent not in reached_by:
                    reached_by[parent] = Step(child, parent)
                    queue.append(parent)
        if wanted not in reached_by:
            return None
        steps: list[Step] = []
        step = reached_by[wanted]
        while step is not None:
            steps.append(step)
            step = reached_by[step.child]
        return tuple(reversed(steps))


def _depths(parents: Mapping[EpochId, frozenset[EpochId]]) -> dict[EpochId, int]:
    """Return the longest way down to a first epoch; loops and what hangs on them are absent.

    A parent nobody knows yet counts as a first epoch.
    """
    children: dict[EpochId, list[EpochId]] = {epoch: [] for epoch in parents}
    missing: dict[EpochId, int] = {}
    depths: dict[EpochId, int] = {}
    ready: deque[EpochId] = deque()
    for epoch, named in parents.items():
        known = [parent for parent in named if parent in parents]
        for parent in known:
            children[parent].append(epoch)
        missing[epoch] = len(known)
        depths[epoch] = 1 if len(known) < len(named) else 0
        if not known:
            ready.append(epoch)
    resolved: dict[EpochId, int] = {}
    while ready:
        epoch = ready.popleft()
        resolved[epoch] = depths[epoch]
        for child in children[epoch]:
            depths[child] = max(depths[child], depths[epoch] + 1)
            missing[child] -= 1
            if missing[child] == 0:
                ready.append(child)
    return resolved
