"""One pass from outbox to server and back, step by step, and the loop that repeats it.

`machine.py` decides what follows what; here the steps are taken and their failures turned
into events. One thread owns the databases and the line; requests of sessions, news from
the long poll and the vault's key reach it through one inbox.
"""

from __future__ import annotations

import queue
from collections.abc import Callable, Mapping
from contextlib import suppress
from dataclasses import dataclass, field

from kiosk.copies.sweep import end_copies
from kiosk.crypto.encoding import b64
from kiosk.errors import Incompatible as IncompatibleError
from kiosk.errors import IntegrityFailure, KioskError, Unavailable
from kiosk.errors import Refused as RefusedError
from kiosk.flows.api import SyncStatus
from kiosk.vault.vault_store import VaultStore
from sync.agent import machine
from sync.agent.admission import note_refusal, note_unsent
from sync.agent.connect import connect, is_fresh
from sync.agent.exchange import Exchange, now_s
from sync.agent.fetch import Wanted, fetch_part, fetch_step, want_recent
from sync.agent.forget import (
    forget_again,
    forget_deleted,
    forget_old_drafts,
    forget_taken_out,
    forget_unseen,
    forget_withdrawn_parts,
    let_passing_go,
)
from sync.agent.listen import Listener
from sync.agent.network import NetworkWatch
from sync.agent.prove import prove_chains
from sync.agent.pull import begin_again, cursor, note_exchange, pull_step
from sync.agent.push import begin_push, push_step
from sync.agent.reminded import has_reminders_to_ask, reminders_step
from sync.agent.server import BehindPortal, NotNow, NotSignedIn
from sync.agent.status import status_of
from sync.agent.told import fetch_journal
from sync.agent.trim import trim_journals
from sync.agent.upload import upload_step
from sync.agent.witness import witness_step
from sync.protocol.fields import Malformed
from sync.protocol.messages import StructureState
from sync.protocol.search import SearchRequest

__all__ = [
    "Ask",
    "Inbox",
    "Kick",
    "Loop",
    "News",
    "OpenVault",
    "Stop",
    "ask_account",
    "ask_journal",
    "ask_part",
    "ask_person",
    "ask_proofs",
    "ask_search",
    "sync_once",
]

WATCH_S = 2.0
"""How often the network is looked at while waiting for it."""
HOUSEKEEPING_S = 86_400
ROUNDS_MAX = 4
"""Rounds of one pass: what comes in may let something go out, but not for ever."""
KEPT_HOUSE_AT = "house.kept_at"
CLOCKS_AGREE_S = 86_400

Reply = Mapping[str, object]


@dataclass(frozen=True, slots=True)
class Kick:
    """Something was written to an outbox, or a person pressed *Réessayer*."""


@dataclass(frozen=True, slots=True)
class News:
    """The long poll ended: something is new, or the line broke."""


@dataclass(frozen=True, slots=True)
class Stop:
    """End the loop after the step under way."""


@dataclass(frozen=True, slots=True)
class OpenVault:
    """A professional signed in: persons' records may be exchanged from now on.

    `open` makes this thread's own connection. Raises KioskError.
    """

    open: Callable[[], VaultStore] = field(repr=False)


@dataclass(frozen=True, slots=True)
class Ask:
    """A session asks for something of the network; `reply` is called once, on this thread."""

    work: Callable[[Exchange], Reply] = field(repr=False)
    reply: Callable[[Reply], None] = field(repr=False)


Inbox = queue.SimpleQueue["Kick | News | Stop | OpenVault | Ask"]


class Loop:
    """The agent's one thread of work. Not thread-safe but for `inbox`."""

    def __init__(
        self,
        x: Exchange,
        *,
        inbox: Inbox | None = None,
        show: Callable[[SyncStatus, bool], None] = lambda _status, _is_online: None,
    ) -> None:
        self.x = x
        self.state: machine.State = machine.Idle()
        self.inbox: Inbox = inbox if inbox is not None else queue.SimpleQueue()
        self._show = show
        self._shown: tuple[SyncStatus, bool] | None = None
        self._wanted = Wanted()
        self._pages_done = False
        self._owes_look = False
        """Something was exchanged since the server's journal was looked at."""
        self._entered_again = False
        self._is_kicked = False

    # --- one pass -------------------------------------------------------------------

    def step(self) -> None:
        """Take the step of the present state; failures become states, bugs do not."""
        try:
            event = self._work()
        except NotSignedIn as error:
            event = self._token_ended(error)
        except BehindPortal:
            event = machine.FoundPortal()
        except Unavailable as error:
            after_s = error.retry_after_s if isinstance(error, NotNow) else None
            event = machine.Failed(error.message_key, after_s)
        except Malformed as error:
            event = machine.Failed(error.message_key)
        except IncompatibleError as error:
            event = machine.FoundIncompatible(error.message_key)
        except (RefusedError, IntegrityFailure) as error:
            note_refusal(self.x, error.message_key)
            event = machine.WasRefused(error.message_key)
        else:
            self._entered_again = self._entered_again and isinstance(event, machine.Connected)
        if event is not None:
            self._advance(event)
        self._tell()

    def kick(self) -> None:
        """There may be something to exchange."""
        self._advance(machine.Kicked())

    def run_pass(self) -> machine.State:
        """Go on until there is nothing to do or it cannot be done now; return that state."""
        self.kick()
        self._advance(machine.Ticked())
        for _ in range(ROUNDS_MAX):
            while machine.is_working(self.state):
                self.step()
            if not isinstance(self.state, machine.Idle) or not self._has_to_send():
                break
            self.kick()
        return self.state

    # --- the long run ---------------------------------------------------------------

    def run(self, watch: NetworkWatch | None = None) -> None:
        """Exchange, listen, wait, answer; until `Stop`. Starts the long poll's thread."""
        listener = Listener(self.x.server.sibling(), lambda: self.inbox.put(News()))
        listener.start()
        network = watch if watch is not None else NetworkWatch()
        want_recent(self.x, self._wanted)
        self._end_copies()
        self.kick()
        try:
            while True:
                if machine.is_working(self.state):
                    if not self._answer_all():
                        return
                    self.step()
                    continue
                self._tell()
                if isinstance(self.state, machine.Idle):
                    if self._is_kicked or self._has_to_send():
                        self.kick()
                        continue
                    listener.listen(cursor(self.x))
                if not self._rest(network):
                    return
        finally:
            listener.stop()

    def _rest(self, network: NetworkWatch) -> bool:
        """Wait for something to happen; return False to stop."""
        try:
            item = self.inbox.get(timeout=self._patience_s())
        except queue.Empty:
            self._end_copies()
            self._advance(machine.Ticked())
            if (
                isinstance(self.state, machine.Waiting | machine.AtPortal)
                and network.has_returned()
            ):
                self._advance(machine.NetworkReturned())
            is_due = self._is_house_to_keep() or has_reminders_to_ask(self.x)
            if is_due and isinstance(self.state, machine.Idle):
                self.kick()
            return True
        return self._answer(item) and self._answer_all()

    def _patience_s(self) -> float:
        now_s = self.x.clock.boottime_s()
        match self.state:
            case machine.Waiting(retry_at_s=at) | machine.AtPortal(retry_at_s=at):
                return max(0.0, min(WATCH_S, at - now_s))
            case machine.Refused(recheck_at_s=at) | machine.Incompatible(recheck_at_s=at):
                return max(0.0, min(60.0, at - now_s))
            case _:
                return 60.0

    def _answer_all(self) -> bool:
        while True:
            try:
                item = self.inbox.get_nowait()
            except queue.Empty:
                return True
            if not self._answer(item):
                return False

    def _answer(self, item: Kick | News | Stop | OpenVault | Ask) -> bool:
        match item:
            case Stop():
                return False
            case Kick() | News():
                # While a pass is under way its own look at the outbox may be over already.
                self._is_kicked = machine.is_working(self.state)
                self.kick()
            case OpenVault():
                self._open_vault(item)
            case Ask():
                self._do(item)
        self._tell()
        return True

    def _open_vault(self, item: OpenVault) -> None:
        if self.x.vault is None:
            try:
                self.x.vault = item.open()
                self.x.vault.sweep_parts()
            except KioskError as error:
                # The session that sent the key says so to the person; we go on without.
                self.x.vault = None
                self._advance(machine.Kicked())
                self._advance(machine.WasRefused(error.message_key))
                return
            self.x.line.is_signed_in = False  # its outbox too hears if the server was restored
            want_recent(self.x, self._wanted)
        self._advance(machine.TokenEnded())
        self.kick()

    def _do(self, ask: Ask) -> None:
        """Do what a session asked, now, before whatever else is under way."""
        try:
            answer = self._try(ask)
        except KioskError as error:
            if isinstance(error, NotNow):
                self.x.line.is_signed_in = False
            note_refusal(self.x, error.message_key)
            answer = {"error": error.message_key, **error.context}
        ask.reply(answer)
        self.kick()

    def _try(self, ask: Ask) -> Reply:
        connect(self.x)
        try:
            return ask.work(self.x)
        except NotSignedIn:
            self.x.line.is_signed_in = False
            connect(self.x)
            return ask.work(self.x)

    # --- steps ----------------------------------------------------------------------

    def _work(self) -> machine.Event | None:
        x = self.x
        match self.state:
            case machine.Connecting():
                self._pages_done = False
                self._see_time()
                self._owes_look = self._owes_look or not is_fresh(x)
                connect(x)
                begin_push(x)
                return machine.Connected()
            case machine.Pushing():
                self._is_kicked = False
                if not push_step(x):
                    return machine.Pushed()
                self._owes_look = True
                return None
            case machine.Uploading():
                return self._upload()
            case machine.Pulling():
                return self._pull()
            case _:
                return None

    def _end_copies(self) -> None:
        """Work copies end on line and off (LIF-13); a full disk ends them a minute later."""
        x = self.x
        with suppress(Unavailable):
            end_copies(x.device_store, x.copy_media, x.device.id, now_s(x.clock))

    def _see_time(self) -> None:
        """Off line too, so that a calendar set back prolongs no lease (DER-08). A full disk
        keeps no time, and holds nothing else up."""
        with suppress(Unavailable), self.x.device_store.transaction() as tx:
            tx.see_time()

    def _upload(self) -> machine.Event:
        if self.x.line.structure_state is not StructureState.ACTIVE:
            return machine.Uploaded()
        has_arrived = upload_step(self.x, self._is_called_away)
        return machine.Uploaded(again=has_arrived or self._is_called_away())

    def _pull(self) -> machine.Event:
        """Pages first, then parts, one by one; a kick goes before parts nobody waits for."""
        x = self.x
        if x.line.structure_state is StructureState.ENDED:
            raise RefusedError("sync.structure_ended")
        if not self._pages_done:
            pulled = pull_step(x)
            self._wanted.add(pulled.owners)
            self._owes_look = self._owes_look or bool(pulled.stored)
            self._pages_done = not pulled.more
            return machine.Pulled(more=True) if pulled.more else self._after_pages()
        if self._is_called_away():
            return machine.Pulled(more=False)
        return machine.Pulled(more=fetch_step(x, self._wanted))

    def _after_pages(self) -> machine.Event:
        x = self.x
        forget_again(x)
        forget_withdrawn_parts(x)
        let_passing_go(x)
        reminders_step(x)
        if self._is_house_to_keep():
            self._keep_house()
        if self._owes_look:  # not when nothing is new: that pass stays one request
            witness_step(x)
            self._owes_look = False
        note_exchange(x)
        if x.line.structure_state is not StructureState.ACTIVE:
            raise RefusedError("sync.structure_suspended")
        return machine.Pulled(more=bool(self._wanted.owners))

    def _is_house_to_keep(self) -> bool:
        kept_at = self.x.device_store.setting_number(KEPT_HOUSE_AT)
        return not 0 <= now_s(self.x.clock) - kept_at < HOUSEKEEPING_S

    def _keep_house(self) -> None:
        """Once a day: what was acknowledged or taken out long ago, persons long unseen.

        Not while our clock and the server's are days apart: a clock set a year ahead
        would make everything old at once.
        """
        if abs(self.x.line.clock_offset_s) > CLOCKS_AGREE_S:
            return
        forget_unseen(self.x)
        forget_taken_out(self.x)
        forget_deleted(self.x)
        forget_old_drafts(self.x)
        trim_journals(self.x)
        if self.x.vault is not None:
            with self.x.vault.transaction() as vault_tx:
                vault_tx.forget_acknowledged()
        with self.x.device_store.transaction() as tx:
            tx.forget_acknowledged()
            tx.set_setting(KEPT_HOUSE_AT, now_s(self.x.clock))

    def _token_ended(self, error: NotSignedIn) -> machine.Event:
        self.x.line.is_signed_in = False
        if self._entered_again or isinstance(self.state, machine.Connecting):
            self._entered_again = False
            return machine.Failed(error.message_key)
        self._entered_again = True
        return machine.TokenEnded()

    def _has_to_send(self) -> bool:
        """What came in may have let something go out: looked at again before resting."""
        stores = (self.x.device_store, self.x.vault)
        return any(store is not None and bool(store.outbox_batch(1, 1)) for store in stores)

    def _is_called_away(self) -> bool:
        return self._is_kicked or not self.inbox.empty()

    # --- telling --------------------------------------------------------------------

    def _advance(self, event: machine.Event) -> None:
        before = self.state
        self.state = machine.advance(before, event, self.x.clock.boottime_s(), self.x.rng)
        if isinstance(
            self.state,
            machine.Waiting | machine.AtPortal | machine.Refused | machine.Incompatible,
        ):
            self.x.line.is_signed_in = False

    def _tell(self) -> None:
        is_online = self.x.line.is_signed_in
        if not machine.is_working(self.state):
            note_unsent(self.x)
        told = status_of(self.x, self.state), is_online
        if told != self._shown:
            self._shown = told
            self._show(*told)


def sync_once(x: Exchange) -> machine.State:
    """Do one whole pass: everything out, everything in, the parts that are wanted.

    Returns Idle when everything that could be exchanged was, else the state that says
    why not and until when. Raises nothing of `kiosk.errors`; a bug is a bug.
    """
    loop = Loop(x)
    want_recent(x, loop._wanted)
    return loop.run_pass()


def ask_part(part: bytes) -> Callable[[Exchange], Reply]:
    """Return the work of fetching one part for the person in front of the screen."""

    def work(x: Exchange) -> Reply:
        fetch_part(x, part)
        return {"ok": True}

    return work


def ask_journal(about: bytes) -> Callable[[Exchange], Reply]:
    """Return the work of asking what the server's journal tells of a person or a team."""

    def work(x: Exchange) -> Reply:
        return {"ok": True, "count": fetch_journal(x, about)}

    return work


def ask_proofs() -> Callable[[Exchange], Reply]:
    """Return the work of asking for the proofs that the server keeps this post's journals."""

    def work(x: Exchange) -> Reply:
        return {"ok": True, "count": prove_chains(x)}

    return work


def ask_search(request: SearchRequest) -> Callable[[Exchange], Reply]:
    """Return the work of carrying a professional's question to custody, and its answer back."""

    def work(x: Exchange) -> Reply:
        return {"ok": True, "box": b64(x.server.search(request).box)}

    return work


def ask_account(login: str) -> Callable[[Exchange], Reply]:
    """Return the work of asking what deriving a password's keys needs."""

    def work(x: Exchange) -> Reply:
        found = x.server.account(login)
        return {
            "ok": True,
            "id": found.id.hex(),
            "salt": found.salt.hex(),
            "m": found.m,
            "t": found.t,
            "p": found.p,
            "ver": found.ver,
        }

    return work


def ask_person(login: str, auth: bytes) -> Callable[[Exchange], Reply]:
    """Return the work of making a person visible here, and taking what follows."""

    def work(x: Exchange) -> Reply:
        person = x.server.present(login, auth).person
        while pull_step(x).more:
            pass
        if x.vault is not None and x.vault.identity(person) is None:
            # Forgotten here while the server still told this post of them: it will not tell
            # again what it has told.
            begin_again(x)
            while pull_step(x).more:
                pass
        return {"ok": True, "person": person.hex()}

    return work
