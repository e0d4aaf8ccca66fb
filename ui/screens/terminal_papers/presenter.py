"""Mes papiers: the list, asked once and again after each change."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field, replace

from kiosk.errors import KioskError
from kiosk.flows.api import Paper, PersonSession
from ui.screens.desk_common.notices import Notice, notice_of
from ui.screens.desk_common.paper_search import PaperSearch
from ui.screens.desk_common.ports import Jobs

__all__ = ["PapersModel", "PapersPresenter"]

MANY = 6
"""From so many on, not all are on the glass at once: a search is offered."""


@dataclass(frozen=True, slots=True)
class PapersModel:
    """The papers, or why they do not show."""

    is_busy: bool = True
    papers: tuple[Paper, ...] = ()
    search: PaperSearch = field(default_factory=PaperSearch)
    """Words looked for, in titles and on pages."""
    notice: Notice | None = None

    @property
    def listed(self) -> tuple[Paper, ...]:
        return self.search.listed(self.papers)

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
        unchecked: Callable[[], None] = lambda: None,
    ) -> None:
        """`unchecked` is told, once the papers show, when an antivirus has to look at some."""
        self._unchecked = unchecked
        self._session, self._jobs, self._show, self._opened = session, jobs, show, opened
        self._model = PapersModel()
        self.refresh()

    def refresh(self) -> None:
        """Ask for the list again; what shows stays until the answer is there."""
        self._set(replace(self._model, is_busy=True, notice=None))
        self._jobs.submit(
            lambda: tuple(self._session.papers()),
            self._loaded,
            self._failed,
        )
        self._look_for(self._model.search.asked)

    def _loaded(self, papers: tuple[Paper, ...]) -> None:
        self._set(replace(self._model, is_busy=False, papers=papers))
        if any(paper.is_unchecked for paper in papers):
            self._unchecked()

    def words_typed(self, text: str) -> None:
        """Look for papers by words; an answer to an older text is dropped."""
        before = self._model.search
        search = before.typed(text)
        self._set(replace(self._model, search=search))
        if search.asked != before.asked:
            self._look_for(search.asked)

    def paper_pressed(self, paper: Paper) -> None:
        self._opened(paper)

    def _look_for(self, asked: str) -> None:
        if asked:
            self._jobs.submit(
                lambda: tuple(self._session.find_papers(asked)),
                lambda found: self._searched(self._model.search.came(asked, found)),
                lambda error: self._not_searched(asked, error),
            )

    def _searched(self, search: PaperSearch) -> None:
        self._set(replace(self._model, search=search))

    def _not_searched(self, asked: str, error: KioskError) -> None:
        self._searched(self._model.search.failed(asked))
        self._failed(error)

    def _failed(self, error: KioskError) -> None:
        self._set(replace(self._model, is_busy=False, notice=notice_of(error)))

    def _set(self, model: PapersModel) -> None:
        self._model = model
        self._show(model)
