"""Words for printing (codes N): what the desk asks of a printer."""

from __future__ import annotations

from kiosk.messages.types import QT_TRANSLATE_NOOP, Message

_SUPPORT = QT_TRANSLATE_NOOP("messages", "Le support peut vous aider.")
_SAFE = QT_TRANSLATE_NOOP("messages", "Le coffre et les papiers sont enregistrés.")

MESSAGES: dict[str, Message] = {
    "print.no_printer": Message(
        what=QT_TRANSLATE_NOOP("messages", "Aucune imprimante n’est prête."),
        safe=_SAFE,
        action=QT_TRANSLATE_NOOP("messages", "Fermer ce message"),
        helper=QT_TRANSLATE_NOOP(
            "messages", "Vérifiez qu’elle est allumée et branchée, puis imprimez de nouveau."
        ),
        code="N-401",
    ),
    "print.failed": Message(
        what=QT_TRANSLATE_NOOP("messages", "L’imprimante n’a pas pris le papier à imprimer."),
        safe=_SAFE,
        action=QT_TRANSLATE_NOOP("messages", "Fermer ce message"),
        helper=_SUPPORT,
        code="N-402",
    ),
}
