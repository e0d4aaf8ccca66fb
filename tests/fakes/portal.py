"""A captive portal: it answers in a server's place until somebody signs in on its page.

    with portal(server.url, Clear.REDIRECT, Secure.STRANGER, tmp_path) as gate:
        HttpsServer(gate.url, server.certificate_sha256, web_port=gate.web_port)
        gate.is_open = True      # from now on what comes is passed on to the server

Two real listeners on the loopback: the secure port, and the port of the web in clear.
"""

from __future__ import annotations

import contextlib
import socket
import socketserver
import ssl
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from enum import Enum, auto
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from urllib.parse import urlsplit

from kiosk.crypto.certificates import self_signed
from kiosk.ports import SystemClock

__all__ = ["Clear", "Gate", "Secure", "portal"]

PAGE = b"<html><title>Wifi de la gare</title>Acceptez les conditions</html>"


class Clear(Enum):
    """What the port of the web answers."""

    REDIRECT = auto()
    """302 to the portal's own name."""
    PAGE = auto()
    """200 with a page of HTML."""
    SAYS_SO = auto()
    """511 Network Authentication Required."""
    OWN_FRONT = auto()
    """301 to the same host over TLS, as a front of the server itself would."""
    NOTHING = auto()
    """Closes the line."""


class Secure(Enum):
    """What the secure port answers."""

    STRANGER = auto()
    """TLS with the portal's own certificate."""
    IN_CLEAR = auto()
    """HTTP without TLS."""
    CUT = auto()
    """Closes the line."""


@dataclass
class Gate:
    """What a test sees and turns."""

    clear: Clear
    secure: Secure
    beyond: tuple[str, int]
    context: ssl.SSLContext
    is_open: bool = False
    url: str = ""
    web_port: int = 0
    asked: list[tuple[str, dict[str, str]]] = field(default_factory=list)
    """Each question in clear: its first line and its heads."""


class _Listener(socketserver.ThreadingTCPServer):
    daemon_threads = True
    block_on_close = False
    allow_reuse_address = True
    gate: Gate

    def handle_error(self, request: object, client_address: object) -> None:
        """A client that refuses the certificate is what tests are about."""


class _SecurePort(socketserver.BaseRequestHandler):
    server: _Listener

    def handle(self) -> None:
        gate = self.server.gate
        if gate.is_open:
            _pass_on(self.request, gate.beyond)
            return
        match gate.secure:
            case Secure.STRANGER:
                with gate.context.wrap_socket(self.request, server_side=True) as secured:
                    secured.recv(4096)
                    secured.sendall(_page())
            case Secure.IN_CLEAR:
                self.request.sendall(_page())
            case Secure.CUT:
                pass


class _ClearPort(BaseHTTPRequestHandler):
    server: _Web

    def log_message(self, format: str, *args: object) -> None:
        """Say nothing on stderr."""

    def do_GET(self) -> None:
        gate = self.server.gate
        gate.asked.append((self.requestline, dict(self.headers)))
        match gate.clear:
            case Clear.REDIRECT:
                self._say(302, "http://login.portal.example/?next=1")
            case Clear.PAGE:
                self._say(200)
            case Clear.SAYS_SO:
                self._say(511)
            case Clear.OWN_FRONT:
                self._say(301, gate.url + "/")
            case Clear.NOTHING:
                self.close_connection = True

    def _say(self, status: int, location: str = "") -> None:
        self.send_response(status)
        if location:
            self.send_header("Location", location)
        self.send_header("Content-Type", "text/html; charset=utf-8")
        self.send_header("Content-Length", str(len(PAGE)))
        self.end_headers()
        self.wfile.write(PAGE)


class _Web(ThreadingHTTPServer):
    daemon_threads = True
    block_on_close = False
    gate: Gate


def _page() -> bytes:
    head = f"HTTP/1.1 200 OK\r\nContent-Type: text/html\r\nContent-Length: {len(PAGE)}\r\n\r\n"
    return head.encode() + PAGE


def _pass_on(near: socket.socket, beyond: tuple[str, int]) -> None:
    with socket.create_connection(beyond, timeout=10) as far:
        there = threading.Thread(target=_pump, args=(near, far), daemon=True)
        there.start()
        _pump(far, near)
        there.join(timeout=10)


def _pump(source: socket.socket, sink: socket.socket) -> None:
    with contextlib.suppress(OSError):
        while got := source.recv(65536):
            sink.sendall(got)
    with contextlib.suppress(OSError):
        sink.shutdown(socket.SHUT_WR)


@contextmanager
def portal(beyond_url: str, clear: Clear, secure: Secure, folder: Path) -> Iterator[Gate]:
    """Stand before `beyond_url` until the block ends; the certificate is made in `folder`."""
    certificate, key = self_signed(["portal.example"], [], days=2, clock=SystemClock())
    (folder / "portal-cert.pem").write_bytes(certificate)
    (folder / "portal-key.pem").write_bytes(key)
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    context.load_cert_chain(folder / "portal-cert.pem", folder / "portal-key.pem")
    there = urlsplit(beyond_url)
    gate = Gate(clear, secure, (there.hostname or "", there.port or 443), context)
    secure_port = _Listener(("127.0.0.1", 0), _SecurePort)
    clear_port = _Web(("127.0.0.1", 0), _ClearPort)
    secure_port.gate = clear_port.gate = gate
    gate.url = f"https://127.0.0.1:{secure_port.server_address[1]}"
    gate.web_port = clear_port.server_address[1]
    threads = [
        threading.Thread(target=each.serve_forever, kwargs={"poll_interval": 0.05}, daemon=True)
        for each in (secure_port, clear_port)
    ]
    for thread in threads:
        thread.start()
    try:
        yield gate
    finally:
        for each in (secure_port, clear_port):
            each.shutdown()
            each.server_close()
        for thread in threads:
            thread.join()
