"""Where clamd keeps a paper while it scans it: a memory file system, or the disk in clear.

Clamd writes a stream, and what it unpacks, into `TemporaryDirectory` (clamd.conf(5); measured
with 1.4.6). It does not tell over its socket; its configuration is read, for `doctor`.
"""

from __future__ import annotations

from pathlib import Path

from kiosk.mounts import is_in_memory

__all__ = ["CONFIGURATION", "temporary_folder", "temporary_words"]

CONFIGURATION = Path("/etc/clamav/clamd.conf")
MOUNTS = Path("/proc/mounts")
USUAL = "/tmp"  # noqa: S108 - what clamd does where it is told nothing
MAX_BYTES = 1 << 20


def temporary_folder(configuration: Path = CONFIGURATION) -> Path | None:
    """Return where clamd is told to write; None where its configuration cannot be read."""
    try:
        with configuration.open(encoding="utf-8", errors="replace") as lines:
            words = [line.split(None, 1) for line in lines.read(MAX_BYTES).splitlines()]
    except OSError:
        return None
    told = [
        rest.strip()
        for name, *rests in filter(None, words)
        for rest in rests
        if name == "TemporaryDirectory"
    ]
    return Path(told[-1] if told else USUAL)


def temporary_words(configuration: Path = CONFIGURATION, mounts: Path = MOUNTS) -> str:
    """Return one line for `doctor`; "" where nothing can be told."""
    folder = temporary_folder(configuration)
    if folder is None:
        return ""
    try:
        is_good = is_in_memory(folder.resolve(), mounts.read_text(encoding="utf-8"))
    except (OSError, ValueError):
        return ""
    if is_good:
        return f"in memory ({folder})"
    return f"ON DISK, in clear ({folder}): set TemporaryDirectory /run/clamav in {configuration}"
