"""A card shown to a reader that types, on *Entrer* (`ux.md` B1)."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from PySide6.QtWidgets import QApplication, QLineEdit

from kiosk.domain.identifier_card import CardContent, card_text
from tests.fakes.card_reader import show_code, typed_on
from tests.fakes.desk import HeldJobs
from tests.fakes.terminal import LOGIN, PASSWORD
from tests.gui.terminal.test_flow import Terminal
from ui.theme.look import apply_look
from ui.window import Ease

CARD = card_text(CardContent(LOGIN, "fr"))
READ = "Votre carte est lue. Écrivez votre mot de passe."


@pytest.fixture
def terminal(look, glass, qapp) -> Callable[..., Terminal]:
    yield lambda **options: Terminal(look, glass, **options)
    apply_look(qapp, look)


def line(made: Terminal, name: str) -> QLineEdit:
    found = made.screen.wait(name)
    assert isinstance(found, QLineEdit)
    return found


@pytest.mark.parametrize("layout", ["us", "fr", "de"])
@pytest.mark.parametrize("where", ["login", "password"])
def test_a_card_fills_the_identifier_wherever_the_focus_is(terminal, layout, where):
    made = terminal()
    made.screen.focus(where)
    show_code(made.window, typed_on(layout, CARD))
    assert line(made, "login").text() == LOGIN
    assert line(made, "password").text() == ""
    made.screen.qtbot.waitUntil(line(made, "password").hasFocus)
    assert made.screen.text("card_told_text") == READ
    assert made.door.tried == []


def test_the_card_and_the_password_open_the_safe(terminal):
    made = terminal()
    show_code(made.window, CARD.lower(), ends=2)  # CR and LF
    made.screen.qtbot.waitUntil(line(made, "password").hasFocus)
    assert made.screen.seen("password_wrong") is None
    show_code(made.window, PASSWORD, gap_ms=90)
    made.screen.wait("space_greeting")
    assert made.door.tried == [(LOGIN, PASSWORD)]


@pytest.mark.parametrize(
    ("code", "words"),
    [
        ("https://example.org/suivi", "Ce code n’est pas une carte d’identifiant."),
        (typed_on("fr", "RK1:awa.d-7k3f:fr"), "Ce code n’est pas une carte d’identifiant."),
        (CARD[:-1], "La carte n’a pas été lue en entier."),
        ("RKD" + CARD[3:], "Ce poste ne sait pas lire cette carte."),
    ],
)
@pytest.mark.parametrize("ends", [0, 1, 2])
def test_what_is_no_card_gets_words_and_never_reaches_a_field(terminal, code, words, ends):
    made = terminal()
    made.screen.focus("password")
    show_code(made.window, code, ends=ends)
    made.screen.qtbot.waitUntil(lambda: made.screen.seen("error_what") is not None)
    assert made.screen.text("error_what").startswith(words)
    assert (line(made, "login").text(), line(made, "password").text()) == ("", "")
    assert made.door.tried == []


def test_what_a_person_types_arrives_whole_and_in_order(terminal):
    made = terminal()
    made.screen.focus("password")
    show_code(made.window, "RKc r", gap_ms=80, ends=0)
    made.screen.qtbot.waitUntil(lambda: line(made, "password").text() == "RKc r")
    show_code(made.window, "rk!", gap_ms=30, ends=0)
    made.screen.qtbot.waitUntil(lambda: line(made, "password").text() == "RKc rrk!")


def test_enter_right_behind_a_last_letter_takes_it_along(terminal):
    made = terminal()
    made.screen.focus("login")
    show_code(made.window, "awa", gap_ms=30)
    assert line(made, "login").text() == "awa"
    made.screen.qtbot.waitUntil(line(made, "password").hasFocus)


def test_keys_on_the_glass_are_not_held_back(terminal):
    made = terminal()
    made.screen.focus("login")
    made.screen.press("key_r")
    assert line(made, "login").text() == "r"


def test_what_is_typed_over_a_card_stays_and_a_larger_page_reads_cards_too(terminal):
    made = terminal()
    show_code(made.window, CARD)
    line(made, "login").setFocus()
    show_code(made.window, "x", gap_ms=200, ends=0)
    made.screen.qtbot.waitUntil(lambda: line(made, "login").text() == LOGIN + "x")
    assert made.screen.seen("card_told") is None
    made.flow.frame.ease_changed.emit(Ease(is_large=True))
    assert line(made, "login").text() == LOGIN + "x"
    show_code(made.window, card_text(CardContent("omar.b-22zz", "ar")))
    assert line(made, "login").text() == "omar.b-22zz"


def test_a_card_changes_nothing_while_a_password_is_tried(terminal):
    jobs = HeldJobs()
    made = terminal(jobs=jobs)
    made.type_in()
    show_code(made.window, card_text(CardContent("omar.b-22zz", "ar")))
    jobs.run_all()
    made.screen.wait("space_greeting")
    assert [login for login, _ in made.door.tried] == [LOGIN]


def test_once_the_page_is_left_nobody_listens_for_cards(terminal):
    made = terminal()
    made.type_in()
    made.screen.wait("space_greeting")
    QApplication.sendPostedEvents(None, 52)  # deferred deletions
    show_code(made.window, CARD, ends=0)
    assert made.screen.seen("space_greeting") is not None
    assert made.screen.seen("error") is None
