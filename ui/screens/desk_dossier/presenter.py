"""What one person shared with this service, nothing else (W4, SHR-11)."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass, field, replace
from enum import Enum
from typing import Protocol, TypeVar

from kiosk.capture.antivirus.health import Health, Standing
from kiosk.errors import KioskError
from kiosk.flows.api import (
    Paper,
    PaperContent,
    PersonFacts,
    PersonSummary,
    WorkerSession,
)
from kiosk.ports import Clock
from resources.texts import REFERENCE
from ui.printed.facts import Documents, Receipt, ReceiptKind
from ui.screens.desk_common.notices import Notice, notice_of
from ui.screens.desk_common.paper_search import PaperSearch
from ui.screens.desk_common.ports import FileCheck, Jobs, Printer
from ui.screens.desk_copies.taking import TakeCopyModel, TakeCopyPresenter
from ui.screens.paper_print.presenter import Printable, PrintModel, PrintPresenter, PrintTools

__all__ = ["DossierModel", "DossierPage", "DossierPresenter", "DossierWays"]

T = TypeVar("T")


class DossierPage(Enum):
    """Which page is on the screen."""

    PAPERS = "papers"
    PAPER = "paper"
    PRINT = "print"
    COPY = "copy"
    """A work copy of the open paper (VLT-27)."""
    ENDING = "ending"
    """The person asked to end the affiliation: asked once more, because papers go away here."""
    ENDED = "ended"


class DossierWays(Protocol):
    """Where the page leads."""

    def home(self) -> None: ...
    def scan_for(self, person: PersonSummary) -> None: ...
    def facts(self, person: PersonSummary) -> None: ...
    def reminders(self, person: PersonSummary) -> None: ...


@dataclass(frozen=True, slots=True)
class DossierModel:
    """One state of the page."""

    person: PersonSummary
    structure_name: str
    page: DossierPage = DossierPage.PAPERS
    papers: tuple[Paper, ...] = ()
    search: PaperSearch = field(default_factory=PaperSearch)
    """Words looked for, in titles and on pages."""
    has_choices: bool = False
    """Two posts told of this person differently: somebody chooses (*Ici / Ailleurs*)."""
    is_loaded: bool = False
    busy: bool = False
    content: PaperContent | None = None
    """The paper open now, in memory only."""
    shown_page: int = 0
    receipt_pdf: bytes = b""
    notice: Notice | None = None

    @property
    def listed(self) -> tuple[Paper, ...]:
        return self.search.listed(self.papers)


class DossierPresenter:
    """Turns presses into the next DossierModel. GUI thread, no Qt."""

    def __init__(
        self,
        session: WorkerSession,
        jobs: Jobs,
        device_jobs: Jobs,
        *,
        printer: Printer,
        printing: PrintTools,
        documents: Documents,
        clock: Clock,
        show: Callable[[DossierModel], None],
        show_print: Callable[[PrintModel], None],
        show_copy: Callable[[TakeCopyModel], None],
        ways: DossierWays,
        person: PersonSummary,
        file_check: FileCheck,
        media_jobs: Jobs,
    ) -> None:
        """`media_jobs` is the lane where media that hang keep nobody waiting."""
        self._media_jobs = media_jobs
        self._file_check, self._is_checked = file_check, False
        self._session, self._jobs, self._device_jobs = session, jobs, device_jobs
        self._printer, self._documents, self._clock = printer, documents, clock
        self._show, self._ways = show, ways
        self._printing, self._show_print = printing, show_print
        self._print: PrintPresenter | None = None
        self._show_copy = show_copy
        self._copy: TakeCopyPresenter | None = None
        self._panels = 0
        """How often a print or a copy was asked for."""
        self._set(DossierModel(person, session.profile.structure_name))
        self.refresh()

    def refresh(self) -> None:
        """Load the list again, and what is looked for in it."""
        person = self._model.person.person
        self._jobs.submit(lambda: self._session.papers(person), self._loaded, self._failed)
        if self._model.search.asked:
            self._look_for(self._model.search.asked)
        if self._model.person.is_readable:
            self._jobs.submit(lambda: self._session.facts(person), self._known, self._not_known)

    def words_typed(self, text: str) -> None:
        """Look for papers by words; an answer to an older text is dropped."""
        before = self._model.search
        search = before.typed(text)
        self._set(replace(self._model, search=search))
        if search.asked and search.asked != before.asked:
            self._look_for(search.asked)

    def paper_chosen(self, paper: Paper) -> None:
        """Open `paper`; its pages may still be elsewhere."""
        if self._model.busy:
            return
        if not paper.can_be_shown:  # a file kept as it came: there is nothing to open
            self._opened(PaperContent(paper, b""))
            return
        person = self._model.person.person
        self._set(replace(self._model, busy=True, notice=None))
        self._jobs.submit(
            lambda: self._session.read(person, paper.item), self._opened, self._failed
        )

    def page_turned(self, step: int) -> None:
        """Show the page `step` further in the open paper."""
        content = self._model.content
        if content is not None:
            last = max(0, content.paper.page_count - 1)
            shown = min(max(0, self._model.shown_page + step), last)
            self._set(replace(self._model, shown_page=shown))

    def print_pressed(self) -> None:
        """Ask how the open paper is to be printed."""
        content, person = self._model.content, self._model.person.person
        if content is None or self._model.busy:
            return
        self._print = PrintPresenter(
            self._printing,
            self._jobs,
            Printable.of(content),
            self._model.shown_page,
            record=lambda: self._session.record_print(person, content.paper.item),
            show=self._only_now(self._show_print),
        )
        self._set(replace(self._model, page=DossierPage.PRINT, notice=None))

    @property
    def print(self) -> PrintPresenter:
        """What the choices of a print go to, while they show."""
        if self._print is None:
            raise RuntimeError("no paper is being printed")
        return self._print

    def copy_pressed(self) -> None:
        """Ask why, where and until when a copy of the open paper is needed."""
        content = self._model.content
        if content is None or self._model.busy:
            return
        self._copy = TakeCopyPresenter(
            self._session,
            self._jobs,
            self._model.person,
            content.paper,
            self._only_now(self._show_copy),
            self._media_jobs,
        )
        self._set(replace(self._model, page=DossierPage.COPY, notice=None))

    @property
    def copy(self) -> TakeCopyPresenter:
        """What the answers before a copy go to, while they show."""
        if self._copy is None:
            raise RuntimeError("no copy is being taken")
        return self._copy

    def add_pressed(self) -> None:
        self._ways.scan_for(self._model.person)

    def facts_pressed(self) -> None:
        """Correct the person's identity, or choose between what two posts told."""
        self._ways.facts(self._model.person)

    def reminders_pressed(self) -> None:
        """What is to remind the person of an appointment."""
        self._ways.reminders(self._model.person)

    def end_pressed(self) -> None:
        """The person wants to end the affiliation: show what changes, then ask."""
        self._set(replace(self._model, page=DossierPage.ENDING, notice=None))

    def end_confirmed(self) -> None:
        """End it, at once and offline (SHR-12)."""
        if self._model.busy or self._model.page is not DossierPage.ENDING:
            return
        person = self._model.person.person
        self._set(replace(self._model, busy=True, notice=None))
        self._jobs.submit(
            lambda: self._session.remove_affiliation(person), self._ended, self._failed
        )

    def print_receipt_pressed(self) -> None:
        pdf = self._model.receipt_pdf
        if pdf:
            self._device_jobs.submit(
                lambda: self._printer.print_pdf(pdf, title="receipt"),
                lambda _: None,
                self._failed,
            )

    def escape_pressed(self) -> None:
        """One step back, destroying nothing."""
        match self._model.page:
            case DossierPage.PAPERS if self._model.search.query:
                self._set(replace(self._model, search=PaperSearch()))
            case DossierPage.PAPERS | DossierPage.ENDED:
                self._ways.home()
            case DossierPage.PRINT | DossierPage.COPY:
                self._set(replace(self._model, page=DossierPage.PAPER, notice=None))
            case DossierPage.PAPER | DossierPage.ENDING:
                self._set(
                    replace(
                        self._model,
                        page=DossierPage.PAPERS,
                        content=None,
                        shown_page=0,
                        notice=None,
                    )
                )

    def notice_closed(self) -> None:
        self._set(replace(self._model, notice=None))

    def _only_now(self, show: Callable[[T], None]) -> Callable[[T], None]:
        """Return `show` for what opens now: answers about an earlier print or copy are dropped."""
        self._panels += 1
        number = self._panels
        return lambda model: show(model) if number == self._panels else None

    def _look_for(self, asked: str) -> None:
        person = self._model.person.person
        self._jobs.submit(
            lambda: tuple(self._session.find_papers(person, asked)),
            lambda found: self._searched(self._model.search.came(asked, found)),
            lambda error: self._not_searched(asked, error),
        )

    def _searched(self, search: PaperSearch) -> None:
        self._set(replace(self._model, search=search))

    def _not_searched(self, asked: str, error: KioskError) -> None:
        self._searched(self._model.search.failed(asked))
        self._failed(error)

    def _loaded(self, papers: Sequence[Paper]) -> None:
        newest_first = sorted(papers, key=lambda paper: paper.added_at, reverse=True)
        self._set(replace(self._model, papers=tuple(newest_first), is_loaded=True))
        if not self._is_checked and any(paper.is_unchecked for paper in papers):
            self._is_checked = True  # once a visit: a daemon that is away is not asked for ever
            self._device_jobs.submit(self._file_check.antivirus, self._antivirus_told, _ignore)

    def _antivirus_told(self, health: Health) -> None:
        """Have the files looked at that no antivirus saw yet, now that one answers."""
        if health.standing in (Standing.OFF, Standing.ABSENT):
            return
        person, check = self._model.person.person, self._file_check.check_original
        self._jobs.submit(lambda: self._session.check_papers(person, check), self._checked, _ignore)

    def _checked(self, is_changed: bool) -> None:
        if is_changed:
            self.refresh()

    def _known(self, facts: PersonFacts) -> None:
        self._set(replace(self._model, has_choices=bool(facts.choices)))

    def _not_known(self, error: KioskError) -> None:
        """An identity that does not open hides no paper: it is told where it is asked for."""

    def _opened(self, content: PaperContent) -> None:
        self._set(
            replace(
                self._model,
                busy=False,
                page=DossierPage.PAPER,
                content=content,
                shown_page=0,
            )
        )

    def _ended(self, _: None) -> None:
        person = self._model.person
        receipt = Receipt.of(
            ReceiptKind.AFFILIATION_ENDED,
            person,
            structure_name=self._model.structure_name,
            language=REFERENCE,
            done_at=self._clock.now(),
        )
        self._set(
            replace(
                self._model,
                busy=False,
                page=DossierPage.ENDED,
                papers=(),
                receipt_pdf=self._documents.receipt(receipt),
            )
        )

    def _failed(self, error: KioskError) -> None:
        self._set(replace(self._model, busy=False, notice=notice_of(error)))

    def _set(self, model: DossierModel) -> None:
        self._model = model
        self._show(model)


def _ignore(_: KioskError) -> None:
    """The papers are there all the same; their mark stays."""
