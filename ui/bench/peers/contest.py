"""All contestants in turn, again and again, and what the rounds say.

Each round of each contestant is a process of its own in a network of its own; contestants
take turns within a round, so that whatever else the machine does falls on all of them.
"""

from __future__ import annotations

import json
import shutil
import statistics
import subprocess
import sys
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

from ui.bench.figures import Figure, aligned, short
from ui.bench.ground import Sizes
from ui.bench.peers.meter import Cost
from ui.bench.peers.ours import OURS, PASS_ALONE, SEALED_BYTES
from ui.bench.peers.port import Peer, Phase
from ui.bench.peers.program import PEERS
from ui.bench.peers.raw import RAW_KEPT
from ui.bench.peers.wire import alone, can_be_alone

__all__ = ["Contest", "contest"]

ROUND_S = 900.0
BENCH = "peers"
AIM_FLOOR_TIMES, AIM_PEER_TIMES, AIM_BYTES, AIM_NOTHING_MS = 2.0, 1.0, 1.03, 10.0


@dataclass(frozen=True, slots=True)
class Round:
    """What one contestant did once."""

    costs: Mapping[Phase, Cost]
    notes: Mapping[str, float]


@dataclass(frozen=True, slots=True)
class Contest:
    """Every round of every contestant that is installed, and who is not."""

    rounds: Mapping[str, Sequence[Round]]
    absent: Mapping[str, Sequence[str]]
    is_alone: bool

    def figures(self) -> list[Figure]:
        """Return every measure, then the aims."""
        found = []
        for name, rounds in self.rounds.items():
            for phase in Phase:
                costs = [each.costs[phase] for each in rounds]
                found += [
                    _figure(f"{name}: {phase.value}", "s", [each.wall_s for each in costs]),
                    _figure(f"{name}: {phase.value}, CPU", "s", [each.cpu_s for each in costs]),
                    _figure(
                        f"{name}: {phase.value}, memory",
                        "MB",
                        [each.memory_bytes / 1e6 for each in costs],
                    ),
                ]
                sent = [each.wire_bytes for each in costs if each.wire_bytes is not None]
                if sent:
                    found.append(
                        _figure(
                            f"{name}: {phase.value}, on the wire", "KB", [n / 1e3 for n in sent]
                        )
                    )
            found += [
                _figure(f"{name}: {note}", "s", [each.notes[note] for each in rounds])
                for note in rounds[0].notes
                if note != SEALED_BYTES
            ]
        return [*found, *self._aims()]

    def table(self) -> str:
        """Return the medians for a terminal: a line a contestant and step."""
        rows = [("who", "step", "s", "CPU s, both ends", "KB on the wire", "MB of memory")]
        for name, rounds in self.rounds.items():
            for phase in Phase:
                costs = [each.costs[phase] for each in rounds]
                sent = [each.wire_bytes for each in costs if each.wire_bytes is not None]
                rows.append(
                    (
                        name,
                        phase.value,
                        short(statistics.median(each.wall_s for each in costs)),
                        short(statistics.median(each.cpu_s for each in costs)),
                        short(statistics.median(sent) / 1e3) if sent else "not counted",
                        short(statistics.median(each.memory_bytes for each in costs) / 1e6),
                    )
                )
        lines = list(aligned(rows))
        lines += [
            f"{name} is absent: {', '.join(missing)} not installed"
            for name, missing in self.absent.items()
        ]
        if not self.is_alone:
            lines.append("bytes are not counted: a network of one's own needs root")
        return "\n".join(lines)

    def _aims(self) -> Iterator[Figure]:
        """Ours over the best of the others, round by round."""
        ours = self.rounds.get(OURS.name)
        if ours is None:
            return
        sealed = {each.name for each in PEERS if each.is_sealed} - {OURS.name}
        rivals = [rounds for name, rounds in self.rounds.items() if name in sealed]
        for phase in Phase:
            whole = [each.costs[phase].wall_s for each in ours]
            alone_s = [each.notes[f"{phase.value}{PASS_ALONE}"] for each in ours]
            if rivals:
                best = [
                    min(rounds[number].costs[phase].wall_s for rounds in rivals)
                    for number in range(len(ours))
                ]
                name = f"{phase.value}: ours / the quickest sealed peer"
                yield _figure(name, "x", _over(whole, best), AIM_PEER_TIMES)
                yield _figure(f"{name}, the pass alone", "x", _over(alone_s, best), AIM_PEER_TIMES)
            floor = self.rounds.get(RAW_KEPT.name)
            if floor is not None and phase in {Phase.PUSH, Phase.PULL}:
                floor_s = [each.costs[phase].wall_s for each in floor]
                name = f"{phase.value}: ours / {RAW_KEPT.name}, the pass alone"
                yield _figure(name, "x", _over(alone_s, floor_s), AIM_FLOOR_TIMES)
            sent = [each.costs[phase].wire_bytes for each in ours]
            if self.is_alone and phase in {Phase.PUSH, Phase.PULL}:
                name = f"{phase.value}: bytes on the wire / sealed bytes"
                held = [each.notes[SEALED_BYTES] for each in ours]
                yield _figure(name, "x", _over([float(n or 0) for n in sent], held), AIM_BYTES)
        passes = [each.notes[f"{Phase.NOTHING.value}{PASS_ALONE}"] * 1e3 for each in ours]
        yield _figure("nothing new: ours, in process", "ms", passes, AIM_NOTHING_MS)


def contest(folder: Path, sizes: Sizes, peers: Sequence[Peer] = PEERS) -> Contest:
    """Let every contestant that is installed take every step, `sizes.runs` times."""
    present = [each for each in peers if not each.missing]
    rounds: dict[str, list[Round]] = {each.name: [] for each in present}
    for number in range(sizes.runs):
        for order, peer in enumerate(present):
            place = folder / f"{number}-{order}"
            place.mkdir(parents=True)
            rounds[peer.name].append(_round(peer, place, sizes))
            shutil.rmtree(place)  # the next one finds the disk as this one did
    absent = {each.name: each.missing for each in peers if each.missing}
    return Contest(rounds, absent, can_be_alone())


def _round(peer: Peer, folder: Path, sizes: Sizes) -> Round:
    command = [sys.executable, "-m", "ui.bench.peers.program", peer.name, str(folder)]
    command += [str(sizes.records), str(sizes.parts), "alone" if can_be_alone() else "shared"]
    done = subprocess.run(
        alone(command) if can_be_alone() else command,
        capture_output=True,
        text=True,
        timeout=ROUND_S,
        stdin=subprocess.DEVNULL,
        check=False,
    )
    if done.returncode:
        raise RuntimeError(f"{peer.name} failed: {done.stderr[-2000:]}")
    told = json.loads(done.stdout.splitlines()[-1])
    costs = {Phase[name]: Cost(**cost) for name, cost in told["costs"].items()}
    return Round(costs, told["notes"])


def _over(ours: Sequence[float], others: Sequence[float]) -> list[float]:
    return [one / other for one, other in zip(ours, others, strict=True)]


def _figure(name: str, unit: str, values: Sequence[float], aim: float | None = None) -> Figure:
    return Figure(BENCH, name, unit, tuple(values), aim)
