"""Words for the post's own safe-keeping: disk, databases, keys (codes V)."""

from __future__ import annotations

from kiosk.messages.types import QT_TRANSLATE_NOOP, Message

_HELPER = QT_TRANSLATE_NOOP("messages", "Le support informatique peut vous aider.")
_SENT_IS_SAFE = QT_TRANSLATE_NOOP("messages", "Tout ce qui a été envoyé est en sécurité.")
_RETRY = QT_TRANSLATE_NOOP("messages", "Réessayer")
_CALL = QT_TRANSLATE_NOOP("messages", "Prévenir le support")

MESSAGES: dict[str, Message] = {
    "vault.disk_full": Message(
        what=QT_TRANSLATE_NOOP("messages", "Il n’y a plus de place sur cet ordinateur."),
        safe=QT_TRANSLATE_NOOP(
            "messages", "Tout ce qui était enregistré est gardé. Ce dernier geste ne l’est pas."
        ),
        action=_RETRY,
        helper=QT_TRANSLATE_NOOP("messages", "Le support informatique peut faire de la place."),
        code="V-301",
    ),
    "vault.disk_fault": Message(
        what=QT_TRANSLATE_NOOP("messages", "Le disque de cet ordinateur ne répond pas bien."),
        safe=QT_TRANSLATE_NOOP(
            "messages", "Tout ce qui était enregistré est gardé. Ce dernier geste ne l’est pas."
        ),
        action=_RETRY,
        helper=_HELPER,
        code="V-302",
    ),
    "vault.busy": Message(
        what=QT_TRANSLATE_NOOP("messages", "L’ordinateur est occupé à enregistrer autre chose."),
        safe=QT_TRANSLATE_NOOP("messages", "Vos papiers sont en sécurité."),
        action=_RETRY,
        helper=_HELPER,
        code="V-303",
    ),
    "vault.damaged": Message(
        what=QT_TRANSLATE_NOOP("messages", "Le fichier de ce poste est abîmé."),
        safe=QT_TRANSLATE_NOOP(
            "messages",
            "Il est gardé de côté, rien n’est effacé. Tout ce qui a été envoyé est en sécurité.",
        ),
        action=_CALL,
        helper=_HELPER,
        code="V-304",
    ),
    "vault.missing": Message(
        what=QT_TRANSLATE_NOOP("messages", "Un fichier de ce poste a disparu."),
        safe=_SENT_IS_SAFE,
        action=_CALL,
        helper=_HELPER,
        code="V-305",
    ),
    "vault.wrong_key": Message(
        what=QT_TRANSLATE_NOOP("messages", "Ce poste ne retrouve pas la clé de son coffre."),
        safe=QT_TRANSLATE_NOOP(
            "messages", "Rien n’est effacé. Tout ce qui a été envoyé est en sécurité."
        ),
        action=_CALL,
        helper=_HELPER,
        code="V-306",
    ),
    "vault.newer": Message(
        what=QT_TRANSLATE_NOOP(
            "messages", "Ce poste a servi avec une version plus récente de l’application."
        ),
        safe=QT_TRANSLATE_NOOP("messages", "Vos papiers sont gardés, sans changement."),
        action=QT_TRANSLATE_NOOP("messages", "Mettre à jour l’application"),
        helper=_HELPER,
        code="V-307",
    ),
    "vault.cannot_open": Message(
        what=QT_TRANSLATE_NOOP("messages", "Ce papier ne s’ouvre pas : il a été modifié."),
        safe=QT_TRANSLATE_NOOP("messages", "Les autres papiers sont en sécurité."),
        action=_CALL,
        helper=_HELPER,
        code="V-308",
    ),
    "vault.journal_broken": Message(
        what=QT_TRANSLATE_NOOP(
            "messages", "Le journal de ce poste a été modifié à la ligne {entry}."
        ),
        safe=QT_TRANSLATE_NOOP("messages", "Vos papiers sont gardés. Le journal aussi."),
        action=_CALL,
        helper=_HELPER,
        code="V-309",
    ),
    "vault.secret_unavailable": Message(
        what=QT_TRANSLATE_NOOP("messages", "L’ordinateur garde la clé de ce poste fermée."),
        safe=QT_TRANSLATE_NOOP("messages", "Vos papiers sont en sécurité."),
        action=_RETRY,
        helper=_HELPER,
        code="V-310",
    ),
    "vault.secret_damaged": Message(
        what=QT_TRANSLATE_NOOP("messages", "La clé de ce poste est abîmée ou a disparu."),
        safe=_SENT_IS_SAFE,
        action=_CALL,
        helper=_HELPER,
        code="V-311",
    ),
}
