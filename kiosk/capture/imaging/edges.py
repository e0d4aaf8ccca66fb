"""Where the paper lies on the scanner's ground, under a dark or a light lid.

The ground is what most of the picture's rim looks like; the paper is the large full convex
thing that differs from it. Works for a sheet on grey or black and for a card on white. When
in doubt nothing is cropped: losing a line of a letter is worse than leaving a border.
"""

from __future__ import annotations

import math
from typing import Any

import cv2
import numpy as np

from kiosk.capture.imaging.framing import cut
from kiosk.capture.imaging.picture import Picture, fit_within
from kiosk.capture.recipe import MIN_LEAN_DEG, Frame

__all__ = ["find_paper"]

MAX_SKEW_DEG = 15.6
"""Beyond this a paper was laid askew on purpose, or what was found is no paper."""

MIN_PAPER_SHARE, MAX_PAPER_SHARE = 0.03, 0.985
MIN_RECTANGULARITY = 0.9
MIN_FILLED = 0.85
MIN_EDGE_SHARE = 0.8
"""How much of each side, just inside, must differ from the ground: a sheet is full to its
edges; a block of text or a table on white paper that shows no edge is not."""

MAX_OUTSIDE_SHARE = 0.01
"""More than this (of the paper) outside it: cropping would lose a second card, a heading."""

MIN_GROUND_SHARE = 0.55
"""How much of the picture's rim must be one colour to be taken for the scanner's ground."""


WORK_SIDE = 1200
"""Long side of the reduced picture on which the paper is looked for."""

CLOSER_SHARE = 0.6
"""A paper shorter than this share of the scan (a card) is looked at again from nearer."""

SHEET_REACH, CARD_REACH = 0.012, 0.032
"""How far from where an edge seems to be (of the paper's long side) it is looked for exactly:
some 3 millimetres, as far as a shadow reaches."""


def find_paper(picture: Picture) -> Frame | None:
    """Return where the paper lies in a scan, or None when no edge shows."""
    small = fit_within(picture, WORK_SIDE)
    scale = max(picture.shape[:2]) / max(small.shape[:2])
    found = _find(small)
    if found is None:
        return None
    longest = max(found.width, found.height)
    if scale <= 1.2 or longest > CLOSER_SHARE * max(small.shape[:2]):
        return _settled(small, found, SHEET_REACH).scaled(scale)
    return _from_nearer(picture, found.scaled(scale))


def _from_nearer(picture: Picture, rough: Frame) -> Frame:
    """Return `rough` made exact on the part of the scan around it."""
    bounds, margin = rough.bounds(), 0.12 * max(rough.width, rough.height)
    left = max(0, round(rough.centre_x - bounds.width / 2 - margin))
    top = max(0, round(rough.centre_y - bounds.height / 2 - margin))
    right = round(rough.centre_x + bounds.width / 2 + margin)
    bottom = round(rough.centre_y + bounds.height / 2 + margin)
    part = np.ascontiguousarray(picture[top:bottom, left:right])
    small = fit_within(part, WORK_SIDE)
    scale = max(part.shape[:2]) / max(small.shape[:2])
    moved = Frame(
        rough.centre_x - left, rough.centre_y - top, rough.width, rough.height, rough.angle_deg
    )
    exact = _settled(small, _find(small) or moved.scaled(1 / scale), CARD_REACH).scaled(scale)
    return Frame(
        exact.centre_x + left, exact.centre_y + top, exact.width, exact.height, exact.angle_deg
    )


def _settled(small: Picture, frame: Frame, reach_share: float) -> Frame:
    """Return `frame` with each side where the picture changes most: within its own shadow."""
    reach = max(3, round(reach_share * max(frame.width, frame.height)))
    grown = Frame(
        frame.centre_x,
        frame.centre_y,
        frame.width + 2 * reach,
        frame.height + 2 * reach,
        frame.angle_deg,
    )
    around = cut(small, grown)
    if around.shape[0] < 8 * reach or around.shape[1] < 8 * reach:
        return frame
    sides = [
        _step(np.swapaxes(around[:, : 2 * reach + 1], 0, 1)),
        _step(np.swapaxes(around[:, ::-1][:, : 2 * reach + 1], 0, 1)),
        _step(around[: 2 * reach + 1]),
        _step(around[::-1][: 2 * reach + 1]),
    ]
    if abs(frame.angle_deg) < MIN_LEAN_DEG and (
        grown.centre_x < grown.width / 2 or grown.centre_y < grown.height / 2
    ):
        return frame  # the paper touches the picture's rim: what was cut is not centred
    left, right, top, bottom = (side + 1 - reach for side in sides)
    turn = math.radians(frame.angle_deg)
    x, y = (left - right) / 2, (top - bottom) / 2
    return Frame(
        frame.centre_x + math.cos(turn) * x - math.sin(turn) * y,
        frame.centre_y + math.sin(turn) * x + math.cos(turn) * y,
        frame.width - left - right,
        frame.height - top - bottom,
        frame.angle_deg,
    )


def _step(strip: Any) -> int:
    """Return after which row, from outside, the picture changes most on the way in."""
    height, length = strip.shape[:2]
    middle = strip[:, length // 10 : length - length // 10].astype(np.float32)
    rows = np.median(middle.reshape(height, middle.shape[1], -1), axis=1)
    return int(np.argmax(np.abs(np.diff(rows, axis=0)).sum(axis=1)))


def _find(small: Picture) -> Frame | None:
    """Return where the paper lies in a reduced scan, to about a pixel of it."""
    height, width = small.shape[:2]
    distance = _distance_from_ground(small)
    if distance is None:
        return None
    # Padding first: a closing that touches the picture's edge bends the paper's angle.
    _, differs = cv2.threshold(distance, 0, 255, cv2.THRESH_BINARY)
    differs = cv2.morphologyEx(differs, cv2.MORPH_OPEN, np.ones((3, 3), np.uint8))
    mask = cv2.copyMakeBorder(differs, 12, 12, 12, 12, cv2.BORDER_CONSTANT, value=0)
    mask = cv2.morphologyEx(mask, cv2.MORPH_CLOSE, np.ones((9, 9), np.uint8))
    contours, _ = cv2.findContours(
        mask, cv2.RETR_EXTERNAL, cv2.CHAIN_APPROX_NONE, offset=(-12, -12)
    )
    if not contours:
        return None
    largest = max(contours, key=cv2.contourArea)
    hull = cv2.convexHull(largest)
    hull_area = cv2.contourArea(hull)
    (x, y), (w, h), angle = cv2.minAreaRect(hull)
    share = hull_area / (width * height)
    if not MIN_PAPER_SHARE <= share <= MAX_PAPER_SHARE or w * h == 0:
        return None
    if hull_area / (w * h) < MIN_RECTANGULARITY:
        return None
    if cv2.contourArea(largest) / hull_area < MIN_FILLED:
        return None
    frame = _upright(float(x), float(y), float(w), float(h), float(angle))
    if abs(frame.angle_deg) > MAX_SKEW_DEG or not _is_sheet(np.asarray(differs, np.uint8), frame):
        return None
    return frame


def _distance_from_ground(small: Picture) -> Picture | None:
    """Return 0 where the picture looks like its rim, more elsewhere; None for a mixed rim."""
    colour = small if small.ndim == 3 else cv2.cvtColor(small, cv2.COLOR_GRAY2BGR)
    lab = np.asarray(cv2.cvtColor(cv2.GaussianBlur(colour, (5, 5), 0), cv2.COLOR_BGR2LAB), np.uint8)
    band = max(3, round(0.012 * min(lab.shape[:2])))
    bands = [_rim(lab, band, at).reshape(-1, 3) for at in range(4)]
    rim = np.concatenate(bands).astype(np.float32)
    ys: Any = np.arange(lab.shape[0], dtype=np.float32)[:, None] / lab.shape[0] - 0.5
    xs: Any = np.arange(lab.shape[1], dtype=np.float32)[None] / lab.shape[1] - 0.5
    spread = np.broadcast_to(ys, lab.shape[:2]), np.broadcast_to(xs, lab.shape[:2])
    across = [np.concatenate([_rim(each, band, at).ravel() for at in range(4)]) for each in spread]
    places = np.stack([np.ones(len(rim), np.float32), *across], axis=1)
    ground = np.median(rim, axis=0)[None].repeat(len(rim), axis=0)
    slope: Any = np.zeros((3, 3), np.float32)
    for reach in (40, 22):  # light falls off to one side: the ground is a plane, not one colour
        is_near = np.abs(rim - ground).max(axis=1) < reach
        if is_near.mean() < MIN_GROUND_SHARE:
            return None
        slope = np.linalg.lstsq(places[is_near], rim[is_near], rcond=None)[0]
        ground = places @ slope
    apart = np.abs(rim - ground).max(axis=1)
    near = apart[apart < 22]
    if len(near) < MIN_GROUND_SHARE * len(rim):
        return None
    threshold = min(30.0, max(6.0, 1.4 * float(np.percentile(near, 95)) + 3))
    farthest = np.zeros(lab.shape[:2], np.float32)
    for at in range(3):
        plane = slope[0, at] + slope[1, at] * ys + slope[2, at] * xs
        np.maximum(farthest, np.abs(lab[..., at] - plane), out=farthest)
    return np.where(farthest <= threshold, 0, np.minimum(farthest, 255)).astype(np.uint8)


def _rim(values: Any, band: int, side: int) -> Any:
    """Return one of the four bands along the rim: top, bottom, left, right."""
    return (values[:band], values[-band:], values[:, :band], values[:, -band:])[side]


def _is_sheet(differs: Picture, frame: Frame) -> bool:
    """Return whether `frame` is full up to its four edges and holds nearly all there is."""
    inner = cut(differs, frame)
    height, width = inner.shape
    at = max(2, round(0.012 * max(height, width)))
    if min(height, width) <= 4 * at:
        return False
    sides = (inner[at, at:-at], inner[-at, at:-at], inner[at:-at, at], inner[at:-at, -at])
    if any(np.count_nonzero(side) < MIN_EDGE_SHARE * len(side) for side in sides):
        return False
    grown = ((frame.centre_x, frame.centre_y), (frame.width + 8, frame.height + 8), frame.angle_deg)
    outside = differs.copy()
    cv2.fillConvexPoly(outside, np.round(cv2.boxPoints(grown)).astype(np.int32), 0)
    return bool(np.count_nonzero(outside) < MAX_OUTSIDE_SHARE * frame.width * frame.height)


def _upright(x: float, y: float, width: float, height: float, angle: float) -> Frame:
    """Return the same rectangle named by its angle nearest to none."""
    while angle > 45:
        width, height, angle = height, width, angle - 90
    while angle < -45:
        width, height, angle = height, width, angle + 90
    return Frame(x, y, width, height, angle)
