"""A private S3 server on free ports of the loopback: SeaweedFS, synced, gone afterwards."""

from __future__ import annotations

import itertools
import json
import shutil
import socket
import subprocess
import sys
import tempfile
import time
import urllib.error
import urllib.request
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

__all__ = ["PrivateS3", "private_s3"]

WEED = Path(sys.executable).with_name("weed")
START_S = 60.0
KEY_ID, SECRET = "relay-key", "relay-secret-123"
CREDENTIALS = f"[default]\naws_access_key_id = {KEY_ID}\naws_secret_access_key = {SECRET}\n"


@dataclass(slots=True)
class PrivateS3:
    """A running server that names an empty place for whoever asks."""

    endpoint: str
    credentials: Path
    process: subprocess.Popen[bytes]
    _names: Iterator[int]

    def new_address(self) -> str:
        """Return the address of a new, empty prefix of its bucket."""
        place = f"s3://parts/store-{next(self._names)}"
        return f"{place}?endpoint={self.endpoint}&credentials={self.credentials}"


@contextmanager
def private_s3() -> Iterator[PrivateS3]:
    """Start a server in a temporary folder and end it afterwards."""
    folder = Path(tempfile.mkdtemp(prefix="relay-s3-"))
    identity = {
        "name": "relay",
        "credentials": [{"accessKey": KEY_ID, "secretKey": SECRET}],
        "actions": ["Admin", "Read", "Write", "List"],
    }
    (folder / "s3.json").write_text(json.dumps({"identities": [identity]}))
    credentials = folder / "credentials"
    credentials.write_text(CREDENTIALS)
    credentials.chmod(0o600)
    (folder / "data").mkdir()
    (folder / "log").mkdir()
    names = ("master", "volume", "filer", "s3", "admin")
    numbers = _free_ports(2 * len(names) + 1)
    ports = dict(zip(names, numbers, strict=False))
    gates = dict(zip(names, numbers[len(names) :], strict=False))
    arguments = [
        str(WEED),
        f"-logdir={folder / 'log'}",
        "mini",
        f"-dir={folder / 'data'}",
        "-ip=127.0.0.1",
        "-ip.bind=127.0.0.1",
        *(f"-{name}.port={port}" for name, port in ports.items()),
        *(f"-{name}.port.grpc={port}" for name, port in gates.items()),
        f"-s3.config={folder / 's3.json'}",
        "-s3.port.iceberg=0",
        "-admin.ui=false",
        "-webdav=false",
        "-metricsIp=127.0.0.1",
        f"-metricsPort={numbers[-1]}",
        "-s3.autoCreateBucket=false",
    ]
    try:
        with (folder / "output").open("wb") as output:
            process = subprocess.Popen(
                arguments,
                stdout=output,
                stderr=output,
                stdin=subprocess.DEVNULL,
                cwd=folder,
                env={"HOME": str(folder), "PATH": "/usr/bin:/bin"},
            )
        try:
            endpoint = f"http://127.0.0.1:{ports['s3']}"
            _wait(endpoint, process, folder / "output")
            _make_bucket(ports, gates)
            yield PrivateS3(endpoint, credentials, process, itertools.count(1))
        finally:
            process.kill()
            process.wait(timeout=START_S)
    finally:
        shutil.rmtree(folder, ignore_errors=True)


def _wait(endpoint: str, process: subprocess.Popen[bytes], output: Path) -> None:
    end = time.monotonic() + START_S
    while True:
        try:
            with urllib.request.urlopen(f"{endpoint}/parts", timeout=2):  # noqa: S310 - our own
                return
        except urllib.error.HTTPError as answer:
            answer.close()
            if answer.code == 403:  # it is there, and wants a signature
                return
        except OSError:
            pass
        if process.poll() is not None or time.monotonic() > end:
            raise RuntimeError(output.read_text(errors="replace")[-4000:])
        time.sleep(0.1)


def _make_bucket(ports: dict[str, int], gates: dict[str, int]) -> None:
    """Make the bucket, and make it answer a put once the bytes are on the disk, as an
    operator must: by itself SeaweedFS answers before."""
    subprocess.run(
        [
            str(WEED),
            "shell",
            f"-master=127.0.0.1:{ports['master']}.{gates['master']}",
            f"-filer=127.0.0.1:{ports['filer']}.{gates['filer']}",
        ],
        input=b"s3.bucket.create -name parts\n"
        b"fs.configure -locationPrefix=/buckets/parts -fsync -apply\n",
        stdout=subprocess.DEVNULL,
        stderr=subprocess.DEVNULL,
        check=True,
        timeout=START_S,
    )


def _free_ports(count: int) -> list[int]:
    probes = [socket.socket() for _ in range(count)]
    try:
        for probe in probes:
            probe.bind(("127.0.0.1", 0))
        return [probe.getsockname()[1] for probe in probes]
    finally:
        for probe in probes:
            probe.close()
