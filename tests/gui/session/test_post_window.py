"""The supervisor's window: each state in words and picture, keys, sizes, names."""

from __future__ import annotations

from datetime import UTC, datetime

import pytest
from PySide6.QtCore import Qt, QTranslator
from PySide6.QtGui import QFontMetrics, QGuiApplication
from PySide6.QtWidgets import QApplication, QLabel, QPushButton

from kiosk.domain.announced import Maintenance
from kiosk.domain.identifier_card import CardContent, card_text
from kiosk.session.channel import Mode
from kiosk.session.supervisor import Face, PostView
from tests.fakes.card_reader import show_code, typed_on
from ui.shell.languages import GRID, offered
from ui.shell.look import look_for
from ui.shell.post_window import PostWindow
from ui.theme.look import load_fonts

MM = 96 / 25.4
T, D = Mode.TERMINAL, Mode.DESK


@pytest.fixture(autouse=True)
def fonts(qapp):
    load_fonts()


@pytest.fixture
def make(qtbot):
    def made(view: PostView, languages=("fr", "ar"), size=(1280, 800)) -> PostWindow:
        look = look_for(QGuiApplication.primaryScreen(), view.mode, declared_dpi=96)
        window = PostWindow(look, offered(languages), place="Borne accueil", language="fr")
        qtbot.addWidget(window)
        window.resize(*size)
        with qtbot.waitExposed(window):
            window.show()
        window.activateWindow()
        window.show_view(view)
        QApplication.processEvents()
        return window

    return made


def texts(window: PostWindow) -> set[str]:
    shown = {label.text() for label in window.findChildren(QLabel) if label.isVisible()}
    return shown | {key.text() for key in window.findChildren(QPushButton) if key.isVisible()}


@pytest.mark.parametrize(
    ("view", "expected"),
    [
        (PostView(Face.WELCOME, T), {"Français", "العربية", "Bienvenue"}),
        (PostView(Face.WELCOME, D), {"Bonjour", "Se connecter"}),
        (
            PostView(Face.CLOSED, T),
            {"Ce poste s'ouvre avec un professionnel", "Je suis un professionnel"},
        ),
        (PostView(Face.WIPING, T), {"On efface tout"}),
        (PostView(Face.WIPED, T), {"C'est effacé"}),
        (
            PostView(Face.PAUSED, T, paused_since=datetime.now(UTC), code="S-103"),
            {"Ce poste fait une pause", "Vos papiers sont gardés.", "S-103"},
        ),
        (PostView(Face.WELCOME, T, is_offline=True), {"Hors connexion. Vous pouvez continuer."}),
    ],
)
def test_every_state_says_itself_in_words(make, view, expected):
    assert expected <= texts(make(view))


def test_a_connected_post_says_nothing_of_the_network(make):
    assert "Hors connexion. Vous pouvez continuer." not in texts(make(PostView(Face.WELCOME, T)))


def test_a_pause_of_the_network_is_told_in_each_language_offered(make):
    starts_at, ends_at = (datetime(2026, 11, 29, *at).astimezone() for at in ((22, 0), (23, 30)))
    pause = Maintenance(starts_at, ends_at)
    planned = texts(make(PostView(Face.WELCOME, T, maintenance=pause)))
    assert any("Le réseau sera en pause" in text and "29/11/2026" in text for text in planned)
    assert any("ستتوقف" in text and "22:00" in text for text in planned)
    begun = texts(make(PostView(Face.WELCOME, T, maintenance=pause, is_maintained=True)))
    assert any("Le réseau est en pause jusqu'à" in text and "23:30" in text for text in begun)
    assert not any("pause" in text for text in texts(make(PostView(Face.WELCOME, T))))


def test_a_covered_window_shows_nothing(make):
    assert texts(make(PostView(Face.COVERED, T, is_offline=True))) == set()


def test_only_complete_languages_are_offered_in_the_order_of_the_page(make):
    assert [language.code for language in offered(("ar", "fr"))] == ["fr", "ar"]
    window = make(PostView(Face.WELCOME, T))
    keys = [key.text() for key in window.findChildren(QPushButton) if key.isVisible()]
    assert keys == ["Français", "العربية"]


@pytest.mark.parametrize("size", [(1280, 800), (1024, 768), (800, 1280)])
def test_ten_languages_fit_and_none_is_cut(make, size):
    window = make(PostView(Face.WELCOME, T), languages=[lang.code for lang in GRID], size=size)
    keys = [key for key in window.findChildren(QPushButton) if key.isVisible()]
    assert len(keys) == 10
    assert (window.width(), window.height()) == size
    for key in keys:
        where = key.mapTo(window, key.rect().topLeft())
        assert window.rect().contains(where)
        assert window.rect().contains(key.mapTo(window, key.rect().bottomRight()))
        assert QFontMetrics(key.font()).horizontalAdvance(key.text()) < key.width()


@pytest.mark.parametrize(
    "view", [PostView(Face.WELCOME, T), PostView(Face.CLOSED, T), PostView(Face.WELCOME, D)]
)
def test_what_is_pressed_is_big_enough_for_a_finger_and_apart(make, view):
    window = make(view)
    keys = [key for key in window.findChildren(QPushButton) if key.isVisible()]
    for key in keys:
        assert key.height() >= 16 * MM
        assert key.width() >= 16 * MM
    if len(keys) > 1:
        gap = keys[1].mapTo(window, keys[1].rect().topLeft()).x() - (
            keys[0].mapTo(window, keys[0].rect().topRight()).x()
        )
        assert gap >= 3 * MM


def test_a_terminals_capitals_are_tall_enough(make):
    window = make(PostView(Face.WELCOME, T, is_offline=True))
    for label in window.findChildren(QLabel):
        if label.isVisible():
            capital_px = QFontMetrics(label.font()).capHeight()
            assert capital_px >= 4.8 * MM - 1, label.text()


@pytest.mark.parametrize(
    "view", [PostView(Face.WELCOME, T), PostView(Face.CLOSED, T), PostView(Face.WELCOME, D)]
)
def test_every_control_is_named_and_reached_by_the_keyboard(make, view):
    window = make(view)
    keys = [key for key in window.findChildren(QPushButton) if key.isVisible()]
    assert keys[0].hasFocus()
    for key in keys:
        assert key.objectName()
        assert key.accessibleName() == key.text()


def test_a_language_is_chosen_by_a_touch_by_return_or_by_space(qtbot, make):
    window = make(PostView(Face.WELCOME, T))
    arabic = window.findChild(QPushButton, "language-ar")
    french = window.findChild(QPushButton, "language-fr")
    chosen: list[str] = []
    window.language_chosen.connect(chosen.append)
    qtbot.mouseClick(arabic, Qt.MouseButton.LeftButton)
    qtbot.keyClick(french, Qt.Key.Key_Return)
    qtbot.keyClick(arabic, Qt.Key.Key_Space)
    assert chosen == ["ar", "fr", "ar"]


def test_arrows_walk_through_the_languages(qtbot, make):
    window = make(PostView(Face.WELCOME, T), languages=[lang.code for lang in GRID])
    qtbot.keyClick(QApplication.focusWidget(), Qt.Key.Key_Right)
    assert QApplication.focusWidget().objectName() == "language-en"
    qtbot.keyClick(QApplication.focusWidget(), Qt.Key.Key_Down)
    assert QApplication.focusWidget().objectName() == "language-ps"
    qtbot.keyClick(QApplication.focusWidget(), Qt.Key.Key_Left)
    assert QApplication.focusWidget().objectName() == "language-ar"
    qtbot.keyClick(QApplication.focusWidget(), Qt.Key.Key_Up)
    assert QApplication.focusWidget().objectName() == "language-fr"
    qtbot.keyClick(QApplication.focusWidget(), Qt.Key.Key_Up)
    assert QApplication.focusWidget().objectName() == "language-fr"
    assert window.isVisible()


def test_any_key_or_touch_opens_a_desk_and_a_second_one_is_not_counted(qtbot, make):
    window = make(PostView(Face.WELCOME, D))
    chosen: list[str] = []
    window.language_chosen.connect(chosen.append)
    qtbot.keyClick(window, Qt.Key.Key_A)
    qtbot.mouseClick(window, Qt.MouseButton.LeftButton)
    assert chosen == ["fr", "fr"]
    window.show_view(PostView(Face.WELCOME, D, is_starting=True))
    assert "Un instant, le poste se prépare" in texts(window)
    qtbot.keyClick(window, Qt.Key.Key_A)
    assert chosen == ["fr", "fr"]


def test_a_touch_leaves_the_green_page_and_nothing_leaves_the_wiping(qtbot, make):
    window = make(PostView(Face.WIPING, T))
    skipped: list[bool] = []
    window.skipped.connect(lambda: skipped.append(True))
    qtbot.mouseClick(window, Qt.MouseButton.LeftButton)
    assert skipped == []
    window.show_view(PostView(Face.WIPED, T))
    qtbot.mouseClick(window, Qt.MouseButton.LeftButton)
    assert skipped == [True]


def test_wiping_is_said_in_the_visitors_language_and_the_welcome_in_the_posts(qtbot):
    spoken: list[str] = []
    look = look_for(QGuiApplication.primaryScreen(), T, declared_dpi=96)
    window = PostWindow(look, offered(("fr", "ar")), place="", language="fr", speak=spoken.append)
    qtbot.addWidget(window)
    window.show_view(PostView(Face.WELCOME, T))
    qtbot.mouseClick(window.findChild(QPushButton, "language-ar"), Qt.MouseButton.LeftButton)
    assert spoken == ["fr"]  # nobody sees the welcome turn round under their finger
    for face in (Face.COVERED, Face.WIPING, Face.WIPED, Face.WELCOME):
        window.show_view(PostView(face, T))
    assert spoken == ["fr", "ar", "fr"]


class Shouted(QTranslator):
    """Every text two fifths longer (`ux.md` 8.13): no page may cut it."""

    def isEmpty(self) -> bool:  # noqa: N802
        return False

    def translate(self, context, text, disambiguation=None, n=-1):
        return text + " " + text[: len(text) * 2 // 5]


@pytest.mark.parametrize("face", [Face.WELCOME, Face.CLOSED, Face.WIPING, Face.WIPED, Face.PAUSED])
@pytest.mark.parametrize("mode", [T, D])
def test_texts_that_are_longer_in_another_language_are_not_cut(make, face, mode):
    longer = Shouted()
    QApplication.installTranslator(longer)
    try:
        view = PostView(face, mode, is_offline=True, paused_since=datetime.now(UTC), code="S-103")
        window = make(view, size=(1024, 768))
        assert (window.width(), window.height()) == (1024, 768)
        for label in window.findChildren(QLabel):
            if label.isVisible() and label.text():
                needed = label.heightForWidth(label.width()) if label.wordWrap() else 0
                assert label.height() >= needed, label.text()
                assert label.width() >= label.minimumSizeHint().width(), label.text()
                assert window.rect().contains(label.mapTo(window, label.rect().bottomRight()))
        for key in window.findChildren(QPushButton):
            if key.isVisible():
                assert QFontMetrics(key.font()).horizontalAdvance(key.text()) < key.width()
    finally:
        QApplication.removeTranslator(longer)


def shown_card(window: PostWindow, text: str) -> list[str]:
    chosen: list[str] = []
    window.language_chosen.connect(chosen.append)
    show_code(window, text)
    QApplication.processEvents()
    return chosen


def test_a_card_shown_to_a_reader_chooses_its_language(make):
    window = make(PostView(Face.WELCOME, T))
    card = card_text(CardContent("amina.d-7k3f", "ar"))
    assert shown_card(window, typed_on("fr", card)) == ["ar"]


@pytest.mark.parametrize(
    "code",
    [
        card_text(CardContent("amina.d-7k3f", "ti")),
        card_text(CardContent("amina.d-7k3f", "ar"))[:-1],
        "https://example.org",
    ],
)
def test_what_chooses_no_language_is_told_in_each_and_the_keys_stay(make, code):
    window = make(PostView(Face.WELCOME, T))
    assert shown_card(window, code) == []
    assert {
        "La carte n'a pas été lue. Touchez votre langue.",
        "لم تُقرأ البطاقة. المسوا لغتكم.",
    } <= texts(window)
    window.show_view(PostView(Face.COVERED, T))
    window.show_view(PostView(Face.WELCOME, T))
    assert "La carte n'a pas été lue. Touchez votre langue." not in texts(window)


def test_a_welcome_that_already_starts_takes_no_second_language(make):
    window = make(PostView(Face.WELCOME, T, is_starting=True))
    assert shown_card(window, card_text(CardContent("amina.d-7k3f", "ar"))) == []
