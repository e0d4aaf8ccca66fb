"""Machine-readable zones: what is written is read, and nonsense is nothing but None."""

from __future__ import annotations

import datetime
import random

from hypothesis import given
from hypothesis import strategies as st

from kiosk.capture.reading.mrz import parse
from tests.fakes.zones import LAYOUTS, random_zone, write

TODAY = datetime.date(2026, 11, 28)
SIGNS = "ABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789<"


@given(layout=st.sampled_from(LAYOUTS), seed=st.integers(0, 2**32))
def test_a_written_zone_is_read_without_an_exchange(layout: str, seed: int) -> None:
    zone = random_zone(random.Random(seed), layout)
    said = parse(write(layout, zone), TODAY)
    assert said is not None
    assert said.exchanged == 0
    if not said.is_name_cut:
        words = f"{said.family_name} {said.given_names}".upper().split()
        written = [*zone.family, *zone.given]
        assert words == written[: len(words)]
        if layout != "french" and sum(len(word) + 2 for word in written) <= 30:
            assert len(words) == len(written)
    assert said.birth.year is not None
    assert said.birth.year % 100 == int(zone.birth[:2])


@given(st.lists(st.text(SIGNS, max_size=50), max_size=4))
def test_nonsense_in_the_signs_of_a_zone_raises_nothing(lines: list[str]) -> None:
    parse(lines, TODAY)


@given(
    layout=st.sampled_from(LAYOUTS),
    seed=st.integers(0, 2**32),
    spoilt=st.lists(st.tuples(st.integers(0, 89), st.sampled_from(SIGNS)), max_size=6),
)
def test_a_spoilt_zone_is_read_or_not_and_raises_nothing(
    layout: str, seed: int, spoilt: list[tuple[int, str]]
) -> None:
    lines = write(layout, random_zone(random.Random(seed), layout))
    width = len(lines[0])
    signs = list("".join(lines))
    for at, sign in spoilt:
        signs[at % len(signs)] = sign
    text = "".join(signs)
    parse([text[at : at + width] for at in range(0, len(text), width)], TODAY)


@given(st.lists(st.text(max_size=50), max_size=4))
def test_any_text_at_all_is_a_zone_or_none_and_raises_nothing(lines: list[str]) -> None:
    parse(lines, TODAY)
