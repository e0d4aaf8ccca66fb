"""`reconnect-kiosk admin journal verify`: the server's journal, and what posts saw of it.

For who audits the operator (TRC-14): exports of posts, and mails to auditors, hold the heads
that this server signed, a day each. Status 0 only when the tree still is what every one of
them says.
"""

from __future__ import annotations

import argparse
import json
from pathlib import Path
from typing import Any

from kiosk.errors import IntegrityFailure, InvalidInput
from kiosk.journal.checkpoint import CHECKPOINT_MAX_BYTES, Checkpoint, is_checkpoint
from kiosk.journal.export import Head, fingerprint, verify_export
from kiosk.ports import SystemClock, SystemRng
from sync.server.settings import ServerOptions, add_options, given, load_server_options

__all__ = ["add_to"]

HELP = {
    "data": "data folder of the server; it may run meanwhile",
    "database": "postgresql://… when records are not in the data folder",
    "keys": "vault://… or pkcs11:… when keys are not in the data folder",
}


def add_to(acts: Any) -> None:
    """Add `journal verify` to the acts of `admin`."""
    text = "make the journal's tree anew, and compare it with heads in exports and in mails"
    journal = acts.add_parser("journal", help="the server's journal").add_subparsers(required=True)
    verify = journal.add_parser("verify", help=text, description=text)
    verify.add_argument(
        "exports", nargs="*", type=Path, help="files of `journal export`, or that came by mail"
    )
    add_options(verify, ServerOptions, HELP, only="data database keys")
    verify.add_argument("--json", action="store_true", help="answer with one JSON object")
    verify.set_defaults(act=_verify)


def _verify(options: argparse.Namespace) -> int:
    from sync.server.journal_check import check_journal
    from sync.server.keys.server_keys import open_kept_keys
    from sync.server.serve import DataFolder, open_records

    settings = load_server_options(given(options, ServerOptions)).settings
    folder = DataFolder(Path(settings.data))
    if not folder.keys.is_dir():
        raise InvalidInput("server.no_data", place=str(settings.data))
    keys = open_kept_keys(settings.keys, folder.keys, clock=SystemClock(), rng=SystemRng())
    heads = [head for path in options.exports for head in _heads(path, keys.receipt_ed)]
    database = open_records(settings.database, folder)
    try:
        with database.reading() as rows:
            found = check_journal(rows, heads)
    finally:
        database.close()
    told = {
        "entries": found.entries,
        "bodies": found.bodies,
        "heads": found.heads,
        "root": found.root.hex(),
    }
    said = (
        f"Journal du serveur : {found.entries} lignes, aucune changée ;"
        f" {found.entries - found.bodies} de plus de douze mois sont vidées.\n"
        f"Têtes signées gardées ailleurs : {found.heads}, toutes de ce journal."
    )
    print(json.dumps(told) if options.json else said, flush=True)
    return 0


def _heads(path: Path, receipt_ed: bytes) -> list[Head]:
    """Return the heads of one export, or the one of a mail, each signed by this server.

    Raises: as `verify_export` and `Checkpoint.parse`.
    """
    try:
        if path.stat().st_size <= CHECKPOINT_MAX_BYTES and is_checkpoint(path.read_bytes()):
            found = Checkpoint.parse(path.read_bytes())
            if found.server_ed != receipt_ed:
                raise IntegrityFailure("journal.export_other_key")
            return [found.head]
        with path.open("rb") as lines:
            known = {fingerprint(receipt_ed)}
            return list(verify_export(lines, pinned=known, needs_all=False).heads)
    except OSError as error:
        raise IntegrityFailure("journal.export_unreadable", line=0) from error
