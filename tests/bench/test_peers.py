"""Every contestant takes every step from end to end, and what is measured is what happened.

Sizes that take seconds: the numbers mean nothing here.
"""

from __future__ import annotations

import json
import os
import subprocess
import sys
import time
from dataclasses import replace
from pathlib import Path

import pytest

from tests.bench.test_benches_run import children
from ui.bench import command
from ui.bench.ground import Sizes
from ui.bench.peers import contest as contests
from ui.bench.peers.contest import Contest, Round, contest
from ui.bench.peers.files import Files
from ui.bench.peers.meter import Cost, measure
from ui.bench.peers.ours import OURS, PASS_ALONE, SEALED_BYTES
from ui.bench.peers.port import PART_BYTES, Amount, Peer, Phase
from ui.bench.peers.program import PEERS
from ui.bench.peers.raw import RAW_KEPT, RAW_READ
from ui.bench.peers.wire import alone, can_be_alone

pytestmark = pytest.mark.xvfb

AMOUNT = Amount(records=12, parts=2)
SIZES = Sizes(runs=1, records=AMOUNT.records, parts=AMOUNT.parts)


@pytest.mark.parametrize("peer", PEERS, ids=[peer.name for peer in PEERS])
def test_a_contestant_takes_every_step_and_ends_with_the_same_data(peer, tmp_path):
    if peer.missing:
        pytest.skip(f"{peer.name}: {', '.join(peer.missing)} not installed")
    before = children()
    found = contest(tmp_path, SIZES, [peer])
    assert children() == before
    (held,) = found.rounds[peer.name]
    assert set(held.costs) == set(Phase)
    for phase, cost in held.costs.items():
        assert cost.wall_s > 0
        assert cost.memory_bytes > 1_000_000
        if can_be_alone():
            least = AMOUNT.parts * PART_BYTES if phase in {Phase.PUSH, Phase.PULL} else 0
            assert least <= cost.wire_bytes < 3 * least + 2_000_000
    assert sum(cost.cpu_s for cost in held.costs.values()) > 0
    assert not list(tmp_path.iterdir())


def test_a_contestant_that_is_not_installed_is_said_to_be_absent(tmp_path):
    absent = replace(RAW_READ, name="nobody's tool", programs=("no-such-program",))
    found = contest(tmp_path, SIZES, [absent, RAW_READ])
    assert found.absent == {"nobody's tool": ("no-such-program",)}
    assert "nobody's tool is absent: no-such-program not installed" in found.table()
    assert list(found.rounds) == [RAW_READ.name]


def test_a_contestant_that_fails_is_no_number(tmp_path, monkeypatch):
    monkeypatch.setattr(contests, "ROUND_S", 30.0)
    broken = Peer("not among them", (), True, RAW_READ.open)
    with pytest.raises(RuntimeError, match="not among them failed"):
        contest(tmp_path, SIZES, [broken])


def test_the_command_tells_the_contest_as_json(tmp_path, monkeypatch, capfd):
    # Contestants have been run above: here the command's own two limits are enough.
    monkeypatch.setattr(contests.contest, "__defaults__", ((RAW_READ, RAW_KEPT),))
    few = ("--runs", "2", "--records", "12", "--parts", "2", "--json")
    assert command(["sync", "--peers", *few]) == 0
    told = json.loads(capfd.readouterr().out)
    names = {figure["name"] for figure in told["figures"]}
    assert {f"{RAW_KEPT.name}: {phase.value}" for phase in Phase} <= names
    assert all(len(figure["values"]) == 2 for figure in told["figures"])


def test_files_that_differ_are_seen(tmp_path):
    here = Files.made(tmp_path / "here", AMOUNT)
    there = Files.made(tmp_path / "there", AMOUNT)
    with pytest.raises(RuntimeError, match="14 files differ"):
        here.check_same(there.root)
    for path in (tmp_path / "here").glob("*/*"):
        (there.root / path.relative_to(here.root)).write_bytes(path.read_bytes())
    here.check_same(there.root)
    assert len(here.change()) == 10
    with pytest.raises(RuntimeError, match="10 files differ"):
        here.check_same(there.root)


SPINS = "import time; end = time.process_time() + 0.3\nwhile time.process_time() < end: pass"
HOLDS = "import sys; held = bytearray(64 << 20); print(1, flush=True); sys.stdin.read()"


def test_processor_time_of_what_is_started_counts():
    cost = measure(
        lambda: subprocess.run([sys.executable, "-c", SPINS], check=True), (), is_alone=False
    )
    assert 0.3 <= cost.cpu_s < 5
    assert cost.wall_s >= 0.3
    assert cost.wire_bytes is None


def test_processor_time_and_memory_of_what_lasts_count_and_of_others_do_not():
    def started():
        return subprocess.Popen(
            [sys.executable, "-c", HOLDS], stdin=subprocess.PIPE, stdout=subprocess.PIPE
        )

    with started() as lasting, started() as other:
        lasting.stdout.readline(), other.stdout.readline()
        with_it = measure(lambda: time.sleep(0.2), (lasting.pid,), is_alone=False)
        without = measure(lambda: time.sleep(0.2), (), is_alone=False)
        lasting.stdin.close(), other.stdin.close()
    assert (64 << 20) < with_it.memory_bytes < (128 << 20)
    assert without.memory_bytes == 0
    assert with_it.cpu_s < 0.15


@pytest.mark.skipif(not can_be_alone(), reason="a network of one's own needs root")
def test_bytes_on_the_wire_are_those_that_were_sent():
    program = f"""
import socket
from ui.bench.peers.meter import measure
from ui.bench.peers.wire import raise_loopback
raise_loopback()
with socket.create_server(("127.0.0.1", 0)) as door:
    def send():
        with socket.create_connection(door.getsockname()) as line:
            line.sendall(bytes({PART_BYTES}))
            there, _ = door.accept()
            with there:
                got = 0
                while got < {PART_BYTES}:
                    got += len(there.recv(1 << 20))
    print(measure(send, (), is_alone=True).wire_bytes)
"""
    done = subprocess.run(
        alone([sys.executable, "-c", program]),
        capture_output=True,
        text=True,
        check=True,
        env={**os.environ, "PYTHONPATH": str(Path(__file__).parents[2])},
    )
    assert PART_BYTES <= int(done.stdout) < 1.02 * PART_BYTES


def test_aims_are_held_against_the_best_of_the_others_round_by_round():
    def rounds(*walls_s, notes=None):
        return [
            Round({phase: Cost(wall_s, 0.1, 1000, 1) for phase in Phase}, notes or {})
            for wall_s in walls_s
        ]

    notes = {f"{phase.value}{PASS_ALONE}": 0.5 for phase in Phase} | {SEALED_BYTES: 800.0}
    held = Contest(
        rounds={
            OURS.name: rounds(1.0, 3.0, notes=notes),
            "restic, REST": rounds(2.0, 2.0),
            "Syncthing, encrypted": rounds(4.0, 1.0),
            RAW_KEPT.name: rounds(0.25, 0.5),
        },
        absent={},
        is_alone=True,
    )
    found = {figure.name: figure for figure in held.figures()}
    assert found["first push: ours / the quickest sealed peer"].values == (0.5, 3.0)
    assert found["first push: ours / raw TLS socket, on disk, the pass alone"].values == (2.0, 1.0)
    assert found["fresh pull: bytes on the wire / sealed bytes"].values == (1.25, 1.25)
    assert found["nothing new: ours, in process"].values == (500.0, 500.0)
