"""A filed PDF is PDF/A-2 as far as one can look, finds its words, and keeps its pictures."""

from __future__ import annotations

import io
import subprocess

import pikepdf
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from PIL import Image

from kiosk.capture.paper import make_pdf, page_jpegs
from kiosk.capture.pdf_archive import archived
from kiosk.capture.words import PageWords, Word, decode_words, encode_words
from tests.fakes.pages import to_jpeg

PAGE = to_jpeg(Image.new("RGB", (1654, 2339), (250, 248, 240)), 200)
GREY = to_jpeg(Image.new("L", (1654, 2339), 250), 200)
WORDS = PageWords(
    (
        Word("Attestation", 200, 300, 400, 50, 96),
        Word("d’hébergement", 620, 300, 460, 50, 95),
        Word("Œuvre", 200, 400, 200, 50, 90),
        Word("شهادة", 200, 500, 200, 60, 90),
        Word("\U0001f600\ufeff", 200, 600, 50, 50, 20),
    ),
    1654,
    2339,
)


def text_in(pdf: bytes) -> str:
    made = subprocess.run(
        ["pdftotext", "-enc", "UTF-8", "-", "-"], input=pdf, capture_output=True, check=True
    )
    assert made.stderr == b""
    return made.stdout.decode()


def places_in(pdf: bytes) -> str:
    asked = ["pdftotext", "-bbox", "-", "-"]
    return subprocess.run(asked, input=pdf, capture_output=True, check=True).stdout.decode()


def test_words_are_found_where_they_stand_and_pictures_stay_byte_for_byte():
    pdf = make_pdf([PAGE, GREY], [WORDS, None])
    assert page_jpegs(pdf) == (PAGE, GREY)
    text = text_in(pdf)
    assert "Attestation d’hébergement" in text
    assert "Œuvre" in text
    assert "شهادة" in text
    line = next(line for line in places_in(pdf).splitlines() if "Attestation" in line)
    left = float(line.split('xMin="')[1].split('"')[0])
    right = float(line.split('xMax="')[1].split('"')[0])
    assert left == pytest.approx(200 * 72 / 200, abs=1)
    assert right == pytest.approx(600 * 72 / 200, abs=2)


def test_nothing_of_the_words_is_drawn():
    import pypdfium2

    def drawn(pdf: bytes) -> bytes:
        page = pypdfium2.PdfDocument(pdf)[0]
        return page.render(scale=0.5).to_pil().tobytes()

    assert drawn(make_pdf([PAGE], [WORDS])) == drawn(make_pdf([PAGE]))


@pytest.mark.parametrize(("words", "level"), [((), "B"), ([None], "B"), ([WORDS], "U")])
def test_it_says_and_keeps_pdf_a_2(words, level):
    pdf = make_pdf([PAGE], words)
    assert pdf.startswith(b"%PDF-1.7")
    with pikepdf.open(io.BytesIO(pdf)) as document:
        assert document.check_pdf_syntax() == []
        metadata = document.open_metadata()
        assert (metadata["pdfaid:part"], metadata["pdfaid:conformance"]) == ("2", level)
        assert "/Info" not in document.trailer
        assert "/ID" in document.trailer
        (intent,) = document.Root.OutputIntents
        assert intent.S == "/GTS_PDFA1"
        assert intent.DestOutputProfile.read_bytes()[36:40] == b"acsp"
        assert "/Filter" not in document.Root.Metadata
        assert not {"/AcroForm", "/OpenAction", "/AA"} & set(document.Root.keys())
        for page in document.pages:
            for image in page.get_images().values():
                assert image.ColorSpace in ("/DeviceRGB", "/DeviceGray")
            for font in page.Resources.get("/Font", {}).values():
                assert font.Encoding == "/Identity-H"
                assert b"beginbfchar" in font.ToUnicode.read_bytes()
        text = b"".join(bytes(c.read_bytes()) for c in _contents(document.pages[0]))
        assert (b"3 Tr" in text) is (level == "U")


def test_it_tells_neither_who_nor_when_and_is_always_the_same():
    once, again = make_pdf([PAGE], [WORDS]), make_pdf([PAGE], [WORDS])
    assert once == again
    for told in (b"pikepdf", b"img2pdf", b"CreationDate", b"Producer", b"Author"):
        assert told not in once


def test_words_of_other_pages_are_refused():
    with pytest.raises(ValueError, match="not of these pages"):
        archived(make_pdf([PAGE]), [WORDS, WORDS])


numbers = st.integers(-5, 5000)
words = st.builds(Word, st.text(max_size=12), numbers, numbers, numbers, numbers, st.just(50))
sizes = st.integers(1, 9999)
pages = st.none() | st.builds(PageWords, st.lists(words).map(tuple), sizes, sizes)


@given(st.lists(pages, max_size=4))
def test_words_come_back_as_they_were_encoded(listed):
    assert decode_words(encode_words(listed)) == tuple(listed)


@given(st.binary(max_size=200))
def test_other_bytes_are_no_words(untrusted):
    with pytest.raises(ValueError):
        decode_words(untrusted)


def test_words_without_end_are_refused():
    import zlib

    with pytest.raises(ValueError, match="too many"):
        decode_words(zlib.compress(b"[" + b" " * (17 << 20) + b"]"))
    with pytest.raises(ValueError, match="size"):
        decode_words(zlib.compress(b"[[0,1,[]]]"))


@settings(max_examples=40)
@given(st.text(min_size=1, max_size=20))
def test_any_word_leaves_a_good_pdf(text):
    pdf = make_pdf([PAGE], [PageWords((Word(text, 1, 1, 90, 20, 5),), 1654, 2339)])
    with pikepdf.open(io.BytesIO(pdf)) as document:
        assert document.check_pdf_syntax() == []


def _contents(page: pikepdf.Page) -> list[pikepdf.Stream]:
    contents = page.Contents
    return list(contents) if isinstance(contents, pikepdf.Array) else [contents]
