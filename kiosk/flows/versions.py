"""The next version of an item that is held: after every head of it, under the key of its space.

FORMAT.md flows 6.6 and 6.8. Whoever changes an item makes it here: papers of both sessions,
facts, reminders. The statements that give a new epoch its key go before the first version
under it, in the same transaction.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from kiosk.crypto.statements import Statement
from kiosk.domain.ids import ItemId, PersonId
from kiosk.domain.items import next_version
from kiosk.flows.api import Sharing
from kiosk.flows.papers import Author, NewPart, SealedItem, reseal_item, with_part
from kiosk.flows.post import Post
from kiosk.flows.shared_key import WriteKey
from kiosk.vault.vault_store import VaultTx

__all__ = ["next_of", "next_with_part", "queue_version", "was_changed_apart"]


def next_of(
    post: Post,
    owner: PersonId,
    item: ItemId,
    metadata: Mapping[str, Any],
    kept_parts: Sequence[Mapping[str, Any]] = (),
    *,
    space: Sharing,
    target: WriteKey,
    author: Author,
) -> Statement:
    """Seal other metadata around parts that stay as they are; the first version of a new item."""
    ver, prev = next_version(post.ready_vault().item_state(owner, item))
    return reseal_item(
        owner,
        metadata,
        kept_parts,
        key=target.key,
        space=space,
        epoch=target.epoch,
        author=author,
        item=item,
        ver=ver,
        prev=prev,
        at=post.now_s(),
        rng=post.rng,
    )


def next_with_part(
    post: Post,
    owner: PersonId,
    statement: Statement,
    metadata: Mapping[str, Any],
    part: NewPart,
    *,
    target: WriteKey,
    author: Author,
) -> SealedItem:
    """Seal what `statement` shows with one part more."""
    state = post.ready_vault().item_state(owner, ItemId(statement.id("item")))
    ver, prev = next_version(state)
    return with_part(
        owner,
        statement,
        metadata,
        part,
        key=target.key,
        epoch=target.epoch,
        author=author,
        ver=ver,
        prev=prev,
        at=post.now_s(),
        rng=post.rng,
    )


def queue_version(tx: VaultTx, target: WriteKey, *made: Statement) -> None:
    """Commit versions sealed under `target`, after what makes its key known, to be sent."""
    for statement in (*target.made, *made):
        tx.put_statement(statement, queue=True)


def was_changed_apart(post: Post, owner: PersonId, item: ItemId) -> bool:
    """Return whether two posts changed an item apart: what comes by itself decides nothing then.

    So it is of an item that is not held.
    """
    state = post.ready_vault().item_state(owner, item)
    return state is None or bool(state.others)
