"""`reconnect-kiosk admin checkpoints`: who is sent the journal's signed head each day (TRC-14)."""

from __future__ import annotations

import argparse
import json
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import datetime
from pathlib import Path
from typing import TYPE_CHECKING, Any

from kiosk.errors import InvalidInput
from kiosk.ports import SystemClock, SystemRng
from sync.server.listings import PARIS, table
from sync.server.settings import ServerOptions, add_options, given, load_server_options

if TYPE_CHECKING:
    from sync.server.keys.server_keys import ServerKeys
    from sync.server.store.database import Database

__all__ = ["add_to"]

HELP = {
    "data": "data folder of the server; it may run meanwhile",
    "database": "postgresql://… when records are not in the data folder",
    "keys": "vault://… or pkcs11:… when keys are not in the data folder",
    "mail": "smtp://… as the server has it; without it letters go into a file",
}
COLUMNS = {"mailbox": "Adresse", "since": "Depuis le", "sent": "Dernier envoi"}


def add_to(acts: Any) -> None:
    """Add `checkpoints add`, `list` and `remove` to the acts of `admin`."""
    text = "auditors who are sent the journal's signed head each day"
    under = acts.add_parser("checkpoints", help=text).add_subparsers(required=True)
    for name, act, help in (
        ("add", _add, "send it to one more mailbox"),
        ("list", _list, "list mailboxes"),
        ("remove", _remove, "send nothing more to a mailbox"),
    ):
        parser = under.add_parser(name, help=help, description=help)
        if name != "list":
            parser.add_argument("mailbox", help="name@example.org")
        add_options(parser, ServerOptions, HELP, only="data database keys mail")
        parser.add_argument("--json", action="store_true", help="answer with one JSON object")
        parser.set_defaults(act=act)


def _add(options: argparse.Namespace) -> int:
    from sync.server.checkpoints import add_auditor

    mailbox = options.mailbox.strip()
    with _opened(options) as (database, keys):
        keys.refresh()  # no keeper is waited for while the writer's turn is held
        with database.writing() as rows:
            is_new = add_auditor(rows, keys, mailbox, now=_now())
    said = "Ajouté : le prochain état signé part dans la demi-heure, puis un par jour."
    if not is_new:
        said = "Cette adresse y est déjà."
    if not load_server_options(given(options, ServerOptions)).settings.mail:
        said += "\nAucun envoi n'est réglé (mail) : les messages vont dans log/mail.log."
    print(json.dumps({"added": is_new}) if options.json else said, flush=True)
    return 0


def _remove(options: argparse.Namespace) -> int:
    from sync.server.checkpoints import remove_auditor

    with _opened(options) as (database, keys), database.writing() as rows:
        remove_auditor(rows, keys, options.mailbox.strip(), now=_now())
    said = "Retiré : rien ne part plus à cette adresse."
    print(json.dumps({"removed": True}) if options.json else said, flush=True)
    return 0


def _list(options: argparse.Namespace) -> int:
    from sync.server.checkpoints import auditors

    with _opened(options) as (database, keys), database.reading() as rows:
        found = auditors(rows, keys)
    if options.json:
        told = [
            {"mailbox": each.mailbox, "since": each.since, "sent_at": each.sent_at}
            for each in found
        ]
        print(json.dumps({"auditors": told}), flush=True)
        return 0
    listed = [
        {
            "mailbox": each.mailbox,
            "since": f"{datetime.fromtimestamp(each.since, PARIS):%d/%m/%Y}",
            "sent": f"{datetime.fromtimestamp(each.sent_at, PARIS):%d/%m/%Y %H:%M}"
            if each.sent_at
            else "",
        }
        for each in found
    ]
    print(table(COLUMNS, listed) if listed else "Personne ne reçoit l'état signé.", flush=True)
    return 0


@contextmanager
def _opened(options: argparse.Namespace) -> Iterator[tuple[Database, ServerKeys]]:
    from sync.server.keys.server_keys import open_kept_keys
    from sync.server.serve import DataFolder, open_records

    settings = load_server_options(given(options, ServerOptions)).settings
    folder = DataFolder(Path(settings.data))
    if not folder.keys.is_dir():
        raise InvalidInput("server.no_data", place=str(settings.data))
    keys = open_kept_keys(settings.keys, folder.keys, clock=SystemClock(), rng=SystemRng())
    database = open_records(settings.database, folder)
    try:
        yield database, keys
    finally:
        database.close()


def _now() -> int:
    return int(SystemClock().now().timestamp())
