"""Sealed parts as files: `parts/<2 hex>/<id in hex>`, whole or not there at all.

Nothing here opens a part. Its row is written after the file, in the transaction of the
item that owns it: a cut in between leaves an orphan that is swept, never a row
without its file.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Mapping
from concurrent.futures import ThreadPoolExecutor
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path
from typing import BinaryIO

from kiosk.domain.ids import ID_BYTES, PartId
from kiosk.errors import Unavailable
from kiosk.vault.disk import BESIDE, Disk, disk_errors, store_file

__all__ = ["PartFiles", "Swept"]

WRITERS = 8
"""Waits for the disk at once: side by side they take about the time of one."""

PART_NAME = re.compile(rf"[0-9a-f]{{{2 * ID_BYTES}}}")


@dataclass(frozen=True, slots=True)
class Swept:
    """What a sweep took away: parts no row knows, files never finished."""

    orphans: int
    unfinished: int


class PartFiles:
    """The folder of sealed parts. Any number of processes and threads may use it."""

    def __init__(self, root: Path, disk: Disk | None = None) -> None:
        self._root = root
        self._disk = Disk() if disk is None else disk

    def path(self, part: bytes) -> Path:
        """Return where a part is or would be. Raises ValueError for what is not an id."""
        if len(part) != ID_BYTES:
            raise ValueError("a part's id is 16 bytes")
        name = part.hex()
        return self._root / name[:2] / name

    def write(self, part: bytes, sealed: bytes) -> None:
        """Keep a part: on the disk when this returns, invisible until then.

        Raises Unavailable("vault.disk_full" | "vault.disk_fault") and leaves nothing.
        """
        store_file(self._disk, self.path(part), sealed)

    def write_all(self, parts: Mapping[PartId, bytes]) -> None:
        """Keep parts as `write` does, their waits for the disk side by side.

        Raises what the first of them raised, once none waits any more; those that were
        written by then stay, orphans until a row names them.
        """
        with ThreadPoolExecutor(WRITERS, thread_name_prefix="part") as writers:
            for written in [writers.submit(self.write, *part) for part in parts.items()]:
                written.result()

    def read(self, part: bytes) -> bytes:
        """Return a whole sealed part. Raises Unavailable("paper.not_here") when it is away."""
        with self.open(part) as file, disk_errors():
            return file.read()

    def open(self, part: bytes) -> BinaryIO:
        """Open a part for reading, in ranges; the caller closes it."""
        try:
            with disk_errors():
                return open(self.path(part), "rb")
        except Unavailable as error:
            if isinstance(error.__cause__, FileNotFoundError):
                raise Unavailable("paper.not_here") from error
            raise

    def size(self, part: bytes) -> int | None:
        """Return a part's size in bytes, or None when it is not here."""
        try:
            return self.path(part).stat().st_size
        except FileNotFoundError:
            return None

    def delete(self, part: bytes) -> None:
        """Remove a part's file; it was sealed, and its data key goes with its item."""
        with disk_errors():
            self._disk.unlink(self.path(part))

    def bytes_held(self) -> int:
        """Return how much the parts on this machine take; others may write and delete meanwhile."""
        total = 0
        for path in self._root.glob("??/*"):
            with suppress(FileNotFoundError):  # it went since it was listed
                total += path.stat().st_size
        return total

    def sweep(self, is_known: Callable[[PartId], bool]) -> Swept:
        """Remove parts that `is_known` denies, and files that were never finished.

        Run inside a transaction of the database that answers, so that nobody can be
        between a file and its row (`VaultStore.sweep_parts`).
        """
        orphans = unfinished = 0
        for path in self._files():
            if path.name.endswith(BESIDE):
                unfinished += 1
            elif PART_NAME.fullmatch(path.name) and not is_known(PartId(bytes.fromhex(path.name))):
                orphans += 1
            else:
                continue
            with disk_errors():
                self._disk.unlink(path)
        return Swept(orphans, unfinished)

    def _files(self) -> Iterator[Path]:
        with disk_errors():
            folders = sorted(self._root.iterdir()) if self._root.is_dir() else []
            for folder in folders:
                if folder.is_dir():
                    yield from sorted(path for path in folder.iterdir() if path.is_file())
