"""What the rules ask of the outside world: time and chance, as Protocols.

Only the composition roots (`ui/app.py`, the server's start-up, the commands) hand
in the real ones; everything else takes them as arguments.
"""

from __future__ import annotations

import os
import time
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Protocol

__all__ = ["UNKNOWN_BOOT", "Clock", "Rng", "SystemClock", "SystemRng", "machine_zone"]

UNKNOWN_BOOT = "unknown"
"""The name of every start of a machine that does not name them."""


class Clock(Protocol):
    """Two kinds of time: one that people read, one that never goes back."""

    def now(self) -> datetime:
        """Return the aware UTC time, for records; orders nothing that matters."""
        ...

    def boottime_s(self) -> float:
        """Return seconds since the machine started, sleep included."""
        ...

    def boot_id(self) -> str:
        """Return a name that changes at each start of the machine."""
        ...


class Rng(Protocol):
    """A source of bytes nobody can guess."""

    def bytes(self, count: int) -> bytes:
        """Return `count` random bytes."""
        ...


@dataclass(frozen=True, slots=True)
class SystemClock:
    """The machine's own clocks."""

    def now(self) -> datetime:
        return datetime.now(UTC)

    def boottime_s(self) -> float:
        if hasattr(time, "CLOCK_BOOTTIME"):
            return time.clock_gettime(time.CLOCK_BOOTTIME)
        return time.monotonic()

    def boot_id(self) -> str:
        try:
            with open("/proc/sys/kernel/random/boot_id", encoding="ascii") as source:
                return source.read().strip()
        except OSError:
            return UNKNOWN_BOOT


def machine_zone(localtime: str = "/etc/localtime", default: str = "Europe/Paris") -> str:
    """Return the IANA name of this machine's wall clock, where its link tells it (systemd)."""
    _, found, name = os.path.realpath(localtime).partition("/zoneinfo/")
    return name if found and "/" in name else default


@dataclass(frozen=True, slots=True)
class SystemRng:
    """The operating system's generator."""

    def bytes(self, count: int) -> bytes:
        return os.urandom(count)
