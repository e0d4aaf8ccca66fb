"""What the sending line says: true counts of both outboxes, and the agent's state.

Pure but for reading the counts. `kiosk.flows.api.SyncStatus` is the form that screens know.
"""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime
from typing import assert_never

from kiosk.flows.announced import told_beside
from kiosk.flows.api import SyncState, SyncStatus
from kiosk.vault.outbox import OutboxCounts
from sync.agent.exchange import Exchange
from sync.agent.machine import (
    AtPortal,
    Connecting,
    Idle,
    Incompatible,
    Pulling,
    Pushing,
    Refused,
    State,
    Uploading,
    Waiting,
)

__all__ = ["added", "status_of", "sync_status"]

FAULTS = frozenset(
    {
        "sync.wrong_certificate",
        "sync.other_server",
        "sync.bad_receipt",
        "sync.proxy_who",
        "sync.too_much_aside",
        "vault.damaged",
    }
)
"""Reasons to wait that will not go away by waiting: the support is told."""


def status_of(x: Exchange, state: State) -> SyncStatus:
    """Return the sending line for this moment."""
    counts = x.device_store.counts()
    if x.vault is not None:
        counts = added(counts, x.vault.counts())
    at = x.device_store.last_exchange_at()
    shown = sync_status(state, counts, None if at is None else datetime.fromtimestamp(at, UTC))
    shown = told_beside(shown, x.device_store, x.clock.now())
    alarm = x.device_store.tree_alarm()
    if alarm is None or shown.state is SyncState.FAULT:
        return shown
    return replace(shown, state=SyncState.FAULT, reason_key=alarm)


def added(one: OutboxCounts, other: OutboxCounts) -> OutboxCounts:
    """Return the counts of two outboxes together."""
    return OutboxCounts(
        one.waiting + other.waiting,
        one.done_since_idle + other.done_since_idle,
        one.to_check + other.to_check,
    )


def sync_status(
    state: State, counts: OutboxCounts, last_exchange_at: datetime | None
) -> SyncStatus:
    """Decide what the sending line shows (`ux.md` section 7).

    A fault outranks what is to be checked, that outranks sending and waiting: the line
    shows what somebody must act on first. "Tout est envoyé" is said only when nothing
    waits, whatever the line does.
    """
    reason, is_fault = _reason(state)
    if is_fault:
        shown = SyncState.FAULT
    elif counts.to_check:
        shown = SyncState.TO_CHECK
    elif not counts.waiting:
        shown = SyncState.UP_TO_DATE
    elif isinstance(state, Connecting | Pushing | Uploading | Pulling):
        shown = SyncState.SENDING
    else:
        shown = SyncState.WAITING
    return SyncStatus(
        state=shown,
        waiting=counts.waiting,
        done=counts.done_since_idle,
        total=counts.total_since_idle,
        to_check=counts.to_check,
        last_exchange_at=last_exchange_at,
        reason_key=reason,
    )


def _reason(state: State) -> tuple[str | None, bool]:
    """Return (the words' key, whether it is a fault)."""
    match state:
        case Idle() | Connecting() | Pushing() | Uploading() | Pulling():
            return None, False
        case Waiting(why=why):
            return why, why in FAULTS
        case AtPortal():
            return "sync.portal", False
        case Refused(why=why):
            return why, True
        case Incompatible(why=why):
            return why, True
        case _ as never:
            assert_never(never)
