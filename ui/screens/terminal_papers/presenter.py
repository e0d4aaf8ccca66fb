"""Mes papiers: the list, asked once and again after each change."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, replace

from kiosk.errors import KioskError
from kiosk.flows.api import Paper, PersonSession
from ui.screens.desk_common.notices import Notice, notice_of
from ui.screens.desk_common.ports import Jobs

__all__ = ["PapersModel", "PapersPresenter"]

MANY = 6
"""From so many on, not all are on the glass at once: a search is offered."""


@dataclass(frozen=True, slots=True)
class PapersModel:
    """The papers, or why they do not show."""

    is_busy: bool = True
    papers: tuple[Paper, ...] = ()
    query: str = ""
    """Words looked for, in titles and on pages."""
    found: tuple[Paper, ...] = ()
    notice: Notice | None = None

    @property
    def listed(self) -> tuple[Paper, ...]:
        return self.found if self.query.strip() else self.papers

    @property
    def offers_search(self) -> bool:
        return len(self.papers) >= MANY


class PapersPresenter:
    """GUI thread, no Qt. `opened` receives the paper that was pressed."""

    def __init__(
        self,
        session: PersonSession,
        jobs: Jobs,
        show: Callable[[PapersModel], None],
        opened: Callable[[Paper], None],
    ) -> None:
        self._session, self._jobs, self._show, self._opened = session, jobs, show, opened
        self._model = PapersModel()
        self.refresh()

    def refresh(self) -> None:
        """Ask for the list again; what shows stays until the answer is there."""
        self._set(replace(self._model, is_busy=True, notice=None))
        self._jobs.submit(
            lambda: tuple(self._session.papers()),
            lambda papers: self._set(replace(self._model, is_busy=False, papers=papers)),
            self._failed,
        )

    def words_typed(self, text: str) -> None:
        """Look for papers by words; an answer to an older text is dropped."""
        asked = text.strip()
        self._set(replace(self._model, query=text))
        if asked:
            self._jobs.submit(
                lambda: tuple(self._session.find_papers(asked)),
                lambda found: self._found(asked, found),
                self._failed,
            )

    def paper_pressed(self, paper: Paper) -> None:
        self._opened(paper)

    def _found(self, asked: str, found: tuple[Paper, ...]) -> None:
        if asked == self._model.query.strip():
            self._set(replace(self._model, found=found))

    def _failed(self, error: KioskError) -> None:
        self._set(replace(self._model, is_busy=False, notice=notice_of(error)))

    def _set(self, model: PapersModel) -> None:
        self._model = model
        self._show(model)
