"""`doctor` and `status` say what stands between this post and a stranger's file (VLT-17)."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from kiosk import doctor
from kiosk.capture.room import Room, try_room
from kiosk.capture.sandbox import Isolation, is_bubblewrap_usable
from tests.fakes.clamd_process import private_clamd


def said(capsys: pytest.CaptureFixture[str]) -> tuple[int, dict[str, object]]:
    status = doctor.command(["--json"])
    told: dict[str, object] = json.loads(capsys.readouterr().out)
    return status, told


@pytest.fixture(autouse=True)
def quick(monkeypatch: pytest.MonkeyPatch) -> None:
    """Importing every module of the product is another test's work."""
    monkeypatch.setattr(doctor, "unimportable_modules", lambda: iter(()))


def test_an_absent_antivirus_is_told_with_what_follows(
    capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    monkeypatch.setenv("RECONNECT_KIOSK_ANTIVIRUS_SOCKET", str(tmp_path / "absent"))
    status, told = said(capsys)
    assert status == 0
    assert told["antivirus"] == ("absent, preferred: files are added and marked as not checked yet")
    monkeypatch.setenv("RECONNECT_KIOSK_ANTIVIRUS", "required")
    status, told = said(capsys)
    assert status == 1
    assert told["antivirus"] == "absent, required: files are kept aside, unopened"


def test_a_working_antivirus_is_told_with_its_engine(
    capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("RECONNECT_KIOSK_ANTIVIRUS", "required")
    with private_clamd() as daemon:
        monkeypatch.setenv("RECONNECT_KIOSK_ANTIVIRUS_SOCKET", daemon.socket)
        status, told = said(capsys)
    assert status == 0
    assert str(told["antivirus"]).startswith("undated, required (ClamAV 1.")


@pytest.mark.parametrize("is_sandboxed", [True, False])
def test_the_room_of_the_file_worker_is_tried_and_told(*, is_sandboxed: bool) -> None:
    if is_sandboxed and not is_bubblewrap_usable():
        pytest.skip("bubblewrap is missing or forbidden here")
    room = try_room(is_sandboxed=is_sandboxed)
    assert room.is_filtered
    assert room.is_whole is is_sandboxed
    assert doctor.room_words(room).endswith(", system calls filtered")


def test_a_worker_without_its_filter_is_told_aloud() -> None:
    words = doctor.room_words(Room(Isolation.NO_NETWORK, is_filtered=False))
    assert words == "no_network, SYSTEM CALLS NOT FILTERED"
    assert doctor.room_words(Room(None, is_filtered=False)) == (
        "does not start: no file can be added"
    )
