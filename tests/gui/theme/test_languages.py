"""Arabic says everything French says on the terminal, and what is installed is what was read."""

from __future__ import annotations

from datetime import UTC, date, datetime

import pytest
from PySide6.QtCore import QCoreApplication, Qt
from PySide6.QtWidgets import QApplication

from ui.theme.build_languages import Entry, check, faults
from ui.theme.languages import LANGUAGES, Speaker, day, isolated


@pytest.fixture
def speaker(qapp: QApplication):
    made = Speaker(qapp)
    yield made
    made.speak("fr")


def test_a_language_that_is_offered_says_everything_and_is_compiled_as_it_was_translated() -> None:
    assert [fault for language in LANGUAGES[1:] for fault in check(language.code)] == []


def entry(source: str, *texts: str, is_finished: bool = True) -> Entry:
    return Entry("EnterView", source, "", texts, is_finished)


@pytest.mark.parametrize(
    ("kept", "fault"),
    [
        (entry("Ouvrir", "فتح"), None),
        (entry("Ouvrir", "", is_finished=False), "no translation"),
        (entry("Ouvrir", ""), "no translation"),
        (entry("%1 sur %2", "%2 من %1"), None),
        (entry("%1 sur %2", "%1 من"), "places differ"),
        (entry("{left} essais", "{lefts} محاولات"), "places differ"),
        (entry("%n papiers", "ورقة واحدة", "ورقتان", "%n أوراق"), None),
        (entry("%n papiers", "ورقة واحدة", "%1 أوراق"), "places differ"),
    ],
)
def test_a_missing_text_or_place_is_found(kept: Entry, fault: str | None) -> None:
    found = list(faults([kept], [kept]))
    assert (not found) if fault is None else found[0].startswith(fault)


def test_a_string_the_code_gained_since_is_found() -> None:
    assert list(faults([], [entry("Ouvrir", "")])) == ["no translation: EnterView: Ouvrir"]


def test_speaking_arabic_mirrors_the_layout_and_french_sets_it_back(speaker: Speaker) -> None:
    app = QApplication.instance()
    assert isinstance(app, QApplication)
    speaker.speak("ar")
    assert app.layoutDirection() is Qt.LayoutDirection.RightToLeft
    assert QCoreApplication.translate("SpaceView", "Mes papiers") == "أوراقي"
    speaker.speak("fr")
    assert app.layoutDirection() is Qt.LayoutDirection.LeftToRight
    assert QCoreApplication.translate("SpaceView", "Mes papiers") == "Mes papiers"


def test_a_language_that_is_not_offered_is_french(speaker: Speaker) -> None:
    assert speaker.speak("xx").code == "fr"


def test_a_name_is_isolated_and_a_date_keeps_its_order_and_latin_digits() -> None:
    assert isolated("أوا") == "\u2068أوا\u2069"
    assert day(date(2026, 3, 1)) == "\u206601/03/2026\u2069"
    at = datetime(2026, 11, 21, 9, tzinfo=UTC)
    assert day(at) == f"\u2066{at.astimezone():%d/%m/%Y}\u2069"
