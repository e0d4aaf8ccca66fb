"""The list of sources: there at once from memory, corrected once everything was asked.

Looking takes seconds (drivers probe, announcements are waited for), choosing must not.
The memory is a small file of the post beside its databases: names of machines, where
they answered, the certificate they showed, which one was used last. Nothing in it is
about a person; what it holds is read as untrusted all the same.
"""

from __future__ import annotations

import json
from collections.abc import Sequence
from dataclasses import asdict, dataclass, fields, replace
from pathlib import Path

from kiosk.capture.ports import Scanner, ScannerDevice
from kiosk.remembered import remember

__all__ = ["MEMORY_NAME", "DeviceList", "Listed", "Listing", "forget", "remembered_devices"]

MEMORY_NAME = "scanners.json"
MAX_REMEMBERED = 32
MAX_MEMORY_BYTES = 64 * 1024
MAX_TEXT = 300


@dataclass(frozen=True, slots=True)
class Listed:
    """One source and whether it answers; None until it was asked."""

    device: ScannerDevice
    answers: bool | None


@dataclass(frozen=True, slots=True)
class Listing:
    """The sources in the order people see, and the one that scans."""

    sources: tuple[Listed, ...] = ()
    chosen: ScannerDevice | None = None


@dataclass(frozen=True, slots=True)
class _Memory:
    devices: tuple[ScannerDevice, ...] = ()
    last_used: str = ""


class DeviceList:
    """The sources of one post. Blocks: use it from one lane.

    `preferred` is the name IT chose; `memory` the file, None to remember nothing.
    """

    def __init__(self, scanner: Scanner, memory: Path | None, preferred: str = "") -> None:
        self._scanner, self._path, self._preferred = scanner, memory, preferred

    def remembered(self) -> Listing:
        """Return what was there last time, at once; nothing is asked."""
        memory = _load(self._path)
        return self._listing([Listed(device, None) for device in memory.devices], memory)

    def look(self) -> Listing:
        """Ask every way, remember what answered, return the list as it is now.

        What was known and does not answer stays in the list, told as absent.

        Raises: Unavailable("scan.not_answering") when the drivers hang.
        """
        memory = _load(self._path)
        known = {device.name: device for device in memory.devices}
        answering = [_still(known.get(one.name), one) for one in self._scanner.devices()]
        names = {device.name for device in answering}
        absent = [device for device in memory.devices if device.name not in names]
        devices = tuple([*answering, *absent][:MAX_REMEMBERED])
        now = replace(memory, devices=devices)
        if now != memory:
            _store(self._path, now)
        return self._listing([Listed(device, device.name in names) for device in devices], now)

    def use(self, device: ScannerDevice) -> None:
        """Remember that `device` is the one this desk scans with."""
        memory = _load(self._path)
        if memory.last_used != device.name:
            _store(self._path, replace(memory, last_used=device.name))

    def _listing(self, listed: Sequence[Listed], memory: _Memory) -> Listing:
        wanted = (self._preferred, memory.last_used)
        by_name = {one.device.name: one for one in listed}
        named = [by_name[name] for name in wanted if name in by_name]
        there = [one for one in (*named, *listed) if one.answers is not False]
        chosen = next(iter((*there, *named)), None)
        return Listing(tuple(listed), chosen.device if chosen else None)


def remembered_devices(memory: Path) -> Sequence[ScannerDevice]:
    """Return what the file remembers."""
    return _load(memory).devices


def forget(memory: Path, name: str) -> bool:
    """Forget one source and its certificate; False when it is not remembered."""
    known = _load(memory)
    left = tuple(device for device in known.devices if device.name != name)
    if len(left) == len(known.devices):
        return False
    _store(memory, replace(known, devices=left))
    return True


def _still(known: ScannerDevice | None, found: ScannerDevice) -> ScannerDevice:
    """Return `found` with the certificate it is known by: another one is not taken over."""
    if known is None or not known.certificate:
        return found
    return replace(found, certificate=known.certificate)


def _load(path: Path | None) -> _Memory:
    if path is None:
        return _Memory()
    try:
        untrusted = path.read_bytes()[: MAX_MEMORY_BYTES + 1]
        return _parse(json.loads(untrusted))
    except (OSError, ValueError, RecursionError):
        return _Memory()  # a list that cannot be read is found anew


def _parse(untrusted: object) -> _Memory:
    match untrusted:
        case {"devices": [*rows], "last_used": str(last_used)}:
            devices = tuple(_device(row) for row in rows[:MAX_REMEMBERED])
            return _Memory(devices, last_used[:MAX_TEXT])
        case _:
            raise ValueError("not a list of sources")


def _device(row: object) -> ScannerDevice:
    names = [field.name for field in fields(ScannerDevice)]
    if not isinstance(row, dict) or sorted(row) != sorted(names):
        raise ValueError("not a source")
    if not all(isinstance(row[name], str) and len(row[name]) <= MAX_TEXT for name in names):
        raise ValueError("not the texts of a source")
    return ScannerDevice(**row)


def _store(path: Path | None, memory: _Memory) -> None:
    """Replace the file whole; where that is not possible, the list is found anew each time."""
    if path is None:
        return
    data = json.dumps(
        {"devices": [asdict(device) for device in memory.devices], "last_used": memory.last_used}
    )
    remember(path, data)
