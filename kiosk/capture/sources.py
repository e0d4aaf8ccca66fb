"""Every way to pages behind one port: scanners by cable, by network, folders, cameras.

A device's name says which way it came: each way but the last (SANE) has a prefix of its
own.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass

from kiosk.capture.camera import source as camera
from kiosk.capture.network_scanner import PREFIX as NETWORK
from kiosk.capture.ports import ScannedPage, Scanner, ScannerDevice, ScanOutcome, ScanSettings
from kiosk.errors import Unavailable

__all__ = ["AllSources", "Way"]

TWICE: Mapping[str, tuple[str, ...]] = {
    NETWORK: ("airscan:", "escl:"),
    camera.PREFIX: ("v4l:",),
}
"""By the prefix of a way, SANE's own back ends that list the same machines."""


@dataclass(frozen=True, slots=True)
class Way:
    """One adapter and what its devices' names begin with."""

    prefix: str
    scanner: Scanner


@dataclass(frozen=True, slots=True)
class AllSources:
    """All ways as one scanner; `others` takes every name without a known prefix."""

    ways: tuple[Way, ...]
    others: Scanner

    def devices(self) -> Sequence[ScannerDevice]:
        """Return what every way lists; one that does not answer hides none of the rest.

        Raises: Unavailable("scan.not_answering") when no way answers.
        """
        found: list[ScannerDevice] = []
        silent: list[Unavailable] = []
        for scanner in (self.others, *(way.scanner for way in self.ways)):
            try:
                found += scanner.devices()
            except Unavailable as fault:
                silent.append(fault)
        if silent and not found:
            raise silent[0]
        ours = tuple(name for way in self.ways for name in TWICE.get(way.prefix, ()))
        return tuple(device for device in found if not device.name.startswith(ours))

    def scan(
        self,
        device: ScannerDevice | None,
        settings: ScanSettings,
        on_page: Callable[[ScannedPage], None],
        cancelled: Callable[[], bool],
    ) -> ScanOutcome:
        """Scan by the way `device` came (`Scanner.scan`)."""
        chosen = device or next(iter(self.devices()), None)
        if chosen is None:
            raise Unavailable("scan.no_scanner", pages=0)
        return self._way_of(chosen).scan(chosen, settings, on_page, cancelled)

    def kept(self, outcome: ScanOutcome) -> None:
        """Tell every way; what an outcome took names its own."""
        for way in self.ways:
            way.scanner.kept(outcome)

    def _way_of(self, device: ScannerDevice) -> Scanner:
        ours = (way.scanner for way in self.ways if device.name.startswith(way.prefix))
        return next(ours, self.others)
