"""How the terminal's screens follow one another, with a lane that answers when told."""

from __future__ import annotations

from collections.abc import Callable
from datetime import UTC, datetime, timedelta

import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication

from kiosk.domain.announced import Maintenance
from kiosk.domain.reminders import Standing
from kiosk.errors import Unavailable
from kiosk.flows.api import Sharing, SyncState, SyncStatus
from kiosk.printing.ports import Progress, Stage
from kiosk.session.channel import Who
from tests.fakes.desk import FakeDocuments, HeldJobs, InlineJobs
from tests.fakes.printing import FakePrinters, print_tools
from tests.fakes.terminal import LOGIN, PASSWORD, FakeDoor, Side, paper, relay
from tests.gui.terminal.conftest import Glass
from ui.printed.facts import ReceiptKind
from ui.render import page_pdf
from ui.terminal import TerminalFlow, is_offline
from ui.theme.look import apply_look
from ui.theme.tokens import CONTRAST
from ui.window import SessionWindow

NO_NETWORK = SyncStatus(SyncState.WAITING, waiting=1, reason_key="sync.no_network")


class Terminal:
    """The flow in its window, as `ui.app` puts them together."""

    def __init__(self, look, glass, **options) -> None:
        self.door, self.side = FakeDoor(), Side()
        self.jobs = options.pop("jobs", InlineJobs())
        self.window = SessionWindow(look)
        self.flow = TerminalFlow(
            look,
            options.pop("language", "fr"),
            self.door,
            self.jobs,
            self.side,
            parent=self.window,
            **options,
        )
        self.flow.look_changed.connect(self.window.wear)
        self.flow.frame_changed.connect(self.window.show_page)
        self.window.show_page(self.flow.frame)
        self.screen: Glass = glass(self.window)
        session = self.door.session
        session.held = [paper(1), paper(2, "Ordonnance")]
        session.relays_held = [relay()]
        session.pdf = page_pdf("Avis")

    def type_in(self, login: str = LOGIN, password: str = PASSWORD) -> None:
        self.screen.focus("login")
        QTest.keyClicks(QApplication.focusWidget(), login)
        self.screen.focus("password")
        QTest.keyClicks(QApplication.focusWidget(), password)
        QTest.keyClick(QApplication.focusWidget(), Qt.Key.Key_Return)


@pytest.fixture
def terminal(look, glass, qapp) -> Callable[..., Terminal]:
    yield lambda **options: Terminal(look, glass, **options)
    apply_look(qapp, look)


def test_an_answer_that_comes_after_its_page_has_gone_changes_nothing(terminal) -> None:
    jobs = HeldJobs()
    made = terminal(jobs=jobs)
    made.type_in()
    jobs.run_all()
    made.screen.press("tile_papers")
    made.screen.press("frame_home")
    QApplication.sendPostedEvents(None, 52)
    jobs.run_all()
    QApplication.processEvents()
    assert made.screen.seen("space_greeting") is not None
    assert made.screen.seen("paper_card") is None


def test_the_end_happens_once_however_often_it_is_pressed(terminal) -> None:
    jobs = HeldJobs()
    made = terminal(jobs=jobs)
    made.type_in()
    jobs.run_all()
    made.flow.finish()
    made.flow.finish()
    jobs.run_all()
    assert made.screen.wait("finish") is not None
    made.screen.qtbot.waitUntil(lambda: made.side.told[-1] == "finished", timeout=4000)
    assert made.side.told.count("finished") == 1
    assert made.door.session.is_closed


def test_nothing_can_be_opened_any_more_once_the_session_ends(terminal) -> None:
    made = terminal()
    made.type_in()
    made.screen.press("frame_finish")
    made.screen.wait("finish")
    for name in ("frame_home", "frame_help", "frame_display", "frame_finish"):
        assert made.screen.seen(name) is None


def test_leaving_before_anybody_signed_in_says_so(terminal) -> None:
    made = terminal()
    made.screen.press("frame_finish")
    assert made.side.told == ["left"]


def test_a_sign_in_that_succeeds_after_the_person_left_opens_nothing(terminal) -> None:
    jobs = HeldJobs()
    made = terminal(jobs=jobs)
    made.type_in()
    made.screen.press("frame_finish")
    jobs.run_all()
    assert made.side.told == ["left"]
    assert made.screen.seen("space_greeting") is None


def test_a_professional_who_came_by_the_corners_is_asked_and_ends_the_post(terminal) -> None:
    made = terminal(is_for_staff=True)
    made.type_in()
    assert made.screen.text("staff_title") == "Fermer ce poste ?"
    made.screen.press("staff_leave")
    assert made.side.told == [Who.WORKER, "leave"]


def test_a_professional_who_thinks_better_of_it_is_back_at_the_welcome(terminal) -> None:
    made = terminal(is_for_staff=True)
    made.type_in()
    made.screen.press("staff_back")
    assert made.side.told == [Who.WORKER, "left"]


def test_a_session_that_cannot_be_journalled_ends_all_the_same(terminal) -> None:
    made = terminal()
    made.type_in()
    made.door.session.errors["close"] = Unavailable("vault.disk_full")
    made.screen.press("frame_finish")
    assert made.side.told[-1] == "finished"


def test_terms_come_before_the_space_when_they_changed(terminal) -> None:
    made = terminal()
    made.door.session.must_accept_terms = True
    made.type_in()
    assert made.screen.seen("terms_forward") is not None
    assert made.screen.seen("space_greeting") is None
    assert made.screen.seen("terms_accept") is None


def test_large_text_and_contrast_lose_nothing_that_was_typed_or_opened(terminal) -> None:
    made = terminal()
    made.screen.focus("login")
    QTest.keyClicks(QApplication.focusWidget(), "awa.d")
    before = made.screen.wait("enter_title").fontMetrics().height()
    made.screen.press("frame_display")
    made.screen.press("ease_large")
    made.screen.wait("ease_contrast")
    assert made.screen.text("login") == "awa.d"
    assert made.screen.wait("enter_title").fontMetrics().height() > before
    made.screen.press("ease_contrast")
    made.screen.wait("login")
    assert made.window.palette().window().color().name() == CONTRAST.ground.lower()


def test_large_text_keeps_the_paper_that_is_open(terminal) -> None:
    made = terminal()
    made.type_in()
    made.screen.press("tile_papers")
    made.screen.press("paper_card")
    made.screen.press("share_shared")
    made.screen.press("frame_display")
    made.screen.press("ease_large")
    QApplication.processEvents()
    assert made.door.session.held[0].sharing is Sharing.SHARED
    assert made.screen.wait("share_shared").isChecked()
    assert made.screen.text("paper_title") == "Avis d’impôt"


def test_more_time_is_told_to_the_supervisor(terminal) -> None:
    made = terminal()
    made.screen.press("frame_display")
    made.screen.press("ease_slow")
    assert ("slow", True) in made.side.told


def test_being_offline_is_a_quiet_line_and_only_when_it_is_known(terminal) -> None:
    states: list[SyncStatus | None] = [NO_NETWORK]
    made = terminal(line=lambda: states[-1])
    assert made.screen.seen("frame_offline") is not None
    states.append(SyncStatus(SyncState.UP_TO_DATE))
    made.flow._look_at_line()
    assert made.screen.seen("frame_offline") is None


@pytest.mark.parametrize(
    ("status", "expected"),
    [
        (None, False),
        (SyncStatus(SyncState.UP_TO_DATE), False),
        (NO_NETWORK, True),
        (SyncStatus(SyncState.WAITING, waiting=2, reason_key="sync.server_away"), True),
        (SyncStatus(SyncState.FAULT, reason_key="sync.device_removed"), False),
    ],
)
def test_offline_is_said_for_the_network_not_for_a_refusal(
    status: SyncStatus | None, expected: bool
) -> None:
    assert is_offline(status) is expected


def test_a_pause_of_the_network_is_a_quiet_line_that_goes_when_it_is_over(terminal) -> None:
    begins = datetime.now(UTC) + timedelta(hours=5)
    pause = Maintenance(begins, begins + timedelta(hours=1))
    states = [SyncStatus(SyncState.UP_TO_DATE, maintenance=pause)]
    made = terminal(line=lambda: states[-1])
    assert "Le réseau sera en pause" in made.flow.frame.notice
    assert made.screen.seen("frame_notice") is not None
    states.append(SyncStatus(SyncState.UP_TO_DATE))
    made.flow._look_at_line()
    assert made.screen.seen("frame_notice") is None


def test_a_post_that_was_removed_says_that_papers_can_be_read(terminal) -> None:
    removed = SyncStatus(SyncState.FAULT, waiting=2, reason_key="sync.device_removed")
    made = terminal(line=lambda: removed)
    assert made.flow.frame.notice == "Ce poste n’envoie plus rien. Vous pouvez lire vos papiers."


def test_escape_goes_one_step_back_and_never_out_of_the_session(terminal) -> None:
    made = terminal()
    made.type_in()
    made.screen.press("tile_papers")
    made.screen.press("paper_card")
    for seen in ("paper_card", "space_greeting", "space_greeting"):
        QTest.keyClick(QApplication.focusWidget() or made.flow.frame, Qt.Key.Key_Escape)
        made.screen.wait(seen)
    assert "finished" not in made.side.told


def test_the_keyboard_comes_with_a_field_and_goes_with_its_button(terminal) -> None:
    made = terminal()
    made.screen.focus("login")
    assert made.screen.seen("keyboard") is not None
    made.screen.press("key_hide")
    assert made.screen.seen("keyboard") is None
    made.screen.focus("password")
    assert made.screen.seen("keyboard") is not None
    made.type_in()
    made.screen.wait("space_greeting")
    assert made.screen.seen("keyboard") is None


def test_an_empty_identifier_is_asked_for_beside_its_field(terminal) -> None:
    made = terminal()
    made.screen.focus("password")
    QTest.keyClicks(QApplication.focusWidget(), PASSWORD)
    QTest.keyClick(QApplication.focusWidget(), Qt.Key.Key_Return)
    assert made.screen.text("login_wrong").startswith("À corriger :")
    assert made.screen.wait("login").hasFocus()
    assert made.screen.text("password") == PASSWORD
    QTest.keyClicks(QApplication.focusWidget(), "a")
    assert made.screen.seen("login_wrong") is None
    assert made.door.tried == []


def test_who_looked_is_two_presses_from_home_and_leads_back(terminal) -> None:
    made = terminal()
    made.type_in()
    made.screen.press("tile_relays")
    made.screen.press("relays_looks")
    assert made.screen.text("looks_title") == "Qui a regardé mon coffre"
    made.screen.press("looks_back")
    assert made.screen.wait("relay_stop_0")


def test_a_reminder_is_asked_for_ended_and_taken_back_by_presses_in_both_directions(
    terminal,
) -> None:
    made = terminal()
    reminding = made.door.session.reminding
    made.type_in()
    made.screen.press("tile_reminders")
    made.screen.press("reminders_new")
    made.screen.press("reminders_yes")
    made.screen.press("week_on")
    made.screen.press("hour_on")
    made.screen.press("reminder_save")
    (line,) = reminding.lines.values()
    assert (line.days, line.appointment.minute) == ((2, 0), 15)
    made.screen.press("call_off_0")
    assert reminding.lines[line.remind].standing is Standing.CALLED_OFF
    made.screen.press("undo_action")
    assert reminding.lines[line.remind].standing is Standing.WAITING
    made.screen.press("reminders_ask")
    made.screen.press("reminders_no")
    assert reminding.wanted is False


def test_large_text_keeps_the_day_that_was_chosen(terminal) -> None:
    made = terminal(language="ar")
    made.door.session.reminding.wanted = True
    made.type_in()
    made.screen.press("tile_reminders")
    made.screen.press("reminders_new")
    made.screen.press("week_on")
    before = made.screen.text("reminder_day")
    made.screen.press("frame_display")
    made.screen.press("ease_large")
    assert made.screen.text("reminder_day") == before


def test_escape_leaves_the_question_unanswered_and_the_list_shows(terminal) -> None:
    made = terminal()
    made.type_in()
    made.screen.press("tile_reminders")
    made.screen.press("reminders_new")
    QTest.keyClick(QApplication.focusWidget(), Qt.Key.Key_Escape)
    assert made.screen.seen("reminders_new"), "one step back, not out"
    assert made.door.session.reminding.answers == []


def printing(made: Terminal, printers: FakePrinters) -> None:
    made.type_in()
    made.screen.press("tile_papers")
    made.screen.press("paper_card")
    made.screen.press("paper_print")
    made.screen.press("copies_2")
    made.screen.press("print_now")
    assert [(sent[0], sent[2].copies) for sent in printers.sent] == [("accueil", 2)]


def test_nobody_prints_at_a_post_without_a_printer_of_its_own(terminal) -> None:
    made = terminal()
    made.type_in()
    made.screen.press("tile_papers")
    made.screen.press("paper_card")
    assert made.screen.seen("paper_print") is None


def test_a_paper_is_printed_and_the_post_waits_while_sheets_come(terminal) -> None:
    printers = FakePrinters()
    made = terminal(printing=print_tools(printers, only="accueil"))
    printing(made, printers)
    assert len(made.door.session.printed) == 1
    assert ("busy", True) in made.side.told
    printers.progress = Progress(Stage.DONE)
    made.screen.qtbot.waitUntil(lambda: ("busy", False) in made.side.told, timeout=4000)
    assert made.screen.wait("print_done").isVisible()
    made.screen.press("print_back")
    assert made.screen.wait("paper").isVisible()


def stop_sharing(made: Terminal) -> None:
    made.type_in()
    made.screen.press("tile_relays")
    made.screen.press("relay_stop_0")
    made.screen.press("relays_confirm")
    assert made.screen.wait("relays_notice").isVisible()


def test_a_receipt_of_a_stopped_sharing_is_printed_and_asked_for_again(terminal) -> None:
    printers, documents = FakePrinters(), FakeDocuments()
    made = terminal(printing=print_tools(printers, only="accueil"), documents=documents)
    stop_sharing(made)
    made.screen.press("relays_receipt")
    made.screen.press("print_now")
    assert len(printers.sent) == 1
    (told,) = documents.receipts
    assert told.kind is ReceiptKind.AFFILIATION_ENDED
    assert (told.structure_name, told.login, told.family_name) == ("Relais du Port", LOGIN, "Diop")
    made.screen.press("frame_finish")
    assert made.screen.wait("print_leaving").isVisible(), "its sheet may still come"
    printers.progress = Progress(Stage.DONE)
    made.screen.wait("print_done")
    made.screen.press("print_back")
    assert made.screen.wait("relays_receipt").isVisible()
    assert made.door.session.printed == [], "no paper of the safe was printed"


def test_no_receipt_is_offered_where_nothing_is_printed(terminal) -> None:
    made = terminal(documents=FakeDocuments())
    stop_sharing(made)
    assert made.screen.seen("relays_receipt") is None


def test_the_end_is_asked_twice_while_sheets_come_and_once_when_they_are_out(terminal) -> None:
    printers = FakePrinters()
    made = terminal(printing=print_tools(printers, only="accueil"))
    printing(made, printers)
    made.screen.press("frame_home")
    made.screen.press("frame_finish")
    assert made.screen.wait("print_leaving").isVisible()
    assert made.screen.seen("finish") is None
    made.flow.finish()  # a second press at once would be a trembling finger's
    assert made.screen.wait("finish").isVisible()


def test_sheets_that_are_out_by_then_hold_nobody_up(terminal) -> None:
    printers = FakePrinters()
    made = terminal(printing=print_tools(printers, only="accueil"))
    printing(made, printers)
    made.screen.press("frame_home")
    printers.progress = Progress(Stage.DONE)
    made.screen.press("frame_finish")
    assert made.screen.wait("finish").isVisible()
    assert "1" in made.screen.text("finish_printed")
