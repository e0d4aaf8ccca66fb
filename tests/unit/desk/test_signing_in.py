"""Signing in, the lock, and a first sign-in, without a window."""

from __future__ import annotations

from dataclasses import replace

import pytest

from kiosk.domain.passwords import Rule
from kiosk.errors import InvalidInput, KioskError, Refused
from resources.texts import LANGUAGES, TextKind, load
from tests.fakes.desk import CountingRng, FakeEntrance, FakeWorker, HeldJobs, InlineJobs
from ui.post import terms_in_force
from ui.screens.desk_sign_in.presenter import DeskSignInModel, DeskSignInPresenter, Missing
from ui.screens.enrol.presenter import Enrolled, EnrolModel, EnrolPresenter
from ui.screens.first_sign_in.presenter import FirstSignInModel, FirstSignInPresenter, Step
from ui.screens.lock.presenter import LockModel, LockPresenter


class SignIn:
    def __init__(self, entrance: FakeEntrance, jobs: object = None) -> None:
        self.shown: list[DeskSignInModel] = []
        self.opened: list[object] = []
        self.presenter = DeskSignInPresenter(
            entrance, jobs or InlineJobs(), self.shown.append, self.opened.append
        )

    @property
    def model(self) -> DeskSignInModel:
        return self.shown[-1]


def test_a_worker_comes_in_and_case_and_spaces_of_the_identifier_are_forgiven():
    entrance = FakeEntrance()
    desk = SignIn(entrance)
    desk.presenter.sign_in_pressed("  Claire.M-7K3F ", "Secret-1234")
    assert entrance.asked == [("claire.m-7k3f", "Secret-1234")]
    assert desk.opened == [entrance.worker]


@pytest.mark.parametrize(
    ("login", "password", "missing"),
    [("", "x", Missing.LOGIN), ("  ", "", Missing.LOGIN), ("claire", "", Missing.PASSWORD)],
)
def test_an_empty_field_is_told_beside_it_and_nothing_is_tried(login, password, missing):
    entrance = FakeEntrance()
    desk = SignIn(entrance)
    desk.presenter.sign_in_pressed(login, password)
    assert desk.model.missing is missing
    assert entrance.asked == []


@pytest.mark.parametrize(
    "error",
    [
        Refused("sign_in.wrong_password", left=3),
        InvalidInput("sign_in.unknown"),
        Refused("sign_in.lease_ended"),
    ],
)
def test_a_refusal_is_told_with_its_key_and_the_button_comes_back(error: KioskError):
    desk = SignIn(FakeEntrance(error=error))
    desk.presenter.sign_in_pressed("claire", "wrong")
    assert desk.model.notice is not None
    assert desk.model.notice.key == error.message_key
    assert dict(desk.model.notice.context) == dict(error.context)
    assert not desk.model.busy
    assert not desk.opened


def test_a_lock_runs_its_clock_down_and_refuses_tries_meanwhile():
    entrance = FakeEntrance(error=Refused("sign_in.locked", seconds=2))
    desk = SignIn(entrance)
    desk.presenter.sign_in_pressed("claire", "wrong")
    desk.presenter.sign_in_pressed("claire", "again")
    assert len(entrance.asked) == 1
    desk.presenter.second_passed()
    assert desk.model.locked_s == 1
    assert desk.model.notice is not None
    assert desk.model.notice.context == {"seconds": 1}
    desk.presenter.second_passed()
    assert (desk.model.locked_s, desk.model.notice) == (0, None)
    entrance.error = None
    desk.presenter.sign_in_pressed("claire", "right")
    assert len(entrance.asked) == 2


def test_two_presses_ask_once():
    entrance, jobs = FakeEntrance(), HeldJobs()
    desk = SignIn(entrance, jobs)
    desk.presenter.sign_in_pressed("claire", "x")
    desk.presenter.sign_in_pressed("claire", "x")
    jobs.run_all()
    assert len(entrance.asked) == 1


def test_no_model_of_signing_in_holds_the_password():
    desk = SignIn(FakeEntrance(error=Refused("sign_in.wrong_password", left=3)))
    desk.presenter.sign_in_pressed("claire", "Canari-jaune-77")
    kept = {name: value for name, value in vars(desk.presenter).items() if name != "_entrance"}
    assert "Canari" not in repr(desk.shown) + repr(kept)


def test_the_right_password_unlocks_and_a_wrong_one_does_not():
    worker, shown, unlocked = FakeWorker(), [], []
    presenter = LockPresenter(
        worker, InlineJobs(), shown.append, lambda: unlocked.append(1), lambda: None
    )
    presenter.unlock_pressed("")
    assert shown[-1].is_password_missing
    presenter.unlock_pressed("nope")
    assert shown[-1].notice.key == "sign_in.wrong_password"
    assert not unlocked
    presenter.unlock_pressed(worker.password)
    assert unlocked == [1]
    assert shown[-1] == LockModel("Claire Martin")


def test_another_person_ends_the_session():
    ended = []
    presenter = LockPresenter(
        FakeWorker(), InlineJobs(), lambda _m: None, lambda: None, lambda: ended.append(1)
    )
    presenter.other_person_pressed()
    assert ended == [1]


class First:
    def __init__(self, *, password: bool = True, terms: bool = True) -> None:
        self.worker = FakeWorker(password="Recu-1234-abc")
        self.worker.profile = replace(
            self.worker.profile, must_change_password=password, must_accept_terms=terms
        )
        self.shown: list[FirstSignInModel] = []
        self.ends: list[str] = []
        self.presenter = FirstSignInPresenter(
            self.worker,
            InlineJobs(),
            CountingRng(),
            self.shown.append,
            finished=lambda: self.ends.append("finished"),
            left=lambda: self.ends.append("left"),
        )

    @property
    def model(self) -> FirstSignInModel:
        return self.shown[-1]


GOOD = "Tournesol-velo-88"


def test_a_generated_password_is_replaced_then_the_terms_are_accepted():
    first = First()
    assert first.model.step is Step.PASSWORD
    first.presenter.change_pressed("Recu-1234-abc", GOOD, GOOD)
    assert first.worker.password == GOOD
    assert first.model.step is Step.TERMS
    assert not first.model.is_ticked
    first.presenter.accept_pressed()
    assert first.worker.accepted == []
    first.presenter.ticked(True)
    first.presenter.accept_pressed()
    text = load(TextKind.TERMS_PROFESSIONAL, "fr")
    assert first.worker.accepted == [(text.version, text.sha256)]
    assert first.ends == ["finished"]


def test_terms_that_changed_are_asked_alone():
    first = First(password=False)
    assert first.model.step is Step.TERMS


def test_a_password_received_that_is_wrong_is_told_and_nothing_moves():
    first = First()
    first.presenter.change_pressed("faux", GOOD, GOOD)
    assert first.model.step is Step.PASSWORD
    assert first.model.notice is not None
    assert first.model.notice.key == "sign_in.wrong_password"


@pytest.mark.parametrize(
    ("new", "again"), [("Court-1", "Court-1"), (GOOD, "autre"), ("Claire Martin 1", "x")]
)
def test_a_weak_or_mistyped_password_is_not_sent(new, again):
    first = First()
    first.presenter.change_pressed("Recu-1234-abc", new, again)
    assert first.worker.password == "Recu-1234-abc"
    assert not first.model.can_continue


def test_the_rules_are_ticked_off_as_they_are_met():
    first = First()
    first.presenter.typed("tournesol", "")
    assert Rule.LOWER in first.model.password.met
    assert Rule.UPPER not in first.model.password.met
    assert Rule.LENGTH not in first.model.password.met


def test_four_words_are_proposed_and_would_be_accepted():
    first = First()
    first.presenter.propose_pressed()
    words = first.model.proposal
    assert len(words.split("-")) == 4
    first.presenter.typed(words, words)
    assert first.model.password.is_accepted
    before = words
    first.presenter.propose_pressed()
    assert first.model.proposal != before


def test_leaving_the_terms_signs_out_without_accepting():
    first = First(password=False)
    first.presenter.leave_pressed()
    assert (first.ends, first.worker.accepted) == (["left"], [])


class Enrolment:
    def __init__(self, error: KioskError | None = None) -> None:
        self.error, self.used = error, []

    def enrol(self, code: str, place: str) -> Enrolled:
        if self.error:
            raise self.error
        self.used.append((code, place))
        return Enrolled("Relais du Port", place)


def enrolling(enrolment: Enrolment) -> tuple[EnrolPresenter, list[EnrolModel], list[int]]:
    shown: list[EnrolModel] = []
    finished: list[int] = []
    presenter = EnrolPresenter(enrolment, InlineJobs(), shown.append, lambda: finished.append(1))
    return presenter, shown, finished


def test_a_code_broken_over_lines_installs_the_post_once():
    enrolment = Enrolment()
    presenter, shown, finished = enrolling(enrolment)
    presenter.enrol_pressed(" rk1-abc\n def ", " Bureau accueil ")
    presenter.enrol_pressed("rk1-abcdef", "")
    assert enrolment.used == [("rk1-abcdef", "Bureau accueil")]
    assert shown[-1].enrolled == Enrolled("Relais du Port", "Bureau accueil")
    presenter.start_pressed()
    assert finished == [1]


@pytest.mark.parametrize("code", ["", "abc", "rk1-", "https://rk1-"])
def test_what_is_no_code_is_told_beside_the_field(code):
    enrolment = Enrolment()
    presenter, shown, _ = enrolling(enrolment)
    presenter.enrol_pressed(code, "")
    assert shown[-1].is_code_wrong
    assert enrolment.used == []


def test_a_used_code_is_told_and_another_can_be_tried():
    enrolment = Enrolment(Refused("enrol.ticket_used"))
    presenter, shown, _ = enrolling(enrolment)
    presenter.enrol_pressed("rk1-abc", "")
    assert shown[-1].notice.key == "enrol.ticket_used"
    enrolment.error = None
    presenter.enrol_pressed("rk1-def", "")
    assert shown[-1].enrolled is not None


@pytest.mark.parametrize("kind", [TextKind.TERMS, TextKind.TERMS_PROFESSIONAL])
def test_every_text_of_the_terms_that_can_be_shown_can_be_accepted_and_no_other(kind):
    """CNS-01, CNS-04, DER-21: an acceptance names the text that was shown."""
    terms = terms_in_force(kind)
    for language in LANGUAGES:
        text = load(kind, language)
        assert terms.language_of(text.version, text.sha256) == language
    other = load(TextKind.MANDATE, "fr")
    with pytest.raises(Refused, match=r"terms\.not_in_force"):
        terms.language_of(terms.version, other.sha256)
