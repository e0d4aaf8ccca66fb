"""The node that leads is killed under load: no acknowledged statement is lost (sync.md 7).

bash packaging/test_cluster
"""

from __future__ import annotations

import http.client
import os
import threading
import time
from pathlib import Path

import pytest

from tests.fakes.actors import Person, Pro
from tests.fakes.patroni_cluster import patroni_cluster
from tests.fakes.server_process import Line, server_process

pytestmark = pytest.mark.slow

BATCH = 20
BEFORE = 400
AFTER = 400
FAILOVER_S = 90.0


class Load:
    """One post that files papers without a pause, and sends again what got no answer."""

    def __init__(self, line: Line, person: Person, pro: Pro) -> None:
        self._line, self._person, self._pro = line, person, pro
        self._is_over = threading.Event()
        self.wires: dict[bytes, bytes] = {}
        self.acknowledged: dict[bytes, int] = {}
        self.cuts = 0
        self.longest_gap_s = 0.0
        self._thread = threading.Thread(target=self._run, daemon=True)

    def start(self) -> None:
        self._thread.start()

    def stop(self) -> None:
        self._is_over.set()
        self._thread.join(FAILOVER_S)
        assert not self._thread.is_alive()

    def _run(self) -> None:
        last = time.monotonic()
        while not self._is_over.is_set():
            papers = [self._person.paper(by=self._pro) for _ in range(BATCH)]
            self.wires |= {each.name: each.wire for each in papers}
            while not self._send([each.wire for each in papers]):
                self.cuts += 1
                if self._is_over.wait(0.3):
                    return
            now = time.monotonic()
            self.longest_gap_s = max(self.longest_gap_s, now - last)
            last = now

    def _send(self, wires: list[bytes]) -> bool:
        try:
            answers = self._line.push(wires)
        except (OSError, http.client.HTTPException, AssertionError):
            return False  # cut, or a status that is not 200: the store is away
        for answer in answers:
            assert answer.status in {"stored", "known"}
            assert self.acknowledged.setdefault(answer.name, answer.sequence) == answer.sequence
        return True


def test_a_leader_killed_under_load_loses_no_acknowledged_statement(tmp_path: Path) -> None:
    tools = os.environ.get("CLUSTER_TOOLS")
    assert tools, "run it by packaging/test_cluster, which brings the cluster's programs"
    with (
        patroni_cluster(Path(tools)) as cluster,
        server_process(tmp_path / "central", "--database", cluster.url) as server,
    ):
        relay = server.relay()
        claire = relay.pro()
        post, line = server.enrolled(relay)
        person = Person.new()
        line.push([each.wire for each in person.open_at(post, claire)])
        load = Load(line, person, claire)
        load.start()
        cluster.until(lambda: len(load.acknowledged) >= BEFORE, "a load")
        dead = cluster.kill_leader()
        at_kill = len(load.acknowledged)
        cluster.until(
            lambda: cluster.leader() not in {None, dead}, "another leader", limit_s=FAILOVER_S
        )
        cluster.until(
            lambda: len(load.acknowledged) >= at_kill + AFTER, "work goes on", limit_s=FAILOVER_S
        )
        load.stop()

        assert load.cuts, "the kill was not noticed: it proved nothing"
        kept = list(load.acknowledged)
        for start in range(0, len(kept), 100):
            names = kept[start : start + 100]
            for answer in line.push([load.wires[name] for name in names]):
                assert (answer.status, answer.sequence) == (
                    "known",
                    load.acknowledged[answer.name],
                )
        print(
            f"acknowledged {len(kept)} ({at_kill} before the kill), lost 0,"
            f" longest wait {load.longest_gap_s:.1f} s, unanswered tries {load.cuts}"
        )
