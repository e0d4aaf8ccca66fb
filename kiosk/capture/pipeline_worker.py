"""The process that works on pixels: no network, no files, one request after another.

It holds pages of the session that started it and dies with it. What it is sent comes
from scanners and files of strangers; a crash here costs a page its improvement, no more.
"""

from __future__ import annotations

from typing import Any

import cv2
import numpy as np

from kiosk.capture.confinement import Link, confine
from kiosk.capture.frames import BadFrame, Frame
from kiosk.capture.page_image import (
    Crop,
    Picture,
    analyse,
    cut,
    decode,
    dpi_of,
    encode_jpeg,
    fit_within,
)

__all__ = ["main"]

MEMORY_BYTES = 3 << 30
MAX_PAYLOAD_BYTES = 512 << 20
MAX_SIDE = 60_000

COLOUR_QUALITY = 80
GREY_QUALITY = 78
THUMBNAIL_QUALITY = 80
TURN_QUALITY = 90
"""Turning decodes and encodes once more; high, so that four turns are not seen."""


def main() -> None:
    """Answer requests until the session is gone."""
    is_network_gone = confine(memory_bytes=MEMORY_BYTES, may_use_network=False)
    link = Link(MAX_PAYLOAD_BYTES)
    cv2.setNumThreads(1)
    link.send({"is": "ready", "network_gone": is_network_gone})
    while True:
        frame = link.receive()
        try:
            header, payload = answer(frame)
        except (ValueError, cv2.error, MemoryError):  # BadFrame is a ValueError
            header, payload = {"is": "failed"}, b""
        link.send(header, payload)


def answer(frame: Frame) -> tuple[dict[str, Any], bytes]:
    """Do what one request asks. Raises ValueError, cv2.error or MemoryError."""
    match frame.header.get("do"):
        case "improve":
            return _improve(frame)
        case "render":
            return _render(frame)
        case "turn":
            picture = _turned(decode(frame.payload), frame.number("turns", 0, 3))
            return _page(picture, TURN_QUALITY, dpi_of(frame.payload))
        case "thumbnail":
            small = fit_within(decode(frame.payload), frame.number("max_px", 1, 4000))
            return _page(small, THUMBNAIL_QUALITY, 72)
        case "encode":
            return _page(_pixels(frame), frame.number("quality", 1, 95), _dpi(frame))
        case other:
            raise BadFrame(f"{other!r} is not a request")


def _improve(frame: Frame) -> tuple[dict[str, Any], bytes]:
    picture = decode(frame.payload)
    found = analyse(picture)
    page = picture if found.crop is None else cut(picture, found.crop)
    makes_grey = picture.ndim == 3 and not found.is_coloured
    header, jpeg = _encoded(page, makes_grey=makes_grey, dpi=_dpi(frame))
    crop = found.crop
    return {
        **header,
        "crop": None
        if crop is None
        else [crop.centre_x, crop.centre_y, crop.width, crop.height, crop.angle_deg],
        "paper_found": found.is_paper_found,
        "makes_grey": makes_grey,
        "blank": found.looks_blank,
    }, jpeg


def _render(frame: Frame) -> tuple[dict[str, Any], bytes]:
    """Do again, from the scan itself, what was decided, and turn: no loss adds up."""
    picture = decode(frame.payload)
    crop = frame.header.get("crop")
    page = picture if crop is None else cut(picture, _crop(crop))
    page = _turned(page, frame.number("turns", 0, 3))
    return _encoded(page, makes_grey=frame.flag("makes_grey"), dpi=_dpi(frame))


def _crop(untrusted: object) -> Crop:
    match untrusted:
        case [
            float() | int() as x,
            float() | int() as y,
            float() | int() as width,
            float() | int() as height,
            float() | int() as angle,
        ]:
            pass
        case _:
            raise BadFrame("a crop is not five decimals")
    if not (0 < width <= MAX_SIDE and 0 < height <= MAX_SIDE):
        raise BadFrame("a crop is out of bounds")
    return Crop(x, y, width, height, angle)


def _encoded(page: Picture, *, makes_grey: bool, dpi: int) -> tuple[dict[str, Any], bytes]:
    if makes_grey and page.ndim == 3:
        page = np.asarray(cv2.cvtColor(page, cv2.COLOR_BGR2GRAY), np.uint8)
    return _page(page, GREY_QUALITY if page.ndim == 2 else COLOUR_QUALITY, dpi)


def _page(page: Picture, quality: int, dpi: int) -> tuple[dict[str, Any], bytes]:
    height, width = page.shape[:2]
    header = {"is": "page", "width": width, "height": height, "colour": page.ndim == 3}
    return header, encode_jpeg(page, quality=quality, dpi=dpi)


def _pixels(frame: Frame) -> Picture:
    width, height = frame.number("width", 1, MAX_SIDE), frame.number("height", 1, MAX_SIDE)
    channels = 3 if frame.flag("colour") else 1
    if len(frame.payload) != width * height * channels:
        raise BadFrame("pixels do not fill the picture")
    flat = np.frombuffer(frame.payload, np.uint8)
    if channels == 1:
        return flat.reshape(height, width)
    rgb = flat.reshape(height, width, 3)
    return np.asarray(cv2.cvtColor(rgb, cv2.COLOR_RGB2BGR), np.uint8)


def _turned(page: Picture, quarter_turns: int) -> Picture:
    """Turn to the right."""
    return np.ascontiguousarray(np.rot90(page, -quarter_turns)) if quarter_turns else page


def _dpi(frame: Frame) -> int:
    return frame.number("dpi", 1, 9600)


if __name__ == "__main__":
    main()
