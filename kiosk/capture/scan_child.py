"""The child's side of a scan: one request in, pages and one ending out.

The drivers (`sane_child`, `scanimage_child`, `escl.child`) say how a page is read; this module says
in what order, what ends a scan, and answers "cancel" at any moment. It never decides
what is shown: it sends a fault's name, the session finds the words.
"""

from __future__ import annotations

import io
import os
import threading
import time
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Protocol

from PIL import Image

from kiosk.capture.confinement import Link, confine
from kiosk.capture.frames import BadFrame, Frame
from kiosk.capture.ports import ScanEnd, Source
from kiosk.capture.sane_words import Fault, ScanFault, choose_source, has_feeder, is_duplex

__all__ = [
    "Driver",
    "Feed",
    "JpegPage",
    "RawPage",
    "ScanRequest",
    "end_header",
    "fault_header",
    "send_page",
    "serve",
]

MEMORY_BYTES = 4 << 30
"""Address space; A4 at 600 dpi in colour is 105 MB, and drivers map generously."""

MAX_PAGES = 500
"""A feeder that never says it is empty is stopped here."""

ALIVE_EVERY_S = 0.25
JPEG_QUALITY = 92
"""High: this is the page as scanned, from which every change starts again."""


@dataclass(frozen=True, slots=True)
class ScanRequest:
    """What the session asks of a driver."""

    device: str
    dpi: int
    is_colour: bool
    options: Mapping[str, str]
    address: str = ""
    certificate: str = ""
    is_for_card: bool = False
    """A camera: look for an identifier card instead of taking pages."""

    @classmethod
    def parse(cls, frame: Frame) -> ScanRequest:
        """Read the request's frame. Raises BadFrame."""
        return cls(
            device=frame.text("device"),
            dpi=frame.number("dpi", 1, 9600),
            is_colour=frame.flag("colour"),
            options=_options(frame),
            address=frame.text("address"),
            certificate=frame.text("certificate"),
            is_for_card=frame.header.get("do") == "card",
        )


@dataclass(frozen=True, slots=True)
class RawPage:
    """Pixels of one page and whether all announced lines came."""

    image: Image.Image
    is_whole: bool


@dataclass(frozen=True, slots=True, repr=False)
class JpegPage:
    """A page the scanner encoded itself: a whole JPEG, checked by decoding it."""

    jpeg: bytes
    width: int
    height: int
    is_colour: bool


class Feed(Protocol):
    """One open scanner."""

    @property
    def sources(self) -> Sequence[str]: ...

    @property
    def dpi(self) -> int: ...

    def take_from(self, source: str | None, *, is_feeder: bool) -> None:
        """Make ready to take pages from `source`. Raises ScanFault."""
        ...

    def next_page(self, lines_came: Callable[[], None]) -> RawPage | JpegPage:
        """Read one page, calling `lines_came` as it grows. Raises ScanFault."""
        ...

    def cancel(self) -> None:
        """Make `next_page` return soon; called from another thread."""
        ...

    def close(self) -> None: ...


class Driver(Protocol):
    """A way to reach scanners from this process."""

    def devices(self, options: Mapping[str, str]) -> Sequence[tuple[str, ...]]:
        """Return name, vendor, model and kind of each device, then where it is, if anywhere."""
        ...

    def open(self, request: ScanRequest) -> Feed:
        """Open one device and set its options. Raises ScanFault."""
        ...


def serve(make_driver: Callable[[], Driver]) -> None:
    """Answer one request from standard input and end."""
    link = Link(max_payload_bytes=0)
    confine(memory_bytes=MEMORY_BYTES, may_use_network=True)  # network scanners are scanners
    request = link.receive()
    driver = make_driver()
    if request.text("do") == "devices":
        found = [list(device) for device in driver.devices(_options(request))]
        link.send({"is": "devices", "devices": found})
        return
    scan = _Scan(link, driver, request)
    try:
        outcome = scan.run()
    except ScanFault as end:
        link.send(fault_header(end, scan.source))
    else:
        link.send(outcome)
    scan.close()
    # WORKAROUND: some drivers hang in their own exit handlers; nothing here needs them.
    os._exit(0)


@dataclass(slots=True)
class _Scan:
    link: Link
    driver: Driver
    frame: Frame
    source: Source = Source.AUTO
    """Where paper is taken from; AUTO until that is known."""
    _cancelled: threading.Event = field(default_factory=threading.Event)
    _alive_at: float = 0.0
    _feed: Feed | None = None

    def run(self) -> dict[str, str | int]:
        """Scan and return the ending's frame. Raises ScanFault."""
        threading.Thread(target=self._listen, daemon=True).start()
        wanted = Source(self.frame.text("source"))
        feed = self._feed = self.driver.open(ScanRequest.parse(self.frame))
        return self._from_wanted(feed, wanted)

    def close(self) -> None:
        """Let the device go, once it was told how the scan ended.

        Drivers hang here too: SANE ends its reading thread wherever that is, now and then within
        `malloc`, and waits for it for ever. The session gives a while, then ends this process.
        """
        if self._feed is not None:
            self._feed.close()

    def _from_wanted(self, feed: Feed, wanted: Source) -> dict[str, str | int]:
        both = self.frame.flag("both_sides")
        if wanted is not Source.GLASS and has_feeder(feed.sources):
            name = choose_source(feed.sources, Source.FEEDER, is_both_sides=both)
            try:
                return self._from_source(feed, name, Source.FEEDER)
            except ScanFault as end:
                if wanted is Source.FEEDER or end.fault is not Fault.NO_DOCS:
                    raise
        elif wanted is Source.FEEDER:
            raise ScanFault(Fault.NO_DOCS)
        name = choose_source(feed.sources, Source.GLASS, is_both_sides=both)
        return self._from_source(feed, name, Source.GLASS)

    def _from_source(self, feed: Feed, name: str | None, source: Source) -> dict[str, str | int]:
        self.source = source
        feed.take_from(name, is_feeder=source is Source.FEEDER)
        both = name is not None and is_duplex(name)
        pages = 0
        most = MAX_PAGES if source is Source.FEEDER else 1
        while pages < most:
            self.link.send({"is": "starting"})
            self._alive_at = 0.0  # the first lines of every page are told at once
            try:
                page = None if self._cancelled.is_set() else feed.next_page(self._lines_came)
            except ScanFault as end:
                if end.fault is Fault.CANCELLED or self._cancelled.is_set():
                    page = None
                elif end.fault is Fault.NO_DOCS and pages:
                    return end_header(ScanEnd.FEEDER_EMPTY, source, both)
                else:
                    raise
            match page:
                case JpegPage():
                    encoded = page
                case RawPage(image, True):
                    encoded = _encoded(image, feed.dpi)
                case _:  # SANE gives a short page without an error
                    return end_header(ScanEnd.CANCELLED, source, both)
            pages += 1
            send_page(self.link, encoded, pages, feed.dpi)
        return end_header(ScanEnd.DONE, source, both)

    def _lines_came(self) -> None:
        now = time.monotonic()
        if now - self._alive_at >= ALIVE_EVERY_S:
            self._alive_at = now
            self.link.send({"is": "alive"})

    def _listen(self) -> None:
        while True:  # receive() ends this process when the session is gone
            if self.link.receive().header.get("do") == "cancel":
                self._cancelled.set()
                if self._feed is not None:
                    self._feed.cancel()


def send_page(link: Link, page: JpegPage, number: int, dpi: int) -> None:
    """Send the scan's page `number`, counted from 1."""
    header = {
        "is": "page",
        "number": number,
        "width": page.width,
        "height": page.height,
        "dpi": dpi,
        "colour": page.is_colour,
    }
    link.send(header, page.jpeg)


def end_header(by: ScanEnd, source: Source, both_sides: bool) -> dict[str, str | int]:
    """Return what tells that a scan ended well."""
    return {"is": "end", "by": by.value, "source": source.value, "both_sides": both_sides}


def fault_header(end: ScanFault, source: Source) -> dict[str, str | int]:
    """Return what tells that a scan ended by a fault."""
    return {"is": "failed", "fault": end.fault.value, "source": source.value}


def _encoded(image: Image.Image, dpi: int) -> JpegPage:
    out = io.BytesIO()
    image.save(out, "JPEG", quality=JPEG_QUALITY, dpi=(dpi, dpi))
    return JpegPage(out.getvalue(), image.width, image.height, image.mode == "RGB")


def _options(frame: Frame) -> Mapping[str, str]:
    options = frame.header.get("options")
    if not isinstance(options, dict):
        raise BadFrame("options are not an object")
    return {str(name): str(value) for name, value in options.items()}
