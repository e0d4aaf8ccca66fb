"""Cards: their format by their size, and both sides on one A4 page at true size.

The side with the portrait goes on top. Two sides belong together when they have one format
and not both bear a portrait: two fronts are two cards.
"""

from __future__ import annotations

import cv2
import numpy as np

from kiosk.capture.imaging.picture import Picture
from kiosk.capture.recipe import PaperFormat, Side

__all__ = ["card_format", "card_side", "on_one_page"]

TOLERANCE = 0.045
RATIO_TOLERANCE = 0.03
A4_MM = (210.0, 297.0)
GAP_MM = 12.0
MM_PER_INCH = 25.4

WORK_PX_PER_MM = 6.0
STROKE_MM = 1.6
"""Writing is thinner than this and goes; a portrait stays."""

PORTRAIT_MM = 9.0
"""No side of a portrait is shorter."""

MIN_APART = 30
MIN_PORTRAIT_SHARE = 0.03


def card_side(page: Picture, dpi: int | None) -> Side | None:
    """Return which card's side a cropped `page` is; None for a sheet.

    Without a resolution (a photograph) only the shape tells, and only ID-1 has its own.
    """
    found = card_format(page, dpi)
    return None if found is None else Side(found, _has_portrait(page, found))


def on_one_page(front: Picture, back: Picture, size: PaperFormat, *, dpi: int) -> Picture:
    """Return an A4 page with both sides in the middle, one above the other, at true size."""
    wide, high = (round(side / MM_PER_INCH * dpi) for side in A4_MM)
    page = np.full((high, wide, 3), 255, np.uint8)
    gap = round(GAP_MM / MM_PER_INCH * dpi)
    sides = [_at_true_size(side, size, dpi) for side in (front, back)]
    top = (high - sum(side.shape[0] for side in sides) - gap) // 2
    for side in sides:
        height, width = side.shape[:2]
        left = (wide - width) // 2
        page[top : top + height, left : left + width] = side
        top += height + gap
    return page


def card_format(page: Picture, dpi: int | None) -> PaperFormat | None:
    """Return the card that is as large as `page`, or, without a resolution, of its shape."""
    longer, shorter = max(page.shape[:2]), min(page.shape[:2])
    if dpi is None:
        width, height = PaperFormat.ID_1.size_mm
        is_like = abs(longer / max(1, shorter) / (width / height) - 1) <= RATIO_TOLERANCE
        return PaperFormat.ID_1 if is_like else None
    sides = [side / dpi * MM_PER_INCH for side in (longer, shorter)]
    for each in PaperFormat:
        apart = [abs(is_ / should - 1) for is_, should in zip(sides, each.size_mm, strict=True)]
        if max(apart) <= TOLERANCE:
            return each
    return None


def _has_portrait(page: Picture, size: PaperFormat) -> bool:
    longer = max(page.shape[:2])
    scale = size.size_mm[0] * WORK_PX_PER_MM / longer
    colour = page if page.ndim == 3 else cv2.cvtColor(page, cv2.COLOR_GRAY2BGR)
    small = cv2.resize(colour, None, fx=scale, fy=scale, interpolation=cv2.INTER_AREA)
    lab = np.asarray(cv2.cvtColor(small, cv2.COLOR_BGR2LAB), np.uint8)
    stroke = round(STROKE_MM * WORK_PX_PER_MM)
    plain = cv2.morphologyEx(lab[..., 0], cv2.MORPH_CLOSE, np.ones((stroke, stroke), np.uint8))
    ground = float(np.median(plain))
    apart = (np.abs(plain.astype(np.float32) - ground) > MIN_APART).astype(np.uint8)
    apart = cv2.morphologyEx(apart, cv2.MORPH_CLOSE, np.ones((13, 13), np.uint8))
    least = round(PORTRAIT_MM * WORK_PX_PER_MM)
    rim = stroke
    apart[:rim], apart[-rim:], apart[:, :rim], apart[:, -rim:] = 0, 0, 0, 0
    outlines, _ = cv2.findContours(apart, cv2.RETR_EXTERNAL, cv2.CHAIN_APPROX_NONE)
    cv2.drawContours(apart, outlines, -1, 1, cv2.FILLED)  # a face may be as light as the card
    full = cv2.morphologyEx(apart, cv2.MORPH_OPEN, np.ones((least, least), np.uint8))
    return bool(full.mean() >= MIN_PORTRAIT_SHARE)


def _at_true_size(side: Picture, size: PaperFormat, dpi: int) -> Picture:
    colour = side if side.ndim == 3 else cv2.cvtColor(side, cv2.COLOR_GRAY2BGR)
    longer, shorter = (round(each / MM_PER_INCH * dpi) for each in size.size_mm)
    height, width = colour.shape[:2]
    target = (longer, shorter) if width >= height else (shorter, longer)
    how = cv2.INTER_AREA if width > target[0] else cv2.INTER_CUBIC
    return np.asarray(cv2.resize(colour, target, interpolation=how), np.uint8)
