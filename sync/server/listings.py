"""Lists for whoever runs the server: rows of the overview, and rows as a table."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import date, datetime, timedelta
from typing import Any
from zoneinfo import ZoneInfo

from sync.server.operator_messages import Agreement

__all__ = [
    "CODES",
    "DEVICES",
    "MEMBERS",
    "STRUCTURES",
    "agreement_of",
    "codes",
    "devices",
    "members",
    "structures",
    "table",
]

PARIS = ZoneInfo("Europe/Paris")
"""Agreements are signed in France: their days begin and end there."""
Row = Mapping[str, str]

STRUCTURES = {
    "name": "Structure",
    "state": "État",
    "first": "Du",
    "last": "Au",
    "members": "Personnes",
    "devices": "Postes",
    "structure": "Numéro",
}
MEMBERS = {"login": "Identifiant", "name": "Nom", "state": "État", "structure": "Structure"}
DEVICES = {"device": "Poste", "place": "Lieu", "state": "État", "structure": "Structure"}
CODES = {"ticket": "Code", "expires_at": "Valable jusqu'à", "structure": "Structure"}


def agreement_of(first: str, last: str) -> Agreement:
    """Return the agreement of two days as ISO has them, both included. Raises ValueError."""
    begins, ends = date.fromisoformat(first), date.fromisoformat(last) + timedelta(days=1)
    if ends <= begins:
        raise ValueError("an agreement that ends before it begins")
    return Agreement(_midnight(begins), _midnight(ends))


def structures(found: Sequence[Mapping[str, Any]]) -> list[dict[str, str]]:
    return [
        {
            "name": each["name"],
            "state": each["state"],
            "first": _day(each["agreement"].get("starts_at")),
            "last": _day(each["agreement"].get("ends_at"), earlier_s=1),
            "members": str(_active(each["members"])),
            "devices": str(_active(each["devices"])),
            "structure": each["structure"],
        }
        for each in found
    ]


def members(found: Sequence[Mapping[str, Any]], role: str) -> list[dict[str, str]]:
    return [
        {key: each[key] for key in ("login", "name", "state")} | {"structure": structure["name"]}
        for structure in found
        for each in structure["members"]
        if each["role"] == role
    ]


def devices(found: Sequence[Mapping[str, Any]]) -> list[dict[str, str]]:
    return [
        {key: each[key] for key in ("device", "place", "state")} | {"structure": structure["name"]}
        for structure in found
        for each in structure["devices"]
    ]


def codes(found: Sequence[Mapping[str, Any]], *, now: int) -> list[dict[str, str]]:
    """Return codes that may still be used, the next to end first."""
    return [
        {
            "ticket": each["ticket"],
            "expires_at": datetime.fromtimestamp(each["expires_at"], PARIS).strftime(
                "%Y-%m-%d %H:%M"
            ),
            "structure": structure["name"],
        }
        for structure in found
        for each in structure["codes"]
        if not each["device"] and each["expires_at"] > now
    ]


def table(columns: Mapping[str, str], rows: Sequence[Row]) -> str:
    """Return rows under their heads, each column as wide as it needs; "" without rows."""
    if not rows:
        return ""
    lines = [list(columns.values()), *([row[key] for key in columns] for row in rows)]
    widths = [max(len(line[place]) for line in lines) for place in range(len(columns))]
    drawn = [
        "  ".join(cell.ljust(width) for cell, width in zip(line, widths, strict=True)).rstrip()
        for line in lines
    ]
    return "\n".join([drawn[0], "  ".join("─" * width for width in widths), *drawn[1:]])


def _midnight(day: date) -> int:
    return int(datetime(day.year, day.month, day.day, tzinfo=PARIS).timestamp())


def _day(at: int | None, *, earlier_s: int = 0) -> str:
    return "" if at is None else datetime.fromtimestamp(at - earlier_s, PARIS).date().isoformat()


def _active(found: Sequence[Mapping[str, Any]]) -> int:
    return sum(each["state"] == "active" for each in found)
