"""`reconnect-kiosk admin backup`, `restore` and `restore-drill`: run where data or copies lie.

The backup site fetches what `backup` wrote; nothing of production reaches it (BKP-03, BKP-04).
"""

from __future__ import annotations

import argparse
import filecmp
import json
import os
import shutil
import tempfile
from contextlib import ExitStack
from pathlib import Path
from typing import Any

from kiosk.errors import IntegrityFailure, InvalidInput
from kiosk.ports import SystemClock, SystemRng
from sync.server.settings import ServerOptions, add_options, given, load_server_options

__all__ = ["add_to"]

HELP = {
    "data": "data folder of the server; it may run meanwhile",
    "database": "postgresql://… when records are not in the data folder",
    "parts": "s3://… when parts are not in the data folder",
    "keys": "vault://… or pkcs11:… when keys are not in the data folder",
}

SAID = {
    "fingerprint": "empreinte",
    "files": "fichiers",
    "server": "serveur",
    "receipt key": "clé des reçus",
    "heads": "journaux",
    "heads_sha256": "  leur empreinte",
    "entries": "lignes du journal",
    "entries_sha256": "  leur empreinte",
    "last_number": "dernier numéro",
    "parts": "documents",
    "parts_sha256": "  leur empreinte",
    "statements": "écrits",
    "statements_sha256": "  leur empreinte",
    "statements opened": "écrits ouverts",
    "receipts": "reçus vérifiés",
    "parts hashed": "documents relus",
    "served as": "serveur démarré",
    "ready": "prêt à servir",
    "structures": "structures",
    "restored": "remise en place",
}
"""The report's checks, for a person; programs read the report itself."""

_clock, _rng = SystemClock(), SystemRng()


def add_to(acts: Any) -> None:
    """Add them to the acts of `admin`."""
    from sync.server.backup import KEPT_DAYS

    text = "copy records, custody and parts of a running server into one sealed file, without keys"
    backup = acts.add_parser("backup", help=text, description=text)
    backup.add_argument("target", type=Path, help="folder of backups, a file each")
    backup.add_argument(
        "--keep-days", type=int, default=KEPT_DAYS, help="older backups are deleted (default 5)"
    )
    add_options(backup, ServerOptions, HELP, only="data database parts keys")
    backup.add_argument("--json", action="store_true", help="answer with one JSON object")
    backup.set_defaults(act=_backup)

    text = "put a backup into an empty server: records, custody and parts"
    restore = acts.add_parser("restore", help=text, description=text)
    restore.add_argument("backup", type=Path, help="one backup's file")
    restore.add_argument(
        "--keys-folder", type=Path, help="copy of the old server's folder `keys`, put into --data"
    )
    add_options(restore, ServerOptions, HELP, only="data database parts keys")
    _add_common(restore, _restore)

    text = "restore a backup, start a server on it, and prove that nothing is missing"
    drill = acts.add_parser("restore-drill", help=text, description=text)
    drill.add_argument("backup", type=Path, help="one backup's file")
    drill.add_argument(
        "--keys-folder", type=Path, required=True, help="copy of the server's folder `keys`"
    )
    drill.add_argument("--keys", default="", help=HELP["keys"])
    drill.add_argument("--into", type=Path, help="keep what was restored here, in a new folder")
    drill.add_argument("--report", type=Path, help="write the report here too, as JSON")
    _add_common(drill, _drill)


def _add_common(parser: argparse.ArgumentParser, act: Any) -> None:
    parser.add_argument(
        "--fingerprint", default="", help="the manifest's, as told when the backup was made"
    )
    parser.add_argument("--json", action="store_true", help="answer with one JSON object")
    parser.set_defaults(act=act)


def _backup(options: argparse.Namespace) -> int:
    from sync.server.backup import CUSTODY, back_up, fingerprint_of
    from sync.server.keys.server_keys import open_kept_keys
    from sync.server.serve import DataFolder, ServerSettings, open_parts, open_records

    settings = ServerSettings.of(load_server_options(given(options, ServerOptions)).settings)
    folder = DataFolder(settings.data)
    if not folder.keys.is_dir():
        raise InvalidInput("server.no_data", place=str(settings.data))
    keys = open_kept_keys(settings.keys, folder.keys, clock=_clock, rng=_rng)
    database = open_records(settings.database, folder)
    custody = folder.root / CUSTODY
    try:
        made, manifest = back_up(
            options.target,
            database=database,
            records_file=None if settings.database else folder.records,
            custody_file=custody if custody.exists() else None,
            parts=open_parts(settings, folder),
            keys=keys,
            work=folder.root,
            now=_clock.now(),
            rng=_rng,
            kept_days=options.keep_days,
        )
    finally:
        database.close()
    sums, sha256 = manifest["sums"], fingerprint_of(manifest)
    told = {"backup": str(made), "manifest_sha256": sha256, "sums": sums}
    said = (
        f"Sauvegarde : {made}\n"
        f"{sums['statements']} écrits, {sums['parts']} documents, {sums['heads']} journaux\n"
        f"Empreinte du manifeste, à garder ailleurs : {sha256}\n"
        "Les clés du serveur n'y sont pas : gardez-en une copie à part."
    )
    print(json.dumps(told) if options.json else said, flush=True)
    return 0


def _restore(options: argparse.Namespace) -> int:
    from sync.server.archive import unpack
    from sync.server.backup import (
        CUSTODY,
        restore_parts,
        restore_records,
        workplace,
        wrong_files,
    )
    from sync.server.keys.server_keys import open_kept_keys
    from sync.server.serve import DataFolder, ServerSettings, open_parts, open_records

    settings = ServerSettings.of(load_server_options(given(options, ServerOptions)).settings)
    folder = DataFolder(settings.data)
    folder.prepare()
    if options.keys_folder is not None and not any(folder.keys.iterdir()):
        shutil.copytree(options.keys_folder, folder.keys, dirs_exist_ok=True)
    keys = open_kept_keys(settings.keys, folder.keys, clock=_clock, rng=_rng)
    parts = open_parts(settings, folder)
    database = open_records(settings.database, folder)
    try:
        with database.reading() as rows:
            if rows.one("SELECT name FROM statement LIMIT 1") is not None:
                raise InvalidInput("server.store_not_empty")
        with workplace(folder.root) as place:
            opened = place / "opened"
            manifest = unpack(options.backup, keys.keeper, opened)
            _known(manifest, options)
            wrong = wrong_files(opened, manifest)
            if wrong or manifest["server"] != keys.server.hex():
                raise IntegrityFailure("server.backup_incomplete", count=len(wrong) or 1)
            count = restore_parts(opened, manifest, parts)
            _put_custody(opened / CUSTODY, folder.root / CUSTODY)
            # Records last: until they are there the store is empty, and all may be done again.
            sums = restore_records(opened, manifest, database, now=int(_clock.now().timestamp()))
    finally:
        database.close()
    said = (
        f"Remis : {sums.statements} écrits, {count} documents, {sums.heads} journaux.\n"
        "Pour prouver la remise : admin restore-drill. Une garde des secrets à part se remet"
        " avec son propre dossier."
    )
    print(json.dumps(sums.as_json()) if options.json else said, flush=True)
    return 0


def _put_custody(opened: Path, target: Path) -> None:
    """Put custody's tables in their place. Raises InvalidInput("server.store_not_empty") where
    others lie: the very same are those of a restore that was cut."""
    if not opened.is_file():
        return
    if target.exists() and not filecmp.cmp(opened, target, shallow=False):
        raise InvalidInput("server.store_not_empty")
    os.replace(opened, target)


def _known(manifest: dict[str, Any], options: argparse.Namespace) -> None:
    from sync.server.backup import fingerprint_of

    if options.fingerprint and options.fingerprint.strip() != fingerprint_of(manifest):
        raise IntegrityFailure("server.backup_swapped", place=options.backup.name)


def _drill(options: argparse.Namespace) -> int:
    from sync.server.drill import drill

    with ExitStack() as held:
        if options.into is None:
            into = Path(held.enter_context(tempfile.TemporaryDirectory(prefix="drill-")))
        elif options.into.exists():
            raise InvalidInput("server.backup_exists", place=str(options.into))
        else:
            into = options.into
        report = drill(
            options.backup,
            options.keys_folder,
            into,
            clock=_clock,
            rng=_rng,
            keys=options.keys,
            fingerprint=options.fingerprint.strip(),
        )
    found = report.as_json()
    written = json.dumps(found, ensure_ascii=False, indent=1)
    if options.report is not None:
        options.report.write_text(written + "\n", encoding="utf-8")
    lines = [
        f"{'bon' if each['right'] else 'FAUX':5} {SAID[each['check']]:20} {each['found']}"
        + ("" if each["right"] else f" (attendu : {each['expected']})")
        + "".join(f"\n      {piece}" for piece in each["wrong"])
        for each in found["checks"]
    ]
    print(json.dumps(found) if options.json else "\n".join(lines), flush=True)
    if not report.is_complete:
        wrong = sum(not check.is_right for check in report.checks)
        raise IntegrityFailure("server.backup_incomplete", count=wrong)
    return 0
