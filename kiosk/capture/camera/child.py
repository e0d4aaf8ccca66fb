"""The process that looks through a camera: frames stay in it, small views and pages leave.

A webcam is a stranger's device on a cable: what it sends is decoded here, without network,
keys or disk, and a driver that hangs is killed with this process. One request is answered
as a scanner's child does (`scan_child`), with views in between and three words understood
meanwhile: "shoot", "finish" and "cancel". Asked for a card, it takes no page (`card_look`).
"""

from __future__ import annotations

import math
import os
import threading
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from typing import Protocol

import cv2
import numpy as np

from kiosk.capture.camera.card_look import CARD_SEEN, look_at
from kiosk.capture.camera.finder import FINISH, SHOOT
from kiosk.capture.camera.stillness import AT_FIRST, Look, Seen, advance
from kiosk.capture.camera.views import VIEW_SIDE, send_view
from kiosk.capture.confinement import Link, confine
from kiosk.capture.imaging.encoding import encode_jpeg
from kiosk.capture.imaging.likeness import Mark, is_alike, mark_of, sharpness
from kiosk.capture.imaging.perspective import find_corners, flattened, scaled
from kiosk.capture.imaging.picture import Picture, fit_within
from kiosk.capture.imaging.proposal import dpi_of_page
from kiosk.capture.ports import ScanEnd, Source
from kiosk.capture.recipe import Corners, Recipe
from kiosk.capture.sane_words import ScanFault
from kiosk.capture.scan_child import (
    JPEG_QUALITY,
    JpegPage,
    ScanRequest,
    end_header,
    fault_header,
    send_page,
)

__all__ = ["Camera", "CameraDriver", "serve"]

MEMORY_BYTES = 3 << 30
MAX_PAGES = 200
LOOK_EVERY_S = 0.1
SHARP_SIDE = 1600
"""The picture is judged at this size, at which a sharp one is filed well enough."""

MIN_SHARPNESS = 0.22
"""Drawn papers in focus gave 0.27 and more, out of focus by two pixels 0.21 and less."""

UNKNOWN_DPI = 72
"""Of a picture in which no paper was found: photographs say so, and A4 is the most it fills."""


class Camera(Protocol):
    """One open camera."""

    def read(self) -> Picture | None:
        """Wait for the next picture, in blue, green and red; None when there are no more.

        Raises: ScanFault when the camera is gone.
        """
        ...

    def close(self) -> None: ...


class CameraDriver(Protocol):
    """A way to reach cameras from this process."""

    def devices(self) -> Sequence[tuple[str, ...]]:
        """Return name, vendor, model and kind of each."""
        ...

    def open(self, request: ScanRequest) -> Camera:
        """Open one. Raises ScanFault."""
        ...


def serve(make_driver: Callable[[], CameraDriver], now_s: Callable[[], float]) -> None:
    """Answer one request from standard input and end; `now_s` is the time between pictures."""
    link = Link(max_payload_bytes=0)
    confine(memory_bytes=MEMORY_BYTES, may_use_network=False)
    request = link.receive()
    driver = make_driver()
    if request.text("do") == "devices":
        found = [list(device) for device in driver.devices()]
        link.send({"is": "devices", "devices": found})
        return
    scan = _Scan(link, driver, now_s)
    try:
        by = scan.run(ScanRequest.parse(request))
    except ScanFault as end:
        link.send(fault_header(end, Source.GLASS))
    else:
        link.send(end_header(by, Source.GLASS, both_sides=False))
    scan.close()
    os._exit(0)  # nothing here needs what drivers do at an exit, and some hang in it


@dataclass(slots=True)
class _Scan:
    link: Link
    driver: CameraDriver
    now_s: Callable[[], float]
    _shoot: threading.Event = field(default_factory=threading.Event)
    _finish: threading.Event = field(default_factory=threading.Event)
    _cancel: threading.Event = field(default_factory=threading.Event)
    _camera: Camera | None = None

    def run(self, request: ScanRequest) -> ScanEnd:
        """Look until the end is asked for or the pictures end. Raises ScanFault."""
        cv2.setNumThreads(1)
        self.link.send({"is": "starting"})
        threading.Thread(target=self._listen, daemon=True).start()
        self._camera = self.driver.open(request)
        if request.is_for_card:
            return self._look_for_card(self._camera)
        return self._look_through(self._camera)

    def close(self) -> None:
        """Let the camera go, once it was told how it ended: as scanners do, cameras hang here
        too. The session gives a while (`ScanLimits.close_s`), then ends this process."""
        if self._camera is not None:
            self._camera.close()

    def _look_through(self, camera: Camera) -> ScanEnd:
        watching, taken, pages = AT_FIRST, None, 0
        looked_at_s = -math.inf
        while pages < MAX_PAGES and not self._finish.is_set():
            picture = None if self._cancel.is_set() else camera.read()
            if self._cancel.is_set():
                return ScanEnd.CANCELLED
            if picture is None:
                break
            is_due = self.now_s() - looked_at_s >= LOOK_EVERY_S
            if not is_due and not self._shoot.is_set():
                continue
            looked_at_s = self.now_s()
            look = _Seeing.of(picture, taken)
            watching = advance(watching, look.seen, looked_at_s)
            is_taken = watching.told is Look.SHOOT or self._shoot.is_set()
            send_view(self.link, look.small, look.seen.corners, watching.told)
            if is_taken:
                self._shoot.clear()
                pages += 1
                self._send_page(picture, look, pages)
                taken = look.mark
        return ScanEnd.DONE

    def _look_for_card(self, camera: Camera) -> ScanEnd:
        told, looked_at_s = "", -math.inf
        while told != CARD_SEEN and not self._cancel.is_set():
            picture = camera.read()
            if picture is None:
                break
            if self.now_s() - looked_at_s < LOOK_EVERY_S:
                continue
            looked_at_s = self.now_s()
            send_view(self.link, fit_within(picture, VIEW_SIDE))
            told = look_at(self.link, picture, told)
        return ScanEnd.DONE

    def _send_page(self, picture: Picture, look: _Seeing, number: int) -> None:
        dpi = look.dpi(picture)
        height, width = picture.shape[:2]
        jpeg = encode_jpeg(picture, quality=JPEG_QUALITY, dpi=dpi)
        send_page(self.link, JpegPage(jpeg, width, height, is_colour=True), number, dpi)

    def _listen(self) -> None:
        words = {SHOOT: self._shoot, FINISH: self._finish, "cancel": self._cancel}
        while True:  # receive() ends this process when the session is gone
            heard = words.get(str(self.link.receive().header.get("do")))
            if heard is not None:
                heard.set()


@dataclass(frozen=True, slots=True)
class _Seeing:
    """One picture, looked at."""

    small: Picture
    seen: Seen
    mark: Mark | None
    """None where there is no paper to be known again."""

    @classmethod
    def of(cls, picture: Picture, taken: Mark | None) -> _Seeing:
        small = fit_within(picture, VIEW_SIDE)
        diagonal = math.hypot(*small.shape[:2])
        corners = find_corners(small)
        if corners is None:
            return cls(small, Seen(None, diagonal), None)
        mark = mark_of(flattened(small, corners))
        judged = fit_within(picture, SHARP_SIDE)
        inside = _inside(judged, scaled(corners, small, judged))
        seen = Seen(
            corners,
            diagonal,
            is_sharp=sharpness(inside) >= MIN_SHARPNESS,
            is_taken=taken is not None and is_alike(mark, taken),
        )
        return cls(small, seen, mark)

    def dpi(self, picture: Picture) -> int:
        """Return about how many pixels of `picture` are an inch of the paper."""
        if self.seen.corners is None:
            return UNKNOWN_DPI
        corners = scaled(self.seen.corners, self.small, picture)
        return dpi_of_page(flattened(picture, corners), Recipe(corners=corners), UNKNOWN_DPI)


def _inside(picture: Picture, corners: Corners) -> Picture:
    """Return the middle of the paper: half of its height and width, upright in the picture."""
    height, width = picture.shape[:2]
    xs, ys = corners[::2], corners[1::2]
    left, right = _middle(min(xs), max(xs), width)
    top, bottom = _middle(min(ys), max(ys), height)
    return np.ascontiguousarray(picture[top:bottom, left:right])


def _middle(low: float, high: float, most: int) -> tuple[int, int]:
    quarter = (high - low) / 4
    first = min(max(0, round(low + quarter)), most - 2)
    return first, min(max(first + 2, round(high - quarter)), most)
