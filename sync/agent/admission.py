"""What the server says of this post and its structure, kept for the door (ROL-28, ROL-33).

The server is believed here: it can only take a post's rights, which it could as well by
never renewing its lease. Each change is written in the post's own journal. A full disk keeps
it from being noted, not from being heard: it is noted the next time the server says so.
"""

from __future__ import annotations

from contextlib import suppress

from kiosk.domain.lease import Admission
from kiosk.errors import Unavailable
from kiosk.vault.device_store import DeviceTx
from sync.agent.exchange import Exchange
from sync.protocol.messages import StructureState

__all__ = ["note_entrance", "note_refusal", "note_unsent"]

_OF_A_STRUCTURE = {
    StructureState.ACTIVE: Admission.ADMITTED,
    StructureState.SUSPENDED: Admission.SUSPENDED,
    StructureState.ENDED: Admission.ENDED,
}
_OF_A_REFUSAL = {
    "sync.device_removed": Admission.WITHDRAWN,
    "sync.structure_suspended": Admission.SUSPENDED,
    "sync.structure_ended": Admission.ENDED,
}


def note_entrance(x: Exchange, tx: DeviceTx, state: StructureState) -> None:
    """The server let this post in and said how its structure stands."""
    _note(x, tx, _OF_A_STRUCTURE[state])


def note_refusal(x: Exchange, message_key: str) -> None:
    """The server turned this post away: at once no professional signs in here any more."""
    said = _OF_A_REFUSAL.get(message_key)
    if said is not None:
        with suppress(Unavailable), x.device_store.transaction() as tx:
            _note(x, tx, said)


def note_unsent(x: Exchange) -> None:
    """Keep how much of persons waits here, where it is known when the vault is closed."""
    if x.vault is None:
        return
    waiting = x.vault.counts().waiting
    if waiting != x.device_store.persons_unsent():
        with suppress(Unavailable), x.device_store.transaction() as tx:
            tx.set_persons_unsent(waiting)


def _note(x: Exchange, tx: DeviceTx, admission: Admission) -> None:
    if tx.admission() is admission:
        return
    tx.set_admission(admission)
    tx.journal(x.device.id, None, "post_admission", state=admission.value)
