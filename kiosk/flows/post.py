"""What one session has at hand on its post: stores, parts, clock, chance, the agent.

Built once by the composition root; every flow takes it as its first argument.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import datetime
from typing import Protocol

from kiosk.copies.asking import MediumChild
from kiosk.copies.media import NONE_APPROVED, ApprovedMedia
from kiosk.crypto.keys import FORMAT_COSTS, FORMAT_FLOORS, Costs, Floors, Identity
from kiosk.domain.ids import StructureId
from kiosk.flows.api import SyncStatus
from kiosk.ports import Clock, Rng
from kiosk.vault.device_store import DeviceStore
from kiosk.vault.parts import PartFiles
from kiosk.vault.vault_store import VaultStore

__all__ = ["CUSTODY_X", "AccountFacts", "AgentLink", "Post", "unix_s"]

CUSTODY_X = "pin.custody"
"""The setting of device.db that holds custody's X25519 public key, told at enrolment."""


class AccountFacts(Protocol):
    """What deriving a password's keys needs, as the server tells it: not believed yet."""

    @property
    def id(self) -> bytes: ...

    @property
    def salt(self) -> bytes: ...

    @property
    def m(self) -> int: ...

    @property
    def t(self) -> int: ...

    @property
    def p(self) -> int: ...


class AgentLink(Protocol):
    """What a session may ask of the agent; answers come as records in the stores."""

    def kick(self) -> None:
        """Say that there is something to send; never waits."""
        ...

    def status(self) -> SyncStatus | None:
        """Return the agent's own view, or None when it does not answer at once."""
        ...

    def fetch_part(self, part: bytes) -> None:
        """Ask for a part that is elsewhere; never waits."""
        ...

    def fetch_journal(self, person: bytes) -> None:
        """Ask what the server's journal tells of a person, or by its id of this post's own
        structure; never waits."""
        ...

    def prove_journal(self) -> None:
        """Ask for the server's proof that it keeps this post's journal.

        Waits for the network, some seconds at most. Raises Unavailable, IntegrityFailure.
        """
        ...

    def fetch_person(self, login: str, auth: bytes) -> None:
        """Ask for a person's records, with the proof of their password; never waits."""
        ...

    def account(self, login: str) -> AccountFacts:
        """Return what the server says of an identifier; made-up values for unknown ones.

        Waits for the network, some seconds at most. Raises Unavailable.
        """
        ...

    def search(self, search: bytes, pro: bytes, box: bytes, signature: bytes) -> bytes:
        """Carry a boxed question to custody; return its boxed answer.

        Waits likewise. Raises Refused("sync.locked", seconds=n), Unavailable.
        """
        ...

    def bring_person(self, login: str, auth: bytes) -> bytes:
        """Bring a person's records into the vault, with the proof of their password.

        Waits likewise; returns the person's id. Raises Refused("sync.bad_proof"),
        Refused("sync.locked", seconds=n), Unavailable.
        """
        ...


@dataclass(slots=True)
class Post:
    """One post, as one session sees it. `vault` is None until a professional signed in."""

    device_store: DeviceStore
    open_vault: Callable[[bytes], VaultStore]
    parts: PartFiles
    clock: Clock
    rng: Rng
    device: Identity
    structure: StructureId
    device_secret: bytes = field(repr=False)
    agent: AgentLink | None = None
    vault: VaultStore | None = None
    tell_vault_key: Callable[[bytes], None] = lambda _key: None
    zone: str = "Europe/Paris"
    """Of the wall clock people here read (IANA)."""
    copy_media: ApprovedMedia = NONE_APPROVED
    """Where work copies may go (VLT-27)."""
    medium: MediumChild = field(default_factory=MediumChild)
    """What else is written to a medium goes through it: one that hangs keeps no session."""
    costs: Costs = FORMAT_COSTS
    floors: Floors = FORMAT_FLOORS
    """Tests alone give cheaper ones."""

    def ready_vault(self) -> VaultStore:
        """Return the open vault; a caller that may come earlier checks `vault` itself."""
        if self.vault is None:
            raise RuntimeError("the vault is opened by a professional's sign-in")
        return self.vault

    def kick(self) -> None:
        """Let the agent know that something waits to go; waits for nothing itself."""
        if self.agent is not None:
            self.agent.kick()

    def now_s(self) -> int:
        """Return the time that statements carry: Unix seconds, shown to people only."""
        return unix_s(self.clock.now())


def unix_s(at: datetime) -> int:
    """Return whole seconds since 1970 of an aware time."""
    return int(at.timestamp())
