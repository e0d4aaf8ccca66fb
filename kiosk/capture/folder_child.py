"""The process that touches a shared folder: a share that hangs hangs this process alone.

It serves one request after another: `look` lists the papers that are complete, `read`
gives the bytes of one, `remove` takes one away if it is still the same. Names are the
folder's own entries, links are never followed.
"""

from __future__ import annotations

import os
import stat
import sys
import time
from collections.abc import Mapping
from dataclasses import dataclass

from kiosk.capture.confinement import Link, confine
from kiosk.capture.file_kinds import MAX_FILE_BYTES, SUFFIXES
from kiosk.capture.frames import Frame

if sys.platform == "linux":
    import fcntl

__all__ = ["Entry", "main"]

MEMORY_BYTES = 1 << 30
MAX_ENTRIES = 200
WANTED = frozenset().union(*SUFFIXES.values())

UNFINISHED = (".tmp", ".part", ".partial", ".filepart", ".crdownload")
"""Under these names devices and programs write before they rename."""

LOOK_EVERY_S = 0.25


@dataclass(frozen=True, slots=True)
class Entry:
    """One file as it stands: the same three say that nothing wrote to it meanwhile."""

    name: str
    size_bytes: int
    modified_ns: int

    @property
    def row(self) -> list[str | int]:
        return [self.name, self.size_bytes, self.modified_ns]


def main() -> None:
    """Serve until the session closes the socket."""
    link = Link(max_payload_bytes=0)
    confine(memory_bytes=MEMORY_BYTES, may_use_network=False)
    while True:
        request = link.receive()
        try:
            folder = os.open(request.text("folder"), os.O_RDONLY | os.O_DIRECTORY | os.O_CLOEXEC)
        except OSError:
            link.send({"is": "gone"})
            continue
        try:
            header, payload = _answer(folder, request)
        except OSError:
            header, payload = {"is": "gone"}, b""
        finally:
            os.close(folder)
        link.send(header, payload)


def _answer(folder: int, request: Frame) -> tuple[Mapping[str, object], bytes]:
    match request.text("do"):
        case "is_there":
            return {"is": "there"}, b""
        case "look":
            complete, growing = _look(
                folder,
                request.number("settle_ms", 0, 60_000) / 1000,
                request.number("patience_ms", 0, 60_000) / 1000,
            )
            rows = [entry.row for entry in complete[:MAX_ENTRIES]]
            return {"is": "papers", "papers": rows, "is_growing": growing}, b""
        case "read":
            data = _read(folder, _entry(request))
            return ({"is": "changed"}, b"") if data is None else ({"is": "paper"}, data)
        case _:
            return {"is": "removed" if _remove(folder, _entry(request)) else "kept"}, b""


def _look(folder: int, settle_s: float, patience_s: float) -> tuple[list[Entry], bool]:
    """Return the papers nothing was written to for `settle_s`, oldest first.

    Waits up to `patience_s` for those that still grow; the flag says that some still do.
    Times of the share are never compared with ours: a copier's clock may be wrong.
    """
    began_at = time.monotonic()
    since: dict[Entry, float] = {}
    while True:
        now = time.monotonic()
        seen = _papers(folder)
        since = {entry: since.get(entry, now) for entry in seen}
        complete = [entry for entry in seen if now - since[entry] >= settle_s]
        if len(complete) == len(seen) or now - began_at > patience_s:
            done = [entry for entry in complete if not _is_held(folder, entry)]
            order = sorted(done, key=lambda entry: (entry.modified_ns, entry.name))
            return order, len(done) < len(seen)
        time.sleep(LOOK_EVERY_S)


def _papers(folder: int) -> list[Entry]:
    with os.scandir(folder) as listing:
        names = [entry.name for entry in listing if entry.is_file(follow_symlinks=False)]
    known = frozenset(names)
    papers = []
    for name in names:
        suffix = name.rpartition(".")[2].lower()
        is_locked = f"{name}.lock" in known or f".~lock.{name}#" in known
        if name.startswith((".", "~")) or suffix not in WANTED or is_locked:
            continue
        if any(f"{name}{ending}" in known for ending in UNFINISHED):
            continue
        status = os.stat(name, dir_fd=folder, follow_symlinks=False)
        if stat.S_ISREG(status.st_mode) and status.st_size > 0:
            papers.append(Entry(name, status.st_size, status.st_mtime_ns))
    return papers


def _is_held(folder: int, entry: Entry) -> bool:
    """Return whether somebody on this machine still has the file open for writing.

    A read lease is refused then (fcntl(2)); where leases do not work, nobody is known to.
    """
    if sys.platform != "linux":
        return False
    try:
        file = os.open(entry.name, os.O_RDONLY | os.O_NOFOLLOW | os.O_CLOEXEC, dir_fd=folder)
    except OSError:
        return True
    try:
        fcntl.fcntl(file, fcntl.F_SETLEASE, fcntl.F_RDLCK)
    except BlockingIOError:
        return True
    except OSError:
        return False
    finally:
        os.close(file)
    return False


def _read(folder: int, entry: Entry) -> bytes | None:
    """Return the whole file, or None if it is no longer the one that was listed."""
    file = os.open(entry.name, os.O_RDONLY | os.O_NOFOLLOW | os.O_CLOEXEC, dir_fd=folder)
    with os.fdopen(file, "rb") as source:
        data = source.read(MAX_FILE_BYTES + 1)
        status = os.fstat(source.fileno())
    now = Entry(entry.name, status.st_size, status.st_mtime_ns)
    is_whole = now == entry and len(data) == min(entry.size_bytes, MAX_FILE_BYTES + 1)
    return data if is_whole else None


def _remove(folder: int, entry: Entry) -> bool:
    """Remove the file if it is still the one that was read; return whether it is gone."""
    try:
        status = os.stat(entry.name, dir_fd=folder, follow_symlinks=False)
    except FileNotFoundError:
        return True
    if Entry(entry.name, status.st_size, status.st_mtime_ns) != entry:
        return True  # another paper under the same name: ours is gone
    try:
        os.unlink(entry.name, dir_fd=folder)
    except OSError:
        return False
    return True


def _entry(request: Frame) -> Entry:
    name = request.text("name")
    if not name or "/" in name or name in {".", ".."}:
        raise FileNotFoundError(name)
    return Entry(
        name, request.number("size", 0, 1 << 50), request.number("modified", -(1 << 63), 1 << 63)
    )


if __name__ == "__main__":
    main()
