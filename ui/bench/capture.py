"""From a page that lands to a page sealed, made better and shown: a feeder's job, single pages.

The scanning page's own presenter runs with real lanes, the real worker process and a real
worker's session on a real vault; only the scanner is a stack of drawn pages, and nothing is
painted. Beside it, in the same run: the JPEG encoding of the same pages alone, and what
people use instead (`scanimage` with img2pdf, ocrmypdf), where it is installed.
"""

from __future__ import annotations

import io
import os
import queue
import re
import shutil
import signal
import subprocess
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
from ui.bench.figures import Figure, Telling, cpu_s, timed
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

SCANIMAGE_S = 60.0
"""For one page."""

OCRMYPDF_S = 900.0
"""For all pages, in each way."""

AIM_LOST_WORDS = 0.5
"""Of a hundred: with less between them, two files are as legible."""

T = TypeVar("T")
Letter = tuple[ScannedPage, tuple[str, ...]]


def measure(folder: Path, sizes: Sizes) -> Sequence[Figure]:
    """Scan the same pages in each way; a few times. Each figure is told as it is known."""
    telling = Telling("capture")
    telling.say(f"drawing {sizes.pages} pages")
    pages = letters(sizes.pages)
    ours = _ours(folder, pages, sizes, telling)
    _beside(folder, pages, ours, sizes.runs, telling)
    return telling.figures


def _ours(folder: Path, pages: Sequence[Letter], sizes: Sizes, telling: Telling) -> Sequence[bytes]:
    """Scan the pages through the scanning page in each way; return them as they are filed."""
    many = f"{len(pages)} pages"
    with settled(folder) as ground:
        entrance, screen = entrance_of(ground.post), _Screen()
        local = _Lane(screen)
        try:
            session = local.ask(
                lambda: entrance.worker_sign_in(ground.worker.login, ground.worker.password)
            )
            desk = _Desk(screen, local, session)

            def scanned(
                words: str, some: Sequence[Letter], pace_s: float, reads: bool
            ) -> list[_Job]:
                telling.say(f"scanning {words}, {sizes.runs} times")
                return [_job(desk, some, pace_s, reads=reads) for _ in range(sizes.runs)]

            at_once = scanned(f"{many} at once", pages, 0.0, False)
            _tell_pace(telling, f"{many} at once", at_once, len(pages), aim=FEEDER_S)
            read = scanned(f"{many} at once, with OCR", pages, 0.0, True)
            _tell_pace(telling, f"{many} at once, with OCR", read, len(pages))
            telling.figure(
                f"last words read after the last page is ready, {many}",
                "s",
                [job.words_s for job in read],
            )
            steady = scanned(f"{many}, 30 a minute", pages, FEEDER_S, False)
            _tell_pace(telling, f"{many} 30 a minute", steady, len(pages))
            telling.figure(
                "slowest thumbnail, 30 a minute",
                "s",
                [max(job.small_s) for job in steady],
                AIM_THUMBNAIL_S,
            )
            telling.figure(
                "last page ready after landing, 30 a minute",
                "s",
                [job.ready_s[-1] for job in steady],
                FEEDER_S,
            )
            for words, reads in (("single page", False), ("single page, with OCR", True)):
                alone = scanned(words, pages[:1], 0.0, reads)
                telling.figure(
                    f"{words}, landed to thumbnail",
                    "s",
                    [job.small_s[0] for job in alone],
                    AIM_THUMBNAIL_S,
                )
                telling.figure(
                    f"{words}, landed to sealed and ready", "s", [job.whole_s for job in alone]
                )
            local.ask(session.close)
        finally:
            local.close()
    return at_once[0].filed


def _tell_pace(
    telling: Telling, words: str, jobs: Sequence[_Job], count: int, aim: float | None = None
) -> None:
    """Tell what a page takes from landing until all are sealed and shown, and its processor."""
    telling.figure(f"a page, {words}", "s", [job.whole_s / count for job in jobs], aim)
    telling.figure(f"pace, {words}", "pages/min", [60 * count / job.whole_s for job in jobs])
    telling.figure(f"processor a page, {words}", "s", [job.cpu_s / count for job in jobs])


@dataclass(slots=True)
class _Job:
    """What one scan took: from landing, for each page; sizes and bytes of what came out."""

    landed: list[float] = field(default_factory=list)
    small_s: list[float] = field(default_factory=list)
    ready_s: list[float] = field(default_factory=list)
    whole_s: float = 0.0
    """From the first page's landing until all are ready, shown and sealed."""
    words_s: float = 0.0
    cpu_s: float = 0.0
    """Of the processor, all processes and their start with it."""
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
    cpu_before_s = cpu_s()
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
    job.cpu_s = cpu_s() - cpu_before_s
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
    folder: Path, pages: Sequence[Letter], ours: Sequence[bytes], runs: int, telling: Telling
) -> None:
    """Tell what the same pages take and weigh in other hands, and how well each reads."""
    scans = [page for page, _ in pages]
    pixels = [_pixels(scan.jpeg) for scan in scans]
    raw_s = [timed(lambda: [_jpeg(each) for each in pixels]) / len(scans) for _ in range(runs)]
    telling.figure("raw JPEG encoding alone, a page", "s", raw_s)
    made = {"ours": make_pdf(ours), "img2pdf of the scans": make_pdf([scan.jpeg for scan in scans])}
    by_scanimage = _scanimage(folder, pixels, telling)
    if by_scanimage is not None:
        made["scanimage and img2pdf"] = by_scanimage
    for whose, options in OCRMYPDF.items():
        pdf = _ocrmypdf(folder, made["img2pdf of the scans"], whose, options, len(scans), telling)
        if pdf is not None:
            made[whose] = pdf
    weights = {whose: len(pdf) / len(scans) / 1e3 for whose, pdf in made.items()}
    for whose, weight in weights.items():
        telling.figure(f"size, {whose}, a page", "kB", [weight])
    shares = _words_read(made, pages, telling)
    for whose in OCRMYPDF:
        if whose in weights:
            telling.figure(f"size, ours over {whose}", "x", [weights["ours"] / weights[whose]], 1.0)
        if whose in shares:
            lost = shares[whose] - shares["ours"]
            telling.figure(f"words that {whose} keeps and ours loses", "%", [lost], AIM_LOST_WORDS)


def _words_read(
    made: Mapping[str, bytes], pages: Sequence[Letter], telling: Telling
) -> Mapping[str, float]:
    """Return the hundredths of the words that are read on each PDF as anybody sees it."""
    means = {}
    with Reader() as reader:
        for whose, pdf in made.items():
            telling.say(f"reading {len(pages)} pages of {whose}")
            shares = [
                _words_found(reader, each, words)
                for each, (_, words) in zip(_drawn(pdf), pages, strict=True)
            ]
            if None in shares:
                telling.say("no words: the reader has no models here, or failed")
                break
            means[whose] = 100 * sum(share or 0.0 for share in shares) / len(pages)
            telling.figure(f"words read rightly, {whose}", "%", [means[whose]])
    return means


def _scanimage(folder: Path, pixels: Sequence[Image.Image], telling: Telling) -> bytes | None:
    """Scan the same pages by `scanimage` from SANE's device of files, then img2pdf."""
    if shutil.which("scanimage") is None:
        telling.say("scanimage is not installed: nothing beside it")
        return None
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
        done = _ended(command, SCANIMAGE_S, {"SANE_CONFIG_DIR": str(place), "PATH": "/usr/bin"})
        took_s += time.perf_counter() - began_s
        if done is None or not done.startswith(b"\xff\xd8"):
            telling.say(f"scanimage gave no page within {SCANIMAGE_S:.0f} s: nothing beside it")
            return None
        made.append(done)
    began_s = time.perf_counter()
    pdf = make_pdf(made)
    took_s += time.perf_counter() - began_s
    telling.figure("scanimage and img2pdf, a page", "s", [took_s / len(pixels)])
    telling.figure("pace, scanimage and img2pdf", "pages/min", [60 * len(pixels) / took_s])
    return pdf


def _ocrmypdf(
    folder: Path, pdf: bytes, whose: str, options: Sequence[str], count: int, telling: Telling
) -> bytes | None:
    """Return what ocrmypdf makes of `pdf` with straightening and turning; None where it cannot."""
    if shutil.which("ocrmypdf") is None:
        telling.say(f"ocrmypdf is not installed: no {whose}")
        return None
    before, after = folder / "before.pdf", folder / "after.pdf"
    before.write_bytes(pdf)
    command = ["ocrmypdf", "-l", "fra", "--deskew", "--rotate-pages", "--jobs", "2", "--quiet"]
    telling.say(f"{whose} has {count} pages, and {OCRMYPDF_S / 60:.0f} minutes at most")
    began_s, cpu_before_s = time.perf_counter(), cpu_s()
    done = _ended([*command, *options, str(before), str(after)], OCRMYPDF_S, None)
    took_s = time.perf_counter() - began_s
    if done is None:
        telling.say(f"{whose} failed or did not end in time: nothing beside it")
        return None
    telling.figure(f"{whose}, a page", "s", [took_s / count])
    telling.figure(f"pace, {whose}", "pages/min", [60 * count / took_s])
    telling.figure(f"processor a page, {whose}", "s", [(cpu_s() - cpu_before_s) / count])
    return after.read_bytes()


def _ended(command: Sequence[str], most_s: float, env: Mapping[str, str] | None) -> bytes | None:
    """Return what a program wrote; None where it failed or was ended, with all that it started."""
    program = subprocess.Popen(
        command,
        env=env,
        stdin=subprocess.DEVNULL,
        stdout=subprocess.PIPE,
        stderr=subprocess.DEVNULL,
        start_new_session=True,
    )
    try:
        told, _ = program.communicate(timeout=most_s)
    except subprocess.TimeoutExpired:
        os.killpg(program.pid, signal.SIGKILL)
        program.communicate()
        return None
    return told if program.returncode == 0 else None


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
