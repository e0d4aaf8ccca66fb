"""What stands on each printed paper, and who makes it. No Qt here."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from enum import Enum
from typing import Protocol

from resources.texts import ConsentText

__all__ = [
    "Documents",
    "IdentifierCard",
    "Mandate",
    "PostCode",
    "Receipt",
    "ReceiptKind",
]


@dataclass(frozen=True, slots=True)
class IdentifierCard:
    """The card a person leaves with: the identifier, never the password."""

    login: str
    given_names: str
    family_name: str
    language: str
    structure_name: str


@dataclass(frozen=True, slots=True, repr=False)
class Mandate:
    """The written agreement (CNS-08, CNS-09), in the person's language and in French."""

    text: ConsentText
    reference: ConsentText
    given_names: str
    family_name: str
    birth: str
    guardian: str
    structure_name: str
    worker_name: str
    interpreter: str
    signed_at: datetime
    signature: bytes = b""
    """An image: drawn on the screen, or the paper signed by hand and scanned; b"" to sign."""
    is_on_paper: bool = False
    affiliation: ConsentText | None = None
    """The second question, when it was answered yes."""
    is_information_given: bool = False


class ReceiptKind(Enum):
    """Which act a receipt tells of."""

    AFFILIATED = "affiliated"
    AFFILIATION_ENDED = "affiliation_ended"
    PAPER_FILED = "paper_filed"
    """Laid in the safe; the paper itself goes back to the person."""


class Named(Protocol):
    """Whose receipt it is: a person at the desk, or their own session."""

    @property
    def given_names(self) -> str: ...

    @property
    def family_name(self) -> str: ...

    @property
    def login(self) -> str: ...


@dataclass(frozen=True, slots=True)
class Receipt:
    """Proof of one act for the person, in French and in their language."""

    kind: ReceiptKind
    given_names: str
    family_name: str
    login: str
    structure_name: str
    language: str
    done_at: datetime
    title: str = ""
    """Of the paper, where the act is about one."""

    @classmethod
    def of(
        cls,
        kind: ReceiptKind,
        whose: Named,
        *,
        structure_name: str,
        language: str,
        done_at: datetime,
        title: str = "",
    ) -> Receipt:
        """Return the receipt of an act done for a person: one they keep, with their own names."""
        return cls(
            kind,
            whose.given_names,
            whose.family_name,
            whose.login,
            structure_name,
            language,
            done_at,
            title,
        )


@dataclass(frozen=True, slots=True, repr=False)
class PostCode:
    """The code that makes one machine a post of a structure; whoever holds it can use it."""

    structure_name: str
    code: str
    expires_at: datetime


@dataclass(frozen=True, slots=True, repr=False)
class FirstPage:
    """What a list shows of a printed paper."""

    jpeg: bytes
    pages: int


class Documents(Protocol):
    """Makes the PDF of each paper, in memory."""

    def identifier_card(self, card: IdentifierCard, /) -> bytes: ...

    def mandate(self, mandate: Mandate, /) -> bytes: ...

    def receipt(self, receipt: Receipt, /) -> bytes: ...

    def post_code(self, code: PostCode, /) -> bytes: ...

    def first_page(self, pdf: bytes, /) -> FirstPage:
        """Return the picture of the first page of one of these papers, and how many it has."""
        ...
