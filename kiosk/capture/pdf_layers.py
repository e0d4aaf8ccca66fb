"""Black print laid over the picture of a PDF's page: a stencil, drawn in one ink.

ISO 32000-1, 8.9.6.2 (stencil masking), which PDF/A-2 allows: no transparency is used. The
picture beneath is nearly all white then, which JPEG does not make much of; Flate over it
takes away two thirds again (7.4.1: filters may follow one another).
"""

from __future__ import annotations

import io
import zlib
from collections.abc import Sequence
from typing import TYPE_CHECKING

from kiosk.capture.layers import Layers

if TYPE_CHECKING:
    import pikepdf

__all__ = ["with_print"]

PRINT_NAME = "/Print"
WIDTH, HEIGHT, PHOTOMETRIC, STRIP_AT, STRIP_BYTES = 256, 257, 262, 273, 279
"""Tags of TIFF 6.0."""

BLACK_IS_ZERO = 1


def with_print(pdf: bytes, pages: Sequence[Layers | None]) -> bytes:
    """Return a PDF of one picture a page with the print of those pages that have layers.

    Raises: ValueError for layers whose print is no TIFF of one strip: a bug in the caller.
    """
    import pikepdf  # here, not above: a session without papers does without

    with pikepdf.open(io.BytesIO(pdf)) as document:
        for page, layers in zip(document.pages, pages, strict=True):
            if layers is not None:
                _press_white(page)
                _lay(document, page, layers)
        out = io.BytesIO()
        document.save(out, deterministic_id=True)
    return out.getvalue()


def _press_white(page: pikepdf.Page) -> None:
    import pikepdf

    for picture in page.get_images().values():
        filters = pikepdf.Array([pikepdf.Name.FlateDecode, pikepdf.Name.DCTDecode])
        picture.write(zlib.compress(picture.read_raw_bytes(), 9), filter=filters)


def _lay(document: pikepdf.Pdf, page: pikepdf.Page, layers: Layers) -> None:
    import pikepdf

    width, height, strip, is_black_zero = _strip(layers.print)
    stencil = document.make_stream(
        strip,
        Type=pikepdf.Name.XObject,
        Subtype=pikepdf.Name.Image,
        ImageMask=True,
        Width=width,
        Height=height,
        BitsPerComponent=1,
        Filter=pikepdf.Name.CCITTFaxDecode,
        DecodeParms=pikepdf.Dictionary(K=-1, Columns=width, Rows=height, BlackIs1=is_black_zero),
    )
    page.add_resource(stencil, pikepdf.Name.XObject, pikepdf.Name(PRINT_NAME))
    left, bottom, right, top = (float(side) for side in page.mediabox)
    red, green, blue = (part / 255 for part in layers.ink)
    page.contents_add(
        (
            f"q {red:.3f} {green:.3f} {blue:.3f} rg "
            f"{right - left:.4f} 0 0 {top - bottom:.4f} {left:.4f} {bottom:.4f} cm "
            f"{PRINT_NAME} Do Q"
        ).encode()
    )


def _strip(tiff: bytes) -> tuple[int, int, bytes, bool]:
    """Return width, height and bytes of a TIFF's only strip, and whether its black is zero.

    A stencil paints where a sample is zero. Where the TIFF's black is one, the decoder has to
    turn its samples round, which `BlackIs1` false does: its white is zero's opposite.
    """
    from PIL import Image

    try:
        with Image.open(io.BytesIO(tiff), formats=["TIFF"]) as image:
            tags = image.tag_v2  # type: ignore[attr-defined]
            (at,), (length,) = tags[STRIP_AT], tags[STRIP_BYTES]
            is_black_zero = tags[PHOTOMETRIC] == BLACK_IS_ZERO
            return tags[WIDTH], tags[HEIGHT], tiff[at : at + length], is_black_zero
    except (OSError, KeyError, ValueError) as cause:
        raise ValueError("print is no TIFF of one strip") from cause
