"""Dates as papers tell them: any part may be unknown, a year may lack its century."""

from __future__ import annotations

import datetime
from dataclasses import dataclass

__all__ = ["PartialDate", "born_in", "ends_in"]

FURTHEST_END_YEARS = 50
"""An expiry is within fifty years of today, before or after: no paper is valid for longer."""


@dataclass(frozen=True, slots=True, repr=False)
class PartialDate:
    """A date of which any part may be unknown; never a day that no calendar has.

    Raises: ValueError for an impossible month or day, 29 February of a common year included.
    """

    year: int | None = None
    month: int | None = None
    day: int | None = None

    def __post_init__(self) -> None:
        # 2000 was a leap year and January has 31 days: what is unknown forbids nothing.
        datetime.date(self.year or 2000, self.month or 1, self.day or 1)

    @property
    def whole(self) -> datetime.date | None:
        """The date itself when all of it is known."""
        if self.year is None or self.month is None or self.day is None:
            return None
        return datetime.date(self.year, self.month, self.day)


def born_in(two_digits: int, today: datetime.date) -> int:
    """Return the year somebody alive was born in: the latest one that is not in the future.

    ICAO 9303-3, 4.8 leaves the century to the reader. Somebody over a hundred years old
    comes out a century too young; what is printed on the card is then looked at by people.
    """
    year = today.year - today.year % 100 + two_digits
    return year if year <= today.year else year - 100


def ends_in(two_digits: int, today: datetime.date) -> int:
    """Return the year nearest to today that ends in `two_digits`: papers end before long."""
    year = today.year - today.year % 100 + two_digits
    if year > today.year + FURTHEST_END_YEARS:
        return year - 100
    return year + 100 if year <= today.year - FURTHEST_END_YEARS else year
