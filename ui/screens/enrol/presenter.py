"""Installing a post: one code, one press, an answer in words (I1)."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, replace
from typing import Protocol

from kiosk.errors import KioskError
from ui.screens.desk_common.notices import Notice, notice_of
from ui.screens.desk_common.ports import Jobs

__all__ = ["CODE_PREFIX", "EnrolModel", "EnrolPresenter", "Enrolled", "Enrolment"]

CODE_PREFIX = "rk1-"


@dataclass(frozen=True, slots=True)
class Enrolled:
    """What the post is now."""

    structure_name: str
    place: str


class Enrolment(Protocol):
    """Enrols this post. Blocks and talks to the network: call it from a lane."""

    def enrol(self, code: str, place: str) -> Enrolled:
        """Use `code` once. Raises the KioskErrors of `enrol.*` and `sync.*`."""
        ...


@dataclass(frozen=True, slots=True)
class EnrolModel:
    """One state of the page."""

    is_code_wrong: bool = False
    busy: bool = False
    enrolled: Enrolled | None = None
    notice: Notice | None = None


class EnrolPresenter:
    """Turns a code into an enrolled post. GUI thread, no Qt; forgets the code."""

    def __init__(
        self,
        enrolment: Enrolment,
        jobs: Jobs,
        show: Callable[[EnrolModel], None],
        finished: Callable[[], None],
    ) -> None:
        self._enrolment, self._jobs, self._show = enrolment, jobs, show
        self._finished = finished
        self._set(EnrolModel())

    def enrol_pressed(self, untrusted_code: str, place: str) -> None:
        """Use the code as pasted, typed or read from a QR code; spaces are forgiven."""
        if self._model.busy or self._model.enrolled:
            return
        code = "".join(untrusted_code.split())
        if not code.startswith(CODE_PREFIX) or len(code) == len(CODE_PREFIX):
            self._set(EnrolModel(is_code_wrong=True))
            return
        self._set(EnrolModel(busy=True))
        self._jobs.submit(
            lambda: self._enrolment.enrol(code, place.strip()), self._enrolled, self._failed
        )

    def start_pressed(self) -> None:
        """The post is installed: open it."""
        if self._model.enrolled:
            self._finished()

    def notice_closed(self) -> None:
        self._set(replace(self._model, notice=None))

    def _enrolled(self, enrolled: Enrolled) -> None:
        self._set(EnrolModel(enrolled=enrolled))

    def _failed(self, error: KioskError) -> None:
        self._set(EnrolModel(notice=notice_of(error)))

    def _set(self, model: EnrolModel) -> None:
        self._model = model
        self._show(model)
