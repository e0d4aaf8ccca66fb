"""Network scanners (eSCL) from the session's side: a child of its own for every request."""

from __future__ import annotations

from collections.abc import Sequence
from types import MappingProxyType

from kiosk.capture.child_scanner import ChildScanner, ScanLimits
from kiosk.capture.children import child_command

__all__ = ["ESCL", "PREFIX", "network_scanner"]

ESCL = "kiosk.capture.escl.child"
PREFIX = "uscan:"
"""What the names of network scanners begin with; no SANE back end is called so."""

USUAL = ScanLimits()


def network_scanner(
    places: Sequence[str] = (),
    interfaces: Sequence[str] = (),
    limits: ScanLimits = USUAL,
    *,
    browse_s: float = 2.0,
) -> ChildScanner:
    """Return the way to network scanners; imports and starts nothing.

    `places` are addresses ("http://10.0.0.7/eSCL") for networks that carry no
    announcements; `interfaces` are local addresses to listen on, all of them when empty.
    """
    options = {
        "places": " ".join(places),
        "interfaces": " ".join(interfaces),
        "browse_s": f"{browse_s:g}",
    }
    return ChildScanner(child_command(ESCL), MappingProxyType(options), limits=limits)
