"""Short messages through an HTTP gateway that answers as Kannel's `sendsms` does.

Kannel user's guide 1.4.5, "Using the HTTP interface to smsbox" and "Delivery reports". The
gateway calls back at `dlr-url` with what became of a message; the reference in it is random,
so that nobody else can tell us that one was delivered.
"""

from __future__ import annotations

import http.client
import socket
import threading
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from urllib.parse import parse_qs, urlencode, urlsplit

from kiosk.domain.segment import Alphabet, alphabet_of
from kiosk.errors import InvalidInput, Unavailable
from kiosk.ports import Rng
from sync.server.notices.addresses import GatewayAddress
from sync.server.notices.port import Delivery, Receipt, Receipts, Sent, Text

__all__ = ["HttpTexts"]

PORTS = {"http": 80, "https": 443}
MORE = frozenset({"receipts"})
TIMEOUT_S = 20.0
ANSWER_MAX = 4096
DLR_MASK = 1 + 2 + 16
"""Delivered to the phone, not delivered, refused by the centre."""
DELIVERIES = {"1": Delivery.DELIVERED, "2": Delivery.FAILED, "16": Delivery.FAILED}
RECEIPT = "/receipt/"
REFERENCE_BYTES = 16
CALLBACK_S = 5.0


class HttpTexts:
    """`https://HOST:PORT/cgi-bin/sendsms?from=NAME&credentials=FILE&ca=FILE&receipts=HOST:PORT`.

    `http://` to this machine alone. `receipts` is where this process listens for what became
    of messages, and how the gateway reaches it; without it nothing is heard after `sent`.
    """

    def __init__(self, address: str, heard: Receipts, rng: Rng) -> None:
        """Raises: InvalidInput; Unavailable("server.port_taken") for the receipts' port."""
        self._address = GatewayAddress.parse(address, PORTS, more=MORE)
        if self._address.scheme == "http":
            self._address.must_be_this_machine()
        self._login = self._address.login()
        self._tls = self._address.tls() if self._address.scheme == "https" else None
        self._rng = rng
        self._listener = _listening(self._address.query.get("receipts", ""), heard)

    def send(self, text: Text) -> Sent:
        reference = self._rng.bytes(REFERENCE_BYTES).hex()
        line = self._connected()
        try:
            line.request("GET", f"{self._address.path}?{urlencode(self._asked(text, reference))}")
            try:
                answer = line.getresponse()
                answer.read(ANSWER_MAX)
            except (OSError, http.client.HTTPException):
                return Sent(reference, Delivery.UNCERTAIN)
        except (OSError, http.client.HTTPException) as error:
            raise Unavailable("notice.gateway_away") from error
        finally:
            line.close()
        return _judged(answer.status, reference)

    def attend(self) -> None:
        """Receipts come by themselves."""

    def close(self) -> None:
        if self._listener is not None:
            self._listener.shutdown()
            self._listener.server_close()

    @property
    def receipts_port(self) -> int:
        """Where receipts are heard; 0 when they are not."""
        return self._listener.server_port if self._listener is not None else 0

    def _asked(self, text: Text, reference: str) -> dict[str, str]:
        name, password = self._login
        asked = {
            "username": name,
            "password": password,
            "from": self._address.sender,
            "to": text.to,
            "text": text.body,
            "charset": "UTF-8",
            "coding": "0" if alphabet_of(text.body) is Alphabet.GSM7 else "2",
            "validity": str(text.valid_s // 60),
        }
        if self._listener is not None:
            host = self._address.query["receipts"].rpartition(":")[0]
            url = f"http://{host}:{self.receipts_port}{RECEIPT}{reference}?state=%d"
            asked |= {"dlr-mask": str(DLR_MASK), "dlr-url": url}
        return asked

    def _connected(self) -> http.client.HTTPConnection:
        host, port = self._address.host, self._address.port
        if self._tls is None:
            return http.client.HTTPConnection(host, port, timeout=TIMEOUT_S)
        return http.client.HTTPSConnection(host, port, timeout=TIMEOUT_S, context=self._tls)


def _judged(status: int, reference: str) -> Sent:
    """Say what an answer means: Kannel takes with 202, and a plain 200 of others as well."""
    match status:
        case 200 | 202:
            return Sent(reference, Delivery.SENT)
        case 401 | 403:
            raise Unavailable("notice.gateway_login")
        case 400 | 404 | 413 | 414 | 422:
            raise InvalidInput("notice.refused")
        case _:
            raise Unavailable("notice.gateway_busy")


def _listening(place: str, heard: Receipts) -> _Listener | None:
    if not place:
        return None
    host, _, port = place.rpartition(":")
    if not host or not port.isdecimal():
        raise InvalidInput("notice.address")
    try:
        listener = _Listener((host.strip("[]"), int(port)), heard)
    except (OSError, OverflowError) as error:
        raise Unavailable("server.port_taken", port=int(port)) from error
    threading.Thread(target=listener.serve_forever, args=(0.2,), daemon=True).start()
    return listener


class _Listener(ThreadingHTTPServer):
    """Hears what became of messages; answers nobody anything but that it heard."""

    daemon_threads = True
    heard: Receipts

    def __init__(self, address: tuple[str, int], heard: Receipts) -> None:
        self.address_family = socket.AF_INET6 if ":" in address[0] else socket.AF_INET
        self.heard = heard
        super().__init__(address, _Callback)

    def handle_error(self, request: object, client_address: object) -> None:
        """A line that broke is the gateway's to make again."""


class _Callback(BaseHTTPRequestHandler):
    server: _Listener
    timeout = CALLBACK_S

    def do_GET(self) -> None:
        parts = urlsplit(self.path)
        reference = parts.path.removeprefix(RECEIPT)
        state = (parse_qs(parts.query).get("state") or [""])[0]
        status = 404
        if parts.path.startswith(RECEIPT) and reference.isalnum() and state in DELIVERIES:
            try:
                self.server.heard(Receipt(reference, DELIVERIES[state]))
                status = 200
            except Unavailable:
                status = 503
        self.send_response(status)
        self.send_header("Content-Length", "0")
        self.end_headers()

    def log_message(self, format: str, *args: object) -> None:
        """Say nothing on standard error."""
