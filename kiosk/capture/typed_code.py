"""A reader that types what it sees: which keys are its own, and which are a person's.

Handheld readers are keyboards to the machine: they press the letters of a code far faster
than anybody types, then Enter. Pure rules, timed from outside by the times the keys were
pressed at, not by when they are looked at: a busy machine makes nobody a reader.

The caller holds a key back until this says whose it is, so that no letter of a code ever
lands in a field, least of all in that of a password. A person waits `GAP_MS` for a letter.
"""

from __future__ import annotations

from dataclasses import dataclass

from kiosk.domain.identifier_card import MARK, TEXT_MAX

__all__ = ["GAP_MS", "LEAST", "PAUSE_MS", "TypedCode"]

GAP_MS = 50
"""Readers need 2 to 20 ms from key to key; fast typists 60, 30 now and then for two or three."""

PAUSE_MS = 300
"""Within what began as a card: a reader without a cable may hold its breath."""

LEAST = 8
"""So many keys at a reader's pace are no hand's."""

MOST = 4 * TEXT_MAX
"""No more of an endless code is kept; it is none of ours long before."""


@dataclass(slots=True)
class TypedCode:
    """The keys held back now, oldest first."""

    _signs: str = ""
    _last_ms: float = 0.0

    @property
    def patience_ms(self) -> int:
        """How long after the last key the next one still belongs to it."""
        return PAUSE_MS if self._signs.upper().startswith(MARK) else GAP_MS

    def continues(self, at_ms: float) -> bool:
        """Return whether a key pressed now goes on with what is held."""
        return bool(self._signs) and at_ms - self._last_ms <= self.patience_ms

    def press(self, sign: str, at_ms: float) -> None:
        """Hold one more key, by the sign it writes."""
        self._signs = (self._signs + sign)[:MOST]
        self._last_ms = at_ms

    def take(self) -> str | None:
        """Return the code that was typed, or None: the keys held are a person's. Holds nothing."""
        signs, self._signs = self._signs, ""
        is_card = signs.upper().startswith(MARK) and len(signs) > len(MARK)
        return signs if is_card or len(signs) >= LEAST else None
