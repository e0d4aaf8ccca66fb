"""Custody as a process: its own folder, tables and keys, and one paired API that may ask.

At first start it makes a certificate for itself and one for the API, and writes
`api.json`, which the operator carries to the API's machine. Whoever shows another
certificate gets no further than the TLS handshake.
"""

from __future__ import annotations

import logging
import socket
import socketserver
import ssl
import threading
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from kiosk.crypto.certificates import MAX_DAYS, names_and_addresses, self_signed
from kiosk.crypto.encoding import b64
from kiosk.crypto.finding import QUESTION_BYTES
from kiosk.errors import Unavailable
from kiosk.ports import Clock, Rng
from sync.protocol.fields import Fields, Malformed
from sync.server.custody.local import Custody, custody_tables, local_custody
from sync.server.custody.port import Locked, Seeking
from sync.server.custody.reminding import Reminding
from sync.server.custody.wire import (
    NO_NAME,
    Ask,
    Outcome,
    Pairing,
    batch_of,
    read_message,
    tls,
    write_message,
)
from sync.server.keys.server_keys import open_keys
from sync.server.metrics import Metrics
from sync.server.secret_files import write_secret_file
from sync.server.settings import CustodyOptions

__all__ = ["CustodyProcess", "CustodySettings"]

log = logging.getLogger("reconnect.custody")

BATCH_MAX = 100
LINES = 32
"""Questions answered at once; the next ones wait to be accepted."""
GRACE_S = 10.0
"""How long a message that is being handed over may take once custody is asked to stop."""
PATIENCE_S = 10.0
"""How long a connection may take to shake hands and ask."""


@dataclass(frozen=True, slots=True)
class CustodySettings:
    """What the operator chooses for custody. `database` and `keys` as for the server."""

    data: Path
    host: str = "127.0.0.1"
    port: int = 8444
    name: str = ""
    """What the API calls this machine; "" for `host`."""
    database: str = ""
    keys: str = ""
    sms: str = ""
    mail: str = ""

    @classmethod
    def of(cls, options: CustodyOptions) -> CustodySettings:
        return cls(
            data=Path(options.data),
            host=options.host,
            port=options.port,
            name=options.name,
            database=options.database,
            keys=options.keys,
            sms=options.sms,
            mail=options.mail,
        )


class CustodyProcess:
    """Custody that listens; `run` until `stop`."""

    def __init__(
        self, settings: CustodySettings, *, clock: Clock, rng: Rng, cost: int | None = None
    ) -> None:
        """Open tables, keys and port, and write the pairing.

        Raises: Unavailable("server.port_taken") and what tables and keys raise.
        """
        root = settings.data
        root.mkdir(parents=True, exist_ok=True, mode=0o700)
        keys = open_keys(settings.keys, root / "keys", clock=clock, rng=rng)
        self.custody = local_custody(
            custody_tables(settings.database, root), keys, clock, rng, cost
        )
        names = [each for each in (settings.name, settings.host) if each]
        _certificates(root / "tls", names, clock)
        context = tls(
            root / "tls" / "cert.pem",
            root / "tls" / "key.pem",
            other=(root / "tls" / "api-cert.pem").read_text(),
            is_server=True,
        )
        try:
            self._listener = _Listener((settings.host, settings.port), _answering(self.custody))
        except OSError as error:
            self.custody.close()
            raise Unavailable("server.port_taken", port=settings.port) from error
        self._listener.tls = context
        self._reminding = Reminding(
            self.custody,
            settings.sms,
            root / "log",
            mail=settings.mail,
            clock=clock,
            rng=rng,
            metrics=Metrics(),
        )
        self.port: int = self._listener.server_address[1]
        self.pairing = root / "api.json"
        Pairing(
            host=settings.name or settings.host,
            port=self.port,
            certificate=(root / "tls" / "cert.pem").read_text(),
            public=self.custody.public,
            client_certificate=(root / "tls" / "api-cert.pem").read_text(),
            client_key=(root / "tls" / "api-key.pem").read_text(),
        ).save(self.pairing)

    def run(self) -> None:
        log.info("listening", extra={"port": self.port})
        self._reminding.start()
        try:
            self._listener.serve_forever(poll_interval=0.2)
        finally:
            self._listener.server_close()
            self._reminding.stop(GRACE_S)
            self.custody.close()
            log.info("stopped")

    def stop(self) -> None:
        """Ask it to end, from another thread than the one that runs it."""
        self._listener.shutdown()


class _Listener(socketserver.ThreadingTCPServer):
    """Accepts as many lines as may be answered; shakes hands in their own threads."""

    allow_reuse_address = True
    request_queue_size = 128
    tls: ssl.SSLContext

    def __init__(self, address: tuple[str, int], handler: Any) -> None:
        self._room = threading.BoundedSemaphore(LINES)
        self.address_family = socket.AF_INET6 if ":" in address[0] else socket.AF_INET
        super().__init__(address, handler)

    def process_request(self, request: Any, client_address: Any) -> None:
        self._room.acquire()
        super().process_request(request, client_address)

    def process_request_thread(self, request: Any, client_address: Any) -> None:
        try:
            super().process_request_thread(request, client_address)
        finally:
            self._room.release()

    def finish_request(self, request: Any, client_address: Any) -> None:
        request.settimeout(PATIENCE_S)
        try:
            with self.tls.wrap_socket(request, server_side=True) as line:
                super().finish_request(line, client_address)
        except (OSError, EOFError) as error:  # a stranger, or a line that broke
            log.warning("line refused", extra={"kind": type(error).__name__})

    def handle_error(self, request: Any, client_address: Any) -> None:
        log.exception("fault")  # a bug, or a row that was moved: that line ends, others go on


def _answering(custody: Custody) -> type[socketserver.BaseRequestHandler]:
    class Answering(socketserver.BaseRequestHandler):
        def handle(self) -> None:
            write_message(self.request, _answer(custody, self.request))

    return Answering


def _answer(custody: Custody, line: Any) -> dict[str, Any]:
    try:
        asked = read_message(line)
        return _done(custody, asked)
    except Malformed as error:
        log.warning("malformed", extra={"what": error.what})
        return {"failure": Outcome.MALFORMED.value}
    except Unavailable as error:
        log.warning("unavailable", extra={"key": error.message_key})
        return {"failure": Outcome.AWAY.value}


def _done(custody: Custody, asked: Fields) -> dict[str, Any]:
    asked.number("v", 1, 1)
    match asked.one_of("ask", Ask):
        case Ask.PLACE:
            asked.close()
            place = custody.place()
            return {"seq": place.sequence, "name": place.name.hex() or NO_NAME}
        case Ask.TAKE:
            batch = batch_of(asked.items("batch", BATCH_MAX))
            asked.close()
            custody.take(batch)
            return {}
        case Ask.CHECK:
            account = asked.hexed("account", 32)
            id = asked.hexed("id") if asked.has("id") else None
            auth = asked.sealed("auth", 32)
            asked.close()
            return _outcome(custody.check(account, id, auth))
        case Ask.FORGET:
            id, account = asked.hexed("id"), asked.hexed("account", 32)
            asked.close()
            custody.forget(id, account)
            return {}
        case Ask.SEARCH:
            seeking = Seeking(
                asked.hexed("search"),
                asked.hexed("device"),
                asked.hexed("pro"),
                asked.sealed("box", QUESTION_BYTES),
            )
            asked.close()
            return _answered(custody.search(seeking))
        case Ask.FATES:
            id = asked.hexed("id")
            asked.close()
            return {"fates": [each.as_json() for each in custody.fates(id)]}
        case Ask.SWEEP:
            asked.close()
            custody.sweep()
            return {}


def _answered(found: bytes | Locked | None) -> dict[str, Any]:
    match found:
        case Locked():
            return _outcome(found)
        case bytes():
            return {"outcome": Outcome.ANSWERED.value, "box": b64(found)}
        case None:
            return {"outcome": Outcome.UNREADABLE.value}


def _outcome(found: bool | Locked) -> dict[str, Any]:
    match found:
        case Locked(seconds):
            return {"outcome": Outcome.LOCKED.value, "seconds": seconds}
        case True:
            return {"outcome": Outcome.RIGHT.value}
        case False:
            return {"outcome": Outcome.WRONG.value}


def _certificates(folder: Path, hosts: list[str], clock: Clock) -> None:
    """Make both certificates at first start; the key comes to disk before its certificate."""
    if not (folder / "cert.pem").exists():
        own, key = self_signed(*names_and_addresses(hosts), days=MAX_DAYS, clock=clock)
        write_secret_file(folder / "key.pem", key)
        write_secret_file(folder / "cert.pem", own)
    if not (folder / "api-cert.pem").exists():
        api, key = self_signed(["api"], [], days=MAX_DAYS, clock=clock, is_client=True)
        write_secret_file(folder / "api-key.pem", key)
        write_secret_file(folder / "api-cert.pem", api)
