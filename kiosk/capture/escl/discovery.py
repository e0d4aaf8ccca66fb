"""Where scanners announce themselves on the local link: mDNS, `_uscan` and `_uscans`."""

from __future__ import annotations

import re
import threading
import time
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass

from zeroconf import (
    DNSQuestionType,
    InterfaceChoice,
    ServiceBrowser,
    ServiceInfo,
    ServiceListener,
    Zeroconf,
)

__all__ = ["Announced", "announced", "listening"]

KINDS = ("_uscans._tcp.local.", "_uscan._tcp.local.")
RESOLVE_MS = 1500
PATH = re.compile(r"[A-Za-z0-9._~/-]{0,64}")


@dataclass(frozen=True, slots=True)
class Announced:
    """One announcement: who says to be where. Nothing of it is checked yet."""

    uuid: str
    address: str

    @property
    def is_secure(self) -> bool:
        return self.address.startswith("https:")


class _Gathering(ServiceListener):
    def __init__(self) -> None:
        self.found: dict[str, Announced] = {}
        self.changed = threading.Condition()

    def add_service(self, zc: Zeroconf, type_: str, name: str) -> None:
        info = zc.get_service_info(type_, name, RESOLVE_MS)
        announced = _announced(info) if info is not None else None
        if announced is not None:
            with self.changed:
                self.found[name] = announced
                self.changed.notify_all()

    def update_service(self, zc: Zeroconf, type_: str, name: str) -> None:
        self.add_service(zc, type_, name)

    def remove_service(self, zc: Zeroconf, type_: str, name: str) -> None:
        with self.changed:
            self.found.pop(name, None)


@contextmanager
def listening(interfaces: Sequence[str]) -> Iterator[_Gathering]:
    """Browse while the block runs; no interface named means all of them.

    A machine without any network finds nothing.
    """
    gathering = _Gathering()
    try:
        zeroconf = Zeroconf(interfaces=list(interfaces) or InterfaceChoice.All)
    except OSError:
        yield gathering
        return
    try:
        # Asked by multicast: an answer to this host alone may go to another listener on 5353.
        ServiceBrowser(zeroconf, list(KINDS), gathering, question_type=DNSQuestionType.QM)
        yield gathering
    finally:
        zeroconf.close()


def announced(
    interfaces: Sequence[str],
    wait_s: float,
    is_enough: Callable[[Sequence[Announced]], bool] = lambda _: False,
) -> Sequence[Announced]:
    """Return what is announced within `wait_s`, secure addresses first."""
    ends_at = time.monotonic() + wait_s
    with listening(interfaces) as gathering, gathering.changed:
        while (left_s := ends_at - time.monotonic()) > 0:
            if is_enough(tuple(gathering.found.values())):
                break
            gathering.changed.wait(left_s)
        found = list(gathering.found.values())
    return sorted(found, key=lambda one: (not one.is_secure, one.address))


def _announced(info: ServiceInfo) -> Announced | None:
    path = _text(info, b"rs").strip("/")
    hosts = [host for host in info.parsed_addresses() if ":" not in host]
    # An IPv6 address of the link needs its zone, which not every resolver keeps.
    if info.port is None or not hosts or PATH.fullmatch(path) is None or ".." in path:
        return None
    scheme = "https" if info.type.startswith("_uscans.") else "http"
    uuid = _text(info, b"UUID").lower().removeprefix("urn:uuid:")[:100]
    return Announced(uuid, f"{scheme}://{hosts[0]}:{info.port}/{path or 'eSCL'}")


def _text(info: ServiceInfo, key: bytes) -> str:
    value = next((v for k, v in info.properties.items() if k.lower() == key.lower()), None)
    return value.decode("utf-8", "replace") if value else ""
