"""A person's identity at the desk: corrected, and chosen where two posts told it differently.

*Ici / Ailleurs* (`ux.md` section 7): shown where the person is, both sides with who and when;
what is not kept stays in the history, and a choice can be undone for ten seconds.
"""

from __future__ import annotations

import unicodedata
from collections.abc import Callable
from dataclasses import dataclass, replace

from kiosk.errors import KioskError
from kiosk.flows.api import (
    Birth,
    FactChoice,
    FactSide,
    PersonFacts,
    PersonSummary,
    WorkerSession,
)
from kiosk.ports import Clock
from ui.screens.desk_common.births import birth_from_text, birth_to_text
from ui.screens.desk_common.notices import Notice, notice_of
from ui.screens.desk_common.ports import Jobs

__all__ = ["Chosen", "FactsForm", "FactsModel", "FactsPresenter"]


@dataclass(frozen=True, slots=True)
class FactsForm:
    """What stands in the three fields."""

    given_names: str = ""
    family_name: str = ""
    birth_text: str = ""


@dataclass(frozen=True, slots=True)
class Chosen:
    """A choice just made, until its undo bar goes."""

    choice: FactChoice
    side: FactSide


@dataclass(frozen=True, slots=True)
class FactsModel:
    """One state of the page."""

    person: PersonSummary
    facts: PersonFacts | None = None
    form: FactsForm = FactsForm()
    is_changed: bool = False
    is_name_missing: bool = False
    is_birth_wrong: bool = False
    is_saved: bool = False
    chosen: Chosen | None = None
    busy: bool = False
    notice: Notice | None = None


class FactsPresenter:
    """Turns typing and presses into the next FactsModel. GUI thread, no Qt."""

    _model: FactsModel

    def __init__(
        self,
        session: WorkerSession,
        jobs: Jobs,
        *,
        clock: Clock,
        show: Callable[[FactsModel], None],
        back: Callable[[PersonSummary], None],
        person: PersonSummary,
    ) -> None:
        self._session, self._jobs, self._clock = session, jobs, clock
        self._show, self._back = show, back
        self._set(FactsModel(person, busy=True))
        self._jobs.submit(lambda: self._session.facts(person.person), self._loaded, self._failed)

    def typed(self, form: FactsForm) -> None:
        """Take what stands in the fields; errors are told when it is saved."""
        self._set(
            replace(
                self._model,
                form=form,
                is_changed=form != _form_of(self._model.facts),
                is_name_missing=False,
                is_birth_wrong=False,
                is_saved=False,
            )
        )

    def save_pressed(self) -> None:
        """Correct the facts with what was typed."""
        form, birth = self._model.form, self._birth()
        is_missing = not (form.given_names.strip() or form.family_name.strip())
        if birth is None or is_missing:
            self._set(
                replace(self._model, is_name_missing=is_missing, is_birth_wrong=birth is None)
            )
            return
        if self._model.busy or not self._model.is_changed:
            return
        given, family = (
            unicodedata.normalize("NFC", name) for name in (form.given_names, form.family_name)
        )
        person = self._model.person.person
        self._ask(lambda: self._session.correct_facts(person, given, family, birth), self._saved)

    def keep_pressed(self, choice: FactChoice, side: FactSide) -> None:
        """*Garder celle-ci*: it counts at once, here and soon everywhere."""
        if self._model.busy:
            return
        person = self._model.person.person
        self._ask(
            lambda: self._session.choose_fact(person, choice.field, side.key),
            lambda facts: self._kept(facts, Chosen(choice, side)),
        )

    def undo_pressed(self) -> None:
        """Let both sides stand again."""
        chosen = self._model.chosen
        if chosen is None:
            return
        person = self._model.person.person
        self._set(replace(self._model, chosen=None))
        self._ask(lambda: self._session.reopen_fact(person, chosen.choice), self._loaded)

    def undo_expired(self) -> None:
        self._set(replace(self._model, chosen=None))

    def escape_pressed(self) -> None:
        """Back to the dossier, which bears the name that shows now."""
        self._back(self._model.person)

    def notice_closed(self) -> None:
        self._set(replace(self._model, notice=None))

    def _ask(self, call: Callable[[], PersonFacts], done: Callable[[PersonFacts], None]) -> None:
        self._set(replace(self._model, busy=True, notice=None, is_saved=False))
        self._jobs.submit(call, done, self._failed)

    def _birth(self) -> Birth | None:
        return birth_from_text(self._model.form.birth_text, today=self._clock.now().date())

    def _loaded(self, facts: PersonFacts) -> None:
        """Show `facts`; what somebody is typing stays as they type it."""
        model = self._model
        form = model.form if model.is_changed else _form_of(facts)
        person = replace(
            model.person,
            given_names=facts.given_names,
            family_name=facts.family_name,
            birth=facts.birth,
        )
        self._set(
            replace(
                model,
                person=person,
                facts=facts,
                form=form,
                is_changed=form != _form_of(facts),
                busy=False,
            )
        )

    def _saved(self, facts: PersonFacts) -> None:
        self._model = replace(self._model, is_changed=False, is_saved=True, chosen=None)
        self._loaded(facts)

    def _kept(self, facts: PersonFacts, chosen: Chosen) -> None:
        self._model = replace(self._model, chosen=chosen)
        self._loaded(facts)

    def _failed(self, error: KioskError) -> None:
        """Tell it; somebody may have chosen in the meantime, so look again."""
        self._set(replace(self._model, busy=False, notice=notice_of(error)))
        if error.message_key == "facts.settled":
            person = self._model.person.person
            self._jobs.submit(lambda: self._session.facts(person), self._loaded, self._failed)

    def _set(self, model: FactsModel) -> None:
        self._model = model
        self._show(model)


def _form_of(facts: PersonFacts | None) -> FactsForm:
    if facts is None:
        return FactsForm()
    return FactsForm(facts.given_names, facts.family_name, birth_to_text(facts.birth))
