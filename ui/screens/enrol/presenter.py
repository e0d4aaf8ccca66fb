"""Installing a post: one code, one press, an answer in words (I1)."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, replace
from enum import Enum
from typing import Protocol

from kiosk.errors import KioskError
from ui.screens.desk_common.notices import Notice, notice_of
from ui.screens.desk_common.ports import Jobs

__all__ = ["CODE_PREFIX", "EnrolModel", "EnrolPresenter", "EnrolStep", "Enrolled", "Enrolment"]

CODE_PREFIX = "rk1-"


class EnrolStep(Enum):
    """What the installation does now; shown as sentences, in this order."""

    CONTACTING = "contacting"
    SAVING = "saving"
    CHECKING = "checking"


@dataclass(frozen=True, slots=True)
class Enrolled:
    """What the post is now."""

    structure_name: str
    place: str
    is_secret_degraded: bool
    """True when the machine has no safe place for its secret (no TPM, no keyring)."""


class Enrolment(Protocol):
    """Enrols this post. Blocks and talks to the network: call it from a lane."""

    def enrol(self, code: str, on_step: Callable[[EnrolStep], None]) -> Enrolled:
        """Use `code` once. Raises the KioskErrors of `enrol.*` and `sync.*`."""
        ...


@dataclass(frozen=True, slots=True)
class EnrolModel:
    """One state of the page."""

    is_code_wrong: bool = False
    step: EnrolStep | None = None
    enrolled: Enrolled | None = None
    notice: Notice | None = None

    @property
    def busy(self) -> bool:
        return self.step is not None


class EnrolPresenter:
    """Turns a code into an enrolled post. GUI thread, no Qt; forgets the code."""

    def __init__(
        self,
        enrolment: Enrolment,
        jobs: Jobs,
        show: Callable[[EnrolModel], None],
        *,
        on_screen_thread: Callable[[Callable[[], None]], None],
        finished: Callable[[], None],
    ) -> None:
        self._enrolment, self._jobs, self._show = enrolment, jobs, show
        self._on_screen_thread, self._finished = on_screen_thread, finished
        self._set(EnrolModel())

    def enrol_pressed(self, untrusted_code: str) -> None:
        """Use the code as pasted, typed or read from a QR code; spaces are forgiven."""
        if self._model.busy or self._model.enrolled:
            return
        code = "".join(untrusted_code.split())
        if not code.startswith(CODE_PREFIX) or len(code) == len(CODE_PREFIX):
            self._set(EnrolModel(is_code_wrong=True))
            return
        self._set(EnrolModel(step=EnrolStep.CONTACTING))
        self._jobs.submit(
            lambda: self._enrolment.enrol(code, self._on_step), self._enrolled, self._failed
        )

    def start_pressed(self) -> None:
        """The post is installed: open it."""
        if self._model.enrolled:
            self._finished()

    def notice_closed(self) -> None:
        self._set(replace(self._model, notice=None))

    def _on_step(self, step: EnrolStep) -> None:
        self._on_screen_thread(lambda: self._stepped(step))

    def _stepped(self, step: EnrolStep) -> None:
        if self._model.busy:
            self._set(replace(self._model, step=step))

    def _enrolled(self, enrolled: Enrolled) -> None:
        self._set(EnrolModel(enrolled=enrolled))

    def _failed(self, error: KioskError) -> None:
        self._set(EnrolModel(notice=notice_of(error)))

    def _set(self, model: EnrolModel) -> None:
        self._model = model
        self._show(model)
