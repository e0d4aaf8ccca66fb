"""Draws the shapes that zones are read by, and zones as they lie on cards and pages.

Needs the package fonts-ocr-b (OCR-B by Norbert Schwarz and Matthew Skala, free without
limitation). `python -m tests.fakes.ocr_b` draws `kiosk/capture/reading/ocr_b.png` anew.
"""

from __future__ import annotations

import random
from collections.abc import Sequence
from pathlib import Path

from PIL import Image, ImageDraw, ImageFilter, ImageFont

__all__ = ["FONT", "draw_zone", "lay_on_page"]

FONT = Path("/usr/share/fonts/opentype/ocr-b/OCRB.otf")
SIGNS = "0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZ<"
SHAPES = Path(__file__).parents[2] / "kiosk/capture/reading/ocr_b.png"
CELL = (48, 60)
SIZE = 60
"""Font size at which a capital is 44 pixels high."""

PITCH_INCHES = 0.1
LINE_INCHES = 0.25
"""ICAO 9303-3, 4.5: ten signs an inch; lines are 6.35 mm apart on passports."""


def draw_shapes() -> Image.Image:
    """Return the 37 shapes side by side, each in the middle of its cell, at no shift."""
    font = ImageFont.truetype(str(FONT), SIZE)
    strip = Image.new("L", (CELL[0] * len(SIGNS), CELL[1]), 255)
    draw = ImageDraw.Draw(strip)
    middle = sum(font.getbbox("H")[1::2]) / 2
    for at, sign in enumerate(SIGNS):
        left = CELL[0] * at + (CELL[0] - font.getlength(sign)) / 2
        draw.text((left, CELL[1] / 2 - middle), sign, fill=0, font=font)
    return strip


def draw_zone(lines: Sequence[str], dpi: int, rng: random.Random) -> Image.Image:
    """Return the lower part of a card with a zone on it, printed over a pattern."""
    pitch = PITCH_INCHES * dpi
    fine = 3
    font = ImageFont.truetype(str(FONT), round(pitch * fine * 44 / 43.4 * SIZE / 44))
    margin = round(0.18 * dpi)
    width = round(pitch * len(lines[0])) + 2 * margin
    height = round(LINE_INCHES * dpi * len(lines)) + 2 * margin
    paper = tuple(rng.randint(205, 250) for _ in range(3))
    card = Image.new("RGB", (width * fine, height * fine), paper)
    draw = ImageDraw.Draw(card)
    _pattern(draw, card.size, rng)
    ink = tuple([rng.randint(10, 75)] * 3)
    for row, line in enumerate(lines):
        for at, sign in enumerate(line):
            place = (margin + at * pitch, margin + row * LINE_INCHES * dpi)
            draw.text((place[0] * fine, place[1] * fine), sign, fill=ink, font=font)
    return card.resize((width, height), Image.Resampling.BOX)


def lay_on_page(
    zone: Image.Image, dpi: int, rng: random.Random, *, skew_deg: float = 0.0
) -> Image.Image:
    """Return an A4 page that a card lies on somewhere, its zone at the bottom, as scanned."""
    page = Image.new("RGB", (round(8.27 * dpi), round(11.69 * dpi)), (246, 246, 244))
    card = Image.new("RGB", (zone.width, round(zone.width * 0.63)), (214, 222, 230))
    draw = ImageDraw.Draw(card)
    font = ImageFont.load_default(round(dpi * 0.09))
    for row, text in enumerate(("NOM / Surname", "EXEMPLE", "PRENOMS / Given names", "CAMILLE")):
        draw.text((dpi * 1.1, dpi * (0.2 + 0.16 * row)), text, fill=(40, 40, 60), font=font)
    card.paste(zone, (0, card.height - zone.height))
    turned = card.rotate(
        -skew_deg, Image.Resampling.BICUBIC, expand=True, fillcolor=(246, 246, 244)
    )
    spare = (page.width - turned.width, page.height - turned.height)
    page.paste(turned, (rng.randint(0, spare[0]), rng.randint(0, spare[1])))
    soft = page.filter(ImageFilter.GaussianBlur(rng.uniform(0.3, 0.9) * dpi / 300))
    grain = Image.effect_noise((page.width // 2, page.height // 2), 40).resize(page.size)
    return Image.blend(soft, Image.merge("RGB", [grain] * 3), rng.uniform(0.01, 0.06))


def _pattern(draw: ImageDraw.ImageDraw, size: tuple[int, int], rng: random.Random) -> None:
    """Draw fine waves as cards have under their print."""
    import math

    for _ in range(14):
        colour = tuple(rng.randint(165, 225) for _ in range(3))
        phase, high, long = rng.uniform(0, 6), rng.uniform(4, 40), rng.uniform(60, 300)
        level = rng.uniform(0, size[1])
        points = [(x, level + high * math.sin(phase + x / long)) for x in range(0, size[0], 12)]
        draw.line(points, fill=colour, width=rng.randint(1, 3))


if __name__ == "__main__":
    draw_shapes().save(SHAPES)
