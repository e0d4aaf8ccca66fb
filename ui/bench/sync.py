"""How long an exchange takes: records and parts pushed by one post, pulled by another.

The server is its own process behind HTTPS, as always; the two posts' exchanges run in a
process each, one after the other, by the very steps the agent takes. The floor is taken in
the same run.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from contextlib import AbstractContextManager, ExitStack
from functools import partial
from pathlib import Path

from kiosk.vault.vault_store import PartState
from ui.bench.crowd import add_papers, add_people, made_up
from ui.bench.exchange_program import ExchangeProcess, exchange_process
from ui.bench.figures import Figure
from ui.bench.floor import Floors, measure_floors
from ui.bench.ground import Ground, OpenPost, Sizes, open_post, settled
from ui.tour.people import settle_in

__all__ = ["agent_of", "check_equal", "measure", "pieces", "second_post"]

PART_BYTES = 300_000
PEOPLE = 50
AIM_TIMES = 3.0
NO_CHANGE_RUNS = 5


def measure(folder: Path, sizes: Sizes) -> Sequence[Figure]:
    """Push and pull once a run, each run on a new network of processes."""
    runs = [_Run(folder / str(number), sizes) for number in range(sizes.runs)]
    for run in runs:
        run.measure()

    def figure(
        name: str, unit: str, of: Callable[[_Run], float], aim: float | None = None
    ) -> Figure:
        return Figure("sync", name, unit, tuple(of(run) for run in runs), aim)

    found = [
        figure("bytes of records", "MB", lambda run: run.record_bytes / 1e6),
        figure("bytes of parts", "MB", lambda run: run.part_bytes / 1e6),
        *(figure(f"floor: {name}", "s", of) for name, of in FLOORS),
        figure("push", "s", lambda run: run.push_s),
        figure("pull", "s", lambda run: run.pull_s),
    ]
    for name, of in FLOORS:
        aim = AIM_TIMES if (name, of) == FLOORS[-1] else None
        found += [
            figure(f"push / {name}", "x", partial(_push_times, of), aim),
            figure(f"pull / {name}", "x", partial(_pull_times, of), aim),
        ]
    return (
        *found,
        figure("pass with nothing new", "ms", lambda run: run.no_change_s * 1e3),
        figure("the same, entering the server first", "ms", lambda run: run.entering_s * 1e3),
    )


class _Run:
    """One network: two posts of one structure, everything made on the first."""

    def __init__(self, folder: Path, sizes: Sizes) -> None:
        self._folder = folder
        self._sizes = sizes
        self.floors = Floors(0.0, 0.0, 0.0, 0.0)
        self.record_bytes = self.part_bytes = 0
        self.push_s = self.pull_s = self.no_change_s = self.entering_s = 0.0

    def measure(self) -> None:
        self._folder.mkdir(parents=True)
        with settled(self._folder) as ground, ExitStack() as stack:
            there = second_post(ground)
            stack.callback(there.close)
            here = open_post(ground.post, ground.worker)
            stack.callback(here.close)
            agent_here = stack.enter_context(agent_of(here))
            agent_there = stack.enter_context(agent_of(there))
            agent_here.exchange()  # what enrolling and settling left: not what is measured
            agent_there.exchange()
            people = add_people(here, PEOPLE, queue=True)
            contents = made_up(self._sizes.parts, PART_BYTES)
            add_papers(here, people, self._sizes.records, contents)
            sent = pieces(here)
            self.record_bytes = len(sent[0])
            self.part_bytes = sum(len(piece) for piece in sent[1:])
            self.floors = measure_floors(self._folder / "floor", sent)
            self.push_s = agent_here.exchange()
            self.pull_s = agent_there.exchange()
            check_equal(here, there)
            self.no_change_s = min(agent_here.exchange() for _ in range(NO_CHANGE_RUNS))
            self.entering_s = min(agent_here.exchange(anew=True) for _ in range(NO_CHANGE_RUNS))


FLOORS: tuple[tuple[str, Callable[[_Run], float]], ...] = (
    ("plain TCP socket", lambda run: run.floors.tcp_s),
    ("TLS socket", lambda run: run.floors.tls_s),
    ("TLS socket, on disk", lambda run: run.floors.kept_s),
    ("HTTPS client, on disk", lambda run: run.floors.https_s),
)
"""The last is the one the aim is held to; the others are told beside it."""


def _push_times(floor: Callable[[_Run], float], run: _Run) -> float:
    return run.push_s / floor(run)


def _pull_times(floor: Callable[[_Run], float], run: _Run) -> float:
    return run.pull_s / floor(run)


def second_post(ground: Ground) -> OpenPost:
    """Enrol another post of the structure, taken up by a worker of its own."""
    worker = ground.network.add_worker(ground.structure, "Paul Meyer")
    post = ground.network.enrol(ground.structure, "poste-2", "Bureau 2")
    return open_post(post, settle_in(post, worker, ()).worker)


def agent_of(post: OpenPost) -> AbstractContextManager[ExchangeProcess]:
    """Run a post's exchanges in a process of their own, as its agent is."""
    return exchange_process(post.paths, device_secret=post.device_secret, vault_key=post.vault_key)


def pieces(post: OpenPost) -> list[bytes]:
    """Return what waits to be sent: statements in one piece, then each part."""
    queued = post.vault.part_queue(100_000)
    names = post.vault.outgoing(100_000)
    wires = [found.wire for row in names if (found := post.vault.statement(row.name)) is not None]
    return [b"".join(wires), *(post.vault.parts.read(part.id) for part in queued)]


def check_equal(here: OpenPost, there: OpenPost) -> None:
    """Raises RuntimeError unless the second post holds every paper and every part."""
    for person in here.vault.persons():
        if here.vault.heads(person) != there.vault.heads(person):
            raise RuntimeError("the posts differ")
        for head in here.vault.heads(person):
            if any(p.state is PartState.REMOTE for p in there.vault.parts_of(head.name)):
                raise RuntimeError("a part did not come")
