"""What reads a card held before this post's camera, and the lane it is used on."""

from __future__ import annotations

from PySide6.QtCore import QObject

from kiosk.capture.camera.card_camera import CardCamera
from ui.jobs import Lane
from ui.screens.show_card.presenter import CardTools

__all__ = ["card_tools"]


def card_tools(parent: QObject) -> CardTools:
    """Return the real camera, on a lane of its own: a look takes half a minute at most."""
    lane = Lane("cards", parent)
    return CardTools(CardCamera(), lane, lane.on_screen_thread)
