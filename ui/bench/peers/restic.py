"""restic, to a REST server over TLS (rclone's, which keeps a folder)."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

from ui.bench.peers.files import Files
from ui.bench.peers.port import Amount, Peer, Phase
from ui.bench.peers.tools import Certificate, run, serving, wait_for
from ui.bench.peers.wire import HOST, free_port

__all__ = ["RESTIC"]

PASSWORD = "a password for a bench"  # noqa: S105 - opens a folder that lives for a minute


@dataclass(frozen=True, slots=True)
class _Restic:
    folder: Path
    files: Files
    server_pid: int
    address: str
    certificate: Certificate

    @property
    def roots(self) -> Sequence[int]:
        return (self.server_pid,)

    def prepare(self, phase: Phase) -> None:
        if phase is Phase.CHANGES:
            self.files.change()

    def run(self, phase: Phase) -> None:
        if phase is Phase.PULL:
            target = self.folder / "fresh"
            self._restic("restore", "latest", "--target", str(target), cache="cache-fresh")
        else:
            self._restic("backup", str(self.files.root))

    def check(self) -> None:
        inside = self.files.root.relative_to("/")
        self.files.check_same(self.folder / "fresh" / inside)

    def notes(self) -> Mapping[str, float]:
        return {}

    def init(self) -> None:
        self._restic("init")

    def _restic(self, *words: str, cache: str = "cache") -> None:
        far = ("--repo", self.address, "--cacert", str(self.certificate.path))
        kept = ("--cache-dir", str(self.folder / cache))
        more = {"RESTIC_PASSWORD": PASSWORD}
        run(["restic", "--quiet", *far, *kept, *words], self.folder, more=more)


@contextmanager
def _open(folder: Path, amount: Amount) -> Iterator[_Restic]:
    files = Files.made(folder / "here", amount)
    certificate, port, store = Certificate(folder), free_port(), folder / "far"
    store.mkdir()
    tls = ("--cert", str(certificate.path), "--key", str(certificate.key))
    command = ["rclone", "serve", "restic", "--addr", f"{HOST}:{port}", *tls, str(store)]
    with serving(command, folder) as process:
        wait_for(port, process)
        restic = _Restic(folder, files, process.pid, f"rest:https://{HOST}:{port}/", certificate)
        restic.init()
        yield restic


RESTIC = Peer("restic, REST", ("restic", "rclone"), True, _open)
