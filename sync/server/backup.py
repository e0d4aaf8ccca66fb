"""A backup of a running server, and the proof that it can be restored (BKP-01, BKP-02).

A backup is one sealed file (`archive.py`): the records as one SQLite file whatever engine they
come from, custody's tables where they lie beside, every part that the records call stored, and
the manifest, written last, with the hash of each file and what the whole adds up to. Its key is
wrapped by the keeper of the server's keys and none of these is in it (they are backed up by
themselves, elsewhere): who takes it opens nothing, and sees no id and no name (SEC-04).

The order makes it consistent while the server runs: custody first, which then only knows
less than the records and asks again; the records in one view; parts last, which never change.
"""

from __future__ import annotations

import fcntl
import hashlib
import os
import shutil
import sqlite3
from collections.abc import Iterator
from contextlib import closing, contextmanager
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

from kiosk.crypto.encoding import b64, canon, enc
from kiosk.errors import IntegrityFailure, InvalidInput
from kiosk.ports import Rng
from sync.protocol.frames import WholePart
from sync.server import journal
from sync.server.archive import MANIFEST, SUFFIX, ArchiveWriter, writing_archive
from sync.server.keys.server_keys import ServerKeys
from sync.server.maintenance import Act, maintenance
from sync.server.parts.port import Parts
from sync.server.store.database import Database, Rows
from sync.server.store.migrate import MIGRATIONS
from sync.server.store.sqlite import SqliteDatabase

__all__ = [
    "CUSTODY",
    "KEPT_DAYS",
    "RECORDS",
    "Sums",
    "back_up",
    "fingerprint_of",
    "restore_parts",
    "restore_records",
    "stored_parts",
    "sums_of",
    "workplace",
    "wrong_files",
]

KEPT_DAYS = 5
"""Older backups are deleted (BKP-02): the upper bound of "deleted everywhere"."""
COPY_BYTES = 1024 * 1024
ROWS_AT_ONCE = 1000
NAME_FORMAT = "backup-%Y%m%dT%H%M%SZ"
RECORDS = "records.db"
CUSTODY = "custody.db"


@dataclass(frozen=True, slots=True)
class Sums:
    """What a store of records adds up to; equal sums are equal stores."""

    last_number: int
    statements: int
    statements_sha256: str
    """Over number, owner and name of each statement, in order: receipts are made of these."""
    parts: int
    parts_sha256: str
    heads: int
    heads_sha256: str
    """Over the heads of every journal chain."""
    entries: int
    entries_sha256: str
    """Over place, hash and body of each entry of the journal's tree."""

    def as_json(self) -> dict[str, object]:
        return {name: getattr(self, name) for name in self.__slots__}


def sums_of(rows: Rows) -> Sums:
    """Add up the records of one open view."""
    counter = rows.one("SELECT last_seq FROM counter WHERE one = 1")
    statements, statements_sha = _digest(
        enc(int(seq).to_bytes(8, "big"), bytes(owner), bytes(name))
        for owner, name, seq in _paged(rows, "statement", "owner, name, seq", ["owner", "name"])
    )
    parts, parts_sha = _digest(
        enc(part, sha256, size.to_bytes(8, "big")) for part, sha256, size in stored_parts(rows)
    )
    heads, heads_sha = _digest(
        enc(bytes(device), str(chain), int(seq).to_bytes(8, "big"), bytes(h))
        for device, chain, seq, h in rows.all(
            "SELECT device, chain, seq, h FROM journal ORDER BY device, chain"
        )
    )
    entries, entries_sha = _digest(
        enc(place.to_bytes(8, "big"), hash, body) for place, hash, body in journal.all_entries(rows)
    )
    return Sums(
        last_number=int(counter[0]) if counter else 0,
        statements=statements,
        statements_sha256=statements_sha,
        parts=parts,
        parts_sha256=parts_sha,
        heads=heads,
        heads_sha256=heads_sha,
        entries=entries,
        entries_sha256=entries_sha,
    )


def stored_parts(rows: Rows) -> Iterator[tuple[bytes, bytes, int]]:
    """Give id, hash and size of each part the records call stored, by id."""
    for part, sha256, size, state in _paged(rows, "part", "part, sha256, size, state", ["part"]):
        if state == "stored":
            yield bytes(part), bytes(sha256), int(size)


def back_up(
    target: Path,
    *,
    database: Database,
    records_file: Path | None,
    custody_file: Path | None,
    parts: Parts,
    keys: ServerKeys,
    work: Path,
    now: datetime,
    rng: Rng,
    kept_days: int = KEPT_DAYS,
) -> tuple[Path, dict[str, Any]]:
    """Write a backup under `target`, delete those past their time, return (file, manifest).

    `records_file` is the SQLite file of the records, None when another engine keeps them.
    `work` is a folder on the server's own disk: what is not sealed yet never lies in `target`.
    Raises: InvalidInput("server.backup_exists"), ("server.backup_running"), Unavailable.
    """
    name = now.strftime(NAME_FORMAT)
    made, beside = target / (name + SUFFIX), target / (name + SUFFIX + ".part")
    if made.exists() or beside.exists():
        raise InvalidInput("server.backup_exists", place=str(made))
    target.mkdir(parents=True, exist_ok=True, mode=0o700)
    with workplace(work) as place, writing_archive(beside, keys.keeper, rng) as archive:
        if custody_file is not None:
            _copy_sqlite(custody_file, place / CUSTODY)
            archive.add_file(CUSTODY, place / CUSTODY)
        if records_file is not None:
            _copy_sqlite(records_file, place / RECORDS)
        else:
            _copy_rows(database, place / RECORDS)
        copy = SqliteDatabase(place / RECORDS, MIGRATIONS / "sqlite")
        try:
            with copy.reading() as rows:
                sums = sums_of(rows)
                gone = [each for each in stored_parts(rows) if not _add_part(archive, parts, each)]
        finally:
            copy.close()
        _flatten(place / RECORDS)
        archive.add_file(RECORDS, place / RECORDS)
        manifest: dict[str, Any] = {
            "v": 2,
            "name": name,
            "made_at": int(now.timestamp()),
            "server": keys.server.hex(),
            "receipt_ed": b64(keys.receipt_ed),
            "sums": sums.as_json(),
            "files": list(archive.files),
            # Stored when the records were copied and removed before their turn came: deleted for
            # somebody in between. The drill accepts that these alone are not there.
            "gone": [part.hex() for part, _, _ in gone],
        }
        archive.add(MANIFEST, canon(manifest))
    os.replace(beside, made)
    _sync(target)
    with database.writing() as rows:
        maintenance(
            rows,
            Act.BACKUP,
            now=int(now.timestamp()),
            backup=name,
            manifest=fingerprint_of(manifest),
        )
    _delete_old(target, before=now - timedelta(days=kept_days))
    return made, manifest


def fingerprint_of(manifest: dict[str, Any]) -> str:
    """Return what names one backup for good: SHA-256 of its manifest, hex."""
    return hashlib.sha256(canon(manifest)).hexdigest()


@contextmanager
def workplace(work: Path) -> Iterator[Path]:
    """Lend an empty folder in `work` for this user alone; what an end left in it goes first.

    Raises: InvalidInput("server.backup_running") while another one has it.
    """
    work.mkdir(parents=True, exist_ok=True, mode=0o700)
    place = work / "copying"
    descriptor = os.open(work / "copying.lock", os.O_RDWR | os.O_CREAT, 0o600)
    try:
        try:
            fcntl.flock(descriptor, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            raise InvalidInput("server.backup_running") from None
        if place.exists():
            shutil.rmtree(place)
        place.mkdir(mode=0o700)
        try:
            yield place
        finally:
            shutil.rmtree(place)
    finally:
        os.close(descriptor)


def wrong_files(folder: Path, manifest: dict[str, Any]) -> list[str]:
    """Compare a backup that was opened with its manifest; return what differs, in words."""
    wrong = []
    for said in manifest["files"]:
        path = folder / said["path"]
        if not path.is_file():
            wrong.append(f"missing: {said['path']}")
        elif path.stat().st_size != said["size"] or _file_sha256(path) != said["sha256"]:
            wrong.append(f"damaged: {said['path']}")
    there = {str(p.relative_to(folder)) for p in folder.rglob("*") if p.is_file()} - {MANIFEST}
    strange = sorted(there - {each["path"] for each in manifest["files"]})
    return wrong + [f"not of this backup: {name}" for name in strange]


def restore_records(
    opened: Path, manifest: dict[str, Any], database: Database, *, now: int
) -> Sums:
    """Put the records of a backup that was opened into an empty store of any engine, in one
    transaction, brought to the schema of today.

    Raises: InvalidInput("server.store_not_empty"),
    IntegrityFailure("server.backup_incomplete") when the sums are not the manifest's.
    """
    copy = SqliteDatabase(opened / RECORDS, MIGRATIONS / "sqlite")
    try:
        with copy.reading() as source, database.writing() as rows:
            if rows.one("SELECT name FROM statement LIMIT 1") is not None:
                raise InvalidInput("server.store_not_empty")
            _copy_tables(source, source, rows)
            sums = sums_of(rows)
            wrong = sum(sums.as_json()[k] != said for k, said in manifest["sums"].items())
            if wrong:
                raise IntegrityFailure("server.backup_incomplete", count=wrong)
            maintenance(rows, Act.RESTORE, now=now, manifest=fingerprint_of(manifest))
    finally:
        copy.close()
    return sums


def restore_parts(opened: Path, manifest: dict[str, Any], parts: Parts) -> int:
    """Put the parts of a backup that was opened into a store of any kind; return how many.

    One that is there already stays; done again it changes nothing. Raises Unavailable.
    """
    count = 0
    for said in manifest["files"]:
        path = Path(said["path"])
        if path.parts[0] == "parts":
            content, sha256 = (opened / path).read_bytes(), bytes.fromhex(said["sha256"])
            parts.keep([WholePart(bytes.fromhex(path.name), sha256, content)])
            count += 1
    return count


def _file_sha256(path: Path) -> str:
    with path.open("rb") as source:
        return hashlib.file_digest(source, "sha256").hexdigest()


def _copy_sqlite(source: Path, target: Path) -> None:
    """Copy a database that others write to, as it was at one moment."""
    with (
        closing(sqlite3.connect(f"file:{source}?mode=ro", uri=True)) as held,
        closing(sqlite3.connect(target)) as copy,
    ):
        held.backup(copy, pages=-1)
    target.chmod(0o600)
    _flatten(target)


def _flatten(path: Path) -> None:
    """Leave one file, without a log beside it, on the disk."""
    with closing(sqlite3.connect(path)) as held:
        held.execute("PRAGMA journal_mode=DELETE")
    _sync(path)


def _copy_rows(database: Database, target: Path) -> None:
    """Copy every table of one view of another engine."""
    copy = SqliteDatabase(target, MIGRATIONS / "sqlite")
    try:
        with database.reading() as source, copy.writing() as rows:
            _copy_tables(rows, source, rows)
    finally:
        copy.close()
    target.chmod(0o600)


def _copy_tables(schema: Rows, source: Rows, target: Rows) -> None:
    """Replace the rows of every table; `schema` is SQLite's, whose names both engines bear."""
    tables = schema.all(
        "SELECT name FROM sqlite_master WHERE type = 'table' AND name != 'schema_version'"
        " ORDER BY name"
    )
    for (table,) in tables:
        columns = schema.all(f"PRAGMA table_info({table})")
        names = [str(each[1]) for each in columns]
        key = [str(c[1]) for c in sorted(columns, key=lambda c: int(c[5])) if c[5]]
        target.run(f"DELETE FROM {table}")  # noqa: S608 - our own schema's names
        places = ", ".join("?" for _ in names)
        target.many(
            f"INSERT INTO {table} ({', '.join(names)}) VALUES ({places})",  # noqa: S608
            _paged(source, table, ", ".join(names), key),
        )


def _paged(rows: Rows, table: str, columns: str, key: list[str]) -> Iterator[tuple[Any, ...]]:
    """Give every row in the order of its key, some at a time."""
    names = [each.strip() for each in columns.split(",")]
    places = [names.index(each) for each in key]
    order = ", ".join(key)
    marks = ", ".join("?" for _ in key)
    after: tuple[Any, ...] | None = None
    while True:
        where = f" WHERE ({order}) > ({marks})" if after is not None else ""
        query = f"SELECT {columns} FROM {table}{where} ORDER BY {order} LIMIT {ROWS_AT_ONCE}"  # noqa: S608
        found = rows.all(query, after or ())
        yield from found
        if len(found) < ROWS_AT_ONCE:
            return
        after = tuple(found[-1][place] for place in places)


def _add_part(archive: ArchiveWriter, parts: Parts, part: tuple[bytes, bytes, int]) -> bool:
    """Add a part, held whole in memory (100 MiB at most): so one that goes meanwhile is seen."""
    id, _, size = part
    pieces, read = [], 0
    while read < size and (piece := parts.read(id, read, COPY_BYTES)):
        pieces.append(piece)
        read += len(piece)
    if read < size:
        return False
    archive.add(f"parts/{id.hex()[:2]}/{id.hex()}", b"".join(pieces))
    return True


def _digest(pieces: Iterator[bytes]) -> tuple[int, str]:
    count, found = 0, hashlib.sha256()
    for piece in pieces:
        found.update(piece)
        count += 1
    return count, found.hexdigest()


def _delete_old(target: Path, *, before: datetime) -> None:
    for path in target.glob("backup-*"):
        try:
            made_at = datetime.strptime(path.name.split(".")[0], NAME_FORMAT).replace(tzinfo=UTC)
        except ValueError:
            continue  # not ours
        if made_at < before:
            path.unlink() if path.is_file() else shutil.rmtree(path)


def _sync(path: Path) -> None:
    descriptor = os.open(path, os.O_RDONLY)
    try:
        os.fsync(descriptor)
    finally:
        os.close(descriptor)
