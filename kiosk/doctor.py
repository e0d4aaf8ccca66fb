"""Self-test of an installation: is everything the product travels with really here?

`python -m kiosk.doctor --install` reads package data and imports every module of the
product, so that a file forgotten in a package or a missing library is found at once.
Without it, it also tries what stands between this post and a stranger's file: the
antivirus (VLT-17) and the room of the process that opens it.
"""

from __future__ import annotations

import argparse
import json
import pkgutil
from collections.abc import Iterator
from importlib import import_module, resources

from kiosk.capture.antivirus.health import Standing, antivirus_words, health_of
from kiosk.capture.antivirus.screening import Mode, antivirus_of
from kiosk.capture.antivirus.temporary import temporary_words
from kiosk.capture.reading.models import missing_models
from kiosk.capture.room import Room, try_room
from kiosk.ports import SystemClock
from kiosk.printing.checks import Scheduler, findings
from kiosk.settings import load_settings

__all__ = ["command", "missing_files", "room_words", "strangers_files", "unimportable_modules"]

ROOMS = ("kiosk", "sync", "ui", "resources")

WANTED = {
    "kiosk.capture": ("srgb.icc",),
    "kiosk.capture.reading": ("ocr_b.png", "two_d_doc_keys.json"),
    "kiosk.crypto": ("FORMAT.md",),
    "kiosk.vault": ("migrations/device/0001_first.sql", "migrations/vault/0001_first.sql"),
    "sync.protocol": ("PROTOCOL.md",),
    "resources": ("fonts", "icons", "languages", "texts"),
}
OPTIONAL = {"sane": "kiosk.capture"}
"""Libraries that may be absent, and the room that then goes another way."""


def missing_files() -> Iterator[str]:
    """Name package data that did not travel with the code."""
    for package, names in WANTED.items():
        for name in names:
            found = resources.files(package).joinpath(name)
            if not (found.is_file() or (found.is_dir() and any(found.iterdir()))):
                yield f"{package}/{name}"


def unimportable_modules() -> Iterator[str]:
    """Name modules that do not import, with the reason."""
    for room in ROOMS:
        package = import_module(room)
        for module in pkgutil.walk_packages(package.__path__, f"{room}."):
            if module.name.endswith("__main__"):
                continue
            try:
                import_module(module.name)
            except ImportError as error:
                if error.name not in OPTIONAL:
                    yield f"{module.name}: {error}"


def room_words(room: Room) -> str:
    """Return one line: how far the process that opens files is shut in."""
    if room.isolation is None:
        return "does not start: no file can be added"
    calls = "system calls filtered" if room.is_filtered else "SYSTEM CALLS NOT FILTERED"
    return f"{room.isolation.value}, {calls}"


def strangers_files() -> tuple[dict[str, str], bool]:
    """Return what stands between this post and a stranger's file, in lines, and whether IT
    asked for more than there is."""
    settings = load_settings().settings
    antivirus = antivirus_of(settings.antivirus, settings.antivirus_socket)
    health = health_of(antivirus, SystemClock().now())
    is_working = health.standing not in (Standing.ABSENT, Standing.BLIND)
    told = {"antivirus": antivirus_words(health), "file_worker": room_words(try_room())}
    if health.mode is not Mode.OFF and (writes := temporary_words()):
        told["antivirus_writes"] = writes
    return told, health.mode is Mode.REQUIRED and not is_working


def command(arguments: list[str]) -> int:
    """Run the self-test; exit status 0 when nothing is missing."""
    parser = argparse.ArgumentParser(prog="reconnect-kiosk doctor", description=__doc__)
    parser.add_argument("--install", action="store_true", help="check the installed package only")
    parser.add_argument("--json", action="store_true", help="one JSON object on stdout")
    asked = parser.parse_args(arguments)
    unread = list(missing_models())
    printing = [] if asked.install else list(findings(Scheduler()))
    found = {"missing": list(missing_files()), "unimportable": list(unimportable_modules())}
    told, is_amiss = ({}, False) if asked.install else strangers_files()
    if asked.json:
        print(json.dumps({**found, "unread_languages": unread, **told, "printing": printing}))
    else:
        for kind, names in found.items():
            print(f"{kind}: {len(names)}", *names, sep="\n  ")
        # Pages are filed all the same, only not found by their words: no fault of the install.
        print(f"unread languages: {len(unread)}", *unread, sep="\n  ")
        for name, said in told.items():
            print(f"{name.replace('_', ' ')}: {said}")
        print(f"printing to mend: {len(printing)}", *printing, sep="\n  ")
    return 1 if any(found.values()) or is_amiss or printing else 0


if __name__ == "__main__":
    import sys

    sys.exit(command(sys.argv[1:]))
