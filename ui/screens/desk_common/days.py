"""Journals as people read them: a day, then lines; what is done again in a row is one line."""

from __future__ import annotations

from collections.abc import Callable, Hashable, Iterable, Iterator
from datetime import date, datetime
from itertools import groupby
from typing import Protocol, TypeVar

__all__ = ["Timed", "by_day"]


class Timed(Protocol):
    """Something that was done at a time."""

    @property
    def at(self) -> datetime: ...


T = TypeVar("T", bound=Timed)


def by_day(done: Iterable[T], alike: Callable[[T], Hashable]) -> Iterator[tuple[date, T, int]]:
    """Give (day, the first of alike ones in a row, how many) in the order of `done`.

    Days are those of this machine's wall.
    """
    for (day, _), same in groupby(done, key=lambda each: (_day(each), alike(each))):
        found = list(same)
        yield day, found[0], len(found)


def _day(each: Timed) -> date:
    return each.at.astimezone().date()
