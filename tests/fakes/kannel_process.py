"""Kannel as Debian ships it, between HTTP and our SMPP centre: bearerbox and smsbox."""

from __future__ import annotations

import socket
import subprocess
import tempfile
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

from tests.fakes.postgres_process import free_port
from tests.fakes.smpp_centre import Centre

__all__ = ["BEARERBOX", "Kannel", "kannel"]

BEARERBOX, SMSBOX = Path("/usr/sbin/bearerbox"), Path("/usr/sbin/smsbox")
START_S = 30.0

CONFIG = """
group = core
admin-port = {admin}
admin-interface = 127.0.0.1
admin-password = admin-of-tests
smsbox-port = {box}
smsbox-interface = 127.0.0.1
box-allow-ip = 127.0.0.1
dlr-storage = internal

group = smsc
smsc = smpp
smsc-id = centre
host = 127.0.0.1
port = {centre}
smsc-username = "{name}"
smsc-password = "{password}"
system-type = ""
transceiver-mode = true
reconnect-delay = 1

group = smsbox
bearerbox-host = 127.0.0.1
sendsms-port = {sendsms}
sendsms-interface = 127.0.0.1

group = sendsms-user
username = relais
password = "mot de passe & plus"
user-allow-ip = 127.0.0.1
concatenation = false
max-messages = 1

group = sms-service
keyword = default
max-messages = 0
text = ""
"""


@dataclass(frozen=True, slots=True)
class Kannel:
    """A running gateway; `login` is what the file of credentials holds."""

    port: int
    login: str = "relais:mot de passe & plus"


@contextmanager
def kannel(centre: Centre) -> Iterator[Kannel]:
    """Start both boxes against `centre` and end them afterwards."""
    admin, box, sendsms = free_port(), free_port(), free_port()
    name, password = centre.credentials
    with tempfile.TemporaryDirectory(prefix="kannel-") as place:
        config = Path(place, "kannel.conf")
        config.write_text(
            CONFIG.format(
                admin=admin,
                box=box,
                sendsms=sendsms,
                centre=centre.port,
                name=name,
                password=password,
            )
        )
        running = []
        try:
            for program, port in ((BEARERBOX, box), (SMSBOX, sendsms)):
                running.append(_started(program, config, Path(place)))
                _wait_for(port, running[-1], Path(place, f"{program.name}.log"))
            centre.wait_for_lines(1)
            yield Kannel(sendsms)
        finally:
            for process in reversed(running):
                process.terminate()
            for process in reversed(running):
                try:
                    process.wait(timeout=10)
                except subprocess.TimeoutExpired:
                    process.kill()
                    process.wait()


def _started(program: Path, config: Path, folder: Path) -> subprocess.Popen[bytes]:
    with (folder / f"{program.name}.log").open("wb") as log:
        return subprocess.Popen(
            [program, "-v", "1", str(config)],
            stdin=subprocess.DEVNULL,
            stdout=log,
            stderr=log,
            cwd=folder,
        )


def _wait_for(port: int, process: subprocess.Popen[bytes], log: Path) -> None:
    end = time.monotonic() + START_S
    while True:
        try:
            with socket.create_connection(("127.0.0.1", port), 1):
                return
        except OSError as error:
            if process.poll() is not None or time.monotonic() > end:
                raise RuntimeError(log.read_text(errors="replace")) from error
            time.sleep(0.05)
