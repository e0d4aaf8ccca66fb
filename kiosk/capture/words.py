"""Words on a page and where they stand: what reading gives, what a PDF hides under a picture."""

from __future__ import annotations

import json
import unicodedata
import zlib
from collections.abc import Sequence
from dataclasses import dataclass

__all__ = [
    "PageWords",
    "Word",
    "decode_words",
    "encode_words",
    "lines_of",
    "text_of",
    "turned_round",
]

MAX_TEXT_BYTES = 16 << 20
"""Of a paper's words, decoded: a book of a thousand pages; more is nonsense."""


def turned_round(word: str) -> str:
    """Return a word of a right-to-left script with its signs the other way round."""
    is_rtl = any(unicodedata.bidirectional(sign) in ("R", "AL") for sign in word)
    return word[::-1] if is_rtl else word


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


def encode_words(pages: Sequence[PageWords | None]) -> bytes:
    """Return a paper's words, page by page, as they are sealed: JSON, compressed (FORMAT.md 2)."""
    listed = [
        None
        if page is None
        else [
            page.width,
            page.height,
            [[w.text, w.x, w.y, w.width, w.height, w.confidence] for w in page.words],
        ]
        for page in pages
    ]
    text = json.dumps(listed, ensure_ascii=False, separators=(",", ":"))
    return zlib.compress(text.encode(), 9)


def decode_words(untrusted: bytes) -> tuple[PageWords | None, ...]:
    """Return what `encode_words` encoded. Raises ValueError for anything else.

    Whose program sealed it need not be this one: it is bounded and checked.
    """
    unpacked = zlib.decompressobj()
    try:
        text = unpacked.decompress(untrusted, MAX_TEXT_BYTES)
        if not unpacked.eof:
            raise ValueError("words are cut short or too many")
        listed = json.loads(text)
    except (zlib.error, RecursionError) as cause:
        raise ValueError("words are not compressed JSON") from cause
    if not isinstance(listed, list):
        raise ValueError("words are not pages")  # noqa: TRY004 - a wrong value, not a type
    return tuple(None if page is None else _page(page) for page in listed)


def _page(listed: object) -> PageWords:
    match listed:
        case [int() as width, int() as height, list() as words] if width > 0 and height > 0:
            return PageWords(tuple(_word(word) for word in words), width, height)
        case _:
            raise ValueError("a page is not its size and its words")


def _word(listed: object) -> Word:
    match listed:
        case [str() as text, int() as x, int() as y, int() as w, int() as h, int() as sure]:
            return Word(text, x, y, w, h, sure)
        case _:
            raise ValueError("a word is not a text and its place")
