"""Made-up pages: what a scanner or a file would give, drawn by Pillow."""

from __future__ import annotations

import io
from importlib import resources

from PIL import Image, ImageDraw, ImageFont

__all__ = ["page_jpeg", "page_picture", "thumbnail_jpeg"]

A4_150_DPI = (1240, 1754)
THUMBNAIL = (300, 424)


def page_picture(title: str, name: str, size: tuple[int, int] = A4_150_DPI) -> Image.Image:
    """Return a page with a title, a name and lines of writing."""
    page = Image.new("RGB", size, "#FDFDFA")
    pen = ImageDraw.Draw(page)
    unit = size[0] // 40
    font = io.BytesIO((resources.files("resources") / "fonts" / "Andika-Bold.ttf").read_bytes())
    pen.rectangle((unit * 3, unit * 3, unit * 9, unit * 7), outline="#0A5A66", width=4)
    pen.text((unit * 3, unit * 9), title, fill="#1B1F24", font=ImageFont.truetype(font, unit * 2))
    font.seek(0)
    pen.text((unit * 3, unit * 12), name, fill="#1B1F24", font=ImageFont.truetype(font, unit))
    for line in range(24):
        end = size[0] - unit * (3 + (line * 7) % 9)
        at = unit * 15 + line * unit * 3 // 2
        pen.line((unit * 3, at, end, at), fill="#8A9299", width=max(2, unit // 6))
    return page


def page_jpeg(title: str, name: str) -> bytes:
    """Return such a page as JPEG."""
    return _jpeg(page_picture(title, name))


def thumbnail_jpeg(jpeg: bytes) -> bytes:
    """Return a page's small picture."""
    with Image.open(io.BytesIO(jpeg)) as page:
        page.thumbnail(THUMBNAIL)
        return _jpeg(page)


def _jpeg(page: Image.Image) -> bytes:
    content = io.BytesIO()
    page.save(content, "JPEG", quality=80, dpi=(150, 150))
    return content.getvalue()
