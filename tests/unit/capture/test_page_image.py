"""The paper is found where it lies, and nothing written is ever cut away."""

from __future__ import annotations

import cv2
import numpy as np
import pytest
from PIL import Image, ImageDraw

from kiosk.capture.page_image import Crop, analyse, cut, decode, find_paper
from tests.fakes.pages import DrawnPage, blank_sheet, card, scan_of, sheet, to_jpeg

GREY, BLACK, WHITE = (118, 118, 120), (15, 15, 15), (244, 244, 244)
SHEET, PLAIN, BLANK, CARD = sheet(100), sheet(100, is_colour=False), blank_sheet(100), card(150)


def pixels(image: Image.Image) -> np.ndarray:
    return np.ascontiguousarray(np.asarray(image.convert("RGB"))[..., ::-1])


def overlap(crop: Crop, truth: DrawnPage) -> float:
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
    found = analyse(pixels(truth.image))
    assert found.is_paper_found
    assert found.crop is not None
    assert found.crop.angle_deg == pytest.approx(skew, abs=0.1)
    assert overlap(found.crop, truth) > 0.98


@pytest.mark.parametrize("skew", [-9.0, 0.5])
@pytest.mark.parametrize("ground", [GREY, BLACK, WHITE], ids=["grey", "black", "white"])
def test_a_card_on_the_glass_is_cropped_whatever_the_lid(
    ground: tuple[int, int, int], skew: float
) -> None:
    truth = scan_of(CARD, dpi=150, ground=ground, skew_deg=skew, margin_inches=2.5)
    found = analyse(pixels(truth.image))
    assert found.is_paper_found
    assert found.crop is not None
    assert found.crop.angle_deg == pytest.approx(skew, abs=0.3)
    assert overlap(found.crop, truth) > 0.96


@pytest.mark.parametrize("skew", [-6.0, 0.5, 12.0])
@pytest.mark.parametrize("paper", [SHEET, PLAIN], ids=["colour", "plain"])
def test_a_sheet_under_a_white_lid_is_straightened_by_its_text_and_not_cropped(
    paper: Image.Image, skew: float
) -> None:
    truth = scan_of(paper, dpi=100, ground=WHITE, skew_deg=skew)
    found = analyse(pixels(truth.image))
    assert not found.is_paper_found
    assert found.crop is not None
    assert found.crop.angle_deg == pytest.approx(skew, abs=0.15)
    assert found.crop.width >= truth.image.width - 1
    assert found.crop.height >= truth.image.height - 1


def test_a_straight_sheet_that_fills_the_scan_is_left_alone() -> None:
    assert analyse(pixels(SHEET)).crop is None


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
    assert analyse(decode(jpeg)).is_coloured is is_coloured


def test_a_blank_sheet_is_proposed_and_one_line_of_text_is_not() -> None:
    line = blank_sheet(100)
    line.paste(sheet(100).crop((60, 60, 600, 130)), (60, 60))
    assert analyse(pixels(scan_of(BLANK, dpi=100, skew_deg=1).image)).looks_blank
    assert not analyse(pixels(scan_of(line, dpi=100, skew_deg=1).image)).looks_blank
    assert not analyse(pixels(scan_of(CARD, dpi=150, margin_inches=2).image)).looks_blank


def test_print_that_shines_through_does_not_hide_that_a_page_is_blank() -> None:
    back = Image.blend(blank_sheet(100), PLAIN.transpose(Image.Transpose.FLIP_LEFT_RIGHT), 0.1)
    assert analyse(pixels(back)).looks_blank


def test_straightening_a_full_page_loses_none_of_its_writing() -> None:
    """A scan written to its very corners, askew: the frame grows instead of cutting."""
    large = Image.new("RGB", (1400, 1700), (250, 250, 250))
    draw = ImageDraw.Draw(large)
    for row in range(0, 1700, 22):
        draw.text((0, row), "Xxx  " * 60, fill=(0, 0, 0))
    leaning = large.rotate(-8, Image.Resampling.BICUBIC, fillcolor=(250, 250, 250))
    scan = pixels(leaning.crop((300, 300, 1100, 1400)))
    crop = analyse(scan).crop
    assert crop is not None
    assert crop.angle_deg == pytest.approx(8, abs=0.15)
    assert ink(cut(scan, crop)) > 0.98 * ink(scan)


def ink(page: np.ndarray) -> float:
    return float(np.clip(250.0 - page, 0, None).sum())


def test_what_is_no_jpeg_is_a_value_error() -> None:
    for wrong in (b"", b"\xff\xd8\xff", b"GIF89a", to_jpeg(BLANK, 100)[:200]):
        with pytest.raises(ValueError, match="JPEG"):
            decode(wrong)
