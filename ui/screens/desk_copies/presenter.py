"""*Mes copies de travail*: what is out, until when, and what somebody has to see to (LIF-13)."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, replace

from kiosk.domain.work_copies import CopyOutcome, CopyState
from kiosk.errors import KioskError
from kiosk.flows.api import CopyWork, WorkCopy, WorkerSession
from ui.screens.desk_common.notices import Notice, notice_of
from ui.screens.desk_common.ports import Jobs

__all__ = ["CopiesModel", "CopiesPresenter"]


@dataclass(frozen=True, slots=True)
class CopiesModel:
    """One state of the page."""

    copies: tuple[WorkCopy, ...] = ()
    is_busy: bool = True
    notice: Notice | None = None


class CopiesPresenter:
    """Turns presses into the next CopiesModel. GUI thread, no Qt."""

    def __init__(
        self,
        session: WorkerSession,
        jobs: Jobs,
        show: Callable[[CopiesModel], None],
        home: Callable[[], None],
        media_jobs: Jobs,
    ) -> None:
        """`media_jobs` is the lane where media that hang keep nobody waiting."""
        self._media_jobs = media_jobs
        self._session, self._jobs, self._show, self._home = session, jobs, show, home
        self._set(CopiesModel())
        self._load()

    def end_pressed(self, copy: WorkCopy) -> None:
        """Delete a copy now; one that is owed is looked for again, its stick may be back."""
        if not self._model.is_busy:
            self._work()
            self._jobs.submit(lambda: self._session.end_copy(copy.id), self._begun, self._not_done)

    def confirm_pressed(self, copy: WorkCopy) -> None:
        """The professional says that an owed copy is deleted."""
        if copy.state is CopyState.OWED and not self._model.is_busy:
            self._work()
            self._jobs.submit(
                lambda: self._session.confirm_copy(copy.id), self._told, self._not_done
            )

    def notice_closed(self) -> None:
        self._set(replace(self._model, notice=None))

    def escape_pressed(self) -> None:
        self._home()

    def _load(self) -> None:
        self._jobs.submit(self._session.work_copies, self._told, self._failed)

    def _begun(self, work: CopyWork) -> None:
        self._media_jobs.submit(
            work.do, lambda outcome: self._removed(work, outcome), self._not_done
        )

    def _removed(self, work: CopyWork, outcome: CopyOutcome) -> None:
        self._jobs.submit(
            lambda: self._session.copy_ended(work.copy, outcome), self._told, self._not_done
        )

    def _work(self) -> None:
        self._set(replace(self._model, is_busy=True, notice=None))

    def _told(self, copies: tuple[WorkCopy, ...]) -> None:
        self._set(replace(self._model, copies=copies, is_busy=False))

    def _not_done(self, error: KioskError) -> None:
        """Say why, and show how things stand now: a copy out of reach is owed from here on."""
        self._failed(error)
        self._load()

    def _failed(self, error: KioskError) -> None:
        self._set(replace(self._model, is_busy=False, notice=notice_of(error)))

    def _set(self, model: CopiesModel) -> None:
        self._model = model
        self._show(model)
