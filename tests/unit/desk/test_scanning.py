"""Scanning and filing without a window: pages as they land, drafts, files, faults."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field, replace
from datetime import date

import pytest

from kiosk.capture.antivirus.screening import Checked
from kiosk.capture.camera.finder import FINISH, SHOOT, Finder, View
from kiosk.capture.camera.stillness import Look
from kiosk.capture.device_list import Listed, Listing
from kiosk.capture.ports import ScannerDevice
from kiosk.capture.recipe import Change, PaperFormat, Recipe, Side
from kiosk.errors import InvalidInput, Unavailable
from kiosk.flows.api import Draft, PaperKind, PersonSummary, Sharing
from tests.fakes.desk import (
    NOON,
    CountingRng,
    FakeDocuments,
    FakePrinter,
    FakeWorker,
    FakeWorkshop,
    FixedClock,
    HeldJobs,
    InlineJobs,
    MemoryFiles,
    landing,
    person,
)
from tests.fakes.scanner import FakeScanner, FakeSources
from ui.printed.facts import ReceiptKind
from ui.screens.desk_scan.model import ScanModel, Stopped, Work
from ui.screens.desk_scan.ports import FileEntry
from ui.screens.desk_scan.presenter import QUIET_AFTER_S, ReceiptTools, ScanDesk, ScanPresenter

AMINA = person("Amina", "Diallo", 1)


class Ways:
    def __init__(self) -> None:
        self.went: list[object] = []

    def home(self) -> None:
        self.went.append("home")

    def dossier(self, someone: PersonSummary) -> None:
        self.went.append(someone)


def at_once(call: Callable[[], None]) -> None:
    call()


@dataclass
class Scanning:
    """A page with everything it needs, and what it showed."""

    worker: FakeWorker = field(default_factory=lambda: FakeWorker(people=[AMINA]))
    scanner: FakeScanner = field(default_factory=lambda: FakeScanner(feeder=3))
    workshop: FakeWorkshop = field(default_factory=FakeWorkshop)
    files: MemoryFiles = field(default_factory=MemoryFiles)
    sources: FakeSources = field(default_factory=FakeSources)
    sources_jobs: object = field(default_factory=InlineJobs)
    media_jobs: object = field(default_factory=InlineJobs)
    page_jobs: object = field(default_factory=InlineJobs)
    look_jobs: object = field(default_factory=InlineJobs)
    jobs: object = field(default_factory=InlineJobs)
    device_jobs: object = field(default_factory=InlineJobs)
    start: PersonSummary | Draft | None = AMINA
    documents: FakeDocuments = field(default_factory=FakeDocuments)
    printer: FakePrinter = field(default_factory=FakePrinter)
    finder: Finder | None = None
    views: list[View] = field(default_factory=list)
    shown: list[ScanModel] = field(default_factory=list)
    ways: Ways = field(default_factory=Ways)

    def __post_init__(self) -> None:
        desk = ScanDesk(
            jobs=self.jobs,
            device_jobs=self.device_jobs,
            on_screen_thread=at_once,
            scanner=self.scanner,
            sources=self.sources,
            sources_jobs=self.sources_jobs,
            media_jobs=self.media_jobs,
            landing=landing(self.workshop, self.page_jobs, self.look_jobs),
            files=self.files,
            clock=FixedClock(),
            rng=CountingRng(),
            receipts=ReceiptTools(self.documents, self.printer),
            finder=self.finder,
        )
        self.presenter = ScanPresenter(
            self.worker, desk, self.shown.append, self.ways, self.start, self.views.append
        )

    @property
    def model(self) -> ScanModel:
        return self.shown[-1]

    @property
    def numbers(self) -> list[int]:
        return [page.number for page in self.model.pages]

    @property
    def draft(self) -> Draft:
        (draft,) = self.worker.drafts.values()
        return draft

    def say_what(self) -> None:
        self.presenter.kind_chosen(PaperKind.TAX_NOTICE, "Avis d’impôt")
        self.presenter.sharing_chosen(Sharing.SHARED)


def test_pages_appear_one_by_one_and_each_is_in_the_draft_at_once():
    scanning = Scanning()
    scanning.presenter.scan_pressed()
    landed = [len(model.pages) for model in scanning.shown if model.work is Work.SCANNING]
    assert list(dict.fromkeys(landed)) == [0, 1, 2, 3]
    assert len(scanning.draft.pages) == 3
    assert scanning.draft.kind == "capture"
    assert scanning.model.work is Work.NOTHING
    assert scanning.model.stopped is Stopped.DONE


def test_a_paper_is_filed_for_the_person_and_its_draft_goes():
    scanning = Scanning()
    scanning.presenter.scan_pressed()
    assert not scanning.model.can_file
    scanning.say_what()
    assert scanning.model.title == "Avis d’impôt"
    scanning.presenter.file_paper_pressed()
    ((whom, paper),) = scanning.worker.filed
    assert whom == AMINA.person
    assert (paper.kind, paper.sharing, paper.page_count) == (
        PaperKind.TAX_NOTICE,
        Sharing.SHARED,
        3,
    )
    assert paper.pdf.count(b"cropped:") == 3
    assert paper.thumbnail_jpeg == b"thumb"
    assert scanning.worker.drafts == {}
    assert scanning.model == ScanModel(person=AMINA, is_filed=True, filed_pages=3, has_receipt=True)


def filed_one() -> Scanning:
    scanning = Scanning()
    scanning.presenter.scan_pressed()
    scanning.say_what()
    scanning.presenter.file_paper_pressed()
    return scanning


def test_a_receipt_says_which_paper_was_filed_and_is_printed_once():
    scanning = filed_one()
    scanning.presenter.receipt_pressed()
    (told,) = scanning.documents.receipts
    assert (told.kind, told.title) == (ReceiptKind.PAPER_FILED, "Avis d’impôt")
    assert (told.given_names, told.structure_name) == ("Amina", "Relais du Port")
    assert scanning.printer.printed == [("receipt", b"receipt")]
    assert scanning.model.is_filed
    scanning.presenter.receipt_pressed()
    assert len(scanning.printer.printed) == 1


def test_a_receipt_that_is_not_printed_may_be_asked_for_again():
    scanning = filed_one()
    scanning.printer.error = Unavailable("print.no_printer")
    scanning.presenter.receipt_pressed()
    assert scanning.model.notice.key == "print.no_printer"
    scanning.printer.error = None
    scanning.presenter.receipt_pressed()
    assert len(scanning.printer.printed) == 1


def test_without_a_paper_just_filed_there_is_no_receipt():
    scanning = Scanning()
    scanning.presenter.receipt_pressed()
    assert scanning.documents.receipts == []


@pytest.mark.parametrize("lacking", ["person", "pages", "kind", "sharing", "title"])
def test_a_paper_is_not_filed_while_something_lacks(lacking):
    scanning = Scanning(start=None if lacking == "person" else AMINA)
    if lacking != "pages":
        scanning.presenter.scan_pressed()
    if lacking != "kind":
        scanning.presenter.kind_chosen(PaperKind.LETTER, "Courrier")
    if lacking != "sharing":
        scanning.presenter.sharing_chosen(Sharing.PRIVATE)
    if lacking == "title":
        scanning.presenter.title_typed("  ")
    assert not scanning.model.can_file
    scanning.presenter.file_paper_pressed()
    assert scanning.worker.filed == []


def test_a_title_the_worker_wrote_is_not_replaced_by_a_proposed_one():
    scanning = Scanning()
    scanning.presenter.kind_chosen(PaperKind.LETTER, "Courrier")
    assert scanning.model.title == "Courrier"
    scanning.presenter.kind_chosen(PaperKind.HOUSING, "Logement")
    assert scanning.model.title == "Logement"
    scanning.presenter.title_typed("Bail de la rue Kléber")
    scanning.presenter.kind_chosen(PaperKind.OTHER, "Autre papier")
    assert scanning.model.title == "Bail de la rue Kléber"


def test_pages_are_reordered_turned_and_put_back_as_they_were():
    scanning = Scanning()
    scanning.presenter.scan_pressed()
    scanning.presenter.page_selected(2)
    scanning.presenter.page_moved(-1)
    assert scanning.numbers == [1, 3, 2]
    scanning.presenter.page_moved(-1)
    scanning.presenter.page_moved(-1)
    assert scanning.numbers == [3, 1, 2]
    landed = scanning.model.pages[0].prepared.as_landed_jpeg
    scanning.presenter.page_turned()
    assert scanning.model.pages[0].prepared.jpeg == b"turned:cropped:" + landed
    assert scanning.model.pages[0].changes == (Change.CROPPED, Change.TURNED)
    assert scanning.draft.pages[0] == landed
    scanning.presenter.change_undone(Change.CROPPED)
    assert scanning.model.pages[0].prepared.jpeg == b"turned:" + landed
    scanning.presenter.page_restored()
    assert scanning.model.pages[0].prepared.jpeg == landed
    assert not scanning.model.pages[0].is_changed


def test_a_page_moved_while_it_turns_is_still_the_one_that_turns():
    held = HeldJobs()
    scanning = Scanning(page_jobs=held)
    scanning.presenter.scan_pressed()
    held.run_all()
    scanning.presenter.page_selected(0)
    scanning.presenter.page_turned()
    scanning.presenter.page_moved(1)
    held.run_all()
    turned = [p.number for p in scanning.model.pages if p.prepared.jpeg.startswith(b"turned")]
    assert turned == [1]
    assert scanning.numbers == [2, 1, 3]


def test_a_removed_page_comes_back_in_its_place_by_undo():
    scanning = Scanning()
    scanning.presenter.scan_pressed()
    scanning.presenter.page_selected(1)
    scanning.presenter.page_removed()
    assert scanning.numbers == [1, 3]
    assert len(scanning.draft.pages) == 2
    scanning.presenter.undo_pressed()
    assert scanning.numbers == [1, 2, 3]
    assert scanning.model.selected == 1
    scanning.presenter.undo_pressed()
    assert scanning.numbers == [1, 2, 3]


def test_removing_every_page_leaves_a_page_to_scan_on():
    scanning = Scanning(scanner=FakeScanner(feeder=1))
    scanning.presenter.scan_pressed()
    scanning.presenter.page_removed()
    assert scanning.model.shown is None
    scanning.presenter.page_removed()
    scanning.presenter.undo_pressed()
    assert scanning.numbers == [1]


def test_a_blank_page_is_proposed_for_removal_and_may_be_kept():
    scanning = Scanning(workshop=FakeWorkshop(blanks=frozenset({2})))
    scanning.presenter.scan_pressed()
    assert [p.is_blank_proposed for p in scanning.model.pages] == [False, True, False]
    scanning.presenter.page_selected(1)
    scanning.presenter.blank_kept()
    assert not any(p.is_blank_proposed for p in scanning.model.pages)
    assert len(scanning.model.pages) == 3


def test_stopping_keeps_the_pages_that_landed():
    held = HeldJobs()
    scanning = Scanning(device_jobs=held)
    scanning.presenter.scan_pressed()
    scanning.presenter.stop_pressed()
    assert scanning.model.work is Work.STOPPING
    held.run_all()
    assert scanning.model.stopped is Stopped.CANCELLED
    assert scanning.model.work is Work.NOTHING
    assert scanning.model.notice is None
    scanning.presenter.scan_pressed()
    held.run_all()
    assert len(scanning.model.pages) == 3


@pytest.mark.parametrize("key", ["scan.jammed", "scan.unplugged", "scan.cover_open"])
def test_a_fault_in_mid_feed_is_told_and_loses_no_page(key):
    scanning = Scanning(scanner=FakeScanner(feeder=5, fault=key, fault_after=2))
    scanning.presenter.scan_pressed()
    assert scanning.model.notice is not None
    assert scanning.model.notice.key == key
    assert scanning.model.notice.context == {"pages": 2}
    assert len(scanning.draft.pages) == 2
    scanning.scanner.fault = None
    scanning.presenter.scan_pressed()
    assert len(scanning.model.pages) == 5
    assert scanning.model.notice is None


def test_no_scanner_is_told_and_a_file_can_still_be_added():
    scanning = Scanning(scanner=FakeScanner(is_plugged=False))
    scanning.presenter.scan_pressed()
    assert scanning.model.notice is not None
    assert scanning.model.notice.key == "scan.no_scanner"
    assert not scanning.model.is_busy


def test_trying_again_goes_on_in_the_feeder_and_never_on_the_glass():
    scanning = Scanning(scanner=FakeScanner(feeder=5, fault="scan.jammed", fault_after=2))
    scanning.presenter.scan_pressed()
    assert scanning.model.can_scan_again
    scanning.scanner.fault = None
    scanning.presenter.notice_closed()
    assert len(scanning.model.pages) == len(scanning.draft.pages) == 5
    assert scanning.model.notice is None
    scanning.scanner.feeder = 0
    scanning.presenter.scan_again_pressed()
    assert scanning.model.notice is not None
    assert scanning.model.notice.key == "scan.feeder_empty"
    assert len(scanning.model.pages) == 5


def wait(scanning: Scanning, seconds: int) -> None:
    for _ in range(seconds):
        scanning.presenter.second_passed()


def test_a_scanner_that_gives_nothing_is_told_within_ten_seconds_and_waited_for():
    held = HeldJobs()
    scanning = Scanning(device_jobs=held)
    wait(scanning, 60)
    assert not scanning.model.is_quiet  # nobody waits for anything
    scanning.presenter.scan_pressed()
    wait(scanning, QUIET_AFTER_S - 1)
    assert not scanning.model.is_quiet
    scanning.presenter.second_passed()
    assert scanning.model.is_quiet
    assert scanning.model.work is Work.SCANNING
    assert QUIET_AFTER_S < 10
    held.run_all()
    assert len(scanning.model.pages) == 3
    assert not scanning.model.is_quiet


def test_trying_again_while_nothing_comes_stops_the_scan_and_starts_another():
    held = HeldJobs()
    scanning = Scanning(device_jobs=held)
    scanning.presenter.scan_pressed()
    wait(scanning, QUIET_AFTER_S)
    scanning.presenter.scan_restarted()
    assert scanning.model.work is Work.STOPPING
    held.run_one()
    assert scanning.model.work is Work.SCANNING
    assert not scanning.model.is_quiet
    held.run_all()
    assert scanning.model.stopped is Stopped.DONE
    assert len(scanning.model.pages) == 3


def test_a_scan_that_fails_while_it_is_tried_again_is_tried_again():
    held = HeldJobs()
    scanning = Scanning(device_jobs=held, scanner=FakeScanner(is_plugged=False))
    scanning.presenter.scan_pressed()
    scanning.presenter.scan_restarted()
    held.run_one()
    assert scanning.model.work is Work.SCANNING
    held.run_one()
    assert scanning.model.work is Work.NOTHING
    assert scanning.model.notice is not None


def test_leaving_while_a_scan_is_tried_again_starts_none():
    held = HeldJobs()
    scanning = Scanning(device_jobs=held)
    scanning.presenter.scan_pressed()
    scanning.presenter.scan_restarted()
    scanning.presenter.leave_pressed()
    held.run_all()
    assert scanning.model.pages == ()


class Looking(FakeScanner):
    """A camera of paper dolls: shows `views` before each page."""

    def __init__(self, finder: Finder, feeder: int = 2) -> None:
        super().__init__(feeder=feeder)
        self.finder = finder
        self.asked: list[str] = []

    def scan(self, device, settings, on_page, cancelled):
        self.finder.begin()

        def on_page_after_views(page):
            for told in (Look.MOVING, Look.SHOOT):
                self.finder.seen(View(bytes(3), 1, 1, None, told))
            self.asked += self.finder.asked()
            on_page(page)

        return super().scan(device, settings, on_page_after_views, cancelled)


def looking(**changed: object) -> Scanning:
    finder = Finder()
    return Scanning(scanner=Looking(finder), finder=finder, **changed)


def test_a_camera_s_views_are_shown_while_it_is_looked_through_and_its_pages_land():
    scanning = looking()
    scanning.presenter.scan_pressed()
    assert [view.told for view in scanning.views] == [Look.MOVING, Look.SHOOT] * 2
    assert any(model.is_looking for model in scanning.shown)
    assert not scanning.model.is_looking
    assert len(scanning.model.pages) == len(scanning.draft.pages) == 2


def test_a_camera_that_shows_what_it_sees_is_not_told_as_silent():
    scanning = looking(device_jobs=HeldJobs())
    scanning.presenter.scan_pressed()
    for _ in range(3 * QUIET_AFTER_S):
        scanning.finder.seen(View(bytes(3), 1, 1, None, Look.NO_PAPER))
        scanning.presenter.second_passed()
    assert scanning.model.is_looking
    assert not scanning.model.is_quiet
    wait(scanning, QUIET_AFTER_S)
    assert scanning.model.is_quiet
    assert not scanning.model.is_looking  # a picture of long ago would look like now


def test_a_camera_stops_looking_when_its_page_is_covered_as_by_the_lock():
    scanning = looking(device_jobs=HeldJobs())
    scanning.presenter.covered()
    scanning.presenter.scan_pressed()
    scanning.presenter.covered()  # a feeder goes on: its pages wait behind the lock
    assert scanning.finder.asked() == []
    scanning.finder.seen(View(bytes(3), 1, 1, None, Look.NO_PAPER))
    scanning.presenter.covered()
    assert scanning.finder.asked() == [FINISH]


def test_what_a_camera_saw_last_is_forgotten_with_the_scan():
    held = HeldJobs()
    scanning = looking(device_jobs=held)
    scanning.presenter.scan_pressed()
    scanning.presenter.stop_pressed()
    scanning.finder.seen(View(bytes(3), 1, 1, None, Look.MOVING))
    held.run_all()
    assert scanning.finder.latest() is None


def test_the_camera_s_buttons_reach_it_and_views_after_stopping_are_not_shown():
    scanning = looking(device_jobs=HeldJobs())
    scanning.presenter.scan_pressed()
    scanning.finder.seen(View(bytes(3), 1, 1, None, Look.NO_PAPER))
    scanning.presenter.page_taken()
    scanning.presenter.camera_finished()
    assert scanning.finder.asked() == [SHOOT, FINISH]
    scanning.presenter.stop_pressed()
    scanning.finder.seen(View(bytes(3), 1, 1, None, Look.MOVING))
    assert len(scanning.views) == 1
    assert not scanning.model.is_looking


def test_a_notice_that_is_not_a_scan_s_is_only_put_away():
    scanning = Scanning(workshop=FakeWorkshop(error=Unavailable("page.no_preview")))
    scanning.presenter.scan_pressed()
    scanning.presenter.page_turned()
    scanning.presenter.notice_closed()
    assert scanning.model.notice is None
    assert len(scanning.model.pages) == 3


def both_passes(fronts: int, backs: int) -> Scanning:
    scanning = Scanning(scanner=FakeScanner(feeder=fronts))
    scanning.presenter.both_sides_chosen(True)
    scanning.presenter.scan_pressed()
    assert scanning.model.backs is not None
    scanning.scanner.feeder = backs
    scanning.presenter.scan_pressed()
    return scanning


def test_both_sides_by_two_passes_come_front_before_back():
    scanning = both_passes(3, 3)
    assert scanning.numbers == [1, 6, 2, 5, 3, 4]
    assert scanning.model.backs is None
    assert not scanning.model.are_backs_uneven
    assert len(scanning.draft.pages) == 6


def test_sides_that_are_not_as_many_are_left_in_the_order_they_came():
    scanning = both_passes(3, 2)
    assert scanning.numbers == [1, 2, 3, 4, 5]
    assert scanning.model.are_backs_uneven


def test_the_fronts_alone_may_be_kept():
    scanning = Scanning()
    scanning.presenter.both_sides_chosen(True)
    scanning.presenter.scan_pressed()
    scanning.presenter.backs_skipped()
    assert scanning.model.backs is None
    assert scanning.numbers == [1, 2, 3]


def test_a_second_pass_that_jams_goes_on_with_the_backs_that_are_left():
    scanning = Scanning()
    scanning.presenter.both_sides_chosen(True)
    scanning.presenter.scan_pressed()
    scanner = scanning.scanner
    scanner.feeder, scanner.fault, scanner.fault_after = 3, "scan.jammed", 1
    scanning.presenter.scan_pressed()
    scanner.fault = None
    scanning.presenter.notice_closed()
    assert scanning.numbers == [1, 6, 2, 5, 3, 4]


def test_fronts_that_came_before_a_jam_count_too():
    scanning = Scanning(scanner=FakeScanner(feeder=3, fault="scan.jammed", fault_after=1))
    scanning.presenter.both_sides_chosen(True)
    scanning.presenter.scan_pressed()
    scanning.scanner.fault = None
    scanning.presenter.notice_closed()
    scanning.scanner.feeder = 3
    scanning.presenter.scan_pressed()
    assert scanning.numbers == [1, 6, 2, 5, 3, 4]


def test_a_front_taken_out_between_the_passes_stays_out():
    scanning = Scanning()
    scanning.presenter.both_sides_chosen(True)
    scanning.presenter.scan_pressed()
    scanning.presenter.page_selected(1)
    scanning.presenter.page_removed()
    scanning.scanner.feeder = 3
    scanning.presenter.scan_pressed()
    assert scanning.numbers == [1, 6, 5, 3, 4]


NETWORK = ScannerDevice("uscan:1", "", "Réseau", "network scanner")
CABLE = ScannerDevice("test:0", "Noname", "Câble", "flatbed scanner")


def test_sources_are_there_at_once_and_correct_themselves():
    held = HeldJobs()
    sources = FakeSources(
        Listing((Listed(CABLE, None),), CABLE),
        Listing((Listed(NETWORK, True), Listed(CABLE, False)), NETWORK),
    )
    scanning = Scanning(sources=sources, sources_jobs=held)
    assert scanning.model.sources.chosen == CABLE
    assert scanning.model.sources.is_looking
    held.run_all()
    assert scanning.model.sources.chosen == NETWORK
    assert scanning.model.sources.answers(CABLE) is False
    assert not scanning.model.sources.is_looking


def test_a_source_chosen_by_hand_stays_whatever_the_list_says_later():
    held = HeldJobs()
    sources = FakeSources(
        Listing((Listed(NETWORK, None), Listed(CABLE, None)), NETWORK),
        Listing((Listed(NETWORK, True),), NETWORK),
    )
    scanning = Scanning(sources=sources, sources_jobs=held)
    scanning.presenter.sources.change_pressed()
    assert scanning.model.sources.is_choosing
    scanning.presenter.sources.chosen(1)
    held.run_all()
    assert scanning.model.sources.chosen == CABLE
    assert not scanning.model.sources.is_choosing
    assert sources.used == [CABLE]


def test_drivers_that_hang_while_looking_leave_the_list_as_it_was():
    sources = FakeSources(Listing((Listed(CABLE, None),), CABLE), None)
    scanning = Scanning(sources=sources)
    assert scanning.model.sources.chosen == CABLE
    assert scanning.model.notice is None


def test_escape_closes_the_list_of_sources_first():
    scanning = Scanning()
    scanning.presenter.sources.change_pressed()
    scanning.presenter.escape_pressed()
    assert not scanning.model.sources.is_choosing
    assert scanning.ways.went == []


def test_what_pages_came_from_is_let_go_once_they_lie_sealed_and_not_before():
    held = HeldJobs()
    scanning = Scanning(scanner=FakeScanner(taken=("a.pdf",)), jobs=held)
    scanning.presenter.scan_pressed()
    assert scanning.scanner.outcomes_kept == []
    held.run_all()
    assert [outcome.taken for outcome in scanning.scanner.outcomes_kept] == [("a.pdf",)]


def test_what_pages_came_from_stays_when_they_could_not_be_sealed():
    scanning = Scanning(scanner=FakeScanner(taken=("a.pdf",)))
    scanning.worker.failing["save_draft"] = Unavailable("vault.disk_full")
    scanning.presenter.scan_pressed()
    assert scanning.scanner.outcomes_kept == []


KEY = FileEntry("Clé", "/key", is_folder=True)
BILL = FileEntry("facture.pdf", "/key/facture.pdf", is_folder=False, size_bytes=9)


def with_files(**changed: object) -> Scanning:
    files = MemoryFiles({"": [KEY], "/key": [BILL]}, {"/key/facture.pdf": b"%PDF bill"})
    return Scanning(files=files, **changed)


def test_a_file_is_picked_in_the_window_and_its_original_is_kept():
    scanning = with_files()
    scanning.presenter.file_pressed()
    assert scanning.model.picker is not None
    assert scanning.model.picker.entries == (KEY,)
    scanning.presenter.picker_chosen(KEY)
    scanning.presenter.picker_chosen(BILL)
    assert scanning.model.picker is None
    assert len(scanning.model.pages) == 1
    scanning.say_what()
    scanning.presenter.file_paper_pressed()
    paper = scanning.worker.filed[0][1]
    assert (paper.original, paper.original_mime) == (b"%PDF bill", "application/pdf")


def with_bill(**changed: object) -> Scanning:
    scanning = with_files(**changed)
    scanning.presenter.file_pressed()
    scanning.presenter.picker_chosen(KEY)
    scanning.presenter.picker_chosen(BILL)
    return scanning


def test_after_a_power_cut_a_file_s_pages_have_their_original_still():
    cut = with_bill()
    cut.say_what()
    assert cut.draft.pages[0] == b"%PDF bill", "it lies in the sealed draft"
    again = Scanning(worker=cut.worker, start=cut.draft)
    assert len(again.model.pages) == 1
    again.presenter.file_paper_pressed()
    paper = again.worker.filed[0][1]
    assert (paper.original, paper.original_mime) == (b"%PDF bill", "application/pdf")
    assert paper.page_count == 1


def test_a_file_not_checked_yet_is_checked_again_after_a_power_cut():
    cut = with_bill(workshop=FakeWorkshop(checked=Checked.NOT_YET))
    cut.say_what()
    again = Scanning(
        worker=cut.worker, start=cut.draft, workshop=FakeWorkshop(checked=Checked.NOT_YET)
    )
    assert again.model.is_unchecked
    again.presenter.file_paper_pressed()
    assert again.worker.filed[0][1].is_unchecked


def test_pages_that_are_no_longer_the_file_s_come_back_without_it():
    cut = with_bill()
    cut.presenter.scan_pressed()
    assert b"%PDF bill" not in cut.draft.pages
    again = Scanning(worker=cut.worker, start=cut.draft)
    assert len(again.model.pages) == 4
    again.presenter.page_removed()
    again.presenter.undo_pressed()
    again.say_what()
    again.presenter.file_paper_pressed()
    assert again.worker.filed[0][1].original == b""


def test_a_page_taken_out_and_put_back_leaves_the_original_in_the_draft():
    scanning = with_bill()
    scanning.presenter.page_removed()
    assert scanning.draft.pages == ()
    scanning.presenter.undo_pressed()
    assert scanning.draft.pages[0] == b"%PDF bill"


def test_a_stick_plugged_in_while_the_places_are_shown_comes_by_itself():
    scanning = with_files()
    scanning.presenter.file_pressed()
    assert scanning.model.picker is not None
    before = len(scanning.model.picker.entries)
    shown = len(scanning.shown)
    scanning.presenter.second_passed()
    assert len(scanning.shown) == shown  # nothing came: nothing is drawn again
    scanning.files.tree[""] = [
        *scanning.files.tree[""],
        FileEntry("CLE", "/media/CLE", is_folder=True),
    ]
    scanning.presenter.second_passed()
    assert len(scanning.model.picker.entries) == before + 1


def test_places_seen_late_do_not_push_aside_the_folder_entered_meanwhile():
    held = HeldJobs()
    scanning = with_files(media_jobs=held)
    scanning.presenter.file_pressed()
    held.run_all()
    scanning.presenter.second_passed()
    scanning.presenter.second_passed()
    assert len(held.waiting) == 1
    scanning.files.tree[""] = [KEY, replace(KEY, path="/other")]
    scanning.presenter.picker_chosen(KEY)
    held.run_one()
    held.run_one()
    assert scanning.model.picker is not None
    assert scanning.model.picker.trail == (KEY,)
    assert scanning.model.picker.entries == (BILL,)


def test_a_folder_that_opens_late_does_not_bring_back_a_picker_that_was_closed():
    held = HeldJobs()
    scanning = with_files(media_jobs=held)
    scanning.presenter.file_pressed()
    held.run_all()
    scanning.presenter.picker_chosen(KEY)
    scanning.presenter.picker_back()
    held.run_all()
    assert scanning.model.picker is None


def test_a_key_that_hangs_keeps_no_other_lane_waiting():
    held = HeldJobs()
    scanning = with_files(media_jobs=held)
    scanning.presenter.file_pressed()
    held.run_all()
    scanning.presenter.picker_chosen(KEY)
    held.run_all()
    scanning.presenter.picker_chosen(BILL)
    assert scanning.model.work is Work.READING_FILE
    assert len(held.waiting) == 1, "the file is read in the lane of keys and folders alone"
    scanning.files.contents.clear()
    held.run_all()
    assert scanning.model.notice.key == "file.unreadable"
    assert not scanning.model.is_busy


def test_a_file_with_pages_added_is_no_longer_the_whole_original():
    scanning = with_files()
    scanning.presenter.file_pressed()
    scanning.presenter.picker_chosen(KEY)
    scanning.presenter.picker_chosen(BILL)
    scanning.presenter.scan_pressed()
    scanning.say_what()
    scanning.presenter.file_paper_pressed()
    paper = scanning.worker.filed[0][1]
    assert (paper.original, paper.page_count) == (b"", 4)


def test_escape_leaves_the_picker_step_by_step_and_then_the_page():
    scanning = with_files()
    scanning.presenter.file_pressed()
    scanning.presenter.picker_chosen(KEY)
    scanning.presenter.escape_pressed()
    assert scanning.model.picker is not None
    assert scanning.model.picker.trail == ()
    scanning.presenter.escape_pressed()
    assert scanning.model.picker is None
    scanning.presenter.escape_pressed()
    assert scanning.ways.went == ["home"]


@pytest.mark.parametrize("key", ["file.too_big", "file.broken", "file.disguised"])
def test_a_bad_file_is_told_and_the_pages_stay(key):
    scanning = with_files()
    scanning.presenter.scan_pressed()
    scanning.workshop.error = InvalidInput(key)
    scanning.presenter.file_pressed()
    scanning.presenter.picker_chosen(KEY)
    scanning.presenter.picker_chosen(BILL)
    assert scanning.model.notice is not None
    assert scanning.model.notice.key == key
    assert len(scanning.model.pages) == 3
    assert not scanning.model.is_busy


def test_leaving_keeps_the_pages_for_later_and_coming_back_brings_them():
    scanning = Scanning()
    scanning.presenter.scan_pressed()
    scanning.say_what()
    scanning.presenter.leave_pressed()
    again = Scanning(worker=scanning.worker, start=scanning.draft)
    assert again.model.person == AMINA
    assert (again.model.kind, again.model.sharing) == (PaperKind.TAX_NOTICE, Sharing.SHARED)
    assert again.model.pages == scanning.model.pages
    assert [p.prepared.as_landed_jpeg for p in again.model.pages] == list(scanning.draft.pages)
    again.presenter.file_paper_pressed()
    assert again.worker.drafts == {}
    assert len(again.worker.filed) == 1


def test_pages_that_land_after_leaving_are_kept_too():
    held = HeldJobs()
    scanning = Scanning(device_jobs=held, scanner=FakeScanner(feeder=2))
    scanning.presenter.scan_pressed()
    shown = len(scanning.shown)
    scanning.presenter.leave_pressed()
    scanning.presenter._is_cancelled = False
    held.run_all()
    assert len(scanning.draft.pages) == 2
    assert len(scanning.shown) == shown


def test_a_draft_written_otherwise_gives_its_pages_and_asks_the_rest():
    strange = Draft(
        b"d", "capture", NOON, {"person": "zz", "kind": "film", "birth_parts": [1]}, (b"page",)
    )
    scanning = Scanning(start=strange)
    assert scanning.model.person is None
    assert scanning.model.kind is None
    assert len(scanning.model.pages) == 1


def test_a_typed_end_comes_back_with_its_draft():
    before = Scanning()
    before.presenter.scan_pressed()
    before.say_what()
    before.presenter.expiry_typed("30/09/2031")
    again = Scanning(worker=before.worker, start=before.draft)
    assert again.model.expiry == "30/09/2031"
    assert again.model.read == frozenset()
    again.presenter.file_paper_pressed()
    ((_, paper),) = again.worker.filed
    assert paper.expires_on == date(2031, 9, 30)


def test_a_full_disk_while_filing_loses_nothing_and_filing_again_files_once():
    scanning = Scanning()
    scanning.presenter.scan_pressed()
    scanning.say_what()
    scanning.worker.failing["file_paper"] = Unavailable("vault.disk_full")
    scanning.presenter.file_paper_pressed()
    assert scanning.model.notice is not None
    assert scanning.model.notice.key == "vault.disk_full"
    assert len(scanning.model.pages) == 3
    assert scanning.worker.drafts
    scanning.worker.failing.clear()
    scanning.presenter.title_typed("Avis 2026")
    assert scanning.draft.facts["title"] == "Avis 2026"
    scanning.presenter.file_paper_pressed()
    assert len(scanning.worker.filed) == 1
    assert scanning.worker.drafts == {}


def test_a_draft_saved_late_cannot_come_back_after_filing():
    held = HeldJobs()
    scanning = Scanning(jobs=held)
    scanning.presenter.scan_pressed()
    held.run_all()
    scanning.say_what()
    scanning.presenter.title_typed("Avis 2025")
    scanning.presenter.title_typed("Avis 2026")
    scanning.presenter.file_paper_pressed()
    held.run_all()
    assert scanning.worker.filed[0][1].title == "Avis 2026"
    assert scanning.worker.drafts == {}


def test_the_next_paper_has_a_draft_of_its_own():
    scanning = Scanning()
    scanning.presenter.scan_pressed()
    scanning.say_what()
    first = scanning.draft.draft
    scanning.presenter.file_paper_pressed()
    scanning.scanner.feeder = 1
    scanning.presenter.scan_pressed()
    assert scanning.draft.draft != first
    assert not scanning.model.is_filed


def test_a_person_is_searched_chosen_and_changed():
    scanning = Scanning(start=None)
    scanning.presenter.person_typed("amina")
    assert scanning.model.results == (AMINA,)
    scanning.presenter.person_chosen(AMINA)
    assert (scanning.model.person, scanning.model.query) == (AMINA, "")
    scanning.presenter.scan_pressed()
    scanning.presenter.other_person_pressed()
    assert scanning.model.person is None
    assert len(scanning.model.pages) == 3


def test_a_person_waiting_for_the_key_can_still_get_a_paper():
    waiting = replace(AMINA, is_readable=False)
    scanning = Scanning(start=waiting)
    scanning.presenter.scan_pressed()
    scanning.say_what()
    scanning.presenter.file_paper_pressed()
    assert len(scanning.worker.filed) == 1


FRONT, BACK = Side(PaperFormat.ID_1, True), Side(PaperFormat.ID_1, False)
EMPTY = Recipe().to_json()
LARGE = Side(PaperFormat.ID_3, False)
FACTS = {"dpi": 100, "ready": True, "format": ""}


def test_both_sides_of_a_card_come_onto_one_page_and_part_again_for_good():
    scanning = Scanning(workshop=FakeWorkshop(sides={2: FRONT, 3: BACK}))
    scanning.presenter.scan_pressed()
    assert [page.is_joined for page in scanning.model.pages] == [False, True]
    assert scanning.model.selected == 1
    assert len(scanning.draft.pages) == 3
    again = Scanning(worker=scanning.worker, start=scanning.draft)
    assert [page.is_joined for page in again.model.pages] == [False, True]
    scanning.presenter.sides_parted()
    assert [page.is_joined for page in scanning.model.pages] == [False, False, False]
    assert [page.is_alone for page in scanning.model.pages] == [False, True, True]
    assert len(scanning.draft.pages) == 3


@pytest.mark.parametrize("sides", [{2: FRONT, 3: FRONT}, {1: FRONT, 3: BACK}, {2: FRONT, 3: LARGE}])
def test_what_are_not_two_sides_of_one_card_stay_two_pages(sides):
    scanning = Scanning(workshop=FakeWorkshop(sides=sides))
    scanning.presenter.scan_pressed()
    assert len(scanning.model.pages) == 3


def test_a_side_moved_while_the_card_is_put_together_stays_where_it_was_put():
    held = HeldJobs()
    scanning = Scanning(page_jobs=held, workshop=FakeWorkshop(sides={2: FRONT, 3: BACK}))
    scanning.presenter.scan_pressed()
    while not all(page.prepared.is_ready for page in scanning.model.pages):
        held.run_one()
    scanning.presenter.page_selected(2)
    scanning.presenter.page_moved(-2)
    held.run_all()
    assert scanning.numbers == [3, 1, 2]


def test_a_page_is_kept_and_shown_as_it_landed_before_it_is_made_better():
    held, looks = HeldJobs(), HeldJobs()
    scanning = Scanning(page_jobs=held, look_jobs=looks)
    scanning.presenter.scan_pressed()
    scanning.say_what()
    assert len(scanning.draft.pages) == 3
    assert scanning.model.is_preparing
    assert not scanning.model.can_file
    assert [page.prepared.thumbnail_jpeg for page in scanning.model.pages] == [b""] * 3
    held.run_all()
    assert not scanning.model.is_preparing
    assert scanning.model.can_file
    assert all(page.prepared.jpeg.startswith(b"cropped:") for page in scanning.model.pages)


def test_small_pictures_of_all_pages_come_while_the_first_is_still_worked_on():
    held = HeldJobs()
    scanning = Scanning(page_jobs=held)
    scanning.presenter.scan_pressed()
    assert [page.prepared.thumbnail_jpeg for page in scanning.model.pages] == [b"small"] * 3
    held.run_all()
    assert [page.prepared.thumbnail_jpeg for page in scanning.model.pages] == [b"thumb"] * 3


def test_a_first_look_that_comes_late_does_not_stand_before_the_better_page():
    looks = HeldJobs()
    scanning = Scanning(look_jobs=looks)
    scanning.presenter.scan_pressed()
    assert [page.prepared.thumbnail_jpeg for page in scanning.model.pages] == [b"thumb"] * 3
    looks.run_all()
    assert [page.prepared.thumbnail_jpeg for page in scanning.model.pages] == [b"thumb"] * 3


def test_a_page_left_before_it_was_ready_is_made_better_when_the_draft_comes_back():
    scanning = Scanning(page_jobs=HeldJobs())
    scanning.presenter.scan_pressed()
    again = Scanning(worker=scanning.worker, start=scanning.draft)
    assert len(again.model.pages) == 3
    assert not again.model.is_preparing


def test_a_page_that_cannot_be_made_better_stays_as_it_landed_and_is_told():
    scanning = Scanning(workshop=FakeWorkshop(error=Unavailable("page.no_preview")))
    scanning.presenter.scan_pressed()
    assert [page.changes for page in scanning.model.pages] == [(), (), ()]
    assert not scanning.model.is_preparing
    assert scanning.model.notice is not None


def test_a_page_removed_while_it_is_made_better_comes_back_better():
    held = HeldJobs()
    scanning = Scanning(page_jobs=held, scanner=FakeScanner(feeder=1))
    scanning.presenter.scan_pressed()
    scanning.presenter.page_removed()
    held.run_all()
    scanning.presenter.undo_pressed()
    assert scanning.model.pages[0].prepared.is_ready


@pytest.mark.parametrize(
    "pages",
    [7, [{}], [{**FACTS, "recipes": [1]}], [{**FACTS, "recipes": [Recipe().to_json()] * 3}]],
)
def test_recipes_of_another_version_leave_the_pages_as_they_landed(pages):
    strange = Draft(b"d", "capture", NOON, {"pages": pages}, (b"one", b"two"))
    scanning = Scanning(start=strange)
    assert [page.prepared.jpeg for page in scanning.model.pages] == [b"one", b"two"]
