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
    "facts.unknown": Message(
        what=QT_TRANSLATE_NOOP("messages", "L’identité de cette personne ne s’ouvre pas ici."),
        safe=QT_TRANSLATE_NOOP("messages", "Elle est gardée dans son coffre."),
        action=_BACK,
        helper=QT_TRANSLATE_NOOP(
            "messages", "La personne ouvre son coffre une fois, et c’est prêt."
        ),
        code="K-110",
    ),
    "facts.settled": Message(
        what=QT_TRANSLATE_NOOP("messages", "Quelqu’un a déjà choisi entre-temps."),
        safe=QT_TRANSLATE_NOOP("messages", "Ce qui n’a pas été choisi reste gardé."),
        action=_BACK,
        helper=QT_TRANSLATE_NOOP("messages", "Vous pouvez encore corriger l’identité."),
        code="K-111",
    ),
    "search.incomplete": Message(
        what=QT_TRANSLATE_NOOP("messages", "Il faut le jour, le mois, l’année et un nom."),
        safe=_NOTHING_CHANGED,
        action=_BACK,
        helper=QT_TRANSLATE_NOOP("messages", "La personne peut donner la date de son papier."),
        code="K-130",
    ),
    "search.offline": Message(
        what=QT_TRANSLATE_NOOP("messages", "Cette recherche a besoin du réseau."),
        safe=_NOTHING_CHANGED,
        action=QT_TRANSLATE_NOOP("messages", "Réessayer"),
        helper=QT_TRANSLATE_NOOP(
            "messages", "Si la personne connaît son identifiant, continuez sans chercher."
        ),
        code="K-131",
    ),
    "search.too_many": Message(
        what=QT_TRANSLATE_NOOP(
            "messages", "Trop de recherches. La prochaine sera possible dans {hours} h."
        ),
        safe=QT_TRANSLATE_NOOP("messages", "Cette limite protège les personnes."),
        action=_BACK,
        helper=QT_TRANSLATE_NOOP(
            "messages", "Si la personne connaît son identifiant, continuez sans chercher."
        ),
        code="K-132",
    ),
    "search.answer_wrong": Message(
        what=QT_TRANSLATE_NOOP("messages", "La réponse reçue n’est pas celle de votre recherche."),
        safe=QT_TRANSLATE_NOOP("messages", "Elle n’a pas été gardée."),
        action=_BACK,
        helper=_SUPPORT,
        code="K-133",
    ),
    "reports.unknown": Message(
        what=QT_TRANSLATE_NOOP("messages", "Cet accès n’est pas de votre service."),
        safe=_NOTHING_CHANGED,
        action=_BACK,
        helper=_SUPPORT,
        code="K-120",
    ),
}
