"""Black print is kept apart from the picture, and nothing of the picture is lost by it."""

from __future__ import annotations

import io

import cv2
import numpy as np
import pikepdf
import pypdfium2
import pytest
from PIL import Image, ImageDraw, ImageFont

import resources
from kiosk.capture.imaging.encoding import (
    decode_filed,
    dpi_of,
    encode_g4,
    encode_jpeg,
    encode_page,
)
from kiosk.capture.imaging.picture import Picture, decode
from kiosk.capture.imaging.print_layer import laid_together, parted
from kiosk.capture.layers import LAYERED, Layers
from kiosk.capture.paper import make_pdf
from kiosk.capture.recipe import Recipe, Tone

FONT = f"{next(iter(resources.__path__))}/fonts/Andika-Regular.ttf"
BLACK, NAVY, BLUE, RED = (28, 28, 34), (20, 25, 60), (25, 40, 140), (170, 50, 60)
PENCIL, PALE = (165, 165, 168), (190, 190, 215)
PRINT = (150, 150, 1500, 640)
"""Where the page below has print and nothing else."""

OTHER = {
    "blue heading": ((150, 690, 1300, 790), BLUE),
    "navy line": ((150, 830, 1300, 930), NAVY),
    "pencil": ((150, 970, 1300, 1070), PENCIL),
}
STAMP, PALE_STAMP, PHOTO = (900, 1150, 1300, 1550), (200, 1150, 600, 1550), (200, 1650, 700, 2150)
WHITENED = Recipe(is_whitened=True)


@pytest.fixture(scope="module")
def page() -> Picture:
    """A page with print, print under a stamp, coloured writing, pencil and a photo."""
    image = Image.new("RGB", (1654, 2339), "white")
    draw, font = ImageDraw.Draw(image), ImageFont.truetype(FONT, 50)
    for row in range(7):
        draw.text((160, 160 + 68 * row), "Votre demande a bien été reçue", BLACK, font)
    for name, ((left, top, _, _), colour) in OTHER.items():
        draw.text((left + 10, top + 10), f"{name} du 12 mars 2031", colour, font)
    for box, colour in ((STAMP, RED), (PALE_STAMP, PALE)):
        draw.ellipse(box, outline=colour, width=9)
    draw.text((700, 1300), "sous le tampon imprimé", BLACK, font)
    soft = np.linspace(20, 235, PHOTO[2] - PHOTO[0]).astype(np.uint8)
    image.paste(Image.fromarray(np.tile(soft, (PHOTO[3] - PHOTO[1], 1))), PHOTO[:2])
    scan = cv2.GaussianBlur(np.asarray(image)[..., ::-1], (0, 0), 0.7)
    return np.asarray(scan, np.uint8)


def within(picture: Picture, box: tuple[int, int, int, int]) -> Picture:
    left, top, right, bottom = box
    return picture[top:bottom, left:right]


def test_print_leaves_the_picture_and_everything_else_stays_as_it_was(page: Picture) -> None:
    parts = parted(page)
    assert parts is not None
    assert (within(parts.rest, PRINT) > 250).all()
    assert (within(parts.print, PRINT) == 0).mean() > 0.05
    for box in (*(box for box, _ in OTHER.values()), PALE_STAMP, PHOTO):
        assert np.array_equal(within(parts.rest, box), within(page, box))
        assert (within(parts.print, box) == 255).all()
    assert np.abs(np.subtract(parts.ink, BLACK)).max() < 25


def test_a_stamp_keeps_the_print_that_it_lies_on(page: Picture) -> None:
    parts = parted(page)
    assert parts is not None
    is_red = np.asarray(within(page, STAMP).max(axis=2) - within(page, STAMP).min(axis=2) > 60)
    near = cv2.dilate(is_red.astype(np.uint8), np.ones((31, 31), np.uint8)) > 0
    assert (within(page, STAMP)[near].max(axis=1) < 80).any()
    assert np.array_equal(within(parts.rest, STAMP)[near], within(page, STAMP)[near])


def test_both_layers_look_like_the_page(page: Picture) -> None:
    parts = parted(page)
    assert parts is not None
    together = laid_together(parts.rest, parts.print, parts.ink)
    apart = np.abs(together.astype(int) - page.astype(int))
    assert apart.mean() < 3
    assert (cv2.blur(np.asarray(apart, np.uint8), (9, 9)) < 90).all()


def test_a_page_of_greys_is_taken_apart_as_well(page: Picture) -> None:
    grey = np.asarray(cv2.cvtColor(page, cv2.COLOR_BGR2GRAY), np.uint8)
    parts = parted(grey)
    assert parts is not None
    assert parts.rest.ndim == 2
    assert np.array_equal(within(parts.rest, PHOTO), within(grey, PHOTO))
    assert (within(parts.rest, PRINT) > 250).all()
    assert laid_together(parts.rest, parts.print, parts.ink).shape == grey.shape


def test_what_lies_at_the_edge_of_the_page_is_no_print(page: Picture) -> None:
    edged = page.copy()
    edged[:, -12:] = 90
    parts = parted(edged)
    assert parts is not None
    assert np.array_equal(parts.rest[:, -12:], edged[:, -12:])


def test_without_black_print_there_are_no_layers() -> None:
    assert parted(np.full((600, 400, 3), 255, np.uint8)) is None


def test_a_whitened_page_is_filed_in_layers_for_a_fraction_of_its_jpeg(page: Picture) -> None:
    made = encode_page(page, WHITENED, dpi=300)
    jpeg = encode_jpeg(page, quality=75, dpi=300)
    assert made.filed.startswith(LAYERED)
    assert len(made.filed) < 0.6 * len(jpeg)
    assert dpi_of(made.filed) == 300
    filed, shown = decode_filed(made.filed), decode(made.shown_jpeg)
    assert filed.shape == shown.shape == page.shape
    assert np.abs(filed.astype(int) - shown.astype(int)).mean() < 3


@pytest.mark.parametrize(
    ("recipe", "dpi"),
    [
        (Recipe(), 300),
        (WHITENED, 200),
        (Recipe(is_whitened=True, corners=(0, 0, 9, 0, 9, 9, 0, 9)), 300),
    ],
    ids=["paper as scanned", "few dots", "photograph"],
)
def test_other_pages_stay_one_jpeg(page: Picture, recipe: Recipe, dpi: int) -> None:
    made = encode_page(page, recipe, dpi=dpi)
    assert made.filed is made.shown_jpeg
    assert made.filed.startswith(b"\xff\xd8")


def test_a_pdf_shows_both_layers_and_holds_them_without_loss(page: Picture) -> None:
    made = encode_page(page, WHITENED, dpi=300)
    layers = Layers.from_bytes(made.filed)
    pdf = make_pdf([made.filed, made.shown_jpeg])
    assert pdf == make_pdf([made.filed, made.shown_jpeg])
    with pikepdf.open(io.BytesIO(pdf)) as document:
        images = document.pages[0].Resources.XObject
        stencil = images["/Print"]
        (picture,) = (image for name, image in images.items() if name != "/Print")
        assert bytes(stencil.read_raw_bytes()) in layers.print
        assert list(picture.Filter) == ["/FlateDecode", "/DCTDecode"]
        assert len(picture.read_raw_bytes()) < len(layers.picture)
        assert "/Print" not in document.pages[1].Resources.XObject
    drawn = pypdfium2.PdfDocument(pdf)[0].render(scale=300 / 72, rev_byteorder=False).to_numpy()
    expected = decode_filed(made.filed)
    height, width = (min(a, b) for a, b in zip(drawn.shape[:2], expected.shape[:2], strict=True))
    apart = np.abs(
        cv2.blur(drawn[:height, :width, :3], (5, 5)).astype(int)
        - cv2.blur(expected[:height, :width], (5, 5)).astype(int)
    )
    assert apart.mean() < 3
    assert (within(drawn[..., :3], PRINT) < 80).mean() > 0.03


def test_bytes_that_are_no_layers_are_refused(page: Picture) -> None:
    picture = encode_jpeg(page, quality=50, dpi=300)
    print_ = encode_g4(np.full((40, 40), 255, np.uint8), dpi=300)
    whole = Layers(picture, print_, (1, 2, 3)).to_bytes()
    assert Layers.from_bytes(whole) == Layers(picture, print_, (1, 2, 3))
    for wrong in (b"", LAYERED, whole[: len(picture)], picture, b"x" + whole):
        with pytest.raises(ValueError, match="layers"):
            Layers.from_bytes(wrong)
    with pytest.raises(ValueError, match="two sizes"):
        decode_filed(whole)
    with pytest.raises(ValueError, match="TIFF"):
        make_pdf([Layers(picture, b"none", (0, 0, 0)).to_bytes()])


def test_a_page_that_is_black_on_white_as_a_whole_needs_no_layers(page: Picture) -> None:
    two = np.where(page[..., 0] > 160, 255, 0).astype(np.uint8)
    made = encode_page(two, Recipe(is_whitened=True, tone=Tone.BLACK_AND_WHITE), dpi=300)
    assert made.filed.startswith(b"II*")
