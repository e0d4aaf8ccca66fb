"""Network scanners: what they answer, what breaks, how they are found and known again."""

from __future__ import annotations

import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest

from kiosk.capture.child_scanner import ChildScanner, ScanLimits
from kiosk.capture.escl.scanner import meet
from kiosk.capture.network_scanner import network_scanner
from kiosk.capture.ports import ScanEnd, ScannedPage, ScannerDevice, ScanSettings, Source
from kiosk.crypto.certificates import self_signed
from kiosk.errors import InvalidInput, KioskError, Unavailable
from kiosk.ports import SystemClock
from tests.fakes.escl_server import HABITS, EsclServer, Faults, Habits

LIMITS = ScanLimits(retry_after_s=0.01)
"""Those of the product, but for the pause before the silent second try."""

FEEDER = ScanSettings(Source.FEEDER, 75)
GLASS = ScanSettings(Source.GLASS, 75)
MOST_S = 10.0
"""No fault may keep anybody waiting longer (issue 4, 6.3)."""


def reach(machine: EsclServer) -> ChildScanner:
    return network_scanner([machine.address], ["127.0.0.1"], LIMITS, browse_s=0.2)


def device(machine: EsclServer, certificate: str = "") -> ScannerDevice:
    return ScannerDevice(
        f"uscan:{machine.uuid}", "", machine.model, "", machine.address, certificate
    )


@contextmanager
def broken(kind: str, after: int, habits: str = "plain") -> Iterator[EsclServer]:
    machine = EsclServer(habits=HABITS[habits], faults=Faults(kind, after), sheets=6)
    with machine.running():
        yield machine


def fault_of(machine: EsclServer, settings: ScanSettings = FEEDER) -> tuple[KioskError, int, float]:
    pages: list[ScannedPage] = []
    began_at = time.monotonic()
    with pytest.raises(KioskError) as raised:
        reach(machine).scan(device(machine), settings, pages.append, lambda: False)
    assert raised.value.context["pages"] == len(pages)
    return raised.value, len(pages), time.monotonic() - began_at


AFTER_TWO = {
    "jam": "scan.jammed",
    "cover": "scan.cover_open",
    "short": "scan.unplugged",
    "unplugged": "scan.unplugged",
    "cut": "scan.failed",
    "noise": "scan.failed",
    "error": "scan.failed",
}
EVERYWHERE = {"jam", "short"}
"""What makers' habits could hide; the rest is tried on one of them."""


@pytest.mark.parametrize(
    ("habits", "kind", "key"),
    [
        (habits, kind, key)
        for kind, key in AFTER_TWO.items()
        for habits in HABITS
        if habits == "plain" or kind in EVERYWHERE
    ],
)
def test_a_fault_after_two_pages_keeps_them_and_is_told_by_its_name(
    habits: str, kind: str, key: str
) -> None:
    with broken(kind, 2, habits) as machine:
        error, pages, took_s = fault_of(machine)
    assert (error.message_key, pages) == (key, 2)
    assert took_s < MOST_S


@pytest.mark.parametrize(
    ("kind", "key"),
    [
        ("jam", "scan.jammed"),
        ("cover", "scan.cover_open"),
        ("refused", "scan.failed"),
        ("denied", "scan.denied"),
    ],
)
def test_a_fault_before_the_first_page_is_told_by_its_name(kind: str, key: str) -> None:
    with broken(kind, 0) as machine:
        error, pages, took_s = fault_of(machine)
    assert (error.message_key, pages) == (key, 0)
    assert took_s < MOST_S


def test_a_scanner_that_works_for_another_is_busy() -> None:
    with broken("busy", 0) as machine:
        began_at = time.monotonic()
        with pytest.raises(Unavailable) as raised:
            reach(machine)._scan_once(device(machine), FEEDER, lambda _: None, lambda: False)
    assert raised.value.message_key == "scan.busy"
    assert time.monotonic() - began_at < MOST_S


def test_a_scanner_that_falls_silent_in_a_page_is_given_up_within_ten_seconds() -> None:
    with broken("frozen", 2) as machine:
        error, pages, took_s = fault_of(machine)
    assert (error.message_key, pages) == ("scan.not_answering", 2)
    assert took_s < MOST_S + 2  # the pages before it took their time too


def test_a_jam_is_told_though_the_page_never_answers() -> None:
    with broken("jam-silent", 1) as machine:
        error, pages, took_s = fault_of(machine)
    assert (error.message_key, pages) == ("scan.jammed", 1)
    assert took_s < MOST_S


def test_going_on_after_a_jam_takes_the_sheets_that_are_left() -> None:
    with broken("jam", 2) as machine:
        fault_of(machine)
        machine.faults = Faults()
        pages: list[ScannedPage] = []
        outcome = reach(machine).scan(device(machine), FEEDER, pages.append, lambda: False)
    assert (outcome.pages, outcome.ended_by) == (4, ScanEnd.FEEDER_EMPTY)


def test_stopped_at_the_device_it_is_told_as_stopped() -> None:
    with broken("panel", 2) as machine:
        outcome = reach(machine).scan(device(machine), FEEDER, lambda _: None, lambda: False)
    assert (outcome.pages, outcome.ended_by) == (2, ScanEnd.CANCELLED)


def test_stopped_here_the_scanner_stops_pulling_paper() -> None:
    machine = EsclServer(sheets=50, page_s=0.1)
    pages: list[ScannedPage] = []
    with machine.running():
        began_at = time.monotonic()
        outcome = reach(machine).scan(
            device(machine), FEEDER, pages.append, lambda: len(pages) >= 2
        )
        took_s = time.monotonic() - began_at
        assert machine.deleted
        assert machine.jobs[1].state == "Canceled"
    assert outcome.ended_by is ScanEnd.CANCELLED
    assert 2 <= len(pages) < 10
    assert took_s < 5


def test_an_empty_feeder_is_something_the_person_can_mend() -> None:
    for habits in HABITS.values():
        machine = EsclServer(habits=habits, sheets=0)
        with machine.running():
            error, _, _ = fault_of(machine)
        assert isinstance(error, InvalidInput)
        assert error.message_key == "scan.feeder_empty"


def test_a_scanner_that_closes_lines_without_a_word_is_not_unplugged() -> None:
    machine = EsclServer(habits=HABITS["terse-picky-alone"], sheets=0)
    with machine.running():
        scanner = meet(machine.address)
        answers = [scanner.status() for _ in range(60)]
    assert len(answers) == 60


def test_both_sides_come_front_before_back_where_the_feeder_can() -> None:
    both = ScanSettings(Source.FEEDER, 75, is_both_sides=True)
    for has_duplex in (True, False):
        machine = EsclServer(habits=Habits(has_duplex=has_duplex), sheets=2)
        with machine.running():
            outcome = reach(machine).scan(device(machine), both, lambda _: None, lambda: False)
        assert (outcome.is_both_sides, outcome.pages) == (has_duplex, 4 if has_duplex else 2)


def test_grey_is_scanned_grey_and_the_next_resolution_up_is_taken() -> None:
    machine = EsclServer()
    pages: list[ScannedPage] = []
    with machine.running():
        grey = ScanSettings(Source.GLASS, 80, is_colour=False)
        reach(machine).scan(device(machine), grey, pages.append, lambda: False)
    assert (pages[0].is_colour, pages[0].dpi, pages[0].width) == (False, 100, 827)


def test_a_page_without_an_end_is_not_taken_in(monkeypatch: pytest.MonkeyPatch) -> None:
    with broken("flood", 1) as machine:
        error, pages, took_s = fault_of(machine)
    assert (error.message_key, pages) == ("scan.unplugged", 1)
    assert took_s < MOST_S


@pytest.mark.parametrize("kind", ["bomb", "noise"])
def test_a_scanner_that_talks_nonsense_is_not_listed(kind: str) -> None:
    with broken(kind, 0) as machine:
        assert reach(machine).devices() == ()


def test_an_announced_scanner_is_found_and_known_again_at_another_address() -> None:
    browse = network_scanner([], ["127.0.0.1"], LIMITS, browse_s=2.5)
    first = EsclServer()
    with first.running(), first.announced():
        (found,) = browse.devices()
    assert (found.name, found.model) == (f"uscan:{first.uuid}", first.model)
    other = EsclServer()
    with other.running(), other.announced():
        assert other.address != found.address
        assert browse.scan(found, GLASS, lambda _: None, lambda: False).pages == 1


def test_another_scanner_at_a_remembered_address_is_not_taken_for_it() -> None:
    stranger = EsclServer(uuid="11111111-2222-3333-4444-555555555555")
    with stranger.running():
        remembered = ScannerDevice("uscan:the-one", "", "", "", stranger.address)
        with pytest.raises(Unavailable) as raised:
            reach(stranger).scan(remembered, GLASS, lambda _: None, lambda: False)
        assert stranger.jobs == {}
    assert raised.value.message_key == "scan.no_scanner"


@pytest.fixture(scope="module")
def certificates(tmp_path_factory: pytest.TempPathFactory) -> list[tuple[Path, Path]]:
    made = []
    for name in ("one", "two"):
        folder = tmp_path_factory.mktemp(name)
        certificate, key = self_signed([], ["127.0.0.1"], days=30, clock=SystemClock())
        paths = (folder / "certificate.pem", folder / "key.pem")
        paths[0].write_bytes(certificate)
        paths[1].write_bytes(key)
        made.append(paths)
    return made


def test_over_tls_a_scanner_is_known_by_its_certificate_and_nothing_less(
    certificates: list[tuple[Path, Path]],
) -> None:
    machine = EsclServer(tls=certificates[0])
    with machine.running():
        (found,) = reach(machine).devices()
        assert len(found.certificate) == 64
        assert reach(machine).scan(found, GLASS, lambda _: None, lambda: False).pages == 1
    for other in (EsclServer(tls=certificates[1]), EsclServer()):
        with other.running():
            moved = ScannerDevice(found.name, "", "", "", other.address, found.certificate)
            with pytest.raises(Unavailable) as raised:
                reach(other).scan(moved, GLASS, lambda _: None, lambda: False)
            assert other.jobs == {}
        assert raised.value.message_key == "scan.other_certificate"
