"""Words for every error key: found here by the command line, translated in `ui`."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from importlib import import_module

from kiosk.messages.types import Message

__all__ = ["Message", "all_messages", "refusal_key", "words"]

AREAS = (
    "sign_in",
    "card",
    "vault",
    "sync",
    "session",
    "capture",
    "server",
    "enrol",
    "printing",
    "copies",
    "membership",
    "desk",
    "journal",
    "reminders",
)
"""One module each, so that a room's words stand beside one another."""


def all_messages() -> dict[str, Message]:
    """Return every message by key. Raises ValueError if two areas name one key."""
    found: dict[str, Message] = {}
    for area in AREAS:
        try:
            module = import_module(f"kiosk.messages.{area}")
        except ModuleNotFoundError as missing:
            if missing.name != f"kiosk.messages.{area}":
                raise
            continue
        texts: Mapping[str, Message] = module.MESSAGES
        if doubled := found.keys() & texts.keys():
            raise ValueError(f"message keys named twice: {sorted(doubled)}")
        found.update(texts)
    return found


def refusal_key(code: str) -> str:
    """Return the key of the words for a statement a server refused with `code` (PROTOCOL.md 4).

    A code of a newer server, which has no words yet, gets those of any other.
    """
    key = f"sync.refused.{code}"
    return key if key in all_messages() else "sync.refused.other"


def words(key: str, context: Mapping[str, str | int] | None = None) -> Message:
    """Return the five parts of `key` with `context` filled in, in French."""
    message = all_messages()[key]
    if not context:
        return message
    return replace(
        message, what=message.what.format(**context), safe=message.safe.format(**context)
    )
