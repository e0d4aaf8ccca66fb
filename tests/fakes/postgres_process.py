"""A private PostgreSQL on a free port of the loopback, from Debian's own binaries.

Started by an unprivileged user (PostgreSQL refuses root), without touching any cluster
of the machine, and gone with its folder when the tests end.
"""

from __future__ import annotations

import itertools
import os
import pwd
import shutil
import socket
import subprocess
import tempfile
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import psycopg
from psycopg import sql

__all__ = ["BINARIES", "PrivatePostgres", "free_port", "private_postgres", "unprivileged"]

BINARIES = Path("/usr/lib/postgresql/15/bin")
START_S = 30.0
QUICK = ("-c", "fsync=off", "-c", "shared_buffers=32MB")
DURABLE = ("-c", "fsync=on", "-c", "shared_buffers=1GB", "-c", "max_wal_size=4GB")


class PrivatePostgres:
    """A running cluster that makes an empty database for whoever asks."""

    def __init__(self, port: int) -> None:
        self._port = port
        self._names = itertools.count(1)

    def new_database(self) -> str:
        """Return the address of a new, empty database."""
        name = f"store_{next(self._names)}"
        with psycopg.connect(self._url("postgres"), autocommit=True) as connection:
            connection.execute(sql.SQL("CREATE DATABASE {}").format(sql.Identifier(name)))
        return self._url(name)

    def is_up(self) -> bool:
        try:
            with psycopg.connect(self._url("postgres"), connect_timeout=1):
                return True
        except psycopg.OperationalError:
            return False

    def _url(self, name: str) -> str:
        return f"postgresql://relay@127.0.0.1:{self._port}/{name}"


@contextmanager
def private_postgres(*, is_durable: bool = False) -> Iterator[PrivatePostgres]:
    """Start a cluster in a temporary folder and end it afterwards.

    Tests need no commit to outlive a power cut; `is_durable`: as an operator runs it, with
    every commit on the disk, to measure it.
    """
    folder = Path(tempfile.mkdtemp(prefix="relay-postgres-"))
    user = unprivileged()
    try:
        if user is not None:
            os.chown(folder, user.pw_uid, user.pw_gid)
        data = folder / "data"
        _run(
            user,
            *("initdb", "-D", str(data), "-U", "relay", "--auth=trust"),
            *("-E", "UTF8", "--locale=C.UTF-8", "--no-sync"),
        )
        port = free_port()
        server = _start(
            user,
            folder / "log",
            *("postgres", "-D", str(data), "-p", str(port)),
            *("-c", "listen_addresses=127.0.0.1", "-c", f"unix_socket_directories={folder}"),
            *("-c", "max_connections=60", *(DURABLE if is_durable else QUICK)),
        )
        try:
            cluster = PrivatePostgres(port)
            end = time.monotonic() + START_S
            while not cluster.is_up():
                if server.poll() is not None or time.monotonic() > end:
                    raise RuntimeError((folder / "log").read_text(errors="replace"))
                time.sleep(0.05)
            yield cluster
        finally:
            server.terminate()
            server.wait(timeout=START_S)
    finally:
        shutil.rmtree(folder, ignore_errors=True)


def unprivileged() -> pwd.struct_passwd | None:
    if os.geteuid() != 0:
        return None
    try:
        return pwd.getpwnam("postgres")  # made by the package that carries the binaries
    except KeyError:
        return pwd.getpwnam("nobody")


def _run(user: pwd.struct_passwd | None, program: str, *arguments: str) -> None:
    with tempfile.TemporaryFile() as output:
        done = subprocess.run(
            [str(BINARIES / program), *arguments],
            stdout=output,
            stderr=output,
            check=False,
            cwd="/",
            user=user.pw_uid if user else None,
            group=user.pw_gid if user else None,
        )
        if done.returncode:
            output.seek(0)
            raise RuntimeError(output.read().decode(errors="replace"))


def _start(
    user: pwd.struct_passwd | None, log: Path, program: str, *arguments: str
) -> subprocess.Popen[bytes]:
    with log.open("wb") as output:
        return subprocess.Popen(
            [str(BINARIES / program), *arguments],
            stdout=output,
            stderr=output,
            stdin=subprocess.DEVNULL,
            cwd="/",
            user=user.pw_uid if user else None,
            group=user.pw_gid if user else None,
        )


def free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port: int = probe.getsockname()[1]
        return port
