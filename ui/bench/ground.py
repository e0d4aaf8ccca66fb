"""What benches stand on: a display of their own, a network of real processes, an open post.

Bytecode is kept, as an installed program keeps it: where the environment forbids that,
every start would measure the compiler.
"""

from __future__ import annotations

import os
import shutil
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path

from kiosk.crypto.credentials import open_credential
from kiosk.crypto.keys import Identity
from kiosk.domain.ids import ProId, StructureId
from kiosk.errors import Unavailable
from kiosk.flows.entrance import open_pepper
from kiosk.flows.post import Post
from kiosk.flows.shared_key import Recipient
from kiosk.ports import SystemClock, SystemRng
from kiosk.session.agent_link import SocketAgentLink
from kiosk.session.channel import Begin, Mode
from kiosk.vault.database import open_database
from kiosk.vault.device_secret import FileKeystore, load_or_create
from kiosk.vault.device_store import DeviceStore
from kiosk.vault.locations import PostPaths
from kiosk.vault.parts import PartFiles
from kiosk.vault.vault_store import VaultStore
from ui.post import LaneEntrance
from ui.tour.display import virtual_display
from ui.tour.network import Account, DemoNetwork, DemoPost, Person
from ui.tour.people import settle_in

__all__ = ["Ground", "OpenPost", "Sizes", "entrance_of", "open_post", "settled", "someone"]

COMPILES = "PYTHONDONTWRITEBYTECODE"


@dataclass(frozen=True, slots=True)
class Sizes:
    """How much is measured, and how often."""

    runs: int = 5
    people: int = 10_000
    records: int = 1000
    parts: int = 200
    pages: int = 20


@dataclass(frozen=True, slots=True)
class Ground:
    """A running server and an enrolled post that one worker has taken up."""

    network: DemoNetwork
    display: str
    structure: str
    post: DemoPost
    worker: Account
    logins: tuple[str, ...]
    person_password: str = field(repr=False)


@dataclass(frozen=True, slots=True)
class OpenPost:
    """A post's stores and whoever signs on it. One thread; `close` when done."""

    paths: PostPaths
    device_secret: bytes = field(repr=False)
    vault_key: bytes = field(repr=False)
    device_store: DeviceStore
    vault: VaultStore
    pro: Identity
    device: Identity
    structure: StructureId
    recipient: Recipient
    """The structure, to whom people's shared keys are boxed."""

    def close(self) -> None:
        self.vault.close()
        self.device_store.close()


@contextmanager
def settled(folder: Path, people: Sequence[Person] = ()) -> Iterator[Ground]:
    """Yield a network of processes drawn on a display of its own; end all of it.

    Raises: Unavailable("session.cannot_start") without Xvfb: pictures must be drawn.
    """
    if shutil.which("Xvfb") is None:
        raise Unavailable("session.cannot_start")
    before = os.environ.pop(COMPILES, None)
    try:
        with virtual_display() as display, DemoNetwork(folder, display) as network:
            structure = network.add_structure("Relais du Port")
            worker = network.add_worker(structure, "Nadia Karim")
            post = network.enrol(structure, "poste", "Bureau 1")
            made = settle_in(post, worker, people)
            yield Ground(
                network,
                display["DISPLAY"],
                structure,
                post,
                made.worker,
                made.logins,
                made.person_password,
            )
    finally:
        if before is not None:
            os.environ[COMPILES] = before


def someone(count: int = 1) -> tuple[Person, ...]:
    """Return made-up people with one paper each."""
    names = (("Awa", "Diop"), ("Karim", "Benali"), ("Olena", "Marchenko"))
    return tuple(
        Person(*names[index % len(names)], 1980 + index, ("Attestation",)) for index in range(count)
    )


def entrance_of(post: DemoPost, keys: list[bytes] | None = None) -> LaneEntrance:
    """Return the way into a post that does not run; `keys` gets the vault's."""
    paths = PostPaths(post.state_dir, runtime_base=post.runtime_dir)
    paths.make()
    secret, _ = load_or_create(paths, keystores=(FileKeystore(paths.secret_file),))
    begin = Begin(Mode.DESK, "fr", secret, None, str(paths.runtime), str(paths.state_dir))
    told = keys if keys is not None else []
    return LaneEntrance(begin, told.append, SocketAgentLink(paths.runtime))


def open_post(post: DemoPost, worker: Account) -> OpenPost:
    """Open a post's stores as its worker and its agent do."""
    keys: list[bytes] = []
    entrance = entrance_of(post, keys)
    entrance.worker_sign_in(worker.login, worker.password).close()
    paths = PostPaths(post.state_dir, runtime_base=post.runtime_dir)
    clock, parts = SystemClock(), PartFiles(paths.parts)
    store = DeviceStore(
        open_database(paths.device_db, entrance.begin.device_secret, "device"), clock
    )
    vault = VaultStore(open_database(paths.vault_db, keys[0], "vault"), parts, clock)
    device, pins = store.device_identity(), store.pins()
    member = store.member_by_login(worker.login)
    if device is None or pins is None or member is None:
        raise Unavailable("sign_in.not_enrolled")
    pro, public = ProId(member.id("pro")), store.structure_key(pins.structure)
    cred = store.credential(pro)
    if cred is None or public is None:
        raise Unavailable("sign_in.not_enrolled")
    opened = Post(
        device_store=store,
        open_vault=lambda _key: vault,
        parts=parts,
        clock=clock,
        rng=SystemRng(),
        device=device,
        structure=pins.structure,
        device_secret=entrance.begin.device_secret,
    )
    return OpenPost(
        paths=paths,
        device_secret=entrance.begin.device_secret,
        vault_key=keys[0],
        device_store=store,
        vault=vault,
        pro=open_credential(cred, worker.password, pepper=open_pepper(opened)),
        device=device,
        structure=pins.structure,
        recipient=Recipient(pins.structure, public.data("x"), public.number("skv")),
    )
