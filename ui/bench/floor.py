"""The raw floor: the same bytes over one loopback connection, and nothing else.

A child process is the other end. Three floors, each with more of what an exchange owes:
plain TCP; TLS 1.3 with the server's own kind of certificate; TLS where what was sent is
also on the receiver's disk, a file and an fsync for each piece, before it is acknowledged.

    python -m ui.bench.floor FOLDER
"""

from __future__ import annotations

import json
import os
import socket
import ssl
import struct
import subprocess
import sys
import time
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

from kiosk.crypto.certificates import self_signed
from kiosk.ports import SystemClock

__all__ = ["Floors", "measure_floors"]

LENGTH = struct.Struct(">Q")
READ_BYTES = 1 << 20
HOST = "127.0.0.1"


@dataclass(frozen=True, slots=True)
class Floors:
    """Seconds for the same pieces one way."""

    tcp_s: float
    tls_s: float
    kept_s: float


def measure_floors(folder: Path, pieces: Sequence[bytes]) -> Floors:
    """Send `pieces` to another process in each of the three ways."""
    folder.mkdir(parents=True, exist_ok=True)
    with _other_end(folder) as (port, context):
        return Floors(
            tcp_s=_send(port, None, b"read", pieces),
            tls_s=_send(port, context, b"read", pieces),
            kept_s=_send(port, context, b"keep", pieces),
        )


def _send(port: int, context: ssl.SSLContext | None, what: bytes, pieces: Sequence[bytes]) -> float:
    with socket.create_connection((HOST, port)) as raw:
        raw.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
        raw.sendall(b"s" if context else b"p")
        line = context.wrap_socket(raw, server_hostname="localhost") if context else raw
        began_s = time.perf_counter()
        line.sendall(what + LENGTH.pack(len(pieces)))
        for piece in pieces:
            line.sendall(LENGTH.pack(len(piece)))
            line.sendall(piece)
        if line.recv(1) != b"k":
            raise ConnectionError("the other end did not acknowledge")
        took_s = time.perf_counter() - began_s
        if context:
            line.close()
        return took_s


@contextmanager
def _other_end(folder: Path) -> Iterator[tuple[int, ssl.SSLContext]]:
    process = subprocess.Popen(
        [sys.executable, "-m", "ui.bench.floor", str(folder)], stdout=subprocess.PIPE, text=True
    )
    try:
        assert process.stdout is not None  # noqa: S101 - we asked for a pipe
        port = int(json.loads(process.stdout.readline())["port"])
        context = ssl.SSLContext(ssl.PROTOCOL_TLS_CLIENT)
        context.check_hostname = False
        context.verify_mode = ssl.CERT_NONE
        yield port, context
    finally:
        process.terminate()
        process.wait(10)
        if process.stdout is not None:
            process.stdout.close()


def _serve(folder: Path) -> None:
    """Take pieces, one connection after another, until ended."""
    certificate, key = self_signed(["localhost"], [HOST], days=1, clock=SystemClock())
    (folder / "cert.pem").write_bytes(certificate)
    (folder / "key.pem").write_bytes(key)
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    context.load_cert_chain(folder / "cert.pem", folder / "key.pem")
    with socket.create_server((HOST, 0)) as door:
        print(json.dumps({"port": door.getsockname()[1]}), flush=True)
        while True:
            raw, _ = door.accept()
            is_tls = raw.recv(1) == b"s"
            with context.wrap_socket(raw, server_side=True) if is_tls else raw as line:
                _take(line, folder)


def _take(line: socket.socket, folder: Path) -> None:
    source = line.makefile("rb", buffering=READ_BYTES)
    is_kept = source.read(4) == b"keep"
    (count,) = LENGTH.unpack(source.read(LENGTH.size))
    for number in range(count):
        (size,) = LENGTH.unpack(source.read(LENGTH.size))
        piece = source.read(size)
        if is_kept:
            descriptor = os.open(folder / f"piece-{number}", os.O_CREAT | os.O_WRONLY, 0o600)
            os.write(descriptor, piece)
            os.fsync(descriptor)
            os.close(descriptor)
    line.sendall(b"k")


if __name__ == "__main__":
    _serve(Path(sys.argv[1]))
