"""A folder a copier scans into: whole papers only, gone from the share once sealed."""

from __future__ import annotations

import os
import threading
import time
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from kiosk.capture.children import Child
from kiosk.capture.files import FileReader
from kiosk.capture.folder import FolderLimits, WatchedFolders
from kiosk.capture.paper import make_pdf
from kiosk.capture.pipeline import Pipeline
from kiosk.capture.ports import ScannedPage, ScanOutcome, ScanSettings
from kiosk.errors import InvalidInput, Unavailable
from tests.fakes.escl_server import page_jpeg

LIMITS = FolderLimits(settle_s=0.4, patience_s=1.5)
JPEG = page_jpeg(1, 50, is_colour=True)


@pytest.fixture(scope="module")
def reader() -> Iterator[FileReader]:
    with Pipeline() as pipeline:
        yield FileReader(pipeline, is_sandboxed=False)


@pytest.fixture
def share(tmp_path: Path) -> Path:
    folder = tmp_path / "share"
    folder.mkdir()
    return folder


def take(folders: WatchedFolders, pages: list[ScannedPage]) -> ScanOutcome:
    return folders.scan(None, ScanSettings(), pages.append, lambda: False)


def test_papers_come_oldest_first_and_leave_once_they_are_kept(
    reader: FileReader, share: Path
) -> None:
    pdf = make_pdf([page_jpeg(number, 50, is_colour=False) for number in (1, 2)])
    (share / "b.PDF").write_bytes(pdf)
    (share / "a.jpg").write_bytes(JPEG)
    os.utime(share / "b.PDF", ns=(1, 1))  # a copier's clock may be anywhere
    folders, pages = WatchedFolders([share], reader, LIMITS), list[ScannedPage]()
    outcome = take(folders, pages)
    assert [page.number for page in pages] == [1, 2, 3]
    assert sorted(path.name for path in share.iterdir()) == ["a.jpg", "b.PDF"]
    folders.kept(outcome)
    assert list(share.iterdir()) == []


def test_a_paper_that_still_arrives_is_waited_for_and_never_half_read(
    reader: FileReader, share: Path
) -> None:
    def arrive() -> None:
        with open(share / "slow.jpg", "wb") as file:
            for start in range(0, len(JPEG), len(JPEG) // 5 + 1):
                file.write(JPEG[start : start + len(JPEG) // 5 + 1])
                file.flush()
                time.sleep(0.15)

    arriving = threading.Thread(target=arrive)
    arriving.start()
    pages: list[ScannedPage] = []
    outcome = take(WatchedFolders([share], reader, LIMITS), pages)
    arriving.join()
    assert (outcome.pages, outcome.refused, len(pages)) == (1, None, 1)


def test_only_a_paper_that_never_ends_is_told_as_arriving(reader: FileReader, share: Path) -> None:
    with open(share / "held.jpg", "wb") as file:
        file.write(JPEG[:100])
        file.flush()
        with pytest.raises(Unavailable) as raised:
            take(WatchedFolders([share], reader, LIMITS), [])
    assert raised.value.message_key == "scan.folder_busy"


@pytest.mark.parametrize(
    "names",
    [
        ("x.jpg", "x.jpg.lock"),
        ("x.jpg", ".~lock.x.jpg#"),
        ("x.jpg", "x.jpg.part"),
        ("x.jpg.tmp",),
        (".x.jpg",),
        ("x.docx",),
    ],
)
def test_what_is_locked_unfinished_or_no_paper_is_left_alone(
    reader: FileReader, share: Path, names: tuple[str, ...]
) -> None:
    for name in names:
        (share / name).write_bytes(JPEG)
    with pytest.raises(InvalidInput) as raised:
        take(WatchedFolders([share], reader, LIMITS), [])
    assert raised.value.message_key == "scan.folder_empty"
    assert sorted(path.name for path in share.iterdir()) == sorted(names)


def test_a_paper_from_before_1970_is_taken_like_any_other(reader: FileReader, share: Path) -> None:
    """The clock of a copier that lost it starts at the epoch, in its own time zone."""
    (share / "early.jpg").write_bytes(JPEG)
    os.utime(share / "early.jpg", (-3600, -3600))
    folders, pages = WatchedFolders([share], reader, LIMITS), list[ScannedPage]()
    folders.kept(take(folders, pages))
    assert len(pages) == 1
    assert not list(share.iterdir())


def test_links_lead_nowhere(reader: FileReader, share: Path, tmp_path: Path) -> None:
    (tmp_path / "other.jpg").write_bytes(JPEG)
    (share / "link.jpg").symlink_to(tmp_path / "other.jpg")
    with pytest.raises(InvalidInput):
        take(WatchedFolders([share], reader, LIMITS), [])


def test_a_bad_file_stays_there_is_told_and_holds_up_no_other(
    reader: FileReader, share: Path
) -> None:
    (share / "1-bad.pdf").write_bytes(b"%PDF-1.7 nothing")
    (share / "2-good.jpg").write_bytes(JPEG)
    folders, pages = WatchedFolders([share], reader, LIMITS), list[ScannedPage]()
    outcome = take(folders, pages)
    assert len(pages) == 1
    assert outcome.refused is not None
    assert outcome.refused.message_key == "file.broken"
    folders.kept(outcome)
    assert [path.name for path in share.iterdir()] == ["1-bad.pdf"]
    with pytest.raises(InvalidInput) as raised:
        take(folders, [])
    assert raised.value.message_key == "file.broken"


def test_another_paper_under_the_same_name_is_not_removed(reader: FileReader, share: Path) -> None:
    (share / "scan.jpg").write_bytes(JPEG)
    folders = WatchedFolders([share], reader, LIMITS)
    outcome = take(folders, [])
    newer = page_jpeg(2, 50, is_colour=True)
    (share / "scan.jpg").write_bytes(newer)
    folders.kept(outcome)
    assert (share / "scan.jpg").read_bytes() == newer


def test_a_share_that_may_not_be_emptied_is_told_and_gives_nothing_twice(
    reader: FileReader, share: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    (share / "scan.jpg").write_bytes(JPEG)
    folders = WatchedFolders([share], reader, LIMITS)
    outcome = take(folders, [])
    monkeypatch.setattr("kiosk.capture.folder.CHILD", "tests.fakes.keeping_folder_child")
    with pytest.raises(Unavailable) as raised:
        folders.kept(outcome)
    assert raised.value.message_key == "scan.folder_not_emptied"
    monkeypatch.undo()
    with pytest.raises(InvalidInput) as empty:
        take(folders, [])
    assert empty.value.message_key == "scan.folder_empty"


def test_a_share_that_hangs_is_given_up(
    reader: FileReader, share: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("kiosk.capture.folder.CHILD", "tests.fakes.silent_child")
    limits = FolderLimits(answer_s=0.3, patience_s=0.1)
    began_at = time.monotonic()
    assert WatchedFolders([share], reader, limits).devices() == ()
    assert time.monotonic() - began_at < 5


def test_one_child_empties_a_share_of_all_its_papers(
    reader: FileReader, share: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    for number in range(3):
        (share / f"{number}.jpg").write_bytes(JPEG)
    folders = WatchedFolders([share], reader, LIMITS)
    outcome = take(folders, [])
    started: list[int] = []

    class Counted(Child):
        def __init__(self, *args: Any, **options: Any) -> None:
            super().__init__(*args, **options)
            started.append(self.pid)

    monkeypatch.setattr("kiosk.capture.folder.Child", Counted)
    folders.kept(outcome)
    assert list(share.iterdir()) == []
    assert len(started) == 1


def test_a_child_that_cannot_be_started_is_told_like_a_share_that_is_away(
    reader: FileReader, share: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    (share / "scan.jpg").write_bytes(JPEG)
    folders = WatchedFolders([share], reader, LIMITS)
    outcome = take(folders, [])
    monkeypatch.setattr("kiosk.capture.folder.child_command", lambda _: ("/nowhere/python",))
    assert folders.devices() == ()
    with pytest.raises(Unavailable) as raised:
        take(folders, [])
    assert raised.value.message_key == "scan.no_scanner"
    with pytest.raises(Unavailable) as kept:
        folders.kept(outcome)
    assert (kept.value.message_key, kept.value.context) == (
        "scan.folder_not_emptied",
        {"papers": 1},
    )


def test_a_share_that_is_gone_is_no_source(reader: FileReader, tmp_path: Path) -> None:
    folders = WatchedFolders([tmp_path / "gone"], reader, LIMITS)
    assert folders.devices() == ()
    with pytest.raises(Unavailable) as raised:
        take(folders, [])
    assert raised.value.message_key == "scan.no_scanner"
