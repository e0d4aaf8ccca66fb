"""Lanes: one thread each, jobs in order, results back on the window's thread.

A job is a plain callable that touches no widget. Its result returns through a queued
signal into a slot of a QObject; a failure with words goes to `failed`, anything else is
a bug and ends the process through `sys.excepthook`.

What a job's callables hold (a presenter, a page's signals) must not die on the lane's
thread (`ui/DECISIONS.md`, "Where objects die"): the thread has let go of a job, its result
and its error before the window's thread hears that it ended.
"""

from __future__ import annotations

import gc
import itertools
import queue
import sys
import threading
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any, TypeVar

from PySide6.QtCore import QObject, Qt, Signal, Slot

from kiosk.errors import KioskError

__all__ = ["Lane"]

T = TypeVar("T")


@dataclass(frozen=True, slots=True)
class _Job:
    number: int
    call: Callable[[], Any]
    done: Callable[[Any], None]
    failed: Callable[[KioskError], None]


@dataclass(frozen=True, slots=True)
class _Ended:
    job: _Job
    result: Any = None
    error: BaseException | None = None


class Lane(QObject):
    """One worker thread. Created, used and closed on the window's thread.

    It has a parent, so that its own end is the window's thread's too, whoever lets go last.
    """

    _rang = Signal(int)
    """The job of this number lies in `_ended`."""

    def __init__(self, name: str, parent: QObject) -> None:
        """Start the thread.

        Raises: RuntimeError where Python's garbage could be collected on it (`ui.garbage`).
        """
        if gc.isenabled():
            raise RuntimeError("a lane starts where garbage waits for the window's thread")
        super().__init__(parent)
        self._numbers = itertools.count()
        self._jobs: queue.SimpleQueue[_Job | None] = queue.SimpleQueue()
        self._ended: dict[int, _Ended] = {}
        self._rang.connect(self._deliver, Qt.ConnectionType.QueuedConnection)
        self._thread = threading.Thread(target=self._work, name=name, daemon=True)
        self._thread.start()

    def submit(
        self,
        call: Callable[[], T],
        done: Callable[[T], None],
        failed: Callable[[KioskError], None],
    ) -> None:
        """Run `call` after what was submitted before it, then `done` or `failed` here."""
        self._jobs.put(_Job(next(self._numbers), call, done, failed))

    def on_screen_thread(self, call: Callable[[], None]) -> None:
        """Run `call` on the window's thread, soon; may be called from any thread.

        A job that calls this holds itself whatever `call` holds.
        """
        number = next(self._numbers)
        self._ended[number] = _Ended(_Job(number, _nothing, lambda _none: call(), _never))
        self._rang.emit(number)

    def close(self) -> None:
        """Take no more jobs; what runs now may end or not, nobody waits for it."""
        self._jobs.put(None)

    @Slot(int)
    def _deliver(self, number: int) -> None:
        ended = self._ended.pop(number)
        if ended.error is None:
            ended.job.done(ended.result)
        elif isinstance(ended.error, KioskError):
            ended.job.failed(ended.error)
        else:
            sys.excepthook(type(ended.error), ended.error, ended.error.__traceback__)

    def _work(self) -> None:
        while (number := self._work_one()) is not None:
            try:
                self._rang.emit(number)
            except RuntimeError as error:
                if "deleted" not in str(error):
                    raise
                return  # the window is gone, and with it whoever asked

    def _work_one(self) -> int | None:
        """Do the next job and return its number; with this frame goes all it held of it."""
        job = self._jobs.get()
        if job is None:
            return None
        self._ended[job.number] = _tried(job)
        return job.number


def _tried(job: _Job) -> _Ended:
    try:
        return _Ended(job, result=job.call())
    except BaseException as error:
        return _Ended(job, error=error)


def _nothing() -> None:
    return None


def _never(error: KioskError) -> None:
    raise error
