"""What the rules of `acceptance` will ask of the store about a turn, said beforehand.

A guess for speed alone: what is not guessed is asked for when it is needed.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field

from kiosk.crypto.statements import Statement, owner
from sync.server.ahead import Unreadable
from sync.server.store.seen import Seen

__all__ = ["ask_ahead"]


def ask_ahead(seen: Seen, turn: Sequence[Statement | Unreadable], structure: bytes) -> None:
    """Ask for what these statements, brought by a post of `structure`, will need."""
    wanted = _Wanted(structure)
    for statement in turn:
        if isinstance(statement, Statement):
            wanted.add(statement)
    seen.sequences.ask(wanted.names)
    seen.persons.ask(wanted.persons)
    seen.affiliations.ask(wanted.shares)
    seen.concerns.ask(wanted.concerns)
    seen.epochs.ask(wanted.epochs)
    seen.spaces.ask(wanted.versions)
    seen.parts.ask(wanted.parts)


@dataclass(slots=True)
class _Wanted:
    """Keys by which the rules will ask."""

    structure: bytes
    names: list[tuple[bytes, bytes]] = field(default_factory=list)
    persons: list[bytes] = field(default_factory=list)
    shares: list[tuple[bytes, bytes]] = field(default_factory=list)
    concerns: list[tuple[bytes, bytes]] = field(default_factory=list)
    epochs: list[tuple[bytes, bytes]] = field(default_factory=list)
    versions: list[tuple[bytes, bytes, bytes]] = field(default_factory=list)
    parts: list[bytes] = field(default_factory=list)

    def add(self, st: Statement) -> None:
        kind = st.type
        if kind == "cred":
            return  # whose it is the store says first
        person = owner(st)
        self.names.append((person, st.name))
        match kind:
            case "item":
                self._add_item(st, person)
            case "epoch":
                parents = [bytes.fromhex(each) for each in st.body["parents"]]
                self.epochs += [(person, each) for each in (st.id("epoch"), *parents)]
                self._add_shared(st, person)
            case "grant":
                self.epochs.append((person, st.id("epoch")))
                if st.id("to") != person:
                    self.shares.append((person, st.id("to")))
                self._add_shared(st, person)
            case "consent" | "req":
                self.persons.append(person)
                self.concerns.append((person, self.structure))

    def _add_item(self, st: Statement, person: bytes) -> None:
        space, item = st.text("space"), st.id("item")
        if space == "sh":
            self.epochs.append((person, st.id("epoch")))
        if space != "pro":
            self._add_shared(st, person)
        self.versions += [(person, item, bytes.fromhex(each)) for each in st.body["prev"]]
        self.parts += [bytes.fromhex(each["id"]) for each in st.body["parts"]]

    def _add_shared(self, st: Statement, person: bytes) -> None:
        self.persons.append(person)
        if st.by != person:
            self.shares.append((person, self.structure))
            self.concerns.append((person, self.structure))
