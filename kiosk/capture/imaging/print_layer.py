"""Black print taken out of a page on white paper, so that either is kept as suits it.

Print goes to a layer of its own word by word, and only where nothing else is near: what is
coloured, pale, shaded or soft, and all print within 2 mm of it, stays in the picture with
every pixel as it was. A stamp over a line of print is kept whole, with the print under it.

Looked at in a picture a quarter as large, where grain is gone; only taken apart in full.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import cv2
import numpy as np

from kiosk.capture.imaging.picture import Picture, grey_of
from kiosk.capture.layers import Ink

__all__ = ["Parted", "laid_together", "parted"]

REDUCED = 4

INK_BELOW = 160
"""As for a page that is black on white as a whole (`tones`)."""

BLACK_BELOW = 120
MIN_BLACK_SHARE = 0.35
"""Of a word's ink: less is pencil, grey print, a light copy."""

MAX_SATURATION = 0.1
"""How far apart the channels of an ink may be, of how far it is from white; a dark blue of a
ballpoint stands at 0.3. Fringes of colour at the edges of letters cancel out within a word."""

MIN_CHROMA = 10
PAPER_ABOVE = 238
"""In the reduced picture: the lightest pencil, a pale stamp are below it."""

REACH = 6
"""In the reduced picture: 24 pixels, 2 mm at 300 dpi."""

SOFT_PX = 3
"""How far the soft edge of a letter reaches, in pixels of the page."""

MAX_STROKE_PX = 40
"""What is black and thicker (3.4 mm at 300 dpi) is a picture, or a part of one."""

SOME_ROWS = 7
"""One in so many is enough to know the ink."""

INK_PERCENTILE = 20


@dataclass(frozen=True, slots=True)
class Parted:
    """A page as two layers of the same size."""

    rest: Picture
    """The page without its print: white there."""
    print: Picture
    """0 where there is print, 255 elsewhere."""
    ink: Ink


def parted(page: Picture) -> Parted | None:
    """Return the layers of a whitened page of 250 dpi or more; None where no print can go."""
    grey = grey_of(page)
    ink = _below(grey, INK_BELOW)
    height, width = grey.shape
    size = (max(1, width // REDUCED), max(1, height // REDUCED))
    small: Any = cv2.resize(page, size, interpolation=cv2.INTER_AREA)
    amount: Any = cv2.resize(ink, size, interpolation=cv2.INTER_AREA)
    black: Any = cv2.resize(_below(grey, BLACK_BELOW), size, interpolation=cv2.INTER_AREA)
    kept = _print_words(small, amount, black)
    if not kept.any():
        return None
    place = cv2.resize(kept, (width, height), interpolation=cv2.INTER_NEAREST)
    print_ = cv2.bitwise_and(ink, place)
    around = cv2.dilate(print_, np.ones((2 * SOFT_PX + 1,) * 2, np.uint8))
    rest = cv2.bitwise_or(page, _in_channels_of(page, around))
    return Parted(
        np.asarray(rest, np.uint8),
        np.asarray(cv2.bitwise_not(print_), np.uint8),
        _ink(page, grey, print_),
    )


def laid_together(rest: Picture, print_: Picture, ink: Ink) -> Picture:
    """Return the page that both layers show."""
    red, green, blue = ink
    grey = round(0.299 * red + 0.587 * green + 0.114 * blue)
    inked = np.empty_like(rest)
    inked[...] = grey if rest.ndim == 2 else (blue, green, red)
    return np.asarray(cv2.copyTo(inked, cv2.bitwise_not(print_), rest.copy()), np.uint8)


def _print_words(small: Any, amount: Any, black: Any) -> Picture:
    """Return where the words lie that are black print and nothing else, as 0 and 255."""
    blots = cv2.dilate((amount > 0).astype(np.uint8), np.ones((3, 3), np.uint8))
    count, labels = cv2.connectedComponents(blots, connectivity=8)
    is_print = _share(labels, count, black, amount) >= MIN_BLACK_SHARE
    if small.ndim == 3:
        blue, green, red = (255.0 - small[..., at] for at in range(3))
        dark = blue + green + red
        for one, other in ((blue, red), (green, (blue + red) / 2)):
            is_print &= np.abs(_share(labels, count, one - other, dark / 3)) <= MAX_SATURATION
    picture = _picture(small, blots, amount)
    is_print[np.unique(labels[picture > 0])] = False
    for edge in (labels[0], labels[-1], labels[:, 0], labels[:, -1]):
        is_print[edge] = False  # what lies behind the paper, a shadow; and the paper itself: 0
    is_print[0] = False
    return np.where(is_print[labels], 255, 0).astype(np.uint8)


def _picture(small: Any, blots: Any, amount: Any) -> Any:
    """Return what is no print, with all that is within reach of it."""
    is_picture = (grey_of(small) < PAPER_ABOVE) & (blots == 0)
    if small.ndim == 3:
        is_picture |= _is_coloured(small)
    stroke = MAX_STROKE_PX // REDUCED
    is_thick = cv2.erode((amount == 255).astype(np.uint8), np.ones((stroke, stroke), np.uint8))
    seeds = is_picture.astype(np.uint8) | is_thick
    return cv2.dilate(seeds, np.ones((2 * REACH + 1,) * 2, np.uint8))


def _is_coloured(small: Any) -> Any:
    """Return where there is colour, in a picture half as large: fringes cancel out there."""
    height, width = small.shape[:2]
    half = cv2.resize(
        small, (max(1, width // 2), max(1, height // 2)), interpolation=cv2.INTER_AREA
    )
    lab: Any = cv2.cvtColor(half, cv2.COLOR_BGR2LAB)
    is_coloured = np.abs(lab[..., 1:].astype(np.int16) - 128).max(axis=2) > MIN_CHROMA
    shown = cv2.resize(
        is_coloured.astype(np.uint8), (width, height), interpolation=cv2.INTER_NEAREST
    )
    return shown > 0


def _share(labels: Any, count: int, part: Any, whole: Any) -> Any:
    """Return, for each label, the sum of `part` over the sum of `whole`."""
    flat = labels.ravel()
    parts = np.bincount(flat, weights=part.ravel(), minlength=count)
    wholes = np.bincount(flat, weights=whole.ravel(), minlength=count)
    return parts / np.maximum(wholes, 1)


def _in_channels_of(page: Picture, mask: Any) -> Any:
    return mask if page.ndim == 2 else cv2.merge([mask] * 3)


def _below(grey: Picture, limit: int) -> Picture:
    """Return 255 where `grey` is below `limit`, else 0."""
    _, two = cv2.threshold(grey, limit - 1, 255, cv2.THRESH_BINARY_INV)
    return np.asarray(two, np.uint8)


def _ink(page: Picture, grey: Picture, print_: Any) -> Ink:
    """Return the usual colour of the print's own pixels, without its edges."""
    some = slice(None, None, SOME_ROWS)
    is_core = (print_[some] > 0) & (grey[some] < BLACK_BELOW)
    if not is_core.any():
        return 0, 0, 0
    cores = page[some][is_core].reshape(-1, 1 if page.ndim == 2 else 3)
    usual = np.percentile(cores, INK_PERCENTILE, axis=0)  # strokes are lighter than their ink
    red, green, blue = (round(float(part)) for part in np.broadcast_to(usual[::-1], 3))
    return red, green, blue
