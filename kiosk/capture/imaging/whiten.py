"""The paper's own shade taken out, so that white is white; stamps and handwriting stay.

Each pixel is divided by the paper around it, as estimated on a picture 16 times smaller in
which strokes are gone. Where that estimate is no paper (a photo, a shaded row, a seal), the
page's own paper colour is taken instead, so that what is large and coloured is kept.
"""

from __future__ import annotations

from typing import Any

import cv2
import numpy as np

from kiosk.capture.imaging.picture import Picture

__all__ = ["can_whiten", "whitened"]

REDUCED = 16
STROKE_PX = 5
"""In the reduced picture: strokes up to 80 pixels (7 mm at 300 dpi) are not paper."""

MIN_PAPER = 150
MIN_PAPER_SHARE = 0.6
MAX_APART = 26
"""How far (farthest channel) a place may be from the page's paper, and still be paper in
another light. A tinted table row is nearer than that at times; then it turns white."""

MAX_TINT = 30
FULL_WHITE = 242
"""From this on, after division, all is white: grain of paper and the noise of the scanner."""

KEPT_BELOW = 226
"""Up to this nothing changes: pale pencil, the lightest stamp."""


def can_whiten(page: Picture) -> bool:
    """Return whether `page` is mostly one light paper: not a card, not a photo."""
    small = _reduced(page)
    paper: Any = np.percentile(small.reshape(-1, small.shape[2]), 80, axis=0)
    if paper.min() < MIN_PAPER or paper.max() - paper.min() > MAX_TINT:
        return False
    return bool((np.abs(small - paper).max(axis=2) <= MAX_APART).mean() >= MIN_PAPER_SHARE)


def whitened(page: Picture) -> Picture:
    """Return the page on white paper; `can_whiten` said that it is one."""
    height, width = page.shape[:2]
    flat = page if page.ndim == 3 else page[..., None]
    paper = _paper_of(_reduced(page))
    parts = []
    for at in range(flat.shape[2]):
        light = cv2.resize(
            np.ascontiguousarray(paper[..., at]), (width, height), interpolation=cv2.INTER_LINEAR
        )
        even = cv2.divide(np.ascontiguousarray(flat[..., at]), light, scale=255)
        parts.append(cv2.LUT(even, _CURVE))
    return np.asarray(parts[0] if page.ndim == 2 else cv2.merge(parts), np.uint8)


def _paper_of(small: Any) -> Any:
    """Return the paper's colour at each place of the reduced picture, as uint8."""
    usual: Any = np.percentile(small.reshape(-1, small.shape[2]), 80, axis=0)
    lit = cv2.dilate(small, np.ones((STROKE_PX, STROKE_PX), np.uint8))
    lit = lit if lit.ndim == 3 else lit[..., None]
    lit = cv2.erode(lit, np.ones((STROKE_PX, STROKE_PX), np.uint8))
    lit = lit if lit.ndim == 3 else lit[..., None]
    is_paper = np.abs(lit - usual).max(axis=2) <= MAX_APART
    weight = is_paper.astype(np.float32)
    spread = cv2.GaussianBlur(weight, (0, 0), 6)
    filled = np.empty_like(lit)
    for at in range(lit.shape[2]):
        blurred = cv2.GaussianBlur(lit[..., at] * weight, (0, 0), 6)
        near = np.where(spread > 0.05, blurred / np.maximum(spread, 0.05), usual[at])
        filled[..., at] = np.where(is_paper, lit[..., at], near)
    smooth = cv2.GaussianBlur(filled, (0, 0), 1.5)
    smooth = smooth if smooth.ndim == 3 else smooth[..., None]
    return np.clip(smooth, 1, 255).astype(np.uint8)


def _reduced(page: Picture) -> Any:
    height, width = page.shape[:2]
    size = (max(8, width // REDUCED), max(8, height // REDUCED))
    small = cv2.resize(page, size, interpolation=cv2.INTER_AREA).astype(np.float32)
    return small if small.ndim == 3 else small[..., None]


def _curve() -> Any:
    """Return the table that leaves ink alone and lets the paper go to white."""
    values = np.arange(256, dtype=np.float32)
    rising = KEPT_BELOW + (values - KEPT_BELOW) * (255 - KEPT_BELOW) / (FULL_WHITE - KEPT_BELOW)
    return np.where(values <= KEPT_BELOW, values, np.minimum(255, rising)).astype(np.uint8)


_CURVE = _curve()
