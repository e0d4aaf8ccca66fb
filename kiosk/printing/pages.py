"""A paper's pages for the printer: pictures of them, drawn in the box of the render worker.

Never the file itself, nor our own PDF with its hidden words: what reaches the scheduler, its
filters and the printer's memory is what the eye sees and no more. Pages that are not wanted
do not leave the session.
"""

from __future__ import annotations

import io
from collections.abc import Sequence
from dataclasses import dataclass

import img2pdf
from PIL import Image

from kiosk.capture.files import FileReader
from kiosk.capture.ports import ScannedPage
from kiosk.errors import InvalidInput

__all__ = ["RenderedPages", "pictures_as_pdf"]

A4_POINTS = (595.276, 841.89)
MARGIN_POINTS = 12.0
"""About 4 mm: what most printers cannot reach."""
POINTS_PER_INCH = 72
GREY_QUALITY = 88
SLACK = 1.02
"""A page scanned a few pixels large is an A4 page still, and keeps its size."""


@dataclass(frozen=True, slots=True)
class RenderedPages:
    """`PaperPages` by the worker that draws files of strangers. One lane uses it."""

    reader: FileReader

    def pixels(self, pdf: bytes, pages: range, *, is_colour: bool) -> bytes:
        read = self.reader.read(pdf, "papier.pdf")
        drawn = read.pages if read is not None else ()
        wanted = [drawn[number] for number in pages if 0 <= number < len(drawn)]
        if not wanted:
            raise InvalidInput("print.no_page")
        return pictures_as_pdf(wanted, is_colour=is_colour)


def pictures_as_pdf(pages: Sequence[ScannedPage], *, is_colour: bool) -> bytes:
    """Return a PDF of one picture a page, on A4, at true size where that fits.

    An identity card stays as large as it is; what is larger is made to fit.
    """
    pictures = [page.jpeg if is_colour or not page.is_colour else _grey(page) for page in pages]
    made = img2pdf.convert(
        pictures, engine=img2pdf.Engine.internal, layout_fun=_on_a4, nodate=True, producer=""
    )
    if not isinstance(made, bytes):
        raise TypeError("no PDF came of the pictures")
    return made


def _grey(page: ScannedPage) -> bytes:
    """Return the picture without colours: a printer that knows no such wish prints it so."""
    out = io.BytesIO()
    with Image.open(io.BytesIO(page.jpeg), formats=["JPEG"]) as picture:
        picture.convert("L").save(out, "JPEG", quality=GREY_QUALITY, dpi=(page.dpi, page.dpi))
    return out.getvalue()


def _on_a4(
    width_px: int, height_px: int, dpi: tuple[float, float]
) -> tuple[float, float, float, float]:
    """Return (sheet width, sheet height, picture width, picture height) in points."""
    width = width_px * POINTS_PER_INCH / dpi[0]
    height = height_px * POINTS_PER_INCH / dpi[1]
    short, long = A4_POINTS
    sheet = (short, long) if width <= height else (long, short)
    if width <= sheet[0] * SLACK and height <= sheet[1] * SLACK:
        return (*sheet, min(width, sheet[0]), min(height, sheet[1]))
    room = (sheet[0] - 2 * MARGIN_POINTS, sheet[1] - 2 * MARGIN_POINTS)
    share = min(room[0] / width, room[1] / height)
    return (*sheet, width * share, height * share)
