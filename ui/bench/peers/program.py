"""One contestant once, in this process and its children; the costs as one JSON line.

python -m ui.bench.peers.program NAME FOLDER RECORDS PARTS alone|shared
"""

from __future__ import annotations

import json
import sys
from collections.abc import Mapping
from pathlib import Path

from ui.bench.peers.meter import Cost, measure
from ui.bench.peers.ours import OURS
from ui.bench.peers.port import Amount, Peer, Phase
from ui.bench.peers.raw import RAW_KEPT, RAW_READ
from ui.bench.peers.rclone import RCLONE_SFTP, RCLONE_WEBDAV
from ui.bench.peers.restic import RESTIC
from ui.bench.peers.rsync import RSYNC
from ui.bench.peers.syncthing import SYNCTHING
from ui.bench.peers.wire import raise_loopback

__all__ = ["PEERS", "one_round"]

PEERS = (OURS, RESTIC, SYNCTHING, RCLONE_SFTP, RCLONE_WEBDAV, RSYNC, RAW_KEPT, RAW_READ)


def one_round(
    peer: Peer, folder: Path, amount: Amount, *, is_alone: bool
) -> tuple[Mapping[Phase, Cost], Mapping[str, float]]:
    """Take every step once; return what each cost, and what the contestant says of itself.

    Raises: RuntimeError when it does not end with the same data on both sides.
    """
    costs: dict[Phase, Cost] = {}
    with peer.open(folder, amount) as steps:
        for phase in Phase:
            steps.prepare(phase)
            costs[phase] = measure(lambda at=phase: steps.run(at), steps.roots, is_alone=is_alone)  # type: ignore[misc]
        steps.check()
        return costs, steps.notes()


def _main(name: str, folder: Path, amount: Amount, *, is_alone: bool) -> None:
    if is_alone:
        raise_loopback()
    peer = next(each for each in PEERS if each.name == name)
    costs, notes = one_round(peer, folder, amount, is_alone=is_alone)
    told = {
        phase.name: {
            "wall_s": cost.wall_s,
            "cpu_s": cost.cpu_s,
            "wire_bytes": cost.wire_bytes,
            "memory_bytes": cost.memory_bytes,
        }
        for phase, cost in costs.items()
    }
    print(json.dumps({"costs": told, "notes": dict(notes)}))


if __name__ == "__main__":
    _main(
        sys.argv[1],
        Path(sys.argv[2]),
        Amount(int(sys.argv[3]), int(sys.argv[4])),
        is_alone=sys.argv[5] == "alone",
    )
