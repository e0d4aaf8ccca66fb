"""What every source of pages keeps to, whatever the paper comes through (VLT-11)."""

from __future__ import annotations

import io
import os
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import pytest
from PIL import Image

from kiosk.capture.ports import ScanEnd, ScannedPage, ScanSettings
from kiosk.errors import KioskError, Unavailable
from tests.contract.capture.benches import BENCHES, Bench, bench

LOW = ScanSettings(resolution_dpi=75)


@pytest.fixture(params=list(BENCHES))
def source(
    request: pytest.FixtureRequest,
    tmp_path: Path,
    empty_tmp: Path,
    monkeypatch: pytest.MonkeyPatch,
) -> Iterator[Bench]:
    folder = tmp_path / "bench"
    folder.mkdir()
    with bench(request.param, folder, monkeypatch) as made:
        yield made


def never() -> bool:
    return False


def test_it_is_in_its_own_list(source: Bench) -> None:
    assert source.device in source.scanner.devices()


def test_all_its_pages_come_whole_and_in_order_then_its_end(source: Bench) -> None:
    pages: list[ScannedPage] = []
    outcome = source.scanner.scan(source.device, LOW, pages.append, never)
    assert [page.number for page in pages] == list(range(1, source.sheets + 1))
    assert outcome.pages == source.sheets
    assert outcome.ended_by in {ScanEnd.FEEDER_EMPTY, ScanEnd.DONE}
    for page in pages:
        with Image.open(io.BytesIO(page.jpeg)) as image:
            image.load()
            assert image.format == "JPEG"
            assert image.size == (page.width, page.height)
            assert image.mode == ("RGB" if page.is_colour else "L")
        assert 25 <= page.dpi <= 1200


def test_cancelled_before_its_first_page_it_gives_none(source: Bench) -> None:
    pages: list[ScannedPage] = []
    outcome = source.scanner.scan(source.device, LOW, pages.append, lambda: True)
    assert (outcome.pages, outcome.ended_by, pages) == (0, ScanEnd.CANCELLED, [])


def test_a_receiver_that_fails_ends_it_with_its_own_error(source: Bench) -> None:
    class DiskFull(Exception):
        pass

    def on_page(page: ScannedPage) -> None:
        raise DiskFull

    with pytest.raises(DiskFull):
        source.scanner.scan(source.device, LOW, on_page, never)


def test_one_that_is_gone_is_no_scanner(source: Bench) -> None:
    gone = replace(source.device, name=f"{source.device.name}-gone", address="")
    with pytest.raises(Unavailable) as raised:
        source.scanner.scan(gone, LOW, lambda _: None, never)
    assert raised.value.message_key == "scan.no_scanner"
    assert raised.value.context["pages"] == 0


def test_no_process_is_left_behind(source: Bench) -> None:
    before = _children()
    try:
        source.scanner.scan(source.device, LOW, lambda _: None, never)
    except KioskError as error:
        pytest.fail(error.message_key)
    assert _children() == before


def _children() -> set[str]:
    path = Path(f"/proc/self/task/{os.getpid()}/children")
    return set(path.read_text(encoding="ascii").split())
