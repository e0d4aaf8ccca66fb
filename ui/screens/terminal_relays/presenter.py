"""Qui peut voir: the organisations, and the end of a sharing, confirmed once (SHR-12)."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, replace

from kiosk.errors import KioskError
from kiosk.flows.api import PersonSession, Relay
from ui.screens.desk_common.notices import Notice, notice_of
from ui.screens.desk_common.ports import Jobs

__all__ = ["RelaysModel", "RelaysPresenter"]


@dataclass(frozen=True, slots=True)
class RelaysModel:
    """Who may see the shared part; `asked` is the one about to be stopped."""

    relays: tuple[Relay, ...] = ()
    is_busy: bool = True
    asked: Relay | None = None
    stopped: Relay | None = None
    notice: Notice | None = None


class RelaysPresenter:
    """GUI thread, no Qt."""

    def __init__(
        self,
        session: PersonSession,
        jobs: Jobs,
        show: Callable[[RelaysModel], None],
        stopped: Relay | None = None,
    ) -> None:
        """`stopped` is one that was stopped before, where its receipt was asked for."""
        self._session, self._jobs, self._show = session, jobs, show
        self._set(RelaysModel(stopped=stopped))
        self._ask()

    def stop_pressed(self, relay: Relay) -> None:
        """Ask once more: the new key cannot be taken back, only a new yes opens again."""
        if not self._model.is_busy:
            self._set(replace(self._model, asked=relay, stopped=None, notice=None))

    def keep_pressed(self) -> None:
        self._set(replace(self._model, asked=None))

    def confirm_pressed(self) -> None:
        """Stop now: immediate, on line or off."""
        relay = self._model.asked
        if relay is None or self._model.is_busy:
            return
        self._set(replace(self._model, is_busy=True, asked=None, notice=None))
        self._jobs.submit(
            lambda: self._session.stop_relay(relay.structure),
            lambda _none: self._done(relay),
            self._failed,
        )

    def retry_pressed(self) -> None:
        """Take the notice away and look again at who reads."""
        self._set(replace(self._model, is_busy=True, notice=None))
        self._ask()

    def _done(self, relay: Relay) -> None:
        self._set(replace(self._model, stopped=relay))
        self._ask()

    def _ask(self) -> None:
        self._jobs.submit(
            lambda: tuple(self._session.relays()),
            lambda relays: self._set(replace(self._model, relays=relays, is_busy=False)),
            self._failed,
        )

    def _failed(self, error: KioskError) -> None:
        self._set(replace(self._model, is_busy=False, notice=notice_of(error)))

    def _set(self, model: RelaysModel) -> None:
        self._model = model
        self._show(model)
