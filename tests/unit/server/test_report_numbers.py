"""Which numbers a report tells (RPT-01), held against who knows every report and the rule."""

from __future__ import annotations

import itertools
from collections import defaultdict
from collections.abc import Sequence
from datetime import UTC, datetime

import pytest
from hypothesis import given
from hypothesis import strategies as st

from sync.server.reports.months import Month
from sync.server.reports.numbers import HIDDEN_BELOW, Line, Told, Waiting, line_of, tell

FIRST = Month(2025, 11)
PEOPLE = [bytes([n]) * 16 for n in range(12)]

World = tuple[tuple[int, ...], ...]
"""For each month, how many acts each person did."""


def told(world: World, hidden_below: int = HIDDEN_BELOW) -> list[Told]:
    """Return one line of every report of a world."""
    waiting: Waiting | None = None
    so_far, month, found = 0, FIRST, []
    for acts in world:
        own = {PEOPLE[n]: count for n, count in enumerate(acts) if count}
        line, waiting = tell(
            Line.OPENED, month, own, waiting, so_far=so_far, hidden_below=hidden_below
        )
        found.append(line)
        so_far, month = line.so_far, month.next
    return found


def left_waiting(world: World, until: int, hidden_below: int) -> tuple[int, int]:
    """Return the hidden numbers after month `until`: acts, and persons behind them."""
    waiting: Waiting | None = None
    month = FIRST
    for acts in world[: until + 1]:
        own = {PEOPLE[n]: count for n, count in enumerate(acts) if count}
        _, waiting = tell(Line.OPENED, month, own, waiting, so_far=0, hidden_below=hidden_below)
        month = month.next
    return (sum(waiting.acts.values()), len(waiting.acts)) if waiting else (0, 0)


@pytest.mark.parametrize(("people", "most", "months"), [(5, 1, 3), (4, 2, 2), (6, 1, 2)])
def test_who_knows_the_rule_and_all_reports_cannot_tell_a_hidden_number(
    people: int, most: int, months: int
) -> None:
    """Every possible world is tried: those that publish the same are one to the attacker.

    What is hidden must differ among them: the acts and persons that wait, and what each
    month had of its own while it was hidden. A threshold of three keeps the worlds few;
    those in which everybody does the most they can are passed over: out there nobody knows
    such a most.
    """
    each_month = list(itertools.product(range(most + 1), repeat=people))
    alike: dict[tuple[Told, ...], list[World]] = defaultdict(list)
    for world in itertools.product(each_month, repeat=months):
        alike[tuple(told(world, 3))].append(world)
    hidden = 0
    for reports, worlds in alike.items():
        if any(sum(month) == people * most for world in worlds for month in world):
            continue
        for place, line in enumerate(reports):
            if line.acts is not None:
                continue
            hidden += 1
            persons_waiting = {left_waiting(world, place, 3)[1] for world in worlds}
            own_acts = {sum(world[place]) for world in worlds}
            own_persons = {sum(1 for count in world[place] if count) for world in worlds}
            assert len(persons_waiting) > 1, (reports, place)
            assert len(own_acts) > 1, (reports, place)
            assert len(own_persons) > 1, (reports, place)
    assert hidden >= 5, "or nothing was tried"


def test_the_attack_bites_on_a_report_that_gives_the_month_away() -> None:
    """The same attacker, told the count of persons at each end of month, finds hidden numbers."""
    alike: dict[tuple[object, ...], set[int]] = defaultdict(set)
    for world in itertools.product(itertools.product((0, 1), repeat=4), repeat=2):
        stock = [sum(map(sum, world[: n + 1])) for n in range(2)]
        shown = [None if 0 < sum(m) < 3 else sum(m) for m in world]
        if None in shown:
            alike[(*shown, *stock)].add(sum(world[shown.index(None)]))
    assert all(len(found) == 1 for found in alike.values())


worlds = st.lists(
    st.lists(st.integers(0, 3), min_size=12, max_size=12).map(tuple), min_size=1, max_size=8
).map(tuple)


@given(worlds)
def test_what_is_told_has_five_persons_behind_it_or_nobody(world: World) -> None:
    for line in told(world):
        assert line.persons is None or line.persons == 0 or line.persons >= HIDDEN_BELOW
        assert line.acts is None or line.persons is not None or line.acts >= HIDDEN_BELOW


@given(worlds)
def test_a_hidden_number_is_told_later_and_once(world: World) -> None:
    lines = told(world)
    acts = sum(map(sum, world))
    waits, _ = left_waiting(world, len(world) - 1, HIDDEN_BELOW)
    assert sum(line.acts or 0 for line in lines) == lines[-1].so_far == acts - waits


@given(worlds)
def test_stretches_of_time_do_not_overlap(world: World) -> None:
    """Two numbers over months they share could be taken one from the other."""
    ends = FIRST.index
    for place, line in enumerate(told(world)):
        if line.acts is not None:
            assert line.since.index >= ends or line.acts == 0
            ends = FIRST.index + place + 1


def test_four_persons_are_hidden_and_five_are_told_whatever_they_did() -> None:
    def persons(count: int, acts: int) -> Sequence[int]:
        return tuple(acts if n < count else 0 for n in range(12))

    assert told((tuple(persons(4, 100)),))[0].acts is None
    assert told((tuple(persons(5, 1)),))[0].acts == 5
    assert told((tuple(persons(0, 1)),))[0].acts == 0


def test_the_same_four_persons_every_month_are_never_five() -> None:
    month = (3, 3, 3, 3, *[0] * 8)
    assert [line.acts for line in told((month,) * 6)] == [None] * 6


def test_an_act_counts_by_who_did_it() -> None:
    assert line_of("paper.filed", is_own=True) is Line.FILED_BY_PERSON
    assert line_of("paper.filed", is_own=False) is Line.FILED_BY_TEAM
    assert line_of("safe.opened", is_own=False) is Line.OPENED
    assert line_of("worker.signed_in", is_own=False) is None


# Months.


def paris(text: str) -> int:
    return int(datetime.fromisoformat(text).timestamp())


@pytest.mark.parametrize(
    ("month", "starts", "closes"),
    [
        # Leap year and common year; both changes of the clock; the turn of a year.
        ("2028-02", "2028-02-01T00:00+01:00", "2028-03-08T00:00+01:00"),
        ("2027-02", "2027-02-01T00:00+01:00", "2027-03-08T00:00+01:00"),
        ("2026-03", "2026-03-01T00:00+01:00", "2026-04-08T00:00+02:00"),
        ("2026-10", "2026-10-01T00:00+02:00", "2026-11-08T00:00+01:00"),
        ("2026-12", "2026-12-01T00:00+01:00", "2027-01-08T00:00+01:00"),
    ],
)
def test_a_month_is_that_of_france_and_closes_on_the_eighth(
    month: str, starts: str, closes: str
) -> None:
    found = Month.parse(month)
    assert (found.starts_at, found.closes_at) == (paris(starts), paris(closes))
    assert Month.at(found.starts_at) == found
    assert Month.at(found.starts_at - 1).next == found


def test_the_last_instant_of_a_leap_february_is_in_it() -> None:
    last = int(datetime(2028, 2, 29, 22, 59, 59, tzinfo=UTC).timestamp())
    assert str(Month.at(last)) == "2028-02"
    assert str(Month.at(last + 1)) == "2028-03"


@pytest.mark.parametrize(
    "text", ["2026-13", "2026-00", "2026-2", "26-02", "2026/02", "", "²026-02"]
)
def test_what_is_not_a_month_is_refused(text: str) -> None:
    with pytest.raises(ValueError):
        Month.parse(text)
