"""Folders and files that may hang are looked into from a process of its own (SEC-12)."""

from __future__ import annotations

import os
import time
from pathlib import Path

import pytest

from kiosk.errors import InvalidInput, KioskError
from kiosk.media.browse import Browser
from kiosk.media.browse_child import MAX_ENTRIES

PDF = b"%PDF-1.7 " + bytes(range(256))


def fault_of(path: Path, *roots: Path, browser: Browser | None = None) -> str:
    with pytest.raises(KioskError) as raised:
        (browser or Browser()).read(str(path), roots)
    return raised.value.message_key


def test_an_ordinary_file_is_read_whole(tmp_path: Path) -> None:
    path = tmp_path / "a.pdf"
    path.write_bytes(PDF * 20_000)
    assert Browser().read(str(path), [tmp_path]) == PDF * 20_000
    path.write_bytes(b"")
    assert Browser().read(str(path), [tmp_path]) == b""


def test_what_is_no_ordinary_file_is_refused_at_once(tmp_path: Path) -> None:
    pipe = tmp_path / "pipe.pdf"
    os.mkfifo(pipe)
    for path in (pipe, tmp_path, tmp_path / "absent.pdf", Path("/dev/zero")):
        assert fault_of(path, Path("/")) == "file.unreadable"


def test_a_file_too_large_is_not_read_to_its_end(tmp_path: Path) -> None:
    path = tmp_path / "large.pdf"
    with path.open("wb") as sparse:
        sparse.truncate(50 << 30)
    assert fault_of(path, tmp_path) == "file.too_big"


def test_no_path_leads_out_of_its_roots(tmp_path: Path) -> None:
    inside, outside = tmp_path / "in", tmp_path / "out"
    inside.mkdir()
    outside.mkdir()
    (outside / "s.pdf").write_bytes(PDF)
    os.symlink(outside / "s.pdf", inside / "s.pdf")
    for path in (outside / "s.pdf", inside / "s.pdf", inside / ".." / "out" / "s.pdf"):
        assert fault_of(path, inside) == "file.unreadable"
    assert fault_of(outside / "s.pdf") == "file.unreadable"


def test_a_folder_gives_its_folders_then_its_files_however_they_are_named(tmp_path: Path) -> None:
    (tmp_path / "z").mkdir()
    for name in (b"B.PDF", b"\xff\xfe.jpg", b"a.png", b"x.exe", b".hidden.pdf"):
        Path(os.fsdecode(os.fsencode(tmp_path) + b"/" + name)).write_bytes(PDF)
    found = Browser().entries(str(tmp_path), [tmp_path])
    assert [each.name for each in found] == ["z", "a.png", "B.PDF", os.fsdecode(b"\xff\xfe.jpg")]
    assert [each.size_bytes for each in found] == [0, *[len(PDF)] * 3]
    assert Browser().read(found[3].path, [tmp_path]) == PDF


def test_a_folder_without_an_end_gives_its_first_lines(tmp_path: Path) -> None:
    for number in range(MAX_ENTRIES + 5):
        (tmp_path / f"{number:05}.pdf").touch()
    found = Browser().entries(str(tmp_path), [tmp_path])
    assert [found[0].name, len(found)] == ["00000.pdf", MAX_ENTRIES]


def test_a_stick_that_hangs_is_told_in_time_and_one_that_breaks_off_too(tmp_path: Path) -> None:
    hanging = Browser(silent_s=0.3, module="tests.fakes.silent_child")
    began_at = time.monotonic()
    assert fault_of(tmp_path / "a.pdf", tmp_path, browser=hanging) == "file.not_answering"
    with pytest.raises(KioskError, match="file.not_answering"):
        hanging.entries(str(tmp_path), [tmp_path])
    assert time.monotonic() - began_at < 5
    broken = Browser(module="tests.fakes.no_such_child")
    with pytest.raises(InvalidInput, match="file.unreadable"):
        broken.entries(str(tmp_path), [tmp_path])
