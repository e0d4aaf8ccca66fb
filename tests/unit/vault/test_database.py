"""One encrypted file: keys, damage, versions, transactions."""

from __future__ import annotations

import os
import sqlite3
import subprocess
import sys
import threading
from collections.abc import Iterator
from pathlib import Path

import pytest

from kiosk.errors import Incompatible, IntegrityFailure, KioskError, Unavailable
from kiosk.messages import all_messages
from kiosk.vault.database import Database, open_database, start_afresh
from tests.fakes.vault import KEY

OTHER_KEY = bytes(32)
MARKER = b"Amina Diallo 1990"


@pytest.fixture
def path(tmp_path: Path) -> Path:
    return tmp_path / "vault.db"


def filled(path: Path, rows: int = 300) -> None:
    database = open_database(path, KEY, "vault")
    with database.transaction():
        database.many(
            "INSERT INTO setting (key, value) VALUES (?, ?)",
            ((f"key {number}", MARKER * 20) for number in range(rows)),
        )
    database.close()


def flip(path: Path, offset: int) -> bytes:
    raw = bytearray(path.read_bytes())
    raw[offset] ^= 0x20
    path.write_bytes(raw)
    return bytes(raw)


def refused(path: Path, key: bytes = KEY, *, check: bool = False) -> KioskError:
    with pytest.raises(KioskError) as caught:
        open_database(path, key, "vault", check=check)
    assert caught.value.message_key in all_messages()
    return caught.value


def test_nothing_written_is_readable_on_the_disk(path: Path) -> None:
    database = open_database(path, KEY, "vault")
    with database.transaction():
        database.execute("INSERT INTO setting (key, value) VALUES ('k', ?)", (MARKER,))
    on_disk = b"".join(each.read_bytes() for each in path.parent.iterdir())
    assert len(on_disk) > 4096
    assert MARKER not in on_disk
    assert KEY not in on_disk
    assert KEY.hex().encode() not in on_disk
    database.close()
    with pytest.raises(sqlite3.DatabaseError, match="not a database"):
        sqlite3.connect(path).execute("SELECT count(*) FROM sqlite_master")


def test_the_files_are_for_this_user_only(path: Path) -> None:
    database = open_database(path, KEY, "vault")
    assert {each.stat().st_mode & 0o077 for each in path.parent.iterdir()} == {0}
    database.close()


def test_the_connection_is_set_as_the_design_says(path: Path) -> None:
    database = open_database(path, KEY, "vault")
    asked = {
        "journal_mode": "wal",
        "synchronous": 2,
        "temp_store": 2,
        "cipher_memory_security": "1",
        "secure_delete": 1,
        "foreign_keys": 1,
        "busy_timeout": 20_000,
        "cipher_page_size": "4096",
    }
    assert {name: database.rows(f"PRAGMA {name}")[0][0] for name in asked} == asked
    database.close()


def test_a_process_that_never_forgets_its_key_may_do_without_wiping(path: Path) -> None:
    """In a process of its own: once on, the engine's memory security stays on."""
    asked = (
        "import sys; from pathlib import Path; from kiosk.vault.database import open_database\n"
        "database = open_database(Path(sys.argv[1]), bytes(32), 'vault', wipes_memory=False)\n"
        "print(database.rows('PRAGMA cipher_memory_security')[0][0])"
    )
    command = [sys.executable, "-c", asked, str(path)]
    assert subprocess.run(command, capture_output=True, check=True).stdout.strip() == b"0"


def test_a_wrong_key_is_told_and_the_file_left_as_it_is(path: Path) -> None:
    filled(path)
    before = path.read_bytes()
    assert refused(path, OTHER_KEY).message_key == "vault.wrong_key"
    path.with_name("vault.db.key").unlink()  # even when nothing says which key is right
    assert refused(path, OTHER_KEY).message_key == "vault.wrong_key"
    assert path.read_bytes() == before
    assert [each.name for each in path.parent.iterdir()] == ["vault.db"]


@pytest.mark.parametrize("offset", [3, 40, 4096 + 40, 8 * 4096 + 100, -9])
def test_a_damaged_file_is_kept_aside_and_never_replaced_in_silence(
    path: Path, offset: int
) -> None:
    filled(path)
    damaged = flip(path, offset)
    error = refused(path, check=True)
    assert error.message_key == "vault.damaged"
    kept = path.with_name(str(error.context["file"]))
    assert kept.read_bytes() == damaged
    assert kept.name.startswith("vault.db.damaged-2")
    again = refused(path)
    assert (again.message_key, again.context["file"]) == ("vault.damaged", kept.name)
    assert not path.exists()

    start_afresh(path)
    open_database(path, KEY, "vault", check=True).close()
    assert kept.read_bytes() == damaged


def test_a_damaged_first_page_is_damage_even_when_nothing_says_the_key_is_right(
    path: Path,
) -> None:
    filled(path)
    path.with_name("vault.db.key").unlink()
    flip(path, 40)
    assert refused(path).message_key == "vault.damaged"


def test_a_cut_file_is_damaged(path: Path) -> None:
    filled(path)
    os.truncate(path, path.stat().st_size - 3 * 4096)
    assert refused(path, check=True).message_key == "vault.damaged"


def test_a_file_that_was_never_a_database_is_not_overwritten(path: Path) -> None:
    path.write_bytes(b"a photograph" * 1000)
    assert refused(path).message_key == "vault.wrong_key"
    assert path.read_bytes() == b"a photograph" * 1000


def test_damage_met_while_working_is_told_and_the_transaction_undone(path: Path) -> None:
    filled(path)
    flip(path, path.stat().st_size - 3 * 4096 + 100)
    database = open_database(path, KEY, "vault")
    with pytest.raises(IntegrityFailure, match=r"vault\.damaged"), database.transaction():
        database.execute("UPDATE setting SET value = x'00'")
    assert not database.is_in_transaction
    database.close()


def test_a_file_that_has_disappeared_is_told(path: Path) -> None:
    filled(path)
    path.unlink()
    assert refused(path).message_key == "vault.missing"
    assert not path.exists()


def test_a_file_of_a_newer_version_is_refused_in_words_and_left_alone(path: Path) -> None:
    database = open_database(path, KEY, "vault")
    database.execute("PRAGMA user_version = 999")
    database.close()
    before = path.read_bytes()
    error = refused(path, check=True)
    assert isinstance(error, Incompatible)
    assert (error.message_key, error.context["held"]) == ("vault.newer", 999)
    assert path.read_bytes() == before


def test_starting_afresh_never_removes_a_database_that_is_there(path: Path) -> None:
    filled(path)
    with pytest.raises(ValueError, match="is there"):
        start_afresh(path)


def test_a_transaction_writes_everything_or_nothing(database: Database) -> None:
    class Stop(Exception):
        pass

    def write_and_stop() -> None:
        with database.transaction():
            database.execute("INSERT INTO setting (key, value) VALUES ('a', x'01')")
            raise Stop

    with pytest.raises(Stop):
        write_and_stop()
    assert database.row("SELECT 1 FROM setting") is None
    with database.transaction():
        database.execute("INSERT INTO setting (key, value) VALUES ('a', x'01')")
    assert database.row("SELECT value FROM setting") == (b"\x01",)


def test_a_transaction_inside_a_transaction_is_a_bug_of_the_caller(database: Database) -> None:
    with (
        database.transaction(),
        pytest.raises(RuntimeError, match="open already"),
        database.transaction(),
    ):
        pass


def test_another_thread_may_not_use_the_connection(database: Database) -> None:
    failures: list[BaseException] = []

    def use() -> None:
        try:
            database.rows("SELECT 1")
        except Exception as error:
            failures.append(error)

    thread = threading.Thread(target=use)
    thread.start()
    thread.join()
    assert [type(each).__name__ for each in failures] == ["ProgrammingError"]


def test_a_full_file_is_told_and_nothing_is_half_written(database: Database) -> None:
    pages = database.row("PRAGMA page_count")
    database.rows(f"PRAGMA max_page_count = {pages[0] + 2 if pages else 0}")
    with pytest.raises(Unavailable, match=r"vault\.disk_full"), database.transaction():
        database.many(
            "INSERT INTO setting (key, value) VALUES (?, zeroblob(900))",
            ((str(number),) for number in range(50)),
        )
    assert not database.is_in_transaction
    assert database.row("SELECT count(*) FROM setting") == (0,)
    database.rows("PRAGMA max_page_count = 100000")
    with database.transaction():
        database.execute("INSERT INTO setting (key, value) VALUES ('a', x'01')")


def test_a_broken_rule_of_the_tables_is_a_bug_and_is_not_dressed_up(database: Database) -> None:
    database.execute("INSERT INTO setting (key, value) VALUES ('a', x'01')")
    with pytest.raises(Exception, match="UNIQUE") as caught:
        database.execute("INSERT INTO setting (key, value) VALUES ('a', x'01')")
    assert not isinstance(caught.value, KioskError)


def test_no_plain_copy_can_be_attached(database: Database, tmp_path: Path) -> None:
    with pytest.raises(Exception, match="not authorized"):
        database.execute(f"ATTACH DATABASE '{tmp_path / 'plain.db'}' AS plain KEY ''")
    assert not (tmp_path / "plain.db").exists()


def test_a_key_of_another_length_is_a_bug_of_the_caller(path: Path) -> None:
    with pytest.raises(ValueError, match="32 bytes"):
        open_database(path, b"short", "vault")


def test_what_was_deleted_leaves_the_write_ahead_log(database: Database, path: Path) -> None:
    log = path.with_name("vault.db-wal")
    with database.transaction():
        database.execute("INSERT INTO setting (key, value) VALUES ('a', zeroblob(9000))")
    assert log.stat().st_size > 0
    database.compact_log()
    assert log.stat().st_size == 0


@pytest.fixture
def database(path: Path) -> Iterator[Database]:
    opened = open_database(path, KEY, "vault")
    yield opened
    opened.close()
