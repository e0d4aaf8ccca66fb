"""What is done to the pixels of a page: find the paper, straighten, crop, judge, encode.

Only the pipeline worker imports this (numpy and OpenCV take 200 MB). Pictures are numpy
arrays as OpenCV has them: rows x columns x blue, green, red; or rows x columns for grey.
Every function is pure; lengths are pixels, angles degrees, positive clockwise on screen.
"""

from __future__ import annotations

import io
import math
from dataclasses import dataclass
from typing import Any

import cv2
import numpy as np
from numpy.typing import NDArray
from PIL import Image

__all__ = [
    "Analysis",
    "Crop",
    "analyse",
    "cut",
    "decode",
    "dpi_of",
    "encode_jpeg",
    "find_paper",
    "fit_within",
    "is_coloured",
    "looks_blank",
    "text_skew_deg",
]

Picture = NDArray[np.uint8]

MAX_PIXELS = 200_000_000
FALLBACK_DPI = 200
MAX_SKEW_DEG = 15.0
"""Beyond this a paper was laid askew on purpose, or what was found is no paper."""

MIN_SKEW_DEG = 0.12
"""Less is not seen by people, and every resampling softens letters."""

WORK_SIDE = 1200
"""Long side of the reduced picture on which the paper is looked for."""

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

INSET_SHARE = 0.003
"""Cut this much inside the paper's edge: its shadow is not part of the page."""

MIN_COLOURED_SHARE = 0.0004
MIN_CHROMA = 10
BLANK_INK_SHARE = 0.0003
MIN_INK_CONTRAST = 34
"""Darker than the paper around it by this much (of 255); print shining through is paler."""


@dataclass(frozen=True, slots=True)
class Crop:
    """A rectangle in the scan, turned by `angle_deg`: what becomes the page."""

    centre_x: float
    centre_y: float
    width: float
    height: float
    angle_deg: float


@dataclass(frozen=True, slots=True)
class Analysis:
    """What is proposed for a page."""

    crop: Crop | None
    is_paper_found: bool
    """False when `crop` only straightens, because no edge of the paper shows."""
    is_coloured: bool
    looks_blank: bool


def decode(untrusted_jpeg: bytes) -> Picture:
    """Return the picture in a JPEG. Raises ValueError for broken or too many pixels."""
    try:
        with Image.open(io.BytesIO(untrusted_jpeg), formats=["JPEG"]) as header:
            if header.width * header.height > MAX_PIXELS:
                raise ValueError("too many pixels")
    except OSError as cause:
        raise ValueError("not a JPEG") from cause
    raw = np.frombuffer(untrusted_jpeg, np.uint8)
    flags = cv2.IMREAD_UNCHANGED | cv2.IMREAD_IGNORE_ORIENTATION
    picture = cv2.imdecode(raw, flags)
    if picture is None or picture.dtype != np.uint8 or picture.shape[2:] not in {(), (3,)}:
        raise ValueError("not a JPEG in grey or colour")
    return np.asarray(picture, np.uint8)


def dpi_of(jpeg: bytes) -> int:
    """Return the resolution a JPEG that `decode` accepted tells, or 200 when it tells none."""
    with Image.open(io.BytesIO(jpeg), formats=["JPEG"]) as header:
        told = header.info.get("dpi", (0, 0))[0]
    return round(told) if 30 <= told <= 9600 else FALLBACK_DPI


def encode_jpeg(picture: Picture, *, quality: int, dpi: int) -> bytes:
    """Return the picture as a JPEG that knows its resolution and nothing else."""
    rgb = picture if picture.ndim == 2 else cv2.cvtColor(picture, cv2.COLOR_BGR2RGB)
    out = io.BytesIO()
    Image.fromarray(rgb).save(out, "JPEG", quality=quality, dpi=(dpi, dpi))
    return out.getvalue()


def fit_within(picture: Picture, max_px: int) -> Picture:
    """Return the picture made smaller so that no side exceeds `max_px`."""
    height, width = picture.shape[:2]
    scale = max_px / max(height, width)
    if scale >= 1:
        return picture
    size = (max(1, round(width * scale)), max(1, round(height * scale)))
    return np.asarray(cv2.resize(picture, size, interpolation=cv2.INTER_AREA), np.uint8)


def analyse(picture: Picture) -> Analysis:
    """Look at a scan and say what would make it a better page."""
    small = fit_within(picture, WORK_SIDE)
    scale = max(picture.shape[:2]) / max(small.shape[:2])
    found = find_paper(small)
    crop = found
    if found is None:
        skew = text_skew_deg(small)
        if abs(skew) >= MIN_SKEW_DEG:
            crop = _straight_frame(small, skew)
    page = cut(small, crop) if crop is not None else small
    return Analysis(
        crop=None if crop is None else _scaled(crop, scale),
        is_paper_found=found is not None,
        is_coloured=is_coloured(page),
        looks_blank=looks_blank(page),
    )


def find_paper(small: Picture) -> Crop | None:
    """Return where the paper lies on the scanner's ground, or None when no edge shows.

    The ground is what most of the rim looks like; the paper is the large full convex
    thing that differs from it. Works for a sheet on grey or black and a card on white.
    """
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
    crop = _upright(float(x), float(y), float(w), float(h), float(angle))
    if abs(crop.angle_deg) > MAX_SKEW_DEG or not _is_sheet(np.asarray(differs, np.uint8), crop):
        return None
    inset = max(1.0, INSET_SHARE * max(w, h))
    return Crop(x, y, crop.width - 2 * inset, crop.height - 2 * inset, crop.angle_deg)


def text_skew_deg(small: Picture) -> float:
    """Return how far lines of text lean, 0.0 when they lean too little or there are none.

    Sums of ink along leaning rows are uneven where the rows follow the text.
    """
    rows, columns = _ink(small)
    if len(rows) < 400:
        return 0.0
    step = max(1, len(rows) // 30_000)
    ys, xs = rows[::step].astype(np.float32), columns[::step].astype(np.float32)
    xs -= xs.mean()

    def unevenness(degrees: float) -> float:
        turn = math.radians(degrees)
        leaning = (ys * math.cos(turn) - xs * math.sin(turn)).astype(np.int32)
        counts = np.bincount(leaning - leaning.min()).astype(np.float64)
        return float((counts**2).sum())

    coarse = np.arange(-MAX_SKEW_DEG, MAX_SKEW_DEG + 0.1, 0.5)
    scores = [unevenness(float(angle)) for angle in coarse]
    best = float(coarse[int(np.argmax(scores))])
    if max(scores) < 1.2 * float(np.median(scores)):
        return 0.0
    fine = np.arange(best - 0.5, best + 0.51, 0.05)
    skew = float(fine[int(np.argmax([unevenness(float(angle)) for angle in fine]))])
    return skew if MIN_SKEW_DEG <= abs(skew) <= MAX_SKEW_DEG else 0.0


def cut(picture: Picture, crop: Crop) -> Picture:
    """Return the page inside `crop`, upright; what lies outside the scan looks like its rim."""
    width, height = max(1, round(crop.width)), max(1, round(crop.height))
    if abs(crop.angle_deg) < MIN_SKEW_DEG:
        left, top = round(crop.centre_x - width / 2), round(crop.centre_y - height / 2)
        left, top = max(0, left), max(0, top)
        return np.ascontiguousarray(picture[top : top + height, left : left + width])
    matrix = cv2.getRotationMatrix2D((crop.centre_x, crop.centre_y), crop.angle_deg, 1.0)
    matrix[0, 2] += width / 2 - crop.centre_x
    matrix[1, 2] += height / 2 - crop.centre_y
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


def is_coloured(page: Picture) -> bool:
    """Return whether colour carries something: a stamp, a photo, not the tint of the paper."""
    if page.ndim == 2:
        return False
    lab = np.asarray(cv2.cvtColor(fit_within(page, 800), cv2.COLOR_BGR2LAB), np.uint8)
    tint = np.median(lab[::4, ::4, 1:].reshape(-1, 2), axis=0)
    chroma = _distance(np.ascontiguousarray(lab[..., 1:]), tint)
    neutral = np.abs(tint - 128).max() <= 7  # beyond white and yellowed paper: a colour
    return bool((chroma > MIN_CHROMA).mean() > MIN_COLOURED_SHARE or not neutral)


def looks_blank(page: Picture) -> bool:
    """Return whether there is next to no ink: proposed for removal, never removed."""
    grey = _grey(fit_within(page, 900))
    height, width = grey.shape
    inner = grey[height // 25 : height - height // 25, width // 25 : width - width // 25]
    if inner.size == 0:
        return False
    around = cv2.medianBlur(inner, 25)
    ink = cv2.subtract(around, inner) > MIN_INK_CONTRAST
    is_plain = float(np.percentile(around, 98)) - float(np.percentile(around, 2)) < 60
    return bool(ink.mean() < BLANK_INK_SHARE and is_plain)


def _distance_from_ground(small: Picture) -> Picture | None:
    """Return 0 where the picture looks like its rim, more elsewhere; None for a mixed rim."""
    colour = small if small.ndim == 3 else cv2.cvtColor(small, cv2.COLOR_GRAY2BGR)
    lab = np.asarray(cv2.cvtColor(cv2.GaussianBlur(colour, (5, 5), 0), cv2.COLOR_BGR2LAB), np.uint8)
    band = max(3, round(0.012 * min(lab.shape[:2])))
    edges = (lab[:band], lab[-band:], lab[:, :band], lab[:, -band:])
    rim = np.concatenate([edge.reshape(-1, 3) for edge in edges])
    ground = np.median(rim, axis=0)
    rim_distance = np.abs(rim - ground).max(axis=1)
    near = rim_distance[rim_distance < 22]
    if len(near) < MIN_GROUND_SHARE * len(rim_distance):
        return None
    noise = float(np.percentile(near, 95))
    threshold = min(30.0, max(6.0, 1.4 * noise + 3))
    distance = _distance(lab, ground)
    distance[distance <= threshold] = 0
    return distance


def _distance(picture: Picture, colour: Any) -> Picture:
    """Return how far each pixel is from `colour`, by its farthest channel."""
    farthest = np.zeros(picture.shape[:2], np.uint8)
    for channel, part in zip(cv2.split(picture), colour, strict=True):
        apart = cv2.absdiff(channel, np.full_like(channel, round(float(part))))
        farthest = np.maximum(farthest, apart).astype(np.uint8)
    return farthest


def _ink(small: Picture) -> tuple[NDArray[np.intp], NDArray[np.intp]]:
    """Return rows and columns of what is written, away from the rim with its shadows."""
    grey = _grey(small)
    height, width = grey.shape
    ink = cv2.adaptiveThreshold(
        grey, 255, cv2.ADAPTIVE_THRESH_MEAN_C, cv2.THRESH_BINARY_INV, 31, 18
    )
    rim_y, rim_x = height // 30, width // 30
    rows, columns = np.nonzero(ink[rim_y : height - rim_y, rim_x : width - rim_x])
    return rows + rim_y, columns + rim_x


def _straight_frame(small: Picture, skew: float) -> Crop:
    """Return the frame to straighten a scan in: its own size if no writing falls out of it."""
    height, width = small.shape[:2]
    turn = math.radians(skew)
    cos, sin = math.cos(turn), math.sin(turn)
    rows, columns = _ink(small)
    x, y = columns - width / 2, rows - height / 2
    is_out = (np.abs(x * cos + y * sin) > width / 2) | (np.abs(y * cos - x * sin) > height / 2)
    if np.count_nonzero(is_out) > 0.001 * len(rows):
        wide = width * cos + height * abs(sin)
        high = height * cos + width * abs(sin)
        return Crop(width / 2, height / 2, wide, high, skew)
    return Crop(width / 2, height / 2, width, height, skew)


def _is_sheet(differs: Picture, crop: Crop) -> bool:
    """Return whether `crop` is full up to its four edges and holds nearly all there is."""
    inner = cut(differs, crop)
    height, width = inner.shape
    at = max(2, round(0.012 * max(height, width)))
    if min(height, width) <= 4 * at:
        return False
    sides = (inner[at, at:-at], inner[-at, at:-at], inner[at:-at, at], inner[at:-at, -at])
    if any(np.count_nonzero(side) < MIN_EDGE_SHARE * len(side) for side in sides):
        return False
    grown = ((crop.centre_x, crop.centre_y), (crop.width + 8, crop.height + 8), crop.angle_deg)
    outside = differs.copy()
    cv2.fillConvexPoly(outside, np.round(cv2.boxPoints(grown)).astype(np.int32), 0)
    return bool(np.count_nonzero(outside) < MAX_OUTSIDE_SHARE * crop.width * crop.height)


def _upright(x: float, y: float, width: float, height: float, angle: float) -> Crop:
    """Return the same rectangle named by its angle nearest to none."""
    while angle > 45:
        width, height, angle = height, width, angle - 90
    while angle < -45:
        width, height, angle = height, width, angle + 90
    return Crop(x, y, width, height, angle)


def _scaled(crop: Crop, scale: float) -> Crop:
    return Crop(
        crop.centre_x * scale,
        crop.centre_y * scale,
        crop.width * scale,
        crop.height * scale,
        crop.angle_deg,
    )


def _grey(picture: Picture) -> Picture:
    if picture.ndim == 2:
        return picture
    return np.asarray(cv2.cvtColor(picture, cv2.COLOR_BGR2GRAY), np.uint8)
