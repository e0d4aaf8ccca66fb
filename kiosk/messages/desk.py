"""Words that show at the desk alone (codes K): French, like its screens."""

from __future__ import annotations

from kiosk.messages.types import QT_TRANSLATE_NOOP, Message

_BACK = QT_TRANSLATE_NOOP("messages", "Revenir")
_NOTHING_CHANGED = QT_TRANSLATE_NOOP("messages", "Rien n’a été changé.")
_SUPPORT = QT_TRANSLATE_NOOP("messages", "Le support informatique peut vous aider.")

MESSAGES: dict[str, Message] = {
    "sending.stays": Message(
        what=QT_TRANSLATE_NOOP("messages", "Ce changement ne peut pas être retiré."),
        safe=_NOTHING_CHANGED,
        action=_BACK,
        helper=QT_TRANSLATE_NOOP("messages", "Vous pouvez le garder ici sans l’envoyer."),
        code="K-101",
    ),
    "sending.gone": Message(
        what=QT_TRANSLATE_NOOP("messages", "Ce changement ne peut plus revenir."),
        safe=_NOTHING_CHANGED,
        action=_BACK,
        helper=_SUPPORT,
        code="K-102",
    ),
}
