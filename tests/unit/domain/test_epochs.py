"""Which shared key is current, and the way to the older ones."""

from __future__ import annotations

from itertools import pairwise

from kiosk.domain.epochs import Epoch, EpochGraph, Step
from kiosk.domain.ids import EpochId


def epoch(number: int, *parents: int) -> Epoch:
    return Epoch(named(number), frozenset(map(named, parents)))


def named(number: int) -> EpochId:
    return EpochId(bytes([number]) * 16)


def test_nobody_has_a_current_key_before_the_first() -> None:
    assert EpochGraph([]).current is None


def test_the_epoch_that_is_nobodys_parent_is_current() -> None:
    graph = EpochGraph([epoch(3, 2), epoch(1), epoch(2, 1)])
    assert graph.current == named(3)
    assert not graph.needs_joining


def test_of_two_rotations_made_apart_the_deeper_is_current_then_the_greater_id() -> None:
    assert EpochGraph([epoch(1), epoch(9, 1), epoch(2, 1), epoch(3, 2)]).current == named(3)
    forked = EpochGraph([epoch(1), epoch(2, 1), epoch(9, 1)])
    assert forked.current == named(9)
    assert forked.needs_joining


def test_an_epoch_with_both_as_parents_joins_them() -> None:
    graph = EpochGraph([epoch(1), epoch(2, 1), epoch(9, 1), epoch(4, 2, 9)])
    assert graph.heads == (named(4),)


def test_the_current_key_opens_every_earlier_one() -> None:
    graph = EpochGraph([epoch(1), epoch(2, 1), epoch(9, 1), epoch(4, 2, 9), epoch(5, 4)])
    for older in (1, 2, 9, 4, 5):
        path = graph.path([named(5)], named(older))
        assert path is not None
        held = {named(5)}
        for step in path:
            assert step.child in held
            held.add(step.parent)
        assert named(older) in held
    assert graph.path([named(5)], named(4)) == (Step(named(5), named(4)),)


def test_no_key_opens_a_newer_epoch() -> None:
    graph = EpochGraph([epoch(1), epoch(2, 1)])
    assert graph.path([named(1)], named(2)) is None
    assert graph.path([], named(1)) is None


def test_a_parent_known_only_by_name_can_be_opened() -> None:
    assert EpochGraph([epoch(2, 1)]).path([named(2)], named(1)) == (Step(named(2), named(1)),)


def test_an_epoch_that_is_its_own_ancestor_is_left_out() -> None:
    graph = EpochGraph([epoch(1), epoch(2, 1), epoch(7, 8), epoch(8, 7), epoch(9, 8)])
    assert graph.heads == (named(2),)
    assert graph.path([named(9)], named(7)) is None


def test_a_chain_of_ten_thousand_epochs_is_followed() -> None:
    ids = [number.to_bytes(16, "big") for number in range(10_000)]
    chain = [Epoch(EpochId(ids[0]))] + [
        Epoch(EpochId(child), frozenset({EpochId(parent)})) for parent, child in pairwise(ids)
    ]
    graph = EpochGraph(chain)
    assert graph.current == ids[-1]
    path = graph.path([EpochId(ids[-1])], EpochId(ids[0]))
    assert path is not None
    assert len(path) == 9_999
