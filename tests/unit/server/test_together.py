"""Jobs of several threads share one wait; each hears how its own ended."""

from __future__ import annotations

import threading

import pytest

from sync.server.together import Together


def in_threads(calls):
    threads = [threading.Thread(target=call) for call in calls]
    for thread in threads:
        thread.start()
    return threads


class Held:
    """Does batches, the first one only once it is let go."""

    def __init__(self):
        self.batches = []
        self.has_begun = threading.Event()
        self.may_end = threading.Event()

    def do(self, jobs):
        self.batches.append(list(jobs))
        if len(self.batches) == 1:
            self.has_begun.set()
            assert self.may_end.wait(10)
        if "bad" in jobs:
            raise ValueError("bad")


def until_gathered(together, count):
    while len(together._gathered) < count:
        threading.Event().wait(0.001)


def test_what_comes_while_a_batch_is_under_way_is_done_in_one_go():
    held = Held()
    together = Together(held.do)
    first = in_threads([lambda: together.add("a")])
    assert held.has_begun.wait(10)
    rest = in_threads([lambda job=job: together.add(job) for job in "bcd"])
    until_gathered(together, 3)
    held.may_end.set()
    for thread in first + rest:
        thread.join(10)
    assert held.batches[0] == ["a"]
    assert [sorted(batch) for batch in held.batches[1:]] == [["b", "c", "d"]]


def test_everybody_of_a_batch_that_fails_hears_it_and_nobody_else():
    held = Held()
    together = Together(held.do)
    heard = {}

    def add(job):
        try:
            together.add(job)
        except ValueError as error:
            heard[job] = error

    first = in_threads([lambda: add("a")])
    assert held.has_begun.wait(10)
    rest = in_threads([lambda job=job: add(job) for job in ("b", "bad")])
    until_gathered(together, 2)
    held.may_end.set()
    for thread in first + rest:
        thread.join(10)
    assert set(heard) == {"b", "bad"}


def test_a_lone_job_is_done_at_once():
    done = []
    together = Together(done.extend)
    together.add("a")
    assert done == ["a"]
    with pytest.raises(ZeroDivisionError):
        Together(lambda _jobs: 1 // 0).add("b")  # type: ignore[arg-type,return-value]
