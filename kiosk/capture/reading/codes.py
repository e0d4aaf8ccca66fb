"""Codes in a picture: of every kind on a paper, QR alone on a card. Runs in children only."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import zxingcpp

from kiosk.capture.imaging.picture import Picture

__all__ = ["FoundCode", "codes_on", "qr_texts"]


@dataclass(frozen=True, slots=True, repr=False)
class FoundCode:
    """The name of a code's kind ("DataMatrix", "QRCode" …) and its bytes."""

    format: str
    content: bytes


def codes_on(grey: Picture) -> Sequence[FoundCode]:
    """Return every code on a page that was read whole."""
    found = zxingcpp.read_barcodes(grey)
    return [FoundCode(code.format.name, code.bytes) for code in found if code.valid]


def qr_texts(grey: Picture) -> Sequence[str]:
    """Return what the QR codes in view say, in no order that means anything."""
    wanted = zxingcpp.BarcodeFormats(zxingcpp.BarcodeFormat.QRCode)
    found = zxingcpp.read_barcodes(grey, formats=wanted)
    return [code.text for code in found if code.valid]
