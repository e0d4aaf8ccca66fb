"""What waits to be sent, and what is to be checked: kinds and times, never titles."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace

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
        self._set(OutgoingModel())
        self.refresh()

    def refresh(self) -> None:
        """Ask again; called on opening and once a second, one question at a time."""
        if self._is_asked:
            return
        self._is_asked = True
        self._jobs.submit(
            lambda: (self._session.outgoing(), self._session.sync_status()),
            self._loaded,
            self._failed,
        )

    def escape_pressed(self) -> None:
        self._home()

    def notice_closed(self) -> None:
        self._set(replace(self._model, notice=None))

    def _loaded(self, answer: tuple[Sequence[OutgoingLine], SyncStatus]) -> None:
        self._is_asked = False
        found, sync = answer
        lines = sorted(found, key=lambda line: (line.refused_key is None, line.since))
        self._set(OutgoingModel(tuple(lines), sync, is_loaded=True))

    def _failed(self, error: KioskError) -> None:
        self._is_asked = False
        self._set(replace(self._model, notice=notice_of(error)))

    def _set(self, model: OutgoingModel) -> None:
        self._model = model
        self._show(model)
