"""Words for reminders of appointments (codes P)."""

from __future__ import annotations

from kiosk.messages.types import QT_TRANSLATE_NOOP, Message

_HELPER = QT_TRANSLATE_NOOP("messages", "Un professionnel peut vous aider.")
_BACK = QT_TRANSLATE_NOOP("messages", "Revenir")

MESSAGES: dict[str, Message] = {
    "reminders.no_consent": Message(
        what=QT_TRANSLATE_NOOP("messages", "La personne n’a pas dit oui aux rappels."),
        safe=QT_TRANSLATE_NOOP("messages", "Rien n’est envoyé."),
        action=QT_TRANSLATE_NOOP("messages", "Poser la question"),
        helper=QT_TRANSLATE_NOOP("messages", "La personne décide, et peut changer d’avis."),
        code="P-101",
    ),
    "reminders.too_late": Message(
        what=QT_TRANSLATE_NOOP("messages", "C’est trop tard pour prévenir avant ce rendez-vous."),
        safe=QT_TRANSLATE_NOOP("messages", "Rien n’est envoyé. Les autres rappels restent."),
        action=QT_TRANSLATE_NOOP("messages", "Choisir un autre moment"),
        helper=_HELPER,
        code="P-102",
    ),
    "reminders.too_long": Message(
        what=QT_TRANSLATE_NOOP("messages", "Ces mots ne tiennent pas dans un seul message."),
        safe=QT_TRANSLATE_NOOP("messages", "Ce que vous avez écrit est encore là."),
        action=QT_TRANSLATE_NOOP("messages", "Raccourcir"),
        helper=_HELPER,
        code="P-103",
    ),
    "reminders.unknown": Message(
        what=QT_TRANSLATE_NOOP("messages", "Ce rappel n’est plus dans cette liste."),
        safe=QT_TRANSLATE_NOOP("messages", "Les autres rappels sont là."),
        action=_BACK,
        helper=_HELPER,
        code="P-104",
    ),
    "reminders.not_ours": Message(
        what=QT_TRANSLATE_NOOP("messages", "Ce rappel est à la personne, ou à un autre service."),
        safe=QT_TRANSLATE_NOOP("messages", "Il reste comme il est."),
        action=_BACK,
        helper=QT_TRANSLATE_NOOP("messages", "La personne peut le changer sur la borne."),
        code="P-105",
    ),
    "reminders.too_far": Message(
        what=QT_TRANSLATE_NOOP("messages", "Ce rendez-vous est dans plus de deux ans."),
        safe=QT_TRANSLATE_NOOP("messages", "Rien n’est envoyé. Les autres rappels restent."),
        action=QT_TRANSLATE_NOOP("messages", "Choisir un autre moment"),
        helper=_HELPER,
        code="P-107",
    ),
    "reminders.no_custody": Message(
        what=QT_TRANSLATE_NOOP("messages", "Ce poste ne sait pas encore envoyer de rappels."),
        safe=QT_TRANSLATE_NOOP("messages", "Rien n’est perdu."),
        action=_BACK,
        helper=QT_TRANSLATE_NOOP(
            "messages", "Votre responsable peut installer le poste de nouveau."
        ),
        code="P-106",
    ),
}
