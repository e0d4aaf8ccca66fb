"""A card shown to a reader or the camera: the desk's search, and where a person signs in there."""

from __future__ import annotations

import pytest
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QLabel, QLineEdit

from kiosk.domain.identifier_card import CardContent, card_text
from tests.fakes.card_reader import show_code, typed_on
from tests.fakes.desk import FakeEntrance, FakeWorker, InlineJobs, person
from tests.gui.desk.conftest import CONTROL, DeskInHand
from tests.unit.terminal.test_show_card import CameraOnPaper
from ui.screens.show_card.presenter import CardTools

CARD = card_text(CardContent("amina.d-7k3f", "fr"))


@pytest.fixture
def at_home(desk) -> DeskInHand:
    hand = desk(FakeEntrance(FakeWorker(people=[person("Amina", "Diallo", 1)])))
    hand.come_in()
    return hand


def text(hand: DeskInHand, name: str) -> str:
    found = hand.needed(name)
    assert isinstance(found, QLineEdit | QLabel)
    return found.text()


def at_sign_in(hand: DeskInHand, language: str) -> None:
    hand.key(Qt.Key.Key_R, CONTROL)
    if language == "ar":
        hand.tab_to("language_fr")
        hand.key(Qt.Key.Key_Right)
    hand.key(Qt.Key.Key_T, CONTROL)
    while hand.visible("consent_next"):
        hand.key(Qt.Key.Key_Space)
    hand.press("answer_yes")
    hand.needed("affiliate_sign_in")


def test_a_card_is_searched_for_and_opens_nothing_by_itself(at_home: DeskInHand):
    show_code(at_home.window, typed_on("fr", CARD.lower()))
    at_home.settle()
    assert text(at_home, "search") == "amina.d-7k3f"
    assert at_home.visible("desk_home")


def test_what_is_no_card_is_told_and_searched_for_by_nobody(at_home: DeskInHand):
    show_code(at_home.window, "https://example.org/suivi")
    at_home.settle()
    assert text(at_home, "search") == ""
    assert text(at_home, "error_what").startswith("Ce code n’est pas une carte d’identifiant.")
    show_code(at_home.window, CARD)
    at_home.settle()
    assert at_home.visible("error_what") is None


@pytest.mark.parametrize("language", ["fr", "ar"])
def test_where_a_person_signs_in_to_link_their_card_fills_the_identifier(at_home, language):
    at_sign_in(at_home, language)
    password = at_home.needed("person_password")
    password.setFocus()
    show_code(at_home.window, CARD[:-3])
    at_home.settle()
    told = {"fr": "La carte n’a pas été lue en entier.", "ar": "لم تُقرأ البطاقة كاملة."}
    assert text(at_home, "error_what").startswith(told[language])
    show_code(at_home.window, typed_on("fr", CARD))
    at_home.settle()
    assert (text(at_home, "person_login"), text(at_home, "person_password")) == ("amina.d-7k3f", "")
    assert at_home.focus == "person_password"
    assert at_home.visible("error_what") is None


def with_camera(desk, camera: CameraOnPaper) -> DeskInHand:
    tools = CardTools(camera, InlineJobs(), lambda call: call())
    hand = desk(FakeEntrance(FakeWorker(people=[person("Amina", "Diallo", 1)])), tools)
    hand.come_in()
    return hand


def test_a_card_before_the_camera_is_searched_for(desk):
    camera = CameraOnPaper(finds=CardContent("amina.d-7k3f", "fr"))
    hand = with_camera(desk, camera)
    seen: list[str] = []
    camera.during = lambda: seen.append(hand.needed("show_card_picture").accessibleName())
    hand.key(Qt.Key.Key_F4)
    assert seen == ["Ce que voit la caméra"]
    assert text(hand, "search") == "amina.d-7k3f"
    assert hand.visible("show_card") is None
    assert hand.focus == "search"


@pytest.mark.parametrize("way", ["escape", "lock", "typing"])
def test_the_camera_is_off_once_it_is_not_looked_at(desk, way):
    camera = CameraOnPaper()
    hand = with_camera(desk, camera)

    def leave() -> None:
        assert hand.focus == "show_card_stop"
        match way:
            case "escape":
                hand.key(Qt.Key.Key_Escape)
            case "lock":
                hand.flow.lock()
            case _:
                hand.needed("search").setFocus()
                hand.write("dial")

    camera.during = leave
    hand.key(Qt.Key.Key_F4)
    assert camera.was_left


def test_a_desk_without_a_camera_has_no_button(at_home: DeskInHand, desk):
    assert at_home.visible("show_card_button") is None
    assert with_camera(desk, CameraOnPaper(name=None)).visible("show_card_button") is None
