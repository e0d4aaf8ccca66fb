"""Codes on papers that are no 2D-Doc: what they say, for eyes, and nothing more.

A code is what its maker wrote. Nothing here follows a link, believes a text or proposes it.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from kiosk.capture.reading.reader import ReadCode
from kiosk.domain.identifier_card import read_card
from kiosk.errors import KioskError

__all__ = ["TEXT_SHOWN", "PlainCode", "plain_code"]

NAMES: Mapping[str, str] = {
    "QRCode": "QR",
    "MicroQRCode": "QR",
    "PDF417": "PDF417",
    "MicroPDF417": "PDF417",
    "DataMatrix": "DataMatrix",
    "Aztec": "Aztec",
}
"""Kinds that are told, as people call them; bars of postmen and shops say nothing to a desk."""

TEXT_SHOWN = 80


@dataclass(frozen=True, slots=True, repr=False)
class PlainCode:
    """What one code says, as far as it can be shown on a line."""

    name: str
    text: str
    is_card: bool = False
    """An identifier card of ours; `text` is the identifier."""


def plain_code(code: ReadCode) -> PlainCode | None:
    """Return what is told of a code; None for kinds nobody asks about and for one without text."""
    name = NAMES.get(code.format)
    text = _shown(_decoded(code.content))
    if name is None or not text:
        return None
    try:
        return PlainCode(name, read_card(text).login, is_card=True)
    except KioskError:
        return PlainCode(name, text if len(text) <= TEXT_SHOWN else f"{text[:TEXT_SHOWN]}…")


def _decoded(content: bytes) -> str:
    try:
        return content.decode("utf-8")
    except UnicodeDecodeError:
        return content.decode("latin-1")


def _shown(text: str) -> str:
    """Return `text` on one line, without what turns or hides the letters beside it."""
    return " ".join("".join(sign if sign.isprintable() else " " for sign in text).split())
