"""The one failure of everything that opens, verifies or parses (FORMAT.md section 2.6)."""

from __future__ import annotations

from kiosk.errors import IntegrityFailure

__all__ = ["CannotOpen"]


class CannotOpen(IntegrityFailure):
    """These bytes are not what they should be; which part is wrong is never told.

    A wrong key, another context, a flipped bit, an unknown suite, a lowered cost and
    a malformed statement all end here, so that whoever sent the bytes learns nothing
    from the answer. Journal it by count and id, keep the bytes, do not retry.
    """

    def __init__(self) -> None:
        super().__init__("vault.cannot_open")
