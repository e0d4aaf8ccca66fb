"""What every contestant offers: the same four steps on the same data.

A thousand small records and two hundred parts go out for the first time; ten records
change; nothing changes; a machine that has nothing yet gets it all.
"""

from __future__ import annotations

import os
import shutil
from collections.abc import Callable, Mapping, Sequence
from contextlib import AbstractContextManager
from dataclasses import dataclass
from enum import Enum
from pathlib import Path
from typing import Protocol

__all__ = ["CHANGES", "PART_BYTES", "RECORD_BYTES", "Amount", "Peer", "Phase", "Steps"]

RECORD_BYTES = 1000
PART_BYTES = 300_000
CHANGES = 10


class Phase(Enum):
    """The steps, in their order."""

    PUSH = "first push"
    CHANGES = f"{CHANGES} changes"
    NOTHING = "nothing new"
    PULL = "fresh pull"


@dataclass(frozen=True, slots=True)
class Amount:
    """How much is exchanged."""

    records: int
    parts: int


class Steps(Protocol):
    """One contestant, its two ends running. Used from one thread."""

    @property
    def roots(self) -> Sequence[int]:
        """The processes of both ends that last; what they start counts with them."""

    def prepare(self, phase: Phase) -> None:
        """Change what is to be sent, or make the fresh machine: not measured."""

    def run(self, phase: Phase) -> None:
        """Take the step; return once the other end has it all."""

    def check(self) -> None:
        """Raise RuntimeError unless the fresh machine holds the same as the first."""

    def notes(self) -> Mapping[str, float]:
        """Return what else this contestant measured of itself."""


@dataclass(frozen=True, slots=True)
class Peer:
    """A contestant. `is_sealed`: what the far end keeps cannot be read there; the others
    are limits, not rivals."""

    name: str
    programs: tuple[str, ...]
    is_sealed: bool
    open: Callable[[Path, Amount], AbstractContextManager[Steps]]

    @property
    def missing(self) -> tuple[str, ...]:
        """Programs that are not installed here."""
        return tuple(name for name in self.programs if shutil.which(name, path=_path()) is None)


def _path() -> str:
    """Servers lie where only root looks."""
    return os.pathsep.join((os.environ.get("PATH", os.defpath), "/usr/sbin"))
