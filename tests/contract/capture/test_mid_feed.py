"""What happens in the middle of a feeder: pages so far are good, and the fault is told."""

from __future__ import annotations

import os
import time
from pathlib import Path

import pytest

from kiosk.capture.child_scanner import ChildScanner, ScanLimits
from kiosk.capture.children import child_command
from kiosk.capture.ports import ScanEnd, ScannedPage, ScannerDevice, ScanSettings, Source
from kiosk.capture.sane_scanner import PYTHON_SANE, SCANIMAGE, NoScanner, find_scanner
from kiosk.errors import Unavailable
from tests.fakes.sane_config import write_sane_config

TEST = ScannerDevice("test:0", "Noname", "frontend-tester", "virtual device")
FEEDER = ScanSettings(Source.FEEDER, 50)
QUICK = ScanLimits(retry_after_s=0.01, lines_s=0.3, cancel_s=0.3, close_s=0.3)


@pytest.fixture(autouse=True)
def sane(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("SANE_CONFIG_DIR", str(write_sane_config(tmp_path / "sane")))


def failing(how: str, after: int) -> ChildScanner:
    pytest.importorskip("sane", reason="python-sane is an extra that needs a compiler")
    options = {"fail-how": how, "fail-after": str(after), "test-picture": "Grid"}
    return ChildScanner(child_command("tests.fakes.failing_sane_child"), options, {}, QUICK)


def scan(scanner: ChildScanner, pages: list[ScannedPage]) -> Unavailable:
    with pytest.raises(Unavailable) as raised:
        scanner.scan(TEST, FEEDER, pages.append, lambda: False)
    return raised.value


@pytest.mark.parametrize(
    ("how", "key"),
    [("jam", "scan.jammed"), ("crash", "scan.failed"), ("hang", "scan.not_answering")],
)
def test_pages_before_a_fault_are_kept_and_counted(how: str, key: str) -> None:
    pages: list[ScannedPage] = []
    fault = scan(failing(how, after=3), pages)
    assert (fault.message_key, fault.context["pages"]) == (key, 3)
    assert [page.number for page in pages] == [1, 2, 3]


def test_a_driver_that_does_not_answer_a_cancel_is_killed() -> None:
    pages: list[ScannedPage] = []
    began_at = time.monotonic()
    outcome = failing("hang", after=2).scan(TEST, FEEDER, pages.append, lambda: len(pages) == 2)
    assert (outcome.pages, outcome.ended_by) == (2, ScanEnd.CANCELLED)
    assert time.monotonic() - began_at < 3


def test_a_driver_that_never_lets_its_device_go_has_told_how_the_scan_ended() -> None:
    pages: list[ScannedPage] = []
    began_at = time.monotonic()
    fault = scan(failing("linger", after=2), pages)
    assert (fault.message_key, fault.context["pages"]) == ("scan.jammed", 2)
    assert time.monotonic() - began_at < 10


def test_a_driver_that_crashes_at_once_is_tried_a_second_time_in_silence() -> None:
    pages: list[ScannedPage] = []
    began_at = time.monotonic()
    fault = scan(failing("crash", after=0), pages)
    assert (fault.message_key, fault.context["pages"]) == ("scan.failed", 0)
    assert time.monotonic() - began_at >= QUICK.retry_after_s


def scanimage_that(tmp_path: Path, batch: str, monkeypatch: pytest.MonkeyPatch) -> ChildScanner:
    """Return the adapter on a `scanimage` that is Debian's but for its batch mode."""
    program = tmp_path / "bin" / "scanimage"
    program.parent.mkdir()
    program.write_text(
        "#!/bin/sh\n"
        'case "$*" in *--batch=*) ;; *) exec /usr/bin/scanimage "$@" ;; esac\n'
        'for word; do case "$word" in --batch=*) folder="${word#--batch=}" ;; esac; done\n'
        'folder="${folder%/*}"\n' + batch,
        encoding="ascii",
    )
    program.chmod(0o755)
    monkeypatch.setenv("PATH", f"{program.parent}:{os.environ['PATH']}")
    return ChildScanner(child_command(SCANIMAGE), {}, {}, QUICK)


def test_a_jam_after_three_pages_of_scanimage_keeps_them(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    jam = (
        '/usr/bin/scanimage "$@" --batch-count=3\n'
        "echo 'scanimage: sane_start: Document feeder jammed' >&2\nexit 6\n"
    )
    pages: list[ScannedPage] = []
    fault = scan(scanimage_that(tmp_path, jam, monkeypatch), pages)
    assert (fault.message_key, fault.context["pages"]) == ("scan.jammed", 3)
    assert len(pages) == 3


def test_a_page_cut_short_without_a_word_is_dropped_and_told_as_cancelled(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    short = "printf 'P5\\n100 100\\n255\\n0123456789' > \"$folder/1.part\"\nexit 0\n"
    pages: list[ScannedPage] = []
    outcome = scanimage_that(tmp_path, short, monkeypatch).scan(
        TEST, FEEDER, pages.append, lambda: False
    )
    assert (outcome.pages, outcome.ended_by, pages) == (0, ScanEnd.CANCELLED, [])


@pytest.mark.parametrize("noise", ["hello", "P5\\n9999999 1\\n255\\n", "P6\\n0 0\\n255\\n"])
def test_what_is_no_picture_is_a_failed_scan(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, noise: str
) -> None:
    batch = f"printf '{noise}' > \"$folder/1.part\"\nexit 0\n"
    fault = scan(scanimage_that(tmp_path, batch, monkeypatch), [])
    assert fault.message_key == "scan.failed"


def test_the_compiled_adapter_is_preferred_then_the_program_then_none(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    have: dict[str, object] = {"sane": True, "scanimage": "/usr/bin/scanimage"}
    monkeypatch.setattr("importlib.util.find_spec", have.get)
    monkeypatch.setattr("shutil.which", have.get)
    first = find_scanner({"source": "ADF"})
    del have["sane"]
    second = find_scanner()
    del have["scanimage"]
    assert isinstance(first, ChildScanner)
    assert first.command[-1] == PYTHON_SANE
    assert first.options == {"source": "ADF"}
    assert isinstance(second, ChildScanner)
    assert second.command[-1] == SCANIMAGE
    third = find_scanner()
    assert isinstance(third, NoScanner)
    assert third.devices() == ()
