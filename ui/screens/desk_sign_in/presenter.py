"""Signing in at the desk: busy, wrong, locked with a clock, or in (AUT-01, AUT-05)."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, replace
from enum import Enum

from kiosk.errors import KioskError
from kiosk.flows.api import Entrance, WorkerSession
from ui.screens.desk_common.notices import Notice, notice_of
from ui.screens.desk_common.ports import Jobs

__all__ = ["DeskSignInModel", "DeskSignInPresenter", "Missing"]


class Missing(Enum):
    """Which field is still empty; focus goes there."""

    LOGIN = "login"
    PASSWORD = "password"  # noqa: S105 - a field's name


@dataclass(frozen=True, slots=True)
class DeskSignInModel:
    """What the sign-in page shows."""

    busy: bool = False
    notice: Notice | None = None
    missing: Missing | None = None
    locked_s: int = 0
    """Seconds until the next try; the page shows them as a clock that runs."""


class DeskSignInPresenter:
    """Turns a press into a worker's session. GUI thread, no Qt; keeps no password."""

    def __init__(
        self,
        entrance: Entrance,
        jobs: Jobs,
        show: Callable[[DeskSignInModel], None],
        opened: Callable[[WorkerSession], None],
    ) -> None:
        self._entrance, self._jobs, self._show, self._opened = entrance, jobs, show, opened
        self._set(DeskSignInModel())

    def sign_in_pressed(self, login: str, password: str) -> None:
        """Try `login` and `password`; the view empties its password field first."""
        if self._model.busy or self._model.locked_s:
            return
        login = login.strip().lower()
        if not login or not password:
            missing = Missing.PASSWORD if login else Missing.LOGIN
            self._set(replace(self._model, missing=missing, notice=None))
            return
        self._set(DeskSignInModel(busy=True))
        self._jobs.submit(
            lambda: self._entrance.worker_sign_in(login, password), self._came_in, self._failed
        )

    def second_passed(self) -> None:
        """Move the lock's clock; called once a second while it shows."""
        if self._model.locked_s:
            left = self._model.locked_s - 1
            notice = (
                Notice("sign_in.locked", {"seconds": left}) if left and self._model.notice else None
            )
            self._set(replace(self._model, locked_s=left, notice=notice))

    def _came_in(self, session: WorkerSession) -> None:
        self._set(DeskSignInModel())
        self._opened(session)

    def _failed(self, error: KioskError) -> None:
        seconds = int(error.context.get("seconds", 0))
        self._set(DeskSignInModel(notice=notice_of(error), locked_s=seconds))

    def _set(self, model: DeskSignInModel) -> None:
        self._model = model
        self._show(model)
