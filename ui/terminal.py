"""The terminal's screens put together: from the identifier to the end of the session."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Protocol

from PySide6.QtCore import QObject, QTimer
from PySide6.QtWidgets import QWidget
from shiboken6 import isValid

from kiosk.errors import KioskError
from kiosk.flows.api import (
    Entrance,
    Paper,
    PersonSession,
    SessionSummary,
    SyncStatus,
    WorkerSession,
)
from kiosk.session.channel import Who
from ui.screens.desk_common.ports import Jobs
from ui.screens.terminal_enter.presenter import EnterPresenter
from ui.screens.terminal_enter.view import EnterView
from ui.screens.terminal_finish.view import FinishView
from ui.screens.terminal_paper.presenter import PaperPresenter
from ui.screens.terminal_paper.view import PaperView
from ui.screens.terminal_papers.presenter import PapersPresenter
from ui.screens.terminal_papers.view import PapersView
from ui.screens.terminal_relays.presenter import RelaysPresenter
from ui.screens.terminal_relays.view import RelaysView
from ui.screens.terminal_space.presenter import SpacePresenter
from ui.screens.terminal_space.view import SpaceView
from ui.screens.terminal_terms.presenter import TermsPresenter
from ui.screens.terminal_terms.view import TermsView
from ui.theme.look import Look
from ui.window import TerminalFrame

__all__ = ["TerminalFlow", "TerminalSide", "is_offline"]

GOODBYE_MS = 1500
"""Long enough to read three lines; the wipe follows whether they were read or not."""
LOOK_AT_LINE_MS = 15_000
"""How old what the frame says of the network may be."""
OFFLINE_KEYS = frozenset(
    {"sync.no_network", "sync.server_away", "sync.server_slow", "sync.cut", "sync.no_secure_line"}
)


class TerminalSide(Protocol):
    """What the terminal tells the supervisor."""

    def signed_in(self, who: Who) -> None: ...
    def viewing(self, on: bool) -> None: ...
    def finish(self, reason: str) -> None: ...


@dataclass(slots=True)
class _Open:
    """The session of the person who is there."""

    session: PersonSession


class TerminalFlow(QObject):
    """Which screen shows when; holds the presenters of the one that does."""

    def __init__(
        self,
        look: Look,
        language: str,
        entrance: Entrance,
        jobs: Jobs,
        side: TerminalSide,
        *,
        is_closed: bool = False,
        line: Callable[[], SyncStatus | None] | None = None,
        parent: QObject | None = None,
    ) -> None:
        super().__init__(parent)
        self._look, self._language = look, language
        self._entrance, self._jobs, self._side = entrance, jobs, side
        self._open: _Open | None = None
        self._is_closed = is_closed
        self._is_ending = False
        self._line = line
        self._presenter: object = None
        self.frame = TerminalFrame(look)
        self.frame.keyboard.speak(language)
        self.frame.home_pressed.connect(self._home)
        self.frame.finish_pressed.connect(self.finish)
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
        self._is_ending = True
        self._clock.stop()
        if self._open is None:
            self._side.finish("left")
            return
        session = self._open.session
        self.frame.setEnabled(False)

        def close() -> SessionSummary:
            summary = session.summary()
            session.close()
            return summary

        self._jobs.submit(close, self._goodbye, self._end_anyway)

    def papers(self) -> None:
        """*Mes papiers*."""
        self._side.viewing(False)
        view = PapersView(self._look)
        presenter = PapersPresenter(
            self._session, self._jobs, _into(view, view.show_model), self._paper
        )
        view.paper_pressed.connect(presenter.paper_pressed)
        view.retry_pressed.connect(presenter.refresh)
        self._show(view, presenter)

    def relays(self) -> None:
        """*Qui peut voir*."""
        view = RelaysView(self._look)
        presenter = RelaysPresenter(self._session, self._jobs, _into(view, view.show_model))
        view.stop_pressed.connect(presenter.stop_pressed)
        view.keep_pressed.connect(presenter.keep_pressed)
        view.confirm_pressed.connect(presenter.confirm_pressed)
        view.retry_pressed.connect(presenter.retry_pressed)
        self._show(view, presenter)

    @property
    def _session(self) -> PersonSession:
        if self._open is None:
            raise RuntimeError("nobody is signed in")
        return self._open.session

    def _enter(self) -> None:
        view = EnterView(self._look)
        presenter = EnterPresenter(
            self._entrance,
            self._jobs,
            _into(view, view.show_model),
            self,
            is_for_worker=self._is_closed,
        )
        view.enter_pressed.connect(presenter.enter_pressed)
        view.second_passed.connect(presenter.second_passed)
        view.notice_pressed.connect(presenter.notice_pressed)
        view.edited.connect(presenter.edited)
        self._show(view, presenter)
        self.frame.home.hide()
        view.login.line.setFocus()

    def worker_came(self, session: WorkerSession) -> None:
        """The post is open for the day; the professional has nothing more to do here."""
        if self._is_ending:
            return
        self._is_ending = True
        self._side.signed_in(Who.WORKER)
        self._jobs.submit(
            session.close, lambda _none: self._side.finish("opened"), self._end_anyway
        )

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
        view = TermsView(self._look)
        presenter = TermsPresenter(
            self._session, self._jobs, self._language, _into(view, view.show_model), self._home
        )
        view.forward_pressed.connect(presenter.forward_pressed)
        view.back_pressed.connect(presenter.back_pressed)
        view.ticked.connect(presenter.ticked)
        view.accept_pressed.connect(presenter.accept_pressed)
        view.notice_pressed.connect(presenter.notice_pressed)
        self._show(view, presenter)

    def _home(self) -> None:
        if self._open is None or self._is_ending:
            return
        self._side.viewing(False)
        view = SpaceView(self._look)
        presenter = SpacePresenter(self._session.given_names, _into(view, view.show_model), self)
        view.place_pressed.connect(presenter.place_pressed)
        self._show(view, presenter)
        self.frame.home.show()

    def _paper(self, paper: Paper) -> None:
        self._side.viewing(True)
        view = PaperView(self._look)
        presenter = PaperPresenter(
            self._session, self._jobs, paper, _into(view, view.show_model), lambda: None
        )
        view.sharing_pressed.connect(presenter.sharing_pressed)
        view.undo_pressed.connect(presenter.undo_pressed)
        view.undo_expired.connect(presenter.undo_expired)
        view.retry_pressed.connect(presenter.retry_pressed)
        view.back_pressed.connect(self.papers)
        self._show(view, presenter)

    def _goodbye(self, summary: SessionSummary) -> None:
        view = FinishView(self._look)
        view.show_summary(summary)
        self.frame.setEnabled(True)
        for each in (self.frame.home, self.frame.help, self.frame.finish):
            each.hide()
        self._show(view, None)
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

    def _show(self, view: QWidget, presenter: object) -> None:
        self._presenter = presenter
        self.frame.show_page(view)


def is_offline(status: SyncStatus | None) -> bool:
    """Return whether the frame says *Hors connexion*: only when that is known."""
    return status is not None and status.reason_key in OFFLINE_KEYS


def _into(view: QWidget, show: Callable[..., None]) -> Callable[..., None]:
    """Show models in `view` while it exists: an answer may come after it has gone."""

    def showing(model: object) -> None:
        if isValid(view):
            show(model)

    return showing
