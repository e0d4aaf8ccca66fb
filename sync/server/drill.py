"""The restore drill: a backup is restored, served, and proved complete, piece by piece.

Nothing is believed that was not done: files are hashed, a server is started on the restored
copy and asked over HTTPS, every statement is opened and named again, every receipt signed
and verified, every part hashed where it was restored to. What fails is named.
"""

from __future__ import annotations

import os
import shutil
import sqlite3
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from kiosk.crypto.encoding import b64, unb64
from kiosk.crypto.failures import CannotOpen
from kiosk.crypto.statements import parse, verify_receipt
from kiosk.errors import KioskError
from kiosk.ports import Clock, Rng
from sync.server.archive import unpack
from sync.server.authority import PostLine
from sync.server.backup import (
    CUSTODY,
    RECORDS,
    fingerprint_of,
    stored_parts,
    sums_of,
    wrong_files,
)
from sync.server.keys.server_keys import ServerKeys, open_kept_keys
from sync.server.maintenance import Act, maintenance
from sync.server.operator_line import OperatorLine
from sync.server.parts.folder import FolderParts
from sync.server.parts.port import Parts
from sync.server.purge import GONE
from sync.server.serve import DataFolder, RunningServer, ServerSettings, start
from sync.server.shelf import Shelf
from sync.server.store.database import Rows
from sync.server.store.migrate import MIGRATIONS
from sync.server.store.records import Kept
from sync.server.store.sqlite import SqliteDatabase

__all__ = ["Check", "Report", "drill"]

BATCH = 200


@dataclass(frozen=True, slots=True)
class Check:
    """One thing that must be as the manifest says; `wrong` names the pieces that are not."""

    name: str
    expected: str
    found: str
    wrong: tuple[str, ...] = ()

    @property
    def is_right(self) -> bool:
        return self.expected == self.found and not self.wrong


@dataclass(slots=True)
class Report:
    """What the drill found, in the order it looked."""

    backup: str
    manifest: str
    checks: list[Check] = field(default_factory=list)

    @property
    def is_complete(self) -> bool:
        return all(check.is_right for check in self.checks)

    def as_json(self) -> dict[str, Any]:
        return {
            "backup": self.backup,
            "manifest": self.manifest,
            "complete": self.is_complete,
            "checks": [
                {
                    "check": check.name,
                    "expected": check.expected,
                    "found": check.found,
                    "right": check.is_right,
                    "wrong": list(check.wrong),
                }
                for check in self.checks
            ],
        }


def drill(
    archive: Path,
    keys_folder: Path,
    into: Path,
    *,
    clock: Clock,
    rng: Rng,
    keys: str = "",
    fingerprint: str = "",
) -> Report:
    """Restore `archive` into the empty folder `into`, with the keys' folder kept apart.

    `keys` is the keeper's address where that is not a file of the folder, `fingerprint` the
    manifest's as it was told when the backup was made, "" when nobody wrote it down.
    Raises: what `unpack` and `open_kept_keys` do; everything else is in the report.
    """
    folder = DataFolder(into)
    folder.prepare()
    shutil.copytree(keys_folder, folder.keys, dirs_exist_ok=True)
    held = open_kept_keys(keys, folder.keys, clock=clock, rng=rng)
    opened = into / "opened"
    manifest = unpack(archive, held.keeper, opened)
    report = Report(archive.name, fingerprint_of(manifest))
    if fingerprint:
        report.checks.append(Check("fingerprint", fingerprint, report.manifest))
    report.checks.append(_files(opened, manifest))
    _restore(opened, folder, manifest)
    try:
        # Before a server starts: its first sweep ends what is past its time since.
        report.checks += _proved(folder, manifest, held)
        if any(check.name == "server" and not check.is_right for check in report.checks):
            return report  # with another server's keys there is nothing to serve
        with _serving(folder, keys, clock, rng) as running:
            report.checks += _asked(running, manifest)
            with running.central.database.writing() as rows:
                maintenance(
                    rows,
                    Act.RESTORE,
                    now=running.central.now(),
                    manifest=report.manifest,
                    complete=report.is_complete,
                )
    except (KioskError, OSError, ValueError, sqlite3.DatabaseError) as error:
        key = error.message_key if isinstance(error, KioskError) else type(error).__name__
        report.checks.append(Check("restored", "yes", key))
    return report


def _proved(folder: DataFolder, manifest: dict[str, Any], keys: ServerKeys) -> list[Check]:
    parts = FolderParts(folder.parts, reserve_bytes=0)
    database = SqliteDatabase(folder.records, MIGRATIONS / "sqlite")
    try:
        with database.reading() as rows:
            checks = [Check("server", manifest["server"], keys.server.hex())]
            checks.append(Check("receipt key", manifest["receipt_ed"], b64(keys.receipt_ed)))
            checks += _sums(rows, manifest)
            checks += _statements(rows, keys, manifest)
            checks.append(_parts(rows, parts, manifest))
    finally:
        database.close()
    return checks


def _files(opened: Path, manifest: dict[str, Any]) -> Check:
    wrong = tuple(wrong_files(opened, manifest))
    count = len(manifest["files"])
    return Check("files", str(count), str(count - len(wrong)), wrong)


def _restore(opened: Path, folder: DataFolder, manifest: dict[str, Any]) -> None:
    """Move each piece to where a server looks for it; what is not there stays missing."""
    for name, target in ((RECORDS, folder.records), (CUSTODY, folder.root / CUSTODY)):
        if (opened / name).is_file():
            os.replace(opened / name, target)
    for said in manifest["files"]:
        path = Path(said["path"])
        if path.parts[0] == "parts" and (opened / path).is_file():
            target = folder.parts / "stored" / Path(*path.parts[1:])
            target.parent.mkdir(parents=True, exist_ok=True, mode=0o700)
            os.replace(opened / path, target)
    shutil.rmtree(opened)


@contextmanager
def _serving(folder: DataFolder, keys: str, clock: Clock, rng: Rng) -> Iterator[RunningServer]:
    settings = ServerSettings(data=folder.root, port=0, reserve_bytes=0, keys=keys)
    running = start(settings, clock=clock, rng=rng)
    serving = threading.Thread(target=running.run, name="drill", daemon=True)
    serving.start()
    try:
        yield running
    finally:
        running.stop()
        serving.join()


def _asked(running: RunningServer, manifest: dict[str, Any]) -> list[Check]:
    """Ask the restored server itself, as the operator and as anybody."""
    line = OperatorLine(PostLine(running.url, running.certificate_sha256, running.operator_token))
    hello = line.hello()
    ready = all(running.central.readiness().values())
    overview = line.overview()["structures"]
    with running.central.database.reading() as rows:
        kept = rows.one("SELECT COUNT(*) FROM structure")
    return [
        Check("served as", manifest["server"], hello.server.hex()),
        Check("ready", "yes", "yes" if ready else "no"),
        Check("structures", str(kept[0] if kept else 0), str(len(overview))),
    ]


def _sums(rows: Rows, manifest: dict[str, Any]) -> list[Check]:
    found = sums_of(rows).as_json()
    return [Check(name, str(said), str(found[name])) for name, said in manifest["sums"].items()]


def _statements(rows: Rows, keys: ServerKeys, manifest: dict[str, Any]) -> list[Check]:
    """Open each statement, name it again, and sign and verify its receipt."""
    shelf = Shelf(keys)
    receipt_ed = unb64(manifest["receipt_ed"])
    count, opened, signed = 0, 0, 0
    wrong: list[str] = []
    unsigned: list[str] = []
    gone = {bytes(row[0]) for row in rows.all("SELECT name FROM statement WHERE type = ?", (GONE,))}
    for batch in _kept(rows):
        receipts = keys.receipts([(kept.name, kept.sequence) for kept in batch])
        for kept, receipt in zip(batch, receipts, strict=True):
            count += 1
            try:
                # Of what was destroyed only the name is left, and must not be more.
                if kept.name not in gone and parse(shelf.wire(kept)).name != kept.name:
                    raise CannotOpen
                opened += 1
            except KioskError:
                wrong.append(kept.name.hex())
            try:
                verify_receipt(receipt_ed, kept.name, kept.sequence, receipt)
                signed += 1
            except CannotOpen:
                unsigned.append(kept.name.hex())
    return [
        Check("statements opened", str(count), str(opened), tuple(wrong)),
        Check("receipts", str(count), str(signed), tuple(unsigned)),
    ]


def _kept(rows: Rows) -> Iterator[list[Kept]]:
    after: tuple[bytes, bytes] = (b"", b"")
    while True:
        found = rows.all(
            "SELECT owner, name, seq, is_wrapped, wire FROM statement"
            " WHERE (owner, name) > (?, ?) ORDER BY owner, name LIMIT ?",
            (*after, BATCH),
        )
        if not found:
            return
        batch = [Kept(bytes(o), bytes(n), int(s), bool(w), bytes(e)) for o, n, s, w, e in found]
        yield batch
        after = (batch[-1].owner, batch[-1].name)


def _parts(rows: Rows, parts: Parts, manifest: dict[str, Any]) -> Check:
    count, right, wrong = 0, 0, []
    gone = set(manifest["gone"])
    for part, sha256, _ in stored_parts(rows):
        if part.hex() in gone:
            continue
        count += 1
        if parts.sha256(part) == sha256:
            right += 1
        else:
            wrong.append(part.hex())
    return Check("parts hashed", str(count), str(right), tuple(wrong))
