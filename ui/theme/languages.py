"""Languages of the windows: translators, direction, names and dates inside sentences.

French is the source text. Another language is offered once every terminal string has its
translation (`ux.md` 8.7). Inserted names are isolated so that they never turn a sentence
round; dates and codes stay left to right with Latin digits (8.8, 8.9).
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime
from importlib import resources

from PySide6.QtCore import QCoreApplication, QLibraryInfo, QLocale, Qt, QTranslator
from PySide6.QtWidgets import QApplication

__all__ = [
    "LANGUAGES",
    "Language",
    "Speaker",
    "clock",
    "day",
    "isolated",
    "left_to_right",
    "weekday",
]

FSI, LRI, PDI = "\u2068", "\u2066", "\u2069"


@dataclass(frozen=True, slots=True)
class Language:
    """A language as its speakers write it; `locale` is what Qt knows it by."""

    code: str
    autonym: str
    locale: str
    is_rtl: bool = False


LANGUAGES = (
    Language("fr", "Français", "fr_FR"),
    Language("ar", "العربية", "ar_EG", is_rtl=True),
)
"""Languages whose terminal strings are complete, in the order they are offered."""


class Speaker:
    """Makes the application speak one language at a time."""

    def __init__(self, app: QApplication) -> None:
        self._app = app
        self._translators: list[QTranslator] = []
        self._content = b""
        """Qt reads translations where they lie, without a copy: they live as long as it does."""
        self.language = LANGUAGES[0]

    def speak(self, code: str) -> Language:
        """Install `code` (French when it is not offered) and mirror the layout if it needs it."""
        language = next((each for each in LANGUAGES if each.code == code), LANGUAGES[0])
        for translator in self._translators:
            QCoreApplication.removeTranslator(translator)
        self._translators = []
        if language.code != "fr":
            own = QTranslator()
            self._content = (
                resources.files("resources") / "languages" / f"kiosk_{language.code}.qm"
            ).read_bytes()
            if own.load(self._content):
                self._install(own)
        base = QTranslator()
        folder = QLibraryInfo.path(QLibraryInfo.LibraryPath.TranslationsPath)
        if base.load(f"qtbase_{language.code}", folder):
            self._install(base)
        QLocale.setDefault(QLocale(language.locale))
        direction = (
            Qt.LayoutDirection.RightToLeft if language.is_rtl else Qt.LayoutDirection.LeftToRight
        )
        self._app.setLayoutDirection(direction)
        self.language = language
        return language

    def _install(self, translator: QTranslator) -> None:
        QCoreApplication.installTranslator(translator)
        self._translators.append(translator)


def isolated(text: str) -> str:
    """Return a name ready to stand inside a sentence of any direction."""
    return f"{FSI}{text}{PDI}"


def left_to_right(text: str) -> str:
    """Return a code, phone number or date that reads left to right in every language."""
    return f"{LRI}{text}{PDI}"


def clock(seconds: int) -> str:
    """Return a time left as a clock shows it, "1:37" or "2:05:00", left to right."""
    minutes, rest = divmod(max(0, seconds), 60)
    hours, minutes = divmod(minutes, 60)
    whole = f"{hours}:{minutes:02}" if hours else f"{minutes}"
    return left_to_right(f"{whole}:{rest:02}")


def weekday(at: date) -> str:
    """Return the day of the week in the language in force, then the date."""
    return f"{QLocale().dayName(at.isoweekday(), QLocale.FormatType.LongFormat)} {day(at)}"


def day(at: date | datetime) -> str:
    """Return a date as French papers write it, left to right, in Latin digits."""
    local = at.astimezone() if isinstance(at, datetime) else at
    return left_to_right(f"{local.day:02}/{local.month:02}/{local.year:04}")
