"""The raw floor: the same bytes over one TLS socket between two programs that wait for them.

Records go in one piece, parts in a piece each. Once nothing is kept; once each piece is a
file on the receiver's disk (fsync) before it is acknowledged.

    python -m ui.bench.peers.raw far|here FOLDER    started below, spoken to by lines
"""

from __future__ import annotations

import json
import os
import socket
import ssl
import struct
import subprocess
import sys
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from functools import partial
from pathlib import Path

from ui.bench.peers.files import Files
from ui.bench.peers.port import CHANGES, Amount, Peer, Phase
from ui.bench.peers.tools import Certificate
from ui.bench.peers.wire import HOST

__all__ = ["RAW_KEPT", "RAW_READ"]

LENGTH = struct.Struct(">Q")
READ_BYTES = 1 << 20
PUT, GET = b"p", b"g"


class _Program:
    """One end, in a process of its own."""

    def __init__(self, what: str, folder: Path) -> None:
        self._process = subprocess.Popen(
            [sys.executable, "-m", "ui.bench.peers.raw", what, str(folder)],
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            text=True,
        )
        self.pid = self._process.pid

    def ask(self, order: Mapping[str, object]) -> dict[str, int]:
        process = self._process
        assert process.stdin is not None  # noqa: S101 - we asked for pipes
        assert process.stdout is not None  # noqa: S101
        process.stdin.write(json.dumps(order) + "\n")
        process.stdin.flush()
        told = process.stdout.readline()
        if not told:
            raise RuntimeError("the raw floor's program ended")
        return dict(json.loads(told))

    def end(self) -> None:
        self._process.terminate()
        self._process.wait(10)
        for pipe in (self._process.stdin, self._process.stdout):
            if pipe is not None:
                pipe.close()


@dataclass(frozen=True, slots=True)
class _Raw:
    folder: Path
    files: Files
    here: _Program
    far: _Program
    port: int
    is_kept: bool

    @property
    def roots(self) -> Sequence[int]:
        return (self.here.pid, self.far.pid)

    def prepare(self, phase: Phase) -> None:
        if phase is Phase.CHANGES:
            self.files.change()

    def run(self, phase: Phase) -> None:
        records, parts = self._sent(phase)
        order = {"port": self.port, "keep": str(self.folder / "fresh") if self.is_kept else ""}
        if phase is Phase.PULL:
            self.here.ask({**order, "do": "get"})
        else:
            self.here.ask({**order, "do": "put", "records": records, "parts": parts})

    def check(self) -> None:
        if self.is_kept and not any((self.folder / "fresh").iterdir()):
            raise RuntimeError("nothing came")

    def notes(self) -> Mapping[str, float]:
        return {}

    def _sent(self, phase: Phase) -> tuple[list[str], list[str]]:
        records, parts = (
            sorted(str(path) for path in (self.files.root / name).iterdir())
            for name in ("records", "parts")
        )
        if phase is Phase.CHANGES:
            return records[:CHANGES], []
        return ([], []) if phase is Phase.NOTHING else (records, parts)


@contextmanager
def _open(is_kept: bool, folder: Path, amount: Amount) -> Iterator[_Raw]:
    files = Files.made(folder / "here", amount)
    for name in ("far", "fresh"):
        (folder / name).mkdir()
    Certificate(folder)
    far = _Program("far", folder)
    here = _Program("here", folder)
    try:
        port = far.ask({"keep": str(folder / "far") if is_kept else ""})["port"]
        yield _Raw(folder, files, here, far, port, is_kept)
    finally:
        here.end()
        far.end()


RAW_READ = Peer("raw TLS socket", (), False, partial(_open, False))
RAW_KEPT = Peer("raw TLS socket, on disk", (), False, partial(_open, True))


def _far(folder: Path) -> None:
    """Take pieces and give all of them back, one connection after another, until ended."""
    keep = str(json.loads(sys.stdin.readline())["keep"])
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    context.load_cert_chain(folder / "cert.pem", folder / "key.pem")
    held: list[bytes] = []
    with socket.create_server((HOST, 0)) as door:
        print(json.dumps({"port": door.getsockname()[1]}), flush=True)
        while True:
            raw, _ = door.accept()
            raw.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
            with context.wrap_socket(raw, server_side=True) as line:
                source = line.makefile("rb", buffering=READ_BYTES)
                if source.read(1) == PUT:
                    held += _take(source.read, keep)
                    line.sendall(b"k")
                else:
                    _give(line, held)


def _here(folder: Path) -> None:
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_CLIENT)
    context.load_verify_locations(folder / "cert.pem")
    for asked in sys.stdin:
        order = json.loads(asked)
        with socket.create_connection((HOST, order["port"])) as raw:
            raw.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
            with context.wrap_socket(raw, server_hostname=HOST) as line:
                source = line.makefile("rb", buffering=READ_BYTES)
                if order["do"] == "put":
                    line.sendall(PUT)
                    records = b"".join(Path(path).read_bytes() for path in order["records"])
                    parts = [Path(path).read_bytes() for path in order["parts"]]
                    _give(line, [records, *parts] if records else [])
                    if source.read(1) != b"k":
                        raise ConnectionError("the far end did not acknowledge")
                else:
                    line.sendall(GET)
                    _take(source.read, order["keep"])
        print("{}", flush=True)


def _give(line: ssl.SSLSocket, pieces: Sequence[bytes]) -> None:
    line.sendall(LENGTH.pack(len(pieces)))
    for piece in pieces:
        line.sendall(LENGTH.pack(len(piece)))
        line.sendall(piece)


def _take(read: Callable[[int], bytes], keep: str) -> list[bytes]:
    (count,) = LENGTH.unpack(read(LENGTH.size))
    pieces = []
    for number in range(count):
        (size,) = LENGTH.unpack(read(LENGTH.size))
        pieces.append(read(size))
        if keep:
            _keep(Path(keep) / str(number), pieces[-1])
    return pieces


def _keep(path: Path, piece: bytes) -> None:
    descriptor = os.open(path, os.O_CREAT | os.O_WRONLY | os.O_TRUNC, 0o600)
    try:
        os.write(descriptor, piece)
        os.fsync(descriptor)
    finally:
        os.close(descriptor)


if __name__ == "__main__":
    {"far": _far, "here": _here}[sys.argv[1]](Path(sys.argv[2]))
