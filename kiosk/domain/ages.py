"""How old somebody is at most, and who answers for them because of it (ROL-35)."""

from __future__ import annotations

from datetime import date

__all__ = ["ADULT_CONSENT_YEARS", "age_at_most", "needs_guardian"]

ADULT_CONSENT_YEARS = 16
"""Below this age a parent or guardian answers for the person (ROL-35)."""


def age_at_most(year: int | None, month: int | None, day: int | None, *, today: date) -> int | None:
    """Return the greatest whole age a birth date allows on `today`, None when unknown."""
    if year is None:
        return None
    had_birthday = (today.month, today.day) >= (month or 1, day or 1)
    return today.year - year - (0 if had_birthday else 1)


def needs_guardian(year: int | None, month: int | None, day: int | None, *, today: date) -> bool:
    """Return whether somebody born then is under 16, however the rest of the date is filled."""
    age = age_at_most(year, month, day, today=today)
    return age is not None and age < ADULT_CONSENT_YEARS
