"""How much to send or ask for at once: halved by a cut line, grown by a quick answer.

Pure. On 50 kbit/s with losses, what is in flight when the line breaks is what is lost;
on a fast line, what counts is the number of answers waited for.
"""

from __future__ import annotations

from collections.abc import Sequence

from kiosk.vault.vault_store import PartRow
from sync.protocol.limits import BUNDLE_MAX_BYTES, BUNDLE_MAX_COUNT

__all__ = [
    "BUNDLES_A_LANE",
    "CHUNK_MIN_BYTES",
    "CHUNK_SLOW_BYTES",
    "COUNT_MIN",
    "QUICK_S",
    "after_answer",
    "after_cut",
    "bundles",
]

CHUNK_SLOW_BYTES = 64 * 1024
"""The first piece on a line that answers slowly, and the smallest while all come through: ten
seconds at 50 kbit/s, where smaller ones would only wait for more answers."""
CHUNK_MIN_BYTES = 16 * 1024
"""The smallest, where they are cut: under three seconds at 50 kbit/s."""
BUNDLES_A_LANE = 2
"""In one round, before what came through is noted."""
COUNT_MIN = 10
QUICK_S = 0.5
"""An answer sooner than this leaves room for twice as much."""
AT_ONCE_S = 0.1
"""And sooner than this, for four times as much: such a line is one site's own."""
SLOW_S = 8.0
"""One that takes longer is in danger of being cut."""


def after_answer(amount: int, *, took_s: float, least: int, most: int) -> int:
    """Return the next amount after one that came through in `took_s` seconds."""
    if took_s < AT_ONCE_S:
        return min(most, amount * 4)
    if took_s < QUICK_S:
        return min(most, amount * 2)
    if took_s > SLOW_S:
        return max(least, amount // 2)
    return amount


def after_cut(amount: int, *, least: int) -> int:
    """Return the next amount after one that did not come through."""
    return max(least, amount // 2)


def bundles(parts: Sequence[PartRow], *, most_bytes: int) -> tuple[tuple[PartRow, ...], ...]:
    """Share parts out over requests of `most_bytes` at most each, in their order.

    A part that is longer goes alone.
    """
    most_bytes = min(most_bytes, BUNDLE_MAX_BYTES)
    shares: list[list[PartRow]] = []
    size = 0
    for part in parts:
        is_full = bool(shares) and len(shares[-1]) == BUNDLE_MAX_COUNT
        if not shares or is_full or size + part.size > most_bytes:
            shares.append([])
            size = 0
        shares[-1].append(part)
        size += part.size
    return tuple(tuple(share) for share in shares)
