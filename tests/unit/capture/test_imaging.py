"""The paper is found where it lies, and nothing written is ever cut away."""

from __future__ import annotations

import io
import random
from pathlib import Path

import cv2
import numpy as np
import pytest
from PIL import Image, ImageDraw, ImageFilter

from kiosk.capture.imaging.cards import card_side, on_one_page
from kiosk.capture.imaging.edges import find_paper
from kiosk.capture.imaging.encoding import decode_filed, dpi_of, encode_g4, encode_page
from kiosk.capture.imaging.framing import cut, straight_frame
from kiosk.capture.imaging.ground import has_printed_ground
from kiosk.capture.imaging.orientation import Reader, quarter_turns_to_upright
from kiosk.capture.imaging.perspective import find_corners
from kiosk.capture.imaging.picture import (
    decode,
    grey_of,
    turned,
)
from kiosk.capture.imaging.proposal import Proposal, cooked, framed, propose
from kiosk.capture.imaging.small import small_jpeg
from kiosk.capture.imaging.tones import tone_of
from kiosk.capture.imaging.whiten import can_whiten, whitened
from kiosk.capture.recipe import AS_SCANNED, Change, Frame, PaperFormat, Recipe, Side, Tone
from tests.capture import papers
from tests.capture.scenes import photographed
from tests.fakes.pages import DrawnPage, blank_sheet, card, scan_of, sheet, to_jpeg

GREY, BLACK, WHITE = (118, 118, 120), (15, 15, 15), (244, 244, 244)
SHEET, PLAIN, BLANK, CARD = sheet(100), sheet(100, is_colour=False), blank_sheet(100), card(150)


def pixels(image: Image.Image) -> np.ndarray:
    return np.ascontiguousarray(np.asarray(image.convert("RGB"))[..., ::-1])


def analyse(scan: np.ndarray, dpi: int) -> Proposal:
    """Decide without a reader: the letters alone say what is up."""
    return propose(scan, dpi, Reader(None))


def overlap(crop: Frame, truth: DrawnPage) -> float:
    """Return intersection over union of what was found and where the paper is."""
    box = ((crop.centre_x, crop.centre_y), (crop.width, crop.height), crop.angle_deg)
    found = cv2.convexHull(cv2.boxPoints(box).astype(np.float32))
    true = cv2.convexHull(np.array(truth.corners, np.float32))
    common, _ = cv2.intersectConvexConvex(found, true)
    return float(common / (cv2.contourArea(found) + cv2.contourArea(true) - common))


@pytest.mark.parametrize("skew", [-14.0, -2.3, 0.0, 7.0])
@pytest.mark.parametrize("ground", [GREY, BLACK], ids=["grey", "black"])
@pytest.mark.parametrize("paper", [SHEET, BLANK], ids=["sheet", "blank"])
def test_a_sheet_on_a_dark_ground_is_cropped_and_stood_straight(
    paper: Image.Image, ground: tuple[int, int, int], skew: float
) -> None:
    truth = scan_of(paper, dpi=100, ground=ground, skew_deg=skew)
    frame = analyse(pixels(truth.image), 100).recipe.frame
    assert frame is not None
    assert frame.angle_deg == pytest.approx(skew, abs=0.1)
    assert overlap(frame, truth) > 0.98


@pytest.mark.parametrize("skew", [-9.0, 0.5])
@pytest.mark.parametrize("ground", [GREY, BLACK, WHITE], ids=["grey", "black", "white"])
def test_a_card_on_the_glass_is_cropped_whatever_the_lid(
    ground: tuple[int, int, int], skew: float
) -> None:
    truth = scan_of(CARD, dpi=150, ground=ground, skew_deg=skew, margin_inches=2.5)
    frame = analyse(pixels(truth.image), 150).recipe.frame
    assert frame is not None
    assert frame.angle_deg == pytest.approx(skew, abs=0.3)
    assert overlap(frame, truth) > 0.96


@pytest.mark.parametrize("skew", [-6.0, 0.5, 12.0])
@pytest.mark.parametrize("paper", [SHEET, PLAIN], ids=["colour", "plain"])
def test_a_sheet_under_a_white_lid_is_straightened_by_its_text_and_not_cropped(
    paper: Image.Image, skew: float
) -> None:
    truth = scan_of(paper, dpi=100, ground=WHITE, skew_deg=skew)
    scan = pixels(truth.image)
    found = analyse(scan, 100).recipe
    assert found.frame is None
    assert found.lean_deg == pytest.approx(skew, abs=0.15)
    frame = straight_frame(scan, found.lean_deg)
    assert frame.width >= truth.image.width - 1
    assert frame.height >= truth.image.height - 1


def test_a_straight_sheet_that_fills_the_scan_is_left_alone() -> None:
    found = analyse(pixels(SHEET), 100).recipe
    assert (found.frame, found.lean_deg, found.corners, found.turns) == (None, 0.0, None, 0)


def test_two_cards_are_not_cropped_to_one() -> None:
    glass = Image.new("RGB", (1000, 1400), GREY)
    glass.paste(CARD, (200, 200))
    glass.paste(CARD, (200, 800))
    assert find_paper(pixels(glass)) is None


def test_a_dark_photo_on_a_white_letter_is_not_taken_for_the_paper() -> None:
    letter = Image.new("RGB", (827, 1169), (250, 250, 250))
    letter.paste(Image.new("RGB", (400, 300), (60, 70, 50)), (200, 500))
    ImageDraw.Draw(letter).text((90, 90), "Convocation " * 12, fill=(0, 0, 0))
    letter.paste(sheet(50).crop((40, 40, 380, 250)), (90, 120))
    assert find_paper(pixels(letter)) is None


def test_a_table_with_a_frame_on_white_paper_is_not_taken_for_the_paper() -> None:
    letter = Image.new("RGB", (827, 1169), (250, 250, 250))
    ImageDraw.Draw(letter).rectangle([150, 200, 700, 900], outline=(0, 0, 0), width=3)
    assert find_paper(pixels(letter)) is None


def test_a_paper_laid_far_askew_is_left_as_it_lies() -> None:
    truth = scan_of(CARD, dpi=150, ground=GREY, skew_deg=30, margin_inches=1)
    assert find_paper(pixels(truth.image)) is None


@pytest.mark.parametrize(
    ("paper", "is_coloured"),
    [(SHEET, True), (PLAIN, False), (CARD, True), (BLANK, False)],
    ids=["stamp", "plain", "card", "blank"],
)
def test_colour_is_kept_where_it_says_something(paper: Image.Image, is_coloured: bool) -> None:
    jpeg = to_jpeg(scan_of(paper, dpi=100, skew_deg=1).image, 100)
    assert (analyse(decode(jpeg), 100).recipe.tone is Tone.AS_SCANNED) is is_coloured


def test_a_blank_sheet_is_proposed_and_one_line_of_text_is_not() -> None:
    line = blank_sheet(100)
    line.paste(sheet(100).crop((60, 60, 600, 130)), (60, 60))
    assert analyse(pixels(scan_of(BLANK, dpi=100, skew_deg=1).image), 100).looks_blank
    assert not analyse(pixels(scan_of(line, dpi=100, skew_deg=1).image), 100).looks_blank
    assert not analyse(pixels(scan_of(CARD, dpi=150, margin_inches=2).image), 150).looks_blank


def test_print_that_shines_through_does_not_hide_that_a_page_is_blank() -> None:
    front = PLAIN.transpose(Image.Transpose.FLIP_LEFT_RIGHT)
    back = Image.blend(blank_sheet(100), front.filter(ImageFilter.GaussianBlur(1.4)), 0.1)
    assert analyse(pixels(back), 100).looks_blank


def test_straightening_a_full_page_loses_none_of_its_writing() -> None:
    """A scan written to its very corners, askew: the frame grows instead of cutting."""
    large = Image.new("RGB", (1400, 1700), (250, 250, 250))
    draw = ImageDraw.Draw(large)
    for row in range(0, 1700, 22):
        draw.text((0, row), "Xxx  " * 60, fill=(0, 0, 0))
    leaning = large.rotate(-8, Image.Resampling.BICUBIC, fillcolor=(250, 250, 250))
    scan = pixels(leaning.crop((300, 300, 1100, 1400)))
    lean_deg = analyse(scan, 100).recipe.lean_deg
    assert lean_deg == pytest.approx(8, abs=0.15)
    assert ink(cut(scan, straight_frame(scan, lean_deg))) > 0.98 * ink(scan)


def ink(page: np.ndarray) -> float:
    return float(np.clip(250.0 - page, 0, None).sum())


def test_what_is_no_jpeg_is_a_value_error() -> None:
    for wrong in (b"", b"\xff\xd8\xff", b"GIF89a", to_jpeg(BLANK, 100)[:200]):
        with pytest.raises(ValueError, match="JPEG"):
            decode(wrong)


@pytest.mark.parametrize("turns", [0, 1, 2, 3])
def test_a_letter_is_stood_upright_by_its_letters_alone(turns: int) -> None:
    paper = papers.letter(random.Random(5), 150)
    lying = turned(pixels(paper.image), 4 - turns)
    assert quarter_turns_to_upright(lying, Reader(None)) == turns


def test_without_writing_or_models_nothing_is_turned(tmp_path: Path) -> None:
    assert quarter_turns_to_upright(pixels(BLANK), Reader(tmp_path)) == 0
    zone = papers.card_back(random.Random(1), 300)
    assert quarter_turns_to_upright(pixels(zone.image), Reader(tmp_path)) in {0, 2}


def test_each_step_taken_out_leaves_the_others() -> None:
    scan = pixels(scan_of(SHEET, dpi=100, skew_deg=3).image)
    recipe = analyse(scan, 100).recipe
    assert recipe.changes == (Change.CROPPED, Change.STRAIGHTENED, Change.WHITENED)
    leaning = recipe.without(Change.STRAIGHTENED)
    assert leaning.changes == (Change.CROPPED, Change.WHITENED)
    whole = recipe.without(Change.CROPPED)
    assert whole.changes == (Change.STRAIGHTENED, Change.WHITENED)
    assert cooked(scan, leaning).shape[0] > cooked(scan, recipe).shape[0]
    assert ink(cooked(scan, recipe.without(Change.WHITENED))) > ink(cooked(scan, recipe))
    for change in recipe.changes:
        recipe = recipe.without(change)
    assert recipe == AS_SCANNED
    assert np.array_equal(cooked(scan, recipe), scan)


def test_a_proposal_is_what_its_recipe_makes_again() -> None:
    scan = pixels(scan_of(SHEET, dpi=100, skew_deg=3).image)
    found = analyse(scan, 100)
    assert np.array_equal(cooked(scan, found.recipe), found.page)


def test_white_paper_turns_white_and_pale_writing_keeps_its_strength() -> None:
    page = Image.new("RGB", (1240, 1754), (238, 234, 226))
    draw = ImageDraw.Draw(page)
    inks = {"pencil": (186, 184, 180), "stamp": (150, 160, 214), "pen": (40, 60, 150)}
    for row, ink_ in enumerate(inks.values()):
        draw.rectangle((200, 300 + 300 * row, 800, 308 + 300 * row), fill=ink_)
    draw.ellipse((820, 1200, 1120, 1500), fill=inks["stamp"])
    before = pixels(page)
    assert can_whiten(before)
    after = whitened(before)
    assert after[20, 20].tolist() == [255, 255, 255]
    for row in range(3):
        at = (304 + 300 * row, 500)
        contrast = [
            float(grey_of(each)[20, 20]) - float(grey_of(each)[at]) for each in (before, after)
        ]
        assert contrast[1] > 0.95 * contrast[0]
    blue, green, red = (int(part) for part in after[1350, 970])
    assert blue - red > 50
    assert green < 200


def test_a_card_is_not_whitened() -> None:
    assert not can_whiten(pixels(CARD))


@pytest.mark.parametrize("dpi", [100, 150, 300])
def test_an_official_papers_ground_stays_as_it_was_scanned(dpi: int) -> None:
    page = pixels(papers.official(random.Random(dpi), dpi).image)
    assert can_whiten(page)
    assert has_printed_ground(page)
    found = analyse(page, dpi)
    assert not found.recipe.is_whitened
    assert found.recipe.tone is Tone.AS_SCANNED


def _ruled(step_px: int, ink_: tuple[int, int, int]) -> Image.Image:
    """Return an A4 page of a notebook at 150 dpi: pale lines across, and wider ones down."""
    page = Image.new("RGB", (1240, 1754), (250, 249, 246))
    draw = ImageDraw.Draw(page)
    for y in range(60, 1700, step_px):
        draw.line((0, y, 1240, y), fill=ink_)
    for x in range(120, 1240, 4 * step_px):
        draw.line((x, 0, x, 1754), fill=ink_)
    return page


def _shaded_rows() -> Image.Image:
    page = Image.new("RGB", (1240, 1754), (252, 252, 250))
    draw = ImageDraw.Draw(page)
    for y in range(100, 1600, 44):
        draw.rectangle((80, y, 1160, y + 22), fill=(236, 238, 242))
        draw.text((100, y + 2), "12/03 Versement 287,40", fill=(30, 30, 34), font_size=18)
    return page


@pytest.mark.parametrize(
    "sheet_",
    [_ruled(12, (214, 222, 240)), _ruled(47, (190, 205, 235)), _shaded_rows(), SHEET, BLANK],
    ids=["notebook, fine", "notebook, wide", "shaded rows", "letter", "blank"],
)
@pytest.mark.parametrize("lean_deg", [0.0, 0.4])
def test_rules_shaded_rows_and_grain_are_no_printed_ground(
    sheet_: Image.Image, lean_deg: float
) -> None:
    leaning = sheet_.rotate(lean_deg, Image.Resampling.BICUBIC, fillcolor=(250, 250, 250))
    page = pixels(leaning).astype(np.float32)
    page += np.random.default_rng(7).normal(0, 3, page.shape)
    assert not has_printed_ground(np.clip(page, 0, 255).astype(np.uint8))


def test_a_page_all_dark_or_tiny_has_no_ground_to_keep() -> None:
    assert not has_printed_ground(np.zeros((40, 30), np.uint8))
    assert not has_printed_ground(np.full((8, 8, 3), 250, np.uint8))
    assert not has_printed_ground(np.full((1754, 1240), 250, np.uint8))


def test_print_is_filed_black_on_white_and_pencil_in_greys() -> None:
    print_only = whitened(pixels(sheet(300, is_colour=False)))
    assert tone_of(print_only, 300) is Tone.BLACK_AND_WHITE
    assert tone_of(print_only, 150) is Tone.GREY
    noted = print_only.copy()
    cv2.line(noted, (400, 3000), (1400, 3040), (182, 182, 182), 5)
    assert tone_of(noted, 300) is Tone.GREY


def test_black_on_white_takes_a_fraction_of_the_bytes_and_no_dot_changes() -> None:
    page = np.where(grey_of(pixels(sheet(300, is_colour=False))) > 160, 255, 0).astype(np.uint8)
    tiff = encode_g4(page, dpi=300)
    assert dpi_of(tiff) == 300
    assert np.array_equal(decode_filed(tiff), page)
    in_greys = io.BytesIO()
    Image.new("L", (8, 8)).save(in_greys, "TIFF")
    with pytest.raises(ValueError, match="black and white"):
        decode_filed(in_greys.getvalue())
    made = encode_page(page, Recipe(tone=Tone.BLACK_AND_WHITE), dpi=300)
    grey = encode_page(page, Recipe(tone=Tone.GREY), dpi=300)
    assert len(made.filed) < len(grey.filed) / 4
    assert decode(made.shown_jpeg).shape[0] <= 1800


@pytest.mark.parametrize(
    ("make", "size"),
    [
        (papers.card_front, PaperFormat.ID_1),
        (papers.old_card, PaperFormat.ID_2),
        (papers.passport, PaperFormat.ID_3),
    ],
)
def test_a_card_is_known_by_its_size_and_its_portrait(make, size: PaperFormat) -> None:
    page = pixels(make(random.Random(2), 200).image)
    assert card_side(page, 200) == Side(size, has_portrait=True)
    assert card_side(turned(page, 1), 200) == Side(size, has_portrait=True)
    assert card_side(pixels(SHEET), 100) is None


def test_both_sides_lie_on_one_a4_page_at_true_size() -> None:
    front = pixels(papers.card_front(random.Random(2), 300).image)
    back = pixels(papers.card_back(random.Random(2), 300).image)
    page = on_one_page(front, back, PaperFormat.ID_1, dpi=300)
    assert page.shape == (3508, 2480, 3)
    rows = np.flatnonzero((page != 255).any(axis=(1, 2)))
    columns = np.flatnonzero((page != 255).any(axis=(0, 2)))
    assert columns[-1] - columns[0] + 1 == pytest.approx(85.6 / 25.4 * 300, abs=2)
    assert rows[-1] - rows[0] + 1 == pytest.approx((2 * 53.98 + 12) / 25.4 * 300, abs=3)


def test_two_fronts_are_two_cards() -> None:
    front, back = Side(PaperFormat.ID_1, True), Side(PaperFormat.ID_1, False)
    assert front.belongs_to(back)
    assert back.belongs_to(front)
    assert not front.belongs_to(front)
    assert not front.belongs_to(Side(PaperFormat.ID_2, False))


def test_a_photograph_of_a_letter_becomes_a_flat_a4_page() -> None:
    scene = photographed(random.Random(3), papers.letter(random.Random(3), 150))
    found = analyse(decode(scene.jpeg), 72)
    assert Change.FLATTENED in found.recipe.changes
    height, width = found.page.shape[:2]
    assert height / width == pytest.approx(2**0.5, abs=0.01)
    assert found.dpi == pytest.approx(height / 11.69, abs=1)
    assert framed(decode(scene.jpeg), AS_SCANNED).shape == decode(scene.jpeg).shape


def test_a_picture_within_a_page_is_no_photographed_paper() -> None:
    letter = Image.new("RGB", (827, 1169), (250, 250, 250))
    ImageDraw.Draw(letter).rectangle([100, 300, 720, 900], outline=(0, 0, 0), width=4)
    assert find_corners(pixels(letter)) is None


def test_a_page_is_made_small_from_its_bytes() -> None:
    small = decode(small_jpeg(to_jpeg(sheet(200), 200), 320))
    assert max(small.shape) == 320
    with pytest.raises(ValueError, match="JPEG"):
        small_jpeg(b"GIF89a", 320)
