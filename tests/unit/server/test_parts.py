"""The folder of parts keeps whole parts, and pieces until they are whole."""

from __future__ import annotations

import hashlib
import os
import stat
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import pytest

from kiosk.errors import Unavailable
from sync.server.parts import FolderParts, HashMismatch, Received, TooLong, WrongOffset

PART = bytes(range(16))
BYTES = os.urandom(1000)
SHA = hashlib.sha256(BYTES).digest()


@pytest.fixture
def parts(tmp_path: Path) -> FolderParts:
    return FolderParts(tmp_path / "parts", reserve_bytes=0)


def files(root: Path) -> list[str]:
    return sorted(str(p.relative_to(root)) for p in root.rglob("*") if p.is_file())


def test_a_part_in_one_piece_is_there_at_once(parts: FolderParts, tmp_path: Path) -> None:
    assert parts.receive(PART, 0, BYTES, sha256=SHA, size=1000) == Received(1000, True, is_new=True)
    assert parts.sha256(PART) == SHA
    assert parts.read(PART, 0, 2000) == BYTES
    assert parts.read(PART, 990, 5) == BYTES[990:995]
    assert files(tmp_path / "parts") == [f"stored/00/{PART.hex()}"]
    stored = tmp_path / "parts" / "stored" / "00" / PART.hex()
    assert stat.S_IMODE(stored.stat().st_mode) == 0o600


def test_pieces_are_not_a_part_until_the_last(parts: FolderParts) -> None:
    assert parts.receive(PART, 0, BYTES[:400], sha256=SHA, size=1000) == Received(400, False)
    assert parts.read(PART, 0, 1) == b""
    assert parts.received(PART) == Received(400, False)
    assert parts.receive(PART, 400, BYTES[400:], sha256=SHA, size=1000).is_complete


def test_a_piece_elsewhere_than_at_the_end_says_where_the_end_is(parts: FolderParts) -> None:
    parts.receive(PART, 0, BYTES[:400], sha256=SHA, size=1000)
    for offset in (0, 399, 401, 1000):
        with pytest.raises(WrongOffset) as refused:
            parts.receive(PART, offset, BYTES[:10], sha256=SHA, size=1000)
        assert refused.value.offset == 400


def test_a_piece_past_the_announced_end_keeps_nothing_of_itself(parts: FolderParts) -> None:
    parts.receive(PART, 0, BYTES[:400], sha256=SHA, size=1000)
    with pytest.raises(TooLong):
        parts.receive(PART, 400, bytes(601), sha256=SHA, size=1000)
    assert parts.received(PART) == Received(400, False)


@pytest.mark.parametrize("cut", [0, 1, 999])
def test_a_part_of_another_hash_begins_again(parts: FolderParts, cut: int) -> None:
    wrong = bytes([BYTES[0] ^ 1]) + BYTES[1:]
    if cut:
        parts.receive(PART, 0, wrong[:cut], sha256=SHA, size=1000)
    with pytest.raises(HashMismatch):
        parts.receive(PART, cut, wrong[cut:], sha256=SHA, size=1000)
    assert parts.received(PART) == Received(0, False)
    assert parts.receive(PART, 0, BYTES, sha256=SHA, size=1000).is_complete


def test_more_pieces_of_a_complete_part_change_nothing(parts: FolderParts) -> None:
    parts.receive(PART, 0, BYTES, sha256=SHA, size=1000)
    assert parts.receive(PART, 0, b"other", sha256=bytes(32), size=5) == Received(1000, True)
    assert parts.read(PART, 0, 1000) == BYTES


def test_many_senders_of_one_part_end_with_one_whole_part(
    parts: FolderParts, tmp_path: Path
) -> None:
    def send(_: int) -> None:
        offset = 0
        while offset < 1000:
            try:
                piece = BYTES[offset : offset + 100]
                offset = parts.receive(PART, offset, piece, sha256=SHA, size=1000).offset
            except WrongOffset as elsewhere:
                offset = elsewhere.offset

    with ThreadPoolExecutor(8) as pool:
        list(pool.map(send, range(8)))
    assert parts.read(PART, 0, 1000) == BYTES
    assert files(tmp_path / "parts") == [f"stored/00/{PART.hex()}"]


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


def test_a_name_that_is_not_sixteen_bytes_is_a_bug_of_the_caller(parts: FolderParts) -> None:
    with pytest.raises(ValueError, match="16 bytes"):
        parts.read(b"..", 0, 1)


def test_a_removed_part_is_gone_and_uploads_that_stopped_are_found(
    parts: FolderParts, tmp_path: Path
) -> None:
    parts.receive(PART, 0, BYTES, sha256=SHA, size=1000)
    parts.remove(PART)
    assert parts.read(PART, 0, 1) == b""
    parts.receive(PART, 0, BYTES[:10], sha256=SHA, size=1000)
    assert parts.idle_uploads(60) == []
    coming = tmp_path / "parts" / "coming" / "00" / PART.hex()
    os.utime(coming, (1, 1))
    assert parts.idle_uploads(60) == [PART]
