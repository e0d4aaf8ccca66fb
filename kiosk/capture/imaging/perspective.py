"""The paper in a photograph: four corners on a table of another colour, made flat again.

Only looked for where no scanner's ground was found. The paper must be a full convex
quadrilateral, unlike what lies around it on all four sides: a table drawn on a white letter
is not, nor is a dark picture within a page.
"""

from __future__ import annotations

import math
from typing import Any

import cv2
import numpy as np

from kiosk.capture.imaging.picture import Picture
from kiosk.capture.imaging.whiten import can_whiten
from kiosk.capture.recipe import Corners

__all__ = ["find_corners", "flattened", "scaled"]

MIN_SHARE, MAX_SHARE = 0.15, 0.97
MIN_FILLED = 0.9
MAX_BEND = 0.25
"""How far an angle of the quadrilateral may be from square, as a cosine."""

MAX_RATIO = 3.2
MIN_CONTRAST = 18
"""How unlike (of 255, farthest channel) what lies just inside and outside each edge is."""

A4, ID_1 = math.sqrt(2), 85.6 / 53.98
"""Long side over short, of a sheet (and of the larger cards) and of a bank card."""

RATIO_TOLERANCE = 0.09


def find_corners(small: Picture) -> Corners | None:
    """Return the corners of the paper in a reduced photograph, from the top left, or None."""
    if small.ndim == 2:
        return None
    lab = np.asarray(cv2.cvtColor(cv2.GaussianBlur(small, (7, 7), 0), cv2.COLOR_BGR2LAB), np.uint8)
    for mask in _masks(lab):
        found = _quadrilateral(mask)
        if found is not None and _stands_out(lab, found):
            return _named(found)
    return None


def flattened(picture: Picture, corners: Corners) -> Picture:
    """Return the paper seen from straight above, about as large as the photograph shows it.

    Perspective makes its proportions uncertain by some percent: near A4's or a card's they are
    taken for those. Between the two, white paper is a sheet and anything else a card.
    """
    points = np.array(corners, np.float32).reshape(4, 2)
    width = (_length(points[0], points[1]) + _length(points[3], points[2])) / 2
    height = (_length(points[0], points[3]) + _length(points[1], points[2])) / 2
    longer, shorter = max(width, height), max(1.0, min(width, height))
    near = [each for each in (A4, ID_1) if abs(longer / shorter / each - 1) <= RATIO_TOLERANCE]
    if len(near) == 2:
        near = [A4 if can_whiten(_seen_flat(picture, points, width, height)) else ID_1]
    if near:
        shorter = longer / near[0]
    size = (longer, shorter) if width >= height else (shorter, longer)
    return _seen_flat(picture, points, *size)


def scaled(corners: Corners, one: Picture, other: Picture) -> Corners:
    """Return the same corners in the same picture at another size."""
    scale = max(other.shape[:2]) / max(one.shape[:2])
    a, b, c, d, e, f, g, h = (each * scale for each in corners)
    return a, b, c, d, e, f, g, h


def _seen_flat(picture: Picture, points: Any, width: float, height: float) -> Picture:
    size = (max(16, round(width)), max(16, round(height)))
    target = np.array([(0, 0), (size[0], 0), size, (0, size[1])], np.float32)
    matrix = cv2.getPerspectiveTransform(points, target)
    flat = cv2.warpPerspective(
        picture, matrix, size, flags=cv2.INTER_LINEAR, borderMode=cv2.BORDER_REPLICATE
    )
    return np.asarray(flat, np.uint8)


def _masks(lab: Picture) -> list[Picture]:
    """Return guesses of where the paper is: lighter than the rest, or unlike the rim."""
    _, light = cv2.threshold(lab[..., 0], 0, 255, cv2.THRESH_BINARY + cv2.THRESH_OTSU)
    band = max(4, round(0.02 * min(lab.shape[:2])))
    edges = (lab[:band], lab[-band:], lab[:, :band], lab[:, -band:])
    rim: Any = np.median(np.concatenate([edge.reshape(-1, 3) for edge in edges]), axis=0)
    parts = [np.abs(lab[..., at].astype(np.float32) - float(rim[at])) for at in range(3)]
    unlike = np.minimum(255, parts[0] / 2.0 + 2.0 * np.maximum(parts[1], parts[2])).astype(np.uint8)
    _, apart = cv2.threshold(unlike, 0, 255, cv2.THRESH_BINARY + cv2.THRESH_OTSU)
    return [np.asarray(light, np.uint8), np.asarray(apart, np.uint8)]


def _quadrilateral(mask: Picture) -> Any | None:
    """Return the four corners of the largest full thing in `mask`, or None."""
    height, width = mask.shape
    padded = cv2.copyMakeBorder(mask, 20, 20, 20, 20, cv2.BORDER_CONSTANT, value=0)
    opened = cv2.morphologyEx(padded, cv2.MORPH_OPEN, np.ones((5, 5), np.uint8))
    closed = cv2.morphologyEx(opened, cv2.MORPH_CLOSE, np.ones((17, 17), np.uint8))
    contours, _ = cv2.findContours(
        closed, cv2.RETR_EXTERNAL, cv2.CHAIN_APPROX_NONE, offset=(-20, -20)
    )
    if not contours:
        return None
    largest = max(contours, key=cv2.contourArea)
    hull = cv2.convexHull(largest)
    area = cv2.contourArea(hull)
    if not MIN_SHARE * width * height <= area <= MAX_SHARE * width * height:
        return None
    if cv2.contourArea(largest) < MIN_FILLED * area:
        return None
    rough = cv2.approxPolyDP(hull, 0.03 * cv2.arcLength(hull, True), True)
    if len(rough) != 4:
        return None
    exact = _refined(largest.reshape(-1, 2).astype(np.float32), rough.reshape(4, 2))
    return exact if _is_paper_shaped(exact) else None


def _refined(contour: Any, rough: Any) -> Any:
    """Return corners where lines fitted to the four sides cross: dents and folds matter less."""
    lines = []
    for at in range(4):
        start, end = rough[at].astype(np.float32), rough[(at + 1) % 4].astype(np.float32)
        along = (end - start) / max(1.0, _length(start, end))
        offset = contour - start
        reach = offset @ along
        aside = np.abs(offset @ np.array((-along[1], along[0])))
        length = _length(start, end)
        is_near = (aside < 0.03 * length + 3) & (np.abs(reach - length / 2) < 0.44 * length)
        near = contour[is_near]
        if len(near) < 20:
            return rough.astype(np.float32)
        fitted = cv2.fitLine(near, cv2.DIST_HUBER, 0, 0.01, 0.01).ravel()
        vx, vy, x, y = (float(each) for each in fitted)
        lines.append((vy, -vx, vy * x - vx * y))
    corners = []
    for at in range(4):
        a, b = lines[at - 1], lines[at]
        below = a[0] * b[1] - b[0] * a[1]
        if abs(below) < 1e-6:
            return rough.astype(np.float32)
        corners.append(((a[2] * b[1] - b[2] * a[1]) / below, (a[0] * b[2] - b[0] * a[2]) / below))
    return np.array(corners, np.float32)


def _is_paper_shaped(points: Any) -> bool:
    for at in range(4):
        one, two = points[at - 1] - points[at], points[(at + 1) % 4] - points[at]
        if abs(float(one @ two)) > MAX_BEND * _length(one, (0, 0)) * _length(two, (0, 0)):
            return False
    sides = [_length(points[at], points[(at + 1) % 4]) for at in range(4)]
    return max(sides) <= MAX_RATIO * max(1.0, min(sides))


def _stands_out(lab: Picture, points: Any) -> bool:
    """Return whether paper and table differ along every edge."""
    middle = points.mean(axis=0)
    for at in range(4):
        start, end = points[at], points[(at + 1) % 4]
        places = start + (end - start) * np.linspace(0.1, 0.9, 40)[:, None]
        inwards = (middle - (start + end) / 2) / max(1.0, _length(middle, (start + end) / 2))
        inside = _values(lab, places + 9 * inwards)
        outside = _values(lab, places - 9 * inwards)
        if inside is None or outside is None:
            return False
        apart = np.abs(inside.astype(np.float32) - outside).max(axis=1)
        if float(np.percentile(apart, 30)) < MIN_CONTRAST:
            return False
    return True


def _values(lab: Picture, places: Any) -> Any | None:
    """Return the colours at those places that are in the picture; None when few are."""
    xs, ys = np.round(places[:, 0]).astype(int), np.round(places[:, 1]).astype(int)
    is_in = (xs >= 0) & (ys >= 0) & (xs < lab.shape[1]) & (ys < lab.shape[0])
    if is_in.mean() < 0.95:
        return None
    return lab[ys.clip(0, lab.shape[0] - 1), xs.clip(0, lab.shape[1] - 1)]


def _named(points: Any) -> Corners:
    """Return corners in the order top left, top right, bottom right, bottom left."""
    middle = points.mean(axis=0)
    around = np.argsort(np.arctan2(points[:, 1] - middle[1], points[:, 0] - middle[0]))
    ordered = points[around]
    first = int(np.argmin(ordered.sum(axis=1)))
    a, b, c, d = np.roll(ordered, -first, axis=0).tolist()
    return a[0], a[1], b[0], b[1], c[0], c[1], d[0], d[1]


def _length(one: Any, two: Any) -> float:
    return math.hypot(float(one[0]) - float(two[0]), float(one[1]) - float(two[1]))
