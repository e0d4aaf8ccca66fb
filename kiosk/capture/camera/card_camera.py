"""A person's card shown to the camera, from the session's side: the card, or words.

The camera is on from the press of a button until a card is seen, the page is left or
`LOOK_S` have passed, and not a moment longer: it ends with its child, which is killed.
Nothing of what it saw is kept.
"""

from __future__ import annotations

import time
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from types import MappingProxyType

from kiosk.capture.camera.finder import View, parse_view
from kiosk.capture.camera.source import V4L2
from kiosk.capture.child_scanner import ChildScanner, ScanLimits, scan_request
from kiosk.capture.children import Child, ChildGone, child_command
from kiosk.capture.frames import BadFrame, Frame
from kiosk.capture.ports import ScannerDevice, ScanSettings, Source
from kiosk.domain.identifier_card import CardContent, read_card
from kiosk.errors import KioskError, Unavailable

__all__ = ["LOOK_S", "CameraLimits", "CardCamera"]

LOOK_S = 30.0
MAX_PAYLOAD_BYTES = 8 << 20
POLL_S = 0.1
FAULTS: Mapping[str, str] = {"busy": "card.camera_busy"}
LISTING = ScanLimits(list_s=10.0)
REFUSED = frozenset({"card.foreign", "card.newer", "card.damaged"})


@dataclass(frozen=True, slots=True)
class CameraLimits:
    """In seconds."""

    look_s: float = LOOK_S
    start_s: float = 20.0
    """Opening a camera and its first picture."""
    silent_s: float = 8.0
    """A view comes ten times a second."""


@dataclass(frozen=True, slots=True)
class CardCamera:
    """The post's camera, as a way to read cards. Calls block: run them in a lane of their own."""

    module: str = V4L2
    options: Mapping[str, str] = field(default_factory=lambda: MappingProxyType({}))
    limits: CameraLimits = CameraLimits()

    def find(self) -> str | None:
        """Return the name of the first camera that answers; None where there is none."""
        try:
            found = ChildScanner(child_command(self.module), limits=LISTING).devices()
        except Unavailable:
            return None
        return found[0].name if found else None

    def look(
        self,
        camera: str,
        seen: Callable[[View], None],
        refused: Callable[[str], None],
        is_left: Callable[[], bool],
    ) -> CardContent | None:
        """Look until a card is in view; None when `is_left` (asked ten times a second) says so.

        Every view goes to `seen`; of a code that is no card of ours, once, the message key
        to `refused`. The camera is off when this returns or raises.

        Raises: Unavailable("card.not_seen" | "card.camera_busy" | "card.camera_lost").
        """
        device = ScannerDevice(camera, vendor="", model="", kind="")
        request = scan_request("card", device, ScanSettings(Source.GLASS), self.options)
        try:
            with Child(child_command(self.module), max_payload_bytes=MAX_PAYLOAD_BYTES) as child:
                child.send(request)
                for frame in _Frames(child, self.limits, is_left):
                    match frame.header.get("is"):
                        case "view":
                            seen(parse_view(frame))
                        case "card":
                            return _card(frame)
                        case "refused":
                            refused(_refusal(frame))
                        case "failed":
                            fault = frame.text("fault")
                            raise Unavailable(FAULTS.get(fault, "card.camera_lost"))
                        case "end":
                            raise Unavailable("card.camera_lost")
                        case _:
                            continue
        except (ChildGone, BadFrame) as cause:
            raise Unavailable("card.camera_lost") from cause
        return None


@dataclass(slots=True)
class _Frames:
    """What the child sends, until the page is left. Raises Unavailable when time is up."""

    child: Child
    limits: CameraLimits
    is_left: Callable[[], bool]
    _began_at: float = field(default_factory=time.monotonic)
    _heard_at: float = field(default_factory=time.monotonic)
    _is_open: bool = False

    def __iter__(self) -> _Frames:
        return self

    def __next__(self) -> Frame:
        while not self.is_left():
            now = time.monotonic()
            if now - self._began_at >= self.limits.look_s:
                raise Unavailable("card.not_seen")
            patience_s = self.limits.silent_s if self._is_open else self.limits.start_s
            if now - self._heard_at > patience_s:
                raise Unavailable("card.camera_lost")
            frame = self.child.receive(POLL_S)
            if frame is not None:
                self._heard_at = time.monotonic()
                self._is_open = self._is_open or frame.header.get("is") == "view"
                return frame
        raise StopIteration


def _card(untrusted: Frame) -> CardContent:
    """Read the card again: the child was beside a stranger's pixels."""
    try:
        return read_card(untrusted.text("text"))
    except KioskError as cause:
        raise BadFrame("a card is none") from cause


def _refusal(untrusted: Frame) -> str:
    key = untrusted.text("key")
    if key not in REFUSED:
        raise BadFrame("a code is refused for no reason of ours")
    return key
