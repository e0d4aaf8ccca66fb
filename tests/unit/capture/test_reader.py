"""A page is read in a child of its own; whatever happens there, the page itself is kept."""

from __future__ import annotations

import datetime
import io
import os
import random
from collections.abc import Iterator
from pathlib import Path

import pytest
from PIL import Image, ImageDraw, ImageFont

from kiosk.capture.children import child_command
from kiosk.capture.reading import models
from kiosk.capture.reading.models import missing_models, models_for
from kiosk.capture.reading.mrz import parse
from kiosk.capture.reading.reader import Reader, ReaderLimits, Seen
from kiosk.capture.words import PageWords, Word, lines_of, text_of
from tests.fakes.ocr_b import FONT, draw_zone, lay_on_page
from tests.fakes.pages import to_jpeg
from tests.fakes.zones import LAYOUTS, random_zone, write

ROOT = Path(__file__).parents[3]
TODAY = datetime.date(2026, 11, 28)
LETTER = (
    "Caisse d'allocations familiales",
    "Attestation de paiement",
    "Madame, nous certifions que vous êtes bénéficiaire",
    "de l'allocation de logement depuis le 12 mars 2024.",
)

needs_font = pytest.mark.skipif(not FONT.exists(), reason="package fonts-ocr-b")
"""Present after `packaging/setup test`."""


def letter(lines: tuple[str, ...] = LETTER, dpi: int = 200) -> bytes:
    font = ImageFont.truetype(str(ROOT / "resources/fonts/Andika-Regular.ttf"), round(dpi / 5))
    page = Image.new("L", (round(8.27 * dpi), round(0.6 * dpi * (len(lines) + 2))), 250)
    draw = ImageDraw.Draw(page)
    for row, line in enumerate(lines):
        draw.text((dpi * 0.7, dpi * (0.5 + 0.5 * row)), line, fill=25, font=font)
    return to_jpeg(page, dpi)


@pytest.fixture(scope="module")
def reader() -> Iterator[Reader]:
    with Reader() as made:
        yield made


def test_printed_words_come_back_with_their_places(reader: Reader) -> None:
    jpeg = letter()
    found = reader.words(jpeg)
    assert found is not None
    assert text_of(found.words).splitlines() == [line.replace("’", "'") for line in LETTER]
    assert found.confidence > 85
    with Image.open(io.BytesIO(jpeg)) as page:
        assert (found.width, found.height) == page.size
        for word in found.words:
            box = (word.x, word.y, word.x + word.width, word.y + word.height)
            assert page.crop(box).convert("L").getextrema()[0] < 90


def test_a_person_s_own_language_is_tried_where_french_fails(reader: Reader) -> None:
    # None of these letters joins the next, so that every Pillow draws them alike, if turned round.
    text, plain = "وزارة دار أدوار", ImageFont.Layout.BASIC
    path = str(ROOT / "resources/fonts/NotoSansArabic-Regular.ttf")
    font = ImageFont.truetype(path, 44, layout_engine=plain)
    page = Image.new("L", (1200, 500), 250)
    draw = ImageDraw.Draw(page)
    for row in range(3):
        draw.text((200, 60 + 130 * row), text[::-1], fill=20, font=font)
    jpeg = to_jpeg(page, 200)
    french, arabic = reader.words(jpeg), reader.words(jpeg, ("ar",))
    assert french is not None
    assert arabic is not None
    assert "وزارة" not in text_of(french.words)
    assert "وزارة" in text_of(arabic.words)


def test_an_empty_page_and_what_is_no_page_have_no_words(reader: Reader) -> None:
    empty = reader.words(to_jpeg(Image.new("L", (800, 800), 250), 200))
    assert empty == PageWords((), 800, 800)
    assert reader.words(b"\xff\xd8 not a picture") is None
    assert reader.look(b"\xff\xd8 not a picture", TODAY) == Seen()
    assert reader.words(letter()) is not None


@needs_font
@pytest.mark.parametrize("layout", LAYOUTS)
def test_a_zone_on_a_scanned_page_is_read_exactly(reader: Reader, layout: str) -> None:
    rng = random.Random(LAYOUTS.index(layout))
    lines = write(layout, random_zone(rng, layout))
    page = lay_on_page(draw_zone(lines, 200, rng), 200, rng, skew_deg=rng.uniform(-1.5, 1.5))
    assert reader.look(to_jpeg(page, 200, 80), TODAY).zones == (parse(lines, TODAY),)
    upside_down = page.rotate(180)
    assert reader.look(to_jpeg(upside_down, 200, 80), TODAY).zones == (parse(lines, TODAY),)


@pytest.mark.parametrize("worker", ["hanging_worker", "crashing_worker"])
def test_a_reader_that_hangs_or_crashes_costs_words_only(worker: str) -> None:
    limits = ReaderLimits(start_s=20, look_s=0.3, words_s=0.3)
    with Reader(child_command(f"tests.fakes.{worker}"), limits) as broken:
        assert broken.words(letter()) is None
        assert broken.look(letter(), TODAY) == Seen()


@pytest.mark.parametrize(
    "payload",
    [
        b"",
        b"{}",
        b"[1]",
        b'[["a", 1, 2, 3]]',
        b'[["a", 1, 2, 3, 4, "x"]]',
        b'{"zones": [[1]], "codes": []}',
        b'{"zones": [], "codes": [{"format": "QRCode", "bytes": "*"}]}',
        b'{"zones": [], "codes": [7]}',
    ],
)
def test_what_a_reader_sends_is_not_believed(payload: bytes, tmp_path: Path) -> None:
    from kiosk.capture.frames import BadFrame, Frame
    from kiosk.capture.reading.reader import _parse_seen, _parse_words

    sent = Frame({"is": "words", "width": 10, "height": 10}, payload)
    with pytest.raises(BadFrame):
        _parse_words(sent)
    with pytest.raises(BadFrame):
        _parse_seen(sent, TODAY)


def test_the_reader_is_niced_writes_no_file_and_has_no_network(reader: Reader) -> None:
    reader.look(letter(), TODAY)
    child = reader._child
    assert child is not None
    assert os.getpriority(os.PRIO_PROCESS, child.pid) >= 15
    limits = Path(f"/proc/{child.pid}/limits").read_text(encoding="ascii").splitlines()
    bounds = {line[:26].strip(): line[26:47].strip() for line in limits}
    assert (bounds["Max file size"], bounds["Max core file size"]) == ("0", "0")
    if reader.is_network_gone:
        routes = Path(f"/proc/{child.pid}/net/route").read_text(encoding="ascii").splitlines()
        assert routes[1:] == []


def test_without_a_french_model_nothing_is_read(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(models, "ROOTS", ())
    models.model_folder.cache_clear()
    try:
        assert models_for(("ar",)) == ()
        assert missing_models() == ("fra", "ara", "eng")
        with Reader(("/nonexistent",)) as reader:
            assert reader.words(letter()) is None
    finally:
        models.model_folder.cache_clear()


def test_french_comes_first_and_only_models_that_are_here_are_named() -> None:
    assert models_for(()) == ("fra",)
    assert models_for(("fr", "ar-MA", "so", "xx")) == ("fra", "ara")


def test_words_at_one_height_are_a_line() -> None:
    words = [Word("Avis", 0, 10, 30, 12, 90), Word("d'impôt", 40, 9, 40, 14, 90)]
    below = Word("2026", 0, 40, 30, 12, 90)
    assert lines_of([*words, below]) == [words, [below]]
    assert text_of([*words, below]) == "Avis d'impôt\n2026"
