"""The locked desk: same worker unlocks, another person ends the session (W6)."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, replace

from kiosk.errors import KioskError
from kiosk.flows.api import WorkerSession
from ui.screens.desk_common.notices import Notice, notice_of
from ui.screens.desk_common.ports import Jobs

__all__ = ["LockModel", "LockPresenter"]


@dataclass(frozen=True, slots=True)
class LockModel:
    """What the lock page shows: who locked it, never what was open."""

    name: str
    busy: bool = False
    is_password_missing: bool = False
    notice: Notice | None = None
    locked_s: int = 0


class LockPresenter:
    """Turns a password into an unlocked desk. GUI thread, no Qt; keeps no password."""

    def __init__(
        self,
        session: WorkerSession,
        jobs: Jobs,
        show: Callable[[LockModel], None],
        unlocked: Callable[[], None],
        end_session: Callable[[], None],
    ) -> None:
        self._session, self._jobs, self._show = session, jobs, show
        self._unlocked, self._end_session = unlocked, end_session
        self._set(LockModel(session.profile.name))

    def unlock_pressed(self, password: str) -> None:
        """Check `password`; the view empties its field first."""
        if self._model.busy or self._model.locked_s:
            return
        if not password:
            self._set(replace(self._model, is_password_missing=True, notice=None))
            return
        self._set(LockModel(self._model.name, busy=True))
        self._jobs.submit(
            lambda: self._session.check_password(password), self._opened, self._failed
        )

    def other_person_pressed(self) -> None:
        """Somebody else is here: the session ends, its drafts stay with their author."""
        if not self._model.busy:
            self._end_session()

    def second_passed(self) -> None:
        """Move the lock's clock; called once a second while it shows."""
        if self._model.locked_s:
            left = self._model.locked_s - 1
            notice = Notice("sign_in.locked", {"seconds": left}) if left else None
            self._set(replace(self._model, locked_s=left, notice=notice))

    def _opened(self, _: None) -> None:
        self._set(LockModel(self._model.name))
        self._unlocked()

    def _failed(self, error: KioskError) -> None:
        seconds = int(error.context.get("seconds", 0))
        self._set(LockModel(self._model.name, notice=notice_of(error), locked_s=seconds))

    def _set(self, model: LockModel) -> None:
        self._model = model
        self._show(model)
