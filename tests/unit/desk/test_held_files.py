"""A file that the antivirus holds back is set aside unopened and never lost (DER-15, VLT-17)."""

from __future__ import annotations

from dataclasses import dataclass, field, replace

from kiosk.capture.antivirus.health import Health, Standing
from kiosk.capture.antivirus.screening import Checked, Doubt, FileHeld, Mode
from kiosk.errors import InvalidInput, Unavailable
from kiosk.flows.api import Draft
from tests.fakes.desk import (
    FakeWorker,
    FakeWorkshop,
    FixedClock,
    InlineJobs,
    MemoryFiles,
)
from tests.unit.desk.test_scanning import AMINA, BILL, KEY, Scanning
from ui.screens.desk_held.facts import KIND, held_file
from ui.screens.desk_held.presenter import HeldModel, HeldPresenter
from ui.screens.desk_scan.model import Work
from ui.screens.desk_scan.ports import ReadFile
from ui.screens.desk_scan.taking import ClearedFile

BYTES = b"%PDF bill"
FOUND = FileHeld(Doubt.FOUND, "Eicar")


def picking(workshop: FakeWorkshop) -> Scanning:
    """A scanning page on which a bill was just chosen."""
    files = MemoryFiles({"": [KEY], "/key": [BILL]}, {"/key/facture.pdf": BYTES})
    scanning = Scanning(files=files, workshop=workshop)
    scanning.presenter.file_pressed()
    scanning.presenter.picker_chosen(KEY)
    scanning.presenter.picker_chosen(BILL)
    return scanning


@dataclass
class Ways:
    went: list[object] = field(default_factory=list)

    def home(self) -> None:
        self.went.append("home")

    def scan_file(self, draft: bytes, file: ReadFile) -> None:
        self.went.append(ClearedFile(draft, file))


@dataclass
class Held:
    """The page of a file set aside, and what it showed."""

    draft: Draft
    worker: FakeWorker
    workshop: FakeWorkshop = field(default_factory=FakeWorkshop)
    shown: list[HeldModel] = field(default_factory=list)
    ways: Ways = field(default_factory=Ways)

    def __post_init__(self) -> None:
        self.presenter = HeldPresenter(
            self.worker,
            InlineJobs(),
            InlineJobs(),
            workshop=self.workshop,
            clock=FixedClock(),
            show=self.shown.append,
            ways=self.ways,
            draft=self.draft,
        )

    @property
    def model(self) -> HeldModel:
        return self.shown[-1]


def set_aside() -> Held:
    scanning = picking(FakeWorkshop(error=FOUND))
    (draft,) = scanning.worker.drafts.values()
    return Held(draft, scanning.worker)


def test_a_file_with_a_virus_makes_no_page_and_lies_whole_in_a_draft_of_its_own():
    scanning = picking(FakeWorkshop(error=FOUND))
    assert scanning.model.pages == ()
    assert scanning.model.work is Work.NOTHING
    assert scanning.model.notice is not None
    assert scanning.model.notice.key == "file.virus_found"
    assert scanning.draft.kind == KIND
    assert scanning.draft.pages == (BYTES,)
    told = held_file(scanning.draft)
    assert (told.name, told.doubt, told.found) == ("facture.pdf", Doubt.FOUND, "Eicar")
    scanning.say_what()
    scanning.presenter.file_paper_pressed()
    assert scanning.worker.filed == []


def test_a_file_that_could_not_be_set_aside_says_so():
    files = MemoryFiles({"": [KEY], "/key": [BILL]}, {"/key/facture.pdf": BYTES})
    scanning = Scanning(files=files, workshop=FakeWorkshop(error=FOUND))
    scanning.worker.failing["save_draft"] = Unavailable("vault.disk_full")
    scanning.presenter.file_pressed()
    scanning.presenter.picker_chosen(KEY)
    scanning.presenter.picker_chosen(BILL)
    assert scanning.model.notice is not None
    assert scanning.model.notice.key == "vault.disk_full"


def test_a_file_not_checked_yet_is_told_and_filed_with_its_mark():
    scanning = picking(FakeWorkshop(checked=Checked.NOT_YET))
    assert scanning.model.is_unchecked
    scanning.say_what()
    scanning.presenter.file_paper_pressed()
    assert scanning.worker.filed[0][1].is_unchecked


def test_a_file_not_checked_yet_is_checked_when_it_is_filed_if_the_antivirus_is_back():
    workshop = FakeWorkshop(checked=Checked.NOT_YET)
    scanning = picking(workshop)
    workshop.checked = Checked.CLEAN
    scanning.say_what()
    scanning.presenter.file_paper_pressed()
    assert not scanning.worker.filed[0][1].is_unchecked


def test_a_virus_found_at_filing_leaves_the_pages_and_sets_the_file_aside():
    workshop = FakeWorkshop(checked=Checked.NOT_YET)
    scanning = picking(workshop)
    workshop.error = FOUND
    scanning.say_what()
    scanning.presenter.file_paper_pressed()
    assert scanning.worker.filed == []
    assert len(scanning.model.pages) == 1
    aside = [draft for draft in scanning.worker.drafts.values() if draft.kind == KIND]
    assert [draft.pages for draft in aside] == [(BYTES,)]
    (kept,) = [draft for draft in scanning.worker.drafts.values() if draft.kind != KIND]
    assert BYTES not in kept.pages, "held is not kept a second time"
    workshop.error = None
    scanning.presenter.notice_closed()
    scanning.presenter.file_paper_pressed()
    assert scanning.worker.filed[0][1].original == b""


def test_how_the_antivirus_is_stands_beside_the_files():
    health = Health(Mode.PREFERRED, Standing.ABSENT)
    scanning = picking(FakeWorkshop(health=health))
    assert scanning.model.antivirus == health


def test_a_file_set_aside_is_looked_at_again_and_stays_when_it_is_still_held():
    held = set_aside()
    held.workshop.error = FileHeld(Doubt.UNSEEN)
    held.presenter.check_pressed()
    assert held.model.was_checked
    assert not held.model.is_checking
    assert held.model.file.doubt is Doubt.UNSEEN
    (draft,) = held.worker.drafts.values()
    assert (draft.kind, draft.pages, held_file(draft).doubt) == (KIND, (BYTES,), Doubt.UNSEEN)
    assert held.ways.went == []


def test_a_file_cleared_by_a_newer_base_becomes_pages_under_the_same_draft():
    held = set_aside()
    held.presenter.check_pressed()
    (cleared,) = held.ways.went
    assert isinstance(cleared, ClearedFile)
    scanning = Scanning(worker=held.worker, start=cleared)
    assert len(scanning.model.pages) == 1
    assert scanning.draft.kind == "capture"
    assert scanning.draft.draft == held.draft.draft
    scanning.presenter.person_chosen(AMINA)
    scanning.say_what()
    scanning.presenter.file_paper_pressed()
    assert scanning.worker.filed[0][1].original == BYTES
    assert scanning.worker.drafts == {}


def test_a_file_that_cannot_be_read_at_all_stays_aside_and_says_why():
    held = set_aside()
    held.workshop.error = InvalidInput("file.broken")
    held.presenter.check_pressed()
    assert held.model.notice is not None
    assert held.model.notice.key == "file.broken"
    assert len(held.worker.drafts) == 1
    assert not held.model.is_checking


def test_a_file_set_aside_is_removed_only_when_asked_twice():
    held = set_aside()
    held.presenter.remove_confirmed()
    held.presenter.remove_pressed()
    assert held.model.is_asking
    held.presenter.escape_pressed()
    assert len(held.worker.drafts) == 1
    held.presenter.remove_pressed()
    held.presenter.remove_confirmed()
    assert held.worker.drafts == {}
    assert held.ways.went == ["home"]


def test_leaving_keeps_the_file_aside():
    held = set_aside()
    held.presenter.escape_pressed()
    assert held.ways.went == ["home"]
    assert len(held.worker.drafts) == 1


# Files that cannot be shown: kept whole

WHOLE = ReadFile((), b"PK sheet", "application/vnd.oasis.opendocument.spreadsheet", name="B.ods")


def picking_whole(**changes: object) -> Scanning:
    return picking(FakeWorkshop(whole=replace(WHOLE, **changes)))


def test_a_file_that_cannot_be_shown_is_filed_as_it_came():
    scanning = picking_whole(checked=Checked.CLEAN, has_macros=True)
    assert scanning.model.pages == ()
    assert scanning.model.whole is not None
    assert scanning.model.whole.has_macros
    assert scanning.model.title == "B"
    scanning.say_what()
    assert scanning.model.can_file
    scanning.presenter.file_paper_pressed()
    paper = scanning.worker.filed[0][1]
    assert (paper.original, paper.original_mime) == (WHOLE.original, WHOLE.original_mime)
    assert (paper.pdf, paper.thumbnail_jpeg, paper.page_count) == (b"", b"", 0)
    assert not paper.is_unchecked
    assert scanning.worker.drafts == {}
    assert scanning.model.whole is None
    assert scanning.model.is_filed


def test_it_lies_in_the_draft_and_comes_back_from_it():
    scanning = picking_whole(checked=Checked.NOT_YET, has_macros=True)
    scanning.say_what()
    assert scanning.draft.pages == (WHOLE.original,)
    again = Scanning(worker=scanning.worker, start=scanning.draft)
    assert again.model.whole == replace(WHOLE, checked=Checked.NOT_YET, has_macros=True)
    assert again.model.is_unchecked
    assert again.model.pages == ()
    again.presenter.file_paper_pressed()
    assert again.worker.filed[0][1].original == WHOLE.original


def test_nothing_is_scanned_or_added_beside_it():
    scanning = picking_whole()
    scanning.presenter.scan_pressed()
    scanning.presenter.file_pressed()
    assert scanning.model.pages == ()
    assert scanning.model.picker is None


def test_it_is_not_added_beside_pages():
    files = MemoryFiles({"": [KEY], "/key": [BILL]}, {"/key/facture.pdf": BYTES})
    scanning = Scanning(files=files, workshop=FakeWorkshop(whole=WHOLE))
    scanning.presenter.scan_pressed()
    scanning.presenter.file_pressed()
    scanning.presenter.picker_chosen(KEY)
    scanning.presenter.picker_chosen(BILL)
    assert scanning.model.whole is None
    assert len(scanning.model.pages) == 3
    assert scanning.model.notice is not None
    assert scanning.model.notice.key == "file.kept_alone"


def test_it_is_removed_and_its_draft_with_it():
    scanning = picking_whole()
    scanning.presenter.whole_removed()
    assert scanning.model.whole is None
    assert scanning.worker.drafts == {}
    scanning.presenter.scan_pressed()
    assert len(scanning.draft.pages) == 3


def test_one_that_is_held_when_it_is_filed_goes_aside_under_its_name():
    workshop = FakeWorkshop(whole=replace(WHOLE, checked=Checked.NOT_YET))
    scanning = picking(workshop)
    scanning.say_what()
    workshop.error = FOUND
    scanning.presenter.file_paper_pressed()
    assert scanning.model.whole is None
    assert (scanning.draft.kind, scanning.draft.pages) == (KIND, (WHOLE.original,))
    assert held_file(scanning.draft).name == "B.ods"
