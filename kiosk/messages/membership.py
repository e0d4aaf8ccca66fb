"""Words for rights, affiliations and papers (codes M)."""

from __future__ import annotations

from kiosk.messages.types import QT_TRANSLATE_NOOP, Message

_HELPER = QT_TRANSLATE_NOOP("messages", "Un professionnel peut vous aider.")
_BACK = QT_TRANSLATE_NOOP("messages", "Revenir")

MESSAGES: dict[str, Message] = {
    "paper.not_here": Message(
        what=QT_TRANSLATE_NOOP("messages", "Ce papier n’est pas encore sur ce poste."),
        safe=QT_TRANSLATE_NOOP("messages", "Il est gardé dans le coffre."),
        action=QT_TRANSLATE_NOOP("messages", "Réessayer"),
        helper=_HELPER,
        code="M-201",
    ),
    "paper.no_shared_key": Message(
        what=QT_TRANSLATE_NOOP("messages", "Ce papier ne peut pas encore être partagé ici."),
        safe=QT_TRANSLATE_NOOP("messages", "Il reste dans le coffre, pour vous."),
        action=_BACK,
        helper=_HELPER,
        code="M-220",
    ),
    "paper.unknown": Message(
        what=QT_TRANSLATE_NOOP("messages", "Ce papier n’est plus dans cette liste."),
        safe=QT_TRANSLATE_NOOP("messages", "Les autres papiers sont là."),
        action=_BACK,
        helper=_HELPER,
        code="M-202",
    ),
    "membership.not_affiliated": Message(
        what=QT_TRANSLATE_NOOP("messages", "Cette personne n’est pas rattachée à votre service."),
        safe=QT_TRANSLATE_NOOP("messages", "Ses papiers sont en sécurité."),
        action=QT_TRANSLATE_NOOP("messages", "Rattacher la personne"),
        helper=QT_TRANSLATE_NOOP("messages", "La personne peut dire oui ici."),
        code="M-203",
    ),
    "membership.already_affiliated": Message(
        what=QT_TRANSLATE_NOOP("messages", "Cette personne est déjà rattachée à votre service."),
        safe=QT_TRANSLATE_NOOP("messages", "Rien n’a changé."),
        action=QT_TRANSLATE_NOOP("messages", "Ouvrir le dossier"),
        helper=QT_TRANSLATE_NOOP("messages", "Votre responsable peut vous aider."),
        code="M-204",
    ),
    "membership.waiting_for_key": Message(
        what=QT_TRANSLATE_NOOP("messages", "Vous pouvez ajouter des papiers, pas encore les lire."),
        safe=QT_TRANSLATE_NOOP("messages", "Les papiers sont gardés."),
        action=_BACK,
        helper=QT_TRANSLATE_NOOP(
            "messages", "La personne ouvre son coffre une fois, et c’est prêt."
        ),
        code="M-205",
    ),
    "draft.unknown": Message(
        what=QT_TRANSLATE_NOOP("messages", "Ce travail n’est plus gardé ici."),
        safe=QT_TRANSLATE_NOOP("messages", "Ce qui est rangé reste dans le coffre."),
        action=_BACK,
        helper=QT_TRANSLATE_NOOP("messages", "Votre responsable peut vous aider."),
        code="M-206",
    ),
    "consent.missing": Message(
        what=QT_TRANSLATE_NOOP("messages", "Il manque l’accord de la personne."),
        safe=QT_TRANSLATE_NOOP("messages", "Ce qui est écrit est gardé."),
        action=QT_TRANSLATE_NOOP("messages", "Demander l’accord"),
        helper=QT_TRANSLATE_NOOP("messages", "Votre responsable peut vous aider."),
        code="M-207",
    ),
    "consent.guardian_missing": Message(
        what=QT_TRANSLATE_NOOP("messages", "Il manque l’accord d’un parent ou d’un tuteur."),
        safe=QT_TRANSLATE_NOOP("messages", "Ce qui est écrit est gardé."),
        action=QT_TRANSLATE_NOOP("messages", "Écrire le nom du parent"),
        helper=QT_TRANSLATE_NOOP(
            "messages", "Avant 16 ans, un parent ou un tuteur donne l’accord."
        ),
        code="M-213",
    ),
    "settings.invalid": Message(
        what=QT_TRANSLATE_NOOP("messages", "Un réglage de ce poste n’est pas compris : {key}."),
        safe=QT_TRANSLATE_NOOP("messages", "Rien n’est perdu."),
        action=QT_TRANSLATE_NOOP("messages", "Corriger ce réglage"),
        helper=QT_TRANSLATE_NOOP("messages", "Le support dit quelles valeurs conviennent."),
        code="M-212",
    ),
    "opening.names_missing": Message(
        what=QT_TRANSLATE_NOOP("messages", "Il manque un nom."),
        safe=QT_TRANSLATE_NOOP("messages", "Ce qui est écrit est gardé."),
        action=QT_TRANSLATE_NOOP("messages", "Écrire un nom"),
        helper=QT_TRANSLATE_NOOP("messages", "Un seul nom suffit."),
        code="M-211",
    ),
    "membership.not_allowed": Message(
        what=QT_TRANSLATE_NOOP("messages", "Cet accès ne permet pas de faire cela."),
        safe=QT_TRANSLATE_NOOP("messages", "Rien n’a été changé."),
        action=_BACK,
        helper=QT_TRANSLATE_NOOP("messages", "Votre responsable peut vous aider."),
        code="M-208",
    ),
    "posts.own_post": Message(
        what=QT_TRANSLATE_NOOP("messages", "Ce poste ne peut pas se retirer lui-même."),
        safe=QT_TRANSLATE_NOOP("messages", "Rien n’a été changé."),
        action=_BACK,
        helper=QT_TRANSLATE_NOOP("messages", "Un responsable le retire depuis un autre poste."),
        code="M-230",
    ),
    "posts.unknown": Message(
        what=QT_TRANSLATE_NOOP("messages", "Ce poste n’est pas de votre structure."),
        safe=QT_TRANSLATE_NOOP("messages", "Rien n’a été changé."),
        action=_BACK,
        helper=QT_TRANSLATE_NOOP("messages", "Le support peut vous aider."),
        code="M-231",
    ),
    "membership.not_known_yet": Message(
        what=QT_TRANSLATE_NOOP("messages", "Il manque encore une information à ce poste."),
        safe=QT_TRANSLATE_NOOP("messages", "Ce qui est écrit est gardé."),
        action=QT_TRANSLATE_NOOP("messages", "Réessayer"),
        helper=QT_TRANSLATE_NOOP("messages", "Cela vient avec le prochain échange."),
        code="M-209",
    ),
}
