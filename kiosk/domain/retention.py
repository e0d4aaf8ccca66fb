"""How long a post keeps what it keeps: the limits, and who has passed them.

Pure rules on seconds since 1970, as statements carry them. A time in the future, made
by a clock that was wrong, never makes something old.
"""

from __future__ import annotations

__all__ = [
    "ACKNOWLEDGED_S",
    "AFFILIATION_RENEWED_S",
    "DAY_S",
    "DRAFTS_S",
    "DRAFT_S",
    "JOURNAL_BODY_S",
    "TRASH_S",
    "UNFILED_PAGES_S",
    "UNSEEN_PERSON_S",
    "is_over",
    "over_before",
]

DAY_S = 24 * 3600

DRAFT_S = DAY_S
"""Work under way, this worker only (`ux.md` W2)."""
UNFILED_PAGES_S = 90 * DAY_S
"""Pages scanned and not filed: their paper may be back with its person, so that they outlast
any leave of the worker who scanned them; they do not lie here for ever (GDPR art. 5(1)(e))."""
DRAFTS_S = {"opening": DRAFT_S, "capture": UNFILED_PAGES_S, "held": UNFILED_PAGES_S}
"""How long a draft is kept after the last change to it, by its kind."""
ACKNOWLEDGED_S = 7 * DAY_S
"""Acknowledged changes stay sealed this long, in case the server is restored (sync, step 7)."""
UNSEEN_PERSON_S = 30 * DAY_S
"""A person neither affiliated nor seen here is forgotten (FORMAT.md, what is stored where)."""
TRASH_S = 30 * DAY_S
"""*Corbeille*."""
AFFILIATION_RENEWED_S = (2 * 365 - 31) * DAY_S
"""A yes this old may be said again. After two years without use a server shows the person to
that structure no more (LIF-03); posts cannot tell, and a second yes does no harm."""
JOURNAL_BODY_S = 365 * DAY_S
"""Journal entries, 12 months (TRC-08)."""


def over_before(limit_s: int, now_s: int) -> int:
    """Return the time before which something kept for `limit_s` has been here long enough."""
    return now_s - limit_s


def is_over(limit_s: int, since_s: int, now_s: int) -> bool:
    """Return whether something kept since `since_s` has passed `limit_s` at `now_s`."""
    return since_s < over_before(limit_s, now_s)
