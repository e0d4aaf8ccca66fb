"""Accepting the terms at the first opening, or again when they changed (CNS-01, CNS-04)."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, replace

from kiosk.errors import KioskError
from kiosk.flows.api import PersonSession
from resources.texts import ConsentText, TextKind, load
from ui.screens.desk_common.notices import Notice, notice_of
from ui.screens.desk_common.ports import Jobs

__all__ = ["TermsModel", "TermsPresenter"]


@dataclass(frozen=True, slots=True)
class TermsModel:
    """Which card shows; the box is never ticked beforehand."""

    text: ConsentText
    card: int = 0
    is_ticked: bool = False
    is_busy: bool = False
    notice: Notice | None = None

    @property
    def is_last(self) -> bool:
        return self.card == len(self.text.cards) - 1


class TermsPresenter:
    """GUI thread, no Qt. `accepted` is called once the acceptance is recorded."""

    def __init__(
        self,
        session: PersonSession,
        jobs: Jobs,
        language: str,
        show: Callable[[TermsModel], None],
        accepted: Callable[[], None],
    ) -> None:
        self._session, self._jobs, self._show, self._accepted = session, jobs, show, accepted
        self._set(TermsModel(load(TextKind.TERMS, language)))

    def forward_pressed(self) -> None:
        if not self._model.is_last:
            self._set(replace(self._model, card=self._model.card + 1))

    def back_pressed(self) -> None:
        if self._model.card:
            self._set(replace(self._model, card=self._model.card - 1))

    def ticked(self, is_ticked: bool) -> None:
        self._set(replace(self._model, is_ticked=is_ticked))

    def accept_pressed(self) -> None:
        """Record the acceptance of this version; nothing happens with an empty box."""
        model = self._model
        if not (model.is_last and model.is_ticked) or model.is_busy:
            return
        self._set(replace(model, is_busy=True, notice=None))
        self._jobs.submit(
            lambda: self._session.accept_terms(model.text.version, model.text.sha256),
            lambda _none: self._accepted(),
            self._failed,
        )

    def notice_pressed(self) -> None:
        """Take the notice away; *J'accepte* is there to be pressed again."""
        self._set(replace(self._model, notice=None))

    def _failed(self, error: KioskError) -> None:
        self._set(replace(self._model, is_busy=False, notice=notice_of(error)))

    def _set(self, model: TermsModel) -> None:
        self._model = model
        self._show(model)
