"""Pages become one PDF that prints as it was scanned and tells nobody anything else."""

from __future__ import annotations

import io

import numpy as np
import pikepdf
import pytest
from PIL import Image

from kiosk.capture.imaging.encoding import encode_g4
from kiosk.capture.paper import make_pdf, page_count, page_jpegs
from kiosk.errors import InvalidInput
from tests.fakes.hostile_files import encrypted_pdf, text_pdf
from tests.fakes.pages import card, sheet, to_jpeg

SHEET, CARD = to_jpeg(sheet(100), 100), to_jpeg(card(150), 150)


def sizes(pdf: bytes) -> list[tuple[float, float]]:
    with pikepdf.open(io.BytesIO(pdf)) as document:
        return [tuple(float(x) for x in page.mediabox[2:]) for page in document.pages]  # type: ignore[misc]


def test_pages_go_in_and_come_out_byte_for_byte_in_order() -> None:
    pdf = make_pdf([SHEET, CARD, SHEET])
    assert page_count(pdf) == 3
    assert page_jpegs(pdf) == (SHEET, CARD, SHEET)


def test_a_page_is_as_large_as_the_paper_was() -> None:
    (sheet_pt, card_pt) = sizes(make_pdf([SHEET, CARD]))
    assert sheet_pt == pytest.approx((595, 842), abs=2)
    assert card_pt == pytest.approx((243, 153), abs=2)


def test_a_page_larger_than_a4_is_shrunk_to_it_either_way_round() -> None:
    tall = to_jpeg(Image.new("L", (3000, 4000), 200), 72)
    wide = to_jpeg(Image.new("L", (4000, 3000), 200), 72)
    tall_pt, wide_pt = sizes(make_pdf([tall, wide]))
    assert tall_pt == pytest.approx((595.28, 793.7), abs=0.5)
    assert wide_pt == pytest.approx((793.7, 595.28), abs=0.5)


def test_the_same_pages_give_the_same_bytes_without_date_or_maker() -> None:
    pdf = make_pdf([SHEET])
    assert pdf == make_pdf([SHEET])
    with pikepdf.open(io.BytesIO(pdf)) as document:
        assert dict(document.docinfo) == {}
        assert b"xmp:" not in document.Root.Metadata.read_bytes()
    assert b"img2pdf" not in pdf


def test_no_page_or_no_picture_is_a_bug_of_the_caller() -> None:
    for wrong in ([], [b"hello"], [SHEET[:4]]):
        with pytest.raises(ValueError):
            make_pdf(wrong)


@pytest.mark.parametrize(
    ("pdf", "key"),
    [(b"", "file.broken"), (b"%PDF-1.4 hm", "file.broken"), (encrypted_pdf(), "file.encrypted")],
)
def test_counting_tells_broken_from_encrypted(pdf: bytes, key: str) -> None:
    with pytest.raises(InvalidInput) as raised:
        page_count(pdf)
    assert raised.value.message_key == key


def test_a_paper_made_elsewhere_is_not_taken_for_one_of_ours() -> None:
    with pytest.raises(InvalidInput) as raised:
        page_jpegs(text_pdf())
    assert raised.value.message_key == "file.broken"


def test_a_black_and_white_page_goes_in_as_its_g4_strip_and_lies_on_a4() -> None:
    page = np.full((3508, 2480), 255, np.uint8)
    page[1000:1010, 400:2000] = 0
    tiff = encode_g4(page, dpi=300)
    pdf = make_pdf([tiff, SHEET])
    with pikepdf.open(io.BytesIO(pdf)) as document:
        (image,) = document.pages[0].get_images().values()
        assert "/CCITTFaxDecode" in str(image.Filter)
        assert bytes(image.read_raw_bytes()) in tiff
    assert sizes(pdf)[0] == pytest.approx((595.2, 841.9), abs=0.3)
