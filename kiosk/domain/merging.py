"""What becomes of items that two posts changed apart, kind by kind (sync rules, section 2).

Facts (a profile: names, birth, language) merge field by field; where the same field was told
differently both sides stand until a person chooses. Papers never merge: heads that tell the
same are one again, others stay apart. A deletion beside an edition loses (`items.resolve`).

State is a pure function of the set of known versions: order, repeats and clocks change
nothing. Versions that arrive late can ask again; they never make a value disappear.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field

from kiosk.domain.ids import StatementName
from kiosk.domain.items import ItemState, Version, resolve

__all__ = [
    "Alternative",
    "FactsState",
    "FactsVersion",
    "PaperHead",
    "merge_facts",
    "one_paper",
]


@dataclass(frozen=True, slots=True)
class FactsVersion:
    """One version of an item of facts, opened.

    `facts` maps each field to what it is told as, in a spelling of which equal values are
    equal bytes. Several values: the version leaves the field open on purpose.
    """

    version: Version
    facts: Mapping[str, frozenset[bytes]] = field(repr=False)


@dataclass(frozen=True, slots=True)
class Alternative:
    """One value a field may have, and the versions that told it last."""

    value: bytes = field(repr=False)
    versions: frozenset[StatementName]


@dataclass(frozen=True, slots=True)
class FactsState:
    """What an item of facts is: for each field its alternatives, the one that shows first."""

    item: ItemState
    fields: Mapping[str, tuple[Alternative, ...]]

    @property
    def open_fields(self) -> frozenset[str]:
        """Fields that were told differently apart: a person chooses."""
        return frozenset(name for name, found in self.fields.items() if len(found) > 1)


@dataclass(frozen=True, slots=True)
class PaperHead:
    """A head of a paper, as far as merging it goes; `told` spells out what it tells."""

    name: StatementName
    is_private: bool
    told: bytes = field(repr=False)


def merge_facts(versions: Iterable[FactsVersion]) -> FactsState | None:
    """Return the facts of one item, or None when no version is known.

    A version *tells* a field when it says of it another thing than all before it did
    together; it then stands for what it knew. So each field has the values of the tellings
    that no other telling followed: one value where people changed different fields or said
    the same, several where they did not know of one another. What shows first is what the
    shown head says, else the telling of greatest (ver, at, name).
    """
    known = {each.version.name: each for each in versions}
    item = resolve(each.version for each in known.values())
    if item is None:
        return None
    before = _ancestors({name: each.version for name, each in known.items()})
    names = sorted({name for each in known.values() for name in each.facts})
    return FactsState(
        item,
        {
            name: found
            for name in names
            if (found := _alternatives(name, known, before, item.shown.name))
        },
    )


def one_paper(heads: Sequence[PaperHead]) -> PaperHead | None:
    """Return the head that goes on for all, or None where they tell of different papers.

    Papers are not edited, so heads that tell the same are one paper moved between spaces
    apart. Where one is private the paper is: a withdrawal outranks a grant (DER-07). `heads`
    come with the one that shows first; deleted ones are left out by the caller.
    """
    if not heads or any(head.told != heads[0].told for head in heads):
        return None
    return next((head for head in heads if head.is_private), heads[0])


_Names = frozenset[StatementName]


def _ancestors(versions: Mapping[StatementName, Version]) -> dict[StatementName, _Names]:
    """Return, by version and oldest first, every known version it was made from."""
    found: dict[StatementName, _Names] = {}
    for start in sorted(versions):
        walk = [start]
        while walk:
            name = walk[-1]
            parents = [each for each in versions[name].prev if each in versions]
            missing = [each for each in parents if each not in found]
            if missing and name not in found:
                walk.extend(missing)
                continue
            walk.pop()
            if name not in found:
                found[name] = frozenset(parents).union(*(found[each] for each in parents))
    return found


def _alternatives(
    name: str,
    known: Mapping[StatementName, FactsVersion],
    before: Mapping[StatementName, _Names],
    shown: StatementName,
) -> tuple[Alternative, ...]:
    told: dict[StatementName, frozenset[bytes]] = {}
    for version in before:  # parents stand before children
        facts = known[version]
        says = facts.facts.get(name, frozenset())
        if says and says != _values(_last(told, before, before[version])):
            told[version] = says
    last = _last(told, before, frozenset(told))
    shows = known[shown].facts.get(name, frozenset())
    by_value: dict[bytes, set[StatementName]] = {}
    for version, values in last.items():
        for value in values:
            by_value.setdefault(value, set()).add(version)

    def rank(value: bytes) -> tuple[bool, tuple[int, int, bytes], bytes]:
        latest = max(
            (known[each].version.ver, known[each].version.at, each) for each in by_value[value]
        )
        return value in shows, latest, value

    return tuple(
        Alternative(value, frozenset(by_value[value]))
        for value in sorted(by_value, key=rank, reverse=True)
    )


def _last(
    told: Mapping[StatementName, frozenset[bytes]],
    before: Mapping[StatementName, _Names],
    among: _Names,
) -> dict[StatementName, frozenset[bytes]]:
    """Return the tellings among these versions that no other of them followed."""
    inside = [name for name in told if name in among]
    followed = frozenset().union(*(before[name] for name in inside)) if inside else frozenset()
    return {name: told[name] for name in inside if name not in followed}


def _values(told: Mapping[StatementName, frozenset[bytes]]) -> frozenset[bytes]:
    return frozenset(value for values in told.values() for value in values)
