"""The picker's folder and the reader of files as one source, as the desk uses them in turn.

Both are the real ones; what stands in is the worker who picks every file, one after another.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import replace

from kiosk.capture.files import FileReader
from kiosk.capture.ports import (
    ScanEnd,
    ScannedPage,
    ScannerDevice,
    ScanOutcome,
    ScanSettings,
    Source,
)
from kiosk.errors import Unavailable
from ui.screens.desk_scan.ports import FileEntry, Files

__all__ = ["PickedFiles"]


class PickedFiles:
    """Each file of the picker's first places, a source of its own."""

    def __init__(self, files: Files, reader: FileReader) -> None:
        self._files, self._reader = files, reader

    def devices(self) -> Sequence[ScannerDevice]:
        return tuple(_device(entry) for entry in self._entries())

    def scan(
        self,
        device: ScannerDevice | None,
        settings: ScanSettings,
        on_page: Callable[[ScannedPage], None],
        cancelled: Callable[[], bool],
    ) -> ScanOutcome:
        for entry in self._entries():
            if device is None or device == _device(entry):
                return self._read(entry, on_page, cancelled)
        raise Unavailable("scan.no_scanner", pages=0)

    def kept(self, outcome: ScanOutcome) -> None:
        """Do nothing: the file stays where it is."""

    def _read(
        self,
        entry: FileEntry,
        on_page: Callable[[ScannedPage], None],
        cancelled: Callable[[], bool],
    ) -> ScanOutcome:
        added = self._reader.read(self._files.read(entry.path), entry.name, cancelled)
        if added is None:
            return ScanOutcome(0, ScanEnd.CANCELLED, Source.FEEDER)
        for number, page in enumerate(added.pages, 1):
            on_page(replace(page, number=number))
        return ScanOutcome(len(added.pages), ScanEnd.DONE, Source.FEEDER)

    def _entries(self) -> Sequence[FileEntry]:
        inside = [e for place in self._files.places() for e in self._files.entries(place.path)]
        return [entry for entry in inside if not entry.is_folder]


def _device(entry: FileEntry) -> ScannerDevice:
    return ScannerDevice(f"file:{entry.path}", "", entry.name, "file")
