"""The last answer to a question that a page asks every second, read anew when it may be another.

The stores tell by a mark whether anything in them changed (`ChangeMark`): nothing is read, and
nothing opened, to find out. What an answer owes to the hour belongs into the question.
"""

from __future__ import annotations

from collections.abc import Callable, Hashable
from dataclasses import dataclass, field
from typing import Generic, TypeVar

from kiosk.flows.post import Post

__all__ = ["LastAnswer"]

Answer = TypeVar("Answer")


@dataclass(slots=True)
class LastAnswer(Generic[Answer]):
    """One answer of one session, in its memory; whether it may be had is its caller's to check."""

    post: Post
    _held: tuple[Hashable, Answer] | None = field(default=None, repr=False)

    def again(self, question: Hashable, read: Callable[[], Answer]) -> Answer:
        """Return the last answer where the same was asked of the same stores, else what `read`
        returns now."""
        marks = (self.post.device_store.change_mark(), self.post.ready_vault().change_mark())
        asked = (question, marks)  # marked before it is read: what comes in between is read twice
        if self._held is None or self._held[0] != asked:
            self._held = asked, read()
        return self._held[1]
