"""A professional looks for a safe: who asks is checked and journalled, then custody answers.

Neither the question nor the answer can be read here (SHR-03, DER-11). The line in the journal
is written first: a question that custody refuses, or never gets, was asked all the same.
"""

from __future__ import annotations

from kiosk.crypto.failures import CannotOpen
from kiosk.crypto.finding import verify_question
from sync.protocol.codes import ErrorCode
from sync.protocol.messages import StructureState
from sync.protocol.search import SearchAnswer, SearchRequest
from sync.server import journal
from sync.server.acceptance import Post
from sync.server.custody.port import Custodian, Locked, Seeking
from sync.server.no import No
from sync.server.shelf import Shelf, StoredDirectory
from sync.server.store.database import Database
from sync.server.store.seen import Seen

__all__ = ["search"]

NO_WHILE = {
    StructureState.SUSPENDED: ErrorCode.STRUCTURE_SUSPENDED,
    StructureState.ENDED: ErrorCode.STRUCTURE_ENDED,
}


def search(
    database: Database,
    shelf: Shelf,
    custody: Custodian,
    post: Post,
    request: SearchRequest,
    *,
    now: int,
) -> SearchAnswer:
    """Return custody's answer to a question that this post's own professional signed."""
    if post.state in NO_WHILE:
        raise No(NO_WHILE[post.state])
    with database.writing() as rows:
        member = StoredDirectory(Seen(rows), shelf).member(post.structure, request.pro)
        if member is None or member.text("state") != "active":
            raise No(ErrorCode.NOT_ALLOWED)
        try:
            verify_question(
                member.data("ed"),
                device=post.device,
                search=request.search,
                box=request.box,
                signature=request.signature,
            )
        except CannotOpen as error:
            raise No(ErrorCode.BAD_PROOF) from error
        journal.act(
            rows,
            "safe_searched",
            now=now,
            device=post.device,
            pro=request.pro,
            structure=post.structure,
            search=request.search,
        )
    match custody.search(Seeking(request.search, post.device, request.pro, request.box)):
        case bytes(answer):
            return SearchAnswer(answer)
        case Locked(seconds):
            raise No(ErrorCode.LOCKED, seconds=seconds, retry_after_s=seconds)
        case None:
            raise No(ErrorCode.MALFORMED)
