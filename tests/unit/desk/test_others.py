"""Dossiers, linking, sending, births, passphrases, files: without a window."""

from __future__ import annotations

import os
from dataclasses import replace
from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from kiosk.capture.antivirus.health import Health
from kiosk.capture.antivirus.health import Standing as AntivirusStanding
from kiosk.capture.antivirus.screening import Checked, Mode
from kiosk.domain.ages import age_at_most
from kiosk.domain.consents import Answer, Question, Standing, next_question, standing
from kiosk.domain.ids import ItemId
from kiosk.domain.passwords import PERSON_MINIMUM, missing_rules
from kiosk.errors import InvalidInput, Refused, Unavailable
from kiosk.flows.api import (
    Birth,
    ConsentAnswer,
    FactChoice,
    FactField,
    OutgoingLine,
    Paper,
    PaperContent,
    PaperKind,
    Sharing,
    SyncState,
)
from resources.texts import TextKind, load, passphrase_words
from tests.fakes.desk import (
    NOON,
    CountingRng,
    FakeDocuments,
    FakePrinter,
    FakeWorker,
    FakeWorkshop,
    FixedClock,
    HeldJobs,
    InlineJobs,
    person,
)
from tests.fakes.printing import FakePrinters, print_tools
from tests.fakes.sticks import FolderSticks
from ui.printed.facts import ReceiptKind
from ui.screens.desk_affiliate.presenter import AffiliatePage, AffiliatePresenter
from ui.screens.desk_common.births import birth_from_text, birth_to_text
from ui.screens.desk_common.consent import Stage
from ui.screens.desk_common.contacts import is_email, is_phone
from ui.screens.desk_common.passwords import propose_passphrase
from ui.screens.desk_dossier.presenter import DossierPage, DossierPresenter
from ui.screens.desk_outgoing.presenter import OutgoingPresenter
from ui.screens.desk_scan.files import AllowedFolders

TODAY = date(2026, 11, 21)
AMINA = person("Amina", "Diallo", 1)


class Ways:
    def __init__(self) -> None:
        self.went: list[object] = []

    def __getattr__(self, name: str):
        return lambda *arguments: self.went.append((name, *arguments))


def paper(number: int, pages: int = 2) -> PaperContent:
    line = Paper(
        ItemId(bytes([number]) * 16),
        f"Papier {number}",
        PaperKind.OTHER,
        Sharing.SHARED,
        pages,
        NOON + timedelta(days=number),
        "",
        is_here=True,
    )
    return PaperContent(line, b"%PDF")


class Dossier:
    def __init__(
        self,
        worker: FakeWorker,
        file_check: FakeWorkshop | None = None,
        jobs: InlineJobs | HeldJobs | None = None,
    ) -> None:
        self.worker, self.shown, self.ways = worker, [], Ways()
        self.documents, self.printer = FakeDocuments(), FakePrinter()
        self.printers, self.prints, self.copies = FakePrinters(), [], []
        self.presenter = DossierPresenter(
            worker,
            jobs or InlineJobs(),
            InlineJobs(),
            printer=self.printer,
            printing=print_tools(self.printers),
            documents=self.documents,
            clock=FixedClock(),
            show=self.shown.append,
            show_print=self.prints.append,
            show_copy=self.copies.append,
            ways=self.ways,
            person=AMINA,
            file_check=file_check or FakeWorkshop(),
            media_jobs=InlineJobs(),
        )

    @property
    def model(self):
        return self.shown[-1]


@pytest.mark.parametrize("standing", AntivirusStanding)
def test_a_file_not_checked_yet_is_looked_at_once_where_an_antivirus_answers(standing):
    content = paper(1)
    content = replace(content, paper=replace(content.paper, is_unchecked=True))
    worker = FakeWorker(shelf=[content])
    dossier = Dossier(worker, FakeWorkshop(health=Health(Mode.PREFERRED, standing)))
    dossier.presenter.refresh()
    is_away = standing in (AntivirusStanding.ABSENT, AntivirusStanding.OFF)
    asked = [(AMINA.person, Checked.CLEAN)]
    assert worker.checked_papers == ([] if is_away else asked)


def test_papers_that_were_checked_are_not_looked_at_again():
    worker = FakeWorker(shelf=[paper(1)])
    Dossier(worker)
    assert worker.checked_papers == []


def test_shared_papers_are_listed_newest_first_and_read_page_by_page():
    dossier = Dossier(FakeWorker(shelf=[paper(1), paper(2)]))
    assert [p.title for p in dossier.model.papers] == ["Papier 2", "Papier 1"]
    dossier.presenter.paper_chosen(dossier.model.papers[0])
    assert dossier.model.page is DossierPage.PAPER
    for _ in range(3):
        dossier.presenter.page_turned(1)
    assert dossier.model.shown_page == 1
    dossier.presenter.page_turned(-5)
    assert dossier.model.shown_page == 0
    dossier.presenter.escape_pressed()
    assert (dossier.model.page, dossier.model.content) == (DossierPage.PAPERS, None)
    dossier.presenter.escape_pressed()
    assert dossier.ways.went == [("home",)]


def test_an_open_paper_is_printed_for_the_person_and_escape_comes_back_to_it():
    dossier = Dossier(FakeWorker(shelf=[paper(1, pages=3)]))
    dossier.presenter.print_pressed()
    assert dossier.prints == [], "nothing is open"
    dossier.presenter.paper_chosen(dossier.model.papers[0])
    dossier.presenter.page_turned(1)
    dossier.presenter.print_pressed()
    assert dossier.model.page is DossierPage.PRINT
    assert (dossier.prints[-1].page_count, dossier.prints[-1].shown_page) == (3, 1)
    dossier.presenter.print.print_pressed()
    assert len(dossier.printers.sent) == 1
    assert dossier.worker.prints == [(AMINA.person, ItemId(bytes([1]) * 16))]
    dossier.presenter.escape_pressed()
    assert dossier.model.page is DossierPage.PAPER
    assert dossier.model.content is not None


def test_what_is_told_of_an_earlier_print_does_not_show_on_the_next():
    dossier = Dossier(FakeWorker(shelf=[paper(1)]))
    dossier.presenter.paper_chosen(dossier.model.papers[0])
    dossier.presenter.print_pressed()
    first = dossier.presenter.print
    dossier.presenter.escape_pressed()
    dossier.presenter.print_pressed()
    shown = len(dossier.prints)
    first.copies_chosen(3)
    assert len(dossier.prints) == shown


def test_a_paper_whose_pages_are_elsewhere_is_told():
    worker = FakeWorker(shelf=[paper(1)], failing={"read": Unavailable("paper.not_here")})
    dossier = Dossier(worker)
    dossier.presenter.paper_chosen(dossier.model.papers[0])
    assert dossier.model.notice.key == "paper.not_here"
    assert dossier.model.page is DossierPage.PAPERS
    assert not dossier.model.busy


def test_a_dossier_tells_that_two_posts_told_the_identity_differently():
    worker = FakeWorker(people=[AMINA], shelf=[paper(1)])
    told = FactChoice(FactField.FAMILY_NAME, ())
    worker.known_facts[AMINA.person] = replace(worker.facts(AMINA.person), choices=(told,))
    dossier = Dossier(worker)
    assert dossier.model.has_choices
    dossier.presenter.facts_pressed()
    assert dossier.ways.went == [("facts", AMINA)]
    worker.failing["facts"] = InvalidInput("facts.unknown")
    quiet = Dossier(worker)
    assert (quiet.model.has_choices, quiet.model.notice) == (False, None)


def test_an_affiliation_ends_after_one_question_and_a_receipt_is_ready():
    dossier = Dossier(FakeWorker(shelf=[paper(1)]))
    dossier.presenter.end_confirmed()
    assert dossier.worker.removed == []
    dossier.presenter.end_pressed()
    dossier.presenter.escape_pressed()
    assert dossier.model.page is DossierPage.PAPERS
    dossier.presenter.end_pressed()
    dossier.presenter.end_confirmed()
    assert dossier.worker.removed == [AMINA.person]
    assert (dossier.model.page, dossier.model.papers) == (DossierPage.ENDED, ())
    assert dossier.documents.receipts[0].kind is ReceiptKind.AFFILIATION_ENDED
    dossier.presenter.print_receipt_pressed()
    assert dossier.printer.printed == [("receipt", b"receipt")]


class Affiliating:
    def __init__(self, worker: FakeWorker) -> None:
        self.worker, self.shown, self.ways = worker, [], Ways()
        self.documents = FakeDocuments()
        self.presenter = AffiliatePresenter(
            worker,
            InlineJobs(),
            InlineJobs(),
            printer=FakePrinter(),
            documents=self.documents,
            clock=FixedClock(),
            show=self.shown.append,
            ways=self.ways,
        )

    @property
    def model(self):
        return self.shown[-1]

    def answer(self, answer: Answer) -> None:
        self.presenter.consent_pressed()
        while self.model.walk.stage is Stage.CARDS:
            self.presenter.card_forward()
        self.presenter.answered(answer)


def test_a_person_is_linked_by_their_own_sign_in_in_their_language():
    affiliating = Affiliating(FakeWorker())
    affiliating.presenter.language_chosen("ar")
    affiliating.answer(Answer.YES)
    assert affiliating.model.page is AffiliatePage.SIGN_IN
    affiliating.presenter.sign_in_pressed(" Yonas-M4TA ", "Secret-12")
    ((login, evidence),) = affiliating.worker.affiliated
    text = load(TextKind.AFFILIATION, "ar")
    assert login == "yonas-m4ta"
    assert (evidence.answer, evidence.language) == (ConsentAnswer.YES, "ar")
    assert (evidence.text_sha256, evidence.scope) == (text.sha256, text.scope)
    assert affiliating.model.page is AffiliatePage.LINKED
    assert affiliating.documents.receipts[0].language == "ar"
    affiliating.presenter.dossier_pressed()
    assert affiliating.ways.went[0][0] == "dossier"


def test_a_person_who_says_no_is_recorded_and_not_asked_to_sign_in():
    affiliating = Affiliating(FakeWorker())
    affiliating.answer(Answer.NO)
    assert affiliating.model.page is AffiliatePage.REFUSED
    ((evidence,),) = affiliating.worker.refusals
    assert evidence.answer is ConsentAnswer.NO
    assert affiliating.worker.affiliated == []


def test_a_lock_on_the_persons_account_runs_down_on_the_turned_screen():
    worker = FakeWorker(failing={"affiliate_by_sign_in": Refused("sign_in.locked", seconds=2)})
    affiliating = Affiliating(worker)
    affiliating.answer(Answer.YES)
    affiliating.presenter.sign_in_pressed("yonas", "x")
    assert affiliating.model.locked_s == 2
    worker.failing.clear()
    affiliating.presenter.sign_in_pressed("yonas", "x")
    assert worker.affiliated == []
    affiliating.presenter.second_passed()
    affiliating.presenter.second_passed()
    affiliating.presenter.sign_in_pressed("yonas", "x")
    assert len(worker.affiliated) == 1


def test_empty_fields_are_told_and_escape_goes_back_one_step():
    affiliating = Affiliating(FakeWorker())
    affiliating.answer(Answer.YES)
    affiliating.presenter.sign_in_pressed("", "")
    assert affiliating.model.is_login_missing
    assert affiliating.model.is_password_missing
    for page in (AffiliatePage.CONSENT, AffiliatePage.START):
        affiliating.presenter.escape_pressed()
        assert affiliating.model.page is page
    affiliating.presenter.escape_pressed()
    assert affiliating.ways.went == [("home",)]


def test_what_is_to_be_checked_stands_first_then_the_oldest():
    lines = [
        OutgoingLine(b"1", "item", NOON, None),
        OutgoingLine(b"2", "item", NOON - timedelta(hours=1), None),
        OutgoingLine(b"3", "affil", NOON, "vault.cannot_open"),
    ]
    shown: list = []
    OutgoingPresenter(FakeWorker(lines=lines), InlineJobs(), shown.append, lambda: None)
    assert [line.statement for line in shown[-1].lines] == [b"3", b"2", b"1"]
    assert shown[-1].sync.state is SyncState.UP_TO_DATE


REFUSED = OutgoingLine(b"1", "item", NOON, "sync.refused.too_large", may_be_taken_out=True)
ALSO_REFUSED = OutgoingLine(b"2", "consent", NOON, "sync.refused.outdated")


class Outgoing:
    def __init__(self, *lines: OutgoingLine) -> None:
        self.worker, self.shown = FakeWorker(lines=list(lines)), []
        self.presenter = OutgoingPresenter(
            self.worker, InlineJobs(), self.shown.append, lambda: None
        )

    @property
    def model(self):
        return self.shown[-1]


def test_a_refused_change_is_offered_again_or_kept_without_sending():
    page = Outgoing(REFUSED, ALSO_REFUSED)
    page.presenter.retry_pressed(ALSO_REFUSED)
    assert page.worker.retried == [b"2"]
    page.presenter.keep_pressed(REFUSED)
    waiting, kept = page.model.lines
    assert (waiting.statement, waiting.refused_key) == (b"2", None)
    assert (kept.statement, kept.is_kept) == (b"1", True)


def test_a_change_taken_out_comes_back_by_its_undo_bar():
    page = Outgoing(REFUSED)
    page.presenter.take_out_pressed(REFUSED)
    assert (page.model.lines, page.model.taken_out) == ((), REFUSED)
    page.presenter.refresh()
    assert page.model.taken_out == REFUSED
    page.presenter.undo_pressed()
    assert (page.model.lines, page.model.taken_out) == ((REFUSED,), None)
    page.presenter.take_out_pressed(REFUSED)
    page.presenter.undo_expired()
    page.presenter.undo_pressed()
    assert page.model.lines == ()


def test_a_decision_that_fails_is_told_until_it_is_read():
    page = Outgoing(REFUSED)
    page.worker.failing["take_out"] = Refused("sending.stays")
    page.presenter.take_out_pressed(REFUSED)
    page.presenter.refresh()
    assert page.model.notice.key == "sending.stays"
    assert (page.model.lines, page.model.taken_out) == ((REFUSED,), None)
    page.presenter.notice_closed()
    page.worker.failing["outgoing"] = Unavailable("vault.busy")
    page.presenter.refresh()
    assert page.model.notice.key == "vault.busy"
    page.worker.failing.clear()
    page.presenter.refresh()
    assert page.model.notice is None, "the list came: there is nothing to tell"


def test_the_list_is_asked_for_one_question_at_a_time():
    held = HeldJobs()
    presenter = OutgoingPresenter(FakeWorker(), held, lambda _m: None, lambda: None)
    presenter.refresh()
    presenter.refresh()
    assert len(held.waiting) == 1


@pytest.mark.parametrize(
    ("text", "birth"),
    [
        ("", Birth()),
        ("1990", Birth(1990)),
        ("vers 1990", Birth(1990, is_about=True)),
        ("Vers 03/1990", Birth(1990, 3, is_about=True)),
        ("11/1990", Birth(1990, 11)),
        ("21/11/1990", Birth(1990, 11, 21)),
        ("21 11 1990", Birth(1990, 11, 21)),
        ("01.01.1985", Birth(1985, 1, 1)),
        ("29/02/2000", Birth(2000, 2, 29)),
        ("29/02/2001", None),
        ("13/1990", None),
        ("90", None),
        ("21/11/90", None),
        ("1/2/3/1990", None),
        ("22/11/2026", None),
        ("1890", None),
        ("vers", None),
        ("hier", None),
    ],
)
def test_birth_dates_are_read_as_people_say_them(text, birth):
    assert birth_from_text(text, today=TODAY) == birth


@given(st.text(max_size=30))
def test_any_text_is_a_birth_date_or_none(text):
    birth = birth_from_text(text, today=TODAY)
    if birth is not None:
        assert birth_from_text(birth_to_text(birth), today=TODAY) == birth


@pytest.mark.parametrize(
    ("birth", "age"),
    [
        (Birth(), None),
        (Birth(2010), 16),
        (Birth(2010, 11, 21), 16),
        (Birth(2010, 11, 22), 15),
        (Birth(2010, 12), 15),
    ],
)
def test_the_age_of_a_partial_date_is_the_greatest_it_allows(birth, age):
    assert age_at_most(birth.year, birth.month, birth.day, today=TODAY) == age


@given(st.binary(min_size=64, max_size=64))
def test_every_proposed_passphrase_would_be_accepted(seed):
    class Seeded:
        def __init__(self) -> None:
            self.at = 0

        def bytes(self, count: int) -> bytes:
            self.at += 1
            return bytes((seed[(self.at * 2 + i) % 64] + self.at) % 256 for i in range(count))

    words = propose_passphrase(Seeded(), passphrase_words())
    missing = missing_rules(words, minimum=PERSON_MINIMUM)
    # Four times the same word may be drawn by such a made-up source; chance never does.
    assert not missing or len(set(words.lower().split("-"))) < 3


def test_words_are_drawn_evenly_even_past_the_last_whole_multiple():
    class High:
        def __init__(self) -> None:
            self.given = [b"\xff\xff", b"\x00\x01"] * 4

        def bytes(self, count: int) -> bytes:
            return self.given.pop(0)

    words = passphrase_words()
    assert propose_passphrase(High(), words).lower() == "-".join([words[1]] * 4)


def test_too_short_a_list_proposes_nothing():
    with pytest.raises(ValueError, match="too few"):
        propose_passphrase(CountingRng(), ("mot",) * 10)


@pytest.mark.parametrize(
    ("text", "is_one"),
    [
        ("06 12 34 56 78", True),
        ("+33 (0)6.12.34.56.78", True),
        ("0612", False),
        ("allo", False),
        ("06 12 34 56 7８", False),
    ],
)
def test_phone_numbers_are_complete_or_not(text, is_one):
    assert is_phone(text) is is_one


@pytest.mark.parametrize(
    ("text", "is_one"),
    [("a@b.fr", True), (" a@b.fr ", True), ("a@b", False), ("a b@c.fr", False), ("", False)],
)
def test_addresses_are_complete_or_not(text, is_one):
    assert is_email(text) is is_one


ANSWERS = st.dictionaries(st.sampled_from(Question), st.sampled_from(Answer))


@given(ANSWERS, st.booleans())
def test_a_safe_may_open_only_with_information_and_a_signed_mandate(answers, is_signed):
    if standing(answers, is_signed=is_signed) is Standing.GIVEN:
        assert answers[Question.MANDATE] is Answer.YES
        assert answers[Question.INFORMATION] is Answer.YES
        assert answers[Question.AFFILIATION] in Answer
        assert is_signed


@given(ANSWERS, st.booleans())
def test_a_refused_mandate_outranks_every_other_answer(answers, is_signed):
    refused = answers.get(Question.MANDATE) in (Answer.NO, Answer.NOT_TODAY)
    assert (standing(answers, is_signed=is_signed) is Standing.REFUSED) is refused


def test_the_first_question_without_a_settling_answer_comes_next():
    assert next_question({}) is Question.INFORMATION
    assert next_question({Question.INFORMATION: Answer.NOT_TODAY}) is Question.INFORMATION
    given_so_far = {Question.INFORMATION: Answer.YES, Question.MANDATE: Answer.YES}
    assert next_question(given_so_far) is Question.AFFILIATION
    assert next_question({**given_so_far, Question.AFFILIATION: Answer.NO}) is None


def test_a_file_without_pages_opens_without_being_read_and_may_be_copied():
    office = replace(paper(1).paper, page_count=0)
    worker = FakeWorker(
        people=[AMINA], failing={"read": Refused("paper.not_shown")}, shelf=[paper(1)]
    )
    dossier = Dossier(worker)
    dossier.presenter.paper_chosen(office)
    assert dossier.model.page is DossierPage.PAPER
    assert dossier.model.notice is None
    dossier.presenter.copy_pressed()
    assert dossier.model.page is DossierPage.COPY


def test_only_allowed_folders_are_listed_and_read(tmp_path):
    inside, outside = tmp_path / "papiers", tmp_path / "secret"
    inside.mkdir()
    outside.mkdir()
    (inside / "b.pdf").write_bytes(b"%PDF-b")
    (inside / "A.JPG").write_bytes(b"jpg")
    (inside / "notes.txt").write_text("x")
    (inside / ".cache").mkdir()
    (inside / "2026").mkdir()
    (outside / "s.pdf").write_bytes(b"secret")
    os.symlink(outside, inside / "lien")
    os.symlink(outside / "s.pdf", inside / "lien.pdf")
    files = AllowedFolders((("Papiers", inside), ("Absent", tmp_path / "absent")))
    assert [place.name for place in files.places()] == ["Papiers"]
    names = [entry.name for entry in files.entries(str(inside))]
    assert names == ["2026", "A.JPG", "b.pdf"]
    assert files.read(str(inside / "b.pdf")) == b"%PDF-b"
    for path in (outside / "s.pdf", inside / "lien.pdf", inside / ".." / "secret" / "s.pdf"):
        with pytest.raises(InvalidInput, match="file.unreadable"):
            files.read(str(path))
    for folder in (tmp_path, inside / "lien", tmp_path / "absent"):
        with pytest.raises(InvalidInput, match="file.unreadable"):
            files.entries(str(folder))


def test_keys_that_are_plugged_in_are_places(tmp_path):
    media = tmp_path / "media"
    files = AllowedFolders((), media=(media,))
    assert files.places() == []
    (media / "CLE-USB").mkdir(parents=True)
    (media / "CLE-USB" / "a.pdf").write_bytes(b"%PDF-")
    (place,) = files.places()
    assert place.name == "CLE-USB"
    assert [entry.name for entry in files.entries(place.path)] == ["a.pdf"]


def test_a_stick_comes_into_the_picker_mounted_and_goes_with_its_cable(tmp_path):
    sticks = FolderSticks(tmp_path)
    files = AllowedFolders((), media=(tmp_path,), sticks=sticks, stick_word="Clé USB")
    assert files.places() == []
    sticks.plug_in("/dev/sdb1", "")
    (place,) = files.places()
    assert (place.name, place.path) == ("Clé USB", str(tmp_path / "sdb1"))
    (tmp_path / "sdb1" / "bail.pdf").write_bytes(b"%PDF-1.7")
    (entry,) = files.entries(place.path)
    assert files.read(entry.path) == b"%PDF-1.7"
    sticks.pull_out("/dev/sdb1")
    (tmp_path / "sdb1" / "bail.pdf").unlink()
    (tmp_path / "sdb1").rmdir()
    assert files.places() == []


def test_a_stick_that_cannot_be_read_is_left_out_until_it_is_plugged_in_anew(tmp_path):
    sticks = FolderSticks(tmp_path, unreadable={"/dev/sdb1"})
    files = AllowedFolders((), media=(tmp_path,), sticks=sticks)
    sticks.plug_in("/dev/sdb1")
    assert files.places() == []
    sticks.unreadable.clear()
    assert files.places() == []  # it is not tried every second
    sticks.pull_out("/dev/sdb1")
    assert files.places() == []
    sticks.plug_in("/dev/sdb1")
    assert [place.name for place in files.places()] == ["CLE"]


def test_papers_are_looked_for_by_words_and_the_first_step_back_shows_all_again():
    dossier = Dossier(FakeWorker(people=[AMINA], shelf=[paper(1), paper(2)]))
    dossier.presenter.words_typed("papier 1")
    assert [found.title for found in dossier.model.listed] == ["Papier 1"]
    dossier.presenter.words_typed("xyz")
    assert dossier.model.listed == ()
    dossier.presenter.escape_pressed()
    assert len(dossier.model.listed) == 2
    assert dossier.ways.went == []
    dossier.presenter.escape_pressed()
    assert dossier.ways.went == [("home",)]


def test_what_is_looked_for_is_looked_for_again_when_the_list_is_loaded_again():
    worker = FakeWorker(people=[AMINA], shelf=[paper(1), paper(2)])
    dossier = Dossier(worker)
    dossier.presenter.words_typed("papier")
    worker.shelf.append(paper(3))
    dossier.presenter.refresh()
    assert "Papier 3" in [found.title for found in dossier.model.listed]


def test_no_paper_is_said_to_be_found_by_the_answer_and_by_nothing_before_it():
    jobs = HeldJobs()
    dossier = Dossier(FakeWorker(people=[AMINA], shelf=[paper(1), paper(2)]), jobs=jobs)
    jobs.run_all()
    dossier.presenter.words_typed("xyz")
    assert dossier.model.search.is_looking
    assert not dossier.model.search.finds_none
    assert len(dossier.model.listed) == 2
    jobs.run_all()
    assert dossier.model.search.finds_none
