"""Looking for a safe before linking a person: what is asked, what is told (SHR-03, DER-11)."""

from __future__ import annotations

from collections.abc import Callable

import pytest

from kiosk.domain.finding import Found, FoundSafes
from kiosk.errors import Refused, Unavailable
from kiosk.flows.api import Birth
from tests.fakes.desk import FakeWorker
from tests.unit.desk.test_others import Affiliating
from ui.screens.desk_affiliate.presenter import AffiliatePage
from ui.screens.desk_affiliate.search import SearchForm, SearchModel

FORM = SearchForm("Awa", "Traoré", "12/03/1990")
ONE = FoundSafes((Found("A. T."),))


class Waiting:
    """Jobs that end when a test lets them."""

    def __init__(self) -> None:
        self.ends: list[Callable[[], None]] = []

    def submit(self, call, done, failed) -> None:
        self.ends.append(lambda: done(call()))


def searching(worker: FakeWorker, form: SearchForm = FORM) -> Affiliating:
    affiliating = Affiliating(worker)
    affiliating.presenter.search_opened()
    affiliating.presenter.search_typed(form)
    affiliating.presenter.search_pressed()
    return affiliating


def test_a_whole_date_and_names_are_asked_and_the_answer_leads_on_to_linking():
    affiliating = searching(FakeWorker(answering=ONE))
    assert affiliating.worker.sought == [("Awa", "Traoré", Birth(1990, 3, 12))]
    assert affiliating.model.search.found == ONE
    affiliating.presenter.search_done()
    assert affiliating.model.page is AffiliatePage.START
    assert affiliating.model.search == SearchModel(), "names do not stay behind"


@pytest.mark.parametrize("birth", ["", "1990", "03/1990", "31/02/1990", "vers 1990"])
def test_less_than_a_day_is_told_beside_the_field_and_asks_nobody(birth):
    affiliating = searching(FakeWorker(), SearchForm("Awa", "", birth))
    search = affiliating.model.search
    assert (search.is_birth_wrong, search.is_name_missing) == (True, False)
    assert affiliating.worker.sought == []


def test_no_name_at_all_is_told():
    affiliating = searching(FakeWorker(), SearchForm(" ", "", "12/03/1990"))
    assert affiliating.model.search.is_name_missing
    assert affiliating.worker.sought == []


def test_an_answer_goes_once_something_else_is_typed():
    affiliating = searching(FakeWorker(answering=ONE))
    affiliating.presenter.search_typed(FORM)
    assert affiliating.model.search.found == ONE
    affiliating.presenter.search_typed(SearchForm("Awa", "Diop", "12/03/1990"))
    assert affiliating.model.search.found is None


def test_without_the_network_retry_asks_again():
    worker = FakeWorker(failing={"find_safe": Unavailable("search.offline")}, answering=ONE)
    affiliating = searching(worker)
    assert affiliating.model.notice.key == "search.offline"
    worker.failing.clear()
    affiliating.presenter.search_error_pressed()
    assert (affiliating.model.notice, affiliating.model.search.found) == (None, ONE)


def test_too_many_tries_are_told_and_closing_asks_nobody():
    worker = FakeWorker(failing={"find_safe": Refused("search.too_many", hours=20)})
    affiliating = searching(worker)
    assert affiliating.model.notice.context == {"hours": 20}
    worker.failing.clear()
    affiliating.presenter.search_error_pressed()
    assert affiliating.model.notice is None
    assert worker.sought == []


def test_escape_does_not_wait_for_an_answer_which_then_shows_nowhere():
    affiliating = Affiliating(FakeWorker(answering=ONE))
    waiting = affiliating.presenter._jobs = Waiting()
    affiliating.presenter.search_opened()
    affiliating.presenter.search_typed(FORM)
    affiliating.presenter.search_pressed()
    affiliating.presenter.search_pressed()
    assert len(waiting.ends) == 1, "asked once"
    affiliating.presenter.escape_pressed()
    assert (affiliating.model.page, affiliating.model.busy) == (AffiliatePage.START, False)
    waiting.ends[0]()
    assert affiliating.model.search == SearchModel()


def test_an_answer_to_what_was_typed_before_is_not_shown_for_what_stands_now():
    affiliating = Affiliating(FakeWorker(answering=ONE))
    waiting = affiliating.presenter._jobs = Waiting()
    affiliating.presenter.search_opened()
    affiliating.presenter.search_typed(FORM)
    affiliating.presenter.search_pressed()
    affiliating.presenter.search_typed(SearchForm("Awa", "Diop", "12/03/1990"))
    waiting.ends[0]()
    assert (affiliating.model.search.found, affiliating.model.busy) == (None, False)
