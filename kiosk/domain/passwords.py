"""Which passwords are accepted, and how strong one is, in words (AUT-02, AUT-03).

The floor is the contract's: 9 characters with upper case, lower case and a digit
or special character; professionals 12. Above it, a password that is quickly
guessed from common, leaked or context words is refused. Guessing is estimated by
the zxcvbn library (its lists travel with it, so the check works offline) plus the
French words below, which its lists lack.
"""

from __future__ import annotations

from collections.abc import Sequence
from enum import Enum

__all__ = [
    "MAXIMUM_LENGTH",
    "PERSON_MINIMUM",
    "PRO_MINIMUM",
    "Rule",
    "Strength",
    "missing_rules",
    "strength",
]

PERSON_MINIMUM = 9
PRO_MINIMUM = 12
MAXIMUM_LENGTH = 128

_GUESSABLE_LOG10 = 6.0
"""Below a million guesses an online attacker with ten tries a day has a real chance over years."""

_FAIR_LOG10 = 8.0
_GOOD_LOG10 = 10.0
_STRONG_LOG10 = 12.0

_FRENCH_WORDS = (
    "motdepasse",
    "azerty",
    "azertyuiop",
    "qsdfghjklm",
    "wxcvbn",
    "bonjour",
    "bonsoir",
    "soleil",
    "doudou",
    "loulou",
    "chouchou",
    "jetaime",
    "monamour",
    "coucou",
    "marseille",
    "toulouse",
    "lyon",
    "paris",
    "nantes",
    "bordeaux",
    "france",
    "coffre",
    "coffrefort",
    "reconnect",
    "relais",
    "papiers",
    "nicolas",
    "camille",
    "maman",
    "papa",
    "famille",
    "liberte",
    "secret",
    "identifiant",
    "connexion",
)


class Rule(Enum):
    """One thing a password must have; the screen ticks them off as they are met."""

    LENGTH = "length"
    NOT_TOO_LONG = "not_too_long"
    UPPER = "upper"
    LOWER = "lower"
    DIGIT_OR_SPECIAL = "digit_or_special"
    NOT_COMMON = "not_common"


class Strength(Enum):
    """How long a patient guesser would need, in four words."""

    WEAK = "weak"
    FAIR = "fair"
    GOOD = "good"
    STRONG = "strong"


def missing_rules(
    password: str, *, minimum: int, context_words: Sequence[str] = ()
) -> tuple[Rule, ...]:
    """Return the rules `password` does not meet yet; empty when it is accepted.

    `minimum` is PERSON_MINIMUM or PRO_MINIMUM, in characters; `context_words` are
    names and identifiers a guesser would try first.
    """
    missing = []
    if len(password) < minimum:
        missing.append(Rule.LENGTH)
    if len(password) > MAXIMUM_LENGTH:
        missing.append(Rule.NOT_TOO_LONG)
    if not any(c.isupper() for c in password):
        missing.append(Rule.UPPER)
    if not any(c.islower() for c in password):
        missing.append(Rule.LOWER)
    if not any(c.isdigit() or not c.isalnum() for c in password):
        missing.append(Rule.DIGIT_OR_SPECIAL)
    if not password or _guesses_log10(password, context_words) < _GUESSABLE_LOG10:
        missing.append(Rule.NOT_COMMON)
    return tuple(missing)


def strength(password: str, *, context_words: Sequence[str] = ()) -> Strength:
    """Return how strong `password` is, whatever the rules say of it."""
    guesses = _guesses_log10(password, context_words) if password else 0.0
    if guesses < _FAIR_LOG10:
        return Strength.WEAK
    if guesses < _GOOD_LOG10:
        return Strength.FAIR
    return Strength.GOOD if guesses < _STRONG_LOG10 else Strength.STRONG


def _guesses_log10(password: str, context_words: Sequence[str]) -> float:
    from zxcvbn import zxcvbn  # 14 MB of lists: loaded when a password is first chosen

    hints = [word for text in context_words for word in text.split() if len(word) > 2]
    result = zxcvbn(password[:72], user_inputs=[*_FRENCH_WORDS, *hints], max_length=72)
    return float(result["guesses_log10"])
