"""What waits to be sent, told truly, and what people decide about what was refused.

Counts come from the outboxes, moods from the agent. A refused change never blocks the
others and never disappears by itself (sync rules, push): somebody offers it again, keeps it
on this post without sending, or takes it out. Each of these is an entry of the journal, in
its own transaction (TRC-01).
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from datetime import UTC, datetime

from kiosk.crypto.keys import Identity
from kiosk.crypto.statements import Statement, owner
from kiosk.domain.ids import NOBODY
from kiosk.errors import InvalidInput, Refused
from kiosk.flows.announced import told_beside
from kiosk.flows.api import OutgoingLine, SyncState, SyncStatus
from kiosk.flows.post import Post
from kiosk.messages import all_messages, refusal_key
from kiosk.vault.device_store import DeviceTx
from kiosk.vault.vault_store import VaultTx

PROFILE = "profile"
"""The kind of a line about a person's facts: the item that bears its owner's id."""

__all__ = ["keep_unsent", "outgoing", "put_back", "retry", "status", "take_out"]


def status(post: Post) -> SyncStatus:
    """Return the sending line's state (`ux.md` section 7).

    The agent knows whether it is sending or why it cannot; without its answer the
    outboxes alone say how much waits. What the last exchange told is said beside.
    """
    return told_beside(_status(post), post.device_store, post.clock.now())


def outgoing(post: Post) -> Sequence[OutgoingLine]:
    """Return what is not sent yet, what needs a look first; never a title or a name."""
    stores = [*([post.vault] if post.vault is not None else []), post.device_store]
    return [
        OutgoingLine(
            statement=row.name,
            kind=PROFILE if row.type == "item" and row.subject == row.owner else row.type,
            since=datetime.fromtimestamp(row.queued_at, UTC),
            refused_key=None if row.code is None else _words_of(row.code),
            is_kept=row.is_kept,
            may_be_taken_out=row.may_be_taken_out,
        )
        for store in stores
        for row in store.outgoing()
    ]


def retry(post: Post, worker: Identity, name: bytes) -> None:
    """Offer a refused change again; harmless when it is none any more."""
    if _decide(post, worker, name, "sending.retried", lambda tx: tx.retry(name)):
        post.kick()


def keep_unsent(post: Post, worker: Identity, name: bytes) -> None:
    """Keep a refused change on this post without sending it; harmless likewise."""
    _decide(post, worker, name, "sending.kept", lambda tx: tx.keep_unsent(name))


def take_out(post: Post, worker: Identity, name: bytes) -> None:
    """Take a refused change out of this post, with all it did; `put_back` undoes it for a day.

    Raises: Refused("sending.stays") for what other changes rest on, and what withdraws.
    """
    if not _decide(post, worker, name, "sending.taken_out", lambda tx: tx.take_out(name)):
        raise Refused("sending.stays")


def put_back(post: Post, worker: Identity, name: bytes) -> None:
    """Put a change back that was taken out: to be checked again, as it was.

    Raises: InvalidInput("sending.gone") once its day is over.
    """
    if not _decide(post, worker, name, "sending.put_back", lambda tx: tx.put_back(name)):
        raise InvalidInput("sending.gone")


def _decide(
    post: Post,
    worker: Identity,
    name: bytes,
    action: str,
    act: Callable[[DeviceTx | VaultTx], bool],
) -> bool:
    """Do `act` in whichever database has the statement, with its entry in the journal there."""
    for store in (post.ready_vault(), post.device_store):
        with store.transaction() as tx:
            before = tx.statement(name)
            if act(tx):
                about = before or tx.statement(name)
                tx.journal(worker.id, _person_of(about), action, statement=name)
                return True
    return False


def _person_of(statement: Statement | None) -> bytes | None:
    """Return whose safe a statement is about, None for the structure's own affairs."""
    if statement is None or statement.type in {"ticket", "device", "member", "log"}:
        return None
    person = owner(statement)
    return None if person == NOBODY else person


def _words_of(code: str) -> str:
    """Return the key of the words for what this post, or a server, says of a statement."""
    return code if code in all_messages() else refusal_key(code)


def _status(post: Post) -> SyncStatus:
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
