"""Step 3: send sealed parts, small before big, as many or as large a piece as the line bears.

A part never begun is sent from its first byte without asking; one begun, or about which
the server disagrees, goes on from the offset the server holds. A restart anywhere costs
at most one piece. The whole is hashed by the server before it counts.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from functools import partial
from typing import assert_never

from kiosk.errors import KioskError
from kiosk.vault.parts import PartFiles
from kiosk.vault.vault_store import PartRow, PartState, VaultStore
from sync.agent.adapt import BUNDLES_A_LANE, bundles
from sync.agent.exchange import Exchange, Sending
from sync.agent.server import HashMismatch, NotNow, Piece, Server, WrongOffset
from sync.protocol.codes import ErrorCode, error_key
from sync.protocol.frames import WholePart
from sync.protocol.limits import CHUNK_MAX_BYTES
from sync.protocol.messages import PartFate

__all__ = ["note_sent_beside", "send_beside", "upload_step"]

Bundles = tuple[tuple[PartRow, ...], ...]
Job = Callable[[Server], Sequence[PartFate]]

MARKS_TOGETHER = 32
"""Parts noted as sent in one transaction, for each that goes side by side: on a slow line
their papers follow soon; a crash before it costs one question each."""
RESTARTS = 3
"""How often one part begins again in a pass, before the line is given a rest."""


def upload_step(x: Exchange, is_called_away: Callable[[], bool]) -> bool:
    """Send some parts; return whether any arrived, so that their items may go now.

    Short parts go in bundles, side by side; longer ones one after the other. Ends early
    between two of them when `is_called_away`: a withdrawal or a page somebody waits for
    goes first, and a part begun goes on later from where it is.

    Raises: NotNow and the failures of `Server`, with what had arrived noted.
    """
    if x.vault is None:
        return False
    if x.sending is not None:
        return note_sent_beside(x)
    short: list[PartRow] = []
    long: list[PartRow] = []
    for part in x.vault.part_queue(MARKS_TOGETHER * x.line.width):
        (short if _is_short(x, part) else long).append(part)
    arrived: list[PartRow] = []
    try:
        _send_together(x, x.vault, short, arrived)
        for part in long:
            if is_called_away():
                break
            if arrived and _is_short(x, part):
                break  # the line proved quick: this one and what follows go side by side
            if _send(x, x.vault, part, is_called_away):
                arrived.append(part)
    finally:
        _note_sent(x.vault, arrived)
    return bool(arrived)


def send_beside(x: Exchange) -> None:
    """Let some short parts go up while statements are offered, where the line is quick."""
    if x.vault is None or x.sending is not None or not (x.goes_side_by_side and x.line.is_quick):
        return
    queue = x.vault.part_queue(MARKS_TOGETHER * x.line.width)
    if short := [part for part in queue if _is_short(x, part)]:
        shares, jobs = _round(x, short)
        x.sending = Sending(shares, x.lanes.begin(jobs, x.line.width), x.clock.boottime_s())


def note_sent_beside(x: Exchange) -> bool:
    """Wait for what goes beside and note it; return whether anything arrived. Raises NotNow."""
    sending, x.sending = x.sending, None
    if x.vault is None or sending is None:
        return False
    arrived: list[PartRow] = []
    try:
        results = sending.under_way.wait()
        _take(x, x.vault, sending.shares, results, sending.began_at_s, arrived)
    finally:
        _note_sent(x.vault, arrived)
    return bool(arrived)


def _is_short(x: Exchange, part: PartRow) -> bool:
    is_new = part.state is PartState.LOCAL
    return is_new and part.size <= x.line.chunk_bytes and x.parts.size(part.id) == part.size


def _round(x: Exchange, parts: Sequence[PartRow]) -> tuple[Bundles, list[Job]]:
    """Return the bundles of one round, and what sends each: few, so that the next follow the
    line."""
    shares = bundles(parts, most_bytes=x.line.chunk_bytes)[: BUNDLES_A_LANE * x.line.width]
    return shares, [partial(_send_bundle, x.parts, share) for share in shares]


def _send_together(
    x: Exchange, vault: VaultStore, parts: list[PartRow], arrived: list[PartRow]
) -> None:
    """Send whole parts, several bundles at a time; add those that are there to `arrived`."""
    if not parts:
        return
    began_s = x.clock.boottime_s()
    shares, jobs = _round(x, parts)
    _take(x, vault, shares, x.lanes.run(jobs, x.line.width), began_s, arrived)


def _take(
    x: Exchange,
    vault: VaultStore,
    shares: Sequence[Sequence[PartRow]],
    results: Sequence[Sequence[PartFate] | KioskError],
    began_s: float,
    arrived: list[PartRow],
) -> None:
    """Add the parts that are there to `arrived`, and follow the line's pace.

    One about which the server disagrees is noted as begun: it goes by itself next time,
    from the offset the server holds. Raises the first other failure.
    """
    failures: list[KioskError] = []
    for share, result in zip(shares, results, strict=True):
        if isinstance(result, KioskError):
            failures.append(result)
            continue
        for part, fate in zip(share, result, strict=True):
            match fate:
                case PartFate.STORED:
                    arrived.append(part)
                case PartFate.HASH_MISMATCH:
                    with vault.transaction() as tx:
                        tx.part_progress(part.id, 0)
                case PartFate.NOT_ALLOWED:
                    failures.append(NotNow(error_key(ErrorCode.NOT_ALLOWED)))
                case _ as never:
                    assert_never(never)
    if failures:
        x.line.bundles_were_cut()
        raise failures[0]
    x.line.bundles_came(len(shares), x.clock.boottime_s() - began_s)


def _send_bundle(files: PartFiles, parts: Sequence[PartRow], line: Server) -> Sequence[PartFate]:
    wholes = [WholePart(part.id, part.sha256, files.read(part.id)) for part in parts]
    return [each.fate for each in line.send_parts(wholes).answers]


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
            content = file.read(min(x.line.chunk_bytes, CHUNK_MAX_BYTES, part.size - offset))
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
                x.line.piece_was_cut()
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
    x.line.piece_came(x.clock.boottime_s() - began_s)
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
