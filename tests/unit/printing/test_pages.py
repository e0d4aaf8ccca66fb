"""What goes to the printer is pictures: of the pages wanted, at their size, and no words."""

from __future__ import annotations

import io

import pypdfium2
import pytest
from PIL import Image

from kiosk.capture.ports import ScannedPage
from kiosk.printing.pages import pictures_as_pdf

MM = 72 / 25.4


def page(width_mm: float, height_mm: float, *, dpi: int = 100, is_colour: bool = True):
    size = (round(width_mm / 25.4 * dpi), round(height_mm / 25.4 * dpi))
    out = io.BytesIO()
    picture = Image.new("RGB" if is_colour else "L", size, (200, 30, 30) if is_colour else 90)
    picture.save(out, "JPEG", dpi=(dpi, dpi), quality=90)
    return ScannedPage(1, *size, dpi, is_colour, out.getvalue())


def drawn(pdf: bytes) -> list[tuple[float, float, Image.Image]]:
    with pypdfium2.PdfDocument(pdf) as document:
        return [
            (*leaf.get_size(), leaf.render(scale=0.5).to_pil().convert("RGB")) for leaf in document
        ]


def inked_mm(picture: Image.Image) -> tuple[float, float]:
    box = picture.convert("L").point(lambda value: 255 * (value < 200)).getbbox()
    assert box is not None
    return (box[2] - box[0]) * 2 / MM, (box[3] - box[1]) * 2 / MM


@pytest.mark.parametrize(
    ("size", "sheet", "printed"),
    [
        ((210, 297), (210, 297), (210, 297)),
        ((211, 298), (210, 297), (210, 297)),  # an A4 scanned a little large
        ((85.6, 54), (297, 210), (85.6, 54)),  # a card stays a card
        ((400, 300), (297, 210), (268, 201)),  # larger is made to fit, inside the margins
    ],
)
def test_a_page_keeps_its_true_size_where_it_fits_on_a4(size, sheet, printed):
    ((width, height, picture),) = drawn(pictures_as_pdf([page(*size)], is_colour=True))
    assert (width / MM, height / MM) == pytest.approx(sheet, abs=0.5)
    assert inked_mm(picture) == pytest.approx(printed, abs=2)


def test_black_and_white_is_in_the_pixels_themselves():
    for is_colour in (True, False):
        ((_, _, picture),) = drawn(pictures_as_pdf([page(210, 297)], is_colour=is_colour))
        red, green, _ = picture.getpixel((100, 100))
        assert (red - green > 100) is is_colour


def test_a_grey_page_is_handed_on_as_it_is():
    grey = page(210, 297, is_colour=False)
    assert grey.jpeg in pictures_as_pdf([grey], is_colour=False)


def test_the_pdf_holds_pictures_only_and_tells_neither_program_nor_day():
    made = pictures_as_pdf([page(210, 297), page(85.6, 54)], is_colour=True)
    with pypdfium2.PdfDocument(made) as document:
        assert [leaf.get_textpage().get_text_range() for leaf in document] == ["", ""]
        told = document.get_metadata_dict()
    assert not any(told.values())
    assert b"/Font" not in made
    assert b"CreationDate" not in made
