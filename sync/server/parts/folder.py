"""The folder of parts: received piece by piece, checked whole, on disk before they count.

A part that comes lies under `coming/`, one that is complete under `stored/`, each named
by its id in hex. Being complete is one rename, after the bytes reached the disk and
their hash was the announced one; the folder reaches the disk too before anyone is told.
Pieces in between are not synced: after a power cut the whole hash tells.
"""

from __future__ import annotations

import errno
import fcntl
import hashlib
import os
import shutil
import time
from collections.abc import Callable, Iterable, Iterator, Sequence
from concurrent.futures import ThreadPoolExecutor, wait
from contextlib import ExitStack, contextmanager
from pathlib import Path
from typing import TypeVar

from kiosk.errors import Unavailable
from sync.protocol.frames import WholePart
from sync.server.parts.port import HashMismatch, Received, TooLong, WrongOffset, hex_name

__all__ = ["DEFAULT_RESERVE_BYTES", "FolderParts"]

Where = TypeVar("Where")

READ_BYTES = 1024 * 1024
WAITS = 8
"""Waits for the disk at once: side by side they take about the time of one, because the disk
and its journal serve all of them together."""
DEFAULT_RESERVE_BYTES = 256 * 1024 * 1024
"""Room left on the disk for the database: without it nothing could even be deleted."""


class FolderParts:
    """`Parts` as files. Used from any thread and by several processes at once."""

    def __init__(self, root: Path, *, reserve_bytes: int = DEFAULT_RESERVE_BYTES) -> None:
        self._coming = root / "coming"
        self._stored = root / "stored"
        self._reserve_bytes = reserve_bytes
        self._waits = ThreadPoolExecutor(WAITS, thread_name_prefix="parts")
        for folder in (self._coming, self._stored):
            folder.mkdir(parents=True, exist_ok=True, mode=0o700)
            for first in range(256):
                (folder / f"{first:02x}").mkdir(exist_ok=True, mode=0o700)
            _sync_folder(folder)
        _sync_folder(root)

    def received(self, part: bytes) -> Received:
        size = _size(self._path(self._stored, part))
        if size is not None:
            return Received(size, is_complete=True)
        return Received(_size(self._path(self._coming, part)) or 0, is_complete=False)

    def receive(
        self, part: bytes, offset: int, piece: bytes, *, sha256: bytes, size: int
    ) -> Received:
        stored = self._path(self._stored, part)
        with self._held(part) as descriptor:
            if descriptor is None:
                return self.received(part)
            there = os.fstat(descriptor).st_size
            if offset != there:
                raise WrongOffset(there)
            if offset + len(piece) > size:
                raise TooLong
            self._check_room(len(piece))
            with _full_disk_said(descriptor, there):
                _write(descriptor, piece, offset)
            if offset + len(piece) < size:
                return Received(offset + len(piece), is_complete=False)
            whole = hashlib.sha256(piece).digest() if not offset else _hash(descriptor)
            if whole != sha256:
                os.ftruncate(descriptor, 0)
                raise HashMismatch
            with _full_disk_said(descriptor, there):
                os.fsync(descriptor)
            os.replace(self._path(self._coming, part), stored)
            _sync_folder(stored.parent)
        return Received(size, is_complete=True, is_new=True)

    def keep(self, wholes: Sequence[WholePart]) -> list[bool]:
        """Write all, then wait for the disk, then name all; the waits go side by side."""
        self._check_room(sum(len(whole.content) for whole in wholes))
        held: dict[bytes, int] = {}
        with ExitStack() as stack:
            # Always in one order: two bundles that hold the same parts never wait for each other.
            for whole in sorted(wholes, key=lambda whole: whole.part):
                descriptor = stack.enter_context(self._held(whole.part))
                if descriptor is not None:
                    held[whole.part] = descriptor
                    with _full_disk_said(descriptor, 0):
                        os.ftruncate(descriptor, 0)
                        _write(descriptor, whole.content, 0)
            self._side_by_side(_sync_file, held.values())
            for part in held:
                os.replace(self._path(self._coming, part), self._path(self._stored, part))
            self._side_by_side(
                _sync_folder, {self._path(self._stored, part).parent for part in held}
            )
        return [whole.part in held for whole in wholes]

    def sha256(self, part: bytes) -> bytes:
        try:
            descriptor = os.open(self._path(self._stored, part), os.O_RDONLY)
        except FileNotFoundError:
            return hashlib.sha256().digest()
        try:
            return _hash(descriptor)
        finally:
            os.close(descriptor)

    def read(self, part: bytes, offset: int, count: int) -> bytes:
        try:
            descriptor = os.open(self._path(self._stored, part), os.O_RDONLY)
        except FileNotFoundError:
            return b""
        try:
            return os.pread(descriptor, count, offset)
        finally:
            os.close(descriptor)

    def remove(self, part: bytes) -> None:
        for folder in (self._stored, self._coming):
            self._path(folder, part).unlink(missing_ok=True)

    def idle_uploads(self, older_than_s: float) -> list[bytes]:
        before = time.time() - older_than_s
        return [
            bytes.fromhex(path.name)
            for path in self._coming.glob("??/*")
            if _is_older(path, before)
        ]

    def stored_before(self, older_than_s: float) -> Iterator[bytes]:
        before = time.time() - older_than_s
        for path in self._stored.glob("??/*"):
            if _is_older(path, before):
                yield bytes.fromhex(path.name)

    def _side_by_side(self, sync: Callable[[Where], None], places: Iterable[Where]) -> None:
        """Wait until the disk has all of these. Raises what the first of them raised, once none
        waits any more: the caller closes the files then."""
        under_way = [self._waits.submit(sync, place) for place in places]
        wait(under_way)
        for each in under_way:
            each.result()

    @contextmanager
    def _held(self, part: bytes) -> Iterator[int | None]:
        """Hold the coming file alone; None when the part is already complete."""
        coming = self._path(self._coming, part)
        while True:
            if _size(self._path(self._stored, part)) is not None:
                yield None
                return
            descriptor = os.open(coming, os.O_RDWR | os.O_CREAT, 0o600)
            try:
                fcntl.flock(descriptor, fcntl.LOCK_EX)
                if _is_same(descriptor, coming):  # else it was completed while we waited
                    if _size(self._path(self._stored, part)) is not None:
                        coming.unlink()  # we made it anew between two looks: nothing comes
                        continue
                    yield descriptor
                    return
            finally:
                os.close(descriptor)

    def _check_room(self, piece_bytes: int) -> None:
        if shutil.disk_usage(self._coming).free - piece_bytes < self._reserve_bytes:
            raise Unavailable("server.full")

    @staticmethod
    def _path(folder: Path, part: bytes) -> Path:
        name = hex_name(part)
        return folder / name[:2] / name


def _size(path: Path) -> int | None:
    try:
        return path.stat().st_size
    except FileNotFoundError:
        return None


def _is_older(path: Path, before: float) -> bool:
    """Return whether a file is there and did not change since: one may go while all are listed."""
    try:
        return path.stat().st_mtime < before
    except FileNotFoundError:
        return False


def _is_same(descriptor: int, path: Path) -> bool:
    try:
        return os.path.samestat(os.fstat(descriptor), path.stat())
    except FileNotFoundError:
        return False


def _write(descriptor: int, piece: bytes | memoryview, offset: int) -> None:
    view = memoryview(piece)
    while view:
        written = os.pwrite(descriptor, view, offset)
        view, offset = view[written:], offset + written


def _hash(descriptor: int) -> bytes:
    found = hashlib.sha256()
    at = 0
    while block := os.pread(descriptor, READ_BYTES, at):
        found.update(block)
        at += len(block)
    return found.digest()


def _sync_file(descriptor: int) -> None:
    with _full_disk_said(descriptor, 0):
        os.fsync(descriptor)


def _sync_folder(folder: Path) -> None:
    descriptor = os.open(folder, os.O_RDONLY | os.O_DIRECTORY)
    try:
        os.fsync(descriptor)
    finally:
        os.close(descriptor)


@contextmanager
def _full_disk_said(descriptor: int, length: int) -> Iterator[None]:
    try:
        yield
    except OSError as error:
        if error.errno not in {errno.ENOSPC, errno.EDQUOT, errno.EFBIG}:
            raise
        os.ftruncate(descriptor, length)
        raise Unavailable("server.full") from error
