"""The commands `reconnect-kiosk enrol`, `sync`, `journal` and `agent`.

Each prints what a person needs, or one JSON object with `--json`; a failure is a
`KioskError`, which the command line says in five parts. Status 0 only when it is done.
"""

from __future__ import annotations

import argparse
import json
import os
from collections.abc import Mapping

from kiosk.errors import Incompatible, KioskError, Refused, Unavailable
from kiosk.flows.api import SyncStatus
from kiosk.ports import Clock, Rng, SystemClock, SystemRng
from kiosk.settings import Settings, load_settings, state_dir_of
from kiosk.vault.database import KEY_BYTES, open_database
from kiosk.vault.device_secret import load_or_create
from kiosk.vault.device_store import DeviceStore
from kiosk.vault.locations import PostPaths
from kiosk.vault.parts import PartFiles
from kiosk.vault.vault_store import VaultStore
from sync.agent import machine
from sync.agent.code import parse_code
from sync.agent.enrol import enrol as enrol_post
from sync.agent.loop import sync_once
from sync.agent.proxy import Proxy, proxy_of
from sync.agent.server import Server
from sync.agent.status import status_of

__all__ = ["agent", "enrol", "enrol_here", "journal", "sync"]


def enrol(argv: list[str]) -> int:
    """Make this machine a post, with a code of one line."""
    parser = _parser("enrol", "make this machine a post of a structure, with a one-time code")
    parser.add_argument("code", metavar="CODE", help='the line that begins with "rk1-"')
    parser.add_argument("--place", default="", help='the name people use, e.g. "Borne accueil"')
    asked = parser.parse_args(argv)
    settings = _settings(asked)
    paths = PostPaths(state_dir_of(settings))
    parse_code(asked.code)  # before anything is made on this machine
    paths.make()
    secret, is_degraded = load_or_create(paths)
    clock, rng = SystemClock(), SystemRng()
    store = DeviceStore(open_database(paths.device_db, secret, "device"), clock)
    try:
        done = enrol_here(
            asked.code,
            asked.place or settings.place,
            store,
            clock,
            rng,
            proxy=proxy_of(settings, paths),
        )
    finally:
        store.close()
    lines = [f"Poste installé pour : {done['structure_name']}"]
    if is_degraded:
        lines.append("Attention : le secret de ce poste n’est gardé que par un fichier.")
    _say(asked, {**done, "is_secret_degraded": is_degraded}, "\n".join(lines))
    return 0


def enrol_here(
    code: str,
    place: str,
    store: DeviceStore,
    clock: Clock,
    rng: Rng,
    *,
    proxy: Proxy | None = None,
) -> Mapping[str, object]:
    """Use a code over HTTPS and return what came of it, as JSON values."""
    from sync.agent.https import HttpsServer

    def open_line(url: str, certificate_sha256: bytes) -> Server:
        return HttpsServer(url, certificate_sha256, proxy=proxy)

    done = enrol_post(parse_code(code), store, open_line, clock=clock, rng=rng, place=place)
    return {
        "structure": done.structure.hex(),
        "structure_name": done.structure_name,
        "device": done.device.hex(),
        "place": done.place,
        "professionals": done.professionals,
    }


def sync(argv: list[str]) -> int:
    """Do one pass: everything out, everything in. Status 0 when nothing is left to send."""
    from sync.agent.service import exchange_of

    parser = _parser(
        "sync",
        "exchange with the server once; without the vault's key, only what is not a person's",
    )
    parser.add_argument(
        "--vault-key-fd", type=int, metavar="FD", help="a descriptor that gives the 32-byte key"
    )
    asked = parser.parse_args(argv)
    settings = _settings(asked)
    paths = PostPaths(state_dir_of(settings))
    if not paths.device_db.exists():
        raise Unavailable("sign_in.not_enrolled")
    secret, _ = load_or_create(paths)
    clock = SystemClock()
    database = open_database(paths.device_db, secret, "device", wipes_memory=False)
    store = DeviceStore(database, clock)
    vault = None
    try:
        vault = _vault(asked.vault_key_fd, paths, clock)
        x = exchange_of(
            store,
            paths,
            clock,
            SystemRng(),
            vault=vault,
            quota_mb=settings.parts_quota_mb,
            proxy=proxy_of(settings, paths),
        )
        state = sync_once(x)
        status = status_of(x, state)
        x.close()
    finally:
        store.close()
        if vault is not None:
            vault.close()
    if (failure := _failure(state)) is not None:
        raise failure
    _say(asked, _status_row(status), _status_words(status))
    return 0 if status.waiting == 0 and status.to_check == 0 else 1


def journal(argv: list[str]) -> int:
    """Check, show, export a post's journal, or check an export."""
    from sync.agent.journal_commands import journal as act

    return act(argv)


def agent(argv: list[str]) -> int:
    """Be the sync agent of a running post; started by its supervisor."""
    parser = _parser("agent", "the sync agent of a running post; its supervisor starts it")
    parser.add_argument("--fd", type=int, required=True, help="descriptor of the supervisor's line")
    asked = parser.parse_args(argv)
    from sync.agent.service import run_agent

    return run_agent(asked.fd, _settings(asked))


def _failure(state: machine.State) -> KioskError | None:
    match state:
        case machine.Waiting(why=why):
            return Unavailable(why)
        case machine.AtPortal():
            return Unavailable("sync.portal")
        case machine.Refused(why=why):
            return Refused(why)
        case machine.Incompatible(why=why):
            return Incompatible(why)
        case _:
            return None


def _vault(key_fd: int | None, paths: PostPaths, clock: Clock) -> VaultStore | None:
    if key_fd is None:
        return None
    with os.fdopen(key_fd, "rb") as source:
        key = source.read(KEY_BYTES + 1)
    database = open_database(paths.vault_db, key, "vault", wipes_memory=False)
    return VaultStore(database, PartFiles(paths.parts), clock)


def _status_row(status: SyncStatus) -> dict[str, object]:
    at = status.last_exchange_at
    return {
        "state": status.state.value,
        "waiting": status.waiting,
        "to_check": status.to_check,
        "last_exchange": at.isoformat() if at else None,
    }


def _status_words(status: SyncStatus) -> str:
    if status.to_check:
        return f"{status.to_check} à vérifier"
    return "Tout est envoyé" if not status.waiting else f"{status.waiting} à envoyer"


def _parser(name: str, description: str) -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(prog=f"reconnect-kiosk {name}", description=description)
    parser.add_argument(
        "--state-dir", default="", help="the post's folder (default: the usual one)"
    )
    parser.add_argument("--json", action="store_true", help="one JSON object on stdout")
    return parser


def _settings(asked: argparse.Namespace) -> Settings:
    return load_settings({"state_dir": asked.state_dir} if asked.state_dir else {}).settings


def _say(asked: argparse.Namespace, row: Mapping[str, object], words: str) -> None:
    print(json.dumps(dict(row), ensure_ascii=False) if asked.json else words)
