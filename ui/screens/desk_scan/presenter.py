"""Scanning and filing: pages appear as they land, each kept at once (W3).

A page exists in three places only: the scanner's lane while it lands, this presenter,
and the sealed draft. A cancelled or broken scan keeps every whole page.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from typing import Protocol

from kiosk.capture.antivirus.health import Health
from kiosk.capture.antivirus.screening import Checked, FileHeld
from kiosk.capture.camera.finder import Finder, View
from kiosk.capture.file_kinds import suffix_of
from kiosk.capture.paper_settings import settings_for
from kiosk.capture.ports import ScanEnd, ScannedPage, Scanner, ScanOutcome, Source
from kiosk.capture.reading.understanding import Understood
from kiosk.capture.recipe import AS_SCANNED, Change, Recipe
from kiosk.capture.words import PageWords, encode_words
from kiosk.domain.ids import ItemId, PersonId
from kiosk.errors import InvalidInput, KioskError
from kiosk.flows.api import (
    Draft,
    NewPaper,
    PaperKind,
    PersonSummary,
    Sharing,
    WorkerSession,
)
from kiosk.ports import Clock, Rng
from resources.texts import REFERENCE
from ui.printed.facts import Documents, Receipt, ReceiptKind
from ui.screens.desk_common.births import day_from_text
from ui.screens.desk_common.drafts import DraftKeeper
from ui.screens.desk_common.notices import notice_of
from ui.screens.desk_common.ports import Jobs, Printer
from ui.screens.desk_held.facts import held_draft
from ui.screens.desk_scan import editing
from ui.screens.desk_scan.facts import (
    KIND,
    chosen_from,
    contents_of,
    facts_of,
    kept_original,
    kept_pages,
    kept_whole,
)
from ui.screens.desk_scan.improving import Improver, LandingTools
from ui.screens.desk_scan.model import (
    BacksModel,
    Fact,
    PageModel,
    PickerModel,
    ScanModel,
    Stopped,
    Work,
)
from ui.screens.desk_scan.picking import FilePicker
from ui.screens.desk_scan.ports import FileEntry, Files, PreparedPage, ReadFile
from ui.screens.desk_scan.proposals import with_proposal
from ui.screens.desk_scan.reading import PaperReading, ReadingTools, Words
from ui.screens.desk_scan.sources import SourceChooser, SourceList, SourcesModel
from ui.screens.desk_scan.taking import ClearedFile, SetAside, take_file

__all__ = ["QUIET_AFTER_S", "ReceiptTools", "ScanDesk", "ScanPresenter", "ScanWays"]

QUIET_AFTER_S = 8
"""Without a page for so long, the screen says so: ten seconds are the most nobody is told
anything. A cold lamp may take a minute, so the scan itself goes on (`ScanLimits.start_s`)."""


class ScanWays(Protocol):
    """Where the page leads."""

    def home(self) -> None: ...
    def dossier(self, person: PersonSummary) -> None: ...
    def reminders(self, person: PersonSummary) -> None: ...


@dataclass(frozen=True, slots=True)
class ReceiptTools:
    """What makes a receipt and prints it, in the lane of the devices."""

    documents: Documents
    printer: Printer


@dataclass(frozen=True, slots=True)
class ScanDesk:
    """What the page is handed besides the session."""

    jobs: Jobs
    device_jobs: Jobs
    on_screen_thread: Callable[[Callable[[], None]], None]
    """Runs a call on the GUI thread, soon: pages land on the scanner's lane."""
    scanner: Scanner
    sources: SourceList
    sources_jobs: Jobs
    """A lane of its own: looking for sources takes seconds, scanning must not wait."""
    media_jobs: Jobs
    """Of folders and keys, which may hang: nothing else waits behind them."""
    landing: LandingTools
    """Pages are looked at and made better while the next is being scanned."""
    files: Files
    clock: Clock
    rng: Rng
    reading: ReadingTools | None = None
    """None: this desk reads no pages."""
    receipts: ReceiptTools | None = None
    """None: this desk prints no receipts."""
    finder: Finder | None = None
    """Where cameras show what they see; None: this desk has no camera."""


class ScanPresenter:
    """Turns presses and landing pages into the next ScanModel. GUI thread, no Qt."""

    def __init__(
        self,
        session: WorkerSession,
        desk: ScanDesk,
        show: Callable[[ScanModel], None],
        ways: ScanWays,
        start: PersonSummary | Draft | ClearedFile | None = None,
        show_view: Callable[[View], None] = lambda _: None,
    ) -> None:
        self._session, self._desk, self._show, self._ways = session, desk, show, ways
        self._show_view = show_view
        self._numbers = 0
        self._is_cancelled = False
        self._is_restarting = False
        self._quiet_s = 0
        self._is_gone = False
        self._receipt: Receipt | None = None
        self._proposed = ""
        self._asked = ""
        self._original: ReadFile | None = None
        self._original_numbers: frozenset[int] = frozenset()
        self._reading = PaperReading(desk.reading, self._understood)
        self._touched: frozenset[Fact] = frozenset()
        draft = start if isinstance(start, Draft | ClearedFile) else None
        self._draft = draft.draft if draft else desk.rng.bytes(16)
        self._keeper = DraftKeeper(session, desk.jobs, self._failed, is_stored=draft is not None)
        self._workshop, self._page_jobs = desk.landing.workshop, desk.landing.page_jobs
        self._improver = Improver(
            desk.landing,
            small=self._small,
            made=self._improved,
            failed=self._not_improved,
        )
        self._improver.warm()
        self._picker = FilePicker(desk.files, desk.media_jobs, self._picker_changed, self._failed)
        self._source = Source.AUTO
        self._fronts: tuple[int, ...] = ()
        self._set(ScanModel(person=start if isinstance(start, PersonSummary) else None))
        self.sources = SourceChooser(desk.sources, desk.sources_jobs, self._sources_changed)
        self.sources.start()
        if isinstance(start, Draft):
            self._resume(start)
        elif isinstance(start, ClearedFile):
            self._file_read(start.file)

    # The person

    def person_typed(self, query: str) -> None:
        """Search for whom the paper is; an answer to an older text is dropped."""
        self._asked = query.strip()
        asked = self._asked
        if not asked:
            self._set(replace(self._model, query="", results=(), is_searched=False))
            return
        self._set(replace(self._model, query=query, is_searched=False))
        self._desk.jobs.submit(
            lambda: self._session.search(asked, 8),
            lambda found: self._found(asked, found),
            self._failed,
        )

    def person_chosen(self, person: PersonSummary) -> None:
        self._asked = ""
        self._change(replace(self._model, person=person, query="", results=(), is_searched=False))

    def other_person_pressed(self) -> None:
        """Choose again for whom the paper is; its pages stay, an agreement was the other's."""
        self._change(replace(self._model, person=None, is_agreed=False))

    # Pages

    def scan_pressed(self) -> None:
        """Scan what is in the machine: the feeder if paper is there, else the glass."""
        if self._model.can_add:
            self._fronts = ()
            self._scan(Source.FEEDER if self._model.backs else Source.AUTO)

    def scan_again_pressed(self) -> None:
        """Go on after a fault, from where it stopped: a feeder is not left for the glass."""
        self._scan(self._source)

    def scan_restarted(self) -> None:
        """Try a scanner again that gives nothing: stop what is asked of it, then ask anew."""
        if self._model.work is Work.SCANNING:
            self.stop_pressed()
            self._is_restarting = True

    def second_passed(self) -> None:
        """Once a second: say when nothing came for long; notice sticks that come and go."""
        self._picker.look_again()
        if self._model.work is not Work.SCANNING:
            return
        self._quiet_s += 1
        if self._quiet_s >= QUIET_AFTER_S and not self._model.is_quiet:
            self._set(replace(self._model, is_quiet=True, is_looking=False))

    def page_taken(self) -> None:
        """Take a picture of what the camera sees now."""
        if self._desk.finder is not None:
            self._desk.finder.shoot()

    def camera_finished(self) -> None:
        """No page is left for the camera."""
        if self._desk.finder is not None:
            self._desk.finder.finish()

    def covered(self) -> None:
        """The page is hidden, as by the lock: a camera takes nothing that nobody sees taken."""
        if self._model.is_looking:
            self.camera_finished()

    def backs_skipped(self) -> None:
        """Keep the fronts alone."""
        if not self._model.is_busy:
            self._set(replace(self._model, backs=None))

    def _scan(self, source: Source) -> None:
        model = self._model
        if model.is_busy:
            return
        self._is_cancelled = self._is_restarting = False
        self._quiet_s = 0
        self._source = source
        is_both_sides = model.is_both_sides and model.backs is None
        settings = settings_for(model.kind, is_both_sides=is_both_sides, source=source)
        device = model.sources.chosen
        self._set(
            replace(
                model,
                work=Work.SCANNING,
                landed=0,
                is_quiet=False,
                stopped=Stopped.NOT_YET,
                is_filed=False,
                are_backs_uneven=False,
                notice=None,
            )
        )
        if self._desk.finder is not None:
            self._desk.finder.watch(lambda: self._desk.on_screen_thread(self._view_came))
        self._desk.device_jobs.submit(
            lambda: self._desk.scanner.scan(
                device, settings, self._page_landed, lambda: self._is_cancelled
            ),
            self._scanned,
            self._scan_failed,
        )

    def stop_pressed(self) -> None:
        """Stop the scan; whole pages stay."""
        if self._model.work is Work.SCANNING:
            self._is_cancelled = True
            self._set(replace(self._model, work=Work.STOPPING, is_quiet=False, is_looking=False))

    def both_sides_chosen(self, is_both_sides: bool) -> None:
        self._set(replace(self._model, is_both_sides=is_both_sides))

    def page_selected(self, index: int) -> None:
        if 0 <= index < len(self._model.pages):
            self._set(replace(self._model, selected=index))

    def page_moved(self, step: int) -> None:
        """Move the selected page by `step` places; the strip ends stop it."""
        self._edit(editing.moved(self._model, step))

    def page_turned(self) -> None:
        """Turn the selected page by a quarter to the right."""
        page = self._model.shown
        if page is not None:
            self._cook(page, page.prepared.recipe.turned_by_hand(1))

    def change_undone(self, change: Change) -> None:
        """Take one step out of the selected page; the others stay ("Remettre comme avant")."""
        page = self._model.shown
        if page is not None:
            self._cook(page, page.prepared.recipe.without(change))

    def page_restored(self) -> None:
        """Put the selected page back as it landed; two sides of a card become two pages."""
        page = self._model.shown
        if page is None or not page.is_changed:
            return
        if page.is_joined:
            self.sides_parted()
        else:
            self._cook(page, AS_SCANNED)

    def sides_parted(self) -> None:
        """Make two pages again of the two sides of a card."""
        page = self._model.shown
        if page is None or not page.is_joined or self._model.is_held:
            return
        sides = (
            replace(self._numbered(side), is_blank_proposed=False, is_alone=True)
            for side in page.prepared.sides
        )
        self._change(editing.parted(self._model, sides))

    def blank_kept(self) -> None:
        """The page proposed as blank is wanted: propose it no more."""
        page = self._model.shown
        if page is not None:
            self._replace_page(replace(page, is_blank_proposed=False))

    def page_removed(self) -> None:
        """Take the selected page out; its undo bar can put it back."""
        self._edit(editing.without_shown(self._model))

    def undo_pressed(self) -> None:
        """Put the page just removed back in its place."""
        self._edit(editing.put_back(self._model))

    def undo_expired(self) -> None:
        self._set(replace(self._model, removed=None))

    # A file from elsewhere

    def file_pressed(self) -> None:
        """Open the picker on the places it may show."""
        if self._model.can_add:
            self._picker.open()
            self._page_jobs.submit(self._workshop.antivirus, self._antivirus_told, self._failed)

    def picker_chosen(self, entry: FileEntry) -> None:
        """Enter a folder, or read a file."""
        if self._picker.model is None or self._model.is_busy:
            return
        if entry.is_folder:
            self._picker.enter(entry)
            return
        self._picker.close()
        self._set(replace(self._model, work=Work.READING_FILE, is_filed=False))
        self._desk.media_jobs.submit(
            lambda: self._desk.files.read(entry.path),
            lambda data: self._file_came(data, entry.name),
            self._stopped_by,
        )

    def picker_back(self) -> None:
        """Go up one folder; from the places, close the picker."""
        self._picker.back()

    def whole_removed(self) -> None:
        """Take a file that cannot be shown out again; it stays where it came from."""
        if self._model.whole is None or self._model.is_busy:
            return
        self._original = None
        self._keeper.forget(self._draft)
        self._begin_draft()
        self._set(replace(self._model, whole=None, is_unchecked=False))

    # What it is, and filing

    def title_typed(self, title: str) -> None:
        if title != self._model.title:
            self._change(replace(self._model, title=title, read=self._untouched(Fact.TITLE)))

    def expiry_typed(self, text: str) -> None:
        """Take the last day the paper is good for; empty for none."""
        if text != self._model.expiry:
            self._change(replace(self._model, expiry=text, read=self._untouched(Fact.EXPIRY)))

    def agreement_given(self, is_agreed: bool) -> None:
        """Take whether the person agrees that a sensitive paper is kept (VLT-19, VLT-20)."""
        self._set(replace(self._model, is_agreed=is_agreed))

    def kind_chosen(self, kind: PaperKind, word: str) -> None:
        """Take the kind; its word becomes the title unless the worker wrote one."""
        title = self._model.title
        read = self._untouched(Fact.KIND)
        if not title.strip() or title == self._proposed or Fact.TITLE in read:
            title = self._proposed = word
            read -= {Fact.TITLE}
        self._change(replace(self._model, kind=kind, title=title, read=read))

    def sharing_chosen(self, sharing: Sharing) -> None:
        """Take who may read it: the person says which (SHR-13)."""
        self._change(replace(self._model, sharing=sharing))

    def file_paper_pressed(self) -> None:
        """Seal the pages into the person's safe; on failure everything stays here."""
        model = self._model
        if not model.can_file or not (model.person and model.kind and model.sharing):
            return
        person, kind, sharing, draft = model.person, model.kind, model.sharing, self._draft
        pages = tuple(page.prepared for page in model.pages)
        untold = self._original_of(model)
        words = self._reading.words() or ()
        self._set(replace(model, work=Work.FILING, notice=None, removed=None))
        self._keeper.settle()

        def file() -> ItemId:
            original = self._checked_now(untold)
            paper = NewPaper(
                title=model.title.strip(),
                kind=kind,
                sharing=sharing,
                pdf=self._pdf(pages, words),
                thumbnail_jpeg=pages[0].thumbnail_jpeg if pages else b"",
                page_count=len(pages),
                original=original.original if original else b"",
                original_mime=original.original_mime if original else "",
                original_suffix=suffix_of(original.name) if original else "",
                is_unchecked=original is not None and original.checked is Checked.NOT_YET,
                draft=draft if self._keeper.is_stored else None,
                expires_on=day_from_text(model.expiry),
                words=encode_words(words) if any(words) else b"",
                sensitive=model.asks_agreement.value if model.asks_agreement else "",
            )
            return self._session.file_paper(person.person, paper)

        self._desk.jobs.submit(
            file,
            lambda item: self._filed(person.person, item, is_read=bool(words)),
            self._not_filed,
        )

    def _pdf(self, pages: Sequence[PreparedPage], words: Sequence[PageWords | None]) -> bytes:
        """Return our PDF of the pages; none for a file that is kept as it came."""
        filed = [page.filed or page.jpeg for page in pages]
        return self._workshop.pdf(filed, words) if filed else b""

    def dossier_pressed(self) -> None:
        if self._model.person is not None and not self._model.is_busy:
            self._is_gone = True
            self._ways.dossier(self._model.person)

    def remind_pressed(self) -> None:
        """Go to the person's reminders: the paper just filed has an end. The person says yes
        there, or no."""
        if self._model.person is not None and not self._model.is_busy:
            self._is_gone = True
            self._ways.reminders(self._model.person)

    def receipt_pressed(self) -> None:
        """Print the receipt of the paper just filed, once; again after it failed."""
        tools, told = self._desk.receipts, self._receipt
        if tools is None or told is None or not self._model.has_receipt:
            return
        pdf = tools.documents.receipt(told)
        self._set(replace(self._model, has_receipt=False, notice=None))

        def failed(error: KioskError) -> None:
            is_last = self._receipt is told
            self._set(replace(self._model, has_receipt=is_last, notice=notice_of(error)))

        self._desk.device_jobs.submit(
            lambda: tools.printer.print_pdf(pdf, title="receipt"), lambda _: None, failed
        )

    def leave_pressed(self) -> None:
        """Go home; unfiled pages wait there as a draft. A scan under way is stopped first."""
        self._is_cancelled = True
        self._is_restarting = False
        self._is_gone = True
        self._ways.home()

    def escape_pressed(self) -> None:
        """One step back, destroying nothing."""
        if self._model.picker is not None:
            self.picker_back()
        elif self._model.sources.is_choosing:
            self.sources.close()
        elif self._model.query:
            self.person_typed("")
        else:
            self.leave_pressed()

    def notice_closed(self) -> None:
        """Answer a notice's one button: a broken scan goes on, anything else is put away."""
        goes_on = self._model.can_scan_again and self._model.notice is not None
        self._set(replace(self._model, notice=None, can_scan_again=False))
        if goes_on:
            self.scan_again_pressed()

    # What comes back from the lanes

    def _page_landed(self, page: ScannedPage) -> None:
        """On the scanner's lane: hand the page to the GUI thread and let the next one come."""
        self._desk.on_screen_thread(lambda: self._landed(page))

    def _landed(self, scan: ScannedPage) -> None:
        """Show and keep the page as it landed; then make it better."""
        page = self._numbered(PreparedPage(scan.jpeg, b"", scan.jpeg, dpi=scan.dpi, is_ready=False))
        self._quiet_s = 0
        backs = self._model.backs
        if backs is None:
            self._fronts = (*self._fronts, page.number)
        else:
            backs = replace(backs, backs=(*backs.backs, page.number))
        self._change(
            replace(
                self._model,
                pages=(*self._model.pages, page),
                selected=len(self._model.pages),
                landed=self._model.landed + 1,
                is_quiet=False,
                backs=backs,
            )
        )
        self._improver.take(page.number, scan)

    def _view_came(self) -> None:
        """Show the newest view of the camera that is looked through."""
        view = self._desk.finder.latest() if self._desk.finder is not None else None
        if view is None or self._model.work is not Work.SCANNING or self._is_gone:
            return
        self._quiet_s = 0
        if not self._model.is_looking:
            self._set(replace(self._model, is_looking=True, is_quiet=False))
        self._show_view(view)

    def _camera_closed(self) -> None:
        """Forget what the camera saw last: it is somebody's paper."""
        if self._desk.finder is not None:
            self._desk.finder.watch(None)

    def _small(self, number: int, jpeg: bytes) -> None:
        for page in self._model.pages:
            if page.number == number and not page.prepared.is_ready:
                small = replace(page, prepared=replace(page.prepared, thumbnail_jpeg=jpeg))
                self._set(editing.replaced(self._model, small))

    def _improved(self, number: int, prepared: PreparedPage) -> None:
        removed = self._model.removed
        if removed is not None and removed[1].number == number:
            page = replace(removed[1], prepared=prepared, is_blank_proposed=prepared.is_blank)
            self._set(replace(self._model, removed=(removed[0], page)))
        for page in self._model.pages:
            if page.number == number:
                self._replace_page(
                    replace(page, prepared=prepared, is_blank_proposed=prepared.is_blank)
                )
                self._join_sides(number)

    def _not_improved(self, number: int, error: KioskError) -> None:
        """The page stays as it landed; only its small picture is missing."""
        for page in self._model.pages:
            if page.number == number:
                self._replace_page(replace(page, prepared=replace(page.prepared, is_ready=True)))
        self._failed(error)

    def _join_sides(self, number: int) -> None:
        """Put page `number` and the one before on one page if they are a card's two sides."""
        pair = editing.sides_of_card(self._model.pages, number)
        if pair is not None:
            one, other = pair
            self._page_jobs.submit(
                lambda: self._workshop.join(one.prepared, other.prepared),
                lambda prepared: self._joined(pair, prepared),
                self._failed,
            )

    def _joined(self, pair: editing.Pair, prepared: PreparedPage) -> None:
        """Show the joined page, unless one of its sides was moved or changed meanwhile."""
        if not self._model.is_held:
            self._edit(editing.joined(self._model, pair, self._numbered(prepared)))

    def _scanned(self, outcome: ScanOutcome) -> None:
        self._camera_closed()
        model = self._model
        stopped = Stopped.CANCELLED if outcome.ended_by is ScanEnd.CANCELLED else Stopped.DONE
        refused = notice_of(outcome.refused) if outcome.refused is not None else model.notice
        self._set(
            replace(
                model,
                work=Work.NOTHING,
                stopped=stopped,
                is_quiet=False,
                is_looking=False,
                notice=refused,
                can_scan_again=False,
            )
        )
        if outcome.taken:
            self._keeper.when_stored(lambda: self._let_go(outcome))
        if stopped is Stopped.CANCELLED:
            if outcome.pages and outcome.source is Source.FEEDER:
                self._source = Source.FEEDER
            self._restart()
            return
        if model.backs is not None:
            self._change(editing.in_order(self._model, model.backs))
        elif self._needs_second_pass(outcome):
            self._set(replace(self._model, backs=BacksModel(self._fronts)))

    def _needs_second_pass(self, outcome: ScanOutcome) -> bool:
        is_one_sided = outcome.ended_by is ScanEnd.FEEDER_EMPTY and not outcome.is_both_sides
        return is_one_sided and self._model.is_both_sides and bool(self._fronts)

    def _let_go(self, outcome: ScanOutcome) -> None:
        """The pages lie sealed in the draft: what they came from may go."""
        self._desk.device_jobs.submit(
            lambda: self._desk.scanner.kept(outcome), lambda _: None, self._failed
        )

    def _scan_failed(self, error: KioskError) -> None:
        self._camera_closed()
        if self._model.landed > 1 or error.context.get("source") == Source.FEEDER.value:
            self._source = Source.FEEDER
        self._set(
            replace(
                self._model,
                work=Work.NOTHING,
                stopped=Stopped.DONE,
                is_quiet=False,
                is_looking=False,
                notice=notice_of(error),
                can_scan_again=True,
            )
        )
        if not self._restart():
            self.sources.look()

    def _restart(self) -> bool:
        """Scan again if that is what the scan was stopped for; say whether it was."""
        is_restarting, self._is_restarting = self._is_restarting, False
        if is_restarting:
            self.scan_again_pressed()
        return is_restarting

    def _sources_changed(self, sources: SourcesModel) -> None:
        self._set(replace(self._model, sources=sources))

    def _antivirus_told(self, health: Health) -> None:
        self._set(replace(self._model, antivirus=health))

    def _file_came(self, data: bytes, name: str) -> None:
        self._page_jobs.submit(
            lambda: take_file(self._workshop, data, name), self._file_taken, self._stopped_by
        )

    def _file_taken(self, taken: ReadFile | SetAside) -> None:
        if isinstance(taken, SetAside):
            self._set_aside(taken, self._desk.rng.bytes(16))
        else:
            self._file_read(taken)

    def _set_aside(self, aside: SetAside, draft: bytes) -> None:
        """Keep a file that may not be opened, sealed, as that draft; say why."""
        held = held_draft(draft, self._desk.clock.now(), aside.name, aside.data, aside.why)
        self._desk.jobs.submit(
            lambda: self._session.save_draft(held),
            lambda _none: self._stopped_by(aside.why),
            self._stopped_by,
        )

    def _checked_now(self, file: ReadFile | None) -> ReadFile | None:
        """Return the original as it is filed: one not checked yet is tried once more. On the
        local lane. Raises: FileHeld."""
        if file is None or file.checked is not Checked.NOT_YET:
            return file
        return self._workshop.check_again(file)

    def _whole_read(self, file: ReadFile) -> None:
        """Take a file that cannot be shown; it is a paper by itself."""
        if self._model.pages:
            self._stopped_by(InvalidInput("file.kept_alone"))
            return
        self._original, self._original_numbers = file, frozenset()
        self._change(
            replace(
                self._model,
                work=Work.NOTHING,
                whole=file,
                is_unchecked=file.checked is Checked.NOT_YET,
                title=self._model.title or file.shown_name,
            )
        )

    def _file_read(self, file: ReadFile) -> None:
        if file.is_whole:
            self._whole_read(file)
            return
        pages = tuple(self._numbered(prepared) for prepared in file.pages)
        if not self._model.pages:
            self._original = file
            self._original_numbers = frozenset(page.number for page in pages)
        self._change(
            replace(
                self._model,
                work=Work.NOTHING,
                pages=(*self._model.pages, *pages),
                selected=len(self._model.pages),
                is_unchecked=self._model.is_unchecked or file.checked is Checked.NOT_YET,
            )
        )

    def _picker_changed(self, picker: PickerModel | None) -> None:
        """Show the list; what was wrong is past once another one comes."""
        before, notice = self._model.picker, self._model.notice
        if picker is not None and (before is None or before.trail != picker.trail):
            notice = None
        self._set(replace(self._model, picker=picker, notice=notice))

    def _found(self, asked: str, found: Sequence[PersonSummary]) -> None:
        if asked == self._asked:
            self._set(replace(self._model, results=tuple(found), is_searched=True))

    def _filed(self, person: PersonId, item: ItemId, *, is_read: bool) -> None:
        filed = len(self._model.pages)
        if not is_read:
            self._reading.when_read(lambda words: self._words_came(person, item, words))
        self._receipt = self._receipt_of_filed()
        self._begin_draft()
        self._touched = frozenset()
        self._original, self._original_numbers, self._proposed = None, frozenset(), ""
        self._set(
            ScanModel(
                person=self._model.person,
                sources=self._model.sources,
                is_filed=True,
                filed_pages=filed,
                filed_expiry=day_from_text(self._model.expiry),
                has_receipt=self._receipt is not None,
            )
        )

    def _receipt_of_filed(self) -> Receipt | None:
        """Return what a receipt tells of the paper filed just now; made only if it is printed."""
        person = self._model.person
        if person is None or self._desk.receipts is None:
            return None
        return Receipt.of(
            ReceiptKind.PAPER_FILED,
            person,
            structure_name=self._session.profile.structure_name,
            language=REFERENCE,
            done_at=self._desk.clock.now(),
            title=self._model.title,
        )

    def _words_came(self, person: PersonId, item: ItemId, words: Words) -> None:
        """Let what was read later follow the paper; without it the paper is as good."""
        if any(words):
            self._desk.jobs.submit(
                lambda: self._session.add_words(person, item, encode_words(words)),
                lambda _: None,
                lambda _: None,
            )

    def _understood(self, understood: Understood) -> None:
        """Propose what was read; what the worker touched stays (`ux.md` W3)."""
        if self._model.pages and self._model.work is not Work.FILING:
            told = with_proposal(self._model, understood, self._touched)
            if told != self._model:  # else the draft would be sealed again for nothing
                self._change(told)

    def _not_filed(self, error: KioskError) -> None:
        self._keeper.resume()
        if isinstance(error, FileHeld) and self._original is not None:
            # Its pages are pixels of ours and may be filed; the file itself goes aside.
            held, self._original = self._original, None
            draft = self._desk.rng.bytes(16)
            if held.is_whole:  # there are no pages: its own draft holds it from now on
                draft = self._draft
                self._begin_draft()
            self._change(replace(self._model, is_unchecked=False, whole=None))
            self._set_aside(SetAside(held.name, held.original, error), draft)
            return
        self._stopped_by(error)

    def _resume(self, draft: Draft) -> None:
        chosen = chosen_from(draft.facts)
        self._set(
            ScanModel(
                person=chosen.person,
                title=chosen.title,
                kind=chosen.kind,
                sharing=chosen.sharing,
                expiry=chosen.expiry,
                read=chosen.read,
                sources=self._model.sources,
                work=Work.LOADING,
            )
        )
        whole = kept_whole(draft)
        if whole is not None:
            self._original = whole
            is_unchecked = whole.checked is Checked.NOT_YET
            self._set(
                replace(self._model, work=Work.NOTHING, whole=whole, is_unchecked=is_unchecked)
            )
            return
        kept, original = kept_pages(draft), kept_original(draft)
        self._page_jobs.submit(
            lambda: tuple(self._workshop.restore(page) for page in kept),
            lambda prepared: self._resumed(prepared, original),
            self._stopped_by,
        )

    def _resumed(self, prepared: tuple[PreparedPage, ...], original: ReadFile | None) -> None:
        pages = tuple(self._numbered(page) for page in prepared)
        if original is not None:
            self._original = replace(original, pages=prepared)
            self._original_numbers = frozenset(page.number for page in pages)
        is_unchecked = original is not None and original.checked is Checked.NOT_YET
        self._set(replace(self._model, work=Work.NOTHING, pages=pages, is_unchecked=is_unchecked))

    # Helpers

    def _untouched(self, fact: Fact) -> frozenset[Fact]:
        """Note that the worker touched a fact; return what still stands as it was read."""
        self._touched |= {fact}
        return self._model.read - {fact}

    def _begin_draft(self) -> None:
        """Every paper has a draft of its own; one that was filed is never written again."""
        self._draft = self._desk.rng.bytes(16)
        self._keeper = DraftKeeper(self._session, self._desk.jobs, self._failed, is_stored=False)

    def _numbered(self, prepared: PreparedPage) -> PageModel:
        self._numbers += 1
        return PageModel(self._numbers, prepared, is_blank_proposed=prepared.is_blank)

    def _cook(self, page: PageModel, recipe: Recipe) -> None:
        """Make the page again by `recipe`, from its scan."""
        if self._model.is_held or page.is_joined or not page.prepared.is_ready:
            return
        self._page_jobs.submit(
            lambda: self._workshop.change(page.prepared, recipe),
            lambda made: self._put(page.number, made),
            self._failed,
        )

    def _put(self, number: int, prepared: PreparedPage) -> None:
        """Show `prepared` in the place of page `number`, wherever it moved meanwhile."""
        for page in self._model.pages:
            if page.number == number:
                self._replace_page(replace(page, prepared=prepared))

    def _replace_page(self, changed: PageModel) -> None:
        self._change(editing.replaced(self._model, changed))

    def _original_of(self, model: ScanModel) -> ReadFile | None:
        """Return the file that these pages came from, all of them and no others."""
        numbers = frozenset(page.number for page in model.pages)
        return self._original if numbers == self._original_numbers else None

    def _edit(self, model: ScanModel) -> None:
        """Take pages as they were edited; nothing changed is nothing to keep."""
        if model is not self._model:
            self._change(model)

    def _change(self, model: ScanModel) -> None:
        """Show `model` and keep it: pages first exist in the draft, then in a safe."""
        self._set(model)
        if model.pages or model.whole or self._keeper.is_stored:
            original = self._original_of(model)
            self._keeper.keep(
                Draft(
                    self._draft,
                    KIND,
                    self._desk.clock.now(),
                    facts=facts_of(model, original),
                    pages=contents_of(model, original),
                )
            )

    def _stopped_by(self, error: KioskError) -> None:
        self._set(
            replace(self._model, work=Work.NOTHING, notice=notice_of(error), can_scan_again=False)
        )

    def _failed(self, error: KioskError) -> None:
        self._set(replace(self._model, notice=notice_of(error), can_scan_again=False))

    def _set(self, model: ScanModel) -> None:
        self._model = model
        if not self._is_gone:
            self._show(model)
        ready = (page for page in model.pages if page.prepared.is_ready)
        self._reading.pages_are([(page.number, page.prepared.jpeg) for page in ready])
