"""From a page as scanned to a page as filed, from the session's side.

The work is done in a worker process (`pipeline_worker`), so that the session stays small
and a broken picture breaks the worker, not the session. Whatever happens there, the page
as scanned is kept and can be gone back to, step by step or at once.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace
from typing import Any

from kiosk.capture.children import child_command
from kiosk.capture.frames import BadFrame, Frame
from kiosk.capture.layers import LAYERED
from kiosk.capture.ports import ScannedPage
from kiosk.capture.recipe import AS_SCANNED, BadRecipe, Change, PaperFormat, Recipe, Side, recipe_of
from kiosk.capture.workers import Worker, WorkerFailed
from kiosk.errors import Unavailable

__all__ = [
    "Change",
    "ImprovedPage",
    "JoinedPage",
    "Pipeline",
    "PipelineLimits",
    "Recipe",
]

WORKER = "kiosk.capture.pipeline_worker"
MAX_PAYLOAD_BYTES = 128 << 20
MAX_SIDE = 60_000
FILE_QUALITY = 85
JPEG, TIFF = b"\xff\xd8", b"II*\x00"


@dataclass(frozen=True, slots=True, repr=False)
class ImprovedPage:
    """A page ready to be shown and filed, with the scan it came from.

    `recipe` is empty when nothing was changed, and when the worker could not do it: then
    `is_as_scanned` is true and the page is the scan itself.
    """

    jpeg: bytes
    """To be shown."""
    filed: bytes
    """To be filed: a JPEG, a TIFF of one G4 strip where the page is black on white, or both as
    `Layers`."""
    thumbnail_jpeg: bytes
    """Empty when the worker could not draw it."""
    scan: ScannedPage
    width: int
    height: int
    """Of `filed`, in pixels."""
    dpi: int
    is_colour: bool
    recipe: Recipe = AS_SCANNED
    looks_blank: bool = False
    """Proposed for removal; removed by a person only."""
    side: Side | None = None
    """Which side of a card this is, if it is one."""

    @property
    def applied(self) -> tuple[Change, ...]:
        """What was done to the scan, in order."""
        return self.recipe.changes

    @property
    def original_jpeg(self) -> bytes:
        """The page as scanned."""
        return self.scan.jpeg

    @property
    def is_as_scanned(self) -> bool:
        """True when this is the scan itself, byte for byte."""
        return self.filed is self.scan.jpeg

    @property
    def straightened_deg(self) -> float:
        """How far the page was turned to stand straight, in degrees."""
        frame = self.recipe.frame
        return abs(self.recipe.lean_deg if frame is None else frame.angle_deg)


@dataclass(frozen=True, slots=True, repr=False)
class JoinedPage:
    """Both sides of a card on one A4 page at true size, with what each was."""

    jpeg: bytes
    thumbnail_jpeg: bytes
    width: int
    height: int
    dpi: int
    front: ImprovedPage
    back: ImprovedPage


@dataclass(frozen=True, slots=True)
class PipelineLimits:
    """How long the worker may take, in seconds; A4 at 300 dpi takes about 0.6."""

    start_s: float = 15.0
    request_s: float = 20.0


class Pipeline(Worker):
    """Works on pages, one after another. Used by one lane; `close` it with the session."""

    def __init__(
        self, command: tuple[str, ...] | None = None, limits: PipelineLimits | None = None
    ) -> None:
        self._limits = limits or PipelineLimits()
        super().__init__(
            command or child_command(WORKER),
            start_s=self._limits.start_s,
            max_payload_bytes=MAX_PAYLOAD_BYTES,
        )

    def improve(self, page: ScannedPage) -> ImprovedPage:
        """Decide what makes a scan a better page, and make it; never raises for a bad page.

        A page is kept as scanned when the worker fails or hangs on it.
        """
        try:
            return _parse_page(self._ask({"do": "improve", "dpi": page.dpi}, page.jpeg), page)
        except (WorkerFailed, BadFrame, BadRecipe):
            return _as_scanned(page)

    def render(self, page: ScannedPage, recipe: Recipe) -> ImprovedPage:
        """Make a page from its scan again, by another recipe; the empty one gives the scan.

        Taking one step out, or turning the page by hand, is another recipe ("Remettre comme
        avant"). What was found about the page (blank, a card's side) is not looked for again.

        Raises: Unavailable("page.no_preview") when the worker fails; the page stays.
        """
        asked = {"do": "render", "dpi": page.dpi, "recipe": recipe.to_json()}
        try:
            return _parse_page(self._ask(asked, page.jpeg), page)
        except (WorkerFailed, BadFrame, BadRecipe) as cause:
            raise Unavailable("page.no_preview") from cause

    def join(self, one: ImprovedPage, other: ImprovedPage) -> JoinedPage:
        """Put both sides of a card on one A4 page, the portrait's side above.

        Raises: Unavailable("page.no_preview"), ValueError when they are not of one format.
        """
        if one.side is None or other.side is None or one.side.format is not other.side.format:
            raise ValueError("two sides of a card have one format")
        front, back = (other, one) if other.side.has_portrait else (one, other)
        asked = {
            "do": "join",
            "dpi": [front.scan.dpi, back.scan.dpi],
            "recipes": [front.recipe.to_json(), back.recipe.to_json()],
            "format": one.side.format.value,
            "first": len(front.scan.jpeg),
        }
        try:
            told = self._ask(asked, front.scan.jpeg + back.scan.jpeg)
            filed, _, thumbnail = _parts(told, is_as_scanned=False)
            return JoinedPage(
                jpeg=filed,
                thumbnail_jpeg=thumbnail,
                width=told.number("width", 1, MAX_SIDE),
                height=told.number("height", 1, MAX_SIDE),
                dpi=told.number("dpi", 1, 9600),
                front=front,
                back=back,
            )
        except (WorkerFailed, BadFrame) as cause:
            raise Unavailable("page.no_preview") from cause

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
        try:
            told = self._ask(asked, pixels)
        except WorkerFailed as cause:
            raise Unavailable("page.no_preview") from cause
        if not told.payload.startswith(JPEG):
            raise Unavailable("page.no_preview")
        return told.payload

    def _ask(self, header: Mapping[str, Any], payload: bytes) -> Frame:
        return self.ask(header, payload, wanted="page", timeout_s=self._limits.request_s)


def _as_scanned(page: ScannedPage, thumbnail: bytes = b"") -> ImprovedPage:
    return ImprovedPage(
        jpeg=page.jpeg,
        filed=page.jpeg,
        thumbnail_jpeg=thumbnail,
        scan=page,
        width=page.width,
        height=page.height,
        dpi=page.dpi,
        is_colour=page.is_colour,
    )


def _parse_page(untrusted: Frame, page: ScannedPage) -> ImprovedPage:
    recipe = recipe_of(untrusted.header)
    filed, shown, thumbnail = _parts(untrusted, is_as_scanned=recipe == AS_SCANNED)
    is_blank, side = untrusted.flag("blank"), _side(untrusted.header.get("side"))
    if recipe == AS_SCANNED:
        made = _as_scanned(page, thumbnail)
    else:
        made = ImprovedPage(
            jpeg=shown or filed,
            filed=filed,
            thumbnail_jpeg=thumbnail,
            scan=page,
            width=untrusted.number("width", 1, MAX_SIDE),
            height=untrusted.number("height", 1, MAX_SIDE),
            dpi=untrusted.number("dpi", 1, 9600),
            is_colour=untrusted.flag("colour"),
            recipe=recipe,
        )
    return replace(made, looks_blank=is_blank, side=side)


def _parts(untrusted: Frame, *, is_as_scanned: bool) -> tuple[bytes, bytes, bytes]:
    """Return page, page as shown (empty where that is the same) and thumbnail.

    Of a page as scanned only the thumbnail comes: the rest is here already.
    """
    match untrusted.header.get("lengths"):
        case [int() as filed, int() as shown, int() as thumbnail] if min(
            filed, shown, thumbnail
        ) >= 0 and filed + shown + thumbnail == len(untrusted.payload):
            pass
        case _:
            raise BadFrame("the parts of a page do not fill it")
    parts = (
        untrusted.payload[:filed],
        untrusted.payload[filed : filed + shown],
        untrusted.payload[filed + shown :],
    )
    is_picture = is_as_scanned or parts[0].startswith((TIFF, LAYERED) if shown else JPEG)
    if not is_picture or not parts[2].startswith(JPEG):
        raise BadFrame("a page is no picture")
    return parts


def _side(untrusted: object) -> Side | None:
    match untrusted:
        case None:
            return None
        case {"format": str() as name, "portrait": bool() as has_portrait}:
            try:
                return Side(PaperFormat(name), has_portrait)
            except ValueError as cause:
                raise BadFrame("a card's format is unknown") from cause
        case _:
            raise BadFrame("a card's side is none")
