"""The process that talks to network scanners: it has pixels, no keys, and only this wire.

Its options: `places` (addresses IT names, for networks that carry no announcements),
`interfaces` (local addresses to browse on; all of them when there is none) and `browse_s`
(how long announcements are waited for; twice as long for a scanner that has moved).
"""

from __future__ import annotations

import io
import threading
import time
from collections.abc import Callable, Mapping, Sequence
from concurrent.futures import ThreadPoolExecutor
from functools import partial
from typing import TypeVar

from PIL import Image

from kiosk.capture.escl.discovery import announced
from kiosk.capture.escl.scanner import EsclScanner, meet
from kiosk.capture.escl.wire import Answer, WireFault, WireTrouble
from kiosk.capture.escl.words import JobEnd, Status, Way, Wish
from kiosk.capture.network_scanner import PREFIX
from kiosk.capture.sane_words import Fault, ScanFault, choose_resolution
from kiosk.capture.scan_child import Feed, JpegPage, RawPage, ScanRequest, serve

__all__ = ["EsclDriver", "EsclFeed", "main", "page_of"]

Told = TypeVar("Told")

MAX_MET = 32
BUSY_S = 6.0
"""How long another's job is waited for before the scanner is told as busy."""

LOOK_EVERY_S = 2.0
FIRST_PAGE_S = 40.0
"""To the first byte: lamps warm up, and some scanners answer nothing else meanwhile."""

LATER_PAGE_S = 8.0
"""The same for the pages after it, or three times as long as the slowest page so far."""

MISSED_LOOKS = 2
MAX_PIXELS = 250_000_000
"""A3 at 600 dpi is 70 million."""

Image.MAX_IMAGE_PIXELS = None  # our own bound is asked before a page is decoded


class EsclDriver:
    """Scanners that announce themselves, and those IT named."""

    def devices(self, options: Mapping[str, str]) -> Sequence[tuple[str, ...]]:
        """Return those that answer; one that answers twice is listed by its secure address."""
        places = options.get("places", "").split()
        found = [one.address for one in announced(_interfaces(options), _browse_s(options))]
        listed: dict[str, tuple[str, ...]] = {}
        for scanner in _met([*places, *found][:MAX_MET]):
            name = _name(scanner)
            listed.setdefault(
                name,
                (
                    name,
                    "",
                    scanner.capabilities.model or "eSCL",
                    "network scanner",
                    scanner.address,
                    scanner.certificate,
                ),
            )
        return tuple(listed.values())

    def open(self, request: ScanRequest) -> Feed:
        """Meet the scanner where it was last, else find it by its UUID."""
        scanner = _at(request.address, request)
        if scanner is None:
            scanner = _found_again(request)
        if scanner is None:
            raise ScanFault(Fault.NO_SCANNER)
        return EsclFeed(scanner, request)


class EsclFeed:
    """One scanner and the job it is doing for us."""

    def __init__(self, scanner: EsclScanner, request: ScanRequest) -> None:
        self._scanner, self._request = scanner, request
        self._way: Way | None = None
        self._job = ""
        self._is_feeder = False
        self._pages = 0
        self._slowest_s = 0.0
        self._cancelled = threading.Event()

    @property
    def sources(self) -> Sequence[str]:
        """The ways paper goes in."""
        return tuple(way.name for way in self._scanner.capabilities.ways)

    @property
    def dpi(self) -> int:
        """What the way in use is asked for."""
        resolutions = self._way.resolutions if self._way is not None else None
        return choose_resolution(resolutions, self._request.dpi) or self._request.dpi

    def take_from(self, source: str | None, *, is_feeder: bool) -> None:
        """Choose the way in; an empty or blocked feeder is told before any job is made."""
        self.close()
        self._way = self._scanner.capabilities.way(source)
        self._is_feeder, self._pages = is_feeder, 0
        if is_feeder:
            fault = _asked(self._scanner.status).feeder_fault
            if fault is not None:
                raise ScanFault(fault)

    def next_page(self, lines_came: Callable[[], None]) -> RawPage | JpegPage:
        """Return the job's next page; the job is made for the first one."""
        if not self._job:
            self._job = self._create(lines_came)
        began_at = time.monotonic()
        while time.monotonic() - began_at < FIRST_PAGE_S:
            answer = self._wait_for(lines_came)
            match answer.status:
                case 200:
                    page = page_of(answer.body)
                    self._pages += 1
                    self._slowest_s = max(self._slowest_s, time.monotonic() - began_at)
                    return page
                case 503:
                    lines_came()
                    self._pause(answer.retry_after_s)
                case 404 | 409 | 410:  # makers differ; the status says what it means
                    raise ScanFault(self._why_no_page())
                case _:
                    raise ScanFault(self._why_no_page(unsaid=Fault.FAILED))
        raise ScanFault(Fault.NOT_ANSWERING)

    def cancel(self) -> None:
        """End the job from another thread: the scanner stops pulling paper."""
        self._cancelled.set()
        if self._job:
            self._scanner.end_job(self._job)

    def close(self) -> None:
        """End the job."""
        job, self._job = self._job, ""
        if job:
            self._scanner.end_job(job)

    def _create(self, lines_came: Callable[[], None]) -> str:
        if self._way is None:
            raise ScanFault(Fault.FAILED)
        is_plain = False
        ends_at = time.monotonic() + BUSY_S
        while True:
            wish = Wish(self._way, self.dpi, self._mode(self._way), is_plain)
            answer = _asked(partial(self._scanner.create_job, wish))
            if answer.status in {200, 201, 202} and answer.location:
                return answer.location
            if answer.status == 503:
                if time.monotonic() >= ends_at:
                    raise ScanFault(self._feeder_fault() or Fault.BUSY)
                lines_came()
                self._pause(answer.retry_after_s)
                continue
            if answer.status in {401, 403}:
                raise ScanFault(Fault.DENIED)
            status = _asked(self._scanner.status)
            if self._is_feeder and status.feeder_fault is not None:
                raise ScanFault(status.feeder_fault)
            if is_plain:
                # A feeder of which nothing is said and that takes no job has no paper.
                is_mute = self._is_feeder and not status.feeder
                raise ScanFault(Fault.NO_DOCS if is_mute else Fault.FAILED)
            is_plain = True  # it refuses what it said it can do: ask for less

    def _wait_for(self, lines_came: Callable[[], None]) -> Answer:
        """Return the answer to "next page", watching the scanner while it is silent."""
        fetch = _Fetch(self._scanner, self._job)
        watch = _Watch(FIRST_PAGE_S if not self._pages else max(LATER_PAGE_S, 3 * self._slowest_s))
        while not fetch.done.wait(0.05):
            if self._cancelled.is_set():
                raise ScanFault(Fault.CANCELLED)
            if watch.has_grown(fetch.received):
                lines_came()
            elif watch.is_over:
                raise ScanFault(Fault.NOT_ANSWERING)
            elif watch.is_time_to_look:
                self._look(watch, lines_came)
        if self._cancelled.is_set():
            raise ScanFault(Fault.CANCELLED)
        if fetch.answer is None:
            raise ScanFault(self._why_no_page(unsaid=Fault.UNPLUGGED))
        return fetch.answer

    def _look(self, watch: _Watch, lines_came: Callable[[], None]) -> None:
        """Ask a silent scanner how it is; raise what it says is wrong."""
        try:
            status = self._scanner.status()
        except WireFault:  # some answer one question at a time
            if watch.misses(self._scanner.is_there()) >= MISSED_LOOKS:
                raise ScanFault(Fault.UNPLUGGED) from None
            return
        if fault := self._in_the_way(status):
            raise ScanFault(fault)
        if status.job(self._job) in JobEnd.CANCELLED:
            raise ScanFault(Fault.CANCELLED)
        watch.looked(is_at_work=status.is_at_work)
        if status.is_at_work:
            lines_came()

    def _why_no_page(self, unsaid: Fault | None = None) -> Fault:
        """Return what the scanner says of a job that gives nothing more.

        Without a word from it, `unsaid`; None is the end of the paper.
        """
        try:
            status = self._scanner.status()
        except WireFault:
            return Fault.UNPLUGGED
        if fault := self._in_the_way(status):
            return fault
        state = status.job(self._job)
        if state in JobEnd.CANCELLED:
            return Fault.CANCELLED
        if unsaid is not None:
            return unsaid
        if state == JobEnd.ABORTED or not self._is_feeder:
            return Fault.FAILED
        return Fault.NO_DOCS

    def _in_the_way(self, status: Status) -> Fault | None:
        """Return what keeps paper back; the last sheet leaves an empty feeder behind: no fault."""
        fault = status.feeder_fault if self._is_feeder else None
        return None if fault is Fault.NO_DOCS else fault

    def _feeder_fault(self) -> Fault | None:
        return _asked(self._scanner.status).feeder_fault if self._is_feeder else None

    def _mode(self, way: Way) -> str | None:
        wanted = "RGB24" if self._request.is_colour else "Grayscale8"
        return wanted if wanted in way.modes else next(iter(way.modes), None)

    def _pause(self, seconds: float) -> None:
        if self._cancelled.wait(seconds):
            raise ScanFault(Fault.CANCELLED)


class _Watch:
    """How long a scanner has given no byte, and how long no sign of life at all."""

    def __init__(self, patience_s: float) -> None:
        self._patience_s = patience_s
        self._seen = self._missed = 0
        self._grew_at = self._lived_at = self._looked_at = time.monotonic()

    def has_grown(self, received: int) -> bool:
        """Return whether bytes came since it was asked last."""
        if received == self._seen:
            return False
        self._seen = received
        self._grew_at = self._lived_at = time.monotonic()
        return True

    @property
    def is_over(self) -> bool:
        """True once nothing lives, or a scanner has been at work on nothing for too long."""
        now = time.monotonic()
        return now - self._lived_at > self._patience_s or now - self._grew_at > FIRST_PAGE_S

    @property
    def is_time_to_look(self) -> bool:
        return time.monotonic() - max(self._grew_at, self._looked_at) > LOOK_EVERY_S

    def looked(self, *, is_at_work: bool) -> None:
        """Note that it answered."""
        self._missed = 0
        self._looked_at = time.monotonic()
        if is_at_work:
            self._lived_at = self._looked_at

    def misses(self, is_there: bool) -> int:
        """Note that it did not answer; return how often its machine was not there in a row."""
        self._missed = 0 if is_there else self._missed + 1
        self._looked_at = time.monotonic()
        return self._missed


class _Fetch:
    """One wait for a page, on a thread of its own so that the scanner can be watched.

    It is never stopped from here: the process ends with the scan.
    """

    def __init__(self, scanner: EsclScanner, job: str) -> None:
        self.done = threading.Event()
        self.received = 0
        self.answer: Answer | None = None
        self._scanner, self._job = scanner, job
        threading.Thread(target=self._run, daemon=True).start()

    def _run(self) -> None:
        try:
            self.answer = self._scanner.next_page(self._job, self._came)
        except WireFault:
            self.answer = None
        finally:
            self.done.set()

    def _came(self, size_bytes: int) -> None:
        self.received = size_bytes


def page_of(untrusted: bytes) -> RawPage | JpegPage:
    """Return the page in a picture that decodes to its last line. Raises ScanFault.

    A JPEG in grey or RGB goes on as it is: encoding it again would only blur it.
    """
    try:
        with Image.open(io.BytesIO(untrusted), formats=("JPEG", "PNG", "TIFF")) as image:
            if image.width * image.height > MAX_PIXELS:
                raise ScanFault(Fault.FAILED)
            image.load()
            if image.format == "JPEG" and image.mode in {"L", "RGB"}:
                return JpegPage(untrusted, image.width, image.height, image.mode == "RGB")
            mode = "L" if image.mode in {"1", "L"} else "RGB"
            return RawPage(image.convert(mode), is_whole=True)
    except (OSError, SyntaxError, ValueError) as cause:  # what Pillow raises on broken pictures
        raise ScanFault(Fault.FAILED) from cause


def _asked(call: Callable[[], Told]) -> Told:
    """Return what the scanner answers; one that does not is unplugged, or is another."""
    try:
        return call()
    except WireFault as fault:
        raise ScanFault(_fault_of(fault.trouble)) from fault


def _fault_of(trouble: WireTrouble) -> Fault:
    is_other = trouble is WireTrouble.OTHER_CERTIFICATE
    return Fault.OTHER_CERTIFICATE if is_other else Fault.UNPLUGGED


def _at(address: str, request: ScanRequest) -> EsclScanner | None:
    """Return the wanted scanner if it is the one that answers at `address`."""
    try:
        scanner = meet(address, request.certificate)
    except WireFault as fault:
        if fault.trouble is WireTrouble.OTHER_CERTIFICATE:
            raise ScanFault(Fault.OTHER_CERTIFICATE) from fault
        return None
    return scanner if _name(scanner) == request.device else None


def _found_again(request: ScanRequest) -> EsclScanner | None:
    """Return the wanted scanner from wherever its UUID is announced now."""
    uuid = request.device.removeprefix(PREFIX)
    found = announced(
        _interfaces(request.options),
        2 * _browse_s(request.options),
        lambda sofar: any(one.uuid == uuid for one in sofar),
    )
    places = request.options.get("places", "").split()
    here = [one.address for one in found if one.uuid == uuid]
    return next(filter(None, (_at(address, request) for address in [*here, *places])), None)


def _met(addresses: Sequence[str]) -> Sequence[EsclScanner]:
    def met(address: str) -> EsclScanner | None:
        try:
            return meet(address)
        except WireFault:
            return None

    with ThreadPoolExecutor(8) as several:
        return [scanner for scanner in several.map(met, addresses) if scanner is not None]


def _name(scanner: EsclScanner) -> str:
    return PREFIX + (scanner.capabilities.uuid or scanner.address)


def _interfaces(options: Mapping[str, str]) -> Sequence[str]:
    return options.get("interfaces", "").split()


def _browse_s(options: Mapping[str, str]) -> float:
    return float(options.get("browse_s", "2"))


def main() -> None:
    """Serve one request."""
    serve(EsclDriver)


if __name__ == "__main__":
    main()
