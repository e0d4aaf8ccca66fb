"""Block one: what was typed, read as names and a birth date."""

from __future__ import annotations

import unicodedata
from datetime import date

from kiosk.capture.reading.understanding import Holder
from kiosk.domain.ages import needs_guardian
from kiosk.flows.api import Birth
from ui.screens.desk_common.births import birth_from_text, birth_to_text
from ui.screens.desk_open.model import IdentityModel

__all__ = ["identity_of", "with_holder"]


def identity_of(
    given_names: str, family_name: str, birth_text: str, guardian: str, *, today: date
) -> IdentityModel:
    """Return block one for what stands in its fields; names stay as typed, in any
    script; only their Unicode form is settled, so that equal names are equal bytes."""
    given_names, family_name, guardian = (
        unicodedata.normalize("NFC", name) for name in (given_names, family_name, guardian)
    )
    birth = birth_from_text(birth_text, today=today)
    is_minor = birth is not None and needs_guardian(birth.year, birth.month, birth.day, today=today)
    return IdentityModel(
        given_names=given_names,
        family_name=family_name,
        birth_text=birth_text,
        birth=birth,
        guardian=guardian,
        is_minor=is_minor,
    )


def with_holder(identity: IdentityModel, holder: Holder, *, today: date) -> IdentityModel:
    """Return block one with what a card says in the fields that are empty: nothing that was
    typed is replaced, and nothing the card does not say is added (`ux.md` W2)."""
    born = Birth(holder.birth.year, holder.birth.month, holder.birth.day)
    if born.month is None:
        born = Birth(born.year)
    return identity_of(
        identity.given_names if identity.given_names.strip() else holder.given_names,
        identity.family_name if identity.family_name.strip() else holder.family_name,
        identity.birth_text if identity.birth_text.strip() else birth_to_text(born),
        identity.guardian,
        today=today,
    )
