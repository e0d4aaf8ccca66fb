"""Writes of a post that fail at the n-th: the power goes, or the disk is full."""

from __future__ import annotations

from dataclasses import dataclass

from kiosk.vault.database import Database
from kiosk.vault.disk import Disk
from kiosk.vault.store import Store

__all__ = ["Fuse", "FusedDatabase", "FusedDisk", "PowerCut", "fused"]


class PowerCut(BaseException):
    """The machine stops here; nothing catches it."""


@dataclass(slots=True)
class Fuse:
    """Burns at the n-th write, before or after it took effect; after a power cut nothing
    is written any more, by no `finally` either."""

    left: int
    is_after: bool = False
    failure: type[BaseException] = PowerCut

    def spend(self, write, *values):
        self.left -= 1
        if self.left < 0 and self.failure is PowerCut:
            raise PowerCut
        if self.left == 0 and not self.is_after:
            raise self.failure("vault.disk_full")
        done = write(*values)
        if self.left == 0:
            raise self.failure("vault.disk_full")
        return done


class FusedDatabase(Database):
    def __init__(self, whole: Database, fuse: Fuse) -> None:
        super().__init__(whole.path, whole._connection)
        self._fuse = fuse

    def execute(self, sql, values=()):
        # A failure anywhere inside a transaction ends it as a failure of its COMMIT does;
        # `tests/crash/vault` strikes at each statement.
        if sql != "COMMIT":
            return super().execute(sql, values)
        return self._fuse.spend(super().execute, sql, values)


class FusedDisk(Disk):
    def __init__(self, fuse: Fuse) -> None:
        self._fuse = fuse

    def write(self, path, data):
        return self._fuse.spend(super().write, path, data)

    def rename(self, source, target):
        return self._fuse.spend(super().rename, source, target)

    def unlink(self, path):
        return self._fuse.spend(super().unlink, path)


def fused(store: Store, fuse: Fuse) -> None:
    database = FusedDatabase(store._database, fuse)
    store._database = database
    store._sql = database
