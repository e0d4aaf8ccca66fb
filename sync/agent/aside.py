"""Statements set aside until what they rest on is known here.

They are kept with the page that brought them, in one value of the database they belong
to, and tried again with each page. An honest server tells what a statement rests on
first, so there are few; the bound stops one that is not honest, and stops it aloud.
"""

from __future__ import annotations

from kiosk.crypto.encoding import dec, enc
from kiosk.vault.store import Reads, Tx
from sync.agent.server import NotNow

__all__ = ["ASIDE_MAX_BYTES", "load_aside", "store_aside"]

ASIDE = "pull.aside"
ASIDE_MAX_BYTES = 8 * 1024 * 1024


def load_aside(reads: Reads) -> list[bytes]:
    """Return the wires set aside, in the order in which they came."""
    held = reads.setting(ASIDE)
    return [] if held is None else dec(held)


def store_aside(tx: Tx, wires: list[bytes], before: list[bytes]) -> None:
    """Keep `wires` in place of `before`, each once.

    Raises: NotNow("sync.too_much_aside") above the bound; the page is then not kept.
    """
    once = list(dict.fromkeys(wires))
    if once == before:
        return
    if sum(len(wire) for wire in once) > ASIDE_MAX_BYTES:
        raise NotNow("sync.too_much_aside")
    tx.set_setting(ASIDE, enc(*once) if once else None)
