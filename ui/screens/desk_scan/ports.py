"""What the scanning page is handed: work on pixels, files to pick from."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Protocol

from kiosk.capture.antivirus.health import Health
from kiosk.capture.antivirus.screening import Checked
from kiosk.capture.file_kinds import display_name, listed_name
from kiosk.capture.ports import ScannedPage
from kiosk.capture.recipe import AS_SCANNED, PaperFormat, Recipe, Side
from kiosk.capture.words import PageWords

__all__ = [
    "FileEntry",
    "Files",
    "FirstLook",
    "KeptPage",
    "PreparedPage",
    "ReadFile",
    "Workshop",
]


@dataclass(frozen=True, slots=True, repr=False)
class PreparedPage:
    """A page ready to be shown: improved, and as it was."""

    jpeg: bytes
    thumbnail_jpeg: bytes
    as_landed_jpeg: bytes
    """The page before any change; empty for both sides of a card, which have one each."""
    is_blank: bool = False
    filed: bytes = b""
    """What goes into the PDF; empty where that is `jpeg` itself."""
    recipe: Recipe = AS_SCANNED
    """What was changed, each step of which can be undone."""
    dpi: int = 200
    """Of the page as it landed."""
    side: Side | None = None
    sides: tuple[PreparedPage, ...] = ()
    """Front and back of a card that lie on this page."""
    is_ready: bool = True
    """False from landing until the page was made better: it shows as it landed."""

    @property
    def kept(self) -> KeptPage:
        """What of this page is sealed into the draft."""
        parts = self.sides or (self,)
        return KeptPage(
            scans=tuple(part.as_landed_jpeg for part in parts),
            recipes=tuple(part.recipe for part in parts),
            dpi=parts[0].dpi,
            is_ready=self.is_ready,
            format=parts[0].side.format if self.sides and parts[0].side else None,
        )


@dataclass(frozen=True, slots=True, repr=False)
class KeptPage:
    """A page as its draft holds it: scans never change, recipes make the page again."""

    scans: tuple[bytes, ...]
    """One; two of a card, the front first."""
    recipes: tuple[Recipe, ...]
    dpi: int = 200
    is_ready: bool = True
    format: PaperFormat | None = None


@dataclass(frozen=True, slots=True, repr=False)
class ReadFile:
    """A file someone added: drawn as pages of our own, or kept whole where it cannot be."""

    pages: tuple[PreparedPage, ...]
    """Empty for an office file: it is kept as it came and never drawn."""
    original: bytes
    original_mime: str
    checked: Checked = Checked.NOT_ASKED
    name: str = ""
    """As it came, extension and all: it may have to be asked for again."""
    has_macros: bool = False
    """It brings programs of its own, which run in whoever opens it elsewhere."""

    @property
    def is_whole(self) -> bool:
        return not self.pages

    @property
    def shown_name(self) -> str:
        """Fit to be shown; may be empty."""
        return display_name(self.name)


class FirstLook(Protocol):
    """Pages as they landed, small, at once (`kiosk.capture.first_looks`). One lane calls it."""

    def warm(self) -> None:
        """Be ready before the first page lands."""
        ...

    def thumbnail(self, jpeg: bytes) -> bytes:
        """Return a page small. Raises: Unavailable("page.no_preview")."""
        ...


class Workshop(Protocol):
    """Work on pages, in memory. Slow: call it from the pages' own lane, never from two."""

    def warm(self) -> None:
        """Be ready before the first page lands."""
        ...

    def prepare(self, page: ScannedPage) -> PreparedPage:
        """Crop, straighten, turn, whiten; tell a blank page and a card's side."""
        ...

    def change(self, page: PreparedPage, recipe: Recipe) -> PreparedPage:
        """Make a page again from its scan, by another recipe.

        Raises: Unavailable("page.no_preview").
        """
        ...

    def join(self, one: PreparedPage, other: PreparedPage) -> PreparedPage:
        """Put both sides of a card on one page. Raises: Unavailable("page.no_preview")."""
        ...

    def restore(self, kept: KeptPage) -> PreparedPage:
        """Make a page of a draft again. Raises: Unavailable("page.no_preview")."""
        ...

    def read_file(self, data: bytes, name: str) -> ReadFile:
        """Draw a PDF, JPEG or PNG as pages, in a process without network or keys; keep an
        office file as it is.

        Raises: InvalidInput for a huge, broken or disguised file; FileHeld for one that the
        antivirus holds back, unopened.
        """
        ...

    def check_again(self, file: ReadFile) -> ReadFile:
        """Return the file as the antivirus finds it now. Raises: FileHeld."""
        ...

    def check_original(self, data: bytes, mime: str) -> Checked:
        """Return how the file of a paper already filed stands now. Raises: FileHeld."""
        ...

    def antivirus(self) -> Health:
        """Return how this post's antivirus is; a few seconds at most."""
        ...

    def pdf(self, pages: Sequence[bytes], words: Sequence[PageWords | None] = ()) -> bytes:
        """Return our own PDF of the pages, their words hidden under them where they are known."""
        ...


@dataclass(frozen=True, slots=True)
class FileEntry:
    """One line of the picker: a folder to enter or a file to add."""

    name: str
    path: str
    is_folder: bool
    size_bytes: int = 0

    @property
    def listed_name(self) -> str:
        """Fit to be shown: a name from a stick may hold what turns or hides its end."""
        return listed_name(self.name)


class Files(Protocol):
    """The few folders a worker may pick from. Blocks, for seconds where a stick hangs: call it
    from a lane of its own."""

    def places(self) -> Sequence[FileEntry]:
        """Return the folders to start from: papers, downloads, a plugged-in key."""
        ...

    def entries(self, folder: str) -> Sequence[FileEntry]:
        """Return folders, then files that can be added, by name.

        Raises: InvalidInput("file.unreadable") for what is gone or not allowed,
        Unavailable("file.not_answering").
        """
        ...

    def read(self, path: str) -> bytes:
        """Return the bytes of a file.

        Raises: InvalidInput("file.unreadable" | "file.too_big"),
        Unavailable("file.not_answering").
        """
        ...
