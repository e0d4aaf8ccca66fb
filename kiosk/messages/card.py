"""Words for identifier cards that could not be taken (codes Q)."""

from __future__ import annotations

from kiosk.messages.types import QT_TRANSLATE_NOOP, Message

__all__ = ["MESSAGES"]

_SAFE = QT_TRANSLATE_NOOP("messages", "Vos papiers sont en sécurité.")
_HELPER = QT_TRANSLATE_NOOP("messages", "Un professionnel peut vous aider.")
_AGAIN = QT_TRANSLATE_NOOP("messages", "Montrer encore")

MESSAGES: dict[str, Message] = {
    "card.foreign": Message(
        what=QT_TRANSLATE_NOOP(
            "messages", "Ce code n’est pas une carte d’identifiant. Écrivez l’identifiant."
        ),
        safe=_SAFE,
        action=_AGAIN,
        helper=_HELPER,
        code="Q-101",
    ),
    "card.damaged": Message(
        what=QT_TRANSLATE_NOOP(
            "messages",
            "La carte n’a pas été lue en entier. Montrez-la encore, ou écrivez l’identifiant.",
        ),
        safe=_SAFE,
        action=_AGAIN,
        helper=_HELPER,
        code="Q-102",
    ),
    "card.newer": Message(
        what=QT_TRANSLATE_NOOP(
            "messages", "Ce poste ne sait pas lire cette carte. Écrivez l’identifiant."
        ),
        safe=_SAFE,
        action=_AGAIN,
        helper=_HELPER,
        code="Q-103",
    ),
    "card.not_seen": Message(
        what=QT_TRANSLATE_NOOP(
            "messages", "La caméra n’a pas vu de carte. Elle est éteinte. Écrivez l’identifiant."
        ),
        safe=_SAFE,
        action=_AGAIN,
        helper=_HELPER,
        code="Q-104",
    ),
    "card.camera_busy": Message(
        what=QT_TRANSLATE_NOOP("messages", "La caméra est déjà occupée. Écrivez l’identifiant."),
        safe=_SAFE,
        action=_AGAIN,
        helper=_HELPER,
        code="Q-105",
    ),
    "card.camera_lost": Message(
        what=QT_TRANSLATE_NOOP("messages", "La caméra ne répond plus. Écrivez l’identifiant."),
        safe=_SAFE,
        action=_AGAIN,
        helper=_HELPER,
        code="Q-106",
    ),
}
