"""The form of a message, and the marker by which translators find its texts."""

from __future__ import annotations

from dataclasses import dataclass

__all__ = ["QT_TRANSLATE_NOOP", "Message"]


@dataclass(frozen=True, slots=True)
class Message:
    """Five parts (`ux.md` section 7), in French, with numbered or named places.

    what: what happened, one sentence; safe: what is not lost; action: the one
    button, a verb; helper: who helps; code: small, selectable, for the support.
    """

    what: str
    safe: str
    action: str
    helper: str
    code: str


def QT_TRANSLATE_NOOP(context: str, text: str) -> str:  # noqa: N802 - the name Qt Linguist looks for
    """Mark `text` for translation and return it unchanged; `ui` translates when it shows it."""
    del context
    return text
