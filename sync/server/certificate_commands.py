"""`reconnect-kiosk admin certificate`: the server's next TLS certificate, told to posts ahead."""

from __future__ import annotations

import argparse
import json
from pathlib import Path
from typing import Any

from kiosk.ports import SystemClock, SystemRng
from sync.server.settings import ServerOptions, add_options, given, load_server_options

__all__ = ["add_to"]

HELP = {
    "data": "data folder of the server",
    "database": "postgresql://… when it is not in the data folder",
    "keys": "vault://… or pkcs11:… when it is not a file",
}


def add_to(acts: Any) -> None:
    """Add `certificate prepare` and `certificate activate` to the acts of `admin`."""
    under = acts.add_parser("certificate", help="the server's TLS certificate")
    commands = under.add_subparsers(required=True)
    for name, act, help in (
        ("prepare", _prepare, "make the next one; posts are told at their next exchange"),
        ("activate", _activate, "use the next one, from the server's next start on"),
    ):
        parser = commands.add_parser(name, help=help, description=help)
        add_options(parser, ServerOptions, HELP, only="data database keys")
        parser.add_argument("--json", action="store_true", help="answer with one JSON object")
        parser.set_defaults(act=act)
        if name == "prepare":
            parser.add_argument(
                "--window-days",
                type=int,
                choices=range(1, 366),
                metavar="DAYS",
                default=30,
                help="how long posts take the present one as well (default: 30)",
            )


def _prepare(options: argparse.Namespace) -> int:
    from sync.server.certificates import TlsFiles, prepare
    from sync.server.keys.server_keys import open_kept_keys
    from sync.server.serve import DataFolder

    settings = load_server_options(given(options, ServerOptions)).settings
    folder = DataFolder(Path(settings.data))
    keys = open_kept_keys(settings.keys, folder.keys, clock=SystemClock(), rng=SystemRng())
    word = prepare(TlsFiles(folder.tls), keys, SystemClock(), window_days=options.window_days)
    _note(settings, folder, word.n, is_active=False)
    _say(
        options,
        word.n,
        word.sha256,
        "Certificat suivant préparé. Les postes l’apprennent à leur prochain échange.\n"
        "Pour l’utiliser : admin certificate activate, puis redémarrer le serveur.",
    )
    return 0


def _activate(options: argparse.Namespace) -> int:
    from sync.server.certificates import TlsFiles, activate
    from sync.server.serve import DataFolder

    settings = load_server_options(given(options, ServerOptions)).settings
    folder = DataFolder(Path(settings.data))
    word = activate(TlsFiles(folder.tls))
    _note(settings, folder, word.n, is_active=True)
    _say(
        options,
        word.n,
        word.sha256,
        "Certificat en place : il sert au prochain démarrage du serveur.\n"
        "Codes de poste faits avant et pas encore utilisés : en faire d’autres.",
    )
    return 0


def _note(settings: ServerOptions, folder: Any, n: int, *, is_active: bool) -> None:
    """Write the act in the server's journal (TRC-04)."""
    from sync.server.maintenance import Act, maintenance
    from sync.server.serve import open_records

    database = open_records(settings.database, folder)
    try:
        with database.writing() as rows:
            now = int(SystemClock().now().timestamp())
            maintenance(rows, Act.CERTIFICATE, now=now, n=n, active=is_active)
    finally:
        database.close()


def _say(options: argparse.Namespace, n: int, sha256: bytes, said: str) -> None:
    told = {"n": n, "certificate": sha256.hex()}
    print(
        json.dumps(told) if options.json else f"Certificat {n} : {sha256.hex()}\n{said}", flush=True
    )
