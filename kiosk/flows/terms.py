"""The terms of the service: which version is in force, and who said yes to it.

Access hangs on that yes (CNS-01, CNS-02) and is asked for again when the terms changed
(CNS-04). Sessions hold it themselves: a screen only leads there.
"""

from __future__ import annotations

from collections.abc import Iterable

from kiosk.crypto.statements import Statement
from kiosk.errors import Refused

__all__ = ["NOT_ACCEPTED", "check_in_force", "has_accepted_terms"]

NOT_ACCEPTED = "terms.not_accepted"
"""The key of what a session refuses before that yes."""


def has_accepted_terms(consents: Iterable[Statement], account: bytes, version: str) -> bool:
    """Return whether `account` said yes to this version of the terms (CNS-01, CNS-04)."""
    return any(
        each.text("kind") == "terms"
        and each.text("answer") == "yes"
        and each.text("text_version") == version
        and each.by == account
        for each in consents
    )


def check_in_force(version: str, in_force: str) -> None:
    """Take a yes to the version in force alone. Raises Refused("terms.not_in_force")."""
    if version != in_force:
        raise Refused("terms.not_in_force")
