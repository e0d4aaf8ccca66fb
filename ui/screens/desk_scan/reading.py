"""What the pages under the worker's hands say: read behind them, proposed, never in the way.

Zones and codes come first (a second a page), words after them (two). Reading has a lane of
its own; *Ranger* never waits for it. Words that come later follow the paper into its safe.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from typing import Protocol

from kiosk.capture.reading.understanding import Marks, Understood, understand
from kiosk.capture.words import PageWords
from kiosk.errors import KioskError
from ui.screens.desk_common.ports import Jobs

__all__ = ["PageReader", "PaperReading", "ReadingTools"]

Words = tuple[PageWords | None, ...]


class PageReader(Protocol):
    """Reads one page (`kiosk.capture.reading.understanding`). Slow: call it from its lane."""

    def look(self, jpeg: bytes) -> Marks: ...

    def words(self, jpeg: bytes) -> PageWords | None: ...


@dataclass(frozen=True, slots=True)
class ReadingTools:
    """What reads pages, and the lane it does so on."""

    reader: PageReader
    jobs: Jobs


@dataclass(slots=True)
class _Page:
    """One page, filled as it is read. `is_wanted` goes when nobody needs its words any more."""

    jpeg: bytes
    marks: Marks = field(default_factory=Marks)
    words: PageWords | None = None
    is_read: bool = False
    is_wanted: bool = True


@dataclass(frozen=True, slots=True)
class _Waiting:
    pages: tuple[_Page, ...]
    call: Callable[[Words], None]


class PaperReading:
    """Reads the pages of the paper on the screen and tells what they say. GUI thread, no Qt.

    Without tools (no models, no reader) nothing is ever said, and nothing waits.
    """

    def __init__(self, tools: ReadingTools | None, told: Callable[[Understood], None]) -> None:
        self._tools, self._told = tools, told
        self._pages: dict[int, _Page] = {}
        self._waiting: list[_Waiting] = []

    def pages_are(self, pages: Sequence[tuple[int, bytes]]) -> None:
        """Take these pages, by number; read what is new, forget what is gone or changed."""
        before, self._pages = self._pages, {}
        new = []
        for number, jpeg in pages:
            held = before.get(number)
            if held is None or held.jpeg is not jpeg:
                held = _Page(jpeg)
                new.append(held)
            self._pages[number] = held
        kept = {id(page) for page in self._pages.values()}
        waited = {id(page) for waiting in self._waiting for page in waiting.pages}
        for page in before.values():
            page.is_wanted = id(page) in kept or id(page) in waited
        for page in new:
            self._look_at(page)
        if [*before] != [*self._pages] and not new and self._pages:
            self._tell()

    def words(self) -> Words | None:
        """Return the words of the pages in order; None while some are still read."""
        pages = tuple(self._pages.values())
        return tuple(page.words for page in pages) if all(p.is_read for p in pages) else None

    def when_read(self, call: Callable[[Words], None]) -> None:
        """Call once with the words of the pages that are here now, when all are read."""
        if self._tools is not None:
            self._waiting.append(_Waiting(tuple(self._pages.values()), call))
            self._call_those_who_wait()

    def _look_at(self, page: _Page) -> None:
        if self._tools is None:
            return
        tools = self._tools
        tools.jobs.submit(
            lambda: tools.reader.look(page.jpeg) if page.is_wanted else Marks(),
            lambda marks: self._looked(page, marks),
            _never,
        )

    def _looked(self, page: _Page, marks: Marks) -> None:
        page.marks = marks
        tools = self._tools
        if tools is None or not page.is_wanted:
            return
        if marks != Marks():
            self._tell()
        tools.jobs.submit(
            lambda: tools.reader.words(page.jpeg) if page.is_wanted else None,
            lambda words: self._read(page, words),
            _never,
        )

    def _read(self, page: _Page, words: PageWords | None) -> None:
        page.words, page.is_read = words, True
        if any(page is each for each in self._pages.values()):
            self._tell()
        self._call_those_who_wait()

    def _tell(self) -> None:
        pages = list(self._pages.values())
        self._told(understand([page.marks for page in pages], [page.words for page in pages]))

    def _call_those_who_wait(self) -> None:
        ready = [each for each in self._waiting if all(page.is_read for page in each.pages)]
        self._waiting = [each for each in self._waiting if each not in ready]
        for waiting in ready:
            waiting.call(tuple(page.words for page in waiting.pages))


def _never(error: KioskError) -> None:
    """Reading answers with nothing instead of failing: what comes here is a bug."""
    raise error
