"""`reconnect-kiosk admin report`: one structure's month as PDF and CSV, where records lie."""

from __future__ import annotations

import argparse
import json
from pathlib import Path
from typing import Any

from kiosk.errors import InvalidInput, Unavailable
from kiosk.ports import SystemClock
from sync.server.reports.months import Month
from sync.server.settings import ServerOptions, add_options, given, load_server_options
from sync.server.store import world
from sync.server.store.database import Database

__all__ = ["add_to"]

HELP = {
    "data": "data folder of the server; it may run meanwhile",
    "database": "postgresql://… when records are not in the data folder",
}

_clock = SystemClock()


def add_to(acts: Any) -> None:
    """Add `report` to the acts of `admin`."""
    text = "write a structure's monthly report as PDF and CSV"
    report = acts.add_parser("report", help=text, description=text)
    report.add_argument("structure", help="id or exact name")
    report.add_argument("month", help="2026-02; closed from the 8th of the month after")
    report.add_argument("--out", type=Path, required=True, help="folder for the two files")
    add_options(report, ServerOptions, HELP, only="data database")
    report.add_argument("--json", action="store_true", help="answer with one JSON object")
    report.set_defaults(act=_report)


def _report(options: argparse.Namespace) -> int:
    from sync.server.reports.monthly import draw
    from sync.server.reports.papers import as_csv, as_pdf, file_name
    from sync.server.serve import DataFolder, open_records

    try:
        month = Month.parse(options.month)
    except ValueError as error:
        raise InvalidInput("server.report_month") from error
    settings = load_server_options(given(options, ServerOptions)).settings
    if not Path(settings.data).is_dir():
        raise InvalidInput("server.no_data", place=settings.data)
    database = open_records(settings.database, DataFolder(Path(settings.data)))
    try:
        structure = _structure(database, options.structure)
        report = draw(database, structure, month, now=int(_clock.now().timestamp()))
    finally:
        database.close()
    written = [
        (options.out / file_name(report, ".pdf"), as_pdf(report)),
        (options.out / file_name(report, ".csv"), as_csv(report)),
    ]
    try:
        options.out.mkdir(parents=True, exist_ok=True)
        for path, content in written:
            path.write_bytes(content)
    except OSError as error:
        raise Unavailable("server.report_not_written", place=str(options.out)) from error
    told = {"structure": structure.hex(), "month": str(month)}
    names = [str(path) for path, _ in written]
    said = f"Bilan de {month.name}, « {report.name} » :\n" + "\n".join(names)
    print(json.dumps(told | {"files": names}) if options.json else said, flush=True)
    return 0


def _structure(database: Database, untrusted: str) -> bytes:
    """Return the structure of an id or an exact name. Raises InvalidInput."""
    with database.reading() as rows:
        found = world.structures(rows)
    named = [each.structure for each in found if untrusted in {each.structure.hex(), each.name}]
    if len(named) != 1:
        raise InvalidInput("server.structure_unknown")
    return named[0]
