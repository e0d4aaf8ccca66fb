"""Adding a file someone brings: checked, looked through, drawn as pages elsewhere, made ours.

Gate, antivirus, drawing, in this order. The bytes go to a process made for this one file
(`render_worker`) and come back as raw pixels; the pipeline's worker makes JPEGs of them.
Nothing of the file itself is ever parsed in the session. Office files are not drawn: they
are kept as they came. The caller keeps the original bytes, sealed, if it wants to.
"""

from __future__ import annotations

import time
from collections.abc import Callable, Iterator
from dataclasses import dataclass

from kiosk.capture.antivirus.screening import NO_ANTIVIRUS, Antivirus, Checked
from kiosk.capture.children import Child, ChildGone
from kiosk.capture.file_kinds import FileKind, check_file, display_name
from kiosk.capture.frames import BadFrame, Frame
from kiosk.capture.inside import Inside, Stopped, may_hold_files
from kiosk.capture.pipeline import Pipeline
from kiosk.capture.ports import ScannedPage
from kiosk.capture.sandbox import Isolation, is_bubblewrap_usable, worker_command
from kiosk.errors import InvalidInput, KioskError

__all__ = ["AddedFile", "FileLimits", "FileReader", "OfficeFile", "isolation_of"]

WORKER = "kiosk.capture.render_worker"
MAX_PAGES = 200
MAX_SIDE = 60_000
MAX_PAGE_BYTES = 40 << 20
"""Raw pixels of one page: the worker draws at most 12 million of 3 bytes."""

MAX_JPEG_BYTES = 300 << 20
"""All pages together."""

POLL_S = 0.1


@dataclass(frozen=True, slots=True)
class FileLimits:
    """How long the worker may take, in seconds: nobody waits longer than 20 for a sign."""

    start_s: float = 8.0
    page_s: float = 12.0
    whole_s: float = 300.0
    """For 200 pages, each of which may be made to take nearly too long."""


@dataclass(frozen=True, slots=True, repr=False)
class AddedFile:
    """A file as pages of our own, ready for the same road as scanned ones."""

    kind: FileKind
    display_name: str
    """Fit to be shown, without extension; may be empty."""
    pages: tuple[ScannedPage, ...]
    isolation: Isolation
    checked: Checked


@dataclass(frozen=True, slots=True)
class OfficeFile:
    """A file that is kept as it came and never drawn."""

    kind: FileKind
    display_name: str
    has_macros: bool
    """It brings programs of its own, which run in whoever opens it elsewhere."""
    checked: Checked


@dataclass(frozen=True, slots=True)
class FileReader:
    """Opens files. `pipeline` encodes their pixels; `is_sandboxed` None finds out by itself."""

    pipeline: Pipeline
    limits: FileLimits = FileLimits()
    is_sandboxed: bool | None = None
    worker: str = WORKER
    antivirus: Antivirus = NO_ANTIVIRUS

    def read(
        self, untrusted: bytes, untrusted_name: str, cancelled: Callable[[], bool] = lambda: False
    ) -> AddedFile | None:
        """Return the file's pages, or None when `cancelled` said so.

        Raises: InvalidInput("file.empty" | "file.too_big" | "file.kind_not_accepted" |
        "file.disguised" | "file.broken" | "file.encrypted" | "file.too_many_pages" |
        "file.too_heavy" | "file.too_slow"), FileHeld, Unavailable("page.no_preview").
        """
        kind = check_file(untrusted, untrusted_name)
        if kind.is_office:
            raise InvalidInput("file.kind_not_accepted")
        return self._drawn(untrusted, untrusted_name, kind, cancelled)

    def take(
        self, untrusted: bytes, untrusted_name: str, cancelled: Callable[[], bool] = lambda: False
    ) -> AddedFile | OfficeFile | None:
        """Return pages, or an office file to be kept as it is. Raises as `read`."""
        kind = check_file(untrusted, untrusted_name)
        if not kind.is_office:
            return self._drawn(untrusted, untrusted_name, kind, cancelled)
        try:
            with self._inside(untrusted, kind, cancelled) as inside:
                has_macros = inside.has_macros()
                checked = self.antivirus.check(_parts(untrusted, kind, inside))
        except Stopped:
            return None
        return OfficeFile(kind, display_name(untrusted_name), has_macros, checked)

    def check(
        self, untrusted: bytes, kind: FileKind, cancelled: Callable[[], bool] = lambda: False
    ) -> Checked:
        """Return what the antivirus says of a file and of all it holds.

        Raises: FileHeld, InvalidInput("file.broken" | "file.encrypted" | "file.disguised") for
        a file that could not be looked into, Stopped.
        """
        with self._inside(untrusted, kind, cancelled) as inside:
            return self.antivirus.check(_parts(untrusted, kind, inside))

    def _inside(self, untrusted: bytes, kind: FileKind, cancelled: Callable[[], bool]) -> Inside:
        return Inside(untrusted, kind, is_sandboxed=self._uses_sandbox(), cancelled=cancelled)

    def _uses_sandbox(self) -> bool:
        return is_bubblewrap_usable() if self.is_sandboxed is None else self.is_sandboxed

    def _drawn(
        self, untrusted: bytes, untrusted_name: str, kind: FileKind, cancelled: Callable[[], bool]
    ) -> AddedFile | None:
        try:
            checked = self.check(untrusted, kind, cancelled)
        except Stopped:
            return None
        is_sandboxed = self._uses_sandbox()
        command = worker_command(self.worker, is_sandboxed=is_sandboxed)
        try:
            with Child(command, max_payload_bytes=MAX_PAGE_BYTES) as child:
                ready = child.receive(self.limits.start_s)
                if ready is None:
                    raise InvalidInput("file.too_slow")
                child.send({"kind": kind.value}, untrusted, self.limits.page_s)
                pages = self._pages(child, cancelled)
        except (ChildGone, BadFrame) as cause:
            raise InvalidInput("file.broken") from cause
        if pages is None:
            return None
        return AddedFile(
            kind=kind,
            display_name=display_name(untrusted_name),
            pages=pages,
            isolation=isolation_of(ready, is_sandboxed=is_sandboxed),
            checked=checked,
        )

    def _pages(self, child: Child, cancelled: Callable[[], bool]) -> tuple[ScannedPage, ...] | None:
        pages: list[ScannedPage] = []
        total_bytes = 0
        began_at = heard_at = time.monotonic()
        while True:
            frame = child.receive(POLL_S)
            if cancelled():
                return None
            if time.monotonic() - began_at > self.limits.whole_s:
                raise InvalidInput("file.too_slow")
            if frame is None:
                if time.monotonic() - heard_at > self.limits.page_s:
                    raise InvalidInput("file.too_slow")
                continue
            match frame.header.get("is"):
                case "page" if len(pages) < MAX_PAGES:
                    pages.append(self._page(frame, len(pages) + 1))
                    total_bytes += len(pages[-1].jpeg)
                    if total_bytes > MAX_JPEG_BYTES:
                        raise InvalidInput("file.too_heavy")
                case "end" if pages:
                    return tuple(pages)
                case "refused":
                    raise _refusal(frame.text("why"))
                case _:
                    raise BadFrame("the worker said something else")
            heard_at = time.monotonic()

    def _page(self, untrusted: Frame, number: int) -> ScannedPage:
        width = untrusted.number("width", 1, MAX_SIDE)
        height = untrusted.number("height", 1, MAX_SIDE)
        dpi = untrusted.number("dpi", 30, 1200)
        is_colour = untrusted.flag("colour")
        if len(untrusted.payload) != width * height * (3 if is_colour else 1):
            raise BadFrame("pixels do not fill the page")
        jpeg = self.pipeline.encode(
            untrusted.payload, width=width, height=height, is_colour=is_colour, dpi=dpi
        )
        return ScannedPage(number, width, height, dpi, is_colour, jpeg)


def _parts(untrusted: bytes, kind: FileKind, inside: Inside) -> Iterator[bytes]:
    yield untrusted
    if may_hold_files(kind, untrusted):
        yield from inside.members()


def isolation_of(ready: Frame, *, is_sandboxed: bool) -> Isolation:
    """Return how far a worker is shut in, by where it was started and what it said then."""
    if is_sandboxed:
        return Isolation.BUBBLEWRAP
    if ready.header.get("network_gone") is not True:
        return Isolation.LIMITS_ONLY
    return Isolation.LANDLOCK if ready.header.get("walled") is True else Isolation.NO_NETWORK


def _refusal(why: str) -> KioskError:
    if why == "too_many_pages":
        return InvalidInput("file.too_many_pages", limit=MAX_PAGES)
    return InvalidInput(
        f"file.{why}" if why in {"broken", "encrypted", "too_heavy"} else "file.broken"
    )
