"""Un papier: read, page by page, and shared or kept private by one switch (SHR-13)."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, replace

from kiosk.errors import KioskError
from kiosk.flows.api import Paper, PaperContent, PersonSession, Sharing
from ui.screens.desk_common.notices import Notice, notice_of
from ui.screens.desk_common.ports import Jobs

__all__ = ["PaperModel", "PaperPresenter"]


@dataclass(frozen=True, slots=True)
class PaperModel:
    """The paper, its pages once they are open, who reads it."""

    paper: Paper
    pdf: bytes = b""
    readers: tuple[str, ...] = ()
    """Names of the organisations that may see the shared part."""
    is_busy: bool = True
    just_changed_to: Sharing | None = None
    """What the switch was just set to: the undo bar offers the way back."""
    notice: Notice | None = None


class PaperPresenter:
    """GUI thread, no Qt. `changed` is told when the list must be asked again."""

    def __init__(
        self,
        session: PersonSession,
        jobs: Jobs,
        paper: Paper,
        show: Callable[[PaperModel], None],
        changed: Callable[[], None],
    ) -> None:
        self._session, self._jobs, self._show, self._changed = session, jobs, show, changed
        self._set(PaperModel(paper))
        self._read()

    def sharing_pressed(self, sharing: Sharing) -> None:
        """Share this paper, or stop; takes effect at once, on line or off."""
        if self._model.is_busy or sharing is self._model.paper.sharing:
            return
        self._switch(sharing, told=sharing)

    def undo_pressed(self) -> None:
        """Set the switch back."""
        done = self._model.just_changed_to
        if done is None or self._model.is_busy:
            return
        other = Sharing.PRIVATE if done is Sharing.SHARED else Sharing.SHARED
        self._switch(other, told=None)

    def undo_expired(self) -> None:
        self._set(replace(self._model, just_changed_to=None))

    def retry_pressed(self) -> None:
        self._set(replace(self._model, notice=None, is_busy=True))
        self._read()

    def _switch(self, sharing: Sharing, *, told: Sharing | None) -> None:
        item = self._model.paper.item
        self._set(replace(self._model, is_busy=True, notice=None, just_changed_to=None))

        def done(paper: Paper) -> None:
            self._set(replace(self._model, paper=paper, is_busy=False, just_changed_to=told))
            self._changed()

        self._jobs.submit(lambda: self._session.set_sharing(item, sharing), done, self._failed)

    def _read(self) -> None:
        item = self._model.paper.item

        def load() -> tuple[PaperContent, tuple[str, ...]]:
            readers = tuple(relay.name for relay in self._session.relays())
            return self._session.read(item), readers

        def done(found: tuple[PaperContent, tuple[str, ...]]) -> None:
            content, readers = found
            self._set(
                replace(
                    self._model,
                    paper=content.paper,
                    pdf=content.pdf,
                    readers=readers,
                    is_busy=False,
                )
            )

        self._jobs.submit(load, done, self._failed)

    def _failed(self, error: KioskError) -> None:
        self._set(replace(self._model, is_busy=False, notice=notice_of(error)))

    def _set(self, model: PaperModel) -> None:
        self._model = model
        self._show(model)
