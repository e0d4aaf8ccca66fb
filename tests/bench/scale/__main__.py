"""How the server carries weight, on both engines.

    python -m tests.bench.scale posts|store|all [--json] [--persons N] [--rounds N] …

`sync/server/SCALE.md` says what was found and what follows from it. PostgreSQL is Debian's,
started for this alone with every commit on the disk; without it SQLite is measured.
"""

from __future__ import annotations

import argparse
import json
import sys
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from tests.bench.scale.engines import Engine
from tests.bench.scale.posts import Load, measure_posts
from tests.bench.scale.store import PASSES, Size, measure_stores
from tests.fakes.postgres_process import BINARIES, private_postgres
from ui.bench.figures import Figure, machine, table

FEW = Size(100)
AIM_TIMES = 1.2
"""As fast as with a thousand statements, but for noise."""


def main(arguments: list[str]) -> int:
    parser = argparse.ArgumentParser(prog="python -m tests.bench.scale", description=__doc__)
    parser.add_argument("what", choices=["posts", "store", "all"])
    parser.add_argument("--json", action="store_true", help="one JSON object on stdout")
    parser.add_argument("--runs", type=int, default=3, help="how often all posts push at once")
    parser.add_argument("--posts", type=int, default=50, help="at once")
    parser.add_argument("--papers", type=int, default=200, help="that each post sends")
    parser.add_argument("--persons", type=int, default=100_000, help="in the large store")
    parser.add_argument("--rounds", type=int, default=30, help="passes of each kind")
    parser.add_argument("--engine", choices=["sqlite", "postgresql"], help="this one alone")
    asked = parser.parse_args(arguments)
    kind = machine()
    found: list[Figure] = []
    load = Load(posts=asked.posts, structures=min(10, asked.posts), papers=asked.papers)
    with engines(asked.engine) as used, tempfile.TemporaryDirectory() as folder:
        for engine in used:
            place = Path(folder) / engine.name
            if asked.what in {"posts", "all"}:
                found += posts_figures(place / "posts", engine, load, asked.runs)
            if asked.what in {"store", "all"}:
                found += store_figures(place / "store", engine, Size(asked.persons), asked.rounds)
    if asked.json:
        told = {"machine": kind, "figures": [each.row() for each in found]}
        print(json.dumps(told, ensure_ascii=False, indent=1))
    else:
        words = ", ".join(f"{name} {value}" for name, value in kind.items())
        print(f"{table(found)}\n({words})")
    return 0


@contextmanager
def engines(only: str | None) -> Iterator[list[Engine]]:
    """Yield the engines asked for that are installed here."""
    found = [] if only == "postgresql" else [Engine()]
    if only == "sqlite":
        yield found
    elif (BINARIES / "postgres").exists():
        with private_postgres(is_durable=True) as cluster:
            yield [*found, Engine(cluster)]
    else:
        print("PostgreSQL is absent: Debian's postgresql-15 is not installed", file=sys.stderr)
        yield found


def posts_figures(folder: Path, engine: Engine, load: Load, runs: int) -> list[Figure]:
    """Return what posts at once and the engine alone took, a value a run."""
    folder.mkdir(parents=True)
    found = [measure_posts(folder / str(number), engine, load) for number in range(runs)]
    at_once = f"{engine.name}, {load.posts} posts at once"

    def figure(name: str, unit: str, values: list[float]) -> Figure:
        return Figure("posts", f"{at_once}: {name}", unit, tuple(values))

    accepted = [each.accepted_per_s for each in found]
    figures = [
        figure("accepted", "/s", accepted),
        figure("told", "/s", [each.told_per_s for each in found]),
        figure("nothing new", "/s", [each.looks_per_s for each in found]),
        figure("slowest batch", "s", [each.slowest_push_s for each in found]),
    ]
    for way in found[0].engine:
        alone = [each.engine[way] for each in found]
        over = [one / other for one, other in zip(alone, accepted, strict=True)]
        figures += [
            figure(f"the same rows by {way}", "/s", alone),
            figure(f"{way} / accepted", "x", over),
        ]
    return figures


def store_figures(folder: Path, engine: Engine, many: Size, rounds: int) -> list[Figure]:
    """Return passes on few and on many statements, and many over few."""
    found = measure_stores(folder, engine, [FEW, many], rounds)
    figures = []
    for name in PASSES:
        for size, passes in found.items():
            values = tuple(value * 1e3 for value in passes.seconds[name])
            said = f"{engine.name}, {size.statements} statements: {name}"
            figures.append(Figure("store", said, "ms", values))
        over = found[many].over(found[FEW], name)
        figures.append(Figure("store", f"{engine.name}: {name}, many / few", "x", over, AIM_TIMES))
    held = found[many].store_bytes
    said = f"{engine.name}, {many.statements} statements: on the disk, each with all its rows"
    return [*figures, Figure("store", said, "B", (held / many.statements,))]


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
