"""The quality set: samples by number, the same for the same seed, each with its truth.

Kinds take turns, so that any run of consecutive numbers holds a like share of each. Zones are
numbered by themselves: cards with a machine-readable zone, one layout after another.
"""

from __future__ import annotations

import random
from collections.abc import Callable, Iterator
from dataclasses import dataclass

from tests.capture import papers
from tests.capture.papers import A4_MM, Paper
from tests.capture.scenes import DARK, GREY, LIDS, LIGHT, Scene, laid, photographed
from tests.fakes.ocr_b import draw_zone, lay_on_page
from tests.fakes.pages import to_jpeg
from tests.fakes.zones import LAYOUTS, random_zone, write

__all__ = ["KINDS", "SEED", "Sample", "ZoneSample", "samples", "zones"]

SEED = 20261128
SHEET_DPI, CARD_DPI = 150, 300

Make = Callable[[random.Random], "Sample"]


@dataclass(frozen=True, slots=True)
class Sample:
    """One page as it lands (or two, of a card), what is on it and what should come of it."""

    kind: str
    scene: Scene
    paper: Paper
    edges_show: bool = True
    """Whether all four edges of the paper are in the picture and unlike what is behind."""
    is_blank: bool = False
    has_direction: bool = True
    """Whether the writing says which way is up; a blank sheet or a scrawl does not."""
    is_ground_printed: bool = False
    """Whether the sheet's own print must stay; the paper of any other sheet turns white."""
    second: Scene | None = None
    """The next page of the same scan."""
    is_pair: bool = False
    """Whether both are the two sides of one card."""


def samples(count: int, seed: int = SEED, first: int = 0) -> Iterator[Sample]:
    """Yield `count` samples from number `first` on."""
    names = tuple(KINDS)
    for number in range(first, first + count):
        kind = names[number % len(names)]
        yield KINDS[kind](random.Random(f"{seed}/{number}/{kind}"))


@dataclass(frozen=True, slots=True)
class ZoneSample:
    """A card on the glass, as it lands, and the lines of its zone."""

    layout: str
    jpeg: bytes
    dpi: int
    lines: tuple[str, ...]


def zones(count: int, seed: int = SEED, first: int = 0) -> Iterator[ZoneSample]:
    """Yield `count` cards with zones from number `first` on; needs OCR-B (`tests.fakes.ocr_b`)."""
    for number in range(first, first + count):
        rng = random.Random(f"{seed}/{number}/zone")
        layout, dpi = LAYOUTS[number % len(LAYOUTS)], rng.choice((150, 200, 300))
        lines = write(layout, random_zone(rng, layout))
        page = lay_on_page(draw_zone(lines, dpi, rng), dpi, rng, skew_deg=rng.uniform(-3, 3))
        yield ZoneSample(layout, to_jpeg(page, dpi, rng.choice((60, 75, 85))), dpi, tuple(lines))


def _skew(rng: random.Random) -> float:
    """Return a lean: mostly small as feeders give it, at times up to 15 degrees."""
    return rng.uniform(-15, 15) if rng.random() < 0.4 else rng.gauss(0, 2.0)


def _printed(rng: random.Random) -> Paper:
    return rng.choice((papers.letter, papers.letter, papers.form, papers.table))(rng, SHEET_DPI)


def _on_dark(rng: random.Random) -> Sample:
    paper = _printed(rng)
    scene = laid(rng, paper, lid=rng.choice((DARK, GREY)), skew_deg=_skew(rng))
    return Sample("sheet, dark lid", scene, paper)


def _on_printed_ground(rng: random.Random) -> Sample:
    dpi = rng.choice((SHEET_DPI, CARD_DPI))
    lid = rng.choice(LIDS)
    paper = papers.official(rng, dpi)
    scene = laid(rng, paper, lid=lid, skew_deg=_skew(rng))
    return Sample(
        "sheet, printed ground", scene, paper, edges_show=lid is not LIGHT, is_ground_printed=True
    )


def _on_light(rng: random.Random) -> Sample:
    paper = _printed(rng)
    scene = laid(rng, paper, lid=LIGHT, skew_deg=_skew(rng))
    return Sample("sheet, light lid", scene, paper, edges_show=False)


def _overfull(rng: random.Random) -> Sample:
    """A feeder's frame of exactly A4: the corners of a leaning sheet fall out of it."""
    paper = _printed(rng)
    scene = laid(rng, paper, lid=rng.choice(LIDS), skew_deg=rng.uniform(-2.5, 2.5), frame_mm=A4_MM)
    return Sample("sheet, frame full", scene, paper, edges_show=False)


def _turned(rng: random.Random) -> Sample:
    paper = _printed(rng)
    turns = rng.choice((1, 2, 3))
    lid = rng.choice(LIDS)
    scene = laid(rng, paper, lid=lid, skew_deg=rng.gauss(0, 2.0), turns=turns)
    return Sample("sheet, turned", scene, paper, edges_show=lid is not LIGHT)


def _arabic(rng: random.Random) -> Sample:
    paper = papers.arabic_letter(rng, SHEET_DPI)
    scene = laid(
        rng, paper, lid=rng.choice((DARK, GREY)), skew_deg=_skew(rng), turns=rng.choice((0, 0, 2))
    )
    return Sample("sheet, Arabic", scene, paper)


def _sheet_photo(rng: random.Random) -> Sample:
    paper = _printed(rng)
    scene = photographed(rng, paper, turns=rng.choice((0, 0, 0, 1, 2, 3)))
    return Sample("sheet, photograph", scene, paper)


def _any_card(rng: random.Random) -> Paper:
    make = rng.choice((papers.card_front, papers.card_back, papers.old_card, papers.passport))
    return make(rng, CARD_DPI)


def _card(rng: random.Random) -> Sample:
    paper, lid = _any_card(rng), rng.choice(LIDS)
    scene = laid(
        rng,
        paper,
        lid=lid,
        skew_deg=_skew(rng),
        turns=rng.choice((0, 0, 2)),
        frame_mm=(216, 297),
    )
    return Sample("card", scene, paper)


def _card_photo(rng: random.Random) -> Sample:
    paper = _any_card(rng)
    scene = photographed(rng, paper, turns=rng.choice((0, 0, 1, 2, 3)))
    return Sample("card, photograph", scene, paper)


def _blank(rng: random.Random) -> Sample:
    paper = rng.choice((papers.blank, papers.bleeding_blank))(rng, SHEET_DPI)
    lid = rng.choice(LIDS)
    scene = laid(rng, paper, lid=lid, skew_deg=rng.gauss(0, 1.5))
    return Sample(
        "blank", scene, paper, edges_show=lid is not LIGHT, is_blank=True, has_direction=False
    )


def _faint(rng: random.Random) -> Sample:
    paper, lid = papers.faint(rng, SHEET_DPI), rng.choice(LIDS)
    scene = laid(rng, paper, lid=lid, skew_deg=rng.gauss(0, 1.5))
    return Sample("faint", scene, paper, edges_show=lid is not LIGHT, has_direction=False)


def _two_sides(rng: random.Random) -> Sample:
    """Front, then back of one card: laid by the same hand on the same glass."""
    lid, turns = rng.choice(LIDS), rng.choice((0, 0, 0, 2))
    front, back = papers.card_front(rng, CARD_DPI), papers.card_back(rng, CARD_DPI)
    first = laid(rng, front, lid=lid, skew_deg=_skew(rng), turns=turns, frame_mm=(216, 297))
    second = laid(rng, back, lid=lid, skew_deg=_skew(rng), frame_mm=(216, 297))
    return Sample("card, both sides", first, front, second=second, is_pair=True)


def _not_two_sides(rng: random.Random) -> Sample:
    """What might be taken for both sides and is not: two fronts, two formats, a letter."""
    lid = rng.choice(LIDS)
    front = papers.card_front(rng, CARD_DPI)
    match rng.randrange(3):
        case 0:
            other = papers.card_front(rng, CARD_DPI)
        case 1:
            other = rng.choice((papers.old_card, papers.passport))(rng, CARD_DPI)
        case _:
            other = papers.letter(rng, CARD_DPI)
    first = laid(rng, front, lid=lid, skew_deg=_skew(rng), frame_mm=(216, 297))
    second = laid(rng, other, lid=lid, skew_deg=rng.gauss(0, 1), frame_mm=(216, 297))
    return Sample("card, then another", first, front, second=second)


KINDS: dict[str, Make] = {
    "sheet, dark lid": _on_dark,
    "sheet, light lid": _on_light,
    "card": _card,
    "sheet, turned": _turned,
    "blank": _blank,
    "sheet, photograph": _sheet_photo,
    "card, both sides": _two_sides,
    "sheet, frame full": _overfull,
    "faint": _faint,
    "card, photograph": _card_photo,
    "sheet, Arabic": _arabic,
    "card, then another": _not_two_sides,
    "sheet, printed ground": _on_printed_ground,
}
