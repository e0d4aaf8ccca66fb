"""Months as a report counts them: those of France, whose clocks change twice a year."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import UTC, datetime
from zoneinfo import ZoneInfo

__all__ = ["GRACE_DAYS", "PARIS", "Month"]

PARIS = ZoneInfo("Europe/Paris")
GRACE_DAYS = 7
"""A month is closed this long after its end: as long as a post may stay away (DER-08). What
comes later counts in a later month."""
NAMES = (
    "janvier",
    "février",
    "mars",
    "avril",
    "mai",
    "juin",
    "juillet",
    "août",
    "septembre",
    "octobre",
    "novembre",
    "décembre",
)


@dataclass(frozen=True, slots=True, order=True)
class Month:
    """One month of one year."""

    year: int
    number: int

    @classmethod
    def parse(cls, untrusted: str) -> Month:
        """Return the month of "2026-02". Raises ValueError."""
        year, dash, number = untrusted.partition("-")
        is_plain = untrusted.isascii() and year.isdigit() and number.isdigit()
        if not is_plain or (len(year), dash, len(number)) != (4, "-", 2):
            raise ValueError("not a month")
        found = cls(int(year), int(number))
        if not (1970 <= found.year < 9999 and 1 <= found.number <= 12):
            raise ValueError("not a month")
        return found

    @classmethod
    def at(cls, at: int) -> Month:
        """Return the month in which an instant of the server's clock lies."""
        local = datetime.fromtimestamp(at, UTC).astimezone(PARIS)
        return cls(local.year, local.month)

    @classmethod
    def of_index(cls, index: int) -> Month:
        """Return the month that `index` stands for."""
        return cls(index // 12, index % 12 + 1)

    @property
    def index(self) -> int:
        """Months since year 0: what the store keeps."""
        return self.year * 12 + self.number - 1

    @property
    def next(self) -> Month:
        return Month.of_index(self.index + 1)

    @property
    def starts_at(self) -> int:
        return self._day(1)

    @property
    def closes_at(self) -> int:
        """When what comes belongs to a later month."""
        return self.next._day(1 + GRACE_DAYS)

    @property
    def name(self) -> str:
        """The month in words."""
        return f"{NAMES[self.number - 1]} {self.year}"

    def __str__(self) -> str:
        return f"{self.year:04d}-{self.number:02d}"

    def _day(self, day: int) -> int:
        return int(datetime(self.year, self.number, day, tzinfo=PARIS).timestamp())
