"""Pages into one PDF and back to numbers, in memory; nothing in it tells who or when.

JPEG pages, black-and-white pages (a TIFF of one G4 strip, of our own worker) and pages that
are both (`Layers`) go in without loss. Each lies on a page of its own size, at most A4, so that
what prints is what was scanned.
"""

from __future__ import annotations

import io
from collections.abc import Sequence
from typing import TYPE_CHECKING

from kiosk.capture.layers import LAYERED, Layers
from kiosk.capture.pdf_archive import archived
from kiosk.capture.pdf_layers import with_print
from kiosk.capture.words import PageWords
from kiosk.errors import InvalidInput

if TYPE_CHECKING:
    import pikepdf

__all__ = ["make_pdf", "page_count", "page_jpegs"]

A4_PT = (595.276, 841.89)
FALLBACK_DPI = 200


def make_pdf(pages: Sequence[bytes], words: Sequence[PageWords | None] = ()) -> bytes:
    """Return a PDF/A-2 with one page per JPEG, G4 TIFF or `Layers`, its `words` hidden under it.

    The same pages and words give the same bytes. A page is as large as its resolution says
    and is shrunk to A4 where it is larger (a photo that says 72 dpi). No title,
    author, program or date is written.

    Raises: ValueError for no page, or a page that is none of these: a bug in the caller.
    """
    import img2pdf  # here, not above: 50 MB that a session without papers does without

    if not pages:
        raise ValueError("a paper has at least one page")
    out = io.BytesIO()
    layered = [Layers.from_bytes(page) if page.startswith(LAYERED) else None for page in pages]
    pictures = (
        page if layers is None else layers.picture
        for page, layers in zip(pages, layered, strict=True)
    )
    try:
        img2pdf.convert(
            *pictures,
            outputstream=out,
            layout_fun=_layout,
            nodate=True,
            producer="",
            engine=img2pdf.Engine.internal,
        )
    except img2pdf.ImageOpenError as cause:
        raise ValueError("a page is neither JPEG nor TIFF") from cause
    pdf = out.getvalue()
    return archived(with_print(pdf, layered) if any(layered) else pdf, words)


def page_count(pdf: bytes) -> int:
    """Return how many pages a PDF has.

    Raises: InvalidInput("file.encrypted" | "file.broken"). For PDFs of our own making;
    those of strangers are counted in the render worker.
    """
    import pikepdf

    try:
        with pikepdf.open(io.BytesIO(pdf)) as document:
            return len(document.pages)
    except pikepdf.PasswordError as cause:
        raise InvalidInput("file.encrypted") from cause
    except pikepdf.PdfError as cause:
        raise InvalidInput("file.broken") from cause


def page_jpegs(pdf: bytes) -> tuple[bytes, ...]:
    """Return the JPEGs that `make_pdf` put in, byte for byte, in order.

    Raises: InvalidInput("file.broken") for a PDF that is not one JPEG per page.
    """
    import pikepdf

    try:
        with pikepdf.open(io.BytesIO(pdf)) as document:
            return tuple(_only_jpeg(page) for page in document.pages)
    except (pikepdf.PdfError, ValueError) as cause:
        raise InvalidInput("file.broken") from cause


def _only_jpeg(page: pikepdf.Page) -> bytes:
    images = list(page.get_images().values())
    if len(images) != 1 or images[0].get("/Filter") not in ("/DCTDecode", ["/DCTDecode"]):
        raise ValueError("a page is not one JPEG")
    return bytes(images[0].read_raw_bytes())


def _layout(
    width_px: int, height_px: int, dpi: tuple[float, float]
) -> tuple[float, float, float, float]:
    """Return page and picture sizes in points (img2pdf's layout function)."""
    across = dpi[0] if dpi[0] >= 30 else FALLBACK_DPI
    down = dpi[1] if dpi[1] >= 30 else FALLBACK_DPI
    width, height = width_px / across * 72, height_px / down * 72
    most = A4_PT if width <= height else A4_PT[::-1]
    shrink = min(1.0, most[0] / width, most[1] / height)
    return width * shrink, height * shrink, width * shrink, height * shrink
