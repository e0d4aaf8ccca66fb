"""A living server moves from one keeper of its keys to another: file, OpenBao, PKCS#11 (SEC-02).

Posts notice nothing: the key that signs receipts goes along, what lies at rest opens all the
time, and a move that is killed goes on where it was.
"""

from __future__ import annotations

import json
import os
import signal
import subprocess
import sys
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path

import pytest

from kiosk.cli import main
from kiosk.crypto.statements import Statement, verify_receipt
from kiosk.errors import IntegrityFailure, InvalidInput, KioskError, Refused
from kiosk.messages import all_messages
from kiosk.ports import SystemClock, SystemRng
from sync.protocol.messages import Presence, PresentRequest
from sync.server import commands
from sync.server.keys.moving import Mover, adopt
from sync.server.keys.port import Placed
from sync.server.keys.rotation import CUSTODY_TABLES, RECORD_TABLES, Progress, count, renew
from sync.server.keys.server_keys import ServerKeys, open_keys
from sync.server.keys.two import TwoKeepers
from sync.server.store.database import Database
from sync.server.store.migrate import MIGRATIONS
from sync.server.store.sqlite import SqliteDatabase
from tests.fakes.actors import Person, Post, Pro, Relay
from tests.fakes.bao_process import PrivateBao
from tests.fakes.central import acts_of, bring, central_server, enrolled, sender
from tests.fakes.custody_process import custody_alone
from tests.fakes.server_process import Line, ServerProcess, server_process
from tests.fakes.soft_token import SoftTokens

ROOT = Path(__file__).resolve().parents[3]
PROGRAM = "import sys; from sync.server.commands import admin; sys.exit(admin(sys.argv[1:]))"


def told(capsys: pytest.CaptureFixture[str], *argv: str) -> dict[str, int]:
    assert commands.admin(["keys", *argv, "--json"]) == 0
    found: dict[str, int] = json.loads(capsys.readouterr().out)
    return found


@dataclass
class Living:
    """A server people use: whoever opened a safe signs in, and everything told is told again."""

    server: ServerProcess
    claire: Pro
    post: Post
    line: Line
    people: list[tuple[Person, Statement]] = field(default_factory=list)

    def opens(self) -> None:
        person = Person.new()
        custody = self.line.hello().custody
        made = person.open_at(self.post, self.claire, custody_x=custody)
        receipts_ed = self.line.hello().ed
        answers = self.line.push([each.wire for each in made])
        for statement, answer in zip(made, answers, strict=True):
            verify_receipt(receipts_ed, statement.name, answer.sequence, answer.receipt)
        self.people.append((person, made[1]))
        assert self.present(person, made[1])

    def present(self, person: Person, credential: Statement) -> bool:
        asked = PresentRequest(person.login, person.auth(credential)).encode()
        told = self.line.ask("POST", "/v1/present", asked)
        return told.status == 200 and Presence.parse(told.body).person == person.id

    def restart(self, keys: str) -> None:
        self.server.restart(*(("--keys", keys) if keys else ()))
        self.line = self.server.line()
        self.line.enter(self.post)

    def is_whole(self, wires: set[bytes]) -> bool:
        return wires <= set(self.line.pull()[0]) and all(
            self.present(*each) for each in self.people
        )


@pytest.fixture
def living(tmp_path: Path) -> Iterator[Living]:
    with server_process(tmp_path / "central") as server:
        relay = server.relay()
        claire = relay.pro()
        server.send()
        post, line = server.enrolled(relay)
        yield Living(server, claire, post, line)


def acts(data: Path) -> list[dict[str, object]]:
    database = SqliteDatabase(data / "records.db", MIGRATIONS / "sqlite")
    try:
        return [each for each in acts_of(database) if each["action"] == "keys_moved"]
    finally:
        database.close()


def test_a_living_server_moves_from_a_file_to_a_key_service_and_on_into_a_module(
    living: Living, bao: PrivateBao, tokens: SoftTokens, capsys: pytest.CaptureFixture[str]
) -> None:
    data = living.server.data
    folder = ("--data", str(data))
    living.opens()
    before = living.line.hello()
    service = bao.new_engine(has_receipts=False)
    for _ in range(2):  # done again it changes nothing
        adopted = told(capsys, "adopt", *folder, "--to", bao.moving(service))
        assert adopted == {"receipt_ed": before.ed.hex()}
    both = f"{service} file"
    living.restart(f"file {service}")  # of several servers, all know both first
    living.restart(both)
    living.opens()
    wires = set(living.line.pull()[0])
    counted = told(capsys, "move", *folder, "--keys", both, "--dry-run")["to_move"]
    moved = told(capsys, "move", *folder, "--keys", both, "--batch", "3")
    assert moved == {**counted, "left": 0}
    assert moved["records"] > 3
    assert moved["custody"] == 1, "who came after the restart was under the new keeper already"
    assert living.is_whole(wires)
    assert told(capsys, "move", *folder, "--keys", both) == {"records": 0, "custody": 0, "left": 0}

    # The file may go, and people and posts notice nothing.
    (data / "keys" / "server.json").rename(data / "gone.json")
    living.restart(service)
    assert living.is_whole(wires)
    living.opens()

    module = tokens.new_token()
    with pytest.raises(Refused) as refused:
        commands.admin(["keys", "adopt", *folder, "--keys", bao.moving(service), "--to", module])
    assert refused.value.message_key == "server.keys_stay"
    bao.let_out(service)
    told(capsys, "adopt", *folder, "--keys", bao.moving(service), "--to", module)
    both = f"{module} {service}"
    living.restart(both)
    living.opens()
    wires = set(living.line.pull()[0])
    moved = told(capsys, "move", *folder, "--keys", both)
    assert (moved["custody"], moved["left"]) == (3, 0)
    living.restart(module)
    bao.end_engine(service)
    assert living.is_whole(wires)
    living.opens()
    after = living.line.hello()
    assert (after.server, after.ed, after.custody) == (before.server, before.ed, before.custody)
    kept = acts(data)
    assert [each["left"] for each in kept] == [0, 0, 0], "the journal tells of each (TRC-04)"
    assert kept[0]["records"] == counted["records"]
    with pytest.raises(Refused) as refused:
        commands.admin(["keys", "adopt", *folder, "--keys", module, "--to", service])
    assert refused.value.message_key == "server.keys_in_module", "no setting lets it out"
    with pytest.raises(IntegrityFailure) as stranger:
        commands.admin(["keys", "move", *folder, "--keys", f"{bao.new_engine()} {module}"])
    assert stranger.value.message_key == "server.keys_stranger"
    assert living.is_whole(wires)


def test_a_move_that_is_killed_goes_on_where_it_was_and_everything_opens_meanwhile(
    living: Living, bao: PrivateBao, capsys: pytest.CaptureFixture[str]
) -> None:
    data = living.server.data
    for _ in range(8):
        living.opens()
    service = bao.new_engine(has_receipts=False)
    told(capsys, "adopt", "--data", str(data), "--to", bao.moving(service))
    both = f"{service} file"
    living.restart(both)
    wires = set(living.line.pull()[0])
    argv = ["move", "--data", str(data), "--keys", both]
    todo = told(capsys, *argv, "--dry-run")["to_move"]
    total = todo["records"] + todo["custody"]
    for stopped_after in (1, 2, 3):
        process = subprocess.Popen(
            [sys.executable, "-c", PROGRAM, "keys", *argv, "--batch", "2"],
            stderr=subprocess.PIPE,
            stdout=subprocess.DEVNULL,
            cwd=ROOT,
            env={**os.environ, "PYTHONPATH": str(ROOT)},
        )
        assert process.stderr is not None
        lines = [process.stderr.readline() for _ in range(stopped_after)]
        process.send_signal(signal.SIGKILL)
        assert process.wait(timeout=30) == -signal.SIGKILL
        process.stderr.close()
        assert b" sur " in lines[-1], lines
        assert living.is_whole(wires)
    rest = told(capsys, *argv, "--dry-run")["to_move"]
    left = rest["records"] + rest["custody"]
    assert 0 < left <= total - 3 * 2, "what was moved before each kill stays moved"
    assert told(capsys, *argv) == {**rest, "left": 0}
    (data / "keys" / "server.json").unlink()
    living.restart(service)
    assert living.is_whole(wires)
    assert len(acts(data)) == 1


def test_custody_alone_moves_where_it_is(
    tmp_path: Path, bao: PrivateBao, capsys: pytest.CaptureFixture[str]
) -> None:
    data = tmp_path / "custody"
    folder = ("--of", "custody", "--data", str(data))
    with (
        custody_alone(data) as custody,
        server_process(tmp_path / "central", "--custody", str(custody.pairing)) as server,
    ):
        relay = server.relay()
        claire = relay.pro()
        server.send()
        post, line = server.enrolled(relay)
        living = Living(server, claire, post, line)
        living.opens()
        service = bao.new_engine(has_receipts=False)
        told(capsys, "adopt", *folder, "--to", bao.moving(service))
        both = f"{service} file"
        custody.restart("--keys", both)
        assert told(capsys, "move", *folder, "--keys", both) == {"custody": 1, "left": 0}
        (data / "keys" / "server.json").unlink()
        custody.restart("--keys", service)
        assert living.is_whole(set())


def test_what_would_lose_keys_is_refused_in_words(
    tmp_path: Path, bao: PrivateBao, tokens: SoftTokens
) -> None:
    clock, rng = SystemClock(), SystemRng()
    folder = tmp_path / "keys"
    old = open_keys("", folder, clock=clock, rng=rng)
    foreign, module = bao.new_engine(), tokens.new_token()
    tried: list[tuple[str, type[KioskError], str]] = [
        (foreign, InvalidInput, "server.keys_unprepared"),
        (module, InvalidInput, "server.keys_unprepared"),
        (f"{module} file", InvalidInput, "server.keys_unprepared"),
        (f"file {foreign}", IntegrityFailure, "server.keys_stranger"),
        (f"file {module} {foreign}", InvalidInput, "server.keys_address"),
        (f"file {tokens.new_token()}", IntegrityFailure, "server.keys_damaged"),
    ]
    for address, kind, key in tried:
        with pytest.raises(kind) as refused:
            open_keys(address, folder, clock=clock, rng=rng)
        assert (address, refused.value.message_key) == (address, key)
    with pytest.raises(IntegrityFailure) as stranger:
        adopt(old, bao.moving(foreign), folder, clock=clock, rng=rng)
    assert stranger.value.message_key == "server.keys_stranger"
    assert not (folder / "sealed.json").exists()
    with pytest.raises(InvalidInput) as missing:
        open_keys(f"{foreign} file", tmp_path / "none", clock=clock, rng=rng)
    assert missing.value.message_key == "server.keys_unprepared"
    assert not (tmp_path / "none").exists(), "no keys were made"


def test_one_keeper_alone_is_not_a_move(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    open_keys("", tmp_path / "keys", clock=SystemClock(), rng=SystemRng())
    assert main(["admin", "keys", "move", "--data", str(tmp_path)]) != 0
    assert all_messages()["server.keys_one"].code in capsys.readouterr().err


def moving_from(folder: Path, tokens: SoftTokens) -> tuple[ServerKeys, str]:
    clock, rng = SystemClock(), SystemRng()
    address = tokens.new_token()
    old = open_keys("", folder, clock=clock, rng=rng)
    adopt(old, address, folder, clock=clock, rng=rng)
    return old, address


def test_on_every_engine_each_row_moves_once_and_one_that_changed_meanwhile_is_left_alone(
    database: Database, tmp_path: Path, tokens: SoftTokens
) -> None:
    folder = tmp_path / "keys"
    old, address = moving_from(folder, tokens)
    central = central_server(database, tmp_path, keys=old)
    relay = Relay.alone()
    claire = relay.pro()
    post = enrolled(central, relay)
    person = Person.new()
    made = person.open_at(post, claire, custody_x=old.custody.public)
    bring(central, post, *(each.wire for each in made))
    central.serve_custody()
    told_before = central.changes(sender(post), "", limit=500).wires
    keys = open_keys(f"{address} file", folder, clock=SystemClock(), rng=SystemRng())
    assert isinstance(keys.keeper, TwoKeepers)
    total = count(database, RECORD_TABLES)
    assert total > 3
    seen: list[Progress] = []

    def told(progress: Progress) -> None:
        seen.append(progress)
        if len(seen) == 1:  # a server writes into a row that is still to come
            with database.writing() as rows:
                owner, name, wire = rows.all(
                    "SELECT owner, name, wire FROM statement WHERE is_wrapped = 1"
                    " ORDER BY owner DESC, name DESC LIMIT 1"
                )[0]
                rows.run(
                    "UPDATE statement SET wire = ? WHERE owner = ? AND name = ?",
                    (keys.for_records.rewrap_all([Placed(b"", bytes(wire))])[0], owner, name),
                )

    mover = Mover(keys.keeper, keys.for_records)
    done = renew(database, RECORD_TABLES, mover.moved, told=told, batch=2)
    assert (done.seen, done.changed) == (total, total - 1)
    assert [each.seen for each in seen] == [*range(2, total, 2), total]
    tables = central.custody.database
    mover = Mover(keys.keeper, keys.for_custody)
    all_kept = count(tables, CUSTODY_TABLES)
    assert renew(tables, CUSTODY_TABLES, mover.moved).changed == all_kept >= 1
    (folder / "server.json").unlink()
    alone = open_keys(address, folder, clock=SystemClock(), rng=SystemRng())
    again = central_server(database, tmp_path, keys=alone)
    assert again.changes(sender(post), "", limit=500).wires == told_before
    assert again.custody.check(b"account", person.id, person.auth(made[1])) is True
    for each in (central, again):
        each.custody.close()
