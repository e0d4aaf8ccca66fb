"""Settings in layers, the last one wins, and where each value came from.

Layers: built in, packaged file, `/etc/reconnect-kiosk/config.toml` (ProgramData on
Windows), policy folder in name order, environment `RECONNECT_KIOSK_*`, command line.
Secrets are never settings.
"""

from __future__ import annotations

import os
import sys
import tomllib
from collections.abc import Container, Iterator, Mapping, Sequence
from dataclasses import dataclass, fields
from pathlib import Path
from typing import Any, Generic, TypeVar

from kiosk.capture.antivirus.clamd import place_of
from kiosk.errors import InvalidInput

__all__ = ["Layers", "Settings", "Sourced", "load_settings", "read_layers", "state_dir_of"]

Shape = TypeVar("Shape")

ENVIRONMENT_PREFIX = "RECONNECT_KIOSK_"


@dataclass(frozen=True, slots=True)
class Settings:
    """What IT may choose for a post; the names are the keys of config.toml."""

    state_dir: str = ""
    """Where the post keeps its two databases and its parts; "" = the usual place."""
    mode: str = "desk"
    """"desk" or "terminal"."""
    language: str = "fr"
    place: str = ""
    """The name people use for this post, for example "Borne accueil"."""
    screen_dpi: int = 0
    """Declared dots per inch of the screen; 0 = ask the display."""
    terminal_warn_after_s: int = 60
    terminal_grace_s: int = 30
    desk_lock_after_s: int = 300
    desk_close_after_s: int = 1800
    parts_quota_mb: int = 2048
    """Sealed pages kept on this post, in mebibytes; least recently used go first."""
    files_from: str = ""
    """Folders offered by "add a file", separated by the system's path separator."""
    proxy: str = ""
    """The site's proxy, "host:port"; "" = none. Name and password go into `proxy.secret`
    beside the databases (one line, name:password), for this user only."""
    scanner: str = ""
    """The source to prefer, by its name (`reconnect-kiosk scanners`); "" = the last one used."""
    network_scanners: str = "on"
    """"on" or "off": look for scanners on the local network (eSCL, AirScan)."""
    cameras: str = "on"
    """"on" or "off": document cameras and webcams are sources of pages."""
    printer: str = ""
    """The queue a desk prints on, by its name (`lpstat -e`); "" = the system's default."""
    terminal_printer: str = ""
    """The one queue people print on at a terminal; "" = nobody prints there."""
    copy_folders: str = ""
    """Folders the structure approved for work copies (VLT-27), separated by the system's path
    separator; "" = none: then no copy leaves a safe."""
    copy_devices: str = ""
    """Sticks and disks approved likewise, by the UUID of their file system, separated by spaces."""
    scan_folders: str = ""
    """Folders that multifunction printers scan into, separated by the system's path separator;
    papers leave them once they are sealed here."""
    scanner_addresses: str = ""
    """Network scanners that are not announced, for example "https://10.0.0.7/eSCL", separated
    by spaces."""
    antivirus: str = "preferred"
    """"required": no file is opened before ClamAV has seen it; "preferred": without ClamAV a
    file is added and marked as not checked yet; "off"."""
    antivirus_socket: str = "/run/clamav/clamd.ctl"
    """Where clamd listens: the path of its socket, or tcp://127.0.0.1:3310; this machine only."""


BOUNDS: Mapping[str, tuple[int, int]] = {
    "screen_dpi": (0, 600),
    "terminal_warn_after_s": (45, 180),
    "terminal_grace_s": (20, 60),
    "desk_lock_after_s": (60, 1200),  # D-01: twenty minutes is the ceiling
    "desk_close_after_s": (60, 7200),
    "parts_quota_mb": (64, 1_000_000),
}
CHOICES: Mapping[str, frozenset[str]] = {
    "mode": frozenset({"desk", "terminal"}),
    "network_scanners": frozenset({"on", "off"}),
    "antivirus": frozenset({"required", "preferred", "off"}),
    "cameras": frozenset({"on", "off"}),
}


@dataclass(frozen=True, slots=True)
class Layers(Generic[Shape]):
    """Settings of one kind, with the layer that gave each value."""

    settings: Shape
    source: Mapping[str, str]


Sourced = Layers[Settings]
"""A post's settings, for `status --settings`."""


def load_settings(
    command_line: Mapping[str, str | int] | None = None,
    *,
    environment: Mapping[str, str] | None = None,
    files: Sequence[Path] | None = None,
) -> Sourced:
    """Read every layer. Raises InvalidInput("settings.invalid") naming the key and place."""
    found = read_layers(
        Settings,
        BOUNDS,
        CHOICES,
        prefix=ENVIRONMENT_PREFIX,
        files=_files() if files is None else files,
        command_line=command_line or {},
        environment=os.environ if environment is None else environment,
    )
    try:
        place_of(found.settings.antivirus_socket)
    except ValueError as error:
        key = "antivirus_socket"
        raise InvalidInput("settings.invalid", key=key, place=found.source[key]) from error
    return found


def read_layers(
    shape: type[Shape],
    bounds: Mapping[str, tuple[int, int]],
    choices: Mapping[str, frozenset[str]],
    *,
    prefix: str,
    files: Sequence[Path],
    command_line: Mapping[str, str | int],
    environment: Mapping[str, str],
) -> Layers[Shape]:
    """Read settings of the dataclass `shape`, whose fields are texts and bounded numbers.

    Raises: InvalidInput("settings.invalid") naming the key and place.
    """
    defaults: dict[str, Any] = {f.name: f.default for f in fields(shape)}  # type: ignore[arg-type]
    values: dict[str, str | int] = {}
    source = dict.fromkeys(defaults, "built-in")
    for place, layer in _layers(defaults.keys(), prefix, command_line, environment, files):
        for key, untrusted_value in layer.items():
            if key not in defaults:
                raise InvalidInput("settings.invalid", key=key, place=place)
            wanted = type(defaults[key])
            values[key] = _checked(key, wanted, untrusted_value, place, bounds, choices)
            source[key] = place
    return Layers(shape(**values), source)


def state_dir_of(settings: Settings) -> Path:
    """Return where this machine's post keeps its things: the setting, else the usual folder."""
    if settings.state_dir:
        return Path(settings.state_dir).absolute()
    if sys.platform == "win32":
        return Path(os.environ.get("PROGRAMDATA", "C:/ProgramData")) / "reconnect-kiosk"
    machine = Path("/var/lib/reconnect-kiosk")
    if os.access(machine, os.W_OK):
        return machine
    base = os.environ.get("XDG_STATE_HOME") or str(Path.home() / ".local" / "state")
    return Path(base) / "reconnect-kiosk"


def _layers(
    known: Container[str],
    prefix: str,
    command_line: Mapping[str, str | int],
    environment: Mapping[str, str],
    files: Sequence[Path],
) -> Iterator[tuple[str, Mapping[str, object]]]:
    for path in files:
        if path.is_file():
            try:
                yield str(path), tomllib.loads(path.read_text(encoding="utf-8"))
            except (tomllib.TOMLDecodeError, UnicodeDecodeError) as error:
                raise InvalidInput("settings.invalid", key="", place=str(path)) from error
    from_environment = {
        name.removeprefix(prefix).lower(): value
        for name, value in environment.items()
        if name.startswith(prefix)
    }
    yield "environment", {k: v for k, v in from_environment.items() if k in known}
    yield "command line", command_line


def _files() -> list[Path]:
    packaged = Path(__file__).parent.parent / "resources" / "config.toml"
    if sys.platform == "win32":
        machine = Path(os.environ.get("PROGRAMDATA", "C:/ProgramData")) / "reconnect-kiosk"
    else:
        machine = Path("/etc/reconnect-kiosk")
    policy = sorted((machine / "policy.d").glob("*.toml"))
    return [packaged, machine / "config.toml", *policy]


def _checked(
    key: str,
    wanted: type,
    untrusted_value: object,
    place: str,
    bounds: Mapping[str, tuple[int, int]],
    choices: Mapping[str, frozenset[str]],
) -> str | int:
    invalid = InvalidInput("settings.invalid", key=key, place=place)
    value: str | int
    if wanted is int:
        try:
            value = int(str(untrusted_value))
        except ValueError as error:
            raise invalid from error
        low, high = bounds[key]
        if not low <= value <= high:
            raise invalid
    else:
        if not isinstance(untrusted_value, str):
            raise invalid
        value = untrusted_value
        if key in choices and value not in choices[key]:
            raise invalid
    return value
