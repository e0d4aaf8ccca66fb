"""vault.db: what belongs to persons, sealed, and the drafts of those who work for them.

Opens under a key that needs one professional's sign-in since the machine started. Holds
statements and the projections that screens read; nothing in it opens an item.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from enum import Enum

from kiosk.crypto.statements import Statement, parse
from kiosk.domain.epochs import Epoch, EpochGraph
from kiosk.domain.ids import (
    EpochId,
    ItemId,
    PartId,
    PersonId,
    ProId,
    StatementName,
    StructureId,
)
from kiosk.domain.items import ItemState, Version, resolve
from kiosk.domain.retention import (
    ACKNOWLEDGED_S,
    DRAFTS_S,
    JOURNAL_BODY_S,
    TRASH_S,
    UNSEEN_PERSON_S,
    over_before,
)
from kiosk.ports import Clock
from kiosk.vault.database import Cell, Database, Row, Sql
from kiosk.vault.outbox import Weight
from kiosk.vault.parts import PartFiles, Swept
from kiosk.vault.store import Reads, Store, Tx, blob, number, text

__all__ = [
    "DraftRow",
    "ItemHead",
    "PartRow",
    "PartState",
    "ReminderFate",
    "ToldAbout",
    "VaultReads",
    "VaultStore",
    "VaultTx",
]

PULL_CURSOR = "pull.cursor"
SAFE_DESTROYED = "deleted"
"""Why a server refuses whatever is said of a safe that was destroyed."""


class PartState(Enum):
    """Where a part is. `WITHDRAWN`: its paper is no longer shared; to be removed here."""

    LOCAL = "local"
    UPLOADING = "uploading"
    SENT = "sent"
    REMOTE = "remote"
    WITHDRAWN = "withdrawn"


HERE = frozenset({PartState.LOCAL, PartState.UPLOADING, PartState.SENT})


@dataclass(frozen=True, slots=True)
class PartRow:
    """One sealed part: `offset` is how much of it the server has acknowledged."""

    id: PartId
    owner: PersonId
    sha256: bytes
    size: int
    state: PartState
    offset: int

    @property
    def is_here(self) -> bool:
        """True while its file is on this machine."""
        return self.state in HERE


@dataclass(frozen=True, slots=True)
class ItemHead:
    """A version nobody has replaced. `rank` 0 shows; the others stand beside it."""

    owner: bytes
    item: ItemId
    rank: int
    name: StatementName
    ver: int
    at: int
    space: str
    epoch: EpochId
    is_deleted: bool
    author: bytes
    structure: StructureId


@dataclass(frozen=True, slots=True)
class DraftRow:
    """A draft without its contents."""

    id: bytes
    author: ProId | PersonId
    kind: str
    updated_at: int
    has_ended: bool
    """Its contents are forgotten; the line tells its author so."""


@dataclass(frozen=True, slots=True)
class ReminderFate:
    """What the server told of one order: a box for whoever ordered (FORMAT.md 6.16)."""

    structure: bytes
    """`Z` for the person's own."""
    remind: bytes
    n: int
    box: bytes


@dataclass(frozen=True, slots=True)
class ToldAbout:
    """What the server's journal has told of a person: of which of the trees this post has
    believed (`age`), up to which place (`next`), and when (`at`, Unix seconds)."""

    age: int
    next: int
    at: int


_TOLD_AT = (
    "CASE WHEN json_valid(CAST(body AS TEXT))"
    " AND json_type(CAST(body AS TEXT), '$.entry.at') = 'integer'"
    " THEN json_extract(CAST(body AS TEXT), '$.entry.at') END"
)
"""When a told entry's act was; NULL where a post wrote, and the server took, something else."""


class VaultReads(Reads):
    """Queries on vault.db."""

    # --- persons ------------------------------------------------------------------

    def identity(self, person: bytes) -> Statement | None:
        """Return a person's identity: the first one accepted here, for ever."""
        return self._named("SELECT name FROM identity WHERE person = ?", person)

    def identity_by_login(self, login: str) -> Statement | None:
        """Return who bears an identifier, or None when the person is not known here."""
        return self._named("SELECT name FROM identity WHERE login = ? ORDER BY person", login)

    def credential(self, account: bytes) -> Statement | None:
        """Return the newest `cred` of a person."""
        return self.standing_statement("cred", account, account)

    def persons(self) -> list[PersonId]:
        """Return every person this post knows."""
        rows = self._sql.rows("SELECT person FROM identity ORDER BY person")
        return [PersonId(blob(row[0])) for row in rows]

    def seen_at(self, person: bytes) -> int | None:
        """Return when the person last had something done here, or None."""
        row = self._sql.row("SELECT at FROM seen WHERE person = ?", (person,))
        return None if row is None else number(row[0])

    def reminder_fates(self, person: bytes) -> list[ReminderFate]:
        """Return what the server last told of a person's reminders, still boxed."""
        rows = self._sql.rows(
            "SELECT structure, remind, n, box FROM reminder_fate WHERE person = ?", (person,)
        )
        return [ReminderFate(blob(s), blob(r), number(n), blob(box)) for s, r, n, box in rows]

    def reminder_asks(self, person: bytes) -> frozenset[int]:
        """Return when the server is still to be asked about a person's reminders."""
        rows = self._sql.rows("SELECT at FROM reminder_ask WHERE person = ?", (person,))
        return frozenset(number(row[0]) for row in rows)

    def reminders_to_ask(self) -> list[PersonId]:
        """Return whose reminders the server is to be asked about by now."""
        rows = self._sql.rows(
            "SELECT DISTINCT person FROM reminder_ask WHERE at <= ?", (self._now(),)
        )
        return [PersonId(blob(row[0])) for row in rows]

    def told_about(self, person: bytes) -> ToldAbout | None:
        """Return how far the server's journal has told of a person, or None: never asked."""
        row = self._sql.row("SELECT age, next, at FROM told_about WHERE person = ?", (person,))
        return None if row is None else ToldAbout(*(number(cell) for cell in row))

    def told_entries(self, person: bytes, since: int = 0) -> list[bytes]:
        """Return the entries of the server's journal about a person, or by its id of this post's
        structure, that tell of something done since then; newest first."""
        rows = self._sql.rows(
            f"SELECT body FROM told_entry WHERE person = ? AND coalesce({_TOLD_AT}, 0) >= ?"  # noqa: S608 - ours
            " ORDER BY place DESC",
            (person, since),
        )
        return [blob(row[0]) for row in rows]

    def told_from(self, person: bytes) -> int | None:
        """Return the earliest time that any of these entries tells of, None without one."""
        row = self._sql.row(
            f"SELECT MIN({_TOLD_AT}) FROM told_entry WHERE person = ?",  # noqa: S608 - ours
            (person,),
        )
        return None if row is None or row[0] is None else number(row[0])

    def recently_seen(self, limit: int) -> list[PersonId]:
        """Return who was served here last, most recent first."""
        rows = self._sql.rows("SELECT person FROM seen ORDER BY at DESC, person LIMIT ?", (limit,))
        return [PersonId(blob(row[0])) for row in rows]

    def persons_to_forget(self) -> list[PersonId]:
        """Return persons affiliated nowhere here and unseen for 30 days, with nothing unsent.

        Nor with anything acknowledged in the last 7 days: a post that was away for longer sends
        its work and would forget it at once, while the server may still be restored from
        before. Affiliated to whom is the caller's business: those of any structure are kept.
        """
        rows = self._sql.rows(
            "SELECT person FROM identity i"
            " WHERE coalesce((SELECT at FROM seen s WHERE s.person = i.person), 0) < ?"
            " AND NOT EXISTS (SELECT 1 FROM standing a WHERE a.kind = 'affil'"
            " AND a.owner = i.person AND a.is_withdrawn = 0)"
            " AND NOT EXISTS (SELECT 1 FROM statement t JOIN outbox o ON o.name = t.name"
            " WHERE t.owner = i.person AND (o.state <> 'stored' OR o.stored_at >= ?))",
            (
                over_before(UNSEEN_PERSON_S, self._now()),
                over_before(ACKNOWLEDGED_S, self._now()),
            ),
        )
        return [PersonId(blob(row[0])) for row in rows]

    def is_offered_again(self, person: bytes) -> bool:
        """Return whether something about the person was acknowledged in the last 7 days."""
        row = self._sql.row(
            "SELECT 1 FROM statement t JOIN outbox o ON o.name = t.name"
            " WHERE t.owner = ? AND o.state = 'stored' AND o.stored_at >= ?",
            (person, over_before(ACKNOWLEDGED_S, self._now())),
        )
        return row is not None

    # --- sharing ------------------------------------------------------------------

    def affiliation(self, person: bytes, structure: bytes) -> Statement | None:
        """Return the statement that holds on this pair, addition or removal."""
        return self.standing_statement("affil", person, structure)

    def affiliated(self, person: bytes) -> frozenset[StructureId]:
        """Return the structures a person shares with now."""
        return frozenset(
            StructureId(held.subject)
            for held in self.standings("affil", person)
            if not held.is_withdrawn
        )

    def affiliated_persons(self, structure: bytes) -> list[PersonId]:
        """Return who shares with `structure` now."""
        rows = self._sql.rows(
            "SELECT owner FROM standing"
            " WHERE kind = 'affil' AND subject = ? AND is_withdrawn = 0 ORDER BY owner",
            (structure,),
        )
        return [PersonId(blob(row[0])) for row in rows]

    def affiliated_count(self, structure: bytes) -> int:
        """Return how many people share with `structure` now."""
        return self._count(
            "SELECT count(*) FROM standing"
            " WHERE kind = 'affil' AND subject = ? AND is_withdrawn = 0",
            structure,
        )

    def profile_versions(self, structure: bytes) -> dict[PersonId, tuple[bytes, bool]]:
        """Return, for everybody who shares with `structure`, what their profile's line says of:
        the names of its heads, the one that shows first, one after the other (b"" when none is
        known), and whether the structure holds a key.

        A profile is the item that bears its owner's own id. One query, for ten thousand people.
        """
        rows = self._sql.rows(
            "SELECT a.owner, h.name, EXISTS (SELECT 1 FROM key_grant g"
            " WHERE g.person = a.owner AND g.recipient = a.subject), h.rank"
            " FROM standing a LEFT JOIN item_head h"
            " ON h.owner = a.owner AND h.item = a.owner"
            " WHERE a.kind = 'affil' AND a.subject = ? AND a.is_withdrawn = 0",
            (structure,),
        )
        found: dict[PersonId, tuple[bytes, bool]] = {}
        apart: dict[PersonId, list[tuple[int, bytes]]] = {}
        for owner, name, is_granted, rank in rows:
            person, head = PersonId(blob(owner)), blob(name or b"")
            if rank in {None, 0}:
                found[person] = head, bool(is_granted)
            else:
                apart.setdefault(person, []).append((number(rank), head))
        for person, others in apart.items():
            first, is_held = found[person]
            found[person] = b"".join([first, *(head for _, head in sorted(others))]), is_held
        return found

    def current_epoch(self, person: bytes) -> EpochId | None:
        """Return the epoch to write under, or None when none is known."""
        row = self._sql.row("SELECT epoch FROM current_epoch WHERE person = ?", (person,))
        return None if row is None else EpochId(blob(row[0]))

    def epoch_graph(self, person: bytes) -> EpochGraph:
        """Return every known epoch of a person and what it seals."""
        return EpochGraph(
            Epoch(
                EpochId(statement.id("epoch")),
                frozenset(EpochId(bytes.fromhex(each)) for each in statement.body["parents"]),
            )
            for statement in self.statements("epoch", owner=person)
        )

    def grants(self, person: bytes, recipient: bytes) -> list[Statement]:
        """Return the shared keys of `person` boxed to `recipient`."""
        rows = self._sql.rows(
            "SELECT s.wire FROM key_grant g JOIN statement s ON s.name = g.name"
            " WHERE g.person = ? AND g.recipient = ? ORDER BY s.seq",
            (person, recipient),
        )
        return [parse(blob(row[0])) for row in rows]

    def is_granted(self, person: bytes, recipient: bytes, epoch: bytes) -> bool:
        """Return whether `recipient` was given the key of `epoch`."""
        row = self._sql.row(
            "SELECT 1 FROM key_grant WHERE person = ? AND recipient = ? AND epoch = ?",
            (person, recipient, epoch),
        )
        return row is not None

    def last_said_at(self, person: bytes) -> int:
        """Return the latest date that anything known of a person bears, 0 when nothing is."""
        return self._count("SELECT coalesce(max(at), 0) FROM statement WHERE owner = ?", person)

    def granted_to(self, person: bytes, epoch: bytes) -> dict[bytes, int]:
        """Return who was given the key of `epoch`, each with the newest key version of theirs
        that it was boxed to (0 for the person)."""
        rows = self._sql.rows(
            "SELECT recipient, max(skv) FROM key_grant WHERE person = ? AND epoch = ?"
            " GROUP BY recipient",
            (person, epoch),
        )
        return {blob(row[0]): number(row[1]) for row in rows}

    # --- items --------------------------------------------------------------------

    def heads(self, owner: bytes) -> list[ItemHead]:
        """Return the heads of every item of a person or structure, deleted ones too."""
        return [
            _head(row) for row in self._sql.rows(f"{_HEADS} WHERE h.owner = ?{_ORDER}", (owner,))
        ]

    def heads_without_parts(self, owner: bytes) -> list[ItemHead]:
        """Return the heads of a person's items that have no pages: no papers, whatever they are."""
        rows = self._sql.rows(
            f"{_HEADS} WHERE h.owner = ? AND NOT EXISTS (SELECT 1 FROM item_head o"  # noqa: S608 - ours
            " JOIN item_part p ON p.name = o.name WHERE o.owner = h.owner AND o.item = h.item)"
            f"{_ORDER}",
            (owner,),
        )
        return [_head(row) for row in rows]

    def item_heads(self, owner: bytes, item: bytes) -> list[ItemHead]:
        """Return the heads of one item, the one that shows first; [] when it is unknown."""
        rows = self._sql.rows(f"{_HEADS} WHERE h.owner = ? AND h.item = ?{_ORDER}", (owner, item))
        return [_head(row) for row in rows]

    def version_names(self, owner: bytes, item: bytes) -> list[StatementName]:
        """Return every version of one item that is known, in no order that means anything."""
        rows = self._sql.rows(
            "SELECT name FROM item_version WHERE owner = ? AND item = ? ORDER BY name",
            (owner, item),
        )
        return [StatementName(blob(row[0])) for row in rows]

    def was_said_here(self, name: bytes) -> bool:
        """Return whether a statement was made at this post, as far back as it remembers: what
        the server acknowledged more than 7 days ago it does not tell apart any more."""
        return self._sql.row("SELECT 1 FROM outbox WHERE name = ?", (name,)) is not None

    def item_state(self, owner: bytes, item: bytes) -> ItemState | None:
        """Return the graph's answer for one item, for the version to be made next."""
        return resolve(self._versions(owner, item))

    # --- parts --------------------------------------------------------------------

    def part(self, part: bytes) -> PartRow | None:
        """Return what is known of a part."""
        row = self._sql.row(f"{_PARTS} WHERE id = ?", (part,))
        return _part(row) if row else None

    def parts_of(self, name: bytes) -> list[PartRow]:
        """Return the parts of one version of an item."""
        rows = self._sql.rows(
            f"{_PARTS} JOIN item_part ON item_part.part = part.id WHERE item_part.name = ?", (name,)
        )
        return [_part(row) for row in rows]

    def part_queue(self, limit: int = 100) -> list[PartRow]:
        """Return what is to be uploaded, small before big. Costs nothing when nothing is."""
        rows = self._sql.rows(
            f"{_PARTS} WHERE state IN ('local', 'uploading') ORDER BY size, id LIMIT ?", (limit,)
        )
        return [_part(row) for row in rows]

    def parts_sent_ahead(self) -> list[PartRow]:
        """Return parts the server has while no paper that names them was acknowledged."""
        rows = self._sql.rows(
            f"{_PARTS} WHERE state = 'sent' AND id IN"  # noqa: S608 - our own text
            " (SELECT part FROM item_part JOIN outbox USING (name)"
            " WHERE outbox.state IN ('queued', 'waiting'))"
            " AND NOT EXISTS (SELECT 1 FROM item_part i LEFT JOIN outbox o ON o.name = i.name"
            " WHERE i.part = part.id AND (o.name IS NULL OR o.state = 'stored')) ORDER BY id"
        )
        return [_part(row) for row in rows]

    def parts_to_fetch(self, owner: bytes) -> list[PartRow]:
        """Return the parts of a person's papers as they are now that are not here, small first;
        not those that come only when somebody asks (DER-14)."""
        rows = self._sql.rows(
            f"{_PARTS} WHERE owner = ? AND state = 'remote' AND id IN"  # noqa: S608
            " (SELECT part FROM item_part JOIN item_head USING (name))"
            " AND id NOT IN (SELECT part FROM part_passing) ORDER BY size, id",
            (owner,),
        )
        return [_part(row) for row in rows]

    def withdrawn_parts(self) -> list[PartRow]:
        """Return parts to remove from this machine: their paper left the shared space."""
        return [_part(row) for row in self._sql.rows(f"{_PARTS} WHERE state = 'withdrawn'")]

    def least_used_parts(self, limit: int) -> list[PartRow]:
        """Return parts that may leave this machine (the server has them), oldest use first.

        Not those of a paper that the server has not acknowledged: a part that no paper names
        it sweeps after 7 days (PROTOCOL.md section 6), and this would be the only copy.
        """
        rows = self._sql.rows(
            f"{_PARTS} WHERE {_MAY_LEAVE} ORDER BY used_at LIMIT ?",
            (limit,),
        )
        return [_part(row) for row in rows]

    def staying(self, parts: Iterable[bytes]) -> list[bytes]:
        """Return those parts known here of which nobody noted that they do not stay."""
        return [
            part
            for part in parts
            if self._sql.row(
                "SELECT 1 FROM part WHERE id = ?"
                " AND NOT EXISTS (SELECT 1 FROM part_passing WHERE part = id)",
                (part,),
            )
        ]

    def passing_parts(self, unused_since: int) -> list[PartRow]:
        """Return what does not stay and may go: the server has it, its paper is acknowledged,
        and nobody read it after `unused_since` (Unix seconds)."""
        rows = self._sql.rows(
            f"{_PARTS} WHERE {_MAY_LEAVE} AND used_at <= ?"  # noqa: S608 - our own text
            " AND id IN (SELECT part FROM part_passing) ORDER BY id",
            (unused_since,),
        )
        return [_part(row) for row in rows]

    # --- drafts and directory -----------------------------------------------------

    def drafts(self, author: bytes) -> list[DraftRow]:
        """Return the drafts of one author, newest first."""
        rows = self._sql.rows(
            "SELECT id, author, kind, updated_at,"
            " NOT EXISTS (SELECT 1 FROM draft_chunk WHERE draft = id)"
            " FROM draft WHERE author = ? ORDER BY updated_at DESC, id",
            (author,),
        )
        return [
            DraftRow(blob(row[0]), ProId(blob(row[1])), text(row[2]), number(row[3]), bool(row[4]))
            for row in rows
        ]

    def is_draft_of_another(self, draft: bytes, author: bytes) -> bool:
        """Return whether somebody else keeps a draft under that id."""
        row = self._sql.row("SELECT 1 FROM draft WHERE id = ? AND author <> ?", (draft, author))
        return row is not None

    def draft_chunks(self, draft: bytes) -> list[tuple[int, bytes]]:
        """Return the sealed chunks of a draft as (seq, sealed), in order; [] when unknown."""
        rows = self._sql.rows(
            "SELECT seq, sealed FROM draft_chunk WHERE draft = ? ORDER BY seq", (draft,)
        )
        return [(number(row[0]), blob(row[1])) for row in rows]

    def draft_chunk(self, draft: bytes, seq: int) -> bytes | None:
        """Return one sealed chunk of a draft, or None."""
        row = self._sql.row(
            "SELECT sealed FROM draft_chunk WHERE draft = ? AND seq = ?", (draft, seq)
        )
        return None if row is None else blob(row[0])

    def directory_chunks(self, structure: bytes) -> list[tuple[int, int, bytes]]:
        """Return the sealed name list of a structure as (chunk, skv, sealed), in order."""
        rows = self._sql.rows(
            "SELECT chunk, skv, sealed FROM directory_chunk WHERE structure = ? ORDER BY chunk",
            (structure,),
        )
        return [(number(row[0]), number(row[1]), blob(row[2])) for row in rows]

    def pull_cursor(self) -> str:
        """Return the server's opaque position up to which everything is here; "" at first."""
        return (self.setting(PULL_CURSOR) or b"").decode()

    # --- helpers ------------------------------------------------------------------

    def _is_rested_on(self, statement: Statement) -> bool:
        if statement.type != "item":
            return super()._is_rested_on(statement)
        owner, item = statement.id("owner"), statement.id("item")
        if item == owner and statement.number("ver") == 1:
            return True  # the profile that the safe was opened with
        row = self._sql.row(
            "SELECT 1 FROM item_parent p JOIN item_version v ON v.name = p.name"
            " WHERE v.owner = ? AND v.item = ? AND p.parent = ?",
            (owner, item, statement.name),
        )
        return row is not None

    def _named(self, sql: str, value: Cell) -> Statement | None:
        row = self._sql.row(sql, (value,))
        return None if row is None else self.statement(blob(row[0]))

    def _versions(self, owner: bytes, item: bytes) -> list[Version]:
        parents: dict[bytes, set[StatementName]] = {}
        for name, parent in self._sql.rows(
            "SELECT p.name, p.parent FROM item_parent p JOIN item_version v ON v.name = p.name"
            " WHERE v.owner = ? AND v.item = ?",
            (owner, item),
        ):
            parents.setdefault(blob(name), set()).add(StatementName(blob(parent)))
        return [
            Version(
                StatementName(blob(row[0])),
                ItemId(item),
                number(row[1]),
                number(row[2]),
                frozenset(parents.get(blob(row[0]), ())),
                bool(row[3]),
            )
            for row in self._sql.rows(
                "SELECT name, ver, at, is_deleted FROM item_version WHERE owner = ? AND item = ?",
                (owner, item),
            )
        ]


class VaultTx(VaultReads, Tx):
    """An open transaction on vault.db."""

    _chain = "vault"

    def __init__(self, sql: Sql, clock: Clock, parts: PartFiles) -> None:
        super().__init__(sql, clock)
        self._parts = parts

    # --- persons ------------------------------------------------------------------

    def saw(self, person: bytes) -> None:
        """The person was served here now: kept 30 days from now."""
        self._sql.execute(
            "INSERT INTO seen (person, at) VALUES (?, ?)"
            " ON CONFLICT (person) DO UPDATE SET at = max(at, excluded.at)",
            (person, self._now()),
        )

    def ask_of_reminders(self, person: bytes, moments: Iterable[int]) -> None:
        """Note when the server is to be asked what became of a person's reminders."""
        self._sql.many(
            "INSERT INTO reminder_ask (person, at) VALUES (?, ?) ON CONFLICT DO NOTHING",
            ((person, at) for at in moments),
        )

    def keep_reminder_fates(
        self, person: bytes, fates: Sequence[ReminderFate], *, asked_at: int
    ) -> None:
        """Keep what was told of a person's reminders, and ask no more for times until then."""
        self._sql.execute(
            "DELETE FROM reminder_ask WHERE person = ? AND at <= ?", (person, asked_at)
        )
        self._sql.many(
            "INSERT INTO reminder_fate (person, structure, remind, n, box) VALUES (?, ?, ?, ?, ?)"
            " ON CONFLICT (person, structure, remind) DO UPDATE SET n = excluded.n,"
            " box = excluded.box WHERE excluded.n >= reminder_fate.n",
            ((person, each.structure, each.remind, each.n, each.box) for each in fates),
        )

    def keep_told(self, person: bytes, told: ToldAbout, entries: Mapping[int, bytes]) -> None:
        """Keep entries of the server's journal by their place, each proved already.

        What a tree of another age told goes.
        """
        held = self.told_about(person)
        if held is not None and held.age != told.age:
            self._sql.execute("DELETE FROM told_entry WHERE person = ?", (person,))
        self._sql.many(
            "INSERT INTO told_entry (person, place, body) VALUES (?, ?, ?)"
            " ON CONFLICT (person, place) DO UPDATE SET body = excluded.body",
            [(person, place, body) for place, body in entries.items()],
        )
        self._sql.execute(
            "INSERT INTO told_about (person, age, next, at) VALUES (?, ?, ?, ?)"
            " ON CONFLICT (person) DO UPDATE"
            " SET age = excluded.age, next = excluded.next, at = excluded.at",
            (person, told.age, told.next, told.at),
        )

    def trim_told(self) -> int:
        """Let go of what the server told of accesses more than twelve months ago (TRC-08)."""
        return self._sql.execute(
            f"DELETE FROM told_entry WHERE {_TOLD_AT} < ?",  # noqa: S608 - ours
            (over_before(JOURNAL_BODY_S, self._now()),),
        )

    def hurry(self, person: bytes) -> int:
        """Let what waits of a person, papers apart, go out with the withdrawals, in the order
        in which it was written; return how many.

        Called before a withdrawal is put: the server takes no key for, or from, who has left,
        so a key made earlier has to arrive earlier. These are few and small.
        """
        return self._sql.execute(
            "UPDATE outbox SET weight = ? WHERE state IN ('queued', 'waiting') AND name IN"
            " (SELECT name FROM statement WHERE owner = ? AND type <> 'item')",
            (int(Weight.WITHDRAWAL), person),
        )

    def forget_person(self, person: bytes, *, is_destroyed: bool = False) -> list[PartId]:
        """Remove all that is kept of a person; return the parts to delete after the commit.

        Raises ValueError while something of theirs is not acknowledged: an unsent change
        is never lost. Of a safe that `is_destroyed` everywhere (LIF-01) this does not hold for
        what was offered, refused for that, and can be taken out by nobody: it would stay for
        good. The journal keeps its ids. Call `compact_log` afterwards, so that the keys leave
        the disk too.
        """
        unsent = self._sql.rows(
            "SELECT o.name, o.state, o.code FROM statement s JOIN outbox o ON o.name = s.name"
            " WHERE s.owner = ? AND o.state <> 'stored'",
            (person,),
        )
        for name, state, code in unsent:
            is_over = is_destroyed and (state, code) == ("refused", SAFE_DESTROYED)
            if not is_over or self._removable(blob(name)) is not None:
                raise ValueError("something of this person is not sent yet")
        parts = self._sql.rows("SELECT id FROM part WHERE owner = ?", (person,))
        for table, column in _OF_A_PERSON:
            self._sql.execute(f"DELETE FROM {table} WHERE {column} = ?", (person,))  # noqa: S608 - names of ours
        return [PartId(blob(row[0])) for row in parts]

    # --- parts --------------------------------------------------------------------

    def part_progress(self, part: bytes, offset: int) -> None:
        """The server has the first `offset` bytes; 0 starts again."""
        self._sql.execute(
            "UPDATE part SET state = 'uploading', offset = ?"
            " WHERE id = ? AND state IN ('local', 'uploading')",
            (offset, part),
        )

    def part_sent(self, part: bytes) -> None:
        """The server has the whole part and checked it: its item may be offered now.

        One that did not wait for its parts (a withdrawal) is offered again: only an
        acknowledgement that came after a part tells, once the server goes back, that the
        part is lost.
        """
        sent = self._sql.execute(
            "UPDATE part SET state = 'sent', offset = size"
            " WHERE id = ? AND state IN ('local', 'uploading')",
            (part,),
        )
        self._ready_items_of(part)
        if sent:
            self._queue_again("name IN (SELECT name FROM item_part WHERE part = ?)", part)

    def part_fetched(self, part: bytes) -> None:
        """Its file came from the server, checked and written. Raises ValueError without it."""
        held = self.part(part)
        if held is None or self._parts.size(part) != held.size:
            raise ValueError("the part's file is not here")
        self._sql.execute(
            "UPDATE part SET state = 'sent', used_at = ? WHERE id = ? AND state = 'remote'",
            (self._now(), part),
        )

    def part_used(self, part: bytes) -> None:
        """It was shown now: it stays longest."""
        self._sql.execute("UPDATE part SET used_at = ? WHERE id = ?", (self._now(), part))

    def parts_pass(self, parts: Iterable[bytes]) -> None:
        """Note that these parts stay here no longer than a session (DER-14)."""
        for part in parts:
            self._sql.execute(
                "INSERT INTO part_passing (part) VALUES (?) ON CONFLICT DO NOTHING", (part,)
            )

    def part_evicted(self, part: bytes) -> bool:
        """Let a part leave this machine; True when its file may be deleted after the commit."""
        return (
            self._sql.execute(
                "UPDATE part SET state = 'remote' WHERE id = ? AND state = 'sent'", (part,)
            )
            > 0
        )

    def part_lost(self, part: bytes) -> None:
        """The server lost a part it had acknowledged (restored from a backup): it goes up again,
        and what names it waits for that, so that its acknowledgement tells of the part too."""
        found = self._sql.execute(
            "UPDATE part SET state = 'local', offset = 0 WHERE id = ? AND state = 'sent'", (part,)
        )
        if found:
            self._sql.execute(
                "UPDATE outbox SET is_ready = 0 WHERE state IN ('queued', 'waiting')"
                " AND weight > ? AND name IN (SELECT name FROM item_part WHERE part = ?)",
                (Weight.WITHDRAWAL, part),
            )

    def forget_parts_taken_out(self, statements: Sequence[Statement]) -> list[PartId]:
        """Forget the parts of papers that were taken out for good, unless another version names
        them; return those whose files are to be deleted after the commit."""
        named = {bytes.fromhex(p["id"]) for each in statements for p in each.body.get("parts", [])}
        return [
            PartId(part)
            for part in sorted(named)
            if self._sql.execute(
                "DELETE FROM part WHERE id = ?"
                " AND NOT EXISTS (SELECT 1 FROM item_part WHERE part = ?)",
                (part, part),
            )
        ]

    def forget_deleted(self) -> tuple[int, list[PartId]]:
        """Forget what a deletion of more than 30 days ago replaced, titles and pages (VLT-24).

        By when this post heard of it: the date in it is its author's, whose calendar may be
        wrong by a year, and then nothing could be taken back.
        Not while a head of the paper lives, nor while something of it is not acknowledged or
        was so in the last 7 days, when a restored server may want it again. Returns
        how many versions went, and the parts whose files are to be deleted after the commit.
        The deletion stays: it tells who still holds the paper, and an edit made meanwhile
        elsewhere still stands beside it.
        """
        before = over_before(TRASH_S, self._now())
        rows = self._sql.rows(
            "SELECT s.name, s.wire FROM item_version v JOIN statement s ON s.name = v.name"
            " WHERE (v.owner, v.item) IN"
            " (SELECT owner, item FROM item_version WHERE is_deleted = 1 AND known_at < ?)"
            " AND NOT EXISTS (SELECT 1 FROM item_head h WHERE h.name = v.name)"
            " AND NOT EXISTS (SELECT 1 FROM item_head h JOIN item_version d ON d.name = h.name"
            " WHERE h.owner = v.owner AND h.item = v.item"
            " AND (d.is_deleted = 0 OR d.known_at >= ?))"
            " AND NOT EXISTS (SELECT 1 FROM item_version w JOIN outbox o ON o.name = w.name"
            " WHERE w.owner = v.owner AND w.item = v.item"
            " AND (o.state <> 'stored' OR o.stored_at >= ?))",
            (before, before, over_before(ACKNOWLEDGED_S, self._now())),
        )
        for name, _ in rows:
            self._drop_version(blob(name))
        return len(rows), self.forget_parts_taken_out([parse(blob(wire)) for _, wire in rows])

    def forget_versions(self, names: Iterable[bytes]) -> tuple[int, list[PartId]]:
        """Forget versions that the server destroyed, a deletion having replaced them; titles and
        pages, as `forget_deleted` does.

        This post may have missed what leads from one of them to the deletion: it would show
        the paper as if nobody had deleted it. What is not handed over stays, and so does a
        paper of which no deletion is known: the server is believed in no more than that.
        """
        gone: list[Statement] = []
        for name in names:
            row = self._sql.row(
                "SELECT s.wire FROM item_version v JOIN statement s ON s.name = v.name"
                " WHERE v.name = ? AND NOT EXISTS"
                " (SELECT 1 FROM outbox o WHERE o.name = v.name AND o.state <> 'stored')"
                " AND EXISTS (SELECT 1 FROM item_version d"
                " WHERE d.owner = v.owner AND d.item = v.item AND d.is_deleted = 1)",
                (name,),
            )
            if row is not None:
                gone.append(parse(blob(row[0])))
                self._drop_version(name)
        for owner, item in sorted({(each.id("owner"), each.id("item")) for each in gone}):
            self._find_heads(owner, item)
        return len(gone), self.forget_parts_taken_out(gone)

    def _drop_version(self, name: bytes) -> None:
        self._sql.execute("DELETE FROM item_version WHERE name = ?", (name,))
        self._sql.execute("DELETE FROM statement WHERE name = ?", (name,))

    def drop_part(self, part: bytes) -> None:
        """Forget a withdrawn part; its file is deleted after the commit."""
        self._sql.execute("DELETE FROM part WHERE id = ? AND state = 'withdrawn'", (part,))

    # --- drafts and directory -----------------------------------------------------

    def put_draft_chunk(
        self, draft: bytes, author: bytes, kind: str, seq: int, sealed: bytes
    ) -> None:
        """Keep one sealed chunk (facts, a page as it lands) without writing the others again."""
        self._touch_draft(draft, author, kind)
        self._sql.execute(
            "INSERT INTO draft_chunk (draft, seq, sealed) VALUES (?, ?, ?)"
            " ON CONFLICT (draft, seq) DO UPDATE SET sealed = excluded.sealed",
            (draft, seq, sealed),
        )

    def cut_draft(self, draft: bytes, count: int) -> None:
        """Keep the first `count` chunks of a draft only."""
        self._sql.execute("DELETE FROM draft_chunk WHERE draft = ? AND seq >= ?", (draft, count))

    def delete_draft(self, draft: bytes, author: bytes) -> None:
        """Remove an author's draft; one that is not there, or is another's, is no error."""
        self._sql.execute("DELETE FROM draft WHERE id = ? AND author = ?", (draft, author))

    def end_old_drafts(self) -> int:
        """Forget what drafts hold that nobody went on with; return how many (`ux.md` W2).

        Their lines stay, without anything of a person, until their authors have read them, or
        as long as a journal does.
        """
        ended = [
            row
            for kind, kept_s in DRAFTS_S.items()
            for row in self._sql.rows(
                "SELECT id FROM draft WHERE kind = ? AND updated_at < ?"
                " AND EXISTS (SELECT 1 FROM draft_chunk WHERE draft = id)",
                (kind, over_before(kept_s, self._now())),
            )
        ]
        self._sql.many("DELETE FROM draft_chunk WHERE draft = ?", ended)
        before = over_before(JOURNAL_BODY_S, self._now())
        self._sql.execute("DELETE FROM draft WHERE updated_at < ?", (before,))
        return len(ended)

    def put_directory_chunk(self, structure: bytes, chunk: int, skv: int, sealed: bytes) -> None:
        """Keep one sealed piece of a structure's name list."""
        self._sql.execute(
            "INSERT INTO directory_chunk (structure, chunk, skv, sealed) VALUES (?, ?, ?, ?)"
            " ON CONFLICT (structure, chunk) DO UPDATE SET"
            " skv = excluded.skv, sealed = excluded.sealed",
            (structure, chunk, skv, sealed),
        )

    def delete_directory(self, structure: bytes, from_chunk: int = 0) -> None:
        """Forget the name list of a structure from a chunk on."""
        self._sql.execute(
            "DELETE FROM directory_chunk WHERE structure = ? AND chunk >= ?",
            (structure, from_chunk),
        )

    def set_pull_cursor(self, cursor: str) -> None:
        """Keep the server's position, in the transaction of the page it follows."""
        self.set_setting(PULL_CURSOR, cursor.encode())

    def _touch_draft(self, draft: bytes, author: bytes, kind: str) -> None:
        self._sql.execute(
            "INSERT INTO draft (id, author, kind, updated_at) VALUES (?, ?, ?, ?)"
            " ON CONFLICT (id) DO UPDATE SET"
            " kind = excluded.kind, updated_at = excluded.updated_at",
            (draft, author, kind, self._now()),
        )

    # --- projections --------------------------------------------------------------

    def _project(self, statement: Statement, *, made_here: bool) -> bool:
        match statement.type:
            case "identity":
                self._sql.execute(
                    "INSERT INTO identity (person, login, name) VALUES (?, ?, ?)"
                    " ON CONFLICT (person) DO NOTHING",
                    (statement.id("person"), statement.text("login"), statement.name),
                )
            case "cred":
                account = statement.id("id")
                self._stand("cred", account, account, statement, n=statement.number("ver"))
            case "affil":
                self._stand(
                    "affil",
                    statement.id("person"),
                    statement.id("structure"),
                    statement,
                    n=statement.number("n"),
                    is_withdrawn=statement.text("state") == "remove",
                )
            case "epoch":
                self._project_epoch(statement.id("person"))
            case "grant":
                self._sql.execute(
                    "INSERT INTO key_grant (person, epoch, recipient, skv, name)"
                    " VALUES (?, ?, ?, ?, ?)",
                    (
                        statement.id("person"),
                        statement.id("epoch"),
                        statement.id("to"),
                        statement.number("skv"),
                        statement.name,
                    ),
                )
            case "item":
                return self._project_item(statement, made_here=made_here)
        return True

    def _project_epoch(self, person: bytes) -> None:
        current = self.epoch_graph(person).current
        if current is None:
            self._sql.execute("DELETE FROM current_epoch WHERE person = ?", (person,))
            return
        self._sql.execute(
            "INSERT INTO current_epoch (person, epoch) VALUES (?, ?)"
            " ON CONFLICT (person) DO UPDATE SET epoch = excluded.epoch",
            (person, current),
        )

    def _project_item(self, statement: Statement, *, made_here: bool) -> bool:
        body = statement.body
        owner, item = statement.id("owner"), statement.id("item")
        self._sql.execute(
            "INSERT INTO item_version"
            " (name, owner, item, ver, at, space, epoch, is_deleted, author, structure, known_at)"
            " VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)",
            (
                statement.name,
                owner,
                item,
                statement.number("ver"),
                statement.at,
                statement.text("space"),
                statement.id("epoch"),
                int(body["del"]),
                statement.id("author"),
                statement.id("structure"),
                self._now(),
            ),
        )
        self._sql.many(
            "INSERT INTO item_parent (name, parent) VALUES (?, ?)",
            ((statement.name, bytes.fromhex(parent)) for parent in body["prev"]),
        )
        for part in body["parts"]:
            self._register_part(statement.name, owner, part, made_here=made_here)
        self._resolve_item(owner, item, statement.name)
        return not self._unsent_parts(statement.name)

    def _register_part(
        self, name: bytes, owner: bytes, part: dict[str, object], *, made_here: bool
    ) -> None:
        id_, size = bytes.fromhex(str(part["id"])), part["len"]
        if not isinstance(size, int):
            raise TypeError("a part's length is a whole number")
        added = self._sql.execute(
            "INSERT INTO part (id, owner, sha256, size, state, used_at) VALUES (?, ?, ?, ?, ?, ?)"
            " ON CONFLICT (id) DO NOTHING",
            (
                id_,
                owner,
                bytes.fromhex(str(part["sha256"])),
                size,
                (PartState.LOCAL if made_here else PartState.REMOTE).value,
                self._now(),
            ),
        )
        if added and made_here and self._parts.size(id_) != size:
            # A row without its file must stay impossible: the transaction ends here.
            raise ValueError("a part's file is written before its item")
        self._sql.execute("INSERT INTO item_part (name, part) VALUES (?, ?)", (name, id_))

    def _resolve_item(self, owner: bytes, item: bytes, added: bytes) -> None:
        """Find the heads again after version `added`; alone, it is the head."""
        row = self._sql.row(
            "SELECT 1 FROM item_version WHERE owner = ? AND item = ? AND name <> ? LIMIT 1",
            (owner, item, added),
        )
        if row is None:
            self._sql.execute(
                "INSERT INTO item_head (owner, item, rank, name) VALUES (?, ?, 0, ?)",
                (owner, item, added),
            )
            return
        self._find_heads(owner, item)

    def _find_heads(self, owner: bytes, item: bytes) -> None:
        state = resolve(self._versions(owner, item))
        self._sql.execute("DELETE FROM item_head WHERE owner = ? AND item = ?", (owner, item))
        heads = state.heads if state else ()
        self._sql.many(
            "INSERT INTO item_head (owner, item, rank, name) VALUES (?, ?, ?, ?)",
            ((owner, item, rank, head.name) for rank, head in enumerate(heads)),
        )
        self._withdraw_parts(owner, item)

    def _unproject(self, statement: Statement) -> None:
        if statement.type != "item":
            super()._unproject(statement)
            return
        self._sql.execute("DELETE FROM item_version WHERE name = ?", (statement.name,))
        self._find_heads(statement.id("owner"), statement.id("item"))

    def _withdraw_parts(self, owner: bytes, item: bytes) -> None:
        """Mark the shared parts of a paper that is shared no more (FORMAT.md flow 6.8).

        Those not sent yet are never sent; the version that named them then waits for
        nothing. Should another head name one again, it comes back from the server.
        """
        shared: set[bytes] = set()
        shown: set[bytes] = set()
        is_withdrawn = True
        for part, space, is_deleted, is_head in self._sql.rows(_PARTS_OF_VERSIONS, (owner, item)):
            if is_head and (space == "sh" or is_deleted):
                is_withdrawn = False
            if part is not None:
                if space == "sh":
                    shared.add(blob(part))
                if is_head:
                    shown.add(blob(part))
        gone = shared - shown if is_withdrawn else set()
        for part in sorted(gone):
            self._sql.execute("UPDATE part SET state = 'withdrawn' WHERE id = ?", (part,))
            self._ready_items_of(part)
        self._sql.many(
            "UPDATE part SET state = 'remote' WHERE id = ? AND state = 'withdrawn'",
            ((part,) for part in sorted(shared - gone)),
        )

    def _ready_items_of(self, part: bytes) -> None:
        self._sql.execute(
            "UPDATE outbox SET is_ready = 1 WHERE is_ready = 0"
            " AND name IN (SELECT name FROM item_part WHERE part = ?)"
            " AND NOT EXISTS (SELECT 1 FROM item_part i JOIN part p ON p.id = i.part"
            " WHERE i.name = outbox.name AND p.state IN ('local', 'uploading'))",
            (part,),
        )

    def _unsent_parts(self, name: bytes) -> bool:
        return (
            self._sql.row(
                "SELECT 1 FROM item_part i JOIN part p ON p.id = i.part"
                " WHERE i.name = ? AND p.state IN ('local', 'uploading') LIMIT 1",
                (name,),
            )
            is not None
        )

    def _weight_of(self, statement: Statement) -> Weight:
        if statement.type == "item" and (
            statement.body["del"] or self._leaves_shared_space(statement)
        ):
            return Weight.WITHDRAWAL
        return super()._weight_of(statement)

    def _leaves_shared_space(self, statement: Statement) -> bool:
        if statement.text("space") == "sh":
            return False
        return any(
            self._sql.row(
                "SELECT 1 FROM item_version WHERE name = ? AND space = 'sh'",
                (bytes.fromhex(parent),),
            )
            for parent in statement.body["prev"]
        )


class VaultStore(VaultReads, Store[VaultTx]):
    """vault.db and the folder of its parts."""

    def __init__(self, database: Database, parts: PartFiles, clock: Clock) -> None:
        super().__init__(database, clock)
        self.parts = parts

    def sweep_parts(self) -> Swept:
        """Remove part files that no row knows; at start-up.

        Inside a write transaction: a session filing a paper has either committed its row
        or finds its file gone and files it again; it can never commit a row without file.
        """
        with self.transaction() as tx:

            def is_known(part: PartId) -> bool:
                held = tx.part(part)
                return held is not None and held.is_here

            return self.parts.sweep(is_known)

    def let_passing_go(self, unused_since: int) -> int:
        """Take off this machine what does not stay and was not read after `unused_since` (Unix
        seconds); return how many parts. A file that a crash leaves is swept at start-up."""
        if not self.passing_parts(unused_since):
            return 0
        with self.transaction() as tx:
            going = tx.passing_parts(unused_since)
            gone = [part.id for part in going if tx.part_evicted(part.id)]
        for part in gone:
            self.parts.delete(part)
        return len(gone)

    def _begin(self, sql: Sql) -> VaultTx:
        return VaultTx(sql, self._clock, self.parts)


_HEADS = (
    "SELECT h.owner, h.item, h.rank, h.name, v.ver, v.at, v.space, v.epoch, v.is_deleted,"
    " v.author, v.structure FROM item_head h JOIN item_version v ON v.name = h.name"
)
_ORDER = " ORDER BY h.owner, h.item, h.rank"
_MAY_LEAVE = (
    "state = 'sent' AND EXISTS (SELECT 1 FROM item_part i WHERE i.part = part.id)"
    " AND NOT EXISTS (SELECT 1 FROM item_part i JOIN outbox o ON o.name = i.name"
    " WHERE i.part = part.id AND o.state <> 'stored')"
)
"""The server has the part and acknowledged every paper that names it."""
_PARTS = "SELECT part.id, part.owner, part.sha256, part.size, part.state, part.offset FROM part"

_PARTS_OF_VERSIONS = (
    "SELECT p.part, v.space, v.is_deleted, h.name IS NOT NULL FROM item_version v"
    " LEFT JOIN item_part p ON p.name = v.name LEFT JOIN item_head h ON h.name = v.name"
    " WHERE v.owner = ? AND v.item = ?"
)

_OF_A_PERSON = (
    ("item_head", "owner"),
    ("item_version", "owner"),
    ("part", "owner"),
    ("key_grant", "person"),
    ("current_epoch", "person"),
    ("standing", "owner"),
    ("identity", "person"),
    ("seen", "person"),
    ("draft", "author"),
    ("taken_out", "owner"),
    ("statement", "owner"),
    ("told_about", "person"),
    ("told_entry", "person"),
    ("reminder_ask", "person"),
    ("reminder_fate", "person"),
)


def _head(row: Row) -> ItemHead:
    return ItemHead(
        blob(row[0]),
        ItemId(blob(row[1])),
        number(row[2]),
        StatementName(blob(row[3])),
        number(row[4]),
        number(row[5]),
        text(row[6]),
        EpochId(blob(row[7])),
        bool(row[8]),
        blob(row[9]),
        StructureId(blob(row[10])),
    )


def _part(row: Row) -> PartRow:
    return PartRow(
        PartId(blob(row[0])),
        PersonId(blob(row[1])),
        blob(row[2]),
        number(row[3]),
        PartState(text(row[4])),
        number(row[5]),
    )
