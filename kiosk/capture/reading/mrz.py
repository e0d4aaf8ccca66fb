"""Machine-readable zones of cards, passports and visas: what they say, if their digits prove it.

Layouts: ICAO Doc 9303, part 4 (TD3), 5 (TD1), 6 (TD2), 7 (MRV-A and MRV-B), all with the
check digits of part 3, 4.9 (weights 7, 3, 1, modulo 10); and the French identity card of
1988 to 2021, two lines of 36 with its own fields. A zone counts when every check digit it
has holds. Where one does not, letters and digits that readers mistake for one another are
exchanged, and the exchange counts only if it is the one smallest that makes every digit
hold. 16 and 6 are alike modulo 10: no check digit tells G from 6 in a document's number, so
there they stay as read. Nothing else is mended, and nothing that is not written is added.
"""

from __future__ import annotations

import datetime
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from enum import Enum
from itertools import combinations, product

from kiosk.capture.reading.dates import PartialDate, born_in, ends_in

__all__ = ["Mrz", "MrzFormat", "allowed_at", "check_digit", "parse"]

FILLER = "<"
DIGITS = "0123456789"
LETTERS = "ABCDEFGHIJKLMNOPQRSTUVWXYZ"
VALUES = {FILLER: 0, **{sign: at for at, sign in enumerate(DIGITS + LETTERS)}}
WEIGHTS = (7, 3, 1)

ALIKE = {"O": "0", "I": "1", "B": "8", "S": "5", "Z": "2", "G": "6", "D": "0", "Q": "0"}
LOOKS_LIKE = {
    sign: "".join({ALIKE.get(sign, ""), *(one for one, other in ALIKE.items() if other == sign)})
    for sign in DIGITS + LETTERS
}
MOST_EXCHANGED = 2
"""More exchanges than this could make any nonsense hold: such a zone is read again."""

MOST_DOUBTFUL = 24
"""Doubtful signs looked at in one zone: it bounds the work on nonsense."""


class MrzFormat(Enum):
    """A layout: how many lines of how many signs."""

    TD1 = (3, 30)
    TD2 = (2, 36)
    TD3 = (2, 44)
    MRV_A = (2, 44, "visa")
    MRV_B = (2, 36, "visa")
    FRENCH_CARD = (2, 36, "french")

    @property
    def lines(self) -> int:
        return int(self.value[0])

    @property
    def width(self) -> int:
        return int(self.value[1])


@dataclass(frozen=True, slots=True, repr=False)
class Mrz:
    """What a zone says. Names are as written: capitals become "Ben Ali", no accent is guessed.

    A name that holds anything but letters, or that fills its field to the end and may be
    cut, is told as `is_name_cut` or left empty.
    """

    format: MrzFormat
    document_code: str
    """One or two letters: P (passport), I, A, C (cards), V (visa), ID (French card)."""
    issuer: str
    number: str
    family_name: str
    given_names: str
    nationality: str
    sex: str
    """"F", "M", or "" when it is not told."""
    birth: PartialDate
    expires_on: datetime.date | None
    """None where the zone tells none, as the French card, which tells only its first month."""
    is_name_cut: bool = False
    exchanged: int = 0
    """How many signs were exchanged; the check digits prove them."""


class _Wants(Enum):
    """What may stand in a field."""

    LETTERS = LETTERS + FILLER
    DATE = DIGITS + FILLER
    SEX = "MFX" + FILLER
    ANY = DIGITS + LETTERS + FILLER


@dataclass(frozen=True, slots=True)
class _Field:
    """A run of signs in the zone, its lines set end to end."""

    name: str
    start: int
    length: int
    wants: _Wants
    check_at: int = 0
    """Where its check digit stands; 0 for none: a zone begins with a letter."""

    @property
    def end(self) -> int:
        return self.start + self.length

    def of(self, zone: str) -> str:
        return zone[self.start : self.end]


@dataclass(frozen=True, slots=True)
class _Layout:
    """Where everything stands; `whole` are the ranges under the composite check digit."""

    format: MrzFormat
    fields: tuple[_Field, ...]
    whole: tuple[tuple[int, int], ...] = ()
    whole_at: int | None = None

    def field(self, name: str) -> _Field:
        return next(field for field in self.fields if field.name == name)

    def begins(self, zone: str) -> bool:
        is_french = zone.startswith("IDFRA") and self.format.width == 36
        if self.format is MrzFormat.FRENCH_CARD:
            return is_french
        is_visa = self.format in (MrzFormat.MRV_A, MrzFormat.MRV_B)
        if is_visa:
            return zone[0] == "V"
        kinds = "P" if self.format is MrzFormat.TD3 else "IACP"
        return zone[0] in kinds and not is_french


def _second_line(at: int, *, optional: int, whole: bool) -> tuple[_Field, ...]:
    """Return the fields of the second line of TD2, TD3 and visas, which begins at `at`."""
    is_checked = whole and optional == 14
    return (
        _Field("number", at, 9, _Wants.ANY, at + 9),
        _Field("nationality", at + 10, 3, _Wants.LETTERS),
        _Field("birth", at + 13, 6, _Wants.DATE, at + 19),
        _Field("sex", at + 20, 1, _Wants.SEX),
        _Field("expiry", at + 21, 6, _Wants.DATE, at + 27),
        _Field("optional", at + 28, optional, _Wants.ANY, at + 42 if is_checked else 0),
    )


def _first_line(width: int) -> tuple[_Field, ...]:
    return (
        _Field("code", 0, 2, _Wants.LETTERS),
        _Field("issuer", 2, 3, _Wants.LETTERS),
        _Field("names", 5, width - 5, _Wants.LETTERS),
    )


LAYOUTS = (
    _Layout(
        MrzFormat.TD3,
        (*_first_line(44), *_second_line(44, optional=14, whole=True)),
        ((44, 54), (57, 64), (65, 87)),
        87,
    ),
    _Layout(
        MrzFormat.TD2,
        (*_first_line(36), *_second_line(36, optional=7, whole=True)),
        ((36, 46), (49, 56), (57, 71)),
        71,
    ),
    _Layout(
        MrzFormat.TD1,
        (
            _Field("code", 0, 2, _Wants.LETTERS),
            _Field("issuer", 2, 3, _Wants.LETTERS),
            _Field("number", 5, 9, _Wants.ANY, 14),
            _Field("optional", 15, 15, _Wants.ANY),
            _Field("birth", 30, 6, _Wants.DATE, 36),
            _Field("sex", 37, 1, _Wants.SEX),
            _Field("expiry", 38, 6, _Wants.DATE, 44),
            _Field("nationality", 45, 3, _Wants.LETTERS),
            _Field("more", 48, 11, _Wants.ANY),
            _Field("names", 60, 30, _Wants.LETTERS),
        ),
        ((5, 30), (30, 37), (38, 45), (48, 59)),
        59,
    ),
    _Layout(MrzFormat.MRV_A, (*_first_line(44), *_second_line(44, optional=16, whole=False))),
    _Layout(MrzFormat.MRV_B, (*_first_line(36), *_second_line(36, optional=8, whole=False))),
    _Layout(
        MrzFormat.FRENCH_CARD,
        (
            _Field("code", 0, 2, _Wants.LETTERS),
            _Field("issuer", 2, 3, _Wants.LETTERS),
            _Field("family", 5, 25, _Wants.LETTERS),
            _Field("office", 30, 6, _Wants.ANY),
            _Field("number", 36, 12, _Wants.ANY, 48),
            _Field("given", 49, 14, _Wants.LETTERS),
            _Field("birth", 63, 6, _Wants.DATE, 69),
            _Field("sex", 70, 1, _Wants.SEX),
        ),
        ((0, 71),),
        71,
    ),
)


def check_digit(signs: str) -> str:
    """Return the check digit of `signs` (ICAO 9303-3, 4.9). Raises KeyError for other signs."""
    return str(sum(VALUES[sign] * WEIGHTS[at % 3] for at, sign in enumerate(signs)) % 10)


def allowed_at(layout: MrzFormat, line: int, column: int) -> str:
    """Return the signs that may stand at a place: a reader of pixels chooses among them."""
    found = next(each for each in LAYOUTS if each.format is layout)
    at = line * layout.width + column
    if at == found.whole_at:
        return DIGITS
    for field in found.fields:
        if field.check_at and at == field.check_at:
            return DIGITS + FILLER
        if field.start <= at < field.end:
            return field.wants.value
    return _Wants.ANY.value


def parse(lines: Sequence[str], today: datetime.date) -> Mrz | None:
    """Return what a zone of these lines says, or None when its check digits do not hold.

    `lines` hold capitals, digits and fillers only, each as long as its layout says.
    """
    zone = "".join(lines)
    shape = (len(lines), len(lines[0]) if lines else 0)
    if any(len(line) != shape[1] for line in lines) or not VALUES.keys() >= set(zone):
        return None
    for layout in LAYOUTS:
        if shape == (layout.format.lines, layout.format.width) and layout.begins(zone):
            return _proved(layout, zone, today)
    return None


# Proof


def _proved(layout: _Layout, zone: str, today: datetime.date) -> Mrz | None:
    """Return what the zone says with the fewest exchanges under which every digit holds."""
    digits, exchanged = _digits_where_digits_stand(layout, zone)
    for more in range(MOST_EXCHANGED + 1):
        proved = [text for text in _exchanges(layout, digits, more) if _holds(layout, text)]
        if proved:
            return _told(layout, proved, today, exchanged + more)
    return None


def _digits_where_digits_stand(layout: _Layout, zone: str) -> tuple[str, int]:
    """Return the zone with letters in dates and check digits as the digits they look like."""
    signs = list(zone)
    for at, sign in enumerate(zone):
        line, column = divmod(at, layout.format.width)
        is_number = LETTERS[0] not in allowed_at(layout.format, line, column)
        if is_number and sign in ALIKE and at != layout.field("sex").start:
            signs[at] = ALIKE[sign]
    text = "".join(signs)
    return text, sum(one != other for one, other in zip(zone, text, strict=True))


def _exchanges(layout: _Layout, zone: str, count: int) -> Iterator[str]:
    """Yield the zone with `count` doubtful signs exchanged, where a check digit fails."""
    if count == 0:
        yield zone
        return
    places = [at for field in _failing(layout, zone) for at in range(field.start, field.end)]
    options = {at: _others(layout, zone, at) for at in places}
    doubtful = [at for at in places if options[at]]
    for chosen in combinations(doubtful[:MOST_DOUBTFUL], count):
        for signs in product(*(options[at] for at in chosen)):
            changed = list(zone)
            for at, sign in zip(chosen, signs, strict=True):
                changed[at] = sign
            yield "".join(changed)


def _failing(layout: _Layout, zone: str) -> list[_Field]:
    """Return the fields to look into: those whose digit fails, else what only the composite
    digit covers."""
    failing = [f for f in layout.fields if f.check_at and not _is_checked(layout, zone, f)]
    if failing or layout.whole_at is None:
        return failing
    return [field for field in layout.fields if not field.check_at and _is_covered(layout, field)]


def _is_covered(layout: _Layout, field: _Field) -> bool:
    return any(start <= field.start and field.end <= end for start, end in layout.whole)


def _others(layout: _Layout, zone: str, at: int) -> str:
    allowed = allowed_at(layout.format, *divmod(at, layout.format.width))
    return "".join(sign for sign in LOOKS_LIKE.get(zone[at], "") if sign in allowed)


def _holds(layout: _Layout, zone: str) -> bool:
    """Return whether every check digit of the zone is right and its dates exist."""
    fields = (field for field in layout.fields if field.check_at)
    if not all(_is_checked(layout, zone, field) for field in fields):
        return False
    if layout.whole_at is not None:
        covered = "".join(zone[start:end] for start, end in layout.whole)
        if check_digit(covered) != zone[layout.whole_at]:
            return False
    if any(
        _is_covered(layout, f) and not set(f.of(zone)) <= set(f.wants.value) for f in layout.fields
    ):
        return False  # a digit among letters under a check digit: it was read wrong
    dates = (field for field in layout.fields if field.wants is _Wants.DATE)
    return all(_parts(field.of(zone)) is not None for field in dates)


def _is_checked(layout: _Layout, zone: str, field: _Field) -> bool:
    text, digit = field.of(zone), zone[field.check_at]
    if digit != FILLER:
        return check_digit(text) == digit
    if field.name == "number" and layout.format in (MrzFormat.TD1, MrzFormat.TD2):
        return _long_number(layout, zone) is not None
    return not text.strip(FILLER)


def _long_number(layout: _Layout, zone: str) -> str | None:
    """Return a number longer than its field: its rest and its check digit begin the optional
    data (ICAO 9303-5, 4.2.2 note j), ended by a filler. None when the digit does not hold."""
    rest = layout.field("optional").of(zone).partition(FILLER)[0]
    number = layout.field("number").of(zone) + rest[:-1]
    return number if rest and check_digit(number) == rest[-1] else None


# What it says


def _told(
    layout: _Layout, proved: Sequence[str], today: datetime.date, exchanged: int
) -> Mrz | None:
    """Return what all readings say alike; a number of which two are as good is not told.

    None when they differ in anything that is proposed to people.
    """
    said = [_said(layout, zone, today, exchanged) for zone in proved]
    first = said[0]
    alike = {(one.family_name, one.given_names, one.birth, one.expires_on) for one in said}
    if len(alike) > 1:
        return None
    return first if len({one.number for one in said}) == 1 else replace(first, number="")


def _said(layout: _Layout, zone: str, today: datetime.date, exchanged: int) -> Mrz:
    names = [field.name for field in layout.fields]
    family, given, is_cut = _names(layout, zone)
    is_french = layout.format is MrzFormat.FRENCH_CARD
    sex = layout.field("sex").of(zone)
    return Mrz(
        format=layout.format,
        document_code=layout.field("code").of(zone).rstrip(FILLER),
        issuer=_code(layout.field("issuer").of(zone)),
        number=_number(layout, zone),
        family_name=family,
        given_names=given,
        nationality="FRA" if is_french else _code(layout.field("nationality").of(zone)),
        sex=sex if sex in "FM" else "",
        birth=_birth(layout.field("birth").of(zone), today),
        expires_on=_expiry(layout.field("expiry").of(zone), today) if "expiry" in names else None,
        is_name_cut=is_cut,
        exchanged=exchanged,
    )


def _number(layout: _Layout, zone: str) -> str:
    field = layout.field("number")
    if zone[field.check_at] == FILLER:
        return (_long_number(layout, zone) or "").strip(FILLER)
    return field.of(zone).strip(FILLER)


def _names(layout: _Layout, zone: str) -> tuple[str, str, bool]:
    """Return family name, given names, and whether one may be cut at the end of its field."""
    if layout.format is MrzFormat.FRENCH_CARD:
        fields = layout.field("family").of(zone), layout.field("given").of(zone)
        is_cut = any(not text.endswith(FILLER) for text in fields)
        return _words(fields[0]), _words(fields[1]), is_cut
    text = layout.field("names").of(zone)
    family, _, given = text.partition(FILLER * 2)
    return _words(family), _words(given), not text.endswith(FILLER)


def _words(field: str) -> str:
    """Return "BEN<ALI<<" as "Ben Ali"; "" for what holds a digit: it was not read right."""
    if any(sign in DIGITS for sign in field):
        return ""
    return " ".join(word.capitalize() for word in field.split(FILLER) if word)


def _code(field: str) -> str:
    code = field.rstrip(FILLER)
    return code if code.isalpha() else ""


def _parts(field: str) -> tuple[int | None, int | None, int | None] | None:
    """Return year in its century, month and day, each None where unknown ("<<" or "00");
    None for what no calendar has (ICAO 9303-3, 4.8)."""
    year, month, day = (field[at : at + 2] for at in (0, 2, 4))
    if not all(part == FILLER * 2 or part.isdigit() for part in (year, month, day)):
        return None
    known = tuple(None if FILLER in part else int(part) for part in (year, month, day))
    parts = (known[0], known[1] or None, known[2] or None)
    try:
        PartialDate(None, parts[1], parts[2])
    except ValueError:
        return None
    return parts


def _birth(field: str, today: datetime.date) -> PartialDate:
    year, month, day = _parts(field) or (None, None, None)
    try:
        return PartialDate(None if year is None else born_in(year, today), month, day)
    except ValueError:  # 29 February of a common year: what is left is told
        return PartialDate(None if year is None else born_in(year, today), month)


def _expiry(field: str, today: datetime.date) -> datetime.date | None:
    year, month, day = _parts(field) or (None, None, None)
    try:
        return PartialDate(None if year is None else ends_in(year, today), month, day).whole
    except ValueError:
        return None
