"""Seeds of the simulator: a few here, a thousand by `.ci/run`, as many as one likes by hand.

python -m tests.sim --seeds 100000 --workers 2      many, over all processors
python -m tests.sim --seed 17                       one, exactly as it was
"""

from __future__ import annotations

import os
import subprocess
import sys

import pytest

from tests.sim.days import run

SHARE = 25
FAST = 8 * SHARE


@pytest.mark.parametrize("first", range(0, FAST, SHARE))
def test_days_of_any_seed_lose_nothing_show_the_same_and_tell_nobody_else(first):
    for seed in range(first, first + SHARE):
        run(seed)


def test_a_seed_replays_exactly_in_any_process():
    said = [
        subprocess.run(
            [sys.executable, "-m", "tests.sim", "--seed", "17"],
            env=os.environ | {"PYTHONHASHSEED": hashing},
            capture_output=True,
            text=True,
            check=True,
        ).stdout
        for hashing in ("1", "2")
    ]
    assert said[0].startswith("seed 17: ")
    assert said[0] == said[1]
