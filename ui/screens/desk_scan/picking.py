"""The picker of a file from elsewhere: places, folders, a trail back; sticks come and go."""

from __future__ import annotations

from collections.abc import Callable, Sequence

from kiosk.errors import KioskError
from ui.screens.desk_common.ports import Jobs
from ui.screens.desk_scan.model import PickerModel
from ui.screens.desk_scan.ports import FileEntry, Files

__all__ = ["FilePicker"]

Trail = tuple[FileEntry, ...]


class FilePicker:
    """Turns presses into the next PickerModel; None while it is closed. GUI thread, no Qt.

    `jobs` is the lane of media, which may hang: nothing else waits behind them.
    """

    def __init__(
        self,
        files: Files,
        jobs: Jobs,
        show: Callable[[PickerModel | None], None],
        failed: Callable[[KioskError], None],
    ) -> None:
        self._files, self._jobs = files, jobs
        self._show, self._failed = show, failed
        self._is_asking_places = False
        self.model: PickerModel | None = None

    def open(self) -> None:
        """Show the places it may look at, once they are known."""
        self._jobs.submit(self._files.places, lambda found: self._listed((), found), self._failed)

    def enter(self, folder: FileEntry) -> None:
        """Show what a folder of the list holds."""
        if self.model is not None:
            self._go((*self.model.trail, folder))

    def back(self) -> None:
        """Go up one folder; from the places, close."""
        if self.model is None:
            return
        if self.model.trail:
            self._go(self.model.trail[:-1])
        else:
            self.close()

    def close(self) -> None:
        """Put the picker away, choosing nothing."""
        self._set(None)

    def look_again(self) -> None:
        """Ask for the places again while they are shown, one question at a time: each may
        mount a stick."""
        if self.model is None or self.model.trail or self._is_asking_places:
            return
        self._is_asking_places = True
        self._jobs.submit(self._files.places, self._places_seen, lambda _: self._places_seen(None))

    def _go(self, trail: Trail) -> None:
        def found(entries: Sequence[FileEntry]) -> None:
            if self.model is not None:  # else it was closed meanwhile
                self._listed(trail, entries)

        if trail:
            self._jobs.submit(lambda: self._files.entries(trail[-1].path), found, self._failed)
        else:
            self._jobs.submit(self._files.places, found, self._failed)

    def _listed(self, trail: Trail, found: Sequence[FileEntry]) -> None:
        self._set(PickerModel(trail, tuple(found)))

    def _places_seen(self, found: Sequence[FileEntry] | None) -> None:
        self._is_asking_places = False
        if found is None or self.model is None or self.model.trail:
            return
        if self.model.entries != tuple(found):
            self._listed((), found)

    def _set(self, model: PickerModel | None) -> None:
        self.model = model
        self._show(model)
