"""A backup of a running server is one sealed file, restored and proved complete (SEC-04, BKP-01).

What is lost or changed in it is named; what is not an archive of this server is refused.
"""

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
from kiosk.messages import all_messages
from kiosk.ports import SystemClock, SystemRng
from sync.server.archive import MAGIC, MANIFEST, SUFFIX, unpack, writing_archive
from sync.server.backup import back_up, fingerprint_of, restore_records, sums_of, workplace
from sync.server.drill import Report, drill
from sync.server.keys.port import KeyKeeper
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


def keeper_of(keys: Path) -> KeyKeeper:
    return open_keys("", keys, clock=SystemClock(), rng=SystemRng()).keeper


def repacked(made: Made, place: Path, harm: Callable[[Path], object]) -> tuple[Path, str]:
    """Return an archive that this server's keys sealed over what `harm` left, and its word."""
    keeper, folder = keeper_of(made.keys), place / "harmed"
    unpack(made.backup, keeper, folder)
    said = str(harm(folder))
    archive = place / made.backup.name
    with writing_archive(archive, keeper, SystemRng()) as writing:
        for path in sorted(folder.rglob("*"), key=lambda path: path.name == MANIFEST):
            if path.is_file():
                writing.add_file(str(path.relative_to(folder)), path)
    return archive, said


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


def test_an_archive_shows_nobody_a_key_an_id_or_a_name(made: Made, tmp_path: Path) -> None:
    """SEC-04: nothing of the server's secrets is in it, and in clear is only what opens it."""
    sealed = made.backup.read_bytes()
    opened = tmp_path / "opened"
    manifest = unpack(made.backup, keeper_of(made.keys), opened)
    with closing(sqlite3.connect(opened / "records.db")) as held:
        owners = [bytes(row[0]) for row in held.execute("SELECT DISTINCT owner FROM statement")]
    shown = [*owners, *made.parts, bytes.fromhex(manifest["server"])]
    assert len(shown) > 6
    for id in shown:
        assert id not in sealed
        assert id.hex().encode() not in sealed
    assert not [word for word in (b"SQLite", b"records.db", b"ustar", b"sums") if word in sealed]
    secrets = json.loads((made.keys / "server.json").read_text())
    values = [v for v in secrets.values() if isinstance(v, str) and len(v) > 40]
    assert values
    inside = [path.read_bytes() for path in opened.rglob("*") if path.is_file()]
    assert not [value for value in values for held in inside if value.encode() in held]
    assert made.backup.stat().st_mode & 0o077 == 0
    assert not (made.server.data / "copying").exists()


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
    backup, harmed = repacked(made, tmp_path, harm)
    report = proved(made, backup, tmp_path / "restored")
    assert not report.is_complete
    assert {check.name for check in report.checks if not check.is_right} == checks
    named = [piece for check in report.checks for piece in check.wrong]
    assert [piece for piece in named if harmed in piece]


def test_records_that_are_gone_are_not_an_empty_store_that_is_right(
    made: Made, tmp_path: Path
) -> None:
    backup, _ = repacked(made, tmp_path, remove("records.db"))
    report = proved(made, backup, tmp_path / "restored")
    wrong = {check.name for check in report.checks if not check.is_right}
    assert {"files", "statements", "parts", "heads"} <= wrong


def bent(at: int) -> Callable[[bytes], bytes]:
    def bend(sealed: bytes) -> bytes:
        held = bytearray(sealed)
        held[at] ^= 1
        return bytes(held)

    return bend


def another_digit(at: int) -> Callable[[bytes], bytes]:
    """Put another digit, which is one in hexadecimal and in base64 alike."""

    def harm(sealed: bytes) -> bytes:
        digit = b"1" if sealed[at : at + 1] == b"0" else b"0"
        return sealed[:at] + digit + sealed[at + 1 :]

    return harm


HEAD_AT = len(MAGIC) + 4
ID_AT = HEAD_AT + len('{"id":"')
KEY_AT = ID_AT + 32 + len('","key":"')
CHUNK = 16 * 1024 + 16


def body_of(sealed: bytes) -> int:
    """Return where the first chunk begins: behind the line, the head, suite, salt, commitment."""
    magic = sealed.index(b"\n") + 1
    return magic + 4 + int.from_bytes(sealed[magic : magic + 4], "big") + 57


def exchanged(sealed: bytes) -> bytes:
    at = body_of(sealed)
    first, second = sealed[at : at + CHUNK], sealed[at + CHUNK : at + 2 * CHUNK]
    return sealed[:at] + second + first + sealed[at + 2 * CHUNK :]


def without_a_chunk(sealed: bytes) -> bytes:
    at = body_of(sealed)
    return sealed[:at] + sealed[at + CHUNK :]


def cut_between_chunks(sealed: bytes) -> bytes:
    return sealed[: body_of(sealed) + 3 * CHUNK]


@pytest.mark.parametrize(
    ("harm", "key"),
    [
        (lambda _: b"", "server.backup_no_manifest"),
        (bent(0), "server.backup_no_manifest"),
        (bent(23), "server.backup_damaged"),
        (another_digit(ID_AT), "server.backup_other_keys"),
        (another_digit(KEY_AT), "server.backup_other_keys"),
        (another_digit(KEY_AT + 40), "server.backup_other_keys"),
        (bent(-1), "server.backup_damaged"),
        (bent(-20_000), "server.backup_damaged"),
        (lambda sealed: sealed[:-1], "server.backup_damaged"),
        (lambda sealed: sealed[: len(sealed) // 2], "server.backup_damaged"),
        (lambda sealed: sealed + b"\0", "server.backup_damaged"),
        (cut_between_chunks, "server.backup_damaged"),
        (exchanged, "server.backup_damaged"),
        (without_a_chunk, "server.backup_damaged"),
    ],
)
def test_an_archive_that_is_bent_cut_or_put_together_otherwise_is_refused(
    made: Made, tmp_path: Path, harm: Callable[[bytes], bytes], key: str
) -> None:
    archive = tmp_path / made.backup.name
    archive.write_bytes(harm(made.backup.read_bytes()))
    with pytest.raises(IntegrityFailure) as refused:
        unpack(archive, keeper_of(made.keys), tmp_path / "opened")
    assert refused.value.message_key == key
    assert not (tmp_path / "opened").exists(), "nothing of it is left to be believed"


def test_a_head_does_not_open_the_body_of_another_archive(made: Made, tmp_path: Path) -> None:
    other, _ = repacked(made, tmp_path, lambda _: "")
    ours, theirs = made.backup.read_bytes(), other.read_bytes()
    other.write_bytes(ours[: body_of(ours) - 57] + theirs[body_of(theirs) - 57 :])
    with pytest.raises(IntegrityFailure) as refused:
        unpack(other, keeper_of(made.keys), tmp_path / "opened")
    assert refused.value.message_key == "server.backup_other_keys"


def test_an_archive_under_the_name_of_another_day_is_refused(made: Made, tmp_path: Path) -> None:
    """A copy that is good but old, laid in the place of today's."""
    archive = tmp_path / f"backup-20990101T000000Z{SUFFIX}"
    shutil.copyfile(made.backup, archive)
    with pytest.raises(IntegrityFailure) as refused:
        unpack(archive, keeper_of(made.keys), tmp_path / "opened")
    assert refused.value.message_key == "server.backup_swapped"


def test_a_name_outside_an_archives_own_is_never_written(made: Made, tmp_path: Path) -> None:
    """Also from who holds the keys: nothing climbs out of the folder."""
    archive = tmp_path / made.backup.name
    keeper = keeper_of(made.keys)
    with writing_archive(archive, keeper, SystemRng()) as writing:
        writing.add("../climbed", b"x")
    with pytest.raises(IntegrityFailure) as refused:
        unpack(archive, keeper, tmp_path / "opened")
    assert refused.value.message_key == "server.backup_damaged"
    assert not (tmp_path / "climbed").exists()


def test_keys_of_another_server_open_nothing_and_the_command_says_so(
    made: Made, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    keeper_of(tmp_path / "keys")
    for folder, code in ((tmp_path / "keys", "R-396"), (tmp_path / "none", "R-369")):
        folder.mkdir(exist_ok=True)
        arguments = ["admin", "restore-drill", str(made.backup), "--keys-folder", str(folder)]
        assert main(arguments) != 0
        assert code in capsys.readouterr().err
    assert not (tmp_path / "none" / "server.json").exists(), "no keys are made for it"


def test_the_command_fails_in_words_for_what_is_incomplete_or_not_the_one_that_was_told(
    made: Made, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    backup, _ = repacked(made, tmp_path, remove_part)
    keys = ["--keys-folder", str(made.keys)]
    assert main(["admin", "restore-drill", str(backup), *keys]) != 0
    said = capsys.readouterr()
    assert "FAUX" in said.out
    assert "R-372" in said.err
    data = ["--data", str(tmp_path / "new"), *keys]
    assert main(["admin", "restore", str(backup), *data]) != 0
    assert "R-372" in capsys.readouterr().err
    assert main(["admin", "restore", str(made.backup), *data, "--fingerprint", "ab" * 32]) != 0
    assert "R-398" in capsys.readouterr().err
    assert main(["admin", "restore-drill", str(made.backup), *keys, "--fingerprint", "ab"]) != 0
    assert "FAUX  empreinte" in capsys.readouterr().out


def test_two_backups_of_one_server_do_not_share_their_workplace(tmp_path: Path) -> None:
    (tmp_path / "copying").mkdir()
    (tmp_path / "copying" / "left by a kill").touch()
    with workplace(tmp_path) as place:
        assert list(place.iterdir()) == []
        with pytest.raises(InvalidInput) as refused, workplace(tmp_path):
            pass
        assert refused.value.message_key == "server.backup_running"
    assert not place.exists()


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
            work=tmp_path / "work",
            now=now + timedelta(days=day),
            rng=SystemRng(),
        )
        with database.reading() as rows:
            found, said = sums_of(rows).as_json(), dict(manifest["sums"])
        # Since the copy the journal has this backup's own line, and nothing else is new.
        assert found.pop("entries") == said.pop("entries") + 1
        assert found.pop("entries_sha256") != said.pop("entries_sha256")
        assert found == said
    opened = tmp_path / "opened"
    assert unpack(made, keys.keeper, opened) == manifest
    kept = sorted(path.name for path in target.iterdir())
    assert len(kept) == 6, "no backup is older than five days (BKP-02)"
    assert kept[0] == f"backup-20261121T030000Z{SUFFIX}"
    copy = SqliteDatabase(opened / "records.db", MIGRATIONS / "sqlite")
    with copy.reading() as rows:
        assert sums_of(rows).as_json() == manifest["sums"]
    copy.close()
    done = [each["action"] for each in acts_of(database)]
    assert done.count("backup") == 7
    assert done.count("migration") >= 2


def test_a_backup_goes_back_into_an_empty_store_of_every_engine_and_into_no_other(
    made: Made, database: Database, tmp_path: Path
) -> None:
    opened = tmp_path / "opened"
    manifest = unpack(made.backup, keeper_of(made.keys), opened)
    sums = manifest["sums"]
    assert restore_records(opened, manifest, database, now=1).as_json() == sums
    with database.reading() as rows:
        assert sums_of(rows).entries == sums["entries"] + 1
    told = acts_of(database)[-1]
    assert (told["action"], told["manifest"]) == ("restore", fingerprint_of(manifest))
    with pytest.raises(InvalidInput) as refused:
        restore_records(opened, manifest, database, now=2)
    assert refused.value.message_key == "server.store_not_empty"


def test_a_harmed_backup_leaves_the_empty_store_empty(
    made: Made, database: Database, tmp_path: Path
) -> None:
    opened = tmp_path / "opened"
    manifest = unpack(made.backup, keeper_of(made.keys), opened)
    change("DELETE FROM journal")(opened)
    with pytest.raises(IntegrityFailure) as refused:
        restore_records(opened, manifest, database, now=1)
    assert refused.value.message_key == "server.backup_incomplete"
    with database.reading() as rows:
        assert sums_of(rows).statements == 0


def test_the_command_restores_a_whole_server_into_a_new_data_folder(
    made: Made, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    """Records, custody and parts; the server that starts there serves what was acknowledged."""
    data = tmp_path / "new"
    arguments = ["--data", str(data), "--keys-folder", str(made.keys), "--json"]
    assert main(["admin", "restore", str(made.backup), *arguments]) == 0
    manifest = unpack(made.backup, keeper_of(made.keys), tmp_path / "opened")
    assert json.loads(capsys.readouterr().out) == manifest["sums"]
    parts = FolderParts(data / "parts")
    for part in made.parts:
        said = {each["path"]: each["sha256"] for each in manifest["files"]}
        assert parts.sha256(part).hex() == said[f"parts/{part.hex()[:2]}/{part.hex()}"]
    assert (data / "custody.db").read_bytes() == (tmp_path / "opened" / "custody.db").read_bytes()
    assert main(["admin", "restore", str(made.backup), *arguments]) != 0
    assert all_messages()["server.store_not_empty"].code in capsys.readouterr().err


def test_custodys_tables_of_another_server_are_not_written_over_and_a_cut_restore_goes_on(
    made: Made, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    data = tmp_path / "new"
    data.mkdir()
    (data / "custody.db").write_bytes(b"somebody else's")
    arguments = ["--data", str(data), "--keys-folder", str(made.keys)]
    assert main(["admin", "restore", str(made.backup), *arguments]) != 0
    assert all_messages()["server.store_not_empty"].code in capsys.readouterr().err
    assert (data / "custody.db").read_bytes() == b"somebody else's"
    unpack(made.backup, keeper_of(made.keys), tmp_path / "opened")
    shutil.copyfile(tmp_path / "opened" / "custody.db", data / "custody.db")
    assert main(["admin", "restore", str(made.backup), *arguments]) == 0
