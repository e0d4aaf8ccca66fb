"""What a card's code says is read exactly, or refused in words (`ux.md` B0, B1)."""

from __future__ import annotations

import random

import pytest
import segno
from hypothesis import given
from hypothesis import strategies as st

from kiosk.domain.identifier_card import (
    LETTERS,
    LOGIN_MAX,
    MARK,
    TEXT_MAX,
    CardContent,
    card_text,
    read_card,
)
from kiosk.errors import Incompatible, InvalidInput, KioskError
from tests.fakes.card_reader import LAYOUTS, typed_on

AMINA = CardContent("amina.d-7k3f", "fr")
AMINAS_TEXT = "RKCHHJDENHCHSHLHTHCDTHFDSEJHPEEHHKTNVGLTS"


def fault(untrusted: str) -> str:
    with pytest.raises((InvalidInput, Incompatible)) as told:
        read_card(untrusted)
    return told.value.message_key


logins = st.from_regex(r"[a-z0-9][a-z0-9.-]{0,39}", fullmatch=True)
languages = st.from_regex(r"[a-z]{2,3}", fullmatch=True)


@given(logins, languages)
def test_every_identifier_comes_back_as_it_was_printed(login, language):
    content = CardContent(login, language)
    text = card_text(content)
    assert len(text) <= TEXT_MAX
    assert read_card(text) == read_card(text.lower()) == content


def test_the_text_of_a_card_is_the_one_on_cards_already_printed():
    assert card_text(AMINA) == AMINAS_TEXT


@pytest.mark.parametrize("layout", LAYOUTS)
@pytest.mark.parametrize("is_shifted", [False, True])
def test_a_reader_set_for_america_types_the_same_card_on_our_keyboards(layout, is_shifted):
    text = card_text(AMINA)
    assert read_card(typed_on(layout, text.upper() if is_shifted else text.lower())) == AMINA


def test_a_code_of_a_card_stays_small_enough_for_a_cheap_camera():
    longest = CardContent("x" * 27, "prs")
    assert segno.make(card_text(AMINA), error="m", micro=False).version <= 3
    assert segno.make(card_text(longest), error="m", micro=False).version <= 4


def test_a_card_printed_before_is_read_where_it_is_read_letter_for_letter():
    assert read_card("RK1:amina.d-7k3f:fr") == AMINA
    assert fault(typed_on("fr", "RK1:amina.d-7k3f:fr")) == "card.foreign"


@pytest.mark.parametrize("place", range(len(MARK), len(card_text(AMINA))))
def test_a_letter_left_out_or_changed_is_found(place):
    text = card_text(AMINA)
    other = "B" if text[place] != "B" else "C"
    assert fault(text[:place] + text[place + 1 :]) == "card.damaged"
    assert fault(text[:place] + other + text[place + 1 :]) == "card.damaged"


@pytest.mark.parametrize(
    ("text", "key"),
    [
        ("", "card.foreign"),
        ("https://example.org/suivi", "card.foreign"),
        ("B" * (TEXT_MAX + 1), "card.foreign"),
        (card_text(AMINA) + "\n", "card.foreign"),
        (card_text(AMINA)[:20] + "\0" + card_text(AMINA)[20:], "card.foreign"),
        (card_text(AMINA) + "\u202e", "card.foreign"),
        ("RKC", "card.damaged"),
        ("RK", "card.damaged"),
        ("RKCBBBB", "card.damaged"),
        ("RKD" + "B" * 20, "card.newer"),
        ("RK1:AMINA:fr", "card.foreign"),
        (f"RK1:{'a' * (LOGIN_MAX + 1)}:fr", "card.foreign"),
        ("RK1:amina.d-7k3f\n:fr", "card.foreign"),
    ],
)
def test_what_is_no_card_is_refused_in_words(text, key):
    assert fault(text) == key


@pytest.mark.parametrize(
    "said", ["fr:Amina", "fr:amina d", "fr:amina\n", "f:amina", "amina", "fr:é"]
)
def test_a_right_check_does_not_make_anything_an_identifier(said, monkeypatch):
    """Whoever prints codes can compute a CRC: what it covers is still looked at."""
    from kiosk.domain import identifier_card as module

    content = said.encode("latin-1")
    assert fault(MARK + module._letters(content + module._check(content))) == "card.foreign"


@pytest.mark.parametrize("login", ["", "Amina", "a b", "-a", "a" * (LOGIN_MAX + 1), "a\n", "é"])
def test_what_cannot_be_an_identifier_is_never_printed(login):
    with pytest.raises(ValueError, match="not an identifier"):
        CardContent(login, "fr")


def test_neither_repr_nor_fault_tells_who_it_is():
    assert "amina" not in repr(AMINA)
    with pytest.raises(InvalidInput) as told:
        read_card(card_text(AMINA)[:-2])
    assert told.value.context == {}


def test_any_text_is_read_or_refused_in_words():
    """Seeded, so that a failure is found again: bent cards, letters of ours, and noise."""
    chance = random.Random(20261128)
    text = card_text(AMINA)
    told = set()
    for _ in range(20_000):
        match chance.randrange(3):
            case 0:
                bent = list(text)
                for _ in range(chance.randint(1, 4)):
                    bent[chance.randrange(len(bent))] = chance.choice("BQb1\0\n\xe9\u202e")
                tried = "".join(bent)
            case 1:
                tried = chance.choice((MARK, "RKD")) + "".join(
                    chance.choices(LETTERS, k=chance.randrange(TEXT_MAX))
                )
            case _:
                tried = "".join(map(chr, chance.choices(range(0x300), k=chance.randrange(130))))
        try:
            told.add(repr(read_card(tried)))
        except KioskError as error:
            told.add(error.message_key)
    assert told == {"card.foreign", "card.damaged", "card.newer"}
