"""What is destroyed leaves the store of parts, a folder or a real bucket, also when the work is
cut anywhere; what is still named stays (LIF-07, VLT-24)."""

from __future__ import annotations

import hashlib
import os
import sqlite3
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from contextlib import closing
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest

from kiosk.errors import Unavailable
from kiosk.ports import SystemClock, SystemRng
from sync.protocol.frames import WholePart
from sync.server import central as central_module
from sync.server.keys.server_keys import open_keys
from sync.server.parts.bucket import SHELVES, BucketAddress, BucketParts
from sync.server.parts.folder import FolderParts
from sync.server.parts.port import Parts
from sync.server.retention import forget_person, keep_time
from sync.server.serve import DataFolder, open_records
from sync.server.store.database import Database
from sync.server.upkeep import store_of
from tests.contract.server.test_acceptance import Scene
from tests.fakes.actors import Person, Relay, new_part, part_line
from tests.fakes.central import MovedClock, central_server, enrolled, sender
from tests.fakes.s3_process import PrivateS3

DAY = 86400
ROOT = Path(__file__).resolve().parents[3]
PROGRAM = "import sys; from sync.server.commands import admin; sys.exit(admin(sys.argv[1:]))"

Part = tuple[bytes, bytes]
"""Id and sealed bytes."""


@dataclass
class Watched:
    """A store whose `remove` does something else first: what goes wrong, or comes meanwhile."""

    whole: Parts
    before: Callable[[int, bytes], None]
    removed: int = 0

    def remove(self, part: bytes) -> None:
        self.before(self.removed, part)
        self.whole.remove(part)
        self.removed += 1

    def __getattr__(self, name: str) -> Any:
        return getattr(self.whole, name)


class Killed(BaseException):
    """The process ends here."""


@pytest.fixture(params=["folder", "s3"])
def parts(request: pytest.FixtureRequest, tmp_path: Path) -> Parts:
    if request.param == "folder":
        return FolderParts(tmp_path / "parts", reserve_bytes=0)
    s3: PrivateS3 = request.getfixturevalue("s3")
    store = BucketAddress.parse(s3.new_address()).opened()
    return BucketParts(store, shelves_a_sweep=SHELVES)


@pytest.fixture
def scene(
    database: Database, tmp_path: Path, parts: Parts, monkeypatch: pytest.MonkeyPatch
) -> Iterator[Scene]:
    monkeypatch.setattr(central_module, "SETTLED_S", -60)  # what lies there may be swept at once
    clock = MovedClock()
    central = central_server(database, tmp_path, clock=clock, parts=parts)
    relay = Relay.alone()
    claire = relay.pro()
    yield Scene(central, clock, relay, claire, enrolled(central, relay))
    central.custody.close()


def filed(scene: Scene, person: Person, count: int, **more: Any) -> list[Part]:
    """File one paper of `count` parts, which come in a bundle."""
    made = [new_part() for _ in range(count)]
    paper = person.paper(by=scene.claire, parts=[part_line(*each) for each in made], **more)
    assert scene.bring(paper) == ["stored"]
    wholes = [WholePart(id, hashlib.sha256(sealed).digest(), sealed) for id, sealed in made]
    scene.central.receive_parts(sender(scene.post), wholes)
    assert all(there(scene.central.parts, each) for each in made)
    return made


def there(parts: Parts, part: Part) -> bool:
    id, sealed = part
    found = parts.read(id, 0, len(sealed))
    assert found in {b"", sealed}, "a part is there whole or not at all"
    return found == sealed


def left(parts: Parts) -> set[bytes]:
    return {*parts.stored_before(-60), *parts.idle_uploads(-60)}


def forget(scene: Scene, person: Person) -> bool:
    return forget_person(store_of(scene.central), person.id, now=scene.central.now())


def deleted_paper(scene: Scene, person: Person, count: int) -> list[Part]:
    """File a paper, delete it, and let thirty days and more go by."""
    made = filed(scene, person, count)
    (last,) = [each for each in scene.heard(scene.post) if each.type == "item"]
    gone = person.paper(item=last.id("item"), previous=[last], **{"del": True})
    assert scene.bring(gone) == ["stored"]
    scene.clock.ahead_s += 40 * DAY
    return made


def test_a_destroyed_safe_leaves_the_store_with_what_was_still_coming(scene: Scene) -> None:
    person, other = scene.opened(), scene.opened()
    filed(scene, person, 3)
    theirs = filed(scene, other, 2)
    half, sealed = new_part()
    line = part_line(half, sealed)
    assert scene.bring(person.paper(by=scene.claire, parts=[line])) == ["stored"]
    sha256 = bytes.fromhex(line["sha256"])
    post = sender(scene.post)
    scene.central.receive_part(post, half, 0, sealed[:100], sha256=sha256, size=len(sealed))
    assert len(left(scene.central.parts)) == 6
    assert forget(scene, person)
    assert left(scene.central.parts) == {id for id, _ in theirs}
    scene.central.sweep()
    assert all(there(scene.central.parts, each) for each in theirs)


def test_a_destruction_that_is_cut_at_any_part_is_finished_by_the_sweep(scene: Scene) -> None:
    """Killed before the first removal, between any two, and after the last."""
    store = scene.central.parts
    other = scene.opened()
    theirs = filed(scene, other, 2)
    for at in range(4):
        person = scene.opened()
        mine = filed(scene, person, 3)

        def kill(removed: int, _: bytes, at: int = at) -> None:
            if removed == at:
                raise Killed

        scene.central.parts = Watched(store, kill)
        if at < 3:
            with pytest.raises(Killed):
                forget(scene, person)
        else:
            assert forget(scene, person)
        scene.central.parts = store
        assert sum(there(store, each) for each in mine) == 3 - at
        with scene.central.database.reading() as rows:
            assert rows.one("SELECT 1 FROM gone WHERE person = ?", (person.id,)) is not None
        scene.central.sweep()
        assert left(store) == {id for id, _ in theirs}
        assert not forget(scene, person), "done again it changes nothing"
    assert all(there(store, each) for each in theirs)


def test_a_store_that_is_away_holds_up_no_destruction_and_is_seen_to_later(scene: Scene) -> None:
    store = scene.central.parts
    person, other = scene.opened(), scene.opened()
    mine = deleted_paper(scene, person, 3)

    def away(removed: int, _: bytes) -> None:
        if removed == 1:
            raise Unavailable("server.parts_away")

    scene.central.parts = Watched(store, away)
    done = keep_time(store_of(scene.central), now=scene.central.now())
    assert [owner for owner, _ in done.papers_purged] == [person.id], "told as done, because it is"
    assert sum(there(store, each) for each in mine) == 2
    theirs = filed(scene, other, 1)
    scene.central.parts = Watched(store, away)
    scene.central.sweep()  # away again, in the middle of it
    assert len(left(store) - {id for id, _ in theirs}) == 1
    scene.central.parts = store
    scene.central.sweep()
    assert left(store) == {id for id, _ in theirs}


def test_a_paper_that_comes_back_while_its_parts_are_removed_keeps_them(scene: Scene) -> None:
    """An edit made off line arrives between the commit and a part's turn."""
    store = scene.central.parts
    person = scene.opened()
    made = sorted(filed(scene, person, 3))
    (first,) = [each for each in scene.heard(scene.post) if each.type == "item"]
    gone = person.paper(item=first.id("item"), previous=[first], **{"del": True})
    assert scene.bring(gone) == ["stored"]
    scene.clock.ahead_s += 40 * DAY
    came: list[bytes] = []

    def edit(removed: int, part: bytes) -> None:
        if removed == 0:
            lines = [part_line(*each) for each in made if each[0] != part]
            edited = person.paper(
                item=first.id("item"), previous=[first], by=scene.claire, parts=lines
            )
            assert scene.bring(edited) == ["stored"]
            came.append(part)

    scene.central.parts = Watched(store, edit)
    keep_time(store_of(scene.central), now=scene.central.now())
    scene.central.parts = store
    assert came == [made[0][0]]
    scene.central.sweep()
    assert [there(store, each) for each in made] == [False, True, True]


def test_what_one_version_let_go_and_another_names_stays(scene: Scene) -> None:
    store = scene.central.parts
    person = scene.opened()
    (kept, dropped) = filed(scene, person, 2)
    (first,) = [each for each in scene.heard(scene.post) if each.type == "item"]
    edited = person.paper(
        item=first.id("item"), previous=[first], by=scene.claire, parts=[part_line(*kept)]
    )
    assert scene.bring(edited) == ["stored"]
    scene.clock.ahead_s += 400 * DAY
    keep_time(store_of(scene.central), now=scene.central.now())
    scene.central.sweep()
    assert there(store, kept)
    assert there(store, dropped), "a version that was replaced is not a deletion"


def test_the_command_that_is_killed_in_a_bucket_leaves_the_rest_to_the_sweep(
    s3: PrivateS3, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(central_module, "SETTLED_S", -60)
    folder = DataFolder(tmp_path / "central")
    folder.prepare()
    address = s3.new_address()
    keys = open_keys("", folder.keys, clock=SystemClock(), rng=SystemRng())
    store = BucketParts(BucketAddress.parse(address).opened(), shelves_a_sweep=SHELVES)
    central = central_server(open_records("", folder), folder.root, keys=keys, parts=store)
    relay = Relay.alone()
    claire = relay.pro()
    scene = Scene(central, MovedClock(), relay, claire, enrolled(central, relay))
    person, other = scene.opened(), scene.opened()
    mine = [each for _ in range(4) for each in filed(scene, person, 50)]
    theirs = filed(scene, other, 3)
    given = ["forget", person.login, "--yes", "--data", str(folder.root), "--parts", address]
    process = subprocess.Popen(
        [sys.executable, "-c", PROGRAM, *given],
        stdout=subprocess.DEVNULL,
        cwd=ROOT,
        env={**os.environ, "PYTHONPATH": str(ROOT)},
    )
    with closing(sqlite3.connect(f"file:{folder.records}?mode=ro", uri=True)) as watching:
        end = time.monotonic() + 60
        while watching.execute("SELECT COUNT(*) FROM gone").fetchone()[0] == 0:
            assert process.poll() is None
            assert time.monotonic() < end
    process.kill()
    process.wait(timeout=30)
    rest = left(store) - {id for id, _ in theirs}
    assert 0 < len(rest) <= len(mine)
    central.sweep()
    assert left(store) == {id for id, _ in theirs}
    assert all(there(store, each) for each in theirs)
    central.database.close()
    central.custody.close()
