"""What a bench found: each figure with all its runs, its median, and the aim it is held to."""

from __future__ import annotations

import os
import resource
import statistics
import sys
import time
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, field
from pathlib import Path

__all__ = ["Figure", "Telling", "aligned", "cpu_s", "machine", "short", "table", "timed"]


def timed(act: Callable[[], object]) -> float:
    """Return how long `act` took, in seconds."""
    began_s = time.perf_counter()
    act()
    return time.perf_counter() - began_s


def cpu_s() -> float:
    """Return the processor time of this process and of its children that ended, in seconds."""
    used = (resource.getrusage(whose) for whose in (resource.RUSAGE_SELF, resource.RUSAGE_CHILDREN))
    return sum(each.ru_utime + each.ru_stime for each in used)


@dataclass(frozen=True, slots=True)
class Figure:
    """One thing measured several times. `aim` is the most the median may be, if there is one."""

    bench: str
    name: str
    unit: str
    values: tuple[float, ...]
    aim: float | None = None

    @property
    def median(self) -> float:
        return statistics.median(self.values)

    @property
    def is_held(self) -> bool | None:
        """Whether the aim is held; None for a figure that only explains another."""
        return None if self.aim is None else self.median <= self.aim

    def row(self) -> dict[str, object]:
        """Return the figure as JSON values."""
        return {
            "bench": self.bench,
            "name": self.name,
            "unit": self.unit,
            "median": round(self.median, 4),
            "values": [round(value, 4) for value in self.values],
            "aim": self.aim,
            "is_held": self.is_held,
        }


@dataclass(frozen=True, slots=True)
class Telling:
    """Figures of a long bench, each told on the error output as soon as it is known."""

    bench: str
    figures: list[Figure] = field(default_factory=list)

    def figure(
        self, name: str, unit: str, values: Sequence[float], aim: float | None = None
    ) -> None:
        """Keep a figure and tell it."""
        known = Figure(self.bench, name, unit, tuple(values), aim)
        self.figures.append(known)
        verdict = {True: " (aim held)", False: " (aim MISSED)", None: ""}[known.is_held]
        self.say(f"{name}: {short(known.median)} {unit}{verdict}")

    def say(self, words: str) -> None:
        """Tell how far the bench is."""
        print(f"{self.bench}: {words}", file=sys.stderr, flush=True)


def table(figures: Iterable[Figure]) -> str:
    """Return the figures as lines for a terminal."""
    rows = [("bench", "what", "median", "all runs", "aim", "")]
    rows += [
        (
            each.bench,
            each.name,
            f"{short(each.median)} {each.unit}",
            " ".join(short(value) for value in each.values),
            "" if each.aim is None else f"<= {short(each.aim)}",
            {True: "held", False: "MISSED", None: ""}[each.is_held],
        )
        for each in figures
    ]
    return "\n".join(aligned(rows))


def machine() -> dict[str, object]:
    """Return the kind of machine: cores, processor family, memory; never a name or a path."""
    lines = Path("/proc/cpuinfo").read_text(encoding="utf-8").splitlines()
    models = [line.partition(":")[2].strip() for line in lines if line.startswith("model name")]
    memory = os.sysconf("SC_PAGE_SIZE") * os.sysconf("SC_PHYS_PAGES")
    return {
        "cores": os.cpu_count() or 1,
        "processor": models[0] if models else "unknown",
        "memory_gb": round(memory / 1e9),
        "load_before": round(os.getloadavg()[0], 2),
    }


def short(value: float) -> str:
    """Return a number with three figures."""
    return f"{value:.0f}" if abs(value) >= 100 else f"{value:.3g}"


def aligned(rows: Sequence[Sequence[str]]) -> list[str]:
    """Return rows of cells as lines whose columns stand below one another."""
    widths = [max(len(row[column]) for row in rows) for column in range(len(rows[0]))]
    return [
        "  ".join(cell.ljust(width) for cell, width in zip(row, widths, strict=True)).rstrip()
        for row in rows
    ]
