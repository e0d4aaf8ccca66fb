"""What finds a safe and what does not, and what is told of it (SHR-03, DER-11)."""

from __future__ import annotations

from datetime import date

import pytest

from kiosk.domain.finding import Findable, Found, FoundSafes, Sought, is_match, told
from kiosk.flows.api import Birth

BORN = Birth(1990, 3, 12)
OPENED = date(2026, 3, 9)


def matches(kept: tuple[str, str], asked: tuple[str, str]) -> bool:
    findable, sought = Findable.of(*kept, BORN, OPENED), Sought.of(*asked, BORN)
    shared = len({*findable.words} & {*sought.words})
    return is_match(len(sought.words), len(findable.words), shared)


@pytest.mark.parametrize(
    ("kept", "asked"),
    [
        (("Hélène", "Dûpont"), ("helene", "DUPONT")),
        (("Amina", "Diallo"), ("Diallo", "Amina")),
        (("Jean-Luc", "Martin"), ("Jean Luc", "Martin")),
        (("Mohamed Ali", "Ben Salah"), ("Mohamed", "Ben Salah")),
        (("Mohamed", "Salah"), ("Mohamed Ali", "Ben Salah")),
        (("أحمد", "علي"), ("احمد", "علي")),
        (("Yonas", ""), ("", "Yonas")),
    ],
)
def test_case_accents_order_and_one_name_more_or_less_are_forgiven(kept, asked):
    assert matches(kept, asked)


@pytest.mark.parametrize(
    ("kept", "asked"),
    [
        (("Amina", "Diallo"), ("Amina", "Diop")),
        (("Amina", "Diallo"), ("Amina", "")),
        (("Yonas", ""), ("Yonas", "Tesfaye")),
        (("Amina", "Diallo"), ("Aminata", "Diallo")),
    ],
)
def test_a_name_alone_or_another_finds_nobody(kept, asked):
    assert not matches(kept, asked)


@pytest.mark.parametrize(
    "birth", [Birth(1990), Birth(1990, 3), Birth(), Birth(1990, 2, 31), Birth(month=3, day=12)]
)
def test_without_a_whole_date_nobody_asks_and_nobody_is_found(birth):
    with pytest.raises(ValueError):
        Sought.of("Amina", "Diallo", birth)
    kept = Findable.of("Amina", "Diallo", birth, OPENED)
    assert (kept.birth, kept.words, kept.initials) == ("", (), "")


def test_nobody_asks_without_a_name():
    with pytest.raises(ValueError):
        Sought.of(" - ", "", BORN)


def test_the_month_of_opening_is_told_of_homonyms_alone():
    one = Findable.of("Amina", "Diallo", BORN, OPENED)
    other = Findable.of("Amina Rose", "Diallo", BORN, date(2025, 10, 1))
    assert told([]) == FoundSafes()
    assert told([one]) == FoundSafes((Found("A. D."),))
    assert told([one, other]) == FoundSafes(
        (Found("A. R. D.", "2025-10"), Found("A. D.", "2026-03"))
    )
    assert told([one] * 5) == FoundSafes(is_too_many=True)


@pytest.mark.parametrize(
    "change",
    [
        {"birth": "19900312"},
        {"birth": ""},
        {"words": ["b", "a"]},
        {"words": ["a", "a"]},
        {"words": "ab"},
        {"words": [1]},
        {"words": ["x" * 33]},
        {"words": [chr(97 + n) for n in range(13)]},
        {"since": "March"},
        {"initials": 1},
    ],
)
def test_anything_else_is_refused(change):
    good = Findable.of("Amina", "Diallo", BORN, OPENED).fields()
    assert Findable.read(good).fields() == good
    with pytest.raises(ValueError):
        Findable.read({**good, **change})


def test_what_was_found_reads_back_and_nothing_else_does():
    found = FoundSafes((Found("A. D.", "2025-10"), Found("A. D.", "2026-03")))
    assert FoundSafes.read(found.fields()) == found
    for bad in ({}, {"safes": [{}], "more": False}, {"safes": [], "more": 1}):
        with pytest.raises(ValueError):
            FoundSafes.read(bad)
    with pytest.raises(ValueError):
        FoundSafes.read({**found.fields(), "safes": found.fields()["safes"] * 3})
