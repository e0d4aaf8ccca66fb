"""*Imprimer*: what is chosen, what goes to the queue, and what is told of it (`ux.md` B6)."""

from __future__ import annotations

from datetime import UTC, datetime

import pytest

from kiosk.domain.ids import ItemId
from kiosk.errors import InvalidInput, Unavailable
from kiosk.flows.api import Paper, PaperContent, PaperKind, Sharing
from kiosk.printing.chosen import ChosenPrinter
from kiosk.printing.ports import PrintOrder, Progress, Stage, Trouble
from tests.fakes.desk import InlineJobs
from tests.fakes.printing import ACCUEIL, BUREAU, FakePrinters, print_tools
from ui.screens.paper_print.presenter import Printable, PrintModel, PrintPhase, PrintPresenter, Span

AT = datetime(2026, 11, 21, 9, tzinfo=UTC)


class Print:
    def __init__(self, *, pages: int = 5, shown_page: int = 2, only: str = "", printers=None):
        self.printers = printers or FakePrinters()
        self.tools = print_tools(self.printers, only=only)
        self.models: list[PrintModel] = []
        self.events: list[object] = []
        line = Paper(
            ItemId(b"i" * 16), "Avis", PaperKind.OTHER, Sharing.SHARED, pages, AT, "", is_here=True
        )
        self.record_error = None
        self.presenter = PrintPresenter(
            self.tools,
            InlineJobs(),
            Printable.of(PaperContent(line, b"%PDF of the safe")),
            shown_page,
            record=self.record,
            show=self.models.append,
            busy=lambda on: self.events.append(("busy", on)),
        )

    def record(self) -> None:
        if self.record_error is not None:
            raise self.record_error
        self.events.append("journal")

    @property
    def model(self) -> PrintModel:
        return self.models[-1]


def test_one_press_prints_everything_once_in_colour_on_the_usual_printer():
    it = Print()
    it.presenter.print_pressed()
    assert it.printers.sent == [("accueil", b"[0, 1, 2, 3, 4] colour", PrintOrder(1), "papier")]
    assert it.model.phase is PrintPhase.PRINTING
    it.printers.progress = Progress(Stage.DONE)
    it.presenter.second_passed()
    assert it.model.phase is PrintPhase.DONE
    assert it.model.may_print, "once more is one more press"


def test_the_file_of_the_safe_never_goes_to_a_printer_and_no_job_is_named_after_a_paper():
    it = Print()
    it.presenter.print_pressed()
    ((_, pdf, _, title),) = it.printers.sent
    assert b"safe" not in pdf
    assert "Avis" not in title


def test_the_journal_knows_first_and_without_it_nothing_is_printed():
    it = Print()
    it.record_error = Unavailable("vault.disk_full")
    it.presenter.print_pressed()
    assert it.printers.sent == []
    assert it.model.notice.key == "vault.disk_full"
    it.record_error = None
    it.presenter.print_pressed()
    assert it.events == [("busy", True), ("busy", False), ("busy", True), "journal"]


@pytest.mark.parametrize(
    ("choose", "wanted"),
    [
        (lambda p: p.span_chosen(Span.SHOWN), b"[2] colour"),
        (
            lambda p: (p.span_chosen(Span.SOME), p.first_chosen(2), p.last_chosen(3)),
            b"[1, 2] colour",
        ),
        (lambda p: (p.span_chosen(Span.SOME), p.last_chosen(2), p.first_chosen(4)), b"[3] colour"),
        (lambda p: (p.span_chosen(Span.SOME), p.first_chosen(-3), p.last_chosen(99)), None),
        (lambda p: p.colour_chosen(False), b"[0, 1, 2, 3, 4] grey"),
        (lambda p: p.printer_chosen("bureau"), b"[0, 1, 2, 3, 4] grey"),  # it knows no colour
    ],
)
def test_what_is_chosen_is_what_goes(choose, wanted):
    it = Print()
    choose(it.presenter)
    it.presenter.print_pressed()
    assert it.printers.sent[0][1] == (wanted or b"[0, 1, 2, 3, 4] colour")


def test_copies_stay_between_one_and_nine():
    it = Print()
    it.presenter.copies_chosen(0)
    assert it.model.copies == 1
    it.presenter.copies_chosen(50)
    it.presenter.print_pressed()
    assert it.printers.sent[0][2].copies == 9


@pytest.mark.parametrize("trouble", list(Trouble))
def test_what_the_printer_waits_for_is_told_and_goes_away_by_itself(trouble):
    it = Print()
    it.presenter.print_pressed()
    it.printers.progress = Progress(Stage.PRINTING, trouble)
    it.presenter.second_passed()
    assert it.model.notice.key == trouble.message_key
    it.printers.progress = Progress(Stage.PRINTING)
    it.presenter.second_passed()
    assert (it.model.notice, it.model.trouble) == (None, None)


def test_the_button_of_a_printer_that_waits_stops_the_print():
    it = Print()
    it.presenter.print_pressed()
    it.printers.progress = Progress(Stage.PRINTING, Trouble.NO_PAPER)
    it.presenter.second_passed()
    it.presenter.notice_pressed()
    assert len(it.printers.cancelled) == 1
    assert (it.model.phase, it.model.notice) == (PrintPhase.READY, None)


def test_a_print_that_broke_off_says_to_count_the_sheets():
    it = Print()
    it.presenter.print_pressed()
    it.printers.progress = Progress(Stage.FAILED)
    it.presenter.second_passed()
    assert it.model.notice.key == "print.aborted"
    assert it.model.may_print


def test_pages_that_cannot_be_drawn_are_told_and_may_be_tried_again():
    it = Print()
    it.tools.pages.error = InvalidInput("file.too_slow")
    it.presenter.print_pressed()
    assert it.model.notice.key == "file.too_slow"
    assert it.model.may_print


def test_without_a_printer_nothing_can_be_pressed_until_one_is_there():
    printers = FakePrinters(error=Unavailable("print.no_printer"))
    it = Print(printers=printers)
    assert it.model.notice.key == "print.no_printer"
    it.presenter.print_pressed()
    assert it.events == []
    printers.error = None
    it.presenter.notice_pressed()
    assert it.model.may_print


def test_a_terminal_knows_the_one_printer_it_was_given_and_no_other():
    assert Print(only="bureau").model.printers == (BUREAU,)
    gone = Print(only="elsewhere")
    assert gone.model.printers == ()
    assert gone.model.notice.key == "print.no_printer"


def test_a_print_is_announced_while_it_lasts_so_that_nobody_is_sent_away():
    it = Print()
    it.presenter.print_pressed()
    assert it.presenter.is_under_way
    it.printers.progress = Progress(Stage.DONE)
    it.presenter.second_passed()
    assert it.events == [("busy", True), "journal", ("busy", False)]
    assert not it.presenter.is_under_way


def test_the_last_printer_used_is_proposed_then_its_choice_of_it_then_the_systems(tmp_path):
    memory = tmp_path / "printer"
    both = (ACCUEIL, BUREAU)
    assert ChosenPrinter(memory).of(both) == "accueil"
    assert ChosenPrinter(memory, "bureau").of(both) == "bureau"
    ChosenPrinter(memory).use("bureau")
    assert ChosenPrinter(memory).of(both) == "bureau"
    assert ChosenPrinter(memory).of((ACCUEIL,)) == "accueil", "one that is gone is not waited for"
    assert ChosenPrinter(memory).of(()) == ""
    memory.write_bytes(b"\xff\xfe")
    assert ChosenPrinter(memory).of(both) == "accueil"
    assert [path.name for path in tmp_path.iterdir()] == ["printer"]


def test_a_folder_that_cannot_be_written_is_no_reason_not_to_print(tmp_path):
    ChosenPrinter(tmp_path / "none" / "printer").use("accueil")
