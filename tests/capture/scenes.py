"""Papers on a scanner's glass, in its feeder, or on a table before a camera: with the truth.

A scene keeps where the paper's corners and its writing truly are, and how it lies.
"""

from __future__ import annotations

import math
import random
from dataclasses import dataclass

import cv2
import numpy as np
from numpy.typing import NDArray

from tests.capture.papers import Paper

__all__ = ["DARK", "GREY", "LIDS", "LIGHT", "Lid", "Scene", "laid", "photographed"]

Picture = NDArray[np.uint8]
Corners = tuple[tuple[float, float], ...]


@dataclass(frozen=True, slots=True)
class Lid:
    """What lies behind the paper: the lid of the glass or the roller of the feeder."""

    name: str
    colour: tuple[int, int, int]


DARK = Lid("dark", (16, 15, 15))
GREY = Lid("grey", (118, 118, 120))
LIGHT = Lid("light", (243, 244, 244))
LIDS = (DARK, GREY, LIGHT)


@dataclass(frozen=True, slots=True)
class Scene:
    """A picture as it lands, and what is true of it. Corners begin at the paper's own top left."""

    jpeg: bytes
    dpi: int
    skew_deg: float
    """How far the paper leans, clockwise, apart from whole quarter turns."""
    turns: int
    """Quarter turns to the right that stand the writing upright."""
    corners: Corners
    content: Corners | None


def laid(
    rng: random.Random,
    paper: Paper,
    *,
    lid: Lid,
    skew_deg: float,
    turns: int = 0,
    frame_mm: tuple[float, float] | None = None,
) -> Scene:
    """Lay `paper` askew and return the scan; without `frame_mm` all of it is within the frame.

    `turns` is what will stand it upright: the paper lies turned by the others.
    """
    turn = math.radians(skew_deg - 90 * turns)
    width, height = paper.image.size
    cos, sin = math.cos(turn), math.sin(turn)
    if frame_mm is None:
        margin = rng.uniform(0.15, 0.6) * paper.dpi
        wide = abs(width * cos) + abs(height * sin) + 2 * margin
        high = abs(width * sin) + abs(height * cos) + 2 * margin
        middle = (
            wide / 2 + rng.uniform(-0.4, 0.4) * margin,
            high / 2 + rng.uniform(-0.4, 0.4) * margin,
        )
    else:
        wide, high = (side / 25.4 * paper.dpi for side in frame_mm)
        reach_x = max(0.0, wide - abs(width * cos) - abs(height * sin)) / 2
        reach_y = max(0.0, high - abs(width * sin) - abs(height * cos)) / 2
        middle = (
            wide / 2 + rng.uniform(-0.8, 0.8) * reach_x,
            high / 2 + rng.uniform(-0.8, 0.8) * reach_y,
        )
    matrix = np.array(
        [
            [cos, -sin, middle[0] - cos * width / 2 + sin * height / 2],
            [sin, cos, middle[1] - sin * width / 2 - cos * height / 2],
            [0, 0, 1],
        ]
    )
    ground = np.empty((round(high), round(wide), 3), np.float32)
    ground[:] = lid.colour[::-1]
    picture = _composed(paper, matrix, ground, shadow_px=rng.uniform(0.01, 0.04) * paper.dpi)
    if rng.random() < 0.3:  # a lid not quite closed, a book's fold
        picture *= _slope(rng, picture.shape, 0.82)
    return _scene(rng, paper, matrix, picture, skew_deg, turns, noise=rng.uniform(1, 4))


def photographed(rng: random.Random, paper: Paper, *, turns: int = 0, long_px: int = 1800) -> Scene:
    """Photograph `paper` on a table: perspective, uneven light, a little out of focus."""
    ratio = rng.choice((0.75, 1.33))
    frame = (long_px, round(long_px * ratio)) if ratio < 1 else (round(long_px / ratio), long_px)
    width, height = paper.image.size
    turned = turns % 2 == 1
    seen = (height, width) if turned else (width, height)
    fill = rng.uniform(0.68, 0.86)
    scale = fill * min(frame[0] / seen[0], frame[1] / seen[1])
    lean = math.radians(rng.uniform(-8, 8) - 90 * turns)
    jitter = 0.05 * scale * min(seen)
    corners = []
    for x, y in ((0, 0), (width, 0), (width, height), (0, height)):
        dx, dy = (x - width / 2) * scale, (y - height / 2) * scale
        corners.append(
            (
                frame[0] / 2
                + math.cos(lean) * dx
                - math.sin(lean) * dy
                + rng.uniform(-jitter, jitter),
                frame[1] / 2
                + math.sin(lean) * dx
                + math.cos(lean) * dy
                + rng.uniform(-jitter, jitter),
            )
        )
    flat = np.array([(0, 0), (width, 0), (width, height), (0, height)], np.float32)
    matrix = cv2.getPerspectiveTransform(flat, np.array(corners, np.float32))
    picture = _composed(paper, matrix, _table(rng, frame), shadow_px=rng.uniform(3, 10))
    picture *= _slope(rng, picture.shape, rng.uniform(0.6, 0.85))
    picture = np.asarray(cv2.GaussianBlur(picture, (0, 0), rng.uniform(0.5, 0.9)), np.float32)
    return _scene(rng, paper, matrix, picture, 0.0, turns, noise=rng.uniform(2, 5), dpi=72)


def _composed(
    paper: Paper, matrix: NDArray[np.float64], ground: NDArray[np.float32], *, shadow_px: float
) -> NDArray[np.float32]:
    """Put the paper on its ground, with the soft shadow that it throws."""
    size = (ground.shape[1], ground.shape[0])
    pixels = np.asarray(paper.image, np.uint8)[..., ::-1].astype(np.float32)
    if min(math.hypot(*matrix[:2, 0]), math.hypot(*matrix[:2, 1])) < 0.7:
        pixels = np.asarray(cv2.GaussianBlur(pixels, (0, 0), 0.8), np.float32)  # no moire
    over = cv2.warpPerspective(pixels, matrix, size, flags=cv2.INTER_CUBIC)
    full = np.ones(pixels.shape[:2], np.float32)
    mask = cv2.warpPerspective(full, matrix, size, flags=cv2.INTER_LINEAR)
    thrown = np.roll(mask, (round(shadow_px), round(shadow_px)), (0, 1))
    thrown = cv2.GaussianBlur(thrown, (0, 0), max(0.6, shadow_px))
    shaded = ground * (1 - 0.35 * thrown[..., None])
    mask = np.asarray(mask)[..., None]
    return np.asarray(over * mask + shaded * (1 - mask), np.float32)


def _table(rng: random.Random, frame: tuple[int, int]) -> NDArray[np.float32]:
    """Return a table's top: wood, cloth or a plain desk, darker than paper or coloured."""
    seed = np.random.default_rng(rng.randrange(1 << 30))
    base = rng.choice(((70, 105, 145), (60, 60, 64), (120, 100, 80), (90, 130, 90), (45, 60, 95)))
    coarse = seed.normal(0, 1, (frame[1] // 8 + 1, frame[0] // 60 + 1)).astype(np.float32)
    grain = cv2.resize(coarse, frame, interpolation=cv2.INTER_CUBIC)[..., None]
    return np.asarray(np.array(base, np.float32) + 9 * grain, np.float32)


def _slope(rng: random.Random, shape: tuple[int, ...], darkest: float) -> NDArray[np.float32]:
    """Return light that falls off to one side, between 1 and `darkest`."""
    ys, xs = np.mgrid[0 : shape[0], 0 : shape[1]].astype(np.float32)
    towards = rng.uniform(0, 2 * math.pi)
    along = math.cos(towards) * xs / shape[1] + math.sin(towards) * ys / shape[0]
    along = (along - along.min()) / (along.max() - along.min())
    return np.asarray(1 - (1 - darkest) * along**1.5, np.float32)[..., None]


def _scene(
    rng: random.Random,
    paper: Paper,
    matrix: NDArray[np.float64],
    picture: NDArray[np.float32],
    skew_deg: float,
    turns: int,
    *,
    noise: float,
    dpi: int | None = None,
) -> Scene:
    pixels = np.clip(picture + noise * _grain(rng, picture.shape), 0, 255).astype(np.uint8)
    _, jpeg = cv2.imencode(".jpg", pixels, [cv2.IMWRITE_JPEG_QUALITY, 92])
    width, height = paper.image.size
    return Scene(
        jpeg=jpeg.tobytes(),
        dpi=dpi or paper.dpi,
        skew_deg=skew_deg,
        turns=turns,
        corners=_mapped(matrix, (0, 0, width, height)),
        content=None if paper.content is None else _mapped(matrix, paper.content),
    )


def _grain(rng: random.Random, shape: tuple[int, ...]) -> NDArray[np.float32]:
    """Return noise of deviation 1: one tile repeated, which costs a tenth and looks the same."""
    seed = np.random.default_rng(rng.randrange(1 << 30))
    tile = seed.standard_normal((509, 503, 3), np.float32)
    high, wide = -(-shape[0] // 509), -(-shape[1] // 503)
    return np.asarray(np.tile(tile, (high, wide, 1))[: shape[0], : shape[1]], np.float32)


def _mapped(matrix: NDArray[np.float64], box: tuple[float, float, float, float]) -> Corners:
    left, top, right, bottom = box
    points = np.array([[(left, top), (right, top), (right, bottom), (left, bottom)]], np.float64)
    return tuple((float(x), float(y)) for x, y in cv2.perspectiveTransform(points, matrix)[0])
