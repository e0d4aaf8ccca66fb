"""What this post knows already, remembered for the time of one page.

A page of 500 statements asks the directory the same few questions; each answer is a
statement read and parsed. What a stored statement may change is asked again.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import TypeVar

from kiosk.crypto.statements import Statement
from kiosk.crypto.trust import Directory

__all__ = ["Known"]

Answer = TypeVar("Answer")


class Known:
    """A directory in front of another one; of use inside one transaction only."""

    def __init__(self, directory: Directory) -> None:
        self._asked = directory
        self._kept: dict[tuple[object, ...], object] = {}

    def root_ed(self) -> bytes:
        return self._asked.root_ed()

    def charter(self, structure: bytes) -> Statement | None:
        return self._once(("charter", structure), lambda: self._asked.charter(structure))

    def skey(self, structure: bytes, skv: int) -> Statement | None:
        return self._once(("skey", structure, skv), lambda: self._asked.skey(structure, skv))

    def member(self, structure: bytes, pro: bytes) -> Statement | None:
        return self._once(("member", structure, pro), lambda: self._asked.member(structure, pro))

    def structure_of(self, pro: bytes) -> bytes | None:
        return self._once(("structure_of", pro), lambda: self._asked.structure_of(pro))

    def ticket(self, ticket: bytes) -> Statement | None:
        return self._once(("ticket", ticket), lambda: self._asked.ticket(ticket))

    def device(self, device: bytes) -> Statement | None:
        return self._once(("device", device), lambda: self._asked.device(device))

    def identity(self, person: bytes) -> Statement | None:
        return self._once(("identity", person), lambda: self._asked.identity(person))

    def affiliation(self, person: bytes, structure: bytes) -> Statement | None:
        return self._once(
            ("affil", person, structure), lambda: self._asked.affiliation(person, structure)
        )

    def learnt(self, statement: Statement) -> None:
        """Forget the answers that `statement`, just stored, may have changed."""
        match statement.type:
            case "charter":
                self._forget("charter", statement.id("structure"))
            case "skey":
                self._forget("skey", statement.id("structure"), statement.number("skv"))
            case "member":
                self._forget("member", statement.id("structure"), statement.id("pro"))
                self._forget("structure_of", statement.id("pro"))
            case "ticket":
                self._forget("ticket", statement.id("ticket"))
            case "device":
                self._forget("device", statement.id("device"))
            case "identity":
                self._forget("identity", statement.id("person"))
            case "affil":
                self._forget("affil", statement.id("person"), statement.id("structure"))
            case _:
                pass  # nothing else is asked for

    def _forget(self, *key: object) -> None:
        self._kept.pop(key, None)

    def _once(self, key: tuple[object, ...], ask: Callable[[], Answer]) -> Answer:
        if key not in self._kept:
            self._kept[key] = ask()
        return self._kept[key]  # type: ignore[return-value]  # what `ask` of this key returned
