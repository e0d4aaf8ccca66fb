"""A session without windows that does what the day's script says, on the product's flows.

    python -m tests.fakes.day_session DAY --session FD

Everything below `LaneEntrance` is the product's; only the costs of passwords are cheap.
Acts are done on one lane, as a window does them, while the first thread tells the
supervisor that all is well. What an act in doubt did is read from the post's own journal.
"""

from __future__ import annotations

import hashlib
import os
import queue
import select
import sys
import threading
import time
import traceback
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from kiosk.errors import Unavailable
from kiosk.flows.api import (
    ConsentAnswer,
    ConsentKind,
    Draft,
    Evidence,
    NewPaper,
    PaperKind,
    PersonSession,
    Sharing,
    WorkerSession,
)
from kiosk.flows.post import Post
from kiosk.session.agent_link import SocketAgentLink
from kiosk.session.channel import (
    Alive,
    Begin,
    ChannelBroken,
    Finish,
    Input,
    Mode,
    Painted,
    Ready,
    SignedIn,
    VaultKey,
    Who,
)
from kiosk.session.hardening import harden
from kiosk.session.session_channel import SessionChannel
from kiosk.vault.store import Reads
from tests.fakes.actors import CHEAP, CHEAP_FLOORS
from tests.fakes.day_script import PASSWORD, Act, Day, Diary, Do
from tests.fakes.world import JPEG, PDF, Door, consent, new_safe
from ui.post import LaneEntrance

__all__ = ["Strange", "draft_id", "draft_of", "entrance_of", "paper_of"]

ACTS_PER_SESSION = 12
LOOK_S = 0.02
BUSY_TRIES = 5


def entrance_of(begin: Begin, agent: Any, tell_vault_key: Any) -> tuple[Door, Post]:
    """Return the product's entrance, and its post with cheap passwords (its test hook)."""
    entrance = LaneEntrance(begin, tell_vault_key, agent)
    opened = entrance._opened()
    opened.post.costs, opened.post.floors = CHEAP, CHEAP_FLOORS
    return Door(entrance, opened.terms, opened.pro_terms), opened.post


def paper_of(title: str, *, is_shared: bool, draft: int = 0) -> NewPaper:
    """Return a paper whose pages follow from its title."""
    return NewPaper(
        title,
        PaperKind.LETTER,
        Sharing.SHARED if is_shared else Sharing.PRIVATE,
        pdf_of(title),
        JPEG,
        1,
        draft=draft_id(draft) if draft else None,
    )


def pdf_of(title: str) -> bytes:
    size = 500 + hashlib.sha256(title.encode()).digest()[0] * 300
    return PDF + (title * (size // len(title))).encode()


def draft_id(number: int) -> bytes:
    return hashlib.sha256(f"draft {number}".encode()).digest()[:16]


def draft_of(number: int) -> Draft:
    pages = (f"page of {number}".encode() * 50,)
    return Draft(draft_id(number), "capture", datetime.now(UTC), {"n": number}, pages)


class Strange(Exception):
    """Not an error of the product: the script asks for something it should not."""


class Lane:
    """Does the acts, one after the other."""

    def __init__(self, begin: Begin, day: Day, say: queue.SimpleQueue[Any]) -> None:
        self._day, self._say = day, say
        self._diary = Diary(day.file("diary"))
        agent = SocketAgentLink(Path(begin.runtime_dir))
        self._entrance, self._post = entrance_of(begin, agent, lambda key: say.put(VaultKey(key)))
        self._worker: WorkerSession | None = None
        self._acts = day.acts()
        self._logins: dict[str, str] = dict(day.common)
        self._items: dict[tuple[str, str], bytes] = {}
        self._persons: dict[str, bytes] = {}

    def run(self) -> None:
        done = self._diary.done()
        for line in done:
            self._learn(line)
        number, until = len(done), len(done) + ACTS_PER_SESSION
        while number < min(len(self._acts), until):
            if self._day.file("enough").exists():
                break
            if number >= self._day.allowed:
                time.sleep(LOOK_S)
                continue
            self._act(self._acts[number])
            number += 1
        self._worker_session().close()
        self._say.put(Finish("done"))

    def _act(self, act: Act) -> None:
        if self._post.vault is None:
            self._worker_session()  # nobody, the person neither, comes in before
        begun = self._diary.begun()
        if begun is not None:
            if begun["begin"] != act.number:
                raise Strange(f"in doubt: {begun}, next: {act}")
            found = self._found(act, begun)
            if found is not None:
                self._note(act, found, doubt="done")
                return
        else:
            self._diary.begin(act.number, _head(self._vault), _head(self._post.device_store))
        before = self._diary.begun()
        for tries in range(BUSY_TRIES):
            try:
                self._do(act)
                break
            except Unavailable as error:
                if error.message_key == "paper.not_here" and act.do in {Do.SHARE, Do.UNSHARE}:
                    break  # its pages are elsewhere: said to the person, and nothing done
                if error.message_key != "vault.busy" or tries == BUSY_TRIES - 1:
                    raise
        doubt = "" if begun is None else "repeated"
        self._note(act, self._found(act, before or {}), doubt=doubt)

    def _note(self, act: Act, entry: dict[str, Any] | None, *, doubt: str) -> None:
        """Acknowledge the act: from here on it may not be lost."""
        facts: dict[str, Any] = {"do": act.do.name, "safe": act.safe, "paper": act.paper}
        if entry is not None:
            facts |= {"seq": entry["seq"], "item": entry.get("item", "")}
            facts["person"] = entry.get("person", "")
        if act.do is Do.OPEN and entry is not None:
            identity = self._vault.identity(bytes.fromhex(entry["person"]))
            facts["login"] = identity.text("login") if identity is not None else ""
        self._diary.acknowledge(act.number, changed=entry is not None, doubt=doubt, **facts)
        self._learn(facts)

    def _learn(self, facts: dict[str, Any]) -> None:
        if facts.get("login"):
            self._logins[facts["safe"]] = facts["login"]
        if facts.get("person") and facts["safe"]:
            self._persons[facts["safe"]] = bytes.fromhex(facts["person"])
        if facts.get("item") and facts["paper"]:
            self._items[facts["safe"], facts["paper"]] = bytes.fromhex(facts["item"])

    def _found(self, act: Act, begun: dict[str, Any]) -> dict[str, Any] | None:
        """Return the journal's entry of an act that began after `begun`, if it was done."""
        if not act.do.entry:
            return None
        is_device = act.do is Do.REFUSE
        reads: Reads = self._post.device_store if is_device else self._vault
        after = begun["device_seq" if is_device else "vault_seq"]
        for each in reads.journal_entries(after=after, limit=-1):
            if each.fields["action"] == act.do.entry:
                return {"seq": each.seq, **each.fields}
        return None

    def _do(self, act: Act) -> None:
        match act.do:
            case Do.OPEN:
                asked = [ConsentKind.MANDATE, ConsentKind.INFORMATION]
                asked += [ConsentKind.AFFILIATION] if act.is_shared else []
                safe = new_safe(
                    act.safe,
                    "Diop",
                    is_affiliated=act.is_shared,
                    consents=tuple(consent(kind) for kind in asked),
                    password=PASSWORD,
                )
                self._worker_session().open_safe(safe)
            case Do.FILE | Do.LEAVE | Do.FILE_DRAFT:
                paper = paper_of(act.paper, is_shared=act.is_shared, draft=act.draft)
                self._worker_session().file_paper(self._person_id(act.safe), paper)
            case Do.AFFILIATE:
                self._worker_session().affiliate_by_sign_in(
                    self._logins[act.safe], PASSWORD, consent(ConsentKind.AFFILIATION)
                )
            case Do.END:
                self._worker_session().remove_affiliation(self._person_id(act.safe))
            case Do.REFUSE:
                no: Evidence = consent(ConsentKind.MANDATE, ConsentAnswer.NO)
                self._worker_session().record_refusal([no])
            case Do.KEEP_DRAFT:
                self._worker_session().save_draft(draft_of(act.draft))
            case Do.DROP_DRAFT:
                self._worker_session().discard_draft(draft_id(act.draft))
            case Do.PERSON_FILES:
                self._person(act.safe).file_paper(paper_of(act.paper, is_shared=act.is_shared))
            case Do.SHARE | Do.UNSHARE:
                sharing = Sharing.SHARED if act.is_shared else Sharing.PRIVATE
                person = self._person(act.safe)
                item = self._items.get((act.safe, act.paper)) or next(
                    paper.item for paper in person.papers() if paper.title == act.paper
                )
                person.set_sharing(item, sharing)  # type: ignore[arg-type]
            case Do.PERSON_ENDS:
                person = self._person(act.safe)
                person.stop_relay(self._post.structure)

    @property
    def _vault(self) -> Any:
        return self._post.ready_vault()

    def _worker_session(self) -> WorkerSession:
        if self._worker is None:
            self._worker = self._entrance.worker_sign_in(*self._day.worker)
            self._say.put(SignedIn(Who.WORKER))
        return self._worker

    def _person(self, safe: str) -> PersonSession:
        return self._entrance.person_sign_in(self._logins[safe], PASSWORD)

    def _person_id(self, safe: str) -> Any:
        found = self._vault.identity_by_login(self._logins[safe])
        if found is None:
            raise Strange(f"no safe {safe}")
        return found.id("person")


def _head(reads: Reads) -> int:
    entry = reads.journal_head()
    return 0 if entry is None else entry.seq


def _work(begin: Begin, day: Day, say: queue.SimpleQueue[Any]) -> None:
    try:
        Lane(begin, day, say).run()
    except BaseException:
        day.file("failed").write_text(traceback.format_exc())
        os._exit(70)


def main() -> int:
    day = Day.read(Path(sys.argv[1]))
    harden(lock_memory=False)
    channel = SessionChannel(int(sys.argv[-1]))
    channel.send(Ready())
    say: queue.SimpleQueue[Any] = queue.SimpleQueue()
    is_open, said_at = False, 0.0
    while True:
        select.select([channel], [], [], LOOK_S)
        try:
            for message in channel.receive():
                if isinstance(message, Begin):
                    is_open = message.mode is Mode.DESK
                    channel.send(Painted())
                    threading.Thread(
                        target=_work, args=(message, day, say), name="local", daemon=True
                    ).start()
            if time.monotonic() - said_at >= 1.0:
                said_at = time.monotonic()
                channel.send(Alive())
                if is_open:
                    channel.send(Input())
            while not say.empty():
                channel.send(say.get())
            channel.flush()
        except ChannelBroken:
            return 0


if __name__ == "__main__":
    sys.exit(main())
