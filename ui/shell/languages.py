"""The languages of the welcome: each named and greeting in its own script, never by a flag.

The order is that of `ux.md` B0. Only complete languages are offered (`ux.md` 8.7); the
texts here are shown as they are, whatever the language of the window.
"""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass

__all__ = ["GRID", "WelcomeLanguage", "offered"]


@dataclass(frozen=True, slots=True)
class WelcomeLanguage:
    """One key of the welcome. `greeting` and `invitation` are "" until the language is complete."""

    code: str
    autonym: str
    is_rtl: bool = False
    greeting: str = ""
    invitation: str = ""
    closed: str = ""
    """Said while the post waits for a professional."""
    pause_planned: str = ""
    """The network's pause to come, on `{day}` from `{start}` to `{end}` (OPS-02)."""
    pause_now: str = ""
    """The same while it lasts, until `{end}`."""
    card_unread: str = ""
    """Said when a reader read something that chooses no language."""


GRID = (
    WelcomeLanguage(
        "fr",
        "Français",
        greeting="Bienvenue",
        invitation="Choisissez votre langue",
        closed="Ce poste s'ouvre avec un professionnel",
        pause_planned="Le réseau sera en pause le {day}, de {start} à {end}",
        pause_now="Le réseau est en pause jusqu'à {end}. Vous pouvez continuer.",
        card_unread="La carte n'a pas été lue. Touchez votre langue.",
    ),
    WelcomeLanguage("en", "English"),
    WelcomeLanguage(
        "ar",
        "العربية",
        is_rtl=True,
        greeting="أهلاً بكم",
        invitation="اختاروا لغتكم",
        closed="يُفتح هذا الجهاز بمساعدة أحد العاملين هنا",
        pause_planned="ستتوقف الشبكة يوم {day} من {start} إلى {end}",
        pause_now="الشبكة متوقفة حتى {end}. يمكنكم المتابعة.",
        card_unread="لم تُقرأ البطاقة. المسوا لغتكم.",
    ),
    WelcomeLanguage("ps", "پښتو", is_rtl=True),
    WelcomeLanguage("prs", "دری", is_rtl=True),
    WelcomeLanguage("ru", "Русский"),
    WelcomeLanguage("uk", "Українська"),
    WelcomeLanguage("es", "Español"),
    WelcomeLanguage("ro", "Română"),
    WelcomeLanguage("ti", "ትግርኛ"),
)


def offered(complete: Collection[str]) -> tuple[WelcomeLanguage, ...]:
    """Return the languages to show, in the order of the page: those that are `complete`."""
    return tuple(language for language in GRID if language.code in complete)
