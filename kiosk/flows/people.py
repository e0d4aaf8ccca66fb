"""The people a structure accompanies: opened once, kept sealed, searched in memory.

Names lie sealed in each person's profile. Opening ten thousand of them takes seconds, so
a structure's directory is kept as sealed chunks under the structure's own key and brought
up to date with the few profiles that changed (DER-11: affiliated people only, no more
than tells homonyms apart).
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import asdict, dataclass, field
from typing import Any

from kiosk.crypto.encoding import canon, parse_canon
from kiosk.crypto.failures import CannotOpen
from kiosk.crypto.records import Label, open_sealed, seal
from kiosk.domain.ids import PersonId
from kiosk.domain.names import Index
from kiosk.flows.api import Birth, PersonSummary
from kiosk.flows.papers import Keys, open_metadata
from kiosk.flows.post import Post
from kiosk.flows.shared_key import held_keys
from kiosk.flows.structure_key import StructureKeys

__all__ = ["Directory", "birth_of", "summary_of"]

CHUNKS = 64
"""A change re-seals one chunk: about 150 people of ten thousand."""


@dataclass(frozen=True, slots=True)
class _Entry:
    """One person as the directory knows them; `version` names the profile it came from."""

    version: bytes
    summary: PersonSummary


@dataclass(slots=True)
class Directory:
    """The people of one structure, in one session's memory."""

    post: Post
    structure: StructureKeys
    _entries: dict[PersonId, _Entry] = field(default_factory=dict)
    _index: Index[PersonId] | None = None

    def refresh(self) -> None:
        """Load the sealed chunks and open what changed since; keep the result sealed again."""
        vault = self.post.ready_vault()
        versions = vault.profile_versions(self.structure.id)
        changed: set[int] = set()
        held = self._entries or self._load(changed)
        fresh: dict[PersonId, _Entry] = {}
        for person, (version, is_granted) in versions.items():
            entry = held.get(person)
            is_readable = is_granted and version != b""
            if (
                entry is None
                or entry.version != version
                or entry.summary.is_readable != is_readable
            ):
                entry = self._open(person, version)
                known = held.get(person)
                if known != entry:
                    changed.add(_chunk(person))
            fresh[person] = entry
        changed |= {_chunk(person) for person in held.keys() - fresh.keys()}
        if fresh != self._entries:
            self._index = None
        self._entries = fresh
        if changed:
            self._save(changed)

    def __len__(self) -> int:
        return len(self._entries)

    def summary(self, person: PersonId) -> PersonSummary | None:
        """Return what is known of one affiliated person."""
        entry = self._entries.get(person)
        return entry.summary if entry else None

    def open_one(self, person: PersonId) -> PersonSummary:
        """Return one affiliated person, without opening everybody else."""
        entry = self._entries.get(person)
        if entry is None:
            heads = self.post.ready_vault().item_heads(person, person)
            entry = self._open(person, heads[0].name if heads else b"")
        return entry.summary

    def search(self, text: str, limit: int) -> Sequence[PersonSummary]:
        """Return people by the start of any of their names, in any order."""
        return [self._entries[person].summary for person in self._searchable().search(text, limit)]

    def like(self, given_names: str, family_name: str, birth: Birth) -> Sequence[PersonSummary]:
        """Return people who may be the same person (ROL-19)."""
        found = self._searchable().duplicates(
            given_names, family_name, birth.year, birth.month, birth.day
        )
        return [self._entries[person].summary for person in found]

    def _searchable(self) -> Index[PersonId]:
        if self._index is None:
            self._index = Index(
                (person, entry.summary.given_names, entry.summary.family_name, entry.summary.birth)
                for person, entry in self._entries.items()
            )
        return self._index

    def _open(self, person: PersonId, version: bytes) -> _Entry:
        vault = self.post.ready_vault()
        shared = held_keys(vault, person, *self.structure.holders)
        statement = vault.statement(version) if version else None
        keys = Keys(private=None, shared=shared, boxes={}, is_person=False)
        identity = vault.identity(person)
        login = identity.text("login") if identity is not None else ""
        if statement is None or shared is None:
            return _Entry(version, PersonSummary(person, login, "", login, Birth(), False))
        try:
            metadata = open_metadata(statement, keys)
        except CannotOpen:
            return _Entry(version, PersonSummary(person, login, "", login, Birth(), False))
        return _Entry(version, summary_of(person, login, metadata))

    def _load(self, outdated: set[int]) -> dict[PersonId, _Entry]:
        """Open the sealed chunks; name in `outdated` those under an older key (flow 6.12)."""
        entries: dict[PersonId, _Entry] = {}
        for number, skv, sealed in self.post.ready_vault().directory_chunks(self.structure.id):
            if skv != self.structure.skv:
                outdated.add(number)
            try:
                plain = open_sealed(
                    Label.INDEX,
                    self.structure.at(skv).private_space_key,
                    sealed,
                    structure=self.structure.id,
                    skv=skv,
                    chunk=number,
                )
            except CannotOpen:
                continue  # only a copy: its people are opened again from their profiles
            for person, line in parse_canon(plain).items():
                entries[PersonId(bytes.fromhex(person))] = _entry_of(person, line)
        return entries

    def _save(self, chunks: set[int]) -> None:
        lines: dict[int, dict[str, Any]] = {number: {} for number in chunks}
        for person, entry in self._entries.items():
            if _chunk(person) in chunks:
                lines[_chunk(person)][person.hex()] = _line_of(entry)
        with self.post.ready_vault().transaction() as tx:
            for number, people in lines.items():
                sealed = seal(
                    Label.INDEX,
                    self.structure.newest.private_space_key,
                    canon(people),
                    rng=self.post.rng,
                    structure=self.structure.id,
                    skv=self.structure.skv,
                    chunk=number,
                )
                tx.put_directory_chunk(self.structure.id, number, self.structure.skv, sealed)


def summary_of(person: PersonId, login: str, metadata: Mapping[str, Any]) -> PersonSummary:
    """Return what tells a person apart, from an opened profile."""
    return PersonSummary(
        person,
        login,
        metadata["given_names"],
        metadata["family_name"],
        birth_of(metadata["birth"]),
        True,
    )


def birth_of(facts: Mapping[str, Any]) -> Birth:
    """Return a birth date as it was given; parts nobody knew are missing."""
    return Birth(
        facts.get("year"), facts.get("month"), facts.get("day"), bool(facts.get("is_about"))
    )


def _chunk(person: PersonId) -> int:
    return person[0] % CHUNKS


def _line_of(entry: _Entry) -> dict[str, Any]:
    summary = entry.summary
    birth = {k: v for k, v in asdict(summary.birth).items() if v is not None}
    return {
        "v": entry.version.hex(),
        "l": summary.login,
        "g": summary.given_names,
        "f": summary.family_name,
        "b": birth,
        "r": summary.is_readable,
    }


def _entry_of(person: str, line: Mapping[str, Any]) -> _Entry:
    summary = PersonSummary(
        PersonId(bytes.fromhex(person)),
        line["l"],
        line["g"],
        line["f"],
        birth_of(line["b"]),
        line["r"],
    )
    return _Entry(bytes.fromhex(line["v"]), summary)
