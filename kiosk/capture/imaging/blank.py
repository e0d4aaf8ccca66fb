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
FULL_SHARE = 0.03
"""With so much marked the page is written on; edges, folds and ruling alone are less."""

MIN_RULE_SHARE = 0.12
"""A straight line this long is the sheet's own edge under a light lid, a fold or ruling."""

MAX_BESIDE = 1.25
"""How much may be marked in the wider band around a line, over what is on the line itself."""

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
    if float(marks.mean()) > FULL_SHARE:
        return False
    marks = _without_rules(marks)
    joined = cv2.morphologyEx(marks, cv2.MORPH_CLOSE, np.ones((3, 3), np.uint8))
    count, named, stats, _ = cv2.connectedComponentsWithStats(joined)
    for at in range(1, count):
        left, top, wide, high = (int(part) for part in stats[at, :4])
        is_rest_of_edge = min(wide, high) <= 2 and (
            left == 0 or top == 0 or left + wide == marks.shape[1] or top + high == marks.shape[0]
        )
        if max(wide, high) < MIN_MARK_PX or is_rest_of_edge:
            continue
        part = (slice(top, top + high), slice(left, left + wide))
        within = named[part] == at
        if float(np.percentile(sharper[part][within], 90)) >= max(SHARP, 5 * noise):
            return False
    return True


def _without_rules(marks: Picture) -> Picture:
    """Return the marks less long straight lines, which say nothing by themselves."""
    least = round(MIN_RULE_SHARE * max(marks.shape))
    thick = cv2.dilate(marks, np.ones((3, 3), np.uint8))  # a leaning line has gaps and steps
    lines = cv2.HoughLinesP(
        thick, 1, math.pi / 720, threshold=least // 3, minLineLength=least, maxLineGap=40
    )
    if lines is None:
        return marks
    left = marks.copy()
    for ends in np.asarray(lines, np.int64).reshape(-1, 4).tolist():
        on, beside = _band(marks, ends, 7), _band(marks, ends, 19)
        if int(beside.sum()) <= MAX_BESIDE * int(on.sum()):  # handwriting has loops beside it
            left[_line_mask(marks, ends, 7) > 0] = 0
    return left


def _band(marks: Picture, ends: list[int], thickness: int) -> Picture:
    return cv2.bitwise_and(marks, _line_mask(marks, ends, thickness)).astype(np.uint8)


def _line_mask(marks: Picture, ends: list[int], thickness: int) -> Picture:
    x1, y1, x2, y2 = ends
    mask = np.zeros_like(marks)
    cv2.line(mask, (x1, y1), (x2, y2), 1, thickness)
    return mask
