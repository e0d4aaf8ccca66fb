"""What the scanning page shows."""

from __future__ import annotations

from dataclasses import dataclass, field
from enum import Enum

from kiosk.capture.recipe import Change
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
    is_alone: bool = False
    """A side of a card that was parted from the other: not joined again."""

    @property
    def changes(self) -> tuple[Change, ...]:
        """What was done to this page and can be undone, step by step."""
        return self.prepared.recipe.changes

    @property
    def is_joined(self) -> bool:
        """True when both sides of a card lie on this page."""
        return bool(self.prepared.sides)

    @property
    def is_changed(self) -> bool:
        return bool(self.changes) or self.is_joined


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
    def is_preparing(self) -> bool:
        """True while a page that landed is still being made better."""
        return not all(page.prepared.is_ready for page in self.pages)

    @property
    def shown(self) -> PageModel | None:
        return self.pages[self.selected] if self.selected < len(self.pages) else None

    @property
    def can_file(self) -> bool:
        return (
            not self.is_busy
            and bool(self.pages)
            and not self.is_preparing
            and self.person is not None
            and self.kind is not None
            and self.sharing is not None
            and bool(self.title.strip())
        )
