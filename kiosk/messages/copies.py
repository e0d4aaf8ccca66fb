"""Words for work copies (codes W): what a professional takes out of a safe for a while."""

from __future__ import annotations

from kiosk.messages.types import QT_TRANSLATE_NOOP, Message

_SAFE = QT_TRANSLATE_NOOP("messages", "Le papier reste dans le coffre. Aucune copie n’est sortie.")
_CLOSE = QT_TRANSLATE_NOOP("messages", "Fermer ce message")
_SUPPORT = QT_TRANSLATE_NOOP("messages", "Le support peut vous aider.")
_ANSWER = QT_TRANSLATE_NOOP("messages", "Répondez, puis faites la copie.")

MESSAGES: dict[str, Message] = {
    "copy.none_approved": Message(
        what=QT_TRANSLATE_NOOP(
            "messages", "Aucun dossier ni aucune clé n’est autorisé pour les copies de travail."
        ),
        safe=_SAFE,
        action=_CLOSE,
        helper=QT_TRANSLATE_NOOP(
            "messages", "Votre structure les autorise dans les réglages du poste."
        ),
        code="W-101",
    ),
    "copy.place_gone": Message(
        what=QT_TRANSLATE_NOOP("messages", "Le support choisi n’est pas là."),
        safe=_SAFE,
        action=_CLOSE,
        helper=QT_TRANSLATE_NOOP("messages", "Branchez la clé autorisée, puis recommencez."),
        code="W-102",
    ),
    "copy.not_written": Message(
        what=QT_TRANSLATE_NOOP("messages", "La copie n’a pas pu être écrite."),
        safe=_SAFE,
        action=_CLOSE,
        helper=QT_TRANSLATE_NOOP("messages", "Le support est peut-être plein ou protégé."),
        code="W-103",
    ),
    "copy.silent": Message(
        what=QT_TRANSLATE_NOOP(
            "messages", "Le support ne répond pas. La copie n’est pas terminée."
        ),
        safe=QT_TRANSLATE_NOOP("messages", "Le papier reste dans le coffre."),
        action=_CLOSE,
        helper=QT_TRANSLATE_NOOP(
            "messages",
            "Retirez la clé. Une partie de la copie y est peut-être : elle est notée à supprimer.",
        ),
        code="W-112",
    ),
    "copy.not_answering": Message(
        what=QT_TRANSLATE_NOOP("messages", "Le support ne répond pas."),
        safe=QT_TRANSLATE_NOOP("messages", "Le papier reste dans le coffre."),
        action=_CLOSE,
        helper=QT_TRANSLATE_NOOP(
            "messages",
            "La copie est notée à supprimer. Branchez la clé de nouveau, puis réessayez.",
        ),
        code="W-113",
    ),
    "copy.no_place": Message(
        what=QT_TRANSLATE_NOOP("messages", "Il manque l’endroit de la copie."),
        safe=_SAFE,
        action=_CLOSE,
        helper=_ANSWER,
        code="W-104",
    ),
    "copy.no_purpose": Message(
        what=QT_TRANSLATE_NOOP("messages", "Dites en quelques mots pourquoi il faut une copie."),
        safe=_SAFE,
        action=_CLOSE,
        helper=_ANSWER,
        code="W-105",
    ),
    "copy.too_many_words": Message(
        what=QT_TRANSLATE_NOOP("messages", "Le motif est trop long : 200 signes au plus."),
        safe=_SAFE,
        action=_CLOSE,
        helper=_ANSWER,
        code="W-106",
    ),
    "copy.too_long": Message(
        what=QT_TRANSLATE_NOOP("messages", "Une copie de travail dure sept jours au plus."),
        safe=_SAFE,
        action=_CLOSE,
        helper=_ANSWER,
        code="W-107",
    ),
    "copy.not_needed": Message(
        what=QT_TRANSLATE_NOOP(
            "messages", "Ce papier est sensible : répondez d’abord à la question."
        ),
        safe=_SAFE,
        action=_CLOSE,
        helper=QT_TRANSLATE_NOOP("messages", "Sans besoin réel, montrez le papier à l’écran."),
        code="W-108",
    ),
    "copy.not_reached": Message(
        what=QT_TRANSLATE_NOOP("messages", "La copie n’est pas là où elle a été écrite."),
        safe=QT_TRANSLATE_NOOP("messages", "Le papier reste dans le coffre."),
        action=_CLOSE,
        helper=QT_TRANSLATE_NOOP(
            "messages",
            "Branchez la clé, ou cherchez la copie. Quand elle est supprimée, dites-le ici.",
        ),
        code="W-109",
    ),
    "copy.unknown": Message(
        what=QT_TRANSLATE_NOOP("messages", "Cette copie est déjà supprimée."),
        safe=QT_TRANSLATE_NOOP("messages", "Le papier reste dans le coffre."),
        action=_CLOSE,
        helper=_SUPPORT,
        code="W-110",
    ),
}
