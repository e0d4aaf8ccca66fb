"""Papers whose file no antivirus had seen yet, looked at when one answers again (DER-15).

Only whoever can read a paper can have its file looked at: here, on a post, in a session.
The server keeps sealed bytes and can tell nothing of them (`kiosk/capture/DECISIONS.md`).
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from kiosk.capture.antivirus.screening import Checked, FileHeld
from kiosk.crypto.failures import CannotOpen
from kiosk.domain.ids import PersonId
from kiosk.errors import Unavailable
from kiosk.flows.api import Check
from kiosk.flows.papers import HELD, ORIGINAL, UNCHECKED, original_mime, read_part
from kiosk.flows.post import Post

__all__ = ["looked_at"]


def looked_at(
    post: Post, owner: PersonId, metadata: Mapping[str, Any], check: Check
) -> dict[str, Any] | None:
    """Return what a paper's metadata is once its file was looked at; None: nothing new.

    Nothing is new for a paper that bears no mark, whose file is not on this post, or while
    no antivirus answers. A file that is held stays sealed in the paper, which says so: its
    pages are pixels of ours and stay as they are.
    """
    if metadata.get(UNCHECKED) is not True:
        return None
    try:
        original = read_part(post, owner, metadata, ORIGINAL)
        checked = check(original, original_mime(metadata))
    except FileHeld as held:
        return {**_unmarked(metadata), HELD: held.found or held.doubt.value}
    except (Unavailable, CannotOpen):
        return None
    return None if checked is Checked.NOT_YET else _unmarked(metadata)


def _unmarked(metadata: Mapping[str, Any]) -> dict[str, Any]:
    return {name: value for name, value in metadata.items() if name != UNCHECKED}
