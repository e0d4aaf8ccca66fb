"""Which statement holds between a person and a structure."""

from __future__ import annotations

from itertools import permutations

import pytest

from kiosk.domain.affiliations import (
    Affiliation,
    LinkState,
    affiliated_structures,
    newest,
    next_count,
    prevails,
)
from kiosk.domain.ids import PersonId, StatementName, StructureId

PERSON, RELAY, OTHER = PersonId(b"p" * 16), StructureId(b"r" * 16), StructureId(b"o" * 16)


def said(n: int, state: LinkState, name: int = 0, structure: StructureId = RELAY) -> Affiliation:
    return Affiliation(StatementName(bytes([name]) * 32), PERSON, structure, n, state)


@pytest.mark.parametrize(
    ("statements", "expected"),
    [
        ([said(1, LinkState.ADD)], True),
        ([said(1, LinkState.ADD), said(2, LinkState.REMOVE)], False),
        ([said(2, LinkState.ADD), said(1, LinkState.REMOVE)], True),
        ([said(2, LinkState.ADD, 9), said(2, LinkState.REMOVE, 1)], False),
        ([said(1, LinkState.ADD), said(2, LinkState.REMOVE), said(3, LinkState.ADD)], True),
    ],
)
def test_the_highest_count_holds_and_withdrawal_outranks_grant_in_any_order(
    statements: list[Affiliation], expected: bool
) -> None:
    for order in permutations(statements):
        assert (RELAY in affiliated_structures(order, PERSON)) is expected


def test_structures_do_not_speak_for_one_another() -> None:
    statements = [said(1, LinkState.ADD), said(2, LinkState.REMOVE, structure=OTHER)]
    assert affiliated_structures(statements, PERSON) == {RELAY}
    assert len(newest(statements)) == 2


def test_two_statements_that_say_the_same_leave_one_name_everywhere() -> None:
    low, high = said(1, LinkState.ADD, 1), said(1, LinkState.ADD, 2)
    assert newest([low, high]) == newest([high, low]) == {(PERSON, RELAY): high}


def test_a_new_statement_counts_one_more() -> None:
    assert next_count(None) == 1
    assert next_count(said(4, LinkState.REMOVE)) == 5


def test_statements_on_two_pairs_are_never_compared() -> None:
    with pytest.raises(ValueError, match="two different pairs"):
        prevails(said(1, LinkState.ADD), said(1, LinkState.ADD, structure=OTHER))
