"""Run many seeds: `python -m tests.sim --seeds 100000 --workers 2`, or one: `--seed 17`."""

from __future__ import annotations

import argparse
import sys
import time
import traceback
from collections import Counter
from concurrent.futures import ProcessPoolExecutor
from functools import partial

from tests.sim.days import run

SHARE = 50
"""Seeds a worker takes at once."""


def tried(seed: int) -> tuple[Counter[str], str]:
    """Live one seed; return what was done, and what was found in words."""
    try:
        return run(seed).counted, ""
    except Exception:
        return Counter(), f"seed {seed}\n{traceback.format_exc()}"


def share(first: int, end: int) -> tuple[int, Counter[str], list[str]]:
    counted: Counter[str] = Counter()
    found = []
    for seed in range(first, min(end, first + SHARE)):
        done, failure = tried(seed)
        counted += done
        if failure:
            found.append(failure)
    return first, counted, found


def main() -> int:
    parser = argparse.ArgumentParser(prog="python -m tests.sim")
    parser.add_argument("--seed", type=int, help="live this one alone")
    parser.add_argument("--first", type=int, default=0)
    parser.add_argument("--seeds", type=int, default=1000)
    parser.add_argument("--workers", type=int, default=2)
    parser.add_argument("--most", type=int, default=20, help="stop after so many failures")
    asked = parser.parse_args()
    if asked.seed is not None:
        lived = run(asked.seed)
        print(f"seed {asked.seed}: {lived.fingerprint} {dict(lived.counted)}")
        return 0
    began, end = time.monotonic(), asked.first + asked.seeds
    done, failures = 0, 0
    total: Counter[str] = Counter()
    with ProcessPoolExecutor(asked.workers) as pool:
        firsts = range(asked.first, end, SHARE)
        for first, counted, found in pool.map(partial(share, end=end), firsts):
            done += min(end, first + SHARE) - first
            total += counted
            for failure in found:
                failures += 1
                print(failure, flush=True)
            if done % 1000 < SHARE:
                took = time.monotonic() - began
                print(f"{done} seeds, {failures} failed, {took:.0f} s", flush=True)
            if failures >= asked.most:
                pool.shutdown(cancel_futures=True)
                break
    took = time.monotonic() - began
    print(f"{done} seeds in {took:.0f} s, {failures} failed; {dict(sorted(total.items()))}")
    return 1 if failures else 0


if __name__ == "__main__":
    sys.exit(main())
