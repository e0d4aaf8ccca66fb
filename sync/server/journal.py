"""The server's journal: what posts did and what the server did, in one tree (FORMAT.md 6.14).

An entry is canonical JSON of ids, counts and words of the code. Entries of posts carry the
post, its chain, number and hash; the server's own acts carry `server`. Functions take an
open transaction and never commit: an act and its entry are there together or not at all.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from kiosk.crypto.encoding import canon
from kiosk.domain.ids import ID_BYTES
from kiosk.domain.retention import JOURNAL_BODY_S, over_before
from kiosk.journal.chain import entry_fields, leaf_fields
from kiosk.journal.tree import consistency_proof, grown, inclusion_proof, leaf_hash, tree_root
from sync.protocol.journal import ENTRIES_MAX_COUNT, JournalPage, ProvedEntry, TreeHead
from sync.server.keys.port import Keys
from sync.server.store.database import Rows

__all__ = [
    "Heads",
    "act",
    "all_entries",
    "of_device",
    "page_of",
    "proof_of",
    "size_of",
    "team_page_of",
    "trim",
]

NOBODY = b""
TRIMMED_AT_ONCE = 5000


def act(
    rows: Rows,
    action: str,
    *,
    now: int,
    at: int | None = None,
    person: bytes | None = None,
    told: Mapping[str, bytes | str | int] | None = None,
    **ids_and_words: bytes | str,
) -> None:
    """Write one act of the server itself: an enrolment, a refusal, a maintenance act (TRC-04).

    `at` is when it was done, if that was not now.
    Raises ValueError for a detail that is neither an id, a count nor a plain word.
    """
    details = {**(told or {}), **ids_and_words}
    fields = entry_fields(
        at=now if at is None else at,
        actor=bytes(ID_BYTES),
        person=person,
        action=action,
        details=details,
    )
    _append(rows, [_Leaf({"entry": fields, "server": True}, person)], now=now)


def of_device(
    rows: Rows,
    device: bytes,
    structure: bytes,
    chain: str,
    first: int,
    entries: Sequence[tuple[Mapping[str, object], bytes]],
    *,
    now: int,
) -> int:
    """Write entries of a post's chain, with the chain's hash after each; `first` is the number
    of the first. Return the place of the last one. The caller has checked that they continue
    what is kept."""
    told = []
    for seq, (entry, h) in enumerate(entries, start=first):
        is_own = entry.get("actor") == entry.get("person")
        team = NOBODY if is_own else structure
        told.append(_Leaf(leaf_fields(device, chain, seq, entry, h), _person(entry), team))
    return _append(rows, told, now=now) - 1


def proof_of(rows: Rows, place: int, size: int) -> tuple[bytes, ...]:
    """Return the proof that the leaf at `place` is in the tree of `size`."""
    return tuple(inclusion_proof(_Reader(rows), place, size))


def size_of(rows: Rows) -> int:
    """Return how many entries the tree has."""
    row = rows.one("SELECT size FROM journal_size WHERE one = 1")
    return int(row[0]) if row else 0


@dataclass(slots=True)
class Heads:
    """Signs heads, each size once: a quiet server is asked often and signs nothing."""

    keys: Keys
    _last: tuple[int, bytes, int, bytes] | None = field(default=None, repr=False)

    def head(self, rows: Rows, known: int, *, now: int) -> TreeHead:
        """Return the signed head, and the proof that it continues the tree of `known` entries.

        Whoever knows a longer tree than this one gets no proof: there is none.
        """
        size = size_of(rows)
        root = tree_root(_Reader(rows), size)
        held = self._last
        if held is None or held[:2] != (size, root):
            held = (size, root, now, self.keys.checkpoint(size, root, now))
            self._last = held
        proof = consistency_proof(_Reader(rows), known, size) if known <= size else []
        return TreeHead(size, root, held[2], held[3], tuple(proof))


def page_of(rows: Rows, person: bytes, after: int, size: int) -> JournalPage:
    """Return entries about a person after place `after`, each proved in the tree of `size`."""
    found = rows.all(
        "SELECT pos, body FROM journal_leaf WHERE person = ? AND pos >= ? AND pos < ?"
        " ORDER BY pos LIMIT ?",
        (person, after, size, ENTRIES_MAX_COUNT + 1),
    )
    return _page(rows, found, after, size)


def team_page_of(
    rows: Rows, structure: bytes, device: bytes, after: int, size: int, *, since: int
) -> JournalPage:
    """Return entries of a structure's posts but those of `device`, which has them, after place
    `after` and come here since then; each proved in the tree of `size`. What persons did in
    their own safes is not among them."""
    first = rows.one(
        "SELECT pos FROM journal_leaf WHERE at >= ? AND length(body) > 0 ORDER BY at, pos LIMIT 1",
        (since,),
    )
    begin = size if first is None else max(after, int(first[0]))
    found = rows.all(
        "SELECT pos, body FROM journal_leaf WHERE structure = ? AND structure <> ?"
        " AND pos >= ? AND pos < ? ORDER BY pos LIMIT ?",
        (structure, NOBODY, begin, size, ENTRIES_MAX_COUNT + 1),
    )
    own = b'"device":"%s"' % device.hex().encode()
    told = [(pos, b"" if own in bytes(body) else body) for pos, body in found]
    return _page(rows, told, after, size)


def _page(rows: Rows, found: Sequence[Sequence[Any]], after: int, size: int) -> JournalPage:
    """Return the page of these (place, body); one more than fit says that there are more."""
    read = _Reader(rows)
    entries = tuple(
        ProvedEntry(int(pos), bytes(body), tuple(inclusion_proof(read, int(pos), size)))
        for pos, body in found[:ENTRIES_MAX_COUNT]
        if bytes(body)
    )
    last = int(found[:ENTRIES_MAX_COUNT][-1][0]) + 1 if found else after
    return JournalPage(next=last, more=len(found) > ENTRIES_MAX_COUNT, entries=entries)


def all_entries(rows: Rows, *, batch: int = 1000) -> Iterator[tuple[int, bytes, bytes]]:
    """Yield (place, hash, body) of every entry; the body is empty once it was trimmed."""
    after = 0
    while True:
        found = rows.all(
            "SELECT l.pos, n.hash, l.body FROM journal_leaf l JOIN journal_node n"
            " ON n.level = 0 AND n.idx = l.pos WHERE l.pos >= ? ORDER BY l.pos LIMIT ?",
            (after, batch),
        )
        if not found:
            return
        for pos, hash, body in found:
            yield int(pos), bytes(hash), bytes(body)
        after = int(found[-1][0]) + 1


def trim(rows: Rows, *, now: int) -> int:
    """Empty bodies of more than twelve months, keep their hashes (TRC-08); return how many.

    The signed batches they came in go too: they hold the same entries.
    """
    before = over_before(JOURNAL_BODY_S, now)
    rows.run("DELETE FROM statement WHERE type = 'log' AND stored_at < ?", (before,))
    return rows.run(
        "UPDATE journal_leaf SET body = ?, person = ?, structure = ? WHERE pos IN"
        " (SELECT pos FROM journal_leaf WHERE at < ? AND length(body) > 0 ORDER BY at LIMIT ?)",
        (b"", NOBODY, NOBODY, before, TRIMMED_AT_ONCE),
    )


@dataclass(frozen=True, slots=True)
class _Leaf:
    """An entry on its way into the tree: what it is, whom and whose team it is about."""

    fields: Mapping[str, object]
    person: bytes | None
    structure: bytes = NOBODY


def _append(rows: Rows, told: Sequence[_Leaf], *, now: int) -> int:
    """Write leaves and the nodes that come with them; return how many leaves there are then."""
    size = size_of(rows)
    if not told:
        return size
    bodies = [canon(each.fields) for each in told]
    rows.many(
        "INSERT INTO journal_leaf (pos, at, person, structure, body) VALUES (?, ?, ?, ?, ?)",
        [
            (size + place, now, each.person or NOBODY, each.structure, body)
            for place, (body, each) in enumerate(zip(bodies, told, strict=True))
        ],
    )
    rows.many(
        "INSERT INTO journal_node (level, idx, hash) VALUES (?, ?, ?)",
        [
            (node.level, node.index, node.hash)
            for node in grown(_Reader(rows), size, [leaf_hash(body) for body in bodies])
        ],
    )
    rows.run("UPDATE journal_size SET size = ? WHERE one = 1", (size + len(told),))
    return size + len(told)


class _Reader:
    """Reads nodes of one transaction; a proof asks for some more than once."""

    def __init__(self, rows: Rows) -> None:
        self._rows = rows
        self._held: dict[tuple[int, int], bytes] = {}

    def __call__(self, level: int, index: int) -> bytes:
        held = self._held.get((level, index))
        if held is None:
            row = self._rows.one(
                "SELECT hash FROM journal_node WHERE level = ? AND idx = ?", (level, index)
            )
            if row is None:
                raise LookupError("the journal's tree has lost a node")
            held = self._held[level, index] = bytes(row[0])
        return held


def _person(entry: Mapping[str, object]) -> bytes | None:
    """Return whose safe a post's entry is about; whatever it says is no promise of ours."""
    told = entry.get("person")
    try:
        found = bytes.fromhex(told) if isinstance(told, str) else b""
    except ValueError:
        return None
    return found if len(found) == ID_BYTES else None
