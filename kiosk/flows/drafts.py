"""Work kept for its author only: sealed under the author's own key from the first page on.

A power cut loses none and leaves none readable (architecture section 4): the database
holds sealed chunks, chunk 0 the facts, then one page each. Never a password, an answer
or a key: those are typed again after a crash.
"""

from __future__ import annotations

from datetime import UTC, datetime

from kiosk.crypto.encoding import canon, parse_canon
from kiosk.crypto.failures import CannotOpen
from kiosk.crypto.keys import Identity
from kiosk.crypto.records import Label, open_sealed, seal
from kiosk.errors import InvalidInput
from kiosk.flows.api import Draft
from kiosk.flows.post import Post
from kiosk.vault.vault_store import DraftRow

__all__ = ["discard", "load", "load_all", "save"]


def save(post: Post, author: Identity, draft: Draft) -> None:
    """Replace the draft of that id. Raises Unavailable("vault.disk_full"), the old one kept."""
    contents = [canon({"facts": draft.facts}), *draft.pages]
    sealed = [
        seal(
            Label.DRAFT,
            author.private_space_key,
            content,
            rng=post.rng,
            author=author.id,
            draft=draft.draft,
            seq=seq,
        )
        for seq, content in enumerate(contents)
    ]
    with post.ready_vault().transaction() as tx:
        tx.put_draft(draft.draft, author.id, draft.kind, sealed)


def load(post: Post, author: Identity, draft: bytes) -> Draft:
    """Open one draft. Raises InvalidInput("draft.unknown") if it is not this author's."""
    line = _line(post, author, draft)
    try:
        facts, *pages = [
            _opened(author, draft, seq, sealed)
            for seq, sealed in post.ready_vault().draft_chunks(draft)
        ]
    except (CannotOpen, ValueError) as error:
        raise InvalidInput("draft.unknown") from error
    return _draft(line, facts, tuple(pages))


def load_all(post: Post, author: Identity) -> tuple[Draft, ...]:
    """Return this author's drafts with their facts, newest first, pages left sealed."""
    found = []
    for line in post.ready_vault().drafts(author.id):
        first = next(iter(post.ready_vault().draft_chunks(line.id)), None)
        if first is None:
            continue
        try:
            facts = _opened(author, line.id, *first)
        except CannotOpen:
            continue  # damaged: the others still open; `doctor` reports it
        found.append(_draft(line, facts, ()))
    return tuple(found)


def discard(post: Post, author: Identity, draft: bytes) -> None:
    """Forget a draft at its author's wish; nothing happens if it is not theirs."""
    if any(line.id == draft for line in post.ready_vault().drafts(author.id)):
        with post.ready_vault().transaction() as tx:
            tx.delete_draft(draft)


def _line(post: Post, author: Identity, draft: bytes) -> DraftRow:
    for line in post.ready_vault().drafts(author.id):
        if line.id == draft:
            return line
    raise InvalidInput("draft.unknown")


def _opened(author: Identity, draft: bytes, seq: int, sealed: bytes) -> bytes:
    key = author.private_space_key
    return open_sealed(Label.DRAFT, key, sealed, author=author.id, draft=draft, seq=seq)


def _draft(line: DraftRow, facts: bytes, pages: tuple[bytes, ...]) -> Draft:
    updated_at = datetime.fromtimestamp(line.updated_at, UTC)
    return Draft(line.id, line.kind, updated_at, parse_canon(facts)["facts"], pages)
