"""Work kept for its author only: sealed under the author's own key from the first page on.

A power cut loses none and leaves none readable (architecture section 4): the database
holds sealed chunks, chunk 0 the facts, then one page or file each. Never a password, an answer
or a key: those are typed again after a crash.

None is kept for ever (`kiosk.domain.retention.DRAFTS_S`, `ux.md` W2). Its author reads on the
home page until when, and afterwards that it is gone: nothing goes in silence.
"""

from __future__ import annotations

import hashlib
from datetime import UTC, datetime, timedelta

from kiosk.crypto.encoding import canon, parse_canon
from kiosk.crypto.failures import CannotOpen
from kiosk.crypto.keys import Identity
from kiosk.crypto.records import Label, open_sealed, seal
from kiosk.domain.retention import DRAFTS_S
from kiosk.errors import InvalidInput
from kiosk.flows.api import Draft
from kiosk.flows.post import Post
from kiosk.vault.vault_store import DraftRow

__all__ = ["discard", "end_old", "load", "load_all", "save"]


def save(post: Post, author: Identity, draft: Draft) -> None:
    """Replace the author's draft of that id. Raises Unavailable("vault.disk_full"), the old one
    kept; InvalidInput("draft.unknown") for one that is somebody else's.

    A page that stands where it stood is not sealed again: twenty pages that land one by one
    are sealed twenty times, not two hundred. Chunk 0 names what each holds by its digest.
    """
    digests = [hashlib.sha256(page).hexdigest() for page in draft.pages]
    stored = _stored_digests(post, author, draft.draft)
    changed = [seq for seq, digest in enumerate(digests, 1) if stored[seq - 1 : seq] != [digest]]
    contents = {0: canon({"facts": draft.facts, "pages": digests})}
    contents |= {seq: draft.pages[seq - 1] for seq in changed}
    sealed = {
        seq: seal(
            Label.DRAFT,
            author.private_space_key,
            content,
            rng=post.rng,
            author=author.id,
            draft=draft.draft,
            seq=seq,
        )
        for seq, content in contents.items()
    }
    with post.ready_vault().transaction() as tx:
        if tx.is_draft_of_another(draft.draft, author.id):
            raise InvalidInput("draft.unknown")
        for seq, chunk in sealed.items():
            tx.put_draft_chunk(draft.draft, author.id, draft.kind, seq, chunk)
        tx.cut_draft(draft.draft, 1 + len(digests))


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
    return _draft(line, parse_canon(facts)["facts"], tuple(pages))


def load_all(post: Post, author: Identity) -> tuple[Draft, ...]:
    """Return this author's drafts with their facts, newest first, pages left sealed."""
    found = []
    for line in post.ready_vault().drafts(author.id):
        if line.has_ended:
            found.append(_draft(line, {}, ()))
            continue
        first = post.ready_vault().draft_chunk(line.id, 0)
        if first is None:
            continue
        try:
            facts = _opened(author, line.id, 0, first)
        except CannotOpen:
            continue  # damaged: the others still open; `doctor` reports it
        found.append(_draft(line, parse_canon(facts)["facts"], ()))
    return tuple(found)


def discard(post: Post, author: Identity, draft: bytes) -> None:
    """Forget a draft at its author's wish; nothing happens if it is not theirs."""
    with post.ready_vault().transaction() as tx:
        tx.delete_draft(draft, author.id)


def end_old(post: Post) -> None:
    """Forget what drafts hold that nobody went on with in time, whoever wrote them.

    At each sign-in of a professional, and daily by the agent for those who do not come back. A
    calendar set far ahead makes nothing old: by then the post's lease is over, and nobody
    signs in (DER-08).
    """
    with post.ready_vault().transaction() as tx:
        tx.end_old_drafts()


def _stored_digests(post: Post, author: Identity, draft: bytes) -> list[str]:
    """Return what each stored page is by its digest; [] for a draft new, damaged or older."""
    first = post.ready_vault().draft_chunk(draft, 0)
    if first is None:
        return []
    try:
        told = parse_canon(_opened(author, draft, 0, first)).get("pages", [])
    except CannotOpen:
        return []
    return told if isinstance(told, list) else []


def _line(post: Post, author: Identity, draft: bytes) -> DraftRow:
    for line in post.ready_vault().drafts(author.id):
        if line.id == draft:
            return line
    raise InvalidInput("draft.unknown")


def _opened(author: Identity, draft: bytes, seq: int, sealed: bytes) -> bytes:
    key = author.private_space_key
    return open_sealed(Label.DRAFT, key, sealed, author=author.id, draft=draft, seq=seq)


def _draft(line: DraftRow, facts: dict[str, object], pages: tuple[bytes, ...]) -> Draft:
    updated_at = datetime.fromtimestamp(line.updated_at, UTC)
    kept_s = DRAFTS_S.get(line.kind)
    ends_at = None if kept_s is None else updated_at + timedelta(seconds=kept_s)
    return Draft(line.id, line.kind, updated_at, facts, pages, ends_at, line.has_ended)
