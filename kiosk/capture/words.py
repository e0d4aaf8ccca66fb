"""Words on a page and where they stand: what reading gives, what a PDF hides under a picture."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

__all__ = ["PageWords", "Word", "lines_of", "text_of"]


@dataclass(frozen=True, slots=True, repr=False)
class Word:
    """One word; its box in pixels of the page's picture as it is filed, `y` downwards."""

    text: str
    x: int
    y: int
    width: int
    height: int
    confidence: int
    """0 to 100, as the reader judges itself."""


@dataclass(frozen=True, slots=True, repr=False)
class PageWords:
    """What was read on one page, in reading order, and the picture's own size."""

    words: tuple[Word, ...]
    width: int
    height: int

    @property
    def confidence(self) -> float:
        """The mean over letters, 0 to 100; 0 where nothing was read."""
        letters = sum(len(word.text) for word in self.words)
        return (
            sum(word.confidence * len(word.text) for word in self.words) / letters if letters else 0
        )


def lines_of(words: Sequence[Word]) -> list[list[Word]]:
    """Return words in reading order as lines: one begins where a word stands apart in height."""
    lines: list[list[Word]] = []
    for word in words:
        middle = word.y + word.height / 2
        last = lines[-1][-1] if lines else None
        if last is not None and last.y <= middle <= last.y + last.height:
            lines[-1].append(word)
        else:
            lines.append([word])
    return lines


def text_of(words: Sequence[Word]) -> str:
    """Return the words as text, one line of the page a line."""
    return "\n".join(" ".join(word.text for word in line) for line in lines_of(words))
