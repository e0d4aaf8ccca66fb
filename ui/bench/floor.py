"""The raw floor: the same bytes over loopback to another process, and nothing else.

Four floors, each with more of what an exchange owes: a plain TCP socket; a TLS socket;
TLS where each piece is also a file on the receiver's disk (fsync) before it is
acknowledged; and the same in HTTP requests, one after the other, by one Python client to
the HTTP server the product uses, with an application that does nothing but keep bodies.

    python -m ui.bench.floor FOLDER sockets|https
"""

from __future__ import annotations

import http.client
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
from typing import Any

from kiosk.crypto.certificates import self_signed
from kiosk.ports import SystemClock

__all__ = ["Floors", "measure_floors"]

LENGTH = struct.Struct(">Q")
READ_BYTES = 1 << 20
HOST = "127.0.0.1"
START_TRIES = 500


@dataclass(frozen=True, slots=True)
class Floors:
    """Seconds for the same pieces one way."""

    tcp_s: float
    tls_s: float
    kept_s: float
    https_s: float


def measure_floors(folder: Path, pieces: Sequence[bytes]) -> Floors:
    """Send `pieces` to another process in each of the four ways."""
    folder.mkdir(parents=True, exist_ok=True)
    with _other_end(folder, "sockets") as port:
        context = _unchecked()
        tcp_s = _send(port, None, b"read", pieces)
        tls_s = _send(port, context, b"read", pieces)
        kept_s = _send(port, context, b"keep", pieces)
    with _other_end(folder, "https") as port:
        return Floors(tcp_s, tls_s, kept_s, _post(port, pieces))


def _post(port: int, pieces: Sequence[bytes]) -> float:
    line = http.client.HTTPSConnection(HOST, port, context=_unchecked())
    line.connect()
    began_s = time.perf_counter()
    for number, piece in enumerate(pieces):
        line.request("POST", f"/{number}", body=piece)
        answer = line.getresponse()
        answer.read()
        if answer.status != 204:
            raise ConnectionError(f"the other end answered {answer.status}")
    took_s = time.perf_counter() - began_s
    line.close()
    return took_s


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


def _unchecked() -> ssl.SSLContext:
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_CLIENT)
    context.check_hostname = False
    context.verify_mode = ssl.CERT_NONE
    return context


@contextmanager
def _other_end(folder: Path, what: str) -> Iterator[int]:
    """Yield the port of another process that takes pieces."""
    process = subprocess.Popen(
        [sys.executable, "-m", "ui.bench.floor", str(folder), what],
        stdout=subprocess.PIPE,
        text=True,
    )
    try:
        assert process.stdout is not None  # noqa: S101 - we asked for a pipe
        port = int(json.loads(process.stdout.readline())["port"])
        _wait_for(port)
        yield port
    finally:
        process.terminate()
        process.wait(10)
        if process.stdout is not None:
            process.stdout.close()


def _wait_for(port: int) -> None:
    for _ in range(START_TRIES):
        try:
            socket.create_connection((HOST, port)).close()
        except ConnectionRefusedError:
            time.sleep(0.02)
        else:
            return
    raise ConnectionError("the other end did not start")


def _serve_sockets(folder: Path, context: ssl.SSLContext) -> None:
    """Take pieces, one connection after another, until ended."""
    with socket.create_server((HOST, 0)) as door:
        _tell_port(door)
        while True:
            raw, _ = door.accept()
            first = raw.recv(1)
            with context.wrap_socket(raw, server_side=True) if first == b"s" else raw as line:
                if first:
                    _take(line, folder)


def _take(line: socket.socket, folder: Path) -> None:
    source = line.makefile("rb", buffering=READ_BYTES)
    is_kept = source.read(4) == b"keep"
    (count,) = LENGTH.unpack(source.read(LENGTH.size))
    for number in range(count):
        (size,) = LENGTH.unpack(source.read(LENGTH.size))
        piece = source.read(size)
        if is_kept:
            _keep(folder / f"piece-{number}", piece)
    line.sendall(b"k")


def _serve_https(folder: Path) -> None:
    import uvicorn

    async def app(scope: Any, receive: Any, send: Any) -> None:
        body, more = [], scope["type"] == "http"
        while more:
            message = await receive()
            body.append(message.get("body", b""))
            more = message.get("more_body", False)
        if scope["type"] == "http":
            _keep(folder / f"body{scope['path'].replace('/', '-')}", b"".join(body))
            await send({"type": "http.response.start", "status": 204, "headers": []})
            await send({"type": "http.response.body"})

    with socket.create_server((HOST, 0)) as door:
        _tell_port(door)
        config = uvicorn.Config(
            app,
            log_level="error",
            access_log=False,
            lifespan="off",
            ws="none",
            ssl_certfile=folder / "cert.pem",
            ssl_keyfile=folder / "key.pem",
        )
        uvicorn.Server(config).run(sockets=[door])


def _keep(path: Path, piece: bytes) -> None:
    descriptor = os.open(path, os.O_CREAT | os.O_WRONLY, 0o600)
    try:
        os.write(descriptor, piece)
        os.fsync(descriptor)
    finally:
        os.close(descriptor)


def _tell_port(door: socket.socket) -> None:
    print(json.dumps({"port": door.getsockname()[1]}), flush=True)


def _main(folder: Path, what: str) -> None:
    certificate, key = self_signed(["localhost"], [HOST], days=1, clock=SystemClock())
    (folder / "cert.pem").write_bytes(certificate)
    (folder / "key.pem").write_bytes(key)
    if what == "https":
        _serve_https(folder)
        return
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    context.load_cert_chain(folder / "cert.pem", folder / "key.pem")
    _serve_sockets(folder, context)


if __name__ == "__main__":
    _main(Path(sys.argv[1]), sys.argv[2])
