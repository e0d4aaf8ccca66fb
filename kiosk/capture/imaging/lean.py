"""How far lines of writing lean: sums of ink along leaning rows are uneven where rows follow text.

The writing may run down the page (a sheet fed sideways): its lines then lean as its columns
do, so both are tried and the more uneven one is believed.
"""

from __future__ import annotations

import math
from typing import Any

import numpy as np

from kiosk.capture.imaging.ink import ink_of
from kiosk.capture.imaging.picture import Picture
from kiosk.capture.recipe import MIN_LEAN_DEG

__all__ = ["text_lean_deg"]

MAX_LEAN_DEG = 15.5
MIN_INK_PIXELS = 400
MOST_PIXELS = 30_000
MIN_UNEVENNESS = 1.2
"""How much more uneven the best angle must be than the usual one."""


def text_lean_deg(small: Picture) -> float:
    """Return how far lines of text lean, clockwise; 0.0 when too little or there are none."""
    rows, columns = ink_of(small)
    if len(rows) < MIN_INK_PIXELS:
        return 0.0
    step = max(1, len(rows) // MOST_PIXELS)
    ys, xs = rows[::step].astype(np.float32), columns[::step].astype(np.float32)
    ys -= ys.mean()
    xs -= xs.mean()
    across, sure_across = _leaning(ys, xs)
    down, sure_down = _leaning(-xs, ys)
    lean, sure = (across, sure_across) if sure_across >= sure_down else (down, sure_down)
    if sure < MIN_UNEVENNESS or not MIN_LEAN_DEG <= abs(lean) <= MAX_LEAN_DEG:
        return 0.0
    return lean


def _leaning(ys: Any, xs: Any) -> tuple[float, float]:
    """Return the angle along which rows are most uneven, and how much above the usual."""

    def unevenness(degrees: float) -> float:
        turn = math.radians(degrees)
        leaning = (ys * math.cos(turn) - xs * math.sin(turn)).astype(np.int32)
        counts = np.bincount(leaning - leaning.min()).astype(np.float64)
        return float((counts**2).sum())

    coarse = np.arange(-MAX_LEAN_DEG, MAX_LEAN_DEG + 0.1, 0.5)
    scores = [unevenness(float(angle)) for angle in coarse]
    best = float(coarse[int(np.argmax(scores))])
    fine = np.arange(best - 0.5, best + 0.51, 0.05)
    exact = float(fine[int(np.argmax([unevenness(float(angle)) for angle in fine]))])
    return exact, max(scores) / max(1.0, float(np.median(scores)))
