"""`reconnect-kiosk admin keys`: new versions of keys, another keeper, and all at rest under it."""

from __future__ import annotations

import argparse
import json
from pathlib import Path
from typing import Any

from kiosk.ports import SystemClock, SystemRng
from sync.server.keys import moving_commands
from sync.server.keys.at_rest import AtRest
from sync.server.settings import (
    CustodyOptions,
    ServerOptions,
    add_options,
    given,
    load_custody_options,
    load_server_options,
)

__all__ = ["add_to"]

HELP = {
    "data": "data folder of the server, or of custody with --of custody",
    "database": "postgresql://… when it is not in the data folder",
    "keys": "vault://… or pkcs11:…, with a role that may rotate, when it is not a file",
}


def add_to(acts: Any) -> None:
    """Add `keys rotate` and `keys rewrap` to the acts of `admin`."""
    keys = acts.add_parser("keys", help="the server's own keys").add_subparsers(required=True)
    for name, is_rotated, help in (
        ("rotate", True, "make a new version of the key, and wrap everything at rest under it"),
        ("rewrap", False, "wrap everything at rest under the newest version, after one elsewhere"),
    ):
        parser = keys.add_parser(name, help=help, description=help)
        parser.add_argument("--of", choices=("server", "custody"), default="server")
        add_options(parser, ServerOptions, HELP, only="data database keys")
        parser.add_argument("--json", action="store_true", help="answer with one JSON object")
        parser.set_defaults(act=_renew, is_rotated=is_rotated)
    moving_commands.add_to(keys)


def _renew(options: argparse.Namespace) -> int:
    """Rotate if asked, rewrap, and say how much. The server may run meanwhile: what it seals
    within the hour still brings the version before; run `rewrap` then to end that one."""
    found = _rewrap_server if options.of == "server" else _rewrap_custody
    counts = found(options)
    said = f"Remis sous la dernière clé : {counts['records']} écrits, {counts['custody']} secrets."
    print(json.dumps(counts) if options.json else said, flush=True)
    return 0


def _rewrap_server(options: argparse.Namespace) -> dict[str, int]:
    from sync.server.keys.rotation import rewrap_records
    from sync.server.keys.server_keys import open_kept_keys
    from sync.server.maintenance import Act, maintenance
    from sync.server.serve import DataFolder, open_records

    settings = load_server_options(given(options, ServerOptions)).settings
    folder = DataFolder(Path(settings.data))
    keys = open_kept_keys(settings.keys, folder.keys, clock=SystemClock(), rng=SystemRng())
    if options.is_rotated:
        keys.rotate()
    database = open_records(settings.database, folder)
    try:
        records = rewrap_records(database, keys.for_records)
        with database.writing() as rows:
            now = int(SystemClock().now().timestamp())
            maintenance(rows, Act.REWRAP, now=now, records=records, rotated=options.is_rotated)
    finally:
        database.close()
    custody = 0 if settings.custody else _rewrap_tables("", folder.root, keys.for_custody)
    return {"records": records, "custody": custody}


def _rewrap_custody(options: argparse.Namespace) -> dict[str, int]:
    from sync.server.keys.server_keys import open_kept_keys

    settings = load_custody_options(given(options, CustodyOptions)).settings
    root = Path(settings.data)
    keys = open_kept_keys(settings.keys, root / "keys", clock=SystemClock(), rng=SystemRng())
    if options.is_rotated:
        keys.rotate()
    return {"records": 0, "custody": _rewrap_tables(settings.database, root, keys.for_custody)}


def _rewrap_tables(address: str, root: Path, at_rest: AtRest) -> int:
    from sync.server.custody.local import custody_tables
    from sync.server.keys.rotation import rewrap_custody

    tables = custody_tables(address, root)
    try:
        return rewrap_custody(tables, at_rest)
    finally:
        tables.close()
