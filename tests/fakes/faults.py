"""A disk and a database that fail at the n-th write, and work before and after."""

from __future__ import annotations

import errno
import threading
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from pathlib import Path

from kiosk.errors import Unavailable
from kiosk.vault.database import Cell, Database
from kiosk.vault.disk import Disk


@dataclass(slots=True)
class Faults:
    """Counts writes, whichever thread makes them; the one numbered `at` fails. 0: none does."""

    at: int
    count: int = 0
    _guard: threading.Lock = field(default_factory=threading.Lock)

    def is_due(self) -> bool:
        with self._guard:
            self.count += 1
            return self.count == self.at


class FailingDisk(Disk):
    def __init__(self, faults: Faults) -> None:
        self._faults = faults

    def write(self, path: Path, data: bytes) -> None:
        if self._faults.is_due():
            path.write_bytes(data[: len(data) // 2])  # what a full disk leaves
            raise OSError(errno.ENOSPC, "no space left")
        super().write(path, data)

    def rename(self, source: Path, target: Path) -> None:
        self._check()
        super().rename(source, target)

    def settle(self, folder: Path) -> None:
        self._check()
        super().settle(folder)

    def _check(self) -> None:
        if self._faults.is_due():
            raise OSError(errno.ENOSPC, "no space left")


class FailingDatabase(Database):
    def __init__(self, real: Database, faults: Faults) -> None:
        super().__init__(real.path, real._connection)
        self._faults = faults

    def execute(self, sql: str, values: Sequence[Cell] = ()) -> int:
        if sql != "ROLLBACK":
            self._check()
        return super().execute(sql, values)

    def many(self, sql: str, rows: Iterable[Sequence[Cell]]) -> None:
        self._check()
        super().many(sql, rows)

    def _check(self) -> None:
        if self._faults.is_due():
            raise Unavailable("vault.disk_full")
