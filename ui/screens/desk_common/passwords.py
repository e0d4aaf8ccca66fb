"""A password being chosen: which rules it meets, how strong it is, four words to propose.

Nothing here keeps what was typed: each call gets the text and returns what to show.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from kiosk.domain.passwords import Rule, Strength, missing_rules, strength
from kiosk.ports import Rng

__all__ = ["NOTHING_TYPED", "PasswordState", "judge", "propose_passphrase"]


@dataclass(frozen=True, slots=True)
class PasswordState:
    """What the live list shows for two fields; the password itself is not in it."""

    met: frozenset[Rule]
    is_same: bool
    strength: Strength | None
    """None while nothing is typed."""

    @property
    def is_accepted(self) -> bool:
        return self.is_same and len(self.met) == len(Rule)


NOTHING_TYPED = PasswordState(frozenset(), is_same=False, strength=None)


def judge(
    password: str, again: str, *, minimum: int, context_words: Sequence[str] = ()
) -> PasswordState:
    """Return what to show for a password typed twice (AUT-03)."""
    if not password:
        return NOTHING_TYPED
    missing = missing_rules(password, minimum=minimum, context_words=context_words)
    return PasswordState(
        met=frozenset(Rule) - frozenset(missing),
        is_same=password == again,
        strength=strength(password, context_words=context_words),
    )


def propose_passphrase(rng: Rng, words: Sequence[str]) -> str:
    """Return four words such as "Lampe-cerise-velo-pont", each drawn evenly.

    A capital and hyphens meet the rules of AUT-03; 1,296 words or more give at
    least 41 bits.
    """
    if len(words) < 1296:
        raise ValueError("too few words to propose a passphrase")
    return "-".join(_draw(rng, words) for _ in range(4)).capitalize()


def _draw(rng: Rng, words: Sequence[str]) -> str:
    """Draw one word; values past the last whole multiple are drawn again, so none is favoured."""
    limit = 0x10000 - 0x10000 % len(words)
    while True:
        value = int.from_bytes(rng.bytes(2), "big")
        if value < limit:
            return words[value % len(words)]
