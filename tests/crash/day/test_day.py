"""Whoever is killed, whenever, on a day of work without and with a line: nothing that was
acknowledged is lost, nothing is there twice, both posts end equal, the journals match.

Real processes: a server over HTTPS, two posts with supervisor, sessions and agent.
"""

from __future__ import annotations

import os
import tempfile
from contextlib import contextmanager
from dataclasses import asdict
from pathlib import Path

import pytest

from kiosk.vault.locations import SHARED_MEMORY
from tests.fakes.day import BusyDay

FAST_KILLS = 12
MANY_KILLS = int(os.environ.get("DAY_KILLS", "500"))
"""Fewer by `DAY_KILLS=…`, for a look at the long day in a short one."""


@pytest.fixture
def in_memory(tmp_path):
    """Return a folder in memory where there is one: a kill is no power cut, so nothing is
    lost by it but the time of waiting for a disk."""
    if not (SHARED_MEMORY.is_dir() and os.access(SHARED_MEMORY, os.W_OK)):
        yield tmp_path
        return
    with tempfile.TemporaryDirectory(prefix="rk-day-", dir=SHARED_MEMORY) as folder:
        yield Path(folder)


@contextmanager
def busy_day(folder, **how):
    day = BusyDay(folder, **how)
    try:
        yield day
    finally:
        day.close()


def hold_to_promises(counted, *, kills):
    for name, value in asdict(counted).items():
        print(f"{name}: {value}")
    assert sum(counted.kills.values()) == kills
    assert (counted.lost, counted.duplicates) == (0, 0)
    assert counted.acts > 0


def test_a_day_with_a_few_kills_loses_nothing_and_doubles_nothing(in_memory):
    with busy_day(in_memory, seed=11, kills=FAST_KILLS, acts_per_kill=4) as day:
        day.run()
        hold_to_promises(day.check(), kills=FAST_KILLS)
        assert len(day.killed) >= 3


@pytest.mark.slow
def test_a_day_with_five_hundred_kills_loses_nothing_and_doubles_nothing(tmp_path):
    with busy_day(tmp_path, seed=2026, kills=MANY_KILLS) as day:
        day.run()
        counted = day.check()
        hold_to_promises(counted, kills=MANY_KILLS)
        assert set(day.killed) == {"session", "agent", "supervisor", "server"}
        assert counted.in_doubt_and_done + counted.in_doubt_and_repeated > 0
