"""What a hello says for people: maintenance to come (OPS-02), and how wrong our clock is."""

from __future__ import annotations

from datetime import UTC, datetime

from kiosk.domain.announced import Maintenance
from kiosk.domain.instants import LAST_S
from kiosk.vault.device_store import DeviceTx
from sync.protocol.messages import Announcement, Hello

__all__ = ["note_hello"]

MAINTENANCE = "maintenance"


def note_hello(tx: DeviceTx, hello: Hello, *, off_s: int) -> None:
    """Keep what was announced, in place of what was; `off_s` is the server's time minus ours."""
    found = tuple(_maintenance(each) for each in hello.announcements if _is_one(each))
    if found != tx.maintenances():
        tx.set_maintenances(found)
    if off_s != tx.clock_off_s():
        tx.set_clock_off_s(off_s)


def _is_one(untrusted: Announcement) -> bool:
    return untrusted.kind == MAINTENANCE and 0 <= untrusted.starts_at < untrusted.ends_at <= LAST_S


def _maintenance(found: Announcement) -> Maintenance:
    starts_at, ends_at = (
        datetime.fromtimestamp(at, UTC) for at in (found.starts_at, found.ends_at)
    )
    return Maintenance(starts_at, ends_at, found.text)
