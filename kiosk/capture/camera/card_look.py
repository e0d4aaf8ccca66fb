"""Looking through a camera for an identifier card: runs in the camera's child.

What is in view is decoded here; only the text of a card that was checked leaves, and the
name of what was wrong with any other code. The first card ends the look.
"""

from __future__ import annotations

import cv2

from kiosk.capture.confinement import Link
from kiosk.capture.imaging.picture import Picture, fit_within, grey_of
from kiosk.capture.reading.codes import qr_texts
from kiosk.domain.identifier_card import read_card
from kiosk.errors import KioskError

__all__ = ["CARD_SEEN", "VIEW_SIDE", "look_at", "send_view"]

CARD_SEEN = "card"
VIEW_SIDE = 640
READ_SIDE = 1600
"""A code is found no better in more pixels, and a slow post takes longer over them."""


def look_at(link: Link, picture: Picture, told: str) -> str:
    """Send what one picture shows; return what was told: `CARD_SEEN` ends the look.

    `told` is what was told before: a code that stays in view is told once.
    """
    key = ""
    for text in qr_texts(grey_of(fit_within(picture, READ_SIDE))):
        try:
            read_card(text)
        except KioskError as error:
            key = error.message_key
        else:
            link.send({"is": "card", "text": text})
            return CARD_SEEN
    if key and key != told:
        link.send({"is": "refused", "key": key})
    return key or told


def send_view(link: Link, picture: Picture) -> None:
    """Send the picture, small, as plain pixels: nothing a camera sent is decoded elsewhere."""
    rgb = cv2.cvtColor(fit_within(picture, VIEW_SIDE), cv2.COLOR_BGR2RGB)
    height, width = rgb.shape[:2]
    header = {"is": "view", "width": width, "height": height, "corners": [], "told": "no_paper"}
    link.send(header, rgb.tobytes())
