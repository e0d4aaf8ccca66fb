"""The page pipeline and the file reader, as the scanning page asks for them."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field, replace

from kiosk.capture.antivirus.health import Health
from kiosk.capture.antivirus.screening import NO_ANTIVIRUS, Antivirus, Checked
from kiosk.capture.file_kinds import FileKind
from kiosk.capture.files import FileReader, OfficeFile
from kiosk.capture.paper import make_pdf
from kiosk.capture.pipeline import ImprovedPage, Pipeline
from kiosk.capture.ports import ScannedPage
from kiosk.capture.rechecks import FileRechecks
from kiosk.capture.recipe import AS_SCANNED, Recipe, Side
from kiosk.capture.words import PageWords
from kiosk.errors import InvalidInput
from kiosk.ports import Clock, SystemClock
from ui.screens.desk_scan.ports import KeptPage, PreparedPage, ReadFile

__all__ = ["CaptureWorkshop"]


@dataclass(frozen=True, slots=True)
class CaptureWorkshop:
    """Work on pages through one pipeline; used by the pages' lane alone, but for `pdf`."""

    pipeline: Pipeline
    screening: Antivirus = NO_ANTIVIRUS
    clock: Clock = field(default_factory=SystemClock)

    def warm(self) -> None:
        self.pipeline.warm()

    def prepare(self, page: ScannedPage) -> PreparedPage:
        return self._prepared(self.pipeline.improve(page))

    def change(self, page: PreparedPage, recipe: Recipe) -> PreparedPage:
        made = self._prepared(self.pipeline.render(_scan(page.as_landed_jpeg, page.dpi), recipe))
        return replace(made, is_blank=page.is_blank, side=page.side)

    def join(self, one: PreparedPage, other: PreparedPage) -> PreparedPage:
        joined = self.pipeline.join(_improved(one), _improved(other))
        first_is_front = joined.front.scan.jpeg is one.as_landed_jpeg
        return PreparedPage(
            jpeg=joined.jpeg,
            thumbnail_jpeg=joined.thumbnail_jpeg,
            as_landed_jpeg=b"",
            dpi=joined.dpi,
            sides=(one, other) if first_is_front else (other, one),
        )

    def restore(self, kept: KeptPage) -> PreparedPage:
        scans = [_scan(jpeg, kept.dpi) for jpeg in kept.scans]
        if not kept.is_ready:
            return self.prepare(scans[0])
        made = [
            self._prepared(self.pipeline.render(scan, recipe))
            for scan, recipe in zip(scans, kept.recipes, strict=True)
        ]
        if len(made) == 1 or kept.format is None:
            return made[0]
        front, back = (
            replace(page, side=Side(kept.format, has_portrait))
            for page, has_portrait in zip(made, (True, False), strict=True)
        )
        return self.join(front, back)

    def read_file(self, data: bytes, name: str) -> ReadFile:
        added = self._reader.take(data, name)
        if added is None:  # only a cancelled reading returns nothing
            raise InvalidInput("file.broken")
        mime = added.kind.value
        if isinstance(added, OfficeFile):
            return ReadFile((), data, mime, added.checked, name, added.has_macros)
        # A picture may be a photograph of a page; a PDF's pages were made straight by someone.
        ready = self._as_landed if added.kind is FileKind.PDF else self.prepare
        pages = tuple(ready(page) for page in added.pages)
        return ReadFile(pages, data, mime, added.checked, name)

    def check_again(self, file: ReadFile) -> ReadFile:
        return replace(file, checked=self.check_original(file.original, file.original_mime))

    def check_original(self, data: bytes, mime: str) -> Checked:
        """Return how the file of a paper already filed stands now. Raises: FileHeld."""
        return FileRechecks(self._reader, self.clock).check_original(data, mime)

    def antivirus(self) -> Health:
        return FileRechecks(self._reader, self.clock).antivirus()

    def pdf(self, pages: Sequence[bytes], words: Sequence[PageWords | None] = ()) -> bytes:
        return make_pdf(pages, words)

    @property
    def _reader(self) -> FileReader:
        return FileReader(self.pipeline, antivirus=self.screening)

    def _as_landed(self, page: ScannedPage) -> PreparedPage:
        return self._prepared(self.pipeline.render(page, AS_SCANNED))

    def _prepared(self, made: ImprovedPage) -> PreparedPage:
        if not made.thumbnail_jpeg:  # the worker failed on the page; a new one shows it at least
            made = self.pipeline.render(made.scan, AS_SCANNED)
        return PreparedPage(
            jpeg=made.jpeg,
            thumbnail_jpeg=made.thumbnail_jpeg,
            as_landed_jpeg=made.original_jpeg,
            is_blank=made.looks_blank,
            filed=made.filed,
            recipe=made.recipe,
            dpi=made.scan.dpi,
            side=made.side,
        )


def _scan(jpeg: bytes, dpi: int) -> ScannedPage:
    """Return a page of which only picture and resolution are left; the worker sees its size."""
    return ScannedPage(number=1, width=1, height=1, dpi=dpi, is_colour=True, jpeg=jpeg)


def _improved(page: PreparedPage) -> ImprovedPage:
    scan = _scan(page.as_landed_jpeg, page.dpi)
    return ImprovedPage(
        page.jpeg,
        page.filed,
        page.thumbnail_jpeg,
        scan,
        width=1,
        height=1,
        dpi=page.dpi,
        is_colour=True,
        recipe=page.recipe,
        side=page.side,
    )
