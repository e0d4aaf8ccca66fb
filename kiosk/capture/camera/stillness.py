"""When a paper before a camera lies still enough to be taken by itself.

Pure rules, timed from outside: what was seen goes in, what to say of it comes out. A paper
is taken once: lying there afterwards, or come back from under a hand, it is the same one.
"""

from __future__ import annotations

import math
from dataclasses import dataclass, replace
from enum import Enum

from kiosk.capture.recipe import Corners

__all__ = ["AT_FIRST", "STILL_S", "Look", "Seen", "Watching", "advance"]

STILL_S = 0.7
"""Shorter takes a sheet that a hand is still smoothing; longer, people lift it again."""

MOST_MOVED = 0.01
"""How far a corner may wander, of the view's diagonal: noise moves it by a third of that."""

MISSED_LOOKS = 2
"""An edge may be lost for so many looks in a row: a shadow passes, a focus hunts."""


class Look(Enum):
    """What is thought of a view."""

    NO_PAPER = "no_paper"
    MOVING = "moving"
    BLURRED = "blurred"
    SHOOT = "shoot"
    TAKEN = "taken"
    """This paper was taken: the next one may come."""


@dataclass(frozen=True, slots=True)
class Seen:
    """What one view shows; `diagonal` is the view's, in the pixels of the corners."""

    corners: Corners | None
    diagonal: float
    is_sharp: bool = False
    is_taken: bool = False
    """It looks like the paper taken last."""


@dataclass(frozen=True, slots=True)
class Watching:
    """What is remembered from view to view."""

    told: Look = Look.NO_PAPER
    corners: Corners | None = None
    """Where the paper lay when it was last seen to move."""
    since_s: float = 0.0
    missed: int = 0


AT_FIRST = Watching()


def advance(watching: Watching, seen: Seen, now_s: float) -> Watching:
    """Return what is remembered after `seen`; its `told` says what to do.

    `SHOOT` is said again and again until the caller says that the paper is taken.
    """
    if seen.corners is None:
        if watching.corners is None or watching.missed >= MISSED_LOOKS:
            return AT_FIRST
        return replace(watching, told=Look.MOVING, missed=watching.missed + 1)
    most = MOST_MOVED * seen.diagonal
    if watching.corners is None or _moved(watching.corners, seen.corners) > most:
        return Watching(Look.MOVING, seen.corners, now_s)
    return replace(watching, told=_told(watching, seen, now_s), missed=0)


def _told(watching: Watching, seen: Seen, now_s: float) -> Look:
    if seen.is_taken:
        return Look.TAKEN
    if now_s - watching.since_s < STILL_S:
        return Look.MOVING
    return Look.SHOOT if seen.is_sharp else Look.BLURRED


def _moved(before: Corners, now: Corners) -> float:
    """Return how far the corner that moved most has moved."""
    by = [there - here for here, there in zip(before, now, strict=True)]
    return max(map(math.hypot, by[::2], by[1::2]))
