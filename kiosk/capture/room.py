"""How far this machine shuts in the process that opens a stranger's file: tried, for `doctor`."""

from __future__ import annotations

from dataclasses import dataclass

from kiosk.capture.children import Child, ChildGone
from kiosk.capture.files import WORKER, FileLimits, isolation_of
from kiosk.capture.sandbox import Isolation, is_bubblewrap_usable, worker_command

__all__ = ["Room", "try_room"]


@dataclass(frozen=True, slots=True)
class Room:
    """What stands between a file and this machine. None: the worker does not even start."""

    isolation: Isolation | None
    is_filtered: bool
    """It may make no dangerous system call (`seccomp`)."""

    @property
    def is_whole(self) -> bool:
        return self.isolation is Isolation.BUBBLEWRAP and self.is_filtered


def try_room(*, is_sandboxed: bool | None = None) -> Room:
    """Start the worker without a file and return what it says of itself."""
    in_sandbox = is_bubblewrap_usable() if is_sandboxed is None else is_sandboxed
    command = worker_command(WORKER, is_sandboxed=in_sandbox)
    try:
        with Child(command, max_payload_bytes=0) as child:
            ready = child.receive(FileLimits().start_s)
    except ChildGone:
        ready = None
    if ready is None:
        return Room(None, is_filtered=False)
    is_filtered = ready.header.get("filtered") is True
    return Room(isolation_of(ready, is_sandboxed=in_sandbox), is_filtered)
