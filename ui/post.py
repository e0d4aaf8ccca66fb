"""What a session works with, put together: stores opened where they are used, on the lane.

A connection belongs to the thread that opened it, so nothing is opened here: `OpenedPost`
opens device.db at the lane's first job and vault.db at the first sign-in that can.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field
from pathlib import Path

from kiosk.copies.media import approved_media
from kiosk.errors import Unavailable
from kiosk.flows.api import PersonSession, SyncStatus, WorkerSession
from kiosk.flows.entrance import LocalEntrance
from kiosk.flows.post import Post
from kiosk.flows.sending import status
from kiosk.flows.terms import TermsInForce
from kiosk.ports import SystemClock, SystemRng, machine_zone
from kiosk.session.agent_link import SocketAgentLink
from kiosk.session.channel import Begin
from kiosk.settings import load_settings
from kiosk.vault.database import open_database
from kiosk.vault.device_store import DeviceStore
from kiosk.vault.locations import PostPaths
from kiosk.vault.parts import PartFiles
from kiosk.vault.vault_store import VaultStore
from resources.texts import LANGUAGES, REFERENCE, TextKind, load

__all__ = ["LaneEntrance", "terms_in_force"]


@dataclass(slots=True)
class LaneEntrance:
    """`Entrance` of this post; every call is made on the session's local lane."""

    begin: Begin = field(repr=False)
    tell_vault_key: Callable[[bytes], None]
    agent: SocketAgentLink
    _entrance: LocalEntrance | None = None

    def warm(self) -> None:
        """Open what can be opened before anybody signs in."""
        if PostPaths(Path(self.begin.state_dir)).device_db.exists():
            self._opened()

    def is_enrolled(self) -> bool:
        """Return whether this post was installed (a code was used)."""
        paths = PostPaths(Path(self.begin.state_dir))
        if not paths.device_db.exists():
            return False
        return self._opened_store(paths).pins() is not None

    def worker_sign_in(self, login: str, password: str) -> WorkerSession:
        return self._opened().worker_sign_in(login, password)

    def person_sign_in(self, login: str, password: str) -> PersonSession:
        return self._opened().person_sign_in(login, password)

    def line(self) -> SyncStatus:
        """Return what the frame says of the network. Raises Unavailable before enrolment."""
        return status(self._opened().post)

    def _opened(self) -> LocalEntrance:
        if self._entrance is None:
            self._entrance = LocalEntrance(
                self._open(),
                terms_in_force(TextKind.TERMS),
                terms_in_force(TextKind.TERMS_PROFESSIONAL),
            )
        return self._entrance

    def _open(self) -> Post:
        paths, clock = PostPaths(Path(self.begin.state_dir)), SystemClock()
        store = self._opened_store(paths)
        device, pins = store.device_identity(), store.pins()
        if device is None or pins is None:
            raise Unavailable("sign_in.not_enrolled")
        parts, settings = PartFiles(paths.parts), load_settings().settings

        def open_vault(key: bytes) -> VaultStore:
            return VaultStore(open_database(paths.vault_db, key, "vault"), parts, clock)

        post = Post(
            device_store=store,
            open_vault=open_vault,
            parts=parts,
            clock=clock,
            rng=SystemRng(),
            device=device,
            structure=pins.structure,
            device_secret=self.begin.device_secret,
            agent=self.agent,
            tell_vault_key=self.tell_vault_key,
            zone=machine_zone(),
            copy_media=approved_media(settings.copy_folders, settings.copy_devices),
        )
        if self.begin.vault_key is not None:
            post.vault = open_vault(self.begin.vault_key)
        return post

    def _opened_store(self, paths: PostPaths) -> DeviceStore:
        database = open_database(paths.device_db, self.begin.device_secret, "device")
        return DeviceStore(database, SystemClock())


def terms_in_force(kind: TextKind) -> TermsInForce:
    """Return the terms as they are shipped: the version of the reference, in every language."""
    texts = [load(kind, language) for language in LANGUAGES]
    return TermsInForce(
        load(kind, REFERENCE).version, {text.sha256: text.language for text in texts}
    )
