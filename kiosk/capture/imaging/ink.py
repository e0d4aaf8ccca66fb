"""Where something is written: darker than the paper around it."""

from __future__ import annotations

import cv2
import numpy as np
from numpy.typing import NDArray

from kiosk.capture.imaging.picture import Picture, grey_of

__all__ = ["ink_of"]


def ink_of(small: Picture) -> tuple[NDArray[np.intp], NDArray[np.intp]]:
    """Return rows and columns of what is written, away from the rim with its shadows."""
    grey = grey_of(small)
    height, width = grey.shape
    ink = cv2.adaptiveThreshold(
        grey, 255, cv2.ADAPTIVE_THRESH_MEAN_C, cv2.THRESH_BINARY_INV, 31, 18
    )
    rim_y, rim_x = height // 30, width // 30
    rows, columns = np.nonzero(ink[rim_y : height - rim_y, rim_x : width - rim_x])
    return rows + rim_y, columns + rim_x
