"""Signing in at the terminal: presses in, the next EnterModel out. No Qt."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, replace
from enum import Enum, auto
from typing import Protocol

from kiosk.domain.identifier_card import CardContent
from kiosk.errors import KioskError
from kiosk.flows.api import Entrance, PersonSession, WorkerSession
from ui.screens.desk_common.notices import Notice, notice_of
from ui.screens.desk_common.ports import Jobs

__all__ = ["Doors", "EnterModel", "EnterPresenter", "Lack"]

LOCKED = "sign_in.locked"


class Lack(Enum):
    """What was not typed."""

    LOGIN = auto()
    PASSWORD = auto()


@dataclass(frozen=True, slots=True)
class EnterModel:
    """What the page shows; the password is never part of it."""

    is_for_worker: bool = False
    is_busy: bool = False
    notice: Notice | None = None
    locked_for_s: int = 0
    lack: Lack | None = None
    """The field to fill first; said beside it."""
    card: CardContent | None = None
    """The card shown last, until something else is typed."""


class Doors(Protocol):
    """Who may come in through this page."""

    def person_came(self, session: PersonSession) -> None: ...
    def worker_came(self, session: WorkerSession) -> None: ...


class EnterPresenter:
    """GUI thread. With `is_for_worker` a professional opens the post for the day."""

    def __init__(
        self,
        entrance: Entrance,
        jobs: Jobs,
        show: Callable[[EnterModel], None],
        doors: Doors,
        *,
        is_for_worker: bool = False,
    ) -> None:
        self._entrance, self._jobs, self._show, self._doors = entrance, jobs, show, doors
        self._set(EnterModel(is_for_worker=is_for_worker))

    def enter_pressed(self, login: str, password: str) -> None:
        """Try this password, or say which field is empty; one try at a time."""
        if self._is_shut:
            return
        if lack := _lack(login, password):
            self._set(replace(self._model, notice=None, lack=lack))
            return
        self._set(replace(self._model, is_busy=True, notice=None, lack=None, card=None))
        if self._model.is_for_worker:
            self._jobs.submit(
                lambda: self._entrance.worker_sign_in(login, password),
                self._doors.worker_came,
                self._failed,
            )
        else:
            self._jobs.submit(
                lambda: self._entrance.person_sign_in(login, password),
                self._doors.person_came,
                self._failed,
            )

    def edited(self) -> None:
        """Something is typed: what was said of an empty field, or of a card, goes."""
        if self._model.lack is not None or self._model.card is not None:
            self._set(replace(self._model, lack=None, card=None))

    def card_came(self, card: CardContent) -> None:
        """A card was read: it says who comes, the password is still to be typed."""
        if not self._is_shut:
            self._set(replace(self._model, card=card, notice=None, lack=None))

    def card_refused(self, error: KioskError) -> None:
        """What was shown is no card, or was not read whole; typing is always possible."""
        if not self._is_shut:
            self._set(replace(self._model, card=None, notice=notice_of(error), lack=None))

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

    @property
    def _is_shut(self) -> bool:
        return self._model.is_busy or bool(self._model.locked_for_s)

    def _failed(self, error: KioskError) -> None:
        seconds = error.context.get("seconds", 0) if error.message_key == LOCKED else 0
        self._set(
            replace(self._model, is_busy=False, notice=notice_of(error), locked_for_s=int(seconds))
        )

    def _set(self, model: EnterModel) -> None:
        self._model = model
        self._show(model)


def _lack(login: str, password: str) -> Lack | None:
    if not login.strip():
        return Lack.LOGIN
    return None if password else Lack.PASSWORD
