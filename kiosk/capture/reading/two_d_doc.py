"""2D-Doc, the signed code on French papers: what it says, and whether a known issuer signed it.

Technical specification of 2D-Doc (France Titres), versions 01 to 04, perimeter 01, C40
encoding: a header of fixed length, fields of a two-sign name and a value ended by GS or
by their greatest length, then US and the signature in Base32 without padding. A field this
list does not know has no known end, so reading stops before it.

A code tells what its issuer wrote, about whoever is named in it. Whether the paper is the
one the code was made for, and whether it belongs to who holds it, is for people to judge:
nothing here says "authentique".
"""

from __future__ import annotations

import base64
import binascii
import json
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from datetime import date, timedelta
from enum import Enum
from importlib import resources

from kiosk.capture.reading.dates import PartialDate
from kiosk.crypto.codes import is_signed_by

__all__ = [
    "KnownKey",
    "NotADoc",
    "Signed",
    "TwoDDoc",
    "bundled_keys",
    "parse",
    "parse_keys",
    "signed",
]

GS, RS, US = "\x1d", "\x1e", "\x1f"
DAY_ZERO = date(2000, 1, 1)
NO_DAY = "FFFF"
MAX_BYTES = 4096
HEADER_LENGTHS = {"01": 22, "02": 22, "03": 24, "04": 26}

LENGTHS = {
    # Greatest lengths; a field that is as long as this has no GS behind it.
    **dict.fromkeys(("01", "02", "03", "04", "05", "0C", "18", "19", "1A", "1B", "42")),
    **dict.fromkeys(("10", "11", "12", "13", "14", "15", "16", "17", "1I", "1J", "1K"), 38),
    **dict.fromkeys(("1L", "1M", "1N", "1O", "1P", "20", "21", "22", "23", "27", "28"), 38),
    **dict.fromkeys(("29", "2A", "46", "48", "4N", "4O", "5D", "5E", "5F", "5G", "62"), 38),
    **dict.fromkeys(("63", "64", "6G", "6S", "6T", "6U", "6V", "5M", "5O", "5P", "4U"), 38),
    **dict.fromkeys(("25", "2C", "4Q", "5I", "6A", "6X"), 32),
    **dict.fromkeys(("1E", "1F", "4R", "4T", "33"), 30),
    **dict.fromkeys(("32", "38", "39", "58", "5A", "5C"), 11),
    **dict.fromkeys(("41", "59", "5B", "4D", "4E", "4I", "4J"), 12),
    **dict.fromkeys(("40", "44", "47", "49"), 13),
    **dict.fromkeys(("1C", "4A", "4B", "4C", "55", "56", "57", "69", "6L", "6N", "6O"), 8),
    **dict.fromkeys(("24", "2B", "43", "4P", "5H", "6W"), 5),
    **dict.fromkeys(("06", "08", "09", "36", "37", "45", "4S", "53", "54"), 4),
    **dict.fromkeys(("26", "2D", "34", "5J", "65", "67", "6C", "6I", "6Y", "G0", "G1"), 2),
    **dict.fromkeys(("1G", "1H", "68", "6J"), 1),
    **dict.fromkeys(("4V", "4W", "4X", "4Y", "4Z")),
    "07": 6,
    "0A": 9,
    "0B": 9,
    "0D": 36,
    "1D": 16,
    "30": 140,
    "31": 38,
    "35": 34,
    "4F": 15,
    "50": 14,
    "51": 6,
    "52": 7,
    "5K": 50,
    "60": 60,
    "61": 20,
    "66": 20,
    "6B": 3,
    "6D": 60,
    "6E": 60,
    "6F": 90,
    "6H": 10,
    "6K": 19,
    "6M": 40,
    "6P": 40,
    "6Q": 10,
    "6R": 12,
    "6Z": 11,
}


class NotADoc(ValueError):
    """The bytes are no 2D-Doc of a version this program knows."""


class Signed(Enum):
    """What is known of a code's signature, here and off line."""

    BY_KNOWN_ISSUER = "by_known_issuer"
    NOT_CHECKED = "not_checked"
    """No key for its issuer is here."""
    WRONG = "wrong"
    """The issuer's key is here and did not sign this."""


@dataclass(frozen=True, slots=True, repr=False)
class TwoDDoc:
    """One code; `fields` by their two-sign names, in the order they were written."""

    version: str
    authority: str
    certificate: str
    issued_on: date | None
    signed_on: date | None
    document_type: str
    perimeter: str
    fields: Mapping[str, str]
    message: bytes
    """What the signature covers: header and fields, as read."""
    signature: bytes

    @property
    def family_name(self) -> str:
        """The name of whom the paper is about, as written, in small letters but for the first."""
        return _words(self.fields.get("62") or self.fields.get("13") or self._line(1))

    @property
    def given_names(self) -> str:
        return _words(
            self.fields.get("60") or self.fields.get("61") or self.fields.get("12") or self._line(2)
        )

    @property
    def birth(self) -> PartialDate | None:
        return _day(self.fields.get("69", ""))

    @property
    def expires_on(self) -> date | None:
        until = _day(self.fields.get("6O", ""))
        return until.whole if until is not None else _days(self.fields.get("08", NO_DAY))

    def _line(self, at: int) -> str:
        """Return part `at` of "M/EXEMPLE/CAMILLE": title, family name, given name."""
        parts = self.fields.get("10", "").split("/")
        return parts[at] if len(parts) == 3 else ""


@dataclass(frozen=True, slots=True)
class KnownKey:
    """A certificate that codes are signed with, by authority and number ("FR01", "0001")."""

    authority: str
    number: str
    certificate_der: bytes = field(repr=False)


def parse(untrusted: bytes) -> TwoDDoc:
    """Return what a code says. Raises NotADoc, for DataMatrix codes of others as well."""
    if len(untrusted) > MAX_BYTES or not untrusted.startswith(b"DC"):
        raise NotADoc("it does not begin with DC")
    text = untrusted.decode("latin-1")
    signed_part, mark, rest = text.partition(US)
    length = HEADER_LENGTHS.get(text[2:4])
    if length is None or not mark or len(signed_part) < length:
        raise NotADoc("another version, or no signature")
    header = signed_part[:length]
    return TwoDDoc(
        version=header[2:4],
        authority=header[4:8],
        certificate=header[8:12],
        issued_on=_days(header[12:16]),
        signed_on=_days(header[16:20]),
        document_type=header[20:22],
        perimeter=header[22:24] or "01",
        fields=_fields(signed_part[length:]),
        message=signed_part.encode("latin-1"),
        signature=_signature(rest.partition(GS)[0]),
    )


def signed(doc: TwoDDoc, keys: Iterable[KnownKey]) -> Signed:
    """Return whether a known key made the signature. Wrong is told only of a key that is here."""
    name = (doc.authority, doc.certificate)
    known = [key for key in keys if (key.authority, key.number) == name]
    if not known:
        return Signed.NOT_CHECKED
    is_right = any(is_signed_by(key.certificate_der, doc.message, doc.signature) for key in known)
    return Signed.BY_KNOWN_ISSUER if is_right else Signed.WRONG


def bundled_keys() -> tuple[KnownKey, ...]:
    """Return the list this version was delivered with; empty until one is delivered."""
    found = resources.files("kiosk.capture.reading").joinpath("two_d_doc_keys.json")
    return parse_keys(found.read_bytes())


def parse_keys(content: bytes) -> tuple[KnownKey, ...]:
    """Return the keys of a list: `{"keys": [{"authority", "number", "certificate"}]}`.

    `certificate` is DER in Base64. Raises ValueError for a list of another shape: it was
    delivered with the program, so that is a bug.
    """
    listed = json.loads(content)["keys"]
    return tuple(
        KnownKey(each["authority"], each["number"], base64.b64decode(each["certificate"]))
        for each in listed
    )


def _fields(text: str) -> dict[str, str]:
    found: dict[str, str] = {}
    at = 0
    while at + 2 <= len(text):
        name = text[at : at + 2]
        if name not in LENGTHS:
            break
        at += 2
        longest = LENGTHS[name]
        last = len(text) if longest is None else min(len(text), at + longest)
        ends = [place for mark in (GS, RS) if (place := text.find(mark, at, last + 1)) >= 0]
        end = min(ends, default=last)
        found.setdefault(name, text[at:end].strip())
        at = end + 1 if ends else end
    return found


def _signature(untrusted: str) -> bytes:
    padded = untrusted + "=" * (-len(untrusted) % 8)
    try:
        return base64.b32decode(padded)
    except (binascii.Error, ValueError) as cause:
        raise NotADoc("the signature is not Base32") from cause


def _days(hexadecimal: str) -> date | None:
    """Return a day told as days since 1 January 2000, in four hexadecimal digits."""
    try:
        return None if hexadecimal == NO_DAY else DAY_ZERO + timedelta(int(hexadecimal, 16))
    except (ValueError, OverflowError):
        return None


def _day(text: str) -> PartialDate | None:
    """Return a day told as DDMMYYYY; 00 is a part that nobody knows."""
    if len(text) != 8 or not text.isdecimal():
        return None
    try:
        return PartialDate(int(text[4:]) or None, int(text[2:4]) or None, int(text[:2]) or None)
    except ValueError:
        return None


def _words(text: str) -> str:
    return " ".join(word.capitalize() for word in text.replace("/", " ").split())
