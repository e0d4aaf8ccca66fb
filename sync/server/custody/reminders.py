"""What custody keeps for reminders: whom to reach, who wants none, what was ordered and sent.

Functions take an open transaction and never commit. Greatest `n` counts; what was taken in
before changes nothing, so that everything may be told again.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime

from kiosk.crypto.encoding import Z, canon, parse_canon
from kiosk.crypto.failures import CannotOpen
from kiosk.crypto.reminders import seal_fate
from kiosk.domain.reminders import Outcome, Reminder
from sync.protocol.reminders import FATES_MAX_COUNT, Fate
from sync.server.jobs import queue
from sync.server.keys.places import contact_place, reminder_place
from sync.server.keys.port import Wrapping
from sync.server.store.database import Rows

__all__ = [
    "KIND",
    "NoticeId",
    "ask_again",
    "ask_for",
    "contact_of",
    "drop_of_structure",
    "fates_of",
    "forget_all_of",
    "forget_past",
    "keep_contact",
    "keep_order",
    "keep_wish",
    "not_tried",
    "note",
    "noted",
    "order_of",
    "sent_since",
    "settle",
    "wants_none",
]

KIND = "reminder"
ORDERS_MAX = 200
"""Orders of one structure, or of the person, that are kept for one person."""
PAST_S = 7 * 86400
NOTED_S = 60 * 86400
"""How long is kept what became of a notice."""


REACHED_NOBODY = (
    Outcome.LATE,
    Outcome.CAPPED,
    Outcome.UNREACHABLE,
    Outcome.UNWANTED,
    Outcome.REFUSED,
    Outcome.NOWHERE,
)
"""What cost nobody's telephone a message."""


@dataclass(frozen=True, slots=True)
class NoticeId:
    """One notice of one version of an order."""

    person: bytes
    structure: bytes
    """`Z` for the person's own."""
    remind: bytes
    n: int
    place: int
    """Which of the order's notices."""

    @classmethod
    def of(cls, payload: Mapping[str, object]) -> NoticeId:
        return cls(
            person=bytes.fromhex(str(payload["person"])),
            structure=bytes.fromhex(str(payload["structure"])),
            remind=bytes.fromhex(str(payload["remind"])),
            n=int(str(payload["n"])),
            place=int(str(payload["place"])),
        )

    def payload(self) -> dict[str, str | int]:
        return {
            "person": self.person.hex(),
            "structure": self.structure.hex(),
            "remind": self.remind.hex(),
            "n": self.n,
            "place": self.place,
        }

    @property
    def name(self) -> str:
        ids = f"{self.person.hex()}-{self.structure.hex()}-{self.remind.hex()}"
        return f"{ids}-{self.n}-{self.place}"

    @property
    def short(self) -> str:
        """Name it to a gateway: nothing of the person."""
        return f"{self.remind.hex()}-{self.n}-{self.place}"


def keep_contact(
    rows: Rows, keys: Wrapping, person: bytes, n: int, contact: Mapping[str, str]
) -> None:
    """Keep the newest ways to reach a person."""
    rows.run(
        "INSERT INTO contact (person, n, sealed) VALUES (?, ?, ?)"
        " ON CONFLICT (person) DO UPDATE SET n = excluded.n, sealed = excluded.sealed"
        " WHERE contact.n < excluded.n",
        (person, n, keys.wrap(contact_place(person), canon(dict(contact)))),
    )


def contact_of(rows: Rows, keys: Wrapping, person: bytes) -> dict[str, str]:
    """Return the ways to reach a person; {} when custody was told none."""
    row = rows.one("SELECT sealed FROM contact WHERE person = ?", (person,))
    return parse_canon(keys.unwrap(contact_place(person), bytes(row[0]))) if row else {}


def keep_wish(rows: Rows, person: bytes, *, wants: bool, at: int) -> None:
    """Keep whether a person wants reminders; told again, or in any order, the same comes out."""
    rows.run(
        "INSERT INTO wish (person, yes_at, no_at) VALUES (?, ?, ?) ON CONFLICT (person) DO UPDATE"
        " SET yes_at = CASE WHEN excluded.yes_at > wish.yes_at"
        " THEN excluded.yes_at ELSE wish.yes_at END,"
        " no_at = CASE WHEN excluded.no_at > wish.no_at THEN excluded.no_at ELSE wish.no_at END",
        (person, at if wants else 0, 0 if wants else at),
    )


def wants_none(rows: Rows, person: bytes) -> bool:
    """Say whether a person's newest word is that they want no reminders (CNS-20); of two words
    of one second the withdrawal counts (DER-07)."""
    row = rows.one("SELECT yes_at, no_at FROM wish WHERE person = ?", (person,))
    return row is not None and int(row[1]) > 0 and int(row[1]) >= int(row[0])


def keep_order(
    rows: Rows,
    keys: Wrapping,
    order: NoticeId,
    reminder: Reminder,
    *,
    now: int,
) -> bool:
    """Keep an order and ask for its notices; return False for one too many.

    `order.place` is of no account. Notices of the version before find it changed and are idle.
    """
    ids = (order.person, order.structure, order.remind)
    held = rows.one("SELECT n FROM reminder WHERE person = ? AND structure = ? AND remind = ?", ids)
    is_newer = held is None or int(held[0]) < order.n
    is_withdrawn = held is not None and int(held[0]) == order.n and reminder.is_called_off
    if not is_newer and not is_withdrawn:
        return True  # at equal `n` the one that calls off counts (DER-07)
    if held is None:
        count = rows.one(
            "SELECT COUNT(*) FROM reminder WHERE person = ? AND structure = ?", ids[:2]
        )
        if count is not None and int(count[0]) >= ORDERS_MAX:
            return False
    sealed = keys.wrap(reminder_place(*ids), canon(reminder.fields()))
    starts_at = int(reminder.starts_at().timestamp())
    rows.run(
        "INSERT INTO reminder (person, structure, remind, n, starts_at, sealed)"
        " VALUES (?, ?, ?, ?, ?, ?) ON CONFLICT (person, structure, remind) DO UPDATE SET"
        " n = excluded.n, starts_at = excluded.starts_at, sealed = excluded.sealed",
        (*ids, order.n, starts_at, sealed),
    )
    for place in range(len(reminder.notices)):
        each = NoticeId(*ids, order.n, place)
        ask_for(rows, each, reminder.moment(reminder.notices[place]), now=now)
    return True


def ask_for(rows: Rows, notice: NoticeId, due: datetime, *, now: int) -> None:
    """Ask for a notice at its moment, which is part of its key: a law may move it."""
    due_at = int(due.timestamp())
    queue.ask(rows, KIND, f"{notice.name}-{due_at}", notice.payload(), due_at=due_at, now=now)


def ask_again(rows: Rows, notice: NoticeId, due: datetime, *, now: int) -> None:
    """Ask once more for a notice whose turn came too early. Its own key may be the one that is
    just being done, and what is done is not asked for again: the time of asking makes another."""
    due_at = int(due.timestamp())
    key = f"{notice.name}-{due_at}-{now}"
    queue.ask(rows, KIND, key, notice.payload(), due_at=due_at, now=now)


def order_of(rows: Rows, keys: Wrapping, notice: NoticeId) -> Reminder | None:
    """Return the order a notice belongs to; None when it was changed, called off or ended."""
    ids = (notice.person, notice.structure, notice.remind)
    row = rows.one(
        "SELECT n, sealed FROM reminder WHERE person = ? AND structure = ? AND remind = ?", ids
    )
    if row is None or int(row[0]) != notice.n:
        return None
    own = (notice.person, Z, notice.remind)
    if notice.structure != Z and rows.one(
        "SELECT n FROM reminder WHERE person = ? AND structure = ? AND remind = ?", own
    ):
        return None  # the person took it into their own hands: called off, or ordered anew
    return Reminder.read(parse_canon(keys.unwrap(reminder_place(*ids), bytes(row[1]))))


def drop_of_structure(rows: Rows, person: bytes, structure: bytes) -> None:
    """End what a structure ordered for somebody who has left it (VLT-07)."""
    rows.run("DELETE FROM reminder WHERE person = ? AND structure = ?", (person, structure))


def forget_all_of(rows: Rows, person: bytes) -> None:
    """Destroy whom to reach, what was ordered and what was sent (LIF-07)."""
    for table in ("contact", "wish", "reminder", "notice"):
        rows.run(f"DELETE FROM {table} WHERE person = ?", (person,))  # noqa: S608 - names of ours


def noted(rows: Rows, notice: NoticeId) -> Outcome | None:
    """Return what is known of a notice; None when it was never tried."""
    row = rows.one("SELECT outcome FROM notice WHERE notice = ?", (notice.name,))
    return Outcome(row[0]) if row else None


def note(rows: Rows, notice: NoticeId, outcome: Outcome, *, at: int, reference: str = "") -> None:
    """Write down what became of a notice."""
    rows.run(
        "INSERT INTO notice (notice, person, at, outcome, reference) VALUES (?, ?, ?, ?, ?)"
        " ON CONFLICT (notice) DO UPDATE SET at = excluded.at, outcome = excluded.outcome,"
        " reference = excluded.reference",
        (notice.name, notice.person, at, outcome.value, reference),
    )


def not_tried(rows: Rows, notice: NoticeId) -> None:
    """Take back that its words were about to go: they surely did not."""
    rows.run(
        "DELETE FROM notice WHERE notice = ? AND outcome = ?",
        (notice.name, Outcome.SENDING.value),
    )


def settle(rows: Rows, reference: str, outcome: Outcome) -> bool:
    """Write what a gateway says later; return False when no notice has that reference."""
    rows.run(
        "UPDATE notice SET outcome = ? WHERE reference = ? AND outcome IN (?, ?)",
        (outcome.value, reference, Outcome.SENT.value, Outcome.UNCERTAIN.value),
    )
    return rows.one("SELECT notice FROM notice WHERE reference = ?", (reference,)) is not None


def fates_of(rows: Rows, keys: Wrapping, person: bytes) -> list[Fate]:
    """Return what became of a person's orders, each for whom it names."""
    orders = rows.all(
        "SELECT structure, remind, n, sealed FROM reminder WHERE person = ?"
        " ORDER BY starts_at DESC LIMIT ?",
        (person, FATES_MAX_COUNT),
    )
    noted_now = rows.all("SELECT notice, outcome FROM notice WHERE person = ?", (person,))
    outcomes = {str(name): Outcome(word) for name, word in noted_now}
    found = []
    for structure, remind, n, sealed in orders:
        ids = (person, bytes(structure), bytes(remind))
        reminder = Reminder.read(parse_canon(keys.unwrap(reminder_place(*ids), bytes(sealed))))
        named = (NoticeId(*ids, int(n), place) for place in range(len(reminder.notices)))
        told = {each.place: outcomes[each.name] for each in named if each.name in outcomes}
        box = _told_to(reminder, told, person=person, remind=ids[2], n=int(n))
        if box:
            found.append(Fate(ids[1], ids[2], int(n), box))
    return found


def sent_since(rows: Rows, person: bytes, since: int) -> int:
    """Return how many messages may have reached a person since then."""
    marks = ", ".join("?" for _ in REACHED_NOBODY)
    row = rows.one(
        "SELECT COUNT(*) FROM notice WHERE person = ? AND at > ?"  # noqa: S608 - marks alone
        f" AND outcome NOT IN ({marks})",
        (person, since, *(each.value for each in REACHED_NOBODY)),
    )
    return int(row[0]) if row else 0


def _told_to(
    reminder: Reminder, told: Mapping[int, Outcome], *, person: bytes, remind: bytes, n: int
) -> bytes:
    """Return the box for whom an order names; b"" where it names nobody, or a key of no use."""
    if not told or not reminder.reply:
        return b""
    try:
        return seal_fate(bytes.fromhex(reminder.reply), told, person=person, remind=remind, n=n)
    except CannotOpen:
        return b""


def forget_past(rows: Rows, *, now: int) -> None:
    """Forget orders a week after their appointment, and what became of notices after two
    months."""
    rows.run("DELETE FROM reminder WHERE starts_at < ?", (now - PAST_S,))
    rows.run("DELETE FROM notice WHERE at < ?", (now - NOTED_S,))
