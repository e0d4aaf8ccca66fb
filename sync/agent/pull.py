"""Step 4: take pages of changes, verify every statement, keep page and cursor together.

The server is believed in nothing but order: each statement must be signed by those who
may say it, by what this post knows already (`kiosk.crypto.trust`). What cannot be told
yet is set aside; what is wrong is left out, counted and journalled.

Two databases cannot commit as one. What belongs to the structure's world goes to
device.db and commits first; what belongs to persons commits to vault.db with the cursor
and the orders to forget. A crash in between repeats the page, and repeating is harmless.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from contextlib import ExitStack
from dataclasses import dataclass, field
from functools import partial

from kiosk.crypto.failures import CannotOpen
from kiosk.crypto.statements import Statement, owner, parse
from kiosk.crypto.trust import Waiting, check
from kiosk.domain.ids import NOBODY
from kiosk.errors import KioskError, Refused
from kiosk.vault.device_store import DeviceTx
from kiosk.vault.directory import PostDirectory
from kiosk.vault.store import Tx
from kiosk.vault.vault_store import VaultTx
from sync.agent.adapt import COUNT_MIN, QUICK_S, after_answer, after_cut
from sync.agent.aside import load_aside, store_aside
from sync.agent.exchange import Exchange, NextPage, now_s
from sync.agent.fetch import remember
from sync.agent.forget import Forgotten, forget, let_be
from sync.agent.known import Known
from sync.agent.restored import offer_again
from sync.agent.server import BadCursor, NotNow
from sync.protocol.frames import Page, name_of_wire
from sync.protocol.limits import PAGE_MAX_COUNT

__all__ = ["Pulled", "apply_page", "begin_again", "cursor", "note_exchange", "pull_step"]

NEXT_PAGE_S = 10.0
"""A page asked for longer ago was not for this pass: another may hold newer orders to forget."""
WORLD_TYPES = frozenset({"charter", "skey", "mkey", "skprev", "member", "ticket", "device"})
"""What a structure is made of: kept in device.db. A `cred` goes with its account."""


@dataclass(frozen=True, slots=True)
class Pulled:
    """What one page brought."""

    more: bool
    stored: int = 0
    left_out: int = 0
    owners: frozenset[bytes] = frozenset()
    """Persons whose papers changed: their parts are fetched next."""


@dataclass(slots=True)
class _Sorted:
    """A page on its way into the databases."""

    stored: int = 0
    left_out: int = 0
    owners: set[bytes] = field(default_factory=set)
    world_aside: list[bytes] = field(default_factory=list)
    persons_aside: list[bytes] = field(default_factory=list)


def cursor(x: Exchange) -> str:
    """Return our place in the server's list: of the persons' database when it is open."""
    return x.device_store.pull_cursor() if x.vault is None else x.vault.pull_cursor()


def pull_step(x: Exchange) -> Pulled:
    """Take and apply the next page.

    Raises: NotNow, the other failures of `Server`, and Unavailable for a full disk; the
    cursor stays where it was then.
    """
    after = cursor(x)
    began_s = x.clock.boottime_s()
    try:
        page = _asked_for(x, after) or x.server.changes(after, x.line.page_count, 0, True)
        if _has_lost(x, page.own):
            page = x.server.changes(after, x.line.page_count)
    except BadCursor:
        if not after:
            raise NotNow("sync.bad_cursor") from None
        offer_again(x)  # numbers of another life: what it acknowledged since may be lost
        return Pulled(more=True)
    except NotNow:
        x.line.page_count = after_cut(x.line.page_count, least=COUNT_MIN)
        raise
    took_s = x.clock.boottime_s() - began_s
    x.line.page_count = after_answer(
        x.line.page_count, took_s=took_s, least=COUNT_MIN, most=PAGE_MAX_COUNT
    )
    if page.head.more and page.head.next != after and took_s < QUICK_S:
        _ask_for(x, page.head.next)
    if not page.wires and not page.head.purge and page.head.next == after:
        return Pulled(page.head.more)
    return apply_page(x, page)


def _ask_for(x: Exchange, after: str) -> None:
    """Let the next page come while this one is kept, where the line is quick."""
    if x.goes_side_by_side and x.line.is_quick:
        count = x.line.page_count
        under_way = x.lanes.beside(lambda line: line.changes(after, count, 0, True))
        x.next_page = NextPage(after, under_way, x.clock.boottime_s())


def _asked_for(x: Exchange, after: str) -> Page | None:
    """Return the page asked for before, if it is the one after our place and fresh.

    Raises: what asking for it raised.
    """
    asked, x.next_page = x.next_page, None
    if asked is None or asked.after != after:
        return None
    if x.clock.boottime_s() - asked.began_at_s > NEXT_PAGE_S:
        return None
    (found,) = asked.under_way.wait()
    if isinstance(found, KioskError):
        raise found
    return found


def apply_page(x: Exchange, page: Page) -> Pulled:
    """Keep a page: statements that verify, orders to forget, and the cursor."""
    wires = _unknown(x, page.wires)
    found, unreadable = _parse(wires)
    known = Known(PostDirectory(x.device_store, x.vault, root_ed=x.root_ed))
    result = _Sorted(left_out=unreadable)
    forgotten = Forgotten()
    with ExitStack() as stack:
        vault_tx = stack.enter_context(x.vault.transaction()) if x.vault is not None else None
        # Entered last, so committed first: the cursor must not be ahead of the world.
        device_tx = stack.enter_context(x.device_store.transaction())
        world_before, persons_before = load_aside(device_tx), _aside_of(vault_tx)
        waiting = _parse([*world_before, *persons_before])[0] if found else []
        told = partial(_names_told, page)
        device_tx.retry_told(told)
        if vault_tx is not None:
            vault_tx.retry_told(told)
            vault_tx.retry_members(partial(_members_told, page, vault_tx))
            let_be(vault_tx, partial(_persons_told, page, vault_tx))
        for statement in (*waiting, *found):
            _take(statement, known, device_tx, vault_tx, result)
        _retry_aside(known, device_tx, vault_tx, result)
        if found:
            store_aside(device_tx, result.world_aside, world_before)
        if vault_tx is not None:
            forgotten = forget(x, vault_tx, page.head.purge)
            if found or forgotten.persons:
                store_aside(
                    vault_tx,
                    _without(result.persons_aside if found else persons_before, forgotten.persons),
                    persons_before,
                )
            remember(vault_tx, result.owners - forgotten.persons)
            vault_tx.set_pull_cursor(page.head.next)
        if result.left_out:
            device_tx.journal(x.device.id, None, "statements_left_out", count=result.left_out)
        device_tx.set_pull_cursor(page.head.next)
    forgotten.finish(x)
    owners = frozenset(result.owners - forgotten.persons)
    return Pulled(page.head.more, result.stored, result.left_out, owners)


def note_exchange(x: Exchange) -> None:
    """Keep that everything was exchanged just now, for "Dernier échange il y a …"."""
    with x.device_store.transaction() as tx:
        tx.set_last_exchange_at(now_s(x.clock))


def _take(
    statement: Statement,
    known: Known,
    device_tx: DeviceTx,
    vault_tx: VaultTx | None,
    result: _Sorted,
) -> None:
    """Store one statement where it belongs, set it aside, or leave it out."""
    tx = _home(statement, known, device_tx, vault_tx)
    if tx is None:
        return  # a person's, and the vault is closed: it comes again when it opens
    try:
        check(statement, known)
    except Waiting:
        aside = result.world_aside if tx is device_tx else result.persons_aside
        aside.append(statement.wire)
        return
    except (Refused, CannotOpen):
        result.left_out += 1
        return
    if tx.put_statement(statement, queue=False):
        result.stored += 1
        known.learnt(statement)
        if statement.type == "item":
            result.owners.add(statement.id("owner"))


def _retry_aside(
    known: Known, device_tx: DeviceTx, vault_tx: VaultTx | None, result: _Sorted
) -> None:
    """Try what was set aside for as long as that makes anything known."""
    while True:
        stored_before = result.stored
        wires = [*result.world_aside, *result.persons_aside]
        result.world_aside, result.persons_aside = [], []
        for statement in _parse(wires)[0]:
            _take(statement, known, device_tx, vault_tx, result)
        if result.stored == stored_before:
            return


def _home(
    statement: Statement, known: Known, device_tx: DeviceTx, vault_tx: VaultTx | None
) -> Tx | None:
    """Return the database a statement belongs to; None when that one is closed.

    A consent of nobody (terms accepted, a mandate refused) is the structure's.
    """
    if statement.type in WORLD_TYPES:
        return device_tx
    if statement.type == "consent" and statement.id("person") == NOBODY:
        return device_tx
    if statement.type == "cred" and known.structure_of(statement.id("id")) is not None:
        return device_tx
    return vault_tx


def _aside_of(vault_tx: VaultTx | None) -> list[bytes]:
    return [] if vault_tx is None else load_aside(vault_tx)


def _without(wires: Sequence[bytes], persons: set[bytes]) -> list[bytes]:
    """Return `wires` but those about `persons`: told again from the start if they come back."""
    return [wire for wire in wires if not persons or owner(parse(wire)) not in persons]


def _parse(untrusted_wires: Sequence[bytes]) -> tuple[list[Statement], int]:
    """Return what has the form of a statement, and how many had not."""
    found: list[Statement] = []
    for wire in untrusted_wires:
        try:
            found.append(parse(wire))
        except CannotOpen:
            continue
    return found, len(untrusted_wires) - len(found)


def _unknown(x: Exchange, untrusted_wires: Sequence[bytes]) -> list[bytes]:
    """Return the wires not known here, once each."""
    named: dict[bytes, bytes] = {}
    others: list[bytes] = []
    for wire in untrusted_wires:
        name = name_of_wire(wire)
        if name is None:
            others.append(wire)
        else:
            named.setdefault(name, wire)
    held = x.device_store.names_known(named)
    if x.vault is not None:
        held |= x.vault.names_known(named)
    return [wire for name, wire in named.items() if name not in held] + others


def _names_told(page: Page) -> Iterator[bytes]:
    """Yield the names of what a page tells, known here or not."""
    yield from page.own
    yield from filter(None, map(name_of_wire, page.wires))


def _persons_told(page: Page, tx: VaultTx) -> Iterator[bytes]:
    """Yield whose statements a page tells."""
    return map(owner, _told(page, tx))


def _members_told(page: Page, tx: VaultTx) -> Iterator[bytes]:
    """Yield persons of whom a page tells an affiliation."""
    for statement in _told(page, tx):
        if statement.type == "affil" and statement.text("state") == "add":
            yield statement.id("person")


def _told(page: Page, tx: VaultTx) -> Iterator[Statement]:
    """Yield what a page tells, known here or not; one of ours comes as its name alone."""
    yield from _parse(page.wires)[0]
    yield from filter(None, map(tx.statement, page.own))


def _has_lost(x: Exchange, own: Sequence[bytes]) -> bool:
    """Say whether something this post sent once is not here any more: its databases are older
    than it is (damaged, restored), so it wants it back. A closed vault is asked when it opens."""
    if not own or x.vault is None:
        return False
    return bool(set(own) - x.device_store.names_known(own) - x.vault.names_known(own))


def begin_again(x: Exchange) -> None:
    """Give up our place in the server's list: told from the start, what is known is skipped.

    Raises: NotNow when we had none.
    """
    if not cursor(x):
        raise NotNow("sync.bad_cursor")
    if x.vault is not None:
        with x.vault.transaction() as vault_tx:
            vault_tx.set_pull_cursor("")
    with x.device_store.transaction() as tx:
        tx.set_pull_cursor("")
