"""A message bus with its accessibility bus, of our own, ended by number.

Debian's `dbus` and `at-spi2-core`. It has to run before the windows do: a window that finds
no accessibility bus when it starts never looks again.
"""

from __future__ import annotations

import os
import subprocess
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path

__all__ = ["accessibility_bus"]

LAUNCHER = "/usr/libexec/at-spi-bus-launcher"


@contextmanager
def accessibility_bus(folder: Path) -> Iterator[Mapping[str, str]]:
    """Yield the environment of windows that are to be read, and of who reads them."""
    folder.mkdir(mode=0o700)
    told, tell = os.pipe()
    daemon = subprocess.Popen(
        ["dbus-daemon", "--session", "--nofork", f"--print-address={tell}"],
        pass_fds=(tell,),
        env={**os.environ, "XDG_RUNTIME_DIR": str(folder)},
        stderr=subprocess.DEVNULL,
    )
    os.close(tell)
    launchers: list[subprocess.Popen[bytes]] = []
    try:
        with os.fdopen(told) as source:
            address = source.readline().strip()
        environment = {
            "DBUS_SESSION_BUS_ADDRESS": address,
            "XDG_RUNTIME_DIR": str(folder),
            "QT_LINUX_ACCESSIBILITY_ALWAYS_ON": "1",
        }
        launchers.append(
            subprocess.Popen(
                [LAUNCHER, "--launch-immediately"],
                env={**os.environ, **environment},
                stderr=subprocess.DEVNULL,
            )
        )
        yield environment
    finally:
        for process in (*launchers, daemon):
            process.terminate()
            process.wait(10)
