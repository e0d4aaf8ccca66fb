"""Which answers open a safe, and what a "no" leaves behind.

The mandate is written before anything is opened (CNS-08), the information is explained
(CNS-10), affiliation is a question of its own that changes neither (SHR-02), and no
question has an answer before the person gave one (CNS-14).
"""

from __future__ import annotations

from collections.abc import Mapping
from enum import Enum

__all__ = ["Answer", "Question", "Standing", "next_question", "standing"]


class Question(Enum):
    """What is asked when a safe is opened, in this order."""

    INFORMATION = "information"
    MANDATE = "mandate"
    AFFILIATION = "affiliation"


class Answer(Enum):
    """What a person may answer."""

    YES = "yes"
    NO = "no"
    NOT_TODAY = "not_today"


class Standing(Enum):
    """What the answers so far allow."""

    OPEN_QUESTIONS = "open_questions"
    UNSIGNED = "unsigned"
    """Every answer is there; the mandate still lacks its signature."""
    GIVEN = "given"
    REFUSED = "refused"
    """The mandate was refused or put off: record that, keep nothing else (CNS-08)."""


def standing(answers: Mapping[Question, Answer], *, is_signed: bool) -> Standing:
    """Return what `answers` allow; a refused mandate outranks everything else."""
    mandate = answers.get(Question.MANDATE)
    if mandate in (Answer.NO, Answer.NOT_TODAY):
        return Standing.REFUSED
    if next_question(answers) is not None:
        return Standing.OPEN_QUESTIONS
    return Standing.GIVEN if is_signed else Standing.UNSIGNED


def next_question(answers: Mapping[Question, Answer]) -> Question | None:
    """Return the first question without an answer that settles it, None when all have one.

    Information put off is not settled: it is explained again before the mandate.
    Affiliation may be refused, and a refusal settles it.
    """
    for question in Question:
        answer = answers.get(question)
        if answer is None or (question is not Question.AFFILIATION and answer is not Answer.YES):
            return question
    return None
