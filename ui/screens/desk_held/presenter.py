"""A file set aside: why, a new look with the antivirus of today, or its end (DER-15).

Nothing here shows or opens it. A newer virus base may clear it: then it goes on to the
scanning page, under the same draft, so that it is in one place only.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, replace
from typing import Protocol

from kiosk.errors import KioskError
from kiosk.flows.api import Draft, WorkerSession
from kiosk.ports import Clock
from ui.screens.desk_common.notices import Notice, notice_of
from ui.screens.desk_common.ports import Jobs
from ui.screens.desk_held.facts import HeldFile, held_draft, held_file
from ui.screens.desk_scan.ports import ReadFile, Workshop
from ui.screens.desk_scan.taking import SetAside, take_file

__all__ = ["HeldModel", "HeldPresenter", "HeldWays"]


@dataclass(frozen=True, slots=True)
class HeldModel:
    """One state of the page."""

    file: HeldFile
    is_checking: bool = False
    was_checked: bool = False
    """It was looked at again, and stays aside."""
    is_asking: bool = False
    """The worker is asked whether it is to be removed."""
    notice: Notice | None = None


class HeldWays(Protocol):
    """Where the page leads."""

    def home(self) -> None: ...
    def scan_file(self, draft: bytes, file: ReadFile) -> None: ...


class HeldPresenter:
    """Turns presses into the next HeldModel. GUI thread, no Qt."""

    def __init__(
        self,
        session: WorkerSession,
        jobs: Jobs,
        page_jobs: Jobs,
        *,
        workshop: Workshop,
        clock: Clock,
        show: Callable[[HeldModel], None],
        ways: HeldWays,
        draft: Draft,
    ) -> None:
        self._session, self._jobs, self._page_jobs = session, jobs, page_jobs
        self._workshop, self._clock, self._show, self._ways = workshop, clock, show, ways
        self._draft = draft.draft
        self._is_gone = False
        self._set(HeldModel(held_file(draft)))

    def check_pressed(self) -> None:
        """Let today's antivirus look at it."""
        if self._model.is_checking:
            return
        self._set(replace(self._model, is_checking=True, is_asking=False, notice=None))
        self._jobs.submit(lambda: self._session.load_draft(self._draft), self._loaded, self._failed)

    def remove_pressed(self) -> None:
        """Ask whether it is to be removed for good."""
        if not self._model.is_checking:
            self._set(replace(self._model, is_asking=True, notice=None))

    def remove_confirmed(self) -> None:
        if self._model.is_asking:
            self._jobs.submit(
                lambda: self._session.discard_draft(self._draft),
                lambda _none: self._leave(),
                self._failed,
            )

    def escape_pressed(self) -> None:
        """One step back, removing nothing: the file stays aside."""
        if self._model.is_asking:
            self._set(replace(self._model, is_asking=False))
        else:
            self._leave()

    def notice_closed(self) -> None:
        self._set(replace(self._model, notice=None))

    def _loaded(self, draft: Draft) -> None:
        name = self._model.file.name
        (data,) = draft.pages
        self._page_jobs.submit(
            lambda: take_file(self._workshop, data, name), self._looked_at, self._failed
        )

    def _looked_at(self, taken: ReadFile | SetAside) -> None:
        if self._is_gone:
            return
        if not isinstance(taken, SetAside):
            self._is_gone = True
            self._ways.scan_file(self._draft, taken)
            return
        told = held_draft(self._draft, self._clock.now(), taken.name, taken.data, taken.why)
        self._set(replace(self._model, file=held_file(told), is_checking=False, was_checked=True))
        self._jobs.submit(lambda: self._session.save_draft(told), lambda _none: None, self._failed)

    def _leave(self) -> None:
        self._is_gone = True
        self._ways.home()

    def _failed(self, error: KioskError) -> None:
        self._set(replace(self._model, is_checking=False, notice=notice_of(error)))

    def _set(self, model: HeldModel) -> None:
        self._model = model
        if not self._is_gone:
            self._show(model)
