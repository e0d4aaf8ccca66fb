"""How a kind of paper is scanned: resolution and colour, decided so that nobody is asked."""

from __future__ import annotations

from kiosk.capture.ports import ScanSettings, Source
from kiosk.flows.api import PaperKind

__all__ = ["settings_for"]

USUAL_DPI = 300
"""What small print, machine-readable lines and 2D codes need, and eSCL scanners all have."""

FINE_DPI = 400
"""Cards: 1 mm print and guilloches; a card is a tenth of a page, so it costs little."""

FINE = frozenset({PaperKind.IDENTITY_CARD, PaperKind.RESIDENCE_PERMIT, PaperKind.HEALTH_CARD})


def settings_for(
    kind: PaperKind | None, *, is_both_sides: bool, source: Source = Source.AUTO
) -> ScanSettings:
    """Return how to scan a paper of this kind; None is not said yet.

    Always in colour: a stamp, a signature in blue or a red line of an authority is part of
    a paper. Grey or black and white is chosen afterwards, from what the page shows.
    """
    dpi = FINE_DPI if kind in FINE else USUAL_DPI
    return ScanSettings(source, dpi, is_colour=True, is_both_sides=is_both_sides)
