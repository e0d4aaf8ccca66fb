"""The process that reads pages: machine-readable zones, codes, printed words. One thread, niced.

No network, no file, no key. It holds pages of the session that started it and dies with
it. Pages come from scanners and from strangers' files; a crash here costs a page its
words, no more: the page itself is kept by the session.
"""

from __future__ import annotations

import base64
import json
import os
from datetime import date
from functools import lru_cache
from typing import Any

import cv2
import tesserocr

from kiosk.capture.confinement import Link, confine
from kiosk.capture.frames import BadFrame, Frame
from kiosk.capture.imaging.encoding import decode_filed, dpi_of
from kiosk.capture.imaging.picture import Picture, fit_within, grey_of
from kiosk.capture.reading.codes import codes_on
from kiosk.capture.reading.models import model_folder, models_here
from kiosk.capture.reading.mrz import parse
from kiosk.capture.reading.zone_image import read_zones
from kiosk.capture.words import turned_round

__all__ = ["main"]

MEMORY_BYTES = 3 << 30
MAX_PAYLOAD_BYTES = 64 << 20
NICENESS = 15
"""Scanning, drawing and sealing go first: reading never delays *Ranger*."""

MOST_SECONDS = 40
"""For one page in one language; A4 at 300 dpi takes about two."""

POOR_CONFIDENCE = 72
"""Below this mean, French was the wrong language: the person's is tried."""

MAX_SIDE = 4300
"""A page of larger pixels is made smaller first: letters are read no better above 360 dpi."""

MAX_CODE_BYTES = 8192


def main() -> None:
    """Answer requests until the session is gone."""
    is_network_gone = confine(memory_bytes=MEMORY_BYTES, may_use_network=False)
    link = Link(MAX_PAYLOAD_BYTES)
    os.nice(NICENESS)
    cv2.setNumThreads(1)
    link.send({"is": "ready", "network_gone": is_network_gone})
    faults = (ValueError, RuntimeError, cv2.error, MemoryError)  # BadFrame is a ValueError
    link.serve(answer, faults)


def answer(frame: Frame) -> tuple[dict[str, Any], bytes]:
    """Do what one request asks. Raises ValueError, RuntimeError, cv2.error or MemoryError."""
    match frame.header.get("do"):
        case "look":
            page = grey_of(decode_filed(frame.payload))
            seen = {"zones": _zones(page), "codes": _codes(page)}
            return {"is": "seen"}, json.dumps(seen).encode()
        case "words":
            page = grey_of(decode_filed(frame.payload))
            words = _words(page, dpi_of(frame.payload), _models(frame))
            header = {"is": "words", "width": page.shape[1], "height": page.shape[0]}
            return header, json.dumps(words).encode()
        case other:
            raise BadFrame(f"{other!r} is not a request")


def _zones(page: Picture) -> list[list[str]]:
    """Return the lines of each zone in the layout whose digits hold, else in the likeliest."""
    today = date.today()  # only the century hangs on it here; the session parses again
    found = []
    for zone in read_zones(page):
        held = (lines for lines in zone.lines if parse(lines, today) is not None)
        found.append(list(next(held, zone.lines[0])))
    return found


def _codes(page: Picture) -> list[dict[str, Any]]:
    """Return the codes on a page, of whatever kind: format's name, bytes, box."""
    return [
        {
            "format": code.format,
            "bytes": base64.b64encode(code.content[:MAX_CODE_BYTES]).decode(),
        }
        for code in codes_on(page)
    ]


def _words(page: Picture, dpi: int, models: tuple[str, ...]) -> list[list[object]]:
    """Return each word as [text, x, y, width, height, confidence], in reading order.

    In French; where that reads poorly and the person's language has a model, in both.
    """
    scale = min(1.0, MAX_SIDE / max(page.shape))
    small = fit_within(page, MAX_SIDE)
    found = _read(small, round(dpi * scale), models[0])
    if len(models) > 1 and _mean(found) < POOR_CONFIDENCE:
        other = _read(small, round(dpi * scale), "+".join((*models[1:], models[0])))
        found = max(found, other, key=_mean)
    return [
        [text, *(round(side / scale) for side in box), confidence]
        for text, box, confidence in found
    ]


Found = list[tuple[str, tuple[int, int, int, int], int]]


def _read(page: Picture, dpi: int, models: str) -> Found:
    api = _engine(models)
    height, width = page.shape
    api.SetImageBytes(page.tobytes(), width, height, 1, width)
    api.SetSourceResolution(dpi)
    found: Found = []
    try:
        if not api.Recognize(MOST_SECONDS * 1000):
            return found
        for word in tesserocr.iterate_level(api.GetIterator(), tesserocr.RIL.WORD):
            if word.Empty(tesserocr.RIL.WORD):
                continue  # a picture or a line; asking for its text raises
            text = (word.GetUTF8Text(tesserocr.RIL.WORD) or "").strip()
            box = word.BoundingBox(tesserocr.RIL.WORD)
            if text and box is not None:
                left, top, right, bottom = box
                confidence = round(word.Confidence(tesserocr.RIL.WORD))
                found.append((_in_order(text), (left, top, right - left, bottom - top), confidence))
    finally:
        api.Clear()
    return found


def _in_order(word: str) -> str:
    """Return a word as it is spoken.

    WORKAROUND: asked word by word, the engine gives letters of right-to-left scripts from
    left to right (5.5.4; the text of a whole page is right).
    """
    return turned_round(word)


@lru_cache(maxsize=2)
def _engine(models: str) -> tesserocr.PyTessBaseAPI:
    return tesserocr.PyTessBaseAPI(
        path=str(model_folder()), lang=models, psm=tesserocr.PSM.AUTO, oem=tesserocr.OEM.LSTM_ONLY
    )


def _mean(found: Found) -> float:
    letters = sum(len(text) for text, _, _ in found)
    return sum(len(text) * sure for text, _, sure in found) / letters if letters else 0.0


def _models(frame: Frame) -> tuple[str, ...]:
    asked = frame.header.get("models")
    here = models_here()
    if not isinstance(asked, list) or not asked or not all(name in here for name in asked):
        raise BadFrame("models are not names of models that are here")
    return tuple(asked)


if __name__ == "__main__":
    main()
