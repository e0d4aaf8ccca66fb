"""Work kept at every change: one save at a time, the latest state always last."""

from __future__ import annotations

from collections.abc import Callable, Sequence

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
        self._when_stored: list[Callable[[], None]] = []
        self._has_failed = False

    def keep(self, draft: Draft) -> None:
        """Save `draft`, now or right after the save under way."""
        if self._is_settled:
            return
        if self._is_saving:
            self._next = draft
            return
        self._is_saving = self.is_stored = True
        self._jobs.submit(lambda: self._session.save_draft(draft), self._saved, self._not_saved)

    def when_stored(self, call: Callable[[], None]) -> None:
        """Call once what was kept so far lies sealed in the vault; never if a save fails."""
        if self._is_saving:
            self._when_stored.append(call)
        elif self.is_stored and not self._has_failed:
            call()

    def settle(self) -> None:
        """Save what still waits, then nothing more: the work is about to be filed.

        Submitted before the filing, it runs before it, and nothing can bring the draft
        back after it. `resume` if the filing failed.
        """
        if (waiting := self._next) is not None and not self._is_settled:
            calls, self._when_stored = self._when_stored, []
            self._jobs.submit(
                lambda: self._session.save_draft(waiting), lambda _: _call(calls), self._failed
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
        self._has_failed = False
        if not self._save_next():
            calls, self._when_stored = self._when_stored, []
            _call(calls)

    def _not_saved(self, error: KioskError) -> None:
        self._has_failed = True
        self._when_stored.clear()
        self._save_next()
        self._failed(error)

    def _save_next(self) -> bool:
        """Save the state that waits; False when there is none."""
        self._is_saving = False
        waiting, self._next = self._next, None
        if waiting is None:
            return False
        self.keep(waiting)
        return self._is_saving


def _call(calls: Sequence[Callable[[], None]]) -> None:
    for call in calls:
        call()
