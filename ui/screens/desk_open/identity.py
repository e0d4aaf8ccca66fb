"""Block one: what was typed, read as names and a birth date."""

from __future__ import annotations

import unicodedata
from datetime import date

from ui.screens.desk_common.births import ADULT_CONSENT_YEARS, age_at_most, birth_from_text
from ui.screens.desk_open.model import IdentityModel

__all__ = ["identity_of"]


def identity_of(
    given_names: str, family_name: str, birth_text: str, guardian: str, *, today: date
) -> IdentityModel:
    """Return block one for what stands in its fields; names stay as typed, in any
    script; only their Unicode form is settled, so that equal names are equal bytes."""
    given_names, family_name, guardian = (
        unicodedata.normalize("NFC", name) for name in (given_names, family_name, guardian)
    )
    birth = birth_from_text(birth_text, today=today)
    age = age_at_most(birth, today=today) if birth else None
    return IdentityModel(
        given_names=given_names,
        family_name=family_name,
        birth_text=birth_text,
        birth=birth,
        guardian=guardian,
        is_minor=age is not None and age < ADULT_CONSENT_YEARS,
    )
