"""The desk's screens put together: from the installation or the sign-in to the lock."""

from __future__ import annotations

import os
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Protocol

from PySide6.QtCore import QObject, Qt, SignalInstance
from PySide6.QtGui import QGuiApplication, QKeySequence, QShortcut
from PySide6.QtWidgets import QApplication, QStackedWidget, QVBoxLayout, QWidget
from shiboken6 import isValid

from kiosk.capture import folder as folder_source
from kiosk.capture import network_scanner as network
from kiosk.capture.antivirus.screening import antivirus_of
from kiosk.capture.camera import source as camera
from kiosk.capture.camera.finder import Finder
from kiosk.capture.device_list import MEMORY_NAME, DeviceList
from kiosk.capture.files import FileReader
from kiosk.capture.first_looks import FirstLooks
from kiosk.capture.folder import WatchedFolders
from kiosk.capture.network_scanner import network_scanner
from kiosk.capture.pipeline import Pipeline
from kiosk.capture.ports import Scanner
from kiosk.capture.reading.reader import Reader
from kiosk.capture.reading.understanding import PageUnderstanding
from kiosk.capture.sane_scanner import find_scanner
from kiosk.capture.sources import AllSources, Way
from kiosk.flows.api import Draft, Entrance, PersonSummary, WorkerSession
from kiosk.media.udisks import UdisksSticks
from kiosk.ports import Clock, Rng, SystemClock, SystemRng
from kiosk.printing.cups import CupsPrinters
from kiosk.session.channel import Who
from kiosk.settings import Settings
from ui.cards import card_tools
from ui.jobs import Lane
from ui.printed.documents import PrintedDocuments
from ui.printed.facts import Documents
from ui.printing import print_tools
from ui.screens.desk_affiliate.presenter import AffiliatePresenter
from ui.screens.desk_affiliate.view import AffiliateView
from ui.screens.desk_common.first_focus import focus_first
from ui.screens.desk_common.ports import Jobs, Printer
from ui.screens.desk_copies.presenter import CopiesPresenter
from ui.screens.desk_copies.taking import TakeCopyPresenter
from ui.screens.desk_copies.view import CopiesView
from ui.screens.desk_dossier.presenter import DossierPresenter
from ui.screens.desk_dossier.view import DossierView
from ui.screens.desk_facts.presenter import FactsPresenter
from ui.screens.desk_facts.view import FactsView
from ui.screens.desk_held.facts import KIND as HELD
from ui.screens.desk_held.presenter import HeldPresenter
from ui.screens.desk_held.view import HeldView
from ui.screens.desk_home.leaving import LeavingPresenter
from ui.screens.desk_home.presenter import DeskHomePresenter
from ui.screens.desk_home.view import DeskHomeView
from ui.screens.desk_journal.presenter import JournalPresenter
from ui.screens.desk_journal.view import JournalView
from ui.screens.desk_open.facts import KIND as OPENING
from ui.screens.desk_open.presenter import Desk, OpenPresenter
from ui.screens.desk_open.view import OpenView
from ui.screens.desk_outgoing.presenter import OutgoingPresenter
from ui.screens.desk_outgoing.view import OutgoingView
from ui.screens.desk_posts.presenter import PostsPresenter
from ui.screens.desk_posts.view import PostsView
from ui.screens.desk_reminders.presenter import RemindersPresenter
from ui.screens.desk_reminders.view import RemindersView
from ui.screens.desk_report.presenter import ReportPresenter, ReportWays
from ui.screens.desk_report.view import ReportView
from ui.screens.desk_scan.files import AllowedFolders
from ui.screens.desk_scan.improving import LandingTools
from ui.screens.desk_scan.ports import Files, ReadFile
from ui.screens.desk_scan.presenter import ReceiptTools, ScanDesk, ScanPresenter
from ui.screens.desk_scan.reading import ReadingTools
from ui.screens.desk_scan.sources import SourceList
from ui.screens.desk_scan.taking import ClearedFile
from ui.screens.desk_scan.view import ScanView
from ui.screens.desk_scan.workshop import CaptureWorkshop
from ui.screens.desk_sign_in.presenter import DeskSignInPresenter
from ui.screens.desk_sign_in.view import DeskSignInView
from ui.screens.enrol.presenter import Enrolled, EnrolPresenter
from ui.screens.enrol.view import EnrolView
from ui.screens.first_sign_in.presenter import FirstSignInPresenter
from ui.screens.first_sign_in.view import FirstSignInView
from ui.screens.lock.presenter import LockPresenter
from ui.screens.lock.view import LockView
from ui.screens.paper_print.presenter import PrintPresenter, PrintTools
from ui.screens.show_card.presenter import CardTools, ShowCardPresenter
from ui.theme.look import Look

__all__ = ["DeskEntrance", "DeskFlow", "DeskSide", "DeskTools", "Pages", "desk_tools"]


class DeskSide(Protocol):
    """What the desk tells the supervisor."""

    def signed_in(self, who: Who) -> None: ...
    def viewing(self, on: bool) -> None: ...
    def locked(self) -> None: ...
    def unlocked(self) -> None: ...
    def finish(self, reason: str) -> None: ...


class Pages(Protocol):
    """The window the desk is put into, once."""

    def show_page(self, page: QWidget) -> None: ...


class Agent(Protocol):
    """The one process that may reach the network (`kiosk.session.agent_link`)."""

    def enrol(self, code: str, place: str) -> Mapping[str, object]: ...


class DeskEntrance(Entrance, Protocol):
    """The entrance of a post that may not be installed yet."""

    @property
    def agent(self) -> Agent: ...

    def is_enrolled(self) -> bool: ...


@dataclass(frozen=True, slots=True)
class DeskTools:
    """Devices and makers of the desk, and the lane they are used on."""

    lane: Jobs
    on_screen_thread: Callable[[Callable[[], None]], None]
    scanner: Scanner
    sources: SourceList
    sources_lane: Jobs
    media_lane: Jobs
    """Keys and folders that may hang: nothing else waits in it."""
    landing: LandingTools
    printer: Printer
    printing: PrintTools
    documents: Documents
    files: Files
    clock: Clock
    rng: Rng
    reading: ReadingTools | None = None
    """None: pages are filed without being read."""
    finder: Finder | None = None
    """Where cameras show what they see; None: cameras are no source here."""
    cards: CardTools | None = None
    """None: no camera reads cards here."""


def desk_tools(parent: QObject, settings: Settings, state_dir: Path) -> DeskTools:
    """Return the real devices of this machine, on a lane of their own."""
    lane = Lane("devices", parent)
    pipeline = Pipeline()
    antivirus = antivirus_of(settings.antivirus, settings.antivirus_socket)
    finder = Finder()
    scanner = all_sources(settings, FileReader(pipeline, antivirus=antivirus), finder)
    return DeskTools(
        lane=lane,
        on_screen_thread=lane.on_screen_thread,
        scanner=scanner,
        sources=DeviceList(scanner, state_dir / MEMORY_NAME, settings.scanner),
        sources_lane=Lane("sources", parent),
        media_lane=Lane("media", parent),
        landing=LandingTools(
            first_look=FirstLooks(),
            look_jobs=Lane("looks", parent),
            workshop=CaptureWorkshop(Pipeline(), antivirus),
            page_jobs=Lane("pages", parent),
        ),
        printer=CupsPrinters(preferred=settings.printer),
        printing=print_tools(parent, state_dir, settings.printer),
        documents=PrintedDocuments(),
        files=allowed_folders(),
        clock=SystemClock(),
        rng=SystemRng(),
        reading=ReadingTools(PageUnderstanding(Reader(), SystemClock()), Lane("reading", parent)),
        finder=finder,
        cards=card_tools(parent) if settings.cameras == "on" else None,
    )


def all_sources(settings: Settings, reader: FileReader, finder: Finder) -> AllSources:
    """Return every way to pages that this post's settings allow."""
    ways = []
    if settings.network_scanners == "on":
        places = settings.scanner_addresses.split()
        ways.append(Way(network.PREFIX, network_scanner(places)))
    if settings.scan_folders:
        folders = [Path(folder) for folder in settings.scan_folders.split(os.pathsep)]
        ways.append(Way(folder_source.PREFIX, WatchedFolders(folders, reader)))
    if settings.cameras == "on":
        ways.append(Way(camera.PREFIX, camera.cameras(finder)))
    return AllSources(tuple(ways), find_scanner(scanner_options(os.environ)))


def scanner_options(environ: Mapping[str, str]) -> dict[str, str]:
    """Return what IT sets on every scanner that knows it, for example "brightness=10;gamma=2"."""
    given = environ.get("RECONNECT_KIOSK_SCANNER_OPTIONS", "")
    pairs = (pair.partition("=") for pair in given.split(";") if "=" in pair)
    return {name.strip(): value.strip() for name, _, value in pairs}


def allowed_folders() -> AllowedFolders:
    """Return the folders a worker may add files from: own papers, downloads, plugged-in keys.

    RECONNECT_KIOSK_FILES names others, separated as in PATH: IT points it at a shared
    folder, the tour at a folder of its own.
    """
    if named := os.environ.get("RECONNECT_KIOSK_FILES"):
        return AllowedFolders(tuple((Path(p).name, Path(p)) for p in named.split(os.pathsep)))
    home = Path.home()
    user = home.name
    translate = QGuiApplication.translate
    return AllowedFolders(
        (
            (translate("DeskFlow", "Mes documents"), home / "Documents"),
            (translate("DeskFlow", "Téléchargements"), home / "Downloads"),
            (translate("DeskFlow", "Téléchargements"), home / "Téléchargements"),
        ),
        media=(Path("/media") / user, Path("/run/media") / user),
        sticks=UdisksSticks(),
        stick_word=translate("DeskFlow", "Clé USB"),
    )


Wire = tuple[SignalInstance, Callable[..., None]]
"""A signal of a page and what answers it."""


class DeskFlow(QObject):
    """Which screen shows when; holds the presenters of the one that does."""

    def __init__(
        self,
        look: Look,
        window: Pages,
        entrance: DeskEntrance,
        jobs: Jobs,
        side: DeskSide,
        tools: DeskTools,
        parent: QObject | None = None,
    ) -> None:
        super().__init__(parent)
        self._look, self._entrance, self._jobs = look, entrance, jobs
        self._side, self._tools = side, tools
        self._session: WorkerSession | None = None
        self._presenter: object = None
        self._camera: ShowCardPresenter | None = None
        self._lock: tuple[LockView, LockPresenter] | None = None
        self._focus_before: QWidget | None = None
        self.frame = QWidget()
        self.frame.setObjectName("desk")
        self._layers = QStackedWidget()
        self._screens = QStackedWidget()
        self._layers.addWidget(self._screens)
        page = QVBoxLayout(self.frame)
        page.setContentsMargins(0, 0, 0, 0)
        page.addWidget(self._layers)
        key = QShortcut(QKeySequence("Ctrl+L"), self._screens)
        key.setContext(Qt.ShortcutContext.WidgetWithChildrenShortcut)
        key.activated.connect(self.lock)
        window.show_page(self.frame)
        jobs.submit(entrance.is_enrolled, self._begun, lambda _error: self.sign_in())

    def finish(self) -> None:
        """End the session: drafts stay with their author, everything else is wiped."""
        session = self._session
        if session is None:
            self._side.finish("left")
            return
        self._session = None
        self._screens.hide()
        self._jobs.submit(
            session.close,
            lambda _none: self._side.finish("finished"),
            lambda _error: self._side.finish("finished"),
        )

    def lock(self) -> None:
        """Hide everything at once; the work stays as it is behind (W6)."""
        session = self._session
        if session is None:
            self._side.locked()
            return
        if self._lock is not None:
            return
        QGuiApplication.clipboard().clear()
        self._focus_before = QApplication.focusWidget()
        view = LockView(self._look)
        presenter = LockPresenter(
            session, self._jobs, _into(view, view.show_model), self._unlock, self.finish
        )
        view.unlock_pressed.connect(presenter.unlock_pressed)
        view.other_person_pressed.connect(presenter.other_person_pressed)
        view.second_passed.connect(presenter.second_passed)
        self._lock = (view, presenter)
        self._layers.addWidget(view)
        self._layers.setCurrentWidget(view)
        focus_first(view)
        self._side.locked()

    # Screens

    def enrol(self) -> None:
        view = EnrolView(self._look)
        presenter = EnrolPresenter(
            _ByAgent(self._entrance.agent),
            self._tools.lane,
            _into(view, view.show_model),
            self.sign_in,
        )
        self._put(
            view,
            presenter,
            (view.enrol_pressed, presenter.enrol_pressed),
            (view.start_pressed, presenter.start_pressed),
            (view.notice_closed, presenter.notice_closed),
        )

    def sign_in(self) -> None:
        view = DeskSignInView(self._look)
        presenter = DeskSignInPresenter(
            self._entrance, self._jobs, _into(view, view.show_model), self._came_in
        )
        self._put(
            view,
            presenter,
            (view.sign_in_pressed, presenter.sign_in_pressed),
            (view.second_passed, presenter.second_passed),
        )

    def first_sign_in(self) -> None:
        view = FirstSignInView(self._look)
        presenter = FirstSignInPresenter(
            self._worker,
            self._jobs,
            self._tools.rng,
            _into(view, view.show_model),
            finished=self.home,
            left=self.finish,
        )
        self._put(
            view,
            presenter,
            (view.typed, presenter.typed),
            (view.propose_pressed, presenter.propose_pressed),
            (view.change_pressed, presenter.change_pressed),
            (view.ticked, presenter.ticked),
            (view.accept_pressed, presenter.accept_pressed),
            (view.leave_pressed, presenter.leave_pressed),
            (view.error_action_pressed, presenter.notice_closed),
        )

    def home(self) -> None:
        self._side.viewing(False)
        view = DeskHomeView(self._look)
        presenter = DeskHomePresenter(
            self._worker, self._jobs, _into(view, view.show_model), _Ways(self)
        )
        printing = self._tools.printing
        leaving = LeavingPresenter(
            printing.printers, printing.jobs, _into(view, view.show_leaving), self.finish
        )
        cards: tuple[Wire, ...] = ()
        if self._tools.cards is not None:
            camera = ShowCardPresenter(
                self._tools.cards,
                _into(view, view.show_camera),
                _into(view, view.camera.show_view),
                came=presenter.card_came,
                failed=presenter.card_refused,
            )
            self._camera = camera
            cards = (
                (view.show_card_pressed, camera.show_pressed),
                (view.show_card_left, camera.stop),
            )
        self._put(
            view,
            (presenter, leaving),
            *cards,
            (view.typed, presenter.typed),
            (view.card_came, presenter.card_came),
            (view.card_refused, presenter.card_refused),
            (view.moved, presenter.moved),
            (view.chosen, presenter.chosen),
            (view.selected_chosen, presenter.selected_chosen),
            (view.recent_chosen, presenter.recent_chosen),
            (view.draft_chosen, presenter.draft_chosen),
            (view.draft_removed, presenter.draft_removed),
            (view.undo_pressed, presenter.undo_pressed),
            (view.undo_expired, presenter.undo_expired),
            (view.open_pressed, self.open_safe),
            (view.scan_pressed, self.scan),
            (view.affiliate_pressed, self.affiliate),
            (view.outgoing_pressed, self.outgoing),
            (view.posts_pressed, self.posts),
            (view.report_pressed, self.report),
            (view.journal_pressed, self.journal),
            (view.copies_pressed, self.copies),
            (view.lock_pressed, self.lock),
            (view.sign_out_pressed, leaving.sign_out_pressed),
            (view.wait_pressed, leaving.wait_pressed),
            (view.second_passed, leaving.second_passed),
            (view.escape_pressed, presenter.escape_pressed),
            (view.second_passed, presenter.second_passed),
            (view.error_action_pressed, presenter.notice_closed),
        )

    def open_safe(self, draft: Draft | None = None) -> None:
        tools = self._tools
        desk = Desk(
            jobs=self._jobs,
            device_jobs=tools.lane,
            scanner=tools.scanner,
            printer=tools.printer,
            documents=tools.documents,
            clock=tools.clock,
            rng=tools.rng,
            reading=tools.reading,
        )
        view = OpenView(self._look)
        presenter = OpenPresenter(
            self._worker, desk, _into(view, view.show_model), _Ways(self), draft
        )
        form = view.form
        self._put(
            view,
            presenter,
            (form.identity_typed, presenter.identity_typed),
            (form.card_pressed, presenter.card_pressed),
            (form.language_chosen, presenter.language_chosen),
            (form.interpreter_typed, presenter.interpreter_typed),
            (form.consent_pressed, presenter.consent_pressed),
            (form.access_pressed, presenter.access_pressed),
            (form.scan_wanted, presenter.scan_wanted),
            (form.finish_pressed, presenter.finish_pressed),
            (view.card_forward, presenter.card_forward),
            (view.card_back, presenter.card_back),
            (view.answered, presenter.answered),
            (view.signed_on_screen, presenter.signed_on_screen),
            (view.paper_pressed, presenter.paper_pressed),
            (view.screen_signing_pressed, presenter.screen_signing_pressed),
            (view.print_mandate_to_sign_pressed, presenter.print_mandate_to_sign_pressed),
            (view.scan_signed_mandate_pressed, presenter.scan_signed_mandate_pressed),
            (view.consent_left, presenter.consent_left),
            (view.password_typed, presenter.password_typed),
            (view.propose_pressed, presenter.propose_pressed),
            (view.access_done, presenter.access_done),
            (view.access_left, presenter.access_left),
            (view.print_card_pressed, presenter.print_card_pressed),
            (view.print_mandate_pressed, presenter.print_mandate_pressed),
            (view.go_on_pressed, presenter.go_on_pressed),
            (view.escape_pressed, presenter.escape_pressed),
            (view.notice_closed, presenter.notice_closed),
        )

    def held(self, draft: Draft) -> None:
        """A file set aside unopened."""
        tools = self._tools
        view = HeldView(self._look)
        presenter = HeldPresenter(
            self._worker,
            self._jobs,
            tools.landing.page_jobs,
            workshop=tools.landing.workshop,
            clock=tools.clock,
            show=_into(view, view.show_model),
            ways=_Ways(self),
            draft=draft,
        )
        self._put(
            view,
            presenter,
            (view.check_pressed, presenter.check_pressed),
            (view.remove_pressed, presenter.remove_pressed),
            (view.remove_confirmed, presenter.remove_confirmed),
            (view.back_pressed, presenter.escape_pressed),
            (view.error_action_pressed, presenter.notice_closed),
        )

    def scan(self, start: PersonSummary | Draft | ClearedFile | None = None) -> None:
        tools = self._tools
        desk = ScanDesk(
            jobs=self._jobs,
            device_jobs=tools.lane,
            on_screen_thread=tools.on_screen_thread,
            scanner=tools.scanner,
            sources=tools.sources,
            sources_jobs=tools.sources_lane,
            media_jobs=tools.media_lane,
            landing=tools.landing,
            files=tools.files,
            clock=tools.clock,
            rng=tools.rng,
            reading=tools.reading,
            receipts=ReceiptTools(tools.documents, tools.printer),
            finder=tools.finder,
        )
        view = ScanView(self._look)
        presenter = ScanPresenter(
            self._worker,
            desk,
            _into(view, view.show_model),
            _Ways(self),
            start,
            _into(view, view.show_camera),
        )
        self._put(
            view,
            presenter,
            (view.person_typed, presenter.person_typed),
            (view.person_chosen, presenter.person_chosen),
            (view.other_person_pressed, presenter.other_person_pressed),
            (view.scan_pressed, presenter.scan_pressed),
            (view.stop_pressed, presenter.stop_pressed),
            (view.again_pressed, presenter.scan_restarted),
            (view.covered, presenter.covered),
            (view.finder.take_pressed, presenter.page_taken),
            (view.finder.finish_pressed, presenter.camera_finished),
            (view.second_passed, presenter.second_passed),
            (view.both_sides_chosen, presenter.both_sides_chosen),
            (view.page_selected, presenter.page_selected),
            (view.page_moved, presenter.page_moved),
            (view.page_turned, presenter.page_turned),
            (view.page_restored, presenter.page_restored),
            (view.page_removed, presenter.page_removed),
            (view.blank_kept, presenter.blank_kept),
            (view.undo_pressed, presenter.undo_pressed),
            (view.undo_expired, presenter.undo_expired),
            (view.file_pressed, presenter.file_pressed),
            (view.picker_chosen, presenter.picker_chosen),
            (view.picker_back, presenter.picker_back),
            (view.title_typed, presenter.title_typed),
            (view.kind_chosen, presenter.kind_chosen),
            (view.sharing_chosen, presenter.sharing_chosen),
            (view.expiry_typed, presenter.expiry_typed),
            (view.agreement_given, presenter.agreement_given),
            (view.remind_pressed, presenter.remind_pressed),
            (view.receipt_pressed, presenter.receipt_pressed),
            (view.file_paper_pressed, presenter.file_paper_pressed),
            (view.dossier_pressed, presenter.dossier_pressed),
            (view.escape_pressed, presenter.escape_pressed),
            (view.notice_closed, presenter.notice_closed),
            (view.change_undone, presenter.change_undone),
            (view.sides_parted, presenter.sides_parted),
            (view.whole_removed, presenter.whole_removed),
            (view.backs_skipped, presenter.backs_skipped),
            (view.source_change_pressed, presenter.sources.change_pressed),
            (view.source_chosen, presenter.sources.chosen),
            (view.source_look_pressed, presenter.sources.look),
        )

    def dossier(self, person: PersonSummary) -> None:
        tools = self._tools
        view = DossierView(self._look)
        presenter = DossierPresenter(
            self._worker,
            self._jobs,
            tools.lane,
            printer=tools.printer,
            printing=tools.printing,
            documents=tools.documents,
            clock=tools.clock,
            show=_into(view, view.show_model),
            show_print=_into(view, view.print_panel.show_model),
            show_copy=_into(view, view.copy_panel.show_model),
            ways=_Ways(self),
            person=person,
            file_check=tools.landing.workshop,
            media_jobs=tools.media_lane,
        )
        panel, copying = view.print_panel, view.copy_panel
        self._side.viewing(True)
        self._put(
            view,
            presenter,
            (view.paper_chosen, presenter.paper_chosen),
            (view.add_pressed, presenter.add_pressed),
            (view.facts_pressed, presenter.facts_pressed),
            (view.reminders_pressed, presenter.reminders_pressed),
            (view.end_pressed, presenter.end_pressed),
            (view.end_confirmed, presenter.end_confirmed),
            (view.print_receipt_pressed, presenter.print_receipt_pressed),
            (view.print_pressed, presenter.print_pressed),
            *_to(
                lambda: presenter.print,
                (panel.printer_chosen, PrintPresenter.printer_chosen),
                (panel.copies_chosen, PrintPresenter.copies_chosen),
                (panel.span_chosen, PrintPresenter.span_chosen),
                (panel.first_chosen, PrintPresenter.first_chosen),
                (panel.last_chosen, PrintPresenter.last_chosen),
                (panel.colour_chosen, PrintPresenter.colour_chosen),
                (panel.print_pressed, PrintPresenter.print_pressed),
                (panel.stop_pressed, PrintPresenter.stop_pressed),
                (panel.notice_pressed, PrintPresenter.notice_pressed),
                (panel.second_passed, PrintPresenter.second_passed),
            ),
            (view.copy_pressed, presenter.copy_pressed),
            *_to(
                lambda: presenter.copy,
                (copying.place_chosen, TakeCopyPresenter.place_chosen),
                (copying.purpose_chosen, TakeCopyPresenter.purpose_chosen),
                (copying.words_typed, TakeCopyPresenter.words_typed),
                (copying.days_chosen, TakeCopyPresenter.days_chosen),
                (copying.needed_ticked, TakeCopyPresenter.needed_ticked),
                (copying.take_pressed, TakeCopyPresenter.take_pressed),
                (copying.look_pressed, TakeCopyPresenter.look),
                (copying.notice_closed, TakeCopyPresenter.notice_closed),
            ),
            (view.page_turned, presenter.page_turned),
            (view.words_typed, presenter.words_typed),
            (view.back_pressed, presenter.escape_pressed),
            (view.error_action_pressed, presenter.notice_closed),
        )

    def facts(self, person: PersonSummary) -> None:
        view = FactsView(self._look)
        presenter = FactsPresenter(
            self._worker,
            self._jobs,
            clock=self._tools.clock,
            show=_into(view, view.show_model),
            back=self.dossier,
            person=person,
        )
        self._put(
            view,
            presenter,
            (view.typed, presenter.typed),
            (view.save_pressed, presenter.save_pressed),
            (view.keep_pressed, presenter.keep_pressed),
            (view.undo.undo_pressed, presenter.undo_pressed),
            (view.undo.expired, presenter.undo_expired),
            (view.back_pressed, presenter.escape_pressed),
            (view.error_action_pressed, presenter.notice_closed),
        )

    def reminders(self, person: PersonSummary) -> None:
        view = RemindersView(self._look)
        presenter = RemindersPresenter(
            self._worker,
            self._jobs,
            clock=self._tools.clock,
            show=_into(view, view.show_model),
            back=self.dossier,
            person=person,
        )
        self._put(
            view,
            presenter,
            (view.new_pressed, presenter.new_pressed),
            (view.change_pressed, presenter.change_pressed),
            (view.call_off_pressed, presenter.call_off_pressed),
            (view.ask_pressed, presenter.ask_pressed),
            (view.answered, presenter.answered),
            (view.typed, presenter.typed),
            (view.save_pressed, presenter.save_pressed),
            (view.undo.undo_pressed, presenter.undo_pressed),
            (view.undo.expired, presenter.undo_expired),
            (view.second_passed, presenter.second_passed),
            (view.back_pressed, presenter.escape_pressed),
            (view.error_action_pressed, presenter.notice_closed),
        )

    def affiliate(self) -> None:
        tools = self._tools
        view = AffiliateView(self._look)
        presenter = AffiliatePresenter(
            self._worker,
            self._jobs,
            tools.lane,
            printer=tools.printer,
            documents=tools.documents,
            clock=tools.clock,
            show=_into(view, view.show_model),
            ways=_Ways(self),
        )
        self._put(
            view,
            presenter,
            (view.language_chosen, presenter.language_chosen),
            (view.interpreter_typed, presenter.interpreter_typed),
            (view.search_opened, presenter.search_opened),
            (view.search_typed, presenter.search_typed),
            (view.search_pressed, presenter.search_pressed),
            (view.search_error_pressed, presenter.search_error_pressed),
            (view.search_done, presenter.search_done),
            (view.consent_pressed, presenter.consent_pressed),
            (view.card_forward, presenter.card_forward),
            (view.card_back, presenter.card_back),
            (view.answered, presenter.answered),
            (view.card_came, presenter.card_came),
            (view.card_refused, presenter.card_refused),
            (view.sign_in_pressed, presenter.sign_in_pressed),
            (view.second_passed, presenter.second_passed),
            (view.print_receipt_pressed, presenter.print_receipt_pressed),
            (view.dossier_pressed, presenter.dossier_pressed),
            (view.escape_pressed, presenter.escape_pressed),
            (view.notice_closed, presenter.notice_closed),
        )

    def outgoing(self) -> None:
        view = OutgoingView(self._look)
        presenter = OutgoingPresenter(
            self._worker, self._jobs, _into(view, view.show_model), self.home
        )
        self._put(
            view,
            presenter,
            (view.second_passed, presenter.refresh),
            (view.sending.opened, presenter.refresh),
            (view.retry_pressed, presenter.retry_pressed),
            (view.keep_pressed, presenter.keep_pressed),
            (view.take_out_pressed, presenter.take_out_pressed),
            (view.undo.undo_pressed, presenter.undo_pressed),
            (view.undo.expired, presenter.undo_expired),
            (view.back_pressed, presenter.escape_pressed),
            (view.error_action_pressed, presenter.notice_closed),
        )

    def journal(self) -> None:
        """What the team did, on this post and on others, for its manager."""
        view = JournalView(self._look)
        presenter = JournalPresenter(
            self._worker,
            self._jobs,
            files=self._tools.files,
            clock=self._tools.clock,
            show=_into(view, view.show_model),
            home=self.home,
            media_jobs=self._tools.media_lane,
        )
        self._put(
            view,
            presenter,
            (view.second_passed, presenter.second_passed),
            (view.pro_chosen, presenter.pro_chosen),
            (view.kind_chosen, presenter.kind_chosen),
            (view.period_chosen, presenter.period_chosen),
            (view.more_pressed, presenter.more_pressed),
            (view.export_pressed, presenter.export_pressed),
            (view.place_chosen, presenter.place_chosen),
            (view.back_pressed, presenter.escape_pressed),
            (view.error_action_pressed, presenter.notice_closed),
        )

    def posts(self) -> None:
        tools = self._tools
        view = PostsView(self._look)
        presenter = PostsPresenter(
            self._worker,
            self._jobs,
            tools.lane,
            printer=tools.printer,
            documents=tools.documents,
            show=_into(view, view.show_model),
            home=self.home,
        )
        self._put(
            view,
            presenter,
            (view.add_pressed, presenter.add_pressed),
            (view.print_pressed, presenter.print_pressed),
            (view.end_pressed, presenter.end_pressed),
            (view.end_confirmed, presenter.end_confirmed),
            (view.second_passed, presenter.refresh),
            (view.back_pressed, presenter.escape_pressed),
            (view.error_action_pressed, presenter.notice_closed),
        )

    def copies(self) -> None:
        """Work copies of this professional that are not gone yet."""
        view = CopiesView(self._look)
        presenter = CopiesPresenter(
            self._worker,
            self._jobs,
            _into(view, view.show_model),
            self.home,
            self._tools.media_lane,
        )
        self._put(
            view,
            presenter,
            (view.end_pressed, presenter.end_pressed),
            (view.confirm_pressed, presenter.confirm_pressed),
            (view.back_pressed, presenter.escape_pressed),
            (view.error_action_pressed, presenter.notice_closed),
        )

    def report(self) -> None:
        view = ReportView(self._look)
        presenter = ReportPresenter(
            self._worker,
            self._jobs,
            _into(view, view.show_model),
            ReportWays(self.home, self.finish),
        )
        self._put(
            view,
            presenter,
            (view.end_pressed, presenter.end_pressed),
            (view.end_confirmed, presenter.end_confirmed),
            (view.back_pressed, presenter.escape_pressed),
            (view.error_action_pressed, presenter.notice_closed),
        )

    # In between

    @property
    def _worker(self) -> WorkerSession:
        if self._session is None:
            raise RuntimeError("nobody is signed in")
        return self._session

    def _begun(self, is_enrolled: bool) -> None:
        if is_enrolled:
            self.sign_in()
        else:
            self.enrol()

    def _came_in(self, session: WorkerSession) -> None:
        self._session = session
        self._side.signed_in(Who.WORKER)
        profile = session.profile
        if profile.must_change_password or profile.must_accept_terms:
            self.first_sign_in()
        else:
            self.home()

    def _unlock(self) -> None:
        if self._lock is None:
            return
        view, _ = self._lock
        self._lock = None
        self._layers.setCurrentWidget(self._screens)
        self._layers.removeWidget(view)
        view.deleteLater()
        before, self._focus_before = self._focus_before, None
        if before is not None and isValid(before):
            before.setFocus()
        self._side.unlocked()

    def _put(self, view: QWidget, presenter: object, *wires: Wire) -> None:
        """Show a page in place of the one before, its signals led to its presenter."""
        for signal, slot in wires:
            signal.connect(slot)
        before = self._screens.currentWidget()
        self._presenter = presenter
        self._screens.addWidget(view)
        self._screens.setCurrentWidget(view)
        focus_first(view)
        if before is not None:
            self._screens.removeWidget(before)
            before.deleteLater()


@dataclass(frozen=True, slots=True)
class _Ways:
    """Where pages lead, as each presenter's own Protocol asks."""

    flow: DeskFlow

    def home(self) -> None:
        self.flow.home()

    def open_safe(self) -> None:
        self.flow.open_safe()

    def scan(self) -> None:
        self.flow.scan()

    def scan_for(self, person: PersonSummary) -> None:
        self.flow.scan(person)

    def scan_file(self, draft: bytes, file: ReadFile) -> None:
        self.flow.scan(ClearedFile(draft, file))

    def affiliate(self) -> None:
        self.flow.affiliate()

    def dossier(self, person: PersonSummary) -> None:
        self.flow.dossier(person)

    def facts(self, person: PersonSummary) -> None:
        self.flow.facts(person)

    def reminders(self, person: PersonSummary) -> None:
        self.flow.reminders(person)

    def resume(self, draft: Draft) -> None:
        if draft.kind == OPENING:
            self.flow.open_safe(draft)
        elif draft.kind == HELD:
            self.flow.held(draft)
        else:
            self.flow.scan(draft)

    def outgoing(self) -> None:
        self.flow.outgoing()

    def lock(self) -> None:
        self.flow.lock()

    def sign_out(self) -> None:
        self.flow.finish()


@dataclass(frozen=True, slots=True)
class _ByAgent:
    """Installs the post through the agent: a session never reaches the network."""

    agent: Agent

    def enrol(self, code: str, place: str) -> Enrolled:
        told = self.agent.enrol(code, place)
        return Enrolled(str(told.get("structure_name", "")), str(told.get("place", "")))


def _to(which: Callable[[], object], *wires: Wire) -> Iterator[Wire]:
    """Lead each signal to an act of whatever `which` is when it comes: a panel's presenter."""
    for signal, act in wires:
        yield signal, lambda *told, act=act: act(which(), *told)


def _into(view: QWidget, show: Callable[..., None]) -> Callable[..., None]:
    """Show models in `view` while it exists: an answer may come after it has gone."""

    def showing(model: object) -> None:
        if isValid(view):
            show(model)

    return showing
