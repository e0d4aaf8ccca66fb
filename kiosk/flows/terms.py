"""The terms of the service: which are in force, in which texts, and who said yes to them.

Access hangs on that yes (CNS-01, CNS-02) and is asked for again when the terms changed
(CNS-04). Sessions hold it themselves: a screen only leads there.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from kiosk.crypto.statements import Statement
from kiosk.errors import Refused

__all__ = ["NOT_ACCEPTED", "TermsInForce", "has_accepted_terms"]

NOT_ACCEPTED = "terms.not_accepted"
"""The key of what a session refuses before that yes."""


@dataclass(frozen=True, slots=True)
class TermsInForce:
    """One version of the terms, and the texts that say it: SHA-256 of each, and its language."""

    version: str
    texts: Mapping[bytes, str]

    def language_of(self, version: str, text_sha256: bytes) -> str:
        """Return the language of the text somebody said yes to: one of these alone (DER-21).

        Raises Refused("terms.not_in_force").
        """
        if version != self.version or text_sha256 not in self.texts:
            raise Refused("terms.not_in_force")
        return self.texts[text_sha256]


def has_accepted_terms(consents: Iterable[Statement], account: bytes, version: str) -> bool:
    """Return whether `account` said yes to this version of the terms (CNS-01, CNS-04)."""
    return any(
        each.text("kind") == "terms"
        and each.text("answer") == "yes"
        and each.text("text_version") == version
        and each.by == account
        for each in consents
    )
