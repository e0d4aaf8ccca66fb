"""Words for making a machine a post of a structure (codes E)."""

from __future__ import annotations

from kiosk.messages.types import QT_TRANSLATE_NOOP, Message

_NOTHING = QT_TRANSLATE_NOOP("messages", "Rien n’a été installé. Vous pouvez recommencer.")
_ASK = QT_TRANSLATE_NOOP("messages", "Demander un nouveau code")
_RETRY = QT_TRANSLATE_NOOP("messages", "Réessayer")
_MANAGER = QT_TRANSLATE_NOOP(
    "messages", "La personne responsable de votre structure donne les codes."
)
_SUPPORT = QT_TRANSLATE_NOOP("messages", "Le support informatique peut vous aider.")

MESSAGES: dict[str, Message] = {
    "enrol.bad_code": Message(
        what=QT_TRANSLATE_NOOP(
            "messages", "À corriger : ce code d’installation n’est pas complet."
        ),
        safe=_NOTHING,
        action=QT_TRANSLATE_NOOP("messages", "Saisir le code de nouveau"),
        helper=_MANAGER,
        code="E-101",
    ),
    "enrol.bad_place": Message(
        what=QT_TRANSLATE_NOOP(
            "messages", "À corriger : le nom du poste tient en 80 caractères, sur une ligne."
        ),
        safe=_NOTHING,
        action=QT_TRANSLATE_NOOP("messages", "Changer le nom"),
        helper=_SUPPORT,
        code="E-111",
    ),
    "enrol.ticket_used": Message(
        what=QT_TRANSLATE_NOOP("messages", "Ce code d’installation a déjà servi."),
        safe=_NOTHING,
        action=_ASK,
        helper=_MANAGER,
        code="E-102",
    ),
    "enrol.ticket_expired": Message(
        what=QT_TRANSLATE_NOOP(
            "messages", "Ce code d’installation n’est plus valable : il sert pendant 24 heures."
        ),
        safe=_NOTHING,
        action=_ASK,
        helper=_MANAGER,
        code="E-103",
    ),
    "enrol.ticket_unknown": Message(
        what=QT_TRANSLATE_NOOP("messages", "Le serveur ne connaît pas ce code d’installation."),
        safe=_NOTHING,
        action=_ASK,
        helper=_MANAGER,
        code="E-104",
    ),
    "enrol.wrong_certificate": Message(
        what=QT_TRANSLATE_NOOP(
            "messages", "Le serveur joint n’est pas celui du code d’installation."
        ),
        safe=QT_TRANSLATE_NOOP("messages", "Rien ne lui a été envoyé."),
        action=_RETRY,
        helper=_SUPPORT,
        code="E-105",
    ),
    "enrol.server_away": Message(
        what=QT_TRANSLATE_NOOP("messages", "Le serveur du code d’installation ne répond pas."),
        safe=_NOTHING,
        action=_RETRY,
        helper=_SUPPORT,
        code="E-106",
    ),
    "enrol.no_network": Message(
        what=QT_TRANSLATE_NOOP(
            "messages", "Ce poste n’est pas relié à Internet. Il en a besoin pour s’installer."
        ),
        safe=_NOTHING,
        action=QT_TRANSLATE_NOOP("messages", "Voir les réglages du réseau"),
        helper=_SUPPORT,
        code="E-107",
    ),
    "enrol.already_enrolled": Message(
        what=QT_TRANSLATE_NOOP("messages", "Ce poste est déjà installé."),
        safe=QT_TRANSLATE_NOOP("messages", "Rien n’a été changé."),
        action=QT_TRANSLATE_NOOP("messages", "Revenir"),
        helper=_SUPPORT,
        code="E-108",
    ),
    "enrol.not_certified": Message(
        what=QT_TRANSLATE_NOOP("messages", "Le serveur n’a pas accepté ce code d’installation."),
        safe=_NOTHING,
        action=_ASK,
        helper=_MANAGER,
        code="E-109",
    ),
    "enrol.world_wrong": Message(
        what=QT_TRANSLATE_NOOP(
            "messages", "Ce que le serveur dit de votre structure n’est pas signé comme il faut."
        ),
        safe=QT_TRANSLATE_NOOP("messages", "Rien n’a été gardé."),
        action=_ASK,
        helper=_SUPPORT,
        code="E-110",
    ),
}
