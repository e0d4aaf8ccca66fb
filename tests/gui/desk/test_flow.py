"""The desk through its real windows, by keyboard alone."""

from __future__ import annotations

from dataclasses import replace
from datetime import datetime

import pytest
from PySide6.QtCore import QEvent, QPoint, Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QLabel, QLineEdit, QPushButton

from kiosk.domain.finding import Found, FoundSafes
from kiosk.domain.ids import ProId
from kiosk.domain.reminders import Standing
from kiosk.errors import Refused, Unavailable
from kiosk.flows.api import (
    Birth,
    ConsentKind,
    FactChoice,
    FactField,
    FactSide,
    OutgoingLine,
    PaperKind,
    PostLine,
    PostState,
    Role,
    Sharing,
    TeamAct,
    TeamDeed,
)
from kiosk.session.channel import Who
from tests.fakes.desk import NOON, FakeEntrance, FakeWorker, FixedClock, person
from tests.gui.desk.conftest import CONTROL, DeskInHand
from ui.screens.desk_common.signature_pad import SignaturePad
from ui.screens.desk_scan.ports import FileEntry

PASSWORD = "Tournesol-88"


@pytest.fixture
def at_home(desk) -> DeskInHand:
    people = [person("Amina", "Diallo", 1), person("Aminata", "Diallo", 2)]
    hand = desk(FakeEntrance(FakeWorker(people=people)))
    hand.come_in()
    return hand


def answer_all(hand: DeskInHand) -> None:
    """Read every card with Enter, say yes with Tab and Space, sign with the arrows."""
    for _ in range(60):
        if hand.visible("consent_next"):
            assert hand.focus == "consent_next"
            hand.key(Qt.Key.Key_Space)
        elif hand.visible("consent_question"):
            hand.press("answer_yes")
        elif hand.visible("signature_pad"):
            assert hand.focus == "signature_pad"
            for key in (Qt.Key.Key_Right, Qt.Key.Key_Down, Qt.Key.Key_Right, Qt.Key.Key_Up):
                hand.key(key)
            hand.press("signature_done")
        else:
            assert hand.focus == "consent_done"
            hand.key(Qt.Key.Key_Space)
            return
    raise AssertionError("the cards never end")


def choose_password(hand: DeskInHand, password: str = PASSWORD) -> None:
    hand.key(Qt.Key.Key_M, CONTROL)
    assert hand.focus == "new_password"
    hand.write(password)
    hand.key(Qt.Key.Key_Return)
    hand.write(password)
    hand.press("access_done")


def test_a_safe_is_opened_by_keyboard_alone(at_home: DeskInHand):
    hand = at_home
    assert hand.side.told == [Who.WORKER]
    assert hand.focus == "search"
    hand.key(Qt.Key.Key_N, CONTROL)
    assert hand.focus == "given_names"
    hand.write("Olena")
    hand.key(Qt.Key.Key_Return)
    hand.write("Kovalenko")
    hand.key(Qt.Key.Key_Return)
    hand.write("vers 1979")
    hand.key(Qt.Key.Key_T, CONTROL)
    answer_all(hand)
    choose_password(hand)
    assert hand.needed("finish").isEnabled()
    hand.key(Qt.Key.Key_Return, CONTROL)
    (safe,) = hand.worker.safes
    assert (safe.given_names, safe.family_name, safe.password) == ("Olena", "Kovalenko", PASSWORD)
    signed = next(e for e in safe.consents if e.kind is ConsentKind.MANDATE)
    assert signed.signature_png.startswith(b"\x89PNG")
    assert safe.mandate_pdf.startswith(b"%PDF")
    login = hand.needed("opened_login")
    assert isinstance(login, QLabel)
    assert login.text() == "amina.d-7k3f"
    hand.key(Qt.Key.Key_P, CONTROL)
    assert hand.printer.printed[0][1].startswith(b"%PDF")
    hand.press("go_on")
    assert hand.focus == "search"


def test_no_answer_has_the_focus_before_the_person_chooses(at_home: DeskInHand):
    hand = at_home
    hand.key(Qt.Key.Key_N, CONTROL)
    hand.key(Qt.Key.Key_T, CONTROL)
    while hand.visible("consent_next"):
        hand.key(Qt.Key.Key_Space)
    assert hand.focus == "question_page"
    hand.key(Qt.Key.Key_Space)
    hand.key(Qt.Key.Key_Return)
    assert hand.visible("consent_question")


def test_arabic_cards_are_mirrored_and_speak_arabic(at_home: DeskInHand):
    hand = at_home
    hand.key(Qt.Key.Key_N, CONTROL)
    hand.tab_to("language_fr")
    hand.key(Qt.Key.Key_Right)
    hand.key(Qt.Key.Key_T, CONTROL)
    button = hand.needed("consent_next")
    assert isinstance(button, QPushButton)
    assert button.text() == "التالي"
    page = hand.needed("consent")
    assert page.layoutDirection() is Qt.LayoutDirection.RightToLeft
    assert QApplication.layoutDirection() is Qt.LayoutDirection.LeftToRight
    centre = button.mapTo(page, button.rect().center())
    assert centre.x() < page.width() / 2
    hand.key(Qt.Key.Key_Escape)
    assert hand.visible("desk_open")


def test_escape_goes_back_step_by_step_and_destroys_nothing(at_home: DeskInHand):
    hand = at_home
    hand.key(Qt.Key.Key_N, CONTROL)
    hand.write("Olena")
    choose_password(hand)
    hand.key(Qt.Key.Key_M, CONTROL)
    hand.write("autre")
    hand.key(Qt.Key.Key_Escape)
    assert hand.visible("desk_open")
    state = hand.needed("access_state")
    assert isinstance(state, QLabel)
    assert state.text() == "Mot de passe choisi."
    hand.key(Qt.Key.Key_Escape)
    assert hand.visible("desk_home")
    (draft,) = hand.worker.drafts.values()
    assert draft.facts["given_names"] == "Olena"
    hand.press("draft_0")
    field = hand.needed("given_names")
    assert isinstance(field, QLineEdit)
    assert field.text() == "Olena"


def test_what_the_person_typed_is_gone_from_the_window_once_handed_back(at_home: DeskInHand):
    hand = at_home
    hand.key(Qt.Key.Key_N, CONTROL)
    choose_password(hand)
    QApplication.sendPostedEvents(None, QEvent.Type.DeferredDelete)
    hand.settle()
    texts = [line.text() for line in hand.window.findChildren(QLineEdit)]
    assert PASSWORD not in texts


def test_a_refusal_leaves_an_empty_desk(at_home: DeskInHand):
    hand = at_home
    hand.key(Qt.Key.Key_N, CONTROL)
    hand.write("Olena")
    hand.key(Qt.Key.Key_T, CONTROL)
    for answer in ("answer_yes", "answer_no"):
        while hand.visible("consent_next"):
            hand.key(Qt.Key.Key_Space)
        hand.press(answer)
    hand.key(Qt.Key.Key_Space)
    assert hand.visible("desk_opened")
    assert hand.visible("opened_login") is None
    assert hand.worker.refusals
    assert hand.worker.drafts == {}
    hand.press("go_on")
    assert hand.visible("desk_home")


def test_a_person_is_found_and_opened_by_keyboard(at_home: DeskInHand):
    hand = at_home
    hand.key(Qt.Key.Key_F2)
    hand.write("diallo")
    hand.key(Qt.Key.Key_Down)
    hand.key(Qt.Key.Key_Return)
    heading = hand.needed("desk_dossier_heading")
    assert isinstance(heading, QLabel)
    assert heading.text() == "Aminata Diallo"
    hand.key(Qt.Key.Key_Escape)
    assert hand.focus == "search"


def test_a_paper_is_scanned_and_filed_by_keyboard_alone(at_home: DeskInHand):
    hand = at_home
    hand.key(Qt.Key.Key_F9)
    assert hand.focus == "scan_start"
    hand.key(Qt.Key.Key_F9)
    assert hand.visible("page_1")
    hand.tab_to("person_search")
    hand.write("aminata")
    hand.key(Qt.Key.Key_Return)
    hand.tab_to("kind_identity_card")
    for _ in range(3):
        hand.key(Qt.Key.Key_Down)
    assert hand.focus == "kind_letter"
    hand.key(Qt.Key.Key_Space)
    hand.press("sharing_prv")
    hand.key(Qt.Key.Key_Return, CONTROL)
    ((_, paper),) = hand.worker.filed
    assert (paper.kind, paper.sharing, paper.title) == (
        PaperKind.LETTER,
        Sharing.PRIVATE,
        "Courrier",
    )
    assert paper.page_count == 2


def test_pages_move_turn_and_go_by_their_keys(at_home: DeskInHand):
    hand = at_home
    hand.key(Qt.Key.Key_F9)
    hand.key(Qt.Key.Key_F9)
    hand.key(Qt.Key.Key_Left, Qt.KeyboardModifier.AltModifier)
    hand.key(Qt.Key.Key_E, CONTROL)
    (draft,) = hand.worker.drafts.values()
    assert draft.facts["pages"][0]["recipes"][0]["hand"] == 1
    hand.key(Qt.Key.Key_Delete, CONTROL)
    (draft,) = hand.worker.drafts.values()
    assert len(draft.pages) == 1
    hand.key(Qt.Key.Key_Z, CONTROL)
    hand.qtbot.waitUntil(lambda: len(next(iter(hand.worker.drafts.values())).pages) == 2)


def test_the_lock_hides_everything_at_once_and_gives_it_back(at_home: DeskInHand):
    hand = at_home
    hand.key(Qt.Key.Key_N, CONTROL)
    hand.write("Olena")
    QApplication.clipboard().setText("copied")
    hand.key(Qt.Key.Key_L, CONTROL)
    assert hand.side.told[-1] == "locked"
    assert hand.focus == "password"
    assert hand.visible("given_names") is None
    assert QApplication.clipboard().text() == ""
    hand.key(Qt.Key.Key_Escape)
    hand.key(Qt.Key.Key_N, CONTROL)
    assert hand.visible("lock")
    hand.write("faux")
    hand.key(Qt.Key.Key_Return)
    assert hand.visible("error_what")
    assert hand.side.told[-1] == "locked"
    hand.tab_to("password")
    hand.write("Lampe-cerise-velo")
    hand.key(Qt.Key.Key_Return)
    assert hand.side.told[-1] == "unlocked"
    field = hand.needed("given_names")
    assert isinstance(field, QLineEdit)
    assert field.text() == "Olena"


def test_the_supervisors_order_locks_any_page_once(at_home: DeskInHand):
    hand = at_home
    hand.flow.lock()
    hand.flow.lock()
    hand.settle()
    assert hand.side.told.count("locked") == 1
    hand.press("other_person")
    assert hand.side.told[-1] == "finished"
    assert hand.worker.is_closed


def test_signing_out_while_prints_wait_warns_first_and_ends_at_a_second_press(
    at_home: DeskInHand,
):
    at_home.printers.mine = 2
    at_home.press("sign_out")
    assert at_home.needed("leaving_text").text().startswith("Deux impressions")
    assert at_home.needed("leaving_wait").hasFocus()
    assert "finished" not in at_home.side.told
    at_home.press("leaving_wait")
    assert at_home.visible("leaving") is None
    at_home.press("sign_out")
    at_home.press("leaving_now")
    assert "finished" in at_home.side.told


def test_signing_out_closes_the_session(at_home: DeskInHand):
    at_home.press("sign_out")
    assert at_home.worker.is_closed
    assert at_home.side.told[-1] == "finished"


def test_a_wrong_password_is_told_in_five_parts_and_the_field_is_empty(desk):
    hand = desk(FakeEntrance(error=Refused("sign_in.wrong_password", left=4)))
    hand.come_in()
    what = hand.needed("error_what")
    assert isinstance(what, QLabel)
    assert "4" in what.text()
    for part in ("error_safe", "error_helper", "error_code", "error_action"):
        assert hand.visible(part)
    field = hand.needed("password")
    assert isinstance(field, QLineEdit)
    assert field.text() == ""
    assert hand.needed("sign_in").isEnabled()


def test_a_first_sign_in_changes_the_password_then_takes_the_terms(desk):
    worker = FakeWorker(password="Lampe-cerise-velo")
    worker.profile = replace(worker.profile, must_change_password=True, must_accept_terms=True)
    hand = desk(FakeEntrance(worker))
    hand.come_in()
    assert hand.focus == "old_password"
    hand.write("Lampe-cerise-velo")
    hand.press("propose")
    hand.press("use_proposal")
    assert hand.needed("change_password").isEnabled()
    hand.press("change_password")
    assert len(worker.password.split("-")) == 4
    assert hand.visible("accept_terms")
    box = hand.needed("accept_box")
    assert not box.isChecked()  # type: ignore[attr-defined]
    assert not hand.needed("accept_terms").isEnabled()
    hand.press("accept_box")
    hand.press("accept_terms")
    assert worker.accepted
    assert hand.focus == "search"


def test_a_post_without_its_code_asks_for_it_and_opens_then(desk):
    hand = desk(FakeEntrance(enrolled=False))
    assert hand.focus == "enrol_code"
    hand.write("rk1-abc")
    hand.key(Qt.Key.Key_Return)
    hand.write("Bureau accueil")
    hand.key(Qt.Key.Key_Return)
    assert hand.entrance.codes == [("rk1-abc", "Bureau accueil")]
    hand.press("enrol_finish")
    assert hand.focus == "login"


def test_a_person_is_linked_by_keyboard_alone(at_home: DeskInHand):
    hand = at_home
    hand.key(Qt.Key.Key_R, CONTROL)
    hand.key(Qt.Key.Key_T, CONTROL)
    while hand.visible("consent_next"):
        hand.key(Qt.Key.Key_Space)
    hand.press("answer_yes")
    assert hand.focus == "person_login"
    hand.write("yonas-0003")
    hand.key(Qt.Key.Key_Return)
    hand.write("Secret-12")
    hand.key(Qt.Key.Key_Return)
    assert hand.worker.affiliated[0][0] == "yonas-0003"
    hand.press("open_dossier")
    assert hand.visible("desk_dossier")


def test_a_safe_is_looked_for_by_keyboard_alone_and_leads_on_to_linking(at_home: DeskInHand):
    hand = at_home
    hand.worker.answering = FoundSafes((Found("A. R. T."),))
    hand.key(Qt.Key.Key_R, CONTROL)
    hand.key(Qt.Key.Key_F, CONTROL)
    assert hand.focus == "given_names"
    hand.write("Awa")
    hand.key(Qt.Key.Key_Return)
    hand.write("Traore")
    hand.key(Qt.Key.Key_Return)
    hand.write("1990")
    hand.key(Qt.Key.Key_Return)
    assert hand.worker.sought == []
    assert hand.focus == "birth"
    hand.needed("birth").clear()  # type: ignore[attr-defined]
    hand.write("12/03/1990")
    hand.key(Qt.Key.Key_Return)
    assert hand.worker.sought == [("Awa", "Traore", Birth(1990, 3, 12))]
    assert hand.visible("search_line_1")
    assert hand.focus == "search_done"
    hand.key(Qt.Key.Key_T, CONTROL)
    assert hand.visible("consent_start")
    hand.key(Qt.Key.Key_F, CONTROL)
    assert not hand.visible("search_line_1")
    assert not hand.needed("given_names").text()  # type: ignore[attr-defined]
    hand.key(Qt.Key.Key_Escape)
    assert hand.visible("consent_start")


def test_an_affiliation_is_ended_from_the_dossier(at_home: DeskInHand):
    hand = at_home
    hand.write("aminata")
    hand.key(Qt.Key.Key_Return)
    hand.press("end_affiliation")
    hand.press("end_confirm")
    assert hand.worker.removed == [person("Aminata", "Diallo", 2).person]
    hand.key(Qt.Key.Key_P, CONTROL)
    assert hand.printer.printed[0][0] == "receipt"
    hand.press("go_home")
    assert hand.visible("desk_home")


def test_the_sending_line_opens_its_list_and_comes_back(at_home: DeskInHand):
    hand = at_home
    hand.press("sending_line")
    assert hand.visible("desk_outgoing")
    hand.key(Qt.Key.Key_Escape)
    assert hand.visible("desk_home")


def test_a_refused_change_is_decided_by_keys_and_undone(at_home: DeskInHand):
    hand = at_home
    line = OutgoingLine(b"1", "item", NOON, "sync.refused.too_large", may_be_taken_out=True)
    hand.worker.lines = [line]
    hand.press("sending_line")
    hand.press("outgoing_0_take_out")
    assert hand.worker.lines == []
    assert hand.visible("all_sent")
    assert hand.focus == "undo_action"
    hand.key(Qt.Key.Key_Z, CONTROL)
    hand.qtbot.waitUntil(lambda: hand.worker.lines == [line])
    hand.settle()
    hand.press("outgoing_0_keep")
    assert hand.worker.lines[0].is_kept
    hand.press("outgoing_0_retry")
    assert hand.worker.retried == [b"1"]


def test_two_versions_of_a_name_are_chosen_by_keys_from_the_dossier(at_home: DeskInHand):
    hand = at_home
    aminata = hand.worker.people[1]
    sides = (
        FactSide(b"1", "Diallo", "Claire Martin", NOON, is_here=True),
        FactSide(b"2", "Diallo-Traoré", "", NOON, is_here=False),
    )
    choice = FactChoice(FactField.FAMILY_NAME, sides)
    hand.worker.known_facts[aminata.person] = replace(
        hand.worker.facts(aminata.person), choices=(choice,)
    )
    hand.write("aminata")
    hand.key(Qt.Key.Key_Return)
    assert hand.visible("facts_to_choose")
    hand.key(Qt.Key.Key_F4)
    assert hand.focus == "keep_family_name_0"
    hand.press("keep_family_name_1")
    assert hand.worker.facts(aminata.person).family_name == "Diallo-Traoré"
    assert hand.focus == "undo_action"
    hand.key(Qt.Key.Key_Space)
    assert hand.worker.facts(aminata.person).choices == (choice,)
    hand.press("keep_family_name_1")
    hand.tab_to("given_names")
    hand.write("Awa")
    hand.key(Qt.Key.Key_Return, CONTROL)
    assert hand.worker.facts(aminata.person).given_names == "Awa"
    hand.key(Qt.Key.Key_Escape)
    assert hand.needed("desk_dossier_heading").text() == "Awa Diallo-Traoré"
    assert hand.visible("facts_to_choose") is None


def test_a_reminder_is_asked_for_called_off_and_taken_back_by_keys(at_home: DeskInHand):
    hand = at_home
    reminding = hand.worker.reminding
    hand.write("aminata")
    hand.key(Qt.Key.Key_Return)
    hand.key(Qt.Key.Key_F5)
    assert hand.visible("reminders_empty")
    assert hand.focus == "new_reminder"
    hand.key(Qt.Key.Key_N, CONTROL)
    assert hand.focus == "reminders_later", "a key pressed by chance answers nothing"
    hand.press("reminders_yes")
    assert hand.focus == "reminder_day"
    hand.write("3/12/2026")
    hand.tab_to("reminder_hour")
    hand.write("9h30")
    assert "le 03/12 à 9h30" in hand.needed("reminder_preview_text").text()
    hand.press("days_1")
    hand.press("days_2")
    hand.key(Qt.Key.Key_Return, CONTROL)
    (line,) = reminding.lines.values()
    assert (line.appointment, line.days) == (datetime(2026, 12, 3, 9, 30), (1, 0))
    assert hand.needed("reminder_0_standing").text() == "En attente d’envoi"
    hand.press("call_off_0")
    assert reminding.lines[line.remind].standing is Standing.CALLED_OFF
    assert hand.focus == "undo_action"
    hand.key(Qt.Key.Key_Z, CONTROL)
    hand.qtbot.waitUntil(lambda: reminding.lines[line.remind].standing is Standing.WAITING)
    hand.settle()
    hand.key(Qt.Key.Key_Escape)
    assert hand.visible("desk_dossier")


def test_a_worker_reports_a_stolen_access_by_keys_and_the_session_ends(at_home: DeskInHand):
    hand = at_home
    hand.key(Qt.Key.Key_F7)
    assert hand.focus == "report_keep"
    hand.key(Qt.Key.Key_Escape)
    assert hand.visible("desk_home")
    hand.key(Qt.Key.Key_F7)
    hand.press("report_confirm")
    assert hand.worker.reported == [hand.worker.profile.pro]
    assert hand.side.told[-1] == "finished"
    assert hand.worker.is_closed


def test_a_manager_adds_and_ends_posts_by_keys(desk):
    worker = FakeWorker(
        known_posts=[
            PostLine(b"1" * 16, "Bureau accueil", PostState.HERE, NOON),
            PostLine(b"2" * 16, "Borne du hall", PostState.ACTIVE, NOON),
        ]
    )
    worker.profile = replace(worker.profile, role=Role.MANAGER)
    hand = desk(FakeEntrance(worker))
    hand.come_in()
    hand.key(Qt.Key.Key_F6)
    assert hand.visible("desk_posts")
    hand.key(Qt.Key.Key_N, CONTROL)
    assert hand.needed("post_qr").accessibleName()
    assert hand.focus == "print_code"
    hand.key(Qt.Key.Key_P, CONTROL)
    ((title, pdf),) = hand.printer.printed
    assert (title, pdf[:5]) == ("post code", b"%PDF-")
    hand.press("code_done")
    hand.press("post_1_end")
    assert hand.focus == "end_post_keep"
    hand.key(Qt.Key.Key_Escape)
    assert worker.known_posts[1].state is PostState.ACTIVE
    hand.press("post_1_end")
    hand.press("end_post_confirm")
    assert worker.known_posts[1].state is PostState.ENDING
    assert hand.visible("post_ended")
    hand.key(Qt.Key.Key_Escape)
    assert hand.visible("desk_home")


def test_a_manager_reads_and_exports_the_journal_by_keys(desk):
    claire, paul = ProId(b"1" * 16), ProId(b"2" * 16)
    now = FixedClock().now()
    worker = FakeWorker(
        team_acts=[
            TeamAct(now, TeamDeed.READ, claire, "Claire Martin", "awa.d-7k3f"),
            TeamAct(now, TeamDeed.SIGNED_IN, paul, "Paul Morin"),
        ],
        team=[(claire, "Claire Martin"), (paul, "Paul Morin")],
        alarm_key="journal.tree_forked",
    )
    worker.profile = replace(worker.profile, role=Role.MANAGER)
    hand = desk(FakeEntrance(worker))
    hand.come_in()
    hand.key(Qt.Key.Key_F8)
    assert hand.needed("act_read").accessibleName().endswith("a lu un papier, awa.d-7k3f")
    assert "J-102" in hand.needed("journal_alarm").accessibleName()
    _choose(hand, "journal_member_0", downs=2)
    assert hand.visible("act_read") is None
    assert hand.visible("act_signed_in")
    _choose(hand, "journal_what_0", downs=3)
    assert hand.visible("journal_empty")
    hand.key(Qt.Key.Key_E, CONTROL)
    assert hand.focus == "back", "no place to write to: the words say what to do"
    hand.key(Qt.Key.Key_Escape)
    hand.files.tree[""] = [FileEntry("Mes documents", "/documents", is_folder=True)]
    hand.key(Qt.Key.Key_E, CONTROL)
    assert hand.focus == "journal_place_0"
    hand.key(Qt.Key.Key_Return)
    assert worker.exported_to == ["/documents"]
    assert "abababab abababab" in hand.needed("journal_exported").accessibleName()
    hand.key(Qt.Key.Key_Escape)
    assert hand.visible("desk_home")


def _choose(hand: DeskInHand, first: str, *, downs: int) -> None:
    """Choose in a group of options: Tab reaches the chosen one, arrows the others."""
    hand.tab_to(first)
    for _ in range(downs):
        hand.key(Qt.Key.Key_Down)
    hand.key(Qt.Key.Key_Space)


def test_a_worker_is_not_shown_the_way_to_the_posts_or_the_journal(at_home: DeskInHand):
    for key in (Qt.Key.Key_F6, Qt.Key.Key_F8):
        at_home.key(key)
    assert at_home.visible("posts") is None
    assert at_home.visible("journal") is None
    assert at_home.visible("desk_home")


def test_a_printer_that_is_away_is_told_and_the_card_stays(at_home: DeskInHand):
    hand = at_home
    hand.printer.error = Unavailable("print.no_printer")
    hand.key(Qt.Key.Key_N, CONTROL)
    hand.write("Olena")
    hand.key(Qt.Key.Key_T, CONTROL)
    answer_all(hand)
    choose_password(hand)
    hand.key(Qt.Key.Key_Return, CONTROL)
    hand.key(Qt.Key.Key_P, CONTROL)
    code = hand.needed("error_code")
    assert isinstance(code, QLabel)
    assert code.text() == "N-401"
    assert hand.visible("opened_login")


def test_a_drawn_signature_is_a_picture_and_a_dot_is_none(qtbot, desk):
    hand = desk(FakeEntrance())
    pad = SignaturePad(hand.look, "signature_pad", "Cadre pour signer")
    qtbot.addWidget(pad)
    pad.resize(420, 180)
    pad.show()
    QTest.mouseClick(pad, Qt.MouseButton.LeftButton, pos=QPoint(50, 50))
    assert pad.is_empty
    assert pad.png() == b""
    QTest.mousePress(pad, Qt.MouseButton.LeftButton, pos=QPoint(50, 50))
    QTest.mouseMove(pad, QPoint(150, 90))
    QTest.mouseRelease(pad, Qt.MouseButton.LeftButton, pos=QPoint(250, 60))
    assert not pad.is_empty
    assert pad.png().startswith(b"\x89PNG")
    pad.clear()
    assert pad.is_empty
