"""What waits to be sent, and what is to be checked: kinds and times, never titles.

What the server refused is decided here: offered again, kept without sending, taken out
(`ux.md` section 7).
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from datetime import datetime

from kiosk.errors import KioskError
from kiosk.flows.api import OutgoingLine, SyncStatus, WorkerSession
from ui.screens.desk_common.notices import Notice, notice_of
from ui.screens.desk_common.ports import Jobs

__all__ = ["OutgoingModel", "OutgoingPresenter"]


@dataclass(frozen=True, slots=True)
class OutgoingModel:
    """One state of the page; lines to check stand first."""

    lines: tuple[OutgoingLine, ...] = ()
    sync: SyncStatus | None = None
    is_loaded: bool = False
    taken_out: OutgoingLine | None = None
    """A change just taken out, until its undo bar goes."""
    notice: Notice | None = None


class OutgoingPresenter:
    """Shows the list and keeps it true. GUI thread, no Qt."""

    def __init__(
        self,
        session: WorkerSession,
        jobs: Jobs,
        show: Callable[[OutgoingModel], None],
        home: Callable[[], None],
    ) -> None:
        self._session, self._jobs, self._show, self._home = session, jobs, show, home
        self._is_asked = False
        self._was_not_loaded = False
        """True while the notice tells that the list could not be asked for: the next one will."""
        self._set(OutgoingModel())
        self.refresh()

    def refresh(self) -> None:
        """Ask again: on opening, after each decision and once a second, one at a time."""
        if self._is_asked:
            return
        self._is_asked = True
        self._jobs.submit(
            lambda: (self._session.outgoing(), self._session.sync_status()),
            self._loaded,
            self._not_loaded,
        )

    def retry_pressed(self, line: OutgoingLine) -> None:
        """Offer a refused change again."""
        self._decide(lambda: self._session.retry(line.statement))

    def keep_pressed(self, line: OutgoingLine) -> None:
        """Keep it here without sending: it is asked about no more, and stays in the list."""
        self._decide(lambda: self._session.keep_unsent(line.statement))

    def take_out_pressed(self, line: OutgoingLine) -> None:
        """Take it out of this post; its undo bar puts it back as it was."""
        self._jobs.submit(
            lambda: self._session.take_out(line.statement),
            lambda _none: self._taken_out(line),
            self._failed,
        )

    def undo_pressed(self) -> None:
        """Put back the change just taken out."""
        line = self._model.taken_out
        if line is not None:
            self._set(replace(self._model, taken_out=None))
            self._decide(lambda: self._session.put_back(line.statement))

    def undo_expired(self) -> None:
        self._set(replace(self._model, taken_out=None))

    def escape_pressed(self) -> None:
        self._home()

    def notice_closed(self) -> None:
        self._set(replace(self._model, notice=None))

    def _decide(self, act: Callable[[], None]) -> None:
        self._set(replace(self._model, notice=None))
        self._jobs.submit(act, lambda _none: self.refresh(), self._failed)

    def _taken_out(self, line: OutgoingLine) -> None:
        self._set(replace(self._model, taken_out=line, notice=None))
        self.refresh()

    def _loaded(self, answer: tuple[Sequence[OutgoingLine], SyncStatus]) -> None:
        self._is_asked = False
        found, sync = answer
        lines = tuple(sorted(found, key=_who_needs_somebody_first))
        notice = None if self._was_not_loaded else self._model.notice
        self._was_not_loaded = False
        self._set(replace(self._model, lines=lines, sync=sync, is_loaded=True, notice=notice))

    def _not_loaded(self, error: KioskError) -> None:
        self._is_asked = False
        self._was_not_loaded = True
        self._failed(error)

    def _failed(self, error: KioskError) -> None:
        self._set(replace(self._model, notice=notice_of(error)))

    def _set(self, model: OutgoingModel) -> None:
        self._model = model
        self._show(model)


def _who_needs_somebody_first(line: OutgoingLine) -> tuple[int, datetime]:
    rank = 1 if line.refused_key is None else 2 if line.is_kept else 0
    return rank, line.since
