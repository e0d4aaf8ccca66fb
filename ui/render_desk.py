"""Every desk screen as a picture, in each look: `python -m ui.render_desk OUT`.

Shows made-up people only: the real views fed with fixed models, as `ui.render` does for
the terminal.
"""

from __future__ import annotations

import argparse
import os
import sys
from collections.abc import Callable, Mapping
from dataclasses import replace
from datetime import UTC, date, datetime, timedelta
from pathlib import Path
from types import MappingProxyType
from typing import Any

from PySide6.QtCore import QPointF, QSize, Qt
from PySide6.QtGui import QColor, QImage, QPainter, QPolygonF
from PySide6.QtWidgets import QApplication, QWidget

from kiosk.capture.antivirus.health import Health
from kiosk.capture.antivirus.health import Standing as AntivirusStanding
from kiosk.capture.antivirus.screening import Doubt, Mode
from kiosk.capture.camera.finder import View
from kiosk.capture.camera.stillness import Look as Thought
from kiosk.capture.device_list import Listed
from kiosk.capture.ports import ScannerDevice
from kiosk.capture.reading.kinds import Sensitive
from kiosk.capture.reading.plain_codes import PlainCode
from kiosk.capture.reading.two_d_doc import Signed
from kiosk.capture.recipe import Frame, Recipe, Tone
from kiosk.domain.announced import Maintenance
from kiosk.domain.consents import Answer, Question
from kiosk.domain.finding import Found, FoundSafes
from kiosk.domain.ids import PersonId, ProId, StructureId
from kiosk.domain.passwords import PRO_MINIMUM
from kiosk.domain.reminders import Channel, Outcome, Reminder, Standing
from kiosk.domain.work_copies import CopyPlace, CopyPurpose, CopyState
from kiosk.flows.api import (
    Birth,
    DeskHome,
    Draft,
    ExportedJournal,
    FactChoice,
    FactField,
    FactSide,
    MemberLine,
    NewPostCode,
    OpenedSafe,
    OutgoingLine,
    PaperContent,
    PaperKind,
    PersonFacts,
    PersonSummary,
    PostLine,
    PostState,
    ReminderLine,
    Reminders,
    Role,
    Sharing,
    SyncState,
    SyncStatus,
    TeamAct,
    TeamDeed,
    TeamKind,
    WorkCopy,
    WorkerProfile,
)
from kiosk.printing.ports import PrinterLine, Trouble
from resources.texts import REFERENCE, TextKind, load
from ui.printed.documents import PrintedDocuments
from ui.printed.facts import IdentifierCard, Mandate
from ui.render import camera_view, page_pdf, page_picture, papers
from ui.screens.desk_affiliate.presenter import AffiliateModel, AffiliatePage
from ui.screens.desk_affiliate.search import SearchForm, SearchModel
from ui.screens.desk_affiliate.view import AffiliateView
from ui.screens.desk_common.consent import Stage, Walk, start
from ui.screens.desk_common.first_focus import focus_first
from ui.screens.desk_common.notices import Notice
from ui.screens.desk_common.passwords import judge
from ui.screens.desk_copies.presenter import CopiesModel
from ui.screens.desk_copies.taking import TakeCopyModel
from ui.screens.desk_copies.view import CopiesView
from ui.screens.desk_dossier.presenter import DossierModel, DossierPage
from ui.screens.desk_dossier.view import DossierView
from ui.screens.desk_facts.presenter import Chosen, FactsForm, FactsModel
from ui.screens.desk_facts.view import FactsView
from ui.screens.desk_held.facts import HeldFile
from ui.screens.desk_held.presenter import HeldModel
from ui.screens.desk_held.view import HeldView
from ui.screens.desk_home.presenter import DeskHomeModel
from ui.screens.desk_home.view import DeskHomeView
from ui.screens.desk_journal.presenter import (
    ActDay,
    ActLine,
    Elsewhere,
    JournalModel,
    JournalPage,
    Period,
)
from ui.screens.desk_journal.view import JournalView
from ui.screens.desk_open.model import (
    AccessModel,
    AccordModel,
    IdentityModel,
    OpenModel,
    Page,
    PaperSigning,
)
from ui.screens.desk_open.view import OpenView
from ui.screens.desk_outgoing.presenter import OutgoingModel
from ui.screens.desk_outgoing.view import OutgoingView
from ui.screens.desk_posts.presenter import PostsModel, PostsPage
from ui.screens.desk_posts.view import PostsView
from ui.screens.desk_reminders.presenter import ReminderForm, RemindersModel, RemindersPage
from ui.screens.desk_reminders.view import RemindersView
from ui.screens.desk_report.presenter import ReportModel
from ui.screens.desk_report.view import ReportView
from ui.screens.desk_scan.model import (
    BacksModel,
    Fact,
    PageModel,
    PickerModel,
    ScanModel,
    Stopped,
    Work,
)
from ui.screens.desk_scan.ports import FileEntry, PreparedPage, ReadFile
from ui.screens.desk_scan.sources import SourcesModel
from ui.screens.desk_scan.view import ScanView
from ui.screens.desk_sign_in.presenter import DeskSignInModel
from ui.screens.desk_sign_in.view import DeskSignInView
from ui.screens.enrol.presenter import Enrolled, EnrolModel
from ui.screens.enrol.view import EnrolView
from ui.screens.first_sign_in.presenter import FirstSignInModel, Step
from ui.screens.first_sign_in.view import FirstSignInView
from ui.screens.lock.presenter import LockModel
from ui.screens.lock.view import LockView
from ui.screens.paper_print.presenter import PrintModel, PrintPhase, Span
from ui.screens.show_card.presenter import ShowCardModel
from ui.theme.languages import Speaker
from ui.theme.look import Look, apply_look
from ui.theme.tokens import CONTRAST, DARK, DESK, LIGHT, Scale

__all__ = ["DESK_SCREENS", "large_scale", "render_desk"]

SIZE = QSize(1366, 768)
"""The smallest screen of a desk."""
AT = datetime(2026, 11, 21, 9, 30, tzinfo=UTC)
STRUCTURE = "Relais du Port"


def large_scale() -> Scale:
    """Return the desk's sizes for a system set to large text (125 %)."""
    names = ("small", "body", "lead", "title", "huge", "control", "main_control", "gap", "icon")
    return replace(DESK, **{name: round(getattr(DESK, name) * 1.25) for name in names})


def people() -> tuple[PersonSummary, ...]:
    """Return a few made-up people, two of them homonyms."""
    rows = (
        ("Amina", "Diallo", Birth(1990, is_about=True), "amina.d-7k3f"),
        ("Aminata", "Diallo", Birth(1988, 3, 12), "aminata.d-p2vq"),
        ("Yonas", "", Birth(1999), "yonas-m4ta"),
        ("Olena", "Kovalenko", Birth(1979, 6, 2), "olena.k-9xwe"),
    )
    return tuple(
        PersonSummary(PersonId(bytes([n]) * 16), login, given, family, birth, is_readable=n != 2)
        for n, (given, family, birth, login) in enumerate(rows)
    )


def profile() -> WorkerProfile:
    """Return a made-up worker."""
    return WorkerProfile(
        ProId(bytes(16)),
        "claire.m-7k3f",
        "Claire Martin",
        Role.WORKER,
        StructureId(bytes(16)),
        STRUCTURE,
        must_change_password=False,
        must_accept_terms=False,
    )


def pause(now: datetime) -> Maintenance:
    """Return a made-up pause of the network, tomorrow evening."""
    begins = (now + timedelta(days=1)).replace(hour=21, minute=0)
    return Maintenance(begins, begins + timedelta(minutes=90), "Nouvelle version du serveur.")


def _home_model() -> DeskHomeModel:
    now = datetime.now(UTC)
    drafts = (
        Draft(
            b"1",
            "opening",
            now - timedelta(minutes=12),
            {"given_names": "Samir", "family_name": "Haddad"},
            ends_at=now + timedelta(days=1, minutes=-12),
        ),
        Draft(
            b"2",
            "capture",
            now - timedelta(hours=2),
            {"title": "Avis d’impôt"},
            ends_at=now + timedelta(days=90, hours=-2),
        ),
        Draft(b"3", "opening", now - timedelta(days=2), has_ended=True),
    )
    sync = SyncStatus(
        SyncState.WAITING,
        waiting=4,
        total=4,
        last_exchange_at=now - timedelta(minutes=42),
        reason_key="sync.server_away",
        maintenance=pause(now),
    )
    return DeskHomeModel(profile(), DeskHome(profile(), people()[:3], drafts, 128, sync))


def _sign_in(look: Look) -> QWidget:
    view = DeskSignInView(look)
    view.show_model(DeskSignInModel())
    return view


def _sign_in_locked(look: Look) -> QWidget:
    view = DeskSignInView(look)
    view.login.set_text("claire.m-7k3f")
    view.show_model(DeskSignInModel(notice=Notice("sign_in.locked", {"seconds": 97}), locked_s=97))
    return view


def _first_password(look: Look) -> QWidget:
    view = FirstSignInView(look)
    state = judge("Lampe-cerise", "", minimum=PRO_MINIMUM)
    model = FirstSignInModel(
        Step.PASSWORD,
        "Claire Martin",
        load(TextKind.TERMS_PROFESSIONAL, REFERENCE),
        state,
        "Lampe-cerise-velo-pont",
    )
    view.show_model(model)
    return view


def _first_terms(look: Look) -> QWidget:
    view = FirstSignInView(look)
    text = load(TextKind.TERMS_PROFESSIONAL, REFERENCE)
    view.show_model(FirstSignInModel(Step.TERMS, "Claire Martin", text))
    return view


def _home(look: Look) -> QWidget:
    view = DeskHomeView(look)
    view.show_model(_home_model())
    return view


def _home_camera(look: Look) -> QWidget:
    view = DeskHomeView(look)
    view.show_model(_home_model())
    view.show_camera(ShowCardModel(is_offered=True, is_looking=True))
    view.camera.show_view(camera_view())
    return view


def _home_card(look: Look) -> QWidget:
    """A post with a camera."""
    view = DeskHomeView(look)
    view.show_model(_home_model())
    view.show_camera(ShowCardModel(is_offered=True))
    return view


def _home_search(look: Look) -> QWidget:
    view = DeskHomeView(look)
    view.show_model(
        replace(_home_model(), query="diallo", results=people()[:2], selected=1, is_searched=True)
    )
    return view


def _home_nobody(look: Look) -> QWidget:
    view = DeskHomeView(look)
    view.show_model(replace(_home_model(), query="dialo", is_searched=True))
    return view


def _identity() -> IdentityModel:
    return IdentityModel("Amina", "Diallo", "vers 1990", Birth(1990, is_about=True))


def _open_empty(look: Look) -> QWidget:
    view = OpenView(look)
    view.show_model(OpenModel(STRUCTURE))
    return view


def _open_ready(look: Look) -> QWidget:
    view = OpenView(look)
    view.show_model(_ready())
    return view


def _ready() -> OpenModel:
    answers = MappingProxyType(dict.fromkeys(Question, Answer.YES))
    return OpenModel(
        STRUCTURE,
        identity=_identity(),
        duplicates=people()[1:2],
        accord=AccordModel("ar", answers, is_signed=True, interpreter="Yasmine B."),
        access=AccessModel(is_set=True, has_phone=True),
        is_scan_wanted=True,
    )


def _open_minor(look: Look) -> QWidget:
    view = OpenView(look)
    identity = replace(_identity(), birth_text="2014", birth=Birth(2014), is_minor=True)
    notice = Notice("vault.disk_full")
    view.show_model(OpenModel(STRUCTURE, identity=identity, notice=notice))
    return view


def _walk(language: str) -> Walk:
    return start(language, STRUCTURE)


def _mandate_walk(language: str) -> Walk:
    held = {Question.INFORMATION: Answer.YES}
    return start(language, STRUCTURE, answers=held)


def _consent(language: str, walk: Walk, paper: PaperSigning = PaperSigning.NO) -> Builder:
    def build(look: Look) -> QWidget:
        view = OpenView(look)
        view.show_model(
            OpenModel(
                STRUCTURE,
                page=Page.CONSENT,
                accord=AccordModel(language),
                walk=walk,
                paper_signing=paper,
            )
        )
        return view

    return build


def _access(language: str) -> Builder:
    def build(look: Look) -> QWidget:
        view = OpenView(look)
        view.show_model(
            OpenModel(
                STRUCTURE,
                page=Page.ACCESS,
                accord=AccordModel(language),
                password=judge("Lampe-cer", "", minimum=9),
                proposal="Lampe-cerise-velo-pont",
            )
        )
        return view

    return build


def _opened(look: Look) -> QWidget:
    documents, text = PrintedDocuments(), load(TextKind.MANDATE, "fr").filled(structure=STRUCTURE)
    card = IdentifierCard("amina.d-7k3f", "Amina", "Diallo", "fr", STRUCTURE)
    mandate = Mandate(
        text, text, "Amina", "Diallo", "vers 1990", "", STRUCTURE, "Claire Martin", "", AT
    )
    view = OpenView(look)
    view.show_model(
        replace(
            _ready(),
            page=Page.FINISHED,
            opened=OpenedSafe(PersonId(bytes(16)), "amina.d-7k3f", is_affiliated=True),
            card_pdf=documents.identifier_card(card),
            mandate_pdf=documents.mandate(mandate),
        )
    )
    return view


def _refused(look: Look) -> QWidget:
    view = OpenView(look)
    view.show_model(OpenModel(STRUCTURE, page=Page.REFUSED))
    return view


_RECIPES = (
    Recipe(frame=Frame(800, 1100, 1500, 2100, 1.4), turns=2, is_whitened=True, tone=Tone.GREY),
    Recipe(corners=(0, 0, 9, 0, 9, 9, 0, 9), is_whitened=True),
    Recipe(lean_deg=2.0, is_whitened=True, tone=Tone.BLACK_AND_WHITE, hand_turns=1),
)


def _pages(count: int) -> tuple[PageModel, ...]:
    made = []
    for number in range(1, count + 1):
        jpeg = page_picture(f"Page {number}")
        prepared = PreparedPage(jpeg, jpeg, jpeg, recipe=_RECIPES[(number - 1) % len(_RECIPES)])
        made.append(PageModel(number, prepared, is_blank_proposed=number == 3))
    return tuple(made)


def _scan_empty(look: Look) -> QWidget:
    view = ScanView(look)
    view.show_model(ScanModel(sources=SourcesModel(is_looking=True)))
    return view


def _scan_pages(look: Look) -> QWidget:
    view = ScanView(look)
    view.show_model(
        ScanModel(
            person=people()[0],
            pages=_pages(3),
            selected=2,
            title="Avis d’impôt",
            kind=PaperKind.TAX_NOTICE,
            sharing=Sharing.SHARED,
        )
    )
    return view


def _scan_card(look: Look) -> QWidget:
    """Both sides of a card on one page, and a page that is still being made better."""
    view = ScanView(look)
    jpeg = page_picture("Carte")
    side = PreparedPage(jpeg, jpeg, jpeg)
    card = PageModel(3, PreparedPage(jpeg, jpeg, b"", sides=(side, side)))
    landing = PageModel(4, PreparedPage(jpeg, b"", jpeg, is_ready=False))
    view.show_model(
        ScanModel(
            person=people()[0],
            pages=(card, landing),
            selected=0,
            title="Titre de séjour",
            kind=PaperKind.RESIDENCE_PERMIT,
            sharing=Sharing.SHARED,
        )
    )
    return view


def _scan_read(look: Look) -> QWidget:
    view = ScanView(look)
    view.show_model(
        ScanModel(
            person=people()[0],
            pages=_pages(1),
            title="Avis d’impôt 2025",
            kind=PaperKind.TAX_NOTICE,
            expiry="30/06/2027",
            read=frozenset(Fact),
            code=Signed.NOT_CHECKED,
            codes=(PlainCode("QR", "https://example.org/suivi?dossier=2025"),),
        )
    )
    return view


def _scan_sensitive(look: Look) -> QWidget:
    view = ScanView(look)
    view.show_model(
        ScanModel(
            person=people()[0],
            pages=_pages(1),
            title="Ordonnance",
            kind=PaperKind.PRESCRIPTION,
            read=frozenset({Fact.KIND, Fact.TITLE}),
            sensitive=Sensitive.HEALTH,
            sharing=Sharing.PRIVATE,
        )
    )
    return view


def _scan_filed_ending(look: Look) -> QWidget:
    view = ScanView(look)
    view.show_model(
        ScanModel(
            person=people()[0],
            is_filed=True,
            filed_pages=1,
            filed_expiry=date(2027, 6, 30),
            has_receipt=True,
        )
    )
    return view


def _scan_running(look: Look) -> QWidget:
    view = ScanView(look)
    view.show_model(
        ScanModel(person=people()[0], pages=_pages(2), selected=1, work=Work.SCANNING, landed=2)
    )
    return view


def _scan_quiet(look: Look) -> QWidget:
    view = ScanView(look)
    view.show_model(
        ScanModel(person=people()[0], sources=_sources(), work=Work.SCANNING, is_quiet=True)
    )
    return view


def _seen_by_camera(told: Thought) -> View:
    """Return a drawn table with a sheet on it."""
    corners = (190, 40, 440, 52, 462, 330, 168, 318)
    image = QImage(640, 360, QImage.Format.Format_RGB888)
    image.fill(QColor("#6b5138"))
    painter = QPainter(image)
    painter.setRenderHint(QPainter.RenderHint.Antialiasing)
    painter.setBrush(QColor("#f4f2ec"))
    painter.setPen(Qt.PenStyle.NoPen)
    places = zip(corners[::2], corners[1::2], strict=True)
    if told is not Thought.NO_PAPER:
        painter.drawPolygon(QPolygonF([QPointF(x, y) for x, y in places]))
    painter.setPen(QColor("#33383a"))
    for line in range(80, 290, 18):
        if told is not Thought.NO_PAPER:
            painter.drawLine(215, line, 415 - line % 7 * 9, line + 5)
    painter.end()
    is_seen = told is not Thought.NO_PAPER
    return View(bytes(image.constBits()), 640, 360, corners if is_seen else None, told)


def _scan_camera(told: Thought, taken: int) -> Builder:
    def build(look: Look) -> QWidget:
        view = ScanView(look)
        view.show_model(
            ScanModel(
                person=people()[0],
                sources=_sources(),
                pages=_pages(taken),
                selected=max(0, taken - 1),
                work=Work.SCANNING,
                is_looking=True,
                landed=taken,
            )
        )
        view.show_camera(_seen_by_camera(told))
        return view

    return build


def _scan_jammed(look: Look) -> QWidget:
    view = ScanView(look)
    view.show_model(
        ScanModel(
            query="dia",
            results=people()[:2],
            is_searched=True,
            pages=_pages(2),
            sources=_sources(),
            notice=Notice("scan.jammed", {"pages": 2}),
        )
    )
    return view


def _scan_filed(look: Look) -> QWidget:
    view = ScanView(look)
    view.show_model(ScanModel(person=people()[0], is_filed=True, filed_pages=2))
    return view


_CABLE = ScannerDevice("test:0", "Papier", "Maquette 3", "flatbed scanner")
_SOURCES = (
    Listed(ScannerDevice("uscan:1", "", "Maquette Réseau 500", "network scanner"), True),
    Listed(_CABLE, True),
    Listed(ScannerDevice("uscan:2", "", "Copieur du couloir", "network scanner"), False),
)


def _sources(*, is_looking: bool = False, is_choosing: bool = False) -> SourcesModel:
    return SourcesModel(_SOURCES, _CABLE, is_looking=is_looking, is_choosing=is_choosing)


def _scan_sources(look: Look) -> QWidget:
    view = ScanView(look)
    view.show_model(ScanModel(sources=_sources(is_looking=True, is_choosing=True)))
    return view


def _scan_backs(look: Look) -> QWidget:
    view = ScanView(look)
    view.show_model(
        ScanModel(
            person=people()[0],
            sources=_sources(),
            pages=_pages(3),
            is_both_sides=True,
            backs=BacksModel((1, 2, 3)),
            stopped=Stopped.DONE,
        )
    )
    return view


def _scan_uneven(look: Look) -> QWidget:
    view = ScanView(look)
    view.show_model(
        ScanModel(
            person=people()[0],
            sources=_sources(),
            pages=_pages(3),
            are_backs_uneven=True,
            stopped=Stopped.DONE,
        )
    )
    return view


def _picker(look: Look) -> QWidget:
    view = ScanView(look)
    entries = (
        FileEntry("Scans", "/f/Scans", is_folder=True),
        FileEntry("bulletin-octobre.pdf", "/f/b.pdf", is_folder=False, size_bytes=184_000),
        FileEntry("IMG_2031.jpg", "/f/i.jpg", is_folder=False, size_bytes=3_400_000),
    )
    trail = (FileEntry("Téléchargements", "/f", is_folder=True),)
    view.show_model(
        ScanModel(
            picker=PickerModel(trail, entries),
            antivirus=Health(Mode.PREFERRED, AntivirusStanding.OLD, age_days=12),
        )
    )
    return view


def _scan_unchecked(look: Look) -> QWidget:
    view = ScanView(look)
    view.show_model(
        ScanModel(person=people()[0], sources=_sources(), pages=_pages(2), is_unchecked=True)
    )
    return view


def _scan_whole(look: Look) -> QWidget:
    view = ScanView(look)
    budget = ReadFile(
        (),
        b"",
        "application/vnd.oasis.opendocument.spreadsheet",
        name="Budget.ods",
        has_macros=True,
    )
    view.show_model(ScanModel(person=people()[0], sources=_sources(), whole=budget, title="Budget"))
    return view


def _held(found: str, doubt: Doubt, **changes: Any) -> Callable[[Look], QWidget]:
    def build(look: Look) -> QWidget:
        view = HeldView(look)
        view.show_model(HeldModel(HeldFile("Facture octobre.pdf", doubt, found), **changes))
        return view

    return build


def _dossier_model() -> DossierModel:
    shared = tuple(paper for paper in papers() if paper.sharing is Sharing.SHARED)
    return DossierModel(people()[0], STRUCTURE, papers=shared, is_loaded=True)


def _dossier(look: Look) -> QWidget:
    view = DossierView(look)
    view.show_model(_dossier_model())
    return view


def _dossier_unchecked(look: Look) -> QWidget:
    view = DossierView(look)
    first, second, *rest = _dossier_model().papers
    marked = (replace(first, is_unchecked=True), replace(second, is_file_held=True), *rest)
    marked = (*marked[:-1], replace(marked[-1], page_count=0, thumbnail_jpeg=b""))
    view.show_model(replace(_dossier_model(), papers=marked))
    return view


def _dossier_whole(*, is_held: bool = False) -> Callable[[Look], QWidget]:
    """A file kept as it came, open."""

    def build(look: Look) -> QWidget:
        view = DossierView(look)
        paper = replace(_dossier_model().papers[0], title="Budget 2026", page_count=0)
        paper = replace(paper, is_file_held=is_held)
        model = replace(_dossier_model(), page=DossierPage.PAPER, content=PaperContent(paper, b""))
        view.show_model(model)
        return view

    return build


def _dossier_choices(look: Look) -> QWidget:
    view = DossierView(look)
    view.show_model(replace(_dossier_model(), has_choices=True))
    return view


def _facts_model() -> FactsModel:
    amina = people()[0]
    facts = PersonFacts(
        amina.person, amina.login, amina.given_names, amina.family_name, amina.birth, "fr"
    )
    form = FactsForm("Amina", "Diallo", "vers 1990")
    return FactsModel(amina, facts, form)


def _choices() -> tuple[FactChoice, ...]:
    now = datetime.now(UTC)
    return (
        FactChoice(
            FactField.FAMILY_NAME,
            (
                FactSide(b"1", "Diallo", "Claire Martin", now - timedelta(minutes=12), True),
                FactSide(b"2", "Diallo-Traoré", "Relais de la Gare", AT, False),
            ),
        ),
        FactChoice(
            FactField.BIRTH,
            (
                FactSide(b"3", Birth(1990, is_about=True), "", AT, True),
                FactSide(b"4", Birth(1991, 3, 12), "Samir Haddad", AT, False),
            ),
        ),
    )


def _facts(look: Look) -> QWidget:
    view = FactsView(look)
    view.show_model(replace(_facts_model(), is_changed=True, is_birth_wrong=True))
    return view


def _facts_choices(look: Look) -> QWidget:
    view = FactsView(look)
    model = _facts_model()
    if model.facts is not None:
        model = replace(model, facts=replace(model.facts, choices=_choices()))
    view.show_model(model)
    return view


def _facts_chosen(look: Look) -> QWidget:
    view = FactsView(look)
    choice = _choices()[0]
    view.show_model(replace(_facts_model(), chosen=Chosen(choice, choice.sides[0])))
    return view


def _reminders_model() -> RemindersModel:
    lines = tuple(
        ReminderLine(
            remind=bytes([number]) * 16,
            appointment=AT.replace(tzinfo=None) + timedelta(days=days),
            days=(2, 0) if standing is not Standing.CALLED_OFF else (),
            channel=Channel.EMAIL if number == 1 else Channel.SMS,
            text="Bureau 4" if number == 0 else "",
            language="fr",
            words="",
            standing=standing,
            outcome=outcome,
            next_at=AT.replace(tzinfo=None) + timedelta(days=days - 2) if days > 0 else None,
            ordered_by="" if number == 2 else STRUCTURE,
            is_over=days < 0,
            may_change=number != 2,
        )
        for number, (days, standing, outcome) in enumerate(
            (
                (4, Standing.WAITING, None),
                (9, Standing.PLANNED, None),
                (12, Standing.CALLED_OFF, None),
                (-1, Standing.SENT, None),
                (-3, Standing.TOO_LATE, None),
                (-5, Standing.NOT_SENT, Outcome.UNREACHABLE),
            )
        )
    )
    question = load(TextKind.REMINDERS, "fr")
    return RemindersModel(people()[0], STRUCTURE, question, found=Reminders(lines, wanted=True))


def _reminders(look: Look) -> QWidget:
    view = RemindersView(look)
    view.show_model(_reminders_model())
    return view


def _reminders_none(look: Look) -> QWidget:
    view = RemindersView(look)
    view.show_model(replace(_reminders_model(), found=Reminders((), wanted=None)))
    return view


def _reminders_unwanted(look: Look) -> QWidget:
    view = RemindersView(look)
    model = _reminders_model()
    ended = model.found.lines[0] if model.found else None
    view.show_model(replace(model, found=Reminders((), wanted=False), ended=ended))
    return view


def _reminders_question(look: Look) -> QWidget:
    view = RemindersView(look)
    view.show_model(replace(_reminders_model(), page=RemindersPage.QUESTION))
    return view


def _reminders_form(look: Look) -> QWidget:
    view = RemindersView(look)
    form = ReminderForm("03/12/2026", "9h30", text="Bureau 4")
    message = Reminder(datetime(2026, 12, 3, 9, 30), "Europe/Paris", (), text="Bureau 4").words()
    model = replace(_reminders_model(), page=RemindersPage.FORM, form=form, preview=message)
    view.show_model(model)
    return view


def _reminders_form_wrong(look: Look) -> QWidget:
    view = RemindersView(look)
    form = ReminderForm("31/02/2026", "25", frozenset())
    view.show_model(
        replace(
            _reminders_model(),
            page=RemindersPage.FORM,
            form=form,
            is_day_wrong=True,
            is_hour_wrong=True,
            are_days_wrong=True,
            notice=Notice("reminders.too_late"),
        )
    )
    return view


def _dossier_waiting(look: Look) -> QWidget:
    view = DossierView(look)
    view.show_model(DossierModel(people()[2], STRUCTURE, is_loaded=True))
    return view


def _dossier_paper(look: Look) -> QWidget:
    view = DossierView(look)
    paper = _dossier_model().papers[0]
    content = PaperContent(paper, page_pdf(paper.title))
    view.show_model(replace(_dossier_model(), page=DossierPage.PAPER, content=content))
    return view


def _print_model() -> PrintModel:
    return PrintModel(
        "Avis d’impôt 2026",
        page_count=4,
        shown_page=1,
        printers=(
            PrinterLine("accueil", "Accueil, couleur", is_default=True),
            PrinterLine("bureau", "Bureau 2", has_colour=False),
        ),
        printer="accueil",
        first=2,
        last=3,
        phase=PrintPhase.READY,
    )


def _dossier_print(model: PrintModel) -> Builder:
    def build(look: Look) -> QWidget:
        view = DossierView(look)
        view.show_model(replace(_dossier_model(), page=DossierPage.PRINT))
        view.print_panel.show_model(model)
        return view

    return build


def _copies() -> tuple[WorkCopy, ...]:
    midnight = datetime.now().astimezone().replace(hour=0, minute=0, second=0, microsecond=0)
    out = WorkCopy(
        b"2" * 16,
        "Avis d’impôt 2026",
        CopyPurpose.ONLINE,
        "",
        "copie-de-travail-3f27a09c51d4.pdf",
        "Dossier partagé du service",
        datetime.now(UTC),
        (midnight + timedelta(days=1)).astimezone(UTC),
        CopyState.OUT,
    )
    owed = replace(
        out,
        id=b"1" * 16,
        title="Attestation d’hébergement",
        purpose=CopyPurpose.OTHER,
        words="Recours DALO, à joindre au dossier papier",
        place="",
        file="copie-de-travail-9bd0417e22aa.pdf",
        state=CopyState.OWED,
    )
    return owed, out


def _copy_model() -> TakeCopyModel:
    return TakeCopyModel(
        "Avis d’impôt 2026",
        places=(
            CopyPlace("folder:/mnt/service", "Dossier partagé du service"),
            CopyPlace("device:4D21-0FA3", "CLE-RELAIS"),
        ),
        place="folder:/mnt/service",
        purpose=CopyPurpose.ADMINISTRATION,
        is_busy=False,
    )


def _dossier_copy(model: TakeCopyModel) -> Builder:
    def build(look: Look) -> QWidget:
        view = DossierView(look)
        view.show_model(replace(_dossier_model(), page=DossierPage.COPY))
        view.copy_panel.show_model(model)
        return view

    return build


def _copies_page(count: int) -> Builder:
    def build(look: Look) -> QWidget:
        view = CopiesView(look)
        view.show_model(CopiesModel(_copies()[:count], is_busy=False))
        return view

    return build


def _home_leaving(look: Look) -> QWidget:
    """Signing out while prints wait."""
    view = _home(look)
    if isinstance(view, DeskHomeView):
        view.show_leaving(2)
    return view


def _home_copies(count: int) -> Builder:
    def build(look: Look) -> QWidget:
        view, model = DeskHomeView(look), _home_model()
        assert model.home is not None  # noqa: S101 - made just above
        copies = _copies()[-count:]
        view.show_model(replace(model, home=replace(model.home, copies=copies)))
        return view

    return build


def _dossier_ending(look: Look) -> QWidget:
    view = DossierView(look)
    view.show_model(replace(_dossier_model(), page=DossierPage.ENDING))
    return view


def _dossier_ended(look: Look) -> QWidget:
    view = DossierView(look)
    view.show_model(replace(_dossier_model(), page=DossierPage.ENDED, receipt_pdf=b"%PDF"))
    return view


def _affiliate(look: Look) -> QWidget:
    view = AffiliateView(look)
    view.show_model(AffiliateModel(STRUCTURE))
    return view


SOUGHT = SearchForm("Awa Rose", "Traoré", "12/03/1990")


def _searching(search: SearchModel, notice: Notice | None = None) -> Builder:
    def build(look: Look) -> QWidget:
        view = AffiliateView(look)
        page = AffiliatePage.SEARCH
        view.show_model(AffiliateModel(STRUCTURE, page=page, search=search, notice=notice))
        return view

    return build


def _affiliate_sign_in(language: str) -> Builder:
    def build(look: Look) -> QWidget:
        view = AffiliateView(look)
        view.show_model(
            AffiliateModel(
                STRUCTURE,
                page=AffiliatePage.SIGN_IN,
                language=language,
                notice=Notice("sign_in.wrong_password", {"left": 9}),
            )
        )
        return view

    return build


def _affiliated(look: Look) -> QWidget:
    view = AffiliateView(look)
    view.show_model(AffiliateModel(STRUCTURE, page=AffiliatePage.LINKED, person=people()[0]))
    return view


def _outgoing(look: Look) -> QWidget:
    now = datetime.now(UTC)
    lines = tuple(
        replace(line, since=now - timedelta(minutes=7 * n))
        for n, line in enumerate(
            (
                OutgoingLine(b"1", "item", now, "sync.refused.withdrawn", may_be_taken_out=True),
                OutgoingLine(b"2", "consent", now, "sync.refused.not_a_member"),
                OutgoingLine(b"3", "identity", now, None),
                OutgoingLine(b"4", "item", now, None),
                OutgoingLine(b"5", "item", now, "sync.refused.too_large", True, True),
            )
        )
    )
    sync = SyncStatus(SyncState.TO_CHECK, 2, 0, 3, 2, now - timedelta(minutes=3))
    view = OutgoingView(look)
    taken_out = OutgoingLine(b"9", "ticket", now, "sync.refused.expired")
    view.show_model(OutgoingModel(lines, sync, is_loaded=True, taken_out=taken_out))
    return view


def _outgoing_none(look: Look) -> QWidget:
    view = OutgoingView(look)
    now = datetime.now(UTC)
    sync = SyncStatus(
        SyncState.UP_TO_DATE, last_exchange_at=now, maintenance=pause(now), clock_off_s=-760
    )
    view.show_model(OutgoingModel((), sync, is_loaded=True))
    return view


def _home_manager(look: Look) -> QWidget:
    view = DeskHomeView(look)
    manager = replace(profile(), name="Rose Blanc", role=Role.MANAGER)
    view.show_model(replace(_home_model(), profile=manager))
    return view


def _journal_model() -> JournalModel:
    claire, paul = ProId(b"1" * 16), ProId(b"2" * 16)
    read = TeamAct(AT, TeamDeed.READ, claire, "Claire Martin", "awa.d-7k3f")
    day = (
        ActLine(replace(read, deed=TeamDeed.SIGNED_OUT, person=""), 1),
        ActLine(read, 3),
        ActLine(replace(read, deed=TeamDeed.ADDED), 1),
        ActLine(replace(read, deed=TeamDeed.OPENED, place="Borne du hall"), 1),
        ActLine(TeamAct(AT, TeamDeed.TRIED, paul, "Paul Morin"), 2),
        ActLine(TeamAct(AT, TeamDeed.SIGNED_IN, claire, "Claire Martin"), 1),
    )
    before = (
        ActLine(TeamAct(AT, TeamDeed.AFFILIATED, paul, "Paul Morin", "moussa.k-2abc"), 1),
        ActLine(TeamAct(AT, TeamDeed.POST_ADDED, paul, "Paul Morin"), 1),
        ActLine(TeamAct(AT, TeamDeed.CLOCK, None), 1),
        ActLine(TeamAct(AT, TeamDeed.POST_INSTALLED, None, place=""), 1),
    )
    return JournalModel(
        days=(ActDay(AT.date(), day), ActDay(AT.date() - timedelta(days=1), before)),
        has_more=True,
        team=((claire, "Claire Martin"), (paul, "Paul Morin")),
        is_loaded=True,
        elsewhere=Elsewhere.TOLD,
        told_at=AT,
    )


def _journal(look: Look) -> QWidget:
    view = JournalView(look)
    view.show_model(_journal_model())
    return view


def _journal_alarm(look: Look) -> QWidget:
    view = JournalView(look)
    exported = ExportedJournal("journal-1a2b3c4d-20261121.jsonl", 482, "ab" * 32, "cd" * 32, False)
    model = replace(
        _journal_model(),
        alarm_key="journal.tree_forked",
        exported=exported,
        told_from=AT - timedelta(days=31),
        period=Period.YEAR,
    )
    view.show_model(model)
    return view


def _journal_empty(look: Look) -> QWidget:
    view = JournalView(look)
    view.show_model(
        replace(_journal_model(), days=(), has_more=False, kind=TeamKind.PAPERS, told_at=None)
    )
    return view


def _journal_places(look: Look) -> QWidget:
    view = JournalView(look)
    places = tuple(
        FileEntry(name, f"/{name}", is_folder=True)
        for name in ("Mes documents", "Téléchargements", "CLE-USB")
    )
    view.show_model(replace(_journal_model(), page=JournalPage.PLACES, places=places))
    return view


def _posts_model() -> PostsModel:
    now = datetime.now(UTC)
    lines = (
        PostLine(b"1", "Borne du hall", PostState.ENDING, AT, is_unsent=True),
        PostLine(b"2", "", PostState.EXPECTED, now + timedelta(hours=20), is_unsent=True),
        PostLine(b"3", "Bureau accueil", PostState.HERE, AT, False, now - timedelta(minutes=4)),
        PostLine(b"4", "Bureau 2", PostState.ACTIVE, AT),
        PostLine(b"5", "Ancien portable", PostState.ENDED, AT),
    )
    return PostsModel(STRUCTURE, lines=lines, is_loaded=True)


def _posts(look: Look) -> QWidget:
    view = PostsView(look)
    model = _posts_model()
    view.show_model(replace(model, ended=model.lines[0]))
    return view


def _posts_alone(look: Look) -> QWidget:
    view = PostsView(look)
    model = _posts_model()
    view.show_model(replace(model, lines=model.lines[2:3]))
    return view


def _post_code(look: Look) -> QWidget:
    view = PostsView(look)
    code = NewPostCode("rk1-" + "eyJjIjoiQUJD" * 26, datetime.now(UTC) + timedelta(hours=24))
    view.show_model(replace(_posts_model(), page=PostsPage.CODE, code=code, is_printed=True))
    return view


def _post_ending(look: Look) -> QWidget:
    view = PostsView(look)
    model = _posts_model()
    view.show_model(replace(model, page=PostsPage.ENDING, ending=model.lines[3]))
    return view


def _report_lines() -> tuple[MemberLine, ...]:
    return (
        MemberLine(b"1", "Rose Blanc", "rose.b-2abc", is_mine=True),
        MemberLine(b"2", "Claire Martin", "claire.m-7k3f", is_mine=False),
        MemberLine(b"3", "Samir Haddad", "samir.h-9xwe", is_mine=False),
    )


def _report(look: Look) -> QWidget:
    view = ReportView(look)
    lines = _report_lines()
    view.show_model(ReportModel(lines[:2], is_loaded=True, ended=lines[2]))
    return view


def _report_mine(look: Look) -> QWidget:
    view = ReportView(look)
    mine = _report_lines()[0]
    view.show_model(ReportModel((mine,), is_loaded=True, asked=mine))
    return view


def _lock(look: Look) -> QWidget:
    view = LockView(look)
    view.show_model(LockModel("Claire Martin"))
    return view


def _enrol(look: Look) -> QWidget:
    view = EnrolView(look)
    view.show_model(EnrolModel(is_code_wrong=True))
    return view


def _enrolled(look: Look) -> QWidget:
    view = EnrolView(look)
    view.show_model(EnrolModel(enrolled=Enrolled(STRUCTURE, "Bureau accueil")))
    return view


Builder = Callable[[Look], QWidget]

DESK_SCREENS: Mapping[str, Builder] = {
    "sign_in": _sign_in,
    "sign_in_locked": _sign_in_locked,
    "first_password": _first_password,
    "first_terms": _first_terms,
    "home": _home,
    "home_card": _home_card,
    "home_camera": _home_camera,
    "home_search": _home_search,
    "home_nobody": _home_nobody,
    "open_empty": _open_empty,
    "open_ready": _open_ready,
    "open_minor": _open_minor,
    "consent_fr": _consent("fr", _walk("fr")),
    "consent_ar": _consent("ar", _walk("ar")),
    "question_fr": _consent("fr", replace(_mandate_walk("fr"), stage=Stage.QUESTION)),
    "question_ar": _consent("ar", replace(_mandate_walk("ar"), stage=Stage.QUESTION)),
    "signature_fr": _consent("fr", replace(_mandate_walk("fr"), stage=Stage.SIGNATURE)),
    "signature_ar": _consent("ar", replace(_mandate_walk("ar"), stage=Stage.SIGNATURE)),
    "signature_paper": _consent(
        "fr", replace(_mandate_walk("fr"), stage=Stage.SIGNATURE), PaperSigning.ASKED
    ),
    "give_back_ar": _consent("ar", replace(_mandate_walk("ar"), stage=Stage.GIVE_BACK)),
    "access_fr": _access("fr"),
    "access_ar": _access("ar"),
    "opened": _opened,
    "refused": _refused,
    "scan_empty": _scan_empty,
    "scan_running": _scan_running,
    "scan_quiet": _scan_quiet,
    "scan_camera": _scan_camera(Thought.MOVING, 0),
    "scan_camera_taken": _scan_camera(Thought.TAKEN, 2),
    "scan_camera_nothing": _scan_camera(Thought.NO_PAPER, 0),
    "scan_camera_blurred": _scan_camera(Thought.BLURRED, 1),
    "scan_pages": _scan_pages,
    "scan_card": _scan_card,
    "scan_read": _scan_read,
    "scan_sensitive": _scan_sensitive,
    "scan_filed_ending": _scan_filed_ending,
    "scan_jammed": _scan_jammed,
    "scan_filed": _scan_filed,
    "picker": _picker,
    "scan_unchecked": _scan_unchecked,
    "scan_whole": _scan_whole,
    "held_virus": _held("Win.Test.EICAR_HDB-1", Doubt.FOUND),
    "held_waiting": _held("", Doubt.NOT_SCANNED, was_checked=True),
    "held_asking": _held("", Doubt.UNSEEN, is_asking=True),
    "scan_sources": _scan_sources,
    "scan_backs": _scan_backs,
    "scan_uneven": _scan_uneven,
    "dossier": _dossier,
    "dossier_unchecked": _dossier_unchecked,
    "dossier_whole": _dossier_whole(),
    "dossier_whole_held": _dossier_whole(is_held=True),
    "dossier_waiting": _dossier_waiting,
    "dossier_paper": _dossier_paper,
    "dossier_print": _dossier_print(_print_model()),
    "dossier_print_some": _dossier_print(
        replace(_print_model(), span=Span.SOME, printer="bureau", is_colour=False)
    ),
    "dossier_print_running": _dossier_print(
        replace(_print_model(), phase=PrintPhase.PRINTING, copies=3)
    ),
    "dossier_print_no_paper": _dossier_print(
        replace(
            _print_model(),
            phase=PrintPhase.PRINTING,
            trouble=Trouble.NO_PAPER,
            notice=Notice("print.no_paper"),
        )
    ),
    "dossier_print_no_printer": _dossier_print(
        PrintModel("Avis d’impôt 2026", 3, notice=Notice("print.no_printer"))
    ),
    "dossier_print_done": _dossier_print(replace(_print_model(), phase=PrintPhase.DONE)),
    "dossier_copy": _dossier_copy(_copy_model()),
    "dossier_copy_other": _dossier_copy(
        replace(
            _copy_model(),
            purpose=CopyPurpose.OTHER,
            places=(),
            place="",
            notice=Notice("copy.no_purpose"),
        )
    ),
    "dossier_copy_sensitive": _dossier_copy(
        replace(_copy_model(), title="Ordonnance", is_sensitive=True)
    ),
    "dossier_copy_none": _dossier_copy(
        replace(_copy_model(), places=(), place="", is_none_approved=True)
    ),
    "dossier_copy_done": _dossier_copy(replace(_copy_model(), taken=_copies()[1])),
    "copies": _copies_page(2),
    "copies_none": _copies_page(0),
    "home_leaving": _home_leaving,
    "home_copies": _home_copies(1),
    "home_copies_owed": _home_copies(2),
    "dossier_ending": _dossier_ending,
    "dossier_ended": _dossier_ended,
    "affiliate": _affiliate,
    "affiliate_search": _searching(SearchModel()),
    "affiliate_search_one": _searching(SearchModel(SOUGHT, found=FoundSafes((Found("A. R. T."),)))),
    "affiliate_search_homonyms": _searching(
        SearchModel(
            SOUGHT, found=FoundSafes((Found("A. R. T.", "2025-10"), Found("A. T.", "2026-03")))
        )
    ),
    "affiliate_search_none": _searching(SearchModel(SOUGHT, found=FoundSafes())),
    "affiliate_search_many": _searching(SearchModel(SOUGHT, found=FoundSafes(is_too_many=True))),
    "affiliate_search_wrong": _searching(
        SearchModel(SearchForm("Awa", "", "1990"), is_birth_wrong=True)
    ),
    "affiliate_search_offline": _searching(SearchModel(SOUGHT), Notice("search.offline")),
    "affiliate_search_limit": _searching(
        SearchModel(SOUGHT), Notice("search.too_many", {"hours": 20})
    ),
    "affiliate_sign_in_fr": _affiliate_sign_in("fr"),
    "affiliate_sign_in_ar": _affiliate_sign_in("ar"),
    "affiliated": _affiliated,
    "outgoing": _outgoing,
    "outgoing_none": _outgoing_none,
    "dossier_choices": _dossier_choices,
    "facts": _facts,
    "facts_choices": _facts_choices,
    "facts_chosen": _facts_chosen,
    "reminders": _reminders,
    "reminders_none": _reminders_none,
    "reminders_unwanted": _reminders_unwanted,
    "reminders_question": _reminders_question,
    "reminders_form": _reminders_form,
    "reminders_form_wrong": _reminders_form_wrong,
    "home_manager": _home_manager,
    "journal": _journal,
    "journal_alarm": _journal_alarm,
    "journal_empty": _journal_empty,
    "journal_places": _journal_places,
    "posts": _posts,
    "posts_alone": _posts_alone,
    "post_code": _post_code,
    "post_ending": _post_ending,
    "report": _report,
    "report_mine": _report_mine,
    "lock": _lock,
    "enrol": _enrol,
    "enrolled": _enrolled,
}


def render_desk(out: Path, app: QApplication, only: str = "") -> list[Path]:
    """Draw every desk screen: usual, large, dark and with contrast."""
    out.mkdir(parents=True, exist_ok=True)
    Speaker(app).speak("fr")
    looks = {
        "": Look(LIGHT, DESK),
        "-large": Look(LIGHT, large_scale()),
        "-dark": Look(DARK, DESK),
        "-contrast": Look(CONTRAST, DESK),
    }
    made = []
    for suffix, look in looks.items():
        apply_look(app, look)
        for name, build in DESK_SCREENS.items():
            if only in f"{name}{suffix}":
                path = out / f"{name}{suffix}.png"
                _save(build(look), path)
                made.append(path)
    return made


def _save(view: QWidget, path: Path) -> None:
    view.resize(SIZE)
    view.show()
    focus_first(view)
    for _ in range(3):
        QApplication.processEvents()
    view.grab().save(str(path))
    view.close()
    view.deleteLater()


def main(arguments: list[str]) -> int:
    """`python -m ui.render_desk OUT [ONLY]`: desk screens as pictures, in every look."""
    parser = argparse.ArgumentParser(prog="python -m ui.render_desk", description=main.__doc__)
    parser.add_argument("out", type=Path, help="folder for the pictures, made if need be")
    parser.add_argument("only", nargs="?", default="", help="part of a picture's name")
    options = parser.parse_args(arguments)
    os.environ.setdefault("QT_QPA_PLATFORM", "offscreen")
    for written in render_desk(options.out, QApplication(sys.argv[:1]), options.only):
        print(written)
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
