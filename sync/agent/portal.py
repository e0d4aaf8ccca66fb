"""Whether the network of the place asks for a sign-in page first (a captive portal).

Asked only once our server could not be reached as ours, and of our own server's name alone:
one question in clear on the port of the web, which carries nothing of the post, and which
a portal answers in the server's place (RFC 6585 section 6, RFC 8952 section 2).
No third party is asked, as browsers do: who runs a post is nobody else's business.
"""

from __future__ import annotations

import http.client
from dataclasses import dataclass
from urllib.parse import urlsplit

__all__ = ["WEB_PORT", "Sign", "look_for_portal"]

WEB_PORT = 80
LOOK_S = 3.0
ASKS_FOR_SIGN_IN = 511
HTML = "text/html"


@dataclass(frozen=True, slots=True)
class Sign:
    """What answered in clear in the server's place."""

    is_sure: bool
    """It says so (511), or sends elsewhere. Else a page, which a front of our own server
    might show too: a portal only if the secure line was answered by a stranger."""


def look_for_portal(host: str, port: int = WEB_PORT) -> Sign | None:
    """Ask `host` in clear for its first page; return what a portal would show, or None."""
    line = http.client.HTTPConnection(host, port, timeout=LOOK_S)
    try:
        line.request("GET", "/", headers={"User-Agent": "reconnect-kiosk", "Connection": "close"})
        answer = line.getresponse()
        return _sign(host, answer.status, answer.headers.get("Location", ""), _kind(answer))
    except (OSError, http.client.HTTPException, ValueError):
        return None
    finally:
        line.close()


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
