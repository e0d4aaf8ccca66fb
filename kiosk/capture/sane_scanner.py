"""Which way leads to SANE on this machine; neither is imported or started here.

`sane_child` (python-sane) where it is installed, else `scanimage_child` (Debian's
`scanimage`, for installations without a compiler).
"""

from __future__ import annotations

import importlib.util
import shutil
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from types import MappingProxyType

from kiosk.capture.child_scanner import ChildScanner
from kiosk.capture.children import child_command
from kiosk.capture.ports import ScannedPage, Scanner, ScannerDevice, ScanOutcome, ScanSettings
from kiosk.errors import Unavailable

__all__ = ["PYTHON_SANE", "SCANIMAGE", "NoScanner", "find_scanner"]

PYTHON_SANE = "kiosk.capture.sane_child"
SCANIMAGE = "kiosk.capture.scanimage_child"


@dataclass(frozen=True, slots=True)
class NoScanner:
    """A machine on which nothing that scans is installed."""

    def devices(self) -> Sequence[ScannerDevice]:
        """Return nothing."""
        return ()

    def scan(
        self,
        device: ScannerDevice | None,
        settings: ScanSettings,
        on_page: Callable[[ScannedPage], None],
        cancelled: Callable[[], bool],
    ) -> ScanOutcome:
        """Raise Unavailable("scan.no_scanner")."""
        raise Unavailable("scan.no_scanner", pages=0)

    def kept(self, outcome: ScanOutcome) -> None:
        """Do nothing."""


def find_scanner(options: Mapping[str, str] | None = None) -> Scanner:
    """Return the best way to scan that is installed here; imports and starts nothing."""
    given = MappingProxyType(dict(options or {}))
    if importlib.util.find_spec("sane") is not None:
        return ChildScanner(child_command(PYTHON_SANE), given)
    if shutil.which("scanimage") is not None:
        return ChildScanner(child_command(SCANIMAGE), given)
    return NoScanner()
