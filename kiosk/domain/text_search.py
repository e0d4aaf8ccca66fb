"""Finding a text by words, as people remember them: no accent, no case, œ as oe, in any order."""

from __future__ import annotations

from kiosk.domain.names import words_of

__all__ = ["holds_all", "searchable"]


def searchable(text: str) -> frozenset[str]:
    """Return the folded words of a text, each once; apostrophes and hyphens part words."""
    return frozenset(words_of(text))


def holds_all(words: frozenset[str], asked: str) -> bool:
    """Return whether every asked word begins one of `words`, or of three letters stands in one.

    Readers of print lose the beginning of a word now and then, and "séjour" is looked for by
    "sejour" or "sej". Nothing asked is held by nothing: an empty search finds no paper.
    """
    wanted = words_of(asked)
    return bool(wanted) and all(_is_held(words, each) for each in wanted)


def _is_held(words: frozenset[str], wanted: str) -> bool:
    if wanted in words:
        return True
    is_long = len(wanted) >= 3
    return any(word.startswith(wanted) or (is_long and wanted in word) for word in words)
