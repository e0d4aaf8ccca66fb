"""What an operator may choose for the server and for custody, in the layers of a post's.

Built in, `/etc/reconnect-kiosk/server.toml` (`custody.toml`), `server.d/*.toml` in name
order (`custody.d`), environment `RECONNECT_SERVER_*` (`RECONNECT_CUSTODY_*`), command line;
the last one wins. Secrets are never settings: a setting names the file that holds one.
"""

from __future__ import annotations

import argparse
import os
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, fields
from pathlib import Path
from typing import TypeVar

from kiosk.errors import InvalidInput
from kiosk.settings import Layers, read_layers

__all__ = [
    "APART",
    "ONLY",
    "CustodyOptions",
    "ServerOptions",
    "add_options",
    "given",
    "load_custody_options",
    "load_server_options",
]

Kind = TypeVar("Kind")

FOLDER = Path("/etc/reconnect-kiosk")
PORT = (0, 65535)


@dataclass(frozen=True, slots=True)
class ServerOptions:
    """The names are the keys of server.toml and, with `--`, of the command line."""

    data: str = ""
    """Folder of everything it keeps; nothing starts without one."""
    host: str = "127.0.0.1"
    port: int = 8443
    name: str = ""
    """Names posts reach it by, separated by commas; the first is told to them."""
    database: str = ""
    """"" = SQLite in the data folder, else `postgresql://…` (its password in a passfile)."""
    parts: str = ""
    """"" = a folder in the data folder, else `s3://…`."""
    keys: str = ""
    """"" = a file in the data folder, else `vault://…` or `pkcs11:…`."""
    custody: str = ""
    """"" = in this process, else the pairing file that custody's own process wrote."""
    jobs: str = ""
    """"" = in this process, `apart` = in none of this one's threads, `only` = nothing else."""
    sms: str = ""
    """"" = `log/sms.log` in the data folder, else `https://…`, `smpps://…` (and in clear to this
    machine: `http://`, `smpp://`)."""
    mail: str = ""
    """"" = `log/mail.log` in the data folder, else `smtp://…` or `smtps://…`."""
    alerts: str = ""
    """Mailbox of whoever runs the server: told by `mail` of jobs that need a person."""
    lease_days: int = 7
    reserve_mib: int = 256


@dataclass(frozen=True, slots=True)
class CustodyOptions:
    """The same for custody's own process: what is its own is nobody else's."""

    data: str = ""
    host: str = "127.0.0.1"
    port: int = 8444
    name: str = ""
    database: str = ""
    keys: str = ""
    sms: str = ""
    """As the server's: custody alone knows telephone numbers, so it sends reminders."""
    mail: str = ""
    """As the server's; "" sends no reminder by mail."""


SERVER_BOUNDS = {"port": PORT, "lease_days": (1, 30), "reserve_mib": (0, 100_000_000)}
APART, ONLY = "apart", "only"
SERVER_CHOICES = {"jobs": frozenset({"", APART, ONLY})}
CUSTODY_BOUNDS = {"port": PORT}


def load_server_options(
    command_line: Mapping[str, str | int],
    *,
    environment: Mapping[str, str] | None = None,
    files: Sequence[Path] | None = None,
) -> Layers[ServerOptions]:
    """Raises InvalidInput("settings.invalid") naming the key and place."""
    found = read_layers(
        ServerOptions,
        SERVER_BOUNDS,
        SERVER_CHOICES,
        prefix="RECONNECT_SERVER_",
        files=_files("server") if files is None else files,
        command_line=command_line,
        environment=os.environ if environment is None else environment,
    )
    return _with_data(found, found.settings.data)


def load_custody_options(
    command_line: Mapping[str, str | int],
    *,
    environment: Mapping[str, str] | None = None,
    files: Sequence[Path] | None = None,
) -> Layers[CustodyOptions]:
    """Raises InvalidInput("settings.invalid") naming the key and place."""
    found = read_layers(
        CustodyOptions,
        CUSTODY_BOUNDS,
        {},
        prefix="RECONNECT_CUSTODY_",
        files=_files("custody") if files is None else files,
        command_line=command_line,
        environment=os.environ if environment is None else environment,
    )
    return _with_data(found, found.settings.data)


def add_options(
    parser: argparse.ArgumentParser, shape: type, help: Mapping[str, str], *, only: str = ""
) -> None:
    """Let every setting of `shape` (or those named in `only`) be given on the command line.

    What is not given is absent, so that it hides no other layer. A name may be repeated.
    """
    for each in fields(shape):
        if only and each.name not in only.split():
            continue
        flag = "--" + each.name.replace("_", "-")
        kind = type(each.default)
        action = "append" if each.name == "name" else "store"
        parser.add_argument(
            flag, type=kind, action=action, default=argparse.SUPPRESS, help=help[each.name]
        )


def given(options: argparse.Namespace, shape: type) -> dict[str, str | int]:
    """Return what was given on the command line."""
    known = {each.name for each in fields(shape)}
    found = {key: value for key, value in vars(options).items() if key in known}
    if isinstance(found.get("name"), list):
        found["name"] = ",".join(found["name"])
    return found


def _with_data(found: Layers[Kind], data: str) -> Layers[Kind]:
    if not data:
        raise InvalidInput("settings.invalid", key="data", place=found.source["data"])
    return found


def _files(name: str) -> list[Path]:
    return [FOLDER / f"{name}.toml", *sorted((FOLDER / f"{name}.d").glob("*.toml"))]
