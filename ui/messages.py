"""Messages of `kiosk.messages`, translated and filled, ready to be shown."""

from __future__ import annotations

from collections.abc import Mapping

from PySide6.QtCore import QCoreApplication

from kiosk.errors import KioskError
from kiosk.messages import all_messages
from kiosk.messages.types import Message

__all__ = ["shown", "shown_error"]

CONTEXT = "messages"


def shown(key: str, context: Mapping[str, str | int] | None = None) -> Message:
    """Return the five parts of `key` in the language in force."""
    source = all_messages()[key]
    values = dict(context or {})

    def told(text: str) -> str:
        translated = QCoreApplication.translate(CONTEXT, text) if text else ""
        return translated.format(**values) if values else translated

    return Message(
        what=told(source.what),
        safe=told(source.safe),
        action=told(source.action),
        helper=told(source.helper),
        code=source.code,
    )


def shown_error(error: KioskError) -> Message:
    """Return the five parts of an error."""
    return shown(error.message_key, error.context)
