"""Words for signing in and for the terms, at the desk and on the terminal (codes A)."""

from __future__ import annotations

from kiosk.messages.types import QT_TRANSLATE_NOOP, Message

_HELPER = QT_TRANSLATE_NOOP("messages", "Un professionnel peut vous aider.")
_SAFE = QT_TRANSLATE_NOOP("messages", "Vos papiers sont en sécurité.")
_MANAGER = QT_TRANSLATE_NOOP("messages", "Votre responsable ou le support vous aide.")
_KEPT_COUNT = QT_TRANSLATE_NOOP(
    "messages", "Rien n’est effacé. Pas encore envoyé, gardé ici : {count}."
)
_RETRY = QT_TRANSLATE_NOOP("messages", "Réessayer")

MESSAGES: dict[str, Message] = {
    "sign_in.wrong_password": Message(
        what=QT_TRANSLATE_NOOP(
            "messages", "Ce n’est pas le bon mot de passe. Essais restants : {left}."
        ),
        safe=_SAFE,
        action=_RETRY,
        helper=_HELPER,
        code="A-101",
    ),
    "sign_in.unknown": Message(
        what=QT_TRANSLATE_NOOP("messages", "Ce poste ne connaît pas cet identifiant."),
        safe=_SAFE,
        action=QT_TRANSLATE_NOOP("messages", "Vérifier l’identifiant"),
        helper=_HELPER,
        code="A-102",
    ),
    "sign_in.locked": Message(
        what=QT_TRANSLATE_NOOP("messages", "Trop d’essais. Attendez {seconds} secondes."),
        safe=_SAFE,
        action=_RETRY,
        helper=_HELPER,
        code="A-103",
    ),
    "sign_in.post_closed": Message(
        what=QT_TRANSLATE_NOOP("messages", "Ce poste s’ouvre avec un professionnel."),
        safe=_SAFE,
        action=QT_TRANSLATE_NOOP("messages", "Revenir"),
        helper=_HELPER,
        code="A-104",
    ),
    "sign_in.lease_ended": Message(
        what=QT_TRANSLATE_NOOP("messages", "Ce poste n’a pas échangé depuis trop longtemps."),
        safe=QT_TRANSLATE_NOOP("messages", "Tout ce qui est enregistré ici est gardé."),
        action=QT_TRANSLATE_NOOP("messages", "Vérifier la connexion"),
        helper=QT_TRANSLATE_NOOP("messages", "Votre responsable ou le support vous aide."),
        code="A-105",
    ),
    "sign_in.clock_set_back": Message(
        what=QT_TRANSLATE_NOOP("messages", "La date de ce poste a reculé."),
        safe=QT_TRANSLATE_NOOP("messages", "Tout ce qui est enregistré ici est gardé."),
        action=QT_TRANSLATE_NOOP("messages", "Vérifier la connexion"),
        helper=QT_TRANSLATE_NOOP(
            "messages", "Un échange avec le serveur suffit. Le support vous aide."
        ),
        code="A-111",
    ),
    "sign_in.post_withdrawn": Message(
        what=QT_TRANSLATE_NOOP("messages", "Ce poste a été retiré du réseau."),
        safe=_KEPT_COUNT,
        action=QT_TRANSLATE_NOOP("messages", "Revenir"),
        helper=_MANAGER,
        code="A-112",
    ),
    "sign_in.structure_suspended": Message(
        what=QT_TRANSLATE_NOOP("messages", "Le réseau a suspendu l’accès de votre service."),
        safe=_KEPT_COUNT,
        action=QT_TRANSLATE_NOOP("messages", "Revenir"),
        helper=_MANAGER,
        code="A-113",
    ),
    "sign_in.structure_ended": Message(
        what=QT_TRANSLATE_NOOP("messages", "Votre service ne fait plus partie du réseau."),
        safe=_KEPT_COUNT,
        action=QT_TRANSLATE_NOOP("messages", "Revenir"),
        helper=_MANAGER,
        code="A-114",
    ),
    "sign_in.not_a_member": Message(
        what=QT_TRANSLATE_NOOP("messages", "Cet accès n’est plus ouvert dans ce service."),
        safe=QT_TRANSLATE_NOOP("messages", "Votre travail enregistré est gardé."),
        action=QT_TRANSLATE_NOOP("messages", "Revenir"),
        helper=QT_TRANSLATE_NOOP("messages", "Votre responsable vous aide."),
        code="A-106",
    ),
    "sign_in.password_too_weak": Message(
        what=QT_TRANSLATE_NOOP("messages", "Ce mot de passe est trop facile à deviner."),
        safe=QT_TRANSLATE_NOOP("messages", "Rien n’a changé."),
        action=QT_TRANSLATE_NOOP("messages", "Choisir un autre mot de passe"),
        helper=_HELPER,
        code="A-107",
    ),
    "sign_in.password_of_another": Message(
        what=QT_TRANSLATE_NOOP("messages", "Le mot de passe reçu n’est pas encore remplacé."),
        safe=QT_TRANSLATE_NOOP("messages", "Rien n’a changé."),
        action=QT_TRANSLATE_NOOP("messages", "Choisir un autre mot de passe"),
        helper=_HELPER,
        code="A-115",
    ),
    "terms.not_accepted": Message(
        what=QT_TRANSLATE_NOOP(
            "messages", "Les conditions du service ne sont pas encore acceptées."
        ),
        safe=_SAFE,
        action=QT_TRANSLATE_NOOP("messages", "Lire les conditions"),
        helper=_HELPER,
        code="A-116",
    ),
    "terms.not_in_force": Message(
        what=QT_TRANSLATE_NOOP("messages", "Ce n’est pas la version actuelle des conditions."),
        safe=_SAFE,
        action=QT_TRANSLATE_NOOP("messages", "Lire les conditions"),
        helper=_HELPER,
        code="A-117",
    ),
    "sign_in.not_enrolled": Message(
        what=QT_TRANSLATE_NOOP("messages", "Ce poste n’est pas encore installé."),
        safe=QT_TRANSLATE_NOOP("messages", "Rien n’est perdu."),
        action=QT_TRANSLATE_NOOP("messages", "Installer ce poste"),
        helper=QT_TRANSLATE_NOOP("messages", "Votre responsable donne le code."),
        code="A-108",
    ),
    "sign_in.unknown_offline": Message(
        what=QT_TRANSLATE_NOOP(
            "messages", "Ce poste ne connaît pas cet identifiant et ne peut pas le demander."
        ),
        safe=_SAFE,
        action=_RETRY,
        helper=_HELPER,
        code="A-109",
    ),
    "sign_in.server_wrong": Message(
        what=QT_TRANSLATE_NOOP("messages", "La réponse reçue n’est pas sûre : on s’arrête là."),
        safe=_SAFE,
        action=QT_TRANSLATE_NOOP("messages", "Revenir"),
        helper=QT_TRANSLATE_NOOP("messages", "Votre responsable ou le support vous aide."),
        code="A-110",
    ),
}
