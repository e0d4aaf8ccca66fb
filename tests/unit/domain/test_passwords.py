"""Accepted passwords meet the contract's floor and are not quickly guessed (AUT-02, AUT-03)."""

from __future__ import annotations

import pytest

from kiosk.domain.passwords import (
    PERSON_MINIMUM,
    PRO_MINIMUM,
    Rule,
    Strength,
    missing_rules,
    strength,
)


@pytest.mark.parametrize(
    ("password", "missing"),
    [
        ("", {Rule.LENGTH, Rule.UPPER, Rule.LOWER, Rule.DIGIT_OR_SPECIAL, Rule.NOT_COMMON}),
        ("Kz7bq!xp", {Rule.LENGTH}),
        ("kz7bq!xptw", {Rule.UPPER}),
        ("KZ7BQ!XPTW", {Rule.LOWER}),
        ("KzhbqyxptW", {Rule.DIGIT_OR_SPECIAL}),
        ("École2026!", set()),
        ("Kz7bq!xptw", set()),
        ("Motdepasse1", {Rule.NOT_COMMON}),
        ("Azerty123", {Rule.NOT_COMMON}),
        ("Password1", {Rule.NOT_COMMON}),
        ("Marseille13", {Rule.NOT_COMMON}),
        ("A1" + "b" * 127, {Rule.NOT_TOO_LONG}),
    ],
)
def test_each_rule_is_named_when_it_is_not_met(password, missing):
    found = set(missing_rules(password, minimum=PERSON_MINIMUM))
    assert found - {Rule.NOT_COMMON} == missing - {Rule.NOT_COMMON}
    assert Rule.NOT_COMMON not in missing or Rule.NOT_COMMON in found


def test_the_persons_own_name_is_a_guess():
    assert Rule.NOT_COMMON in missing_rules(
        "Zebulonia1", minimum=PERSON_MINIMUM, context_words=["Zebulonia Martin"]
    )


def test_professionals_need_twelve_characters():
    assert Rule.LENGTH in missing_rules("Kz7bq!xptw", minimum=PRO_MINIMUM)
    assert missing_rules("Kz7bq!xptw-4", minimum=PRO_MINIMUM) == ()


def test_strength_grows_with_what_a_guesser_must_try():
    words = ["Azerty123", "École2026!", "Kz7bq!xptw", "cheval-Agrafe7-lune-mobile"]
    order = list(Strength)
    ranks = [order.index(strength(word)) for word in words]
    assert ranks == sorted(ranks)
    assert ranks[0] == 0
    assert ranks[-1] == len(order) - 1
