"""Files bent by a seeded fuzzer: each is drawn or refused in words, in bounded time (SEC-12).

Long runs: `python -m tests.capture.fuzz`, which is the same code.
"""

from __future__ import annotations

import pytest

from kiosk.capture.files import FileReader
from kiosk.capture.pipeline import Pipeline
from kiosk.errors import InvalidInput
from tests.capture.fuzz import HANG_S, MEMORY_MB, Outcomes, bent, pdf_of, picture, run

FEW, MANY = 40, 10_000


def check(found: Outcomes, count: int) -> None:
    assert found.faults == []
    assert found.count == count
    assert found.drawn > 0
    assert found.refused.total() > 0
    assert found.slowest_s < HANG_S
    assert found.most_memory_mb < MEMORY_MB


def test_bent_files_are_drawn_or_refused_in_words(pipeline: Pipeline) -> None:
    check(run(pipeline, 0, FEW), FEW)


@pytest.mark.slow
def test_ten_thousand_bent_files_are_drawn_or_refused_in_words(pipeline: Pipeline) -> None:
    check(run(pipeline, 0, MANY), MANY)


def test_a_seed_bends_a_file_always_alike() -> None:
    good = picture("PNG")
    assert bent(7, good) == bent(7, good)
    assert bent(7, good) != bent(8, good)


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
