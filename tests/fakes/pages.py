"""Draws scanned pages whose truth is known: text, skew, border, colour, noise."""

from __future__ import annotations

import io
import math
import unicodedata
from dataclasses import dataclass

from PIL import Image, ImageDraw, ImageFont

__all__ = ["DrawnPage", "blank_sheet", "card", "scan_of", "sheet", "to_jpeg", "to_ppm"]

A4_INCHES = (8.27, 11.69)
PARAGRAPH = (
    "Madame, Monsieur, nous vous informons que votre demande a bien été reçue le 12 mars. "
    "Pour compléter votre dossier, merci de nous envoyer une copie de votre titre de séjour, "
    "votre dernier avis d'impôt et une attestation de logement. "
)


@dataclass(frozen=True, slots=True)
class DrawnPage:
    """A picture as a scanner gives it, and where the paper truly is in it."""

    image: Image.Image
    dpi: int
    skew_deg: float
    """Clockwise, as drawn: straightening must find its opposite."""
    corners: tuple[tuple[float, float], ...]


def sheet(
    dpi: int = 150, *, text: str = PARAGRAPH, is_colour: bool = True, lines: int = 40
) -> Image.Image:
    """Return an A4 letter with a heading, paragraphs and, in colour, a stamp."""
    width, height = (round(side * dpi) for side in A4_INCHES)
    page = Image.new("RGB", (width, height), (252, 251, 248))
    draw = ImageDraw.Draw(page)
    body = ImageFont.load_default(round(dpi * 0.15))
    heading = ImageFont.load_default(round(dpi * 0.26))
    margin = round(dpi * 0.9)
    draw.text(
        (margin, margin), _plain("CAISSE D'ALLOCATIONS DE RÉGION"), fill=(20, 20, 30), font=heading
    )
    words = _plain(text).split()
    y, at = margin + dpi * 0.9, 0
    for _ in range(lines):
        line = ""
        while True:
            word = words[at % len(words)]
            if draw.textlength(f"{line} {word}", font=body) > width - 2 * margin:
                break
            line, at = f"{line} {word}", at + 1
        if y > height - margin:
            break
        draw.text((margin, y), line.strip(), fill=(30, 30, 35), font=body)
        y += dpi * 0.22
    if is_colour:
        middle = (width - 2 * margin, height - 2 * margin)
        stamp = [middle[0], middle[1], middle[0] + dpi, middle[1] + dpi]
        draw.ellipse(stamp, outline=(40, 60, 170), width=max(2, dpi // 30))
    return page


def _plain(text: str) -> str:
    """Return the text without accents: Pillow's own font, the same everywhere, has none."""
    return unicodedata.normalize("NFD", text).encode("ascii", "ignore").decode()


def blank_sheet(dpi: int = 150) -> Image.Image:
    """Return an empty A4 sheet of slightly yellow paper."""
    return Image.new("RGB", (round(8.27 * dpi), round(11.69 * dpi)), (250, 248, 242))


def card(dpi: int = 150) -> Image.Image:
    """Return an identity card (ID-1, 85.6 x 54 mm) in soft colours."""
    size = (round(85.6 / 25.4 * dpi), round(54 / 25.4 * dpi))
    image = Image.new("RGB", size, (196, 214, 232))
    draw = ImageDraw.Draw(image)
    draw.rectangle([dpi * 0.15, dpi * 0.5, dpi * 0.95, dpi * 1.6], fill=(90, 80, 75))
    font = ImageFont.load_default(round(dpi * 0.13))
    for row, text in enumerate(("TITRE DE SÉJOUR", "NOM : ESSAI", "NÉ LE : 01 01 1990", "XX7741")):
        draw.text(
            (dpi * 1.15, dpi * (0.5 + 0.28 * row)), _plain(text), fill=(25, 30, 60), font=font
        )
    return image


def scan_of(
    paper: Image.Image,
    *,
    dpi: int = 150,
    skew_deg: float = 0.0,
    ground: tuple[int, int, int] = (118, 118, 120),
    margin_inches: float = 0.35,
    noise: int = 6,
) -> DrawnPage:
    """Lay `paper` askew on a scanner's `ground` and return what the scanner would give."""
    turn = math.radians(skew_deg)
    width, height = paper.size
    wide = abs(width * math.cos(turn)) + abs(height * math.sin(turn))
    high = abs(width * math.sin(turn)) + abs(height * math.cos(turn))
    frame = (round(wide + 2 * margin_inches * dpi), round(high + 2 * margin_inches * dpi))
    middle = (frame[0] / 2, frame[1] / 2)
    cos, sin = math.cos(turn), math.sin(turn)
    # PIL wants where each target pixel comes from: the inverse of a clockwise turn.
    matrix = (
        cos,
        sin,
        width / 2 - cos * middle[0] - sin * middle[1],
        -sin,
        cos,
        height / 2 + sin * middle[0] - cos * middle[1],
    )
    mask = Image.new("L", paper.size, 255).transform(
        frame, Image.Transform.AFFINE, matrix, Image.Resampling.BILINEAR
    )
    laid = paper.transform(frame, Image.Transform.AFFINE, matrix, Image.Resampling.BICUBIC)
    scan = Image.composite(laid, Image.new("RGB", frame, ground), mask)
    if noise:
        grain = Image.effect_noise((frame[0] // 2, frame[1] // 2), noise).resize(frame)
        scan = Image.blend(scan, Image.merge("RGB", [grain] * 3), 0.02 * noise / 6)
    corners = tuple(
        (
            middle[0] + cos * (x - width / 2) - sin * (y - height / 2),
            middle[1] + sin * (x - width / 2) + cos * (y - height / 2),
        )
        for x, y in ((0, 0), (width, 0), (width, height), (0, height))
    )
    return DrawnPage(scan, dpi, skew_deg, corners)


def to_ppm(image: Image.Image) -> bytes:
    """Return what SANE's `pnm` device can scan."""
    out = io.BytesIO()
    image.convert("RGB").save(out, "PPM")
    return out.getvalue()


def to_jpeg(image: Image.Image, dpi: int, quality: int = 92) -> bytes:
    """Return the page as the scanner's process would send it."""
    out = io.BytesIO()
    image.save(out, "JPEG", quality=quality, dpi=(dpi, dpi))
    return out.getvalue()
