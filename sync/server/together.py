"""Jobs of several threads done in one go: one wait for the disk serves all of them.

While one batch is under way the next gathers, so a lone job never waits for company and
the busier it gets the fewer commits each job costs.
"""

from __future__ import annotations

import threading
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Generic, TypeVar

__all__ = ["Together"]

Job = TypeVar("Job")


@dataclass(slots=True, eq=False)
class _Place(Generic[Job]):
    """One job in line, and how it ended."""

    job: Job
    is_over: bool = False
    error: Exception | None = None


class Together(Generic[Job]):
    """`do` gets jobs in the order they came and does all of them, or none and raises."""

    def __init__(self, do: Callable[[Sequence[Job]], None]) -> None:
        self._do = do
        self._turn = threading.Lock()
        self._guard = threading.Lock()
        self._gathered: list[_Place[Job]] = []

    def add(self, job: Job) -> None:
        """Return once `job` is done, by this thread or by another that had the turn.

        Raises what `do` raised for the batch the job was in.
        """
        place = _Place(job)
        with self._guard:
            self._gathered.append(place)
        with self._turn:
            if not place.is_over:
                with self._guard:
                    places, self._gathered = self._gathered, []
                self._go(places)
        if place.error is not None:
            raise place.error

    def _go(self, places: Sequence[_Place[Job]]) -> None:
        error = None
        try:
            self._do([place.job for place in places])
        except Exception as failed:
            error = failed  # raised again in each thread whose job it was
        for place in places:
            place.error, place.is_over = error, True
