"""Finding a safe that exists already, without a list of who has one (SHR-03, DER-11, CNS-24).

Who asks knows a whole birth date and names; who answers keeps no name, compares in secret and
tells initials. A month of opening is told only where several safes answer: it is all that is
needed to tell homonyms apart.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping, Sequence, Set
from dataclasses import dataclass, replace
from datetime import date
from typing import Any

from kiosk.domain.names import BirthLike, words_of

__all__ = [
    "FOUND_MAX",
    "WORDS_MAX",
    "Findable",
    "Found",
    "FoundSafes",
    "Sought",
    "is_match",
    "told",
]

WORDS_MAX = 12
WORD_CHARACTERS_MAX = 32
FOUND_MAX = 4
"""More safes than these answer as "too many": a search is no list to browse."""
SHARED_MIN = 2
MONTH = re.compile(r"\d{4}-\d{2}")


@dataclass(frozen=True, slots=True)
class Findable:
    """By what a safe is found, and what is then told of it; without words nothing finds it.

    Raises ValueError for anything that is no such thing.
    """

    birth: str
    """ISO date; "" when a part of it is unknown."""
    words: tuple[str, ...]
    initials: str
    since: str
    """The month the safe was opened in, `2026-03`."""

    def __post_init__(self) -> None:
        _check(self.birth, self.words, least=0)
        if len(self.initials) > 3 * WORDS_MAX or not MONTH.fullmatch(self.since):
            raise ValueError("initials, and a month")

    @classmethod
    def of(cls, given: str, family: str, birth: BirthLike, opened_on: date) -> Findable:
        """Return it for a person's facts; a birth date that is not whole finds nobody."""
        born, words = _whole(birth), _words(given, family)
        if not born:
            words = ()
        since = f"{opened_on.year:04}-{opened_on.month:02}"
        return cls(born, words, _initials(given, family) if words else "", since)

    @classmethod
    def read(cls, untrusted: Mapping[str, Any]) -> Findable:
        """Return what `fields` wrote. Raises ValueError for anything else."""
        try:
            return cls(
                birth=_text(untrusted["birth"]),
                words=_texts(untrusted["words"]),
                initials=_text(untrusted["initials"]),
                since=_text(untrusted["since"]),
            )
        except (KeyError, TypeError) as error:
            raise ValueError("not what a safe is found by") from error

    def fields(self) -> dict[str, Any]:
        return {
            "birth": self.birth,
            "words": list(self.words),
            "initials": self.initials,
            "since": self.since,
        }


@dataclass(frozen=True, slots=True)
class Sought:
    """Whom somebody looks for. Raises ValueError without a whole date and a name."""

    birth: str
    words: tuple[str, ...]

    def __post_init__(self) -> None:
        _check(self.birth, self.words, least=1)

    @classmethod
    def of(cls, given: str, family: str, birth: BirthLike) -> Sought:
        return cls(_whole(birth), _words(given, family))

    @classmethod
    def read(cls, untrusted: Mapping[str, Any]) -> Sought:
        """Return what `fields` wrote. Raises ValueError for anything else."""
        try:
            return cls(_text(untrusted["birth"]), _texts(untrusted["words"]))
        except (KeyError, TypeError) as error:
            raise ValueError("not a search") from error

    def fields(self) -> dict[str, Any]:
        return {"birth": self.birth, "words": list(self.words)}


@dataclass(frozen=True, slots=True)
class Found:
    """A safe that answers: initials, and a month only if another one answers too."""

    initials: str
    since: str = ""


@dataclass(frozen=True, slots=True)
class FoundSafes:
    """The answer to a search: few safes, none, or word that there are too many to tell."""

    safes: tuple[Found, ...] = ()
    is_too_many: bool = False

    @classmethod
    def read(cls, untrusted: Mapping[str, Any]) -> FoundSafes:
        """Return what `fields` wrote. Raises ValueError for anything else."""
        try:
            safes = tuple(
                Found(_text(each["initials"]), _text(each["since"])) for each in untrusted["safes"]
            )
            is_too_many = untrusted["more"]
        except (KeyError, TypeError) as error:
            raise ValueError("not what was found") from error
        if len(safes) > FOUND_MAX or not isinstance(is_too_many, bool):
            raise ValueError("not what was found")
        return cls(safes, is_too_many)

    def fields(self) -> dict[str, Any]:
        safes = [{"initials": each.initials, "since": each.since} for each in self.safes]
        return {"safes": safes, "more": self.is_too_many}


def is_match(asked: int, kept: int, shared: int) -> bool:
    """Say whether names are one person's, of so many words asked, kept and in both.

    All of the shorter name is in the longer one, and that is two words at least: a second
    given name or a maiden name may be missing on either side. A single name must be all.
    """
    if shared < min(asked, kept):
        return False
    return shared >= SHARED_MIN or asked == kept


def told(found: Sequence[Findable]) -> FoundSafes:
    """Return what may be told of the safes that match."""
    if len(found) > FOUND_MAX:
        return FoundSafes(is_too_many=True)
    safes = sorted((Found(each.initials, each.since) for each in found), key=lambda f: f.since)
    if len(safes) == 1:
        safes = [replace(safes[0], since="")]
    return FoundSafes(tuple(safes))


def _whole(birth: BirthLike) -> str:
    if birth.year is None or birth.month is None or birth.day is None:
        return ""
    try:
        return date(birth.year, birth.month, birth.day).isoformat()
    except ValueError:  # 31 February, as some papers say
        return ""


def _words(given: str, family: str) -> tuple[str, ...]:
    return _sorted({each[:WORD_CHARACTERS_MAX] for each in words_of(f"{given} {family}")})


def _sorted(words: Set[str]) -> tuple[str, ...]:
    return tuple(sorted(words)[:WORDS_MAX])


def _initials(given: str, family: str) -> str:
    parts = [*given.split(), *family.split()][:WORDS_MAX]
    return " ".join(f"{each[0].upper()[0]}." for each in parts)


def _check(birth: str, words: Sequence[str], *, least: int) -> None:
    if (birth or least) and date.fromisoformat(birth).isoformat() != birth:
        raise ValueError("a date spelt otherwise")
    if not least <= len(words) <= WORDS_MAX or (words and not birth):
        raise ValueError("a whole date, and a few words")
    if tuple(sorted(set(words))) != tuple(words):
        raise ValueError("words in order, each once")
    if any(not 0 < len(each) <= WORD_CHARACTERS_MAX for each in words):
        raise ValueError("words of a name")


def _text(value: object) -> str:
    if not isinstance(value, str):
        raise TypeError
    return value


def _texts(values: Iterable[object]) -> tuple[str, ...]:
    if not isinstance(values, list):
        raise TypeError
    return tuple(_text(each) for each in values)
