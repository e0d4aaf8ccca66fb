"""A line to a server that a test may watch, cut or bend, call by call."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from sync.agent.server import NotNow, Server

__all__ = ["BentServer"]

METHODS = frozenset(
    {
        "hello",
        "challenge",
        "session",
        "enrol",
        "send_statements",
        "changes",
        "knows_place",
        "part_offset",
        "send_piece",
        "send_parts",
        "fates_of",
        "read_parts",
        "read_part",
        "account",
        "present",
        "journal_head",
        "journal_of",
        "journal_chain",
    }
)


class BentServer:
    """Passes every call on to `straight` and notes its name in `asked`.

    `bend[name]` is called in place of a method, with the straight method first.
    `cut_at` cuts the line at that call (counted from 1), before or after it took effect.
    """

    def __init__(self, straight: Server) -> None:
        self.straight = straight
        self.asked: list[str] = []
        self.bend: dict[str, Callable[..., Any]] = {}
        self.cut_at = 0
        self.is_cut_after = False

    def sibling(self) -> BentServer:
        """Another line is bent as this one is."""
        return self

    def __getattr__(self, name: str) -> Any:
        found = getattr(self.straight, name)
        if name not in METHODS:
            return found

        def call(*values: Any) -> Any:
            self.asked.append(name)
            is_cut = len(self.asked) == self.cut_at
            if is_cut and not self.is_cut_after:
                raise NotNow("sync.cut")
            bent = self.bend.get(name)
            answer = bent(found, *values) if bent else found(*values)
            if is_cut:
                raise NotNow("sync.cut")
            return answer

        return call
