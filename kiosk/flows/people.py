"""The people a structure accompanies: opened once, kept sealed, searched in memory.

Names lie sealed in each person's profile. Opening ten thousand of them takes seconds, so
a structure's directory is kept as sealed chunks under the structure's own key and brought
up to date with the few profiles that changed (DER-11: affiliated people only, no more
than tells homonyms apart).
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import asdict, dataclass, field, replace
from typing import Any

from kiosk.crypto.encoding import canon, parse_canon
from kiosk.crypto.failures import CannotOpen
from kiosk.crypto.records import Label, open_sealed, seal
from kiosk.domain.ids import PersonId
from kiosk.domain.names import Index
from kiosk.flows.api import Birth, PersonSummary
from kiosk.flows.facts import birth_of, open_facts
from kiosk.flows.papers import Keys
from kiosk.flows.post import Post
from kiosk.flows.shared_key import held_keys
from kiosk.flows.structure_key import StructureKeys
from kiosk.vault.database import ChangeMark
from kiosk.vault.vault_store import VaultStore

__all__ = ["Directory", "summary_of"]

CHUNKS = 64
"""A change re-seals one chunk: about 150 people of ten thousand."""


@dataclass(frozen=True, slots=True)
class _Entry:
    """One person as the directory knows them; `version` names the profile's heads it came from."""

    version: bytes
    summary: PersonSummary


@dataclass(slots=True)
class Directory:
    """The people of one structure, in one session's memory."""

    post: Post
    structure: StructureKeys
    _entries: dict[PersonId, _Entry] = field(default_factory=dict)
    _index: Index[PersonId] | None = None
    _mark: ChangeMark | None = None
    """The state of the vault that `_entries` and `_due` were compared with."""
    _due: dict[int, list[tuple[PersonId, bytes]]] = field(default_factory=dict)
    """By chunk, whose profile is to be opened; an empty list asks for the sealing alone."""

    def learn(self) -> bool:
        """Open the profiles that changed in one chunk and keep it sealed again.

        Returns whether more is left: with thousands of new people this is called over and
        over between other work. Nothing changed in the vault: costs one question.
        """
        vault = self.post.ready_vault()
        mark = vault.change_mark()
        if mark != self._mark:
            self._compare(vault)
            self._mark = mark
        if not self._due:
            return False
        chunk, people = self._due.popitem()
        is_new = not people
        for person, version in people:
            known, entry = self._entries.get(person), self._open(person, version)
            self._entries[person] = entry
            if known != entry:
                self._index = None
                is_new = True
        if is_new:
            self._save(chunk)
            self._mark = replace(mark, ours=vault.change_mark().ours)  # ours alone, just now
        return bool(self._due)

    def refresh(self) -> None:
        """Learn all that is left."""
        while self.learn():
            pass

    def prepare(self) -> bool:
        """Do some of what the first search would wait for; return whether more is left."""
        if self.learn():
            return True
        self._searchable()
        return False

    def _compare(self, vault: VaultStore) -> None:
        """Find whose profile is new, changed or gone since the vault was last looked at."""
        versions = vault.profile_versions(self.structure.id)
        outdated: set[int] = set()
        if self._mark is None:
            self._entries = self._load(outdated)
        self._due = {chunk: [] for chunk in outdated}
        for person, (version, is_granted) in versions.items():
            entry = self._entries.get(person)
            if (
                entry is None
                or entry.version != version
                or entry.summary.is_readable != (is_granted and version != b"")
            ):
                self._due.setdefault(_chunk(person), []).append((person, version))
        for person in self._entries.keys() - versions.keys():
            del self._entries[person]
            self._index = None
            self._due.setdefault(_chunk(person), [])

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
            entry = self._open(person, b"".join(head.name for head in heads))
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
        keys = Keys(private=None, shared=shared, boxes={}, is_person=False)
        identity = vault.identity(person)
        login = identity.text("login") if identity is not None else ""
        heads = [version[at : at + 32] for at in range(0, len(version), 32)]
        facts = open_facts(vault, person, keys, heads) if shared is not None else None
        if facts is None or not facts.values:
            return _Entry(version, PersonSummary(person, login, "", login, Birth(), False))
        return _Entry(version, summary_of(person, login, facts.values))

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

    def _save(self, chunk: int) -> None:
        people = {
            person.hex(): _line_of(entry)
            for person, entry in self._entries.items()
            if _chunk(person) == chunk
        }
        sealed = seal(
            Label.INDEX,
            self.structure.newest.private_space_key,
            canon(people),
            rng=self.post.rng,
            structure=self.structure.id,
            skv=self.structure.skv,
            chunk=chunk,
        )
        with self.post.ready_vault().transaction() as tx:
            tx.put_directory_chunk(self.structure.id, chunk, self.structure.skv, sealed)


def summary_of(person: PersonId, login: str, values: Mapping[str, Any]) -> PersonSummary:
    """Return what tells a person apart, from their opened facts."""
    return PersonSummary(
        person,
        login,
        str(values.get("given_names", "")),
        str(values.get("family_name", "")),
        birth_of(values.get("birth", {})),
        True,
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
