"""Removes the bytes of parts that nobody gets any more, after the commit that said so.

A store that is away holds nothing up: what is left there no one is given, and the sweep takes it
(`CentralServer.sweep`). Each part is looked at again just before its turn, because between the
commit and the removal, which at a bucket may be a minute for a large safe, an item may have
named it anew.
"""

from __future__ import annotations

import logging
from collections.abc import Collection

from kiosk.errors import Unavailable
from sync.server.parts.port import Parts
from sync.server.store import part_rows
from sync.server.store.database import Database

__all__ = ["remove_gone"]

log = logging.getLogger("reconnect.server")


def remove_gone(database: Database, parts: Parts, ids: Collection[bytes]) -> int:
    """Remove those of `ids` that are gone or unknown; return how many were removed."""
    removed = 0
    for id in ids:
        with database.reading() as rows:
            is_gone = bool(part_rows.gone(rows, [id]))
        if not is_gone:
            continue
        try:
            parts.remove(id)
        except Unavailable as error:
            left = len(ids) - removed
            log.warning("parts left to the sweep", extra={"key": error.message_key, "parts": left})
            break
        removed += 1
    return removed
