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

__all__ = ["file_to_look_at", "known_of", "looked_at"]


def looked_at(
    post: Post, owner: PersonId, metadata: Mapping[str, Any], check: Check
) -> dict[str, Any] | None:
    """Return what a paper's metadata is once its file was looked at; None: nothing new.

    Nothing is new for a paper that bears no mark, whose file is not on this post, or while
    no antivirus answers.
    """
    found = file_to_look_at(post, owner, metadata)
    if found is None:
        return None
    try:
        return known_of(metadata, check(*found))
    except FileHeld as held:
        return known_of(metadata, held)
    except Unavailable:
        return None


def file_to_look_at(
    post: Post, owner: PersonId, metadata: Mapping[str, Any]
) -> tuple[bytes, str] | None:
    """Return the bytes and media type of a paper's file that no antivirus saw yet; None for
    one that bears no mark, or whose file is not on this post."""
    if metadata.get(UNCHECKED) is not True:
        return None
    try:
        return read_part(post, owner, metadata, ORIGINAL), original_mime(metadata)
    except (Unavailable, CannotOpen):
        return None


def known_of(metadata: Mapping[str, Any], outcome: Checked | FileHeld) -> dict[str, Any] | None:
    """Return what a marked paper's metadata is after a look at its file; None: nothing new.

    A file that is held stays sealed in the paper, which says so: its pages are pixels of ours
    and stay as they are.
    """
    if metadata.get(UNCHECKED) is not True or outcome is Checked.NOT_YET:
        return None
    unmarked = {name: value for name, value in metadata.items() if name != UNCHECKED}
    if isinstance(outcome, FileHeld):
        return {**unmarked, HELD: outcome.found or outcome.doubt.value}
    return unmarked
