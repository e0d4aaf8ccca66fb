"""Where a gateway is: an address in the settings, secrets in the file it names."""

from __future__ import annotations

import ssl
from dataclasses import dataclass
from ipaddress import ip_address
from pathlib import Path
from urllib.parse import parse_qsl, urlsplit

from kiosk.errors import InvalidInput
from sync.server.secret_files import read_secret_file

__all__ = ["GatewayAddress", "is_this_machine"]


@dataclass(frozen=True, slots=True)
class GatewayAddress:
    """`SCHEME://HOST:PORT/PATH?from=…&credentials=FILE&ca=FILE…`, of which `query` keeps
    the rest. Raises InvalidInput("notice.address") for anything else."""

    scheme: str
    host: str
    port: int
    path: str
    sender: str
    credentials: Path | None
    ca: Path | None
    query: dict[str, str]

    @classmethod
    def parse(
        cls, text: str, ports: dict[str, int], *, more: frozenset[str] = frozenset()
    ) -> GatewayAddress:
        """Read an address of one of the schemes in `ports`; `more` are keys of its own."""
        try:
            parts = urlsplit(text)
            query = dict(parse_qsl(parts.query, strict_parsing=True)) if parts.query else {}
            port = parts.port or ports[parts.scheme]
        except (ValueError, KeyError) as error:
            raise InvalidInput("notice.address") from error
        is_secret_in_it = parts.username is not None or parts.password is not None
        known = {"from", "credentials", "ca"} | more
        if not parts.hostname or is_secret_in_it or parts.fragment or not query.keys() <= known:
            raise InvalidInput("notice.address")
        sender = query.pop("from", "")
        credentials, ca = query.pop("credentials", ""), query.pop("ca", "")
        if not sender:
            raise InvalidInput("notice.address")
        return cls(
            scheme=parts.scheme,
            host=parts.hostname,
            port=port,
            path=parts.path,
            sender=sender,
            credentials=Path(credentials) if credentials else None,
            ca=Path(ca) if ca else None,
            query=query,
        )

    def login(self) -> tuple[str, str]:
        """Return name and password, one line `name:password` of the file; two "" without one.

        Raises: InvalidInput for a file that is not there, or that others may read.
        """
        if self.credentials is None:
            return "", ""
        name, colon, password = (
            read_secret_file(self.credentials).decode(errors="replace").strip().partition(":")
        )
        if not colon or not name.isprintable() or not password.isprintable():
            raise InvalidInput("server.secret_missing", path=str(self.credentials))
        return name, password

    def tls(self) -> ssl.SSLContext:
        """Return TLS 1.2 at least, the peer's name checked against `ca` or the system's.

        Raises: InvalidInput("notice.address") for a `ca` that is no certificate.
        """
        try:
            context = ssl.create_default_context(cafile=str(self.ca) if self.ca else None)
        except (OSError, ssl.SSLError) as error:
            raise InvalidInput("notice.address") from error
        context.minimum_version = ssl.TLSVersion.TLSv1_2
        return context

    def must_be_this_machine(self) -> None:
        """Raises InvalidInput("notice.address") when words would leave this machine in clear."""
        if not is_this_machine(self.host):
            raise InvalidInput("notice.address")


def is_this_machine(host: str) -> bool:
    try:
        return ip_address(host).is_loopback
    except ValueError:
        return host == "localhost"
