"""The fake that screens are tested with keeps to what the real adapters keep to."""

from __future__ import annotations

import io

import pytest
from PIL import Image

from kiosk.capture.ports import ScanEnd, ScannedPage, ScanSettings, Source
from kiosk.errors import InvalidInput, Unavailable
from tests.fakes.scanner import FakeScanner


def test_its_feeder_gives_its_pages_in_order_and_is_empty_then() -> None:
    scanner, pages = FakeScanner(), list[ScannedPage]()
    outcome = scanner.scan(None, ScanSettings(), pages.append, lambda: False)
    assert (outcome.pages, outcome.ended_by) == (10, ScanEnd.FEEDER_EMPTY)
    assert [page.number for page in pages] == list(range(1, 11))
    with Image.open(io.BytesIO(pages[0].jpeg)) as image:
        assert image.size == (pages[0].width, pages[0].height)
    with pytest.raises(InvalidInput) as raised:
        scanner.scan(None, ScanSettings(Source.FEEDER), pages.append, lambda: False)
    assert raised.value.message_key == "scan.feeder_empty"
    assert scanner.scan(None, ScanSettings(), pages.append, lambda: False).source is Source.GLASS


def test_its_faults_count_the_pages_before_them() -> None:
    pages: list[ScannedPage] = []
    with pytest.raises(Unavailable) as raised:
        FakeScanner(fault="scan.jammed", fault_after=3).scan(
            None, ScanSettings(), pages.append, lambda: False
        )
    assert raised.value.context["pages"] == len(pages) == 3


def test_it_stops_when_cancelled() -> None:
    pages: list[ScannedPage] = []
    outcome = FakeScanner().scan(None, ScanSettings(), pages.append, lambda: len(pages) == 2)
    assert (outcome.pages, outcome.ended_by) == (2, ScanEnd.CANCELLED)


def test_unplugged_it_is_no_scanner() -> None:
    with pytest.raises(Unavailable) as raised:
        FakeScanner(is_plugged=False).scan(None, ScanSettings(), print, lambda: False)
    assert raised.value.message_key == "scan.no_scanner"
