"""Does this machine's scheduler keep what it printed? Told by `reconnect-kiosk doctor` (VLT-28).

CUPS by itself keeps the pages of every job for a day (PreserveJobFiles) and its name for
ever (PreserveJobHistory): both have to be set to "No". While a job waits its pages lie in
the spool folder in clear, whatever is set: a spool in memory survives no power cut.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from kiosk.mounts import is_in_memory
from kiosk.printing.ports import SOCKET

__all__ = ["Scheduler", "findings"]

OFF = frozenset({"no", "off", "false", "0"})
DEFAULTS = {"preservejobfiles": "86400", "preservejobhistory": "Yes"}
"""What counts where a line is absent (cupsd.conf(5), CUPS 2.4)."""


@dataclass(frozen=True, slots=True)
class Scheduler:
    """Where a scheduler keeps its things; Debian's own places."""

    socket: Path = SOCKET
    settings: Path = Path("/etc/cups/cupsd.conf")
    spool: Path = Path("/var/spool/cups")
    mounts: Path = Path("/proc/self/mounts")


def findings(scheduler: Scheduler) -> Iterator[str]:
    """Give what is not as it has to be, a sentence each; nothing without a scheduler."""
    if not scheduler.socket.exists():
        return
    try:
        told = _settings(scheduler.settings.read_text(encoding="utf-8", errors="replace"))
    except OSError:
        yield f"{scheduler.settings} cannot be read: run this as root to know what is kept"
    else:
        for name, words in (
            ("PreserveJobFiles", "printed pages stay in the spool"),
            ("PreserveJobHistory", "names of jobs stay in the spool"),
        ):
            if told[name.lower()].lower() not in OFF:
                yield f"{words}: run `cupsctl {name}=No`"
    mounts = scheduler.mounts.read_text(encoding="utf-8", errors="replace")
    if not is_in_memory(scheduler.spool, mounts):
        yield (
            f"{scheduler.spool} is on a disk: pages that wait would outlast a power cut;"
            " packaging/systemd/var-spool-cups.mount puts it in memory"
        )


def _settings(text: str) -> dict[str, str]:
    found = dict(DEFAULTS)
    for line in text.splitlines():
        name, _, value = line.strip().partition(" ")
        if name.lower() in found:
            found[name.lower()] = value.strip()
    return found
