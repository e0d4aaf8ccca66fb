"""What a camera sees, sent to the screen: small, as plain pixels. Runs in the camera's child."""

from __future__ import annotations

import cv2

from kiosk.capture.camera.stillness import Look
from kiosk.capture.confinement import Link
from kiosk.capture.imaging.picture import Picture
from kiosk.capture.recipe import Corners

__all__ = ["VIEW_SIDE", "send_view"]

VIEW_SIDE = 640


def send_view(
    link: Link, small: Picture, corners: Corners | None = None, told: Look = Look.NO_PAPER
) -> None:
    """Send a picture as plain pixels: nothing a camera sent is decoded elsewhere."""
    rgb = cv2.cvtColor(small, cv2.COLOR_BGR2RGB)
    height, width = rgb.shape[:2]
    header = {
        "is": "view",
        "width": width,
        "height": height,
        "corners": [round(each) for each in corners or ()],
        "told": told.value,
    }
    link.send(header, rgb.tobytes())
