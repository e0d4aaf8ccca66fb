"""Sticks of Linux: listed by `lsblk`, mounted and let go of by udisks (`udisksctl`).

An ordinary user may not mount; udisks may for the one who sits at the machine. Where a
desktop has mounted a stick already, that is what is used. The wipe unmounts what is left
(`session.wipe.unmount_commands`): udisks mounts below /media or /run/media.
"""

from __future__ import annotations

import json
import shutil
import subprocess
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace

from kiosk.capture.file_kinds import display_name
from kiosk.errors import Unavailable
from kiosk.media.sticks import Stick

__all__ = ["UdisksSticks", "sticks_in"]

LOOK_S = 5.0
MOUNT_S = 30.0
"""A stick that was pulled out while it was written to is checked first."""

LSBLK = ("--json", "--list", "--paths", "--bytes", "--output")
COLUMNS = "NAME,TYPE,RM,HOTPLUG,FSTYPE,LABEL,MOUNTPOINT"

READABLE = frozenset({"vfat", "exfat", "ntfs", "ext2", "ext3", "ext4", "iso9660", "udf", "hfsplus"})
"""File systems that sticks come with; an encrypted one is not opened here."""

OURS = ("/media/", "/run/media/")


@dataclass(frozen=True, slots=True)
class UdisksSticks:
    """The sticks of this machine, through two programs of the system.

    `media` begins the paths at which they may be mounted.
    """

    media: tuple[str, ...] = OURS

    def plugged(self) -> Sequence[Stick]:
        lsblk = shutil.which("lsblk")
        if lsblk is None:
            return ()
        told = _run((lsblk, *LSBLK, COLUMNS), LOOK_S)
        return tuple(sticks_in(told, self.media)) if told is not None else ()

    def mounted(self, stick: Stick) -> Stick:
        here = self._again(stick)
        if here.folder:
            return here
        # No program of a stick's runs, no device of it opens, no owner on it counts.
        options = ("--options", "nosuid,nodev,noexec", "--no-user-interaction")
        if self._udisks("mount", "--block-device", here.device, *options):
            here = self._again(stick)
        if not here.folder:
            raise Unavailable("stick.unreadable")
        return here

    def let_go(self, stick: Stick) -> None:
        here = self._found(stick)
        if here is None or not here.folder:
            return
        if not self._udisks("unmount", "--block-device", here.device, "--no-user-interaction"):
            raise Unavailable("stick.busy")

    def _again(self, stick: Stick) -> Stick:
        here = self._found(stick)
        if here is None:
            raise Unavailable("stick.gone")
        return replace(stick, folder=here.folder)

    def _found(self, stick: Stick) -> Stick | None:
        return next((one for one in self.plugged() if one.device == stick.device), None)

    def _udisks(self, *words: str) -> bool:
        udisks = shutil.which("udisksctl")
        return udisks is not None and _run((udisks, *words), MOUNT_S) is not None


def sticks_in(untrusted: bytes, media: tuple[str, ...] = OURS) -> Iterator[Stick]:
    """Give the sticks that `lsblk` listed; what is no stick, or no list, is left out.

    A stick is removable or plugged while the machine runs, and mounted nowhere but where
    people's media are: an external disk that the system runs from is none.
    """
    try:
        rows = json.loads(untrusted)["blockdevices"]
    except (ValueError, KeyError, TypeError, RecursionError):
        return
    for row in rows if isinstance(rows, list) else ():
        match row:
            case {"name": str(name), "type": "part" | "disk", "fstype": str(system), **more} if (
                system in READABLE
            ):
                pass
            case _:
                continue
        folder, label = more.get("mountpoint") or "", more.get("label") or ""
        is_plugged = more.get("rm") in (True, "1") or more.get("hotplug") in (True, "1")
        is_elsewhere = bool(folder) and not str(folder).startswith(media)
        if is_plugged and not is_elsewhere and name.startswith("/dev/"):
            yield Stick(name, display_name(str(label)), str(folder))


def _run(command: Sequence[str], timeout_s: float) -> bytes | None:
    """Return what a program printed, None when it fails or takes too long."""
    try:
        ended = subprocess.run(
            command,
            stdin=subprocess.DEVNULL,
            stdout=subprocess.PIPE,
            stderr=subprocess.DEVNULL,
            timeout=timeout_s,
            check=False,
            env={"PATH": "/usr/sbin:/usr/bin:/sbin:/bin", "LC_ALL": "C.UTF-8"},
        )
    except (OSError, subprocess.TimeoutExpired):
        return None
    return ended.stdout if ended.returncode == 0 else None
