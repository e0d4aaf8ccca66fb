"""Whether the network of the place asks for a sign-in page first (a captive portal).

Asked only once our server could not be reached as ours, and of our own server's name alone:
one question in clear on the port of the web, which carries nothing of the post, and which
a portal answers in the server's place (RFC 6585 section 6, RFC 8952 section 2).
No third party is asked, as browsers do: who runs a post is nobody else's business.
"""

from __future__ import annotations

import http.client
import socket
from dataclasses import dataclass
from urllib.parse import urlsplit

from sync.agent.server import BehindPortal, NotNow, Server
from sync.agent.stranger import heard
from sync.protocol.messages import Hello

__all__ = ["WEB_PORT", "Sign", "hello_past_portal", "look_for_portal"]

WEB_PORT = 80
LOOK_S = 3.0
PAGE_MAX_BYTES = 64 * 1024
"""The heads are enough; the page itself is read by nobody."""
ASKS_FOR_SIGN_IN = 511
HTML = "text/html"


@dataclass(frozen=True, slots=True)
class Sign:
    """What answered in clear in the server's place."""

    is_sure: bool
    """It says so (511), or sends elsewhere. Else a page, which a front of our own server
    might show too: a portal only if the secure line was answered by a stranger."""


def hello_past_portal(server: Server) -> Hello:
    """Return the server's hello. Raises BehindPortal where a portal answers in its place."""
    try:
        return server.hello()
    except NotNow as error:
        if server.is_behind_portal(error):
            raise BehindPortal from error
        raise


def look_for_portal(host: str, port: int = WEB_PORT) -> Sign | None:
    """Ask `host` in clear for its first page; return what a portal would show, or None."""
    name = f"[{host}]" if ":" in host else host
    question = (
        f"GET / HTTP/1.1\r\nHost: {name}\r\nUser-Agent: reconnect-kiosk\r\n"
        "Connection: close\r\n\r\n"
    )
    try:
        with socket.create_connection((host, port), timeout=LOOK_S) as sock:
            answer = heard(
                sock, question.encode("ascii"), max_bytes=PAGE_MAX_BYTES, within_s=LOOK_S
            )
        return _sign(host, answer.status, answer.headers.get("Location", ""), _kind(answer))
    except (OSError, http.client.HTTPException, ValueError):
        return None


def _sign(host: str, status: int, untrusted_location: str, kind: str) -> Sign | None:
    if status == ASKS_FOR_SIGN_IN:
        return Sign(is_sure=True)
    if 300 <= status < 400:
        elsewhere = urlsplit(untrusted_location).hostname
        if elsewhere is None:
            return Sign(is_sure=False)
        return None if elsewhere == host.lower() else Sign(is_sure=True)
    return Sign(is_sure=False) if status == 200 and kind == HTML else None


def _kind(answer: http.client.HTTPResponse) -> str:
    return answer.headers.get_content_type()
