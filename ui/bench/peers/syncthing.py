"""Syncthing with an untrusted device between: it keeps the folder encrypted.

Three devices: the first machine, the untrusted one, and the fresh machine, which gets all
from the untrusted one. No discovery, no relays; a folder is scanned when it is told to, as
its watcher would after some seconds. Spoken to by its own REST interface over a local
socket, which is not the wire.
"""

from __future__ import annotations

import http.client
import json
import socket
from collections.abc import Iterator, Mapping, Sequence
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any
from xml.sax.saxutils import quoteattr

from ui.bench.peers.files import Files
from ui.bench.peers.port import Amount, Peer, Phase
from ui.bench.peers.tools import run, serving, wait_until
from ui.bench.peers.wire import HOST, free_port

__all__ = ["SYNCTHING"]

PASSWORD = "a password for a bench"  # noqa: S105 - opens a folder that lives for a minute
FOLDER = "safe"
API_KEY = "bench"
START_S, STEP_S, PAUSE_S = 60.0, 600.0, 0.005


class _LocalConnection(http.client.HTTPConnection):
    """HTTP over a socket of the file system."""

    def __init__(self, path: Path) -> None:
        super().__init__("localhost", timeout=STEP_S)
        self._path = path

    def connect(self) -> None:
        self.sock = socket.socket(socket.AF_UNIX, socket.SOCK_STREAM)
        self.sock.settimeout(self.timeout)
        self.sock.connect(str(self._path))


@dataclass(slots=True)
class _Device:
    """One instance: its home, its port, the folder it shares and how it keeps it."""

    home: Path
    kind: str
    port: int = field(default_factory=free_port)
    id: str = ""
    pid: int = 0

    def make(self) -> None:
        self.home.mkdir()
        run(["syncthing", f"--generate={self.home}", "--no-default-folder"], self.home)
        self.id = run(["syncthing", f"--home={self.home}", "--device-id"], self.home).strip()
        (self.shared / ".stfolder").mkdir(parents=True)

    @property
    def shared(self) -> Path:
        return self.home / "shared"

    def settle(self, others: Sequence[_Device], *, is_paused: bool) -> None:
        """Write its configuration: whom it knows, and with whom it shares the folder."""
        known = "".join(
            f"<device id={quoteattr(each.id)}><address>tcp://{HOST}:{each.port}</address></device>"
            for each in (self, *others)
        )
        with_ = "".join(
            f"<device id={quoteattr(each.id)}><encryptionPassword>"
            f"{PASSWORD if self._seals_for(each) else ''}</encryptionPassword></device>"
            for each in (self, *others)
        )
        shared = quoteattr(str(self.shared))
        (self.home / "config.xml").write_text(
            f"""<configuration version="36">
  <folder id="{FOLDER}" path={shared} type="{self.kind}" rescanIntervalS="0"
    fsWatcherEnabled="false">{with_}<paused>{str(is_paused).lower()}</paused></folder>
  {known}
  <gui enabled="true" tls="false"><address>{self.home / "rest"}</address>
    <apikey>{API_KEY}</apikey></gui>
  <options><listenAddress>tcp://{HOST}:{self.port}</listenAddress>
    <globalAnnounceEnabled>false</globalAnnounceEnabled>
    <localAnnounceEnabled>false</localAnnounceEnabled><relaysEnabled>false</relaysEnabled>
    <natEnabled>false</natEnabled><urAccepted>-1</urAccepted><startBrowser>false</startBrowser>
    <autoUpgradeIntervalH>0</autoUpgradeIntervalH><setLowPriority>false</setLowPriority>
    <crashReportingEnabled>false</crashReportingEnabled>
    <reconnectionIntervalS>1</reconnectionIntervalS></options>
</configuration>
""",
            encoding="utf-8",
        )

    def ask(self, method: str, path: str, body: object = None) -> Any:
        """Ask its REST interface. Raises OSError while it does not listen."""
        line = _LocalConnection(self.home / "rest")
        try:
            given = None if body is None else json.dumps(body)
            line.request(method, f"/rest/{path}", body=given, headers={"X-API-Key": API_KEY})
            answer = line.getresponse()
            told = answer.read()
        finally:
            line.close()
        if answer.status != http.HTTPStatus.OK:
            raise RuntimeError(f"syncthing answered {answer.status} to {path}")
        return json.loads(told) if told else None

    def knows(self, other: _Device) -> bool:
        """Say whether the two are connected."""
        try:
            held = self.ask("GET", "system/connections")["connections"].get(other.id)
        except OSError:
            return False
        return bool(held and held["connected"])

    def is_followed_by(self, other: _Device) -> bool:
        """Say whether `other` has told that it has everything this one has. (Before it has
        told anything at all it counts as complete: ask it for its files too.)"""
        told = self.ask("GET", f"db/completion?folder={FOLDER}&device={other.id}")
        return told["completion"] == 100 and not told["needItems"] and not told["needDeletes"]

    def has_got(self, count: int) -> bool:
        """Say whether this one has `count` files and needs none."""
        told = self.ask("GET", f"db/status?folder={FOLDER}")
        return (
            told["localFiles"] == count and not told["needTotalItems"] and told["state"] == "idle"
        )

    def _seals_for(self, other: _Device) -> bool:
        return other is not self and self.kind != "receiveencrypted"


@dataclass(frozen=True, slots=True)
class _Syncthing:
    files: Files
    count: int
    here: _Device
    far: _Device
    fresh: _Device

    @property
    def roots(self) -> Sequence[int]:
        return tuple(each.pid for each in (self.here, self.far, self.fresh))

    def prepare(self, phase: Phase) -> None:
        if phase is Phase.CHANGES:
            self.files.change()

    def run(self, phase: Phase) -> None:
        if phase is Phase.PULL:
            self.fresh.ask("PATCH", f"config/folders/{FOLDER}", {"paused": False})
            wait_until(lambda: self.fresh.has_got(self.count), STEP_S, pause_s=PAUSE_S)
        else:
            self.here.ask("POST", f"db/scan?folder={FOLDER}")
            wait_until(self._is_all_there, STEP_S, pause_s=PAUSE_S)

    def check(self) -> None:
        self.files.check_same(self.fresh.shared)

    def notes(self) -> Mapping[str, float]:
        return {}

    def _is_all_there(self) -> bool:
        return self.far.has_got(self.count) and self.here.is_followed_by(self.far)


@contextmanager
def _open(folder: Path, amount: Amount) -> Iterator[_Syncthing]:
    here, far, fresh = (
        _Device(folder / "here", "sendreceive"),
        _Device(folder / "far", "receiveencrypted"),
        _Device(folder / "fresh", "sendreceive"),
    )
    for each in (here, far, fresh):
        each.make()
    here.settle((far,), is_paused=False)
    far.settle((here, fresh), is_paused=False)
    fresh.settle((far,), is_paused=True)
    with ExitStack() as stack:
        for each in (here, far, fresh):
            command = ["syncthing", f"--home={each.home}", "--no-browser", "--no-upgrade"]
            each.pid = stack.enter_context(serving(command, each.home)).pid
        for one in (here, fresh):
            wait_until(lambda one=one: one.knows(far), START_S, pause_s=0.05)  # type: ignore[misc]
        files = Files.made(here.shared, amount)
        yield _Syncthing(files, amount.records + amount.parts, here, far, fresh)


SYNCTHING = Peer("Syncthing, encrypted", ("syncthing",), True, _open)
