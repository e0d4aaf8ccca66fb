"""What the server's journal tells of one person, or of a team, brought to the post for them.

A person sees every access to their safe, at other posts too (TRC-02, sync.md 6); a manager what
their team did at the structure's other posts (TRC-12). Each entry is proved to stand in the
tree whose head this post believes, and only then kept, in the vault. A server may leave entries
out: that is no proof of nothing having been.
"""

from __future__ import annotations

from contextlib import suppress

from kiosk.crypto.encoding import parse_canon
from kiosk.crypto.failures import CannotOpen
from kiosk.errors import IntegrityFailure, Unavailable
from kiosk.journal.tree import leaf_hash, verify_inclusion
from kiosk.vault.vault_store import ToldAbout
from sync.agent.exchange import Exchange, now_s
from sync.agent.server import NotFound
from sync.agent.witness import kept_head, witness_step
from sync.protocol.fields import Malformed
from sync.protocol.journal import JournalPage, TreeHead

__all__ = ["fetch_journal"]

TEAM_FIRST_S = 31 * 86400
"""How far back a team's journal goes when this post asks for the first time."""
TEAM_PAGES_MAX = 20
"""A page is up to 200 KB: the rest comes when it is asked for again, other work in between."""


def fetch_journal(x: Exchange, about: bytes) -> int:
    """Bring what is new about a person, or about this post's own structure; return how many
    entries came.

    Raises: Unavailable("journal.not_told") when the server says nothing of them here,
    IntegrityFailure with the alarm when its journal is not believed just now, Malformed, NotNow.
    """
    vault, is_team = x.vault, about == x.structure
    if vault is None or (not is_team and vault.identity(about) is None):
        raise Unavailable("journal.not_told")
    witness_step(x)
    alarm, head = x.device_store.tree_alarm(), kept_head(x.device_store)
    if alarm is not None:
        raise IntegrityFailure(alarm)
    if head is None:
        raise Unavailable("journal.not_told")
    age = x.device_store.tree_age()
    held = vault.told_about(about)
    after = held.next if held is not None and held.age == age else 0
    since = now_s(x.clock) - TEAM_FIRST_S if is_team and not after else 0
    count, pages, more = 0, 0, True
    while more and not (is_team and pages == TEAM_PAGES_MAX):
        page = _page(x, about, after, head, since)
        after = page.next if page.more else head.size
        more, count, pages = page.more, count + len(page.entries), pages + 1
        with vault.transaction() as tx:
            if not is_team and tx.identity(about) is None:
                raise Unavailable("journal.not_told")  # forgotten meanwhile
            told_at = now_s(x.clock) if not (is_team and more) else _last_at(page)
            tx.keep_told(
                about,
                ToldAbout(age, after, told_at),
                {entry.place: entry.body for entry in page.entries},
            )
    return count


def _last_at(page: JournalPage) -> int:
    """Return up to when a page tells that is not the last one; 0 when it cannot be read."""
    for entry in reversed(page.entries):
        with suppress(CannotOpen):
            match parse_canon(entry.body):
                case {"entry": {"at": int(at)}}:
                    return at
    return 0


def _page(x: Exchange, about: bytes, after: int, head: TreeHead, since: int) -> JournalPage:
    """Return a page of proved entries that lie where they were asked for."""
    try:
        page = x.server.journal_of(about, after, head.size, since)
    except NotFound as error:
        raise Unavailable("journal.not_told") from error
    places = [entry.place for entry in page.entries]
    if places != sorted(set(places)) or not all(after <= place < page.next for place in places):
        raise Malformed("journal page: places")
    if page.next > head.size or (page.more and page.next <= after):
        raise Malformed("journal page: next")
    for entry in page.entries:
        verify_inclusion(leaf_hash(entry.body), entry.place, head.size, head.root, entry.proof)
    return page
