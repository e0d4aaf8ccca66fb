"""Staff leaves a terminal by its four corners, in order; nobody does so by chance (ux.md 2)."""

from __future__ import annotations

import pytest
from PySide6.QtCore import QPoint, QSize, Qt
from PySide6.QtGui import QGuiApplication
from PySide6.QtTest import QTest

from kiosk.session.channel import Mode
from kiosk.session.supervisor import Face, PostView
from ui.shell.corners import FourCorners
from ui.shell.languages import offered
from ui.shell.look import look_for
from ui.shell.post_window import PostWindow

SIZE = QSize(1280, 800)
PLACES = {"a": (5, 5), "b": (1275, 5), "c": (1275, 795), "d": (5, 795), "m": (640, 400)}


def presses(corners: FourCorners, order: str, *, every_ms: int = 500) -> bool:
    """Press the places of `order`; return what the last press said."""
    return [
        corners.press(QPoint(*PLACES[place]), SIZE, at_ms=number * every_ms)
        for number, place in enumerate(order)
    ][-1]


@pytest.mark.parametrize("order", ["abcd", "mabcd", "aabcd", "ababcd", "dcbaabcd"])
def test_the_four_corners_in_order_are_known(order):
    assert presses(FourCorners(corner_px=60), order)


@pytest.mark.parametrize("order", ["abc", "adcb", "bcda", "abmcd", "abdc", "aaaa", "mmmm"])
def test_anything_else_is_nothing(order):
    assert not presses(FourCorners(corner_px=60), order)


def test_corners_pressed_too_slowly_are_nothing():
    assert not presses(FourCorners(corner_px=60), "abcd", every_ms=4000)


@pytest.fixture
def window(qtbot):
    look = look_for(QGuiApplication.primaryScreen(), Mode.TERMINAL, declared_dpi=96)
    made = PostWindow(look, offered(("fr", "ar")), place="Borne accueil", language="fr")
    qtbot.addWidget(made)
    made.resize(SIZE)
    with qtbot.waitExposed(made):
        made.show()
    return made


def press_corners(window: PostWindow) -> None:
    for place in "abcd":
        x, y = PLACES[place]
        at = QPoint(min(x, window.width() - 5), min(y, window.height() - 5))
        target = window.childAt(at) or window
        QTest.mouseClick(target, Qt.MouseButton.LeftButton, pos=target.mapFrom(window, at))


@pytest.mark.parametrize("face", [Face.WELCOME, Face.CLOSED])
def test_at_the_welcome_the_corners_call_for_a_staff_sign_in(window, qtbot, face):
    window.show_view(PostView(face, Mode.TERMINAL))
    with qtbot.waitSignal(window.staff_came, timeout=1000):
        press_corners(window)


@pytest.mark.parametrize(
    "view",
    [PostView(Face.WIPING, Mode.TERMINAL), PostView(Face.PAUSED, Mode.TERMINAL)],
    ids=["wiping", "paused"],
)
def test_elsewhere_the_corners_do_nothing(window, qtbot, view):
    window.show_view(view)
    with qtbot.assertNotEmitted(window.staff_came):
        press_corners(window)
