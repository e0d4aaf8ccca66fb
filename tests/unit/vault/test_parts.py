"""Sealed parts as files."""

from __future__ import annotations

import os
from pathlib import Path

import pytest

from kiosk.domain.ids import PartId
from kiosk.errors import Unavailable
from kiosk.vault.parts import PartFiles, Swept
from tests.fakes.faults import FailingDisk, Faults

ID = bytes.fromhex("0a1b" + "cc" * 14)


@pytest.fixture
def parts(tmp_path: Path) -> PartFiles:
    return PartFiles(tmp_path / "parts")


def test_a_part_is_read_back_whole_and_in_ranges(parts: PartFiles) -> None:
    parts.write(ID, b"0123456789")
    assert parts.read(ID) == b"0123456789"
    assert parts.size(ID) == 10
    with parts.open(ID) as file:
        file.seek(4)
        assert file.read(3) == b"456"


def test_parts_kept_together_are_all_there(parts: PartFiles) -> None:
    together = {PartId(os.urandom(16)): os.urandom(size) for size in range(1, 40)}
    parts.write_all(together)
    assert {part: parts.read(part) for part in together} == together


@pytest.mark.parametrize("at", range(1, 3 * 5 + 1))
def test_of_parts_kept_together_one_that_fails_is_told_and_none_is_there_by_half(
    tmp_path: Path, at: int
) -> None:
    parts = PartFiles(tmp_path / "parts", FailingDisk(Faults(at)))
    together = {PartId(os.urandom(16)): os.urandom(1000) for _ in range(5)}
    with pytest.raises(Unavailable, match=r"vault\.disk_full"):
        parts.write_all(together)
    there = [part for part in together if parts.size(part) is not None]
    assert len(there) >= 4  # all but the one that failed; its name may be what was not settled
    assert all(parts.read(part) == together[part] for part in there)


def test_a_part_lies_under_the_beginning_of_its_name_for_this_user_only(
    parts: PartFiles, tmp_path: Path
) -> None:
    parts.write(ID, b"sealed")
    path = tmp_path / "parts" / "0a" / ID.hex()
    assert parts.path(ID) == path
    assert path.stat().st_mode & 0o777 == 0o600
    assert path.parent.stat().st_mode & 0o077 == 0


def test_a_part_that_is_away_is_told(parts: PartFiles) -> None:
    assert parts.size(ID) is None
    with pytest.raises(Unavailable, match=r"paper\.not_here"):
        parts.read(ID)


def test_deleting_twice_is_harmless(parts: PartFiles) -> None:
    parts.write(ID, b"sealed")
    parts.delete(ID)
    parts.delete(ID)
    assert parts.size(ID) is None


@pytest.mark.parametrize("untrusted_id", [b"", b"../../../etc/xyz", b"x" * 15, b"x" * 17])
def test_a_name_is_an_id_or_nothing(parts: PartFiles, untrusted_id: bytes) -> None:
    if len(untrusted_id) == 16:  # sixteen bytes, whatever they spell, become hex digits
        assert parts.path(untrusted_id).name == untrusted_id.hex()
    else:
        with pytest.raises(ValueError, match="16 bytes"):
            parts.path(untrusted_id)


def test_a_sweep_takes_orphans_and_unfinished_files_and_nothing_else(
    parts: PartFiles, tmp_path: Path
) -> None:
    known, orphan = os.urandom(16), os.urandom(16)
    parts.write(known, b"kept")
    parts.write(orphan, b"nobody's")
    unfinished = parts.path(known).with_name(known.hex() + ".1234abcd.new")
    unfinished.write_bytes(b"ha")
    foreign = tmp_path / "parts" / "README"
    foreign.write_text("not ours")
    assert parts.sweep(lambda part: part == known) == Swept(orphans=1, unfinished=1)
    assert parts.read(known) == b"kept"
    assert parts.size(orphan) is None
    assert not unfinished.exists()
    assert foreign.exists()


def test_a_sweep_before_the_first_part_finds_nothing(parts: PartFiles) -> None:
    assert parts.sweep(lambda _part: False) == Swept(0, 0)


def test_what_is_held_is_measured_while_sessions_write_and_delete(
    parts: PartFiles, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A file that goes between its name and its size ended the agent."""
    gone, stays = ID, bytes(15) + b"s"
    for part in (gone, stays):
        parts.write(part, b"0123456789")
    assert parts.bytes_held() == 20
    straight = Path.glob

    def glob(folder: Path, pattern: str) -> list[Path]:
        found = sorted(straight(folder, pattern))
        parts.delete(gone)
        return found

    monkeypatch.setattr(Path, "glob", glob)
    assert parts.bytes_held() == 10
