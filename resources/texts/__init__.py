"""Texts shown before somebody says yes: versioned, hashed, in each language (DER-21).

The French text is the reference; a translation names the SHA-256 of the French text it
translates, so a stale one is refused when it is loaded. Everything read on a consent
screen stands in these files, questions and answers included, so the hash recorded with
an answer covers what the person really saw.

`handover.*.json`, `printed.*.json` and `words.fr.txt` are not consents: words of the screens
handed over to a person, of printed papers, and short words for proposing passphrases.
"""

from __future__ import annotations

import hashlib
import json
import re
from collections.abc import Mapping
from dataclasses import dataclass, replace
from enum import Enum
from functools import cache
from importlib import resources
from typing import Any

__all__ = [
    "LANGUAGES",
    "REFERENCE",
    "RIGHT_TO_LEFT",
    "Card",
    "ConsentText",
    "TextKind",
    "handover_words",
    "isolated",
    "load",
    "passphrase_words",
    "printed_words",
]

REFERENCE = "fr"
LANGUAGES = ("fr", "ar")
"""Languages offered on consent screens: only those in which every text exists."""

RIGHT_TO_LEFT = frozenset({"ar"})


class TextKind(Enum):
    """Which text: one file per kind and language."""

    MANDATE = "mandate"
    INFORMATION = "information"
    AFFILIATION = "affiliation"
    TERMS = "terms"
    TERMS_PROFESSIONAL = "terms_professional"
    REMINDERS = "reminders"


@dataclass(frozen=True, slots=True)
class Card:
    """One idea: a picture's name, a title, a few lines."""

    icon: str
    title: str
    lines: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class ConsentText:
    """One text in one language.

    `sha256` is taken over the text as written, with `{structure}` unfilled, so that it
    names the same text in every structure.
    """

    kind: TextKind
    version: str
    language: str
    title: str
    cards: tuple[Card, ...]
    question: str
    answers: Mapping[str, str]
    """Words of the buttons: "yes", "no", "not_today"."""
    scope: tuple[str, ...]
    scope_words: tuple[str, ...]
    sha256: bytes

    @property
    def is_right_to_left(self) -> bool:
        return self.language in RIGHT_TO_LEFT

    def filled(self, *, structure: str) -> ConsentText:
        """Return the text with the structure's name in place; the hash does not change."""

        def fill(text: str) -> str:
            return text.replace("{structure}", isolated(structure, self.is_right_to_left))

        return replace(
            self,
            title=fill(self.title),
            question=fill(self.question),
            cards=tuple(
                Card(card.icon, fill(card.title), tuple(fill(line) for line in card.lines))
                for card in self.cards
            ),
            scope_words=tuple(fill(line) for line in self.scope_words),
        )


@cache
def load(kind: TextKind, language: str) -> ConsentText:
    """Return the text of `kind` in `language`.

    Raises ValueError for a language that has no such text, or for a translation whose
    French reference has changed: both are faults of the build, caught by its tests.
    """
    if language not in LANGUAGES:
        raise ValueError(f"no {kind.value} text in {language}")
    body = _read(kind, language)
    reference = body.pop("reference_sha256")
    digest = _digest(body)
    if language != REFERENCE:
        expected = load(kind, REFERENCE)
        if reference != expected.sha256.hex() or body["version"] != expected.version:
            raise ValueError(f"{kind.value}.{language} translates another French text")
    return ConsentText(
        kind=kind,
        version=body["version"],
        language=language,
        title=body["title"],
        cards=tuple(Card(c["icon"], c["title"], tuple(c["lines"])) for c in body["cards"]),
        question=body["question"],
        answers=body["answers"],
        scope=tuple(body["scope"]),
        scope_words=tuple(body["scope_words"]),
        sha256=digest,
    )


@cache
def handover_words(language: str) -> Mapping[str, str]:
    """Return the words of the screens handed to the person, by name."""
    return _phrasebook("handover", language)


@cache
def printed_words(language: str) -> Mapping[str, str]:
    """Return the words of printed papers around the consent texts, by name."""
    return _phrasebook("printed", language)


@cache
def passphrase_words() -> tuple[str, ...]:
    """Return short French words that any keyboard can type, each once, in file order."""
    return tuple(re.findall(r"^[a-z]+$", _source("words.fr.txt"), flags=re.MULTILINE))


def _phrasebook(name: str, language: str) -> Mapping[str, str]:
    if language not in LANGUAGES:
        raise ValueError(f"no {name} words in {language}")
    words: Mapping[str, str] = json.loads(_source(f"{name}.{language}.json"))
    return words


def isolated(name: str, is_right_to_left: bool) -> str:
    """Keep an inserted name from reordering a right-to-left line (FSI … PDI)."""
    return f"\u2068{name}\u2069" if is_right_to_left else name


def _source(name: str) -> str:
    return (resources.files(__package__) / name).read_text(encoding="utf-8")


def _read(kind: TextKind, language: str) -> dict[str, Any]:
    body: dict[str, Any] = json.loads(_source(f"{kind.value}.{language}.json"))
    if body["kind"] != kind.value or body["language"] != language:
        raise ValueError(f"{kind.value}.{language} names itself otherwise")
    return body


def _digest(body: Mapping[str, Any]) -> bytes:
    """SHA-256 of the sorted, compact JSON of the text without its reference."""
    canonical = json.dumps(body, sort_keys=True, separators=(",", ":"), ensure_ascii=False)
    return hashlib.sha256(canonical.encode()).digest()
