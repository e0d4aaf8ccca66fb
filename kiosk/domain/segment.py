"""What fits in one short message: 160 places of GSM's own alphabet, or 70 of UCS-2.

3GPP TS 23.038, sections 6.2.1 and 6.2.1.1: characters of the extension table take two
places; every other text goes as UCS-2 (16 bits, characters beyond them take two). One
message is one segment here: each more costs again and may come alone.
"""

from __future__ import annotations

import unicodedata
from enum import Enum

__all__ = ["Alphabet", "alphabet_of", "encoded", "is_one_segment", "places", "plainer"]

GSM7_PLACES = 160
UCS2_PLACES = 70
ESCAPE = 0x1B

BASIC = (
    "@£$¥èéùìòÇ\nØø\rÅåΔ_ΦΓΛΩΠΨΣΘΞ\x1bÆæßÉ"
    " !\"#¤%&'()*+,-./0123456789:;<=>?"
    "¡ABCDEFGHIJKLMNOPQRSTUVWXYZÄÖÑÜ§"
    "¿abcdefghijklmnopqrstuvwxyzäöñüà"
)
EXTENSION = {
    "\f": 0x0A,
    "^": 0x14,
    "{": 0x28,
    "}": 0x29,
    "\\": 0x2F,
    "[": 0x3C,
    "~": 0x3D,
    "]": 0x3E,
    "|": 0x40,
    "€": 0x65,
}
CODES = {char: bytes([code]) for code, char in enumerate(BASIC) if code != ESCAPE} | {
    char: bytes([ESCAPE, code]) for char, code in EXTENSION.items()
}

LIKE = {
    "’": "'",
    "‘": "'",
    "«": '"',
    "»": '"',
    "“": '"',
    "”": '"',
    "–": "-",
    "—": "-",
    "…": "...",
    "œ": "oe",
    "Œ": "OE",
    "\u00a0": " ",
    "\u202f": " ",
}
"""What French texts hold that GSM's alphabet has another spelling for."""


class Alphabet(Enum):
    """How the characters of a message are coded; the value is SMPP's `data_coding`."""

    GSM7 = 0
    UCS2 = 8


def alphabet_of(text: str) -> Alphabet:
    """Return the smaller alphabet that holds every character of `text`."""
    return Alphabet.GSM7 if all(char in CODES for char in text) else Alphabet.UCS2


def encoded(text: str) -> bytes:
    """Return `text` in its alphabet: one byte a place (GSM), or two (UCS-2, big-endian)."""
    match alphabet_of(text):
        case Alphabet.GSM7:
            return b"".join(CODES[char] for char in text)
        case Alphabet.UCS2:
            return text.encode("utf-16-be")


def places(text: str) -> tuple[int, int]:
    """Return (places taken, places there are) in one message."""
    match alphabet_of(text):
        case Alphabet.GSM7:
            return len(encoded(text)), GSM7_PLACES
        case Alphabet.UCS2:
            return len(encoded(text)) // 2, UCS2_PLACES


def is_one_segment(text: str) -> bool:
    taken, there_are = places(text)
    return taken <= there_are


def plainer(text: str) -> str:
    """Return `text` without the accents that GSM's alphabet lacks ("ê", "ç"): one of them alone
    would leave 70 places instead of 160. What has no plainer form stays."""
    return "".join(
        char if char in CODES else _bare(char) for char in unicodedata.normalize("NFC", text)
    )


def _bare(char: str) -> str:
    bare = LIKE.get(char) or unicodedata.normalize("NFD", char)[0]
    return bare if all(each in CODES for each in bare) else char
