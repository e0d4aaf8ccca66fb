"""From a page as scanned to a page as filed, from the session's side.

The work is done in a worker process (`pipeline_worker`), so that the session stays small
and a broken picture breaks the worker, not the session. Whatever happens there, the page
as scanned is kept and can be gone back to.
"""

from __future__ import annotations

import time
from collections.abc import Mapping
from dataclasses import dataclass, replace
from enum import Enum
from types import TracebackType
from typing import Any, Self

from kiosk.capture.children import Child, ChildGone, child_command
from kiosk.capture.frames import BadFrame, Frame
from kiosk.capture.ports import ScannedPage
from kiosk.errors import Unavailable

__all__ = ["Change", "Decision", "ImprovedPage", "Pipeline", "PipelineLimits", "revert"]

WORKER = "kiosk.capture.pipeline_worker"
MAX_PAYLOAD_BYTES = 128 << 20
MAX_SIDE = 60_000
FILE_QUALITY = 85
MIN_STRAIGHTENED_DEG = 0.12
"""Below this `page_image` leaves a page as it lies."""


class Change(Enum):
    """What was done to a page by itself, or asked by a person (TURNED)."""

    CROPPED = "cropped"
    STRAIGHTENED = "straightened"
    MADE_GREY = "made_grey"
    TURNED = "turned"


@dataclass(frozen=True, slots=True)
class Decision:
    """What was decided for a page, enough to do it again from the scan itself."""

    crop: tuple[float, float, float, float, float] | None = None
    """Centre x, y, width, height in pixels of the scan; angle in degrees, clockwise."""
    makes_grey: bool = False
    quarter_turns: int = 0


@dataclass(frozen=True, slots=True, repr=False)
class ImprovedPage:
    """A page ready to be shown and filed, with the scan it came from.

    `applied` is empty when nothing was changed, and when the worker could not do it:
    then `is_as_scanned` is true and `jpeg` is the scan itself.
    """

    jpeg: bytes
    applied: tuple[Change, ...]
    scan: ScannedPage
    width: int
    height: int
    is_colour: bool
    looks_blank: bool = False
    """Proposed for removal; removed by a person only."""
    decision: Decision = Decision()
    took_ms: int = 0

    @property
    def original_jpeg(self) -> bytes:
        """The page as scanned."""
        return self.scan.jpeg

    @property
    def is_as_scanned(self) -> bool:
        """True when this is the scan itself, byte for byte."""
        return self.jpeg is self.scan.jpeg

    @property
    def straightened_deg(self) -> float:
        """How far the page was turned to stand straight, in degrees."""
        crop = self.decision.crop
        return 0.0 if crop is None else abs(crop[4])


@dataclass(frozen=True, slots=True)
class PipelineLimits:
    """How long the worker may take, in seconds; A4 at 300 dpi takes about 0.4."""

    start_s: float = 15.0
    request_s: float = 20.0


class Pipeline:
    """Works on pages, one after another. Used by one lane; `close` it with the session."""

    def __init__(
        self, command: tuple[str, ...] | None = None, limits: PipelineLimits | None = None
    ) -> None:
        self._command = command or child_command(WORKER)
        self._limits = limits or PipelineLimits()
        self._child: Child | None = None
        self.is_network_gone = False
        """Whether the running worker could give up the network."""

    def warm(self) -> None:
        """Start the worker ahead of the first page; harmless when it runs or cannot."""
        try:
            self._running()
        except (ChildGone, BadFrame):
            self.close()

    def improve(self, page: ScannedPage) -> ImprovedPage:
        """Crop, straighten, choose colour or grey, compress; never raises for a bad page.

        A page is kept as scanned when the worker fails or hangs on it.
        """
        began_at = time.monotonic()
        try:
            found = self._ask({"do": "improve", "dpi": page.dpi}, page.jpeg)
            return _parse_improved(found, page, round((time.monotonic() - began_at) * 1000))
        except (_CannotDo, BadFrame):
            return _as_scanned(page)

    def turn(self, page: ImprovedPage, quarter_turns: int) -> ImprovedPage:
        """Turn to the right by quarters, from the scan itself, so that nothing is lost.

        Raises: Unavailable("page.no_preview") when the worker fails; the page stays.
        """
        turns = (page.decision.quarter_turns + quarter_turns) % 4
        decision = replace(page.decision, quarter_turns=turns)
        asked = {
            "do": "render",
            "dpi": page.scan.dpi,
            "crop": None if decision.crop is None else list(decision.crop),
            "makes_grey": decision.makes_grey,
            "turns": turns,
        }
        drawn = self._ask_or_tell(asked, page.original_jpeg)
        others = tuple(change for change in page.applied if change is not Change.TURNED)
        return replace(
            page,
            jpeg=drawn.jpeg,
            width=drawn.width,
            height=drawn.height,
            is_colour=drawn.is_colour,
            applied=(*others, Change.TURNED) if turns else others,
            decision=decision,
        )

    def turn_jpeg(self, jpeg: bytes, quarter_turns: int) -> bytes:
        """Turn a page of which only this JPEG is left, as of a draft, to the right.

        It keeps its resolution, so that it prints as large as before.

        Raises: Unavailable("page.no_preview").
        """
        asked = {"do": "turn", "turns": quarter_turns % 4}
        return self._ask_or_tell(asked, jpeg).jpeg

    def thumbnail(self, jpeg: bytes, max_px: int = 320) -> bytes:
        """Return a small JPEG of a page. Raises Unavailable("page.no_preview")."""
        return self._ask_or_tell({"do": "thumbnail", "max_px": max_px}, jpeg).jpeg

    def encode(self, pixels: bytes, *, width: int, height: int, is_colour: bool, dpi: int) -> bytes:
        """Return raw red-green-blue or grey pixels as a JPEG without anything else in it.

        Raises: Unavailable("page.no_preview").
        """
        asked = {
            "do": "encode",
            "width": width,
            "height": height,
            "colour": is_colour,
            "dpi": dpi,
            "quality": FILE_QUALITY,
        }
        return self._ask_or_tell(asked, pixels).jpeg

    def close(self) -> None:
        """Kill the worker and with it every page it holds; the next request starts one."""
        child, self._child = self._child, None
        if child is not None:
            child.close()

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        value: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        self.close()

    def _ask_or_tell(self, header: Mapping[str, Any], payload: bytes) -> _Drawn:
        try:
            return _Drawn.parse(self._ask(header, payload))
        except (_CannotDo, BadFrame) as cause:
            raise Unavailable("page.no_preview") from cause

    def _ask(self, header: Mapping[str, Any], payload: bytes) -> Frame:
        """Return the worker's page. Raises _CannotDo; a worker that fails is not kept."""
        deadline = time.monotonic() + self._limits.request_s
        try:
            child = self._running()
            child.send(header, payload, self._limits.request_s)
            frame = child.receive(max(0.0, deadline - time.monotonic()))
        except ChildGone as cause:
            self.close()
            raise _CannotDo from cause
        if frame is None:
            self.close()
            raise _CannotDo
        if frame.header.get("is") != "page" or not frame.payload.startswith(b"\xff\xd8"):
            raise _CannotDo
        return frame

    def _running(self) -> Child:
        if self._child is not None and self._child.is_running:
            return self._child
        self.close()
        self._child = Child(self._command, max_payload_bytes=MAX_PAYLOAD_BYTES)
        ready = self._child.receive(self._limits.start_s)
        if ready is None:
            raise ChildGone("the worker did not start")
        self.is_network_gone = ready.header.get("network_gone") is True
        return self._child


def revert(page: ImprovedPage) -> ImprovedPage:
    """Return the page as scanned ("Remettre comme avant"): nothing applied, nothing turned."""
    return replace(_as_scanned(page.scan), looks_blank=page.looks_blank)


class _CannotDo(Exception):
    """The worker failed on a request, hung or could not be started."""


@dataclass(frozen=True, slots=True, repr=False)
class _Drawn:
    """A picture the worker sent."""

    jpeg: bytes
    width: int
    height: int
    is_colour: bool

    @classmethod
    def parse(cls, untrusted: Frame) -> _Drawn:
        return cls(
            untrusted.payload,
            untrusted.number("width", 1, MAX_SIDE),
            untrusted.number("height", 1, MAX_SIDE),
            untrusted.flag("colour"),
        )


def _as_scanned(page: ScannedPage) -> ImprovedPage:
    return ImprovedPage(page.jpeg, (), page, page.width, page.height, page.is_colour)


def _parse_improved(untrusted: Frame, page: ScannedPage, took_ms: int) -> ImprovedPage:
    drawn = _Drawn.parse(untrusted)
    crop = _parse_crop(untrusted)
    makes_grey = untrusted.flag("makes_grey")
    applied = {
        Change.CROPPED: untrusted.flag("paper_found"),
        Change.STRAIGHTENED: crop is not None and abs(crop[4]) >= MIN_STRAIGHTENED_DEG,
        Change.MADE_GREY: makes_grey,
    }
    return ImprovedPage(
        jpeg=drawn.jpeg,
        applied=tuple(change for change, was_done in applied.items() if was_done),
        scan=page,
        width=drawn.width,
        height=drawn.height,
        is_colour=drawn.is_colour,
        looks_blank=untrusted.flag("blank"),
        decision=Decision(crop, makes_grey),
        took_ms=took_ms,
    )


def _parse_crop(untrusted: Frame) -> tuple[float, float, float, float, float] | None:
    match untrusted.header.get("crop"):
        case None:
            return None
        case [
            float() | int() as x,
            float() | int() as y,
            float() | int() as width,
            float() | int() as height,
            float() | int() as angle,
        ]:
            return x, y, width, height, angle
        case _:
            raise BadFrame("a crop is not five decimals")
