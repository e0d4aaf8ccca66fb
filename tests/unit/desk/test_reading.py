"""What is read on pages is proposed beside the worker's hands, and never over them."""

from __future__ import annotations

import datetime
from dataclasses import dataclass, field, replace

import pytest

from kiosk.capture.reading.kinds import Sensitive
from kiosk.capture.reading.mrz import parse as parse_zone
from kiosk.capture.reading.plain_codes import PlainCode
from kiosk.capture.reading.two_d_doc import Signed
from kiosk.capture.reading.two_d_doc import parse as parse_doc
from kiosk.capture.reading.understanding import Marks
from kiosk.capture.words import PageWords, Word, decode_words, text_of
from kiosk.flows.api import Draft, PaperKind, PersonSummary, Sharing
from tests.fakes.desk import (
    CountingRng,
    FakeDocuments,
    FakePrinter,
    FakeWorker,
    FixedClock,
    HeldJobs,
    InlineJobs,
    MemoryFiles,
    landing,
    person,
)
from tests.fakes.scanner import FakeScanner, FakeSources
from tests.fakes.two_d_docs import Issuer
from tests.fakes.two_d_docs import write as write_doc
from tests.fakes.zones import Zone
from tests.fakes.zones import write as write_zone
from ui.screens.desk_open.model import CardReading
from ui.screens.desk_open.presenter import Desk as OpenDesk
from ui.screens.desk_open.presenter import OpenPresenter
from ui.screens.desk_scan.facts import chosen_from
from ui.screens.desk_scan.model import Fact, ScanModel, Work
from ui.screens.desk_scan.presenter import ScanDesk, ScanPresenter
from ui.screens.desk_scan.reading import ReadingTools

AMINA = person("Amina", "Diallo", 1)
TODAY = datetime.date(2026, 11, 28)
CAF = "Caisse d'allocations familiales\nAttestation de paiement\nValable jusqu'au 30/06/2027"


@dataclass
class FakeReader:
    """Says the same of every page."""

    text: str = ""
    marks: Marks = field(default_factory=Marks)
    looked_at: list[bytes] = field(default_factory=list)
    read: list[bytes] = field(default_factory=list)

    def look(self, jpeg: bytes) -> Marks:
        self.looked_at.append(jpeg)
        return self.marks

    def words(self, jpeg: bytes) -> PageWords | None:
        self.read.append(jpeg)
        lines = enumerate(self.text.splitlines())
        words = [Word(w, 9, 30 * row, 9, 20, 90) for row, line in lines for w in line.split()]
        return PageWords(tuple(words), 100, 100)


class Ways:
    def __init__(self) -> None:
        self.reminded: list[object] = []

    def home(self) -> None: ...
    def dossier(self, someone: object) -> None: ...
    def reminders(self, someone: object) -> None:
        self.reminded.append(someone)


@dataclass
class Reading:
    """A scanning page that reads, and what it showed."""

    reader: FakeReader
    pages: int = 1
    jobs: object = field(default_factory=InlineJobs)
    worker: FakeWorker = field(default_factory=lambda: FakeWorker(people=[AMINA]))
    start: PersonSummary | Draft = AMINA
    shown: list[ScanModel] = field(default_factory=list)

    def __post_init__(self) -> None:
        desk = ScanDesk(
            jobs=InlineJobs(),
            device_jobs=InlineJobs(),
            landing=landing(),
            on_screen_thread=lambda call: call(),
            scanner=FakeScanner(feeder=self.pages),
            sources=FakeSources(),
            sources_jobs=InlineJobs(),
            media_jobs=InlineJobs(),
            files=MemoryFiles(),
            clock=FixedClock(),
            rng=CountingRng(),
            reading=ReadingTools(self.reader, self.jobs),
        )
        self.ways = Ways()
        self.presenter = ScanPresenter(self.worker, desk, self.shown.append, self.ways, self.start)

    @property
    def model(self) -> ScanModel:
        return self.shown[-1]

    def file(self) -> None:
        self.presenter.sharing_chosen(Sharing.SHARED)
        self.presenter.file_paper_pressed()


def test_kind_title_and_end_are_proposed_and_marked_as_read():
    page = Reading(FakeReader(CAF))
    page.presenter.scan_pressed()
    assert page.model.kind is PaperKind.CERTIFICATE
    assert page.model.title == "Attestation de la CAF"
    assert page.model.expiry == "30/06/2027"
    assert page.model.read == {Fact.KIND, Fact.TITLE, Fact.EXPIRY}
    page.file()
    ((_, paper),) = page.worker.filed
    assert (paper.kind, paper.title) == (PaperKind.CERTIFICATE, "Attestation de la CAF")
    assert paper.expires_on == datetime.date(2027, 6, 30)
    (read,) = decode_words(paper.words)
    assert read is not None
    assert text_of(read.words) == CAF
    assert b"familiales" in paper.pdf
    assert page.worker.words_added == []


def test_what_the_worker_touched_stays_whatever_is_read_later():
    held = HeldJobs()
    page = Reading(FakeReader(CAF), jobs=held)
    page.presenter.scan_pressed()
    page.presenter.kind_chosen(PaperKind.LETTER, "Courrier")
    page.presenter.title_typed("Lettre de Camille")
    page.presenter.expiry_typed("01/02/2027")
    held.run_all()
    assert page.model.kind is PaperKind.LETTER
    assert page.model.title == "Lettre de Camille"
    assert page.model.expiry == "01/02/2027"
    assert page.model.read == frozenset()


def test_what_was_read_is_still_to_be_checked_when_its_draft_comes_back():
    page = Reading(FakeReader(CAF))
    page.presenter.scan_pressed()
    page.presenter.title_typed("Papier de la CAF")
    (draft,) = page.worker.drafts.values()
    assert chosen_from(draft.facts).read == {Fact.KIND, Fact.EXPIRY}
    assert chosen_from({**draft.facts, "read": ["film", 7]}).read == frozenset()
    again = Reading(FakeReader(CAF), worker=page.worker, start=draft)
    assert again.model.expiry == "30/06/2027"
    assert again.model.title == "Papier de la CAF"
    assert again.model.read == {Fact.KIND, Fact.EXPIRY}


def test_an_end_taken_out_does_not_come_back():
    page = Reading(FakeReader(CAF), pages=2)
    page.presenter.scan_pressed()
    page.presenter.expiry_typed("")
    page.presenter.scan_pressed()
    assert page.model.expiry == ""


def test_a_title_read_for_another_kind_makes_way_for_the_chosen_one():
    page = Reading(FakeReader(CAF))
    page.presenter.scan_pressed()
    page.presenter.kind_chosen(PaperKind.LETTER, "Courrier")
    assert page.model.title == "Courrier"
    assert page.model.read == {Fact.EXPIRY}


def test_words_that_come_after_ranger_follow_the_paper():
    held = HeldJobs()
    page = Reading(FakeReader(CAF), pages=2, jobs=held)
    page.presenter.scan_pressed()
    page.presenter.kind_chosen(PaperKind.LETTER, "Courrier")
    page.file()
    ((whom, paper),) = page.worker.filed
    assert paper.words == b""
    assert page.model.is_filed
    held.run_all()
    ((again, _, words),) = page.worker.words_added
    assert again == whom
    assert [text_of(each.words) for each in decode_words(words) if each] == [CAF, CAF]
    assert page.model.is_filed
    assert page.model.kind is None


def test_a_page_taken_out_is_not_read_and_a_turned_one_is_read_again():
    held = HeldJobs()
    reader = FakeReader(CAF)
    page = Reading(reader, pages=2, jobs=held)
    page.presenter.scan_pressed()
    page.presenter.page_removed()
    page.presenter.page_turned()
    held.run_all()
    assert [jpeg.startswith(b"turned:") for jpeg in reader.read] == [True]


def test_ranger_does_not_wait_for_reading():
    page = Reading(FakeReader(CAF), jobs=HeldJobs())
    page.presenter.scan_pressed()
    page.presenter.kind_chosen(PaperKind.LETTER, "Courrier")
    page.presenter.sharing_chosen(Sharing.SHARED)
    assert page.model.work is Work.NOTHING
    assert page.model.can_file


def test_a_zone_and_a_2d_doc_speak_before_words():
    zone = parse_zone(write_zone("td1", Zone(code="IR")), TODAY)
    assert zone is not None
    page = Reading(FakeReader("", Marks((zone,))))
    page.presenter.scan_pressed()
    assert page.model.kind is PaperKind.RESIDENCE_PERMIT
    assert page.model.expiry == "30/09/2031"
    assert page.model.code is None
    doc = parse_doc(write_doc(Issuer(), {"45": "2025"}))
    page = Reading(FakeReader("", Marks((), ((doc, Signed.NOT_CHECKED),))))
    page.presenter.scan_pressed()
    assert page.model.title == "Avis d’impôt 2025"
    assert page.model.code is Signed.NOT_CHECKED


def test_other_codes_are_told_once_and_propose_nothing():
    code = PlainCode("QR", "https://example.org/suivi")
    page = Reading(FakeReader("", Marks(codes=(code, code))))
    page.presenter.scan_pressed()
    assert page.model.codes == (code,)
    assert (page.model.code, page.model.kind, page.model.title) == (None, None, "")


@pytest.mark.parametrize(
    ("text", "sensitive"),
    [
        ("ORDONNANCE\nposologie : 1 comprimé", Sensitive.HEALTH),
        ("Tribunal correctionnel\nAttestation", Sensitive.CONVICTIONS),
        ("Récit de vie\nAttestation", Sensitive.BELIEFS),
    ],
)
def test_a_sensitive_paper_is_filed_once_the_person_agreed(text, sensitive):
    page = Reading(FakeReader(text))
    page.presenter.scan_pressed()
    page.presenter.kind_chosen(PaperKind.OTHER, "Autre papier")
    page.presenter.sharing_chosen(Sharing.PRIVATE)
    assert page.model.asks_agreement is sensitive
    assert not page.model.can_file
    page.presenter.agreement_given(True)
    page.presenter.file_paper_pressed()
    ((_, paper),) = page.worker.filed
    assert paper.sensitive == sensitive.value
    assert not page.model.is_agreed


def test_an_ordonnance_chosen_by_hand_asks_too_and_other_papers_do_not():
    page = Reading(FakeReader())
    page.presenter.scan_pressed()
    page.presenter.kind_chosen(PaperKind.PRESCRIPTION, "Ordonnance")
    assert page.model.asks_agreement is Sensitive.HEALTH
    page.presenter.kind_chosen(PaperKind.LETTER, "Courrier")
    assert page.model.asks_agreement is None


def test_a_date_that_is_none_is_not_filed():
    page = Reading(FakeReader())
    page.presenter.scan_pressed()
    page.presenter.kind_chosen(PaperKind.LETTER, "Courrier")
    page.presenter.sharing_chosen(Sharing.SHARED)
    page.presenter.expiry_typed("bientôt")
    assert not page.model.can_file
    page.presenter.expiry_typed(" ")
    assert page.model.can_file


def test_a_desk_that_reads_nothing_files_as_before():
    page = Reading(FakeReader(CAF))
    page.presenter.scan_pressed()
    assert replace(page.model, read=frozenset()) != page.model
    silent = Reading(FakeReader(CAF))
    silent.presenter._reading._tools = None
    silent.presenter.scan_pressed()
    assert silent.model.kind is None


def test_a_card_fills_only_what_is_empty_in_a_safe_to_open():
    from kiosk.capture.reading.dates import PartialDate
    from kiosk.capture.reading.understanding import Holder
    from ui.screens.desk_open.identity import identity_of, with_holder

    holder = Holder("Camille Lou", "Exemple", PartialDate(1990, 2, 14))
    empty = identity_of("", " ", "", "", today=TODAY)
    filled = with_holder(empty, holder, today=TODAY)
    assert (filled.given_names, filled.family_name) == ("Camille Lou", "Exemple")
    assert (filled.birth_text, filled.is_done) == ("14/02/1990", True)
    typed = identity_of("Camilla", "", "vers 1991", "", today=TODAY)
    kept = with_holder(typed, holder, today=TODAY)
    assert (kept.given_names, kept.family_name) == ("Camilla", "Exemple")
    assert kept.birth_text == "vers 1991"
    year_only = Holder("", "Exemple", PartialDate(1990, None, None))
    assert with_holder(empty, year_only, today=TODAY).birth_text == "1990"


@dataclass
class Opening:
    """A safe to open, at a desk that reads cards."""

    reader: FakeReader
    scanner: FakeScanner = field(default_factory=lambda: FakeScanner(feeder=1))
    worker: FakeWorker = field(default_factory=FakeWorker)
    shown: list[object] = field(default_factory=list)

    def __post_init__(self) -> None:
        desk = OpenDesk(
            jobs=InlineJobs(),
            device_jobs=InlineJobs(),
            scanner=self.scanner,
            printer=FakePrinter(),
            documents=FakeDocuments(),
            clock=FixedClock(),
            rng=CountingRng(),
            reading=ReadingTools(self.reader, InlineJobs()),
        )
        self.presenter = OpenPresenter(self.worker, desk, self.shown.append, Ways())

    @property
    def model(self):
        return self.shown[-1]


def test_a_card_proposes_whom_it_names_and_its_page_is_not_kept():
    zone = parse_zone(write_zone("td1", Zone(code="IR")), TODAY)
    assert zone is not None
    opening = Opening(FakeReader("", Marks((zone,))))
    opening.presenter.card_pressed()
    identity = opening.model.identity
    assert (identity.given_names, identity.family_name) == ("Camille", "Exemple")
    assert identity.birth_text == "14/02/1990"
    assert opening.model.card is CardReading.READ
    (draft,) = opening.worker.drafts.values()
    assert draft.pages == ()


def test_a_card_that_says_nothing_sure_leaves_the_fields_and_says_so():
    opening = Opening(FakeReader())
    opening.presenter.identity_typed("Camille", "", "", "")
    opening.presenter.card_pressed()
    assert opening.model.card is CardReading.NOTHING
    assert opening.model.identity.given_names == "Camille"


def test_a_scanner_that_fails_is_told_and_the_card_may_be_tried_again():
    opening = Opening(FakeReader(), scanner=FakeScanner(fault="scan.busy"))
    opening.presenter.card_pressed()
    assert opening.model.card is CardReading.NOT_YET
    assert opening.model.notice.key == "scan.busy"


def test_a_paper_with_an_end_offers_a_reminder_once_filed():
    page = Reading(FakeReader(CAF))
    page.presenter.scan_pressed()
    page.file()
    assert page.model.filed_expiry == datetime.date(2027, 6, 30)
    page.presenter.remind_pressed()
    assert page.ways.reminded == [AMINA]
    endless = Reading(FakeReader("ORDONNANCE"))
    endless.presenter.scan_pressed()
    endless.presenter.agreement_given(True)
    endless.file()
    assert endless.model.is_filed
    assert endless.model.filed_expiry is None


def test_an_agreement_is_not_another_person_s():
    page = Reading(FakeReader("ORDONNANCE\nposologie"))
    page.presenter.scan_pressed()
    page.presenter.agreement_given(True)
    page.presenter.other_person_pressed()
    page.presenter.person_chosen(AMINA)
    assert not page.model.is_agreed
