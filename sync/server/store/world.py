"""What the stored statements add up to: structures, members, devices, persons.

Each row repeats what a signed statement says and names it; the statement stays the
proof. Functions take an open transaction and never commit.
"""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass
from typing import Any

from kiosk.crypto.encoding import canon, parse_canon, unb64
from sync.server.store.database import Row, Rows
from sync.server.store.sets import rows_of

__all__ = [
    "DORMANT",
    "AffiliationRow",
    "CredentialRow",
    "DeviceRow",
    "MemberRow",
    "StructureRow",
    "TicketRow",
    "affiliation",
    "affiliations",
    "affiliations_of",
    "concerned",
    "concerns",
    "credential",
    "device",
    "devices_of",
    "id_of_login",
    "journal_head",
    "journal_place",
    "mark",
    "member",
    "members_of",
    "membership_of",
    "person",
    "persons",
    "put_affiliation",
    "put_concern",
    "put_credential",
    "put_device",
    "put_journal_head",
    "put_login",
    "put_mark",
    "put_member",
    "put_person",
    "put_structure",
    "put_ticket",
    "set_structure_state",
    "structure",
    "structures",
    "ticket",
    "use_ticket",
]


ADDED, REMOVED = "add", "remove"
DORMANT = "dormant"
"""Of an affiliation that is signed and was not used for two years: nothing is seen by it."""


@dataclass(frozen=True, slots=True)
class StructureRow:
    """A structure: its charter's number and admins (id, Ed25519 key), and the operator's word."""

    structure: bytes
    name: str
    admins: dict[bytes, bytes]
    n: int
    state: str


@dataclass(frozen=True, slots=True)
class MemberRow:
    structure: bytes
    pro: bytes
    n: int
    is_active: bool
    name: bytes
    """Of the `member` statement."""


@dataclass(frozen=True, slots=True)
class DeviceRow:
    device: bytes
    structure: bytes
    n: int
    is_active: bool
    ed: bytes
    name: bytes


@dataclass(frozen=True, slots=True)
class TicketRow:
    ticket: bytes
    structure: bytes
    name: bytes
    expires_at: int
    device: bytes
    """Who used it; empty while nobody has."""


@dataclass(frozen=True, slots=True)
class CredentialRow:
    ver: int
    salt: bytes
    m: int
    t: int
    p: int


@dataclass(frozen=True, slots=True)
class AffiliationRow:
    person: bytes
    structure: bytes
    n: int
    state: str
    name: bytes

    @property
    def is_added(self) -> bool:
        """The structure sees the person and makes keys."""
        return self.state == ADDED

    @property
    def is_removed(self) -> bool:
        """The newest signed word ends it. Neither added nor removed: dormant (LIF-03)."""
        return self.state == REMOVED


def mark(rows: Rows, key: str) -> bytes | None:
    """Return a small fact of the server itself."""
    row = rows.one("SELECT value FROM mark WHERE key = ?", (key,))
    return bytes(row[0]) if row else None


def put_mark(rows: Rows, key: str, value: bytes) -> None:
    rows.run(
        "INSERT INTO mark (key, value) VALUES (?, ?)"
        " ON CONFLICT (key) DO UPDATE SET value = excluded.value",
        (key, value),
    )


def structure(rows: Rows, id: bytes) -> StructureRow | None:
    row = rows.one("SELECT structure, charter, n, state FROM structure WHERE structure = ?", (id,))
    return _structure(row) if row else None


def structures(rows: Rows) -> list[StructureRow]:
    found = rows.all("SELECT structure, charter, n, state FROM structure ORDER BY structure")
    return [_structure(row) for row in found]


def put_structure(rows: Rows, id: bytes, *, name: str, admins: list[Any], n: int) -> None:
    rows.run(
        "INSERT INTO structure (structure, charter, n, state) VALUES (?, ?, ?, 'active')"
        " ON CONFLICT (structure) DO UPDATE SET charter = excluded.charter, n = excluded.n",
        (id, canon({"name": name, "admins": admins}), n),
    )


def set_structure_state(rows: Rows, id: bytes, state: str) -> bool:
    """Record what the operator says of a structure; return False when it is unknown.

    Its posts enter anew, and hear it: a token would keep it from them for hours (DER-08).
    """
    rows.run(
        "DELETE FROM session WHERE device IN (SELECT device FROM device WHERE structure = ?)", (id,)
    )
    return rows.run("UPDATE structure SET state = ? WHERE structure = ?", (state, id)) > 0


def member(rows: Rows, structure: bytes, pro: bytes) -> MemberRow | None:
    row = rows.one(
        "SELECT structure, pro, n, state, name FROM member WHERE structure = ? AND pro = ?",
        (structure, pro),
    )
    return _member(row) if row else None


def members_of(rows: Rows, structure: bytes) -> list[MemberRow]:
    return [
        _member(row)
        for row in rows.all(
            "SELECT structure, pro, n, state, name FROM member WHERE structure = ? ORDER BY pro",
            (structure,),
        )
    ]


def membership_of(rows: Rows, pro: bytes) -> MemberRow | None:
    """Return where `pro` works: where active if anywhere, else where last removed."""
    row = rows.one(
        "SELECT structure, pro, n, state, name FROM member WHERE pro = ?"
        " ORDER BY CASE state WHEN 'active' THEN 0 ELSE 1 END, structure LIMIT 1",
        (pro,),
    )
    return _member(row) if row else None


def put_member(
    rows: Rows, structure: bytes, pro: bytes, *, n: int, state: str, name: bytes
) -> None:
    rows.run(
        "INSERT INTO member (structure, pro, n, state, name) VALUES (?, ?, ?, ?, ?)"
        " ON CONFLICT (structure, pro) DO UPDATE SET n = excluded.n, state = excluded.state,"
        " name = excluded.name",
        (structure, pro, n, state, name),
    )


def device(rows: Rows, id: bytes) -> DeviceRow | None:
    row = rows.one(
        "SELECT device, structure, n, state, ed, name FROM device WHERE device = ?", (id,)
    )
    return _device(row) if row else None


def devices_of(rows: Rows, structure: bytes) -> list[DeviceRow]:
    return [
        _device(row)
        for row in rows.all(
            "SELECT device, structure, n, state, ed, name FROM device WHERE structure = ?"
            " ORDER BY device",
            (structure,),
        )
    ]


def put_device(
    rows: Rows, id: bytes, structure: bytes, *, n: int, state: str, ed: bytes, name: bytes
) -> None:
    rows.run(
        "INSERT INTO device (device, structure, n, state, ed, name) VALUES (?, ?, ?, ?, ?, ?)"
        " ON CONFLICT (device) DO UPDATE SET n = excluded.n, state = excluded.state,"
        " ed = excluded.ed, name = excluded.name",
        (id, structure, n, state, ed, name),
    )


def ticket(rows: Rows, id: bytes) -> TicketRow | None:
    row = rows.one(
        "SELECT ticket, structure, name, expires_at, device FROM ticket WHERE ticket = ?", (id,)
    )
    if row is None:
        return None
    return TicketRow(bytes(row[0]), bytes(row[1]), bytes(row[2]), int(row[3]), bytes(row[4]))


def put_ticket(rows: Rows, id: bytes, structure: bytes, *, name: bytes, expires_at: int) -> bool:
    """Record a ticket; return False when its id is taken."""
    return (
        rows.run(
            "INSERT INTO ticket (ticket, structure, name, expires_at, device)"
            " VALUES (?, ?, ?, ?, ?) ON CONFLICT (ticket) DO NOTHING",
            (id, structure, name, expires_at, b""),
        )
        > 0
    )


def use_ticket(rows: Rows, id: bytes, device: bytes) -> bool:
    """Use up a ticket; return False when somebody else was first."""
    return (
        rows.run("UPDATE ticket SET device = ? WHERE ticket = ? AND device = ?", (device, id, b""))
        > 0
    )


def id_of_login(rows: Rows, login: str) -> bytes | None:
    row = rows.one("SELECT id FROM login WHERE login = ?", (login,))
    return bytes(row[0]) if row else None


def put_login(rows: Rows, login: str, id: bytes) -> bool:
    """Give a login to `id`; return False when somebody else has it."""
    rows.run("INSERT INTO login (login, id) VALUES (?, ?) ON CONFLICT DO NOTHING", (login, id))
    return id_of_login(rows, login) == id


def credential(rows: Rows, id: bytes) -> CredentialRow | None:
    row = rows.one("SELECT ver, salt, m, t, p FROM credential WHERE id = ?", (id,))
    if row is None:
        return None
    return CredentialRow(int(row[0]), bytes(row[1]), int(row[2]), int(row[3]), int(row[4]))


def put_credential(rows: Rows, id: bytes, found: CredentialRow) -> None:
    rows.run(
        "INSERT INTO credential (id, ver, salt, m, t, p) VALUES (?, ?, ?, ?, ?, ?)"
        " ON CONFLICT (id) DO UPDATE SET ver = excluded.ver, salt = excluded.salt,"
        " m = excluded.m, t = excluded.t, p = excluded.p",
        (id, found.ver, found.salt, found.m, found.t, found.p),
    )


def person(rows: Rows, id: bytes) -> bytes | None:
    """Return the name of a person's `identity` statement; None when nobody opened them."""
    row = rows.one("SELECT name FROM person WHERE person = ?", (id,))
    return bytes(row[0]) if row else None


def persons(rows: Rows, ids: Collection[bytes]) -> dict[bytes, bytes]:
    """Return the name of the `identity` statement of each person that somebody opened."""
    found = rows_of(
        rows,
        "WITH asked (person) AS (VALUES {keys}) SELECT p.person, p.name"
        " FROM asked a CROSS JOIN person p WHERE p.person = a.person",
        [(id,) for id in ids],
    )
    return {bytes(person): bytes(name) for person, name in found}


def put_person(rows: Rows, id: bytes, structure: bytes, *, name: bytes) -> None:
    rows.run("INSERT INTO person (person, structure, name) VALUES (?, ?, ?)", (id, structure, name))


def affiliation(rows: Rows, person: bytes, structure: bytes) -> AffiliationRow | None:
    row = rows.one(
        "SELECT person, structure, n, state, name FROM affiliation"
        " WHERE person = ? AND structure = ?",
        (person, structure),
    )
    return _affiliation(row) if row else None


def affiliations(rows: Rows, person: bytes) -> list[AffiliationRow]:
    return [
        _affiliation(row)
        for row in rows.all(
            "SELECT person, structure, n, state, name FROM affiliation WHERE person = ?", (person,)
        )
    ]


def affiliations_of(
    rows: Rows, keys: Collection[tuple[bytes, bytes]]
) -> dict[tuple[bytes, bytes], AffiliationRow]:
    """Return the affiliation of each (person, structure) that has one."""
    found = rows_of(
        rows,
        "WITH asked (person, structure) AS (VALUES {keys})"
        " SELECT f.person, f.structure, f.n, f.state, f.name"
        " FROM asked a CROSS JOIN affiliation f"
        " WHERE f.person = a.person AND f.structure = a.structure",
        keys,
    )
    return {(row.person, row.structure): row for row in map(_affiliation, found)}


def put_affiliation(
    rows: Rows, person: bytes, structure: bytes, *, n: int, state: str, name: bytes
) -> None:
    rows.run(
        "INSERT INTO affiliation (person, structure, n, state, name) VALUES (?, ?, ?, ?, ?)"
        " ON CONFLICT (person, structure) DO UPDATE SET n = excluded.n, state = excluded.state,"
        " name = excluded.name",
        (person, structure, n, state, name),
    )


def concerned(rows: Rows, person: bytes) -> list[bytes]:
    """Return the structures whose public statements one needs to check a person's."""
    found = rows.all("SELECT structure FROM concern WHERE person = ? ORDER BY structure", (person,))
    return [bytes(row[0]) for row in found]


def concerns(rows: Rows, keys: Collection[tuple[bytes, bytes]]) -> set[tuple[bytes, bytes]]:
    """Return those (person, structure) that are known to have to do with each other."""
    found = rows_of(
        rows,
        "WITH asked (person, structure) AS (VALUES {keys}) SELECT c.person, c.structure"
        " FROM asked a CROSS JOIN concern c"
        " WHERE c.person = a.person AND c.structure = a.structure",
        keys,
    )
    return {(bytes(person), bytes(structure)) for person, structure in found}


def put_concern(rows: Rows, person: bytes, structure: bytes) -> bool:
    """Note that `structure` has to do with `person`; return False when that was known."""
    return (
        rows.run(
            "INSERT INTO concern (person, structure) VALUES (?, ?) ON CONFLICT DO NOTHING",
            (person, structure),
        )
        > 0
    )


def journal_head(rows: Rows, device: bytes, chain: str) -> tuple[int, bytes]:
    """Return how far a device's journal is kept: number and hash; (0, 32 zeros) at first."""
    row = rows.one("SELECT seq, h FROM journal WHERE device = ? AND chain = ?", (device, chain))
    return (int(row[0]), bytes(row[1])) if row else (0, bytes(32))


def journal_place(rows: Rows, device: bytes, chain: str) -> int | None:
    """Return where in the journal's tree the last entry of a device's chain stands.

    None for a chain nobody has, and for one whose last entry came before places were kept.
    """
    row = rows.one("SELECT place FROM journal WHERE device = ? AND chain = ?", (device, chain))
    return int(row[0]) if row and row[0] is not None else None


def put_journal_head(rows: Rows, device: bytes, chain: str, seq: int, h: bytes, place: int) -> None:
    rows.run(
        "INSERT INTO journal (device, chain, seq, h, place) VALUES (?, ?, ?, ?, ?)"
        " ON CONFLICT (device, chain) DO UPDATE"
        " SET seq = excluded.seq, h = excluded.h, place = excluded.place",
        (device, chain, seq, h, place),
    )


def _structure(row: Row) -> StructureRow:
    held = parse_canon(bytes(row[1]))
    admins = {bytes.fromhex(each["id"]): unb64(each["ed"]) for each in held["admins"]}
    return StructureRow(bytes(row[0]), str(held["name"]), admins, int(row[2]), str(row[3]))


def _member(row: Row) -> MemberRow:
    return MemberRow(bytes(row[0]), bytes(row[1]), int(row[2]), row[3] == "active", bytes(row[4]))


def _device(row: Row) -> DeviceRow:
    return DeviceRow(
        bytes(row[0]), bytes(row[1]), int(row[2]), row[3] == "active", bytes(row[4]), bytes(row[5])
    )


def _affiliation(row: Row) -> AffiliationRow:
    return AffiliationRow(bytes(row[0]), bytes(row[1]), int(row[2]), str(row[3]), bytes(row[4]))
