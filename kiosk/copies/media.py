"""Media a structure approved for work copies: folders, and devices by their file system.

A device is named by the UUID of its file system (`lsblk -o UUID`), not by where it is mounted:
another stick at the same place is another stick. What touches a medium is done in a child with
a limit of time (`child`): a stick that hangs keeps neither a session nor its wipe.
"""

from __future__ import annotations

import os
import re
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from kiosk.capture.children import ChildGone, ask_once
from kiosk.domain.work_copies import CopyOutcome, CopyPlace
from kiosk.media.sticks import SLOWEST_BYTES_S
from kiosk.mounts import mounted

__all__ = ["NONE_APPROVED", "ApprovedMedia", "approved_media"]

FOLDER, DEVICE = "folder:", "device:"
CHILD = "kiosk.copies.child"

WRITE_S = 20.0
"""Beside what the bytes take on a slow stick (`sticks.SLOWEST_BYTES_S`)."""

LOOK_S = 5.0
"""To be looked for, or to give up one file."""

UUID = re.compile(r"[0-9A-Za-z-]{4,64}")


@dataclass(frozen=True, slots=True)
class ApprovedMedia:
    """Nothing is approved until somebody says so."""

    folders: tuple[Path, ...] = ()
    devices: tuple[str, ...] = ()
    by_uuid: Path = Path("/dev/disk/by-uuid")
    mountinfo: Path = Path("/proc/self/mountinfo")
    child: str = CHILD
    write_s: float = WRITE_S
    look_s: float = LOOK_S

    @property
    def is_any_named(self) -> bool:
        return bool(self.folders or self.devices)

    def within_reach(self) -> tuple[CopyPlace, ...]:
        """Return the approved media that can be written to now; none while one of them hangs.

        Slow: the media are asked. Call it where it keeps nobody waiting.
        """
        keys = [f"{FOLDER}{each}" for each in self.folders]
        keys += [f"{DEVICE}{each}" for each in self.devices]
        found = {key: folder for key in keys if (folder := self.folder(key)) is not None}
        if not found:
            return ()
        told = self._asked({"do": "reach", "folders": [str(each) for each in found.values()]})
        writable = told.get("folders")
        return tuple(
            CopyPlace(key, _name(folder))
            for key, folder in found.items()
            if isinstance(writable, list) and str(folder) in writable
        )

    def folder(self, key: str) -> Path | None:
        """Return where an approved medium is now, by what the system says of it; None for a
        device that is away, or what is no longer approved."""
        if key.startswith(FOLDER) and Path(key.removeprefix(FOLDER)) in self.folders:
            return Path(key.removeprefix(FOLDER))
        if key.startswith(DEVICE) and key.removeprefix(DEVICE) in self.devices:
            return mount_point(key.removeprefix(DEVICE), self.by_uuid, self.mountinfo)
        return None

    def name(self, key: str) -> str:
        """Return what people call a medium; "" for one that is away."""
        folder = self.folder(key)
        return _name(folder) if folder is not None else ""

    def write(self, key: str, name: str, content: bytes) -> CopyOutcome:
        """Write one copy. Slow, and touches no store: call it in the media's own lane."""
        timeout_s = self.write_s + len(content) / SLOWEST_BYTES_S
        return self._done({"do": "write", "name": name}, key, content, timeout_s)

    def remove(self, key: str, name: str) -> CopyOutcome:
        """Take one copy away, or what there is of it. As slow as a medium that hangs."""
        return self._done({"do": "remove", "name": name}, key, b"", self.look_s)

    def _done(
        self, asked: Mapping[str, Any], key: str, content: bytes, timeout_s: float
    ) -> CopyOutcome:
        folder = self.folder(key)
        if folder is None:
            return CopyOutcome.NOT_REACHED
        told = self._asked({**asked, "folder": str(folder)}, content, timeout_s)
        try:
            return CopyOutcome(told.get("outcome"))
        except ValueError:
            return CopyOutcome.UNSURE

    def _asked(
        self, asked: Mapping[str, Any], content: bytes = b"", timeout_s: float | None = None
    ) -> Mapping[str, Any]:
        """Return what the child says; {} where it hangs, breaks off or could not be started."""
        try:
            told = ask_once(self.child, asked, content, timeout_s=timeout_s or self.look_s)
        except ChildGone:
            return {}
        return told.header if told is not None else {}


NONE_APPROVED = ApprovedMedia()


def approved_media(folders: str, devices: str) -> ApprovedMedia:
    """Return what the settings `copy_folders` and `copy_devices` name."""
    return ApprovedMedia(
        tuple(Path(each) for each in folders.split(os.pathsep) if Path(each).is_absolute()),
        tuple(each for each in devices.split() if UUID.fullmatch(each)),
    )


def _name(folder: Path) -> str:
    return folder.name or str(folder)


def mount_point(uuid: str, by_uuid: Path, mountinfo: Path) -> Path | None:
    """Return where the file system of that UUID is mounted, or None."""
    link = by_uuid / uuid
    if not link.exists():
        return None
    wanted = str(link.resolve())
    for device, folder in mounted(mountinfo):
        if os.path.realpath(device) == wanted:
            return Path(folder)
    return None
