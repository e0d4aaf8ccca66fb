"""Pictures as arrays: what decisions look at and where a page lies in its scan.

Pictures are numpy arrays as OpenCV has them: rows x columns x blue, green, red; or rows x
columns for grey. Every function is pure; lengths are pixels, angles degrees, positive
clockwise on screen.
"""

from __future__ import annotations

import io
from typing import Any

import cv2
import numpy as np
from numpy.typing import NDArray
from PIL import Image

from kiosk.capture.imaging.small import MAX_PIXELS

__all__ = [
    "Picture",
    "decode",
    "far_from",
    "fit_within",
    "grey_of",
    "turned",
]

Picture = NDArray[np.uint8]


def decode(untrusted_jpeg: bytes) -> Picture:
    """Return the picture in a JPEG. Raises ValueError for broken or too many pixels."""
    _check_size(untrusted_jpeg)
    flags = cv2.IMREAD_UNCHANGED | cv2.IMREAD_IGNORE_ORIENTATION
    picture = cv2.imdecode(np.frombuffer(untrusted_jpeg, np.uint8), flags)
    if picture is None or picture.dtype != np.uint8 or picture.shape[2:] not in {(), (3,)}:
        raise ValueError("not a JPEG in grey or colour")
    return np.asarray(picture, np.uint8)


def fit_within(picture: Picture, max_px: int) -> Picture:
    """Return the picture made smaller so that no side exceeds `max_px`."""
    height, width = picture.shape[:2]
    scale = max_px / max(height, width)
    if scale >= 1:
        return picture
    size = (max(1, round(width * scale)), max(1, round(height * scale)))
    return np.asarray(cv2.resize(picture, size, interpolation=cv2.INTER_AREA), np.uint8)


def grey_of(picture: Picture) -> Picture:
    """Return the picture without its colours."""
    if picture.ndim == 2:
        return picture
    return np.asarray(cv2.cvtColor(picture, cv2.COLOR_BGR2GRAY), np.uint8)


def turned(picture: Picture, quarter_turns: int) -> Picture:
    """Return the picture turned to the right."""
    if quarter_turns % 4 == 0:
        return picture
    return np.ascontiguousarray(np.rot90(picture, -quarter_turns))


def far_from(picture: Picture, colour: Any) -> Picture:
    """Return how far each pixel is from `colour`, by its farthest channel."""
    farthest = np.zeros(picture.shape[:2], np.uint8)
    for channel, part in zip(cv2.split(picture), colour, strict=True):
        apart = cv2.absdiff(channel, np.full_like(channel, round(float(part))))
        farthest = np.maximum(farthest, apart).astype(np.uint8)
    return farthest


def _check_size(untrusted_jpeg: bytes) -> None:
    try:
        with Image.open(io.BytesIO(untrusted_jpeg), formats=["JPEG"]) as header:
            width, height = header.size
    except (OSError, Image.DecompressionBombError) as cause:
        raise ValueError("not a JPEG") from cause
    if width * height > MAX_PIXELS:
        raise ValueError("too many pixels")
