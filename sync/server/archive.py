"""A backup as one sealed file (SEC-04; FORMAT.md section 10): written and read as a stream.

In clear stand a line that says what it is, an id, and the archive's key as only the keeper of
the server's keys opens it. The rest is one envelope over a tar whose last file is the
manifest. So nobody without the keeper sees a name or a number, changes, moves, adds or leaves
out a byte, or gives one archive the end of another.
"""

from __future__ import annotations

import hashlib
import io
import os
import re
import shutil
import tarfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import IO, Any

from kiosk.crypto.encoding import b64, canon, enc, parse_canon, unb64
from kiosk.crypto.envelope import E1
from kiosk.crypto.envelope_stream import EnvelopeReader, EnvelopeWriter
from kiosk.crypto.failures import CannotOpen
from kiosk.domain.ids import ID_BYTES
from kiosk.errors import IntegrityFailure
from kiosk.ports import Rng
from sync.server.keys.port import KeyKeeper, Placed

__all__ = ["MANIFEST", "SUFFIX", "ArchiveWriter", "unpack", "writing_archive"]

SUFFIX = ".sealed"
MANIFEST = "manifest.json"

MAGIC = b"reconnect-backup/1\n"
LABEL = "cfn/1/backup"
HEAD_MAX = 64 * 1024
HEAD_LENGTH_BYTES = 4
COPY_BYTES = 1024 * 1024
NAMES = re.compile(r"(records|custody)\.db|manifest\.json|parts/[0-9a-f]{2}/[0-9a-f]{32}")
"""All that an archive holds; nothing else is ever written outside it."""


class ArchiveWriter:
    """Takes files one after the other; `files` says what was taken."""

    def __init__(self, tar: tarfile.TarFile) -> None:
        self._tar = tar
        self.files: list[dict[str, str | int]] = []

    def add(self, name: str, content: bytes) -> None:
        self._add(name, io.BytesIO(content), len(content), hashlib.sha256(content).hexdigest())

    def add_file(self, name: str, path: Path) -> None:
        with path.open("rb") as source:
            sha256 = hashlib.file_digest(source, "sha256").hexdigest()
            size = source.tell()
            source.seek(0)
            self._add(name, source, size, sha256)

    def _add(self, name: str, source: IO[bytes], size: int, sha256: str) -> None:
        told = tarfile.TarInfo(name)
        told.size, told.mode = size, 0o600
        self._tar.addfile(told, source)
        self.files.append({"path": name, "sha256": sha256, "size": size})


@contextmanager
def writing_archive(path: Path, keeper: KeyKeeper, rng: Rng) -> Iterator[ArchiveWriter]:
    """Write an archive at `path`, on disk once the block has ended; gone when it failed.

    The block adds the files and, last, the manifest that names them.
    """
    id = rng.bytes(ID_BYTES)
    (key,) = keeper.data_keys(_key_place(id), 1)
    head = canon({"v": 1, "id": id.hex(), "key": b64(key.wrapped)})
    descriptor = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
    try:
        with os.fdopen(descriptor, "wb") as target:
            target.write(MAGIC + len(head).to_bytes(HEAD_LENGTH_BYTES, "big") + head)
            sealing = EnvelopeWriter(key.plain, _context(head), target.write, rng=rng)
            with tarfile.open(mode="w|", fileobj=_Target(sealing)) as tar:
                yield ArchiveWriter(tar)
            sealing.finish()
            target.flush()
            os.fsync(target.fileno())
    except BaseException:
        path.unlink()
        raise


def unpack(archive: Path, keeper: KeyKeeper, into: Path) -> dict[str, Any]:
    """Open `archive` into the new folder `into` and return its manifest; all of it or nothing.

    Whether files are those of the manifest is for the caller to ask (`wrong_files`).
    Raises: IntegrityFailure("server.backup_no_manifest") for what is no archive,
    ("server.backup_other_keys") when `keeper` does not open it, ("server.backup_damaged") for
    one that is cut or changed, ("server.backup_swapped") for one under another's name.
    """
    into.mkdir(parents=True, mode=0o700)
    try:
        with archive.open("rb") as source:
            opening = _opened(archive, source, keeper)
            try:
                with tarfile.open(mode="r|", fileobj=_Source(opening)) as tar:
                    for member in tar:
                        _extract(tar, member, into)
                opening.finish()
            except (CannotOpen, tarfile.TarError, FileExistsError) as error:
                raise IntegrityFailure("server.backup_damaged", place=archive.name) from error
        return _manifest(archive, into)
    except BaseException:
        shutil.rmtree(into)
        raise


def _opened(archive: Path, source: IO[bytes], keeper: KeyKeeper) -> EnvelopeReader:
    """Read what stands before the envelope, and begin it."""
    if source.read(len(MAGIC)) != MAGIC:
        raise IntegrityFailure("server.backup_no_manifest", place=archive.name)
    length = int.from_bytes(source.read(HEAD_LENGTH_BYTES), "big")
    head = source.read(min(length, HEAD_MAX))
    try:
        told = parse_canon(head)
        wrapped = Placed(_key_place(bytes.fromhex(told["id"])), unb64(told["key"]))
    except (IntegrityFailure, KeyError, ValueError, TypeError) as error:
        raise IntegrityFailure("server.backup_damaged", place=archive.name) from error
    try:
        return EnvelopeReader(keeper.unwrap([wrapped])[0], _context(head), source.read)
    except CannotOpen as error:
        raise IntegrityFailure("server.backup_other_keys", place=archive.name) from error


def _extract(tar: tarfile.TarFile, member: tarfile.TarInfo, into: Path) -> None:
    source = tar.extractfile(member) if member.isreg() else None
    if source is None or not NAMES.fullmatch(member.name):
        raise CannotOpen
    path = into / member.name
    path.parent.mkdir(parents=True, exist_ok=True, mode=0o700)
    with path.open("xb") as target:
        shutil.copyfileobj(source, target, COPY_BYTES)
    path.chmod(0o600)


def _manifest(archive: Path, folder: Path) -> dict[str, Any]:
    try:
        found = parse_canon((folder / MANIFEST).read_bytes())
        version, name = found["v"], found["name"]
    except (OSError, IntegrityFailure, KeyError) as error:
        raise IntegrityFailure("server.backup_no_manifest", place=archive.name) from error
    if version != 2:
        raise IntegrityFailure("server.backup_no_manifest", place=archive.name)
    if name != archive.name.removesuffix(SUFFIX):
        raise IntegrityFailure("server.backup_swapped", place=archive.name)
    return found


def _key_place(id: bytes) -> bytes:
    return enc("backup key", id)


def _context(head: bytes) -> bytes:
    return enc(E1, LABEL, head)


class _Target(io.RawIOBase):
    """The envelope as the file that a tar is written to."""

    def __init__(self, sealing: EnvelopeWriter) -> None:
        self._sealing = sealing

    def write(self, data: Any) -> int:
        return self._sealing.write(bytes(data))


class _Source(io.RawIOBase):
    """The envelope as the file that a tar is read from."""

    def __init__(self, opening: EnvelopeReader) -> None:
        self._opening = opening

    def read(self, count: int = -1) -> bytes:
        return self._opening.read(count)
