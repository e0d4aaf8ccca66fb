"""Filing a paper, cut at every write: the paper is whole or not there, and can be filed again."""

from __future__ import annotations

import os
import random
import resource
import shutil
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest

from kiosk.errors import KioskError, Unavailable
from kiosk.vault.database import open_database
from kiosk.vault.parts import PartFiles
from kiosk.vault.vault_store import VaultStore
from tests.fakes.faults import FailingDatabase, FailingDisk, Faults
from tests.fakes.vault import KEY, Author, file_paper, open_vault, part
from tests.fakes.world import FakeClock

REPOSITORY = Path(__file__).parents[3]
ITEM = b"\x17" * 16
MANY = 10**6


def check_invariants(folder: Path) -> list[bytes]:
    """Open the vault as after a crash; return the names of the papers it holds.

    Every page is authentic, the journal is whole and has one line for each paper; no row
    is without its file; after the sweep no file is without its row.
    """
    vault = VaultStore(
        open_database(folder / "vault.db", KEY, "vault", check=True),
        PartFiles(folder / "parts"),
        FakeClock(),
    )
    try:
        vault.sweep_parts()
        papers = vault.statements("item")
        assert vault.verify_journal() == len(papers)
        rows = [row for paper in papers for row in vault.parts_of(paper.name)]
        assert len(rows) == sum(len(paper.body["parts"]) for paper in papers)
        for row in rows:
            assert vault.parts.size(row.id) == row.size
        on_disk = {path.name for path in (folder / "parts").glob("*/*")}
        assert on_disk == {row.id.hex() for row in rows}
        assert vault.counts().waiting == len(papers)
        assert len(vault.part_queue(MANY)) == len(rows)
        return [paper.name for paper in papers]
    finally:
        vault.close()


def test_a_paper_cut_at_any_write_is_whole_or_absent_and_files_again(tmp_path: Path) -> None:
    cuts = 0
    for number in range(1, 200):
        folder = tmp_path / str(number)
        faults = Faults(number)
        database = open_database(folder / "vault.db", KEY, "vault")
        parts = PartFiles(folder / "parts", FailingDisk(faults))
        vault = VaultStore(FailingDatabase(database, faults), parts, FakeClock())
        amina, pages = Author(), [part(5000), part(200)]
        try:
            paper = file_paper(vault, amina, ITEM, pages)
        except Unavailable:
            cuts += 1
            vault.close()
            assert check_invariants(folder) == []
            again = open_vault(folder)
            paper = file_paper(again, amina, ITEM, pages)
            again.close()
            assert check_invariants(folder) == [paper.name]
            shutil.rmtree(folder)
        else:
            vault.close()
            assert check_invariants(folder) == [paper.name]
            break
    else:
        pytest.fail("filing never completes")
    assert cuts > 15


def test_a_paper_said_to_be_saved_survives_a_killed_process(tmp_path: Path) -> None:
    chance = random.Random(2026)
    saved: set[bytes] = set()
    open_vault(tmp_path).close()
    for _ in range(6):
        with start_filing(tmp_path, 10_000) as process:
            assert process.stdout is not None
            for _ in range(chance.randint(1, 12)):
                saved.add(bytes.fromhex(process.stdout.readline().decode()))
            # No sleep: the next paper is somewhere between its first byte and its commit.
            process.kill()
            saved.update(map(bytes.fromhex, process.stdout.read().decode().split()))
        held = set(check_invariants(tmp_path))
        assert saved <= held
        assert len(held) <= len(saved) + 1
        saved = held


def test_two_processes_write_at_once_and_nothing_is_lost(tmp_path: Path) -> None:
    open_vault(tmp_path).close()
    processes = [start_filing(tmp_path, 40) for _ in range(2)]
    saved: set[bytes] = set()
    for process in processes:
        out, _ = process.communicate(timeout=60)
        assert process.returncode == 0
        saved.update(map(bytes.fromhex, out.decode().split()))
    assert len(saved) == 80
    assert set(check_invariants(tmp_path)) == saved


def test_a_sound_file_that_others_write_is_never_called_damaged(tmp_path: Path) -> None:
    open_vault(tmp_path).close()
    writers = [start_filing(tmp_path, 10_000) for _ in range(2)]
    try:
        for writer in writers:
            assert writer.stdout is not None
            writer.stdout.readline()
        for _ in range(100):
            open_database(tmp_path / "vault.db", KEY, "vault", check=True).close()
    finally:
        for writer in writers:
            writer.kill()
            writer.communicate()


def test_a_disk_that_fills_up_while_filing_keeps_what_was_saved(small_disk: Path) -> None:
    vault = open_vault(small_disk)
    amina, saved = Author(), []

    def file_for_ever() -> None:
        while True:
            saved.append(file_paper(vault, amina, os.urandom(16), [part(90_000)]).name)

    with pytest.raises(Unavailable, match=r"vault\.disk_full"):
        file_for_ever()
    vault.close()
    assert len(saved) > 3
    (small_disk / "ballast").unlink()  # the support makes room
    assert check_invariants(small_disk) == saved
    again = open_vault(small_disk)
    file_paper(again, amina, ITEM, [part(90_000)])
    again.close()


def test_a_disk_that_is_full_for_the_database_alone_undoes_the_transaction(
    small_disk: Path,
) -> None:
    vault = open_vault(small_disk)
    amina = Author()
    kept = file_paper(vault, amina, ITEM, [])

    def write_too_much() -> None:
        with vault.transaction() as tx:
            for number in range(2000):
                tx.put_statement(amina.item(os.urandom(16)), queue=True)
                tx.set_setting(f"ballast {number}", os.urandom(4000))

    with pytest.raises(Unavailable, match=r"vault\.disk_full"):
        write_too_much()
    assert [each.name for each in vault.statements("item")] == [kept.name]
    vault.close()
    (small_disk / "ballast").unlink()
    assert check_invariants(small_disk) == [kept.name]


def test_a_part_over_the_limit_of_the_process_is_refused_whole(tmp_path: Path) -> None:
    parts = PartFiles(tmp_path / "parts")
    soft, hard = resource.getrlimit(resource.RLIMIT_FSIZE)
    resource.setrlimit(resource.RLIMIT_FSIZE, (10_000, hard))
    try:
        with pytest.raises(KioskError, match=r"vault\.disk_full"):
            parts.write(ITEM, bytes(20_000))
    finally:
        resource.setrlimit(resource.RLIMIT_FSIZE, (soft, hard))
    assert list((tmp_path / "parts").rglob("*.*")) == []
    assert parts.size(ITEM) is None


@pytest.fixture
def small_disk(tmp_path: Path) -> Iterator[Path]:
    """A disk of 2 MB in memory, with a file on it that can be removed."""
    folder = tmp_path / "disk"
    folder.mkdir()
    mounted = subprocess.run(
        ["mount", "-t", "tmpfs", "-o", "size=2m", "tmpfs", str(folder)],
        capture_output=True,
        check=False,
    )
    if mounted.returncode != 0:
        pytest.skip("mounting a small disk needs the administrator of the machine")
    try:
        (folder / "ballast").write_bytes(bytes(500_000))
        yield folder
    finally:
        subprocess.run(["umount", "--lazy", str(folder)], check=True)


def start_filing(folder: Path, count: int) -> subprocess.Popen[bytes]:
    return subprocess.Popen(
        [sys.executable, "-m", "tests.fakes.filing_program", str(folder), str(count)],
        cwd=REPOSITORY,
        stdout=subprocess.PIPE,
    )
