"""Step 6: forget what a person withdrew, what was deleted, who was not seen for 30 days.

Rows go in the transaction of the page that orders it; sealed files after the commit (a
crash in between leaves orphans that are swept at start-up). Nothing that was not handed
over is ever destroyed: such an order waits until the outbox has let go.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, field

from kiosk.crypto.encoding import dec, enc, u64
from kiosk.crypto.statements import Statement
from kiosk.domain.retention import ACKNOWLEDGED_S, UNSEEN_PERSON_S, is_over
from kiosk.vault.vault_store import PartState, VaultReads, VaultStore, VaultTx
from sync.agent.exchange import Exchange, now_s
from sync.protocol.messages import Purge, PurgeKind, PurgeReason

__all__ = [
    "Forgotten",
    "forget",
    "forget_again",
    "forget_deleted",
    "forget_old_drafts",
    "forget_taken_out",
    "forget_unseen",
    "forget_withdrawn_parts",
    "guards",
    "let_be",
    "let_passing_go",
    "sweep",
]

GUARDS = "forget.guards"
"""Setting of vault.db: when, and the removal, one after the other."""
GUARDS_MAX = 400
PASSING_S = 900
"""Longer than a session stays open with nobody there (AUT-09)."""
PENDING = "forget.pending"
"""Persons to forget once their outbox is empty: ids and reasons, one after the other."""


@dataclass(slots=True)
class Forgotten:
    """What left the databases; `finish` takes it off the disk."""

    persons: set[bytes] = field(default_factory=set)
    files: list[bytes] = field(default_factory=list)

    def finish(self, x: Exchange) -> None:
        """Delete the files, and the traces in the write-ahead log. After the commit only."""
        for part in self.files:
            x.parts.delete(part)
        if self.persons and x.vault is not None:
            x.vault.compact_log()


def forget(x: Exchange, tx: VaultTx, orders: Sequence[Purge]) -> Forgotten:
    """Carry out the orders of a page as far as the outbox allows; keep the rest for later."""
    done = Forgotten()
    pending = _pending(tx)
    for order in orders:
        match order.kind:
            case PurgeKind.PERSON:
                pending[order.owner] = order.why
            case PurgeKind.PARTS:
                count = _let_go(tx, order.named, done)
                if count:
                    tx.journal(x.device.id, order.owner, "parts_forgotten", count=count)
            case PurgeKind.VERSIONS:
                count, files = tx.forget_versions(order.named)
                if count:
                    _note_papers_forgotten(x, tx, order.owner, count, files)
                    done.files.extend(files)
    if orders:
        _forget_persons(x, tx, pending, done)
    return done


def let_be(tx: VaultTx, told: Callable[[], Iterable[bytes]]) -> None:
    """Drop orders that wait, about persons of whom the server tells again: it tells nothing of
    somebody after the order until they are seen anew (a new affiliation, a sign-in here). A
    safe that was destroyed stays so. `told` gives their ids; it is asked when an order waits."""
    pending = _pending(tx)
    if pending:
        seen = set(told())
        _keep_pending(
            tx,
            {
                person: why
                for person, why in pending.items()
                if why is PurgeReason.DELETED or person not in seen
            },
        )


def forget_again(x: Exchange) -> None:
    """Try the orders that waited for the outbox. Costs one read when there are none."""
    if x.vault is None or x.vault.setting(PENDING) is None:
        return
    done = Forgotten()
    with x.vault.transaction() as tx:
        _forget_persons(x, tx, _pending(tx), done)
    done.finish(x)


def forget_unseen(x: Exchange) -> int:
    """Forget persons affiliated nowhere here and unseen for 30 days; return how many."""
    if x.vault is None:
        return 0
    persons = x.vault.persons_to_forget()
    done = Forgotten()
    if persons:
        with x.vault.transaction() as tx:
            orders = dict.fromkeys(map(bytes, persons), PurgeReason.UNSEEN)
            _forget_persons(x, tx, orders, done)
    done.finish(x)
    return len(done.persons)


def forget_taken_out(x: Exchange) -> None:
    """Forget for good what somebody took out of *à vérifier* a day ago, pages too."""
    done = Forgotten()
    with x.device_store.transaction() as tx:
        tx.forget_taken_out()
    if x.vault is not None:
        with x.vault.transaction() as vault_tx:
            done.files.extend(vault_tx.forget_parts_taken_out(vault_tx.forget_taken_out()))
    done.finish(x)


def forget_deleted(x: Exchange) -> None:
    """Forget titles and pages of papers deleted more than 30 days ago (VLT-24, LIF-07)."""
    if x.vault is None:
        return
    with x.vault.transaction() as tx:
        count, files = tx.forget_deleted()
        if count:
            _note_papers_forgotten(x, tx, None, count, files)
    if count:
        Forgotten(files=list(files)).finish(x)
        x.vault.compact_log()


def _note_papers_forgotten(
    x: Exchange, tx: VaultTx, owner: bytes | None, count: int, files: Sequence[bytes]
) -> None:
    tx.journal(x.device.id, owner, "papers_forgotten", count=count, parts=len(files))


def forget_old_drafts(x: Exchange) -> None:
    """Forget work nobody went on with, of authors who do not come back (`ux.md` W2)."""
    if x.vault is None:
        return
    with x.vault.transaction() as tx:
        count = tx.end_old_drafts()
    if count:
        x.vault.compact_log()


def forget_withdrawn_parts(x: Exchange) -> None:
    """Remove the sealed pages of papers that are shared no more (SHR-13)."""
    if x.vault is None:
        return
    parts = x.vault.withdrawn_parts()
    if not parts:
        return
    with x.vault.transaction() as tx:
        for part in parts:
            tx.drop_part(part.id)
        tx.journal(x.device.id, None, "parts_forgotten", count=len(parts))
    Forgotten(files=[part.id for part in parts]).finish(x)


def let_passing_go(x: Exchange) -> None:
    """Remove pages of health papers that no session reads any more (DER-14): those sent after
    their session had ended, and those of a session that could not end."""
    if x.vault is not None:
        x.vault.let_passing_go(now_s(x.clock) - PASSING_S)


def sweep(vault: VaultStore) -> int:
    """Remove part files no row knows, left by a crash; at start-up."""
    return vault.sweep_parts().orphans


def _forget_persons(
    x: Exchange, tx: VaultTx, orders: dict[bytes, PurgeReason], done: Forgotten
) -> None:
    """Forget each person whose outbox is empty.

    The removal of the affiliation itself stays: without it, a server that plays an old
    "add" again would bring the person back. It holds ids only, and for 7 days it is
    offered at each entrance, to a server that a backup may have made forget it.
    """
    left: dict[bytes, PurgeReason] = {}
    for person, why in orders.items():
        if why is PurgeReason.UNSEEN and _is_still_ours(x, tx, person):
            continue
        guard = tx.affiliation(person, x.structure)
        try:
            parts = tx.forget_person(person, is_destroyed=why is PurgeReason.DELETED)
        except ValueError:  # not handed over yet
            left[person] = why
            continue
        if guard is not None and guard.text("state") == "remove":
            tx.put_statement(guard, queue=False)
            _keep_guard(x, tx, guard)
        done.files.extend(parts)
        done.persons.add(person)
        tx.journal(x.device.id, person, "person_forgotten", why=why.value, parts=len(parts))
    _keep_pending(tx, left)


def guards(x: Exchange, reads: VaultReads) -> list[bytes]:
    """Return the removals of the last 7 days whose persons were forgotten here."""
    return [wire for _, wire in _dated_guards(x, reads)]


def _keep_guard(x: Exchange, tx: VaultTx, guard: Statement) -> None:
    """Add a removal to those offered again; ones older than 7 days go."""
    held = [each for each in _dated_guards(x, tx) if each[1] != guard.wire]
    held.append((max(0, now_s(x.clock)), guard.wire))
    pieces = [piece for at, wire in held[-GUARDS_MAX:] for piece in (u64(at), wire)]
    tx.set_setting(GUARDS, enc(*pieces))


def _dated_guards(x: Exchange, reads: VaultReads) -> list[tuple[int, bytes]]:
    held = reads.setting(GUARDS)
    pieces = [] if held is None else dec(held)
    dates = (int.from_bytes(at, "big") for at in pieces[::2])
    found = zip(dates, pieces[1::2], strict=True)
    return [each for each in found if not is_over(ACKNOWLEDGED_S, each[0], now_s(x.clock))]


def _is_still_ours(x: Exchange, tx: VaultTx, person: bytes) -> bool:
    """Unseen by the server for 30 days, but not by this post, or it may be asked for it again:
    its day has not come."""
    seen_at = tx.seen_at(person)
    is_recent = seen_at is not None and not is_over(UNSEEN_PERSON_S, seen_at, now_s(x.clock))
    return is_recent or tx.is_offered_again(person) or x.structure in tx.affiliated(person)


def _let_go(tx: VaultTx, parts: Iterable[bytes], done: Forgotten) -> int:
    count = 0
    for part in parts:
        held = tx.part(part)
        if held is None or not held.is_here:
            continue
        if held.state is PartState.SENT and tx.part_evicted(part):
            done.files.append(part)
            count += 1
    return count


def _pending(tx: VaultTx) -> dict[bytes, PurgeReason]:
    held = tx.setting(PENDING)
    pieces = [] if held is None else dec(held)
    return dict(zip(pieces[::2], map(_reason, pieces[1::2]), strict=True))


def _reason(kept: bytes) -> PurgeReason:
    """Return why somebody is to be forgotten. A reason that a newer version kept, before this
    one took its place, is taken for a withdrawal: the person goes, as was ordered, and what
    only a destruction takes away stays, since we cannot tell that it was one."""
    try:
        return PurgeReason(kept.decode())
    except ValueError:
        return PurgeReason.WITHDRAWN


def _keep_pending(tx: VaultTx, left: dict[bytes, PurgeReason]) -> None:
    if left == _pending(tx):
        return
    pieces = [piece for person, why in left.items() for piece in (person, why.value.encode())]
    tx.set_setting(PENDING, enc(*pieces) if pieces else None)
