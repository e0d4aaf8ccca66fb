"""Work kept at every change: one save at a time, the latest state always last."""

from __future__ import annotations

from collections.abc import Callable

from kiosk.errors import KioskError
from kiosk.flows.api import Draft, WorkerSession
from ui.screens.desk_common.ports import Jobs

__all__ = ["DraftKeeper"]


class DraftKeeper:
    """Saves drafts through the local lane without letting keystrokes pile up there.

    While one save runs, only the newest of the later states is kept waiting. After
    `forget`, nothing is saved again: what was submitted before ends first, because a
    lane keeps its order.
    """

    def __init__(
        self,
        session: WorkerSession,
        jobs: Jobs,
        failed: Callable[[KioskError], None],
        *,
        is_stored: bool,
    ) -> None:
        self._session, self._jobs, self._failed = session, jobs, failed
        self._is_stored = is_stored
        self._is_saving = False
        self._is_forgotten = False
        self._next: Draft | None = None

    def keep(self, draft: Draft) -> None:
        """Save `draft`, now or right after the save under way."""
        if self._is_forgotten:
            return
        if self._is_saving:
            self._next = draft
            return
        self._is_saving = self._is_stored = True
        self._jobs.submit(lambda: self._session.save_draft(draft), self._saved, self._not_saved)

    def settle(self) -> None:
        """Stop saving; what is stored stays (it was consumed by filing or opening)."""
        self._is_forgotten = True
        self._next = None

    def forget(self, draft: bytes) -> None:
        """Discard what was stored of the draft, if anything, and save no more."""
        self.settle()
        if self._is_stored:
            self._jobs.submit(
                lambda: self._session.discard_draft(draft), lambda _: None, self._failed
            )

    def _saved(self, _: None) -> None:
        self._is_saving = False
        if (waiting := self._next) is not None:
            self._next = None
            self.keep(waiting)

    def _not_saved(self, error: KioskError) -> None:
        self._saved(None)
        self._failed(error)
