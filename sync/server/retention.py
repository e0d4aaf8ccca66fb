"""What ends by itself, when, after which notice, and what is destroyed then (LIF-*).

| What | After | Notice | Then |
|---|---|---|---|
| affiliation its structure does not use | 2 years (LIF-03, SHR-20) | 30 days | out of sight |
| safe nobody used | 50 years (LIF-02) | 90 days | destroyed |
| deleted paper | 30 days (LIF-07, VLT-24) | - | pages and titles destroyed |
| account of a professional who left | 30 days (ROL-29, LIF-11) | - | password and keys destroyed |
| accounts of a structure whose agreement is over | 30 days (LIF-08) | - | the same |

Days are whole days of France: what is kept for two years is there through the whole day two
years on (1 March for a 29 February). A notice is an entry of the journal about the person,
which they read on every post; any use takes it back. Each act stands in the journal, and is
safe to do twice. `plan` tells what would be done and changes nothing.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import UTC, date, datetime, timedelta
from enum import Enum, auto
from zoneinfo import ZoneInfo

from sync.server import activity, journal, sights
from sync.server.custody.port import Custodian
from sync.server.parts.port import Parts
from sync.server.purge import Why, purge_account, purge_paper, purge_person
from sync.server.removal import remove_gone
from sync.server.store import records, world
from sync.server.store.database import Database, Rows

__all__ = [
    "Plan",
    "Store",
    "cutoff",
    "forget_person",
    "keep_time",
    "over_at",
    "plan",
    "tell_custody",
]

PARIS = ZoneInfo("Europe/Paris")
DELETED_PAPER_DAYS = 30
LEFT_ACCOUNT_DAYS = 30
CUSTODY_SETTLES_S = 600
"""Custody may have had a box of the person in hand while they were deleted: it is told again."""
AT_ONCE = 200
"""Acts in one transaction, so that requests wait for none of them long."""
DAY_S = 86400


class _Due(Enum):
    """What is to be done about something nobody uses."""

    NOTICE = auto()
    END = auto()


@dataclass(frozen=True, slots=True)
class _Unused:
    """How long something may lie unused, and how long before its end that is told."""

    years: int
    notice_days: int

    def begun_before(self, now: int) -> int:
        """Return the time after whose last use nothing can be due yet: for the query, wide."""
        return now - self.years * 365 * DAY_S + (self.notice_days + 2) * DAY_S

    def due(self, *, since: int, told_at: int | None, now: int) -> _Due | None:
        """Say what is due for what was last used at `since` and told of at `told_at`."""
        ends_at = over_at(since, years=self.years)
        if told_at is None:
            return _Due.NOTICE if now >= ends_at - (self.notice_days + 1) * DAY_S else None
        is_over = now >= max(ends_at, over_at(told_at, days=self.notice_days))
        return _Due.END if is_over else None


DORMANT = _Unused(years=2, notice_days=30)
INACTIVE = _Unused(years=50, notice_days=90)


@dataclass(frozen=True, slots=True)
class Store:
    """Where everything of a person lies. `account` names a login to custody."""

    database: Database
    parts: Parts
    custody: Custodian
    account: Callable[[str], bytes]


@dataclass(slots=True)
class Plan:
    """What is due: ids only."""

    affiliations_told: list[tuple[bytes, bytes]] = field(default_factory=list)
    """(person, structure) to be told that the affiliation will end."""
    affiliations_ended: list[tuple[bytes, bytes]] = field(default_factory=list)
    persons_told: list[bytes] = field(default_factory=list)
    persons_purged: list[bytes] = field(default_factory=list)
    papers_purged: list[tuple[bytes, bytes]] = field(default_factory=list)
    """(owner, paper)."""
    accounts_purged: list[tuple[bytes, bytes]] = field(default_factory=list)
    """(structure, professional)."""

    @property
    def counts(self) -> dict[str, int]:
        return {name: len(getattr(self, name)) for name in self.__slots__}

    @property
    def is_empty(self) -> bool:
        return not any(self.counts.values())

    @property
    def as_json(self) -> dict[str, list[list[str]]]:
        """Return the ids in hex, each act as the list of those it is about."""
        return {
            name: [
                [each.hex()] if isinstance(each, bytes) else [id.hex() for id in each]
                for each in getattr(self, name)
            ]
            for name in self.__slots__
        }


def over_at(since: int, *, years: int = 0, days: int = 0) -> int:
    """Return the first instant at which something kept since `since` has been kept so long."""
    began = datetime.fromtimestamp(since, UTC).astimezone(PARIS).date()
    try:
        last = began.replace(year=began.year + years)
    except ValueError:  # 29 February in a common year: never a day too early
        last = date(began.year + years, 3, 1)
    after = last + timedelta(days=days + 1)
    return int(datetime(after.year, after.month, after.day, tzinfo=PARIS).timestamp())


def cutoff(now: int, *, days: int) -> int:
    """Return the time before which something must be kept since, for `days` to be over `now`.

    `since < cutoff(now, days=d)` says what `now >= over_at(since, days=d)` says, in a
    form that a query can count and cut by.
    """
    today = datetime.fromtimestamp(now, UTC).astimezone(PARIS).date()
    kept = today - timedelta(days=days)
    return int(datetime(kept.year, kept.month, kept.day, tzinfo=PARIS).timestamp())


def plan(rows: Rows, *, now: int, limit: int = 100_000) -> Plan:
    """Return what is due, at most `limit` of a kind. Changes nothing."""
    found = Plan()
    _plan_affiliations(rows, found, now, limit)
    _plan_persons(rows, found, now, limit)
    _plan_papers(rows, found, now, limit)
    _plan_accounts(rows, found, now, limit)
    return found


def keep_time(store: Store, *, now: int) -> Plan:
    """Do everything that is due; return what was done."""
    while True:
        with store.database.writing() as rows:
            if not activity.note(rows):
                break
    done = Plan()
    while True:
        with store.database.writing() as rows:
            due = plan(rows, now=now, limit=AT_ONCE)
            parts = _do(rows, store, due, now=now)
        remove_gone(store.database, store.parts, parts)
        for name in Plan.__slots__:
            getattr(done, name).extend(getattr(due, name))
        if due.is_empty:
            break
    tell_custody(store, now=now)
    return done


def forget_person(store: Store, person: bytes, *, now: int) -> bool:
    """Destroy a safe because the person asked (LIF-01, LIF-14); False when there is none."""
    with store.database.writing() as rows:
        if world.person(rows, person) is None:
            return False
        account = _account(rows, store, person)
        parts = purge_person(rows, person, Why.ASKED, account=account, now=now)
    remove_gone(store.database, store.parts, parts)
    tell_custody(store, now=now)
    return True


def tell_custody(store: Store, *, now: int) -> None:
    """Let custody forget whoever is gone; it is told until it surely has nobody in hand."""
    with store.database.reading() as rows:
        found = rows.all("SELECT person, at, account FROM gone WHERE is_done = 0 ORDER BY at")
    for person, at, account in found:
        store.custody.forget(bytes(person), bytes(account))
        if now - int(at) >= CUSTODY_SETTLES_S:
            with store.database.writing() as rows:
                rows.run("UPDATE gone SET is_done = 1, account = ? WHERE person = ?", (b"", person))


def _do(rows: Rows, store: Store, due: Plan, *, now: int) -> list[bytes]:
    """Do what is due; return the parts whose bytes to remove after the commit."""
    parts: list[bytes] = []
    for person, structure in due.affiliations_told:
        _tell(rows, person, structure, "affiliation_ends_soon", now=now)
    for person, structure in due.affiliations_ended:
        _end_affiliation(rows, person, structure, now=now)
    for person in due.persons_told:
        _tell(rows, person, activity.OWN, "safe_ends_soon", now=now)
    for person in due.persons_purged:
        account = _account(rows, store, person)
        parts += purge_person(rows, person, Why.INACTIVE, account=account, now=now)
    for owner, item in due.papers_purged:
        parts += purge_paper(rows, owner, item, now=now)
    for structure, pro in due.accounts_purged:
        purge_account(rows, structure, pro, now=now)
    return parts


def _plan_affiliations(rows: Rows, found: Plan, now: int, limit: int) -> None:
    """An affiliation the structure has not used since the day it began, or was last used."""
    cutoff = DORMANT.begun_before(now)
    for person, structure, began, used in rows.all(
        "SELECT a.person, a.structure, s.stored_at, COALESCE(v.at, 0) FROM affiliation a"
        " JOIN statement s ON s.owner = a.person AND s.name = a.name"
        " LEFT JOIN activity v ON v.person = a.person AND v.structure = a.structure"
        " WHERE a.state = 'add' AND s.stored_at < ? AND COALESCE(v.at, 0) < ?",
        (cutoff, cutoff),
    ):
        pair = (bytes(person), bytes(structure))
        since = max(int(began), int(used))
        told_at = _told_at(rows, *pair, since=since)
        match DORMANT.due(since=since, told_at=told_at, now=now):
            case _Due.NOTICE:
                found.affiliations_told.append(pair)
            case _Due.END:
                found.affiliations_ended.append(pair)
        if len(found.affiliations_told) + len(found.affiliations_ended) >= limit:
            return


def _plan_persons(rows: Rows, found: Plan, now: int, limit: int) -> None:
    """A safe that neither the person nor any structure has used since it was opened."""
    cutoff = INACTIVE.begun_before(now)
    for person, opened in rows.all(
        "SELECT p.person, s.stored_at FROM person p"
        " JOIN statement s ON s.owner = p.person AND s.name = p.name WHERE s.stored_at < ?",
        (cutoff,),
    ):
        id = bytes(person)
        since = max(int(opened), activity.last_used(rows, id))
        told_at = _told_at(rows, id, activity.OWN, since=since)
        match INACTIVE.due(since=since, told_at=told_at, now=now):
            case _Due.NOTICE:
                found.persons_told.append(id)
            case _Due.END:
                found.persons_purged.append(id)
        if len(found.persons_told) + len(found.persons_purged) >= limit:
            return


def _plan_papers(rows: Rows, found: Plan, now: int, limit: int) -> None:
    """A paper whose every head deletes it; one that somebody edited meanwhile lives."""
    before = cutoff(now, days=DELETED_PAPER_DAYS)
    for owner, item in rows.all(
        "SELECT owner, item FROM item_version v"
        " WHERE deleted_at > 0 AND deleted_at < ? AND is_superseded = 0"
        " AND NOT EXISTS (SELECT 1 FROM item_version o WHERE o.owner = v.owner"
        " AND o.item = v.item AND o.is_superseded = 0"
        " AND (o.deleted_at = 0 OR o.deleted_at >= ?))"
        " GROUP BY owner, item LIMIT ?",
        (before, before, limit),
    ):
        found.papers_purged.append((bytes(owner), bytes(item)))


def _plan_accounts(rows: Rows, found: Plan, now: int, limit: int) -> None:
    """The account of who was removed, or whose structure's agreement is over (LIF-08), and who
    works nowhere else."""
    before = cutoff(now, days=LEFT_ACCOUNT_DAYS)
    for structure, pro in rows.all(
        "SELECT m.structure, m.pro FROM member m"
        " JOIN credential c ON c.id = m.pro"
        " JOIN statement s ON s.owner = m.structure AND s.name = m.name"
        " WHERE m.state = 'removed' AND s.stored_at < ? AND NOT EXISTS"
        " (SELECT 1 FROM member o WHERE o.pro = m.pro AND o.state = 'active')"
        " LIMIT ?",
        (before, limit),
    ):
        found.accounts_purged.append((bytes(structure), bytes(pro)))
    for structure, pro in rows.all(
        "SELECT m.structure, m.pro FROM agreement g"
        " JOIN member m ON m.structure = g.structure"
        " JOIN credential c ON c.id = m.pro"
        " WHERE m.state = 'active' AND g.ends_at <= ? AND NOT EXISTS (SELECT 1 FROM member o"
        " WHERE o.pro = m.pro AND o.structure <> m.structure AND o.state = 'active')"
        " LIMIT ?",
        (before, limit),
    ):
        found.accounts_purged.append((bytes(structure), bytes(pro)))


def _tell(rows: Rows, person: bytes, structure: bytes, action: str, *, now: int) -> None:
    rows.run(
        "INSERT INTO told_of_end (person, structure, at) VALUES (?, ?, ?)"
        " ON CONFLICT (person, structure) DO UPDATE SET at = excluded.at",
        (person, structure, now),
    )
    told = {"structure": structure} if structure else {}
    journal.act(rows, action, now=now, person=person, told=told)


def _told_at(rows: Rows, person: bytes, structure: bytes, *, since: int) -> int | None:
    """Return when an end was told; None when it was not, or there was some use since."""
    row = rows.one(
        "SELECT at FROM told_of_end WHERE person = ? AND structure = ?", (person, structure)
    )
    return int(row[0]) if row and int(row[0]) > since else None


def _end_affiliation(rows: Rows, person: bytes, structure: bytes, *, now: int) -> None:
    """Take a structure's sight of a person away: all that a server can, and no more.

    The signed word that they are affiliated stays; nobody but the person or the structure
    can take it back (FORMAT.md section 7). The person's next one gives the sight again. Their
    own way in at the structure's posts ends too, or those posts would keep what they hold:
    it begins anew when they next sign in there.
    """
    rows.run(
        "UPDATE affiliation SET state = ? WHERE person = ? AND structure = ? AND state = 'add'",
        (world.DORMANT, person, structure),
    )
    keep_from = records.last_number(rows) + 1
    for viewer in (structure, *(each.device for each in world.devices_of(rows, structure))):
        if rows.one("SELECT 1 FROM visible WHERE viewer = ? AND owner = ?", (viewer, person)):
            sights.withdraw_person(rows, viewer, person, keep_from=keep_from)
    journal.act(rows, "affiliation_dormant", now=now, person=person, structure=structure)


def _account(rows: Rows, store: Store, person: bytes) -> bytes:
    row = rows.one("SELECT login FROM login WHERE id = ?", (person,))
    return store.account(str(row[0])) if row else b""
