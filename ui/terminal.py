"""The terminal's screens put together: from the identifier to the end of the session."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Protocol

from PySide6.QtCore import QObject, QTimer, Signal
from PySide6.QtWidgets import QApplication, QWidget
from shiboken6 import isValid

from kiosk.capture.camera.finder import View
from kiosk.errors import KioskError
from kiosk.flows.api import (
    Entrance,
    Paper,
    PaperContent,
    PersonSession,
    Relay,
    SessionSummary,
    SyncStatus,
    WorkerSession,
)
from kiosk.session.channel import Who
from ui.announced import maintenance_words
from ui.messages import shown
from ui.printed.facts import Documents, Receipt, ReceiptKind
from ui.screens.desk_common.ports import Jobs
from ui.screens.paper_print.presenter import Printable, PrintPresenter, PrintTools
from ui.screens.show_card.presenter import CardTools, ShowCardModel, ShowCardPresenter
from ui.screens.terminal_accesses.presenter import AccessesPresenter
from ui.screens.terminal_accesses.view import AccessesView
from ui.screens.terminal_enter.presenter import EnterPresenter
from ui.screens.terminal_enter.view import EnterView
from ui.screens.terminal_finish.view import FinishView
from ui.screens.terminal_paper.presenter import CopyTools, PaperPresenter
from ui.screens.terminal_paper.view import PaperView
from ui.screens.terminal_papers.presenter import PapersPresenter
from ui.screens.terminal_papers.rechecking import Rechecking, RecheckTools
from ui.screens.terminal_papers.view import PapersView
from ui.screens.terminal_print.view import PrintView
from ui.screens.terminal_relays.presenter import RelaysPresenter
from ui.screens.terminal_relays.view import RelaysView
from ui.screens.terminal_reminders.presenter import MyRemindersPresenter
from ui.screens.terminal_reminders.view import MyRemindersView
from ui.screens.terminal_space.presenter import SpacePresenter
from ui.screens.terminal_space.view import SpaceView
from ui.screens.terminal_staff.view import StaffView
from ui.screens.terminal_terms.presenter import TermsPresenter
from ui.screens.terminal_terms.view import TermsView
from ui.theme.look import Look, apply_look
from ui.theme.tokens import CONTRAST, terminal_scale
from ui.window import Ease, TerminalFrame

__all__ = ["TerminalFlow", "TerminalSide", "is_offline", "notice"]

GOODBYE_MS = 1500
"""Long enough to read three lines; the wipe follows whether they were read or not."""
LOOK_AT_LINE_MS = 15_000
"""How old what the frame says of the network may be."""
READS_ONLY_KEYS = frozenset({"sync.device_removed", "sync.structure_ended"})
OFFLINE_KEYS = frozenset(
    {
        "sync.no_network",
        "sync.portal",
        "sync.proxy_away",
        "sync.server_away",
        "sync.server_slow",
        "sync.cut",
        "sync.no_secure_line",
    }
)


class TerminalSide(Protocol):
    """What the terminal tells the supervisor."""

    def signed_in(self, who: Who) -> None: ...
    def viewing(self, on: bool) -> None: ...
    def busy(self, on: bool) -> None: ...
    def slow(self, on: bool) -> None: ...
    def finish(self, reason: str) -> None: ...
    def leave(self) -> None: ...


@dataclass(slots=True)
class _Open:
    """The session of the person who is there."""

    session: PersonSession


@dataclass(frozen=True, slots=True)
class _Print:
    """What was asked to be printed, where that is told, and the page that it was asked on."""

    presenter: PrintPresenter
    stage: _Stage
    back: Callable[[], None]
    back_words: str


class TerminalFlow(QObject):
    """Which screen shows when; holds the presenters of the one that does."""

    look_changed = Signal(object)
    """Look: the window draws its own parts again."""
    frame_changed = Signal(object)
    """TerminalFrame: takes the place of the one before."""

    def __init__(
        self,
        look: Look,
        language: str,
        entrance: Entrance,
        jobs: Jobs,
        side: TerminalSide,
        *,
        is_closed: bool = False,
        is_for_staff: bool = False,
        line: Callable[[], SyncStatus | None] | None = None,
        copies: CopyTools | None = None,
        printing: PrintTools | None = None,
        documents: Documents | None = None,
        rechecks: RecheckTools | None = None,
        cards: CardTools | None = None,
        parent: QObject | None = None,
    ) -> None:
        super().__init__(parent)
        self._look, self._usual, self._language = look, look, language
        self._entrance, self._jobs, self._side = entrance, jobs, side
        self._open: _Open | None = None
        self._is_closed, self._is_for_staff = is_closed, is_for_staff
        self._is_ending = False
        self._line = line
        self._copies = copies
        self._printing = printing
        """None: nobody prints at this post."""
        self._cards = cards
        """None: no camera reads cards here."""
        self._print: _Print | None = None
        self._documents = documents
        self._rechecks = rechecks
        self._rechecking: Rechecking | None = None
        self._papers: PapersPresenter | None = None
        self._stage = _Stage()
        self.frame = TerminalFrame(look)
        self._listen()
        self._enter()
        self._clock = QTimer(self)
        self._clock.setInterval(LOOK_AT_LINE_MS)
        self._clock.timeout.connect(self._look_at_line)
        if line is not None:
            self._clock.start()
            self._look_at_line()

    def finish(self) -> None:
        """*Terminer* from anywhere, once: three lines, and everything is wiped."""
        if self._is_ending:
            return
        printing = self._under_way
        if printing is not None and not printing.presenter.is_leaving:
            printing.presenter.leaving()
            printing.presenter.ask_again(self._finish_or_wait)
            return
        self._is_ending = True
        self._clock.stop()
        if self._open is None:
            self._side.finish("left")
            return
        session = self._open.session
        if self._rechecking is not None:
            self._rechecking.stop()
        self.frame.setEnabled(False)

        def close() -> SessionSummary:
            summary = session.summary()
            session.close()
            return summary

        self._jobs.submit(close, self._goodbye, self._end_anyway)

    def _finish_or_wait(self) -> None:
        """Sheets that still come are worth one more press; else it is the end."""
        printing = self._under_way
        if printing is not None:
            self._show_print(printing)
        else:
            self.finish()

    def papers(self) -> None:
        """*Mes papiers*."""
        self._side.viewing(False)
        stage = _Stage()
        presenter = PapersPresenter(
            self._session, self._jobs, stage.show, self._paper, self._recheck
        )
        self._papers = presenter

        def draw(look: Look) -> PapersView:
            view = PapersView(look)
            view.paper_pressed.connect(presenter.paper_pressed)
            view.words_typed.connect(presenter.words_typed)
            view.retry_pressed.connect(presenter.refresh)
            view.back_pressed.connect(self._home)
            return view

        self._show(stage, draw)

    def _recheck(self) -> None:
        """Have files looked at that no antivirus saw yet: the papers show already."""
        if self._rechecks is not None and self._rechecking is None:
            self._rechecking = Rechecking(
                self._session, self._jobs, self._rechecks, self._papers_changed
            )
            self._rechecking.begin()

    def _papers_changed(self) -> None:
        if self._papers is not None and isinstance(self._stage.view, PapersView):
            self._papers.refresh()

    def relays(self, stopped: Relay | None = None) -> None:
        """*Qui peut voir*; `stopped` is the one whose receipt was just asked for."""
        stage = _Stage()
        presenter = RelaysPresenter(self._session, self._jobs, stage.show, stopped)
        can_print = self._printing is not None and self._documents is not None

        def draw(look: Look) -> RelaysView:
            view = RelaysView(look, can_print=can_print)
            view.receipt_pressed.connect(self._ask_receipt)
            view.stop_pressed.connect(presenter.stop_pressed)
            view.keep_pressed.connect(presenter.keep_pressed)
            view.confirm_pressed.connect(presenter.confirm_pressed)
            view.retry_pressed.connect(presenter.retry_pressed)
            view.looks_pressed.connect(self._looks)
            view.back_pressed.connect(self._home)
            return view

        self._show(stage, draw)

    def reminders(self) -> None:
        """*Mes rappels*."""
        stage = _Stage()
        today = datetime.now(UTC).astimezone().date()
        presenter = MyRemindersPresenter(
            self._session, self._jobs, self._language, today, stage.show, self._home
        )

        def draw(look: Look) -> MyRemindersView:
            view = MyRemindersView(look)
            view.new_pressed.connect(presenter.new_pressed)
            view.ask_pressed.connect(presenter.ask_pressed)
            view.answered.connect(presenter.answered)
            view.day_moved.connect(presenter.day_moved)
            view.hour_moved.connect(presenter.hour_moved)
            view.channel_chosen.connect(presenter.channel_chosen)
            view.save_pressed.connect(presenter.save_pressed)
            view.call_off_pressed.connect(presenter.call_off_pressed)
            view.undo_pressed.connect(presenter.undo_pressed)
            view.undo_expired.connect(presenter.undo_expired)
            view.retry_pressed.connect(presenter.retry_pressed)
            view.second_passed.connect(presenter.second_passed)
            view.back_pressed.connect(presenter.back_pressed)
            return view

        self._show(stage, draw)

    def _looks(self) -> None:
        """*Qui a regardé mon coffre*."""
        stage = _Stage()
        presenter = AccessesPresenter(self._session, self._jobs, stage.show)

        def draw(look: Look) -> AccessesView:
            view = AccessesView(look)
            view.more_pressed.connect(presenter.more_pressed)
            view.second_passed.connect(presenter.second_passed)
            view.retry_pressed.connect(presenter.retry_pressed)
            view.back_pressed.connect(self.relays)
            return view

        self._show(stage, draw)

    @property
    def _session(self) -> PersonSession:
        if self._open is None:
            raise RuntimeError("nobody is signed in")
        return self._open.session

    def _enter(self) -> None:
        stage = _Stage()
        presenter = EnterPresenter(
            self._entrance,
            self._jobs,
            stage.show,
            self,
            is_for_worker=self._is_closed or self._is_for_staff,
        )

        camera = self._show_card(stage, presenter)

        def draw(look: Look) -> EnterView:
            view = EnterView(look)
            if isinstance(stage.view, EnterView):
                view.login.set_text(stage.view.login.text())
            if camera is not None:
                view.show_card_pressed.connect(self.frame.keyboard.hide)
                view.show_card_pressed.connect(camera.show_pressed)
                view.show_card_left.connect(camera.stop)
                view.show_camera(camera.model)
            view.enter_pressed.connect(presenter.enter_pressed)
            view.second_passed.connect(presenter.second_passed)
            view.notice_pressed.connect(presenter.notice_pressed)
            view.edited.connect(presenter.edited)
            view.card_came.connect(presenter.card_came)
            view.card_refused.connect(presenter.card_refused)
            return view

        self._show(stage, draw)
        self.frame.home.hide()

    def _show_card(self, stage: _Stage, enter: EnterPresenter) -> ShowCardPresenter | None:
        """*Montrer ma carte* on the page that stands on `stage`."""

        def show(model: ShowCardModel) -> None:
            if isinstance(stage.view, EnterView):
                stage.view.show_camera(model)

        def show_view(view: View | None) -> None:
            if isinstance(stage.view, EnterView):
                stage.view.camera.show_view(view)

        if self._cards is None or self._is_closed or self._is_for_staff:
            return None  # professionals have no such card
        return ShowCardPresenter(
            self._cards, show, show_view, came=enter.card_came, failed=enter.card_refused
        )

    def worker_came(self, session: WorkerSession) -> None:
        """The post is open for the day, which is all that a professional does here.

        One who came to leave the post is asked whether to: it is the staff's way out.
        """
        if self._is_ending:
            return
        self._side.signed_in(Who.WORKER)
        if self._is_for_staff:
            self._jobs.submit(session.close, lambda _none: self._staff(), self._end_anyway)
            return
        self._is_ending = True
        self._jobs.submit(
            session.close, lambda _none: self._side.finish("opened"), self._end_anyway
        )

    def _staff(self) -> None:
        def draw(look: Look) -> StaffView:
            view = StaffView(look)
            view.leave_pressed.connect(self._leave)
            view.back_pressed.connect(self.finish)
            return view

        self._show(_Stage(), draw)

    def _leave(self) -> None:
        if not self._is_ending:
            self._is_ending = True
            self._side.leave()

    def person_came(self, session: PersonSession) -> None:
        """Somebody signed in: terms first when they have to be accepted."""
        if self._is_ending:
            return  # *Terminer* was pressed while the password was checked
        self._open = _Open(session)
        self._side.signed_in(Who.PERSON)
        if session.must_accept_terms:
            self._terms()
        else:
            self._home()

    def _terms(self) -> None:
        stage = _Stage()
        presenter = TermsPresenter(
            self._session, self._jobs, self._language, stage.show, self._home
        )

        def draw(look: Look) -> TermsView:
            view = TermsView(look)
            view.forward_pressed.connect(presenter.forward_pressed)
            view.back_pressed.connect(presenter.back_pressed)
            view.ticked.connect(presenter.ticked)
            view.accept_pressed.connect(presenter.accept_pressed)
            view.notice_pressed.connect(presenter.notice_pressed)
            return view

        self._show(stage, draw)

    def _home(self) -> None:
        if self._open is None or self._is_ending:
            return
        self._side.viewing(False)
        stage = _Stage()
        presenter = SpacePresenter(self._session.given_names, stage.show, self)

        def draw(look: Look) -> SpaceView:
            view = SpaceView(look)
            view.place_pressed.connect(presenter.place_pressed)
            return view

        self._show(stage, draw)
        self.frame.home.show()

    def _paper(self, paper: Paper) -> None:
        self._side.viewing(True)
        stage = _Stage()
        presenter = PaperPresenter(
            self._session, self._jobs, paper, stage.show, lambda: None, self._copies
        )

        def draw(look: Look) -> PaperView:
            view = PaperView(look, can_print=self._printing is not None)
            view.print_pressed.connect(lambda: self._ask_print(presenter.content, view.page.number))
            view.sharing_pressed.connect(presenter.sharing_pressed)
            view.copy_pressed.connect(presenter.copy_pressed)
            view.copy_confirmed.connect(presenter.copy_confirmed)
            view.copy_left.connect(presenter.copy_left)
            view.undo_pressed.connect(presenter.undo_pressed)
            view.undo_expired.connect(presenter.undo_expired)
            view.retry_pressed.connect(presenter.retry_pressed)
            view.back_pressed.connect(self.papers)
            return view

        self._show(stage, draw)

    def _ask_print(self, content: PaperContent | None, shown_page: int) -> None:
        """*Imprimer* of the open paper; one that still prints is shown again first."""
        session = self._session
        if content is None:
            return
        paper = content.paper
        self._print_page(
            Printable.of(content),
            shown_page,
            lambda: session.record_print(paper.item),
            (lambda: self._paper(paper), self.tr("Le papier")),
        )

    def _ask_receipt(self, relay: Relay) -> None:
        """*Imprimer le reçu* of a sharing that was stopped just now (`ux.md` B7)."""
        session, documents = self._session, self._documents
        if documents is None:
            return
        told = Receipt.of(
            ReceiptKind.AFFILIATION_ENDED,
            session,
            structure_name=relay.name,
            language=self._language,
            done_at=datetime.now(UTC),
        )
        self._print_page(
            Printable(self.tr("Votre reçu"), documents.receipt(told)),
            0,
            lambda: None,  # it says nothing that the journal of the stop does not say already
            (lambda: self.relays(relay), self.tr("Qui peut voir")),
        )

    def _print_page(
        self,
        printed: Printable,
        shown_page: int,
        record: Callable[[], None],
        back: tuple[Callable[[], None], str],
    ) -> None:
        """Ask how often; what still prints is shown again first."""
        tools = self._printing
        if tools is None:
            return
        printing = self._under_way
        if printing is None:
            stage = _Stage()
            presenter = PrintPresenter(
                tools,
                self._jobs,
                printed,
                shown_page,
                record=record,
                show=stage.show,
                busy=self._side.busy,
            )
            printing = self._print = _Print(presenter, stage, *back)
        self._show_print(printing)

    @property
    def _under_way(self) -> _Print | None:
        """The print whose sheets may still come."""
        printing = self._print
        return printing if printing is not None and printing.presenter.is_under_way else None

    def _show_print(self, printing: _Print) -> None:
        presenter = printing.presenter

        def draw(look: Look) -> PrintView:
            view = PrintView(look, printing.back_words)
            view.copies_chosen.connect(presenter.copies_chosen)
            view.span_chosen.connect(presenter.span_chosen)
            view.print_pressed.connect(presenter.print_pressed)
            view.stop_pressed.connect(presenter.stop_pressed)
            view.notice_pressed.connect(presenter.notice_pressed)
            view.second_passed.connect(presenter.second_passed)
            view.back_pressed.connect(printing.back)
            return view

        self._show(printing.stage, draw)

    def _goodbye(self, summary: SessionSummary) -> None:
        def draw(look: Look) -> FinishView:
            view = FinishView(look)
            view.show_summary(summary)
            return view

        self.frame.setEnabled(True)
        self.frame.say_goodbye()
        self._show(_Stage(), draw)
        QTimer.singleShot(GOODBYE_MS, lambda: self._side.finish("finished"))

    def _end_anyway(self, error: KioskError) -> None:
        """Ending never waits for a disk: what could not be journalled is not a reason to stay."""
        del error
        self._side.finish("finished")

    def _look_at_line(self) -> None:
        line = self._line
        if line is not None:
            self._jobs.submit(line, self._tell_line, lambda _error: None)

    def _tell_line(self, status: SyncStatus | None) -> None:
        if isValid(self.frame):
            self.frame.tell_offline(is_offline(status))
            self.frame.tell_notice(notice(status, datetime.now(UTC)))

    def _ease(self, ease: Ease) -> None:
        """Draw everything again, larger or with more contrast; more time is the supervisor's."""
        self._side.slow(ease.is_slow)
        palette = CONTRAST if ease.has_contrast else self._usual.palette
        scale = terminal_scale(self._usual.scale.dpi, is_large=ease.is_large)
        look = Look(palette, scale)
        if look != self._look:
            self._look = look
            app = QApplication.instance()
            if isinstance(app, QApplication):
                apply_look(app, look)
            self.look_changed.emit(look)
            self._frame_again(ease)

    def _frame_again(self, ease: Ease) -> None:
        before, is_home_shown = self.frame, not self.frame.home.isHidden()
        is_offline_shown, notice_shown = before.tells_offline, before.notice
        self.frame = TerminalFrame(self._look, ease)
        self._listen()
        self.frame.home.setVisible(is_home_shown)
        self.frame.tell_offline(is_offline_shown)
        self.frame.tell_notice(notice_shown)
        self._draw_page()
        self.frame.show_ease_choices()
        self.frame_changed.emit(self.frame)

    def _listen(self) -> None:
        self.frame.keyboard.speak(self._language)
        self.frame.home_pressed.connect(self._home)
        self.frame.finish_pressed.connect(self.finish)
        self.frame.ease_changed.connect(self._ease)

    def _show(self, stage: _Stage, draw: Callable[[Look], QWidget]) -> None:
        self._stage, self._draw = stage, draw
        self._draw_page()

    def _draw_page(self) -> None:
        view = self._draw(self._look)
        self._stage.stand_on(view)
        self.frame.show_page(view)


class _Stage:
    """Where a presenter's models go: the view that stands there now, if any does.

    A view may be replaced by a larger one, or gone before an answer comes.
    """

    def __init__(self) -> None:
        self._view: QWidget | None = None
        self._model: object = None

    @property
    def view(self) -> QWidget | None:
        """What stands there, while it exists."""
        return self._view if isValid(self._view) else None

    def show(self, model: object) -> None:
        """Keep `model` and draw it."""
        self._model = model
        self._tell()

    def stand_on(self, view: QWidget) -> None:
        """Draw on `view` from now on, beginning with what was shown before."""
        self._view = view
        self._tell()

    def _tell(self) -> None:
        show = getattr(self.view, "show_model", None)
        if self._model is not None and show is not None:
            show(self._model)


def is_offline(status: SyncStatus | None) -> bool:
    """Return whether the frame says *Hors connexion*: only when that is known."""
    return status is not None and status.reason_key in OFFLINE_KEYS


def notice(status: SyncStatus | None, now: datetime) -> str:
    """Return the frame's quiet line: a post that sends nothing any more, else a pause to come."""
    if status is None:
        return ""
    if status.reason_key in READS_ONLY_KEYS:
        message = shown("sync.reads_only")
        return f"{message.what} {message.safe}"
    return "" if status.maintenance is None else maintenance_words(status.maintenance, now)
