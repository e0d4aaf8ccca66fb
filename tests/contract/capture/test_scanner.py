"""What every scanner adapter keeps to, tried on SANE's own `test` and `pnm` devices."""

from __future__ import annotations

import io
import os
import time
from collections.abc import Callable
from pathlib import Path

import pytest
from PIL import Image, ImageStat

from kiosk.capture.child_scanner import ChildScanner, ScanLimits
from kiosk.capture.ports import (
    ScanEnd,
    ScannedPage,
    Scanner,
    ScannerDevice,
    ScanSettings,
    Source,
)
from kiosk.errors import InvalidInput, KioskError, Unavailable
from tests.fakes.pages import scan_of, sheet, to_ppm
from tests.fakes.sane_config import write_sane_config

MakeScanner = Callable[..., ChildScanner]

FEEDER = ScanSettings(Source.FEEDER, 75)
GLASS = ScanSettings(Source.GLASS, 75)
TEST = ScannerDevice("test:0", "Noname", "frontend-tester", "virtual device")
PNM = ScannerDevice("pnm:0", "Noname", "PNM file reader", "virtual device")


def never() -> bool:
    return False


def ignore(page: ScannedPage) -> None:
    return None


def fault_of(scanner: Scanner, settings: ScanSettings = FEEDER) -> KioskError:
    with pytest.raises(KioskError) as raised:
        scanner.scan(TEST, settings, ignore, never)
    return raised.value


def test_devices_are_told_by_name_vendor_and_model(make_scanner: MakeScanner) -> None:
    found = make_scanner().devices()
    assert TEST in found
    assert PNM in found


def test_a_feeder_gives_its_ten_pages_in_order_and_says_it_is_empty(
    make_scanner: MakeScanner,
) -> None:
    pages: list[ScannedPage] = []
    outcome = make_scanner({"test-picture": "Color pattern"}).scan(
        TEST, FEEDER, pages.append, never
    )
    assert (outcome.pages, outcome.ended_by) == (10, ScanEnd.FEEDER_EMPTY)
    assert outcome.source is Source.FEEDER
    assert [page.number for page in pages] == list(range(1, 11))


def test_a_page_says_its_true_size_and_resolution(make_scanner: MakeScanner) -> None:
    pages: list[ScannedPage] = []
    make_scanner({"test-picture": "Grid"}).scan(
        TEST, ScanSettings(Source.GLASS, 100), pages.append, never
    )
    (page,) = pages
    with Image.open(io.BytesIO(page.jpeg)) as image:
        assert image.size == (page.width, page.height)
        assert image.info["dpi"] == (100, 100)
        assert image.mode == "RGB"
    assert (page.width, page.height) == (787, 787)  # 200 mm, all this device has
    assert (page.dpi, page.is_colour) == (100, True)


def test_grey_is_scanned_grey(make_scanner: MakeScanner) -> None:
    pages: list[ScannedPage] = []
    make_scanner().scan(TEST, ScanSettings(Source.GLASS, 50, is_colour=False), pages.append, never)
    assert not pages[0].is_colour


def test_the_glass_gives_one_page(make_scanner: MakeScanner) -> None:
    pages: list[ScannedPage] = []
    outcome = make_scanner().scan(TEST, GLASS, pages.append, never)
    assert (outcome.pages, outcome.ended_by, outcome.source) == (1, ScanEnd.DONE, Source.GLASS)
    assert len(pages) == 1


def test_auto_takes_the_feeder_while_there_is_paper_in_it(make_scanner: MakeScanner) -> None:
    outcome = make_scanner().scan(TEST, ScanSettings(Source.AUTO, 50), ignore, never)
    assert (outcome.source, outcome.pages) == (Source.FEEDER, 10)


def test_auto_takes_the_glass_of_a_device_without_a_feeder(
    make_scanner: MakeScanner, tmp_path: Path
) -> None:
    truth = scan_of(sheet(75), dpi=75, skew_deg=2)
    picture = tmp_path / "page.ppm"
    picture.write_bytes(to_ppm(truth.image))
    pages: list[ScannedPage] = []
    outcome = make_scanner({"filename": str(picture)}).scan(
        PNM, ScanSettings(Source.AUTO, 75), pages.append, never
    )
    assert (outcome.source, outcome.pages) == (Source.GLASS, 1)
    assert (pages[0].width, pages[0].height) == truth.image.size
    with Image.open(io.BytesIO(pages[0].jpeg)) as image:
        seen = ImageStat.Stat(image.convert("L")).mean[0]
    assert abs(seen - ImageStat.Stat(truth.image.convert("L")).mean[0]) < 2


@pytest.mark.parametrize(
    ("status", "key"),
    [
        ("SANE_STATUS_JAMMED", "scan.jammed"),
        ("SANE_STATUS_COVER_OPEN", "scan.cover_open"),
        ("SANE_STATUS_DEVICE_BUSY", "scan.busy"),
        ("SANE_STATUS_IO_ERROR", "scan.unplugged"),
        ("SANE_STATUS_ACCESS_DENIED", "scan.denied"),
        ("SANE_STATUS_INVAL", "scan.failed"),
    ],
)
def test_each_fault_of_a_device_has_its_own_key(
    make_scanner: MakeScanner, status: str, key: str
) -> None:
    fault = fault_of(make_scanner({"read-return-value": status}))
    assert isinstance(fault, Unavailable)
    assert (fault.message_key, fault.context["pages"]) == (key, 0)


def test_an_empty_feeder_is_something_the_person_can_mend(make_scanner: MakeScanner) -> None:
    fault = fault_of(make_scanner({"read-return-value": "SANE_STATUS_NO_DOCS"}))
    assert isinstance(fault, InvalidInput)
    assert fault.message_key == "scan.feeder_empty"


def test_a_scan_cancelled_on_the_device_is_told_as_cancelled(make_scanner: MakeScanner) -> None:
    scanner = make_scanner({"read-return-value": "SANE_STATUS_CANCELLED"})
    outcome = scanner.scan(TEST, FEEDER, ignore, never)
    assert (outcome.pages, outcome.ended_by) == (0, ScanEnd.CANCELLED)


def test_a_cancelled_scan_keeps_whole_pages_and_drops_the_cut_one(
    make_scanner: MakeScanner,
) -> None:
    slow = {"read-delay": "yes", "read-delay-duration": "20000", "test-picture": "Grid"}
    pages: list[ScannedPage] = []
    began_at: list[float] = []

    def cancelled() -> bool:
        if len(pages) == 2 and not began_at:
            began_at.append(time.monotonic())
        return bool(began_at)

    outcome = make_scanner(slow).scan(
        TEST, ScanSettings(Source.FEEDER, 75), pages.append, cancelled
    )
    assert outcome.ended_by is ScanEnd.CANCELLED
    assert outcome.pages == len(pages)
    assert 2 <= len(pages) < 10
    assert {page.height for page in pages} == {590}
    assert time.monotonic() - began_at[0] < 3


def test_a_scan_cancelled_before_its_first_page_gives_none(make_scanner: MakeScanner) -> None:
    outcome = make_scanner().scan(TEST, FEEDER, ignore, lambda: True)
    assert (outcome.pages, outcome.ended_by) == (0, ScanEnd.CANCELLED)


def test_an_unknown_device_is_no_scanner(make_scanner: MakeScanner) -> None:
    gone = ScannerDevice("test:7", "", "", "")
    with pytest.raises(Unavailable) as raised:
        make_scanner().scan(gone, GLASS, ignore, never)
    assert raised.value.message_key == "scan.no_scanner"


def test_a_machine_without_a_scanner_says_so(
    make_scanner: MakeScanner, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    scanner = make_scanner()
    config = write_sane_config(tmp_path / "none", back_ends=())
    monkeypatch.setenv("SANE_CONFIG_DIR", str(config))
    assert scanner.devices() == ()
    with pytest.raises(Unavailable) as raised:
        scanner.scan(None, GLASS, ignore, never)
    assert raised.value.message_key == "scan.no_scanner"


def test_no_device_named_takes_the_first_one(
    make_scanner: MakeScanner, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    scanner = make_scanner()
    config = write_sane_config(tmp_path / "one", back_ends=("test",))
    monkeypatch.setenv("SANE_CONFIG_DIR", str(config))
    assert scanner.scan(None, GLASS, ignore, never).pages == 1


def test_a_failing_receiver_ends_the_scan_with_its_own_error(make_scanner: MakeScanner) -> None:
    class DiskFull(Exception):
        pass

    def on_page(page: ScannedPage) -> None:
        raise DiskFull

    with pytest.raises(DiskFull):
        make_scanner().scan(TEST, FEEDER, on_page, never)


def test_a_driver_that_falls_silent_is_killed_and_told(make_scanner: MakeScanner) -> None:
    slow = {"read-delay": "yes", "read-delay-duration": "200000"}
    limits = ScanLimits(start_s=0.3, lines_s=0.1, retry_after_s=0.01)
    before = _children()
    fault = fault_of(make_scanner(slow, limits), ScanSettings(Source.GLASS, 300))
    assert fault.message_key == "scan.not_answering"
    assert _children() == before


def test_listing_that_takes_too_long_is_given_up(make_scanner: MakeScanner) -> None:
    with pytest.raises(Unavailable) as raised:
        make_scanner(limits=ScanLimits(list_s=0.001)).devices()
    assert raised.value.message_key == "scan.not_answering"


def _children() -> set[str]:
    path = Path(f"/proc/self/task/{os.getpid()}/children")
    return set(path.read_text(encoding="ascii").split())
