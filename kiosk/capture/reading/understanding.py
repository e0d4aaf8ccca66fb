"""A paper understood: what its pages say together, for screens that propose it to a worker."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import date

from kiosk.capture.reading.dates import PartialDate
from kiosk.capture.reading.kinds import Proposal, propose
from kiosk.capture.reading.mrz import Mrz
from kiosk.capture.reading.plain_codes import PlainCode, plain_code
from kiosk.capture.reading.reader import Reader
from kiosk.capture.reading.two_d_doc import (
    KnownKey,
    NotADoc,
    Signed,
    TwoDDoc,
    bundled_keys,
    parse,
    signed,
)
from kiosk.capture.words import PageWords, text_of
from kiosk.ports import Clock

__all__ = ["Holder", "Marks", "PageUnderstanding", "Understood", "understand"]

LANGUAGES = ("ar",)
"""Tried where French fails: the languages of the screens. Whose paper it is would tell more,
but to ask a safe for its language is an access that the person finds in their journal."""


@dataclass(frozen=True, slots=True, repr=False)
class Marks:
    """What machines wrote on one page for machines."""

    zones: tuple[Mrz, ...] = ()
    docs: tuple[tuple[TwoDDoc, Signed], ...] = ()
    codes: tuple[PlainCode, ...] = ()
    """The other codes, to be shown; nothing is proposed from them."""


@dataclass(frozen=True, slots=True, repr=False)
class Holder:
    """Whom a card or a code names; any part may be missing."""

    given_names: str = ""
    family_name: str = ""
    birth: PartialDate = field(default_factory=PartialDate)


@dataclass(frozen=True, slots=True, repr=False)
class Understood:
    """What the pages of one paper say."""

    proposal: Proposal = field(default_factory=Proposal)
    signed: Signed | None = None
    """None: there is no 2D-Doc on it."""
    holder: Holder | None = None
    codes: tuple[PlainCode, ...] = ()


class PageUnderstanding:
    """Reads pages through one `Reader`; used by the reading lane alone."""

    def __init__(
        self, reader: Reader, clock: Clock, keys: Sequence[KnownKey] | None = None
    ) -> None:
        self._reader, self._clock = reader, clock
        self._keys = bundled_keys() if keys is None else tuple(keys)

    def look(self, jpeg: bytes) -> Marks:
        """Return the zones, the 2D-Docs and the other codes of a page."""
        seen = self._reader.look(jpeg, self._today())
        docs, others = [], []
        for code in seen.codes:
            try:
                doc = parse(code.content)
            except NotADoc:
                others.append(plain_code(code))
            else:
                docs.append((doc, signed(doc, self._keys)))
        codes = tuple(code for code in others if code is not None)
        return Marks(seen.zones, tuple(docs), codes)

    def words(self, jpeg: bytes) -> PageWords | None:
        """Return the printed words of a page; None where nothing can be read."""
        return self._reader.words(jpeg, LANGUAGES)

    def _today(self) -> date:
        return self._clock.now().astimezone().date()


def understand(marks: Sequence[Marks], words: Sequence[PageWords | None]) -> Understood:
    """Return what the pages say together: a zone or a code first, else their words."""
    zones = [zone for each in marks for zone in each.zones]
    docs = [doc for each in marks for doc in each.docs]
    text = "\n".join(text_of(page.words) for page in words if page is not None)
    return Understood(
        proposal=propose(text, zones, [doc for doc, _ in docs]),
        signed=docs[0][1] if docs else None,
        holder=_holder(zones, [doc for doc, _ in docs]),
        codes=tuple(dict.fromkeys(code for each in marks for code in each.codes)),
    )


def _holder(zones: Sequence[Mrz], docs: Sequence[TwoDDoc]) -> Holder | None:
    """Return whom the paper names. A name that may be cut is proposed as far as it is written."""
    for zone in zones:
        return Holder(zone.given_names, zone.family_name, zone.birth)
    for doc in docs:
        if doc.given_names or doc.family_name:
            return Holder(doc.given_names, doc.family_name, doc.birth or PartialDate())
    return None
