"""The identity page: corrected, chosen with the person, undone; never lost while it is typed."""

from __future__ import annotations

from kiosk.errors import InvalidInput, Unavailable
from kiosk.flows.api import Birth, FactChoice, FactField, FactSide, PersonFacts
from tests.fakes.desk import NOON, FakeWorker, FixedClock, HeldJobs, InlineJobs, person
from ui.screens.desk_facts.presenter import FactsForm, FactsPresenter

AMINA = person("Amina", "Diallo", 1)
NAMES = FactChoice(
    FactField.FAMILY_NAME,
    (
        FactSide(b"here", "Diallo", "Claire Martin", NOON, is_here=True),
        FactSide(b"there", "Diallo-Traoré", "", NOON, is_here=False),
    ),
)


class Page:
    def __init__(self, *choices: FactChoice, jobs=None) -> None:
        self.worker, self.shown, self.went = FakeWorker(people=[AMINA]), [], []
        self.worker.known_facts[AMINA.person] = PersonFacts(
            AMINA.person, AMINA.login, "Amina", "Diallo", Birth(1990), "fr", choices
        )
        self.presenter = FactsPresenter(
            self.worker,
            jobs or InlineJobs(),
            clock=FixedClock(),
            show=self.shown.append,
            back=self.went.append,
            person=AMINA,
        )

    @property
    def model(self):
        return self.shown[-1]

    @property
    def facts(self) -> PersonFacts:
        return self.worker.known_facts[AMINA.person]


def test_the_form_holds_what_is_known_and_saves_what_was_changed():
    page = Page()
    assert page.model.form == FactsForm("Amina", "Diallo", "1990")
    page.presenter.save_pressed()
    assert not page.model.is_saved, "nothing was changed"
    page.presenter.typed(FactsForm("Amina", "Diallo-Traore\u0301", "vers 1991"))
    assert page.model.is_changed
    page.presenter.save_pressed()
    assert (page.facts.family_name, page.facts.birth) == (
        "Diallo-Traoré",
        Birth(1991, is_about=True),
    )
    assert (page.model.is_saved, page.model.is_changed) == (True, False)
    page.presenter.escape_pressed()
    assert [each.family_name for each in page.went] == ["Diallo-Traoré"]


def test_a_missing_name_and_a_wrong_date_are_told_together_and_nothing_is_saved():
    page = Page()
    page.presenter.typed(FactsForm(" ", "", "31/02/1990"))
    page.presenter.save_pressed()
    assert (page.model.is_name_missing, page.model.is_birth_wrong) == (True, True)
    assert page.facts.family_name == "Diallo"
    page.presenter.typed(FactsForm("A", "", "31/02/1990"))
    assert not page.model.is_birth_wrong, "told when it is saved, not while it is typed"


def test_the_side_that_is_kept_counts_and_its_undo_asks_again():
    page = Page(NAMES)
    page.presenter.keep_pressed(NAMES, NAMES.sides[1])
    assert (page.facts.family_name, page.facts.choices) == ("Diallo-Traoré", ())
    assert page.model.chosen.side == NAMES.sides[1]
    assert page.model.person.family_name == "Diallo-Traoré"
    page.presenter.undo_pressed()
    assert page.facts.choices == (NAMES,)
    assert page.model.chosen is None
    page.presenter.keep_pressed(NAMES, NAMES.sides[0])
    page.presenter.undo_expired()
    page.presenter.undo_pressed()
    assert page.facts.choices == ()


def test_what_is_being_typed_survives_a_choice():
    page = Page(NAMES)
    page.presenter.typed(FactsForm("Aminata", "Diallo", "1990"))
    page.presenter.keep_pressed(NAMES, NAMES.sides[1])
    assert page.model.form.given_names == "Aminata"
    assert page.model.is_changed


def test_a_choice_made_elsewhere_meanwhile_is_told_and_the_page_looks_again():
    page = Page(NAMES)
    page.worker.failing["choose_fact"] = InvalidInput("facts.settled")
    settled = PersonFacts(AMINA.person, AMINA.login, "Amina", "Sow", Birth(1990), "fr")
    page.worker.known_facts[AMINA.person] = settled
    page.presenter.keep_pressed(NAMES, NAMES.sides[0])
    assert page.model.notice.key == "facts.settled"
    assert (page.model.facts, page.model.form.family_name) == (settled, "Sow")
    assert page.model.chosen is None
    page.presenter.notice_closed()
    assert page.model.notice is None


def test_a_correction_that_fails_stays_in_the_fields():
    page = Page()
    page.worker.failing["correct_facts"] = Unavailable("paper.no_shared_key")
    page.presenter.typed(FactsForm("Amina", "Sow", "1990"))
    page.presenter.save_pressed()
    assert page.model.notice.key == "paper.no_shared_key"
    assert (page.model.form.family_name, page.model.is_changed) == ("Sow", True)
    assert not page.model.busy


def test_two_presses_choose_once():
    jobs = HeldJobs()
    page = Page(NAMES, jobs=jobs)
    jobs.run_all()
    page.presenter.keep_pressed(NAMES, NAMES.sides[0])
    page.presenter.keep_pressed(NAMES, NAMES.sides[1])
    assert len(jobs.waiting) == 1
