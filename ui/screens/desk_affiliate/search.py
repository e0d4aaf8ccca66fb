"""What the step that looks for a safe shows: what is typed, and the answer (SHR-03, DER-11)."""

from __future__ import annotations

import unicodedata
from dataclasses import dataclass

from kiosk.domain.finding import FoundSafes
from kiosk.flows.api import Birth

__all__ = ["SearchForm", "SearchModel", "is_whole"]


@dataclass(frozen=True, slots=True)
class SearchForm:
    """What stands in the three fields."""

    given_names: str = ""
    family_name: str = ""
    birth_text: str = ""

    @property
    def has_name(self) -> bool:
        return bool(self.given_names.strip() or self.family_name.strip())

    def names(self) -> tuple[str, str]:
        """Return given names and family name as they are compared everywhere."""
        given, family = (
            unicodedata.normalize("NFC", each) for each in (self.given_names, self.family_name)
        )
        return given, family


@dataclass(frozen=True, slots=True)
class SearchModel:
    """One state of the step; `found` is None until an answer came."""

    form: SearchForm = SearchForm()
    is_name_missing: bool = False
    is_birth_wrong: bool = False
    found: FoundSafes | None = None


def is_whole(birth: Birth | None) -> bool:
    """Say whether a birth date names a day: nothing less finds anybody."""
    return birth is not None and None not in (birth.year, birth.month, birth.day)
