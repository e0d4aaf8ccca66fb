"""What the scanning page is handed: work on pixels, files to pick from."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Protocol

from kiosk.capture.ports import ScannedPage

__all__ = ["FileEntry", "Files", "PreparedPage", "ReadFile", "Workshop"]


@dataclass(frozen=True, slots=True, repr=False)
class PreparedPage:
    """A page ready to be shown: improved, and as it was."""

    jpeg: bytes
    thumbnail_jpeg: bytes
    as_landed_jpeg: bytes
    """The page before any automatic change; equal to `jpeg` when there was none."""
    is_blank: bool = False
    filed: bytes = b""
    """What goes into the PDF; empty where that is `jpeg` itself."""


@dataclass(frozen=True, slots=True, repr=False)
class ReadFile:
    """A file someone added, drawn as pages of our own."""

    pages: tuple[PreparedPage, ...]
    original: bytes
    original_mime: str


class Workshop(Protocol):
    """Work on pages, in memory. Slow: call it from the scanner's lane, never from two."""

    def prepare(self, page: ScannedPage) -> PreparedPage:
        """Crop, straighten, turn; tell a blank page."""
        ...

    def prepare_kept(self, jpeg: bytes) -> PreparedPage:
        """Make the thumbnail of a page that comes back from a draft; change nothing."""
        ...

    def turn(self, jpeg: bytes) -> PreparedPage:
        """Turn a page by a quarter to the right."""
        ...

    def read_file(self, data: bytes, name: str) -> ReadFile:
        """Draw a PDF, JPEG or PNG as pages, in a process without network or keys.

        Raises: InvalidInput for a huge, broken or disguised file.
        """
        ...

    def pdf(self, jpegs: Sequence[bytes]) -> bytes:
        """Return our own PDF of the pages."""
        ...


@dataclass(frozen=True, slots=True)
class FileEntry:
    """One line of the picker: a folder to enter or a file to add."""

    name: str
    path: str
    is_folder: bool
    size_bytes: int = 0


class Files(Protocol):
    """The few folders a worker may pick from. Blocks: call it from a lane."""

    def places(self) -> Sequence[FileEntry]:
        """Return the folders to start from: papers, downloads, a plugged-in key."""
        ...

    def entries(self, folder: str) -> Sequence[FileEntry]:
        """Return folders, then files that can be added, by name.

        Raises: InvalidInput("file.unreadable") for what is gone or not allowed.
        """
        ...

    def read(self, path: str) -> bytes:
        """Return the bytes of a file.

        Raises: InvalidInput("file.unreadable" | "file.too_big").
        """
        ...
