"""Signing in at the terminal: presses in, the next EnterModel out. No Qt."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, replace

from kiosk.errors import KioskError
from kiosk.flows.api import Entrance, PersonSession
from ui.screens.desk_common.notices import Notice, notice_of
from ui.screens.desk_common.ports import Jobs

__all__ = ["EnterModel", "EnterPresenter"]

LOCKED = "sign_in.locked"


@dataclass(frozen=True, slots=True)
class EnterModel:
    """What the page shows; the password is never part of it."""

    is_busy: bool = False
    notice: Notice | None = None
    locked_for_s: int = 0


class EnterPresenter:
    """GUI thread. `entered` receives the session of whoever signed in."""

    def __init__(
        self,
        entrance: Entrance,
        jobs: Jobs,
        show: Callable[[EnterModel], None],
        entered: Callable[[PersonSession], None],
    ) -> None:
        self._entrance, self._jobs, self._show, self._entered = entrance, jobs, show, entered
        self._set(EnterModel())

    def enter_pressed(self, login: str, password: str) -> None:
        """Try this password; nothing happens while one is tried or nothing was typed."""
        if self._model.is_busy or self._model.locked_for_s or not (login.strip() and password):
            return
        self._set(replace(self._model, is_busy=True, notice=None))
        self._jobs.submit(
            lambda: self._entrance.person_sign_in(login, password), self._done, self._failed
        )

    def second_passed(self) -> None:
        """Count the lock down, once a second."""
        if not self._model.locked_for_s:
            return
        left = self._model.locked_for_s - 1
        notice = Notice(LOCKED, {"seconds": left}) if left else None
        self._set(replace(self._model, locked_for_s=left, notice=notice))

    def notice_pressed(self) -> None:
        """The notice's own button: take it away and try again."""
        if not self._model.locked_for_s:
            self._set(replace(self._model, notice=None))

    def _done(self, session: PersonSession) -> None:
        self._set(EnterModel())
        self._entered(session)

    def _failed(self, error: KioskError) -> None:
        seconds = error.context.get("seconds", 0) if error.message_key == LOCKED else 0
        self._set(EnterModel(notice=notice_of(error), locked_for_s=int(seconds)))

    def _set(self, model: EnterModel) -> None:
        self._model = model
        self._show(model)
