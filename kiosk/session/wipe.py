"""Make the machine forget a session: processes, clipboard, print queue, folders, media.

Killing comes first and at once; nothing waits for a dialog, a save or the network. Each
step has its own limit of time; what could not be done is said in the report. Only the
steps that hold a person's data on this machine (`IS_VITAL`) keep the welcome away.
"""

from __future__ import annotations

import os
import shutil
import signal
import stat
import subprocess
import sys
from collections.abc import Callable, Collection, Sequence
from dataclasses import dataclass, field
from enum import Enum
from pathlib import Path
from typing import Final

from kiosk.mounts import mounted
from kiosk.printing.ports import SOCKET
from kiosk.session.children import Child, children_folder_names, marked_processes

__all__ = [
    "Outcome",
    "Step",
    "Surroundings",
    "Wipe",
    "WipeReport",
    "cancel_prints_command",
    "purge_folder",
    "unmount_commands",
]

COMMAND_LIMIT_S: Final = 0.8
"""For each medium: beside the killing, not after it."""
PRINT_LIMIT_S: Final = 1.5
"""For the print queue likewise: an interpreter starts, and may start on a busy machine."""


class Step(Enum):
    """What a wipe does, in the order in which a report lists it."""

    PROCESSES = "processes"
    CLIPBOARD = "clipboard"
    PRINT_QUEUE = "print_queue"
    FOLDERS = "folders"
    MEDIA = "media"


IS_VITAL: Final = frozenset({Step.PROCESSES, Step.CLIPBOARD, Step.FOLDERS})


class Outcome(Enum):
    """How a step ended; PENDING only while the wipe goes on."""

    PENDING = "pending"
    DONE = "done"
    SKIPPED = "skipped"
    """There is no such thing on this machine."""
    FAILED = "failed"
    GIVEN_UP = "given_up"
    """Still going on at its limit of time; it was killed."""


@dataclass(frozen=True, slots=True)
class WipeReport:
    """What was done, for the log and the tests: no names, no paths."""

    outcomes: dict[Step, Outcome]
    duration_s: float

    @property
    def is_clean(self) -> bool:
        """Whether the next person may come: no process, clipboard or file of the last."""
        return all(self.outcomes[step] is Outcome.DONE for step in IS_VITAL)


@dataclass(frozen=True, slots=True)
class Surroundings:
    """What a wipe touches outside the supervisor's own process and folder."""

    clear_clipboard: Callable[[], None]
    """Raises OSError when it cannot."""
    print_command: Sequence[str] | None = None
    unmount_commands: Callable[[], Sequence[Sequence[str]]] = tuple


@dataclass(slots=True)
class Wipe:
    """One wipe, advanced by `poll` from the supervisor's loop so that its window lives on.

    `children` are killed with all that came from them, then their folders go. With
    `post_mark`, what earlier supervisors of this post left is killed too, and every
    folder of `runtime_dir` but `keep` goes: that is the wipe of a start.
    """

    children: Sequence[Child]
    runtime_dir: Path
    surroundings: Surroundings
    post_mark: str | None = None
    keep: Collection[str] = ()
    outcomes: dict[Step, Outcome] = field(
        default_factory=lambda: dict.fromkeys(Step, Outcome.PENDING)
    )
    _started_at: float | None = None
    _commands: dict[Step, list[subprocess.Popen[bytes]]] = field(default_factory=dict)

    def start(self, now: float) -> None:
        """Kill now, and set off the commands that run beside it."""
        self._started_at = now
        self._kill()
        print_command = self.surroundings.print_command
        self._set_off(Step.PRINT_QUEUE, [print_command] if print_command else [])
        self._set_off(Step.MEDIA, self.surroundings.unmount_commands())

    def poll(self, now: float) -> WipeReport | None:
        """Go as far as possible without waiting; return the report once all is settled.

        Call `start` first. A process that cannot be killed (it waits for a device inside
        the kernel) keeps this answering None: the caller decides when that is too long.
        """
        started_at = self._started_at
        if started_at is None:
            raise ValueError("start comes first")
        if self.outcomes[Step.PROCESSES] is Outcome.PENDING:
            self._processes_gone()
        if self.outcomes[Step.PROCESSES] is Outcome.DONE:
            # Only then: a living process could still write, copy or print.
            if self.outcomes[Step.CLIPBOARD] is Outcome.PENDING:
                self._clear_clipboard()
            if self.outcomes[Step.FOLDERS] is not Outcome.DONE:
                self._purge()
        for step in (Step.PRINT_QUEUE, Step.MEDIA):
            if self.outcomes[step] is Outcome.PENDING:
                limit_s = PRINT_LIMIT_S if step is Step.PRINT_QUEUE else COMMAND_LIMIT_S
                self._look_at_commands(step, is_late=now - started_at >= limit_s)
        if Outcome.PENDING in self.outcomes.values():
            return None
        return WipeReport(dict(self.outcomes), now - started_at)

    def again(self) -> Wipe:
        """Return the same wipe, not yet started."""
        return Wipe(self.children, self.runtime_dir, self.surroundings, self.post_mark, self.keep)

    def _kill(self) -> None:
        for child in self.children:
            child.kill_all()
        for pid in marked_processes(self.post_mark) if self.post_mark else ():
            try:
                os.kill(pid, signal.SIGKILL)
            except (ProcessLookupError, PermissionError):
                pass  # gone meanwhile; or not ours, and `_processes_gone` says it stays

    def _processes_gone(self) -> None:
        is_any_left = any(not child.has_ended() or child.family() for child in self.children)
        if is_any_left or (self.post_mark and marked_processes(self.post_mark)):
            self._kill()
            return
        for child in self.children:
            child.channel.close()
        self.outcomes[Step.PROCESSES] = Outcome.DONE

    def _clear_clipboard(self) -> None:
        try:
            self.surroundings.clear_clipboard()
        except OSError:
            self.outcomes[Step.CLIPBOARD] = Outcome.FAILED
        else:
            self.outcomes[Step.CLIPBOARD] = Outcome.DONE

    def _purge(self) -> None:
        folders = [child.folder for child in self.children]
        if self.post_mark:
            names = children_folder_names(self.runtime_dir)
            folders += [self.runtime_dir / name for name in names if name not in self.keep]
        try:
            for folder in folders:
                purge_folder(folder)
        except OSError:
            self.outcomes[Step.FOLDERS] = Outcome.FAILED
        else:
            self.outcomes[Step.FOLDERS] = Outcome.DONE

    def _set_off(self, step: Step, commands: Sequence[Sequence[str]]) -> None:
        self._commands[step] = []
        if not commands:
            self.outcomes[step] = Outcome.SKIPPED
        for command in commands:
            try:
                started = subprocess.Popen(
                    command,
                    stdin=subprocess.DEVNULL,
                    stdout=subprocess.DEVNULL,
                    stderr=subprocess.DEVNULL,
                )
            except OSError:
                self.outcomes[step] = Outcome.FAILED
            else:
                self._commands[step].append(started)

    def _look_at_commands(self, step: Step, *, is_late: bool) -> None:
        running = [command for command in self._commands[step] if command.poll() is None]
        if running and is_late:
            for command in running:
                command.kill()
                command.wait()
            self.outcomes[step] = Outcome.GIVEN_UP
        elif not running:
            codes = [command.returncode for command in self._commands[step]]
            self.outcomes[step] = Outcome.FAILED if any(codes) else Outcome.DONE


def purge_folder(path: Path) -> None:
    """Remove `path` and all inside it; links are removed, never followed.

    A folder without the write bit is opened up and tried again. Raises OSError when
    something stays; nothing there is fine.
    """

    def open_up(_: Callable[..., object], stuck: str, error: BaseException) -> None:
        if isinstance(error, FileNotFoundError):
            return
        if not isinstance(error, PermissionError):
            raise error
        os.chmod(Path(stuck).parent, stat.S_IRWXU)
        if os.path.isdir(stuck) and not os.path.islink(stuck):
            os.chmod(stuck, stat.S_IRWXU)
            shutil.rmtree(stuck)
        else:
            os.unlink(stuck)

    if path.is_symlink() or not path.is_dir():
        path.unlink(missing_ok=True)
        return
    # `onexc` came with 3.12; 3.11 hands the same error inside a tuple.
    shutil.rmtree(path, onerror=lambda call, stuck, info: open_up(call, stuck, info[1]))


def cancel_prints_command(scheduler: Path = SOCKET) -> tuple[str, ...] | None:
    """Return the command that empties this account's print queue, None without a scheduler.

    Not the program `cancel`: `kiosk.printing.cups.CupsPrinters.cancel_mine` tells why.
    """
    if not scheduler.exists():
        return None
    return (sys.executable, "-m", "kiosk.printing.cancel", str(scheduler))


def unmount_commands(mountinfo: Path = Path("/proc/self/mountinfo")) -> list[tuple[str, ...]]:
    """Return one command for each removable medium that a desktop mounted.

    `udisksctl` where it is there: an ordinary user may not call `umount`.
    """
    udisks = shutil.which("udisksctl")
    commands: list[tuple[str, ...]] = []
    for device, where in mounted(mountinfo):
        if where.startswith(("/media/", "/run/media/")):
            if udisks and device.startswith("/dev/"):
                commands.append((udisks, "unmount", "--force", "--block-device", device))
            else:
                commands.append(("umount", "--lazy", "--", where))
    return commands
