"""What the scanning page shows."""

from __future__ import annotations

from dataclasses import dataclass, field
from enum import Enum

from kiosk.flows.api import PaperKind, PersonSummary, Sharing
from ui.screens.desk_common.notices import Notice
from ui.screens.desk_scan.ports import FileEntry, PreparedPage
from ui.screens.desk_scan.sources import SourcesModel

__all__ = ["BacksModel", "PageModel", "PickerModel", "ScanModel", "Stopped", "Work"]


class Work(Enum):
    """What the page is busy with."""

    NOTHING = "nothing"
    LOADING = "loading"
    SCANNING = "scanning"
    STOPPING = "stopping"
    READING_FILE = "reading_file"
    FILING = "filing"


class Stopped(Enum):
    """How the last scan ended, told calmly; faults are notices."""

    NOT_YET = "not_yet"
    DONE = "done"
    CANCELLED = "cancelled"


@dataclass(frozen=True, slots=True, repr=False)
class PageModel:
    """One page in the strip; `number` names it, whatever its place."""

    number: int
    prepared: PreparedPage
    is_blank_proposed: bool = False

    @property
    def has_automatic_changes(self) -> bool:
        return self.prepared.jpeg != self.prepared.as_landed_jpeg


@dataclass(frozen=True, slots=True)
class PickerModel:
    """The in-window file picker: a trail of folders and what the last one holds."""

    trail: tuple[FileEntry, ...] = ()
    entries: tuple[FileEntry, ...] = ()


@dataclass(frozen=True, slots=True)
class BacksModel:
    """Sheets whose fronts are here, by page number; their backs come by a second pass."""

    fronts: tuple[int, ...]
    backs: tuple[int, ...] = ()
    """As scanned: the last sheet first."""


@dataclass(frozen=True, slots=True)
class ScanModel:
    """One state of the page."""

    person: PersonSummary | None = None
    query: str = ""
    results: tuple[PersonSummary, ...] = ()
    is_searched: bool = False
    pages: tuple[PageModel, ...] = ()
    selected: int = 0
    """Index of the page shown large."""
    removed: tuple[int, PageModel] | None = None
    """The place and page just taken out, until its undo bar goes."""
    title: str = ""
    kind: PaperKind | None = None
    sharing: Sharing | None = None
    is_both_sides: bool = False
    backs: BacksModel | None = None
    """The stack is to be turned over, or is being scanned for the second time."""
    are_backs_uneven: bool = False
    """Fronts and backs were not as many: the order is left to the worker."""
    sources: SourcesModel = field(default_factory=SourcesModel)
    work: Work = Work.NOTHING
    landed: int = 0
    """Pages of the scan under way."""
    stopped: Stopped = Stopped.NOT_YET
    picker: PickerModel | None = None
    is_filed: bool = False
    filed_pages: int = 0
    notice: Notice | None = None
    can_scan_again: bool = False
    """The notice is a scan's: its button goes on from there."""

    @property
    def is_busy(self) -> bool:
        return self.work is not Work.NOTHING

    @property
    def shown(self) -> PageModel | None:
        return self.pages[self.selected] if self.selected < len(self.pages) else None

    @property
    def can_file(self) -> bool:
        return (
            not self.is_busy
            and bool(self.pages)
            and self.person is not None
            and self.kind is not None
            and self.sharing is not None
            and bool(self.title.strip())
        )
