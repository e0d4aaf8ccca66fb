"""A desk without keys or machines: sessions, lanes, printer, workshop kept in memory."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass, field, replace
from datetime import UTC, datetime, timedelta
from typing import TypeVar

from kiosk.capture.antivirus.health import Health, Standing
from kiosk.capture.antivirus.screening import Checked, Mode
from kiosk.capture.ports import ScannedPage
from kiosk.capture.recipe import Frame, Recipe, Side
from kiosk.capture.words import PageWords, text_of
from kiosk.domain.finding import FoundSafes
from kiosk.domain.ids import ItemId, PersonId, ProId, StructureId
from kiosk.domain.work_copies import CopyOutcome, CopyPlace, CopyState, NewCopy
from kiosk.errors import InvalidInput, KioskError, Refused, Unavailable
from kiosk.flows.api import (
    Birth,
    Check,
    CopyWork,
    DeskHome,
    Draft,
    Evidence,
    ExportedJournal,
    FactChoice,
    FactField,
    MemberLine,
    NewPaper,
    NewPostCode,
    NewReminder,
    NewSafe,
    OpenedSafe,
    OutgoingLine,
    Paper,
    PaperContent,
    PersonFacts,
    PersonSession,
    PersonSummary,
    PostLine,
    PostState,
    Reminders,
    Role,
    SyncState,
    SyncStatus,
    TeamAct,
    TeamJournal,
    WorkCopy,
    WorkerProfile,
)
from tests.fakes.reminders import MemoryReminders
from ui.printed.facts import FirstPage, IdentifierCard, Mandate, PostCode, Receipt
from ui.screens.desk_common.ports import Jobs
from ui.screens.desk_scan.improving import LandingTools
from ui.screens.desk_scan.ports import FileEntry, KeptPage, PreparedPage, ReadFile

__all__ = [
    "CountingRng",
    "FakeDocuments",
    "FakeEntrance",
    "FakePrinter",
    "FakeWorker",
    "FakeWorkshop",
    "FixedClock",
    "HeldJobs",
    "InlineJobs",
    "MemoryFiles",
    "person",
]

GOOD_HEALTH = Health(Mode.PREFERRED, Standing.GOOD)
T = TypeVar("T")
NOON = datetime(2026, 11, 21, 12, 0, tzinfo=UTC)


class InlineJobs:
    """A lane that runs each call at once."""

    def submit(
        self,
        call: Callable[[], T],
        done: Callable[[T], None],
        failed: Callable[[KioskError], None],
    ) -> None:
        try:
            result = call()
        except KioskError as error:
            failed(error)
        else:
            done(result)


class HeldJobs:
    """A lane that runs calls in order when told, as a slow disk would."""

    def __init__(self) -> None:
        self.waiting: list[Callable[[], None]] = []

    def submit(
        self,
        call: Callable[[], T],
        done: Callable[[T], None],
        failed: Callable[[KioskError], None],
    ) -> None:
        self.waiting.append(lambda: InlineJobs().submit(call, done, failed))

    def run_one(self) -> None:
        self.waiting.pop(0)()

    def run_all(self) -> None:
        while self.waiting:
            self.run_one()


class CountingRng:
    """Bytes that differ from call to call and are the same from run to run."""

    def __init__(self) -> None:
        self._calls = 0

    def bytes(self, count: int) -> bytes:
        self._calls += 1
        return bytes((self._calls * 37 + index) % 251 for index in range(count))


@dataclass(slots=True)
class FixedClock:
    """Stands at noon."""

    at: datetime = NOON

    def now(self) -> datetime:
        return self.at

    def boottime_s(self) -> float:
        return 1000.0

    def boot_id(self) -> str:
        return "boot"


def person(given: str, family: str, number: int = 1, *, is_readable: bool = True) -> PersonSummary:
    """Return a made-up person."""
    login = f"{given.lower()}-{number:04}"
    return PersonSummary(
        PersonId(bytes([number]) * 16), login, given, family, Birth(1990), is_readable
    )


@dataclass(slots=True)
class FakeWorker:
    """A worker's session that remembers what it was asked.

    `failing` maps a method's name to the error it raises until removed.
    """

    people: list[PersonSummary] = field(default_factory=list)
    profile: WorkerProfile = field(
        default_factory=lambda: WorkerProfile(
            ProId(b"\x01" * 16),
            "claire.m-7k3f",
            "Claire Martin",
            Role.WORKER,
            StructureId(b"\x02" * 16),
            "Relais du Port",
            must_change_password=False,
            must_accept_terms=False,
        )
    )
    password: str = "Lampe-cerise-velo"
    drafts: dict[bytes, Draft] = field(default_factory=dict)
    refusals: list[tuple[Evidence, ...]] = field(default_factory=list)
    safes: list[NewSafe] = field(default_factory=list)
    filed: list[tuple[PersonId, NewPaper]] = field(default_factory=list)
    checked_papers: list[tuple[PersonId, Checked]] = field(default_factory=list)
    words_added: list[tuple[PersonId, ItemId, bytes]] = field(default_factory=list)
    shelf: list[PaperContent] = field(default_factory=list)
    copy_media: tuple[CopyPlace, ...] = (CopyPlace("folder:/mnt/travail", "travail"),)
    medium: CopyOutcome = CopyOutcome.DONE
    """How it goes on the medium of work copies."""
    copies: tuple[WorkCopy, ...] = ()
    asked_copies: list[tuple[PersonId, ItemId, NewCopy]] = field(default_factory=list)
    prints: list[tuple[PersonId, ItemId]] = field(default_factory=list)
    sought: list[tuple[str, str, Birth]] = field(default_factory=list)
    answering: FoundSafes = field(default_factory=FoundSafes)
    affiliated: list[tuple[str, Evidence]] = field(default_factory=list)
    removed: list[PersonId] = field(default_factory=list)
    accepted: list[tuple[str, bytes]] = field(default_factory=list)
    lines: list[OutgoingLine] = field(default_factory=list)
    retried: list[bytes] = field(default_factory=list)
    taken_out: dict[bytes, OutgoingLine] = field(default_factory=dict)
    known_facts: dict[PersonId, PersonFacts] = field(default_factory=dict)
    reminding: MemoryReminders = field(default_factory=lambda: MemoryReminders("Relais du Port"))
    colleagues: list[MemberLine] = field(default_factory=list)
    reported: list[bytes] = field(default_factory=list)
    known_posts: list[PostLine] = field(default_factory=list)
    team_acts: list[TeamAct] = field(default_factory=list)
    team: list[tuple[ProId, str]] = field(default_factory=list)
    alarm_key: str | None = None
    told_at: datetime | None = None
    asked_elsewhere: int = 0
    exported_to: list[str] = field(default_factory=list)
    sync: SyncStatus = field(default_factory=lambda: SyncStatus(SyncState.UP_TO_DATE))
    failing: dict[str, KioskError] = field(default_factory=dict)
    is_closed: bool = False

    def change_password(self, old: str, new: str) -> WorkerProfile:
        self._may_fail("change_password")
        if old != self.password:
            raise Refused("sign_in.wrong_password", left=9)
        self.password = new
        self.profile = replace(self.profile, must_change_password=False)
        return self.profile

    def accept_terms(self, version: str, text_sha256: bytes) -> WorkerProfile:
        self._may_fail("accept_terms")
        self.accepted.append((version, text_sha256))
        self.profile = replace(self.profile, must_accept_terms=False)
        return self.profile

    def check_password(self, password: str) -> None:
        self._may_fail("check_password")
        if password != self.password:
            raise Refused("sign_in.wrong_password", left=9)

    def home(self) -> DeskHome:
        self._may_fail("home")
        drafts = tuple(replace(draft, pages=()) for draft in self.drafts.values())
        return DeskHome(
            self.profile, tuple(self.people), drafts, len(self.people), self.sync, self.copies
        )

    def search(self, text: str, limit: int = 20) -> Sequence[PersonSummary]:
        self._may_fail("search")
        wanted = text.casefold()
        return [p for p in self.people if wanted in f"{p.given_names} {p.family_name}".casefold()][
            :limit
        ]

    def prepare_search(self) -> bool:
        return False

    def possible_duplicates(
        self, given_names: str, family_name: str, birth: Birth
    ) -> Sequence[PersonSummary]:
        self._may_fail("possible_duplicates")
        return [p for p in self.people if p.family_name and p.family_name == family_name]

    def save_draft(self, draft: Draft) -> None:
        self._may_fail("save_draft")
        self.drafts[draft.draft] = draft

    def load_draft(self, draft: bytes) -> Draft:
        self._may_fail("load_draft")
        if draft not in self.drafts:
            raise InvalidInput("draft.unknown")
        return self.drafts[draft]

    def discard_draft(self, draft: bytes) -> None:
        self._may_fail("discard_draft")
        self.drafts.pop(draft, None)

    def record_refusal(self, evidence: Sequence[Evidence]) -> None:
        self._may_fail("record_refusal")
        self.refusals.append(tuple(evidence))

    def open_safe(self, safe: NewSafe) -> OpenedSafe:
        self._may_fail("open_safe")
        self.safes.append(safe)
        if safe.draft is not None:
            self.drafts.pop(safe.draft, None)
        return OpenedSafe(PersonId(b"\x07" * 16), "amina.d-7k3f", safe.is_affiliated)

    def papers(self, person: PersonId) -> Sequence[Paper]:
        self._may_fail("papers")
        return [content.paper for content in self.shelf]

    def read(self, person: PersonId, item: ItemId) -> PaperContent:
        self._may_fail("read")
        return next(content for content in self.shelf if content.paper.item == item)

    def copy_places(self) -> tuple[CopyPlace, ...]:
        self._may_fail("copy_places")
        return self.copy_media

    def take_copy(self, person: PersonId, item: ItemId, new: NewCopy) -> CopyWork:
        self._may_fail("take_copy")
        taken = WorkCopy(
            bytes([len(self.copies) + 1]) * 16,
            "Papier",
            new.purpose,
            new.words,
            "copie.pdf",
            new.place,
            NOON,
            NOON + timedelta(hours=11),
            CopyState.OUT,
        )
        self.asked_copies.append((person, item, new))
        self.copies = (*self.copies, taken)
        return CopyWork(taken.id, lambda: self.medium)

    def copy_taken(self, copy: bytes, outcome: CopyOutcome) -> WorkCopy:
        taken = next(each for each in self.copies if each.id == copy)
        match outcome:
            case CopyOutcome.DONE:
                return taken
            case CopyOutcome.UNSURE:
                raise Unavailable("copy.silent")
            case _:
                self.copies = tuple(each for each in self.copies if each.id != copy)
                raise Unavailable("copy.not_written")

    def work_copies(self) -> tuple[WorkCopy, ...]:
        self._may_fail("work_copies")
        return self.copies

    def end_copy(self, copy: bytes) -> CopyWork:
        self._may_fail("end_copy")
        return CopyWork(copy, lambda: self.medium)

    def copy_ended(self, copy: bytes, outcome: CopyOutcome) -> tuple[WorkCopy, ...]:
        if outcome is not CopyOutcome.DONE:
            is_silent = outcome is CopyOutcome.UNSURE
            raise Unavailable("copy.not_answering" if is_silent else "copy.not_reached")
        self.copies = tuple(each for each in self.copies if each.id != copy)
        return self.copies

    def confirm_copy(self, copy: bytes) -> tuple[WorkCopy, ...]:
        self._may_fail("confirm_copy")
        return self.copy_ended(copy, CopyOutcome.DONE)

    def record_print(self, person: PersonId, item: ItemId) -> None:
        self._may_fail("record_print")
        self.prints.append((person, item))

    def facts(self, person: PersonId) -> PersonFacts:
        self._may_fail("facts")
        if person not in self.known_facts:
            known = next((p for p in self.people if p.person == person), None)
            if known is None:
                raise InvalidInput("facts.unknown")
            self.known_facts[person] = PersonFacts(
                person, known.login, known.given_names, known.family_name, known.birth, "fr"
            )
        return self.known_facts[person]

    def correct_facts(
        self, person: PersonId, given_names: str, family_name: str, birth: Birth
    ) -> PersonFacts:
        self._may_fail("correct_facts")
        self.known_facts[person] = replace(
            self.facts(person), given_names=given_names, family_name=family_name, birth=birth
        )
        return self.known_facts[person]

    def choose_fact(self, person: PersonId, field: FactField, side: bytes) -> PersonFacts:
        self._may_fail("choose_fact")
        facts = self.facts(person)
        choice = next(each for each in facts.choices if each.field is field)
        chosen = next(each for each in choice.sides if each.key == side)
        others = tuple(each for each in facts.choices if each.field is not field)
        told = {field.value: chosen.value}
        self.known_facts[person] = replace(facts, choices=others, **told)
        return self.known_facts[person]

    def reopen_fact(self, person: PersonId, choice: FactChoice) -> PersonFacts:
        self._may_fail("reopen_fact")
        facts = self.facts(person)
        told = {choice.field.value: choice.sides[0].value}
        self.known_facts[person] = replace(facts, choices=(choice, *facts.choices), **told)
        return self.known_facts[person]

    def file_paper(self, person: PersonId, paper: NewPaper) -> ItemId:
        self._may_fail("file_paper")
        self.filed.append((person, paper))
        if paper.draft is not None:
            self.drafts.pop(paper.draft, None)
        return ItemId(b"\x09" * 16)

    def reminders(self, person: PersonId, *, is_again: bool = False) -> Reminders:
        self._may_fail("reminders")
        return self.reminding.look()

    def put_reminder(
        self, person: PersonId, new: NewReminder, remind: bytes | None = None
    ) -> Reminders:
        self._may_fail("put_reminder")
        return self.reminding.put(new, remind)

    def call_off_reminder(self, person: PersonId, remind: bytes) -> Reminders:
        self._may_fail("call_off_reminder")
        return self.reminding.call_off(remind)

    def want_reminders(self, person: PersonId, evidence: Evidence) -> Reminders:
        self._may_fail("want_reminders")
        return self.reminding.want(evidence)

    def add_words(self, person: PersonId, item: ItemId, words: bytes) -> bool:
        self.words_added.append((person, item, words))
        return True

    def check_papers(self, person: PersonId, check: Check) -> bool:
        self.checked_papers.append((person, check(b"file", "application/pdf")))
        return True

    def find_papers(self, person: PersonId, text: str) -> Sequence[Paper]:
        return [paper for paper in self.papers(person) if text.lower() in paper.title.lower()]

    def find_safe(self, given_names: str, family_name: str, birth: Birth) -> FoundSafes:
        self._may_fail("find_safe")
        self.sought.append((given_names, family_name, birth))
        return self.answering

    def affiliate_by_sign_in(self, login: str, password: str, evidence: Evidence) -> PersonSummary:
        self._may_fail("affiliate_by_sign_in")
        self.affiliated.append((login, evidence))
        return person("Yonas", "", 3)

    def remove_affiliation(self, person: PersonId) -> None:
        self._may_fail("remove_affiliation")
        self.removed.append(person)

    def sync_status(self) -> SyncStatus:
        self._may_fail("sync_status")
        return self.sync

    def outgoing(self) -> Sequence[OutgoingLine]:
        self._may_fail("outgoing")
        return list(self.lines)

    def retry(self, statement: bytes) -> None:
        self._may_fail("retry")
        self.retried.append(statement)
        self.lines = [
            replace(line, refused_key=None, is_kept=False) if line.statement == statement else line
            for line in self.lines
        ]

    def keep_unsent(self, statement: bytes) -> None:
        self._may_fail("keep_unsent")
        self.lines = [
            replace(line, is_kept=True) if line.statement == statement else line
            for line in self.lines
        ]

    def take_out(self, statement: bytes) -> None:
        self._may_fail("take_out")
        self.taken_out = {line.statement: line for line in self.lines} | self.taken_out
        self.lines = [line for line in self.lines if line.statement != statement]

    def put_back(self, statement: bytes) -> None:
        self._may_fail("put_back")
        self.lines.append(self.taken_out[statement])

    def posts(self) -> Sequence[PostLine]:
        self._may_fail("posts")
        return list(self.known_posts)

    def add_post(self) -> NewPostCode:
        self._may_fail("add_post")
        return NewPostCode("rk1-" + "abcdefgh" * 30, NOON + timedelta(days=1))

    def end_post(self, device: bytes) -> None:
        self._may_fail("end_post")
        self.known_posts = [
            replace(line, state=PostState.ENDING, is_unsent=True) if line.id == device else line
            for line in self.known_posts
        ]

    def reportable(self) -> Sequence[MemberLine]:
        self._may_fail("reportable")
        mine = MemberLine(self.profile.pro, self.profile.name, self.profile.login, is_mine=True)
        return [line for line in (mine, *self.colleagues) if line.id not in self.reported]

    def report_access(self, account: bytes) -> None:
        self._may_fail("report_access")
        self.reported.append(account)

    def team_journal(self, since: datetime) -> TeamJournal:
        self._may_fail("team_journal")
        acts = tuple(act for act in self.team_acts if act.at >= since)
        first = min((act.at for act in acts if act.place is not None), default=None)
        return TeamJournal(acts, tuple(self.team), self.alarm_key, self.told_at, first)

    def ask_team_elsewhere(self) -> None:
        self._may_fail("ask_team_elsewhere")
        self.asked_elsewhere += 1

    def export_journal(self, folder: str) -> Callable[[], ExportedJournal]:
        self._may_fail("export_journal")

        def write() -> ExportedJournal:
            self._may_fail("write_journal")
            self.exported_to.append(folder)
            return ExportedJournal(
                "journal-1.jsonl", 12, "ab" * 32, "cd" * 32, is_server_asked=False
            )

        return write

    def close(self) -> None:
        self.is_closed = True

    def _may_fail(self, name: str) -> None:
        if name in self.failing:
            raise self.failing[name]


@dataclass(slots=True)
class FakeEntrance:
    """A door with one worker behind it; `error` is raised instead while it is set."""

    worker: FakeWorker = field(default_factory=FakeWorker)
    error: KioskError | None = None
    enrolled: bool = True
    asked: list[tuple[str, str]] = field(default_factory=list)
    codes: list[tuple[str, str]] = field(default_factory=list)

    @property
    def agent(self) -> FakeEntrance:
        return self

    def is_enrolled(self) -> bool:
        return self.enrolled

    def enrol(self, code: str, place: str) -> dict[str, object]:
        if self.error is not None:
            raise self.error
        self.codes.append((code, place))
        return {"structure_name": "Relais du Port", "place": place}

    def worker_sign_in(self, login: str, password: str) -> FakeWorker:
        self.asked.append((login, password))
        if self.error is not None:
            raise self.error
        return self.worker

    def person_sign_in(self, login: str, password: str) -> PersonSession:
        raise InvalidInput("sign_in.unknown")


@dataclass(slots=True)
class FakePrinter:
    """Keeps what it printed; raises `error` while it is set."""

    printed: list[tuple[str, bytes]] = field(default_factory=list)
    error: KioskError | None = None

    def print_pdf(self, pdf: bytes, *, title: str) -> None:
        if self.error is not None:
            raise self.error
        self.printed.append((title, pdf))


@dataclass(slots=True)
class FakeDocuments:
    """Remembers the facts of each paper it was asked for."""

    mandates: list[Mandate] = field(default_factory=list)
    cards: list[IdentifierCard] = field(default_factory=list)
    receipts: list[Receipt] = field(default_factory=list)
    codes: list[PostCode] = field(default_factory=list)

    def identifier_card(self, card: IdentifierCard, /) -> bytes:
        self.cards.append(card)
        return b"card"

    def first_page(self, pdf: bytes, /) -> FirstPage:
        return FirstPage(b"picture of " + pdf[:8], 2)

    def mandate(self, mandate: Mandate, /) -> bytes:
        self.mandates.append(mandate)
        return b"mandate"

    def receipt(self, receipt: Receipt, /) -> bytes:
        self.receipts.append(receipt)
        return b"receipt"

    def post_code(self, code: PostCode, /) -> bytes:
        self.codes.append(code)
        return b"code"


CROPPED = Recipe(frame=Frame(5, 5, 8, 8, 0))


@dataclass(slots=True)
class FakeWorkshop:
    """Marks what it does on the bytes; a page whose number is in `blanks` looks blank."""

    blanks: frozenset[int] = frozenset()
    error: KioskError | None = None
    checked: Checked = Checked.CLEAN
    health: Health = GOOD_HEALTH
    whole: ReadFile | None = None
    """What every file is taken for: one that cannot be shown."""

    sides: dict[int, Side] = field(default_factory=dict)
    """Which pages are a card's sides, by number."""

    def warm(self) -> None:
        return None

    def prepare(self, page: ScannedPage) -> PreparedPage:
        cropped = PreparedPage(b"", b"", page.jpeg, page.number in self.blanks, dpi=page.dpi)
        made = self.change(cropped, CROPPED)
        return replace(made, side=self.sides.get(page.number))

    def change(self, page: PreparedPage, recipe: Recipe) -> PreparedPage:
        """Say on the bytes what was done, the last step first."""
        if self.error is not None:
            raise self.error
        jpeg = page.as_landed_jpeg
        for change in recipe.changes:
            jpeg = change.value.encode() + b":" + jpeg
        return replace(page, jpeg=jpeg, filed=jpeg, thumbnail_jpeg=b"thumb", recipe=recipe)

    def join(self, one: PreparedPage, other: PreparedPage) -> PreparedPage:
        return PreparedPage(b"card", b"thumb", b"", sides=(one, other))

    def restore(self, kept: KeptPage) -> PreparedPage:
        made = [
            self.change(PreparedPage(b"", b"", jpeg, dpi=kept.dpi), recipe)
            for jpeg, recipe in zip(kept.scans, kept.recipes, strict=True)
        ]
        if len(made) == 1 or kept.format is None:
            return made[0]
        front, back = (
            replace(page, side=Side(kept.format, is_front))
            for page, is_front in zip(made, (True, False), strict=True)
        )
        return self.join(front, back)

    def read_file(self, data: bytes, name: str) -> ReadFile:
        if self.error is not None:
            raise self.error
        if self.whole is not None:
            return self.whole
        page = b"page of " + data
        pages = (PreparedPage(page, b"thumb", page),)
        return ReadFile(pages, data, "application/pdf", self.checked)

    def check_again(self, file: ReadFile) -> ReadFile:
        if self.error is not None:
            raise self.error
        return replace(file, checked=self.checked)

    def check_original(self, data: bytes, mime: str) -> Checked:
        del mime
        return self.check_again(ReadFile((), data, "application/pdf")).checked

    def antivirus(self) -> Health:
        return self.health

    def pdf(self, pages: Sequence[bytes], words: Sequence[PageWords | None] = ()) -> bytes:
        hidden = " ".join(text_of(page.words) for page in words if page is not None)
        return b"%PDF " + b"|".join(pages) + hidden.encode()


class FakeFirstLook:
    """Says of each page that it was looked at."""

    def warm(self) -> None:
        return None

    def thumbnail(self, jpeg: bytes) -> bytes:
        return b"small"


def landing(
    workshop: FakeWorkshop | None = None,
    page_jobs: Jobs | None = None,
    look_jobs: Jobs | None = None,
) -> LandingTools:
    """Return what works on pages that land, at once unless other lanes are given."""
    return LandingTools(
        first_look=FakeFirstLook(),
        look_jobs=look_jobs or InlineJobs(),
        workshop=workshop or FakeWorkshop(),
        page_jobs=page_jobs or InlineJobs(),
    )


@dataclass(slots=True)
class MemoryFiles:
    """Folders and files by path."""

    tree: dict[str, list[FileEntry]] = field(default_factory=dict)
    contents: dict[str, bytes] = field(default_factory=dict)

    def places(self) -> Sequence[FileEntry]:
        return self.tree.get("", [])

    def entries(self, folder: str) -> Sequence[FileEntry]:
        if folder not in self.tree:
            raise InvalidInput("file.unreadable")
        return self.tree[folder]

    def read(self, path: str) -> bytes:
        if path not in self.contents:
            raise InvalidInput("file.unreadable")
        return self.contents[path]
