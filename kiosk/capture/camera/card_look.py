"""Looking through a camera for an identifier card: runs in the camera's child.

What is in view is decoded here; only the text of a card that was checked leaves, and the
name of what was wrong with any other code. The first card ends the look.
"""

from __future__ import annotations

from kiosk.capture.confinement import Link
from kiosk.capture.imaging.picture import Picture, fit_within, grey_of
from kiosk.capture.reading.codes import qr_texts
from kiosk.domain.identifier_card import read_card
from kiosk.errors import KioskError

__all__ = ["CARD_SEEN", "look_at"]

CARD_SEEN = "card"
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
