"""The two ports: short messages, and mail. What they carry is checked when it is made.

`send` hands one over and returns, or raises: Unavailable when it surely was not taken and
may be tried again, InvalidInput when it never will be. A line that broke after the words
had gone is neither: the outcome says so, and who sends decides whether twice is worse than
not at all. What became of a message comes later, as a `Receipt`.
"""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import dataclass, field
from enum import StrEnum
from typing import Protocol

from kiosk.domain.segment import is_one_segment
from kiosk.errors import InvalidInput

__all__ = [
    "VALID_MAX_S",
    "VALID_MIN_S",
    "Attachment",
    "Delivery",
    "Letter",
    "Mail",
    "Receipt",
    "Receipts",
    "Sent",
    "Text",
    "Texts",
    "check_mailbox",
    "phone",
]

E164 = re.compile(r"\+[1-9][0-9]{6,14}")
FRANCE = "+33"
OVERSEAS = {
    **dict.fromkeys(("0590", "0690", "0691"), "+590"),
    **dict.fromkeys(("0594", "0694"), "+594"),
    **dict.fromkeys(("0596", "0696", "0697"), "+596"),
    **dict.fromkeys(("0262", "0263", "0269", "0639", "0692", "0693"), "+262"),
}
"""Numbers dialled like those of France that have a country code of their own (ARCEP's
national numbering plan, decision 2018-0881)."""
MAILBOX = re.compile(
    r"[A-Za-z0-9!#$%&'*+/=?^_`{|}~-]+(\.[A-Za-z0-9!#$%&'*+/=?^_`{|}~-]+)*"
    r"@([A-Za-z0-9]([A-Za-z0-9-]{0,61}[A-Za-z0-9])?\.)+[A-Za-z]([A-Za-z0-9-]{0,61}[A-Za-z0-9])"
)
MAILBOX_MAX = 254
VALID_MIN_S, VALID_MAX_S = 300, 7 * 86400
KEY = re.compile(r"[0-9A-Za-z_-]{1,64}")


class Delivery(StrEnum):
    """What is known of a short message."""

    SENT = "sent"
    """The gateway took it."""
    UNCERTAIN = "uncertain"
    """The line broke before the gateway said whether it took it."""
    DELIVERED = "delivered"
    FAILED = "failed"
    EXPIRED = "expired"
    """Its time passed before the phone could be reached."""
    NOWHERE = "nowhere"
    """No gateway is set: the words went into a file, and nobody gets them."""


@dataclass(frozen=True, slots=True)
class Text:
    """One short message of one segment. Raises InvalidInput when it is none."""

    to: str = field(repr=False)
    """E.164, as `phone` returns it."""
    body: str = field(repr=False)
    key: str
    """Names what it says to whom: an id of ours, for logs and gateways that tell repeats."""
    valid_s: int = 86400
    """How long the gateway may go on trying: what is late is not delivered."""

    def __post_init__(self) -> None:
        if not E164.fullmatch(self.to):
            raise InvalidInput("notice.number")
        if not self.body or not is_one_segment(self.body):
            raise InvalidInput("notice.too_long")
        if not KEY.fullmatch(self.key) or not VALID_MIN_S <= self.valid_s <= VALID_MAX_S:
            raise ValueError("a key of ours, and a time a gateway keeps to")


@dataclass(frozen=True, slots=True)
class Sent:
    """What came of handing a text over; `reference` is how its receipt will name it."""

    reference: str
    delivery: Delivery


@dataclass(frozen=True, slots=True)
class Receipt:
    """What became of a text later."""

    reference: str
    delivery: Delivery


Receipts = Callable[[Receipt], None]
"""Takes a receipt, from any thread and without sending anything itself; raises Unavailable to
be told again, for one that comes before its `Sent` was written down too."""


@dataclass(frozen=True, slots=True)
class Attachment:
    """A file that goes with a letter."""

    name: str
    kind: str
    """Its media type, "application/pdf"."""
    content: bytes = field(repr=False)


@dataclass(frozen=True, slots=True)
class Letter:
    """One mail of plain text. Raises InvalidInput("notice.mailbox") for no mailbox."""

    to: str = field(repr=False)
    subject: str = field(repr=False)
    body: str = field(repr=False)
    key: str
    """Becomes its Message-ID: sent again, it is the same one to whoever stores it."""
    attachments: tuple[Attachment, ...] = ()

    def __post_init__(self) -> None:
        check_mailbox(self.to)
        if "\n" in self.subject or "\r" in self.subject or not KEY.fullmatch(self.key):
            raise ValueError("one line, and a key of ours")


class Texts(Protocol):
    """A gateway for short messages. Used from any thread."""

    def send(self, text: Text) -> Sent:
        """Hand `text` over. Raises Unavailable, InvalidInput("notice.refused")."""
        ...

    def attend(self) -> None:
        """Hear what came in meanwhile and keep the line alive; call every few seconds."""
        ...

    def close(self) -> None:
        """Give back the line."""
        ...


class Mail(Protocol):
    """A way to send mail. Used from any thread."""

    def send(self, letter: Letter) -> None:
        """Hand `letter` over. Raises Unavailable, InvalidInput("notice.refused")."""
        ...


def phone(untrusted: str) -> str:
    """Return a number as E.164; one without a country is France's.

    Spaces, dots, dashes and brackets between digits are how people write.
    Raises: InvalidInput("notice.number").
    """
    digits = re.sub(r"[\s.\-()/]", "", untrusted)
    if digits.startswith("00"):
        digits = "+" + digits[2:]
    elif re.fullmatch(r"0[1-9][0-9]{8}", digits):
        digits = OVERSEAS.get(digits[:4], FRANCE) + digits[1:]
    if digits.startswith(FRANCE + "0"):  # "+33 (0)6 …"
        digits = FRANCE + digits[len(FRANCE) + 1 :]
    if not E164.fullmatch(digits) or (
        digits.startswith(FRANCE) and not re.fullmatch(r"\+33[1-9][0-9]{8}", digits)
    ):
        raise InvalidInput("notice.number")
    return digits


def check_mailbox(untrusted: str) -> None:
    """Raises InvalidInput("notice.mailbox") for what no mail can be sent to by us."""
    if len(untrusted) > MAILBOX_MAX or not MAILBOX.fullmatch(untrusted):
        raise InvalidInput("notice.mailbox")
