"""rsync over SSH: a limit, for the far end reads everything."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

from ui.bench.peers import ssh
from ui.bench.peers.files import Files
from ui.bench.peers.port import Amount, Peer, Phase
from ui.bench.peers.ssh import Ssh, ssh_server
from ui.bench.peers.tools import run

__all__ = ["RSYNC"]


@dataclass(frozen=True, slots=True)
class _Rsync:
    folder: Path
    files: Files
    server: Ssh

    @property
    def roots(self) -> Sequence[int]:
        return (self.server.pid,)

    def prepare(self, phase: Phase) -> None:
        if phase is Phase.CHANGES:
            self.files.change()

    def run(self, phase: Phase) -> None:
        here, far = f"{self.files.root}/", f"far:{self.folder / 'far'}/"
        if phase is Phase.PULL:
            self._rsync(far, f"{self.folder / 'fresh'}/")
        else:
            self._rsync(here, far)

    def check(self) -> None:
        self.files.check_same(self.folder / "fresh")

    def notes(self) -> Mapping[str, float]:
        return {}

    def _rsync(self, source: str, target: str) -> None:
        over = f"ssh -F {self.server.settings}"
        run(["rsync", "--archive", "--delete", "--rsh", over, source, target], self.folder)


@contextmanager
def _open(folder: Path, amount: Amount) -> Iterator[_Rsync]:
    files = Files.made(folder / "here", amount)
    with ssh_server(folder / "ssh") as server:
        yield _Rsync(folder, files, server)


RSYNC = Peer("rsync over SSH", ("rsync", *ssh.PROGRAMS), False, _open)
