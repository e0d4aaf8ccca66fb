"""Words for printing (codes N-4xx): what a desk or a terminal asks of a printer."""

from __future__ import annotations

from kiosk.messages.types import QT_TRANSLATE_NOOP, Message

_SAFE = QT_TRANSLATE_NOOP("messages", "Le coffre et les papiers sont enregistrés.")
_SUPPORT = QT_TRANSLATE_NOOP("messages", "Le support peut vous aider.")
_CLOSE = QT_TRANSLATE_NOOP("messages", "Fermer ce message")
_STOP = QT_TRANSLATE_NOOP("messages", "Ne plus imprimer")
_GOES_ON = QT_TRANSLATE_NOOP("messages", "L’impression continue toute seule après.")

MESSAGES: dict[str, Message] = {
    "print.no_printer": Message(
        what=QT_TRANSLATE_NOOP("messages", "Aucune imprimante n’est prête."),
        safe=_SAFE,
        action=_CLOSE,
        helper=QT_TRANSLATE_NOOP(
            "messages", "Vérifiez qu’elle est allumée et branchée, puis imprimez de nouveau."
        ),
        code="N-401",
    ),
    "print.failed": Message(
        what=QT_TRANSLATE_NOOP("messages", "L’imprimante n’a pas pris le papier à imprimer."),
        safe=_SAFE,
        action=_CLOSE,
        helper=_SUPPORT,
        code="N-402",
    ),
    "print.no_paper": Message(
        what=QT_TRANSLATE_NOOP("messages", "Il n’y a plus de feuilles dans l’imprimante."),
        safe=_GOES_ON,
        action=_STOP,
        helper=QT_TRANSLATE_NOOP("messages", "Quelqu’un du service peut en remettre."),
        code="N-403",
    ),
    "print.jammed": Message(
        what=QT_TRANSLATE_NOOP("messages", "Une feuille est coincée dans l’imprimante."),
        safe=_GOES_ON,
        action=_STOP,
        helper=QT_TRANSLATE_NOOP("messages", "Quelqu’un du service peut la retirer."),
        code="N-404",
    ),
    "print.cover_open": Message(
        what=QT_TRANSLATE_NOOP("messages", "Le capot de l’imprimante est ouvert."),
        safe=_GOES_ON,
        action=_STOP,
        helper=QT_TRANSLATE_NOOP("messages", "Quelqu’un du service peut le fermer."),
        code="N-405",
    ),
    "print.no_ink": Message(
        what=QT_TRANSLATE_NOOP("messages", "L’encre de l’imprimante est finie."),
        safe=_GOES_ON,
        action=_STOP,
        helper=QT_TRANSLATE_NOOP("messages", "Quelqu’un du service peut la changer."),
        code="N-406",
    ),
    "print.offline": Message(
        what=QT_TRANSLATE_NOOP("messages", "L’imprimante ne répond pas."),
        safe=_GOES_ON,
        action=_STOP,
        helper=QT_TRANSLATE_NOOP("messages", "Elle est peut-être éteinte ou débranchée."),
        code="N-407",
    ),
    "print.stopped": Message(
        what=QT_TRANSLATE_NOOP("messages", "L’imprimante est en pause."),
        safe=_GOES_ON,
        action=_STOP,
        helper=_SUPPORT,
        code="N-408",
    ),
    "print.aborted": Message(
        what=QT_TRANSLATE_NOOP("messages", "L’imprimante s’est arrêtée avant la fin."),
        safe=_SAFE,
        action=_CLOSE,
        helper=QT_TRANSLATE_NOOP("messages", "Comptez vos feuilles, puis imprimez de nouveau."),
        code="N-409",
    ),
    "print.no_page": Message(
        what=QT_TRANSLATE_NOOP("messages", "Ces pages ne sont pas dans le papier."),
        safe=_SAFE,
        action=_CLOSE,
        helper=QT_TRANSLATE_NOOP("messages", "Choisissez d’autres pages."),
        code="N-410",
    ),
}
