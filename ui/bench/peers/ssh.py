"""An OpenSSH server on the loopback with keys of its own, for tools that go over SSH."""

from __future__ import annotations

import os
import pwd
import shutil
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

from ui.bench.peers.tools import run, serving, wait_for
from ui.bench.peers.wire import HOST, free_port

__all__ = ["PROGRAMS", "Ssh", "ssh_server"]

PROGRAMS = ("sshd", "ssh", "ssh-keygen")
SEPARATION = Path("/run/sshd")
"""Where sshd locks its own untrusted half when root starts it: the system makes it at boot."""


@dataclass(frozen=True, slots=True)
class Ssh:
    """A running server and how to reach it; `settings` names it "far" for `ssh -F`."""

    pid: int
    port: int
    user: str
    identity: Path
    known_hosts: Path
    settings: Path


@contextmanager
def ssh_server(folder: Path) -> Iterator[Ssh]:
    """Run sshd until the block ends. It lets in one key, made for it."""
    folder.mkdir(mode=0o700)
    identity, host_key, port = folder / "identity", folder / "host_key", free_port()
    for path in (identity, host_key):
        run(["ssh-keygen", "-q", "-t", "ed25519", "-N", "", "-f", str(path)], folder)
    user = pwd.getpwuid(os.geteuid()).pw_name
    known_hosts = folder / "known_hosts"
    known_hosts.write_text(f"[{HOST}]:{port} {host_key.with_suffix('.pub').read_text()}")
    settings = folder / "ssh_config"
    settings.write_text(
        f"Host far\n HostName {HOST}\n Port {port}\n User {user}\n IdentityFile {identity}\n"
        f" IdentitiesOnly yes\n UserKnownHostsFile {known_hosts}\n"
    )
    served = folder / "sshd_config"
    served.write_text(
        f"ListenAddress {HOST}\nPort {port}\nHostKey {host_key}\nPidFile none\nUsePAM no\n"
        f"AuthorizedKeysFile {identity.with_suffix('.pub')}\nStrictModes no\n"
        "PasswordAuthentication no\nPermitRootLogin prohibit-password\n"
        "Subsystem sftp internal-sftp\n"
    )
    program = shutil.which("sshd") or "/usr/sbin/sshd"
    with (
        _separation(),
        serving([program, "-D", "-e", "-f", str(served)], folder) as process,
    ):
        wait_for(port, process)
        yield Ssh(process.pid, port, user, identity, known_hosts, settings)


@contextmanager
def _separation() -> Iterator[None]:
    is_ours = os.geteuid() == 0 and not SEPARATION.exists()
    if is_ours:
        SEPARATION.mkdir(mode=0o755)
    try:
        yield
    finally:
        if is_ours:
            SEPARATION.rmdir()
