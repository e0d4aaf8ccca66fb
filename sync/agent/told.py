"""What the server's journal tells of one person, brought to the post for that person.

A person sees every access to their safe, at other posts too (TRC-02, sync.md 6). Each entry
is proved to stand in the tree whose head this post believes, and only then kept, beside the
person's records. A server may leave entries out: that is no proof of nothing having been.
"""

from __future__ import annotations

from kiosk.errors import IntegrityFailure, Unavailable
from kiosk.journal.tree import leaf_hash, verify_inclusion
from kiosk.vault.vault_store import ToldAbout
from sync.agent.exchange import Exchange, now_s
from sync.agent.server import NotFound
from sync.agent.witness import kept_head, witness_step
from sync.protocol.fields import Malformed
from sync.protocol.journal import JournalPage, TreeHead

__all__ = ["fetch_journal"]


def fetch_journal(x: Exchange, person: bytes) -> int:
    """Bring what is new about a person; return how many entries came.

    Raises: Unavailable("journal.not_told") when the server says nothing of this person here,
    IntegrityFailure with the alarm when its journal is not believed just now, Malformed, NotNow.
    """
    vault = x.vault
    if vault is None or vault.identity(person) is None:
        raise Unavailable("journal.not_told")
    witness_step(x)
    alarm, head = x.device_store.tree_alarm(), kept_head(x.device_store)
    if alarm is not None:
        raise IntegrityFailure(alarm)
    if head is None:
        raise Unavailable("journal.not_told")
    age = x.device_store.tree_age()
    held = vault.told_about(person)
    after = held.next if held is not None and held.age == age else 0
    count, more = 0, True
    while more:
        page = _page(x, person, after, head)
        after = page.next if page.more else head.size
        more, count = page.more, count + len(page.entries)
        with vault.transaction() as tx:
            if tx.identity(person) is None:
                raise Unavailable("journal.not_told")  # forgotten meanwhile
            tx.keep_told(
                person,
                ToldAbout(age, after, now_s(x.clock)),
                {entry.place: entry.body for entry in page.entries},
            )
    return count


def _page(x: Exchange, person: bytes, after: int, head: TreeHead) -> JournalPage:
    """Return a page of proved entries that lie where they were asked for."""
    try:
        page = x.server.journal_of(person, after, head.size)
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
