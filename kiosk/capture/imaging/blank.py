"""Whether a page says nothing: proposed for removal, never removed.

A mark counts when it is longer than dust and darker or sharper than print that shines
through from the other side, which the paper makes soft. Pencil is pale but sharp.
"""

from __future__ import annotations

import math

import cv2
import numpy as np

from kiosk.capture.imaging.picture import Picture, fit_within, grey_of

__all__ = ["looks_blank"]

WORK_SIDE = 1200
"""About 4 pixels a millimetre of A4."""

MIN_CONTRAST = 12
"""Paler than this (of 255) against the paper around it is its texture."""

SHARP = 17
"""Contrast against the soft surroundings (about a millimetre) from which a mark is written."""

MIN_MARK_PX = 6
MIN_RULE_SHARE = 0.12
"""A straight line this long is the sheet's own edge under a light lid, a fold or ruling."""

MAX_SHADE = 70
"""Pages whose paper itself varies more than this are pictures."""


def looks_blank(page: Picture) -> bool:
    """Return whether nothing is written on `page`."""
    grey = grey_of(fit_within(page, WORK_SIDE))
    height, width = grey.shape
    rim_y, rim_x = height // 50, width // 50
    inner = grey[rim_y : height - rim_y, rim_x : width - rim_x]
    if min(inner.shape) < 40:
        return False
    paper = cv2.medianBlur(inner, 31)
    if float(np.percentile(paper, 99)) - float(np.percentile(paper, 1)) > MAX_SHADE:
        return False
    calm = cv2.GaussianBlur(inner, (0, 0), 0.8)
    darker = cv2.subtract(paper, calm)
    soft = cv2.GaussianBlur(inner, (0, 0), 4.0)
    sharper = cv2.subtract(soft, calm)
    noise = float(np.percentile(darker, 75))  # most of any page is empty
    marks = ((darker > max(MIN_CONTRAST, 4 * noise)) & (sharper > 3)).astype(np.uint8)
    marks = _without_rules(marks)
    joined = cv2.morphologyEx(marks, cv2.MORPH_CLOSE, np.ones((3, 3), np.uint8))
    count, named, stats, _ = cv2.connectedComponentsWithStats(joined)
    for at in range(1, count):
        left, top, wide, high = (int(part) for part in stats[at, :4])
        if max(wide, high) < MIN_MARK_PX:
            continue
        part = (slice(top, top + high), slice(left, left + wide))
        within = named[part] == at
        if float(np.percentile(sharper[part][within], 90)) >= max(SHARP, 5 * noise):
            return False
    return True


def _without_rules(marks: Picture) -> Picture:
    """Return the marks less long straight lines, which say nothing by themselves."""
    least = round(MIN_RULE_SHARE * max(marks.shape))
    lines = cv2.HoughLinesP(
        marks, 1, math.pi / 720, threshold=least // 2, minLineLength=least, maxLineGap=25
    )
    if lines is None:
        return marks
    left = marks.copy()
    for x1, y1, x2, y2 in np.asarray(lines, np.int64).reshape(-1, 4).tolist():
        cv2.line(left, (x1, y1), (x2, y2), 0, 7)
    return left
