"""An opening under way as the facts of a draft, and back.

Kept: what was typed in block one, the language, the answers, the signature. Never kept:
the password, the answer to the secret question (`ux.md` section 5, AUT-08). Facts come
from our own sealed draft, yet an older or newer version of this code may have written
them: what does not fit is left out, and asked again.
"""

from __future__ import annotations

import base64
import binascii
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from types import MappingProxyType

from kiosk.domain.consents import Answer, Question
from resources.texts import LANGUAGES, TextKind, load
from ui.screens.desk_open.identity import identity_of
from ui.screens.desk_open.model import AccordModel, IdentityModel

__all__ = ["Kept", "facts_of", "kept_from"]

KIND = "opening"


@dataclass(frozen=True, slots=True, repr=False)
class Kept:
    """What a draft brings back."""

    identity: IdentityModel
    accord: AccordModel
    signature: bytes
    is_scan_wanted: bool


def facts_of(kept: Kept) -> dict[str, object]:
    """Return `kept` as JSON values."""
    mandate = load(TextKind.MANDATE, kept.accord.language)
    return {
        "given_names": kept.identity.given_names,
        "family_name": kept.identity.family_name,
        "birth": kept.identity.birth_text,
        "guardian": kept.identity.guardian,
        "language": kept.accord.language,
        "answers": {q.value: a.value for q, a in kept.accord.answers.items()},
        "text_version": mandate.version,
        "interpreter": kept.accord.interpreter,
        "is_on_paper": kept.accord.is_on_paper,
        "signature": base64.b64encode(kept.signature).decode("ascii"),
        "is_scan_wanted": kept.is_scan_wanted,
    }


def kept_from(facts: Mapping[str, object], *, today: date) -> Kept:
    """Return what `facts` bring back; answers to texts that changed since are asked anew."""
    language = _text(facts, "language")
    language = language if language in LANGUAGES else LANGUAGES[0]
    is_current = _text(facts, "text_version") == load(TextKind.MANDATE, language).version
    answers = _answers(facts.get("answers")) if is_current else {}
    signature = _signature(facts) if answers.get(Question.MANDATE) is Answer.YES else b""
    return Kept(
        identity=identity_of(
            _text(facts, "given_names"),
            _text(facts, "family_name"),
            _text(facts, "birth"),
            _text(facts, "guardian"),
            today=today,
        ),
        accord=AccordModel(
            language=language,
            answers=MappingProxyType(answers),
            is_signed=bool(signature),
            is_on_paper=bool(signature) and facts.get("is_on_paper") is True,
            interpreter=_text(facts, "interpreter"),
        ),
        signature=signature,
        is_scan_wanted=facts.get("is_scan_wanted") is True,
    )


def _text(facts: Mapping[str, object], name: str) -> str:
    value = facts.get(name)
    return value if isinstance(value, str) else ""


def _answers(untrusted: object) -> dict[Question, Answer]:
    if not isinstance(untrusted, dict):
        return {}
    questions = {q.value: q for q in Question}
    answers = {a.value: a for a in Answer}
    return {
        questions[name]: answers[value]
        for name, value in untrusted.items()
        if name in questions and value in answers
    }


def _signature(facts: Mapping[str, object]) -> bytes:
    try:
        return base64.b64decode(_text(facts, "signature"), validate=True)
    except binascii.Error:
        return b""
