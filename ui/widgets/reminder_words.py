"""Reminders in words: when, by which way, and what became of them; desk and terminal alike."""

from __future__ import annotations

from datetime import datetime

from PySide6.QtCore import QCoreApplication

from kiosk.domain.reminders import Channel, Outcome, Standing
from kiosk.flows.api import ReminderLine
from ui.theme.languages import isolated, left_to_right, weekday
from ui.theme.tokens import Tone

__all__ = ["channel_word", "details_words", "standing_tone", "standing_word", "when_words"]

TONES = {
    Standing.WAITING: Tone.INDIGO,
    Standing.PLANNED: Tone.PETROL,
    Standing.SENT: Tone.OK,
    Standing.UNCERTAIN: Tone.AMBER,
    Standing.TOO_LATE: Tone.AMBER,
    Standing.NOT_SENT: Tone.AMBER,
    Standing.CALLED_OFF: Tone.INDIGO,
    Standing.TO_CHECK: Tone.AMBER,
}


def standing_tone(standing: Standing) -> Tone:
    return TONES[standing]


def standing_word(standing: Standing) -> str:
    """Return where a reminder stands, short enough for a chip."""
    translate = QCoreApplication.translate
    return {
        Standing.WAITING: translate("ReminderWords", "En attente d’envoi"),
        Standing.PLANNED: translate("ReminderWords", "Prévu"),
        Standing.SENT: translate("ReminderWords", "Envoyé"),
        Standing.UNCERTAIN: translate("ReminderWords", "Envoi incertain"),
        Standing.TOO_LATE: translate("ReminderWords", "Trop tard, pas envoyé"),
        Standing.NOT_SENT: translate("ReminderWords", "Pas envoyé"),
        Standing.CALLED_OFF: translate("ReminderWords", "Annulé"),
        Standing.TO_CHECK: translate("ReminderWords", "À vérifier"),
    }[standing]


def _why_not_sent(line: ReminderLine) -> str:
    """Return why nothing left, or how sure that is; "" where there is nothing to say."""
    translate = QCoreApplication.translate
    if line.standing is Standing.UNCERTAIN:
        return translate("ReminderWords", "On ne sait pas si le message est parti.")
    if line.standing is Standing.TOO_LATE:
        return translate("ReminderWords", "Le poste était hors connexion à ce moment.")
    if line.standing is Standing.TO_CHECK:
        return translate("ReminderWords", "Le serveur a refusé ce rappel.")
    match line.outcome:
        case None:
            return ""
        case Outcome.UNREACHABLE if line.channel is Channel.EMAIL:
            return translate("ReminderWords", "Aucune adresse e-mail n’est connue.")
        case Outcome.UNREACHABLE:
            return translate("ReminderWords", "Aucun numéro de téléphone n’est connu.")
        case Outcome.UNWANTED:
            return translate("ReminderWords", "La personne ne veut pas de rappels.")
        case Outcome.CAPPED:
            return translate("ReminderWords", "Déjà quatre messages ce jour-là.")
        case Outcome.NOWHERE:
            return translate("ReminderWords", "Le service n’a pas encore d’envoi de messages.")
        case Outcome.REFUSED | Outcome.FAILED:
            return translate("ReminderWords", "Ce numéro ou cette adresse ne reçoit pas.")
        case Outcome.EXPIRED:
            return translate("ReminderWords", "Le téléphone était éteint.")
        case _:
            return ""


def details_words(line: ReminderLine, *, asked_by: str) -> str:
    """Return the second line of a reminder: by which way, when next, why not, who asked for it
    (`asked_by`, "" where that goes without saying), and words of one's own."""
    translate = QCoreApplication.translate
    parts = [channel_word(line.channel)]
    if line.next_at is not None and line.standing in {Standing.PLANNED, Standing.WAITING}:
        #: %1 is a day and an hour
        text = translate("ReminderWords", "prochain message : %1")
        parts.append(text.replace("%1", when_words(line.next_at)))
    if why := _why_not_sent(line):
        parts.append(why)
    if asked_by:
        #: Who asked for a reminder; %1 is a service's name
        by = translate("ReminderWords", "demandé par %1")
        parts.append(by.replace("%1", asked_by))
    if line.text:
        parts.append(f"«\u00a0{isolated(line.text)}\u00a0»")
    return " · ".join(parts)


def when_words(at: datetime) -> str:
    """Return "jeudi 03/12/2026, 9 h 30": a time on the wall, in the language in force."""
    hour = left_to_right(f"{at.hour}:{at.minute:02}")
    #: A day and an hour; %1 is "jeudi 03/12/2026", %2 is "9:30"
    text = QCoreApplication.translate("ReminderWords", "%1 à %2")
    return text.replace("%1", weekday(at.date())).replace("%2", hour)


def channel_word(channel: Channel) -> str:
    translate = QCoreApplication.translate
    return {
        Channel.SMS: translate("ReminderWords", "SMS"),
        Channel.EMAIL: translate("ReminderWords", "E-mail"),
    }[channel]
