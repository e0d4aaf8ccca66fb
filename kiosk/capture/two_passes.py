"""Both sides of sheets by a feeder that sees one: fronts first, then the turned stack.

The whole stack is turned over, so the last sheet's back comes first.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import TypeVar

__all__ = ["interleaved"]

Page = TypeVar("Page")


def interleaved(fronts: Sequence[Page], backs: Sequence[Page]) -> tuple[Page, ...] | None:
    """Return front, back, front, back …; `backs` come last sheet first.

    None when the numbers differ: two sheets went through as one or one was left out, and
    any guess could put one letter's back behind another's front.
    """
    if len(fronts) != len(backs):
        return None
    pairs = zip(fronts, reversed(backs), strict=True)
    return tuple(page for pair in pairs for page in pair)
