"""Step 3: send sealed parts, small before big, in pieces that follow the line.

A part never begun is sent from its first byte without asking; one begun, or about which
the server disagrees, goes on from the offset the server holds. A restart anywhere costs
at most one piece. The whole is hashed by the server before it counts.
"""

from __future__ import annotations

from collections.abc import Callable

from kiosk.vault.vault_store import PartRow, PartState, VaultStore
from sync.agent.adapt import CHUNK_MIN_BYTES, after_answer, after_cut
from sync.agent.exchange import Exchange
from sync.agent.server import HashMismatch, NotNow, Piece, WrongOffset
from sync.protocol.limits import CHUNK_MAX_BYTES

__all__ = ["upload_step"]

MARKS_TOGETHER = 16
"""Parts noted as sent in one transaction: a crash before it costs one question each."""
RESTARTS = 3
"""How often one part begins again in a pass, before the line is given a rest."""


def upload_step(x: Exchange, is_called_away: Callable[[], bool]) -> bool:
    """Send some parts; return whether any arrived, so that their items may go now.

    Ends early between two pieces when `is_called_away`: a withdrawal or a page somebody
    waits for goes first, and the part goes on later from where it is.

    Raises: NotNow and the failures of `Server`, with what had arrived noted.
    """
    if x.vault is None:
        return False
    arrived: list[PartRow] = []
    try:
        for part in x.vault.part_queue(MARKS_TOGETHER):
            if is_called_away():
                break
            if _send(x, x.vault, part, is_called_away):
                arrived.append(part)
    finally:
        _note_sent(x.vault, arrived)
    return bool(arrived)


def _send(
    x: Exchange, vault: VaultStore, part: PartRow, is_called_away: Callable[[], bool]
) -> bool:
    """Send one part; return whether the server has the whole of it now."""
    if x.parts.size(part.id) != part.size:
        return False  # its paper stays among what waits: seen, and nothing else held up
    offset = x.server.part_offset(part.id) if part.state is PartState.UPLOADING else 0
    restarts = 0
    with x.parts.open(part.id) as file:
        while offset < part.size:
            file.seek(offset)
            content = file.read(min(x.line.chunk_bytes, part.size - offset))
            piece = Piece(part.id, part.sha256, part.size, offset, content)
            try:
                offset = _send_piece(x, piece)
            except (WrongOffset, HashMismatch) as wrong:
                restarts += 1
                if restarts > RESTARTS:
                    raise NotNow(wrong.message_key) from wrong
                offset = wrong.offset if isinstance(wrong, WrongOffset) else 0
                offset = min(offset, part.size)
            except NotNow:
                x.line.chunk_bytes = after_cut(x.line.chunk_bytes, least=CHUNK_MIN_BYTES)
                raise
            if offset < part.size:
                with vault.transaction() as tx:
                    tx.part_progress(part.id, offset)
                if is_called_away():
                    return False
    return True


def _send_piece(x: Exchange, piece: Piece) -> int:
    began_s = x.clock.boottime_s()
    offset = x.server.send_piece(piece)
    x.line.chunk_bytes = after_answer(
        x.line.chunk_bytes,
        took_s=x.clock.boottime_s() - began_s,
        least=CHUNK_MIN_BYTES,
        most=CHUNK_MAX_BYTES,
    )
    if not piece.offset < offset <= piece.total_bytes:
        raise WrongOffset(min(offset, piece.total_bytes))
    return offset


def _note_sent(vault: VaultStore, arrived: list[PartRow]) -> None:
    if not arrived:
        return
    with vault.transaction() as tx:
        for part in arrived:
            tx.part_sent(part.id)
        tx.wake_waiting()
