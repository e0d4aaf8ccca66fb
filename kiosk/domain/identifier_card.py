"""What the code on an identifier card says: who comes, in which language, and nothing secret.

    RKC  body  check

`body` is the ASCII text `language:identifier` ("fr:amina.d-7k3f"), `check` the CRC-32
(ISO-HDLC, big-endian) of `RKC` and that text; each byte of both is two of the sixteen
`LETTERS`, high half first. The third letter is the version: B was never given, C is this
one, a later one is another of the sixteen. Case does not count; cards are printed in
capitals, which a QR code holds in two thirds of the room (ISO/IEC 18004, alphanumeric).

A reader that types what it sees presses the keys of an American keyboard, and the machine
writes what stands on its own. No digit, no sign and none of A, M, Q, W, Y, Z keeps its place
from QWERTY to AZERTY and QWERTZ, I is another letter in Turkish; sixteen of those that are
left are enough. CapsLock changes nothing. Keyboards that are not Latin are not survived:
there the card is told not to be one, and the identifier is typed.

The CRC finds what a reader left out or turned round; it proves nothing about who holds the
card. A card is no access: the password is not on it and cannot be told from it (`ux.md` B1,
W2; DER-11: whether an identifier exists is told to nobody before its password was right).
"""

from __future__ import annotations

import re
import zlib
from dataclasses import dataclass

from kiosk.errors import Incompatible, InvalidInput

__all__ = ["LETTERS", "LOGIN_MAX", "MARK", "TEXT_MAX", "CardContent", "card_text", "read_card"]

LETTERS = "BCDEFGHJKLNPRSTV"
"""Each stands for four bits, B for 0."""

NAME, VERSION = "RK", "C"
MARK = NAME + VERSION
CHECK_BYTES = 4
LOGIN_MAX = 40
"""An identifier has at most 27 signs (`kiosk.crypto.keys.new_login`)."""

TEXT_MAX = len(MARK) + 2 * (3 + 1 + LOGIN_MAX + CHECK_BYTES)

CONTENT = re.compile(r"([a-z]{2,3}):([a-z0-9][a-z0-9.-]*)")
BEFORE = re.compile(r"RK1:([a-z0-9][a-z0-9.-]*):([a-z]{2,3})")
"""Cards printed before this format; only what reads them letter for letter understands them."""


@dataclass(frozen=True, slots=True, repr=False)
class CardContent:
    """What a card says. Raises ValueError for what no card can say.

    `repr` tells neither: an identifier is a person's, and logs are not theirs.
    """

    login: str
    language: str
    """ISO 639; whether this post speaks it is not the card's to know."""

    def __post_init__(self) -> None:
        if len(self.login) > LOGIN_MAX or not CONTENT.fullmatch(f"{self.language}:{self.login}"):
            raise ValueError("not an identifier and a language")


def card_text(content: CardContent) -> str:
    """Return what the code of a card says."""
    said = f"{content.language}:{content.login}".encode()
    return MARK + _letters(said + _check(said))


def read_card(untrusted: str) -> CardContent:
    """Return what a card says.

    Raises: InvalidInput("card.foreign") for a code that is none of ours, InvalidInput(
    "card.damaged") for one that was not read whole, Incompatible("card.newer").
    """
    if len(untrusted) > TEXT_MAX or not untrusted.isascii():
        raise InvalidInput("card.foreign")
    if before := BEFORE.fullmatch(untrusted):
        return _content(before[1], before[2])
    text = untrusted.upper()
    if not text.startswith(NAME) or not set(text) <= set(LETTERS):
        raise InvalidInput("card.foreign")
    if not text.startswith(MARK):
        if len(text) <= len(MARK):
            raise InvalidInput("card.damaged")
        raise Incompatible("card.newer")
    said = _bytes(text.removeprefix(MARK))
    said, check = said[:-CHECK_BYTES], said[-CHECK_BYTES:]
    if not said or check != _check(said):
        raise InvalidInput("card.damaged")
    found = CONTENT.fullmatch(said.decode("latin-1"))
    if found is None:
        raise InvalidInput("card.foreign")
    return _content(found[2], found[1])


def _content(login: str, language: str) -> CardContent:
    try:
        return CardContent(login, language)
    except ValueError as cause:
        raise InvalidInput("card.foreign") from cause


def _check(said: bytes) -> bytes:
    return zlib.crc32(MARK.encode() + said).to_bytes(CHECK_BYTES, "big")


def _letters(content: bytes) -> str:
    return "".join(LETTERS[byte >> 4] + LETTERS[byte & 15] for byte in content)


def _bytes(letters: str) -> bytes:
    """Return what pairs of letters stand for. Raises InvalidInput for one without its other."""
    if len(letters) % 2:
        raise InvalidInput("card.damaged")
    halves = [LETTERS.index(letter) for letter in letters]
    return bytes(16 * high + low for high, low in zip(halves[::2], halves[1::2], strict=True))
