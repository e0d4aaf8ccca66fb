"""A backup of a running server is restored and proved complete; each loss in it is named."""

from __future__ import annotations

import hashlib
import json
import shutil
import sqlite3
import threading
from collections.abc import Callable, Iterator
from contextlib import closing
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from kiosk.cli import main
from kiosk.errors import IntegrityFailure, InvalidInput
from kiosk.ports import SystemClock, SystemRng
from sync.server.backup import (
    MANIFEST,
    back_up,
    file_sha256,
    read_manifest,
    restore_records,
    sums_of,
)
from sync.server.drill import Report, drill
from sync.server.keys.server_keys import open_keys
from sync.server.parts.folder import FolderParts
from sync.server.store.database import Database
from sync.server.store.migrate import MIGRATIONS
from sync.server.store.sqlite import SqliteDatabase
from tests.fakes.actors import Person, Relay, new_part, part_line
from tests.fakes.central import acts_of, bring, central_server, enrolled
from tests.fakes.server_process import ServerProcess, server_process


@dataclass
class Made:
    """A server that had work, its backup, and its keys apart."""

    server: ServerProcess
    backup: Path
    keys: Path
    parts: list[bytes]


def work(server: ServerProcess, count: int = 3) -> list[bytes]:
    relay = server.relay()
    claire = relay.pro()
    post, line = server.enrolled(relay)
    person = Person.new()
    made = person.open_at(post, claire, custody_x=line.hello().custody)
    line.push([each.wire for each in made])
    parts = []
    for _ in range(count):
        part, sealed = new_part(3000)
        line.upload(part, sealed, sha256=hashlib.sha256(sealed).hexdigest())
        paper = person.paper(by=claire, parts=[part_line(part, sealed)])
        assert {a.status for a in line.push([paper.wire])} == {"stored"}
        parts.append(part)
    line.push([post.log("act").wire])
    left = Person.new()
    line.push([each.wire for each in left.open_at(post, claire)])
    assert main(["admin", "forget", left.login, "--yes", "--data", str(server.data)]) == 0
    return parts


@pytest.fixture(scope="module")
def made(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Made]:
    place = tmp_path_factory.mktemp("backup")
    with server_process(place / "central") as server:
        parts = work(server)
        assert main(["admin", "backup", str(place / "out"), "--data", str(server.data)]) == 0
        (backup,) = (place / "out").iterdir()
        shutil.copytree(server.data / "keys", place / "keys")
        yield Made(server, backup, place / "keys", parts)


def proved(made: Made, backup: Path, folder: Path) -> Report:
    return drill(backup, made.keys, folder, clock=SystemClock(), rng=SystemRng())


def test_a_backup_of_a_running_server_is_proved_complete(
    made: Made, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    report = tmp_path / "report.json"
    arguments = ["--keys-folder", str(made.keys), "--report", str(report), "--json"]
    assert main(["admin", "restore-drill", str(made.backup), *arguments]) == 0
    told = json.loads(capsys.readouterr().out)
    assert told == json.loads(report.read_text())
    assert told["complete"] is True
    found = {each["check"]: each["found"] for each in told["checks"]}
    with closing(sqlite3.connect(made.server.data / "records.db")) as live:
        statements = live.execute("SELECT COUNT(*) FROM statement").fetchone()[0]
    assert found["statements opened"] == found["receipts"] == str(statements)
    assert found["parts hashed"] == found["parts"] == "3"
    assert found["heads"] == "1"
    assert found["ready"] == "yes"
    assert found["structures"] == "1"


def test_the_backup_holds_no_key_of_the_server(made: Made) -> None:
    """Keys are backed up apart (SEC-04): neither the file nor any secret in it is there."""
    secrets = json.loads((made.keys / "server.json").read_text())
    values = [v for v in secrets.values() if isinstance(v, str) and len(v) > 40]
    assert values
    for path in made.backup.rglob("*"):
        if path.is_file():
            held = path.read_bytes()
            assert not [value for value in values if value.encode() in held]
            assert path.name not in {"server.json", "key.pem", "operator.json"}


Harm = Callable[[Path], object]


def remove_part(backup: Path) -> str:
    path = next((backup / "parts").rglob("*/*"))
    path.unlink()
    return path.name


def flip_part(backup: Path) -> str:
    path = next((backup / "parts").rglob("*/*"))
    held = bytearray(path.read_bytes())
    held[10] ^= 1
    path.write_bytes(held)
    return path.name


def change(sql: str) -> Harm:
    def harm(backup: Path) -> str:
        with closing(sqlite3.connect(backup / "records.db")) as held, held:
            held.execute(sql)
        return "records.db"

    return harm


def cut_records(backup: Path) -> str:
    path = backup / "records.db"
    path.write_bytes(path.read_bytes()[:20000])
    return path.name


def remove(name: str) -> Harm:
    def harm(backup: Path) -> str:
        (backup / name).unlink()
        return name

    return harm


@pytest.mark.parametrize(
    ("harm", "checks"),
    [
        (remove_part, {"files", "parts hashed"}),
        (flip_part, {"files", "parts hashed"}),
        (
            change("DELETE FROM statement WHERE rowid = (SELECT MAX(rowid) FROM statement)"),
            {"files", "statements", "statements_sha256"},
        ),
        (
            change("UPDATE statement SET seq = seq + 1000 WHERE type = 'log'"),
            {"files", "statements_sha256"},
        ),
        (
            change("UPDATE statement SET wire = zeroblob(40) WHERE type = 'log'"),
            {"files", "statements opened"},
        ),
        (change("DELETE FROM journal"), {"files", "heads", "heads_sha256"}),
        (change("UPDATE journal SET h = zeroblob(32)"), {"files", "heads_sha256"}),
        (
            change("DELETE FROM journal_leaf WHERE pos = (SELECT MAX(pos) FROM journal_leaf)"),
            {"files", "entries", "entries_sha256"},
        ),
        (
            change("UPDATE journal_leaf SET body = x'7b7d' WHERE pos = 0"),
            {"files", "entries_sha256"},
        ),
        (change("DELETE FROM part"), {"files", "parts", "parts_sha256"}),
        (change("UPDATE counter SET last_seq = 0"), {"files", "last_number"}),
        (remove("custody.db"), {"files"}),
        (cut_records, {"files", "restored"}),
    ],
)
def test_what_is_missing_or_damaged_is_found_and_named(
    made: Made, tmp_path: Path, harm: Harm, checks: set[str]
) -> None:
    backup = tmp_path / made.backup.name
    shutil.copytree(made.backup, backup)
    harmed = str(harm(backup))
    report = proved(made, backup, tmp_path / "restored")
    assert not report.is_complete
    assert {check.name for check in report.checks if not check.is_right} == checks
    named = [piece for check in report.checks for piece in check.wrong]
    assert [piece for piece in named if harmed in piece]


def test_records_that_are_gone_are_not_an_empty_store_that_is_right(
    made: Made, tmp_path: Path
) -> None:
    backup = tmp_path / made.backup.name
    shutil.copytree(made.backup, backup)
    (backup / "records.db").unlink()
    report = proved(made, backup, tmp_path / "restored")
    wrong = {check.name for check in report.checks if not check.is_right}
    assert {"files", "statements", "parts", "heads"} <= wrong


def test_keys_of_another_server_open_nothing_and_the_drill_says_so(
    made: Made, tmp_path: Path
) -> None:
    open_keys("", tmp_path / "keys", clock=SystemClock(), rng=SystemRng())
    stranger = Made(made.server, made.backup, tmp_path / "keys", made.parts)
    report = proved(stranger, made.backup, tmp_path / "restored")
    wrong = {check.name for check in report.checks if not check.is_right}
    assert {"statements opened", "receipts", "server", "receipt key"} <= wrong


def test_a_backup_without_its_manifest_is_none_and_the_command_fails_in_words(
    made: Made, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    backup = tmp_path / made.backup.name
    shutil.copytree(made.backup, backup)
    remove_part(backup)
    assert main(["admin", "restore-drill", str(backup), "--keys-folder", str(made.keys)]) != 0
    said = capsys.readouterr()
    assert "FAUX" in said.out
    assert "R-372" in said.err
    (backup / "manifest.json").unlink()
    assert main(["admin", "restore-drill", str(backup), "--keys-folder", str(made.keys)]) != 0
    assert "R-371" in capsys.readouterr().err


def test_a_backup_taken_while_posts_push_is_of_one_moment(tmp_path: Path) -> None:
    with server_process(tmp_path / "central") as server:
        work(server, 1)
        relay = server.relay()
        claire = relay.pro()
        post, line = server.enrolled(relay)
        stop = threading.Event()

        def push() -> None:
            while not stop.is_set():
                person = Person.new()
                line.push([each.wire for each in person.open_at(post, claire)])

        pushing = threading.Thread(target=push)
        pushing.start()
        try:
            assert main(["admin", "backup", str(tmp_path / "out"), "--data", str(server.data)]) == 0
        finally:
            stop.set()
            pushing.join()
        (backup,) = (tmp_path / "out").iterdir()
        report = drill(
            backup, server.data / "keys", tmp_path / "r", clock=SystemClock(), rng=SystemRng()
        )
        assert report.is_complete, report.as_json()


def test_every_engine_backs_up_to_the_same_sums_and_says_so_in_its_own_trace(
    database: Database, tmp_path: Path
) -> None:
    """Records of PostgreSQL become the same SQLite file; the act is written into the store."""
    central = central_server(database, tmp_path)
    relay = Relay.alone()
    post = enrolled(central, relay)
    bring(central, post, post.log("act").wire)
    file = tmp_path / "records.db"
    keys = open_keys("", tmp_path / "k", clock=SystemClock(), rng=SystemRng())
    now = datetime(2026, 11, 20, 3, tzinfo=UTC)
    target = tmp_path / "out"
    for day in range(7):
        made, manifest = back_up(
            target,
            database=database,
            records_file=file if isinstance(database, SqliteDatabase) and file.exists() else None,
            custody_file=None,
            parts=FolderParts(tmp_path / "parts"),
            keys=keys,
            now=now + timedelta(days=day),
        )
        with database.reading() as rows:
            found, said = sums_of(rows).as_json(), dict(manifest["sums"])
        # Since the copy the journal has this backup's own line, and nothing else is new.
        assert found.pop("entries") == said.pop("entries") + 1
        assert found.pop("entries_sha256") != said.pop("entries_sha256")
        assert found == said
    assert read_manifest(made) == manifest
    kept = sorted(path.name for path in target.iterdir())
    assert len(kept) == 6, "no backup is older than five days (BKP-02)"
    assert kept[0] == "backup-20261121T030000Z"
    copy = SqliteDatabase(made / "records.db", MIGRATIONS / "sqlite")
    with copy.reading() as rows:
        assert sums_of(rows).as_json() == manifest["sums"]
    copy.close()
    done = [each["action"] for each in acts_of(database)]
    assert done.count("backup") == 7
    assert done.count("migration") >= 2


def test_a_backup_goes_back_into_an_empty_store_of_every_engine_and_into_no_other(
    made: Made, database: Database
) -> None:
    sums = read_manifest(made.backup)["sums"]
    assert restore_records(made.backup, database, now=1).as_json() == sums
    with database.reading() as rows:
        assert sums_of(rows).entries == sums["entries"] + 1
    told = acts_of(database)[-1]
    assert (told["action"], told["manifest"]) == ("restore", file_sha256(made.backup / MANIFEST))
    with pytest.raises(InvalidInput) as refused:
        restore_records(made.backup, database, now=2)
    assert refused.value.message_key == "server.store_not_empty"


def test_a_harmed_backup_leaves_the_empty_store_empty(
    made: Made, database: Database, tmp_path: Path
) -> None:
    backup = tmp_path / made.backup.name
    shutil.copytree(made.backup, backup)
    change("DELETE FROM journal")(backup)
    with pytest.raises(IntegrityFailure) as refused:
        restore_records(backup, database, now=1)
    assert refused.value.message_key == "server.backup_incomplete"
    with database.reading() as rows:
        assert sums_of(rows).statements == 0


def test_the_command_restores_into_a_new_data_folder(
    made: Made, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    arguments = ["--data", str(tmp_path / "new"), "--json"]
    assert main(["admin", "restore", str(made.backup), *arguments]) == 0
    assert json.loads(capsys.readouterr().out) == read_manifest(made.backup)["sums"]
