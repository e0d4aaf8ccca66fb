"""One person from the identifier to *Terminer*, on real stores, through the real window."""

from __future__ import annotations

import gc
import weakref
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path

import pytest
from PySide6.QtCore import QEvent
from PySide6.QtWidgets import QApplication, QLineEdit, QWidget

from kiosk.flows.api import Sharing
from kiosk.session.channel import Who
from tests.fakes.terminal import Side
from tests.fakes.world import (
    PASSWORD,
    PRO_PASSWORD,
    FakeClock,
    Structure,
    entrance,
    new_paper,
    new_root,
    new_safe,
)
from tests.gui.terminal.conftest import Glass
from ui.jobs import Lane
from ui.render import page_pdf, page_picture
from ui.terminal import TerminalFlow
from ui.window import SessionWindow

WORKER = "nadia.k-2abc"


class Town:
    """A post with Awa's safe in it; everything lives on the lane, as in a session."""

    def __init__(self, folder: Path, pdf: bytes, picture: bytes) -> None:
        structure = Structure("Relais du Port", new_root())
        structure.hire(WORKER, "Nadia K.")
        self.post = structure.post(folder, FakeClock())
        self.door = entrance(self.post)
        worker = self.door.worker_sign_in(WORKER, PRO_PASSWORD)
        opened = worker.open_safe(
            new_safe(mandate_pdf=pdf, mandate_thumbnail_jpeg=picture, mandate_pages=2)
        )
        self.login, self.person = opened.login, opened.person
        paper = new_paper("Avis d’impôt 2026", Sharing.PRIVATE)
        session = self.door.person_sign_in(self.login, PASSWORD)
        session.file_paper(replace(paper, pdf=pdf, thumbnail_jpeg=picture))
        session.close()
        self.worker = worker

    def shared_titles(self) -> list[str]:
        """What the structure reads."""
        return [paper.title for paper in self.worker.papers(self.person)]


@pytest.fixture
def on_lane(qtbot, lane: Lane) -> Callable[[Callable[[], object]], object]:
    def run(call: Callable[[], object]) -> object:
        ended: list[object] = []
        lane.submit(call, ended.append, lambda error: pytest.fail(error.message_key))
        qtbot.waitUntil(lambda: bool(ended), timeout=20_000)
        return ended[0]

    return run


@pytest.fixture
def town(qapp, on_lane, tmp_path) -> Town:
    pdf, picture = page_pdf("Avis d’impôt 2026"), page_picture("Avis d’impôt 2026")
    made = on_lane(lambda: Town(tmp_path / "post", pdf, picture))
    assert isinstance(made, Town)
    return made


def start(look, door, lane: Lane, glass, **options) -> tuple[Glass, Side, TerminalFlow]:
    window, side = SessionWindow(look), Side()
    flow = TerminalFlow(look, "fr", door, lane, side, parent=window, **options)
    window.show_page(flow.frame)
    return glass(window), side, flow


def sign_in(screen: Glass, login: str, password: str) -> None:
    screen.focus("login")
    screen.type_on_glass(login)
    assert screen.text("login") == login
    screen.focus("password")
    screen.type_on_glass(password)
    assert screen.text("password") == password
    screen.press("enter_button")
    assert screen.text("password") == ""


def test_a_person_reads_shares_takes_back_stops_a_relay_and_leaves(
    town: Town, look, lane: Lane, glass, on_lane
) -> None:
    screen, side, _flow = start(look, town.door, lane, glass)
    sign_in(screen, town.login, PASSWORD)
    screen.wait("tile_papers")
    assert "Awa" in screen.text("space_greeting")

    screen.press("tile_papers")
    screen.wait("paper_card")
    cards = screen.window.findChildren(QWidget, "paper_card")
    (card,) = (each for each in cards if "Avis d’impôt 2026" in each.accessibleName())
    screen.press_widget(card)
    screen.qtbot.waitUntil(lambda: "1" in screen.text("paper_count"))
    assert on_lane(town.shared_titles) == ["Mandat"]

    screen.press("share_shared")
    screen.wait("undo")
    assert sorted(on_lane(town.shared_titles)) == ["Avis d’impôt 2026", "Mandat"]
    screen.press("undo_action")
    screen.qtbot.waitUntil(lambda: bool(screen.wait("share_private").property("checked")))
    assert on_lane(town.shared_titles) == ["Mandat"]

    screen.press("frame_home")
    screen.press("tile_relays")
    screen.press("relay_stop_0")
    screen.press("relays_confirm")
    screen.wait("relays_notice")
    assert "Relais du Port" in screen.text("relays_notice_text")
    screen.wait("empty")

    screen.press("frame_finish")
    screen.wait("finish")
    screen.qtbot.waitUntil(lambda: side.told[-1] == "finished", timeout=4000)
    assert side.told[0] is Who.PERSON
    assert ("viewing", True) in side.told


def test_a_wrong_password_is_told_in_words_and_the_focus_waits_in_its_field(
    town: Town, look, lane: Lane, glass
) -> None:
    screen, side, _flow = start(look, town.door, lane, glass)
    sign_in(screen, town.login, "not this one")
    screen.wait("error")
    assert "mot de passe" in screen.text("error_what")
    assert screen.text("error_code").startswith("A-")
    screen.qtbot.waitUntil(screen.wait("password").hasFocus)
    assert side.told == []


def test_a_professional_opens_a_closed_post_for_the_day(
    town: Town, look, lane: Lane, glass
) -> None:
    screen, side, _flow = start(look, town.door, lane, glass, is_closed=True)
    sign_in(screen, WORKER, PRO_PASSWORD)
    screen.qtbot.waitUntil(lambda: side.told == [Who.WORKER, "opened"], timeout=10_000)


def test_a_window_that_is_let_go_of_with_the_focus_inside_goes_in_silence(
    town: Town, look, lane: Lane, qtbot
) -> None:
    window = SessionWindow(look)
    flow = TerminalFlow(look, "fr", town.door, lane, Side(), parent=window)
    window.show_page(flow.frame)
    window.show()
    window.activateWindow()
    qtbot.waitUntil(lambda: isinstance(QApplication.focusWidget(), QLineEdit))
    gone = weakref.ref(window)
    with qtbot.captureExceptions() as caught:
        del window, flow
        gc.collect()
        QApplication.sendPostedEvents(None, QEvent.Type.DeferredDelete)
        QApplication.processEvents()
    assert gone() is None
    assert caught == []
