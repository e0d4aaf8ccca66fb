"""`reconnect-kiosk admin announce`: pauses of the server, told to every post (OPS-02)."""

from __future__ import annotations

import argparse
import json
from datetime import datetime
from pathlib import Path
from typing import Any

from kiosk.ports import SystemClock
from sync.server.listings import PARIS
from sync.server.settings import ServerOptions, add_options, given, load_server_options

__all__ = ["add_to"]

HELP = {
    "data": "data folder of the server",
    "database": "postgresql://… when it is not in the data folder",
}
WHEN = "date and time in France, 2026-12-01T22:00"


def add_to(acts: Any) -> None:
    """Add `announce add`, `announce list` and `announce cancel` to the acts of `admin`."""
    under = acts.add_parser("announce", help="pauses of the server").add_subparsers(required=True)

    def add(name: str, act: Any, help: str) -> argparse.ArgumentParser:
        parser: argparse.ArgumentParser = under.add_parser(name, help=help, description=help)
        add_options(parser, ServerOptions, HELP, only="data database")
        parser.add_argument("--json", action="store_true", help="answer with one JSON object")
        parser.set_defaults(act=act)
        return parser

    new = add("add", _add, "announce a pause, a day ahead at least; posts tell it to people")
    new.add_argument("--from", dest="first", required=True, help=WHEN)
    new.add_argument("--to", dest="last", required=True, help=WHEN)
    new.add_argument("--text", default="", help="shown to professionals as it is")
    new.add_argument("--urgent", action="store_true", help="it begins within a day")
    add("list", _list, "list what is announced")
    gone = add("cancel", _cancel, "take an announced pause back")
    gone.add_argument("--from", dest="first", required=True, help=WHEN)


def _add(options: argparse.Namespace) -> int:
    from sync.server.announcements import announce, moment

    settings, path = _place(options)
    now = int(SystemClock().now().timestamp())
    made = announce(
        path,
        moment(options.first),
        moment(options.last),
        options.text,
        now=now,
        is_urgent=options.urgent,
    )
    _note(settings, path.parent, starts_at=made.starts_at, ends_at=made.ends_at)
    told = {"starts_at": made.starts_at, "ends_at": made.ends_at}
    said = f"Annoncé : du {_when(made.starts_at)} au {_when(made.ends_at)}."
    print(json.dumps(told) if options.json else said, flush=True)
    return 0


def _list(options: argparse.Namespace) -> int:
    from sync.server.announcements import announced

    found = announced(_place(options)[1])
    if options.json:
        rows = [
            {"kind": a.kind, "starts_at": a.starts_at, "ends_at": a.ends_at, "text": a.text}
            for a in found
        ]
        print(json.dumps({"announcements": rows}, ensure_ascii=False), flush=True)
        return 0
    lines = [f"du {_when(a.starts_at)} au {_when(a.ends_at)}  {a.text}" for a in found]
    print("\n".join(lines) or "Rien n’est annoncé.", flush=True)
    return 0


def _cancel(options: argparse.Namespace) -> int:
    from sync.server.announcements import cancel, moment

    settings, path = _place(options)
    starts_at = moment(options.first)
    cancel(path, starts_at)
    _note(settings, path.parent, starts_at=starts_at, ends_at=0)
    said = f"L’annonce du {_when(starts_at)} est retirée."
    print(json.dumps({"starts_at": starts_at}) if options.json else said, flush=True)
    return 0


def _place(options: argparse.Namespace) -> tuple[ServerOptions, Path]:
    from sync.server.serve import DataFolder

    settings = load_server_options(given(options, ServerOptions)).settings
    return settings, DataFolder(Path(settings.data)).announcements


def _note(settings: ServerOptions, data: Path, *, starts_at: int, ends_at: int) -> None:
    """Write the act in the server's journal (TRC-04)."""
    from sync.server.maintenance import Act, maintenance
    from sync.server.serve import DataFolder, open_records

    database = open_records(settings.database, DataFolder(data))
    try:
        with database.writing() as rows:
            now = int(SystemClock().now().timestamp())
            maintenance(rows, Act.ANNOUNCE, now=now, starts_at=starts_at, ends_at=ends_at)
    finally:
        database.close()


def _when(at: int) -> str:
    return f"{datetime.fromtimestamp(at, PARIS):%d/%m/%Y %H:%M}"
