"""A search for papers by words: what is typed, and the papers that answer it.

What was found last stays until the next answer is there; that nothing was found is an answer
too, and is said of the words that were asked about alone.
"""

from __future__ import annotations

from dataclasses import dataclass, replace

from kiosk.flows.api import Paper

__all__ = ["PaperSearch"]


@dataclass(frozen=True, slots=True)
class PaperSearch:
    """One state of the search."""

    query: str = ""
    found: tuple[Paper, ...] | None = None
    """The last answer; None while there was none."""
    is_looking: bool = False
    """The answer to `query` is still to come."""

    @property
    def asked(self) -> str:
        """What is looked for, "" for nothing."""
        return self.query.strip()

    @property
    def finds_none(self) -> bool:
        return self.found == () and not self.is_looking

    def listed(self, papers: tuple[Paper, ...]) -> tuple[Paper, ...]:
        """Return those of `papers` that show."""
        return papers if self.found is None else self.found

    def typed(self, query: str) -> PaperSearch:
        """Return the search for other words; without any, all papers show again."""
        asked = replace(self, query=query)
        if not asked.asked:
            return replace(asked, found=None, is_looking=False)
        return replace(asked, is_looking=self.is_looking or asked.asked != self.asked)

    def came(self, asked: str, found: tuple[Paper, ...]) -> PaperSearch:
        """Return it with an answer; one to older words is dropped."""
        return replace(self, found=found, is_looking=False) if asked == self.asked else self

    def failed(self, asked: str) -> PaperSearch:
        """Return it without an answer: all papers show, and nobody is told that there is none."""
        return replace(self, found=None, is_looking=False) if asked == self.asked else self
