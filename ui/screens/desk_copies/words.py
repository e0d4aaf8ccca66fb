"""Purposes and ends of work copies in words."""

from __future__ import annotations

from datetime import datetime, timedelta

from PySide6.QtCore import QCoreApplication

from kiosk.domain.work_copies import CopyPurpose
from ui.screens.desk_common.births import day_to_text

__all__ = ["days_word", "end_words", "purpose_word"]


def purpose_word(purpose: CopyPurpose) -> str:
    """Return why a copy was taken, as it is chosen."""
    translate = QCoreApplication.translate
    return {
        CopyPurpose.ONLINE: translate("Copies", "Une démarche en ligne"),
        CopyPurpose.ADMINISTRATION: translate("Copies", "Un dossier pour une administration"),
        CopyPurpose.PARTNER: translate("Copies", "Un partenaire, avec la personne"),
        CopyPurpose.OTHER: translate("Copies", "Autre motif"),
    }[purpose]


def days_word(days: int) -> str:
    """Return until when a copy may stay, as it is chosen."""
    translate = QCoreApplication.translate
    match days:
        case 0:
            return translate("Copies", "Ce soir")
        case 1:
            return translate("Copies", "Demain soir")
        case _:
            return translate("Copies", "Dans %1 jours").replace("%1", str(days))


def end_words(expires_at: datetime, now: datetime) -> str:
    """Return when a copy is deleted: "ce soir", "à 15:40", "le 28/11/2026 au soir"."""
    translate = QCoreApplication.translate
    at, today = expires_at.astimezone(), now.astimezone().date()
    if (at.hour, at.minute) == (0, 0):
        evening = at.date() - timedelta(days=1)
        if evening == today:
            return translate("Copies", "ce soir")
        return translate("Copies", "le %1 au soir").replace("%1", day_to_text(evening))
    if at.date() == today:
        return translate("Copies", "à %1").replace("%1", f"{at:%H:%M}")
    return translate("Copies", "le %1").replace("%1", f"{day_to_text(at.date())} {at:%H:%M}")
