"""Merging is a function of the set: order, repeats and losses repaired change nothing."""

from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from kiosk.domain.affiliations import Affiliation, LinkState, newest
from kiosk.domain.epochs import Epoch, EpochGraph
from kiosk.domain.ids import EpochId, ItemId, PersonId, StatementName, StructureId
from kiosk.domain.items import Version, resolve

names = st.integers(1, 12).map(lambda number: StatementName(bytes([number]) * 32))
small_ids = st.integers(1, 8).map(lambda number: bytes([number]) * 16)
affiliations = st.builds(
    Affiliation,
    name=st.binary(min_size=32, max_size=32).map(StatementName),
    person=st.sampled_from([PersonId(b"p" * 16), PersonId(b"q" * 16)]),
    structure=small_ids.map(StructureId),
    n=st.integers(1, 4),
    state=st.sampled_from(LinkState),
)
epochs = st.builds(
    Epoch, id=small_ids.map(EpochId), parents=st.frozensets(small_ids.map(EpochId), max_size=3)
)


@st.composite
def version_sets(draw: st.DrawFn) -> list[Version]:
    """Versions of one item, each naming only earlier ones, as hashes make it."""
    made: list[Version] = []
    for number in range(draw(st.integers(1, 10))):
        prev = draw(st.frozensets(st.sampled_from(made), max_size=3)) if made else frozenset()
        made.append(
            Version(
                StatementName(bytes([number]) * 32),
                ItemId(bytes(16)),
                1 + max((each.ver for each in prev), default=0),
                draw(st.integers(0, 3)),
                frozenset(each.name for each in prev),
                draw(st.booleans()),
            )
        )
    return made


@given(st.lists(affiliations, max_size=12), st.data())
def test_affiliations_hold_the_same_in_any_order_and_however_often(
    statements: list[Affiliation], data: st.DataObject
) -> None:
    messy = data.draw(st.permutations(statements + statements))
    assert newest(messy) == newest(statements)


@given(st.lists(affiliations, max_size=12))
def test_a_removal_that_no_addition_follows_always_holds(statements: list[Affiliation]) -> None:
    for held in newest(statements).values():
        if held.is_active:
            same = [
                s for s in statements if (s.person, s.structure) == (held.person, held.structure)
            ]
            assert not any(s.n >= held.n and s.state is LinkState.REMOVE for s in same)


@given(st.lists(epochs, max_size=12), st.data())
def test_the_current_epoch_is_the_same_in_any_order_and_however_often(
    known: list[Epoch], data: st.DataObject
) -> None:
    once = EpochGraph(known)
    messy = EpochGraph(data.draw(st.permutations(known + known)))
    assert (messy.heads, messy.current) == (once.heads, once.current)
    for wanted in {parent for epoch in known for parent in epoch.parents}:
        assert messy.path(once.heads, wanted) == once.path(once.heads, wanted)


@given(version_sets(), st.data())
def test_an_item_shows_the_same_in_any_order_and_however_often(
    versions: list[Version], data: st.DataObject
) -> None:
    messy = data.draw(st.permutations(versions + versions))
    state = resolve(versions)
    assert resolve(messy) == state
    assert state is not None
    named = {parent for version in versions for parent in version.prev}
    assert {head.name for head in state.heads} == {v.name for v in versions} - named
    if state.is_deleted:
        assert all(head.is_deleted for head in state.heads)
