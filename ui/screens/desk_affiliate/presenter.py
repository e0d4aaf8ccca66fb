"""Linking a person who already has a safe, by their own sign-in here (W5b, SHR-06).

Whether they have one is asked beside it, with a whole birth date and names (SHR-03); an
identifier is never confirmed before its password was right (DER-11).
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field, replace
from enum import Enum
from typing import Protocol

from kiosk.domain.consents import Answer, Question
from kiosk.domain.finding import FoundSafes
from kiosk.domain.identifier_card import CardContent
from kiosk.errors import KioskError
from kiosk.flows.api import (
    ConsentAnswer,
    ConsentKind,
    Evidence,
    PersonSummary,
    WorkerSession,
)
from kiosk.ports import Clock
from resources.texts import LANGUAGES, TextKind, load
from ui.printed.facts import Documents, Receipt, ReceiptKind
from ui.screens.desk_affiliate.search import SearchForm, SearchModel, is_whole
from ui.screens.desk_common.births import birth_from_text
from ui.screens.desk_common.consent import Stage, Walk, start
from ui.screens.desk_common.notices import Notice, notice_of
from ui.screens.desk_common.ports import Jobs, Printer

__all__ = ["AffiliateModel", "AffiliatePage", "AffiliatePresenter", "AffiliateWays"]


class AffiliatePage(Enum):
    """Which page is on the screen."""

    START = "start"
    SEARCH = "search"
    CONSENT = "consent"
    SIGN_IN = "sign_in"
    LINKED = "linked"
    REFUSED = "refused"


class AffiliateWays(Protocol):
    """Where the page leads."""

    def home(self) -> None: ...
    def dossier(self, person: PersonSummary) -> None: ...


@dataclass(frozen=True, slots=True)
class AffiliateModel:
    """One state of the page."""

    structure_name: str
    page: AffiliatePage = AffiliatePage.START
    language: str = LANGUAGES[0]
    interpreter: str = ""
    walk: Walk | None = None
    busy: bool = False
    locked_s: int = 0
    is_login_missing: bool = False
    is_password_missing: bool = False
    card: CardContent | None = None
    """The person's card, shown last on the page of their sign-in."""
    search: SearchModel = field(default_factory=SearchModel)
    person: PersonSummary | None = None
    receipt_pdf: bytes = b""
    notice: Notice | None = None


class AffiliatePresenter:
    """Leads from language to linked. GUI thread, no Qt; keeps no password."""

    def __init__(
        self,
        session: WorkerSession,
        jobs: Jobs,
        device_jobs: Jobs,
        *,
        printer: Printer,
        documents: Documents,
        clock: Clock,
        show: Callable[[AffiliateModel], None],
        ways: AffiliateWays,
    ) -> None:
        self._session, self._jobs, self._device_jobs = session, jobs, device_jobs
        self._printer, self._documents, self._clock = printer, documents, clock
        self._show, self._ways = show, ways
        self._set(AffiliateModel(session.profile.structure_name))

    def language_chosen(self, language: str) -> None:
        self._set(replace(self._model, language=language))

    def interpreter_typed(self, name: str) -> None:
        self._set(replace(self._model, interpreter=name))

    def search_opened(self) -> None:
        """*Chercher un coffre qui existe déjà*."""
        self._set(replace(self._model, page=AffiliatePage.SEARCH, notice=None))

    def search_typed(self, form: SearchForm) -> None:
        """Take what stands in the fields; an answer to something else goes."""
        if form != self._model.search.form:
            self._set(replace(self._model, search=SearchModel(form), notice=None))

    def search_pressed(self) -> None:
        """Ask for safes of people so named and born that day."""
        form = self._model.search.form
        birth = birth_from_text(form.birth_text, today=self._clock.now().date())
        if birth is None or not is_whole(birth) or not form.has_name:
            told = SearchModel(
                form, is_name_missing=not form.has_name, is_birth_wrong=not is_whole(birth)
            )
            self._set(replace(self._model, search=told, notice=None))
            return
        if self._model.busy:
            return
        self._set(replace(self._model, search=SearchModel(form), busy=True, notice=None))
        self._jobs.submit(
            lambda: self._session.find_safe(*form.names(), birth),
            lambda found: self._found(form, found),
            lambda error: self._not_found(form, error),
        )

    def search_error_pressed(self) -> None:
        """*Réessayer* asks again when the network was missing; anything else is only closed."""
        notice = self._model.notice
        self.notice_closed()
        if notice is not None and notice.key == "search.offline":
            self.search_pressed()

    def search_done(self) -> None:
        """Go on with linking; what was looked for is not needed any more."""
        self._leave_search()

    def consent_pressed(self) -> None:
        """Hand the screen over."""
        walk = start(
            self._model.language,
            self._model.structure_name,
            questions=(Question.AFFILIATION,),
        )
        self._set(replace(self._model, page=AffiliatePage.CONSENT, walk=walk, notice=None))

    def card_forward(self) -> None:
        if self._model.walk:
            self._set(replace(self._model, walk=self._model.walk.forward()))

    def card_back(self) -> None:
        if self._model.walk:
            self._set(replace(self._model, walk=self._model.walk.back()))

    def answered(self, answer: Answer) -> None:
        """Yes leads to the person's own sign-in; no is recorded and ends here."""
        walk = self._model.walk
        if walk is None or walk.stage is not Stage.QUESTION:
            return
        if answer is Answer.YES:
            self._set(replace(self._model, page=AffiliatePage.SIGN_IN, notice=None))
            return
        evidence = self._evidence(ConsentAnswer.NO)
        self._set(replace(self._model, busy=True))
        self._jobs.submit(
            lambda: self._session.record_refusal((evidence,)), self._refused, self._failed
        )

    def card_came(self, card: CardContent) -> None:
        """The person's card was read: it fills the identifier, never more."""
        if self._model.page is AffiliatePage.SIGN_IN and not self._is_shut:
            self._set(replace(self._model, card=card, is_login_missing=False, notice=None))

    def card_refused(self, error: KioskError) -> None:
        """What was shown is no card, or was not read whole; told in the person's language."""
        if self._model.page is AffiliatePage.SIGN_IN and not self._is_shut:
            self._set(replace(self._model, notice=notice_of(error)))

    def sign_in_pressed(self, login: str, password: str) -> None:
        """Link by the person's own sign-in; the view empties its password field first."""
        if self._is_shut:
            return
        login = login.strip().lower()
        if not login or not password:
            self._set(
                replace(
                    self._model,
                    is_login_missing=not login,
                    is_password_missing=not password,
                    notice=None,
                )
            )
            return
        evidence = self._evidence(ConsentAnswer.YES)
        self._set(
            replace(
                self._model,
                busy=True,
                is_login_missing=False,
                is_password_missing=False,
                notice=None,
            )
        )
        self._jobs.submit(
            lambda: self._session.affiliate_by_sign_in(login, password, evidence),
            self._linked,
            self._failed,
        )

    def second_passed(self) -> None:
        """Move the lock's clock; called once a second while it shows."""
        if self._model.locked_s:
            left = self._model.locked_s - 1
            notice = Notice("sign_in.locked", {"seconds": left}) if left else None
            self._set(replace(self._model, locked_s=left, notice=notice))

    def print_receipt_pressed(self) -> None:
        pdf = self._model.receipt_pdf
        if pdf:
            self._device_jobs.submit(
                lambda: self._printer.print_pdf(pdf, title="receipt"),
                lambda _: None,
                self._failed,
            )

    def dossier_pressed(self) -> None:
        if self._model.person is not None:
            self._ways.dossier(self._model.person)

    def escape_pressed(self) -> None:
        """One step back, destroying nothing. A search under way is not waited for."""
        if self._model.page is AffiliatePage.SEARCH:
            self._leave_search()
            return
        if self._model.busy:
            return
        match self._model.page:
            case AffiliatePage.CONSENT:
                self._set(replace(self._model, page=AffiliatePage.START, walk=None, notice=None))
            case AffiliatePage.SIGN_IN:
                self._set(replace(self._model, page=AffiliatePage.CONSENT, card=None, notice=None))
            case _:
                self._ways.home()

    def notice_closed(self) -> None:
        self._set(replace(self._model, notice=None))

    @property
    def _is_shut(self) -> bool:
        return self._model.busy or self._model.locked_s > 0

    def _leave_search(self) -> None:
        self._set(
            replace(
                self._model,
                page=AffiliatePage.START,
                search=SearchModel(),
                busy=False,
                notice=None,
            )
        )

    def _found(self, form: SearchForm, found: FoundSafes) -> None:
        if self._is_asking(form):
            self._set(replace(self._model, search=SearchModel(form, found=found), busy=False))

    def _not_found(self, form: SearchForm, error: KioskError) -> None:
        if self._is_asking(form):
            self._failed(error)

    def _is_asking(self, form: SearchForm) -> bool:
        """Say whether this is still what the page waits for; frees the page if it moved on."""
        model = self._model
        if model.page is not AffiliatePage.SEARCH:
            return False
        if model.search.form != form:
            self._set(replace(model, busy=False))
            return False
        return True

    def _evidence(self, answer: ConsentAnswer) -> Evidence:
        text = load(TextKind.AFFILIATION, self._model.language)
        return Evidence(
            kind=ConsentKind.AFFILIATION,
            answer=answer,
            text_version=text.version,
            text_sha256=text.sha256,
            language=self._model.language,
            scope=text.scope if answer is ConsentAnswer.YES else (),
            method="tick",
            interpreter=self._model.interpreter.strip(),
        )

    def _linked(self, person: PersonSummary) -> None:
        receipt = Receipt.of(
            ReceiptKind.AFFILIATED,
            person,
            structure_name=self._model.structure_name,
            language=self._model.language,
            done_at=self._clock.now(),
        )
        self._set(
            replace(
                self._model,
                page=AffiliatePage.LINKED,
                busy=False,
                person=person,
                receipt_pdf=self._documents.receipt(receipt),
            )
        )

    def _refused(self, _: None) -> None:
        self._set(AffiliateModel(self._model.structure_name, page=AffiliatePage.REFUSED))

    def _failed(self, error: KioskError) -> None:
        seconds = int(error.context.get("seconds", 0))
        self._set(replace(self._model, busy=False, notice=notice_of(error), locked_s=seconds))

    def _set(self, model: AffiliateModel) -> None:
        self._model = model
        self._show(model)
