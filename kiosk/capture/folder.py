"""A folder that a multifunction printer scans into, as a source of pages (VLT-11).

Its files are a stranger's: each goes through the gate and the render worker before a
pixel of it reaches the session (`files`). They leave the share once the pages lie in the
sealed draft, never before; what cannot be read stays where it is and is told.
"""

from __future__ import annotations

import json
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager, suppress
from dataclasses import dataclass, replace
from pathlib import Path

from kiosk.capture.children import Child, ChildGone, child_command
from kiosk.capture.file_kinds import MAX_FILE_BYTES
from kiosk.capture.files import FileReader
from kiosk.capture.frames import BadFrame, Frame
from kiosk.capture.ports import (
    ScanEnd,
    ScannedPage,
    ScannerDevice,
    ScanOutcome,
    ScanSettings,
    Source,
)
from kiosk.errors import InvalidInput, KioskError, Unavailable

__all__ = ["PREFIX", "FolderLimits", "WatchedFolders"]

PREFIX = "folder:"
CHILD = "kiosk.capture.folder_child"


@dataclass(frozen=True, slots=True)
class FolderLimits:
    """How long things take, in seconds."""

    settle_s: float = 1.5
    """Nothing may write to a file for so long before it is taken as complete."""
    patience_s: float = 6.0
    """How long files that still grow are waited for."""
    answer_s: float = 8.0
    """A share that does not answer for longer is told as not answering."""


USUAL = FolderLimits()


@dataclass(frozen=True, slots=True)
class _Paper:
    name: str
    size_bytes: int
    modified_ns: int


class WatchedFolders:
    """The folders IT named, each a source; `reader` draws their files."""

    def __init__(
        self, folders: Sequence[Path], reader: FileReader, limits: FolderLimits = USUAL
    ) -> None:
        self._folders, self._reader, self._limits = tuple(folders), reader, limits
        self._done: set[str] = set()
        """What was taken and could not be removed: it is not taken twice."""

    def devices(self) -> Sequence[ScannerDevice]:
        """Return the folders that are there now; a share that hangs is not."""
        return tuple(_device(folder) for folder in self._folders if self._is_there(folder))

    def scan(
        self,
        device: ScannerDevice | None,
        settings: ScanSettings,
        on_page: Callable[[ScannedPage], None],
        cancelled: Callable[[], bool],
    ) -> ScanOutcome:
        """Take every complete paper in the folder, oldest first (`Scanner.scan`).

        Raises besides: InvalidInput("scan.folder_empty"), Unavailable("scan.folder_busy")
        while the only papers there are still being written.
        """
        folder = self._folder_of(device)
        with self._share(folder) as share:
            papers, is_growing = share.look()
            waiting = [paper for paper in papers if _token(folder, paper) not in self._done]
            if not waiting:
                if is_growing:
                    raise Unavailable("scan.folder_busy", pages=0)
                raise InvalidInput("scan.folder_empty", pages=0)
            return self._take(share, folder, waiting, on_page, cancelled)

    def kept(self, outcome: ScanOutcome) -> None:
        """Remove from their share the papers whose pages lie sealed.

        Raises: Unavailable("scan.folder_not_emptied") when one has to stay there.
        """
        ours = [token for token in outcome.taken if token.startswith(PREFIX)]
        self._done.update(ours)
        left = sum(self._left_in(folder, papers) for folder, papers in _by_folder(ours).items())
        if left:
            raise Unavailable("scan.folder_not_emptied", papers=left)

    def _left_in(self, folder: Path, papers: Sequence[_Paper]) -> int:
        """Remove papers from one share; return how many stay, all those after it broke off."""
        gone = 0
        with suppress(Unavailable), self._share(folder) as share:
            for paper in papers:
                gone += share.remove(paper)
        return len(papers) - gone

    def _take(
        self,
        share: _Share,
        folder: Path,
        papers: Sequence[_Paper],
        on_page: Callable[[ScannedPage], None],
        cancelled: Callable[[], bool],
    ) -> ScanOutcome:
        pages = 0
        taken: list[str] = []
        refused: KioskError | None = None
        for paper in papers:
            try:
                data = None if cancelled() else share.read(paper)
                added = None if data is None else self._reader.read(data, paper.name, cancelled)
            except InvalidInput as cause:  # this one stays in the folder, the next ones come
                refused = refused or cause
                continue
            except Unavailable as cause:
                raise Unavailable(cause.message_key, pages=pages) from cause
            if cancelled() or (data is not None and added is None):
                return ScanOutcome(pages, ScanEnd.CANCELLED, Source.FEEDER, taken=tuple(taken))
            for page in added.pages if added is not None else ():
                pages += 1
                on_page(replace(page, number=pages))
            if added is not None:
                taken.append(_token(folder, paper))
        if refused is not None and not pages:
            raise refused
        return ScanOutcome(pages, ScanEnd.DONE, Source.FEEDER, taken=tuple(taken), refused=refused)

    def _folder_of(self, device: ScannerDevice | None) -> Path:
        for folder in self._folders:
            wanted = device is None or device.name == _device(folder).name
            if wanted and self._is_there(folder):
                return folder
        raise Unavailable("scan.no_scanner", pages=0)

    def _is_there(self, folder: Path) -> bool:
        try:
            with self._share(folder) as share:
                return share.is_there()
        except Unavailable:
            return False

    @contextmanager
    def _share(self, folder: Path) -> Iterator[_Share]:
        """Give one folder through a child of its own. Raises: Unavailable("scan.failed")."""
        try:
            child = Child(child_command(CHILD), max_payload_bytes=MAX_FILE_BYTES + 1)
        except ChildGone as cause:
            raise Unavailable("scan.failed", pages=0) from cause
        with child:
            yield _Share(child, folder, self._limits)


class _Share:
    """One folder through its child. Every call raises Unavailable when it does not answer."""

    def __init__(self, child: Child, folder: Path, limits: FolderLimits) -> None:
        self._child, self._folder, self._limits = child, folder, limits

    def is_there(self) -> bool:
        return self._ask({"do": "is_there"}).header.get("is") == "there"

    def look(self) -> tuple[Sequence[_Paper], bool]:
        """Return the complete papers and whether others still grow."""
        limits = self._limits
        waits = {
            "settle_ms": int(limits.settle_s * 1000),
            "patience_ms": int(limits.patience_s * 1000),
        }
        frame = self._ask({"do": "look", **waits}, limits.patience_s + limits.answer_s)
        match frame.header.get("papers"):
            case [*rows] if frame.header.get("is") == "papers":
                return [_paper(row) for row in rows], frame.header.get("is_growing") is True
            case _:
                raise Unavailable("scan.unplugged", pages=0)

    def read(self, paper: _Paper) -> bytes | None:
        """Return the paper's bytes, None when it changed since it was listed."""
        frame = self._ask({"do": "read", **_named(paper)})
        match frame.header.get("is"):
            case "paper":
                return frame.payload
            case "changed":
                return None
            case _:
                raise Unavailable("scan.unplugged", pages=0)

    def remove(self, paper: _Paper) -> bool:
        """Return whether the paper no longer lies there."""
        return self._ask({"do": "remove", **_named(paper)}).header.get("is") == "removed"

    def _ask(self, header: dict[str, str | int], wait_s: float | None = None) -> Frame:
        try:
            self._child.send({**header, "folder": str(self._folder)})
            frame = self._child.receive(wait_s or self._limits.answer_s)
        except (ChildGone, BadFrame) as cause:
            raise Unavailable("scan.failed", pages=0) from cause
        if frame is None:
            raise Unavailable("scan.not_answering", pages=0)
        return frame


def _device(folder: Path) -> ScannerDevice:
    return ScannerDevice(f"{PREFIX}{folder}", "", folder.name or str(folder), "folder")


def _named(paper: _Paper) -> dict[str, str | int]:
    return {"name": paper.name, "size": paper.size_bytes, "modified": paper.modified_ns}


def _paper(untrusted: object) -> _Paper:
    match untrusted:
        case [str(name), int(size), int(modified)]:
            return _Paper(name, size, modified)
        case _:
            raise Unavailable("scan.failed", pages=0)


def _by_folder(tokens: Sequence[str]) -> Mapping[Path, Sequence[_Paper]]:
    papers: dict[Path, list[_Paper]] = {}
    for token in tokens:
        folder, paper = _parse_token(token)
        papers.setdefault(folder, []).append(paper)
    return papers


def _token(folder: Path, paper: _Paper) -> str:
    named = [str(folder), paper.name, paper.size_bytes, paper.modified_ns]
    return PREFIX + json.dumps(named)


def _parse_token(token: str) -> tuple[Path, _Paper]:
    folder, name, size, modified = json.loads(token.removeprefix(PREFIX))
    return Path(folder), _Paper(name, size, modified)
