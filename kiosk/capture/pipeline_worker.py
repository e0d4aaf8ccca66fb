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
from kiosk.capture.imaging.cards import on_one_page
from kiosk.capture.imaging.encoding import encode_jpeg, encode_page
from kiosk.capture.imaging.orientation import Reader
from kiosk.capture.imaging.picture import Picture, decode, fit_within
from kiosk.capture.imaging.proposal import cooked, dpi_of_page, propose
from kiosk.capture.imaging.small import SCREEN_DPI, THUMBNAIL_QUALITY, THUMBNAIL_SIDE, small_jpeg
from kiosk.capture.reading.models import model_folder
from kiosk.capture.recipe import AS_SCANNED, PaperFormat, Recipe, Side, recipe_of

__all__ = ["main"]

MEMORY_BYTES = 3 << 30
MAX_PAYLOAD_BYTES = 512 << 20
MAX_SIDE = 60_000
CARD_PAGE_DPI = 300
"""Of the A4 page that both sides of a card lie on."""


def main() -> None:
    """Answer requests until the session is gone."""
    is_network_gone = confine(memory_bytes=MEMORY_BYTES, may_use_network=False)
    link = Link(MAX_PAYLOAD_BYTES)
    cv2.setNumThreads(1)
    reader = Reader(model_folder())
    link.send({"is": "ready", "network_gone": is_network_gone})
    faults = (ValueError, cv2.error, MemoryError)  # BadFrame and BadRecipe are ValueErrors
    link.serve(lambda frame: answer(frame, reader), faults)


def answer(frame: Frame, reader: Reader) -> tuple[dict[str, Any], bytes]:
    """Do what one request asks. Raises ValueError, cv2.error or MemoryError."""
    match frame.header.get("do"):
        case "improve":
            return _improve(frame, reader)
        case "render":
            return _render(frame)
        case "join":
            return _join(frame)
        case "encode":
            quality = frame.number("quality", 1, 95)
            return {"is": "page"}, encode_jpeg(_pixels(frame), quality=quality, dpi=_dpi(frame))
        case other:
            raise BadFrame(f"{other!r} is not a request")


def _improve(frame: Frame, reader: Reader) -> tuple[dict[str, Any], bytes]:
    found = propose(decode(frame.payload), _dpi(frame), reader)
    if found.recipe == AS_SCANNED:
        return _as_scanned(frame, is_blank=found.looks_blank, side=found.side)
    return _page(found.page, found.recipe, found.dpi, is_blank=found.looks_blank, side=found.side)


def _render(frame: Frame) -> tuple[dict[str, Any], bytes]:
    """Do again, from the scan itself, what was decided: no loss adds up."""
    recipe = recipe_of(frame.header)
    if recipe == AS_SCANNED:
        return _as_scanned(frame)
    page = cooked(decode(frame.payload), recipe)
    return _page(page, recipe, dpi_of_page(page, recipe, _dpi(frame)))


def _join(frame: Frame) -> tuple[dict[str, Any], bytes]:
    first = frame.number("first", 1, len(frame.payload))
    match frame.header.get("recipes"):
        case [front, back]:
            recipes = Recipe.from_json(front), Recipe.from_json(back)
        case _:
            raise BadFrame("a card has two sides")
    sides = [
        cooked(decode(jpeg), recipe)
        for jpeg, recipe in zip(
            (frame.payload[:first], frame.payload[first:]), recipes, strict=True
        )
    ]
    size = PaperFormat(frame.text("format"))
    page = on_one_page(sides[0], sides[1], size, dpi=CARD_PAGE_DPI)
    if all(side.ndim == 2 for side in sides):
        page = np.asarray(cv2.cvtColor(page, cv2.COLOR_BGR2GRAY), np.uint8)
    return _page(page, AS_SCANNED, CARD_PAGE_DPI)


def _as_scanned(
    frame: Frame, *, is_blank: bool = False, side: Side | None = None
) -> tuple[dict[str, Any], bytes]:
    """Answer with the thumbnail alone: the page itself is where it came from."""
    thumbnail = small_jpeg(frame.payload)
    header = {
        "is": "page",
        "recipe": AS_SCANNED.to_json(),
        "blank": is_blank,
        "side": _told(side),
        "lengths": [0, 0, len(thumbnail)],
    }
    return header, thumbnail


def _page(
    page: Picture, recipe: Recipe, dpi: int, *, is_blank: bool = False, side: Side | None = None
) -> tuple[dict[str, Any], bytes]:
    made = encode_page(page, recipe, dpi=dpi)
    small = fit_within(page, THUMBNAIL_SIDE)
    thumbnail = encode_jpeg(small, quality=THUMBNAIL_QUALITY, dpi=SCREEN_DPI)
    shown = b"" if made.shown_jpeg is made.filed else made.shown_jpeg
    height, width = page.shape[:2]
    header = {
        "is": "page",
        "width": width,
        "height": height,
        "dpi": dpi,
        "colour": page.ndim == 3,
        "recipe": recipe.to_json(),
        "blank": is_blank,
        "side": _told(side),
        "lengths": [len(made.filed), len(shown), len(thumbnail)],
    }
    return header, made.filed + shown + thumbnail


def _told(side: Side | None) -> dict[str, object] | None:
    return None if side is None else {"format": side.format.value, "portrait": side.has_portrait}


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


def _dpi(frame: Frame) -> int:
    return frame.number("dpi", 1, 9600)


if __name__ == "__main__":
    main()
