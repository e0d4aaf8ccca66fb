"""A scanner of paper dolls: pages drawn in memory, faults where the test wants them."""

from __future__ import annotations

import io
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field

from PIL import Image

from kiosk.capture.device_list import Listing
from kiosk.capture.ports import (
    ScanEnd,
    ScannedPage,
    ScannerDevice,
    ScanOutcome,
    ScanSettings,
    Source,
)
from kiosk.errors import InvalidInput, Unavailable

__all__ = ["FakeScanner", "FakeSources", "drawn_page"]


@dataclass(slots=True)
class FakeScanner:
    """Holds `feeder` sheets and, on the glass, one sheet if `has_glass_sheet`.

    `fault` is a key such as "scan.jammed", raised after `fault_after` pages.
    """

    feeder: int = 10
    is_plugged: bool = True
    fault: str | None = None
    fault_after: int = 0
    taken: tuple[str, ...] = ()
    outcomes_kept: list[ScanOutcome] = field(default_factory=list)

    def devices(self) -> Sequence[ScannerDevice]:
        if not self.is_plugged:
            return ()
        return (ScannerDevice("fake:0", "Papier", "Maquette", "flatbed scanner"),)

    def scan(
        self,
        device: ScannerDevice | None,
        settings: ScanSettings,
        on_page: Callable[[ScannedPage], None],
        cancelled: Callable[[], bool],
    ) -> ScanOutcome:
        chosen = device or next(iter(self.devices()), None)
        if chosen is None or chosen not in self.devices():
            raise Unavailable("scan.no_scanner", pages=0)
        is_feeder = settings.source is Source.FEEDER or (
            settings.source is Source.AUTO and self.feeder > 0
        )
        if is_feeder and not self.feeder:
            raise InvalidInput("scan.feeder_empty", pages=0)
        source = Source.FEEDER if is_feeder else Source.GLASS
        count = self.feeder if is_feeder else 1
        for pages in range(count):
            if cancelled():
                return ScanOutcome(pages, ScanEnd.CANCELLED, source)
            if self.fault is not None and pages == self.fault_after:
                raise Unavailable(self.fault, pages=pages)
            on_page(drawn_page(pages + 1, settings))
            self.feeder -= is_feeder
        end = ScanEnd.FEEDER_EMPTY if is_feeder else ScanEnd.DONE
        return ScanOutcome(count, end, source, taken=self.taken)

    def kept(self, outcome: ScanOutcome) -> None:
        self.outcomes_kept.append(outcome)


@dataclass(slots=True)
class FakeSources:
    """A list of sources: what is remembered, and what a look finds (None: drivers hang)."""

    memory: Listing = field(default_factory=Listing)
    found: Listing | None = field(default_factory=Listing)
    used: list[ScannerDevice] = field(default_factory=list)

    def remembered(self) -> Listing:
        return self.memory

    def look(self) -> Listing:
        if self.found is None:
            raise Unavailable("scan.not_answering")
        return self.found

    def use(self, device: ScannerDevice) -> None:
        self.used.append(device)


def drawn_page(number: int, settings: ScanSettings) -> ScannedPage:
    """Return a small page in one plain colour that tells its number."""
    mode = "RGB" if settings.is_colour else "L"
    shade = (40 * number % 256, 90, 120) if settings.is_colour else 40 * number % 256
    out = io.BytesIO()
    Image.new(mode, (210, 297), shade).save(out, "JPEG", dpi=(25, 25))
    return ScannedPage(number, 210, 297, 25, settings.is_colour, out.getvalue())
