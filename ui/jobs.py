"""Lanes: one thread each, jobs in order, results back on the window's thread.

A job is a plain callable that touches no widget. Its result returns through a queued
signal into a slot of a QObject; a failure with words goes to `failed`, anything else is
a bug and ends the process through `sys.excepthook`.
"""

from __future__ import annotations

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
    call: Callable[[], Any]
    done: Callable[[Any], None]
    failed: Callable[[KioskError], None]


@dataclass(frozen=True, slots=True)
class _Ended:
    job: _Job
    result: Any = None
    error: BaseException | None = None


class Lane(QObject):
    """One worker thread. Created, used and closed on the window's thread."""

    _ended = Signal(object)

    def __init__(self, name: str, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._jobs: queue.SimpleQueue[_Job | None] = queue.SimpleQueue()
        self._ended.connect(self._deliver, Qt.ConnectionType.QueuedConnection)
        self._thread = threading.Thread(target=self._work, name=name, daemon=True)
        self._thread.start()

    def submit(
        self,
        call: Callable[[], T],
        done: Callable[[T], None],
        failed: Callable[[KioskError], None],
    ) -> None:
        """Run `call` after what was submitted before it, then `done` or `failed` here."""
        self._jobs.put(_Job(call, done, failed))

    def on_screen_thread(self, call: Callable[[], None]) -> None:
        """Run `call` on the window's thread, soon; may be called from any thread."""
        self._ended.emit(_Ended(_Job(lambda: None, lambda _none: call(), _never)))

    def close(self) -> None:
        """Take no more jobs; what runs now may end or not, nobody waits for it."""
        self._jobs.put(None)

    @Slot(object)
    def _deliver(self, ended: _Ended) -> None:
        if ended.error is None:
            ended.job.done(ended.result)
        elif isinstance(ended.error, KioskError):
            ended.job.failed(ended.error)
        else:
            sys.excepthook(type(ended.error), ended.error, ended.error.__traceback__)

    def _work(self) -> None:
        while (job := self._jobs.get()) is not None:
            try:
                self._ended.emit(_Ended(job, result=job.call()))
            except RuntimeError as error:
                if "deleted" in str(error):
                    return  # the window is gone, and with it whoever asked
                self._ended.emit(_Ended(job, error=error))
            except BaseException as error:
                self._ended.emit(_Ended(job, error=error))


def _never(error: KioskError) -> None:
    raise error
