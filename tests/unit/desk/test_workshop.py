"""The scanning page's workshop on real pages: made, changed, joined, brought back from a draft."""

from __future__ import annotations

import io
import random
from collections.abc import Iterator

import pikepdf
import pytest
from PIL import Image

from kiosk.capture.pipeline import Pipeline
from kiosk.capture.ports import ScannedPage
from kiosk.capture.recipe import AS_SCANNED, Change
from kiosk.flows.api import Draft
from tests.capture import papers
from tests.capture.scenes import GREY, laid, photographed
from tests.fakes.desk import NOON
from tests.fakes.pages import to_jpeg
from ui.screens.desk_scan.facts import facts_of, kept_pages
from ui.screens.desk_scan.model import PageModel, ScanModel
from ui.screens.desk_scan.ports import PreparedPage
from ui.screens.desk_scan.workshop import CaptureWorkshop


@pytest.fixture(scope="module")
def workshop() -> Iterator[CaptureWorkshop]:
    with Pipeline() as pipeline:
        yield CaptureWorkshop(pipeline)


def landed(make, seed: int, dpi: int = 150) -> ScannedPage:
    rng = random.Random(seed)
    scene = laid(rng, make(rng, dpi), lid=GREY, skew_deg=2)
    with Image.open(io.BytesIO(scene.jpeg)) as image:
        return ScannedPage(1, *image.size, dpi, True, scene.jpeg)


def test_a_step_is_undone_from_the_scan_and_the_scan_comes_back_whole(workshop):
    scan = landed(papers.letter, 1)
    page = workshop.prepare(scan)
    assert Change.WHITENED in page.recipe.changes
    less = workshop.change(page, page.recipe.without(Change.WHITENED))
    assert Change.WHITENED not in less.recipe.changes
    assert less.as_landed_jpeg == scan.jpeg
    assert workshop.change(less, AS_SCANNED).filed == scan.jpeg


def test_a_draft_brings_pages_and_cards_back_as_they_were(workshop):
    page = workshop.prepare(landed(papers.letter, 1))
    front = workshop.prepare(landed(papers.card_front, 2, 200))
    back = workshop.prepare(landed(papers.card_back, 3, 200))
    card = workshop.join(back, front)
    assert card.sides == (front, back)
    pages = tuple(PageModel(at, each) for at, each in enumerate((page, card)))
    scans = tuple(jpeg for each in pages for jpeg in each.prepared.kept.scans)
    assert len(scans) == 3
    draft = Draft(b"d" * 16, "capture", NOON, facts_of(ScanModel(pages=pages)), scans)
    again = [workshop.restore(kept) for kept in kept_pages(draft)]
    assert again[0].filed == page.filed
    assert again[0].recipe == page.recipe
    assert again[1].jpeg == card.jpeg
    assert [side.recipe for side in again[1].sides] == [front.recipe, back.recipe]


def test_pages_of_every_encoding_are_one_pdf_of_a4_pages(workshop):
    plain = papers.table(random.Random(4), 300).image.convert("L")
    scan = ScannedPage(1, *plain.size, 300, False, to_jpeg(plain, 300))
    photo = photographed(random.Random(5), papers.letter(random.Random(5), 150))
    with Image.open(io.BytesIO(photo.jpeg)) as image:
        taken = ScannedPage(2, *image.size, 72, True, photo.jpeg)
    pages: list[PreparedPage] = [workshop.prepare(scan), workshop.prepare(taken)]
    pdf = workshop.pdf([page.filed for page in pages])
    with pikepdf.open(io.BytesIO(pdf)) as document:
        sizes = [[float(side) for side in page.mediabox[2:]] for page in document.pages]
    for size in sizes:
        assert size == pytest.approx([595, 842], abs=4)
