"""Cards walked through by a person: one idea, one press; then a question; then a signature.

The walk is pure: each press returns the next state. What is answered is decided by
`kiosk.domain.consents`; what is shown comes from `resources.texts` alone, so that the
hash recorded covers it.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from enum import Enum
from types import MappingProxyType

from kiosk.domain.consents import Answer, Question, next_question
from resources.texts import ConsentText, TextKind, load

__all__ = ["Stage", "Walk", "start"]

_TEXTS: Mapping[Question, TextKind] = MappingProxyType(
    {
        Question.INFORMATION: TextKind.INFORMATION,
        Question.MANDATE: TextKind.MANDATE,
        Question.AFFILIATION: TextKind.AFFILIATION,
    }
)


class Stage(Enum):
    """What the turned screen shows."""

    CARDS = "cards"
    QUESTION = "question"
    SIGNATURE = "signature"
    GIVE_BACK = "give_back"


@dataclass(frozen=True, slots=True)
class Walk:
    """Where the person stands; `answers` holds what was answered so far."""

    language: str
    structure: str
    questions: tuple[Question, ...]
    question: Question
    stage: Stage = Stage.CARDS
    card: int = 0
    answers: Mapping[Question, Answer] = field(default_factory=dict)
    is_signed: bool = False

    @property
    def text(self) -> ConsentText:
        """The text shown now, with the structure's name in it."""
        return load(_TEXTS[self.question], self.language).filled(structure=self.structure)

    def forward(self) -> Walk:
        """Show the next card, or the question after the last."""
        if self.stage is not Stage.CARDS:
            return self
        if self.card + 1 < len(self.text.cards):
            return replace(self, card=self.card + 1)
        return replace(self, stage=Stage.QUESTION)

    def back(self) -> Walk:
        """Show what came before; answers given stay until they are given anew."""
        if self.stage is Stage.QUESTION:
            return replace(self, stage=Stage.CARDS, card=len(self.text.cards) - 1)
        if self.stage is Stage.CARDS and self.card > 0:
            return replace(self, card=self.card - 1)
        if self.stage is Stage.SIGNATURE:
            return replace(self, stage=Stage.QUESTION)
        if self.stage is Stage.CARDS and (index := self.questions.index(self.question)) > 0:
            return replace(self, question=self.questions[index - 1], stage=Stage.QUESTION)
        return self

    def answered(self, answer: Answer) -> Walk:
        """Take the answer to the question shown and go where it leads.

        Information put off is explained again; a mandate refused or put off ends the walk;
        a mandate given asks for its signature.
        """
        if self.stage is not Stage.QUESTION:
            return self
        answers = {**self.answers, self.question: answer}
        taken = replace(self, answers=MappingProxyType(answers))
        match self.question, answer:
            case Question.INFORMATION, Answer.YES:
                return taken._onward()
            case Question.INFORMATION, _:
                return replace(taken, stage=Stage.CARDS, card=0)
            case Question.MANDATE, Answer.YES:
                return replace(taken, stage=Stage.SIGNATURE)
            case Question.MANDATE, _:
                return replace(taken, stage=Stage.GIVE_BACK, is_signed=False)
            case _:
                return taken._onward()

    def signed(self) -> Walk:
        """The person signed, on the screen or on paper: go on to what is left."""
        if self.stage is not Stage.SIGNATURE:
            return self
        return replace(self, is_signed=True)._onward()

    def _onward(self) -> Walk:
        index = self.questions.index(self.question) + 1
        if index == len(self.questions):
            return replace(self, stage=Stage.GIVE_BACK)
        return replace(self, question=self.questions[index], stage=Stage.CARDS, card=0)


def start(
    language: str,
    structure: str,
    *,
    answers: Mapping[Question, Answer] | None = None,
    is_signed: bool = False,
    questions: tuple[Question, ...] = tuple(Question),
) -> Walk:
    """Begin at the first question of `questions` that still lacks a settling answer."""
    held = MappingProxyType(dict(answers or {}))
    first = next_question(held)
    if first not in questions:
        first = questions[0]
    if first is not Question.MANDATE and Question.MANDATE in held and not is_signed:
        first = Question.MANDATE
    return Walk(language, structure, questions, first, answers=held, is_signed=is_signed)
