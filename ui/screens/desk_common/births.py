"""Birth dates as people know them: whole, partial or about a year.

Read from what a worker types ("21/11/1990", "11/1990", "1990", "vers 1990") and written
back the same way, in the order of French papers. 01/01 is a date like any other. A whole day
(the end of a paper, an appointment) is read and written here too.
"""

from __future__ import annotations

import re
from datetime import date

from kiosk.flows.api import Birth

__all__ = [
    "birth_from_text",
    "birth_to_text",
    "day_from_text",
    "day_to_text",
]

_ABOUT = re.compile(r"^(?:vers|environ|env\.?|~)\s*", re.IGNORECASE)
_DAY = re.compile(r"(\d{1,2})[\s/.-]+(\d{1,2})[\s/.-]+(\d{4})")
_OLDEST_YEARS = 125


def birth_from_text(untrusted_text: str, *, today: date) -> Birth | None:
    """Return the birth date `untrusted_text` says, or None if it says none.

    An empty text is a birth date nobody knows: `Birth()`.
    """
    text = untrusted_text.strip()
    is_about = bool(_ABOUT.match(text))
    text = _ABOUT.sub("", text)
    if not text:
        return None if is_about else Birth()
    numbers = re.split(r"[\s/.\-]+", text)
    if len(numbers) > 3 or not all(re.fullmatch(r"[0-9]{1,4}", n) for n in numbers):
        return None
    if len(numbers) == 1 and len(numbers[0]) != 4:
        return None
    *before, year = (int(n) for n in numbers)
    month = before[-1] if before else None
    day = before[0] if len(before) == 2 else None
    try:
        born = date(year, month or 1, day or 1)
    except ValueError:
        return None
    if born > today or today.year - year > _OLDEST_YEARS:
        return None
    return Birth(year, month, day, is_about)


def birth_to_text(birth: Birth) -> str:
    """Return `birth` as it is typed and shown, "" when unknown."""
    if birth.year is None:
        return ""
    parts = [f"{birth.year:04}"]
    if birth.month is not None:
        parts.insert(0, f"{birth.month:02}")
        if birth.day is not None:
            parts.insert(0, f"{birth.day:02}")
    return ("vers " if birth.is_about else "") + "/".join(parts)


def day_from_text(untrusted_text: str) -> date | None:
    """Return a whole day as people type it ("31/12/2027", "3 12 2027"); None for anything else."""
    found = _DAY.fullmatch(untrusted_text.strip())
    try:
        return date(int(found[3]), int(found[2]), int(found[1])) if found else None
    except ValueError:
        return None


def day_to_text(day: date) -> str:
    """Return a whole day as it is typed."""
    return f"{day:%d/%m/%Y}"
