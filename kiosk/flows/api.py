"""What screens may ask: the whole surface between windows and the safe, as Protocols.

Presenters know this page and nothing below it. Every call runs on the session's one local
lane (never on the GUI thread) and raises a `KioskError` whose key has words in
`kiosk.messages`. It is short local work that does not wait for the network, but for one:
signing in a person whom this post does not know yet.
"""

from __future__ import annotations

from collections.abc import Callable, Collection, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime
from enum import Enum
from typing import Protocol

from kiosk.capture.antivirus.screening import Checked, FileHeld
from kiosk.domain.announced import Maintenance
from kiosk.domain.finding import FoundSafes
from kiosk.domain.ids import ItemId, PersonId, ProId, StructureId
from kiosk.domain.reminders import Channel, Outcome, Standing
from kiosk.domain.work_copies import CopyOutcome, CopyPlace, CopyPurpose, CopyState, NewCopy

__all__ = [
    "Access",
    "Accesses",
    "Birth",
    "Check",
    "ConsentAnswer",
    "ConsentKind",
    "CopyWork",
    "Deed",
    "DeskHome",
    "Draft",
    "Entrance",
    "Evidence",
    "ExportedJournal",
    "FactChoice",
    "FactField",
    "FactSide",
    "KeptFile",
    "MemberLine",
    "NewPaper",
    "NewPostCode",
    "NewReminder",
    "NewSafe",
    "OpenedSafe",
    "OutgoingLine",
    "Paper",
    "PaperContent",
    "PaperKind",
    "PersonFacts",
    "PersonSession",
    "PersonSummary",
    "PostLine",
    "PostState",
    "Relay",
    "ReminderLine",
    "Reminders",
    "Role",
    "SessionSummary",
    "Sharing",
    "SyncState",
    "SyncStatus",
    "TeamAct",
    "TeamDeed",
    "TeamJournal",
    "TeamKind",
    "WorkCopy",
    "WorkerProfile",
    "WorkerSession",
]


Check = Callable[[bytes, str], Checked]
"""Says how a file stands, by its bytes and media type. Raises: FileHeld."""


class Role(Enum):
    """What a professional may do in a structure (ROL-01, ROL-08)."""

    WORKER = "worker"
    MANAGER = "manager"


class PaperKind(Enum):
    """The family of a paper; words and pictures are `ui`'s."""

    IDENTITY_CARD = "identity_card"
    RESIDENCE_PERMIT = "residence_permit"
    PASSPORT = "passport"
    HEALTH_CARD = "health_card"
    TAX_NOTICE = "tax_notice"
    CERTIFICATE = "certificate"
    BANK_DETAILS = "bank_details"
    HOUSING = "housing"
    PRESCRIPTION = "prescription"
    LETTER = "letter"
    MANDATE = "mandate"
    OTHER = "other"


class Sharing(Enum):
    """Who reads an item (VLT-08): the person alone, or affiliated structures too."""

    PRIVATE = "prv"
    SHARED = "sh"


class ConsentKind(Enum):
    """What was asked; each is a question of its own (CNS-08, CNS-10, SHR-02, CNS-01)."""

    MANDATE = "mandate"
    INFORMATION = "information"
    AFFILIATION = "affiliation"
    TERMS = "terms"
    REMINDERS = "reminders"
    """Whether messages may be sent at all (CNS-20): the last answer counts."""


class ConsentAnswer(Enum):
    """What was answered; a refusal is recorded with the same care (CNS-14)."""

    YES = "yes"
    NO = "no"
    NOT_TODAY = "not_today"


@dataclass(frozen=True, slots=True)
class Birth:
    """A birth date as people know it: any part may be missing; `is_about` says "vers"."""

    year: int | None = None
    month: int | None = None
    day: int | None = None
    is_about: bool = False


@dataclass(frozen=True, slots=True)
class PersonSummary:
    """Enough to tell homonyms apart, no more (DER-11)."""

    person: PersonId
    login: str
    given_names: str
    family_name: str
    birth: Birth
    is_readable: bool
    """False while an affiliation waits for its key: the structure may add, not read."""


class FactField(Enum):
    """What is known of a person, one field each: two posts may correct different ones apart."""

    GIVEN_NAMES = "given_names"
    FAMILY_NAME = "family_name"
    BIRTH = "birth"
    LANGUAGE = "language"


@dataclass(frozen=True, slots=True)
class FactSide:
    """One of the values a field was told as (*Ici*, *Ailleurs*): by whom, when."""

    key: bytes
    """Names this side in `choose_fact`."""
    value: str | Birth
    said_by: str
    """A professional of this structure, or another structure; "" for the person."""
    at: datetime
    is_here: bool
    by: bytes = b""
    structure: bytes = b""
    name: bytes = b""


@dataclass(frozen=True, slots=True)
class FactChoice:
    """A field that was told differently at two posts apart: the side that shows first."""

    field: FactField
    sides: tuple[FactSide, ...]


@dataclass(frozen=True, slots=True)
class PersonFacts:
    """What is known of a person; of a field that is to be chosen, the side that shows."""

    person: PersonId
    login: str
    given_names: str
    family_name: str
    birth: Birth
    language: str
    choices: tuple[FactChoice, ...] = ()


@dataclass(frozen=True, slots=True)
class WorkerProfile:
    """Who is signed in at the desk."""

    pro: ProId
    login: str
    name: str
    role: Role
    structure: StructureId
    structure_name: str
    must_change_password: bool
    must_accept_terms: bool


class SyncState(Enum):
    """The sending line's states (`ux.md` section 7)."""

    UP_TO_DATE = "up_to_date"
    SENDING = "sending"
    WAITING = "waiting"
    TO_CHECK = "to_check"
    FAULT = "fault"


@dataclass(frozen=True, slots=True)
class SyncStatus:
    """True counts for the sending line; a paper and its parts count as one change."""

    state: SyncState
    waiting: int = 0
    done: int = 0
    total: int = 0
    to_check: int = 0
    last_exchange_at: datetime | None = None
    reason_key: str | None = None
    """A key of `kiosk.messages` when the server cannot be used just now."""
    maintenance: Maintenance | None = None
    """Under way or announced (OPS-02)."""
    clock_off_s: int = 0
    """The true time minus this machine's, 0 while it is near enough."""


@dataclass(frozen=True, slots=True)
class OutgoingLine:
    """One line of what waits: never a title, the desk may stand before others."""

    statement: bytes
    kind: str
    since: datetime
    refused_key: str | None
    """Why the server refused it, as a key of `kiosk.messages`; None while it only waits."""
    is_kept: bool = False
    """Refused, and somebody decided to keep it here without sending."""
    may_be_taken_out: bool = False
    """False for what other changes rest on, what withdraws, and what proves a consent."""


class PostState(Enum):
    """Where a post of the structure stands, as far as this one knows (`ux.md` M1)."""

    HERE = "here"
    ACTIVE = "active"
    EXPECTED = "expected"
    """A code was made for it and is still good."""
    ENDING = "ending"
    """Its end is said here and has not reached the server yet."""
    ENDED = "ended"


@dataclass(frozen=True, slots=True)
class PostLine:
    """One line of *Les postes*; `since` is until when for a post that is expected."""

    id: bytes
    place: str
    state: PostState
    since: datetime
    is_unsent: bool = False
    last_exchange_at: datetime | None = None
    """This post's own; of another one, when the server last let it in, as it told this one at
    its own last entrance. None where it is not known: that is not broken (`ux.md` M1)."""


@dataclass(frozen=True, slots=True)
class MemberLine:
    """A professional's access that may be reported lost, stolen or misused (AUT-20)."""

    id: bytes
    name: str
    login: str
    is_mine: bool


@dataclass(frozen=True, slots=True)
class NewPostCode:
    """A code for one new post: shown once, good once and until `expires_at`."""

    code: str = field(repr=False)
    expires_at: datetime


@dataclass(frozen=True, slots=True)
class Draft:
    """Work kept for its author only: an opening under way, or pages not yet filed."""

    draft: bytes
    kind: str
    """"opening", "capture" or "held" (a file set aside unopened)."""
    updated_at: datetime
    facts: dict[str, object] = field(default_factory=dict)
    """JSON values only; never a password, an answer or a key."""
    pages: tuple[bytes, ...] = ()
    """JPEG images of pages, in order, after the file they came from; of a file set aside, its
    bytes."""
    ends_at: datetime | None = None
    """When it is forgotten unless somebody goes on with it; None while it is kept nowhere."""
    has_ended: bool = False
    """It is forgotten: kind and time are left, to tell its author. `discard_draft` when told."""


@dataclass(frozen=True, slots=True)
class Evidence:
    """How a consent was given: on which text, in which language, signed how (CNS-08..15)."""

    kind: ConsentKind
    answer: ConsentAnswer
    text_version: str
    text_sha256: bytes
    language: str
    scope: tuple[str, ...] = ()
    method: str = "screen"
    """"screen" (signature drawn), "paper" (scanned), "tick" (a box ticked), "press" (a button of
    the person's own screen) or "spoken" (said to the professional who read the text out)."""
    signature_png: bytes = b""
    interpreter: str = ""

    def is_yes_to(self, kind: ConsentKind) -> bool:
        """Return whether this is a yes, and to that question."""
        return self.kind is kind and self.answer is ConsentAnswer.YES


@dataclass(frozen=True, slots=True)
class NewSafe:
    """Everything the opening screen gathers; secrets were typed by the person alone."""

    given_names: str
    family_name: str
    birth: Birth
    language: str
    password: str
    consents: tuple[Evidence, ...]
    is_affiliated: bool
    mandate_pdf: bytes
    """Rendered by `ui` from the texts, filed in the safe as a paper of kind MANDATE."""
    mandate_thumbnail_jpeg: bytes = b""
    mandate_pages: int = 1
    phone: str = ""
    email: str = ""
    secret_question: str = ""
    guardian: str = ""
    """Who gives the mandate for somebody under 16 (ROL-35); sealed with it."""
    secret_answer: str = ""
    """Kept for the recovery issue; sealed to custody with the question, never stored here."""
    draft: bytes | None = None


@dataclass(frozen=True, slots=True)
class OpenedSafe:
    """What the identifier card shows; the password is not on it."""

    person: PersonId
    login: str
    is_affiliated: bool


@dataclass(frozen=True, slots=True)
class NewPaper:
    """A paper ready to be filed: our own PDF and a thumbnail, both made in memory."""

    title: str
    kind: PaperKind
    sharing: Sharing
    pdf: bytes
    """Empty, like the thumbnail, with no page: the paper is `original` and cannot be shown."""
    thumbnail_jpeg: bytes
    page_count: int
    original: bytes = b""
    """The file as it was given, when it came from elsewhere (VLT-14)."""
    original_mime: str = ""
    original_suffix: str = ""
    """The extension it came with; "" where it had none."""
    draft: bytes | None = None
    expires_on: date | None = None
    """The last day it is good for, as the paper says and the worker saw."""
    words: bytes = b""
    """What was read on its pages (`kiosk.capture.words`); empty: nothing, or not yet."""
    sensitive: str = ""
    """What GDPR art. 9 or 10 it falls under, with the person's express agreement (VLT-20)."""
    is_unchecked: bool = False
    """No antivirus has seen `original` yet (DER-15)."""


@dataclass(frozen=True, slots=True)
class Paper:
    """One line of *Mes papiers* or of a dossier."""

    item: ItemId
    title: str
    kind: PaperKind
    sharing: Sharing
    page_count: int
    added_at: datetime
    added_by: str
    """Name of the structure that added it, or "" for the person."""
    is_here: bool
    """False while its pages are not on this machine yet."""
    thumbnail_jpeg: bytes = b""
    expires_on: date | None = None
    is_unchecked: bool = False
    """The file it came from has not been seen by an antivirus yet (DER-15)."""
    is_file_held: bool = False
    """An antivirus found something in that file: it stays sealed, its pages show."""
    is_sensitive: bool = False
    """Tells of health, beliefs and the like (GDPR art. 9): a work copy lives an hour."""

    @property
    def can_be_shown(self) -> bool:
        """False for a file kept as it came (text, table, slides): it has no pages."""
        return self.page_count > 0

    @property
    def can_leave(self) -> bool:
        """False for a file kept as it came that an antivirus holds, or has not seen yet; pages
        are ours, and may leave as a copy whatever is said of the file they came from."""
        return self.can_be_shown or not (self.is_unchecked or self.is_file_held)


@dataclass(frozen=True, slots=True)
class WorkCopy:
    """One line of *Mes copies de travail*: a copy that a professional took out of a safe."""

    id: bytes
    title: str
    purpose: CopyPurpose
    words: str
    file: str
    place: str
    """The medium's name; "" for one that is away or no longer approved."""
    taken_at: datetime
    expires_at: datetime
    state: CopyState


@dataclass(frozen=True, slots=True, repr=False)
class CopyWork:
    """What is to be done on a medium: slow, or without an end where the medium hangs.

    `do` touches no store: it runs in a lane where nobody waits behind it, bounded in time.
    """

    copy: bytes
    do: Callable[[], CopyOutcome]


@dataclass(frozen=True, slots=True, repr=False)
class KeptFile:
    """The file that a paper came from, as it came, in memory only."""

    data: bytes
    mime: str
    suffix: str = ""
    """The extension it is given back under."""


@dataclass(frozen=True, slots=True)
class PaperContent:
    """The pages of one paper as our own PDF, in memory only."""

    paper: Paper
    pdf: bytes


@dataclass(frozen=True, slots=True)
class Relay:
    """One organisation that may see the shared part (*Mes relais*)."""

    structure: StructureId
    name: str
    since: datetime
    is_waiting: bool
    shared_papers: int


@dataclass(frozen=True, slots=True)
class NewReminder:
    """What somebody asks to be reminded of: a time on this place's wall, and when to say so."""

    appointment: datetime
    """Without a zone: the post's is meant."""
    days: tuple[int, ...]
    """How many days before, each a message; 0 for the morning itself."""
    channel: Channel = Channel.SMS
    language: str = "fr"
    text: str = ""
    """Words of one's own, only where the person wants them in the message (CNS-33)."""


@dataclass(frozen=True, slots=True)
class ReminderLine:
    """One reminder of *Rappels*, and where it stands."""

    remind: bytes
    appointment: datetime
    days: tuple[int, ...]
    """Empty once it is called off."""
    channel: Channel
    text: str
    language: str
    words: str
    """The message as it is sent."""
    standing: Standing
    outcome: Outcome | None
    """Why it was not sent, where that is so."""
    next_at: datetime | None
    """On the wall: when the next message goes."""
    ordered_by: str
    """The structure's name; "" for the person."""
    is_over: bool
    may_change: bool


@dataclass(frozen=True, slots=True)
class Reminders:
    """A person's reminders; `wanted` is their last word on all of them, None without one."""

    lines: tuple[ReminderLine, ...]
    wanted: bool | None


class Deed(Enum):
    """What was done to a safe, or tried (TRC-02, TRC-03); words are `ui`'s."""

    OPENED = "opened"
    LISTED = "listed"
    READ = "read"
    PRINTED = "printed"
    """A paper was sent to a printer."""
    COPY_TAKEN = "copy_taken"
    """A work copy was taken out of the safe."""
    COPY_ENDED = "copy_ended"
    KNOWN = "known"
    """Names and birth were looked at."""
    CORRECTED = "corrected"
    """Names or birth were corrected, or one of two versions was chosen."""
    ADDED = "added"
    SHARED = "shared"
    UNSHARED = "unshared"
    COPIED = "copied"
    """The person took a copy away on a stick of their own."""
    AFFILIATED = "affiliated"
    ENDED = "ended"
    ENDS_UNUSED = "ends_unused"
    """The server's notice: an affiliation not used for two years ends in a month (LIF-03)."""
    ENDED_UNUSED = "ended_unused"
    SAFE_ENDS = "safe_ends"
    """The server's notice: a safe nobody has used for fifty years is destroyed (LIF-02)."""
    REMINDERS = "reminders"
    """Reminders were looked at."""
    REMINDED = "reminded"
    """A reminder was ordered, changed or called off."""
    WANTED = "wanted"
    """It was recorded whether the person wants reminders."""
    SIGNED_IN = "signed_in"
    BROUGHT = "brought"
    """The records were brought to a post, by the person's own password."""
    TRIED = "tried"
    """Somebody tried a password that was not the right one."""
    REFUSED = "refused"
    """A post sent a change that the server turned away."""
    OTHER = "other"
    """Something this version has no word for: it is never left out."""


@dataclass(frozen=True, slots=True)
class Access:
    """One access to a safe, or an attempt at one (*Qui a regardé mon coffre*)."""

    at: datetime
    deed: Deed
    is_self: bool = False
    """The person did it."""
    name: str = ""
    """Of the professional; "" when it is not known who it was."""
    role: Role | None = None
    structure: str = ""
    """Where they work, or whose post it was."""
    place: str = ""
    """Which post, as people call it; "" for this one."""


@dataclass(frozen=True, slots=True)
class Accesses:
    """Everything this post knows of accesses to a safe, newest first."""

    accesses: tuple[Access, ...]
    told_at: datetime | None
    """When the server last told what happened at other posts, or None."""
    alarm_key: str | None = None
    """Why the server's journal is not believed just now, a key of `kiosk.messages`."""


class TeamKind(Enum):
    """What acts of a team are about: the filter of *Journal*."""

    SIGN_INS = "sign_ins"
    SAFES = "safes"
    PAPERS = "papers"
    POST = "post"


class TeamDeed(Enum):
    """What somebody of a team did on a post; words are `ui`'s."""

    SIGNED_IN = "signed_in", TeamKind.SIGN_INS
    SIGNED_OUT = "signed_out", TeamKind.SIGN_INS
    TRIED = "tried", TeamKind.SIGN_INS
    PASSWORD = "password", TeamKind.SIGN_INS
    TERMS = "terms", TeamKind.SIGN_INS
    REPORTED = "reported", TeamKind.SIGN_INS
    """An access that may be in other hands was ended."""
    OPENED = "opened", TeamKind.SAFES
    AFFILIATED = "affiliated", TeamKind.SAFES
    ENDED = "ended", TeamKind.SAFES
    REFUSAL = "refusal", TeamKind.SAFES
    KNOWN = "known", TeamKind.SAFES
    CORRECTED = "corrected", TeamKind.SAFES
    SEARCHED = "searched", TeamKind.SAFES
    """Asked whether somebody who is here has a safe elsewhere (DER-11)."""
    REMINDERS = "reminders", TeamKind.SAFES
    REMINDED = "reminded", TeamKind.SAFES
    """Ordered, changed or called off a reminder."""
    WANTED = "wanted", TeamKind.SAFES
    """Recorded whether a person wants reminders."""
    LISTED = "listed", TeamKind.PAPERS
    READ = "read", TeamKind.PAPERS
    PRINTED = "printed", TeamKind.PAPERS
    COPY_TAKEN = "copy_taken", TeamKind.PAPERS
    COPY_ENDED = "copy_ended", TeamKind.PAPERS
    ADDED = "added", TeamKind.PAPERS
    SENDING = "sending", TeamKind.POST
    """Decided about a change that the server had refused."""
    POST_ADDED = "post_added", TeamKind.POST
    POST_ENDED = "post_ended", TeamKind.POST
    POST_INSTALLED = "post_installed", TeamKind.POST
    ALARM = "alarm", TeamKind.POST
    """The server's journal was not what this post knew of it."""
    ALARM_ENDED = "alarm_ended", TeamKind.POST
    CLOCK = "clock", TeamKind.POST
    """The post's calendar was set back, or lost (DER-08)."""
    OTHER = "other", TeamKind.POST

    def __init__(self, word: str, kind: TeamKind) -> None:
        self.word = word
        self.kind = kind


@dataclass(frozen=True, slots=True)
class TeamAct:
    """One line of a manager's *Journal*."""

    at: datetime
    deed: TeamDeed
    pro: ProId | None
    """None: the post itself, or nobody known."""
    name: str = ""
    person: str = ""
    """The identifier of the person it was done for, while the structure may see them."""
    place: str | None = None
    """Which other post, as people call it ("" for one without a name); None for this one."""


@dataclass(frozen=True, slots=True)
class TeamJournal:
    """What a team did, newest first; `team` are all who ever belonged to it.

    Of this post everything; of the structure's others what the server told of them.
    """

    acts: tuple[TeamAct, ...]
    team: tuple[tuple[ProId, str], ...]
    alarm_key: str | None = None
    """Why the server's journal is not believed just now, a key of `kiosk.messages`."""
    told_at: datetime | None = None
    """Up to when the server told of the other posts, or None: never."""
    told_from: datetime | None = None
    """When the first act of another post was that is kept here, or None without any."""


@dataclass(frozen=True, slots=True)
class ExportedJournal:
    """A file just written, and the fingerprints to tell by another way than the file."""

    file: str
    entries: int
    post_fingerprint: str
    server_fingerprint: str
    is_server_asked: bool
    """False: without a new proof of the server."""


@dataclass(frozen=True, slots=True)
class DeskHome:
    """The desk's first page."""

    profile: WorkerProfile
    recent: tuple[PersonSummary, ...]
    drafts: tuple[Draft, ...]
    people_count: int
    sync: SyncStatus
    copies: tuple[WorkCopy, ...] = ()
    """Work copies that are not gone yet; those that are owed first."""


@dataclass(frozen=True, slots=True)
class SessionSummary:
    """Three lines at the end of a person's session."""

    added: int
    printed: int
    sharing_changed: int


class WorkerSession(Protocol):
    """A professional signed in at a desk. Not thread-safe: one lane uses it.

    With a password that somebody else chose it changes the password, locks, unlocks and ends;
    all else raises Refused("sign_in.password_of_another") (ROL-07). Without a yes to the terms in
    force it may give that too; all else raises Refused("terms.not_accepted") (CNS-01, CNS-04).
    """

    @property
    def profile(self) -> WorkerProfile: ...

    def change_password(self, old: str, new: str) -> WorkerProfile:
        """Choose a personal password (ROL-07). Raises InvalidInput for a weak one."""
        ...

    def accept_terms(self, version: str, text_sha256: bytes) -> WorkerProfile:
        """Record that this version was accepted by an unticked box (CNS-01), in the text with
        that hash and in its language.

        Raises Refused("terms.not_in_force") for any other text than those in force (CNS-04).
        """
        ...

    def check_password(self, password: str) -> None:
        """Unlock the desk. Raises Refused("sign_in.wrong_password", left=n), a lock, or what tells
        that the professional or the post has lost its rights meanwhile (ROL-28)."""
        ...

    def home(self) -> DeskHome: ...

    def search(self, text: str, limit: int = 20) -> Sequence[PersonSummary]:
        """Find affiliated people by any part of their names, accents and order forgiven."""
        ...

    def prepare_search(self) -> bool:
        """Do some of what the first search would wait for; return whether more is left.

        Called again and again after the first page: with thousands of people who are new
        to this post it takes seconds in all, and no single call takes long.
        """
        ...

    def possible_duplicates(
        self, given_names: str, family_name: str, birth: Birth
    ) -> Sequence[PersonSummary]:
        """People known here who may be the same person (ROL-19, DER-04)."""
        ...

    def save_draft(self, draft: Draft) -> None:
        """Keep work for this worker only, sealed; an existing draft of that id is replaced."""
        ...

    def load_draft(self, draft: bytes) -> Draft: ...

    def discard_draft(self, draft: bytes) -> None: ...

    def record_refusal(self, evidence: Sequence[Evidence]) -> None:
        """Record a "no" to the mandate and keep nothing else of the person (CNS-08, CNS-14)."""
        ...

    def open_safe(self, safe: NewSafe) -> OpenedSafe:
        """Open an account, offline, in one transaction (FORMAT.md flow 6.1, ROL-16)."""
        ...

    def papers(self, person: PersonId) -> Sequence[Paper]:
        """The shared part only; private papers are neither listed nor counted (SHR-11)."""
        ...

    def read(self, person: PersonId, item: ItemId) -> PaperContent: ...

    def record_print(self, person: PersonId, item: ItemId) -> None:
        """Write down that a paper goes to a printer, before it does (TRC-02)."""
        ...

    def copy_places(self) -> tuple[CopyPlace, ...]:
        """Approved media within reach now. Raises Unavailable("copy.none_approved")."""
        ...

    def take_copy(self, person: PersonId, item: ItemId, new: NewCopy) -> CopyWork:
        """Begin a copy of a paper on an approved medium (VLT-27): registered, journalled, and
        then to be written. `copy_taken` is told how that went.

        Raises InvalidInput with a key of `kiosk.domain.work_copies.fault_of`,
        InvalidInput("paper.unknown"), Refused("paper.file_held" | "paper.file_unchecked") for a
        file kept as it came, Unavailable("copy.none_approved" | "copy.place_gone" |
        "paper.not_here").
        """
        ...

    def copy_taken(self, copy: bytes, outcome: CopyOutcome) -> WorkCopy:
        """Note how the writing went; return the copy if there is one.

        Raises Unavailable("copy.not_written" | "copy.place_gone"): there is none;
        Unavailable("copy.silent"): the medium hung, what may be on it is owed.
        """
        ...

    def work_copies(self) -> tuple[WorkCopy, ...]:
        """This professional's copies that are not gone yet, what is owed first."""
        ...

    def end_copy(self, copy: bytes) -> CopyWork:
        """Begin to delete a copy now (LIF-13). Raises InvalidInput("copy.unknown")."""
        ...

    def copy_ended(self, copy: bytes, outcome: CopyOutcome) -> tuple[WorkCopy, ...]:
        """Note how the deleting went. Raises Unavailable("copy.not_reached" |
        "copy.not_answering"): it is owed then; InvalidInput("copy.unknown")."""
        ...

    def confirm_copy(self, copy: bytes) -> tuple[WorkCopy, ...]:
        """Take the professional's word that an owed copy is deleted.

        Raises InvalidInput("copy.unknown") for one that is not owed.
        """
        ...

    def facts(self, person: PersonId) -> PersonFacts:
        """What is known of a person, and what two posts told differently (`ux.md` section 7).

        Raises InvalidInput("facts.unknown") while it is not readable here.
        """
        ...

    def correct_facts(
        self, person: PersonId, given_names: str, family_name: str, birth: Birth
    ) -> PersonFacts:
        """Correct names and birth, offline. Raises InvalidInput("opening.names_missing"),
        Unavailable("paper.no_shared_key")."""
        ...

    def choose_fact(self, person: PersonId, field: FactField, side: bytes) -> PersonFacts:
        """Let one side count; the other stays in the history. Raises
        InvalidInput("facts.settled") when somebody chose in the meantime."""
        ...

    def reopen_fact(self, person: PersonId, choice: FactChoice) -> PersonFacts:
        """Undo a choice: both sides stand again, everywhere. Raises as `choose_fact`."""
        ...

    def file_paper(self, person: PersonId, paper: NewPaper) -> ItemId:
        """Seal and store a paper: shared if a key is held, else left for the person (drop)."""
        ...

    def reminders(self, person: PersonId, *, is_again: bool = False) -> Reminders:
        """What is to remind an affiliated person, and what became of it (VLT-07).

        `is_again`: a page that shows it already looks whether an exchange told something.
        """
        ...

    def put_reminder(
        self, person: PersonId, new: NewReminder, remind: bytes | None = None
    ) -> Reminders:
        """Order a reminder, off line too, or say the one of that id anew: changed, or standing
        again after it was called off.

        Raises Refused("reminders.no_consent" | "reminders.not_ours"), InvalidInput(
        "reminders.too_late" | "reminders.too_long" | "reminders.unknown"), Unavailable.
        """
        ...

    def call_off_reminder(self, person: PersonId, remind: bytes) -> Reminders:
        """End a reminder at once; `put_reminder` undoes it. Raises as it does."""
        ...

    def want_reminders(self, person: PersonId, evidence: Evidence) -> Reminders:
        """Record the person's own answer, whether they want reminders (CNS-14, CNS-20)."""
        ...

    def add_words(self, person: PersonId, item: ItemId, words: bytes) -> bool:
        """Add what was read of a paper after it was filed; return whether it could be.

        A paper that was left for the person, or that somebody withdrew meanwhile, is left
        as it is. The words are sealed as its pages are, under the same readers.
        """
        ...

    def check_papers(self, person: PersonId, check: Check) -> bool:
        """Have the files looked at that no antivirus saw yet; return whether anything changed.

        A paper that was left for the person alone is left as it is (DER-15).
        """
        ...

    def find_papers(self, person: PersonId, text: str) -> Sequence[Paper]:
        """Papers of `papers` in which every word of `text` stands, title or pages, accents
        forgiven. What is searched in lives in this session's memory and ends with it."""
        ...

    def find_safe(self, given_names: str, family_name: str, birth: Birth) -> FoundSafes:
        """Look for the safe of somebody who is here and not affiliated (SHR-03), on line only.

        Raises InvalidInput("search.incomplete"), Refused("search.too_many", hours=n),
        Unavailable("search.offline").
        """
        ...

    def affiliate_by_sign_in(self, login: str, password: str, evidence: Evidence) -> PersonSummary:
        """The person says yes by their own sign-in here (SHR-06, flow 6.7), offline if this
        post knows them. Raises as `Entrance.person_sign_in`."""
        ...

    def remove_affiliation(self, person: PersonId) -> None:
        """End the affiliation at the person's request (SHR-12, flow 6.8)."""
        ...

    def sync_status(self) -> SyncStatus: ...

    def outgoing(self) -> Sequence[OutgoingLine]: ...

    def retry(self, statement: bytes) -> None:
        """Offer a refused change again (*Réessayer* of *à vérifier*)."""
        ...

    def keep_unsent(self, statement: bytes) -> None:
        """Keep a refused change on this post only (*Garder sans envoyer*); `retry` still may."""
        ...

    def take_out(self, statement: bytes) -> None:
        """Take a refused change out of this post (*Retirer*); for a day `put_back` undoes it.

        Raises Refused("sending.stays") for what `OutgoingLine.may_be_taken_out` excludes.
        """
        ...

    def put_back(self, statement: bytes) -> None:
        """Undo `take_out`. Raises InvalidInput("sending.gone") once its day is over."""
        ...

    def posts(self) -> Sequence[PostLine]:
        """The structure's posts, who needs somebody first. Managers only: raises
        Refused("membership.not_allowed")."""
        ...

    def add_post(self) -> NewPostCode:
        """Make an enrolment code, off line too (FORMAT.md section 3.4). Managers only."""
        ...

    def end_post(self, device: bytes) -> None:
        """End a post that is lost, stolen or given up, before all else that waits.

        Managers only. Raises besides Refused("posts.own_post"), InvalidInput("posts.unknown").
        """
        ...

    def reportable(self) -> Sequence[MemberLine]:
        """The accesses one may report: one's own, and a manager's workers."""
        ...

    def report_access(self, account: bytes) -> None:
        """End an access that may be in other hands, before all else that waits (AUT-20).

        Of one's own nothing more can be done in this session. Raises
        Refused("membership.not_allowed"), InvalidInput("reports.unknown").
        """
        ...

    def team_journal(self, since: datetime) -> TeamJournal:
        """What the team did since then, on this post and, as far as it was told, on the
        structure's others. Managers only: raises Refused("membership.not_allowed")."""
        ...

    def ask_team_elsewhere(self) -> None:
        """Ask what the team did on the other posts; never waits, `team_journal` tells it then.

        Managers only, likewise.
        """
        ...

    def export_journal(self, folder: str) -> Callable[[], ExportedJournal]:
        """Return what writes the post's journal to a new file of `folder`; waits some seconds
        for the server.

        What is returned touches no store: call it in the media's own lane. It raises
        Unavailable("journal.export_not_written" | "journal.export_silent"). Managers only.
        """
        ...

    def close(self) -> None: ...


class PersonSession(Protocol):
    """A person signed in at a terminal. Not thread-safe: one lane uses it.

    Before a yes to the terms in force it says who they are, takes that yes, sums up and ends;
    all else raises Refused("terms.not_accepted") (CNS-01, CNS-04).
    """

    @property
    def person(self) -> PersonId: ...

    @property
    def given_names(self) -> str: ...

    @property
    def family_name(self) -> str: ...

    @property
    def login(self) -> str:
        """The identifier they sign in with."""
        ...

    @property
    def language(self) -> str: ...

    @property
    def must_accept_terms(self) -> bool: ...

    def accept_terms(self, version: str, text_sha256: bytes) -> None:
        """As `WorkerSession.accept_terms`; the safe opens with it."""
        ...

    def papers(self) -> Sequence[Paper]: ...

    def read(self, item: ItemId) -> PaperContent:
        """Raises Unavailable("paper.not_here") while its pages are elsewhere; asks for them."""
        ...

    def unchecked_file(self, seen: Collection[ItemId]) -> tuple[ItemId, KeptFile] | None:
        """Return a file that no antivirus saw yet, and its paper, which is not among `seen`; None
        when there is no more of them on this post (DER-15)."""
        ...

    def file_looked_at(self, item: ItemId, outcome: Checked | FileHeld) -> bool:
        """Note what an antivirus said of a paper's file; return whether the paper says
        something else now. Nothing is noted of one that changed meanwhile."""
        ...

    def original(self, item: ItemId) -> KeptFile:
        """Return the file that a paper came from, to be given back (EXP-01).

        Raises Refused("paper.file_held" | "paper.file_unchecked") for what an antivirus holds, or
        has not seen yet; InvalidInput("paper.unknown"), Unavailable("paper.not_here").
        """
        ...

    def note_copied(self, item: ItemId) -> None:
        """Note, before it is made, that the person takes a plain copy of a paper away."""
        ...

    def record_print(self, item: ItemId) -> None:
        """As `WorkerSession.record_print`."""
        ...

    def file_paper(self, paper: NewPaper) -> ItemId: ...

    def find_papers(self, text: str) -> Sequence[Paper]:
        """Papers in which every word of `text` stands, as `WorkerSession.find_papers`."""
        ...

    def set_sharing(self, item: ItemId, sharing: Sharing) -> Paper:
        """Share or stop sharing one paper (SHR-13): new version, new keys, new parts."""
        ...

    def relays(self) -> Sequence[Relay]: ...

    def stop_relay(self, structure: StructureId) -> None:
        """End an affiliation at once, offline, with a new shared key (SHR-12, flow 6.8)."""
        ...

    def reminders(self, *, is_again: bool = False) -> Reminders:
        """What is to remind this person, whoever ordered it (VLT-06)."""
        ...

    def put_reminder(self, new: NewReminder, remind: bytes | None = None) -> Reminders:
        """As `WorkerSession.put_reminder`; what a structure ordered is the person's from then."""
        ...

    def call_off_reminder(self, remind: bytes) -> Reminders: ...

    def want_reminders(self, evidence: Evidence) -> Reminders: ...

    def accesses(self) -> Accesses:
        """Who looked at this safe, or tried to, here and elsewhere (TRC-02)."""
        ...

    def ask_elsewhere(self) -> None:
        """Ask what happened at other posts; never waits. `accesses` shows it once it came."""
        ...

    def summary(self) -> SessionSummary: ...

    def close(self) -> None: ...


class Entrance(Protocol):
    """The door of a session process: nobody is signed in yet."""

    def worker_sign_in(self, login: str, password: str) -> WorkerSession:
        """Sign in offline with what the post knows (AUT-05, flow 6.3).

        Raises Refused("sign_in.wrong_password", left=n), Refused("sign_in.locked",
        seconds=n), InvalidInput("sign_in.unknown"), and what
        `kiosk.flows.lease` refuses at a post that lost its rights or was away too long.
        """
        ...

    def person_sign_in(self, login: str, password: str) -> PersonSession:
        """The same for a person; raises Unavailable("sign_in.post_closed") before a
        worker's first sign-in since the machine started.

        Somebody this post does not know is asked of the server, which takes some seconds
        (FORMAT.md flow 6.2). Raises besides: Unavailable("sign_in.unknown_offline") when
        it cannot be asked, IntegrityFailure("sign_in.server_wrong").
        """
        ...
