"""Letters of known words, as a feeder gives them: A4 in colour, a little askew, with its grain."""

from __future__ import annotations

import io
import random
from importlib import resources

from PIL import Image, ImageChops, ImageDraw, ImageFont

from kiosk.capture.ports import ScannedPage

__all__ = ["letters"]

DPI = 300
A4 = (2480, 3508)
FRAME = (2552, 3600)
"""What a feeder scans: the sheet and a little of the grey behind it."""

SEED = 4
SCAN_QUALITY = 92
LINES = 38
TEXT = (
    "Madame Monsieur nous vous informons que votre demande a bien été reçue pour compléter le "
    "dossier merci de faire parvenir au guichet une copie du titre de séjour ainsi que le dernier "
    "avis sur les revenus la commission examinera cette situation lors de sa prochaine réunion "
    "toute réclamation doit être adressée dans un délai de deux mois veuillez agréer nos "
    "salutations distinguées attestation quittance loyer logement famille enfants ressources"
)


def letters(count: int) -> list[tuple[ScannedPage, tuple[str, ...]]]:
    """Return `count` pages as they land and the words on each; every third bears a stamp."""
    rng = random.Random(SEED)  # noqa: S311 - pictures, not keys
    return [_letter(rng, number) for number in range(1, count + 1)]


def _letter(rng: random.Random, number: int) -> tuple[ScannedPage, tuple[str, ...]]:
    sheet = Image.new("RGB", A4, (251, 250, 246))
    pen = ImageDraw.Draw(sheet)
    font = _font("Andika-Regular.ttf", 50)
    known, words = TEXT.split(), list[str]()
    for line in range(LINES):
        text = " ".join(rng.choice(known) for _ in range(11))
        pen.text((230, 420 + line * 76), text, fill=(30, 30, 36), font=font)
        words += text.split()
    pen.text(
        (230, 200), "Caisse d'allocations", fill=(20, 50, 120), font=_font("Andika-Bold.ttf", 80)
    )
    if number % 3 == 0:
        pen.ellipse((1900, 3080, 2300, 3420), outline=(60, 70, 170), width=9)
    scan = Image.new("RGB", FRAME, (118, 118, 120))
    leaning = rng.uniform(-1.2, 1.2)
    turned = sheet.rotate(leaning, Image.Resampling.BICUBIC, fillcolor=(118, 118, 120))
    scan.paste(turned, ((FRAME[0] - A4[0]) // 2, (FRAME[1] - A4[1]) // 2))
    grain = Image.effect_noise(FRAME, 5).point(lambda value: max(0, value - 122))
    scan = ImageChops.subtract(scan, Image.merge("RGB", [grain] * 3))
    out = io.BytesIO()
    scan.save(out, "JPEG", quality=SCAN_QUALITY, dpi=(DPI, DPI))
    return ScannedPage(number, *FRAME, DPI, True, out.getvalue()), tuple(words)


def _font(name: str, size: int) -> ImageFont.FreeTypeFont:
    data = (resources.files("resources") / "fonts" / name).read_bytes()
    return ImageFont.truetype(io.BytesIO(data), size)
