"""Papers by the words on their pages: in the memory of one session, gone with it.

What was read of a paper is a sealed part of it. A session opens it once, under the keys that
let it read the paper at all, and keeps the folded words. No index is ever written.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from kiosk.capture.words import decode_words, text_of
from kiosk.crypto.failures import CannotOpen
from kiosk.crypto.statements import Statement
from kiosk.domain.ids import PersonId
from kiosk.domain.text_search import holds_all, searchable
from kiosk.errors import Unavailable
from kiosk.flows.papers import WORDS, has_part, read_part
from kiosk.flows.post import Post

__all__ = ["PaperSearch"]


class PaperSearch:
    """The words of one person's papers, by version: of whoever was looked at last, so that a long
    day at the desk gathers nobody's. One lane uses it."""

    def __init__(self, post: Post) -> None:
        self._post = post
        self._owner: PersonId | None = None
        self._words: dict[bytes, frozenset[str]] = {}

    def holds(
        self, owner: PersonId, statement: Statement, metadata: Mapping[str, Any], asked: str
    ) -> bool:
        """Return whether every word of `asked` stands in an opened paper: title or pages."""
        if owner != self._owner:
            self._owner, self._words = owner, {}
        return holds_all(self._words_of(owner, statement, metadata), asked)

    def _words_of(
        self, owner: PersonId, statement: Statement, metadata: Mapping[str, Any]
    ) -> frozenset[str]:
        known = self._words.get(statement.name)
        if known is not None:
            return known
        title = searchable(metadata.get("title", ""))
        if not has_part(metadata, WORDS):
            return title
        try:
            pages = decode_words(read_part(self._post, owner, metadata, WORDS))
        except Unavailable:
            return title  # its words are elsewhere and were asked for: the next search has them
        except (CannotOpen, ValueError):
            pages = ()  # nonsense that was sealed hides neither the paper nor the others
        text = "\n".join(text_of(page.words) for page in pages if page is not None)
        self._words[statement.name] = title | searchable(text)
        return self._words[statement.name]
