"""Names, dates, times and kinds in words, as desk screens write them."""

from __future__ import annotations

from datetime import datetime

from PySide6.QtCore import QCoreApplication

from kiosk.flows.api import PaperKind, PersonSummary, Sharing
from ui.screens.desk_common.births import birth_to_text

__all__ = ["ago", "birth_words", "full_name", "kind_word", "sharing_word"]


def full_name(person: PersonSummary) -> str:
    """Return the names as given, the identifier when there is none."""
    return f"{person.given_names} {person.family_name}".strip() or person.login


def birth_words(person: PersonSummary) -> str:
    """Return "Naissance : 21/11/1990", or "" when unknown."""
    born = birth_to_text(person.birth)
    #: Beside a name in a list; %1 is a birth date, perhaps "vers 1990"
    text = QCoreApplication.translate("Words", "Naissance : %1")
    return text.replace("%1", born) if born else ""


def ago(at: datetime, now: datetime) -> str:
    """Return how long ago `at` was: "à l’instant", "il y a 5 min", "hier", "21/11/2026"."""
    translate = QCoreApplication.translate
    minutes = max(0, int((now - at).total_seconds() // 60))
    if minutes < 1:
        return translate("Words", "à l’instant")
    if minutes < 60:
        return translate("Words", "il y a %1 min").replace("%1", str(minutes))
    if minutes < 24 * 60:
        return translate("Words", "il y a %1 h").replace("%1", str(minutes // 60))
    return at.astimezone().strftime("%d/%m/%Y")


def kind_word(kind: PaperKind) -> str:
    """Return the short word of a kind of paper; proposed as its title, too."""
    translate = QCoreApplication.translate
    return {
        PaperKind.IDENTITY_CARD: translate("Words", "Carte d’identité"),
        PaperKind.RESIDENCE_PERMIT: translate("Words", "Titre de séjour"),
        PaperKind.PASSPORT: translate("Words", "Passeport"),
        PaperKind.HEALTH_CARD: translate("Words", "Carte Vitale"),
        PaperKind.TAX_NOTICE: translate("Words", "Avis d’impôt"),
        PaperKind.CERTIFICATE: translate("Words", "Attestation"),
        PaperKind.BANK_DETAILS: translate("Words", "RIB de la banque"),
        PaperKind.HOUSING: translate("Words", "Logement"),
        PaperKind.PRESCRIPTION: translate("Words", "Ordonnance"),
        PaperKind.LETTER: translate("Words", "Courrier"),
        PaperKind.MANDATE: translate("Words", "Accord signé"),
        PaperKind.OTHER: translate("Words", "Autre papier"),
    }[kind]


def sharing_word(sharing: Sharing) -> str:
    """Return who reads a paper, in one word."""
    if sharing is Sharing.PRIVATE:
        return QCoreApplication.translate("Words", "Privé")
    return QCoreApplication.translate("Words", "Partagé")
