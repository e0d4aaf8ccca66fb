"""Two real posts correct one person off line, both send, and a conflict is chosen once.

Through a real server, HTTPS and not: both sides stand on both posts (*Ici / Ailleurs*), the
choice made at one ends the question at the other, and its undo asks again at both (sync
rules, section 2; `ux.md` section 7).
"""

from __future__ import annotations

from collections.abc import Iterator

import pytest

from kiosk.errors import InvalidInput
from kiosk.flows.api import Birth, FactField, PersonFacts
from tests.fakes.flow_bench import Bench
from tests.fakes.world import new_safe

BORN = Birth(1990, 5, None)


@pytest.fixture
def benches(server, tmp_path) -> Iterator[tuple[Bench, Bench]]:
    first = Bench(tmp_path / "first", server)
    made = (first, Bench(tmp_path / "second", server, beside=first))
    yield made
    for bench in made:
        bench.close()


class Apart:
    """One person known at both posts, with a worker at each."""

    def __init__(self, here: Bench, there: Bench) -> None:
        self.benches = (here, there)
        here.sync()
        there.sync()
        self.here, self.there = here.worker(0), there.worker(1)
        self.person = self.here.open_safe(new_safe("Awa", "Diop")).person
        self.exchange()

    def exchange(self) -> None:
        """Everybody sends, then everybody hears."""
        for _ in range(2):
            for bench in self.benches:
                bench.clock.at = bench.clock.at.replace(microsecond=0)
                bench.sync()

    @property
    def both(self) -> tuple[PersonFacts, PersonFacts]:
        return self.here.facts(self.person), self.there.facts(self.person)


@pytest.fixture
def apart(benches) -> Apart:
    return Apart(*benches)


def told(facts: PersonFacts) -> dict[FactField, set[tuple[object, str, bool]]]:
    return {
        choice.field: {(side.value, side.said_by, side.is_here) for side in choice.sides}
        for choice in facts.choices
    }


def test_one_name_corrected_apart_is_asked_at_both_posts_and_chosen_once(apart):
    apart.here.correct_facts(apart.person, "Awa", "Diallo", BORN)
    apart.there.correct_facts(apart.person, "Awa", "Diop-Fall", BORN)
    apart.exchange()
    here, there = apart.both
    assert told(here) == {
        FactField.FAMILY_NAME: {("Diallo", "Nadia Kaci", True), ("Diop-Fall", "Paul Morin", False)}
    }
    assert told(there) == {
        FactField.FAMILY_NAME: {("Diallo", "Nadia Kaci", False), ("Diop-Fall", "Paul Morin", True)}
    }
    assert here.family_name == there.family_name, "one and the same shows at both meanwhile"
    (choice,) = there.choices
    mine = next(side for side in choice.sides if side.is_here)
    settled = apart.there.choose_fact(apart.person, choice.field, mine.key)
    assert (settled.family_name, settled.choices) == ("Diop-Fall", ())
    apart.exchange()
    here, there = apart.both
    assert here == there == settled
    for worker in (apart.here, apart.there):
        (found,) = worker.search("fall")
        assert found.family_name == "Diop-Fall"
    for bench in apart.benches:
        bench.assert_all_is_sent()


def test_a_choice_undone_at_one_post_is_a_question_at_both_again(apart):
    apart.here.correct_facts(apart.person, "Awa", "Diallo", BORN)
    apart.there.correct_facts(apart.person, "Awa", "Diop-Fall", BORN)
    apart.exchange()
    before = apart.both
    (choice,) = before[0].choices
    apart.here.choose_fact(apart.person, choice.field, choice.sides[1].key)
    apart.exchange()
    assert apart.there.facts(apart.person).choices == ()
    apart.here.reopen_fact(apart.person, choice)
    apart.exchange()
    assert [told(facts) for facts in apart.both] == [told(facts) for facts in before]


def test_different_facts_corrected_apart_are_both_kept_and_nobody_is_asked(apart):
    apart.here.correct_facts(apart.person, "Awa", "Diallo", BORN)
    apart.there.correct_facts(apart.person, "Awa", "Diop", Birth(1991, 2, 3))
    apart.exchange()
    for facts in apart.both:
        assert (facts.family_name, facts.birth) == ("Diallo", Birth(1991, 2, 3))
        assert facts.choices == ()
    (found,) = apart.there.search("diallo")
    assert (found.family_name, found.birth) == ("Diallo", Birth(1991, 2, 3))


def test_what_both_corrected_alike_is_no_question(apart):
    for worker in (apart.here, apart.there):
        worker.correct_facts(apart.person, "Awa", "Diallo", BORN)
    apart.exchange()
    for facts in apart.both:
        assert (facts.family_name, facts.choices) == ("Diallo", ())


def test_who_chooses_what_was_chosen_in_the_meantime_is_told(apart):
    apart.here.correct_facts(apart.person, "Awa", "Diallo", BORN)
    apart.there.correct_facts(apart.person, "Awa", "Diop-Fall", BORN)
    apart.exchange()
    (choice,) = apart.there.facts(apart.person).choices
    apart.here.choose_fact(apart.person, choice.field, choice.sides[0].key)
    apart.exchange()
    with pytest.raises(InvalidInput, match=r"facts\.settled"):
        apart.there.choose_fact(apart.person, choice.field, choice.sides[1].key)


def test_two_choices_made_apart_are_asked_about_again(apart):
    apart.here.correct_facts(apart.person, "Awa", "Diallo", BORN)
    apart.there.correct_facts(apart.person, "Awa", "Diop-Fall", BORN)
    apart.exchange()
    (choice,) = apart.here.facts(apart.person).choices
    first, second = choice.sides
    apart.here.choose_fact(apart.person, choice.field, first.key)
    apart.there.choose_fact(apart.person, choice.field, second.key)
    apart.exchange()
    for facts in apart.both:
        (again,) = facts.choices
        assert {side.value for side in again.sides} == {"Diallo", "Diop-Fall"}
