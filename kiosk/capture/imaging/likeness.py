"""Whether a paper is in focus, and whether it is the one seen before: two small measures."""

from __future__ import annotations

from typing import Any

import cv2
import numpy as np
from numpy.typing import NDArray

from kiosk.capture.imaging.picture import Picture, grey_of

__all__ = ["Mark", "is_alike", "mark_of", "sharpness"]

Mark = NDArray[np.float32]
"""A paper's print, coarse, without its light: what is compared."""

MARK_SIDE = 192
FLAT_PX = 6.4
"""Light and shade wider than this, of a mark's side, are not the paper's."""

LEAST_ALIKE = 0.9
"""Correlation of two marks. Of twelve drawn papers photographed twice, from elsewhere and in
other light, each gave 0.94 and more; two forms filled in by two hands 0.82 at most."""

NOISE_PX = 0.8
WINDOW = np.ones((13, 13), np.uint8)
LEAST_CONTRAST = 30
"""Between light and dark within a window, of 255: fainter print is taken for none."""


def sharpness(part: Picture) -> float:
    """Return how steep the edges of print are, as a share of their height per pixel.

    Measured where print stands out most, so that noise counts little. 1 where nothing is
    printed. An edge blurred by s pixels has about 0.4 / s.
    """
    grey = cv2.GaussianBlur(grey_of(part).astype(np.float32), (0, 0), NOISE_PX)
    contrast = cv2.dilate(grey, WINDOW) - cv2.erode(grey, WINDOW)
    most = float(np.percentile(contrast, 98))
    if most < LEAST_CONTRAST:
        return 1.0
    across = cv2.Sobel(grey, cv2.CV_32F, 1, 0, ksize=1, scale=0.5)
    down = cv2.Sobel(grey, cv2.CV_32F, 0, 1, ksize=1, scale=0.5)
    slope: Any = cv2.dilate(cv2.magnitude(across, down), WINDOW)
    is_print = contrast >= max(LEAST_CONTRAST, 0.6 * most)
    return float(np.median(slope[is_print] / contrast[is_print]))


def mark_of(flat: Picture) -> Mark:
    """Return the mark of a paper seen from straight above."""
    small = cv2.resize(grey_of(flat), (MARK_SIDE, MARK_SIDE), interpolation=cv2.INTER_AREA)
    level: Any = small.astype(np.float32)
    level -= cv2.GaussianBlur(level, (0, 0), FLAT_PX)
    return np.asarray(level, np.float32)


def is_alike(one: Mark, other: Mark) -> bool:
    """Return whether two marks are of one paper, lying the same way."""
    spread = float(one.std() * other.std())
    if spread < 1e-6:
        return bool(one.std() < 1e-3 and other.std() < 1e-3)
    together = float(((one - one.mean()) * (other - other.mean())).mean()) / spread
    return together >= LEAST_ALIKE
