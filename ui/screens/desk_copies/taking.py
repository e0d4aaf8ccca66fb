"""*Copie de travail* of an open paper: why, where, until when; then it is written (VLT-27)."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, replace

from kiosk.domain.work_copies import (
    LONGEST_DAYS,
    CopyOutcome,
    CopyPlace,
    CopyPurpose,
    NewCopy,
    fault_of,
)
from kiosk.errors import KioskError
from kiosk.flows.api import CopyWork, Paper, PersonSummary, WorkCopy, WorkerSession
from ui.screens.desk_common.notices import Notice, notice_of
from ui.screens.desk_common.ports import Jobs

__all__ = ["DAYS", "TakeCopyModel", "TakeCopyPresenter"]

DAYS = (0, 1, 3, LONGEST_DAYS)
"""This evening, tomorrow evening, three days, a week."""


@dataclass(frozen=True, slots=True)
class TakeCopyModel:
    """One state of the page."""

    title: str = ""
    is_sensitive: bool = False
    places: tuple[CopyPlace, ...] = ()
    place: str = ""
    purpose: CopyPurpose | None = None
    words: str = ""
    days: int = 0
    is_needed: bool = False
    """The further question of a sensitive paper."""
    is_busy: bool = True
    is_none_approved: bool = False
    taken: WorkCopy | None = None
    notice: Notice | None = None

    @property
    def may_take(self) -> bool:
        return not self.is_busy and self.taken is None and bool(self.places)


class TakeCopyPresenter:
    """Turns presses into the next TakeCopyModel. GUI thread, no Qt."""

    def __init__(
        self,
        session: WorkerSession,
        jobs: Jobs,
        person: PersonSummary,
        paper: Paper,
        show: Callable[[TakeCopyModel], None],
        media_jobs: Jobs,
    ) -> None:
        """`media_jobs` is the lane where media that hang keep nobody waiting."""
        self._session, self._jobs, self._show = session, jobs, show
        self._media_jobs = media_jobs
        self._person, self._paper = person.person, paper
        self._set(TakeCopyModel(paper.title, paper.is_sensitive))
        self.look()

    def look(self) -> None:
        """Look which approved media are there: one may just have been plugged in."""
        self._set(replace(self._model, is_busy=True, notice=None))
        self._media_jobs.submit(self._session.copy_places, self._found, self._failed)

    def place_chosen(self, place: str) -> None:
        self._choose(place=place)

    def purpose_chosen(self, purpose: CopyPurpose) -> None:
        self._choose(purpose=purpose)

    def words_typed(self, words: str) -> None:
        self._choose(words=words)

    def days_chosen(self, days: int) -> None:
        self._choose(days=days)

    def needed_ticked(self, is_needed: bool) -> None:
        self._choose(is_needed=is_needed)

    def take_pressed(self) -> None:
        """Take the copy, once everything is answered."""
        model = self._model
        if not model.may_take:
            return
        if model.purpose is None:
            self._set(replace(model, notice=Notice("copy.no_purpose")))
            return
        new = NewCopy(model.place, model.purpose, model.words, model.days, model.is_needed)
        if fault := fault_of(new, is_sensitive=model.is_sensitive):
            self._set(replace(model, notice=Notice(fault)))
            return
        self._set(replace(model, is_busy=True, notice=None))
        self._jobs.submit(
            lambda: self._session.take_copy(self._person, self._paper.item, new),
            self._begun,
            self._failed,
        )

    def notice_closed(self) -> None:
        self._set(replace(self._model, notice=None))

    def _choose(self, **chosen: object) -> None:
        if self._model.may_take:
            self._set(replace(self._model, **chosen, notice=None))  # type: ignore[arg-type]

    def _found(self, places: tuple[CopyPlace, ...]) -> None:
        keys = [place.key for place in places]
        place = self._model.place if self._model.place in keys else next(iter(keys), "")
        self._set(replace(self._model, places=places, place=place, is_busy=False))

    def _begun(self, work: CopyWork) -> None:
        self._media_jobs.submit(work.do, lambda outcome: self._written(work, outcome), self._failed)

    def _written(self, work: CopyWork, outcome: CopyOutcome) -> None:
        self._jobs.submit(
            lambda: self._session.copy_taken(work.copy, outcome), self._taken, self._failed
        )

    def _taken(self, copy: WorkCopy) -> None:
        self._set(replace(self._model, is_busy=False, taken=copy))

    def _failed(self, error: KioskError) -> None:
        is_none = error.message_key == "copy.none_approved"
        self._set(
            replace(
                self._model,
                is_busy=False,
                is_none_approved=is_none,
                notice=None if is_none else notice_of(error),
            )
        )

    def _set(self, model: TakeCopyModel) -> None:
        self._model = model
        self._show(model)
