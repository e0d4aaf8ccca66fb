"""A file that the antivirus holds back is set aside unopened and never lost (DER-15, VLT-17)."""

from __future__ import annotations

from dataclasses import dataclass, field

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
from ui.screens.desk_scan.taking import ClearedFile, TakenFile

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

    def scan_file(self, draft: bytes, file: TakenFile) -> None:
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
