"""What is told beside the sending line: an announced maintenance, a clock that is wrong.

Kept from the last exchange, so it is told off line too (OPS-02).
"""

from __future__ import annotations

from dataclasses import replace
from datetime import datetime, timedelta

from kiosk.domain.announced import CLOCK_TOLERANCE_S, next_maintenance
from kiosk.flows.api import SyncStatus
from kiosk.vault.device_store import DeviceStore

__all__ = ["told_beside"]


def told_beside(status: SyncStatus, store: DeviceStore, now: datetime) -> SyncStatus:
    """Return `status` with what the operator announced and how wrong this clock is."""
    off_s = store.clock_off_s()
    true_now = now + timedelta(seconds=off_s)
    return replace(
        status,
        maintenance=next_maintenance(store.maintenances(), true_now),
        clock_off_s=off_s if abs(off_s) > CLOCK_TOLERANCE_S else 0,
    )
