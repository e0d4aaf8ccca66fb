"""A display of our own with a window manager, for tests that need real windows.

Linux, Debian's `xvfb`, `openbox`, `xdotool` and `imagemagick`. Everything is started and
ended by number.
"""

from __future__ import annotations

import os
import subprocess
import time
from collections.abc import Callable
from dataclasses import dataclass, field
from pathlib import Path

WIDTH, HEIGHT = 1280, 800


@dataclass
class VirtualDisplay:
    """One Xvfb with openbox; `environ` is what a program shown there needs."""

    folder: Path
    environ: dict[str, str] = field(default_factory=dict)
    _started: list[subprocess.Popen[bytes]] = field(default_factory=list)

    def start(self) -> None:
        read, write = os.pipe()
        size = f"{WIDTH}x{HEIGHT}x24"
        self._start(
            [
                "Xvfb",
                "-displayfd",
                str(write),
                "-screen",
                "0",
                size,
                "-dpi",
                "96",
                "-nolisten",
                "tcp",
            ],
            pass_fds=(write,),
        )
        os.close(write)
        with os.fdopen(read) as answer:
            number = answer.readline().strip()
        assert number, "Xvfb did not start"
        self.environ = {
            "PATH": os.environ["PATH"],
            "HOME": str(self.folder),
            "LANG": "C.UTF-8",
            "DISPLAY": f":{number}",
            "QT_QPA_PLATFORM": "xcb",
            "DBUS_SESSION_BUS_ADDRESS": "disabled:",
        }
        self._start(["openbox"], env=self.environ)

    def _start(self, command: list[str], **how: object) -> None:
        started = subprocess.Popen(
            command,
            stdin=subprocess.DEVNULL,
            stdout=subprocess.DEVNULL,
            stderr=subprocess.DEVNULL,
            **how,  # type: ignore[call-overload]
        )
        self._started.append(started)

    def stop(self) -> None:
        for started in reversed(self._started):
            started.terminate()
            started.wait(timeout=10)

    def hands(self, *words: str, typed: str | None = None) -> None:
        """Move, click or press keys by xdotool; `typed` goes by its input, never its arguments."""
        subprocess.run(
            ["xdotool", *words],
            env=self.environ,
            input=typed.encode() if typed is not None else None,
            check=True,
            timeout=20,
        )

    def colour_at(self, x: int, y: int) -> str:
        """Return the colour of one point of the screen, as #RRGGBB."""
        grabbed = subprocess.run(
            ["import", "-window", "root", "-crop", f"1x1+{x}+{y}", "-depth", "8", "rgb:-"],
            env=self.environ,
            capture_output=True,
            check=True,
            timeout=20,
        ).stdout
        return "#" + grabbed[:3].hex().upper()

    def picture(self, path: Path) -> None:
        subprocess.run(
            ["import", "-window", "root", str(path)], env=self.environ, check=True, timeout=20
        )

    def until(self, holds: Callable[[], object], what: str, limit_s: float = 15.0) -> float:
        """Wait until `holds`; return the seconds it took, or fail."""
        started_at = time.monotonic()
        while not holds():
            assert time.monotonic() - started_at < limit_s, f"not within {limit_s} s: {what}"
            time.sleep(0.01)
        return time.monotonic() - started_at
