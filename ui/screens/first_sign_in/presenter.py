"""A first sign-in: the generated password is replaced (ROL-07), the terms accepted (CNS-01).

Shown again, terms only, whenever they changed (CNS-04).
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, replace
from enum import Enum

from kiosk.domain.passwords import PRO_MINIMUM
from kiosk.errors import KioskError
from kiosk.flows.api import WorkerProfile, WorkerSession
from kiosk.ports import Rng
from resources.texts import REFERENCE, ConsentText, TextKind, load, passphrase_words
from ui.screens.desk_common.notices import Notice, notice_of
from ui.screens.desk_common.passwords import (
    NOTHING_TYPED,
    PasswordState,
    judge,
    propose_passphrase,
)
from ui.screens.desk_common.ports import Jobs

__all__ = ["FirstSignInModel", "FirstSignInPresenter", "Step"]


class Step(Enum):
    """What is asked now."""

    PASSWORD = "password"  # noqa: S105 - a step's name
    TERMS = "terms"


@dataclass(frozen=True, slots=True)
class FirstSignInModel:
    """What the page shows."""

    step: Step
    name: str
    terms: ConsentText
    password: PasswordState = NOTHING_TYPED
    proposal: str = ""
    """Four words offered, or "": shown until taken or the step ends."""
    is_old_missing: bool = False
    is_ticked: bool = False
    busy: bool = False
    notice: Notice | None = None

    @property
    def can_continue(self) -> bool:
        if self.busy:
            return False
        return self.is_ticked if self.step is Step.TERMS else self.password.is_accepted


class FirstSignInPresenter:
    """Leads through password and terms, each only if needed. GUI thread, no Qt."""

    def __init__(
        self,
        session: WorkerSession,
        jobs: Jobs,
        rng: Rng,
        show: Callable[[FirstSignInModel], None],
        *,
        finished: Callable[[], None],
        left: Callable[[], None],
    ) -> None:
        self._session, self._jobs, self._rng, self._show = session, jobs, rng, show
        self._finished, self._left = finished, left
        profile = session.profile
        self._context = (profile.name, profile.login, profile.structure_name)
        step = Step.PASSWORD if profile.must_change_password else Step.TERMS
        self._set(
            FirstSignInModel(step, profile.name, load(TextKind.TERMS_PROFESSIONAL, REFERENCE))
        )

    def typed(self, password: str, again: str) -> None:
        """Judge what stands in the two fields, at each change."""
        state = judge(password, again, minimum=PRO_MINIMUM, context_words=self._context)
        self._set(replace(self._model, password=state, notice=None))

    def propose_pressed(self) -> None:
        """Offer four other words."""
        proposal = propose_passphrase(self._rng, passphrase_words())
        self._set(replace(self._model, proposal=proposal))

    def change_pressed(self, old: str, new: str, again: str) -> None:
        """Replace the password received by `new`; the view empties its fields after success."""
        if self._model.busy or self._model.step is not Step.PASSWORD:
            return
        self.typed(new, again)
        if not self._model.password.is_accepted:
            return
        if not old:
            self._set(replace(self._model, is_old_missing=True))
            return
        self._set(replace(self._model, busy=True, notice=None, is_old_missing=False))
        self._jobs.submit(
            lambda: self._session.change_password(old, new), self._moved_on, self._failed
        )

    def ticked(self, is_ticked: bool) -> None:
        """Take the state of the one box, unticked at first (CNS-14)."""
        self._set(replace(self._model, is_ticked=is_ticked))

    def accept_pressed(self) -> None:
        """Record that this version was accepted."""
        if self._model.step is not Step.TERMS or not self._model.can_continue:
            return
        terms = self._model.terms
        self._set(replace(self._model, busy=True, notice=None))
        self._jobs.submit(
            lambda: self._session.accept_terms(terms.version, terms.sha256),
            self._moved_on,
            self._failed,
        )

    def notice_closed(self) -> None:
        self._set(replace(self._model, notice=None))

    def leave_pressed(self) -> None:
        """Nothing accepted: sign out; the next sign-in asks again."""
        if not self._model.busy:
            self._left()

    def _moved_on(self, profile: WorkerProfile) -> None:
        if profile.must_accept_terms:
            self._set(FirstSignInModel(Step.TERMS, profile.name, self._model.terms))
        else:
            self._set(replace(self._model, busy=False, password=NOTHING_TYPED, proposal=""))
            self._finished()

    def _failed(self, error: KioskError) -> None:
        self._set(replace(self._model, busy=False, notice=notice_of(error)))

    def _set(self, model: FirstSignInModel) -> None:
        self._model = model
        self._show(model)
