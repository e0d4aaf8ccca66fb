"""What the folder of parts does that is its own: files, syncs, room on the disk.

What every store of parts promises is in `tests/contract/server/test_parts.py`.
"""

from __future__ import annotations

import errno
import hashlib
import itertools
import os
import stat
import threading
from pathlib import Path

import pytest

from kiosk.errors import Unavailable
from sync.protocol.frames import WholePart
from sync.server.parts.folder import FolderParts
from sync.server.parts.port import Received

PART = bytes(range(16))
BYTES = os.urandom(1000)
SHA = hashlib.sha256(BYTES).digest()


@pytest.fixture
def parts(tmp_path: Path) -> FolderParts:
    return FolderParts(tmp_path / "parts", reserve_bytes=0)


def test_a_part_is_one_file_that_only_the_server_reads(parts: FolderParts, tmp_path: Path) -> None:
    parts.receive(PART, 0, BYTES[:400], sha256=SHA, size=1000)
    parts.receive(PART, 400, BYTES[400:], sha256=SHA, size=1000)
    root = tmp_path / "parts"
    found = sorted(str(path.relative_to(root)) for path in root.rglob("*") if path.is_file())
    assert found == [f"stored/00/{PART.hex()}"]
    assert stat.S_IMODE((root / found[0]).stat().st_mode) == 0o600


def test_a_disk_without_room_is_said_and_nothing_half_written_stays(tmp_path: Path) -> None:
    full = FolderParts(tmp_path / "parts", reserve_bytes=2**60)
    with pytest.raises(Unavailable) as refused:
        full.receive(PART, 0, BYTES, sha256=SHA, size=1000)
    assert refused.value.message_key == "server.full"
    assert full.received(PART) == Received(0, False)


def test_bytes_are_on_disk_before_the_part_counts(
    parts: FolderParts, monkeypatch: pytest.MonkeyPatch
) -> None:
    acts: list[str] = []
    fsync, replace = os.fsync, os.replace

    def noted_fsync(descriptor: int) -> None:
        is_folder = stat.S_ISDIR(os.fstat(descriptor).st_mode)
        acts.append("sync folder" if is_folder else "sync file")
        fsync(descriptor)

    def noted_replace(source: Path, target: Path) -> None:
        acts.append("rename")
        replace(source, target)

    monkeypatch.setattr(os, "fsync", noted_fsync)
    monkeypatch.setattr(os, "replace", noted_replace)
    parts.receive(PART, 0, BYTES, sha256=SHA, size=1000)
    assert acts == ["sync file", "rename", "sync folder"]


def test_a_bundle_is_on_disk_before_any_of_it_counts(
    parts: FolderParts, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The waits go side by side, yet all of one kind are over before what rests on them."""
    guard, acts = threading.Lock(), list[str]()
    fsync, replace = os.fsync, os.replace

    def noted_fsync(descriptor: int) -> None:
        fsync(descriptor)
        is_folder = stat.S_ISDIR(os.fstat(descriptor).st_mode)
        with guard:
            acts.append("folder" if is_folder else "file")

    def noted_replace(source: Path, target: Path) -> None:
        acts.append("rename")
        replace(source, target)

    monkeypatch.setattr(os, "fsync", noted_fsync)
    monkeypatch.setattr(os, "replace", noted_replace)
    ids = [bytes([number]) + PART[1:] for number in range(20)]
    assert parts.keep([WholePart(id, SHA, BYTES) for id in ids]) == [True] * 20
    assert acts == ["file"] * 20 + ["rename"] * 20 + ["folder"] * 20


def test_one_wait_for_the_disk_that_fails_leaves_no_part_of_the_bundle(
    parts: FolderParts, monkeypatch: pytest.MonkeyPatch
) -> None:
    fsync, calls = os.fsync, itertools.count()

    def full(descriptor: int) -> None:
        if next(calls) == 5:
            raise OSError(errno.ENOSPC, "full")
        fsync(descriptor)

    monkeypatch.setattr(os, "fsync", full)
    ids = [bytes([number]) + PART[1:] for number in range(20)]
    with pytest.raises(Unavailable) as refused:
        parts.keep([WholePart(id, SHA, BYTES) for id in ids])
    assert refused.value.message_key == "server.full"
    assert not any(parts.received(id).is_complete for id in ids)


@pytest.mark.parametrize("listing", ["idle_uploads", "stored_before"])
def test_a_file_that_goes_while_the_folder_is_listed_ends_no_listing(
    parts: FolderParts, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, listing: str
) -> None:
    """Parts are completed and removed at any time, also while a sweep looks around."""
    gone, stays = PART, bytes(15) + b"s"
    for part in (gone, stays):
        parts.receive(part, 0, BYTES[:400], sha256=SHA, size=1000)
        if listing == "stored_before":
            parts.receive(part, 400, BYTES[400:], sha256=SHA, size=1000)
    straight = Path.glob

    def glob(folder: Path, pattern: str) -> list[Path]:
        found = sorted(straight(folder, pattern))
        parts.remove(gone)
        return found

    monkeypatch.setattr(Path, "glob", glob)
    assert list(getattr(parts, listing)(-10)) == [stays]
