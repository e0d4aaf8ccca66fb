"""*Accès perdu ou volé*: one press ends it, here at once and everywhere soon (AUT-20).

A worker has one access to report, their own, and is asked at once; a manager chooses among
the workers' too. Asked once more, because it cannot be undone.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace

from kiosk.errors import KioskError
from kiosk.flows.api import MemberLine, WorkerSession
from ui.screens.desk_common.notices import Notice, notice_of
from ui.screens.desk_common.ports import Jobs

__all__ = ["ReportModel", "ReportPresenter", "ReportWays"]


@dataclass(frozen=True, slots=True)
class ReportModel:
    """One state of the page; `asked` is the access about to be ended."""

    lines: tuple[MemberLine, ...] = ()
    is_loaded: bool = False
    asked: MemberLine | None = None
    ended: MemberLine | None = None
    """Somebody else's access, just ended."""
    busy: bool = False
    notice: Notice | None = None


@dataclass(frozen=True, slots=True)
class ReportWays:
    """Where the page leads; `finish` ends a session whose own access was ended."""

    home: Callable[[], None]
    finish: Callable[[], None]


class ReportPresenter:
    """Turns presses into the next ReportModel. GUI thread, no Qt."""

    def __init__(
        self,
        session: WorkerSession,
        jobs: Jobs,
        show: Callable[[ReportModel], None],
        ways: ReportWays,
    ) -> None:
        self._session, self._jobs, self._show, self._ways = session, jobs, show, ways
        self._set(ReportModel())
        self._jobs.submit(session.reportable, self._loaded, self._failed)

    def end_pressed(self, line: MemberLine) -> None:
        """Show what ending `line` means, then ask."""
        self._set(replace(self._model, asked=line, ended=None, notice=None))

    def end_confirmed(self) -> None:
        line = self._model.asked
        if line is None or self._model.busy:
            return
        self._set(replace(self._model, busy=True, notice=None))
        self._jobs.submit(
            lambda: self._session.report_access(line.id),
            lambda _none: self._ended(line),
            self._failed,
        )

    def escape_pressed(self) -> None:
        """One step back, ending nothing."""
        if self._model.asked is None or len(self._model.lines) < 2:
            self._ways.home()
        else:
            self._set(replace(self._model, asked=None, notice=None))

    def notice_closed(self) -> None:
        self._set(replace(self._model, notice=None))

    def _loaded(self, lines: Sequence[MemberLine]) -> None:
        only = lines[0] if len(lines) == 1 else None
        self._set(replace(self._model, lines=tuple(lines), is_loaded=True, asked=only, busy=False))

    def _ended(self, line: MemberLine) -> None:
        if line.is_mine:
            self._ways.finish()
            return
        self._set(replace(self._model, asked=None, ended=line))
        self._jobs.submit(self._session.reportable, self._loaded, self._failed)

    def _failed(self, error: KioskError) -> None:
        self._set(replace(self._model, busy=False, notice=notice_of(error)))

    def _set(self, model: ReportModel) -> None:
        self._model = model
        self._show(model)
