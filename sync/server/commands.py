"""The commands `reconnect-kiosk server` and `reconnect-kiosk admin`.

Both print what a person needs, or one JSON object with `--json`; failures are
`KioskError`s, which the command line says in five parts.
"""

from __future__ import annotations

import argparse
import json
import os
import signal
import sys
import threading
from collections.abc import Callable
from pathlib import Path
from typing import TYPE_CHECKING, Any

from kiosk.crypto.encoding import b64, parse_canon
from kiosk.errors import IntegrityFailure, InvalidInput, KioskError
from kiosk.ports import SystemClock, SystemRng
from sync.server import (
    announcement_commands,
    backup_commands,
    certificate_commands,
    checkpoint_commands,
    journal_commands,
    listings,
    retention_commands,
)
from sync.server.authority import Authority, AuthorityFolder, PostLine
from sync.server.jobs import commands as jobs_commands
from sync.server.keys import commands as keys_commands
from sync.server.notices import commands as notices_commands
from sync.server.operator_line import OperatorLine, send_unsent
from sync.server.reports import commands as reports_commands
from sync.server.settings import (
    ONLY,
    CustodyOptions,
    ServerOptions,
    add_options,
    given,
    load_custody_options,
    load_server_options,
)

if TYPE_CHECKING:
    from sync.server.serve import ServerSettings

__all__ = ["admin", "custody", "server"]

AUTHORITY_VARIABLE = "RECONNECT_AUTHORITY_DIR"

_clock, _rng = SystemClock(), SystemRng()

SWITCH_S = 0.0005
"""How often a thread that judges gives way to the one that reads the lines: at the
interpreter's own 5 ms every 64 KiB of a part would wait that long for its turn."""


def server(argv: list[str]) -> int:
    """Run the central server until it is asked to stop."""
    from sync.server.logs import set_up
    from sync.server.serve import ServerSettings, start

    options = _server_parser().parse_args(argv)
    sys.setswitchinterval(SWITCH_S)
    set_up(sys.stderr)
    settings = ServerSettings.of(load_server_options(given(options, ServerOptions)).settings)
    if settings.jobs == ONLY:
        return _jobs_only(settings, as_json=options.json)
    running = start(settings, clock=_clock, rng=_rng)
    _tell(
        options.json,
        {
            "url": running.url,
            "certificate": running.certificate_sha256.hex(),
            "data": str(settings.data),
            "pid": os.getpid(),
        },
        f"Serveur en écoute : {running.url}\n"
        f"Empreinte du certificat : {running.certificate_sha256.hex()}\n"
        f"Données : {settings.data}",
    )
    running.run()
    return 0


def _jobs_only(settings: ServerSettings, *, as_json: bool) -> int:
    from sync.server.serve import start_jobs

    running = start_jobs(settings, clock=_clock, rng=_rng)
    for each in (signal.SIGTERM, signal.SIGINT):
        signal.signal(each, lambda *_: running.stop())
    told = {"data": str(settings.data), "pid": os.getpid()}
    _tell(as_json, told, f"Tâches seules, sans port. Données : {settings.data}")
    running.run()
    return 0


def custody(argv: list[str]) -> int:
    """Run custody as a process of its own until it is asked to stop."""
    from sync.server.custody.process import CustodyProcess, CustodySettings
    from sync.server.logs import set_up

    options = _custody_parser().parse_args(argv)
    set_up(sys.stderr)
    found = load_custody_options(given(options, CustodyOptions)).settings
    running = CustodyProcess(CustodySettings.of(found), clock=_clock, rng=_rng)
    _tell(
        options.json,
        {"port": running.port, "pairing": str(running.pairing), "pid": os.getpid()},
        f"Garde des secrets en écoute : {found.host}, port {running.port}\n"
        f"Fichier à porter, en secret, sur la machine du serveur : {running.pairing}",
    )
    for each in (signal.SIGTERM, signal.SIGINT):
        signal.signal(each, lambda *_: threading.Thread(target=running.stop).start())
    running.run()
    return 0


def admin(argv: list[str]) -> int:
    """Run one act of the enrolment authority."""
    options = _admin_parser().parse_args(argv)
    act: Callable[[argparse.Namespace], int] = options.act
    return act(options)


def _init(options: argparse.Namespace) -> int:
    folder = AuthorityFolder(options.authority)
    if folder.file.exists():
        raise InvalidInput("server.authority_exists")
    authority = Authority.new(_line(options), _rng)
    # Told to the server first: a server that serves another root leaves no authority behind.
    OperatorLine(authority.line).set_root(authority.root.ed_public)
    folder.save(authority)
    _tell(
        options.json,
        {"root": b64(authority.root.ed_public), "authority": str(folder.path)},
        f"Autorité créée dans {folder.path}.\n"
        "Ce dossier contient des secrets : gardez-le hors du serveur, et une copie en lieu sûr.",
    )
    return 0


def _structure_add(options: argparse.Namespace) -> int:
    folder, authority = _opened(options)
    structure = authority.add_structure(options.name, clock=_clock, rng=_rng)
    told = {"structure": structure.id.hex(), "name": structure.name}
    said = f"Structure « {structure.name} » créée : {structure.id.hex()}"
    return _keep_tell_send(options, folder, authority, told, said)


def _structure_state(options: argparse.Namespace) -> int:
    _, authority = _opened(options)
    structure = authority.structure(options.structure)
    OperatorLine(authority.line).set_structure_state(structure.id, options.state)
    _tell(
        options.json,
        {"structure": structure.id.hex(), "state": options.state},
        f"Structure « {structure.name} » : {options.state}",
    )
    return 0


def _structure_agreement(options: argparse.Namespace) -> int:
    _, authority = _opened(options)
    structure = authority.structure(options.structure)
    try:
        agreement = listings.agreement_of(options.first, options.last)
    except ValueError as error:
        raise InvalidInput("server.agreement_dates") from error
    OperatorLine(authority.line).set_agreement(structure.id, agreement)
    told = {
        "structure": structure.id.hex(),
        "starts_at": agreement.starts_at,
        "ends_at": agreement.ends_at,
    }
    said = (
        f"Structure « {structure.name} » : convention du {options.first} au {options.last} inclus"
    )
    _tell(options.json, told, said)
    return 0


def _device_codes(options: argparse.Namespace) -> int:
    _, authority = _opened(options)
    found = OperatorLine(authority.line).overview()["structures"]
    rows = listings.codes(found, now=int(_clock.now().timestamp()))
    _tell(options.json, {"codes": rows}, listings.table(listings.CODES, rows) or "Aucun code.")
    return 0


def _device_cancel(options: argparse.Namespace) -> int:
    _, authority = _opened(options)
    try:
        ticket = bytes.fromhex(options.ticket)
    except ValueError as error:
        raise InvalidInput("server.code_unknown") from error
    if len(ticket) != 16:
        raise InvalidInput("server.code_unknown")
    OperatorLine(authority.line).cancel_code(ticket)
    _tell(options.json, {"ticket": ticket.hex()}, "Ce code ne sert plus à personne.")
    return 0


def _device_list(options: argparse.Namespace) -> int:
    _, authority = _opened(options)
    rows = listings.devices(OperatorLine(authority.line).overview()["structures"])
    _tell(options.json, {"devices": rows}, listings.table(listings.DEVICES, rows) or "Aucun poste.")
    return 0


def _structure_list(options: argparse.Namespace) -> int:
    _, authority = _opened(options)
    rows = listings.structures(OperatorLine(authority.line).overview()["structures"])
    said = listings.table(listings.STRUCTURES, rows) or "Aucune structure."
    _tell(options.json, {"structures": rows}, said)
    return 0


def _manager_list(options: argparse.Namespace) -> int:
    _, authority = _opened(options)
    rows = listings.members(OperatorLine(authority.line).overview()["structures"], options.role)
    _tell(options.json, {"members": rows}, listings.table(listings.MEMBERS, rows) or "Personne.")
    return 0


def _member_add(options: argparse.Namespace) -> int:
    folder, authority = _opened(options)
    structure = authority.structure(options.structure)
    made = authority.add_member(structure, options.name, options.role, clock=_clock, rng=_rng)
    told = {
        "structure": structure.id.hex(),
        "pro": made.member.pro.hex(),
        "login": made.member.login,
        "password": made.password,
        "role": made.member.role,
    }
    said = (
        f"Identifiant : {made.member.login}\n"
        f"Mot de passe provisoire : {made.password}\n"
        "Il ne sera plus affiché. La personne en choisit un autre à sa première connexion."
    )
    return _keep_tell_send(options, folder, authority, told, said)


def _member_remove(options: argparse.Namespace) -> int:
    folder, authority = _opened(options)
    structure = authority.structure(options.structure)
    removed = authority.remove_member(structure, options.login, clock=_clock, rng=_rng)
    told = {"structure": structure.id.hex(), "pro": removed.pro.hex(), "login": removed.login}
    said = f"{removed.login} n'a plus accès. La structure a une nouvelle clé."
    return _keep_tell_send(options, folder, authority, told, said)


def _device_code(options: argparse.Namespace) -> int:
    folder, authority = _opened(options)
    structure = authority.structure(options.structure)
    made = authority.post_code(structure, clock=_clock, rng=_rng)
    told = {"code": made.code, "ticket": made.ticket.hex(), "expires_at": made.expires_at}
    said = f"Code d'enrôlement, valable 24 heures et une seule fois :\n{made.code}"
    if options.qr and not options.json:
        said += "\n" + _qr(made.code)
    return _keep_tell_send(options, folder, authority, told, said)


def _device_remove(options: argparse.Namespace) -> int:
    folder, authority = _opened(options)
    for found in OperatorLine(authority.line).overview()["structures"]:
        for device in found["devices"]:
            if device["device"] == options.device and device["state"] == "active":
                structure = authority.structure(found["structure"])
                authority.remove_device(structure, device, clock=_clock)
                told = {"device": options.device, "structure": found["structure"]}
                said = f"Le poste {options.device} n'a plus accès."
                return _keep_tell_send(options, folder, authority, told, said)
    raise InvalidInput("server.device_unknown")


def _list(options: argparse.Namespace) -> int:
    folder, authority = _opened(options)
    _send(folder, authority)
    found = OperatorLine(authority.line).overview()
    lines = []
    for structure in found["structures"]:
        lines.append(f"{structure['name']}  {structure['structure']}  {structure['state']}")
        lines += [
            f"  {member['role']:8} {member['login']:28} {member['state']:8} {member['name']}"
            for member in structure["members"]
        ]
        lines += [
            f"  poste    {device['device']:28} {device['state']:8} {device['place']}"
            for device in structure["devices"]
        ]
    _tell(options.json, found, "\n".join(lines) or "Aucune structure.")
    return 0


def _opened(options: argparse.Namespace) -> tuple[AuthorityFolder, Authority]:
    folder = AuthorityFolder(options.authority)
    authority = folder.load()
    if options.operator or options.server_data:
        authority.line = _line(options)
    return folder, authority


def _keep_tell_send(
    options: argparse.Namespace,
    folder: AuthorityFolder,
    authority: Authority,
    told: dict[str, Any],
    said: str,
) -> int:
    """Keep what was made, send it, and tell it: also when the server is away, because a
    password or a code is told once; then the failure is raised and the next act sends."""
    folder.save(authority)
    try:
        _send(folder, authority)
    except KioskError:
        _tell(options.json, told | {"sent": False}, said)
        raise
    _tell(options.json, told | {"sent": True}, said)
    return 0


def _send(folder: AuthorityFolder, authority: Authority) -> None:
    try:
        send_unsent(authority, OperatorLine(authority.line))
    finally:
        folder.save(authority)


def _line(options: argparse.Namespace) -> PostLine:
    path = options.operator or (options.server_data and options.server_data / "operator.json")
    if not path:
        raise InvalidInput("server.no_operator_file")
    try:
        found = parse_canon(path.read_bytes())
        return PostLine(found["url"], bytes.fromhex(found["certificate"]), found["token"])
    except (OSError, IntegrityFailure, KeyError, ValueError) as error:
        raise InvalidInput("server.no_operator_file") from error


def _tell(as_json: bool, told: dict[str, Any], said: str) -> None:
    print(json.dumps(told, ensure_ascii=False) if as_json else said, flush=True)


def _qr(code: str) -> str:
    import io

    import segno

    drawn = io.StringIO()
    segno.make(code, error="l").terminal(drawn, compact=True)
    return drawn.getvalue()


def _default_authority() -> Path:
    given = os.environ.get(AUTHORITY_VARIABLE)
    if given:
        return Path(given)
    state = os.environ.get("XDG_STATE_HOME") or Path.home() / ".local" / "state"
    return Path(state) / "reconnect-kiosk" / "authority"


SERVER_HELP = {
    "data": "folder of everything it keeps",
    "host": "address to listen on",
    "port": "port; 0 takes a free one",
    "name": "name posts reach it by; may be repeated",
    "database": "postgresql://… instead of SQLite in the data folder",
    "parts": "s3://BUCKET/PREFIX?endpoint=…&credentials=FILE instead of a folder of parts",
    "keys": "vault://HOST/MOUNT?role=FILE&ca=FILE or pkcs11:… instead of a key file",
    "custody": "pairing file of custody's own process, instead of custody in this one",
    "jobs": "apart: no jobs in this process; only: jobs and no port (default: both here)",
    "sms": "https://… as Kannel's sendsms, or smpps://…; default: a log file, nothing is sent",
    "mail": "smtp://HOST?from=A@B&credentials=FILE or smtps://…; default: a log file",
    "alerts": "mail address told of jobs that need a person",
    "lease_days": "how long a post may stay away before its workers are locked out, 1 to 30",
    "reserve_mib": "room left free on the disk of parts",
}
CUSTODY_HELP = {
    "data": "folder of everything custody keeps, on no account the server's",
    "host": "address to listen on",
    "port": "port; 0 takes a free one",
    "name": "name or address by which the server reaches this machine",
    "database": "postgresql://… of its own instead of SQLite in the data folder",
    "keys": "vault://… or pkcs11:… of its own instead of a key file",
    "sms": "https://… as Kannel's sendsms, or smpps://…; default: a log file, nothing is sent",
    "mail": "smtp://… or smtps://…; default: no reminder goes by mail",
}


def _custody_parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(
        prog="reconnect-kiosk custody",
        description="Custody as its own process: try limits and proofs, behind mutual TLS.",
    )
    add_options(parser, CustodyOptions, CUSTODY_HELP)
    parser.add_argument("--json", action="store_true", help="tell port and pairing as JSON")
    return parser


def _server_parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(
        prog="reconnect-kiosk server",
        description="Central server: keeps, orders and hands out what it cannot read.",
    )
    add_options(parser, ServerOptions, SERVER_HELP)
    parser.add_argument("--json", action="store_true", help="tell address and certificate as JSON")
    parser.add_argument(
        "--openapi", action=_PrintApi, nargs=0, help="print the API's OpenAPI document, and end"
    )
    return parser


class _PrintApi(argparse.Action):
    """Prints the document when the option is met, as `--help` does."""

    def __call__(self, parser: argparse.ArgumentParser, *_: object) -> None:
        from sync.server.openapi import document

        print(json.dumps(document(), ensure_ascii=False, indent=1))
        parser.exit()


def _admin_parser() -> argparse.ArgumentParser:
    common = argparse.ArgumentParser(add_help=False)
    common.add_argument(
        "--authority",
        type=Path,
        default=_default_authority(),
        help=f"folder of the authority (default: ${AUTHORITY_VARIABLE} or the user's state folder)",
    )
    common.add_argument("--operator", type=Path, help="operator.json of the server")
    common.add_argument("--server-data", type=Path, help="data folder of a server on this machine")
    common.add_argument("--json", action="store_true", help="answer with one JSON object")

    parser = argparse.ArgumentParser(
        prog="reconnect-kiosk admin",
        description="Enrolment authority: structures, members and posts.",
    )
    acts = parser.add_subparsers(required=True, metavar="ACT")

    def add(
        under: Any, name: str, act: Callable[[argparse.Namespace], int], help: str
    ) -> argparse.ArgumentParser:
        made: argparse.ArgumentParser = under.add_parser(
            name, parents=[common], help=help, description=help
        )
        made.set_defaults(act=act)
        return made

    add(acts, "init", _init, "make an authority and tell the server its root")
    add(acts, "list", _list, "list structures, members and posts")

    structure = acts.add_parser("structure", help="structures").add_subparsers(required=True)
    add(structure, "add", _structure_add, "make a structure").add_argument("name")
    state = add(structure, "state", _structure_state, "suspend, end or take back a structure")
    state.add_argument("structure", help="id or exact name")
    state.add_argument("state", choices=("active", "suspended", "ended"))
    lasts = add(
        structure, "agreement", _structure_agreement, "say from when to when it may use the server"
    )
    lasts.add_argument("structure", help="id or exact name")
    lasts.add_argument("--from", dest="first", required=True, help="first day, 2026-01-01")
    lasts.add_argument("--to", dest="last", required=True, help="last day, 2026-12-31")
    add(structure, "list", _structure_list, "list structures and their agreements")

    for role in ("manager", "worker"):
        people = acts.add_parser(role, help=f"{role}s").add_subparsers(required=True)
        new = add(people, "add", _member_add, f"make a {role}; the password is told once")
        new.add_argument("structure", help="id or exact name")
        new.add_argument("name", help="given name and family name")
        new.set_defaults(role=role)
        add(people, "list", _manager_list, f"list {role}s").set_defaults(role=role)
        gone = add(people, "remove", _member_remove, f"end a {role}'s rights, renew the key")
        gone.add_argument("structure", help="id or exact name")
        gone.add_argument("login")

    journal_commands.add_to(acts)
    keys_commands.add_to(acts)
    certificate_commands.add_to(acts)
    announcement_commands.add_to(acts)

    backup_commands.add_to(acts)
    checkpoint_commands.add_to(acts)
    jobs_commands.add_to(acts)
    notices_commands.add_to(acts)
    reports_commands.add_to(acts)
    retention_commands.add_to(acts)
    device = acts.add_parser("device", help="posts").add_subparsers(required=True)
    code = add(device, "code", _device_code, "make an enrolment code for one post")
    code.add_argument("structure", help="id or exact name")
    code.add_argument("--qr", action="store_true", help="draw the code too")
    add(device, "list", _device_list, "list posts")
    add(device, "codes", _device_codes, "list enrolment codes that are not used yet")
    cancel = add(device, "cancel-code", _device_cancel, "end an enrolment code nobody used")
    cancel.add_argument("ticket", help="its number, as `device codes` tells it")
    add(device, "remove", _device_remove, "end a post's rights").add_argument("device")
    return parser
