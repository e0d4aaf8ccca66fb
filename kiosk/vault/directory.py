"""What this post has accepted so far, as the rules of trust ask for it (`kiosk.crypto.trust`)."""

from __future__ import annotations

from kiosk.crypto.statements import Statement
from kiosk.errors import Unavailable
from kiosk.vault.device_store import DeviceReads
from kiosk.vault.vault_store import VaultReads

__all__ = ["PostDirectory"]


class PostDirectory:
    """The directory over both databases; over open transactions, it sees what they wrote.

    `vault` is None until a professional has signed in since the machine started: persons
    are then unknown, and what concerns them waits. The newest statement on a subject is
    the one that prevails: highest n, at equal n the removal.
    """

    def __init__(
        self, device: DeviceReads, vault: VaultReads | None, *, root_ed: bytes | None = None
    ) -> None:
        self._device = device
        self._vault = vault
        self._root_ed = root_ed

    def root_ed(self) -> bytes:
        """Return the network root's public key, pinned at enrolment.

        Raises Unavailable("sign_in.not_enrolled") before it.
        """
        if self._root_ed is None:
            pins = self._device.pins()
            if pins is None:
                raise Unavailable("sign_in.not_enrolled")
            self._root_ed = pins.root_ed
        return self._root_ed

    def charter(self, structure: bytes) -> Statement | None:
        return self._device.charter(structure)

    def skey(self, structure: bytes, skv: int) -> Statement | None:
        return self._device.structure_key(structure, skv)

    def member(self, structure: bytes, pro: bytes) -> Statement | None:
        return self._device.member(structure, pro)

    def structure_of(self, pro: bytes) -> bytes | None:
        return self._device.structure_of(pro)

    def ticket(self, ticket: bytes) -> Statement | None:
        return self._device.ticket(ticket)

    def device(self, device: bytes) -> Statement | None:
        return self._device.device(device)

    def identity(self, person: bytes) -> Statement | None:
        return None if self._vault is None else self._vault.identity(person)

    def affiliation(self, person: bytes, structure: bytes) -> Statement | None:
        return None if self._vault is None else self._vault.affiliation(person, structure)
