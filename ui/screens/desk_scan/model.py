"""What the scanning page shows."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import date
from enum import Enum

from kiosk.capture.antivirus.health import Health
from kiosk.capture.reading.kinds import Sensitive
from kiosk.capture.reading.plain_codes import PlainCode
from kiosk.capture.reading.two_d_doc import Signed
from kiosk.capture.recipe import Change
from kiosk.flows.api import PaperKind, PersonSummary, Sharing
from ui.screens.desk_common.births import day_from_text
from ui.screens.desk_common.notices import Notice
from ui.screens.desk_scan.ports import FileEntry, PreparedPage, ReadFile
from ui.screens.desk_scan.sources import SourcesModel

__all__ = ["BacksModel", "Fact", "PageModel", "PickerModel", "ScanModel", "Stopped", "Work"]


class Work(Enum):
    """What the page is busy with."""

    NOTHING = "nothing"
    LOADING = "loading"
    SCANNING = "scanning"
    STOPPING = "stopping"
    READING_FILE = "reading_file"
    FILING = "filing"


class Fact(Enum):
    """What may have been read on the paper and proposed."""

    KIND = "kind"
    TITLE = "title"
    EXPIRY = "expiry"


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
    whole: ReadFile | None = None
    """A file that cannot be shown, kept as it came; it is a paper by itself, without pages."""
    selected: int = 0
    """Index of the page shown large."""
    removed: tuple[int, PageModel] | None = None
    """The place and page just taken out, until its undo bar goes."""
    title: str = ""
    kind: PaperKind | None = None
    sharing: Sharing | None = None
    expiry: str = ""
    """The last day the paper is good for, as it is typed; "" for none."""
    read: frozenset[Fact] = frozenset()
    """What stands as it was read on the paper: the worker has not touched it yet."""
    code: Signed | None = None
    """A 2D-Doc was read; what is known of its signature."""
    codes: tuple[PlainCode, ...] = ()
    """Other codes on the paper, as they say of themselves."""
    sensitive: Sensitive | None = None
    is_agreed: bool = False
    """The person agreed expressly that a sensitive paper is kept (VLT-20)."""
    is_both_sides: bool = False
    backs: BacksModel | None = None
    """The stack is to be turned over, or is being scanned for the second time."""
    are_backs_uneven: bool = False
    """Fronts and backs were not as many: the order is left to the worker."""
    sources: SourcesModel = field(default_factory=SourcesModel)
    work: Work = Work.NOTHING
    landed: int = 0
    """Pages of the scan under way."""
    is_looking: bool = False
    """A camera is looked through: its views are shown in place of the page."""
    is_quiet: bool = False
    """Nothing came from the scanner for a while; it is waited for all the same."""
    stopped: Stopped = Stopped.NOT_YET
    picker: PickerModel | None = None
    antivirus: Health | None = None
    """How the antivirus was when a file was last added; None: not asked yet."""
    is_unchecked: bool = False
    """The file these pages came from has not been seen by an antivirus yet (DER-15)."""
    is_filed: bool = False
    filed_pages: int = 0
    filed_expiry: date | None = None
    """The last day of the paper just filed: a reminder of it is offered."""
    has_receipt: bool = False
    """A receipt of the paper just filed may be printed."""
    notice: Notice | None = None
    can_scan_again: bool = False
    """The notice is a scan's: its button goes on from there."""

    @property
    def is_busy(self) -> bool:
        return self.work is not Work.NOTHING

    @property
    def is_held(self) -> bool:
        """True while pages must stay as they are: they are being filed or brought back."""
        return self.work in (Work.FILING, Work.LOADING)

    @property
    def can_add(self) -> bool:
        """False while something is under way, and beside a file that is a paper by itself."""
        return not self.is_busy and self.whole is None

    @property
    def is_preparing(self) -> bool:
        """True while a page that landed is still being made better."""
        return not all(page.prepared.is_ready for page in self.pages)

    @property
    def shown(self) -> PageModel | None:
        return self.pages[self.selected] if self.selected < len(self.pages) else None

    @property
    def asks_agreement(self) -> Sensitive | None:
        """What the person is asked about before the paper is kept, whoever named its kind."""
        if self.sensitive is None and self.kind is PaperKind.PRESCRIPTION:
            return Sensitive.HEALTH
        return self.sensitive

    @property
    def is_expiry_wrong(self) -> bool:
        return bool(self.expiry.strip()) and day_from_text(self.expiry) is None

    @property
    def can_file(self) -> bool:
        return (
            not self.is_busy
            and (bool(self.pages) or self.whole is not None)
            and not self.is_preparing
            and self.person is not None
            and self.kind is not None
            and self.sharing is not None
            and bool(self.title.strip())
            and not self.is_expiry_wrong
            and (self.asks_agreement is None or self.is_agreed)
        )
