"""Words for what a post itself refuses or suffers: codes S-1xx."""

from __future__ import annotations

from kiosk.messages.types import QT_TRANSLATE_NOOP, Message

__all__ = ["MESSAGES"]

MESSAGES: dict[str, Message] = {
    "session.second_copy": Message(
        what=QT_TRANSLATE_NOOP("messages", "Le poste est déjà ouvert sur cet ordinateur."),
        safe=QT_TRANSLATE_NOOP("messages", "Rien n'est changé."),
        action=QT_TRANSLATE_NOOP("messages", "Revenir à la fenêtre ouverte"),
        helper=QT_TRANSLATE_NOOP(
            "messages", "Si aucune fenêtre n'est ouverte, redémarrez l'ordinateur."
        ),
        code="S-101",
    ),
    "session.channel_broken": Message(
        what=QT_TRANSLATE_NOOP("messages", "Le poste a dû fermer cet espace."),
        safe=QT_TRANSLATE_NOOP("messages", "Ce qui est enregistré est gardé."),
        action=QT_TRANSLATE_NOOP("messages", "Recommencer"),
        helper=QT_TRANSLATE_NOOP("messages", "Un professionnel peut vous aider."),
        code="S-102",
    ),
    "session.no_session": Message(
        what=QT_TRANSLATE_NOOP("messages", "Ce poste fait une pause."),
        safe=QT_TRANSLATE_NOOP("messages", "Vos papiers sont gardés."),
        action=QT_TRANSLATE_NOOP("messages", "Réessayer"),
        helper=QT_TRANSLATE_NOOP("messages", "Un professionnel peut vous aider."),
        code="S-103",
    ),
    "session.not_wiped": Message(
        what=QT_TRANSLATE_NOOP("messages", "Ce poste fait une pause pour finir d'effacer."),
        safe=QT_TRANSLATE_NOOP("messages", "Vos papiers sont gardés dans votre espace."),
        action=QT_TRANSLATE_NOOP("messages", "Réessayer"),
        helper=QT_TRANSLATE_NOOP("messages", "Un professionnel peut redémarrer le poste."),
        code="S-104",
    ),
    "session.timeout_bounds": Message(
        what=QT_TRANSLATE_NOOP(
            "messages", "Le réglage {setting} doit être entre {low} et {high} secondes."
        ),
        safe=QT_TRANSLATE_NOOP("messages", "Le poste garde ses durées habituelles."),
        action=QT_TRANSLATE_NOOP("messages", "Corriger le réglage"),
        helper=QT_TRANSLATE_NOOP("messages", "Le support connaît les durées permises."),
        code="S-105",
    ),
    "session.cannot_start": Message(
        what=QT_TRANSLATE_NOOP("messages", "Le poste ne peut pas démarrer sans écran."),
        safe=QT_TRANSLATE_NOOP("messages", "Rien n'est changé."),
        action=QT_TRANSLATE_NOOP("messages", "Vérifier l'écran"),
        helper=QT_TRANSLATE_NOOP("messages", "Le support peut vous aider."),
        code="S-106",
    ),
}
