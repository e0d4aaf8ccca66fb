"""What the desk tells beside the sending line: pauses, why not, a wrong clock (OPS-02)."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

import pytest
from PySide6.QtWidgets import QLabel

from kiosk.capture.reading.plain_codes import PlainCode
from kiosk.domain.announced import Maintenance
from kiosk.flows.api import DeskHome, SyncState, SyncStatus
from ui.render_desk import profile
from ui.screens.desk_home.presenter import DeskHomeModel
from ui.screens.desk_home.view import DeskHomeView
from ui.screens.desk_outgoing.presenter import OutgoingModel
from ui.screens.desk_outgoing.view import OutgoingView
from ui.screens.desk_scan.model import ScanModel
from ui.screens.desk_scan.view import ScanView
from ui.theme.look import Look, apply_look
from ui.theme.tokens import DESK, LIGHT


@pytest.fixture
def look(qapp) -> Look:
    look = Look(LIGHT, DESK)
    apply_look(qapp, look)
    return look


def soon() -> Maintenance:
    begins = datetime.now(UTC) + timedelta(hours=5)
    return Maintenance(begins, begins + timedelta(hours=1), "Nouvelle version")


def said(view, name: str) -> str:
    found = view.findChild(QLabel, f"{name}_text")
    assert found is not None
    return found.text() if not found.parentWidget().isHidden() else ""


def outgoing(look, qtbot, status: SyncStatus) -> OutgoingView:
    view = OutgoingView(look)
    qtbot.addWidget(view)
    view.show_model(OutgoingModel((), status, is_loaded=True))
    return view


def test_the_home_tells_a_pause_and_forgets_it_when_it_is_taken_back(look, qtbot):
    view = DeskHomeView(look)
    qtbot.addWidget(view)
    for pause in (soon(), None):
        status = SyncStatus(SyncState.UP_TO_DATE, maintenance=pause)
        view.show_model(DeskHomeModel(profile(), DeskHome(profile(), (), (), 0, status)))
        assert ("Le réseau sera en pause" in said(view, "maintenance")) is (pause is not None)


def test_the_sending_page_tells_a_pause_with_the_operators_words(look, qtbot):
    view = outgoing(look, qtbot, SyncStatus(SyncState.UP_TO_DATE, maintenance=soon()))
    assert said(view, "outgoing_pause").endswith("Nouvelle version")


@pytest.mark.parametrize(
    ("off_s", "words"),
    [
        (0, ""),
        (-720, "avance de \u206612 min\u2069"),
        (10_800, "retarde de \u20663 h\u2069"),
        (-31_536_000, "avance de \u2066365 j\u2069"),
    ],
)
def test_the_sending_page_tells_a_wrong_clock_and_that_one_can_go_on(look, qtbot, off_s, words):
    view = outgoing(look, qtbot, SyncStatus(SyncState.UP_TO_DATE, clock_off_s=off_s))
    told = said(view, "outgoing_clock")
    assert words in told
    assert bool(told) is bool(off_s)
    assert not told or "Vous pouvez continuer." in told


def test_the_sending_page_tells_why_the_server_cannot_be_used(look, qtbot):
    why = SyncStatus(SyncState.WAITING, waiting=3, reason_key="sync.server_away")
    assert "Le serveur ne répond pas." in said(outgoing(look, qtbot, why), "outgoing_reason")
    assert said(outgoing(look, qtbot, SyncStatus(SyncState.UP_TO_DATE)), "outgoing_reason") == ""


def test_codes_on_a_paper_are_told_as_they_say_and_nothing_is_called_true(look, qtbot):
    view = ScanView(look)
    qtbot.addWidget(view)
    link = PlainCode("QR", "https://example.org/<b>suivi</b>?a=%1")
    view.show_model(ScanModel(codes=(link, PlainCode("QR", "amina.d-7k3f", is_card=True))))
    assert said(view, "codes_notice").splitlines() == [
        "Code QR lu : https://example.org/<b>suivi</b>?a=%1",
        "Carte d’identifiant lue : amina.d-7k3f",
    ]
    assert said(view, "code_notice") == ""
    view.show_model(ScanModel())
    assert said(view, "codes_notice") == ""
