"""Media a structure approved for work copies: folders, and devices by their file system.

A device is named by the UUID of its file system (`lsblk -o UUID`), not by where it is mounted:
another stick at the same place is another stick. What touches a medium is done elsewhere, with
a limit of time (`asking`): a stick that hangs keeps neither a session nor its wipe.
"""

from __future__ import annotations

import os
import re
from dataclasses import dataclass, field
from pathlib import Path

from kiosk.copies.asking import MediumChild
from kiosk.domain.work_copies import CopyOutcome, CopyPlace
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
    child: MediumChild = field(default_factory=MediumChild)

    @property
    def is_any_named(self) -> bool:
        return bool(self.folders or self.devices)

    def within_reach(self) -> tuple[CopyPlace, ...]:
        """Return the approved media that can be written to now (`MediumChild.writable`).

        Slow: the media are asked. Call it where it keeps nobody waiting.
        """
        keys = [f"{FOLDER}{each}" for each in self.folders]
        keys += [f"{DEVICE}{each}" for each in self.devices]
        found = {key: folder for key in keys if (folder := self.folder(key)) is not None}
        writable = self.child.writable(found.values())
        return tuple(
            CopyPlace(key, _name(folder)) for key, folder in found.items() if folder in writable
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
        folder = self.folder(key)
        return self.child.write(folder, name, content) if folder else CopyOutcome.NOT_REACHED

    def remove(self, key: str, name: str) -> CopyOutcome:
        """Take one copy away, or what there is of it. As slow as a medium that hangs."""
        folder = self.folder(key)
        return self.child.remove(folder, name) if folder else CopyOutcome.NOT_REACHED


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
