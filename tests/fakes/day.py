"""A day of real processes: a server over HTTPS, two posts, and somebody who kills them.

day = BusyDay(folder, seed=7, kills=12); day.run(); day.check() -> what was counted.
"""

from __future__ import annotations

import json
import os
import signal
import subprocess
import sys
import time
from collections import Counter
from collections.abc import Callable
from dataclasses import asdict, dataclass
from pathlib import Path
from random import Random
from typing import Any

from kiosk.domain.ids import ItemId
from kiosk.errors import Unavailable
from kiosk.flows.api import PersonSession, Sharing, WorkerSession
from kiosk.ports import SystemClock, SystemRng
from kiosk.session.channel import Begin, Mode
from kiosk.vault.database import open_database
from kiosk.vault.device_store import DeviceStore
from kiosk.vault.locations import PostPaths
from kiosk.vault.vault_store import VaultStore
from sync.agent.commands import enrol_here
from sync.agent.loop import sync_once
from sync.agent.machine import Idle
from sync.agent.service import exchange_of
from tests.fakes.actors import Relay
from tests.fakes.day_script import COMMON, COMMON_PAPER, PASSWORD, Day, Diary, Do
from tests.fakes.day_session import draft_id, draft_of, entrance_of, paper_of
from tests.fakes.exchange import PERSONS_TYPES
from tests.fakes.server_process import ServerProcess
from tests.fakes.world import new_safe

__all__ = ["BusyDay", "Counted"]

ROOT = Path(__file__).resolve().parents[2]
TOLD = tuple(kind for kind in PERSONS_TYPES if kind != "custody")
"""What a server hands on of persons: boxes for custody go to nobody else."""
PATIENCE_S = 60.0
LOOK_S = 0.01
EXCHANGES_FOR_A_PAGE = 3


@dataclass(frozen=True)
class Counted:
    """What the day came to."""

    kills: dict[str, int]
    cuts: int
    acts: int
    in_doubt_and_done: int
    in_doubt_and_repeated: int
    lost: int
    duplicates: int
    statements: int
    journal_entries: int
    duration_s: float


@dataclass
class DayPost:
    """One post: its folder, and its processes while they run."""

    day: Day
    process: subprocess.Popen[bytes] | None = None

    @property
    def diary(self) -> Diary:
        return Diary(self.day.file("diary"))

    @property
    def is_done(self) -> bool:
        return len(self.diary.done()) == self.day.count

    def start(self) -> None:
        path = Path(self.day.folder) / f"{self.day.post}.day.json"
        with self.day.file("log").open("ab") as log:
            self.process = subprocess.Popen(
                [sys.executable, "-m", "tests.fakes.day_post", str(path)],
                cwd=ROOT,
                env={**os.environ, "PYTHONPATH": str(ROOT)},
                stdin=subprocess.DEVNULL,
                stderr=log,
                stdout=log,
            )

    def stop(self) -> int:
        """Ask the post to end in order."""
        assert self.process is not None
        self.process.send_signal(signal.SIGTERM)
        return self.process.wait(PATIENCE_S)

    def end(self) -> None:
        """At the end of a test that went wrong."""
        if self.process is not None and self.process.poll() is None:
            self.process.kill()
            self.process.wait(PATIENCE_S)

    def kill(self, role: str) -> bool:
        """SIGKILL one of this post's processes; False when it is not there just now."""
        assert self.process is not None
        try:
            told = json.loads(self.day.file("pids").read_text())
        except FileNotFoundError:
            return False
        if told["supervisor"] != self.process.pid:
            return False  # told by the one that was killed before
        if role == "supervisor":
            self.process.kill()
            self.process.wait(PATIENCE_S)
            self.start()
            return True
        pid = told.get(role)
        if pid is None or parent_of(pid) != self.process.pid:
            return False
        os.kill(pid, signal.SIGKILL)
        return True

    def check_alive(self) -> None:
        failed = self.day.file("failed")
        assert not failed.exists(), failed.read_text()
        assert self.process is not None
        assert self.process.poll() is None, self.day.file("log").read_text()[-3000:]


def parent_of(pid: int) -> int:
    """Return the parent of a process, 0 when it is gone: no other process is ever killed."""
    try:
        return int(Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()[1])
    except (FileNotFoundError, ProcessLookupError):
        return 0


class BusyDay:
    """Two posts, a server, a script for each post, and kills at seeded moments."""

    def __init__(self, folder: Path, *, seed: int, kills: int, acts_per_kill: float = 5.0) -> None:
        self.folder = folder
        self._rng = Random(seed)
        self._kills = kills
        self._acts_per_kill = acts_per_kill
        self.killed: Counter[str] = Counter()
        self.cuts = 0
        self.began_s = time.monotonic()
        self.server = ServerProcess(folder / "central")
        self._is_online = True
        self.relay = Relay.of(self.server.authority, "Relais du Port")
        count = int(kills * acts_per_kill) + 10
        workers = [self.relay.worker(name) for name in ("Nadia Kaci", "Paul Morin")]
        self.server.send()
        self.posts = [
            DayPost(self._enrolled(name, seed, count, worker))
            for name, worker in zip("ab", workers, strict=True)
        ]
        self._open_common_safes()

    def close(self) -> None:
        for post in self.posts:
            post.end()
        self.server.close()

    # --- before the day ---------------------------------------------------------------

    def _enrolled(self, name: str, seed: int, count: int, worker: tuple[str, str]) -> Day:
        state = self.folder / name
        paths = PostPaths(state, self.folder / f"{name}-run")
        paths.make()
        secret, clock = os.urandom(32), SystemClock()
        store = DeviceStore(open_database(paths.device_db, secret, "device"), clock)
        code = self.server.enrolment_code(self.relay)
        enrol_here(code, name, store, clock, SystemRng())
        store.close()
        return Day(
            folder=str(self.folder),
            post=name,
            seed=seed,
            count=count,
            state_dir=str(state),
            runtime_dir=str(paths.runtime),
            secret=secret.hex(),
            worker=worker,
            structure=self.relay.id.hex(),
            common={},
        )

    def _open_common_safes(self) -> None:
        logins = {}
        with Opened(self.posts[0].day) as opened:
            worker = opened.worker()
            for name in COMMON:
                safe = worker.open_safe(new_safe(name, "Diop", password=PASSWORD))
                worker.file_paper(safe.person, paper_of(COMMON_PAPER, is_shared=True))
                logins[name] = safe.login
            opened.sync()
        with Opened(self.posts[1].day) as opened:
            opened.worker()
            opened.sync()
        for post in self.posts:
            post.day = Day(**{**asdict(post.day), "common": logins})
            post.day.write()

    # --- the day ----------------------------------------------------------------------

    def run(self) -> None:
        """Let both posts work while their processes and the server are killed."""
        self._cut()
        for post in self.posts:
            post.start()
        for number in range(self._kills):
            self._change_network(number)
            for post in self.posts:
                post.day.allow(int((number + 1) * self._acts_per_kill))
            self._wait(self._is_keeping_up, "the posts to keep up with the killer")
            self._kill_one(after_s=self._rng.uniform(0.02, 0.6))
        self._restore()
        for post in self.posts:
            post.day.allow(post.day.count)
        self._wait(lambda: all(post.is_done for post in self.posts), "the scripts' end")
        for post in self.posts:
            post.day.file("enough").touch()
        for post in self.posts:
            assert post.stop() == 0, post.day.file("log").read_text()[-3000:]

    def _is_keeping_up(self) -> bool:
        """Not all of the acts are to be done after the last kill."""
        behind = 3 * self._acts_per_kill
        return all(len(post.diary.done()) >= post.day.allowed - behind for post in self.posts)

    def _change_network(self, number: int) -> None:
        """The line is cut for the first half of each stretch of the day, then comes back."""
        stretch = max(6, self._kills // 8)
        if number % stretch == 0 and self._is_online:
            self._cut()
        elif number % stretch == stretch // 2 and not self._is_online:
            self._restore()

    def _cut(self) -> None:
        self.server.kill()
        self._is_online = False
        self.cuts += 1

    def _restore(self) -> None:
        if not self._is_online:
            self.server.start()
            self._is_online = True

    def _kill_one(self, *, after_s: float) -> None:
        time.sleep(after_s)  # the moment is what is drawn
        roles = {"session": 50, "agent": 22, "supervisor": 14, "server": 14}
        if not self._is_online:
            del roles["server"]
        role = self._rng.choices(list(roles), list(roles.values()))[0]
        if role == "server":
            self.server.kill()
            self.server.start()
        else:
            post = self._rng.choice(self.posts)
            if role == "session" and post.is_done:
                role = "agent"
            self._wait(lambda: post.kill(role), f"a {role} of {post.day.post} to kill")
        self.killed[role] += 1

    def _wait(self, holds: Callable[[], object], what: str) -> None:
        until = time.monotonic() + PATIENCE_S * (1 + self._kills / 50)
        while not holds():
            for post in self.posts:
                post.check_alive()
            assert time.monotonic() < until, f"not in time: {what}\n{self._state()}"
            time.sleep(LOOK_S)

    def _state(self) -> str:
        return "\n".join(
            f"{post.day.post}: {len(post.diary.done())} of {post.day.allowed}\n"
            + post.day.file("log").read_text()[-2000:]
            for post in self.posts
        )

    # --- after the day ----------------------------------------------------------------

    def check(self) -> Counted:
        """Exchange until nothing moves, then hold both posts to what they promised."""
        done = {post.day.post: post.diary.done() for post in self.posts}
        with Opened(self.posts[0].day) as first, Opened(self.posts[1].day) as second:
            opened = [first, second]
            for each in opened:
                each.worker()
            settle(opened)
            entries = sum(each.check_journals(done[each.day.post]) for each in opened)
            statements = check_equal(opened)
            lost, doubled = self._check_papers(opened, done)
            statements = max(statements, check_equal(opened))
            for each in opened:
                each.check_outbox()
                each.check_drafts(done[each.day.post])
        lines = [line for lines in done.values() for line in lines]
        return Counted(
            kills=dict(self.killed),
            cuts=self.cuts,
            acts=len(lines),
            in_doubt_and_done=sum(line["doubt"] == "done" for line in lines),
            in_doubt_and_repeated=sum(line["doubt"] == "repeated" for line in lines),
            lost=lost,
            duplicates=doubled,
            statements=statements,
            journal_entries=entries,
            duration_s=round(time.monotonic() - self.began_s, 1),
        )

    def _check_papers(
        self, opened: list[Opened], done: dict[str, list[dict[str, Any]]]
    ) -> tuple[int, int]:
        """Sign every person in on the post of their safe, then, if it sees them, on the other:
        each paper that was promised is there once, and its pages are what was filed."""
        lost = doubled = 0
        for home, other in (opened, opened[::-1]):
            safes = self._safes(home.day, done[home.day.post])
            sessions = {safe: home.person(login) for safe, login in safes.items()}
            settle(opened)  # what those sessions took in and renewed
            for safe, login in safes.items():
                expected, sharing = expected_of(safe, done)
                found = [(home, sessions[safe])]
                if other.knows(login):
                    found.append((other, other.person(login)))
                for where, session in found:
                    missing, extra = compare(
                        where, session, expected, sharing, lambda: settle(opened)
                    )
                    lost, doubled = lost + missing, doubled + extra
            settle(opened)
        logins = {each.text("login") for one in opened for each in one.vault.statements("identity")}
        names = Counter(login.partition(".")[0] for login in logins)
        return lost, doubled + sum(count - 1 for count in names.values())

    def _safes(self, day: Day, lines: list[dict[str, Any]]) -> dict[str, str]:
        opened = {line["safe"]: line["login"] for line in lines if line["do"] == Do.OPEN.name}
        return {**opened, **(dict(day.common) if day.post == "a" else {})}


class Opened:
    """One post opened by the test after its processes have ended, as a session and an agent."""

    def __init__(self, day: Day) -> None:
        self.day = day

    def __enter__(self) -> Opened:
        begin = Begin(
            mode=Mode.DESK,
            language="fr",
            device_secret=bytes.fromhex(self.day.secret),
            vault_key=None,
            runtime_dir=self.day.runtime_dir,
            state_dir=self.day.state_dir,
        )
        self.entrance, self.post = entrance_of(begin, None, lambda _key: None)
        return self

    def __exit__(self, *_: object) -> None:
        if self.post.vault is not None:
            self.post.vault.close()
        self.post.device_store.close()

    @property
    def vault(self) -> VaultStore:
        return self.post.ready_vault()

    def worker(self) -> WorkerSession:
        return self.entrance.worker_sign_in(*self.day.worker)

    def person(self, login: str) -> PersonSession:
        return self.entrance.person_sign_in(login, PASSWORD)

    def knows(self, login: str) -> bool:
        return self.vault.identity_by_login(login) is not None

    def sync(self) -> None:
        """Do one whole pass, as the agent does."""
        x = exchange_of(
            self.post.device_store,
            PostPaths(Path(self.day.state_dir)),
            SystemClock(),
            SystemRng(),
            vault=self.vault,
        )
        try:
            state = sync_once(x)
        finally:
            x.server.close()
        assert isinstance(state, Idle), state

    def mark(self) -> object:
        """Return what changes while anything still moves."""
        stores = (self.post.device_store, self.vault)
        return [
            (store.has_unsent(), store.setting("pull.cursor"), store.setting("pull.aside"))
            for store in stores
        ]

    def check_journals(self, lines: list[dict[str, Any]]) -> int:
        """Both journals verify; each acknowledged act has its one entry, and no act another."""
        stores = (self.post.device_store, self.vault)
        total = sum(store.verify_journal() for store in stores)
        words = {do.entry for do in Do if do.entry}
        found = [
            (name, each.seq, each.fields["action"])
            for name, store in zip(("device", "vault"), stores, strict=True)
            for each in store.journal_entries(after=self._before_the_day(name), limit=-1)
            if each.fields["action"] in words
        ]
        promised = [
            (
                "device" if line["do"] == Do.REFUSE.name else "vault",
                line["seq"],
                Do[line["do"]].entry,
            )
            for line in lines
            if line["changed"]
        ]
        assert sorted(found) == sorted(promised)
        assert all(store.has_unsent() is False for store in stores)
        return total

    def _before_the_day(self, name: str) -> int:
        first = next(iter(Diary(self.day.file("diary")).lines()))
        return int(first[f"{name}_seq"])

    def check_outbox(self) -> None:
        for store in (self.post.device_store, self.vault):
            counts = store.counts()
            assert (counts.waiting, counts.to_check) == (0, 0), store.outgoing()

    def check_drafts(self, lines: list[dict[str, Any]]) -> None:
        """Drafts that were kept are whole; those that were filed or dropped are gone."""
        kept: set[int] = set()
        acts = self.day.acts()
        for line in lines:
            act = acts[line["done"]]
            if act.do is Do.KEEP_DRAFT:
                kept.add(act.draft)
            elif act.draft:
                kept.discard(act.draft)
        worker = self.worker()
        assert {each.draft for each in worker.home().drafts} == {draft_id(each) for each in kept}
        for each in kept:
            assert worker.load_draft(draft_id(each)).pages == draft_of(each).pages


def settle(opened: list[Opened]) -> None:
    """Push and pull on both posts until nothing moves any more."""
    for _ in range(20):
        before = [each.mark() for each in opened]
        for each in opened:
            each.sync()
        if before == [each.mark() for each in opened]:
            assert not any(each.vault.has_unsent() for each in opened)
            return
    raise AssertionError("it never comes to rest")


def check_equal(opened: list[Opened]) -> int:
    """Both posts hold the same of whoever shares with their structure; return how much."""
    first, second = opened
    structure = first.post.structure
    persons = first.vault.affiliated_persons(structure)
    assert persons == second.vault.affiliated_persons(structure)
    assert len(persons) >= len(COMMON)
    for person in persons:
        held = [
            {each.name: each.type for kind in TOLD for each in one.vault.statements(kind, person)}
            for one in opened
        ]
        assert held[0] == held[1], _difference(*held)
        assert first.vault.heads(person) == second.vault.heads(person)
        assert first.vault.affiliated(person) == second.vault.affiliated(person)
    return sum(len(each.vault.statements(kind)) for each in opened for kind in TOLD)


def _difference(one: dict[Any, str], two: dict[Any, str]) -> str:
    only = [sorted(one[each] for each in one.keys() - two.keys())]
    only.append(sorted(two[each] for each in two.keys() - one.keys()))
    return f"only on a: {only[0]}; only on b: {only[1]}"


def expected_of(
    safe: str, done: dict[str, list[dict[str, Any]]]
) -> tuple[Counter[str], dict[str, bool]]:
    """Return the titles that were promised for a safe, and what was last said of those that
    one post alone moved: whether they are shared."""
    titles: Counter[str] = Counter({"Mandat": 1})
    sharing: dict[str, bool] = {}
    if safe in COMMON:
        titles[COMMON_PAPER] += 1
    filing = {Do.FILE.name, Do.LEAVE.name, Do.FILE_DRAFT.name, Do.PERSON_FILES.name}
    for lines in done.values():
        for line in (line for line in lines if line["safe"] == safe and line["changed"]):
            if line["do"] in filing:
                titles[line["paper"]] += 1
            elif line["do"] in {Do.SHARE.name, Do.UNSHARE.name}:
                sharing[line["paper"]] = line["do"] == Do.SHARE.name
    sharing.pop(COMMON_PAPER, None)
    return titles, sharing


def _read(session: PersonSession, item: ItemId, exchange: Callable[[], None]) -> bytes:
    for _ in range(EXCHANGES_FOR_A_PAGE):
        try:
            return session.read(item).pdf
        except Unavailable:
            exchange()
    return session.read(item).pdf


def compare(
    where: Opened,
    session: PersonSession,
    expected: Counter[str],
    sharing: dict[str, bool],
    exchange: Callable[[], None],
) -> tuple[int, int]:
    """Return how many promised papers are missing, and how many are there too often.

    Pages that are still elsewhere are asked for, as a person's *Réessayer* does, and must
    then come with the next exchanges.
    """
    papers = session.papers()
    found = Counter(paper.title for paper in papers)
    for paper in papers:
        if paper.title not in {"Mandat"}:
            pdf = _read(session, paper.item, exchange)
            assert pdf == paper_of(paper.title, is_shared=True).pdf, paper.title
        if paper.title in sharing:
            assert (paper.sharing is Sharing.SHARED) is sharing[paper.title], paper.title
    missing, extra = expected - found, found - expected
    if missing or extra:
        print(f"post {where.day.post}: missing {dict(missing)}, too often {dict(extra)}")
    return missing.total(), extra.total()
