"""*Journal* (`ux.md` M3): who did what, when, where and for whom; filters, and an export.

What was done on other posts is asked for when the page opens, and looked for each second until
it came or nobody answered in time; what is shown says up to when it is known. For managers only
(ROL-08). Filters look at what was asked for a period; the export is the
whole journal, for somebody who checks it.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime, timedelta
from enum import Enum
from itertools import groupby

from kiosk.domain.ids import ProId
from kiosk.errors import KioskError
from kiosk.flows.api import ExportedJournal, TeamAct, TeamJournal, TeamKind, WorkerSession
from kiosk.ports import Clock
from ui.screens.desk_common.days import by_day
from ui.screens.desk_common.notices import Notice, notice_of
from ui.screens.desk_common.ports import Jobs
from ui.screens.desk_scan.ports import FileEntry, Files

__all__ = [
    "ActDay",
    "ActLine",
    "Elsewhere",
    "JournalModel",
    "JournalPage",
    "JournalPresenter",
    "Period",
]

FIRST_LINES, MORE_LINES = 60, 120
PATIENCE_S = 30
"""How long the other posts' acts are looked for: a slow line brings a page of them meanwhile."""


class Period(Enum):
    """How far back the list goes, in days."""

    TODAY = 1
    WEEK = 7
    MONTH = 31
    YEAR = 366


class Elsewhere(Enum):
    """Whether the server has told, since the page opened, of the other posts."""

    ASKED = "asked"
    TOLD = "told"
    SILENT = "silent"


class JournalPage(Enum):
    """Which page is on the screen."""

    LIST = "list"
    PLACES = "places"
    """Where to write the export."""


@dataclass(frozen=True, slots=True)
class ActLine:
    """The same act done in a row on one day; `act` is the last of them."""

    act: TeamAct
    count: int


@dataclass(frozen=True, slots=True)
class ActDay:
    """One day, newest line first."""

    day: date
    lines: tuple[ActLine, ...]


@dataclass(frozen=True, slots=True)
class JournalModel:
    """One state of the page."""

    page: JournalPage = JournalPage.LIST
    days: tuple[ActDay, ...] = ()
    has_more: bool = False
    team: tuple[tuple[ProId, str], ...] = ()
    pro: ProId | None = None
    """None: everybody."""
    kind: TeamKind | None = None
    """None: everything."""
    period: Period = Period.WEEK
    is_loaded: bool = False
    is_busy: bool = False
    alarm_key: str | None = None
    elsewhere: Elsewhere = Elsewhere.ASKED
    told_at: datetime | None = None
    """Up to when the other posts' acts are known here; None: nothing of them is."""
    told_from: datetime | None = None
    """Of the first of them that is kept here, when the chosen period begins before it."""
    places: tuple[FileEntry, ...] = ()
    exported: ExportedJournal | None = None
    notice: Notice | None = None

    @property
    def is_filtered(self) -> bool:
        """True when acts may be hidden by who or what was chosen."""
        return self.pro is not None or self.kind is not None


class JournalPresenter:
    """Turns presses into the next JournalModel. GUI thread, no Qt."""

    def __init__(
        self,
        session: WorkerSession,
        jobs: Jobs,
        *,
        files: Files,
        clock: Clock,
        show: Callable[[JournalModel], None],
        home: Callable[[], None],
        media_jobs: Jobs,
    ) -> None:
        """`media_jobs` is the lane where media that hang keep nobody waiting."""
        self._media_jobs = media_jobs
        self._session, self._jobs, self._files, self._clock = session, jobs, files, clock
        self._show, self._home = show, home
        self._acts: tuple[TeamAct, ...] = ()
        self._shown = FIRST_LINES
        self._told_before: datetime | None = None
        self._waited_s = 0
        self._is_reading = False
        self._set(JournalModel())
        self._jobs.submit(self._begin, self._begun, self._failed)

    def second_passed(self) -> None:
        """Look whether the other posts' acts came meanwhile."""
        is_waiting = self._model.elsewhere is Elsewhere.ASKED and self._model.is_loaded
        if is_waiting and not self._is_reading:
            self._waited_s += 1
            self._ask()

    def pro_chosen(self, pro: ProId | None) -> None:
        """Show one of the team, or everybody."""
        self._filter(replace(self._model, pro=pro))

    def kind_chosen(self, kind: TeamKind | None) -> None:
        """Show one kind of acts, or all."""
        self._filter(replace(self._model, kind=kind))

    def period_chosen(self, period: Period) -> None:
        """Go as far back as that."""
        if period is not self._model.period:
            self._shown = FIRST_LINES
            self._set(replace(self._model, period=period))
            self._ask()

    def more_pressed(self) -> None:
        """Show what is older."""
        self._shown += MORE_LINES
        self._set(self._drawn(self._model))

    def export_pressed(self) -> None:
        """Ask where to write it."""
        if not self._model.is_busy:
            self._media_jobs.submit(self._files.places, self._offer, self._failed)

    def place_chosen(self, place: FileEntry) -> None:
        """Write it there."""
        if not self._model.is_busy:
            self._set(replace(self._model, is_busy=True, notice=None))
            self._jobs.submit(
                lambda: self._session.export_journal(place.path), self._gathered, self._failed
            )

    def escape_pressed(self) -> None:
        """One step back."""
        if self._model.page is JournalPage.LIST:
            self._home()
        else:
            self._set(replace(self._model, page=JournalPage.LIST, notice=None))

    def notice_closed(self) -> None:
        self._set(replace(self._model, notice=None))

    def _begin(self) -> tuple[Period, TeamJournal]:
        found = self._session.team_journal(self._since(Period.WEEK))
        self._session.ask_team_elsewhere()
        return Period.WEEK, found

    def _begun(self, found: tuple[Period, TeamJournal]) -> None:
        self._told_before = found[1].told_at
        self._loaded(*found)

    def _ask(self) -> None:
        self._is_reading = True
        period = self._model.period
        since = self._since(period)
        self._jobs.submit(
            lambda: self._session.team_journal(since),
            lambda found: self._loaded(period, found),
            self._failed,
        )

    def _since(self, period: Period) -> datetime:
        """Return the beginning of the first day, as this machine's wall shows days."""
        today = self._clock.now().astimezone().replace(hour=0, minute=0, second=0, microsecond=0)
        return today - timedelta(days=period.value - 1)

    def _loaded(self, period: Period, found: TeamJournal) -> None:
        self._is_reading = False
        if period is not self._model.period:
            return  # another was chosen meanwhile
        self._acts = found.acts
        first = found.told_from
        model = replace(
            self._model,
            team=found.team,
            alarm_key=found.alarm_key,
            elsewhere=self._elsewhere(found),
            told_at=found.told_at,
            told_from=first if first is not None and first > self._since(period) else None,
            is_loaded=True,
            notice=None,
        )
        self._set(self._drawn(model))

    def _elsewhere(self, found: TeamJournal) -> Elsewhere:
        if found.told_at is not None and found.told_at != self._told_before:
            return Elsewhere.TOLD
        if found.alarm_key is not None or self._waited_s >= PATIENCE_S:
            return Elsewhere.SILENT
        return self._model.elsewhere

    def _filter(self, model: JournalModel) -> None:
        self._shown = FIRST_LINES
        self._set(self._drawn(model))

    def _drawn(self, model: JournalModel) -> JournalModel:
        acts = (
            act
            for act in self._acts
            if model.pro in {None, act.pro} and model.kind in {None, act.deed.kind}
        )
        lines = list(by_day(acts, lambda act: (act.deed, act.pro, act.person, act.place)))
        days = tuple(
            ActDay(day, tuple(ActLine(act, count) for _, act, count in same))
            for day, same in groupby(lines[: self._shown], key=lambda line: line[0])
        )
        return replace(model, days=days, has_more=len(lines) > self._shown)

    def _offer(self, places: Sequence[FileEntry]) -> None:
        self._set(
            replace(
                self._model,
                page=JournalPage.PLACES,
                places=tuple(places),
                exported=None,
                notice=None,
            )
        )

    def _gathered(self, write: Callable[[], ExportedJournal]) -> None:
        self._media_jobs.submit(write, self._exported, self._failed)

    def _exported(self, exported: ExportedJournal) -> None:
        self._set(replace(self._model, page=JournalPage.LIST, is_busy=False, exported=exported))

    def _failed(self, error: KioskError) -> None:
        self._is_reading = False
        self._set(replace(self._model, is_busy=False, notice=notice_of(error)))

    def _set(self, model: JournalModel) -> None:
        self._model = model
        self._show(model)
