"""A camera's real child before pictures in a folder: no camera is there to be asked.

Each picture of the option `pictures` stands still for as long as somebody holds a paper
under a camera, then the next comes, until they end. Time is counted by pictures. With the
option `lingers` the camera is never let go, with `busy` it is somebody else's, with `endless`
the last picture stays, with `hangs` no picture comes after the last.
"""

from __future__ import annotations

import time
from collections.abc import Sequence, Set
from pathlib import Path

import cv2
import numpy as np

from kiosk.capture.camera.child import Camera, serve
from kiosk.capture.imaging.picture import Picture
from kiosk.capture.sane_words import Fault, ScanFault
from kiosk.capture.scan_child import ScanRequest

DEVICE = ("camera:pictures", "Papier", "Dossier d’images", "camera")
VIEWS_EACH = 12
BETWEEN_S = 0.1


class Clock:
    """The time between pictures."""

    def __init__(self) -> None:
        self.now_s = 0.0

    def __call__(self) -> float:
        return self.now_s


class PictureCameras:
    """One camera, made of a folder."""

    def __init__(self, clock: Clock) -> None:
        self._clock = clock

    def devices(self) -> Sequence[tuple[str, ...]]:
        return (DEVICE,)

    def open(self, request: ScanRequest) -> Camera:
        if request.device != DEVICE[0]:
            raise ScanFault(Fault.NO_SCANNER)
        if "busy" in request.options:
            raise ScanFault(Fault.BUSY)
        return PictureCamera(Path(request.options["pictures"]), self._clock, set(request.options))


class PictureCamera:
    """Gives the pictures in the order of their names; one called `*.gone` is a pulled cable."""

    def __init__(self, folder: Path, clock: Clock, options: Set[str]) -> None:
        self._options = options
        self._paths = sorted(folder.iterdir())
        self._clock = clock
        self._read = 0
        self._last: tuple[Path, Picture] | None = None

    def read(self) -> Picture | None:
        at = self._read // VIEWS_EACH
        self._read += 1
        self._clock.now_s += BETWEEN_S
        if at >= len(self._paths) and "hangs" in self._options:
            time.sleep(3600)
        if at >= len(self._paths) and "endless" in self._options:
            time.sleep(BETWEEN_S)
            at = len(self._paths) - 1
        if at >= len(self._paths):
            return None
        path = self._paths[at]
        if path.suffix == ".gone":
            raise ScanFault(Fault.UNPLUGGED)
        if self._last is None or self._last[0] != path:
            self._last = path, np.asarray(cv2.imread(str(path)), np.uint8)
        return self._last[1]

    def close(self) -> None:
        if "lingers" in self._options:
            time.sleep(3600)


if __name__ == "__main__":
    clock = Clock()
    serve(lambda: PictureCameras(clock), clock)
