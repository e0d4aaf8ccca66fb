"""A `kiosk.crypto.trust.Directory` in memory: what was accepted, merged as FORMAT.md says."""

from __future__ import annotations

from kiosk.crypto.statements import Statement
from kiosk.crypto.trust import check

__all__ = ["MemoryDirectory"]


class MemoryDirectory:
    """Keeps statements by what they are about; `accept` asks `trust` first."""

    def __init__(self, root_ed: bytes) -> None:
        self._root_ed = root_ed
        self._kept: dict[tuple[str, bytes, bytes | int], Statement] = {}
        self._works: dict[bytes, list[bytes]] = {}

    def accept(self, *statements: Statement) -> None:
        """Check each statement and keep it. Raises what `trust.check` raises."""
        for statement in statements:
            check(statement, self)
            self.keep(statement)

    def keep(self, statement: Statement) -> None:
        """Keep a statement unchecked, if it wins over what was kept."""
        place = self._place(statement)
        held = self._kept.get(place)
        if held is None or _rank(statement) > _rank(held):
            self._kept[place] = statement
        if statement.type == "member":
            works = self._works.setdefault(statement.id("pro"), [])
            if statement.id("structure") not in works:
                works.append(statement.id("structure"))

    def root_ed(self) -> bytes:
        return self._root_ed

    def charter(self, structure: bytes) -> Statement | None:
        return self._kept.get(("charter", structure, b""))

    def skey(self, structure: bytes, skv: int) -> Statement | None:
        return self._kept.get(("skey", structure, skv))

    def member(self, structure: bytes, pro: bytes) -> Statement | None:
        return self._kept.get(("member", structure, pro))

    def structure_of(self, pro: bytes) -> bytes | None:
        works = self._works.get(pro, [])
        active = [s for s in works if self._kept["member", s, pro].text("state") == "active"]
        found = active or works
        return found[-1] if found else None

    def ticket(self, ticket: bytes) -> Statement | None:
        return self._kept.get(("ticket", ticket, b""))

    def device(self, device: bytes) -> Statement | None:
        return self._kept.get(("device", device, b""))

    def identity(self, person: bytes) -> Statement | None:
        return self._kept.get(("identity", person, b""))

    def affiliation(self, person: bytes, structure: bytes) -> Statement | None:
        return self._kept.get(("affil", person, structure))

    def _place(self, statement: Statement) -> tuple[str, bytes, bytes | int]:
        match statement.type:
            case "charter":
                return "charter", statement.id("structure"), b""
            case "skey":
                return "skey", statement.id("structure"), statement.number("skv")
            case "member":
                return "member", statement.id("structure"), statement.id("pro")
            case "ticket" | "device":
                return statement.type, statement.id(statement.type), b""
            case "identity":
                return "identity", statement.id("person"), b""
            case "affil":
                return "affil", statement.id("person"), statement.id("structure")
            case other:
                return other, statement.name, b""


def _rank(statement: Statement) -> tuple[int, bool]:
    is_removal = statement.body.get("state") in ("removed", "remove")
    return int(statement.body.get("n", 0)), is_removal
