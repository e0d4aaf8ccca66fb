"""Papers that do not outlast a session on this machine: health data (DER-14, VLT-30).

What a paper is, is written in its sealed metadata: neither agent nor server can tell (RGPD
art. 9 data stays unnamed to them). The session that opens or files one notes its parts; they
leave with the session, or with the next one after a power cut, as soon as the server has them.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any

from kiosk.flows.api import PaperKind
from kiosk.flows.post import Post

__all__ = ["is_passing", "let_passing_go", "note_passing"]

ARTICLE_9 = frozenset({PaperKind.HEALTH_CARD.value, PaperKind.PRESCRIPTION.value})
"""Families whose papers tell of somebody's health, whatever was asked when they were filed."""


def is_passing(metadata: Mapping[str, Any]) -> bool:
    """Return whether a paper, by its opened metadata, is one that does not stay."""
    is_named = isinstance(metadata.get("sensitive"), str) and metadata["sensitive"] != ""
    return is_named or metadata.get("paper_kind") in ARTICLE_9


def note_passing(post: Post, metadata: Iterable[Mapping[str, Any]]) -> None:
    """Note which parts do not stay, of papers just opened. Writes only what is new."""
    parts = [
        bytes.fromhex(part["id"]) for each in metadata if is_passing(each) for part in each["parts"]
    ]
    vault = post.ready_vault()
    if fresh := vault.staying(parts):
        with vault.transaction() as tx:
            tx.parts_pass(fresh)


def let_passing_go(post: Post) -> None:
    """Take what does not stay off this machine, but for what the server does not have yet."""
    if post.vault is not None:
        post.vault.let_passing_go(post.now_s())
