"""Finds and reads machine-readable zones in pixels; only the reading worker imports this.

A zone is two or three lines of 30, 36 or 44 signs in OCR-B, all at one pitch, no gap
between them (ICAO 9303-3, 4.5): that regularity finds it among other print, and tells
where each sign stands, so that no sign is lost in a row of fillers. Each sign is then
compared with the 37 shapes there are. Readers of running text do far worse here: they
count fillers wrong and expect words.

Pictures are rows x columns, grey; lengths are pixels.
"""

from __future__ import annotations

import io
import math
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from functools import cache
from importlib import resources

import cv2
import numpy as np
from numpy.typing import NDArray
from PIL import Image

from kiosk.capture.imaging.picture import Picture, fit_within
from kiosk.capture.reading.mrz import MrzFormat, allowed_at

__all__ = ["ReadZone", "read_zones"]

Floats = NDArray[np.float32]

SIGNS = "0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZ<"
WIDTHS = (30, 36, 44)
WORK_SIDES = (3400, 1700)
"""Long sides at which lines are looked for: a card among a page, a card that fills it."""

LETTER_HEIGHTS = (9, 48)
MAX_SLOPE = 0.09
MIN_LIKENESS, SURE_LIKENESS = 0.6, 0.85
"""Mean correlation of a line: printed OCR-B has 0.94 and more, on its head 0.67 to 0.79."""

SHAPE_CELL = (48, 60)
SHAPE_HEIGHT = 44
"""Of a capital, in the cells of `ocr_b.png`."""

CELL = (24, 30)
CELL_HEIGHT = 22
SCALES = (0.9, 0.95, 1.0, 1.05, 1.1)
SHIFTS = tuple((x, y) for y in (-2, -1, 0, 1, 2) for x in (-2, -1, 0, 1, 2))


@dataclass(frozen=True, slots=True, repr=False)
class ReadZone:
    """One zone as its lines of signs, in each layout that has its shape, the likeliest first."""

    lines: tuple[tuple[str, ...], ...]
    likeness: float
    """Of its least certain line, up to 1."""


@dataclass(frozen=True, slots=True)
class _Line:
    """Where a line of signs lies: centre of its first sign, one pitch, height of a sign."""

    x: float
    y: float
    pitch_x: float
    pitch_y: float
    height: float
    count: int


def read_zones(page: Picture) -> list[ReadZone]:
    """Return the zones of an upright grey page, or of one that stands on its head.

    Lines are looked for once: on its head the same rows begin at their other ends.
    """
    lines = _lines(page)
    upright = _zones(page, lines)
    if any(zone.likeness >= SURE_LIKENESS for zone in upright):
        return upright
    height, width = page.shape
    turned = _zones(page[::-1, ::-1], [_turned(line, width, height) for line in lines])
    return max(upright, turned, key=lambda zones: max((z.likeness for z in zones), default=0))


def _zones(page: Picture, lines: Sequence[_Line]) -> list[ReadZone]:
    return [zone for group in _groups(lines) if (zone := _read(page, group)) is not None]


# Where lines are


def _lines(page: Picture) -> list[_Line]:
    for side in WORK_SIDES:
        scale = min(1.0, side / max(page.shape))
        found = [_scaled(line, 1 / scale) for line in _lines_in(fit_within(page, side))]
        if found:
            return found
        if max(page.shape) <= WORK_SIDES[-1]:
            break
    return []


def _lines_in(page: Picture) -> list[_Line]:
    """Return lines of signs at one pitch: dark marks, one row, about as high as each other."""
    kernel = cv2.getStructuringElement(cv2.MORPH_RECT, (17, 17))
    dark = cv2.morphologyEx(page, cv2.MORPH_BLACKHAT, kernel)
    level, marks = cv2.threshold(dark, 0, 255, cv2.THRESH_BINARY | cv2.THRESH_OTSU)
    if level < 8:
        return []
    return [line for row in _rows(marks) if (line := _line_of(row)) is not None]


def _rows(marks: NDArray[np.generic]) -> Iterator[NDArray[np.float64]]:
    """Yield marks that lie in one row: centre x, centre y, width, height of each, by x."""
    _, _, stats, _ = cv2.connectedComponentsWithStats(np.asarray(marks, np.uint8), connectivity=8)
    boxes = stats[1:, :4].astype(np.float64)
    low, high = LETTER_HEIGHTS
    is_sign = (boxes[:, 3] >= low) & (boxes[:, 3] <= high) & (boxes[:, 2] <= 1.6 * boxes[:, 3])
    is_sign &= boxes[:, 2] >= 0.06 * boxes[:, 3]
    boxes = boxes[is_sign]
    boxes[:, :2] += boxes[:, 2:] / 2
    boxes = boxes[np.argsort(boxes[:, 0], kind="stable")]
    following = _following(boxes)
    begun = set(range(len(boxes))) - set(following.tolist())
    for first in sorted(begun):
        row, at = [], first
        while at >= 0:
            row.append(at)
            at = int(following[at])
        if len(row) >= WIDTHS[0] * 0.6:
            yield boxes[row]


def _following(boxes: NDArray[np.float64]) -> NDArray[np.int64]:
    """Return for each mark the nearest one to its right in its row, -1 for none."""
    following = np.full(len(boxes), -1, np.int64)
    taken: set[int] = set()
    for at, (x, y, _, height) in enumerate(boxes):
        last = np.searchsorted(boxes[:, 0], x + 2.4 * height)
        near = boxes[at + 1 : last]
        fits = (np.abs(near[:, 1] - y) < 0.35 * height) & (near[:, 0] - x > 0.35 * height)
        fits &= np.abs(near[:, 3] - height) < 0.45 * height
        for step in np.flatnonzero(fits):
            if at + 1 + int(step) not in taken:
                following[at] = at + 1 + step
                taken.add(at + 1 + int(step))
                break
    return following


def _line_of(row: NDArray[np.float64]) -> _Line | None:
    """Return the line that a row of marks is if they stand at one pitch, else None."""
    height = float(np.median(row[:, 3]))
    gaps = np.diff(row[:, 0])
    pitch = float(np.median(gaps))
    if not 0.7 * height < pitch < 1.6 * height:
        return None
    places = np.concatenate([[0], np.cumsum(np.maximum(1, np.round(gaps / pitch)))])
    for _ in range(3):
        slope, start = np.polyfit(places, row[:, 0], 1)
        places = np.round((row[:, 0] - start) / slope)
    error = np.abs(row[:, 0] - (start + slope * places))
    if np.median(error) > 0.12 * pitch or len(set(places)) < 0.8 * len(places):
        return None
    first, last = int(places.min()), int(places.max())
    count = last - first + 1
    fall, level = np.polyfit(row[:, 0], row[:, 1], 1)
    if abs(fall) > MAX_SLOPE or not WIDTHS[0] - 2 <= count <= WIDTHS[-1] + 2:
        return None
    x = float(start + slope * first)
    return _Line(x, float(level + fall * x), float(slope), float(slope * fall), height, count)


def _groups(lines: Sequence[_Line]) -> Iterator[tuple[list[_Line], int]]:
    """Yield two or three lines that lie under each other as a zone's do, and their length."""
    by_height = sorted(lines, key=lambda line: line.y)
    used: set[int] = set()
    for at, top in enumerate(by_height):
        if at in used:
            continue
        group = [at]
        for other in range(at + 1, len(by_height)):
            last, line = by_height[group[-1]], by_height[other]
            down = line.y - last.y - (line.x - last.x) * (last.pitch_y / last.pitch_x)
            if (
                1.3 * last.height < down < 4.5 * last.height
                and abs(line.x - top.x) < 2.6 * top.pitch_x
                and abs(line.pitch_x - top.pitch_x) < 0.06 * top.pitch_x
            ):
                group.append(other)
        found = [by_height[each] for each in group]
        for count in (3, 2):
            if len(found) >= count and (width := _width(found[:count], count)):
                used.update(group[:count])
                yield _aligned(found[:count]), width
                break


def _width(lines: Sequence[_Line], count: int) -> int | None:
    wanted = (30,) if count == 3 else (36, 44)
    longest = max(line.count for line in lines)
    return next((width for width in wanted if abs(longest - width) <= 1), None)


def _aligned(lines: list[_Line]) -> list[_Line]:
    """Let every line begin under the leftmost: a first sign may have been missed."""
    left = min(lines, key=lambda line: line.x)
    moved = []
    for line in lines:
        lost = round((line.x - left.x) / line.pitch_x)
        moved.append(
            _Line(
                line.x - lost * line.pitch_x,
                line.y - lost * line.pitch_y,
                line.pitch_x,
                line.pitch_y,
                line.height,
                line.count,
            )
        )
    return moved


# What they say


def _read(page: Picture, group: tuple[list[_Line], int]) -> ReadZone | None:
    lines, width = group
    likeness = [_likeness(page, line, width) for line in lines]
    least = min(float(each.max(axis=1).mean()) for each in likeness)
    if least < MIN_LIKENESS:
        return None
    layouts = [each for each in MrzFormat if (each.lines, each.width) == (len(lines), width)]
    layouts.sort(key=lambda each: -_fit(each, likeness))
    read = (
        tuple(_best(each, row, scores) for row, scores in enumerate(likeness)) for each in layouts
    )
    plain = tuple("".join(SIGNS[at] for at in scores.argmax(axis=1)) for scores in likeness)
    return ReadZone(tuple(dict.fromkeys((*read, plain))), least)


def _fit(layout: MrzFormat, likeness: Sequence[Floats]) -> float:
    return float(
        sum(_among(layout, row, scores).max(axis=1).sum() for row, scores in enumerate(likeness))
    )


def _best(layout: MrzFormat, row: int, scores: Floats) -> str:
    return "".join(SIGNS[at] for at in _among(layout, row, scores).argmax(axis=1))


def _among(layout: MrzFormat, row: int, scores: Floats) -> Floats:
    """Return the scores with those of signs that may not stand at a place put out of reach."""
    kept = np.full_like(scores, -1)
    for column in range(len(scores)):
        allowed = [SIGNS.index(sign) for sign in allowed_at(layout, row, column)]
        kept[column, allowed] = scores[column, allowed]
    return kept


def _likeness(page: Picture, line: _Line, width: int) -> Floats:
    """Return how much each sign of a line is like each of the 37: places x signs, -1 to 1."""
    strip, near = _strip(page, line, width)
    tried = (_compared(_cells(strip, near, width, near.height * scale)) for scale in SCALES)
    return max(tried, key=lambda scores: float(scores.max(axis=1).mean()))


def _strip(page: Picture, line: _Line, width: int) -> tuple[Picture, _Line]:
    """Return the part of a page that a line's cells reach, and the line in it.

    It is softened once for each scale; the whole page has a hundred times as many pixels.
    """
    reach = math.ceil(line.height) + 4
    end_x, end_y = line.x + (width - 1) * line.pitch_x, line.y + (width - 1) * line.pitch_y
    left, top = (max(0, math.floor(low) - reach) for low in (line.x, min(line.y, end_y)))
    right, bottom = (math.ceil(high) + reach + 1 for high in (end_x, max(line.y, end_y)))
    near = replace(line, x=line.x - left, y=line.y - top)
    return np.ascontiguousarray(page[top:bottom, left:right]), near


def _cells(page: Picture, line: _Line, width: int, height: float) -> Floats:
    """Return the signs as upright cells in which a capital is CELL_HEIGHT high."""
    step = height / CELL_HEIGHT
    fall = line.pitch_y / line.pitch_x
    across = (np.arange(CELL[0]) - (CELL[0] - 1) / 2) * step
    down = (np.arange(CELL[1]) - (CELL[1] - 1) / 2) * step
    at = np.arange(width)
    x = (
        (line.x + at * line.pitch_x)[:, None, None]
        + across[None, None, :]
        - fall * down[None, :, None]
    )
    y = (
        (line.y + at * line.pitch_y)[:, None, None]
        + down[None, :, None]
        + fall * across[None, None, :]
    )
    flat = (width * CELL[1], CELL[0])
    soft = cv2.GaussianBlur(page, (0, 0), max(0.3, 0.35 * step)) if step > 1.2 else page
    found = cv2.remap(
        soft,
        x.reshape(flat).astype(np.float32),
        y.reshape(flat).astype(np.float32),
        cv2.INTER_LINEAR,
        borderMode=cv2.BORDER_REPLICATE,
    )
    return found.reshape(width, CELL[1], CELL[0]).astype(np.float32)


def _compared(cells: Floats) -> Floats:
    shapes = _shapes()
    flat = _normal(cells.reshape(len(cells), -1))
    likeness = flat @ shapes.reshape(-1, shapes.shape[-1]).T
    by_shift = likeness.reshape(len(cells), len(SHIFTS), len(SIGNS))
    return np.asarray(by_shift.max(axis=1), np.float32)


@cache
def _shapes() -> Floats:
    """Return the 37 shapes at every shift, dark on light, as vectors of length 1.

    `ocr_b.png` is drawn from the OCR-B of Norbert Schwarz (free to use, modify and
    distribute without limitation) by `tests/fakes/ocr_b.py`.
    """
    raw = resources.files("kiosk.capture.reading").joinpath("ocr_b.png").read_bytes()
    with Image.open(io.BytesIO(raw), formats=["PNG"]) as drawn:
        strip = np.asarray(drawn.convert("L"), np.float32)
    width, height = SHAPE_CELL
    shrink = CELL_HEIGHT / SHAPE_HEIGHT
    made = []
    for shift_x, shift_y in SHIFTS:
        for at in range(len(SIGNS)):
            cell = strip[:height, at * width : (at + 1) * width]
            move = np.array([[shrink, 0, shift_x], [0, shrink, shift_y]], np.float32)
            move[:, 2] += (np.array(CELL) - 1) / 2 - shrink * (np.array(SHAPE_CELL) - 1) / 2
            soft = cv2.GaussianBlur(cell, (0, 0), 1.4)
            made.append(
                cv2.warpAffine(soft, move, CELL, flags=cv2.INTER_LINEAR, borderValue=255).ravel()
            )
    return _normal(np.stack(made)).reshape(len(SHIFTS), len(SIGNS), -1)


def _normal(rows: NDArray[np.generic]) -> Floats:
    centred = rows - rows.mean(axis=1, keepdims=True)
    length = np.linalg.norm(centred, axis=1, keepdims=True)
    return np.asarray(centred / np.maximum(length, 1e-6), np.float32)


def _turned(line: _Line, width: int, height: int) -> _Line:
    """Return where a line lies once its page, of this size, stands on its head."""
    last = line.count - 1
    return replace(
        line,
        x=width - (line.x + last * line.pitch_x),
        y=height - (line.y + last * line.pitch_y),
    )


def _scaled(line: _Line, by: float) -> _Line:
    return _Line(
        line.x * by, line.y * by, line.pitch_x * by, line.pitch_y * by, line.height * by, line.count
    )
