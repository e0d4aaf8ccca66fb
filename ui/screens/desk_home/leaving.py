"""*Se déconnecter* while prints wait: the end takes them out of the queue, so it is said first.

The wipe empties this account's queue (VLT-28): what has not come out by then never does.
"""

from __future__ import annotations

from collections.abc import Callable

from kiosk.errors import KioskError
from kiosk.printing.ports import Printers
from ui.screens.desk_common.ports import Jobs

__all__ = ["LeavingPresenter"]


class LeavingPresenter:
    """GUI thread, no Qt. `show` is told how many prints a warning is about, 0 for none.

    The queue is asked in the lane of prints, so one that is still being made ready counts.
    """

    def __init__(
        self,
        printers: Printers,
        jobs: Jobs,
        show: Callable[[int], None],
        sign_out: Callable[[], None],
    ) -> None:
        self._printers, self._jobs = printers, jobs
        self._show, self._sign_out = show, sign_out
        self._is_asking = self._is_leaving = self._has_left = False
        self._waiting = 0

    def sign_out_pressed(self) -> None:
        """End the session, once nothing waits or it is wanted all the same: a second press."""
        if self._is_leaving or self._waiting:
            self._leave()
            return
        self._is_leaving = True
        self._ask()

    def wait_pressed(self) -> None:
        """Stay; what waits goes on being printed."""
        self._is_leaving = False
        self._tell(0)

    def second_passed(self) -> None:
        """Keep the warning true: sheets come out meanwhile."""
        if self._waiting and not self._is_asking:
            self._ask()

    def _leave(self) -> None:
        if not self._has_left:
            self._has_left = True
            self._sign_out()

    def _ask(self) -> None:
        self._is_asking = True
        self._jobs.submit(self._printers.waiting, self._told, self._not_told)

    def _told(self, waiting: int) -> None:
        self._is_asking = False
        if self._waiting:
            self._tell(waiting)
        elif self._is_leaving:
            self._is_leaving = False
            if waiting:
                self._tell(waiting)
            else:
                self._leave()

    def _not_told(self, _: KioskError) -> None:
        """No scheduler answers: nothing of ours is known to wait, and nobody is kept here."""
        self._told(0)

    def _tell(self, waiting: int) -> None:
        self._waiting = waiting
        self._show(waiting)
