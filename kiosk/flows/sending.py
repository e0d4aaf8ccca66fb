"""What waits to be sent, told truly: counts from the outboxes, moods from the agent."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import UTC, datetime

from kiosk.flows.api import OutgoingLine, SyncState, SyncStatus
from kiosk.flows.post import Post
from kiosk.messages import all_messages, refusal_key

__all__ = ["outgoing", "status"]


def status(post: Post) -> SyncStatus:
    """Return the sending line's state (`ux.md` section 7).

    The agent knows whether it is sending or why it cannot; without its answer the
    outboxes alone say how much waits.
    """
    if post.agent is not None:
        said = post.agent.status()
        if said is not None:
            return said
    stores = [post.device_store, *([post.vault] if post.vault is not None else [])]
    counts = [store.counts() for store in stores]
    waiting = sum(count.waiting for count in counts)
    to_check = sum(count.to_check for count in counts)
    last = post.device_store.last_exchange_at()
    state = (
        SyncState.TO_CHECK if to_check else SyncState.WAITING if waiting else SyncState.UP_TO_DATE
    )
    return SyncStatus(
        state=state,
        waiting=waiting,
        done=sum(count.done_since_idle for count in counts),
        total=sum(count.total_since_idle for count in counts),
        to_check=to_check,
        last_exchange_at=None if last is None else datetime.fromtimestamp(last, UTC),
    )


def outgoing(post: Post) -> Sequence[OutgoingLine]:
    """Return what is not sent yet, what needs a look first; never a title or a name."""
    stores = [*([post.vault] if post.vault is not None else []), post.device_store]
    return [
        OutgoingLine(
            statement=row.name,
            kind=row.type,
            since=datetime.fromtimestamp(row.queued_at, UTC),
            refused_key=None if row.code is None else _words_of(row.code),
        )
        for store in stores
        for row in store.outgoing()
    ]


def _words_of(code: str) -> str:
    """Return the key of the words for what this post, or a server, says of a statement."""
    return code if code in all_messages() else refusal_key(code)
