"""Files made to hang, to crash or to fill the memory: each drawn or refused, soon (SEC-12)."""

from __future__ import annotations

import resource
import time
from collections.abc import Callable

import pytest

from kiosk.capture.files import FileLimits, FileReader
from kiosk.capture.pipeline import Pipeline
from kiosk.errors import InvalidInput
from kiosk.messages import all_messages
from tests.capture.fuzz import HANG_S, MEMORY_MB
from tests.fakes import hostile_files
from tests.fakes.pages import card, to_jpeg

SLOW_DRAWING = b"0.3 g 0 0 m 595 842 0 842 595 0 c 300 900 -300 900 10 10 c f\n" * 200

HOSTILE: dict[str, tuple[Callable[[], bytes], str]] = {
    "pages that are their own branch": (hostile_files.looping_pages_pdf, "a.pdf"),
    "a drawing that draws itself": (hostile_files.self_drawing_pdf, "a.pdf"),
    "an array in an array, very deep": (hostile_files.deep_pdf, "a.pdf"),
    "a hundred thousand notes": (hostile_files.many_notes_pdf, "a.pdf"),
    "a picture whose comment unfolds": (hostile_files.png_with_long_words, "a.png"),
    "a photo of very many passes": (hostile_files.many_scans_jpeg, "a.jpg"),
    "a PDF that is a picture too": (
        lambda: hostile_files.text_pdf() + to_jpeg(card(100), 100),
        "a.pdf",
    ),
    "a picture that is a PDF and an archive too": (
        lambda: to_jpeg(card(100), 100) + hostile_files.text_pdf() + b"PK\x05\x06" + bytes(18),
        "a.jpg",
    ),
}


QUICK = FileLimits(page_s=2.0)


@pytest.mark.parametrize("case", HOSTILE)
def test_it_is_drawn_or_refused_in_words_soon(pipeline: Pipeline, case: str) -> None:
    read_in_time(FileReader(pipeline, QUICK, is_sandboxed=False), case)


@pytest.mark.slow
@pytest.mark.parametrize("case", HOSTILE)
def test_nobody_waits_twenty_seconds_for_it(pipeline: Pipeline, case: str) -> None:
    read_in_time(FileReader(pipeline), case)


def read_in_time(reader: FileReader, case: str) -> None:
    build, name = HOSTILE[case]
    data = build()
    began_at = time.monotonic()
    try:
        added = reader.read(data, name)
    except InvalidInput as refusal:
        key = refusal.message_key
        assert key in all_messages()
    else:
        assert added is not None
        assert added.pages
    assert time.monotonic() - began_at < HANG_S
    assert resource.getrusage(resource.RUSAGE_CHILDREN).ru_maxrss >> 10 < MEMORY_MB


def test_a_file_of_many_slow_pages_is_closed_as_a_whole(pipeline: Pipeline) -> None:
    reader = FileReader(pipeline, FileLimits(whole_s=1.0), is_sandboxed=False)
    with pytest.raises(InvalidInput) as raised:
        reader.read(hostile_files.text_pdf(SLOW_DRAWING, pages=150), "a.pdf")
    assert raised.value.message_key == "file.too_slow"


@pytest.mark.parametrize(
    "name",
    [
        "facture\u202efdp.exe.pdf",
        "a\x00b.pdf",
        "\x1b[2J\x1b]0;x\x07.pdf",
        "..\\..\\etc\\passwd.pdf",
        "../" * 40 + "a.pdf",
        "\u2066\u200f\u200b.pdf",
        "\ud800.pdf",
        "e\u0301" * 4000 + ".pdf",
        "CON.pdf",
        "%s%n$(reboot)`.pdf",
    ],
    ids=lambda name: ascii(name)[:24],
)
def test_whatever_a_file_is_called_its_shown_name_deceives_nobody(
    pipeline: Pipeline, name: str
) -> None:
    added = FileReader(pipeline).read(hostile_files.text_pdf(), name)
    assert added is not None
    assert added.display_name.isprintable()
    assert len(added.display_name) <= 80
    assert not set(added.display_name) & set("/\\\u202e\u2066\u200f\u200b")
