"""The agent as a child of the supervisor: secrets in by one descriptor, requests by a socket.

The main thread looks after the sockets and never waits for the network; the loop's thread
owns the databases and the line. The supervisor's end closing ends the process, a bug in
any thread too: the supervisor starts another.
"""

from __future__ import annotations

import logging
import math
import os
import queue
import selectors
import socket
import threading
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from pathlib import Path

from kiosk.copies.media import NONE_APPROVED, ApprovedMedia, approved_media
from kiosk.domain.announced import Maintenance
from kiosk.errors import InvalidInput, KioskError, Unavailable
from kiosk.flows.api import SyncState, SyncStatus
from kiosk.ports import Clock, Rng, SystemClock, SystemRng
from kiosk.session.agent_link import SOCKET_NAME
from kiosk.session.channel import (
    TO_AGENT,
    Alive,
    Announced,
    Begin,
    Channel,
    ChannelBroken,
    Online,
    Ready,
    VaultKey,
)
from kiosk.session.hardening import harden
from kiosk.settings import Settings
from kiosk.vault.database import open_database
from kiosk.vault.device_store import DeviceStore
from kiosk.vault.locations import PostPaths
from kiosk.vault.parts import PartFiles
from kiosk.vault.vault_store import VaultStore
from sync.agent.enrol import is_enrolled
from sync.agent.exchange import SERVER_ED, Exchange
from sync.agent.link import Hub, Link, Request, status_json
from sync.agent.loop import (
    Ask,
    Inbox,
    Kick,
    Loop,
    OpenVault,
    Stop,
    ask_account,
    ask_journal,
    ask_part,
    ask_person,
    ask_proofs,
    ask_search,
)
from sync.agent.machine import Refused
from sync.agent.proxy import Proxy, proxy_of
from sync.agent.status import sync_status

__all__ = ["Service", "exchange_of", "run_agent"]

log = logging.getLogger("reconnect.agent")

ALIVE_S = 2.0
EXIT_BUG = 70
ENROLLED_LOOK_S = 5.0

Reply = Mapping[str, object]


def exchange_of(
    store: DeviceStore,
    paths: PostPaths,
    clock: Clock,
    rng: Rng,
    *,
    vault: VaultStore | None = None,
    quota_mb: int = 2048,
    proxy: Proxy | None = None,
    copy_media: ApprovedMedia = NONE_APPROVED,
) -> Exchange:
    """Return what exchanges of an enrolled post need.

    Raises: Unavailable("sign_in.not_enrolled").
    """
    from sync.agent.https import HttpsServer

    pins, device, server_ed = store.pins(), store.device_identity(), store.setting(SERVER_ED)
    if pins is None or device is None or server_ed is None:
        raise Unavailable("sign_in.not_enrolled")
    certificate, *others = store.pinned().accepted(store.time_seen().at_s + store.clock_off_s())
    return Exchange(
        server=HttpsServer(pins.url, certificate, others=others, proxy=proxy),
        device_store=store,
        parts=PartFiles(paths.parts),
        clock=clock,
        rng=rng,
        device=device,
        structure=pins.structure,
        root_ed=pins.root_ed,
        server_ed=server_ed,
        vault=vault,
        quota_bytes=quota_mb * 1024 * 1024,
        copy_media=copy_media,
    )


@dataclass(slots=True)
class _Post:
    """The post this agent serves, as `begin` told it."""

    paths: PostPaths
    device_secret: bytes = field(repr=False)
    runtime_dir: Path


class Service:
    """One agent process. `run` returns when the supervisor is gone."""

    def __init__(self, channel: Channel, clock: Clock, rng: Rng, settings: Settings) -> None:
        self._channel = channel
        self._clock = clock
        self._rng = rng
        self._settings = settings
        self._selector = selectors.DefaultSelector()
        self._hub = Hub()
        self._inbox: Inbox = Inbox()
        self._post: _Post | None = None
        self._link: Link | None = None
        self._worker: threading.Thread | None = None
        self._status: tuple[SyncStatus, bool] = (SyncStatus(SyncState.UP_TO_DATE), False)
        self._told_online: bool | None = None
        self._told_pause: Maintenance | None = None
        self._selector.register(channel, selectors.EVENT_READ, self._hear)
        self._selector.register(self._hub, selectors.EVENT_READ, self._deliver)

    def run(self) -> None:
        """Serve until the supervisor's end closes."""
        self._channel.send(Ready())
        alive_at_s = 0.0
        try:
            while True:
                for key, _ in self._selector.select(timeout=ALIVE_S):
                    key.data()
                now_s = self._clock.boottime_s()
                if now_s - alive_at_s >= ALIVE_S:
                    alive_at_s = now_s
                    self._channel.send(Alive())
                self._tell_online()
                self._tell_announced()
                self._channel.flush()
        except ChannelBroken:
            log.info("the supervisor is gone")
        finally:
            self._close()

    # --- from the supervisor ----------------------------------------------------------

    def _hear(self) -> None:
        for message in self._channel.receive():
            match message:
                case Begin():
                    self._begin(message)
                case VaultKey(key):
                    self._open_vault(key)
                case _:
                    pass  # the channel lets nothing else through

    def _begin(self, begin: Begin) -> None:
        if self._post is not None:
            return
        paths = PostPaths(Path(begin.state_dir), Path(begin.runtime_dir))
        paths.make()
        self._post = _Post(paths, begin.device_secret, Path(begin.runtime_dir))
        self._link = Link(
            self._post.runtime_dir / SOCKET_NAME, self._selector, self._handle, self._hub
        )
        if begin.vault_key is not None:
            self._open_vault(begin.vault_key)
        self._worker = threading.Thread(target=self._work, name="exchange", daemon=True)
        self._worker.start()

    def _open_vault(self, key: bytes) -> None:
        post = self._post
        if post is None:
            return

        def open_here() -> VaultStore:
            database = open_database(post.paths.vault_db, key, "vault", wipes_memory=False)
            return VaultStore(database, PartFiles(post.paths.parts), self._clock)

        self._inbox.put(OpenVault(open_here))

    # --- from sessions ----------------------------------------------------------------

    def _handle(self, request: Request, reply: Callable[[Reply], None]) -> None:
        match request.do:
            case "status":
                status, is_online = self._status
                reply(status_json(status, is_online=is_online))
            case "kick":
                self._inbox.put(Kick())
                reply({"ok": True})
            case "fetch_part":
                self._inbox.put(Ask(ask_part(request.part), reply))
            case "fetch_journal":
                self._inbox.put(Ask(ask_journal(request.person), reply))
            case "prove_journal":
                self._inbox.put(Ask(ask_proofs(), reply))
            case "fetch_person":
                self._inbox.put(Ask(ask_person(request.login, request.auth), reply))
            case "account":
                self._inbox.put(Ask(ask_account(request.login), reply))
            case "search" if request.search is not None:
                self._inbox.put(Ask(ask_search(request.search), reply))
            case "enrol":
                self._start_enrolment(request, reply)
            case _:
                reply({"error": "sync.malformed"})

    def _deliver(self) -> None:
        if self._link is not None:
            self._link.deliver()

    def _start_enrolment(self, request: Request, reply: Callable[[Reply], None]) -> None:
        """Enrol on a thread and a connection of its own; the loop finds the pins afterwards."""
        thread = threading.Thread(
            target=self._enrol, args=(request, reply), name="enrol", daemon=True
        )
        thread.start()

    def _enrol(self, request: Request, reply: Callable[[Reply], None]) -> None:
        from sync.agent.commands import enrol_here

        if self._post is None:
            reply({"error": "sync.agent_away"})
            return
        store = None
        try:
            store = self._open_device_store(self._post)
            proxy = proxy_of(self._settings, self._post.paths)
            done = enrol_here(
                request.code, request.place, store, self._clock, self._rng, proxy=proxy
            )
        except KioskError as error:
            reply({"error": error.message_key, **error.context})
        else:
            self._inbox.put(Kick())
            reply({"ok": True, **done})
        finally:
            if store is not None:
                store.close()

    # --- the loop's thread --------------------------------------------------------------

    def _work(self) -> None:
        if self._post is None:
            return
        store = self._open_device_store(self._post)
        try:
            if not self._wait_until_enrolled(store):
                return
            try:
                proxy = proxy_of(self._settings, self._post.paths)
            except InvalidInput as error:
                self._say_why_not(error, store)
                return
            x = exchange_of(
                store,
                self._post.paths,
                self._clock,
                self._rng,
                quota_mb=self._settings.parts_quota_mb,
                proxy=proxy,
                copy_media=approved_media(self._settings.copy_folders, self._settings.copy_devices),
            )
            Loop(x, inbox=self._inbox, show=self._show).run()
        finally:
            store.close()

    def _say_why_not(self, error: InvalidInput, store: DeviceStore) -> None:
        """A setting of IT's is wrong: say so on the sending line until it is mended, which
        takes another start. The desk works on."""
        state = Refused(error.message_key, math.inf)
        self._show(sync_status(state, store.counts(), None), False)
        while not isinstance(item := self._inbox.get(), Stop):
            if isinstance(item, Ask):
                item.reply({"error": error.message_key})

    def _wait_until_enrolled(self, store: DeviceStore) -> bool:
        """Hold what comes until this machine is a post; return False to stop."""
        held: list[OpenVault] = []
        while not is_enrolled(store):
            try:
                item = self._inbox.get(timeout=ENROLLED_LOOK_S)
            except queue.Empty:
                continue  # another process may have enrolled this machine
            match item:
                case Stop():
                    return False
                case OpenVault():
                    held.append(item)
                case Ask(reply=reply):
                    reply({"error": "sign_in.not_enrolled"})
                case _:
                    pass
        for item in held:
            self._inbox.put(item)
        return True

    def _open_device_store(self, post: _Post) -> DeviceStore:
        database = open_database(
            post.paths.device_db, post.device_secret, "device", wipes_memory=False
        )
        return DeviceStore(database, self._clock)

    def _show(self, status: SyncStatus, is_online: bool) -> None:
        """On the loop's thread: what sessions are told from now on."""
        self._status = (status, is_online)
        self._hub.wake()

    def _tell_online(self) -> None:
        is_online = self._status[1]
        if is_online != self._told_online:
            self._told_online = is_online
            self._channel.send(Online(is_online))

    def _tell_announced(self) -> None:
        pause = self._status[0].maintenance
        if pause != self._told_pause:
            self._told_pause = pause
            times = (pause.starts_at, pause.ends_at) if pause is not None else ()
            self._channel.send(Announced(*(int(at.timestamp()) for at in times)))

    def _close(self) -> None:
        self._inbox.put(Stop())
        if self._link is not None:
            self._link.close()
        self._channel.close()
        self._hub.close()


def run_agent(fd: int, settings: Settings) -> int:
    """Be the agent behind descriptor `fd` until the supervisor is gone."""
    threading.excepthook = _end_with_the_bug
    got = harden(lock_memory=True)  # it lives long and does not wipe what it frees
    log.info(
        "agent",
        extra={
            "unreadable": got.is_unreadable,
            "core_off": got.is_core_off,
            "locked": got.is_locked,
        },
    )
    channel = Channel(socket.socket(fileno=fd), TO_AGENT)
    Service(channel, SystemClock(), SystemRng(), settings).run()
    # Threads may stand in a read of the network: nothing of theirs is worth waiting for.
    logging.shutdown()
    os._exit(0)


def _end_with_the_bug(hook: threading.ExceptHookArgs) -> None:
    """A thread died of a bug: say where, keep nothing running on one leg."""
    place = hook.exc_traceback
    while place is not None and place.tb_next is not None:
        place = place.tb_next
    where = f"{place.tb_frame.f_code.co_filename}:{place.tb_lineno}" if place else "?"
    log.critical("%s at %s", hook.exc_type.__name__, where)
    os._exit(EXIT_BUG)
