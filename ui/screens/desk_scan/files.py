"""The few folders a worker may pick a file from; no path leads out of them."""

from __future__ import annotations

import os
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from pathlib import Path

from kiosk.capture.file_kinds import ALL_SUFFIXES
from kiosk.capture.files import read_bytes
from kiosk.errors import InvalidInput, Unavailable
from kiosk.media.sticks import Sticks
from ui.screens.desk_scan.ports import FileEntry

__all__ = ["AllowedFolders"]

_SUFFIXES = frozenset(f".{suffix}" for kind in ALL_SUFFIXES.values() for suffix in kind)


@dataclass(frozen=True, slots=True)
class AllowedFolders:
    """Folders named when the desk starts, by the word people see.

    `media` holds mount points that come and go: each folder in it is a place. `sticks` are
    mounted there when they are seen, as on a post without a desktop nobody else does it.
    """

    folders: tuple[tuple[str, Path], ...]
    media: tuple[Path, ...] = ()
    sticks: Sticks | None = None
    stick_word: str = ""
    """What a stick is called that its owner gave no name."""
    _unreadable: set[str] = field(default_factory=set)
    """Sticks that could not be mounted: not tried again until they were pulled out."""

    def places(self) -> Sequence[FileEntry]:
        fixed = [FileEntry(n, str(p), is_folder=True) for n, p in self.folders if p.is_dir()]
        sticks = list(self._stick_places())
        known = {entry.path for entry in sticks}
        media = [FileEntry(p.name, str(p), is_folder=True) for p in self._plugged_in()]
        return [*fixed, *sticks, *(entry for entry in media if entry.path not in known)]

    def entries(self, folder: str) -> Sequence[FileEntry]:
        """Return what `folder` holds; links are left out, they may lead anywhere."""
        inside = self._allowed(folder)
        try:
            found = [
                entry
                for entry in os.scandir(inside)
                if not entry.name.startswith(".") and not entry.is_symlink()
            ]
            lines = [
                FileEntry(e.name, e.path, e.is_dir(), 0 if e.is_dir() else e.stat().st_size)
                for e in found
                if e.is_dir() or (e.is_file() and Path(e.name).suffix.lower() in _SUFFIXES)
            ]
        except OSError as gone:
            raise InvalidInput("file.unreadable") from gone
        return sorted(lines, key=lambda e: (not e.is_folder, e.name.casefold()))

    def read(self, path: str) -> bytes:
        return read_bytes(self._allowed(path))

    def _stick_places(self) -> Iterator[FileEntry]:
        if self.sticks is None:
            return
        plugged = self.sticks.plugged()
        self._unreadable.intersection_update([stick.device for stick in plugged])
        for stick in plugged:
            if stick.device in self._unreadable:
                continue
            try:
                folder = self.sticks.mounted(stick).folder
            except Unavailable:
                self._unreadable.add(stick.device)
                continue
            yield FileEntry(stick.label or self.stick_word, folder, is_folder=True)

    def _plugged_in(self) -> list[Path]:
        found = []
        for media in self.media:
            try:
                found.extend(sorted(p for p in media.iterdir() if p.is_dir()))
            except OSError:
                continue  # no key was ever plugged in here
        return found

    def _allowed(self, untrusted_path: str) -> Path:
        """Return the real path if it lies in an allowed folder, links followed."""
        try:
            real = Path(untrusted_path).resolve(strict=True)
        except OSError as gone:
            raise InvalidInput("file.unreadable") from gone
        roots = [p.resolve() for _, p in self.folders] + [p.resolve() for p in self.media]
        if not any(real.is_relative_to(root) for root in roots):
            raise InvalidInput("file.unreadable")
        return real
