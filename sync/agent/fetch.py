"""Step 5: bring parts here, the one a person waits for first, within a quota.

A part is kept only if its hash is the one its signed item names. What was fetched by
anticipation (papers that changed, persons seen lately) stays within the quota: the least
recently used parts leave, never one that the server does not have.
"""

from __future__ import annotations

import hashlib
from collections import OrderedDict
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, field
from functools import partial

from kiosk.crypto.encoding import dec, enc
from kiosk.errors import IntegrityFailure, KioskError, Unavailable
from kiosk.vault.parts import PartFiles
from kiosk.vault.store import Reads
from kiosk.vault.vault_store import PartRow, PartState, VaultStore, VaultTx
from sync.agent.adapt import BUNDLES_A_LANE, bundles
from sync.agent.exchange import Exchange
from sync.agent.server import NotFound, NotNow, Server

__all__ = ["Wanted", "fetch_part", "fetch_step", "remember", "want_recent"]

RECENT_PERSONS = 50
"""Persons served here last whose papers are fetched when the agent starts."""
REMEMBERED_MAX = 2000
WANTED = "fetch.owners"
"""Setting of vault.db: persons whose papers changed and are not all here yet."""
EVICTED_TOGETHER = 50
CUT_SHORT_BYTES, CUT_SHORT_MAX = 4096, 16
"""A line cut again and again after so little, so often in a row, is left to rest: a server that
answers byte by byte must not hold everything else up."""
TOGETHER_COUNT = 200
TOGETHER_BYTES = 16 * 1024 * 1024
MEASURED_AGAIN_BYTES = 64 * 1024 * 1024
"""The folder of parts is measured again after this much, because sessions write there too."""

Kept = Callable[[], KioskError | None]
"""What came of keeping a part: nothing speaks against it, or what does."""
Keep = Callable[[Kept], Kept]
"""Starts keeping a part, here or beside; returns what waits for the outcome."""


@dataclass(slots=True)
class Wanted:
    """Whose parts to fetch next, in order; `remember` keeps the list over a restart."""

    owners: OrderedDict[bytes, None] = field(default_factory=OrderedDict)
    given_up: set[bytes] = field(default_factory=set)
    """Parts the server did not have or that were not what they should be, in this run."""
    parts: list[PartRow] = field(default_factory=list)
    """Of the first owner, those still to come."""
    room_bytes: int = 0
    """What may still come before the folder is measured again."""

    def add(self, owners: Iterable[bytes]) -> None:
        for owner in owners:
            self.owners[owner] = None


def remember(tx: VaultTx, owners: Iterable[bytes]) -> None:
    """Add to the list that a restart finds again, in the transaction of the page."""
    held = dict.fromkeys(_remembered(tx))
    both = held | dict.fromkeys(owners)
    if both != held:
        tx.set_setting(WANTED, enc(*list(both)[-REMEMBERED_MAX:]))


def want_recent(x: Exchange, wanted: Wanted) -> None:
    """At the start, and when the vault opens: think of those who were here lately."""
    if x.vault is not None:
        wanted.add(_remembered(x.vault))
        wanted.add(x.vault.recently_seen(RECENT_PERSONS))


def fetch_step(x: Exchange, wanted: Wanted) -> bool:
    """Fetch some parts somebody may soon want; return whether more are wanted.

    Stops wanting when the quota is full: what nobody asked for takes nobody's place.
    """
    if x.vault is None:
        return False
    parts = _next_parts(x, x.vault, wanted)
    if parts:
        _fetch_together(x, x.vault, parts, wanted)
        return True
    if x.vault.setting(WANTED) is not None:
        with x.vault.transaction() as tx:
            tx.set_setting(WANTED, None)
    return False


def fetch_part(x: Exchange, part: bytes) -> None:
    """Bring one part here now, for the person in front of the screen.

    Raises: Unavailable("paper.not_here") when this post knows of no such part or the
    server does not have it, IntegrityFailure("sync.wrong_part"), NotNow.
    """
    held = x.vault.part(part) if x.vault is not None else None
    if x.vault is None or held is None:
        raise Unavailable("paper.not_here")
    if held.state is not PartState.REMOTE:
        return
    _make_room(x, x.vault, held.size)
    try:
        _bring(x.parts, held, x.server)
    except NotFound as error:
        raise Unavailable("paper.not_here") from error
    with x.vault.transaction() as tx:
        tx.part_fetched(part)


def _remembered(reads: Reads) -> list[bytes]:
    held = reads.setting(WANTED)
    return [] if held is None else dec(held)


def _next_parts(x: Exchange, vault: VaultStore, wanted: Wanted) -> list[PartRow]:
    """Take from the list what goes together: a few parts, and not much memory."""
    found: list[PartRow] = []
    size = 0
    most_bytes = min(TOGETHER_BYTES, BUNDLES_A_LANE * x.line.width * x.line.chunk_bytes)
    while wanted.parts or wanted.owners:
        if not wanted.parts:
            owner, _ = wanted.owners.popitem(last=False)
            wanted.parts = [
                part for part in vault.parts_to_fetch(owner) if part.id not in wanted.given_up
            ]
            continue
        part = wanted.parts[0]
        if found and (len(found) == TOGETHER_COUNT or size + part.size > most_bytes):
            break
        if part.size > wanted.room_bytes:
            wanted.room_bytes = min(MEASURED_AGAIN_BYTES, x.quota_bytes - x.parts.bytes_held())
        if part.size > wanted.room_bytes:
            wanted.parts.clear()
            wanted.owners.clear()
            break
        wanted.room_bytes -= part.size
        size += part.size
        found.append(wanted.parts.pop(0))
    return found


def _fetch_together(
    x: Exchange, vault: VaultStore, parts: Sequence[PartRow], wanted: Wanted
) -> None:
    """Bring parts here side by side, then note them in one transaction.

    Raises the first failure of the line, with what did come noted; the rest is wanted still.
    """
    began_s = x.clock.boottime_s()
    shares = bundles(parts, most_bytes=x.line.chunk_bytes)
    keep: Keep = x.lanes.keep if x.goes_side_by_side else _kept_at_once
    jobs = [partial(_bring_bundle, x.parts, share, keep) for share in shares]
    here: list[PartRow] = []
    failures: list[KioskError] = []
    for share, found in zip(shares, x.lanes.run(jobs, x.line.width), strict=True):
        results = [found] * len(share) if isinstance(found, KioskError) else found
        for part, result in zip(share, results, strict=True):
            if result is None:
                here.append(part)
            elif isinstance(result, NotFound | IntegrityFailure):
                wanted.given_up.add(part.id)
            else:
                failures.append(result)
                wanted.parts.insert(0, part)
    if here:
        with vault.transaction() as tx:
            for part in here:
                held = tx.part(part.id)
                if held is not None and held.state is PartState.REMOTE:
                    tx.part_fetched(part.id)
    if failures:
        x.line.bundles_were_cut()
        raise failures[0]
    x.line.bundles_came(len(shares), x.clock.boottime_s() - began_s)


def _bring_bundle(
    files: PartFiles, parts: Sequence[PartRow], keep: Keep, line: Server
) -> Sequence[KioskError | None]:
    """Bring parts here in one answer; return what came of each, None for one that is kept.

    While one waits for the disk the next are read.

    A part alone goes by itself: a cut in the middle of it loses nothing then.
    """
    if len(parts) == 1:
        _bring(files, parts[0], line)
        return [None]
    under_way: list[Kept] = []
    missing: KioskError = IntegrityFailure("sync.wrong_part")
    try:
        for part, sealed in zip(parts, line.read_parts([p.id for p in parts]), strict=False):
            under_way.append(keep(partial(_kept, files, part, sealed)))
    except KioskError as error:
        missing = error
    results = [result() for result in under_way]
    return [*results, *[missing] * (len(parts) - len(results))]


def _kept(files: PartFiles, part: PartRow, sealed: bytes) -> KioskError | None:
    """Write a part's file if it is the part its item names; return what speaks against it."""
    if not sealed:
        return NotFound()
    if not _is_right(part, sealed):
        return IntegrityFailure("sync.wrong_part")
    try:
        files.write(part.id, sealed)
    except KioskError as error:
        return error
    return None


def _kept_at_once(job: Kept) -> Kept:
    result = job()
    return lambda: result


def _is_right(part: PartRow, sealed: bytes | bytearray) -> bool:
    """Say whether these are the bytes that the part's signed item names."""
    return hashlib.sha256(sealed).digest() == part.sha256


def _bring(files: PartFiles, part: PartRow, line: Server) -> None:
    """Read a part, check it, write its file.

    A cut in the middle goes on from there. Raises: IntegrityFailure("sync.wrong_part")
    for anything but the bytes the item names, NotFound, NotNow.
    """
    sealed, cut_short = bytearray(), 0
    while len(sealed) < part.size:
        before = len(sealed)
        try:
            for piece in line.read_part(part.id, before):
                sealed += piece
                if len(sealed) > part.size:
                    raise IntegrityFailure("sync.wrong_part")
        except NotNow:
            cut_short = cut_short + 1 if len(sealed) - before < CUT_SHORT_BYTES else 0
            if len(sealed) == before or cut_short == CUT_SHORT_MAX:
                raise  # not a byte came, or hardly any: rest; else go on from where it was cut
            continue
        if len(sealed) == before:
            raise IntegrityFailure("sync.wrong_part")
        if len(sealed) < part.size:
            raise IntegrityFailure("sync.wrong_part")  # ended, not cut: it is shorter
    if not _is_right(part, sealed):
        raise IntegrityFailure("sync.wrong_part")
    files.write(part.id, bytes(sealed))


def _make_room(x: Exchange, vault: VaultStore, size: int) -> None:
    """Let the least used parts go until `size` more bytes fit the quota, if any may go."""
    excess = x.parts.bytes_held() + size - x.quota_bytes
    while excess > 0:
        gone: list[PartRow] = []
        with vault.transaction() as tx:
            for part in tx.least_used_parts(EVICTED_TOGETHER):
                if excess <= 0:
                    break
                if tx.part_evicted(part.id):
                    gone.append(part)
                    excess -= part.size
        for part in gone:
            x.parts.delete(part.id)
        if not gone:
            return
