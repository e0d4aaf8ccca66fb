"""Whether a paper's ground is printed: the fine waves behind an official paper.

Such lines are what whitening would break: some of them stay, some go. They are told from the
noise of a scanner by their direction, which neighbouring dots share (the coherence of the
structure tensor: Bigün and Granlund, 1987), and from the rules of a table or of a notebook, from
shaded rows and from a scanner's streaks by not lying along the page.
"""

from __future__ import annotations

from typing import Any

import cv2
import numpy as np

from kiosk.capture.imaging.picture import Picture, fit_within

__all__ = ["has_printed_ground"]

WORK_SIDE = 900
"""Long side of the reduced picture: three pixels a millimetre on A4."""

CLOSE_PX = 15
MIN_INK = 40
"""How far below the lightest dot nearby writing begins."""

MAX_SHADE = 40
INK_REACH_PX = 5
BORDER_SHARE = 1 / 60
NEAR_PX = 5.0
"""Reach (sigma) of what is near: of the paper's shade, and of a direction."""

MIN_COHERENCE = 0.5
ALONG_PAGE_DEG = 3.0
MIN_PAPER_SHARE = 0.05
MIN_WAVY_SHARE = 0.25
"""Of the paper between the writing. Plain sheets reach 0.05, the palest waves 0.46."""


def has_printed_ground(page: Picture) -> bool:
    """Return whether fine slanting lines cover much of the paper between the writing.

    `page` stands straight, any colours, any resolution from 100 dpi on.
    """
    small = fit_within(page, WORK_SIDE)
    dots = small.astype(np.float32).reshape(*small.shape[:2], -1)
    paper = _paper_between_writing(dots.min(axis=2))
    if paper.mean() < MIN_PAPER_SHARE:
        return False
    return bool(_is_wavy(_relief(dots, paper), paper)[paper].mean() >= MIN_WAVY_SHARE)


def _paper_between_writing(dark: Any) -> Any:
    """Return where neither writing nor anything dark is, nor the edge of the page."""
    lit = cv2.morphologyEx(dark, cv2.MORPH_CLOSE, np.ones((CLOSE_PX, CLOSE_PX), np.uint8))
    usual = np.percentile(lit[::4, ::4], 80)
    ink = ((lit - dark > MIN_INK) | (lit < usual - MAX_SHADE)).astype(np.uint8)
    paper = cv2.dilate(ink, np.ones((INK_REACH_PX, INK_REACH_PX), np.uint8)) == 0
    border = max(1, round(WORK_SIDE * BORDER_SHARE))
    inside = np.zeros_like(paper)
    inside[border:-border, border:-border] = True
    return paper & inside


def _relief(dots: Any, paper: Any) -> Any:
    """Return how each dot of the paper stands out from its surroundings, in the colour in which
    the dots differ most; 0 where there is no paper."""
    weight = paper.astype(np.float32)
    spread = np.maximum(_blurred(weight), 0.05)[..., None]
    near = _blurred(dots * weight[..., None]).reshape(dots.shape) / spread
    apart = dots - near
    on_paper = apart[paper]
    _, directions = np.linalg.eigh(on_paper.T @ on_paper)
    return np.where(paper, apart @ directions[:, -1], 0).astype(np.float32)


def _is_wavy(relief: Any, paper: Any) -> Any:
    """Return where the relief has one direction, and not that of the page's edges."""
    weight = paper.astype(np.float32)
    across = cv2.Sobel(relief, cv2.CV_32F, 1, 0) * weight
    down = cv2.Sobel(relief, cv2.CV_32F, 0, 1) * weight
    xx, yy, xy = (_blurred(each) for each in (across * across, down * down, across * down))
    strength = np.hypot(xx - yy, 2 * xy)
    slants = np.abs(2 * xy) > np.sin(np.radians(2 * ALONG_PAGE_DEG)) * strength
    return (strength > MIN_COHERENCE * (xx + yy)) & slants


def _blurred(values: Any) -> Any:
    return cv2.GaussianBlur(values, (0, 0), NEAR_PX)
