"""The page cut out of its scan: straight, upright, with nothing written lost."""

from __future__ import annotations

import math
from typing import Any

import cv2
import numpy as np

from kiosk.capture.imaging.ink import ink_of
from kiosk.capture.imaging.picture import Picture, fit_within
from kiosk.capture.recipe import MIN_LEAN_DEG, Frame

__all__ = ["cut", "straight_frame"]

WORK_SIDE = 1200


def cut(picture: Picture, frame: Frame) -> Picture:
    """Return the page inside `frame`, upright; what lies outside the scan looks like its rim."""
    width, height = max(1, round(frame.width)), max(1, round(frame.height))
    if abs(frame.angle_deg) < MIN_LEAN_DEG:
        left, top = round(frame.centre_x - width / 2), round(frame.centre_y - height / 2)
        left, top = max(0, left), max(0, top)
        return np.ascontiguousarray(picture[top : top + height, left : left + width])
    matrix = cv2.getRotationMatrix2D((frame.centre_x, frame.centre_y), frame.angle_deg, 1.0)
    matrix[0, 2] += width / 2 - frame.centre_x
    matrix[1, 2] += height / 2 - frame.centre_y
    edges = (picture[0], picture[-1], picture[:, 0], picture[:, -1])
    around: Any = np.median(np.concatenate(edges), axis=0)
    fill = float(around) if picture.ndim == 2 else tuple(float(part) for part in around)
    warped = cv2.warpAffine(
        picture,
        matrix,
        (width, height),
        flags=cv2.INTER_LINEAR,
        borderMode=cv2.BORDER_CONSTANT,
        borderValue=fill,
    )
    return np.asarray(warped, np.uint8)


def straight_frame(picture: Picture, lean_deg: float) -> Frame:
    """Return the frame to straighten a scan in: its own size if no writing falls out of it."""
    small = fit_within(picture, WORK_SIDE)
    height, width = small.shape[:2]
    turn = math.radians(lean_deg)
    cos, sin = math.cos(turn), math.sin(turn)
    rows, columns = ink_of(small)
    x, y = columns - width / 2, rows - height / 2
    is_out = (np.abs(x * cos + y * sin) > width / 2) | (np.abs(y * cos - x * sin) > height / 2)
    if np.count_nonzero(is_out) > 0.001 * len(rows):
        wide = width * cos + height * abs(sin)
        high = height * cos + width * abs(sin)
    else:
        wide, high = width, height
    frame = Frame(width / 2, height / 2, wide, high, lean_deg)
    return frame.scaled(max(picture.shape[:2]) / max(small.shape[:2]))
