"""What the tour leaves: pictures, steps with their durations, checks with what they found."""

from __future__ import annotations

import json
import platform
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import asdict, dataclass, field
from pathlib import Path
from typing import Any

from ui.tour.stage import Hand

__all__ = ["Report"]


@dataclass(frozen=True, slots=True)
class Step:
    """One act, as it went."""

    name: str
    seconds: float


@dataclass(frozen=True, slots=True)
class Check:
    """Something proved afterwards."""

    name: str
    is_good: bool
    found: Any


@dataclass(slots=True)
class Report:
    """Written to report.json even when the tour breaks off, with the reason."""

    out: Path
    steps: list[Step] = field(default_factory=list)
    checks: list[Check] = field(default_factory=list)
    pictures: list[str] = field(default_factory=list)
    broken_off: str = ""

    @contextmanager
    def step(self, name: str) -> Iterator[None]:
        """Time one act and say that it goes on."""
        print(f"  {name} …", end="", flush=True)
        started = time.monotonic()
        yield
        seconds = round(time.monotonic() - started, 2)
        self.steps.append(Step(name, seconds))
        print(f" {seconds:.1f} s", flush=True)

    def picture(self, hand: Hand, name: str) -> None:
        """Keep the window as it stands."""
        path = self.out / f"{len(self.pictures) + 1:02}-{name}.png"
        path.write_bytes(hand.picture())
        self.pictures.append(path.name)

    def check(self, name: str, is_good: bool, found: Any) -> None:
        """Keep what a proof found."""
        self.checks.append(Check(name, is_good, found))
        print(f"  {'ok ' if is_good else 'NOT'} {name}: {found}", flush=True)

    @property
    def is_good(self) -> bool:
        return not self.broken_off and bool(self.checks) and all(c.is_good for c in self.checks)

    def write(self) -> None:
        """Leave report.json."""
        told = {
            "is_good": self.is_good,
            "broken_off": self.broken_off,
            "machine": platform.machine(),
            "steps": [asdict(step) for step in self.steps],
            "checks": [asdict(check) for check in self.checks],
            "pictures": self.pictures,
        }
        text = json.dumps(told, ensure_ascii=False, indent=2)
        (self.out / "report.json").write_text(text + "\n", encoding="utf-8")
