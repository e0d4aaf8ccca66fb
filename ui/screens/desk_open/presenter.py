"""Opening a safe: identity, accord, access, first papers, in any order (W2, DER-01).

The worker's side never holds what the person typed alone: the secrets live in one
private field of this presenter, from the moment the screen is given back until the safe
is open or the page is left.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from datetime import date
from types import MappingProxyType
from typing import Protocol

from kiosk.capture.ports import ScannedPage, Scanner, ScanSettings, Source
from kiosk.capture.reading.understanding import Marks, understand
from kiosk.domain.consents import Answer, Question, Standing
from kiosk.domain.passwords import PERSON_MINIMUM
from kiosk.errors import KioskError, Unavailable
from kiosk.flows.api import (
    Birth,
    ConsentAnswer,
    ConsentKind,
    Draft,
    Evidence,
    NewSafe,
    OpenedSafe,
    PersonSummary,
    WorkerSession,
)
from kiosk.ports import Clock, Rng
from resources.texts import REFERENCE, ConsentText, TextKind, handover_words, load, passphrase_words
from ui.printed.facts import Documents, IdentifierCard, Mandate
from ui.screens.desk_common.consent import Stage, start
from ui.screens.desk_common.contacts import is_email, is_phone
from ui.screens.desk_common.drafts import DraftKeeper
from ui.screens.desk_common.notices import notice_of
from ui.screens.desk_common.passwords import NOTHING_TYPED, judge, propose_passphrase
from ui.screens.desk_common.ports import Jobs, Printer
from ui.screens.desk_open.facts import KIND, Kept, facts_of, kept_from
from ui.screens.desk_open.identity import identity_of, with_holder
from ui.screens.desk_open.model import (
    AccessEntry,
    AccessModel,
    AccordModel,
    CardReading,
    EntryFault,
    OpenModel,
    Page,
    PaperSigning,
)
from ui.screens.desk_scan.reading import ReadingTools

__all__ = ["Desk", "OpenPresenter", "OpenWays"]

_TEXTS = MappingProxyType(
    {
        Question.INFORMATION: (TextKind.INFORMATION, ConsentKind.INFORMATION),
        Question.MANDATE: (TextKind.MANDATE, ConsentKind.MANDATE),
        Question.AFFILIATION: (TextKind.AFFILIATION, ConsentKind.AFFILIATION),
    }
)


class OpenWays(Protocol):
    """Where the page leads."""

    def home(self) -> None: ...
    def scan_for(self, person: PersonSummary) -> None: ...


@dataclass(frozen=True, slots=True)
class Desk:
    """What the page is handed besides the session: lanes, devices, clocks."""

    jobs: Jobs
    device_jobs: Jobs
    """Scanner and printer: a lane of their own, so that a slow device delays no search."""
    scanner: Scanner
    printer: Printer
    documents: Documents
    clock: Clock
    rng: Rng
    reading: ReadingTools | None = None
    """None: this desk reads no cards."""


class OpenPresenter:
    """Turns what is typed, answered and signed into an open safe. GUI thread, no Qt."""

    def __init__(
        self,
        session: WorkerSession,
        desk: Desk,
        show: Callable[[OpenModel], None],
        ways: OpenWays,
        draft: Draft | None = None,
    ) -> None:
        self._session, self._desk, self._show, self._ways = session, desk, show, ways
        self._keeper = DraftKeeper(session, desk.jobs, self._failed, is_stored=draft is not None)
        self._draft = draft.draft if draft else desk.rng.bytes(16)
        self._secrets = AccessEntry()
        self._signature = b""
        self._asked: tuple[str, str, Birth] | None = None
        self._is_gone = False
        model = OpenModel(session.profile.structure_name)
        if draft is not None:
            kept = kept_from(draft.facts, today=self._today())
            self._signature = kept.signature
            model = replace(
                model,
                identity=kept.identity,
                accord=kept.accord,
                is_scan_wanted=kept.is_scan_wanted,
            )
        self._set(model)
        self._look_for_duplicates()

    # Block one: who

    def identity_typed(
        self, given_names: str, family_name: str, birth_text: str, guardian: str
    ) -> None:
        """Take what stands in the fields of block one, at each change."""
        identity = identity_of(given_names, family_name, birth_text, guardian, today=self._today())
        if identity == self._model.identity:
            return
        self._set(replace(self._model, identity=identity))
        self._keep()
        self._look_for_duplicates()

    def card_pressed(self) -> None:
        """Scan one side of a card and propose whom it names; the page itself is not kept."""
        reading = self._desk.reading
        if reading is None or self._model.card is CardReading.SCANNING:
            return
        self._set(replace(self._model, card=CardReading.SCANNING, notice=None))
        self._desk.device_jobs.submit(
            self._scan_one_page,
            lambda page: reading.jobs.submit(
                lambda: reading.reader.look(page.jpeg), self._card_read, self._card_failed
            ),
            self._card_failed,
        )

    def _card_read(self, marks: Marks) -> None:
        holder = understand([marks], []).holder
        if holder is None:
            self._set(replace(self._model, card=CardReading.NOTHING))
            return
        identity = with_holder(self._model.identity, holder, today=self._today())
        self._set(replace(self._model, card=CardReading.READ, identity=identity))
        self._keep()
        self._look_for_duplicates()

    def _card_failed(self, error: KioskError) -> None:
        self._set(replace(self._model, card=CardReading.NOT_YET, notice=notice_of(error)))

    # Block two: accord

    def language_chosen(self, language: str) -> None:
        """Speak `language` on turned screens; answers given in another are asked again."""
        if language == self._model.accord.language:
            return
        self._signature = b""
        self._set(replace(self._model, accord=AccordModel(language)))
        self._keep()

    def interpreter_typed(self, name: str) -> None:
        self._set(replace(self._model, accord=replace(self._model.accord, interpreter=name)))
        self._keep()

    def consent_pressed(self) -> None:
        """Hand the screen over at the first question without an answer, else at the mandate."""
        accord = self._model.accord
        walk = start(
            accord.language,
            self._model.structure_name,
            answers=accord.answers,
            is_signed=accord.is_signed,
        )
        self._set(replace(self._model, page=Page.CONSENT, walk=walk, notice=None))

    def card_forward(self) -> None:
        if self._model.walk:
            self._set(replace(self._model, walk=self._model.walk.forward()))

    def card_back(self) -> None:
        if self._model.walk:
            self._set(
                replace(
                    self._model,
                    walk=self._model.walk.back(),
                    paper_signing=PaperSigning.NO,
                    notice=None,
                )
            )

    def answered(self, answer: Answer) -> None:
        if self._model.walk:
            self._set(replace(self._model, walk=self._model.walk.answered(answer)))

    def signed_on_screen(self, png: bytes) -> None:
        """Take the drawing; the view only offers it once something is drawn."""
        self._take_signature(png, is_on_paper=False)

    def paper_pressed(self) -> None:
        """The person prefers paper: print, sign by hand, scan."""
        self._set(replace(self._model, paper_signing=PaperSigning.ASKED, notice=None))

    def screen_signing_pressed(self) -> None:
        """Back from paper to the frame on the screen."""
        self._set(replace(self._model, paper_signing=PaperSigning.NO, notice=None))

    def print_mandate_to_sign_pressed(self) -> None:
        pdf = self._desk.documents.mandate(self._mandate(b""))
        self._set(replace(self._model, paper_signing=PaperSigning.PRINTING, notice=None))
        self._desk.device_jobs.submit(
            lambda: self._desk.printer.print_pdf(pdf, title="mandate"),
            lambda _: self._set(replace(self._model, paper_signing=PaperSigning.ASKED)),
            self._paper_failed,
        )

    def scan_signed_mandate_pressed(self) -> None:
        """Scan one page: the paper signed by hand."""
        self._set(replace(self._model, paper_signing=PaperSigning.SCANNING, notice=None))
        self._desk.device_jobs.submit(self._scan_one_page, self._paper_scanned, self._paper_failed)

    def consent_left(self) -> None:
        """The screen comes back to the worker; a refusal is recorded and ends everything."""
        walk = self._model.walk
        if walk is None or self._model.page is not Page.CONSENT:
            return
        accord = replace(self._model.accord, answers=walk.answers, is_signed=walk.is_signed)
        is_complete = walk.stage is Stage.GIVE_BACK
        self._set(
            replace(
                self._model,
                page=Page.FORM,
                accord=accord,
                walk=None,
                paper_signing=PaperSigning.NO,
                notice=None,
            )
        )
        if is_complete and accord.standing is Standing.REFUSED:
            self._record_refusal()
        else:
            self._keep()

    # Block three: access, typed by the person alone

    def access_pressed(self) -> None:
        """Hand the screen over for the password."""
        self._set(
            replace(
                self._model,
                page=Page.ACCESS,
                password=NOTHING_TYPED,
                proposal="",
                faults=frozenset(),
                notice=None,
            )
        )

    def password_typed(self, password: str, again: str) -> None:
        """Judge the two fields, at each change; nothing is kept."""
        identity = self._model.identity
        words = (
            identity.given_names,
            identity.family_name,
            identity.birth_text,
            self._model.structure_name,
        )
        state = judge(password, again, minimum=PERSON_MINIMUM, context_words=words)
        self._set(replace(self._model, password=state))

    def propose_pressed(self) -> None:
        proposal = propose_passphrase(self._desk.rng, passphrase_words())
        self._set(replace(self._model, proposal=proposal))

    def access_done(self, entry: AccessEntry) -> None:
        """Take what the person typed if all of it holds; else say beside the field what to mend."""
        self.password_typed(entry.password, entry.again)
        faults = _faults(entry)
        self._set(replace(self._model, faults=faults))
        if faults or not self._model.password.is_accepted:
            return
        self._secrets = entry
        access = AccessModel(
            is_set=True,
            has_question=bool(entry.question),
            has_phone=bool(entry.phone.strip()),
            has_email=bool(entry.email.strip()),
        )
        self._hand_back(access)

    def access_left(self) -> None:
        """Back without taking anything; what was chosen before stays chosen."""
        self._hand_back(self._model.access)

    # Block four, and the end

    def scan_wanted(self, is_wanted: bool) -> None:
        self._set(replace(self._model, is_scan_wanted=is_wanted))
        self._keep()

    def finish_pressed(self) -> None:
        """Open the safe, offline, in one transaction; on failure everything stays typed."""
        model = self._model
        if not model.can_finish or model.identity.birth is None:
            return
        self._set(replace(model, busy=True, notice=None))
        self._keeper.settle()
        secrets, mandate_pdf = (
            self._secrets,
            self._desk.documents.mandate(self._mandate(self._signature)),
        )
        words = handover_words(model.accord.language)
        page = self._desk.documents.first_page(mandate_pdf)
        safe = NewSafe(
            given_names=model.identity.given_names.strip(),
            family_name=model.identity.family_name.strip(),
            birth=model.identity.birth,
            language=model.accord.language,
            password=secrets.password,
            consents=self._evidence(),
            is_affiliated=model.accord.is_affiliated,
            mandate_pdf=mandate_pdf,
            mandate_thumbnail_jpeg=page.jpeg,
            mandate_pages=page.pages,
            phone=secrets.phone.strip(),
            email=secrets.email.strip(),
            guardian=model.identity.answering,
            secret_question=words[secrets.question] if secrets.question else "",
            secret_answer=secrets.answer if secrets.question else "",
            draft=self._draft if self._keeper.is_stored else None,
        )
        self._desk.jobs.submit(
            lambda: self._session.open_safe(safe),
            lambda opened: self._opened(opened, mandate_pdf),
            self._not_opened,
        )

    def print_card_pressed(self) -> None:
        self._print(self._model.card_pdf, "identifier card")

    def print_mandate_pressed(self) -> None:
        self._print(self._model.mandate_pdf, "mandate")

    def go_on_pressed(self) -> None:
        """After the safe is open: to its first papers when they are wanted now, else home."""
        opened = self._model.opened
        if opened is None:
            self._leave()
            return
        identity, is_scan_wanted = self._model.identity, self._model.is_scan_wanted
        self._is_gone = True
        if is_scan_wanted:
            self._ways.scan_for(
                _summary(
                    opened, identity.given_names, identity.family_name, identity.birth or Birth()
                )
            )
        else:
            self._ways.home()

    def leave_pressed(self) -> None:
        """Go home; the draft stays for this worker, secrets are forgotten."""
        if not self._model.busy:
            self._leave()

    def escape_pressed(self) -> None:
        """One step back, destroying nothing."""
        match self._model.page:
            case Page.CONSENT:
                self.consent_left()
            case Page.ACCESS:
                self.access_left()
            case Page.FORM:
                self.leave_pressed()
            case Page.FINISHED | Page.REFUSED:
                self._leave()

    def notice_closed(self) -> None:
        self._set(replace(self._model, notice=None))

    # What comes back from the lanes

    def _look_for_duplicates(self) -> None:
        identity = self._model.identity
        asked = (
            identity.given_names.strip(),
            identity.family_name.strip(),
            identity.birth or Birth(),
        )
        if asked == self._asked or len(asked[0] + asked[1]) < 2:
            return
        self._asked = asked
        self._desk.jobs.submit(
            lambda: self._session.possible_duplicates(*asked),
            lambda found: self._duplicates_found(asked, found),
            self._failed,
        )

    def _duplicates_found(
        self, asked: tuple[str, str, Birth], found: Sequence[PersonSummary]
    ) -> None:
        if asked == self._asked:
            self._set(replace(self._model, duplicates=tuple(found)))

    def _take_signature(self, image: bytes, *, is_on_paper: bool) -> None:
        walk = self._model.walk
        if walk is None or walk.stage is not Stage.SIGNATURE or not image:
            return
        self._signature = image
        accord = replace(self._model.accord, is_on_paper=is_on_paper)
        self._set(
            replace(
                self._model,
                walk=walk.signed(),
                accord=accord,
                paper_signing=PaperSigning.NO,
                notice=None,
            )
        )

    def _scan_one_page(self) -> ScannedPage:
        pages: list[ScannedPage] = []
        self._desk.scanner.scan(None, ScanSettings(Source.AUTO), pages.append, lambda: bool(pages))
        if not pages:
            raise Unavailable("scan.failed", pages=0)
        return pages[0]

    def _paper_scanned(self, page: ScannedPage) -> None:
        self._take_signature(page.jpeg, is_on_paper=True)

    def _paper_failed(self, error: KioskError) -> None:
        self._set(replace(self._model, paper_signing=PaperSigning.ASKED, notice=notice_of(error)))

    def _record_refusal(self) -> None:
        evidence = tuple(e for e in self._evidence() if e.kind is ConsentKind.MANDATE)
        self._set(replace(self._model, busy=True))
        self._desk.jobs.submit(
            lambda: self._session.record_refusal(evidence), self._refused, self._not_refused
        )

    def _refused(self, _: None) -> None:
        """Keep nothing else of the person: fields, signature, secrets and draft go."""
        self._keeper.forget(self._draft)
        self._forget_secrets()
        self._set(OpenModel(self._model.structure_name, page=Page.REFUSED))

    def _not_refused(self, error: KioskError) -> None:
        """Not recorded: the answer is asked for again rather than lost in silence."""
        self._set(replace(self._model, busy=False, notice=notice_of(error)))

    def _opened(self, opened: OpenedSafe, mandate_pdf: bytes) -> None:
        self._forget_secrets()
        identity = self._model.identity
        card = IdentifierCard(
            login=opened.login,
            given_names=identity.given_names.strip(),
            family_name=identity.family_name.strip(),
            language=self._model.accord.language,
            structure_name=self._model.structure_name,
        )
        self._set(
            replace(
                self._model,
                page=Page.FINISHED,
                busy=False,
                opened=opened,
                card_pdf=self._desk.documents.identifier_card(card),
                mandate_pdf=mandate_pdf,
            )
        )

    def _not_opened(self, error: KioskError) -> None:
        self._keeper.resume()
        self._set(replace(self._model, busy=False, notice=notice_of(error)))

    def _print(self, pdf: bytes, title: str) -> None:
        if not pdf or self._model.is_printing:
            return
        self._set(replace(self._model, is_printing=True, notice=None))
        self._desk.device_jobs.submit(
            lambda: self._desk.printer.print_pdf(pdf, title=title),
            lambda _: self._set(replace(self._model, is_printing=False)),
            lambda error: self._set(
                replace(self._model, is_printing=False, notice=notice_of(error))
            ),
        )

    # Helpers

    def _hand_back(self, access: AccessModel) -> None:
        self._set(
            replace(
                self._model,
                page=Page.FORM,
                access=access,
                password=NOTHING_TYPED,
                proposal="",
                faults=frozenset(),
            )
        )

    def _evidence(self) -> tuple[Evidence, ...]:
        accord = self._model.accord
        found = []
        for question, answer in accord.answers.items():
            text_kind, kind = _TEXTS[question]
            text = load(text_kind, accord.language)
            is_signed = question is Question.MANDATE and answer is Answer.YES
            method = ("paper" if accord.is_on_paper else "screen") if is_signed else "tick"
            found.append(
                Evidence(
                    kind=kind,
                    answer=ConsentAnswer(answer.value),
                    text_version=text.version,
                    text_sha256=text.sha256,
                    language=accord.language,
                    scope=text.scope if answer is Answer.YES else (),
                    method=method,
                    signature_png=self._signature if is_signed else b"",
                    interpreter=accord.interpreter.strip(),
                )
            )
        return tuple(found)

    def _mandate(self, signature: bytes) -> Mandate:
        model = self._model
        structure = model.structure_name

        def text(kind: TextKind, language: str) -> ConsentText:
            return load(kind, language).filled(structure=structure)

        language = model.accord.language
        return Mandate(
            text=text(TextKind.MANDATE, language),
            reference=text(TextKind.MANDATE, REFERENCE),
            given_names=model.identity.given_names.strip(),
            family_name=model.identity.family_name.strip(),
            birth=model.identity.birth_text.strip(),
            guardian=model.identity.answering,
            structure_name=structure,
            worker_name=self._session.profile.name,
            interpreter=model.accord.interpreter.strip(),
            signed_at=self._desk.clock.now(),
            signature=signature,
            is_on_paper=model.accord.is_on_paper,
            affiliation=(
                text(TextKind.AFFILIATION, language) if model.accord.is_affiliated else None
            ),
            is_information_given=model.accord.answers.get(Question.INFORMATION) is Answer.YES,
        )

    def _keep(self) -> None:
        kept = Kept(
            self._model.identity, self._model.accord, self._signature, self._model.is_scan_wanted
        )
        self._keeper.keep(Draft(self._draft, KIND, self._desk.clock.now(), facts=facts_of(kept)))

    def _leave(self) -> None:
        self._is_gone = True
        self._forget_secrets()
        self._ways.home()

    def _forget_secrets(self) -> None:
        """Drop our references; the session process ends with the session (DER-09)."""
        self._secrets = AccessEntry()
        self._signature = b""

    def _today(self) -> date:
        return self._desk.clock.now().date()

    def _failed(self, error: KioskError) -> None:
        self._set(replace(self._model, notice=notice_of(error)))

    def _set(self, model: OpenModel) -> None:
        self._model = model
        if not self._is_gone:
            self._show(model)


def _faults(entry: AccessEntry) -> frozenset[EntryFault]:
    checks = {
        EntryFault.ANSWER_MISSING: bool(entry.question) and not entry.answer.strip(),
        EntryFault.PHONE: bool(entry.phone.strip()) and not is_phone(entry.phone),
        EntryFault.EMAIL: bool(entry.email.strip()) and not is_email(entry.email),
    }
    return frozenset(fault for fault, is_wrong in checks.items() if is_wrong)


def _summary(opened: OpenedSafe, given: str, family: str, birth: Birth) -> PersonSummary:
    return PersonSummary(opened.person, opened.login, given, family, birth, opened.is_affiliated)
