"""Start a child of the supervisor so that it cannot outlive it, and find all that it started.

A child gets a session id of its own, dies with the supervisor, keeps no core, holds no
descriptor but its channel, and has every usual folder (home, temporary, caches) inside
one folder that the wipe removes. POSIX only for now; Windows will need job objects.
"""

from __future__ import annotations

import os
import resource
import secrets
import signal
import socket
import subprocess
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from functools import partial
from pathlib import Path
from typing import Final

from kiosk.session.channel import Channel
from kiosk.session.hardening import die_with_parent

__all__ = ["CHILD_MARK", "NO_BUS", "Child", "children_folder_names", "marked_processes", "spawn"]

CHILD_MARK: Final = "RECONNECT_KIOSK_CHILD"
"""Environment name that a child and all it starts carry: daemons of its own making too."""

FOLDERS: Final[Mapping[str, str]] = {
    "HOME": "home",
    "TMPDIR": "tmp",
    "XDG_RUNTIME_DIR": "run",
    "XDG_CONFIG_HOME": "config",
    "XDG_CACHE_HOME": "cache",
    "XDG_DATA_HOME": "data",
    "XDG_STATE_HOME": "state",
}
NO_BUS: Final = "disabled:"
"""Without it Qt starts a message bus daemon that would outlive the session."""


@dataclass(slots=True, eq=False)
class Child:
    """A running child, its channel and its folder. The supervisor owns all three."""

    process: subprocess.Popen[bytes]
    channel: Channel
    folder: Path
    mark: str

    @property
    def pid(self) -> int:
        return self.process.pid

    def has_ended(self) -> bool:
        """Whether the process is gone and reaped; asks the kernel, never waits."""
        return self.process.poll() is not None

    def kill_all(self) -> None:
        """SIGKILL the child and everything that came from it. Never waits."""
        if not self.has_ended():
            _signal_group(self.pid, signal.SIGSTOP)  # so that nothing forks while we look
        _kill(self.family())

    def family(self) -> set[int]:
        """Return the living processes that came from this child, itself included.

        By group and session id, by descent, and by the mark in the environment: a
        daemon that left group, session and parent still carries its mark.
        """
        has_ended = self.has_ended()
        table = _process_table()
        found = {pid for pid in table if _carries(pid, self.mark)}
        if not (has_ended and self.pid in table):  # else the number is someone else's by now
            found |= {pid for pid, seen in table.items() if self.pid in (seen.group, seen.session)}
            found |= _descendants(self.pid, table)
        return {pid for pid in found if not table[pid].is_dead} - {os.getpid()}


def spawn(
    command: Sequence[str],
    *,
    folder: Path,
    accepts: frozenset[str],
    post_mark: str,
    environ: Mapping[str, str] | None = None,
) -> Child:
    """Start `command` with the number of its channel's descriptor as last argument.

    Call it from the main thread: the child dies with the *thread* that started it.
    `folder` is made, mode 0700. `post_mark` names this post in the child's mark, by
    which `marked_processes` finds what an earlier supervisor left behind.

    Raises: OSError when the program cannot be started.
    """
    mark = f"{post_mark}-{secrets.token_hex(8)}"
    ours, theirs = socket.socketpair()
    try:
        process = subprocess.Popen(
            [*command, str(theirs.fileno())],
            stdin=subprocess.DEVNULL,
            pass_fds=(theirs.fileno(),),
            env=_environment(os.environ if environ is None else environ, folder, mark),
            start_new_session=True,
            preexec_fn=partial(_before_exec, os.getpid()),  # noqa: PLW1509 - one Python thread only
        )
    except BaseException:
        ours.close()
        raise
    finally:
        theirs.close()
    return Child(process, Channel(ours, accepts), folder, mark)


def marked_processes(post_mark: str) -> set[int]:
    """Return living processes that any earlier supervisor of this post left behind."""
    return {
        pid
        for pid, entry in _process_table().items()
        if not entry.is_dead and pid != os.getpid() and _carries(pid, post_mark)
    }


def children_folder_names(folder: Path) -> Iterable[str]:
    """Return the names directly inside `folder`, none when it is not there."""
    try:
        return sorted(os.listdir(folder))
    except FileNotFoundError:
        return []


def _before_exec(parent: int) -> None:
    resource.setrlimit(resource.RLIMIT_CORE, (0, 0))
    die_with_parent(parent)


def _environment(base: Mapping[str, str], folder: Path, mark: str) -> dict[str, str]:
    """Return the environment of a child: the display and settings of `base`, folders of its own."""
    env = dict(base)
    home, runtime = base.get("HOME"), base.get("XDG_RUNTIME_DIR")
    folder.mkdir(mode=0o700, parents=True, exist_ok=True)
    for name, where in FOLDERS.items():
        (folder / where).mkdir(mode=0o700, exist_ok=True)
        env[name] = str(folder / where)
    # What the display, the sound and the bus find through the folders just replaced.
    if home and "XAUTHORITY" not in env and (Path(home) / ".Xauthority").exists():
        env["XAUTHORITY"] = str(Path(home) / ".Xauthority")
    wayland = env.get("WAYLAND_DISPLAY", "")
    if runtime and wayland and not wayland.startswith("/"):
        env["WAYLAND_DISPLAY"] = str(Path(runtime) / wayland)
    if runtime and "PULSE_SERVER" not in env and (Path(runtime) / "pulse/native").exists():
        env["PULSE_SERVER"] = f"unix:{runtime}/pulse/native"
    env.setdefault("DBUS_SESSION_BUS_ADDRESS", NO_BUS)
    env.setdefault("LANG", "C.UTF-8")
    env[CHILD_MARK] = mark
    return env


@dataclass(frozen=True, slots=True)
class _Entry:
    parent: int
    group: int
    session: int
    is_dead: bool


def _process_table() -> dict[int, _Entry]:
    table: dict[int, _Entry] = {}
    for name in os.listdir("/proc"):
        if name.isdigit():
            try:
                with open(f"/proc/{name}/stat", "rb") as source:
                    # The command, in brackets, may hold anything; the fields follow the last one.
                    state, parent, group, session = source.read().rpartition(b")")[2].split()[:4]
            except (OSError, ValueError):
                continue  # it ended while we looked
            table[int(name)] = _Entry(int(parent), int(group), int(session), state in b"ZX")
    return table


def _descendants(root: int, table: Mapping[int, _Entry]) -> set[int]:
    found = {root} & table.keys()
    while more := {pid for pid, entry in table.items() if entry.parent in found} - found:
        found |= more
    return found


def _carries(pid: int, mark: str) -> bool:
    try:
        with open(f"/proc/{pid}/environ", "rb") as source:
            environment = source.read()
    except OSError:
        return False  # gone, or not ours to read: then it is found by descent or group
    wanted = f"{CHILD_MARK}={mark}".encode()
    return any(entry.startswith(wanted) for entry in environment.split(b"\0"))


def _signal_group(group: int, number: signal.Signals) -> None:
    try:
        os.killpg(group, number)
    except (ProcessLookupError, PermissionError):
        pass  # already gone


def _kill(pids: Iterable[int]) -> None:
    for pid in pids:
        try:
            os.kill(pid, signal.SIGKILL)
        except (ProcessLookupError, PermissionError):
            pass  # already gone
