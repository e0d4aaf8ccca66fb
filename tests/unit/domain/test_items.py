"""Which version of an item shows."""

from __future__ import annotations

import pytest

from kiosk.domain.ids import ItemId, StatementName
from kiosk.domain.items import Version, next_version, resolve

ITEM = ItemId(bytes(16))


def version(name: int, ver: int, *prev: int, at: int = 0, deleted: bool = False) -> Version:
    return Version(named(name), ITEM, ver, at, frozenset(map(named, prev)), deleted)


def named(number: int) -> StatementName:
    return StatementName(bytes([number]) * 32)


def test_an_item_nobody_knows_has_no_state() -> None:
    assert resolve([]) is None


def test_the_last_version_of_a_line_shows_alone() -> None:
    state = resolve([version(3, 3, 2), version(1, 1), version(2, 2, 1)])
    assert state is not None
    assert (state.shown.name, state.others) == (named(3), ())


@pytest.mark.parametrize(
    ("left", "right", "shown"),
    [
        (version(2, 3, 1), version(3, 2, 1), 2),  # the greater count
        (version(2, 2, 1, at=5), version(3, 2, 1, at=4), 2),  # then the later time
        (version(2, 2, 1), version(3, 2, 1), 3),  # then the greater name
        (version(2, 9, 1, at=9, deleted=True), version(3, 2, 1), 3),  # an edition beats a deletion
    ],
)
def test_of_two_heads_one_shows_and_the_other_stands_beside(
    left: Version, right: Version, shown: int
) -> None:
    state = resolve([version(1, 1), left, right])
    assert state is not None
    assert state.shown.name == named(shown)
    assert len(state.others) == 1


def test_a_deletion_nobody_edited_beside_deletes() -> None:
    state = resolve([version(1, 1), version(2, 2, 1, deleted=True)])
    assert state is not None
    assert state.is_deleted


def test_a_merge_names_every_head_and_leaves_one() -> None:
    forked = [version(1, 1), version(2, 2, 1), version(3, 5, 1)]
    state = resolve(forked)
    ver, prev = next_version(state)
    assert (ver, set(prev)) == (6, {named(2), named(3)})
    merged = resolve([*forked, Version(named(4), ITEM, ver, 0, frozenset(prev))])
    assert merged is not None
    assert merged.heads == (Version(named(4), ITEM, ver, 0, frozenset(prev)),)


def test_the_first_version_has_number_one_and_no_parent() -> None:
    assert next_version(None) == (1, ())


def test_a_version_whose_parent_is_not_here_yet_shows_already() -> None:
    state = resolve([version(2, 2, 1)])
    assert state is not None
    assert state.shown.name == named(2)


def test_versions_of_two_items_are_never_resolved_together() -> None:
    other = Version(named(9), ItemId(b"1" * 16), 1, 0)
    with pytest.raises(ValueError, match="several items"):
        resolve([version(1, 1), other])
