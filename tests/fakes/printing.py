"""Printers and pages in memory, and the tools a presenter is handed."""

from __future__ import annotations

from dataclasses import dataclass, field

from kiosk.errors import KioskError
from kiosk.printing.chosen import ChosenPrinter
from kiosk.printing.ports import PrinterLine, PrintJob, PrintOrder, Progress, Stage
from tests.fakes.desk import InlineJobs
from ui.screens.paper_print.presenter import PrintTools

__all__ = ["ACCUEIL", "BUREAU", "FakePages", "FakePrinters", "print_tools"]

ACCUEIL = PrinterLine("accueil", "Accueil", is_default=True)
BUREAU = PrinterLine("bureau", "Bureau 2", has_colour=False)


@dataclass(slots=True)
class FakePrinters:
    """Jobs go on as `progress` says; `error` is raised while it is set."""

    lines: tuple[PrinterLine, ...] = (ACCUEIL, BUREAU)
    sent: list[tuple[str, bytes, PrintOrder, str]] = field(default_factory=list)
    cancelled: list[PrintJob] = field(default_factory=list)
    progress: Progress = field(default_factory=lambda: Progress(Stage.PRINTING))
    error: KioskError | None = None
    mine: int = 0
    """Jobs of this account that are not over."""

    def waiting(self) -> int:
        self._may_fail()
        return self.mine

    def printers(self) -> tuple[PrinterLine, ...]:
        self._may_fail()
        return self.lines

    def send(self, printer: str, pdf: bytes, order: PrintOrder, *, title: str) -> PrintJob:
        self._may_fail()
        self.sent.append((printer, pdf, order, title))
        return PrintJob(printer, len(self.sent))

    def look(self, job: PrintJob) -> Progress:
        self._may_fail()
        return self.progress

    def cancel(self, job: PrintJob) -> None:
        self._may_fail()
        self.cancelled.append(job)

    def _may_fail(self) -> None:
        if self.error is not None:
            raise self.error


@dataclass(slots=True)
class FakePages:
    """Says which pages were wanted instead of drawing them."""

    error: KioskError | None = None

    def pixels(self, pdf: bytes, pages: range, *, is_colour: bool) -> bytes:
        if self.error is not None:
            raise self.error
        return f"{list(pages)} {'colour' if is_colour else 'grey'}".encode()


def print_tools(printers: FakePrinters | None = None, *, only: str = "") -> PrintTools:
    """Return tools on lanes that run at once."""
    return PrintTools(
        printers or FakePrinters(), FakePages(), ChosenPrinter(None), InlineJobs(), only
    )
