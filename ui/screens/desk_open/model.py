"""What the opening page shows: four blocks, and the screens handed to the person."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from enum import Enum

from kiosk.domain.consents import Answer, Question, Standing, standing
from kiosk.flows.api import Birth, OpenedSafe, PersonSummary
from ui.screens.desk_common.consent import Walk
from ui.screens.desk_common.notices import Notice
from ui.screens.desk_common.passwords import NOTHING_TYPED, PasswordState

__all__ = [
    "AccessEntry",
    "AccessModel",
    "AccordModel",
    "Block",
    "CardReading",
    "EntryFault",
    "IdentityModel",
    "OpenModel",
    "Page",
    "PaperSigning",
]


class Page(Enum):
    """Which page is on the screen."""

    FORM = "form"
    CONSENT = "consent"
    ACCESS = "access"
    FINISHED = "finished"
    REFUSED = "refused"


class Block(Enum):
    """The four blocks; the first three are needed."""

    IDENTITY = "identity"
    ACCORD = "accord"
    ACCESS = "access"
    PAPERS = "papers"


class EntryFault(Enum):
    """What is to be mended in the fields a person typed alone."""

    ANSWER_MISSING = "answer_missing"
    PHONE = "phone_wrong"
    EMAIL = "email_wrong"


class CardReading(Enum):
    """Where reading somebody's card stands."""

    NOT_YET = "not_yet"
    SCANNING = "scanning"
    READ = "read"
    """What it says stands in fields that were empty, to be checked."""
    NOTHING = "nothing"


class PaperSigning(Enum):
    """Where a mandate signed on paper stands."""

    NO = "no"
    ASKED = "asked"
    PRINTING = "printing"
    SCANNING = "scanning"


@dataclass(frozen=True, slots=True)
class IdentityModel:
    """Block one, as typed; `birth` is None while its text says no date."""

    given_names: str = ""
    family_name: str = ""
    birth_text: str = ""
    birth: Birth | None = field(default_factory=Birth)
    guardian: str = ""
    is_minor: bool = False

    @property
    def is_named(self) -> bool:
        return bool(self.given_names.strip() or self.family_name.strip())

    @property
    def answering(self) -> str:
        """Who answers for somebody under 16, "" for anybody else."""
        return self.guardian.strip() if self.is_minor else ""

    @property
    def is_done(self) -> bool:
        """One name is enough; under 16 somebody answers for the person (ROL-35)."""
        has_answerer = not self.is_minor or bool(self.answering)
        return self.is_named and self.birth is not None and has_answerer


@dataclass(frozen=True, slots=True)
class AccordModel:
    """Block two: language, answers, signature."""

    language: str = "fr"
    answers: Mapping[Question, Answer] = field(default_factory=dict)
    is_signed: bool = False
    is_on_paper: bool = False
    interpreter: str = ""

    @property
    def standing(self) -> Standing:
        return standing(self.answers, is_signed=self.is_signed)

    @property
    def is_affiliated(self) -> bool:
        return self.answers.get(Question.AFFILIATION) is Answer.YES


@dataclass(frozen=True, slots=True)
class AccessModel:
    """Block three, as the worker may see it: whether, never what."""

    is_set: bool = False
    has_question: bool = False
    has_phone: bool = False
    has_email: bool = False


@dataclass(frozen=True, slots=True, repr=False)
class AccessEntry:
    """What the person typed alone; lives in the session's memory until the safe is open."""

    password: str = ""
    again: str = ""
    question: str = ""
    answer: str = ""
    phone: str = ""
    email: str = ""


@dataclass(frozen=True, slots=True)
class OpenModel:
    """One state of the whole page."""

    structure_name: str
    page: Page = Page.FORM
    identity: IdentityModel = field(default_factory=IdentityModel)
    card: CardReading = CardReading.NOT_YET
    duplicates: tuple[PersonSummary, ...] = ()
    accord: AccordModel = field(default_factory=AccordModel)
    access: AccessModel = field(default_factory=AccessModel)
    is_scan_wanted: bool = False
    walk: Walk | None = None
    paper_signing: PaperSigning = PaperSigning.NO
    password: PasswordState = NOTHING_TYPED
    proposal: str = ""
    faults: frozenset[EntryFault] = frozenset()
    busy: bool = False
    is_printing: bool = False
    notice: Notice | None = None
    opened: OpenedSafe | None = None
    card_pdf: bytes = b""
    mandate_pdf: bytes = b""

    def is_done(self, block: Block) -> bool:
        match block:
            case Block.IDENTITY:
                return self.identity.is_done
            case Block.ACCORD:
                return self.accord.standing is Standing.GIVEN
            case Block.ACCESS:
                return self.access.is_set
            case Block.PAPERS:
                return True

    @property
    def missing(self) -> tuple[Block, ...]:
        """The blocks that still keep the safe from opening, in reading order."""
        return tuple(block for block in Block if not self.is_done(block))

    @property
    def can_finish(self) -> bool:
        return not self.missing and not self.busy and self.page is Page.FORM
