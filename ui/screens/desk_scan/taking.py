"""A file someone adds: taken, or set aside with its bytes, so that none is lost."""

from __future__ import annotations

from dataclasses import dataclass, field

from kiosk.capture.antivirus.screening import FileHeld
from ui.screens.desk_scan.ports import ReadFile, Workshop

__all__ = ["ClearedFile", "SetAside", "take_file"]


@dataclass(frozen=True, slots=True)
class SetAside:
    """A file that was not opened, and why."""

    name: str
    data: bytes = field(repr=False)
    why: FileHeld


@dataclass(frozen=True, slots=True)
class ClearedFile:
    """A file that was set aside and may now be filed; `draft` still holds it."""

    draft: bytes
    file: ReadFile


def take_file(workshop: Workshop, data: bytes, name: str) -> ReadFile | SetAside:
    """Return the file as pages, or set aside. Slow: call it from the pages' lane.

    Raises: InvalidInput for a huge, broken or disguised file.
    """
    try:
        return workshop.read_file(data, name)
    except FileHeld as why:
        return SetAside(name, data, why)
