"""The desk's first page: search as typed, three gestures, what waits (W1)."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from typing import Protocol

from kiosk.domain.identifier_card import CardContent
from kiosk.errors import KioskError
from kiosk.flows.api import (
    DeskHome,
    Draft,
    PersonSummary,
    SyncStatus,
    WorkerProfile,
    WorkerSession,
)
from ui.screens.desk_common.notices import Notice, notice_of
from ui.screens.desk_common.ports import Jobs

__all__ = ["DeskHomeModel", "DeskHomePresenter", "HomeWays"]

RESULTS_SHOWN = 20


class HomeWays(Protocol):
    """Where the page leads."""

    def open_safe(self) -> None: ...
    def scan(self) -> None: ...
    def affiliate(self) -> None: ...
    def dossier(self, person: PersonSummary) -> None: ...
    def resume(self, draft: Draft) -> None: ...
    def outgoing(self) -> None: ...
    def lock(self) -> None: ...
    def sign_out(self) -> None: ...


@dataclass(frozen=True, slots=True)
class DeskHomeModel:
    """What the page shows; results replace the three gestures' list while something is typed."""

    profile: WorkerProfile
    home: DeskHome | None = None
    query: str = ""
    results: tuple[PersonSummary, ...] = ()
    selected: int = 0
    is_searched: bool = False
    """True once `results` answer `query`."""
    discarded: Draft | None = None
    """A draft just removed, until its undo bar goes."""
    notice: Notice | None = None

    @property
    def sync(self) -> SyncStatus | None:
        return self.home.sync if self.home else None


class DeskHomePresenter:
    """Keeps the page true while a worker types. GUI thread, no Qt."""

    def __init__(
        self,
        session: WorkerSession,
        jobs: Jobs,
        show: Callable[[DeskHomeModel], None],
        ways: HomeWays,
    ) -> None:
        self._session, self._jobs, self._show, self._ways = session, jobs, show, ways
        self._asked = ""
        self._status_asked = False
        self._prepared = False
        self._set(DeskHomeModel(session.profile))
        self.refresh()

    def refresh(self) -> None:
        """Load the page again: after a screen came back, or a removal."""
        self._jobs.submit(self._session.home, self._loaded, self._failed)

    def second_passed(self) -> None:
        """Ask for the sending line, one question at a time."""
        if not self._status_asked and self._model.home is not None:
            self._status_asked = True
            self._jobs.submit(self._session.sync_status, self._synced, self._sync_failed)

    def typed(self, query: str) -> None:
        """Search for `query`; an answer to an older text is dropped."""
        self._asked = query.strip()
        if not self._asked:
            self._set(replace(self._model, query="", results=(), selected=0, is_searched=False))
            return
        self._set(replace(self._model, query=query, is_searched=False))
        asked = self._asked
        self._jobs.submit(
            lambda: self._session.search(asked, RESULTS_SHOWN),
            lambda found: self._found(asked, found),
            self._failed,
        )

    def card_came(self, card: CardContent) -> None:
        """A card was read: search for its identifier."""
        self._set(replace(self._model, notice=None))
        self.typed(card.login)

    def card_refused(self, error: KioskError) -> None:
        """What was shown is no card, or was not read whole."""
        self._failed(error)

    def moved(self, step: int) -> None:
        """Move the selection by `step` lines, stopping at both ends."""
        last = max(0, len(self._model.results) - 1)
        selected = min(max(0, self._model.selected + step), last)
        self._set(replace(self._model, selected=selected))

    def chosen(self, index: int) -> None:
        """Open the dossier of the result at `index`."""
        if 0 <= index < len(self._model.results):
            self._ways.dossier(self._model.results[index])

    def selected_chosen(self) -> None:
        """Open the dossier of the selected result: of what is typed, not of what was before."""
        if self._model.is_searched:
            self.chosen(self._model.selected)

    def recent_chosen(self, person: PersonSummary) -> None:
        self._ways.dossier(person)

    def draft_chosen(self, draft: bytes) -> None:
        """Load the draft whole, then go on with it."""
        self._jobs.submit(
            lambda: self._session.load_draft(draft), self._ways.resume, self._draft_gone
        )

    def draft_removed(self, draft: bytes) -> None:
        """Remove a draft; its undo bar can put it back as it was.

        Of one that has ended there is nothing to put back: its author has read that it is gone.
        """
        home = self._model.home
        if home and any(each.draft == draft and each.has_ended for each in home.drafts):
            self._jobs.submit(
                lambda: self._session.discard_draft(draft), lambda _: self.refresh(), self._failed
            )
            return

        def remove() -> Draft:
            whole = self._session.load_draft(draft)
            self._session.discard_draft(draft)
            return whole

        self._jobs.submit(remove, self._draft_discarded, self._draft_gone)

    def undo_pressed(self) -> None:
        """Put back the draft just removed."""
        draft = self._model.discarded
        if draft is None:
            return
        self._set(replace(self._model, discarded=None))
        self._jobs.submit(
            lambda: self._session.save_draft(draft), lambda _: self.refresh(), self._failed
        )

    def undo_expired(self) -> None:
        self._set(replace(self._model, discarded=None))

    def escape_pressed(self) -> None:
        """Empty the search; destroys nothing."""
        if self._model.query:
            self.typed("")

    def notice_closed(self) -> None:
        self._set(replace(self._model, notice=None))

    def _loaded(self, home: DeskHome) -> None:
        self._set(replace(self._model, home=home, profile=home.profile, notice=None))
        if not self._prepared:
            self._prepared = True
            self._prepare(True)

    def _prepare(self, is_more: bool) -> None:
        """Get the search ready behind the page, a little at a time: what is pressed goes first."""
        if is_more:
            self._jobs.submit(self._session.prepare_search, self._prepare, self._failed)

    def _synced(self, sync: SyncStatus) -> None:
        self._status_asked = False
        if self._model.home is not None and self._model.home.sync != sync:
            self._set(replace(self._model, home=replace(self._model.home, sync=sync)))

    def _sync_failed(self, error: KioskError) -> None:
        self._status_asked = False
        self._failed(error)

    def _found(self, asked: str, found: Sequence[PersonSummary]) -> None:
        if asked == self._asked:
            self._set(replace(self._model, results=tuple(found), selected=0, is_searched=True))

    def _draft_discarded(self, draft: Draft) -> None:
        self._set(replace(self._model, discarded=draft))
        self.refresh()

    def _draft_gone(self, error: KioskError) -> None:
        self._failed(error)
        self._jobs.submit(self._session.home, self._reloaded, self._failed)

    def _reloaded(self, home: DeskHome) -> None:
        self._set(replace(self._model, home=home))

    def _failed(self, error: KioskError) -> None:
        self._set(replace(self._model, notice=notice_of(error)))

    def _set(self, model: DeskHomeModel) -> None:
        self._model = model
        self._show(model)
