"""What one exchange has at hand: the post's stores, its keys, the server, time and chance."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field

from kiosk.copies.media import NONE_APPROVED, ApprovedMedia
from kiosk.crypto.keys import Identity
from kiosk.domain.ids import StructureId
from kiosk.ports import Clock, Rng
from kiosk.vault.device_store import PIN_SERVER, DeviceStore
from kiosk.vault.parts import PartFiles
from kiosk.vault.vault_store import PartRow, VaultStore
from sync.agent.adapt import (
    CHUNK_MIN_BYTES,
    CHUNK_SLOW_BYTES,
    after_answer,
    after_cut,
)
from sync.agent.lanes import LANES_MAX, Lanes, UnderWay
from sync.agent.server import Server
from sync.protocol.frames import Page
from sync.protocol.limits import BUNDLE_MAX_BYTES
from sync.protocol.messages import PartFate, StructureState

__all__ = ["CUSTODY_X", "SERVER_ED", "Exchange", "Line", "NextPage", "Sending", "now_s"]

SERVER_ED = PIN_SERVER
"""Setting of device.db: the public key of the server's receipts, pinned at enrolment."""
CUSTODY_X = "pin.custody"
"""Setting of device.db: the public key to which sessions box what only custody may use."""

CHUNK_FIRST_BYTES = 128 * 1024
BATCH_FIRST_COUNT = 500
WIDTH_FIRST = 2


@dataclass(slots=True)
class Line:
    """What this run of the agent has learnt of the line; forgotten when it ends.

    The numbers adapt by `adapt.py`: halved by a cut, grown by a quick answer.
    """

    is_signed_in: bool = False
    connected_at_s: float = 0.0
    batch_count: int = BATCH_FIRST_COUNT
    page_count: int = BATCH_FIRST_COUNT
    chunk_bytes: int = CHUNK_FIRST_BYTES
    """Of parts in one request: a piece of one, or several whole ones."""
    width: int = WIDTH_FIRST
    """Parts on their way at once."""
    is_quick: bool = False
    """The last answers came at once: statements and parts may go at the same time. On a slow
    line parts would take what withdrawals and statements need (sync.md 3)."""
    structure_state: StructureState = StructureState.ACTIVE
    """While it is not active, only withdrawals go out (ROL-28)."""
    clock_offset_s: int = 0
    """The server's time minus ours: shown to IT when it is large, trusted for nothing."""

    def piece_came(self, took_s: float) -> None:
        """One request with bytes of parts was answered. However slow, it makes the next no
        smaller than `CHUNK_SLOW_BYTES`: below that, only cuts do."""
        least = min(self.chunk_bytes, CHUNK_SLOW_BYTES)
        self.chunk_bytes = after_answer(
            self.chunk_bytes, took_s=took_s, least=least, most=BUNDLE_MAX_BYTES
        )

    def piece_was_cut(self) -> None:
        """One request with bytes of parts was not answered."""
        self.chunk_bytes = after_cut(self.chunk_bytes, least=CHUNK_MIN_BYTES)

    def bundles_came(self, count: int, took_s: float) -> None:
        """A round of `count` bundles, side by side, took this long altogether."""
        each_s = took_s * min(self.width, count) / count
        self.width = after_answer(self.width, took_s=each_s, least=1, most=LANES_MAX)
        self.piece_came(each_s)

    def bundles_were_cut(self) -> None:
        """Not every bundle of a round was answered."""
        self.width = after_cut(self.width, least=1)
        self.piece_was_cut()


@dataclass(frozen=True, slots=True)
class Sending:
    """Parts on their way since `began_at_s`, beside whatever else is done."""

    shares: tuple[tuple[PartRow, ...], ...]
    """A bundle each."""
    under_way: UnderWay[Sequence[PartFate]]
    began_at_s: float


@dataclass(frozen=True, slots=True)
class NextPage:
    """The page after a cursor, asked for while the one before is still being kept."""

    after: str
    under_way: UnderWay[Page]
    began_at_s: float


@dataclass(slots=True)
class Exchange:
    """One post and its server, used by one thread.

    `vault` is None until a professional signed in since the machine started: until then
    only the structure's world and device.db's outbox are exchanged.
    """

    server: Server
    device_store: DeviceStore
    parts: PartFiles
    clock: Clock
    rng: Rng
    device: Identity
    structure: StructureId
    root_ed: bytes
    server_ed: bytes
    vault: VaultStore | None = None
    quota_bytes: int = 2048 * 1024 * 1024
    copy_media: ApprovedMedia = NONE_APPROVED
    """Where work copies may be that have to be deleted in time (LIF-13)."""
    line: Line = field(default_factory=Line)
    goes_side_by_side: bool = True
    """False: one thing at a time, in an order that a seed decides."""
    sending: Sending | None = None
    next_page: NextPage | None = None
    lanes: Lanes = field(init=False)

    def __post_init__(self) -> None:
        self.lanes = Lanes(self.server)

    def close(self) -> None:
        """End the lines; the databases are their owner's to close."""
        self.lanes.close()
        self.server.close()


def now_s(clock: Clock) -> int:
    """Return Unix seconds by this machine's clock."""
    return int(clock.now().timestamp())
