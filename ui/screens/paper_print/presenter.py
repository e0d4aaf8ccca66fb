"""Imprimer (`ux.md` B6): how many, which pages, which printer; then what really happens.

The pages go as pictures (`kiosk.printing.pages`), after the journal knows of it: a print
that nobody could tell of later is worse than a line about one that failed (TRC-02).
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, replace
from enum import Enum

from kiosk.errors import KioskError
from kiosk.flows.api import PaperContent
from kiosk.printing.chosen import ChosenPrinter
from kiosk.printing.ports import (
    MAX_COPIES,
    PaperPages,
    PrinterLine,
    Printers,
    PrintJob,
    PrintOrder,
    Progress,
    Stage,
    Trouble,
)
from ui.screens.desk_common.notices import Notice, notice_of
from ui.screens.desk_common.ports import Jobs

__all__ = [
    "JOB_TITLE",
    "PrintModel",
    "PrintPhase",
    "PrintPresenter",
    "PrintTools",
    "Printable",
    "Span",
]

JOB_TITLE = "papier"
"""All that the scheduler's list says of a job: whose it is stands nowhere."""


class PrintPhase(Enum):
    """What the page is doing."""

    LOOKING = "looking"
    READY = "ready"
    PREPARING = "preparing"
    PRINTING = "printing"
    DONE = "done"


class Span(Enum):
    """Which pages."""

    ALL = "all"
    SHOWN = "shown"
    SOME = "some"


@dataclass(frozen=True, slots=True)
class PrintModel:
    """One state of the page."""

    title: str = ""
    page_count: int = 1
    shown_page: int = 0
    printers: tuple[PrinterLine, ...] = ()
    printer: str = ""
    copies: int = 1
    span: Span = Span.ALL
    first: int = 1
    last: int = 1
    is_colour: bool = True
    phase: PrintPhase = PrintPhase.LOOKING
    trouble: Trouble | None = None
    """What the printer waits for; it goes on by itself once that is done."""
    is_leaving: bool = False
    """*Terminer* was pressed while sheets were still coming."""
    notice: Notice | None = None

    @property
    def pages(self) -> range:
        """Which pages are printed, counted from 0."""
        match self.span:
            case Span.ALL:
                return range(self.page_count)
            case Span.SHOWN:
                return range(self.shown_page, self.shown_page + 1)
            case Span.SOME:
                return range(self.first - 1, self.last)

    @property
    def chosen(self) -> PrinterLine | None:
        return next((each for each in self.printers if each.name == self.printer), None)

    @property
    def is_under_way(self) -> bool:
        """Whether sheets may still come, as far as was told."""
        return self.phase in {PrintPhase.PREPARING, PrintPhase.PRINTING}

    @property
    def may_print(self) -> bool:
        return self.chosen is not None and self.phase in {PrintPhase.READY, PrintPhase.DONE}


@dataclass(frozen=True, slots=True)
class PrintTools:
    """What a post prints with. `jobs` is a lane that nothing else waits for."""

    printers: Printers
    pages: PaperPages
    chosen: ChosenPrinter
    jobs: Jobs
    only: str = ""
    """The one queue there is, on a terminal; "" on a desk: all of them."""


@dataclass(frozen=True, slots=True, repr=False)
class Printable:
    """What is printed: a paper of the safe, or a receipt made for it."""

    title: str
    pdf: bytes
    page_count: int = 1

    @classmethod
    def of(cls, content: PaperContent) -> Printable:
        return cls(content.paper.title, content.pdf, max(1, content.paper.page_count))


class PrintPresenter:
    """Turns presses into the next PrintModel. GUI thread, no Qt.

    `record` writes the journal's line, in the session's lane; `busy` is told while sheets
    may come, so that nobody is sent away meanwhile.
    """

    def __init__(
        self,
        tools: PrintTools,
        session_jobs: Jobs,
        printed: Printable,
        shown_page: int,
        *,
        record: Callable[[], None],
        show: Callable[[PrintModel], None],
        busy: Callable[[bool], None] = lambda _on: None,
    ) -> None:
        self._tools, self._session_jobs, self._busy = tools, session_jobs, busy
        self._pdf, self._record, self._show = printed.pdf, record, show
        self._job: PrintJob | None = None
        self._is_looking = False
        count = printed.page_count
        self._model = PrintModel(printed.title, count, min(shown_page, count - 1), last=count)
        self._look_for_printers()

    @property
    def is_under_way(self) -> bool:
        return self._model.is_under_way

    @property
    def is_leaving(self) -> bool:
        return self._model.is_leaving

    def printer_chosen(self, name: str) -> None:
        self._choose(printer=name)

    def copies_chosen(self, copies: int) -> None:
        self._choose(copies=min(max(1, copies), MAX_COPIES))

    def span_chosen(self, span: Span) -> None:
        self._choose(span=span)

    def first_chosen(self, number: int) -> None:
        """Begin at page `number`; what would end before ends there."""
        first = min(max(1, number), self._model.page_count)
        self._choose(first=first, last=max(first, self._model.last))

    def last_chosen(self, number: int) -> None:
        last = min(max(1, number), self._model.page_count)
        self._choose(last=last, first=min(last, self._model.first))

    def colour_chosen(self, is_colour: bool) -> None:
        self._choose(is_colour=is_colour)

    def print_pressed(self) -> None:
        """Write the journal, make the pictures, hand them over."""
        if not self._model.may_print:
            return
        self._set(
            replace(
                self._model,
                phase=PrintPhase.PREPARING,
                trouble=None,
                is_leaving=False,
                notice=None,
            )
        )
        self._session_jobs.submit(self._record, lambda _none: self._send(), self._failed)

    def stop_pressed(self) -> None:
        """Take the job out of the queue; sheets that are out are out."""
        job = self._job
        if job is not None:
            self._tools.jobs.submit(
                lambda: self._tools.printers.cancel(job), lambda _none: self._over(), self._failed
            )

    def second_passed(self) -> None:
        """Ask how far the job is, one question at a time."""
        self.ask_again(lambda: None)

    def ask_again(self, then: Callable[[], None]) -> None:
        """Ask how far the job is, and go on with `then` once that is known, or at once."""
        job = self._job
        if job is None or self._is_looking:
            then()
            return
        self._is_looking = True

        def told(progress: Progress) -> None:
            self._is_looking = False
            if self._job == job:
                self._told(progress)
            then()

        def not_told(error: KioskError) -> None:
            self._is_looking = False
            if self._job == job:
                self._failed(error)
            then()

        self._tools.jobs.submit(lambda: self._tools.printers.look(job), told, not_told)

    def leaving(self) -> None:
        """*Terminer* while sheets come: say so once."""
        self._set(replace(self._model, is_leaving=True))

    def notice_pressed(self) -> None:
        """The one button of a failure: look again where nothing could be chosen."""
        if self._model.trouble is not None:
            self.stop_pressed()
            return
        self._set(replace(self._model, notice=None))
        if self._model.chosen is None:
            self._look_for_printers()

    def _choose(self, **chosen: object) -> None:
        if not self.is_under_way:
            phase = PrintPhase.READY if self._model.printers else self._model.phase
            self._set(replace(self._model, **chosen, phase=phase))  # type: ignore[arg-type]

    def _look_for_printers(self) -> None:
        self._set(replace(self._model, phase=PrintPhase.LOOKING))
        self._tools.jobs.submit(self._tools.printers.printers, self._found, self._failed)

    def _found(self, printers: tuple[PrinterLine, ...]) -> None:
        only = self._tools.only
        known = tuple(each for each in printers if not only or each.name == only)
        if not known:
            self._set(replace(self._model, notice=Notice("print.no_printer")))
            return
        self._set(
            replace(
                self._model,
                printers=known,
                printer=self._tools.chosen.of(known),
                phase=PrintPhase.READY,
            )
        )

    def _send(self) -> None:
        model, tools, pdf = self._model, self._tools, self._pdf
        chosen = model.chosen
        is_colour = model.is_colour and chosen is not None and chosen.has_colour
        order = PrintOrder(model.copies, is_colour)

        def send() -> PrintJob:
            pictures = tools.pages.pixels(pdf, model.pages, is_colour=is_colour)
            job = tools.printers.send(model.printer, pictures, order, title=JOB_TITLE)
            tools.chosen.use(model.printer)
            return job

        tools.jobs.submit(send, self._sent, self._failed)

    def _sent(self, job: PrintJob) -> None:
        self._job = job
        self._set(replace(self._model, phase=PrintPhase.PRINTING))

    def _told(self, progress: Progress) -> None:
        match progress.stage:
            case Stage.DONE:
                self._job = None
                self._set(replace(self._model, phase=PrintPhase.DONE, trouble=None, notice=None))
            case Stage.CANCELLED:
                self._over()
            case Stage.FAILED:
                self._over(Notice("print.aborted"))
            case Stage.WAITING | Stage.PRINTING:
                trouble = progress.trouble
                notice = Notice(trouble.message_key) if trouble else None
                self._set(replace(self._model, trouble=trouble, notice=notice))

    def _over(self, notice: Notice | None = None) -> None:
        self._job = None
        self._set(replace(self._model, phase=PrintPhase.READY, trouble=None, notice=notice))

    def _failed(self, error: KioskError) -> None:
        if self._model.phase is PrintPhase.PREPARING:
            self._over(notice_of(error))
        else:
            self._set(replace(self._model, notice=notice_of(error)))

    def _set(self, model: PrintModel) -> None:
        was_under_way, self._model = self.is_under_way, model
        if self.is_under_way != was_under_way:
            self._busy(self.is_under_way)
        self._show(model)
