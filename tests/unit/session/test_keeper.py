"""A kept child is there again after every end, later and later while it keeps ending."""

from __future__ import annotations

import sys
from pathlib import Path

import pytest

from kiosk.session.channel import FROM_SESSION
from kiosk.session.children import Child, spawn
from kiosk.session.keeper import BACKOFF_S, SETTLED_S, Keeper, SilenceWatch

SLEEPER = (sys.executable, "-S", "-c", "import sys; sys.stdin.read(); import time; time.sleep(60)")


def test_silence_counts_only_the_time_in_which_we_looked():
    watch = SilenceWatch(limit_s=3)
    assert not watch.is_over(0)
    assert not watch.is_over(3_600)  # the machine slept: one step, not an hour
    assert not watch.is_over(3_601)
    assert watch.is_over(3_602)
    watch.heard()
    assert not watch.is_over(3_602.5)


class Sleepers:
    """Starts real children that only sleep; `is_broken` makes the start itself fail."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self.started: list[Child] = []
        self.is_broken = False

    def __call__(self) -> Child:
        if self.is_broken:
            raise OSError("no such program")
        child = spawn(
            SLEEPER,
            folder=self.folder / str(len(self.started)),
            accepts=FROM_SESSION,
            post_mark="test",
        )
        self.started.append(child)
        return child

    def end(self) -> None:
        for child in self.started:
            child.kill_all()
            child.process.wait(timeout=5)
            child.channel.close()


@pytest.fixture
def sleepers(tmp_path):
    made = Sleepers(tmp_path)
    yield made
    made.end()


def test_a_child_that_keeps_ending_is_started_later_and_later(sleepers):
    keeper = Keeper(sleepers, ready_limit_s=1e9, silence_limit_s=1e9)
    now = 0.0
    waits = []
    for _ in range(len(BACKOFF_S) + 1):
        while keeper.child is None:
            keeper.tick(now)
            now += 0.5
        keeper.child.kill_all()
        keeper.child.process.wait(timeout=5)
        assert keeper.tick(now) is not None
        ended_at, probe = now, now
        while keeper._start_at > probe:
            probe += 0.25
        waits.append(probe - ended_at)
        now = probe
    assert waits == [*BACKOFF_S, BACKOFF_S[-1]]
    assert keeper.failures == len(BACKOFF_S) + 1


def test_a_child_that_lived_long_is_started_again_at_once(sleepers):
    keeper = Keeper(sleepers, ready_limit_s=1e9, silence_limit_s=1e9)
    keeper.tick(0)
    keeper.lose(1)
    for child in sleepers.started:
        child.kill_all()
    keeper.tick(2)
    keeper.tick(2 + SETTLED_S)
    assert keeper.failures == 0
    keeper.lose(70)
    keeper.tick(70)
    assert keeper.child is not None


def test_a_program_that_cannot_start_is_tried_again(sleepers):
    keeper = Keeper(sleepers, ready_limit_s=30, silence_limit_s=8)
    sleepers.is_broken = True
    assert keeper.tick(0) is None
    assert keeper.child is None
    sleepers.is_broken = False
    keeper.tick(0)
    assert keeper.child is not None


def test_a_child_that_never_gets_ready_is_given_up(sleepers):
    keeper = Keeper(sleepers, ready_limit_s=3, silence_limit_s=8)
    keeper.tick(0)
    now = 0.0
    lost = None
    while lost is None and now < 10:
        now += 0.5
        lost = keeper.tick(now)
    assert lost is sleepers.started[0]
    assert 3 <= now <= 4


def test_only_a_ready_child_is_handed_over(sleepers):
    keeper = Keeper(sleepers, ready_limit_s=30, silence_limit_s=8)
    keeper.tick(0)
    assert keeper.take(1) is None
    keeper.heard(is_ready=True)
    assert keeper.take(1) is sleepers.started[0]
    assert keeper.child is None
    keeper.hold(5)
    keeper.tick(4)
    assert keeper.child is None
    keeper.tick(5)
    assert keeper.child is not None
    assert not keeper.is_ready
