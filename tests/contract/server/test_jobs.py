"""The queue of jobs does each job, tells when it cannot, and writes nothing twice.

One suite on SQLite and on PostgreSQL (sync.md section 5: "any number of workers on the
SQL queue"; OPS duties: what fails is seen by whoever runs the server).
"""

from __future__ import annotations

import itertools
import json
import logging
import signal
import subprocess
import sys
import threading
import time
from collections import Counter
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import pytest
from prometheus_client.parser import text_string_to_metric_families

from kiosk.cli import main
from kiosk.crypto.encoding import parse_canon
from kiosk.errors import InvalidInput, Unavailable
from kiosk.ports import SystemRng
from sync.server import commands as server_commands
from sync.server import journal
from sync.server.archive import unpack
from sync.server.backup import back_up, restore_records
from sync.server.custody.local import custody_tables
from sync.server.jobs import alert as alerts
from sync.server.jobs import queue
from sync.server.jobs.queue import JobState, LostLease, Terms
from sync.server.jobs.worker import Act as Doing
from sync.server.jobs.worker import Kind, Worker, Write, watch
from sync.server.keys.server_keys import open_keys
from sync.server.metrics import Metrics
from sync.server.notices.port import Letter
from sync.server.parts.folder import FolderParts
from sync.server.store.database import Database
from sync.server.store.migrate import MIGRATIONS
from sync.server.store.sqlite import SqliteDatabase
from sync.server.upkeep import Upkeep
from tests.fakes.central import MovedClock, central_server
from tests.fakes.job_program import DEED, counting, opened
from tests.fakes.postgres_process import PrivatePostgres
from tests.fakes.server_process import server_process

ROOT = Path(__file__).parents[3]
HOUR = 3600
COMMAND = "import sys; from kiosk.cli import main; sys.exit(main(sys.argv[1:]))"


AGAIN = ("checkpoints", "reports", "retention", "sweep")
"""The kinds of job that come again in every server."""


@dataclass
class Scene:
    """A store with a queue, a clock that is moved, and workers that do what they are told."""

    database: Database
    clock: MovedClock = field(default_factory=MovedClock)
    metrics: Metrics = field(default_factory=Metrics)

    def now(self) -> int:
        return int(self.clock.now().timestamp())

    def ask(self, key: str = "one", *, kind: str = "deed", in_s: int = 0) -> bool:
        now = self.now()
        with self.database.writing() as rows:
            return queue.ask(rows, kind, key, {"n": 1}, due_at=now + in_s, now=now)

    def worker(self, act: Doing, terms: Terms = DEED, *, threads: int = 2) -> Worker:
        return Worker(
            self.database,
            {"deed": Kind(act, terms)},
            clock=self.clock,
            rng=SystemRng(),
            metrics=self.metrics,
            threads=threads,
            poll_s=0.02,
        )

    def states(self) -> dict[str, JobState]:
        with self.database.reading() as rows:
            return {each.key: each.state for each in queue.listed(rows, JobState, limit=10_000)}

    def only(self) -> queue.Listed:
        (found,) = self.listed()
        return found

    def listed(self) -> list[queue.Listed]:
        with self.database.reading() as rows:
            return queue.listed(rows, JobState, limit=10)

    def deeds(self) -> Counter[str]:
        """How often what each job brought was written."""
        with self.database.reading() as rows:
            found = rows.all("SELECT key, value FROM mark WHERE key LIKE ?", ("deed %",))
        return Counter({str(key)[5:]: len(bytes(value)) for key, value in found})

    def number(self, name: str, **labels: str) -> float:
        for family in text_string_to_metric_families(self.metrics.text().decode()):
            for sample in family.samples:
                if sample.name == name and sample.labels == labels:
                    return sample.value
        return 0.0


@pytest.fixture
def scene(database: Database) -> Scene:
    return Scene(database)


def failing(error: Exception) -> Doing:
    def act(_job: queue.Job) -> None:
        raise error

    return act


def counted(job: queue.Job) -> Write:
    return counting(job.key)


def test_a_job_is_done_once_however_often_it_is_asked_for(scene: Scene) -> None:
    assert scene.ask()
    assert not scene.ask()
    worker = scene.worker(counted)
    assert worker.do_one()
    assert not worker.do_one()
    assert not scene.ask(), "the same thing is not done again once it is done"
    assert not worker.do_one()
    assert scene.deeds() == {"one": 1}
    assert scene.number("reconnect_jobs_total", kind="deed", outcome="done") == 1


def test_what_is_asked_for_in_a_transaction_that_fails_was_never_asked_for(scene: Scene) -> None:
    now = scene.now()

    def ask_and_fail() -> None:
        with scene.database.writing() as rows:
            queue.ask(rows, "deed", "one", {}, due_at=now, now=now)
            raise Unavailable("server.store_away")

    with pytest.raises(Unavailable):
        ask_and_fail()
    assert scene.states() == {}


def test_a_job_is_not_done_before_its_time(scene: Scene) -> None:
    scene.ask(in_s=HOUR)
    worker = scene.worker(counted)
    assert not worker.do_one()
    scene.clock.ahead_s += HOUR + 1
    assert worker.do_one()


def test_a_kind_that_this_server_does_not_know_waits_for_one_that_does(scene: Scene) -> None:
    scene.ask(kind="of_a_newer_server")
    assert not scene.worker(counted).do_one()
    assert scene.only().state is JobState.WAITING


def test_what_is_away_is_tried_again_ever_later_and_then_left_for_the_operator(
    scene: Scene,
) -> None:
    scene.ask()
    worker = scene.worker(failing(Unavailable("server.store_away")), Terms(tries_max=4))
    waits = []
    for _ in range(3):
        assert worker.do_one()
        assert not worker.do_one(), "it was put off"
        waits.append(scene.only().due_at - scene.now())
        scene.clock.ahead_s += waits[-1] + 1
    for wait, (low, high) in zip(waits, [(1, 5), (4, 10), (9, 20)], strict=True):
        assert low <= wait <= high
    assert worker.do_one()
    found = scene.only()
    assert (found.state, found.tries, found.failure) == (JobState.DEAD, 4, "server.store_away")
    assert scene.number("reconnect_jobs_total", kind="deed", outcome="put_off") == 3
    assert scene.number("reconnect_jobs_total", kind="deed", outcome="dead") == 1


def test_a_no_for_good_is_not_tried_again(scene: Scene) -> None:
    scene.ask()
    worker = scene.worker(failing(InvalidInput("server.no_data", place="x")))
    worker.do_one()
    assert scene.only().state is JobState.DEAD


def test_a_bug_ends_its_job_and_no_other_and_its_text_is_written_nowhere(
    scene: Scene, caplog: pytest.LogCaptureFixture
) -> None:
    scene.ask("one")
    scene.ask("two")

    def act(job: queue.Job) -> Write:
        if job.key == "one":
            raise ValueError("the name of somebody")
        return counting(job.key)

    worker = scene.worker(act, Terms(tries_max=1))
    with caplog.at_level(logging.WARNING, "reconnect.jobs"):
        assert worker.do_one()
        assert worker.do_one()
    assert scene.states() == {"one": JobState.DEAD, "two": JobState.DONE}
    with scene.database.reading() as rows:
        (dead,) = queue.listed(rows, [JobState.DEAD], limit=9)
    assert dead.failure == "ValueError"
    assert "somebody" not in caplog.records[0].getMessage()


def test_a_job_that_cannot_be_read_holds_up_no_other(scene: Scene) -> None:
    scene.ask("one", in_s=-10)
    scene.ask("two")
    with scene.database.writing() as rows:
        rows.run("UPDATE job SET payload = ? WHERE unique_key = ?", (b"{", "one"))
    worker = scene.worker(counted)
    assert worker.do_one()
    assert not worker.do_one()
    assert scene.states() == {"one": JobState.DEAD, "two": JobState.DONE}


def test_a_worker_outlives_what_nobody_foresaw(
    scene: Scene, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A thread that ended would leave all later jobs undone, and say so nowhere."""
    scene.ask("one")
    straight, failed = Worker.do_one, threading.Event()

    def fails_once(worker: Worker) -> bool:
        if not failed.is_set():
            failed.set()
            raise RuntimeError("a bug in the queue itself")
        return straight(worker)

    monkeypatch.setattr(Worker, "do_one", fails_once)
    worker = scene.worker(counted, threads=1)
    worker.start()
    end = time.monotonic() + 20
    while scene.states() != {"one": JobState.DONE} and time.monotonic() < end:
        time.sleep(0.02)
    assert worker.stop(10)
    assert scene.states() == {"one": JobState.DONE}


def test_a_turn_of_upkeep_that_meets_a_bug_is_not_the_last(
    database: Database, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Keys and custody are looked after for as long as the process lives."""
    central = central_server(database, tmp_path)
    turns, again = itertools.count(1), threading.Event()

    def turn(_central: object) -> None:
        if next(turns) == 1:
            raise RuntimeError("a bug")
        again.set()

    monkeypatch.setattr("sync.server.upkeep.CUSTODY_EVERY_S", 0.02)
    monkeypatch.setattr(type(central), "serve_custody", turn)
    upkeep = Upkeep(central, SystemRng(), kinds={})
    upkeep.start()
    assert again.wait(20)
    upkeep.stop()
    central.custody.close()


def test_what_a_job_brought_is_written_with_its_end_or_not_at_all(scene: Scene) -> None:
    scene.ask()

    def act(job: queue.Job) -> Write:
        def write(rows: object) -> None:
            counting(job.key)(rows)  # type: ignore[arg-type]
            raise Unavailable("server.full")

        return write

    scene.worker(act).do_one()
    assert scene.deeds() == {}
    found = scene.only()
    assert (found.state, found.failure) == (JobState.WAITING, "server.full")
    scene.clock.ahead_s += 10
    scene.worker(counted).do_one()
    assert scene.deeds() == {"one": 1}


def test_who_lost_the_lease_writes_nothing_even_when_the_job_was_put_back_since(
    scene: Scene,
) -> None:
    """The first worker hangs; the second takes the job, gives up; an operator puts it back and
    a third has it. Counting tries would let the first end the third's job."""
    scene.ask()
    held, go_on = threading.Event(), threading.Event()

    def slow(job: queue.Job) -> Write:
        held.set()
        assert go_on.wait(30)
        return counting(job.key)

    first = threading.Thread(target=scene.worker(slow).do_one)
    first.start()
    assert held.wait(30)
    scene.clock.ahead_s += DEED.lease_s + 1
    scene.worker(failing(InvalidInput("server.no_data", place="x"))).do_one()
    with scene.database.writing() as rows:
        assert queue.retry(rows, "deed", "one", now=scene.now())
    with scene.database.beside() as rows:
        third = queue.take(
            rows,
            {"deed": DEED},
            now=scene.now(),
            lease=b"third" * 3,
            skip_locked=scene.database.skip_locked,
        )
    assert third is not None
    assert third.tries == 1, "as the first one's was"
    go_on.set()
    first.join(30)
    assert scene.deeds() == {}
    assert scene.only().state is JobState.TAKEN
    assert scene.number("reconnect_jobs_total", kind="deed", outcome="lost") == 1
    with scene.database.writing() as rows:
        queue.end(rows, third, DEED, now=scene.now())
    with pytest.raises(LostLease), scene.database.writing() as rows:
        queue.put_off(rows, third, "x", due_at=0, now=0)
    with pytest.raises(LostLease), scene.database.writing() as rows:
        queue.give_up(rows, third, "x", now=0)
    assert scene.only().state is JobState.DONE


def test_a_job_that_kills_whoever_touches_it_is_left_for_the_operator(scene: Scene) -> None:
    scene.ask()
    for _ in range(DEED.tries_max):
        with scene.database.beside() as rows:  # and then its worker dies
            assert queue.take(
                rows,
                {"deed": DEED},
                now=scene.now(),
                lease=SystemRng().bytes(16),
                skip_locked=scene.database.skip_locked,
            )
        scene.clock.ahead_s += DEED.lease_s + 1
    assert not scene.worker(counted).do_one()
    found = scene.only()
    assert (found.state, found.failure) == (JobState.DEAD, "lease_ran_out")


def test_what_comes_again_does_so_whatever_happened_and_is_there_once(scene: Scene) -> None:
    turns = Terms(lease_s=60, tries_max=1, every_s=600)
    calls: list[int] = []

    def act(job: queue.Job) -> None:
        calls.append(scene.now())
        if len(calls) in {2, 3}:
            raise Unavailable("server.store_away")

    for _ in range(8):
        assert scene.worker(act, turns).do_one(), "due at once after each start of the others"
        assert not scene.worker(act, turns).do_one()
        scene.clock.ahead_s += max(1, scene.only().due_at - scene.now())
    gaps = [after - before for before, after in itertools.pairwise(calls)]
    assert gaps[0] >= 600
    assert all(gap <= 11 for gap in gaps[1:3]), "a failed turn is tried again soon"
    assert all(gap >= 600 for gap in gaps[3:])


@pytest.mark.parametrize("set_back_s", [400, 86400, 400 * 86400])
def test_a_clock_set_back_delays_nothing_beyond_what_it_would_take_anyway(
    scene: Scene, set_back_s: int
) -> None:
    """A lease, a retry and a turn given by the clock of before all end as if given now."""
    turns = Terms(every_s=300)
    scene.ask("retried")
    scene.worker(failing(Unavailable("server.store_away")), Terms(tries_max=9)).do_one()
    scene.ask("held")
    with scene.database.beside() as rows:
        assert queue.take(
            rows,
            {"deed": DEED},
            now=scene.now(),
            lease=b"died",
            skip_locked=scene.database.skip_locked,
        )
        queue.ask(rows, "turn", "again", {}, due_at=scene.now() + 300, now=scene.now())
    scene.clock.ahead_s -= set_back_s
    kinds = {"deed": Kind(counted, DEED), "turn": Kind(lambda _: None, turns)}
    worker = Worker(
        scene.database, kinds, clock=scene.clock, rng=SystemRng(), metrics=scene.metrics
    )
    done = 0
    while worker.do_one():
        done += 1
    assert scene.states()["held"] is JobState.DONE
    if set_back_s > HOUR:
        assert scene.states()["retried"] is JobState.DONE
    assert scene.number("reconnect_jobs_total", kind="turn", outcome="done") == 1


def test_a_clock_set_forward_lets_two_do_a_job_and_one_write_it(scene: Scene) -> None:
    scene.ask()

    def act(job: queue.Job) -> Write:
        scene.clock.ahead_s += 86400
        assert scene.worker(counted).do_one()
        return counting(job.key)

    scene.worker(act).do_one()
    assert scene.deeds() == {"one": 1}


def test_what_was_done_long_ago_is_forgotten(scene: Scene) -> None:
    scene.ask()
    scene.worker(counted).do_one()
    scene.clock.ahead_s += queue.KEPT_S + 61
    scene.worker(counted).do_one()
    assert scene.states() == {}


def test_workers_that_compete_do_every_job_once(scene: Scene) -> None:
    for n in range(120):
        scene.ask(f"job-{n:04}")
    seen: Counter[str] = Counter()
    guard = threading.Lock()

    def act(job: queue.Job) -> Write:
        with guard:
            seen[job.key] += 1
        return counting(job.key)

    workers = [scene.worker(act), scene.worker(act)]
    for worker in workers:
        worker.start()
    pause = threading.Event()
    for _ in range(1500):
        if set(scene.states().values()) == {JobState.DONE}:
            break
        pause.wait(0.02)
    assert all(worker.stop(20) for worker in workers)
    assert set(seen.values()) == {1}
    assert scene.deeds() == {f"job-{n:04}": 1 for n in range(120)}


def test_a_worker_asked_to_stop_ends_what_it_has_in_hand_and_takes_no_more(scene: Scene) -> None:
    for key in ("one", "two"):
        scene.ask(key)
    held, go_on = threading.Event(), threading.Event()

    def act(job: queue.Job) -> Write:
        held.set()
        assert go_on.wait(30)
        return counting(job.key)

    worker = scene.worker(act, threads=1)
    worker.start()
    assert held.wait(30)
    assert not worker.stop(0.05), "it says that a job was left behind"
    go_on.set()
    assert worker.stop(30)
    assert sorted(scene.states().values()) == [JobState.DONE, JobState.WAITING]


def test_jobs_go_with_a_backup_and_stay_what_they_were(scene: Scene, tmp_path: Path) -> None:
    """Rows are keyed by what the job is: copied into another store, none is another's."""
    scene.ask("one")
    scene.worker(counted).do_one()
    scene.ask("two", in_s=HOUR)
    keys = open_keys("", tmp_path / "keys", clock=scene.clock, rng=SystemRng())
    made, _ = back_up(
        tmp_path / "out",
        database=scene.database,
        records_file=None,
        custody_file=None,
        parts=FolderParts(tmp_path / "parts"),
        keys=keys,
        work=tmp_path / "work",
        now=scene.clock.now(),
        rng=SystemRng(),
    )
    opened = tmp_path / "opened"
    manifest = unpack(made, keys.keeper, opened)
    other = SqliteDatabase(tmp_path / "other.db", MIGRATIONS / "sqlite")
    restore_records(opened, manifest, other, now=1)
    restored = Scene(other)
    assert restored.states() == {"one": JobState.DONE, "two": JobState.WAITING}
    assert not restored.ask("one")
    assert restored.ask("new")
    other.close()


def test_the_numbers_say_what_is_due_and_what_died(scene: Scene) -> None:
    watch(scene.metrics, scene.database, scene.clock)
    scene.ask("one")
    scene.ask("two", in_s=HOUR)
    assert scene.number("reconnect_queue_depth", queue="jobs_due") == 1
    scene.worker(failing(InvalidInput("server.no_data", place="x"))).do_one()
    assert scene.number("reconnect_queue_depth", queue="jobs_due") == 0
    assert scene.number("reconnect_queue_depth", queue="jobs_dead") == 1


@pytest.mark.postgres
def test_on_postgresql_jobs_do_not_wait_for_the_writer(postgres: PrivatePostgres) -> None:
    database = opened(postgres.new_database())
    scene = Scene(database)
    scene.ask()
    worker = scene.worker(lambda _job: None)
    with database.writing():
        done = threading.Thread(target=worker.do_one)
        done.start()
        done.join(20)
        assert not done.is_alive()
        assert scene.only().state is JobState.DONE
    database.close()


# The operator's side.


def admin(capsys: pytest.CaptureFixture[str], *arguments: str) -> Any:
    assert main(["admin", "jobs", *arguments, "--json"]) == 0
    return json.loads(capsys.readouterr().out)


def test_an_operator_lists_what_died_takes_it_up_again_or_drops_it(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    database = SqliteDatabase(tmp_path / "records.db", MIGRATIONS / "sqlite")
    scene = Scene(database)
    for key in ("one", "two"):
        scene.ask(key)
        scene.worker(failing(InvalidInput("server.no_data", place="x"))).do_one()
    scene.ask("three")
    data = ("--data", str(tmp_path))
    found = admin(capsys, "list", *data)["jobs"]
    assert [(each["key"], each["state"], each["failure"]) for each in found] == [
        ("one", "dead", "server.no_data"),
        ("two", "dead", "server.no_data"),
    ]
    assert len(admin(capsys, "list", *data, "--all")["jobs"]) == 3
    admin(capsys, "retry", *data, "deed", "one")
    admin(capsys, "drop", *data, "deed", "two")
    with pytest.raises(InvalidInput) as refused:
        jobs_changed_again(*data)
    assert refused.value.message_key == "server.job_unknown"
    assert main(["admin", "jobs", "list", *data]) == 0
    assert capsys.readouterr().out == "Aucune tâche.\n"
    assert main(["admin", "jobs", "list", *data, "--all"]) == 0
    assert "attend" in capsys.readouterr().out
    assert scene.states()["two"] is JobState.DONE
    with database.reading() as rows:
        told = [parse_canon(body)["entry"] for _, _, body in journal.all_entries(rows)]
    assert [(each["action"], each["key"]) for each in told] == [
        ("job_retry", "one"),
        ("job_drop", "two"),
    ]
    database.close()


def test_custodys_jobs_are_listed_where_custody_is(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    database = custody_tables("", tmp_path)
    scene = Scene(database)
    scene.ask()
    scene.worker(failing(InvalidInput("server.no_data", place="x"))).do_one()
    of = ("--of", "custody", "--data", str(tmp_path))
    assert [each["key"] for each in admin(capsys, "list", *of)["jobs"]] == ["one"]
    admin(capsys, "retry", *of, "deed", "one")
    assert scene.only().state is JobState.WAITING
    database.close()


def jobs_changed_again(*data: str) -> None:
    options = server_commands._admin_parser().parse_args(["jobs", "retry", *data, "deed", "three"])
    options.act(options)


class MemoryMail:
    """`Mail` that keeps what it is given."""

    def __init__(self) -> None:
        self.letters: list[Letter] = []

    def send(self, letter: Letter) -> None:
        self.letters.append(letter)


def test_whoever_runs_the_server_is_told_by_mail_at_once_and_then_once_a_day(
    scene: Scene,
) -> None:
    mail = MemoryMail()
    assert alerts.kinds_of(scene.database, mail, "", scene.now) == {}, "nobody is to be told"
    alert = alerts.kinds_of(scene.database, mail, "a@b.example", scene.now)["alert"]
    away = Kind(failing(Unavailable("server.parts_away")), Terms(every_s=600))
    refused = Kind(failing(InvalidInput("server.no_data", place="x")), DEED)

    def turn(**kinds: Kind) -> None:
        worker = Worker(
            scene.database, kinds, clock=scene.clock, rng=SystemRng(), metrics=scene.metrics
        )
        while worker.do_one():
            pass

    turn(alert=alert)
    assert mail.letters == []
    scene.ask("one")
    scene.ask("two")
    turn(deed=refused)
    for _ in range(3):
        scene.clock.ahead_s += 1801
        turn(alert=alert)
    (first,) = mail.letters
    assert first.to == "a@b.example"
    assert "- deed : 2 (server.no_data)" in first.body
    assert "one" not in first.body.split()
    for _ in range(6):
        scene.clock.ahead_s += 601
        turn(sweep=away)
    turn(alert=alert)
    assert "- sweep : 1 (server.parts_away)" in mail.letters[1].body, "what changed, at once"
    scene.clock.ahead_s += 86400
    turn(alert=alert)
    assert len(mail.letters) == 3, "and once a day as long as it lasts"
    for key in ("one", "two"):
        with scene.database.writing() as rows:
            queue.drop(rows, "deed", key, now=scene.now())
    turn(sweep=Kind(lambda _job: None, Terms(every_s=600)))
    scene.clock.ahead_s += 86400
    turn(alert=alert)
    assert len(mail.letters) == 3


# In processes of their own.


@pytest.fixture(params=["sqlite", pytest.param("postgresql", marks=pytest.mark.postgres)])
def address(request: pytest.FixtureRequest, tmp_path: Path) -> str:
    if request.param == "sqlite":
        return str(tmp_path / "records.db")
    cluster: PrivatePostgres = request.getfixturevalue("postgres")
    return cluster.new_database()


@contextmanager
def working(address: str) -> Iterator[subprocess.Popen[str]]:
    process = subprocess.Popen(
        [sys.executable, "-m", "tests.fakes.job_program", address],
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        text=True,
        cwd=ROOT,
    )
    try:
        yield process
    finally:
        process.kill()
        process.communicate()


def test_a_worker_killed_in_the_middle_of_a_job_leaves_it_to_another(address: str) -> None:
    database = opened(address)
    scene = Scene(database)
    scene.ask("one")
    scene.ask("two")
    with working(address) as first, working(address) as second:
        begun = {each.stdout.readline() for each in (first, second) if each.stdout}
        assert begun == {"begun one\n", "begun two\n"}, "two workers never hold one job"
        first.kill()
        first.wait()
        second.communicate("go on\n")
        assert second.returncode == 0
    states = sorted(scene.states().values())
    assert states == [JobState.DONE, JobState.TAKEN]
    worker = scene.worker(counted)
    assert not worker.do_one(), "its holder may still be at it"
    scene.clock.ahead_s += DEED.lease_s + 1
    assert worker.do_one()
    assert set(scene.states().values()) == {JobState.DONE}
    assert scene.deeds() == {"one": 1, "two": 1}
    database.close()


def test_jobs_run_in_a_process_of_their_own_where_the_server_is_told_to_leave_them(
    tmp_path: Path,
) -> None:
    data = tmp_path / "central"
    with server_process(data, "--jobs", "apart") as server:
        database = SqliteDatabase(data / "records.db", MIGRATIONS / "sqlite")
        scene = Scene(database)
        assert scene.states() == {}, "a server without jobs asks for none"
        with (tmp_path / "jobs.log").open("wb") as log:
            alone = subprocess.Popen(
                [sys.executable, "-c", COMMAND, "server", "--data", str(data), "--jobs", "only"],
                stdout=subprocess.PIPE,
                stderr=log,
                text=True,
                cwd=ROOT,
            )
        try:
            pause = threading.Event()
            for _ in range(1500):
                done = [each for each in scene.listed() if each.due_at > scene.now()]
                if len(done) == len(AGAIN):
                    break
                pause.wait(0.02)
            told = {each.kind: (each.state, each.failure) for each in scene.listed()}
            assert told == dict.fromkeys(AGAIN, (JobState.WAITING, ""))
            alone.send_signal(signal.SIGTERM)
            alone.communicate(timeout=20)
            assert alone.returncode == 0
        finally:
            alone.kill()
            alone.communicate()
        events = [json.loads(e)["event"] for e in (tmp_path / "jobs.log").read_text().splitlines()]
        assert events[-1] == "stopped"
        assert "swept" in events
        assert "swept" not in server.log
        database.close()
