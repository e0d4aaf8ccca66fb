"""A server that goes wrong on purpose, over real HTTPS on the loopback.

    with bad_server(Fault.SERVER_FAULT, tmp_path) as bad:
        bad.url, bad.certificate_sha256, bad.requests

What goes wrong is changed while it runs by setting `bad.fault`, so that a client's
recovery can be watched. `Fault.WRONG_CERTIFICATE` needs nothing here: pin another hash.
"""

from __future__ import annotations

import json
import ssl
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from enum import Enum, auto
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from typing import Any

from kiosk.crypto.certificates import fingerprint, self_signed
from kiosk.crypto.encoding import b64, canon
from kiosk.ports import SystemClock

__all__ = ["BadServer", "Fault", "bad_server"]

HANG_S = 60.0


class Fault(Enum):
    """How it goes wrong."""

    SERVER_FAULT = auto()
    """500 with the body of PROTOCOL.md."""
    GATEWAY_PAGE = auto()
    """502 with a page of HTML, as something between would answer."""
    CAPTIVE_PORTAL = auto()
    """200 with a page of HTML, whatever was asked."""
    MAINTENANCE = auto()
    """503 with `Retry-After: 120`."""
    FULL = auto()
    TOO_MANY = auto()
    HANG = auto()
    """Takes the request and says nothing."""
    DRIP = auto()
    """Sends its answer one byte at a time, slower than anyone waits."""
    CUT_BODY = auto()
    """Announces a long body and closes in the middle."""
    CUT_HEAD = auto()
    """Closes before the first byte of an answer."""
    OLDER_PROTOCOL = auto()
    NEWER_PROTOCOL = auto()
    HUGE = auto()
    """Answers with more bytes than any answer has."""
    GIVEN = auto()
    """Answers 200 with `bad.body`, whatever was asked."""
    MALFORMED = auto()
    """Answers 200 with JSON that is none of ours."""


class BadServer:
    """What a test sees of it."""

    def __init__(self, url: str, certificate_sha256: bytes, fault: Fault) -> None:
        self.url = url
        self.certificate_sha256 = certificate_sha256
        self.fault = fault
        self.requests: list[str] = []
        self.heads: list[dict[str, str]] = []
        self.body = b""
        self.ended = threading.Event()


class _Listener(ThreadingHTTPServer):
    daemon_threads = True
    block_on_close = False

    def __init__(self, context: ssl.SSLContext, fault: Fault, certificate_sha256: bytes) -> None:
        super().__init__(("127.0.0.1", 0), _Handler)
        self._context = context
        self.bad = BadServer(
            f"https://127.0.0.1:{self.server_address[1]}", certificate_sha256, fault
        )

    def finish_request(self, request: Any, client_address: Any) -> None:
        # The handshake belongs to the request's own thread: one silent client stops no other.
        request.settimeout(HANG_S)
        with self._context.wrap_socket(request, server_side=True) as secured:
            super().finish_request(secured, client_address)

    def handle_error(self, request: Any, client_address: Any) -> None:
        """A client that goes away, or refuses the certificate, is what tests are about."""


class _Handler(BaseHTTPRequestHandler):
    protocol_version = "HTTP/1.1"
    server: _Listener

    def log_message(self, format: str, *args: Any) -> None:
        """Say nothing on stderr."""

    def _answer(self) -> None:
        bad = self.server.bad
        bad.requests.append(f"{self.command} {self.path}")
        bad.heads.append(dict(self.headers))
        self.rfile.read(int(self.headers.get("Content-Length") or 0))
        match bad.fault:
            case Fault.SERVER_FAULT:
                self._say(500, _failure("server_fault"))
            case Fault.GATEWAY_PAGE:
                self._say(502, b"<html>Bad gateway</html>", kind="text/html")
            case Fault.CAPTIVE_PORTAL:
                self._say(200, b"<html>Bienvenue, acceptez</html>", kind="text/html")
            case Fault.MAINTENANCE:
                self._say(503, _failure("maintenance"), retry_after_s=120)
            case Fault.FULL:
                self._say(507, _failure("server_full"), retry_after_s=300)
            case Fault.TOO_MANY:
                self._say(429, _failure("too_many"), retry_after_s=7)
            case Fault.HANG:
                bad.ended.wait(HANG_S)
                self.close_connection = True
            case Fault.DRIP:
                self._head(200, 10_000)
                while not bad.ended.wait(0.2):
                    self.wfile.write(b" ")
                    self.wfile.flush()
            case Fault.CUT_BODY:
                self._head(200, 10_000)
                self.wfile.write(b'{"protocol":[1],')
                self.close_connection = True
            case Fault.CUT_HEAD:
                self.close_connection = True
            case Fault.OLDER_PROTOCOL | Fault.NEWER_PROTOCOL:
                self._other_version([999] if bad.fault is Fault.NEWER_PROTOCOL else [])
            case Fault.HUGE:
                self._head(200, 1 << 40)
                while not bad.ended.is_set():
                    self.wfile.write(bytes(1 << 16))
            case Fault.GIVEN:
                self._say(200, bad.body)
            case Fault.MALFORMED:
                self._say(200, b'{"unheard":"of"}')

    do_GET = do_POST = do_PATCH = do_HEAD = _answer  # noqa: N815 - the base class's names

    def _other_version(self, versions: list[int]) -> None:
        """Speak these alone; an empty list is a server from before the first version."""
        if self.path == "/v1/hello" and versions:
            hello = {
                "protocol": versions,
                "time": int(SystemClock().now().timestamp()),
                "server": "00" * 16,
                "ed": b64(bytes(32)),
                "custody": b64(bytes(32)),
                "announcements": [],
            }
            self._say(200, canon(hello))
            return
        failure = {"code": "protocol", "message_key": "sync.protocol", "protocol": versions}
        self._say(426, canon(failure))

    def _say(
        self, status: int, body: bytes, *, kind: str = "application/json", retry_after_s: int = 0
    ) -> None:
        self._head(status, len(body), kind=kind, retry_after_s=retry_after_s)
        if self.command != "HEAD":
            self.wfile.write(body)

    def _head(
        self, status: int, length: int, *, kind: str = "application/json", retry_after_s: int = 0
    ) -> None:
        self.send_response(status)
        self.send_header("Content-Type", kind)
        self.send_header("Content-Length", str(length))
        if retry_after_s:
            self.send_header("Retry-After", str(retry_after_s))
        self.end_headers()
        self.wfile.flush()


@contextmanager
def bad_server(
    fault: Fault, folder: Path, stolen: tuple[bytes, bytes] | None = None
) -> Iterator[BadServer]:
    """Run one until the block ends; its certificate's files are made in `folder`.

    `stolen`: the certificate and key of another server, in PEM.
    """
    made = self_signed(["localhost"], ["127.0.0.1"], days=2, clock=SystemClock())
    certificate, key = stolen or made
    (folder / "bad-cert.pem").write_bytes(certificate)
    (folder / "bad-key.pem").write_bytes(key)
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    context.load_cert_chain(folder / "bad-cert.pem", folder / "bad-key.pem")
    listener = _Listener(context, fault, fingerprint(certificate))
    thread = threading.Thread(
        target=listener.serve_forever, kwargs={"poll_interval": 0.05}, daemon=True
    )
    thread.start()
    try:
        yield listener.bad
    finally:
        listener.bad.ended.set()
        listener.shutdown()
        thread.join()
        listener.server_close()


def _failure(code: str) -> bytes:
    return json.dumps({"code": code, "message_key": f"sync.{code}"}, separators=(",", ":")).encode()
