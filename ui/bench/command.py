"""The command: which benches to run, how often, how large; a table or JSON."""

from __future__ import annotations

import argparse
import json
import tempfile
from collections.abc import Callable, Mapping, Sequence
from pathlib import Path
from typing import TYPE_CHECKING

from ui.bench.figures import Figure, machine, table
from ui.bench.ground import Sizes

if TYPE_CHECKING:
    from ui.bench.peers.contest import Contest

__all__ = ["command"]

Bench = Callable[[Path, Sizes], Sequence[Figure]]


def command(arguments: list[str]) -> int:
    """Run the benches asked for and print what they found; 0 when all of them ran.

    A missed aim is said in the table and is no failure of the command: the machine may be
    busy with something else.
    """
    benches = _benches()
    parser = argparse.ArgumentParser(prog="reconnect-kiosk bench", description=__doc__)
    parser.add_argument("what", choices=[*benches, "all"])
    parser.add_argument("--json", action="store_true", help="one JSON object on stdout")
    parser.add_argument("--runs", type=int, default=5, help="how often each thing is measured")
    parser.add_argument("--people", type=int, default=10_000, help="in the large vault")
    parser.add_argument("--records", type=int, default=1000, help="of 1 KB, to exchange")
    parser.add_argument("--parts", type=int, default=200, help="of 300 KB, to exchange")
    parser.add_argument("--pages", type=int, default=20, help="A4 in colour, to scan")
    parser.add_argument(
        "--peers", action="store_true", help="sync: beside every other sync tool installed here"
    )
    asked = parser.parse_args(arguments)
    sizes = Sizes(max(1, asked.runs), asked.people, asked.records, asked.parts, max(1, asked.pages))
    found: list[Figure] = []
    beside = ""
    kind = machine()
    with tempfile.TemporaryDirectory(prefix="reconnect-bench-") as folder:
        for name, bench in benches.items():
            if asked.peers and asked.what == name == "sync":
                held = _contest(Path(folder), sizes)
                found += held.figures()
                beside = f"{held.table()}\n\n"
            elif asked.what in {name, "all"}:
                place = Path(folder) / name
                place.mkdir()
                found += bench(place, sizes)
    if asked.json:
        told = {"machine": kind, "figures": [each.row() for each in found]}
        print(json.dumps(told, ensure_ascii=False, indent=1))
    else:
        words = ", ".join(f"{name} {value}" for name, value in kind.items())
        shown = [each for each in found if each.aim is not None] if beside else found
        print(f"{beside}{table(shown)}\n({words})")
    return 0


def _contest(folder: Path, sizes: Sizes) -> Contest:
    from ui.bench.peers.contest import contest

    return contest(folder, sizes)


def _benches() -> Mapping[str, Bench]:
    # Imported now: one bench does not wait for what the others need.
    from ui.bench import capture, home, login, memory, start, sync, wipe

    return {
        "start": start.measure,
        "login": login.measure,
        "wipe": wipe.measure,
        "home": home.measure,
        "sync": sync.measure,
        "memory": memory.measure,
        "capture": capture.measure,
    }
