"""From a paper of the safe to the scheduler: only pictures leave, and no file of ours is written.

VLT-28, DER-09. The worker that draws is the real one, in its box; the scheduler listens and
keeps what it was sent, to be looked into.
"""

from __future__ import annotations

import io
import os
import socket
import subprocess
import sys
from pathlib import Path

import pypdfium2
import pytest
from PIL import Image

from kiosk.capture.children import ROOT
from kiosk.capture.files import FileReader
from kiosk.capture.paper import make_pdf
from kiosk.capture.pipeline import Pipeline
from kiosk.capture.words import PageWords, Word
from kiosk.errors import InvalidInput
from kiosk.printing.pages import RenderedPages

CANARY = "CANARY7f3a"


def paper(pages: int = 3) -> bytes:
    """Return a paper as the safe keeps it: each page one grey of its own, words hidden below."""
    leaves = []
    for number in range(pages):
        out = io.BytesIO()
        grey = 60 + 60 * number
        Image.new("RGB", (827, 1169), (grey, grey, grey)).save(out, "JPEG", dpi=(100, 100))
        leaves.append(out.getvalue())
    words = PageWords((Word(CANARY, 100, 100, 300, 40, 90),), 827, 1169)
    return make_pdf(leaves, [words] * pages)


@pytest.fixture
def rendered():
    with Pipeline() as pipeline:
        yield RenderedPages(FileReader(pipeline))


def test_the_pages_wanted_are_drawn_and_their_hidden_words_stay_behind(rendered):
    kept = paper()
    with pypdfium2.PdfDocument(kept) as document:
        assert CANARY in document[0].get_textpage().get_text_range()
    made = rendered.pixels(kept, range(1, 3), is_colour=False)
    with pypdfium2.PdfDocument(made) as document:
        assert len(document) == 2
        for leaf, grey in zip(document, (120, 180), strict=True):
            assert leaf.get_textpage().get_text_range() == ""
            red, green, blue = leaf.render(scale=0.2).to_pil().convert("RGB").getpixel((50, 80))
            assert abs(red - grey) < 6
            assert red == green == blue
    assert CANARY.encode() not in made


def test_pages_that_a_paper_does_not_have_are_told(rendered):
    with pytest.raises(InvalidInput, match="print.no_page"):
        rendered.pixels(paper(1), range(4, 6), is_colour=True)


PRINT = """
import resource, sys
from pathlib import Path
sys.path.insert(0, sys.argv[1])
from kiosk.capture.files import FileReader
from kiosk.capture.pipeline import Pipeline
from kiosk.errors import Unavailable
from kiosk.printing.cups import CupsPrinters
from kiosk.printing.pages import RenderedPages
from kiosk.printing.ports import PrintOrder
resource.setrlimit(resource.RLIMIT_FSIZE, (0, 0))
pdf = sys.stdin.buffer.read()
with Pipeline() as pipeline:
    pictures = RenderedPages(FileReader(pipeline)).pixels(pdf, range(3), is_colour=True)
try:
    CupsPrinters(Path(sys.argv[2])).send("accueil", pictures, PrintOrder(), title="papier")
except Unavailable as gone:
    print(gone.message_key, len(pictures))
"""


def test_it_works_where_no_file_can_grow_and_leaves_none(tmp_path: Path):
    """The scheduler here hangs up at once: what is tried is that we write nothing before."""
    places = {name: tmp_path / name for name in ("home", "tmp", "cwd")}
    for place in places.values():
        place.mkdir()
    with socket.socket(socket.AF_UNIX) as scheduler:
        scheduler.bind(str(tmp_path / "cups.sock"))  # nobody listens: refused, and told
        ran = subprocess.run(
            [sys.executable, "-I", "-B", "-c", PRINT, str(ROOT), str(tmp_path / "cups.sock")],
            input=paper(),
            env={
                "PATH": os.environ["PATH"],
                "HOME": str(places["home"]),
                "TMPDIR": str(places["tmp"]),
            },
            cwd=places["cwd"],
            capture_output=True,
            check=False,
        )
    assert ran.returncode == 0, ran.stderr.decode()[-2000:]
    key, size = ran.stdout.split()
    assert key == b"print.no_printer"
    assert int(size) > 1000
    assert [path for place in places.values() for path in place.rglob("*")] == []
