"""Cameras of Linux (Video4Linux 2), through OpenCV's own driver; runs in a child only.

Named by the link udev makes from maker, model and serial number, so that a camera plugged
in elsewhere is the same one; by its node where there is no such link.
"""

from __future__ import annotations

import errno
import os
import time
from collections.abc import Iterator, Mapping, Sequence
from pathlib import Path

import cv2
import numpy as np

from kiosk.capture.camera.child import Camera, serve
from kiosk.capture.camera.source import PREFIX
from kiosk.capture.imaging.picture import Picture
from kiosk.capture.sane_words import Fault, ScanFault
from kiosk.capture.scan_child import ScanRequest

__all__ = ["V4l2Cameras", "cameras_of", "main"]

SYSFS = Path("/sys/class/video4linux")
LINKS = Path("/dev/v4l/by-id")

WANTED_SIZE = (3840, 2160)
"""More than most have: the driver takes the nearest it can do."""

CARD_SIZE = (1280, 720)
"""Enough for a code held in a hand, and there at once."""

FAULTS: Mapping[int, Fault] = {
    errno.EACCES: Fault.DENIED,
    errno.EPERM: Fault.DENIED,
    errno.EBUSY: Fault.BUSY,
}


class V4l2Cameras:
    """The cameras of this machine."""

    def devices(self) -> Sequence[tuple[str, ...]]:
        """Return those that take pictures now."""
        return tuple(
            (f"{PREFIX}{path}", "", model, "camera") for path, model in cameras_of(SYSFS, LINKS)
        )

    def open(self, request: ScanRequest) -> Camera:
        """Open one, as finely as it can. Raises ScanFault."""
        path = request.device.removeprefix(PREFIX)
        width, height = CARD_SIZE if request.is_for_card else WANTED_SIZE
        _try(path)
        capture = cv2.VideoCapture(
            path,
            cv2.CAP_V4L2,
            [
                # JPEG first: uncompressed, a large picture comes once in a second or two.
                *(cv2.CAP_PROP_FOURCC, cv2.VideoWriter.fourcc(*"MJPG")),
                *(cv2.CAP_PROP_FRAME_WIDTH, width),
                *(cv2.CAP_PROP_FRAME_HEIGHT, height),
                *(cv2.CAP_PROP_BUFFERSIZE, 1),
            ],
        )
        if not capture.isOpened():
            raise ScanFault(Fault.BUSY)
        return _V4l2Camera(capture)


class _V4l2Camera:
    def __init__(self, capture: cv2.VideoCapture) -> None:
        self._capture = capture

    def read(self) -> Picture | None:
        is_read, picture = self._capture.read()
        if not is_read or picture is None:
            raise ScanFault(Fault.UNPLUGGED)
        return np.asarray(picture, np.uint8)

    def close(self) -> None:
        self._capture.release()


def cameras_of(sysfs: Path, links: Path) -> Iterator[tuple[str, str]]:
    """Give path and model of each camera; its nodes that give no picture are left out.

    A webcam has a second node for what it tells of its pictures: `index` is not 0 there.
    """
    named = {os.path.realpath(link): str(link) for link in _inside(links)}
    for node in _inside(sysfs):
        if _word(node / "index") not in {"", "0"}:
            continue
        path = f"/dev/{node.name}"
        yield named.get(path, path), _word(node / "name") or node.name


def _inside(folder: Path) -> Sequence[Path]:
    try:
        return sorted(folder.iterdir())
    except OSError:
        return ()


def _word(file: Path) -> str:
    try:
        return file.read_text(encoding="utf-8", errors="replace").strip()
    except OSError:
        return ""


def _try(path: str) -> None:
    """Open and close the node: it says what is wrong, OpenCV only that something is."""
    try:
        os.close(os.open(path, os.O_RDWR | os.O_NONBLOCK | os.O_CLOEXEC))
    except OSError as cause:
        raise ScanFault(FAULTS.get(cause.errno or 0, Fault.NO_SCANNER)) from cause


def main() -> None:
    """Serve one request."""
    serve(V4l2Cameras, time.monotonic)


if __name__ == "__main__":
    main()
