"""The few folders a worker may pick a file from; no path leads out of them."""

from __future__ import annotations

import os
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from pathlib import Path

from kiosk.errors import Unavailable
from kiosk.media.browse import Browser
from kiosk.media.sticks import Sticks
from ui.screens.desk_scan.ports import FileEntry

__all__ = ["AllowedFolders"]


@dataclass(frozen=True, slots=True)
class AllowedFolders:
    """Folders named when the desk starts, by the word people see.

    `media` holds mount points that come and go: each folder in it is a place. `sticks` are
    mounted there when they are seen, as on a post without a desktop nobody else does it.
    """

    folders: tuple[tuple[str, Path], ...]
    media: tuple[Path, ...] = ()
    sticks: Sticks | None = None
    browser: Browser = field(default_factory=Browser)
    """What touches the folders: a child, since a stick may hang."""
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
        found = self.browser.entries(folder, self._roots())
        return [FileEntry(e.name, e.path, e.is_folder, e.size_bytes) for e in found]

    def read(self, path: str) -> bytes:
        return self.browser.read(path, self._roots())

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
        """Return the media mounted here, by the list of their names: none of them is touched."""
        found: list[Path] = []
        for media in self.media:
            try:
                with os.scandir(media) as inside:
                    names = sorted(e.name for e in inside if e.is_dir(follow_symlinks=False))
            except OSError:
                continue  # no key was ever plugged in here
            found.extend(media / name for name in names)
        return found

    def _roots(self) -> list[Path]:
        return [*(folder for _, folder in self.folders), *self.media]
