"""rclone crypt, to a WebDAV server over TLS and to an SFTP server."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import AbstractContextManager, contextmanager
from dataclasses import dataclass
from functools import partial
from pathlib import Path

from ui.bench.peers import ssh
from ui.bench.peers.files import Files
from ui.bench.peers.port import Amount, Peer, Phase
from ui.bench.peers.ssh import ssh_server
from ui.bench.peers.tools import Certificate, run, serving, wait_for
from ui.bench.peers.wire import HOST, free_port

__all__ = ["RCLONE_SFTP", "RCLONE_WEBDAV"]

PASSWORD = "a password for a bench"  # noqa: S105 - opens a folder that lives for a minute


@dataclass(frozen=True, slots=True)
class _Far:
    """The server, and what rclone is told of it."""

    pid: int
    remote: Mapping[str, str]
    path: str
    options: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class _Rclone:
    folder: Path
    files: Files
    far: _Far

    @property
    def roots(self) -> Sequence[int]:
        return (self.far.pid,)

    def prepare(self, phase: Phase) -> None:
        if phase is Phase.CHANGES:
            self.files.change()

    def run(self, phase: Phase) -> None:
        if phase is Phase.PULL:
            self._sync("sealed:", str(self.folder / "fresh"))
        else:
            self._sync(str(self.files.root), "sealed:")

    def check(self) -> None:
        self.files.check_same(self.folder / "fresh")

    def notes(self) -> Mapping[str, float]:
        return {}

    def _sync(self, source: str, target: str) -> None:
        settings = ("--config", str(self.folder / "rclone.conf"))
        run(["rclone", "sync", *settings, *self.far.options, source, target], self.folder)


@contextmanager
def _webdav(folder: Path) -> Iterator[_Far]:
    certificate, port, store = Certificate(folder), free_port(), folder / "far"
    store.mkdir()
    login = ("--user", "bench", "--pass", PASSWORD)
    tls = ("--cert", str(certificate.path), "--key", str(certificate.key))
    command = ["rclone", "serve", "webdav", "--addr", f"{HOST}:{port}", *login, *tls, str(store)]
    with serving(command, folder) as process:
        wait_for(port, process)
        remote = {
            "type": "webdav",
            "vendor": "other",
            "url": f"https://{HOST}:{port}",
            "user": "bench",
            "pass": _obscured(folder),
        }
        yield _Far(process.pid, remote, "store", ("--ca-cert", str(certificate.path)))


@contextmanager
def _sftp(folder: Path) -> Iterator[_Far]:
    with ssh_server(folder / "ssh") as server:
        remote = {
            "type": "sftp",
            "host": HOST,
            "port": str(server.port),
            "user": server.user,
            "key_file": str(server.identity),
            "known_hosts_file": str(server.known_hosts),
            "shell_type": "none",  # as SFTP alone is offered: else a shell hashes each file, 100 s
        }
        yield _Far(server.pid, remote, str(folder / "far"))


@contextmanager
def _open(
    through: Callable[[Path], AbstractContextManager[_Far]], folder: Path, amount: Amount
) -> Iterator[_Rclone]:
    files = Files.made(folder / "here", amount)
    with through(folder) as far:
        sealed = {"type": "crypt", "remote": f"far:{far.path}", "password": _obscured(folder)}
        remotes = {"far": far.remote, "sealed": sealed}
        (folder / "rclone.conf").write_text(
            "".join(
                f"[{name}]\n" + "".join(f"{key} = {value}\n" for key, value in told.items())
                for name, told in remotes.items()
            )
        )
        yield _Rclone(folder, files, far)


def _obscured(folder: Path) -> str:
    return run(["rclone", "obscure", PASSWORD], folder).strip()


RCLONE_WEBDAV = Peer("rclone crypt, WebDAV", ("rclone",), True, partial(_open, _webdav))
RCLONE_SFTP = Peer("rclone crypt, SFTP", ("rclone", *ssh.PROGRAMS), True, partial(_open, _sftp))
