"""Pages are made better in a worker; whatever happens to it, the scan is kept."""

from __future__ import annotations

import io
import os
import random
import signal
from pathlib import Path

import pytest
from PIL import Image

from kiosk.capture.children import child_command
from kiosk.capture.pipeline import Change, ImprovedPage, Pipeline, PipelineLimits
from kiosk.capture.ports import ScannedPage
from kiosk.capture.recipe import AS_SCANNED, BadRecipe, Recipe
from kiosk.errors import Unavailable
from tests.capture import papers
from tests.capture.scenes import GREY, laid
from tests.fakes.pages import blank_sheet, scan_of, sheet, to_jpeg

TRUTH = scan_of(sheet(100), dpi=100, skew_deg=2.3)


def scanned(image: Image.Image = TRUTH.image, dpi: int = 100) -> ScannedPage:
    return ScannedPage(1, *image.size, dpi, True, to_jpeg(image, dpi))


def without(pipeline: Pipeline, page: ImprovedPage, change: Change) -> ImprovedPage:
    return pipeline.render(page.scan, page.recipe.without(change))


def opened(jpeg: bytes) -> Image.Image:
    return Image.open(io.BytesIO(jpeg))


def test_a_page_comes_back_cropped_straight_and_smaller(pipeline: Pipeline) -> None:
    page = pipeline.improve(scanned())
    assert page.applied == (Change.CROPPED, Change.STRAIGHTENED, Change.WHITENED)
    assert page.straightened_deg == pytest.approx(2.3, abs=0.1)
    assert (page.width, page.height) == pytest.approx((827, 1169), abs=12)
    assert opened(page.jpeg).size == (page.width, page.height)
    assert opened(page.jpeg).info["dpi"] == (100, 100)
    assert len(page.jpeg) < len(page.original_jpeg)
    assert page.is_colour
    assert not page.looks_blank


def test_a_page_without_colour_becomes_grey(pipeline: Pipeline) -> None:
    plain = scan_of(sheet(100, is_colour=False), dpi=100)
    page = pipeline.improve(scanned(plain.image))
    assert Change.MADE_GREY in page.applied
    assert opened(page.jpeg).mode == "L"
    assert not page.is_colour


def test_a_blank_page_is_proposed_and_still_there(pipeline: Pipeline) -> None:
    page = pipeline.improve(scanned(scan_of(blank_sheet(100), dpi=100).image))
    assert page.looks_blank
    assert opened(page.jpeg).size == (page.width, page.height)


def test_as_before_gives_the_scan_back_byte_for_byte(pipeline: Pipeline) -> None:
    scan = scanned()
    assert pipeline.improve(scan).filed != scan.jpeg
    page = pipeline.render(scan, AS_SCANNED)
    assert page.jpeg == page.filed == scan.jpeg
    assert max(opened(page.thumbnail_jpeg).size) == 320
    assert page.applied == ()
    assert page.is_as_scanned
    assert (page.width, page.height) == (scan.width, scan.height)


def test_four_quarter_turns_are_no_turn_and_lose_nothing(pipeline: Pipeline) -> None:
    page = pipeline.improve(scanned())
    turned = page
    for turn in range(1, 5):
        turned = pipeline.render(page.scan, turned.recipe.turned_by_hand(1))
        assert (Change.TURNED in turned.applied) == (turn < 4)
    assert turned.jpeg == page.jpeg
    assert turned.applied == page.applied


def test_a_quarter_turn_goes_to_the_right(pipeline: Pipeline) -> None:
    image = Image.new("L", (200, 100), 255)
    image.paste(0, (0, 0, 40, 20))  # top left
    page = opened(pipeline.render(scanned(image), AS_SCANNED.turned_by_hand(1)).filed)
    assert page.size == (100, 200)
    assert page.info["dpi"] == (100, 100)
    assert page.getpixel((90, 10)) < 60  # type: ignore[operator]  # top right
    assert page.getpixel((10, 10)) > 200  # type: ignore[operator]


def test_raw_pixels_become_a_jpeg_with_their_colours(pipeline: Pipeline) -> None:
    jpeg = pipeline.encode(bytes([200, 30, 40]) * 64, width=8, height=8, is_colour=True, dpi=150)
    red, green, blue = opened(jpeg).getpixel((4, 4))  # type: ignore[misc]
    assert red > 180
    assert green < 60
    assert blue < 70


def test_pixels_that_do_not_fill_their_picture_are_refused(pipeline: Pipeline) -> None:
    with pytest.raises(Unavailable) as raised:
        pipeline.encode(bytes(10), width=8, height=8, is_colour=True, dpi=150)
    assert raised.value.message_key == "page.no_preview"


@pytest.mark.parametrize("broken", [b"", b"\xff\xd8\xff\xe0junk", scanned().jpeg[:900]])
def test_a_broken_picture_is_kept_as_it_came(pipeline: Pipeline, broken: bytes) -> None:
    page = pipeline.improve(ScannedPage(1, 10, 10, 100, True, broken))
    assert page.is_as_scanned
    assert page.applied == ()
    with pytest.raises(Unavailable):
        pipeline.render(page.scan, AS_SCANNED)


def test_a_picture_announcing_too_many_pixels_is_kept_as_it_came(pipeline: Pipeline) -> None:
    jpeg = bytearray(to_jpeg(Image.new("L", (16, 16)), 100))
    start = jpeg.index(b"\xff\xc0")
    jpeg[start + 5 : start + 9] = b"\xff\xf0\xff\xf0"  # height and width of the frame header
    assert pipeline.improve(ScannedPage(1, 10, 10, 100, True, bytes(jpeg))).is_as_scanned


def test_a_killed_worker_costs_nothing_but_time() -> None:
    with Pipeline() as pipeline:
        pipeline.warm()
        os.kill(_worker_of(pipeline), signal.SIGKILL)
        first = pipeline.improve(scanned())
        second = pipeline.improve(scanned())
    assert first.original_jpeg == scanned().jpeg  # improved or as scanned, never lost
    assert second.applied == (Change.CROPPED, Change.STRAIGHTENED, Change.WHITENED)


def test_a_worker_that_crashes_on_a_page_leaves_it_as_scanned() -> None:
    with Pipeline(child_command("tests.fakes.crashing_worker")) as pipeline:
        assert pipeline.improve(scanned()).is_as_scanned


def test_a_worker_that_hangs_is_killed_and_leaves_the_page_as_scanned() -> None:
    stuck = child_command("tests.fakes.hanging_worker")
    with Pipeline(stuck, PipelineLimits(request_s=0.2)) as pipeline:
        pipeline.warm()
        worker = _worker_of(pipeline)
        assert pipeline.improve(scanned()).is_as_scanned
        assert not Path(f"/proc/{worker}").exists()


def test_a_worker_that_cannot_start_leaves_pages_as_scanned() -> None:
    with Pipeline(("/nonexistent/program",)) as pipeline:
        pipeline.warm()
        assert pipeline.improve(scanned()).is_as_scanned


def test_closing_ends_the_worker() -> None:
    pipeline = Pipeline()
    pipeline.warm()
    worker = _worker_of(pipeline)
    pipeline.close()
    assert not Path(f"/proc/{worker}").exists()


def test_the_worker_has_no_network_but_its_own(pipeline: Pipeline) -> None:
    pipeline.warm()
    if not pipeline.is_network_gone:
        pytest.skip("this system gives no network namespaces to this user")
    ours = Path("/proc/self/ns/net").readlink()
    assert Path(f"/proc/{_worker_of(pipeline)}/ns/net").readlink() != ours


def _worker_of(pipeline: Pipeline) -> int:
    child = pipeline._child
    assert child is not None
    return child.pid


def test_one_step_is_taken_out_and_the_others_stay(pipeline: Pipeline) -> None:
    page = pipeline.improve(scanned())
    grey_paper = without(pipeline, page, Change.WHITENED)
    assert grey_paper.applied == (Change.CROPPED, Change.STRAIGHTENED)
    assert (grey_paper.width, grey_paper.height) == (page.width, page.height)
    assert grey_paper.filed != page.filed
    leaning = without(pipeline, grey_paper, Change.STRAIGHTENED)
    assert leaning.applied == (Change.CROPPED,)
    assert without(pipeline, leaning, Change.CROPPED).is_as_scanned


def test_an_upside_down_page_is_turned_and_that_is_undone(pipeline: Pipeline) -> None:
    scene = laid(
        random.Random(4), papers.letter(random.Random(4), 150), lid=GREY, skew_deg=1, turns=2
    )
    with Image.open(io.BytesIO(scene.jpeg)) as image:
        page = pipeline.improve(ScannedPage(1, *image.size, 150, True, scene.jpeg))
    assert Change.UPRIGHTED in page.applied
    assert page.recipe.turns == 2
    assert Change.UPRIGHTED not in without(pipeline, page, Change.UPRIGHTED).applied


def test_both_sides_of_a_card_are_joined_whichever_came_first(pipeline: Pipeline) -> None:
    front, back = (
        card_scan(make, seed) for make, seed in ((papers.card_front, 1), (papers.card_back, 2))
    )
    sides = [pipeline.improve(back), pipeline.improve(front)]
    joined = pipeline.join(*sides)
    assert joined.front is sides[1]
    assert joined.back is sides[0]
    assert (joined.width, joined.height, joined.dpi) == (2480, 3508, 300)
    assert opened(joined.jpeg).size == (2480, 3508)
    assert max(opened(joined.thumbnail_jpeg).size) == 320
    with pytest.raises(ValueError, match="format"):
        pipeline.join(sides[0], pipeline.improve(scanned()))


def test_print_at_300_dpi_is_filed_as_g4_and_shown_as_jpeg(pipeline: Pipeline) -> None:
    plain = sheet(300, is_colour=False)
    page = pipeline.improve(ScannedPage(1, *plain.size, 300, True, to_jpeg(plain, 300)))
    assert Change.MADE_BLACK_AND_WHITE in page.applied
    assert page.filed.startswith(b"II*")
    assert opened(page.filed).size == (page.width, page.height) == plain.size
    assert opened(page.jpeg).format == "JPEG"
    assert len(page.filed) < 150_000
    assert max(opened(page.thumbnail_jpeg).size) == 320


@pytest.mark.parametrize(
    "recipe",
    [
        None,
        7,
        {},
        {**Recipe().to_json(), "turns": 4},
        {**Recipe().to_json(), "tone": "red"},
        {**Recipe().to_json(), "frame": [0, 0, 0, 0, 0]},
        {**Recipe().to_json(), "corners": [1]},
        {**Recipe().to_json(), "frame": [10**9, 0, 5000, 5000, 0]},
    ],
)
def test_what_is_no_recipe_is_refused(recipe: object) -> None:
    with pytest.raises(BadRecipe):
        Recipe.from_json(recipe)


def card_scan(make, seed: int) -> ScannedPage:
    rng = random.Random(seed)
    scene = laid(rng, make(rng, 300), lid=GREY, skew_deg=2, frame_mm=(216, 297))
    with Image.open(io.BytesIO(scene.jpeg)) as image:
        return ScannedPage(1, *image.size, 300, True, scene.jpeg)
