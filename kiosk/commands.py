"""Commands that need neither window nor network: status, scanners."""

from __future__ import annotations

import argparse
import json
from collections.abc import Mapping
from datetime import UTC, datetime
from pathlib import Path

from kiosk.capture.antivirus.health import antivirus_words, health_of
from kiosk.capture.antivirus.screening import antivirus_of
from kiosk.capture.device_list import MEMORY_NAME, forget, remembered_devices
from kiosk.errors import InvalidInput, Unavailable
from kiosk.ports import SystemClock
from kiosk.settings import Sourced, load_settings, state_dir_of
from kiosk.vault.database import open_database
from kiosk.vault.device_secret import load_or_create
from kiosk.vault.device_store import DeviceStore
from kiosk.vault.locations import PostPaths

__all__ = ["scanners", "status"]


def status(arguments: list[str]) -> int:
    """Say what this post is and what waits to be sent."""
    parser = _parser("status", "what this post is and what waits to be sent")
    parser.add_argument("--settings", action="store_true", help="where each setting comes from")
    asked = parser.parse_args(arguments)
    sourced = _settings(asked)
    if asked.settings:
        rows = {
            name: {"value": getattr(sourced.settings, name), "from": place}
            for name, place in sourced.source.items()
        }
        _show(rows, asked.json)
        return 0
    store, paths = _device_store(sourced)
    pins, counts, last = store.pins(), store.counts(), store.last_exchange_at()
    lease = store.lease_until()
    _show(
        {
            "state_dir": str(paths.state_dir),
            "server": pins.url if pins else None,
            "structure": pins.structure.hex() if pins else None,
            "waiting_device": counts.waiting,
            "to_check": counts.to_check,
            "last_exchange": _when(last),
            "lease_until": _when(lease),
            "admission": store.admission().value,
            "clock_off_s": store.clock_off_s(),
            "journal_entries": store.verify_journal(),
            "antivirus": _antivirus(sourced),
        },
        asked.json,
    )
    store.close()
    return 0


def scanners(arguments: list[str]) -> int:
    """Say which sources of pages this post remembers, or forget one and its certificate.

    One that was replaced or repaired shows another certificate and is refused until then.
    Raises: InvalidInput("scan.not_remembered").
    """
    parser = _parser("scanners", "the scanners this post remembers, and forgetting one")
    parser.add_argument("--forget", metavar="NAME", default="", help="forget one, by its name")
    asked = parser.parse_args(arguments)
    memory = Path(state_dir_of(_settings(asked).settings)) / MEMORY_NAME
    if asked.forget and not forget(memory, asked.forget):
        raise InvalidInput("scan.not_remembered", name=asked.forget)
    rows = {
        device.name: {
            "kind": device.kind,
            "device": f"{device.vendor} {device.model}".strip(),
            "certificate": device.certificate,
        }
        for device in remembered_devices(memory)
    }
    _show(rows, asked.json)
    return 0


def _parser(name: str, description: str) -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(prog=f"reconnect-kiosk {name}", description=description)
    parser.add_argument(
        "--state-dir", default="", help="the post's folder (default: the usual one)"
    )
    parser.add_argument("--json", action="store_true", help="one JSON object on stdout")
    return parser


def _settings(asked: argparse.Namespace) -> Sourced:
    return load_settings({"state_dir": asked.state_dir} if asked.state_dir else {})


def _device_store(sourced: Sourced) -> tuple[DeviceStore, PostPaths]:
    paths = PostPaths(Path(state_dir_of(sourced.settings)))
    if not paths.device_db.exists():
        raise Unavailable("sign_in.not_enrolled")
    secret, _ = load_or_create(paths)
    return DeviceStore(open_database(paths.device_db, secret, "device"), SystemClock()), paths


def _antivirus(sourced: Sourced) -> str:
    """Say how the antivirus of this post is; `doctor` says more."""
    settings = sourced.settings
    antivirus = antivirus_of(settings.antivirus, settings.antivirus_socket)
    return antivirus_words(health_of(antivirus, SystemClock().now()))


def _when(at: int | None) -> str | None:
    return None if at is None else datetime.fromtimestamp(at, UTC).isoformat()


def _show(rows: Mapping[str, object], as_json: bool) -> None:
    if as_json:
        print(json.dumps(rows, ensure_ascii=False))
        return
    for name, value in rows.items():
        print(f"{name:18} {value}")
