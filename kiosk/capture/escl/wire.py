"""HTTP to one scanner: bounded in time and size, pinned to the certificate it showed.

Nothing of the system's settings is used (proxies, .netrc), nothing is decompressed and
no redirect leads elsewhere: what a device on the local link answers is untrusted.
"""

from __future__ import annotations

import hashlib
import socket
import ssl
import time
from collections.abc import Callable
from dataclasses import dataclass
from enum import Enum
from typing import Any
from urllib.parse import urlsplit

import requests
import urllib3
from requests.adapters import HTTPAdapter

from kiosk.capture.escl.words import path_of

__all__ = ["Answer", "Wire", "WireFault", "WireTrouble", "certificate_of", "is_reachable"]

CONNECT_S = 2.0
SILENT_S = 20.0
"""Between bytes of a page: a lamp that warms up, a feeder that pulls."""

SHORT_S = 3.0
"""For a whole small answer: status, capabilities, a job taken or ended."""

CHUNK_BYTES = 64 * 1024
SMALL_BYTES = 256 * 1024


class WireTrouble(Enum):
    """Why nothing came back."""

    UNREACHABLE = "unreachable"
    BROKEN = "broken"
    OTHER_CERTIFICATE = "other_certificate"
    TOO_MUCH = "too_much"


class WireFault(Exception):
    """No whole answer came."""

    def __init__(self, trouble: WireTrouble) -> None:
        super().__init__(trouble.value)
        self.trouble = trouble


@dataclass(frozen=True, slots=True, repr=False)
class Answer:
    """A whole answer. `location` is the path of its Location, whatever host that named."""

    status: int
    body: bytes
    location: str
    retry_after_s: float


class _Pinned(HTTPAdapter):
    """Speaks only to the holder of one certificate, whoever signed it."""

    def __init__(self, certificate: str) -> None:
        self._certificate = certificate
        super().__init__(max_retries=0)

    def init_poolmanager(self, *args: Any, **words: Any) -> None:
        super().init_poolmanager(*args, assert_fingerprint=self._certificate, **words)


class Wire:
    """One scanner at `address` ("http://host:port/eSCL"), each question over a line of its own.

    `certificate` is the SHA-256 of what it must show, "" for plain HTTP.
    """

    def __init__(self, address: str, certificate: str) -> None:
        parts = urlsplit(address)
        self.origin = f"{parts.scheme}://{parts.netloc}"
        self.root = parts.path.rstrip("/")
        self._session = requests.Session()
        self._session.trust_env = False
        self._session.headers.update({"Accept-Encoding": "identity"})
        if parts.scheme == "https":
            self._session.mount("https://", _Pinned(certificate))

    def ask(
        self,
        method: str,
        path: str,
        *,
        body: bytes | None = None,
        whole_s: float | None = SHORT_S,
        most_bytes: int = SMALL_BYTES,
        came: Callable[[int], None] = lambda _: None,
    ) -> Answer:
        """Return the answer to one request; `came` is told of bytes as they land.

        `whole_s` bounds the whole answer; None bounds only the silence between bytes.
        Raises WireFault.
        """
        ends_at = time.monotonic() + whole_s if whole_s is not None else None
        try:
            with self._session.request(
                method,
                self.origin + path,
                data=body,
                headers={"Content-Type": "text/xml"} if body is not None else {},
                timeout=(CONNECT_S, whole_s or SILENT_S),
                allow_redirects=False,
                stream=True,
                verify=False,  # the fingerprint is what is verified
            ) as response:
                return _read(response, ends_at, most_bytes, came)
        except requests.exceptions.SSLError as cause:
            raise WireFault(WireTrouble.OTHER_CERTIFICATE) from cause
        except (requests.exceptions.ConnectTimeout, requests.exceptions.ConnectionError) as cause:
            raise WireFault(WireTrouble.UNREACHABLE) from cause
        except (requests.exceptions.RequestException, urllib3.exceptions.HTTPError) as cause:
            raise WireFault(WireTrouble.BROKEN) from cause
        finally:
            # Some scanners close a line after an answer without a word: one kept would be lost
            # with the next question on it, which looks like a pulled cable.
            self._session.close()


def certificate_of(host: str, port: int) -> str:
    """Return the SHA-256 (hex) of the certificate shown at `host:port`. Raises WireFault."""
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_CLIENT)
    context.check_hostname = False
    context.verify_mode = ssl.CERT_NONE  # looked at, not believed: see DECISIONS.md
    try:
        with (
            socket.create_connection((host, port), CONNECT_S) as raw,
            context.wrap_socket(raw, server_hostname=host) as secure,
        ):
            shown = secure.getpeercert(binary_form=True)
    except OSError as cause:  # ssl.SSLError is one
        raise WireFault(WireTrouble.UNREACHABLE) from cause
    if not shown:
        raise WireFault(WireTrouble.BROKEN)
    return hashlib.sha256(shown).hexdigest()


def is_reachable(address: str) -> bool:
    """Return whether a machine takes a connection there at all."""
    parts = urlsplit(address)
    port = parts.port or (443 if parts.scheme == "https" else 80)
    try:
        with socket.create_connection((parts.hostname or "", port), CONNECT_S):
            return True
    except OSError:
        return False


def _read(
    response: requests.Response,
    ends_at: float | None,
    most_bytes: int,
    came: Callable[[int], None],
) -> Answer:
    body = bytearray()
    # `raw` undoes chunks and refuses a body shorter than promised; it does not decompress.
    for piece in response.raw.stream(CHUNK_BYTES, decode_content=False):
        body += piece
        if len(body) > most_bytes:
            raise WireFault(WireTrouble.TOO_MUCH)
        if ends_at is not None and time.monotonic() > ends_at:
            raise WireFault(WireTrouble.BROKEN)
        came(len(body))
    return Answer(
        status=response.status_code,
        body=bytes(body),
        location=path_of(response.headers.get("Location", "")),
        retry_after_s=_seconds(response.headers.get("Retry-After", "")),
    )


def _seconds(untrusted: str) -> float:
    """Return how long to wait; a date or nonsense is a second."""
    text = untrusted.strip()
    return min(max(float(text), 0.2), 5.0) if text.isascii() and text.isdigit() else 1.0
