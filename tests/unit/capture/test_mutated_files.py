"""Files bent by a seeded fuzzer: each is drawn or refused in words, in bounded time (SEC-12)."""

from __future__ import annotations

import io
import random
import time

import pikepdf
import pytest
from PIL import Image

from kiosk.capture.files import FileReader
from kiosk.capture.pipeline import Pipeline
from kiosk.errors import InvalidInput
from kiosk.messages.capture import MESSAGES

HANG_S = 20.0
FEW, MANY = 60, 10_000


def pdf_of(objects: int = 0, pages: int = 1) -> bytes:
    """Return a PDF with a script, a link that runs a program, and `objects` idle objects."""
    with pikepdf.new() as document:
        for _ in range(pages):
            document.add_blank_page(page_size=(200, 280))
        script = pikepdf.Dictionary(
            S=pikepdf.Name.JavaScript, JS=pikepdf.String("while(true){app.alert(1)}")
        )
        launch = pikepdf.Dictionary(S=pikepdf.Name.Launch, F=pikepdf.String("/bin/sh"))
        link = pikepdf.Dictionary(
            Type=pikepdf.Name.Annot,
            Subtype=pikepdf.Name.Link,
            Rect=pikepdf.Array([0, 0, 200, 280]),
            A=launch,
        )
        document.Root.OpenAction = script
        document.pages[0].Annots = document.make_indirect(pikepdf.Array([link]))
        if objects:
            idle = [document.make_indirect(pikepdf.Dictionary(N=n)) for n in range(objects)]
            document.Root.Idle = pikepdf.Array(idle)
        written = io.BytesIO()
        document.save(written)
    return written.getvalue()


def picture(form: str) -> bytes:
    written = io.BytesIO()
    Image.effect_noise((120, 90), 60).convert("RGB").save(written, form)
    return written.getvalue()


def bent(seed: int, good: bytes) -> bytes:
    """Return `good` with some bytes changed, moved, doubled or cut, always alike for a seed."""
    chance = random.Random(seed)
    data = bytearray(good)
    for _ in range(chance.randint(1, 12)):
        at, length = chance.randrange(8, len(data)), chance.randint(1, 64)
        match chance.randrange(4):
            case 0:
                data[at] = chance.randrange(256)
            case 1:
                data[at : at + length] = chance.randbytes(length)
            case 2:
                data[at:at] = data[at : at + length]
            case _ if len(data) > 200:
                del data[at : at + length]
    return bytes(data)


def outcomes(pipeline: Pipeline, count: int) -> tuple[int, int]:
    """Return how many of `count` bent files were drawn and refused; anything else fails."""
    sources = (pdf_of(), picture("JPEG"), picture("PNG"))
    reader = FileReader(pipeline)
    drawn, told = 0, list[str]()
    for seed in range(count):
        started = time.monotonic()
        try:
            added = reader.read(bent(seed, sources[seed % 3]), "papier")
        except InvalidInput as refusal:
            told.append(refusal.message_key)
        else:
            assert added is not None, seed
            assert added.pages, seed
            drawn += 1
        assert time.monotonic() - started < HANG_S, seed
    assert set(told) <= MESSAGES.keys()
    return drawn, len(told)


def test_bent_files_are_drawn_or_refused_in_words(pipeline: Pipeline) -> None:
    drawn, refused = outcomes(pipeline, FEW)
    assert drawn > 0
    assert refused > 0


@pytest.mark.slow
def test_ten_thousand_bent_files_are_drawn_or_refused_in_words(pipeline: Pipeline) -> None:
    assert sum(outcomes(pipeline, MANY)) == MANY


def test_scripts_and_links_of_a_pdf_do_nothing(pipeline: Pipeline) -> None:
    added = FileReader(pipeline).read(pdf_of(), "piege.pdf")
    assert added is not None
    assert len(added.pages) == 1


def test_a_pdf_of_a_hundred_thousand_objects_is_drawn(pipeline: Pipeline) -> None:
    added = FileReader(pipeline).read(pdf_of(objects=100_000), "lourd.pdf")
    assert added is not None
    assert len(added.pages) == 1


def test_a_pdf_of_a_thousand_pages_is_refused(pipeline: Pipeline) -> None:
    with pytest.raises(InvalidInput) as raised:
        FileReader(pipeline).read(pdf_of(pages=1000), "long.pdf")
    assert raised.value.message_key == "file.too_many_pages"
