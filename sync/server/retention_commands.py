"""`reconnect-kiosk admin retention` and `admin forget`: what ends is done now, or only listed.

Run where the data lie; the server may run meanwhile, and its posts hear of it at once or when
they come back.
"""

from __future__ import annotations

import argparse
import json
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

from kiosk.errors import InvalidInput
from kiosk.ports import SystemClock, SystemRng
from sync.server import listings
from sync.server.backup import KEPT_DAYS
from sync.server.retention import Store, forget_person, keep_time, plan
from sync.server.settings import ServerOptions, add_options, given, load_server_options
from sync.server.store import world

__all__ = ["add_to"]

HELP = {
    "data": "data folder of the server; it may run meanwhile",
    "database": "postgresql://… when records are not in the data folder",
    "parts": "s3://… when parts are not in the data folder",
    "keys": "vault://… or pkcs11:… when keys are not in the data folder",
    "custody": "pairing file of custody's own process, when it is not in this one",
}
WORDS = {
    "affiliations_told": "Affiliations bientôt terminées, annoncées aux personnes",
    "affiliations_ended": "Affiliations terminées après deux ans sans usage",
    "persons_told": "Coffres bientôt supprimés, annoncés aux personnes",
    "persons_purged": "Coffres supprimés après cinquante ans sans usage",
    "papers_purged": "Documents supprimés depuis trente jours, détruits",
    "accounts_purged": "Comptes de professionnels partis, détruits",
}

_clock = SystemClock()


def add_to(acts: Any) -> None:
    """Add `retention` and `forget` to the acts of `admin`."""
    text = "do what the retention periods ask for now, as the server does by itself"
    kept = acts.add_parser("retention", help=text, description=text)
    kept.add_argument("--dry-run", action="store_true", help="list what is due, change nothing")
    _add_options(kept, _retention)

    text = "destroy a person's safe, because they asked for it; nothing brings it back"
    gone = acts.add_parser("forget", help=text, description=text)
    gone.add_argument("login", help="the person's login, in full")
    gone.add_argument("--yes", action="store_true", help="do it; without this nothing is done")
    _add_options(gone, _forget)


def _add_options(parser: argparse.ArgumentParser, act: Any) -> None:
    add_options(parser, ServerOptions, HELP, only="data database parts keys custody")
    parser.add_argument("--json", action="store_true", help="answer with one JSON object")
    parser.set_defaults(act=act)


def _retention(options: argparse.Namespace) -> int:
    now = int(_clock.now().timestamp())
    with _store(options) as store:
        if options.dry_run:
            with store.database.reading() as rows:
                found = plan(rows, now=now)
        else:
            found = keep_time(store, now=now)
    if options.json:
        told = {"done": not options.dry_run, "counts": found.counts, "due": found.as_json}
        print(json.dumps(told), flush=True)
        return 0
    lines = [f"{count:6}  {WORDS[name]}" for name, count in found.counts.items()]
    if options.dry_run:
        lines.append("Rien n'a été modifié.")
        lines += [
            f"{WORDS[name]} : {' '.join(ids)}"
            for name, listed in found.as_json.items()
            for ids in listed
        ]
    elif not found.is_empty:
        lines.append(_backups_until(now))
    print("\n".join(lines), flush=True)
    return 0


def _forget(options: argparse.Namespace) -> int:
    now = int(_clock.now().timestamp())
    with _store(options) as store:
        with store.database.reading() as rows:
            id = world.id_of_login(rows, options.login)
            is_person = id is not None and world.person(rows, id) is not None
        if id is None or not is_person:
            raise InvalidInput("server.person_unknown")
        if not options.yes:
            raise InvalidInput("server.forget_unsure")
        forget_person(store, id, now=now)
    said = f"Le coffre {id.hex()} est détruit, ici et sur les postes dès leur prochain échange.\n"
    told = {"person": id.hex(), "backups_until": now + KEPT_DAYS * 86400}
    print(json.dumps(told) if options.json else said + _backups_until(now), flush=True)
    return 0


def _backups_until(now: int) -> str:
    """Say when the last backup that still holds it goes (BKP-02): the end of "everywhere"."""
    last = datetime.fromtimestamp(now, UTC).astimezone(listings.PARIS) + timedelta(days=KEPT_DAYS)
    return (
        f"Les sauvegardes d'avant en gardent une copie scellée jusqu'au {last:%d/%m/%Y}."
        " Après une restauration d'ici là, recommencez."
    )


@contextmanager
def _store(options: argparse.Namespace) -> Iterator[Store]:
    from sync.server.custody.local import custody_tables, local_custody
    from sync.server.custody.port import Custodian
    from sync.server.custody.remote import RemoteCustody
    from sync.server.custody.wire import Pairing
    from sync.server.keys.server_keys import open_kept_keys
    from sync.server.serve import DataFolder, ServerSettings, open_parts, open_records

    settings = ServerSettings.of(load_server_options(given(options, ServerOptions)).settings)
    folder = DataFolder(settings.data)
    if not folder.keys.is_dir():
        raise InvalidInput("server.no_data", place=str(settings.data))
    rng = SystemRng()
    keys = open_kept_keys(settings.keys, folder.keys, clock=_clock, rng=rng)
    custody: Custodian
    if settings.custody:
        custody = RemoteCustody(Pairing.load(Path(settings.custody)))
    else:
        custody = local_custody(custody_tables("", folder.root), keys, _clock, rng)
    database = open_records(settings.database, folder)
    try:
        parts = open_parts(settings, folder)
        yield Store(database, parts, custody, lambda login: keys.digest("login", login.encode()))
    finally:
        database.close()
        custody.close()
