"""Which source scans: there at once, corrected in the background, changed by hand."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, replace
from typing import Protocol

from kiosk.capture.device_list import Listed, Listing
from kiosk.capture.ports import ScannerDevice
from kiosk.errors import KioskError
from ui.screens.desk_common.ports import Jobs

__all__ = ["SourceChooser", "SourceList", "SourcesModel"]


class SourceList(Protocol):
    """The sources of this post (`kiosk.capture.device_list`)."""

    def remembered(self) -> Listing: ...
    def look(self) -> Listing: ...
    def use(self, device: ScannerDevice) -> None: ...


@dataclass(frozen=True, slots=True)
class SourcesModel:
    """What is known of the sources now."""

    entries: tuple[Listed, ...] = ()
    chosen: ScannerDevice | None = None
    is_looking: bool = False
    is_choosing: bool = False
    """The list is on the screen."""

    def answers(self, device: ScannerDevice) -> bool | None:
        """Return whether `device` answered; None while that is not known."""
        found = (one.answers for one in self.entries if one.device.name == device.name)
        return next(found, None)


class SourceChooser:
    """Turns the list of sources into a SourcesModel. GUI thread, no Qt.

    A source chosen by hand stays chosen, whatever the list says later.
    """

    def __init__(
        self, sources: SourceList, jobs: Jobs, show: Callable[[SourcesModel], None]
    ) -> None:
        self._sources, self._jobs, self._show = sources, jobs, show
        self._is_by_hand = False
        self.model = SourcesModel()

    def start(self) -> None:
        """Show what is remembered, then ask every source."""
        self._set(self._listed(self._sources.remembered()))
        self.look()

    def look(self) -> None:
        """Ask every source again."""
        if not self.model.is_looking:
            self._set(replace(self.model, is_looking=True))
            self._jobs.submit(self._sources.look, self._looked, self._not_looked)

    def change_pressed(self) -> None:
        """Show the list."""
        self._set(replace(self.model, is_choosing=True))

    def close(self) -> None:
        """Put the list away, choosing nothing."""
        self._set(replace(self.model, is_choosing=False))

    def chosen(self, index: int) -> None:
        """Take the source at `index` of the list; it is the one of this desk from now on."""
        if not 0 <= index < len(self.model.entries):
            return
        device = self.model.entries[index].device
        self._is_by_hand = True
        self._set(replace(self.model, chosen=device, is_choosing=False))
        self._jobs.submit(lambda: self._sources.use(device), lambda _: None, lambda _: None)

    def _looked(self, listing: Listing) -> None:
        self._set(replace(self._listed(listing), is_looking=False))

    def _not_looked(self, _: KioskError) -> None:
        """Keep the list as it was: scanning itself will say what is wrong."""
        self._set(replace(self.model, is_looking=False))

    def _listed(self, listing: Listing) -> SourcesModel:
        chosen = listing.chosen
        if self._is_by_hand and self.model.chosen is not None:
            name = self.model.chosen.name
            here = (one.device for one in listing.sources if one.device.name == name)
            chosen = next(here, self.model.chosen)
        return replace(self.model, entries=listing.sources, chosen=chosen)

    def _set(self, model: SourcesModel) -> None:
        self.model = model
        self._show(model)
