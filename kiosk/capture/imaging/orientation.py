"""Which way is up: by the direction of the writing.

Three witnesses, the cheap ones first. Letters stand closer to each other along a line than
across lines: that gives the axis. Latin small letters rise above their line more often than
they fall below it: that gives up or down, unless all is in capitals or in another script.
Tesseract's own direction finder knows more scripts; where the two do not agree, the lines
are read both ways and the way that reads better wins. Without its models a page is turned
only when the letters leave no doubt.
"""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path
from typing import Any

import cv2
import numpy as np
import tesserocr
from PIL import Image

from kiosk.capture.imaging.picture import Picture, fit_within, grey_of, turned
from kiosk.capture.reading.models import WANTED

__all__ = ["Reader", "quarter_turns_to_upright"]

WORK_SIDE = 1700
"""Long side of the picture that is judged: letters of a printed page are some 10 pixels high."""

MIN_LETTERS = 12
MIN_AXIS_VOTES = 0.62
MIN_LETTER_PX, MAX_LETTER_SHARE = 4, 0.06
MOST_LETTERS = 1200
"""Neighbours are looked for among this many: all pairs of them are compared."""

SURE_RISE, CLEAR_RISE = 0.3, 0.45
"""How much more ink must lie above small letters than below (of all that does) to be believed;
and to be believed where the direction finder says nothing."""

SURE_DIRECTION, CLEAR_DIRECTION = 1.0, 3.5
"""Tesseract's confidence from which its direction is worth a vote; and from which it is
believed where letters say nothing. Cards mislead it with some 2.5."""

READ_SIDE = 1100
READ_LINES_PX = 420
"""What is read to decide: a band this high of a picture this wide, where most ink is."""

MIN_READ_MARGIN = 1.25


@dataclass(frozen=True, slots=True)
class _Letters:
    """Boxes of what is as large as letters: left, top, width, height."""

    boxes: Any
    ink: Picture
    height_px: float


class Reader:
    """Tesseract, started when first needed; None of it where its models are missing."""

    def __init__(self, models: Path | None) -> None:
        self._models = models
        self._direction: Any = None
        self._words: Any = None

    def direction(self, grey: Picture) -> tuple[int, float] | None:
        """Return quarter turns to the right that stand `grey` upright, and how sure that is."""
        if self._models is None or not (self._models / "osd.traineddata").exists():
            return None
        if self._direction is None:
            self._direction = tesserocr.PyTessBaseAPI(
                path=str(self._models),
                lang="osd",
                psm=tesserocr.PSM.OSD_ONLY,
                oem=tesserocr.OEM.TESSERACT_ONLY,
            )
            self._direction.SetVariable("min_characters_to_try", "12")
        self._direction.SetImage(Image.fromarray(grey))
        found = self._direction.DetectOrientationScript()
        self._direction.Clear()
        if not found:
            return None
        return (4 - found["orient_deg"] // 90) % 4, float(found["orient_conf"])

    def legibility(self, grey: Picture) -> float | None:
        """Return how much of `grey` reads as words, upright; None without models."""
        if self._words is None:
            if self._models is None:
                return None
            known = [each for each in WANTED if (self._models / f"{each}.traineddata").exists()]
            if not known:
                return None
            self._words = tesserocr.PyTessBaseAPI(
                path=str(self._models), lang=known[0], psm=tesserocr.PSM.SPARSE_TEXT
            )
        self._words.SetImage(Image.fromarray(grey))
        self._words.Recognize()
        words, sure = self._words.AllWords(), self._words.AllWordConfidences()
        self._words.Clear()
        return float(
            sum(
                sum(letter.isalnum() for letter in word) * max(0, percent - 40)
                for word, percent in zip(words, sure, strict=True)
            )
        )


def quarter_turns_to_upright(page: Picture, reader: Reader) -> int:
    """Return how many quarter turns to the right stand the writing of `page` upright.

    0 also when there is too little writing to tell: a page is never turned on a guess.
    """
    grey = fit_within(grey_of(page), WORK_SIDE)
    letters = _letters(grey)
    if letters is None:
        return 0
    across = _runs_across(letters)
    if across is None:
        return 0
    lying = grey if across else turned(grey, 1)
    seen = letters if across else _letters(lying)
    rise = 0.0 if seen is None else _rise(seen)
    told = reader.direction(lying)
    by_letters = None if abs(rise) < SURE_RISE else (0 if rise > 0 else 2)
    by_direction = None
    sure = 0.0 if told is None else told[1]
    if told is not None and told[0] % 2 == 0 and sure >= SURE_DIRECTION:
        by_direction = told[0]
    up: int | None = by_letters
    if by_letters is not None and by_direction in {by_letters, None}:
        if by_direction is None and told is not None and abs(rise) < CLEAR_RISE:
            up = _by_reading(lying, reader, otherwise=by_letters)
    elif by_letters is None and by_direction is not None and sure >= CLEAR_DIRECTION:
        up = by_direction
    else:
        up = _by_reading(lying, reader, otherwise=by_direction)
    if up is None:
        return 0
    return (up + (0 if across else 1)) % 4


def _by_reading(lying: Picture, reader: Reader, *, otherwise: int | None) -> int | None:
    """Read both ways where most ink is; `otherwise` when neither way reads better."""
    band = _densest(fit_within(lying, READ_SIDE))
    upright = reader.legibility(band)
    if upright is None:
        return otherwise
    over = reader.legibility(turned(band, 2)) or 0.0
    if upright > MIN_READ_MARGIN * over:
        return 0
    return 2 if over > MIN_READ_MARGIN * upright else otherwise


def _densest(grey: Picture) -> Picture:
    """Return the band across `grey` that holds most ink."""
    if grey.shape[0] <= READ_LINES_PX:
        return grey
    ink = cv2.adaptiveThreshold(
        grey, 255, cv2.ADAPTIVE_THRESH_MEAN_C, cv2.THRESH_BINARY_INV, 25, 18
    )
    rows = np.asarray(ink, np.float64).mean(axis=1)
    rows = np.minimum(rows, 60.0)  # a photo or a black border is not writing
    held = np.convolve(rows, np.ones(READ_LINES_PX), "valid")
    top = int(np.argmax(held))
    return np.ascontiguousarray(grey[top : top + READ_LINES_PX])


def _letters(grey: Picture) -> _Letters | None:
    """Return what looks like letters, or None when there is too little of it."""
    ink = cv2.adaptiveThreshold(
        cv2.GaussianBlur(grey, (3, 3), 0),
        255,
        cv2.ADAPTIVE_THRESH_MEAN_C,
        cv2.THRESH_BINARY_INV,
        25,
        14,
    )
    _, _, stats, _ = cv2.connectedComponentsWithStats(ink, connectivity=8)
    boxes = stats[1:]
    width, height, area = boxes[:, 2], boxes[:, 3], boxes[:, 4]
    most = MAX_LETTER_SHARE * max(grey.shape)
    is_letter = (
        (np.maximum(width, height) >= MIN_LETTER_PX)
        & (np.maximum(width, height) <= most)
        & (area > 0.12 * width * height)
        & (np.minimum(width, height) >= 2)
    )
    kept = boxes[is_letter]
    if len(kept) < MIN_LETTERS:
        return None
    usual = float(np.median(np.maximum(kept[:, 2], kept[:, 3])))
    of_size = np.maximum(kept[:, 2], kept[:, 3])
    kept = kept[(of_size > 0.4 * usual) & (of_size < 3 * usual)]
    if len(kept) < MIN_LETTERS:
        return None
    return _Letters(kept, np.asarray(ink, np.uint8), usual)


def _runs_across(letters: _Letters) -> bool | None:
    """Return whether lines run across the picture, not down it; None when letters disagree."""
    boxes = letters.boxes
    if len(boxes) > MOST_LETTERS:  # neighbours must stay neighbours: a block, not every n-th
        order = np.argsort(boxes[:, 1] // 64 * 100_000 + boxes[:, 0], kind="stable")
        middle = len(boxes) // 2 - MOST_LETTERS // 2
        boxes = boxes[order[middle : middle + MOST_LETTERS]]
    left, top = boxes[:, 0].astype(np.float32), boxes[:, 1].astype(np.float32)
    right, bottom = left + boxes[:, 2], top + boxes[:, 3]
    gap_x = np.maximum(left[:, None] - right[None], left[None] - right[:, None]).clip(0)
    gap_y = np.maximum(top[:, None] - bottom[None], top[None] - bottom[:, None]).clip(0)
    apart = gap_x + gap_y
    np.fill_diagonal(apart, np.inf)
    nearest = np.argmin(apart, axis=1)
    rows = np.arange(len(boxes))
    is_near = apart[rows, nearest] < 1.5 * letters.height_px
    dx, dy = gap_x[rows, nearest], gap_y[rows, nearest]
    votes_across = np.count_nonzero(is_near & (dy == 0) & (dx > 0))
    votes_down = np.count_nonzero(is_near & (dx == 0) & (dy > 0))
    votes = votes_across + votes_down
    if votes < MIN_LETTERS // 2:
        return None
    share = votes_across / votes
    if share >= MIN_AXIS_VOTES:
        return True
    return False if share <= 1 - MIN_AXIS_VOTES else None


def _rise(letters: _Letters) -> float:
    """Return -1 to 1: how much more ink rises above the lines' small letters than falls below."""
    only = np.zeros_like(letters.ink)
    for left, top, width, height in letters.boxes[:, :4]:
        part = (slice(top, top + height), slice(left, left + width))
        only[part] = letters.ink[part]
    reach = max(3, round(1.6 * letters.height_px))
    joined = cv2.morphologyEx(only, cv2.MORPH_CLOSE, np.ones((1, reach), np.uint8))
    _, _, lines, _ = cv2.connectedComponentsWithStats(np.asarray(joined, np.uint8))
    above = below = 0.0
    for left, top, width, height in lines[1:, :4]:
        if width < 5 * letters.height_px or height > 3.2 * letters.height_px:
            continue
        profile = np.asarray(only[top : top + height, left : left + width] > 0).sum(axis=1)
        body = np.flatnonzero(profile > 0.45 * profile.max())
        above += float(profile[: body[0]].sum())
        below += float(profile[body[-1] + 1 :].sum())
    return (above - below) / (above + below) if above + below > 40 else 0.0
