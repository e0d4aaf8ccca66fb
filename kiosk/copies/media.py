"""Media a structure approved for work copies: folders, and devices by their file system.

A device is named by the UUID of its file system (`lsblk -o UUID`), not by where it is mounted:
another stick at the same place is another stick.
"""

from __future__ import annotations

import os
import re
from dataclasses import dataclass
from pathlib import Path

from kiosk.domain.work_copies import CopyPlace
from kiosk.mounts import mounted

__all__ = ["NONE_APPROVED", "ApprovedMedia", "approved_media"]

FOLDER, DEVICE = "folder:", "device:"
UUID = re.compile(r"[0-9A-Za-z-]{4,64}")


@dataclass(frozen=True, slots=True)
class ApprovedMedia:
    """Nothing is approved until somebody says so."""

    folders: tuple[Path, ...] = ()
    devices: tuple[str, ...] = ()
    by_uuid: Path = Path("/dev/disk/by-uuid")
    mountinfo: Path = Path("/proc/self/mountinfo")

    @property
    def is_any_named(self) -> bool:
        return bool(self.folders or self.devices)

    def within_reach(self) -> tuple[CopyPlace, ...]:
        """Return the approved media that can be written to now."""
        keys = [f"{FOLDER}{each}" for each in self.folders]
        keys += [f"{DEVICE}{each}" for each in self.devices]
        found = [(key, self.folder(key)) for key in keys]
        return tuple(
            CopyPlace(key, folder.name or str(folder))
            for key, folder in found
            if folder is not None and os.access(folder, os.W_OK)
        )

    def folder(self, key: str) -> Path | None:
        """Return where an approved medium is now; None for one that is away, or no longer
        approved."""
        folder: Path | None = None
        if key.startswith(FOLDER) and Path(key.removeprefix(FOLDER)) in self.folders:
            folder = Path(key.removeprefix(FOLDER))
        elif key.startswith(DEVICE) and key.removeprefix(DEVICE) in self.devices:
            folder = mount_point(key.removeprefix(DEVICE), self.by_uuid, self.mountinfo)
        return folder if folder is not None and folder.is_dir() else None


NONE_APPROVED = ApprovedMedia()


def approved_media(folders: str, devices: str) -> ApprovedMedia:
    """Return what the settings `copy_folders` and `copy_devices` name."""
    return ApprovedMedia(
        tuple(Path(each) for each in folders.split(os.pathsep) if Path(each).is_absolute()),
        tuple(each for each in devices.split() if UUID.fullmatch(each)),
    )


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
