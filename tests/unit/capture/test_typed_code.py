"""Whose keys they are is told by their pace and by how a card begins."""

from __future__ import annotations

import pytest

from kiosk.capture.typed_code import GAP_MS, LEAST, MOST, PAUSE_MS, TypedCode
from kiosk.domain.identifier_card import CardContent, card_text

CARD = card_text(CardContent("amina.d-7k3f", "fr"))


def typed(text: str, gap_ms: float) -> TypedCode:
    code = TypedCode()
    for place, sign in enumerate(text):
        at_ms = place * gap_ms
        assert not place or code.continues(at_ms)
        code.press(sign, at_ms)
    return code


def test_nothing_held_is_nothing_to_go_on_with():
    assert not TypedCode().continues(0)
    assert TypedCode().take() is None


@pytest.mark.parametrize("text", [CARD, CARD.lower(), "https://example.org"])
def test_a_readers_keys_are_a_code(text):
    assert typed(text, 10).take() == text


def test_a_letter_after_a_persons_pause_is_another_hand():
    code = typed("motdepasse"[: LEAST - 1], 20)
    assert not code.continues((LEAST - 2) * 20 + GAP_MS + 1)
    assert code.take() is None


def test_a_card_that_has_begun_is_waited_for_longer():
    code = typed(CARD[:6], 10)
    assert code.patience_ms == PAUSE_MS
    assert code.continues(50 + PAUSE_MS)
    assert typed("RKX", 10).patience_ms == GAP_MS


def test_a_card_cut_short_is_still_a_readers():
    assert typed(CARD[:4], 10).take() == CARD[:4]
    assert typed("rkc", 10).take() is None


def test_an_endless_code_is_not_kept():
    code = typed("x" * (MOST + 500), 1)
    taken = code.take()
    assert taken is not None
    assert len(taken) == MOST
    assert code.take() is None
