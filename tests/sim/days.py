"""Days of a few posts and a server, drawn from a seed, and what must hold at their end.

The agent's own logic and the server's own logic (sync.md section 7) with the faults of
`line` and `machines`, and people who open safes, file and revise papers, share, keep back,
leave and come back, have their safe destroyed, each by what their post knows at that moment.
Now and then a month goes by: what is deleted ends, sights end, posts and server keep house.

What must hold, once the line is good and everything was exchanged:
1. Nothing acknowledged is lost: not a statement, not a part. Nothing made is lost: it is at
   the server, or waits where it was made. What lies at a post as a part is that part.
2. Posts that may see somebody hold and show the same, which is what the server holds.
3. Nobody reads what crypto.md section 1 denies: a post of a structure that somebody left
   has neither their papers nor their keys, and no key made since was given to it.
4. Each act has one line in its post's journal, and the server has that journal whole.
5. What was withdrawn is not granted back, neither at the end nor on the way.
6. Nothing of a safe that was destroyed is left: at the server a name and a number, at a post
   what was refused for it and waits for somebody (LIF-01, LIF-07).
"""

from __future__ import annotations

import hashlib
import random
import shutil
import tempfile
from collections import Counter
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, field
from pathlib import Path

from kiosk.crypto.keys import Identity
from kiosk.crypto.statements import Statement, parse
from kiosk.errors import Refused as RefusedError
from kiosk.errors import Unavailable
from kiosk.vault.parts import PartFiles
from sync.agent.connect import connect
from sync.agent.exchange import Exchange, Line
from sync.agent.lanes import Lanes
from sync.agent.loop import ask_person, sync_once
from sync.agent.machine import Idle, Waiting
from sync.protocol.messages import Presence, StructureState
from sync.server import acceptance, sights
from sync.server.central import CentralServer
from sync.server.retention import forget_person, keep_time
from sync.server.store import records, world
from sync.server.store.database import Rows
from sync.server.upkeep import store_of
from tests.fakes.actors import Person, Pro, Relay, affiliation, part_line
from tests.fakes.agents import AgentPost
from tests.fakes.fuses import Fuse, FusedDisk, PowerCut, fused
from tests.sim.line import CALM, PARTS, STATEMENTS, Late, SimLine, Weather
from tests.sim.machines import (
    FOLDERS,
    POSTS,
    SeededRng,
    ServerDisk,
    ServerFuse,
    SimClock,
    opened_post,
    reproducible,
    template,
)

__all__ = ["ACTS", "Days", "Found", "run"]

ACTS = 32
PERSONS_MAX = 3
ROUNDS_MAX = 10
CHUNKS_BYTES = (512, 512, 1024, 8192)
"""Some papers go whole with others, some in pieces, and the longest mostly do."""
STORMS = (Weather(15), Weather(60, PARTS), Weather(40, STATEMENTS))
"""Bad all over, or once the post is in: else most passes end at the door."""
MONTH_S, WEEK_S = 32 * 86_400, 8 * 86_400
ACT = "sim.act"
REFUSALS = {"withdrawn", "not_a_member", "deleted"}
"""What an honest post may be told: it acted without knowing that the person had left, or that
there is no such safe any more."""
KINDS = ("identity", "affil", "epoch", "grant", "item")
"""What is compared of a person."""


class Found(AssertionError):
    """Something that must hold does not."""


class Citizen(Person):
    """A person who keeps all their shared keys and speaks by what a post knows."""

    keys: dict[bytes, bytes]

    @classmethod
    def drawn(cls, rng: SeededRng, number: int) -> Citizen:
        found = cls(Identity.new(rng), f"amina.d-{number:04d}")
        found.keys = {}
        return found

    def at(self, post: AgentPost) -> Citizen:
        """Take up the shared key that is current by what this post knows."""
        epoch = post.vault.current_epoch(self.id)
        if epoch is not None:
            self.epoch, self.shared_key = epoch, self.keys[epoch]
        return self

    def renewed(self) -> Statement:
        made = self.new_epoch()
        self.keys[self.epoch] = self.shared_key
        return made


class NarrowLine(Line):
    """Bears what was drawn for it, however quick the answers: here no time passes."""

    def __setattr__(self, name: str, value: object) -> None:
        if name != "chunk_bytes" or not hasattr(self, name):
            super().__setattr__(name, value)


@dataclass(slots=True)
class Machine:
    """A post with its disks, which outlive its programs."""

    post: AgentPost
    disks: Sequence[object]
    own: set[bytes] = field(default_factory=set)
    """Persons who opened their safe or signed in here: it is their own way in."""
    parts: dict[bytes, bytes] = field(default_factory=dict)
    """Hash of every part made here."""
    acts: dict[bytes, bytes] = field(default_factory=dict)
    """Every statement that was committed here, and of whom it speaks."""
    lines: int = 0
    """How many acts were committed here."""
    ended: dict[tuple[bytes, bytes], int] = field(default_factory=dict)
    """Greatest count at which this post knew a pair to be over."""


class InOrder(Lanes):
    """Lanes that do their jobs one after the other: a seed has one order."""

    def run(self, jobs, width):
        return super().run(jobs, 1)


class Days:
    """One seed's world."""

    def __init__(self, seed: int, folder: Path) -> None:
        self.chance = random.Random(seed)
        self.rng = SeededRng(seed)
        self.clock = SimClock()
        self.hand = SimClock(self.clock)
        """The clock of whoever signs now."""
        self.template = template()
        self.disk = self.template.disk.copy()
        self.twin: ServerDisk | None = None
        self.backup: ServerDisk | None = None
        self.answering = self.disk
        self.processes: list[CentralServer] = []
        self.mail: list[Late] = []
        self.relays: list[Relay] = self.template.relays
        self.machines: list[Machine] = []
        self.persons: dict[bytes, Citizen] = {}
        self.made: dict[bytes, Statement] = {}
        self.acknowledged: dict[bytes, bytes] = {}
        self.parts_acknowledged: dict[bytes, bytes] = {}
        self.left: set[bytes] = set()
        self.destroyed: set[bytes] = set()
        self.thrown_away: set[bytes] = set()
        """Papers somebody deleted: who keeps the versions before depends on when they heard."""
        self.is_restored = False
        self.has_aged = False
        self.is_steady = False
        """The power holds: an act in the middle of a pass must not end the agent under it."""
        self.counted: Counter[str] = Counter()
        self._trace = hashlib.sha256()
        self.acted = 0
        with reproducible(self.rng, self.hand):
            self.start_server(self.disk)
        for number in range(len(POSTS)):
            clock = SimClock(self.clock)
            post = self.template.post(number, folder / str(number), clock, self.rng)
            disks = (post.store._database._connection, post.vault._database._connection)
            self.machines.append(Machine(post, disks))

    def close(self) -> None:
        for machine in self.machines:
            machine.post.close()
        for disk in (self.disk, self.twin, self.backup):
            if disk is not None:
                disk.close()

    def trace(self, word: str) -> None:
        self._trace.update(word.encode() + b"\n")

    @property
    def fingerprint(self) -> str:
        return self._trace.hexdigest()[:16]

    # --- what people do -----------------------------------------------------------------

    def open_safe(self, machine: Machine) -> None:
        if len(self.persons) >= PERSONS_MAX:
            return
        person = Citizen.drawn(self.rng, len(self.persons))
        self.persons[person.id] = person
        post, pro = machine.post, self.pro(machine)
        is_affiliated = self.chance.random() < 0.85
        made = person.open_at(post.actor, pro, is_affiliated=is_affiliated)
        person.keys[person.epoch] = person.shared_key
        machine.own.add(person.id)
        if not self.keep(machine, *made):
            del self.persons[person.id]
            machine.own.discard(person.id)

    def file_paper(self, machine: Machine) -> None:
        if person := self.affiliated(machine):
            space = "drop" if self.chance.random() < 0.15 else "sh"
            self.keep(
                machine,
                person.paper(by=self.pro(machine), space=space, parts=self.new_parts(machine)),
            )

    def file_own(self, machine: Machine) -> None:
        if person := self.present(machine):
            space = self.chance.choice(("prv", "sh"))
            self.keep(machine, person.paper(space=space, parts=self.new_parts(machine)))

    def revise(self, machine: Machine) -> None:
        """By a worker or by the person; now and then deleted, or no longer shared."""
        is_person = self.chance.random() < 0.5
        person = self.present(machine) if is_person else self.affiliated(machine)
        if person is None:
            return
        vault = machine.post.vault
        heads = [head for head in vault.heads(person.id) if is_person or head.space == "sh"]
        if not heads:
            return
        item = self.chance.choice(heads).item
        held = vault.item_heads(person.id, item)
        if not is_person and any(head.space != "sh" for head in held):
            return
        previous = [vault.statement(head.name) for head in held]
        space = "sh" if not is_person else self.chance.choice(("prv", "sh"))
        is_deleted = self.chance.random() < 0.2
        if is_deleted:
            self.thrown_away.add(item)
        self.keep(
            machine,
            person.paper(
                by=None if is_person else self.pro(machine),
                space=space,
                item=item,
                previous=previous,
                parts=() if is_deleted else self.new_parts(machine),
                **{"del": is_deleted},
            ),
        )

    def leave(self, machine: Machine) -> None:
        """The person ends it, with a new key for who stays; or a worker does."""
        vault = machine.post.vault
        if self.chance.random() < 0.4:
            if person := self.affiliated(machine):
                by = self.pro(machine).identity
                self.end(machine, person, machine.post.relay, by, ())
            return
        if person := self.present(machine):
            shared = [relay for relay in self.relays if relay.id in vault.affiliated(person.id)]
            if shared:
                relay = self.chance.choice(shared)
                others = [each for each in shared if each is not relay]
                keys = (
                    person.renewed(),
                    person.grant_to_self(),
                    *(person.grant(each) for each in others),
                )
                self.end(machine, person, relay, person.identity, keys)

    def end(
        self,
        machine: Machine,
        person: Citizen,
        relay: Relay,
        by: Identity,
        keys: Sequence[Statement],
    ) -> None:
        n = self.next_count(machine, person, relay)
        end = affiliation(by, person.id, relay.id, n=n, state="remove")
        if self.keep(machine, end, *keys):
            self.left.add(person.id)

    def come_back(self, machine: Machine) -> None:
        """The person affiliates, to this post's structure or to the other one."""
        if person := self.present(machine):
            active = machine.post.vault.affiliated(person.id)
            away = [relay for relay in self.relays if relay.id not in active]
            if away:
                relay = self.chance.choice(away)
                n = self.next_count(machine, person, relay)
                add = affiliation(person.identity, person.id, relay.id, n=n, state="add")
                self.keep(machine, add, person.grant(relay))

    def at_odds(self, machine: Machine) -> None:
        """The person ends a sharing here, and makes a key at a post that has not heard of it."""
        other = self.chance.choice([each for each in self.machines if each is not machine])
        vaults = machine.post.vault, other.post.vault
        both = [id for id in self.persons if all(vault.identity(id) for vault in vaults)]
        if person := self.one_of(machine, both):
            shared = [each for each in self.relays if each.id in vaults[0].affiliated(person.id)]
            if shared:
                self.end(machine, person, self.chance.choice(shared), person.identity, ())
                self.exchange(machine)
                self.hand.ahead_s = other.post.clock.ahead_s
                self.renew(other, self.one_of(other, [person.id]))
                self.exchange(other)

    def renew(self, machine: Machine, person: Citizen | None = None) -> None:
        """A new shared key, for the person and for whoever they share with."""
        if person := person or self.present(machine):
            active = machine.post.vault.affiliated(person.id)
            shared = [relay for relay in self.relays if relay.id in active]
            keys = [person.renewed(), person.grant_to_self()]
            self.keep(machine, *keys, *(person.grant(each) for each in shared))

    def visit(self, machine: Machine) -> None:
        """Somebody signs in at a post, with the right password (custody has its own tests)."""
        if not self.persons:
            return
        person = self.chance.choice(list(self.persons.values()))
        if person.id in self.destroyed:
            return  # custody knows no such login
        x = self.exchange_of(machine, CALM, is_anywhere=False)
        central = self.processes[0]

        def present(_login: str, _auth: bytes) -> Presence:
            now = central.now()
            with central.database.writing() as rows:
                if world.person(rows, person.id) is None:
                    raise RefusedError("sync.bad_proof")
                until = now + sights.SIGHT_S
                sights.show_person(rows, x.device.id, person.id, until=until, now=now)
            return Presence(person.id)

        x.server.present = present
        try:
            connect(x)
            ask_person(person.login, bytes(32))(x)
        except RefusedError:
            return
        if x.vault is None or x.vault.identity(person.id) is None:
            raise Found("somebody who signed in is not known at the post")
        with x.vault.transaction() as tx:
            tx.saw(person.id)
        machine.own.add(person.id)
        self.look(machine)

    def next_count(self, machine: Machine, person: Citizen, relay: Relay) -> int:
        held = machine.post.vault.affiliation(person.id, relay.id)
        return 1 if held is None else held.number("n") + 1

    def pro(self, machine: Machine) -> Pro:
        place = self.relays.index(machine.post.relay)
        return self.chance.choice(self.template.pros[place])

    def affiliated(self, machine: Machine) -> Citizen | None:
        """Return somebody this post believes to share with its structure."""
        vault, relay = machine.post.vault, machine.post.relay
        known = set(vault.affiliated_persons(relay.id))
        return self.one_of(machine, [p for p in self.persons if p in known])

    def present(self, machine: Machine) -> Citizen | None:
        """Return somebody who can sign in at this post."""
        vault = machine.post.vault
        return self.one_of(machine, [p for p in self.persons if vault.identity(p) is not None])

    def one_of(self, machine: Machine, ids: Sequence[bytes]) -> Citizen | None:
        vault = machine.post.vault
        able = [id for id in ids if vault.current_epoch(id) in self.persons[id].keys]
        return self.persons[self.chance.choice(able)].at(machine.post) if able else None

    def new_parts(self, machine: Machine) -> list[dict[str, object]]:
        made = []
        for _ in range(self.chance.choice((0, 1, 1, 2, 3))):
            part, sealed = machine.post.write_part(self.chance.randrange(100, 3000))
            machine.parts[part] = hashlib.sha256(sealed).digest()
            made.append(part_line(part, sealed))
        return made

    def keep(self, machine: Machine, *statements: Statement) -> bool:
        """Commit an act as a session does, with its line in the journal; the power may go."""
        post, number = machine.post, self.acted
        self.acted += 1
        fuse = None
        if not self.is_steady and self.chance.random() < 0.06:
            fuse = Fuse(1, is_after=self.chance.random() < 0.5)
            fused(post.vault, fuse)
        try:
            with post.vault.transaction() as tx:
                for statement in statements:
                    tx.put_statement(statement, queue=True)
                    if statement.type == "identity":
                        tx.saw(statement.id("person"))
                tx.journal(post.identity.id, None, ACT, count=number)
        except PowerCut:
            self.restart(machine)
            post = machine.post
        if fuse is not None and machine.post.vault.statement(statements[0].name) is None:
            return False
        machine.lines += 1
        for statement in statements:
            self.made[statement.name] = statement
            machine.acts[statement.name] = _person(statement)
        self.trace("".join(each.name.hex()[:8] for each in statements))
        return True

    # --- what happens to machines ---------------------------------------------------------

    def exchange(self, machine: Machine) -> None:
        """One pass: whole, in bad weather, or with the power or the disk failing under it."""
        luck = self.chance.choice(("whole", "whole", "bad", "bad", "power", "disk", "closed"))
        self.counted[luck] += 1
        post, number = machine.post, self.chance.randrange(1, 14)
        x = self.exchange_of(machine, self.chance.choice(STORMS) if luck == "bad" else CALM)
        if luck == "closed":
            x.vault = None
        elif luck in {"whole", "bad"} and self.chance.random() < 0.5:
            x.server.meanwhile = lambda: self.work_on(machine)
        if luck in {"power", "disk"}:
            failure = PowerCut if luck == "power" else Unavailable
            fuse = Fuse(number, is_after=luck == "power" and number % 2 == 0, failure=failure)
            fused(post.vault, fuse)
            fused(post.store, fuse)
            x.parts = PartFiles(post.folder / "parts", FusedDisk(fuse))
        try:
            state = sync_once(x)
        except PowerCut:
            state = Idle()
        if not isinstance(state, Idle | Waiting):
            raise Found(f"the agent rests in {state}")
        if luck in {"power", "disk"}:
            self.restart(machine)
        self.look(machine)

    def work_on(self, machine: Machine) -> None:
        """A session does something while the agent waits for an answer."""
        self.is_steady = True
        self.chance.choice((self.file_paper, self.file_paper, self.renew))(machine)
        self.is_steady = False

    def exchange_of(
        self, machine: Machine, weather: Weather, *, is_anywhere: bool = True
    ) -> Exchange:
        post = machine.post
        sender = acceptance.Post(post.identity.id, post.relay.id, StructureState.ACTIVE)
        processes, self.answering = self.processes, self.disk
        if is_anywhere and self.twin is not None and self.chance.random() < 0.5:
            processes, self.answering = [self.process(self.twin)], self.twin
        line = SimLine(
            lambda: processes,
            weather,
            self.chance,
            sender,
            self.clock.pass_,
            self.mail,
            self.trace,
        )
        x = post.exchange(line)  # type: ignore[arg-type]
        x.goes_side_by_side = False
        x.lanes = InOrder(x.server)
        x.line = NarrowLine(chunk_bytes=self.chance.choice(CHUNKS_BYTES))
        x.line.batch_count = x.line.page_count = self.chance.choice((3, 8, 500))
        return x

    def server_fails(self, machine: Machine) -> None:
        """The server's machine stops, or its disk is full, in the middle of a pass."""
        is_full, is_for_parts = self.chance.random() < 0.4, self.chance.random() < 0.4
        if is_for_parts or self.chance.random() < 0.5:
            self.file_paper(machine)
        self.disk.fuse = ServerFuse(
            self.chance.randrange(1, 5 if is_for_parts else 9),
            is_after=self.chance.random() < 0.5,
            is_full=is_full,
            is_for_parts=is_for_parts,
        )
        self.counted["server full" if is_full else "server stops"] += 1
        try:
            self.exchange(machine)
        finally:
            self.disk.fuse = None
            self.start_server(self.disk)

    def start_server(self, disk: ServerDisk) -> None:
        """Start two API processes over the server's disk."""
        self.processes[:] = [self.process(disk), self.process(disk)]

    def process(self, disk: ServerDisk) -> CentralServer:
        return self.template.process(disk, self.clock, self.rng)

    def restart(self, machine: Machine) -> None:
        old = machine.post
        relay = old.relay
        machine.post = opened_post(machine.disks, old.folder, relay, old.clock, self.rng)
        machine.post.vault.sweep_parts()

    def restart_post(self, machine: Machine) -> None:
        self.restart(machine)

    def jump(self, machine: Machine) -> None:
        """The post's clock is set wrong by up to a year."""
        machine.post.clock.ahead_s = self.chance.uniform(-1, 1) * 365 * 86_400

    def back_up(self, _machine: Machine) -> None:
        self.backup = self.disk.copy()

    def restore(self, _machine: Machine) -> None:
        """The server comes back from its backup: what it acknowledged since is gone there."""
        if self.backup is None:
            return
        self.disk.close()
        self.disk = self.backup.copy()
        self.is_restored = True
        self.start_server(self.disk)
        self.destroy_again()

    def lost_evening(self, machine: Machine) -> None:
        """The server goes back to before an evening in which a post sent half of its papers."""
        self.back_up(machine)
        self.file_paper(machine)
        sync_once(self.exchange_of(machine, Weather(60, STATEMENTS), is_anywhere=False))
        self.look(machine)
        self.restore(machine)

    def divide(self, _machine: Machine) -> None:
        """An old server is started beside the new one, behind the same name; or ended."""
        if self.twin is None:
            self.twin = (self.backup or self.disk).copy()
            self.is_restored = True
            self.destroy_again()
        else:
            self.end_twin()

    def end_twin(self) -> None:
        if self.twin is not None:
            self.twin.close()
            self.twin = None

    def destroy(self, _machine: Machine) -> None:
        """Somebody has their safe destroyed, by whoever runs the server."""
        if self.persons:
            self.destroyed.add(self.chance.choice(list(self.persons)))
            self.destroy_again()

    def destroy_again(self) -> None:
        """What comes from a backup holds who was destroyed since, or hears of them from posts
        that were away: whoever restored it does it anew there."""
        twins = [self.process(self.twin)] if self.twin is not None and self.destroyed else []
        for central in (self.processes[0], *twins):
            for person in sorted(self.destroyed):
                forget_person(store_of(central), person, now=central.now())

    def month(self, _machine: Machine) -> None:
        """A month goes by, with nobody there; the server does what time brings. Posts keep what
        was acknowledged for seven days: a backup from before is none any more, and a server
        that came from one has heard of everybody by then."""
        self.end_twin()
        self.backup = None
        for machine in self.machines if self.is_restored else ():
            if sync_once(self.exchange_of(machine, CALM)) != Idle():
                raise Found("in good weather the agent does not rest")
            self.look(machine)
        self.clock.pass_(MONTH_S)
        self.has_aged = True
        central = self.processes[0]
        central.sweep()
        keep_time(store_of(central), now=central.now())

    def post_arrives(self, _machine: Machine) -> None:
        """A request that was thought lost arrives after all."""
        if self.mail:
            late = self.mail.pop(self.chance.randrange(len(self.mail)))
            late.deliver(self.chance.choice(self.processes))

    # --- the days -------------------------------------------------------------------------

    def live(self) -> None:
        acts: Sequence[tuple[Callable[[Machine], None], int]] = (
            (self.open_safe, 5),
            (self.file_paper, 6),
            (self.file_own, 3),
            (self.revise, 5),
            (self.leave, 4),
            (self.come_back, 4),
            (self.renew, 2),
            (self.at_odds, 2),
            (self.visit, 3),
            (self.exchange, 16),
            (self.server_fails, 3),
            (self.restart_post, 1),
            (self.jump, 1),
            (self.back_up, 3),
            (self.restore, 1),
            (self.lost_evening, 1),
            (self.divide, 1),
            (self.post_arrives, 3),
            (self.destroy, 1),
            (self.month, 1),
        )
        choices, weights = [act for act, _ in acts], [weight for _, weight in acts]
        for _ in range(ACTS):
            act = self.chance.choices(choices, weights)[0]
            machine = self.chance.choice(self.machines)
            self.counted[act.__name__] += 1
            self.trace(act.__name__)
            self.hand.ahead_s = machine.post.clock.ahead_s
            act(machine)
            self.clock.pass_(self.chance.choice((0, 1, 60, 3600)))

    def heal(self) -> None:
        """Good days at last: everybody exchanges until nothing moves."""
        while self.mail:
            self.post_arrives(self.machines[0])
        self.end_twin()
        self.start_server(self.disk)
        for machine in self.machines:  # what is left to exchange meets bad weather once more
            sync_once(self.exchange_of(machine, self.chance.choice(STORMS)))
            self.look(machine)
        before: object = None
        for _ in range(ROUNDS_MAX):
            self.destroy_again()
            for machine in self.machines:
                state = sync_once(self.exchange_of(machine, CALM))
                if state != Idle():
                    raise Found(f"in good weather the agent rests in {state}")
                self.look(machine)
            after = self.positions()
            if after == before:
                return
            before = after
        raise Found("the posts do not come to rest")

    def positions(self) -> object:
        with self.processes[0].database.reading() as rows:
            server = records.last_number(rows)
        return server, [
            (machine.post.vault.pull_cursor(), machine.post.vault.counts())
            for machine in self.machines
        ]

    # --- what must hold -------------------------------------------------------------------

    def look(self, machine: Machine) -> None:
        """After each pass: note what was acknowledged; nothing withdrawn came back."""
        post = machine.post
        for store in (post.store, post.vault):
            for name, wire in store._database.rows(
                "SELECT s.name, s.wire FROM outbox o JOIN statement s ON s.name = o.name"
                " WHERE o.state = 'stored'"
            ):
                if name not in self.acknowledged:
                    self.check_kept(name)
                    statement = self.made.get(name) or parse(wire)
                    self.acknowledged[name] = _person(statement)
        for part, owner in post.vault._database.rows(
            "SELECT id, owner FROM part WHERE state = 'sent'"
        ):
            if part in machine.parts:
                self.parts_acknowledged[part] = owner
        for person in self.persons:
            for relay in self.relays:
                self.look_at_pair(machine, person, relay.id)

    def check_kept(self, name: bytes) -> None:
        """What has just been acknowledged is there already."""
        asked = "SELECT 1 FROM statement WHERE name = ?"
        if self.answering.records.execute(asked, (name,)).fetchone() is None:
            raise Found("acknowledged before it was kept")

    def look_at_pair(self, machine: Machine, person: bytes, relay: bytes) -> None:
        held = machine.post.vault.affiliation(person, relay)
        over = machine.ended.get((person, relay), 0)
        if held is None:
            return
        if held.text("state") == "remove":
            machine.ended[person, relay] = max(over, held.number("n"))
        elif held.number("n") <= over:
            raise Found("an affiliation that was over is active again")

    def check(self) -> None:
        self.check_outboxes()
        with self.processes[0].database.reading() as rows:
            self.check_nothing_lost(rows)
            self.check_equal_and_denied(rows)
            self.check_journals(rows)
        if self.destroyed:
            self.check_destroyed()

    def excused(self) -> set[bytes]:
        """Persons whose papers are gone, or were forgotten by posts as the law asks before a
        server that came from a backup did."""
        return self.destroyed | (self.left if self.is_restored else set())

    def check_outboxes(self) -> None:
        for machine in self.machines:
            rows = machine.post.vault.outgoing()
            codes = {row.code for row in rows} - {None}
            if not codes <= REFUSALS:
                raise Found(f"refused: {codes}")
            refused = {row.owner for row in rows if row.code is not None}
            stuck = {row.owner for row in rows if row.code is None} - refused - self.excused()
            if stuck:
                raise Found("something honest waits for ever")
            if (refused - self.left - self.destroyed) and not self.is_restored:
                raise Found("refused, and nobody left")
            if machine.post.store.has_unsent():
                raise Found("the structure's outbox does not empty")

    def check_nothing_lost(self, rows: Rows) -> None:
        stored = {bytes(name) for (name,) in rows.all("SELECT name FROM statement")}
        for name, owner in self.acknowledged.items():
            if name not in stored and owner not in self.excused():
                kind = self.made[name].type if name in self.made else "log"
                raise Found(f"acknowledged and lost: {kind}")
        for machine in self.machines:
            waiting = {row.name for row in machine.post.vault.outgoing()}
            for name, owner in machine.acts.items():
                if name not in stored | waiting and owner not in self.excused():
                    raise Found(f"made, and neither sent nor waiting: {self.made[name].type}")
            self.check_files(machine)
        named = {
            bytes.fromhex(line["id"])
            for machine in self.machines
            for person in self.persons
            if self.is_kept_up(rows, machine, person)  # or its heads may have been overtaken
            for head in machine.post.vault.heads(person)
            for line in machine.post.vault.statement(head.name).body["parts"]
            if head.name in stored
        }
        hashes = {part: sha for machine in self.machines for part, sha in machine.parts.items()}
        for part, owner in self.parts_acknowledged.items():
            if part in named and owner not in self.excused():
                whole = self.disk.whole.get(part)
                if whole is None or hashlib.sha256(whole).digest() != hashes[part]:
                    raise Found("an acknowledged part is lost or another")

    def check_files(self, machine: Machine) -> None:
        """What lies at a post as a part is that part, whoever sent it."""
        files = machine.post.parts
        for maker in self.machines:
            for part in maker.parts:
                if files.size(part) is None:
                    continue
                if hashlib.sha256(files.read(part)).digest() != maker.parts[part]:
                    raise Found("a post took other bytes for a part")

    def check_equal_and_denied(self, rows: Rows) -> None:
        for person in self.persons:
            held = world.person(rows, person)
            if held is None:
                continue
            active = {each.structure for each in world.affiliations(rows, person) if each.is_added}
            self.check_keys(rows, person, active)
            shown = []
            for machine in self.machines:
                post = machine.post
                is_shared = post.relay.id in active
                may_see = self.sees(rows, machine, person)
                believes = post.relay.id in post.vault.affiliated(person)
                if believes and not is_shared and person not in self.excused():
                    raise Found("a post believes an affiliation that is over")
                if not is_shared and self.has_aged and person in machine.own:
                    continue  # a month unseen: gone by the post's own clock, or not yet
                if may_see and person not in self.excused():
                    shown.append(self.shown(machine, person))
                elif not may_see and not self.is_restored:
                    self.check_denied(machine, person)
            if len({names for names, _ in shown}) > 1:
                raise Found("two posts hold different things of one person")
            screens = [screen for _, screen in shown if screen is not None]
            if any(screen != screens[0] for screen in screens[1:]):
                raise Found("two posts show different things of one person")
            if shown:
                found = rows.all(
                    f"SELECT name FROM statement WHERE owner = ? AND type IN {KINDS}",  # noqa: S608
                    (person,),
                )
                if shown[0][0] != self.compared(self.made[bytes(name)] for (name,) in found):
                    raise Found("a post does not hold what the server holds")

    def check_destroyed(self) -> None:
        """Pages that came for a paper which was refused then have a week. A post that a server
        from a backup does not know to have seen the person is not told."""
        self.clock.pass_(WEEK_S)
        self.processes[0].sweep()
        with self.processes[0].database.reading() as rows:
            for person in self.destroyed:
                if rows.one("SELECT 1 FROM statement WHERE owner = ? AND wire <> x''", (person,)):
                    raise Found("the server keeps something of a safe that was destroyed")
        for statement in self.made.values():
            if statement.type == "item" and statement.id("owner") in self.destroyed:
                for line in statement.body["parts"]:
                    if bytes.fromhex(line["id"]) in self.disk.whole:
                        raise Found("the server keeps pages of a safe that was destroyed")
        if not self.is_restored:
            for machine in self.machines:
                for person in self.destroyed:
                    self.check_denied(machine, person)

    def sees(self, rows: Rows, machine: Machine, person: bytes) -> bool:
        """Say whether the person shares with the post's structure, or came in at the post."""
        return self.shares(rows, machine, person) or self.is_own(rows, machine, person)

    def is_kept_up(self, rows: Rows, machine: Machine, person: bytes) -> bool:
        """Say whether the server tells the post of the person. Who came in at the post alone is
        unseen after a month: gone by the post's own clock, or not yet."""
        is_unseen = self.has_aged and not self.shares(rows, machine, person)
        return not is_unseen and self.sees(rows, machine, person)

    def shares(self, rows: Rows, machine: Machine, person: bytes) -> bool:
        """Say whether the person shares with the post's structure."""
        shared = {each.structure for each in world.affiliations(rows, person) if each.is_added}
        return machine.post.relay.id in shared

    def is_own(self, rows: Rows, machine: Machine, person: bytes) -> bool:
        """Say whether the post sees somebody as their own way in. A server restored from
        before they signed in there does not know: they sign in again."""
        if person not in machine.own or not self.is_restored:
            return person in machine.own
        return records.sees_whole(
            rows, (machine.post.identity.id,), person, now=self.processes[0].now()
        )

    def check_denied(self, machine: Machine, person: bytes) -> None:
        vault = machine.post.vault
        if any(row.owner == person for row in vault.outgoing()):
            return  # work that was refused waits for somebody to look, with what it needs
        if vault.identity(person) is not None or vault.heads(person):
            raise Found("a post still holds somebody it may not see")
        for kind in ("epoch", "grant", "item", "cred"):
            if vault.statements(kind, owner=person):
                raise Found(f"a post still holds a {kind} of somebody it may not see")
        if vault._database.row("SELECT 1 FROM part WHERE owner = ?", (person,)):
            raise Found("a post still holds pages of somebody it may not see")

    def check_keys(self, rows: Rows, person: bytes, active: set[bytes]) -> None:
        """No key was given to a structure after the word by which it was left."""
        if self.is_restored:
            return  # numbers were given twice: what came first cannot be told by them
        for name, statement in self.made.items():
            if statement.type != "grant" or statement.id("person") != person:
                continue
            seq = records.sequences_of(rows, [(person, name)]).get((person, name))
            if seq is None or statement.id("to") == person:
                continue
            last = self.word_before(rows, person, statement.id("to"), seq)
            if last is None or last[1]:
                raise Found("a key was given to a structure the person does not share with")

    def word_before(
        self, rows: Rows, person: bytes, structure: bytes, seq: int
    ) -> tuple[int, bool] | None:
        found = rows.all(
            "SELECT wire FROM statement WHERE owner = ? AND type = 'affil' AND seq < ?",
            (person, seq),
        )
        words = [parse(bytes(wire)) for (wire,) in found]
        return max(
            (
                (word.number("n"), word.text("state") == "remove")
                for word in words
                if word.id("structure") == structure
            ),
            default=None,
        )

    def check_journals(self, rows: Rows) -> None:
        for machine in self.machines:
            post = machine.post
            for store, chain in ((post.store, "device"), (post.vault, "vault")):
                length = store.verify_journal()
                at_server = world.journal_head(rows, post.identity.id, chain)[0]
                if at_server != length:
                    raise Found(f"{chain}: the server holds {at_server} of {length} lines")
            entries = post.vault.journal_entries(limit=-1)
            if sum(ACT.encode() in entry.raw for entry in entries) != machine.lines:
                raise Found("acts and lines of the journal differ")

    def shown(self, machine: Machine, person: bytes) -> tuple[frozenset[bytes], object]:
        """Return what a post holds of somebody, and what its screens show of it.

        Work of this post that was refused is not counted; what shows may rest on it, and
        then only what is held is compared.
        """
        vault = machine.post.vault
        refused = {row.name for row in vault.outgoing()}
        held = [each for kind in KINDS for each in vault.statements(kind, owner=person)]
        names = self.compared(held)
        screen = (
            vault.affiliated(person),
            vault.current_epoch(person),
            [(head.item, head.rank, head.name) for head in vault.heads(person)],
        )
        rests_on_refused = any(each.name in refused for each in held)
        return frozenset(names - refused), None if rests_on_refused else screen

    def compared(self, statements: Iterable[Statement]) -> set[bytes]:
        """Return the names that all who may see somebody hold. Versions of a paper that somebody
        deleted end 30 days after each has heard of it."""
        return {
            each.name
            for each in statements
            if each.type != "item" or each.id("item") not in self.thrown_away
        }


def _person(statement: Statement) -> bytes:
    if statement.type == "item":
        return statement.id("owner")
    if statement.type == "cred":
        return statement.id("id")
    return statement.id("person") if "person" in statement.body else b""


@dataclass(frozen=True, slots=True)
class Lived:
    """What a seed did."""

    fingerprint: str
    counted: Counter[str]


def run(seed: int) -> Lived:
    """Live through a seed's days. Raises Found, or whatever bug it met."""
    folder = Path(tempfile.mkdtemp(prefix="rk-sim-", dir=FOLDERS))
    days = Days(seed, folder)
    try:
        with reproducible(days.rng, days.hand):
            days.live()
            days.heal()
            days.check()
        return Lived(days.fingerprint, days.counted)
    finally:
        days.close()
        shutil.rmtree(folder)
