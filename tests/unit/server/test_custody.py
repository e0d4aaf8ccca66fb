"""Custody keeps hashes, counts tries, and locks known and unknown logins alike."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from kiosk.crypto.box import BoxKey
from kiosk.crypto.credentials import custody_hash, make_custody_open
from kiosk.crypto.statements import Statement
from kiosk.ports import SystemRng
from sync.server.custody import Custody, Entrusted, Locked
from sync.server.keys.server_keys import open_keys
from sync.server.store.migrate import MIGRATIONS
from sync.server.store.sqlite import SqliteDatabase
from tests.fakes.actors import Person, now
from tests.fakes.central import MovedClock

RIGHT, WRONG = bytes(range(32)), bytes(32)


class Scene:
    def __init__(self, folder: Path) -> None:
        self.path = folder / "custody.db"
        self.clock = MovedClock()
        self.keys = open_keys("", folder / "keys", clock=self.clock, rng=SystemRng())
        self.key = self.keys.custody
        self.inbox: list[Entrusted] = []
        self.custody = self.opened()
        self.person = Person.new()

    def opened(self) -> Custody:
        return Custody(
            database=SqliteDatabase(self.path, MIGRATIONS / "custody"),
            key=self.key,
            keys=self.keys.for_custody,
            clock=self.clock,
            nobody=custody_hash(bytes([7]) * 32, cost=4),
            cost=4,
        )

    def entrust(self, auth: bytes, *, ver: int = 1, key: BoxKey | None = None) -> Statement:
        said = make_custody_open(
            self.person.identity, auth, ver=ver, custody_x=(key or self.key).public, at=now()
        )
        self.inbox.append(Entrusted(len(self.inbox) + 1, said))
        return said

    def take_in(self) -> int:
        return self.custody.take_in(lambda after: [e for e in self.inbox if e.sequence > after])

    def tried(self, auth: bytes) -> bool | Locked:
        return self.custody.check(b"account", self.person.id, auth)


@pytest.fixture
def scene(tmp_path: Path) -> Iterator[Scene]:
    made = Scene(tmp_path)
    yield made
    made.custody.database.close()


def test_what_was_entrusted_is_right_and_nothing_else_is(scene: Scene) -> None:
    scene.entrust(RIGHT)
    assert scene.tried(RIGHT) is False, "not taken in yet"
    assert scene.take_in() == 1
    assert scene.tried(RIGHT) is True
    assert scene.tried(WRONG) is False
    assert scene.take_in() == 0


def test_neither_auth_nor_anything_that_gives_it_back_is_kept(scene: Scene) -> None:
    scene.entrust(RIGHT)
    scene.take_in()
    scene.custody.database.close()
    kept = b"".join(p.read_bytes() for p in scene.path.parent.glob("custody.db*"))
    assert scene.person.id in kept
    assert RIGHT not in kept
    assert b"$2b$" not in kept, "the hash itself lies wrapped under the server's key"
    scene.custody = scene.opened()


def test_a_newer_password_replaces_an_older_one_in_whatever_order_they_come(scene: Scene) -> None:
    scene.entrust(RIGHT, ver=2)
    scene.entrust(WRONG, ver=1)
    scene.take_in()
    assert scene.tried(RIGHT) is True
    assert scene.tried(WRONG) is False


def test_a_box_that_does_not_open_is_passed_over(
    scene: Scene, caplog: pytest.LogCaptureFixture
) -> None:
    scene.entrust(RIGHT, key=BoxKey.new(SystemRng()))
    scene.entrust(RIGHT)
    assert scene.take_in() == 2
    assert scene.tried(RIGHT) is True
    assert [record.message for record in caplog.records] == ["entrusted box does not open"]


def test_ten_failures_lock_for_two_minutes_then_twice_as_long(scene: Scene) -> None:
    scene.entrust(RIGHT)
    scene.take_in()
    for _ in range(10):
        assert scene.tried(WRONG) is False
    locked = scene.tried(RIGHT)
    assert isinstance(locked, Locked)
    assert locked.seconds <= 120
    scene.clock.ahead_s += 121
    assert scene.tried(WRONG) is False
    locked = scene.tried(RIGHT)
    assert isinstance(locked, Locked)
    assert 120 < locked.seconds <= 240
    scene.clock.ahead_s += 241
    assert scene.tried(RIGHT) is True
    assert scene.tried(WRONG) is False, "success clears the count"


def test_a_lock_outlives_a_restart_of_custody_and_of_the_machine(scene: Scene) -> None:
    scene.entrust(RIGHT)
    scene.take_in()
    for _ in range(10):
        scene.tried(WRONG)
    scene.custody.database.close()
    scene.custody = scene.opened()
    assert isinstance(scene.tried(RIGHT), Locked)
    scene.clock.boot = "boot-2"
    locked = scene.tried(RIGHT)
    assert isinstance(locked, Locked)
    assert locked.seconds == 120


def test_a_login_nobody_has_locks_like_any_other(scene: Scene) -> None:
    answers = [scene.custody.check(b"nobody", None, RIGHT) for _ in range(11)]
    assert answers[:10] == [False] * 10
    assert isinstance(answers[10], Locked)
