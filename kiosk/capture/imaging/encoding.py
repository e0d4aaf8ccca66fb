"""A page as bytes and back: JPEG for colours and greys, CCITT G4 for black on white.

A page on white paper whose black print lies beside something else (a heading in blue, a stamp,
a photo) is both: its print in G4, the rest in JPEG with every pixel as it was (`print_layer`).
Nothing is written beside the picture but its resolution. JBIG2 would take half of G4's
bytes; the encoder that exists (jbig2enc) is not in Debian 12 nor on PyPI under a licence
and a name we could ship.
"""

from __future__ import annotations

import io
from dataclasses import dataclass

import cv2
import numpy as np
from PIL import Image

from kiosk.capture.imaging.picture import Picture, decode, fit_within
from kiosk.capture.imaging.print_layer import laid_together, parted
from kiosk.capture.imaging.small import MAX_PIXELS
from kiosk.capture.imaging.tones import MIN_DPI_FOR_BLACK
from kiosk.capture.layers import LAYERED, Layers
from kiosk.capture.recipe import Recipe, Tone

__all__ = ["Encoded", "decode_filed", "dpi_of", "encode_g4", "encode_jpeg", "encode_page"]

COLOUR_QUALITY = 75
GREY_QUALITY = 72
SHOWN_QUALITY = 75
SHOWN_SIDE = 1800
"""A black-and-white page as shown: screens draw JPEGs, and greys look better when small."""

FALLBACK_DPI = 200
TIFF = b"II*\x00"
ROWS_PER_STRIP = 278
"""TIFF's tag: one strip, so that the PDF takes the bytes as they are."""


MAX_SHARE_OF_LAYERS = 0.8
"""Of what the JPEG of a page takes: layers that save less are not worth a sharper threshold."""


@dataclass(frozen=True, slots=True)
class Encoded:
    """The bytes to file, and the JPEG to show (the same, where a JPEG is filed)."""

    filed: bytes
    shown_jpeg: bytes


def encode_page(page: Picture, recipe: Recipe, *, dpi: int) -> Encoded:
    """Return the page that `recipe` made, encoded by what it holds."""
    if recipe.tone is Tone.BLACK_AND_WHITE:
        shown = fit_within(page, SHOWN_SIDE)
        return Encoded(encode_g4(page, dpi=dpi), encode_jpeg(shown, quality=SHOWN_QUALITY, dpi=dpi))
    quality = GREY_QUALITY if page.ndim == 2 else COLOUR_QUALITY
    is_flat_print = recipe.is_whitened and recipe.corners is None and dpi >= MIN_DPI_FOR_BLACK
    layered = _in_layers(page, quality=quality, dpi=dpi) if is_flat_print else None
    if layered is not None and len(layered.filed) < MAX_SHARE_OF_LAYERS * len(layered.shown_jpeg):
        return layered
    jpeg = encode_jpeg(page, quality=quality, dpi=dpi, is_small=True)
    return Encoded(jpeg, jpeg)


def decode_filed(untrusted: bytes) -> Picture:
    """Return the picture of a page as filed: a JPEG, a TIFF of black on white as grey, or layers.

    Raises ValueError for anything else.
    """
    if untrusted.startswith(LAYERED):
        layers = Layers.from_bytes(untrusted)
        picture, print_ = decode(layers.picture), _decode_g4(layers.print)
        if picture.shape[:2] != print_.shape:
            raise ValueError("layers of two sizes")
        return laid_together(picture, print_, layers.ink)
    return _decode_g4(untrusted) if untrusted.startswith(TIFF) else decode(untrusted)


def dpi_of(filed: bytes) -> int:
    """Return the resolution that a decoded page tells, or 200 when it tells none."""
    told_by = Layers.from_bytes(filed).picture if filed.startswith(LAYERED) else filed
    with Image.open(io.BytesIO(told_by), formats=["JPEG", "TIFF"]) as header:
        told = header.info.get("dpi", (0, 0))[0]
    return round(told) if 30 <= told <= 9600 else FALLBACK_DPI


def encode_jpeg(picture: Picture, *, quality: int, dpi: int, is_small: bool = False) -> bytes:
    """Return the picture as a JPEG that knows its resolution and nothing else.

    `is_small` takes twice the time for a twentieth of the bytes less, or for half of them less
    where nearly everything is white.
    """
    rgb = picture if picture.ndim == 2 else cv2.cvtColor(picture, cv2.COLOR_BGR2RGB)
    out = io.BytesIO()
    Image.fromarray(rgb).save(out, "JPEG", quality=quality, dpi=(dpi, dpi), optimize=is_small)
    return out.getvalue()


def encode_g4(picture: Picture, *, dpi: int) -> bytes:
    """Return a picture of 0 and 255 as a TIFF of one CCITT group 4 strip (ITU-T T.6)."""
    out = io.BytesIO()
    two = Image.fromarray(picture).convert("1", dither=Image.Dither.NONE)
    two.save(
        out,
        "TIFF",
        compression="group4",
        dpi=(dpi, dpi),
        tiffinfo={ROWS_PER_STRIP: picture.shape[0]},
    )
    return out.getvalue()


def _in_layers(page: Picture, *, quality: int, dpi: int) -> Encoded | None:
    """Return the page as print over a picture, shown as both look together."""
    parts = parted(page)
    if parts is None:
        return None
    picture = encode_jpeg(parts.rest, quality=quality, dpi=dpi, is_small=True)
    filed = Layers(picture, encode_g4(parts.print, dpi=dpi), parts.ink).to_bytes()
    together = laid_together(parts.rest, parts.print, parts.ink)
    return Encoded(filed, encode_jpeg(together, quality=quality, dpi=dpi))


def _decode_g4(untrusted_tiff: bytes) -> Picture:
    try:
        with Image.open(io.BytesIO(untrusted_tiff), formats=["TIFF"]) as image:
            if image.mode != "1" or image.width * image.height > MAX_PIXELS:
                raise ValueError("not a page in black and white")
            return np.asarray(image.convert("L"), np.uint8)
    except OSError as cause:
        raise ValueError("not a TIFF") from cause
