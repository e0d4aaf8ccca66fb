"""Deleting what is over its time: by the agent while the post runs, and as soon as it starts."""

from __future__ import annotations

from kiosk.copies.media import ApprovedMedia
from kiosk.domain.work_copies import CopyOutcome, CopyState
from kiosk.vault.device_store import DeviceStore

__all__ = ["JOURNAL_WORD", "end_copies"]

JOURNAL_WORD = "copies_ended"


def end_copies(store: DeviceStore, media: ApprovedMedia, device: bytes, now_s: int) -> int:
    """Delete copies whose time is over; what is not within reach is owed by who took it.

    Returns how many were deleted. An owed copy that comes within reach again (the stick is
    back) is deleted then. Nobody has to be signed in: the register's row says where the file
    is, and nothing about whom it is.
    """
    deleted = 0
    for row in store.copies_due(now_s):
        is_gone = media.remove(row.place, row.file) is CopyOutcome.DONE
        state = CopyState.DELETED if is_gone else CopyState.OWED
        if state is row.state:
            continue
        with store.transaction() as tx:
            tx.set_copy_state(row.id, state)
            if is_gone:
                tx.journal(device, None, JOURNAL_WORD, count=1)
        deleted += is_gone
    return deleted
