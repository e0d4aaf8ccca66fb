"""Each bench runs from end to end on real processes, with sizes that take seconds.

The numbers mean nothing here; that they are there, and that nothing is left running, does.
"""

from __future__ import annotations

import json
import os
import shutil
from pathlib import Path

import pytest

from ui.bench import command

pytestmark = [
    pytest.mark.xvfb,
    pytest.mark.skipif(shutil.which("Xvfb") is None, reason="pictures need a display"),
]

TINY = ("--json", "--runs", "1", "--people", "3", "--records", "5", "--parts", "2", "--pages", "2")
FIGURES = {
    "start": {"run to welcome painted"},
    "home": {"search, each key, 3 people", "home, 3 people"},
    "capture": {"a page, 2 pages at once", "size, ours, a page", "words read rightly, ours"},
    "sync": {"push / HTTPS client, on disk", "pull / HTTPS client, on disk"},
}
SLOW_FIGURES = {
    "login": {"beyond Argon2id, 3 people", "beyond Argon2id, 6 people"},
    "wipe": {"worker leaves, to welcome", "session killed, to welcome", "goodbye over, to welcome"},
    "memory": {"together"},
}


@pytest.mark.parametrize("bench", FIGURES)
def test_a_bench_says_what_it_found(bench, capfd):
    assert_runs(bench, FIGURES[bench], capfd)


@pytest.mark.slow
@pytest.mark.parametrize("bench", SLOW_FIGURES)
def test_a_bench_of_sessions_says_what_it_found(bench, capfd):
    if bench == "memory" and os.geteuid() != 0:
        pytest.skip("only root reads the memory of a hardened process")
    assert_runs(bench, SLOW_FIGURES[bench], capfd)


def assert_runs(bench, names, capfd):
    before = children()
    assert command([bench, *TINY]) == 0
    told = json.loads(capfd.readouterr().out)
    assert names <= {figure["name"] for figure in told["figures"]}
    for figure in told["figures"]:
        aim = figure["aim"]
        assert figure["values"]
        assert figure["is_held"] is (None if aim is None else figure["median"] <= aim)
    assert set(told["machine"]) == {"cores", "processor", "memory_gb", "load_before"}
    assert children() == before


def children():
    """The processes below this one that still run."""
    found = set()
    for task in Path("/proc/self/task").iterdir():
        found |= set((task / "children").read_text(encoding="ascii").split())
    return found
