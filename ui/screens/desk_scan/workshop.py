"""The page pipeline and the file reader, as the scanning page asks for them."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from kiosk.capture.files import FileReader
from kiosk.capture.paper import make_pdf
from kiosk.capture.pipeline import Pipeline
from kiosk.capture.ports import ScannedPage
from kiosk.errors import InvalidInput
from ui.screens.desk_scan.ports import PreparedPage, ReadFile

__all__ = ["CaptureWorkshop"]


@dataclass(frozen=True, slots=True)
class CaptureWorkshop:
    """Work on pages through one pipeline; used by the scanner's lane alone, but for `pdf`."""

    pipeline: Pipeline

    def prepare(self, page: ScannedPage) -> PreparedPage:
        improved = self.pipeline.improve(page)
        return PreparedPage(
            jpeg=improved.jpeg,
            thumbnail_jpeg=improved.thumbnail_jpeg or self.pipeline.thumbnail(improved.jpeg),
            filed=improved.filed,
            as_landed_jpeg=improved.original_jpeg,
            is_blank=improved.looks_blank,
        )

    def prepare_kept(self, jpeg: bytes) -> PreparedPage:
        return PreparedPage(jpeg, self.pipeline.thumbnail(jpeg), jpeg)

    def turn(self, jpeg: bytes) -> PreparedPage:
        return self.prepare_kept(self.pipeline.turn_jpeg(jpeg, 1))

    def read_file(self, data: bytes, name: str) -> ReadFile:
        added = FileReader(self.pipeline).read(data, name)
        if added is None:  # only a cancelled reading returns nothing
            raise InvalidInput("file.broken")
        pages = tuple(self.prepare_kept(page.jpeg) for page in added.pages)
        return ReadFile(pages, data, added.kind.value)

    def pdf(self, jpegs: Sequence[bytes]) -> bytes:
        return make_pdf(jpegs)
