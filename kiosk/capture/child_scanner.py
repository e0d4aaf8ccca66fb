"""Scanners from the session's side: a child per scan, killed if it hangs.

Every child answers the same frames (`scan_child`): `sane_child` (python-sane),
`scanimage_child` (Debian's `scanimage`), `escl.child` (network scanners) and those of
cameras (`camera.child`), which show what they see in between.
"""

from __future__ import annotations

import tempfile
import time
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager, suppress
from dataclasses import dataclass, field
from types import MappingProxyType

from kiosk.capture.camera.finder import Finder, parse_view
from kiosk.capture.children import Child, ChildGone
from kiosk.capture.frames import BadFrame, Frame
from kiosk.capture.ports import (
    ScanEnd,
    ScannedPage,
    ScannerDevice,
    ScanOutcome,
    ScanSettings,
    Source,
)
from kiosk.errors import InvalidInput, KioskError, Unavailable

__all__ = ["ChildScanner", "ScanLimits", "scan_request"]

MAX_PAGE_BYTES = 128 << 20
MAX_SIDE = 60_000
POLL_S = 0.1

RETRIED = frozenset({"scan.busy", "scan.unplugged", "scan.failed"})
"""Faults that often pass by themselves: tried once more in silence (`ux.md` section 7)."""

TOLD = frozenset(
    {"no_scanner", "unplugged", "jammed", "cover_open", "busy", "denied", "not_answering"}
    | {"other_certificate"}
)
"""Faults that have words of their own; any other is a scan that stopped on its way."""


@dataclass(frozen=True, slots=True)
class ScanLimits:
    """How long a driver may be silent before it is killed, in seconds."""

    list_s: float = 20.0
    """Looking for network scanners takes its time."""
    start_s: float = 45.0
    """From asking for a page to its first line: lamps warm up, feeders pull."""
    lines_s: float = 8.0
    """Between lines of a page."""
    cancel_s: float = 3.0
    """From asking to stop to stopping."""
    close_s: float = 3.0
    """From telling how it ended to having let the device go."""
    retry_after_s: float = 0.5


@dataclass(frozen=True, slots=True)
class ChildScanner:
    """One way to reach scanners. `options` go to the driver with every request.

    `command` starts the child; `environment` adds variables to it (SANE_CONFIG_DIR is
    passed on by itself).
    """

    command: tuple[str, ...]
    options: Mapping[str, str] = field(default_factory=lambda: MappingProxyType({}))
    environment: Mapping[str, str] = field(default_factory=lambda: MappingProxyType({}))
    limits: ScanLimits = ScanLimits()
    finder: Finder | None = None
    """Of a camera: views go there, and what is pressed comes from there."""

    def devices(self) -> Sequence[ScannerDevice]:
        """Return what the driver lists now (`Scanner.devices`)."""
        try:
            with self._running_child() as child:
                child.send({"do": "devices", "options": dict(self.options)})
                frame = child.receive(self.limits.list_s)
                if frame is None:
                    raise Unavailable("scan.not_answering", pages=0)
                return _parse_devices(frame)
        except (ChildGone, BadFrame) as cause:
            raise Unavailable("scan.failed", pages=0) from cause

    def scan(
        self,
        device: ScannerDevice | None,
        settings: ScanSettings,
        on_page: Callable[[ScannedPage], None],
        cancelled: Callable[[], bool],
    ) -> ScanOutcome:
        """Scan in a child of its own (`Scanner.scan`)."""
        chosen = device or next(iter(self.devices()), None)
        if chosen is None:
            raise Unavailable("scan.no_scanner", pages=0)
        if self.finder is not None:
            self.finder.begin()
        try:
            return self._scan_once(chosen, settings, on_page, cancelled)
        except Unavailable as fault:
            if fault.message_key not in RETRIED or fault.context["pages"] or cancelled():
                raise
        time.sleep(self.limits.retry_after_s)
        return self._scan_once(chosen, settings, on_page, cancelled)

    def _scan_once(
        self,
        device: ScannerDevice,
        settings: ScanSettings,
        on_page: Callable[[ScannedPage], None],
        cancelled: Callable[[], bool],
    ) -> ScanOutcome:
        pages = 0
        try:
            with self._running_child() as child:
                child.send(scan_request("scan", device, settings, self.options))
                for frame in _Listening(child, self.limits, cancelled, self.finder):
                    match frame.header.get("is"):
                        case "page":
                            page = _parse_page(frame, expected_number=pages + 1)
                            pages += 1
                            on_page(page)
                        case "end":
                            self._let_end(child)
                            return ScanOutcome(
                                pages,
                                ScanEnd(frame.text("by")),
                                Source(frame.text("source")),
                                is_both_sides=frame.flag("both_sides"),
                            )
                        case "failed":
                            self._let_end(child)
                            raise _error(frame.text("fault"), frame.text("source"), pages)
                        case other:
                            raise BadFrame(f"a driver said {other!r}")
        except _DriverHangs as cause:
            raise Unavailable("scan.not_answering", pages=pages) from cause
        except (ChildGone, ValueError) as cause:  # BadFrame and unknown words among them
            if cancelled():  # a driver that dies of being cancelled was cancelled all the same
                return ScanOutcome(pages, ScanEnd.CANCELLED, settings.source)
            raise Unavailable("scan.failed", pages=pages) from cause
        return ScanOutcome(pages, ScanEnd.CANCELLED, settings.source)

    def _let_end(self, child: Child) -> None:
        """Wait until the child has let its device go; one that hangs in that is killed."""
        with suppress(ChildGone, BadFrame):
            child.receive(self.limits.close_s)

    def kept(self, outcome: ScanOutcome) -> None:
        """Do nothing: the paper is in the worker's hands."""

    @contextmanager
    def _running_child(self) -> Iterator[Child]:
        """Give a child with a temporary folder of its own, and leave neither behind.

        Drivers keep named pipes and locks there; files they cannot write.
        """
        with (
            tempfile.TemporaryDirectory(prefix="scan-") as folder,
            Child(
                self.command,
                max_payload_bytes=MAX_PAGE_BYTES,
                environment={**self.environment, "TMPDIR": folder},
            ) as child,
        ):
            yield child


def scan_request(
    do: str, device: ScannerDevice, settings: ScanSettings, options: Mapping[str, str]
) -> dict[str, object]:
    """Return what a child is asked for (`scan_child`): to "scan", or to look for a "card"."""
    return {
        "do": do,
        "device": device.name,
        "address": device.address,
        "certificate": device.certificate,
        "source": settings.source.value,
        "dpi": settings.resolution_dpi,
        "colour": settings.is_colour,
        "both_sides": settings.is_both_sides,
        "options": dict(options),
    }


class _DriverHangs(Exception):
    """Nothing was heard for longer than the limits allow."""


class _Listening:
    """Frames of a scan until it ends, with cancelling and the watch over silence.

    Ends by itself when the child does not stop within `cancel_s` of being asked.
    """

    def __init__(
        self,
        child: Child,
        limits: ScanLimits,
        cancelled: Callable[[], bool],
        finder: Finder | None,
    ) -> None:
        self._child, self._limits, self._cancelled = child, limits, cancelled
        self._finder = finder
        self._heard_at = time.monotonic()
        self._cancelled_at: float | None = None
        self._patience_s = limits.start_s

    def __iter__(self) -> _Listening:
        return self

    def __next__(self) -> Frame:
        while True:
            if self._cancelled_at is None and self._cancelled():
                self._child.send({"do": "cancel"}, timeout_s=self._limits.cancel_s)
                self._cancelled_at = time.monotonic()
            for word in self._finder.asked() if self._finder is not None else ():
                self._child.send({"do": word}, timeout_s=self._limits.cancel_s)
            frame = self._child.receive(POLL_S)
            now = time.monotonic()
            if self._cancelled_at is not None and now - self._cancelled_at > self._limits.cancel_s:
                raise StopIteration
            if frame is None:
                if now - self._heard_at > self._patience_s:
                    raise _DriverHangs
                continue
            self._heard_at = now
            match frame.header.get("is"):
                case "starting":
                    self._patience_s = self._limits.start_s
                case "alive":
                    self._patience_s = self._limits.lines_s
                case "view" if self._finder is not None:
                    self._patience_s = self._limits.lines_s
                    self._finder.seen(parse_view(frame))
                case _:
                    return frame


def _parse_devices(untrusted: Frame) -> Sequence[ScannerDevice]:
    rows = untrusted.header.get("devices")
    if not isinstance(rows, list):
        raise BadFrame("devices are not a list")
    devices = []
    for row in rows:
        match row:
            case [str(name), str(vendor), str(model), str(kind), *where] if name:
                match where:
                    case []:
                        devices.append(ScannerDevice(name, vendor, model, kind))
                    case [str(address), str(certificate)]:
                        devices.append(
                            ScannerDevice(name, vendor, model, kind, address, certificate)
                        )
                    case _:
                        raise BadFrame("where a device is, is not two texts")
            case _:
                raise BadFrame("a device is not four texts")
    return tuple(devices)


def _parse_page(untrusted: Frame, expected_number: int) -> ScannedPage:
    if not untrusted.payload.startswith(b"\xff\xd8"):
        raise BadFrame("a page is not a JPEG")
    return ScannedPage(
        number=untrusted.number("number", expected_number, expected_number),
        width=untrusted.number("width", 1, MAX_SIDE),
        height=untrusted.number("height", 1, MAX_SIDE),
        dpi=untrusted.number("dpi", 1, 9600),
        is_colour=untrusted.flag("colour"),
        jpeg=untrusted.payload,
    )


def _error(fault: str, source: str, pages: int) -> KioskError:
    if fault == "no_docs":
        return InvalidInput("scan.feeder_empty", pages=pages, source=source)
    key = f"scan.{fault}" if fault in TOLD else "scan.failed"
    return Unavailable(key, pages=pages, source=source)
