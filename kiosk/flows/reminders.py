"""Reminders of appointments: ordered, changed, called off, wanted or not (VLT-06, VLT-07, CNS-20).

Each is an item of kind "reminder" in the person's safe, which every post shows, and a sealed
order to custody, which sends (FORMAT.md 6.16); both commit together, off line. What became of
it comes back boxed to a key that lies in the item, so whoever may read the reminder reads its
fate. A professional orders for affiliated persons who said yes; the person may end any.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from itertools import groupby
from typing import Any

from kiosk.crypto.encoding import b64, unb64
from kiosk.crypto.failures import CannotOpen
from kiosk.crypto.keys import BoxKey
from kiosk.crypto.reminders import make_reminder, open_fate
from kiosk.crypto.statements import Statement
from kiosk.domain.ids import NOBODY, ItemId, PersonId, StructureId
from kiosk.domain.reminders import (
    LATE_MAX,
    Outcome,
    Progress,
    Reminder,
    Standing,
    notices_on,
    standing,
    to_come,
)
from kiosk.errors import InvalidInput, Refused, Unavailable
from kiosk.flows.api import (
    ConsentAnswer,
    ConsentKind,
    NewReminder,
    ReminderLine,
    Reminders,
    Sharing,
)
from kiosk.flows.papers import DROP, Author, Keys, open_metadata
from kiosk.flows.post import CUSTODY_X, Post
from kiosk.flows.shared_key import WriteKey
from kiosk.flows.versions import next_of, queue_version
from kiosk.vault.outbox import Weight
from kiosk.vault.vault_store import ItemHead, ReminderFate, VaultStore

__all__ = ["By", "call_off", "listed", "minute", "put", "said_at", "want"]

KIND = "reminder"
SHOWN_DAYS = 30
"""How long a reminder stays in the list after its appointment."""
AHEAD_MAX = timedelta(days=2 * 366)
LAST_YEAR = 2200
"""Nobody's appointment is later; what somebody sealed with such a year is no reminder."""
TEXT_MAX = 80
N_MAX = 2**31
"""Whoever shares with the person may have written any number: beyond this it is none."""
ASKED_AFTER = (
    timedelta(minutes=1),
    timedelta(minutes=15),
    LATE_MAX + timedelta(minutes=10),
    timedelta(hours=25),
)
"""When the server is asked what became of a notice, from its moment on: sent, sent at last,
surely not any more, and whether a telephone that was off got it."""
ASKED_DAYS = 7


@dataclass(frozen=True, slots=True)
class By:
    """Who reads and orders: the person, or a professional for their structure."""

    author: Author
    keys: Keys
    sharing: Sharing
    """Where a new reminder lies."""
    target: Callable[[Sharing], WriteKey | None]


@dataclass(frozen=True, slots=True)
class _Held:
    """A reminder as its newest versions tell it."""

    remind: bytes
    n: int
    structure: bytes
    sharing: Sharing
    order: Reminder
    reply: BoxKey
    secret: bytes
    is_apart: bool
    """Two posts changed it apart: custody may hold another version than this one."""


def listed(post: Post, person: PersonId, by: By, *, asks: bool = True) -> Reminders:
    """Return a person's reminders, the next appointment first, those that are over last.

    What two posts changed apart is made one again here; what should be known by now and is
    not, the agent is told to ask for.
    """
    vault = post.ready_vault()
    now = post.clock.now()
    wanted = _wanted(vault, person)
    held = [_joined(post, person, by, each) for each in _all(vault, person, by.keys)]
    fates = {(each.structure, each.remind): each for each in vault.reminder_fates(person)}
    lines, moments = [], set[int]()
    for each in held:
        if each.order.starts_at() < now - timedelta(days=SHOWN_DAYS):
            continue
        progress = _progress(vault, person, each, fates.get((each.structure, each.remind)))
        moments |= _moments(each.order, progress, now)
        lines.append(_line(post, by, each, progress, wanted=wanted, now=now))
    if asks:
        _ask(post, person, moments)
    lines.sort(key=lambda line: (line.is_over, _soonest(line), line.remind))
    return Reminders(tuple(lines), wanted)


def minute(post: Post) -> datetime:
    """Return the minute it is: what stands in a list of reminders holds for one at most."""
    return post.clock.now().replace(second=0, microsecond=0)


def put(post: Post, person: PersonId, by: By, new: NewReminder, remind: bytes | None) -> None:
    """Order a reminder, or change the one of that id; one that was called off stands again.

    Raises: Refused("reminders.no_consent" | "reminders.not_ours"), InvalidInput(
    "reminders.too_late" | "reminders.too_far" | "reminders.too_long" | "reminders.unknown"),
    Unavailable("reminders.no_custody" | "paper.no_shared_key").
    """
    vault = post.ready_vault()
    if not _wanted(vault, person):
        raise Refused("reminders.no_consent")
    order = _order_of(new, post.zone, post.clock.now())
    if remind is None:
        secret = post.rng.bytes(32)
        made = _Held(
            post.rng.bytes(16),
            0,
            by.author.structure,
            by.sharing,
            order,
            BoxKey.of(secret),
            secret,
            is_apart=False,
        )
        _write(post, person, by, made, "reminder.ordered")
        return
    held = _one(vault, person, by, remind)
    _write(post, person, by, replace(held, order=order), "reminder.changed")


def call_off(post: Post, person: PersonId, by: By, remind: bytes) -> None:
    """End a reminder; nothing of it is sent any more once the server heard (DER-07: first).

    Raises as `put`.
    """
    held = _one(post.ready_vault(), person, by, remind)
    if not held.order.is_called_off:
        ended = replace(held, order=held.order.called_off())
        _write(post, person, by, ended, "reminder.called_off")


def want(post: Post, person: PersonId, by: By, said: Statement) -> None:
    """Record whether a person wants reminders: the consent itself is the order (CNS-20).

    Raises: Refused("consent.missing") for the answer to another question.
    """
    if said.text("kind") != ConsentKind.REMINDERS.value:
        raise Refused("consent.missing")
    answer = said.text("answer")
    weight = Weight.STATEMENT if answer == ConsentAnswer.YES.value else Weight.WITHDRAWAL
    with post.ready_vault().transaction() as tx:
        tx.put_statement(said, queue=True, weight=weight)
        tx.journal(by.author.identity.id, person, f"consent.{said.text('kind')}.{answer}")
    post.kick()


def said_at(post: Post, person: PersonId) -> int:
    """Return the time a new word on reminders bears: after every one that is known, also where
    a calendar was set back."""
    known = (each.at for each in _words(post.ready_vault(), person))
    return max([post.now_s(), *(at + 1 for at in known)])


def _wanted(vault: VaultStore, person: PersonId) -> bool | None:
    """Return whether the newest word is yes; None when nobody asked. Of one second, no counts."""
    said = _words(vault, person)
    if not said:
        return None
    yes = ConsentAnswer.YES.value
    newest = max(said, key=lambda each: (each.at, each.text("answer") != yes))
    return newest.text("answer") == yes


def _words(vault: VaultStore, person: PersonId) -> list[Statement]:
    kind = ConsentKind.REMINDERS.value
    return [c for c in vault.statements("consent", owner=person) if c.text("kind") == kind]


def _order_of(new: NewReminder, zone: str, now: datetime) -> Reminder:
    text = " ".join(new.text.split())
    if new.appointment - now.replace(tzinfo=None) > AHEAD_MAX:
        raise InvalidInput("reminders.too_far")
    try:
        bare = Reminder(new.appointment, zone, (), new.language, new.channel)
        asked = replace(bare, notices=notices_on(new.appointment, new.days))
    except ValueError as error:  # no message before it
        raise InvalidInput("reminders.too_late") from error
    try:
        asked = replace(asked, text=text)
    except ValueError as error:
        raise InvalidInput("reminders.too_long") from error
    if len(text) > TEXT_MAX:
        raise InvalidInput("reminders.too_long")
    left = asked.of_use(now)
    if left.is_called_off:
        raise InvalidInput("reminders.too_late")
    return left


def _all(vault: VaultStore, person: PersonId, keys: Keys) -> list[_Held]:
    """Return every reminder that opens here; papers are told from them without opening any."""
    by_item = groupby(vault.heads_without_parts(person), key=lambda head: head.item)
    opened = (
        _opened(vault, keys, tuple(heads))
        for item, heads in by_item
        if item != ItemId(person)  # the profile
    )
    return [held for held in opened if held is not None]


def _one(vault: VaultStore, person: PersonId, by: By, remind: bytes) -> _Held:
    held = _opened(vault, by.keys, vault.item_heads(person, remind))
    if held is None:
        raise InvalidInput("reminders.unknown")
    if not _may_change(by, held):
        raise Refused("reminders.not_ours")
    return held


def _opened(vault: VaultStore, keys: Keys, heads: Iterable[ItemHead]) -> _Held | None:
    """Return a reminder from its heads; None for what is none, or does not open here.

    Of several heads one that calls off counts, as withdrawals do (DER-07), else the one that
    shows; the next version is numbered after them all.
    """
    found: list[_Held] = []
    for head in heads:
        if head.is_deleted:
            continue
        statement = vault.statement(head.name) if head.space != DROP else None
        if statement is None:
            return None
        try:
            found.append(_held(statement, open_metadata(statement, keys)))
        except (CannotOpen, KeyError, TypeError, ValueError):
            return None
    if not found:
        return None
    shown = next((each for each in found if each.order.is_called_off), found[0])
    return replace(shown, n=max(each.n for each in found), is_apart=len(found) > 1)


def _held(statement: Statement, metadata: Mapping[str, Any]) -> _Held:
    """Raises ValueError, KeyError or TypeError for what is no reminder."""
    if metadata.get("kind") != KIND:
        raise ValueError("another kind of item")
    secret, n = unb64(metadata["reply"]), int(metadata["n"])
    order = Reminder.read(metadata["order"])
    if not 0 < n < N_MAX or order.appointment.year > LAST_YEAR:
        raise ValueError("no version of a reminder")
    return _Held(
        statement.id("item"),
        n,
        statement.id("structure"),
        Sharing(statement.text("space")),
        order,
        BoxKey.of(secret),
        secret,
        is_apart=False,
    )


def _joined(post: Post, person: PersonId, by: By, held: _Held) -> _Held:
    """Say again what shows, after all its versions: custody may have got another one last."""
    is_over = held.order.starts_at() < post.clock.now()
    if not held.is_apart or is_over or not _may_change(by, held) or by.target(held.sharing) is None:
        return held
    return _write(post, person, by, held, "reminder.joined")


def _may_change(by: By, held: _Held) -> bool:
    """The person may end or change any; a professional what their own structure ordered."""
    return by.keys.is_person or held.structure == by.author.structure


def _write(post: Post, person: PersonId, by: By, held: _Held, action: str) -> _Held:
    """Commit the next version of a reminder: its item and its order to custody, together."""
    vault = post.ready_vault()
    custody_x = post.device_store.setting(CUSTODY_X)
    if custody_x is None:
        raise Unavailable("reminders.no_custody")
    target = by.target(held.sharing)
    if target is None:
        raise Unavailable("paper.no_shared_key")
    structure = by.author.structure
    made = replace(held, n=held.n + 1, structure=structure, is_apart=False)
    item = ItemId(made.remind)
    metadata = {
        "kind": KIND,
        "parts": [],
        "n": made.n,
        "order": made.order.fields(),
        "reply": b64(made.secret),
    }
    version = next_of(
        post, person, item, metadata, space=made.sharing, target=target, author=by.author
    )
    order = make_reminder(
        by.author.identity,
        replace(made.order, reply=made.reply.public.hex()),
        id=made.remind,
        n=made.n,
        custody_x=custody_x,
        at=version.at,
        person=None if structure == NOBODY else person,
        structure=structure,
    )
    moments = _moments(made.order, Progress(is_sent=True), post.clock.now())
    weight = Weight.WITHDRAWAL if made.order.is_called_off else Weight.STATEMENT
    with vault.transaction() as tx:
        queue_version(tx, target, version)
        tx.put_statement(order, queue=True, weight=weight, unit=item)
        tx.ask_of_reminders(person, sorted(moments))
        tx.journal(by.author.identity.id, person, action, item=item.hex())
    post.kick()
    return made


def _progress(
    vault: VaultStore, person: PersonId, held: _Held, fate: ReminderFate | None
) -> Progress:
    is_sent, is_refused = True, False  # what came from elsewhere came through the server
    for said in vault.statements("remind", owner=person, subject=held.remind):
        if said.number("n") == held.n and said.id("structure") == held.structure:
            state = vault.outbox_state(said.name)
            is_sent, is_refused = state in {None, "stored"}, state == "refused"
    outcomes: dict[int, Outcome] = {}
    if fate is not None and fate.n == held.n:
        ids = {"person": person, "remind": held.remind}
        try:
            outcomes = open_fate(held.reply, fate.box, **ids, n=held.n)
        except CannotOpen:
            outcomes = {}
    return Progress(is_sent, is_refused, outcomes)


def _line(
    post: Post, by: By, held: _Held, progress: Progress, *, wanted: bool | None, now: datetime
) -> ReminderLine:
    order = held.order
    stands = standing(order, progress, now)
    outcome = None
    if stands is Standing.NOT_SENT:
        outcome = progress.outcomes[max(progress.outcomes)]
    elif stands in {Standing.WAITING, Standing.PLANNED} and wanted is False:
        stands, outcome = Standing.NOT_SENT, Outcome.UNWANTED
    still = to_come(order, progress, now)
    return ReminderLine(
        remind=held.remind,
        appointment=order.appointment,
        days=tuple(each.days_before for each in order.notices),
        channel=order.channel,
        text=order.text,
        language=order.language,
        words=order.words(),
        standing=stands,
        outcome=outcome,
        next_at=min(map(order.wall, still), default=None),
        ordered_by=_name_of(post, held.structure),
        is_over=order.starts_at() < now,
        may_change=_may_change(by, held),
    )


def _name_of(post: Post, structure: bytes) -> str:
    """Return the name of the structure that ordered; "" for the person."""
    if structure == NOBODY:
        return ""
    charter = post.device_store.charter(StructureId(structure))
    return charter.text("name") if charter is not None else structure.hex()[:8]


def _soonest(line: ReminderLine) -> float:
    """Order what is to come by what comes first, and what is over by what was last."""
    seconds = (line.appointment - datetime(1970, 1, 1)).total_seconds()
    return -seconds if line.is_over else seconds


def _moments(order: Reminder, progress: Progress, now: datetime) -> set[int]:
    """Return when to ask what became of an order; now, where that should be known already."""
    found: set[int] = set()
    for place, each in enumerate(order.notices):
        if place in progress.outcomes or not progress.is_sent:
            continue
        due = order.moment(each)
        found |= {int((due + after).timestamp()) for after in ASKED_AFTER if due + after > now}
        if due + ASKED_AFTER[0] <= now < due + timedelta(days=ASKED_DAYS):
            found.add(int(now.timestamp()))
    return found


def _ask(post: Post, person: PersonId, moments: Iterable[int]) -> None:
    """Note when to ask, and let the agent know where it is time already."""
    vault = post.ready_vault()
    fresh = sorted(set(moments) - vault.reminder_asks(person))
    if not fresh:
        return
    with vault.transaction() as tx:
        tx.ask_of_reminders(person, fresh)
    if fresh[0] <= post.now_s():
        post.kick()
