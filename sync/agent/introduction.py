"""Who answers at our server's address, asked without believing it: what a post away for a month
does when it meets a certificate it does not know.

One question, `GET /v1/hello`, with nothing of the post in it. What comes back is worth what its
signatures are: `sync.agent.certificates` judges it against the very certificate seen here.
"""

from __future__ import annotations

import hashlib
import http.client
import ssl
from dataclasses import dataclass
from urllib.parse import urlsplit

from sync.agent.proxy import Proxy
from sync.agent.stranger import heard
from sync.protocol.fields import Malformed
from sync.protocol.limits import JSON_MAX_BYTES, PROTOCOL_HEADER, PROTOCOL_VERSION
from sync.protocol.messages import Hello

__all__ = ["Introduced", "introduced"]

HTTPS_PORT = 443
ANSWER_MAX_BYTES = JSON_MAX_BYTES + 16 * 1024
"""A hello and its heads."""


@dataclass(frozen=True, slots=True)
class Introduced:
    """The SHA-256 of the certificate that was shown, and the hello that came over that line."""

    certificate_sha256: bytes
    untrusted_hello: Hello


def introduced(url: str, *, timeout_s: float, proxy: Proxy | None) -> Introduced | None:
    """Ask who answers at `url`, whatever its certificate; None: nobody that speaks as a server
    of ours does."""
    line = _line(url, timeout_s, proxy)
    try:
        line.connect()
        sock = line.sock
        if not isinstance(sock, ssl.SSLSocket):
            return None
        shown = sock.getpeercert(binary_form=True)
        answer = heard(sock, _question(url), max_bytes=ANSWER_MAX_BYTES, within_s=timeout_s)
        if answer.status != http.client.OK or shown is None:
            return None
        return Introduced(hashlib.sha256(shown).digest(), Hello.parse(answer.read()))
    except (OSError, http.client.HTTPException, Malformed):
        return None
    finally:
        line.close()


def _question(url: str) -> bytes:
    there = urlsplit(url)
    return (
        f"GET {there.path}/v1/hello HTTP/1.1\r\nHost: {there.netloc}\r\n"
        f"{PROTOCOL_HEADER}: {PROTOCOL_VERSION}\r\nUser-Agent: reconnect-kiosk\r\n"
        "Accept-Encoding: identity\r\nConnection: close\r\n\r\n"
    ).encode("ascii")


def _line(url: str, timeout_s: float, proxy: Proxy | None) -> http.client.HTTPSConnection:
    """Return a line not yet open, which takes any certificate, through the site's proxy if any."""
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_CLIENT)
    context.minimum_version = ssl.TLSVersion.TLSv1_2
    context.check_hostname = False
    context.verify_mode = ssl.CERT_NONE  # who it is, its signatures say
    there = urlsplit(url)
    host, port = there.hostname or "", there.port or HTTPS_PORT
    if proxy is None:
        return http.client.HTTPSConnection(host, port, timeout=timeout_s, context=context)
    near = urlsplit(proxy.url)
    line = http.client.HTTPSConnection(
        near.hostname or "", near.port, timeout=timeout_s, context=context
    )
    line.set_tunnel(host, port, proxy.headers)
    return line
