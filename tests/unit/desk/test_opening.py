"""Opening a safe without a window: four blocks, drafts, refusals, secrets."""

from __future__ import annotations

import json
from dataclasses import dataclass, field, replace

import pytest

from kiosk.domain.consents import Answer, Question, Standing
from kiosk.errors import Unavailable
from kiosk.flows.api import Birth, ConsentAnswer, ConsentKind, Draft
from resources.texts import TextKind, load
from tests.fakes.desk import (
    NOON,
    CountingRng,
    FakeDocuments,
    FakePrinter,
    FakeWorker,
    FixedClock,
    HeldJobs,
    InlineJobs,
    person,
)
from tests.fakes.scanner import FakeScanner
from ui.screens.desk_common.consent import Stage
from ui.screens.desk_open.model import (
    AccessEntry,
    Block,
    EntryFault,
    OpenModel,
    Page,
    PaperSigning,
)
from ui.screens.desk_open.presenter import Desk, OpenPresenter

PASSWORD = "Tournesol-88"
ENTRY = AccessEntry(PASSWORD, PASSWORD)


class Ways:
    def __init__(self) -> None:
        self.went: list[object] = []

    def home(self) -> None:
        self.went.append("home")

    def scan_for(self, someone: object) -> None:
        self.went.append(("scan", someone))


@dataclass
class Opening:
    """A page with everything it needs, and what it showed."""

    worker: FakeWorker = field(default_factory=FakeWorker)
    jobs: object = field(default_factory=InlineJobs)
    scanner: FakeScanner = field(default_factory=FakeScanner)
    printer: FakePrinter = field(default_factory=FakePrinter)
    documents: FakeDocuments = field(default_factory=FakeDocuments)
    draft: Draft | None = None
    shown: list[OpenModel] = field(default_factory=list)
    ways: Ways = field(default_factory=Ways)

    def __post_init__(self) -> None:
        desk = Desk(
            jobs=self.jobs,
            device_jobs=InlineJobs(),
            scanner=self.scanner,
            printer=self.printer,
            documents=self.documents,
            clock=FixedClock(),
            rng=CountingRng(),
        )
        self.presenter = OpenPresenter(self.worker, desk, self.shown.append, self.ways, self.draft)

    @property
    def model(self) -> OpenModel:
        return self.shown[-1]

    def say_who(self, birth: str = "vers 1990", guardian: str = "") -> None:
        self.presenter.identity_typed("Amina", "Diallo", birth, guardian)

    def read_cards(self) -> None:
        while self.model.walk is not None and self.model.walk.stage is Stage.CARDS:
            self.presenter.card_forward()

    def answer(self, *answers: Answer) -> None:
        """Walk the turned screen, giving `answers` in order and signing when asked."""
        self.presenter.consent_pressed()
        for answer in answers:
            self.read_cards()
            self.presenter.answered(answer)
            if self.model.walk and self.model.walk.stage is Stage.SIGNATURE:
                self.presenter.signed_on_screen(b"ink")
        self.presenter.consent_left()

    def agree(self, affiliation: Answer = Answer.YES) -> None:
        self.answer(Answer.YES, Answer.YES, affiliation)

    def choose_password(self, entry: AccessEntry = ENTRY) -> None:
        self.presenter.access_pressed()
        self.presenter.access_done(entry)

    def fill(self) -> None:
        self.say_who()
        self.agree()
        self.choose_password()


def test_a_safe_opens_with_everything_that_was_said():
    opening = Opening()
    opening.presenter.language_chosen("ar")
    opening.presenter.interpreter_typed("Yasmine B.")
    opening.say_who()
    opening.agree()
    entry = AccessEntry(
        PASSWORD, PASSWORD, "question_food", "Mafé", "06 12 34 56 78", "amina@example.org"
    )
    opening.choose_password(entry)
    assert opening.model.can_finish
    opening.presenter.finish_pressed()
    (safe,) = opening.worker.safes
    assert (safe.given_names, safe.family_name, safe.language) == ("Amina", "Diallo", "ar")
    assert safe.birth == Birth(1990, is_about=True)
    assert safe.password == PASSWORD
    assert safe.is_affiliated
    assert (safe.phone, safe.email) == ("06 12 34 56 78", "amina@example.org")
    assert safe.secret_answer == "Mafé"
    assert safe.secret_question == "طعامكم المفضل؟"
    assert safe.mandate_pdf == b"mandate"
    mandate = load(TextKind.MANDATE, "ar")
    by_kind = {evidence.kind: evidence for evidence in safe.consents}
    assert set(by_kind) == {
        ConsentKind.INFORMATION,
        ConsentKind.MANDATE,
        ConsentKind.AFFILIATION,
    }
    given = by_kind[ConsentKind.MANDATE]
    assert (given.text_version, given.text_sha256) == (mandate.version, mandate.sha256)
    assert (given.method, given.signature_png, given.scope) == ("screen", b"ink", mandate.scope)
    assert {e.interpreter for e in safe.consents} == {"Yasmine B."}
    assert opening.model.page is Page.FINISHED
    assert opening.documents.cards[0].login == "amina.d-7k3f"


@pytest.mark.parametrize(
    "order", [("who", "agree", "access"), ("access", "who", "agree"), ("agree", "access", "who")]
)
def test_blocks_fill_in_any_order(order):
    opening = Opening()
    doings = {
        "who": opening.say_who,
        "agree": opening.agree,
        "access": opening.choose_password,
    }
    for step in order:
        assert not opening.model.can_finish
        doings[step]()
    assert opening.model.can_finish


def test_affiliation_refused_still_opens_the_safe():
    opening = Opening()
    opening.say_who()
    opening.agree(Answer.NO)
    opening.choose_password()
    opening.presenter.finish_pressed()
    (safe,) = opening.worker.safes
    assert not safe.is_affiliated
    refused = next(e for e in safe.consents if e.kind is ConsentKind.AFFILIATION)
    assert (refused.answer, refused.scope) == (ConsentAnswer.NO, ())


@pytest.mark.parametrize(("birth", "kept"), [("2020", "Fatou Diop"), ("1990", "")])
def test_who_answers_for_somebody_under_16_goes_with_the_safe(birth, kept):
    opening = Opening()
    opening.say_who(birth, " Fatou Diop ")
    opening.agree()
    opening.choose_password()
    opening.presenter.finish_pressed()
    assert [safe.guardian for safe in opening.worker.safes] == [kept]


@pytest.mark.parametrize("answer", [Answer.NO, Answer.NOT_TODAY])
def test_a_refused_mandate_is_recorded_and_nothing_else_is_kept(answer):
    opening = Opening()
    opening.say_who()
    opening.choose_password()
    assert opening.worker.drafts
    opening.answer(Answer.YES, answer)
    (evidence,) = opening.worker.refusals[0]
    assert (evidence.kind, evidence.answer) == (ConsentKind.MANDATE, ConsentAnswer(answer.value))
    assert evidence.signature_png == b""
    assert opening.model == OpenModel("Relais du Port", page=Page.REFUSED)
    assert opening.worker.drafts == {}
    assert opening.worker.safes == []
    assert "Amina" not in repr(opening.model)
    assert PASSWORD not in repr(vars(opening.presenter))


def test_a_refusal_that_could_not_be_stored_is_told_and_asked_again():
    opening = Opening()
    opening.worker.failing["record_refusal"] = Unavailable("vault.disk_full")
    opening.answer(Answer.YES, Answer.NO)
    assert opening.model.page is Page.FORM
    assert opening.model.notice is not None
    assert opening.model.notice.key == "vault.disk_full"
    assert not opening.model.can_finish
    assert opening.model.accord.standing is Standing.REFUSED


def test_information_not_understood_is_explained_again_before_the_mandate():
    opening = Opening()
    opening.presenter.consent_pressed()
    opening.read_cards()
    opening.presenter.answered(Answer.NOT_TODAY)
    walk = opening.model.walk
    assert walk is not None
    assert (walk.question, walk.stage, walk.card) == (Question.INFORMATION, Stage.CARDS, 0)


def test_an_answer_is_taken_at_its_question_only():
    opening = Opening()
    opening.presenter.consent_pressed()
    opening.presenter.answered(Answer.YES)
    assert opening.model.walk is not None
    assert opening.model.walk.answers == {}


def test_a_mandate_given_without_a_signature_does_not_count():
    opening = Opening()
    opening.say_who()
    opening.choose_password()
    opening.presenter.consent_pressed()
    for _ in range(2):
        opening.read_cards()
        opening.presenter.answered(Answer.YES)
    opening.presenter.signed_on_screen(b"")
    opening.presenter.escape_pressed()
    assert not opening.model.can_finish
    assert opening.model.missing == (Block.ACCORD,)
    opening.presenter.consent_pressed()
    assert opening.model.walk is not None
    assert opening.model.walk.question is Question.MANDATE


def test_another_language_asks_the_questions_again():
    opening = Opening()
    opening.fill()
    opening.presenter.language_chosen("ar")
    assert opening.model.accord.answers == {}
    assert opening.model.missing == (Block.ACCORD,)


def test_a_mandate_signed_on_paper_is_printed_then_scanned():
    opening = Opening()
    opening.say_who()
    opening.presenter.consent_pressed()
    for _ in range(2):
        opening.read_cards()
        opening.presenter.answered(Answer.YES)
    opening.presenter.paper_pressed()
    opening.presenter.print_mandate_to_sign_pressed()
    assert opening.printer.printed == [("mandate", b"mandate")]
    assert opening.documents.mandates[0].signature == b""
    opening.presenter.scan_signed_mandate_pressed()
    opening.read_cards()
    opening.presenter.answered(Answer.NO)
    opening.presenter.consent_left()
    opening.choose_password()
    opening.presenter.finish_pressed()
    given = next(e for e in opening.worker.safes[0].consents if e.kind is ConsentKind.MANDATE)
    assert given.method == "paper"
    assert given.signature_png.startswith(b"\xff\xd8")
    assert opening.documents.mandates[-1].is_on_paper


def test_a_scanner_that_is_away_leaves_the_person_at_the_signature():
    opening = Opening(scanner=FakeScanner(is_plugged=False))
    opening.presenter.consent_pressed()
    for _ in range(2):
        opening.read_cards()
        opening.presenter.answered(Answer.YES)
    opening.presenter.paper_pressed()
    opening.presenter.scan_signed_mandate_pressed()
    assert opening.model.notice is not None
    assert opening.model.notice.key == "scan.no_scanner"
    assert opening.model.paper_signing is PaperSigning.ASKED
    opening.presenter.screen_signing_pressed()
    opening.presenter.signed_on_screen(b"ink")
    assert opening.model.walk is not None
    assert opening.model.walk.is_signed


@pytest.mark.parametrize(
    ("given", "family", "birth", "guardian", "is_done"),
    [
        ("Yonas", "", "", "", True),
        ("", "Diallo", "1990", "", True),
        ("", "  ", "1990", "", False),
        ("Amina", "Diallo", "31/02/1990", "", False),
        ("Amina", "Diallo", "01/01/1985", "", True),
        ("Amina", "Diallo", "2014", "", False),
        ("Amina", "Diallo", "2014", "Fatou Diallo", True),
        ("Amina", "Diallo", "21/11/2010", "", True),
        ("Amina", "Diallo", "22/11/2010", "", False),
    ],
)
def test_block_one_is_done_with_one_name_a_possible_date_and_an_answerer(
    given, family, birth, guardian, is_done
):
    opening = Opening()
    opening.presenter.identity_typed(given, family, birth, guardian)
    assert opening.model.is_done(Block.IDENTITY) is is_done


def test_names_typed_in_two_unicode_forms_are_one_name():
    opening = Opening()
    opening.presenter.identity_typed("Ame\u0301lie", "", "", "")
    assert opening.model.identity.given_names == "Amélie"


def test_possible_doubles_are_shown_and_never_block():
    opening = Opening(FakeWorker(people=[person("Aminata", "Diallo", 4)]))
    opening.say_who()
    assert [p.given_names for p in opening.model.duplicates] == ["Aminata"]
    opening.agree()
    opening.choose_password()
    assert opening.model.can_finish


def test_doubles_of_an_older_name_are_dropped():
    jobs = HeldJobs()
    opening = Opening(FakeWorker(people=[person("Aminata", "Diallo", 4)]), jobs=jobs)
    opening.presenter.identity_typed("Amina", "Diallo", "", "")
    opening.presenter.identity_typed("Amina", "Diop", "", "")
    jobs.run_all()
    assert opening.model.duplicates == ()


@pytest.mark.parametrize(
    ("entry", "fault"),
    [
        (replace(ENTRY, question="question_food"), EntryFault.ANSWER_MISSING),
        (replace(ENTRY, phone="06 12"), EntryFault.PHONE),
        (replace(ENTRY, email="amina@"), EntryFault.EMAIL),
    ],
)
def test_what_the_person_mistyped_is_told_beside_its_field(entry, fault):
    opening = Opening()
    opening.choose_password(entry)
    assert opening.model.faults == {fault}
    assert opening.model.page is Page.ACCESS
    assert not opening.model.access.is_set


@pytest.mark.parametrize("password", ["court", "Amina1990", "toutenminuscules"])
def test_a_weak_password_is_not_taken(password):
    opening = Opening()
    opening.say_who()
    opening.choose_password(AccessEntry(password, password))
    assert not opening.model.access.is_set


def test_leaving_the_password_page_keeps_what_was_chosen_before():
    opening = Opening()
    opening.fill()
    opening.presenter.access_pressed()
    opening.presenter.password_typed("autre", "")
    opening.presenter.escape_pressed()
    assert opening.model.can_finish


def test_every_change_is_kept_in_a_draft_without_any_secret():
    opening = Opening()
    opening.say_who()
    opening.agree()
    entry = AccessEntry(PASSWORD, PASSWORD, "question_food", "Canari", "0612345678", "")
    opening.choose_password(entry)
    opening.presenter.scan_wanted(True)
    (draft,) = opening.worker.drafts.values()
    assert draft.kind == "opening"
    assert draft.facts["given_names"] == "Amina"
    told = json.dumps(draft.facts)
    for secret in (PASSWORD, "Canari", "question_food"):
        assert secret not in told
    assert PASSWORD not in repr(opening.shown)
    assert "Canari" not in repr(opening.shown)


def test_a_draft_brings_back_everything_but_the_password():
    first = Opening()
    first.presenter.language_chosen("ar")
    first.fill()
    first.presenter.scan_wanted(True)
    first.presenter.leave_pressed()
    assert first.ways.went == ["home"]
    (draft,) = first.worker.drafts.values()
    again = Opening(first.worker, draft=draft)
    assert again.model.identity == first.model.identity
    assert again.model.accord == first.model.accord
    assert again.model.is_scan_wanted
    assert again.model.missing == (Block.ACCESS,)
    again.choose_password()
    again.presenter.finish_pressed()
    assert again.worker.safes[0].consents[1].signature_png == b"ink"
    assert again.worker.drafts == {}


def test_a_draft_of_older_texts_asks_the_questions_again():
    first = Opening()
    first.fill()
    (draft,) = first.worker.drafts.values()
    older = replace(draft, facts={**draft.facts, "text_version": "2020-01-01"})
    again = Opening(first.worker, draft=older)
    assert again.model.accord.answers == {}
    assert again.model.identity.given_names == "Amina"


def test_a_draft_written_otherwise_opens_as_an_empty_page():
    strange = Draft(b"d", "opening", NOON, {"given_names": 7, "answers": "x", "signature": "%"})
    opening = Opening(draft=strange)
    assert opening.model.identity.given_names == ""
    assert opening.model.accord.answers == {}


def test_a_safe_that_could_not_be_stored_keeps_everything_and_opens_at_the_next_press():
    opening = Opening()
    opening.fill()
    opening.worker.failing["open_safe"] = Unavailable("vault.disk_full")
    opening.presenter.finish_pressed()
    assert opening.model.notice is not None
    assert opening.model.notice.key == "vault.disk_full"
    assert opening.model.can_finish
    assert opening.worker.drafts
    opening.worker.failing.clear()
    opening.presenter.finish_pressed()
    assert opening.worker.safes[-1].password == PASSWORD
    assert opening.worker.drafts == {}


def test_two_presses_open_one_safe():
    jobs = HeldJobs()
    opening = Opening(jobs=jobs)
    opening.fill()
    jobs.run_all()
    opening.presenter.finish_pressed()
    opening.presenter.finish_pressed()
    jobs.run_all()
    assert len(opening.worker.safes) == 1


def test_a_draft_saved_late_cannot_come_back_after_the_safe_is_open():
    jobs = HeldJobs()
    opening = Opening(jobs=jobs)
    opening.fill()
    jobs.run_all()
    opening.presenter.scan_wanted(True)
    opening.presenter.scan_wanted(False)
    opening.presenter.finish_pressed()
    jobs.run_all()
    assert opening.worker.safes
    assert opening.worker.drafts == {}


def test_the_password_is_forgotten_once_the_safe_is_open():
    opening = Opening()
    opening.fill()
    opening.presenter.finish_pressed()
    kept = {n: v for n, v in vars(opening.presenter).items() if n not in {"_session", "_keeper"}}
    assert kept["_secrets"] == AccessEntry()
    assert PASSWORD not in repr(kept)


def test_card_and_mandate_are_printed_and_a_printer_away_is_told():
    opening = Opening()
    opening.fill()
    opening.presenter.finish_pressed()
    opening.presenter.print_card_pressed()
    opening.presenter.print_mandate_pressed()
    assert [title for title, _ in opening.printer.printed] == ["identifier card", "mandate"]
    opening.printer.error = Unavailable("print.no_printer")
    opening.presenter.print_card_pressed()
    assert opening.model.notice is not None
    assert opening.model.notice.key == "print.no_printer"
    assert not opening.model.is_printing


@pytest.mark.parametrize("is_wanted", [True, False])
def test_first_papers_are_scanned_now_or_later(is_wanted):
    opening = Opening()
    opening.fill()
    opening.presenter.scan_wanted(is_wanted)
    opening.presenter.finish_pressed()
    opening.presenter.go_on_pressed()
    (way,) = opening.ways.went
    if is_wanted:
        assert way[0] == "scan"
        assert way[1].login == "amina.d-7k3f"
    else:
        assert way == "home"


def test_a_draft_that_cannot_be_kept_is_told_and_the_work_goes_on():
    opening = Opening()
    opening.worker.failing["save_draft"] = Unavailable("vault.disk_full")
    opening.say_who()
    assert opening.model.notice is not None
    opening.worker.failing.clear()
    opening.presenter.identity_typed("Amina", "Diallo", "1991", "")
    (draft,) = opening.worker.drafts.values()
    assert draft.facts["birth"] == "1991"
