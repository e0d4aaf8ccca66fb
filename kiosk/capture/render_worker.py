"""The process that opens one file of a stranger: bytes in, raw pixels out, then the end.

It has no network, no file it could write, a bounded memory and, per page, a bounded
time. What leaves it are sizes and pixels, never a structure of the file: whatever hides
in a PDF or a photo (scripts, attachments, places and dates of a camera) stays behind.
"""

from __future__ import annotations

import io
import os
import resource
import sys
import warnings
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

from kiosk.capture.confinement import Link, confine
from kiosk.capture.file_kinds import MAX_FILE_BYTES, FileKind
from kiosk.capture.frames import Frame
from kiosk.capture.landlock import readable_folders, see_only
from kiosk.capture.seccomp import forbid_system_calls

__all__ = ["MAX_PAGES", "main", "shut_in"]

MEMORY_BYTES = 2 << 30
CPU_PER_PAGE_S = 12
MAX_PAGES = 200
PDF_DPI = 200
MIN_PDF_DPI = 150
MANY_PAGES = 40
"""From here on pages are drawn at 150 dpi: 200 pages must fit into a safe."""

MAX_PAGE_PIXELS = 9_000_000
"""A4 at 300 dpi is 8.7 million."""

MAX_IMAGE_PIXELS = 110_000_000
"""The largest phone cameras; more is a picture made to fill the memory."""

A4_LONG_INCHES = 11.69


@dataclass(frozen=True, slots=True)
class Pixels:
    """One page, drawn: rows of red, green, blue or of grey."""

    width: int
    height: int
    dpi: int
    is_colour: bool
    data: bytes


class WillNotDraw(Exception):
    """The reason a file is not drawn; its text is the last part of a message key."""


def main() -> None:
    """Read one file from the socket, send its pages, end."""
    warnings.simplefilter("ignore")
    link = shut_in()
    request = link.receive()
    try:
        for page in _pages(request):
            header = {
                "is": "page",
                "width": page.width,
                "height": page.height,
                "dpi": page.dpi,
                "colour": page.is_colour,
            }
            link.send(header, page.data)
            _allow_time_for_one_page()
    except WillNotDraw as reason:
        link.send({"is": "refused", "why": str(reason)})
    except MemoryError:
        link.send({"is": "refused", "why": "too_heavy"})
    else:
        link.send({"is": "end"})
    os._exit(0)  # no exit handler of a library has work to do here


def shut_in() -> Link:
    """Give up all that a file could misuse, say so to the session, return the way to it."""
    is_network_gone = confine(memory_bytes=MEMORY_BYTES, may_use_network=False)
    link = Link(MAX_FILE_BYTES)
    is_walled = see_only(readable_folders())
    is_filtered = forbid_system_calls()
    link.send(
        {
            "is": "ready",
            "network_gone": is_network_gone,
            "walled": is_walled,
            "filtered": is_filtered,
        }
    )
    return link


def _pages(request: Frame) -> Iterator[Pixels]:
    _allow_time_for_one_page()
    match FileKind(request.text("kind")):
        case FileKind.PDF:
            yield from _pdf_pages(request.payload)
        case FileKind.JPEG:
            yield _image_page(request.payload, "JPEG")
        case FileKind.PNG:
            yield _image_page(request.payload, "PNG")
        case _:  # an office file is not drawn; nobody asks for it
            raise WillNotDraw("broken")


def _pdf_pages(untrusted: bytes) -> Iterator[Pixels]:
    import pypdfium2

    try:
        document = pypdfium2.PdfDocument(untrusted)
    except pypdfium2.PdfiumError as cause:
        reason = "encrypted" if "password" in str(cause).lower() else "broken"
        raise WillNotDraw(reason) from cause
    document.init_forms()  # what people typed into a form is drawn only then
    count = len(document)
    if count == 0:
        raise WillNotDraw("broken")
    if count > MAX_PAGES:
        raise WillNotDraw("too_many_pages")
    wanted_dpi = PDF_DPI if count < MANY_PAGES else MIN_PDF_DPI
    for number in range(count):
        try:
            yield _pdf_page(document[number], wanted_dpi)
        except pypdfium2.PdfiumError as cause:
            raise WillNotDraw("broken") from cause


def _pdf_page(page: Any, wanted_dpi: int) -> Pixels:
    width_pt, height_pt = page.get_size()
    if width_pt <= 0 or height_pt <= 0:
        raise WillNotDraw("broken")
    dpi = float(wanted_dpi)
    square_inches = width_pt * height_pt / 72**2
    if square_inches * dpi**2 > MAX_PAGE_PIXELS:  # a poster, or a page made to fill the memory
        dpi = (MAX_PAGE_PIXELS / square_inches) ** 0.5
    if dpi < 1:
        raise WillNotDraw("too_heavy")
    bitmap = page.render(scale=dpi / 72, may_draw_forms=True, rev_byteorder=True)
    image = bitmap.to_pil().convert("RGB")
    return _pixels(image, max(30, round(dpi)))


def _image_page(untrusted: bytes, form: str) -> Pixels:
    from PIL import Image, ImageOps, UnidentifiedImageError

    Image.MAX_IMAGE_PIXELS = None  # our own bound is below
    try:
        with Image.open(io.BytesIO(untrusted), formats=[form]) as image:
            if image.width * image.height > MAX_IMAGE_PIXELS:
                raise WillNotDraw("too_heavy")
            most = round(A4_LONG_INCHES * 300)
            if form == "JPEG":
                image.draft(None, (most, most))  # decodes at 1/2, 1/4, 1/8: memory and time
            image.load()
            upright = ImageOps.exif_transpose(image)
            flat = _without_alpha(upright)
            if max(flat.size) > most:
                flat.thumbnail((most, most), Image.Resampling.LANCZOS)
    except (OSError, UnidentifiedImageError, SyntaxError, ValueError, EOFError) as cause:
        raise WillNotDraw("broken") from cause
    # A photo of a paper says nothing true of its size: it is laid on one A4.
    return _pixels(flat, max(30, round(max(flat.size) / A4_LONG_INCHES)))


def _without_alpha(image: Any) -> Any:
    """Return the picture in grey or colour, 8 bits, on white where it was transparent."""
    from PIL import Image

    if image.mode.startswith("I"):  # 16 bits of grey: keep the upper 8
        image = image.convert("I").point(lambda value: value / 256).convert("L")
    if image.mode in {"1", "L"} and "transparency" not in image.info:
        return image.convert("L")
    if "A" in image.getbands() or "transparency" in image.info:
        drawn = image.convert("RGBA")
        white = Image.new("RGBA", drawn.size, (255, 255, 255, 255))
        return Image.alpha_composite(white, drawn).convert("RGB")
    return image.convert("RGB")


def _pixels(image: Any, dpi: int) -> Pixels:
    return Pixels(image.width, image.height, dpi, image.mode == "RGB", image.tobytes())


def _allow_time_for_one_page() -> None:
    """End the process (SIGXCPU) when the next page takes too long."""
    if sys.platform != "linux":
        return
    usage = resource.getrusage(resource.RUSAGE_SELF)
    spent_s = int(usage.ru_utime + usage.ru_stime)
    hard = resource.getrlimit(resource.RLIMIT_CPU)[1]
    resource.setrlimit(resource.RLIMIT_CPU, (spent_s + CPU_PER_PAGE_S, hard))


if __name__ == "__main__":
    main()
