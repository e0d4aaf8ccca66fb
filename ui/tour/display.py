"""A screen for the tour where there is none: Xvfb with a window manager, ended by pid."""

from __future__ import annotations

import os
import shutil
import subprocess
from collections.abc import Iterator, Mapping
from contextlib import contextmanager

__all__ = ["virtual_display"]

SCREEN = "1280x1024x24"


@contextmanager
def virtual_display() -> Iterator[Mapping[str, str]]:
    """Yield the environment of a display of one's own.

    Without Xvfb the windows are drawn in memory by Qt's own offscreen platform: the same
    screens, but no clipboard of a display to check.
    """
    program = shutil.which("Xvfb")
    if program is None:
        yield {"QT_QPA_PLATFORM": "offscreen"}
        return
    told, tell = os.pipe()
    server = subprocess.Popen(
        [program, "-displayfd", str(tell), "-screen", "0", SCREEN, "-nolisten", "tcp"],
        pass_fds=(tell,),
        stderr=subprocess.DEVNULL,
    )
    os.close(tell)
    managers: list[subprocess.Popen[bytes]] = []
    try:
        with os.fdopen(told) as source:
            number = source.readline().strip()
        environment = {"DISPLAY": f":{number}", "QT_QPA_PLATFORM": "xcb", "WAYLAND_DISPLAY": ""}
        if manager := shutil.which("openbox"):
            managers.append(
                subprocess.Popen(
                    [manager],
                    env={**os.environ, **environment},
                    stdout=subprocess.DEVNULL,
                    stderr=subprocess.DEVNULL,
                )
            )
        yield environment
    finally:
        for process in (*managers, server):
            process.terminate()
            process.wait(10)
