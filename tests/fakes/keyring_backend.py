"""A secret store of an operating system, in memory."""

from __future__ import annotations

from dataclasses import dataclass, field

from keyring.errors import KeyringLocked


@dataclass(slots=True)
class FakeKeyring:
    is_locked: bool = False
    held: dict[tuple[str, str], str] = field(default_factory=dict)

    def get_password(self, service: str, username: str) -> str | None:
        self._check()
        return self.held.get((service, username))

    def set_password(self, service: str, username: str, password: str) -> None:
        self._check()
        self.held[service, username] = password

    def _check(self) -> None:
        if self.is_locked:
            raise KeyringLocked("locked")
