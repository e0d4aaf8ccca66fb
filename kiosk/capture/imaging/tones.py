"""What of the colours is kept: all of them, greys, or black on white.

Colour stays where it says something: a stamp, a photo, a blue signature. Black on white is
taken only for print that has nothing between: pencil, photos and soft shades stay grey.
"""

from __future__ import annotations

from typing import Any

import cv2
import numpy as np

from kiosk.capture.imaging.picture import Picture, far_from, fit_within, grey_of
from kiosk.capture.recipe import Tone

__all__ = ["black_and_white", "is_coloured", "tone_of"]

MIN_COLOURED_SHARE = 0.0004
MIN_CHROMA = 10
MAX_TINT = 7
"""Beyond white and yellowed paper (of 128 from neutral): the paper itself has a colour."""

MIN_DPI_FOR_BLACK = 250
"""With fewer dots the stairs at the edges of letters are seen, and read worse."""

INK_BELOW, PAPER_ABOVE = 120, 208
MAX_BETWEEN_SHARE = 0.0001
"""How much of a page may be neither ink (with its soft edges) nor paper."""

THRESHOLD = 160


def tone_of(whitened: Picture, dpi: int) -> Tone:
    """Return what to keep of a page whose paper was made white."""
    if is_coloured(whitened):
        return Tone.AS_SCANNED
    if dpi >= MIN_DPI_FOR_BLACK and _has_nothing_between(grey_of(whitened)):
        return Tone.BLACK_AND_WHITE
    return Tone.GREY


def is_coloured(page: Picture) -> bool:
    """Return whether colour carries something: a stamp, a photo, not the tint of the paper."""
    if page.ndim == 2:
        return False
    lab = np.asarray(cv2.cvtColor(fit_within(page, 800), cv2.COLOR_BGR2LAB), np.uint8)
    tint: Any = np.median(lab[::4, ::4, 1:].reshape(-1, 2), axis=0)
    chroma = far_from(np.ascontiguousarray(lab[..., 1:]), tint)
    is_neutral = bool(np.abs(tint - 128).max() <= MAX_TINT)
    return bool((chroma > MIN_CHROMA).mean() > MIN_COLOURED_SHARE) or not is_neutral


def black_and_white(page: Picture) -> Picture:
    """Return the page in 0 and 255 only."""
    _, two = cv2.threshold(grey_of(page), THRESHOLD, 255, cv2.THRESH_BINARY)
    return np.asarray(two, np.uint8)


def _has_nothing_between(grey: Picture) -> bool:
    ink = (grey < INK_BELOW).astype(np.uint8)
    if not ink.any():
        return False
    with_edges = cv2.dilate(ink, np.ones((7, 7), np.uint8))
    between = ((grey < PAPER_ABOVE) & (with_edges == 0)).astype(np.uint8)
    strokes = cv2.morphologyEx(between, cv2.MORPH_OPEN, np.ones((2, 2), np.uint8))  # not grain
    return bool(strokes.mean() < MAX_BETWEEN_SHARE)
