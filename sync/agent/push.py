"""Step 2: offer the outbox, withdrawals first, and note the answer to each statement.

On a quick line the parts that wait go up beside the statements.

A statement stays queued until a receipt for it verifies: a cut line, a lying answer or a
crash before the note costs a repetition, which the server answers `known`.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from functools import partial
from typing import assert_never

from kiosk.crypto.failures import CannotOpen
from kiosk.crypto.statements import verify_receipt
from kiosk.errors import KioskError
from kiosk.ports import Clock
from kiosk.vault.device_store import DeviceStore
from kiosk.vault.outbox import Queued, Weight
from kiosk.vault.store import LOGGED_SEQ
from kiosk.vault.vault_store import VaultStore, VaultTx
from sync.agent.adapt import COUNT_MIN, QUICK_S, after_answer, after_cut
from sync.agent.exchange import Exchange
from sync.agent.lanes import UnderWay, caught
from sync.agent.restored import note_place
from sync.agent.server import BatchRefused, NotNow, Server
from sync.agent.upload import note_sent_beside, send_beside
from sync.protocol.codes import RefusalCode
from sync.protocol.fields import Malformed
from sync.protocol.limits import BATCH_MAX_BYTES, BATCH_MAX_COUNT
from sync.protocol.messages import Answer, AnswerStatus, StructureState

__all__ = ["begin_push", "push_step"]

PART_KIND = "part"
BATCHES_AHEAD = 4
"""Batches offered in one step of a quick line; a withdrawal made meanwhile waits for them."""


@dataclass(frozen=True, slots=True)
class _Offer:
    """One statement on its way, and which database waits for the answer."""

    queued: Queued
    is_of_vault: bool


def begin_push(x: Exchange) -> None:
    """At the start of a pass: sign the journal since the last one, wake what waited."""
    for store in (x.device_store, x.vault):
        if store is not None and (_has_unsigned_journal(store) or store.has_unsent()):
            with store.transaction() as tx:
                tx.queue_log(x.device)
                tx.wake_waiting()


def push_step(x: Exchange) -> bool:
    """Offer a batch, on a quick line a few; return whether another may follow.

    While the server judges one batch the answers to the one before are checked and kept.
    Withdrawals go alone.

    Raises: NotNow and the failures of `Server`; what was answered before is noted then.
    """
    batches = _next_batches(x)
    if not batches:
        return False
    if not _withdraws(batches[0][0]):
        send_beside(x)
    answered: _Answered | None = None
    are_parts_going = x.sending is not None and len(batches) > 1
    for offers in batches:
        wait = _send(x, offers, is_beside=answered is not None or are_parts_going)
        try:
            if answered is not None:
                _note(x, answered)
        finally:
            told = wait()
        answered = _heard(x, offers, told)
        if answered is None:
            break
        _keep_parts_going(x)
    if answered is not None:
        _note(x, answered)
    _keep_parts_going(x)
    return True


@dataclass(frozen=True, slots=True)
class _Answered:
    """A batch and what the server said of it, not believed yet."""

    offers: Sequence[_Offer]
    answers: Sequence[Answer]
    place: str


@dataclass(frozen=True, slots=True)
class _Told:
    """Answers as they came, and how long they took."""

    answers: Sequence[Answer]
    place: str
    took_s: float


def _keep_parts_going(x: Exchange) -> None:
    """Note the parts that went up beside, and let the next ones go."""
    if x.sending is not None and x.sending.under_way.is_over:
        note_sent_beside(x)
        send_beside(x)


def _send(
    x: Exchange, offers: Sequence[_Offer], *, is_beside: bool
) -> Callable[[], _Told | KioskError]:
    """Offer one batch, here or beside what is done meanwhile; return what waits for the answer."""
    job = partial(_ask, x.clock, [offer.queued.wire for offer in offers])
    if is_beside and x.goes_side_by_side:
        return partial(_answer_beside, x, x.lanes.beside(job))
    told = caught(job, x.server)
    return lambda: told


def _answer_beside(x: Exchange, under_way: UnderWay[_Told]) -> _Told | KioskError:
    """Wait for the answer; meanwhile note the parts that have come and let the next ones go.

    Raises what failed of the parts, once the answer is there: nothing is left under way.
    """
    failure: KioskError | None = None
    while x.sending is not None and not under_way.is_over_before(x.sending.under_way):
        try:
            _keep_parts_going(x)
        except KioskError as error:
            failure = error
    [told] = under_way.wait()
    if failure is not None:
        raise failure
    return told


def _ask(clock: Clock, wires: Sequence[bytes], line: Server) -> _Told:
    began_s = clock.boottime_s()
    told = line.send_statements(wires)
    return _Told(told.answers, told.place, clock.boottime_s() - began_s)


def _heard(x: Exchange, offers: Sequence[_Offer], told: _Told | KioskError) -> _Answered | None:
    """Follow the line's pace; None when the batch was turned away unread. Raises what failed."""
    if isinstance(told, BatchRefused):
        _narrow(x, offers)
        return None
    if isinstance(told, KioskError):
        if isinstance(told, NotNow):
            x.line.batch_count = after_cut(x.line.batch_count, least=COUNT_MIN)
        raise told
    x.line.is_quick = told.took_s < QUICK_S
    x.line.batch_count = after_answer(
        x.line.batch_count, took_s=told.took_s, least=COUNT_MIN, most=BATCH_MAX_COUNT
    )
    return _Answered(offers, told.answers, told.place)


def _has_unsigned_journal(store: DeviceStore | VaultStore) -> bool:
    head = store.journal_head()
    return head is not None and head.seq > store.setting_number(LOGGED_SEQ)


def _next_batches(x: Exchange) -> list[list[_Offer]]:
    """Return batches over both outboxes: all withdrawals before anything else (DER-07)."""
    ahead = BATCHES_AHEAD if x.line.is_quick and x.goes_side_by_side else 1
    count, most = x.line.batch_count, ahead * BATCH_MAX_BYTES
    found = [_Offer(q, False) for q in x.device_store.outbox_batch(ahead * count, most)]
    if x.vault is not None:
        found += [_Offer(q, True) for q in x.vault.outbox_batch(ahead * count, most)]
    if x.line.structure_state is not StructureState.ACTIVE:
        found = [offer for offer in found if _withdraws(offer)]
    found.sort(key=lambda o: o.queued.weight)  # stable: each outbox keeps its own order
    batches: list[list[_Offer]] = []
    size = 0
    for offer in found[: ahead * count]:
        size += len(offer.queued.wire)
        if not batches or len(batches[-1]) == count or size > BATCH_MAX_BYTES:
            batches.append([])
            size = len(offer.queued.wire)
        batches[-1].append(offer)
    return batches[:1] if batches and _withdraws(batches[0][0]) else batches[:ahead]


def _withdraws(offer: _Offer) -> bool:
    return offer.queued.weight <= Weight.WITHDRAWAL


def _check(offers: Sequence[_Offer], answers: Sequence[Answer], server_ed: bytes) -> None:
    """Believe no answer before all are checked: names in order, receipts signed.

    Raises: Malformed, NotNow("sync.bad_receipt").
    """
    if len(answers) != len(offers):
        raise Malformed("answers: count")
    for offer, answer in zip(offers, answers, strict=True):
        if answer.name != offer.queued.name:
            raise Malformed("answers: another statement")
        if answer.status in {AnswerStatus.STORED, AnswerStatus.KNOWN}:
            try:
                verify_receipt(server_ed, answer.name, answer.sequence, answer.receipt)
            except CannotOpen as error:
                raise NotNow("sync.bad_receipt") from error


def _note(x: Exchange, answered: _Answered) -> None:
    """Keep the answers once all are checked, one transaction for each database they concern.

    Raises: Malformed, NotNow("sync.bad_receipt"); nothing of the batch is marked then.
    """
    _check(answered.offers, answered.answers, x.server_ed)
    pairs = list(zip(answered.offers, answered.answers, strict=True))
    for is_of_vault, store in ((False, x.device_store), (True, x.vault)):
        mine = [answer for offer, answer in pairs if offer.is_of_vault == is_of_vault]
        if store is None or not mine:
            continue
        stored: list[tuple[bytes, int, bytes]] = []
        with store.transaction() as tx:
            for answer in mine:
                match answer.status:
                    case AnswerStatus.STORED | AnswerStatus.KNOWN:
                        stored.append((answer.name, answer.sequence, answer.receipt))
                    case AnswerStatus.WAITING:
                        missing = [(m.kind, m.id.hex()) for m in answer.missing]
                        tx.mark_waiting(answer.name, missing)
                        if isinstance(tx, VaultTx):
                            _send_again(tx, answer)
                    case AnswerStatus.REFUSED:
                        tx.mark_refused(answer.name, answer.code)
                    case _ as never:
                        assert_never(never)
            if stored:  # last: what waited, of this batch too, is offered again
                tx.mark_all_stored(stored)
                note_place(tx, answered.place)


def _send_again(tx: VaultTx, answer: Answer) -> None:
    """A restored server may lack parts it had acknowledged: they go up again."""
    for missing in answer.missing:
        if missing.kind == PART_KIND:
            tx.part_lost(missing.id)


def _narrow(x: Exchange, offers: Sequence[_Offer]) -> None:
    """A batch was turned away unread: halve it until the one that is at fault stands alone."""
    if len(offers) > 1:
        x.line.batch_count = len(offers) // 2
        return
    only = offers[0]
    store = x.vault if only.is_of_vault else x.device_store
    if store is not None:
        with store.transaction() as tx:
            tx.mark_refused(only.queued.name, RefusalCode.UNREADABLE)
    x.line.batch_count = BATCH_MAX_COUNT
