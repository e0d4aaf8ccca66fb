"""From a page that lands to a page sealed, made better and shown: a feeder's job, single pages.

The scanning page's own presenter runs with real lanes, the real worker process and a real
worker's session on a real vault; only the scanner is a stack of drawn pages, and nothing is
painted. Beside it, in the same run: the JPEG encoding of the same pages alone, and what
people use instead (`scanimage` with img2pdf, ocrmypdf), where it is installed.
"""

from __future__ import annotations

import io
import queue
import re
import shutil
import subprocess
import sys
import threading
import time
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, TypeVar

from PIL import Image

from kiosk.capture.device_list import Listing
from kiosk.capture.files import FileReader
from kiosk.capture.first_looks import FirstLooks
from kiosk.capture.paper import make_pdf
from kiosk.capture.pipeline import Pipeline
from kiosk.capture.ports import (
    ScanEnd,
    ScannedPage,
    ScannerDevice,
    ScanOutcome,
    ScanSettings,
    Source,
)
from kiosk.capture.reading.reader import Reader
from kiosk.errors import KioskError
from kiosk.flows.api import Draft
from kiosk.ports import SystemClock, SystemRng
from ui.bench.figures import Figure, timed
from ui.bench.ground import Sizes, entrance_of, settled
from ui.bench.letters import letters
from ui.screens.desk_scan.files import AllowedFolders
from ui.screens.desk_scan.improving import LandingTools
from ui.screens.desk_scan.model import ScanModel, Work
from ui.screens.desk_scan.presenter import ScanDesk, ScanPresenter
from ui.screens.desk_scan.workshop import CaptureWorkshop

__all__ = ["measure"]

FEEDER_S = 2.0
"""Between two pages of a feeder that gives 30 a minute."""

AIM_THUMBNAIL_S = 0.5
ENDED_S = 120.0
RAW_QUALITY = 75
OCRMYPDF: Mapping[str, Sequence[str]] = {"ocrmypdf": (), "ocrmypdf -O3": ("--optimize", "3")}
"""As it comes, and as small as it gets by itself."""

JOB_S = 1800.0

T = TypeVar("T")
Letter = tuple[ScannedPage, tuple[str, ...]]


def measure(folder: Path, sizes: Sizes) -> Sequence[Figure]:
    """Scan the same pages in each way; a few times."""
    pages = letters(sizes.pages)
    many = f"{sizes.pages} pages"
    with settled(folder) as ground:
        entrance, screen = entrance_of(ground.post), _Screen()
        local = _Lane(screen)
        try:
            session = local.ask(
                lambda: entrance.worker_sign_in(ground.worker.login, ground.worker.password)
            )
            desk = _Desk(screen, local, session)
            jobs = {
                words: [_job(desk, pages, pace_s, reads=reads) for _ in range(sizes.runs)]
                for words, pace_s, reads in (
                    ("at once", 0.0, False),
                    ("at once, with OCR", 0.0, True),
                    ("30 a minute", FEEDER_S, False),
                )
            }
            alone = [_job(desk, pages[:1], 0.0, reads=False) for _ in range(sizes.runs)]
            local.ask(session.close)
        finally:
            local.close()
    figures = []
    for words, held in jobs.items():
        aim = FEEDER_S if words == "at once" else None
        each_s = tuple(job.whole_s / len(pages) for job in held)
        figures.append(Figure("capture", f"a page, {many} {words}", "s", each_s, aim))
    steady = jobs["30 a minute"]
    thumbnails = tuple(max(job.small_s) for job in steady)
    lag = tuple(job.ready_s[-1] for job in steady)
    figures += [
        Figure("capture", "slowest thumbnail, 30 a minute", "s", thumbnails, AIM_THUMBNAIL_S),
        Figure("capture", "last page ready after landing, 30 a minute", "s", lag, FEEDER_S),
        Figure(
            "capture",
            "single page, landed to thumbnail",
            "s",
            tuple(job.small_s[0] for job in alone),
            AIM_THUMBNAIL_S,
        ),
        Figure(
            "capture",
            "single page, landed to sealed and ready",
            "s",
            tuple(job.whole_s for job in alone),
        ),
        Figure(
            "capture",
            f"last words read after the last page is ready, {many}",
            "s",
            tuple(job.words_s for job in jobs["at once, with OCR"]),
        ),
    ]
    return (*figures, *_beside(folder, pages, jobs["at once"][0].filed, sizes.runs))


@dataclass(slots=True)
class _Job:
    """What one scan took: from landing, for each page; sizes and bytes of what came out."""

    landed: list[float] = field(default_factory=list)
    small_s: list[float] = field(default_factory=list)
    ready_s: list[float] = field(default_factory=list)
    whole_s: float = 0.0
    """From the first page's landing until all are ready, shown and sealed."""
    words_s: float = 0.0
    filed: list[bytes] = field(default_factory=list)


class _Lane:
    """One thread; what comes back is delivered by whoever calls `_Screen.run`."""

    def __init__(self, screen: _Screen) -> None:
        self._screen = screen
        self._calls: queue.SimpleQueue[Callable[[], None] | None] = queue.SimpleQueue()
        self._thread = threading.Thread(target=self._work)
        self._thread.start()

    def submit(
        self,
        call: Callable[[], T],
        done: Callable[[T], None],
        failed: Callable[[KioskError], None],
    ) -> None:
        def work() -> None:
            try:
                result = call()
            except KioskError as error:
                told = error
                self._screen.soon(lambda: failed(told))
            except BaseException as error:
                self._screen.broken(error)
            else:
                self._screen.soon(lambda: done(result))

        self._calls.put(work)

    def ask(self, call: Callable[[], T]) -> T:
        """Run `call` on the lane's thread and wait for it: a vault belongs to one thread."""
        told: list[T] = []
        self.submit(call, told.append, _never)
        self._screen.run_until(lambda: bool(told))
        return told[0]

    def close(self) -> None:
        self._calls.put(None)
        self._thread.join()

    def _work(self) -> None:
        while (call := self._calls.get()) is not None:
            call()


class _Screen:
    """Stands for the window's thread: runs what is to be shown, in order."""

    def __init__(self) -> None:
        self._calls: queue.SimpleQueue[Callable[[], None]] = queue.SimpleQueue()

    def soon(self, call: Callable[[], None]) -> None:
        self._calls.put(call)

    def broken(self, error: BaseException) -> None:
        """End the bench with what a lane ended with."""

        def tell() -> None:
            raise error

        self._calls.put(tell)

    def run_until(self, is_over: Callable[[], bool]) -> None:
        """Run calls until `is_over`. Raises TimeoutError when nothing happens any more."""
        while not is_over():
            try:
                self._calls.get(timeout=ENDED_S)()
            except queue.Empty as cause:
                raise TimeoutError("a scan did not end") from cause


@dataclass(frozen=True, slots=True)
class _Desk:
    """What all scans of a bench share: the window's thread, the vault's lane and session."""

    screen: _Screen
    local: _Lane
    session: Any


@dataclass(frozen=True, slots=True)
class _Stack:
    """A feeder full of drawn pages, one every `pace_s` seconds."""

    pages: Sequence[ScannedPage]
    pace_s: float
    job: _Job

    def devices(self) -> Sequence[ScannerDevice]:
        return ()

    def scan(
        self,
        _device: ScannerDevice | None,
        _settings: ScanSettings,
        on_page: Callable[[ScannedPage], None],
        _cancelled: Callable[[], bool],
    ) -> ScanOutcome:
        due = time.monotonic()
        for page in self.pages:
            time.sleep(max(0.0, due - time.monotonic()))
            self.job.landed.append(time.monotonic())
            on_page(page)
            due += self.pace_s
        return ScanOutcome(len(self.pages), ScanEnd.FEEDER_EMPTY, Source.FEEDER)

    def kept(self, _outcome: ScanOutcome) -> None:
        return None


class _NoSources:
    """The list of devices is not what is measured."""

    def remembered(self) -> Listing:
        return Listing()

    def look(self) -> Listing:
        return Listing()

    def use(self, _device: ScannerDevice) -> None:
        return None


class _Nowhere:
    """Where the page would lead."""

    def home(self) -> None:
        return None

    def dossier(self, _person: object) -> None:
        return None

    def reminders(self, _person: object) -> None:
        return None


class _Sealing:
    """The worker's session, telling when how many pages lay sealed."""

    def __init__(self, session: Any) -> None:
        self._session = session
        self.sealed_pages = 0
        self.sealed_at = 0.0

    def save_draft(self, draft: Draft) -> None:
        self._session.save_draft(draft)
        self.sealed_pages, self.sealed_at = len(draft.pages), time.monotonic()

    def __getattr__(self, name: str) -> Any:
        return getattr(self._session, name)


def _job(on: _Desk, pages: Sequence[Letter], pace_s: float, *, reads: bool) -> _Job:
    """Scan `pages` once through the scanning page; with `reads`, read each as it is ready."""
    job, screen, kept = _Job(), on.screen, _Sealing(on.session)
    lanes = [_Lane(screen) for _ in range(4)]
    device, looks, work, sources = lanes
    shown: list[ScanModel] = []
    small: dict[int, float] = {}
    ready: dict[int, float] = {}
    reading = _Reading() if reads else None

    def show(model: ScanModel) -> None:
        shown[:] = [model]
        for page in model.pages:
            if page.prepared.thumbnail_jpeg:
                small.setdefault(page.number, time.monotonic())
            if page.prepared.is_ready and page.number not in ready:
                ready[page.number] = time.monotonic()
                if reading is not None:
                    reading.take(page.prepared.filed)

    def is_over() -> bool:
        model = shown[-1]
        whole = len(pages) == len(ready) == len(small) == kept.sealed_pages
        return whole and model.work is Work.NOTHING

    with Pipeline() as pipeline, FirstLooks() as first_looks:
        desk = ScanDesk(
            jobs=on.local,
            device_jobs=device,
            on_screen_thread=screen.soon,
            scanner=_Stack([page for page, _ in pages], pace_s, job),
            sources=_NoSources(),
            sources_jobs=sources,
            media_jobs=sources,
            landing=LandingTools(first_looks, looks, CaptureWorkshop(pipeline), work),
            files=AllowedFolders(()),
            clock=SystemClock(),
            rng=SystemRng(),
        )
        presenter = ScanPresenter(kept, desk, show, _Nowhere())
        for lane in (looks, work):
            lane.ask(_ready)  # the page warms its workers as it opens; nobody scans before that
        presenter.scan_pressed()
        try:
            screen.run_until(is_over)
            job.whole_s = max(kept.sealed_at, *ready.values()) - job.landed[0]
            if reading is not None:
                job.words_s = reading.end() - max(ready.values())
        finally:
            for lane in lanes:
                lane.close()
    job.small_s = [small[number] - at for number, at in enumerate(job.landed, 1)]
    job.ready_s = [ready[number] - at for number, at in enumerate(job.landed, 1)]
    job.filed = [page.prepared.filed for page in shown[-1].pages]
    on.local.ask(lambda: _discard_all(on.session))
    return job


def _discard_all(session: Any) -> None:
    for draft in session.home().drafts:
        session.discard_draft(draft.draft)


def _never(error: KioskError) -> None:
    raise error


def _ready() -> bool:
    return True


class _Reading:
    """Pages read one after another in the reader's own child, beside everything else."""

    def __init__(self) -> None:
        self._pages: queue.SimpleQueue[bytes | None] = queue.SimpleQueue()
        self._thread = threading.Thread(target=self._work)
        self._thread.start()
        self._ended_at = 0.0

    def take(self, page: bytes) -> None:
        self._pages.put(page)

    def end(self) -> float:
        """Wait for the last page and return when it was read."""
        self._pages.put(None)
        self._thread.join()
        return self._ended_at

    def _work(self) -> None:
        with Reader() as reader:
            while (page := self._pages.get()) is not None:
                reader.words(page)
                self._ended_at = time.monotonic()


def _beside(
    folder: Path, pages: Sequence[Letter], ours: Sequence[bytes], runs: int
) -> Sequence[Figure]:
    """Return what the same pages take and weigh in other hands, and how well each reads."""
    scans = [page for page, _ in pages]
    pixels = [_pixels(scan.jpeg) for scan in scans]
    raw_s = tuple(timed(lambda: [_jpeg(each) for each in pixels]) / len(scans) for _ in range(runs))
    ours_pdf, scans_pdf = make_pdf(ours), make_pdf([scan.jpeg for scan in scans])
    count = len(scans)
    figures = [
        Figure("capture", "raw JPEG encoding alone, a page", "s", raw_s),
        Figure("capture", "size, ours, a page", "kB", (len(ours_pdf) / count / 1e3,)),
        Figure(
            "capture", "size, img2pdf of the scans, a page", "kB", (len(scans_pdf) / count / 1e3,)
        ),
        *_scanimage(folder, pixels),
    ]
    made = {"ours": ours_pdf, "the scans": scans_pdf}
    if shutil.which("ocrmypdf") is None:
        print("ocrmypdf: not installed", file=sys.stderr)
    else:
        for whose, options in OCRMYPDF.items():
            took_s, pdf = _ocrmypdf(folder, scans_pdf, options)
            figures += [
                Figure("capture", f"{whose}, a page", "s", (took_s / count,)),
                Figure("capture", f"size, {whose}, a page", "kB", (len(pdf) / count / 1e3,)),
            ]
            made[whose] = pdf
    with Reader() as reader:
        for whose, pdf in made.items():
            shares = [
                _words_found(reader, each, words)
                for each, (_, words) in zip(_drawn(pdf), pages, strict=True)
            ]
            if None not in shares:
                mean = sum(share or 0.0 for share in shares) / count
                figures.append(
                    Figure("capture", f"words read rightly, {whose}", "%", (100 * mean,))
                )
    return figures


def _scanimage(folder: Path, pixels: Sequence[Image.Image]) -> Sequence[Figure]:
    """Scan the same pages by `scanimage` from SANE's device of files, then img2pdf."""
    if shutil.which("scanimage") is None:
        print("scanimage: not installed", file=sys.stderr)
        return ()
    place = folder / "bench-sane"
    place.mkdir(parents=True)
    (place / "dll.conf").write_text("pnm\n")
    page = place / "page.ppm"
    took_s, made = 0.0, []
    for each in pixels:
        each.save(page)
        command = [
            "scanimage",
            "-d",
            "pnm:0",
            f"--filename={page}",
            "--format=jpeg",
            "--resolution=300",
        ]
        began_s = time.perf_counter()
        done = subprocess.run(
            command,
            env={"SANE_CONFIG_DIR": str(place), "PATH": "/usr/bin"},
            capture_output=True,
            timeout=JOB_S,
            check=False,
        )
        took_s += time.perf_counter() - began_s
        if not done.stdout.startswith(b"\xff\xd8"):
            print("scanimage: no device of files", file=sys.stderr)
            return ()
        made.append(done.stdout)
    took_s += timed(lambda: make_pdf(made))
    return (Figure("capture", "scanimage and img2pdf, a page", "s", (took_s / len(pixels),)),)


def _ocrmypdf(folder: Path, pdf: bytes, options: Sequence[str]) -> tuple[float, bytes]:
    """Return how long ocrmypdf takes for `pdf` with straightening and turning, and its PDF."""
    before, after = folder / "before.pdf", folder / "after.pdf"
    before.write_bytes(pdf)
    command = ["ocrmypdf", "-l", "fra", "--deskew", "--rotate-pages", "--jobs", "2", "--quiet"]
    command += [*options, str(before), str(after)]
    took_s = timed(lambda: subprocess.run(command, timeout=JOB_S, check=True))
    return took_s, after.read_bytes()


def _drawn(pdf: bytes) -> list[bytes]:
    """Return the pages of a PDF as anybody sees them: drawn as a file that somebody brings."""
    with Pipeline() as pipeline:
        added = FileReader(pipeline).read(pdf, "pages.pdf")
    return [] if added is None else [page.jpeg for page in added.pages]


def _words_found(reader: Reader, page: bytes, truth: Sequence[str]) -> float | None:
    """Return the share of the words on a page that were read, each counted as often as it is."""
    told = reader.words(page)
    if told is None:
        return None
    left: dict[str, int] = {}
    for read in told.words:
        plain = re.sub(r"\W", "", read.text.lower())
        left[plain] = left.get(plain, 0) + 1
    found = 0
    for word in truth:
        plain = re.sub(r"\W", "", word.lower())
        if left.get(plain, 0) > 0:
            left[plain] -= 1
            found += 1
    return found / len(truth)


def _pixels(jpeg: bytes) -> Image.Image:
    with Image.open(io.BytesIO(jpeg)) as image:
        return image.convert("RGB")


def _jpeg(image: Image.Image) -> bytes:
    out = io.BytesIO()
    image.save(out, "JPEG", quality=RAW_QUALITY)
    return out.getvalue()
