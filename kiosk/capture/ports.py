"""What a scanner is to the rest of the software: devices, settings, pages as they land.

Every adapter (SANE, eSCL, watched folder, camera) passes the same contract tests. Pages
live in the memory of the session only.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from enum import Enum
from typing import Protocol

from kiosk.errors import KioskError

__all__ = [
    "ScanEnd",
    "ScanOutcome",
    "ScanSettings",
    "ScannedPage",
    "Scanner",
    "ScannerDevice",
    "Source",
]


class Source(Enum):
    """Where the paper lies; AUTO takes the feeder if paper is in it, else the glass."""

    FEEDER = "feeder"
    GLASS = "glass"
    AUTO = "auto"


class ScanEnd(Enum):
    """Why a scan came to its end without a fault."""

    FEEDER_EMPTY = "feeder_empty"
    DONE = "done"
    CANCELLED = "cancelled"


@dataclass(frozen=True, slots=True)
class ScannerDevice:
    """One scanner: `name` is the driver's, the next three are for people."""

    name: str
    vendor: str
    model: str
    kind: str
    address: str = ""
    """Where a network scanner last answered; it is found again by its name."""
    certificate: str = ""
    """SHA-256 (hex) of the certificate a network scanner showed; "" without TLS."""


@dataclass(frozen=True, slots=True)
class ScanSettings:
    """How to scan. Nobody is asked: these defaults suit papers read by people."""

    source: Source = Source.AUTO
    resolution_dpi: int = 300
    is_colour: bool = True
    is_both_sides: bool = False
    """Take the feeder's two-sided source where there is one."""


@dataclass(frozen=True, slots=True, repr=False)
class ScannedPage:
    """One page as the scanner gave it, whole, as a JPEG of high quality.

    The driver's process encodes it: 26 MB of raw A4 pixels become about 1 MB before they
    reach the session. `number` counts from 1 within one scan.
    """

    number: int
    width: int
    height: int
    dpi: int
    is_colour: bool
    jpeg: bytes


@dataclass(frozen=True, slots=True)
class ScanOutcome:
    """The end of a scan; every page was already handed to `on_page`."""

    pages: int
    ended_by: ScanEnd
    source: Source
    """FEEDER or GLASS: the one that was used."""
    is_both_sides: bool = False
    """Both sides of each sheet came, front before back."""
    taken: tuple[str, ...] = ()
    """What the pages came from, where that is files: see `Scanner.kept`."""
    refused: KioskError | None = None
    """Why the first of some files stayed where it was; the others came."""


class Scanner(Protocol):
    """A way to reach scanners. Calls block: run them in the scanner's own lane."""

    def devices(self) -> Sequence[ScannerDevice]:
        """Return the scanners that answer now; empty when there is none.

        Raises: Unavailable("scan.not_answering") when the drivers hang.
        """
        ...

    def scan(
        self,
        device: ScannerDevice | None,
        settings: ScanSettings,
        on_page: Callable[[ScannedPage], None],
        cancelled: Callable[[], bool],
    ) -> ScanOutcome:
        """Scan until the paper ends, handing each whole page to `on_page` as it lands.

        `device` None takes the first one found. `cancelled` is asked ten times a second;
        a page cut short by it is dropped, the whole pages before it stay. Whatever is
        raised, the pages handed over are good, and `context["pages"]` counts them;
        `context["source"]` says where paper was being taken from, if that was known.

        Raises: Unavailable("scan.no_scanner" | "scan.unplugged" | "scan.jammed" |
        "scan.cover_open" | "scan.busy" | "scan.denied" | "scan.not_answering" |
        "scan.other_certificate" | "scan.failed"), InvalidInput("scan.feeder_empty").
        """
        ...

    def kept(self, outcome: ScanOutcome) -> None:
        """Told once every page of `outcome` lies sealed: files they came from may go."""
        ...
