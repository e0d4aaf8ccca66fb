"""A page as bytes, by what it holds: JPEG for colours and greys, CCITT G4 for black on white.

Nothing is written beside the picture but its resolution. JBIG2 would take half of G4's
bytes; the encoder that exists (jbig2enc) is not in Debian 12 nor on PyPI under a licence
and a name we could ship.
"""

from __future__ import annotations

import io
from dataclasses import dataclass

import cv2
from PIL import Image

from kiosk.capture.imaging.picture import Picture, fit_within

__all__ = ["Encoded", "encode_g4", "encode_jpeg", "encode_page"]

COLOUR_QUALITY = 75
GREY_QUALITY = 72
SHOWN_QUALITY = 75
SHOWN_SIDE = 1800
"""A black-and-white page as shown: screens draw JPEGs, and greys look better when small."""

ROWS_PER_STRIP = 278
"""TIFF's tag: one strip, so that the PDF takes the bytes as they are."""


@dataclass(frozen=True, slots=True)
class Encoded:
    """The bytes to file, and the JPEG to show (the same, but for black and white)."""

    filed: bytes
    shown_jpeg: bytes


def encode_page(page: Picture, *, dpi: int, is_black_and_white: bool) -> Encoded:
    """Return the page encoded by what it holds."""
    if is_black_and_white:
        shown = fit_within(page, SHOWN_SIDE)
        return Encoded(encode_g4(page, dpi=dpi), encode_jpeg(shown, quality=SHOWN_QUALITY, dpi=dpi))
    quality = GREY_QUALITY if page.ndim == 2 else COLOUR_QUALITY
    jpeg = encode_jpeg(page, quality=quality, dpi=dpi)
    return Encoded(jpeg, jpeg)


def encode_jpeg(picture: Picture, *, quality: int, dpi: int) -> bytes:
    """Return the picture as a JPEG that knows its resolution and nothing else."""
    rgb = picture if picture.ndim == 2 else cv2.cvtColor(picture, cv2.COLOR_BGR2RGB)
    out = io.BytesIO()
    Image.fromarray(rgb).save(out, "JPEG", quality=quality, dpi=(dpi, dpi), optimize=False)
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
