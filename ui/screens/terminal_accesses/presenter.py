"""Qui a regardé mon coffre: what this post knows at once, then what other posts told (TRC-02)."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, replace
from datetime import date, datetime
from enum import Enum
from itertools import groupby

from kiosk.errors import KioskError
from kiosk.flows.api import Access, Accesses, PersonSession
from ui.screens.desk_common.days import by_day
from ui.screens.desk_common.notices import Notice, notice_of
from ui.screens.desk_common.ports import Jobs

__all__ = ["AccessDay", "AccessLine", "AccessesModel", "AccessesPresenter", "Elsewhere"]

FIRST_LINES, MORE_LINES = 20, 40
PATIENCE_S = 10
"""How long other posts are waited for; what comes later shows at the next visit."""


class Elsewhere(Enum):
    """What is known of the other posts."""

    ASKED = "asked"
    TOLD = "told"
    SILENT = "silent"
    """No answer: off line, or a slow line."""
    DOUBTED = "doubted"
    """The server's journal is not believed until somebody has looked."""


@dataclass(frozen=True, slots=True)
class AccessLine:
    """The same thing done in a row by the same one on one day; `access` is the last of them."""

    access: Access
    count: int


@dataclass(frozen=True, slots=True)
class AccessDay:
    """One day, newest line first."""

    day: date
    lines: tuple[AccessLine, ...]


@dataclass(frozen=True, slots=True)
class AccessesModel:
    """What shows: days of lines, as many as were asked for."""

    days: tuple[AccessDay, ...] = ()
    has_more: bool = False
    is_busy: bool = True
    elsewhere: Elsewhere = Elsewhere.ASKED
    told_at: datetime | None = None
    notice: Notice | None = None


class AccessesPresenter:
    """GUI thread, no Qt."""

    def __init__(
        self, session: PersonSession, jobs: Jobs, show: Callable[[AccessesModel], None]
    ) -> None:
        self._session, self._jobs, self._show = session, jobs, show
        self._lines: tuple[tuple[date, AccessLine], ...] = ()
        self._shown = FIRST_LINES
        self._waited_s = 0
        self._told_before: datetime | None = None
        self._is_reading = True
        self._model = AccessesModel()
        self._set(self._model)
        jobs.submit(self._begin, self._came_first, self._failed)

    def second_passed(self) -> None:
        """Access whether other posts have answered meanwhile."""
        if self._model.elsewhere is not Elsewhere.ASKED or self._is_reading:
            return
        self._waited_s += 1
        self._read()

    def more_pressed(self) -> None:
        """Show what is older."""
        self._shown += MORE_LINES
        self._set(self._drawn(self._model))

    def retry_pressed(self) -> None:
        """Take the notice away and look again."""
        self._waited_s = 0
        self._is_reading = True
        self._set(replace(self._model, is_busy=True, notice=None, elsewhere=Elsewhere.ASKED))
        self._jobs.submit(self._begin, self._came_first, self._failed)

    def _begin(self) -> Accesses:
        found = self._session.accesses()
        self._session.ask_elsewhere()
        return found

    def _read(self) -> None:
        self._is_reading = True
        self._jobs.submit(self._session.accesses, self._came, self._failed)

    def _came_first(self, found: Accesses) -> None:
        self._told_before = found.told_at
        self._came(found)

    def _came(self, found: Accesses) -> None:
        self._is_reading = False
        self._lines = tuple(
            (day, AccessLine(access, count))
            for day, access, count in by_day(found.accesses, _but_for_its_time)
        )
        if found.alarm_key is not None:
            elsewhere = Elsewhere.DOUBTED
        elif found.told_at is not None and found.told_at != self._told_before:
            elsewhere = Elsewhere.TOLD
        elif self._waited_s >= PATIENCE_S:
            elsewhere = Elsewhere.SILENT
        else:
            elsewhere = Elsewhere.ASKED
        self._set(
            self._drawn(
                replace(self._model, is_busy=False, elsewhere=elsewhere, told_at=found.told_at)
            )
        )

    def _failed(self, error: KioskError) -> None:
        self._is_reading = False
        self._set(
            replace(self._model, is_busy=False, notice=notice_of(error), elsewhere=Elsewhere.SILENT)
        )

    def _drawn(self, model: AccessesModel) -> AccessesModel:
        shown = self._lines[: self._shown]
        days = tuple(
            AccessDay(day, tuple(line for _, line in lines))
            for day, lines in groupby(shown, key=lambda each: each[0])
        )
        return replace(model, days=days, has_more=len(self._lines) > self._shown)

    def _set(self, model: AccessesModel) -> None:
        if model != self._model or model.is_busy:
            self._model = model
            self._show(model)


def _but_for_its_time(access: Access) -> Access:
    return replace(access, at=datetime.min)
