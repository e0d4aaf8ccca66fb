"""A real CUPS scheduler of a test's own: one folder, one Unix socket, no port, no network.

Its backend is a script that takes a document as a printer would; files in the folder tell
it to wait (`hold`), to be out of paper (`no-paper`) or to break (`break`).
"""

from __future__ import annotations

import os
import shutil
import socket
import subprocess
import time
from pathlib import Path

__all__ = ["CupsProcess", "cupsd_binary"]

START_S = 10.0
BACKEND = """#!/bin/sh
[ $# -eq 0 ] && exit 0
here=${DEVICE_URI#paper:}
if [ -e "$here/no-paper" ]; then
    echo "STATE: +media-empty-error" >&2
    while [ -e "$here/no-paper" ]; do sleep 0.05; done
    echo "STATE: -media-empty-error" >&2
fi
touch "$here/begun"
while [ -e "$here/hold" ]; do sleep 0.05; done
[ -e "$here/break" ] && exit 1
cat "$6" > "$here/printed/$1"
echo "$4 $5" > "$here/printed/$1.order"
"""
PRINTER = """<{kind} {name}>
Info {title}
DeviceURI paper:{here}
State Idle
Accepting Yes
ErrorPolicy abort-job
</{kind}>
"""


def cupsd_binary() -> str | None:
    """Return Debian's scheduler (package `cups-daemon`), None where it is not installed."""
    return shutil.which("cupsd", path="/usr/sbin:/usr/bin")


class CupsProcess:
    """Started by `start`, ended by `stop`. Queues `accueil` (the default) and `bureau`."""

    def __init__(self, here: Path, *, keeps: bool = False, has_default: bool = True) -> None:
        """`keeps`: with CUPS' own defaults, which keep pages for a day; without
        `has_default` nobody said which queue is the usual one."""
        self.here, self.keeps, self.has_default = here, keeps, has_default
        self.socket, self.spool = here / "cups.sock", here / "spool"
        self._process: subprocess.Popen[bytes] | None = None

    def start(self) -> None:
        for name in ("etc", "spool", "spool/tmp", "cache", "run", "log", "printed", "lib/backend"):
            (self.here / name).mkdir(parents=True)
        # What starts every backend is the scheduler's own helper.
        (self.here / "lib/daemon").symlink_to("/usr/lib/cups/daemon")
        backend = self.here / "lib/backend/paper"
        backend.write_text(BACKEND)
        backend.chmod(0o700)  # for its owner alone: then the scheduler runs it as itself
        (self.here / "etc/cupsd.conf").write_text(self._settings())
        (self.here / "etc/cups-files.conf").write_text(self._places())
        kind = "DefaultPrinter" if self.has_default else "Printer"
        (self.here / "etc/printers.conf").write_text(
            PRINTER.format(kind=kind, name="accueil", title="Accueil", here=self.here)
            + PRINTER.format(kind="Printer", name="bureau", title="Bureau 2", here=self.here)
        )
        binary = cupsd_binary()
        assert binary is not None
        with (self.here / "log/out").open("wb") as out:
            self._process = subprocess.Popen(
                [
                    binary,
                    "-f",
                    "-c",
                    str(self.here / "etc/cupsd.conf"),
                    "-s",
                    str(self.here / "etc/cups-files.conf"),
                ],
                stdin=subprocess.DEVNULL,
                stdout=out,
                stderr=out,
                env={"PATH": os.environ["PATH"], "LANG": "C.UTF-8"},
            )
        self.wait_for(self._answers)

    def stop(self) -> None:
        if self._process is not None:
            self._process.terminate()
            self._process.wait(10)
            self._process = None

    def kill(self) -> None:
        """As a power cut ends it."""
        if self._process is not None:
            self._process.kill()
            self._process.wait(10)
            self._process = None

    def tell(self, name: str) -> None:
        (self.here / name).touch()

    def untell(self, name: str) -> None:
        (self.here / name).unlink()

    def printed(self) -> list[bytes]:
        """Return what came out, oldest first."""
        return [
            path.read_bytes()
            for path in sorted((self.here / "printed").iterdir(), key=lambda each: each.name)
            if path.suffix != ".order"
        ]

    def orders(self) -> list[str]:
        return [path.read_text() for path in sorted((self.here / "printed").glob("*.order"))]

    def left(self, canary: bytes) -> list[Path]:
        """Return the files of the scheduler in which `canary` stands; not what was printed."""
        return [
            path
            for path in self.here.rglob("*")
            if path.is_file()
            and "printed" not in path.relative_to(self.here).parts
            and canary in path.read_bytes()
        ]

    def jobs(self) -> list[Path]:
        """Return what the spool holds of jobs: their orders (c) and their pages (d)."""
        return [path for path in self.spool.iterdir() if path.is_file() and path.name[0] in "cd"]

    def wait_for(self, holds) -> None:  # type: ignore[no-untyped-def]
        until = time.monotonic() + START_S
        while not holds():
            if time.monotonic() > until:
                log = self.here / "log/error_log"
                raise AssertionError(log.read_text()[-3000:] if log.exists() else "no log")
            time.sleep(0.02)

    def _answers(self) -> bool:
        with socket.socket(socket.AF_UNIX) as line:
            return line.connect_ex(str(self.socket)) == 0

    def _settings(self) -> str:
        defaults = Path("/usr/share/cups/cupsd.conf.default")
        text = defaults.read_text() if defaults.exists() else ""
        kept = [
            line
            for line in text.splitlines()
            if not line.lower().startswith(("listen", "port", "loglevel", "webinterface"))
        ]
        ours = [
            f"Listen {self.socket}",
            "LogLevel info",
            "Browsing Off",
            "WebInterface No",
            "JobRetryInterval 1",
            f"Printcap {self.here}/run/printcap",
        ]
        if not self.keeps:
            ours += ["PreserveJobFiles No", "PreserveJobHistory No"]
        return "\n".join([*ours, *kept]) + "\n"

    def _places(self) -> str:
        here = self.here
        return "\n".join(
            (
                f"ServerRoot {here}/etc",
                f"RequestRoot {here}/spool",
                f"TempDir {here}/spool/tmp",
                f"CacheDir {here}/cache",
                f"StateDir {here}/run",
                f"ServerBin {here}/lib",
                f"ErrorLog {here}/log/error_log",
                f"AccessLog {here}/log/access_log",
                f"PageLog {here}/log/page_log",
                "DataDir /usr/share/cups",
                "",
            )
        )
