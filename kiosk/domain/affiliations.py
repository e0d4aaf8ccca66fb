"""Who a person shares with: the newest word on each (person, structure) pair.

Withdrawal outranks grant (DER-07): at equal count a removal wins, whatever the order
in which two machines learn of it.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from enum import Enum

from kiosk.domain.ids import PersonId, StatementName, StructureId

__all__ = ["Affiliation", "LinkState", "affiliated_structures", "newest", "next_count", "prevails"]


class LinkState(Enum):
    """What an affiliation statement says; the values are those of FORMAT.md."""

    ADD = "add"
    REMOVE = "remove"


@dataclass(frozen=True, slots=True)
class Affiliation:
    """One statement on a pair; `n` counts the statements made on that pair."""

    name: StatementName
    person: PersonId
    structure: StructureId
    n: int
    state: LinkState

    @property
    def is_active(self) -> bool:
        """True while the structure may see the shared part."""
        return self.state is LinkState.ADD


def prevails(new: Affiliation, held: Affiliation | None) -> bool:
    """Return whether `new` replaces `held`: highest n, then removal, then the name.

    The name decides only between two statements that say the same thing, so that every
    machine keeps the same one.
    """
    if held is None:
        return True
    if (new.person, new.structure) != (held.person, held.structure):
        raise ValueError("statements on two different pairs")
    return _rank(new) > _rank(held)


def newest(
    statements: Iterable[Affiliation],
) -> dict[tuple[PersonId, StructureId], Affiliation]:
    """Return the statement that holds for each pair."""
    held: dict[tuple[PersonId, StructureId], Affiliation] = {}
    for statement in statements:
        pair = (statement.person, statement.structure)
        if prevails(statement, held.get(pair)):
            held[pair] = statement
    return held


def affiliated_structures(
    statements: Iterable[Affiliation], person: PersonId
) -> frozenset[StructureId]:
    """Return the structures `person` shares with now."""
    return frozenset(
        structure
        for (who, structure), statement in newest(statements).items()
        if who == person and statement.is_active
    )


def next_count(held: Affiliation | None) -> int:
    """Return `n` for a statement made now on a pair whose newest one is `held`."""
    return 1 if held is None else held.n + 1


def _rank(statement: Affiliation) -> tuple[int, bool, bytes]:
    return (statement.n, statement.state is LinkState.REMOVE, statement.name)
