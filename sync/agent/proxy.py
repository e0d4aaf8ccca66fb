"""The proxy a site may put between its posts and the outside, with a name and a password.

Bytes go through it, never to it: the line to the server is a tunnel (CONNECT, RFC 9110
9.3.6), and the pinned certificate is checked at its far end. Where it is comes from the
settings; who we are to it (RFC 7617) from a file of this user only, since secrets are
never settings.
"""

from __future__ import annotations

import base64
from dataclasses import dataclass, field
from pathlib import Path
from urllib.parse import urlsplit

from kiosk.errors import InvalidInput
from kiosk.settings import Settings
from kiosk.vault.locations import PostPaths

__all__ = ["Proxy", "proxy_of"]

LONGEST_CREDENTIAL = 1024


@dataclass(frozen=True, slots=True)
class Proxy:
    """Where it is, and `name:password` or nothing."""

    host: str
    port: int
    credential: str = field(default="", repr=False)

    @property
    def url(self) -> str:
        """The form the HTTP library takes."""
        host = f"[{self.host}]" if ":" in self.host else self.host
        return f"http://{host}:{self.port}"

    @property
    def headers(self) -> dict[str, str]:
        """What the tunnel is asked for with: in UTF-8, as proxies of today read it."""
        if not self.credential:
            return {}
        coded = base64.b64encode(self.credential.encode()).decode()
        return {"Proxy-Authorization": f"Basic {coded}"}


def proxy_of(settings: Settings, paths: PostPaths) -> Proxy | None:
    """Return the proxy of the settings, with the credential beside the post's databases.

    The setting is "" for none, else `host:port` or `http://host:port`. The file holds one
    line, `name:password`; without it we are nobody to the proxy.

    Raises: InvalidInput("sync.proxy_setting") for another form or with a password in it,
    InvalidInput("sync.proxy_secret") for a file that others may read or that has another form.
    """
    address = settings.proxy
    if not address:
        return None
    parts = urlsplit(address if "//" in address else f"http://{address}")
    try:
        port = parts.port
    except ValueError as error:
        raise InvalidInput("sync.proxy_setting") from error
    is_plain = parts.path in {"", "/"} and not (parts.query or parts.fragment or parts.username)
    if parts.scheme != "http" or not parts.hostname or not port or not is_plain:
        raise InvalidInput("sync.proxy_setting")
    return Proxy(parts.hostname, port, _credential(paths.proxy_secret))


def _credential(path: Path) -> str:
    try:
        mode = path.stat().st_mode
        text = path.read_text(encoding="utf-8")
    except FileNotFoundError:
        return ""
    except (OSError, UnicodeDecodeError) as error:
        raise InvalidInput("sync.proxy_secret") from error
    line = text.removesuffix("\n")
    name, colon, _ = line.partition(":")
    if mode & 0o077 or not (name and colon) or len(line) > LONGEST_CREDENTIAL or "\n" in line:
        raise InvalidInput("sync.proxy_secret")
    return line
