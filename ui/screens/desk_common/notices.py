"""A failure on its way to the screen: a key of `kiosk.messages` and its context."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field

from kiosk.errors import KioskError

__all__ = ["Notice", "notice_of"]


@dataclass(frozen=True, slots=True)
class Notice:
    """What a view needs to show five parts; the words are found and translated there."""

    key: str
    context: Mapping[str, str | int] = field(default_factory=dict)


def notice_of(error: KioskError) -> Notice:
    """Return the notice of `error`."""
    return Notice(error.message_key, dict(error.context))
