"""What is decided about papers of known truth, and read on them, holds its thresholds."""

from __future__ import annotations

import pytest

from tests.capture.quality_set import KINDS, samples, zones
from tests.capture.score import Score, score
from tests.fakes.ocr_b import FONT
from tests.fakes.zones import LAYOUTS

SAMPLE = 2 * len(KINDS)
"""Two of each kind: in so few, everything that is counted in whole pages must be right."""

needs_font = pytest.mark.skipif(not FONT.exists(), reason="package fonts-ocr-b")
"""Present after `packaging/setup test`."""


def assert_held(found: Score) -> None:
    missed = [measure for measure in found.measures() if not measure.is_held]
    assert not missed, found.wrong


def test_a_small_sample_holds_every_threshold() -> None:
    assert_held(score(samples(SAMPLE)))


@needs_font
def test_a_zone_of_each_layout_is_read_exactly_on_the_page_made_better() -> None:
    found = score((), zones(len(LAYOUTS)))
    assert len(found.zones_exact) == len(LAYOUTS)
    assert_held(found)


def test_the_same_number_is_the_same_paper() -> None:
    first, again = (next(samples(1, first=6)) for _ in range(2))
    assert first.scene == again.scene
    assert next(samples(1, seed=1, first=6)).scene != first.scene


@pytest.mark.slow
def test_the_whole_set_holds_every_threshold() -> None:
    assert_held(score(samples(600)))


@needs_font
@pytest.mark.slow
def test_of_six_hundred_zones_97_in_100_are_read_exactly() -> None:
    assert_held(score((), zones(600)))
