"""Words for journals and their proofs (codes J)."""

from __future__ import annotations

from kiosk.messages.types import QT_TRANSLATE_NOOP, Message

_SAFE = QT_TRANSLATE_NOOP(
    "messages", "Vos papiers sont gardés. Le travail continue et rien n’est perdu."
)
_COPY = QT_TRANSLATE_NOOP("messages", "Copier le code pour le support")
_SUPPORT = QT_TRANSLATE_NOOP("messages", "Le support informatique peut vous aider.")
_KEEP = QT_TRANSLATE_NOOP("messages", "Garder ce fichier et prévenir le support")

MESSAGES: dict[str, Message] = {
    "journal.tree_shorter": Message(
        what=QT_TRANSLATE_NOOP("messages", "Le serveur a perdu une partie de son journal."),
        safe=_SAFE,
        action=_COPY,
        helper=_SUPPORT,
        code="J-101",
    ),
    "journal.tree_forked": Message(
        what=QT_TRANSLATE_NOOP(
            "messages", "Le serveur montre un autre journal que celui connu de ce poste."
        ),
        safe=_SAFE,
        action=_COPY,
        helper=_SUPPORT,
        code="J-102",
    ),
    "journal.tree_unsigned": Message(
        what=QT_TRANSLATE_NOOP("messages", "Le journal du serveur n’est pas signé par lui."),
        safe=_SAFE,
        action=_COPY,
        helper=_SUPPORT,
        code="J-103",
    ),
    "journal.tree_hidden": Message(
        what=QT_TRANSLATE_NOOP("messages", "Le serveur ne montre pas son journal."),
        safe=_SAFE,
        action=_COPY,
        helper=_SUPPORT,
        code="J-104",
    ),
    "journal.not_in_tree": Message(
        what=QT_TRANSLATE_NOOP(
            "messages", "La ligne {entry} n’est pas dans le journal signé par le serveur."
        ),
        safe=_SAFE,
        action=_COPY,
        helper=_SUPPORT,
        code="J-105",
    ),
    "journal.not_told": Message(
        what=QT_TRANSLATE_NOOP("messages", "Le serveur n’a rien dit de ce coffre à ce poste."),
        safe=_SAFE,
        action=_COPY,
        helper=_SUPPORT,
        code="J-109",
    ),
    "journal.checkpoint_unreadable": Message(
        what=QT_TRANSLATE_NOOP("messages", "Ce fichier n’est pas un état signé du journal."),
        safe=QT_TRANSLATE_NOOP("messages", "Rien n’a été modifié."),
        action=QT_TRANSLATE_NOOP("messages", "Prendre le fichier joint au message reçu"),
        helper=QT_TRANSLATE_NOOP("messages", "L’exploitant du serveur"),
        code="J-120",
    ),
    "journal.checkpoint_forged": Message(
        what=QT_TRANSLATE_NOOP(
            "messages", "La signature de cet état du journal ne tient pas : il a été modifié."
        ),
        safe=QT_TRANSLATE_NOOP("messages", "Rien n’a été modifié ici."),
        action=QT_TRANSLATE_NOOP("messages", "Garder ce fichier et prévenir l’exploitant"),
        helper=QT_TRANSLATE_NOOP("messages", "L’exploitant du serveur"),
        code="J-121",
    ),
    "journal.export_unreadable": Message(
        what=QT_TRANSLATE_NOOP("messages", "Ce fichier n’est pas un journal : ligne {line}."),
        safe=_SAFE,
        action=_KEEP,
        helper=_SUPPORT,
        code="J-106",
    ),
    "journal.export_changed": Message(
        what=QT_TRANSLATE_NOOP(
            "messages", "Ce journal a été modifié : ligne {line} du fichier, contrôle « {check} »."
        ),
        safe=_SAFE,
        action=_KEEP,
        helper=_SUPPORT,
        code="J-107",
    ),
    "journal.export_unproved": Message(
        what=QT_TRANSLATE_NOOP(
            "messages", "Aucune clé connue ne signe les lignes après {seq} du journal « {chain} »."
        ),
        safe=_SAFE,
        action=QT_TRANSLATE_NOOP(
            "messages", "Donner aussi l’empreinte du poste, avec --fingerprint"
        ),
        helper=_SUPPORT,
        code="J-110",
    ),
    "journal.export_no_key": Message(
        what=QT_TRANSLATE_NOOP("messages", "Il manque une empreinte à comparer."),
        safe=QT_TRANSLATE_NOOP("messages", "Le fichier n’a pas été touché."),
        action=QT_TRANSLATE_NOOP("messages", "Donner une empreinte (--fingerprint)"),
        helper=QT_TRANSLATE_NOOP("messages", "Qui a exporté ce journal peut la dire."),
        code="J-113",
    ),
    "journal.export_exists": Message(
        what=QT_TRANSLATE_NOOP("messages", "Un fichier est déjà là : {file}."),
        safe=QT_TRANSLATE_NOOP("messages", "Il n’a pas été touché."),
        action=QT_TRANSLATE_NOOP("messages", "Choisir un autre nom"),
        helper=_SUPPORT,
        code="J-111",
    ),
    "journal.export_not_written": Message(
        what=QT_TRANSLATE_NOOP("messages", "Le fichier n’a pas pu être écrit."),
        safe=_SAFE,
        action=QT_TRANSLATE_NOOP("messages", "Choisir un autre endroit"),
        helper=_SUPPORT,
        code="J-112",
    ),
    "journal.export_silent": Message(
        what=QT_TRANSLATE_NOOP("messages", "L’endroit choisi ne répond plus."),
        safe=QT_TRANSLATE_NOOP(
            "messages", "Le journal reste sur ce poste. S’il apparaît là-bas, il y est entier."
        ),
        action=QT_TRANSLATE_NOOP("messages", "Choisir un autre endroit"),
        helper=_SUPPORT,
        code="J-114",
    ),
    "journal.export_other_key": Message(
        what=QT_TRANSLATE_NOOP("messages", "Ce journal n’est pas signé par la clé attendue."),
        safe=_SAFE,
        action=_KEEP,
        helper=_SUPPORT,
        code="J-108",
    ),
}
