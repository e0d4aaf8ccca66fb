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
    `settle` or `forget`, nothing is saved again: what was submitted before ends first, because a
    lane keeps its order. `is_stored` says whether the vault holds a state of the draft.
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
        self.is_stored = is_stored
        self._is_saving = False
        self._is_settled = False
        self._next: Draft | None = None

    def keep(self, draft: Draft) -> None:
        """Save `draft`, now or right after the save under way."""
        if self._is_settled:
            return
        if self._is_saving:
            self._next = draft
            return
        self._is_saving = self.is_stored = True
        self._jobs.submit(lambda: self._session.save_draft(draft), self._saved, self._not_saved)

    def settle(self) -> None:
        """Save what still waits, then nothing more: the work is about to be filed.

        Submitted before the filing, it runs before it, and nothing can bring the draft
        back after it. `resume` if the filing failed.
        """
        if (waiting := self._next) is not None and not self._is_settled:
            self._jobs.submit(
                lambda: self._session.save_draft(waiting), lambda _: None, self._failed
            )
        self._next = None
        self._is_settled = True

    def resume(self) -> None:
        """Save changes again: the filing failed, the work goes on."""
        self._is_settled = False

    def forget(self, draft: bytes) -> None:
        """Discard what was stored of the draft, if anything, and save no more."""
        self._next = None
        self._is_settled = True
        if self.is_stored:
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
