"""One SQLCipher file: opened with a raw key, checked, brought up to date, errors in words.

The only importer of `sqlcipher3`. Library errors are translated here, once. A damaged
file is kept aside under another name and never replaced in silence; a file written by
a newer version is left alone.
"""

from __future__ import annotations

import hashlib
import hmac
import os
import re
from collections.abc import Iterable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import UTC, datetime
from importlib import resources
from pathlib import Path
from typing import Literal, NoReturn, Protocol

from sqlcipher3 import dbapi2

from kiosk.errors import Incompatible, IntegrityFailure, KioskError, Unavailable
from kiosk.vault.disk import Disk, disk_errors, store_file

__all__ = [
    "KEY_BYTES",
    "Cell",
    "ChangeMark",
    "Database",
    "Kind",
    "Row",
    "Sql",
    "open_database",
    "start_afresh",
]

KEY_BYTES = 32
PAGE_BYTES = 4096
"""SQLCipher 4's own page size; nothing here changes it."""
BUSY_S = 20.0
"""How long a writer waits for another process's transaction; they last milliseconds."""

Kind = Literal["device", "vault"]
Cell = bytes | str | int | float | None
Row = tuple[Cell, ...]

_MIGRATION_NAME = re.compile(r"(\d{4})_[a-z0-9_]+\.sql")
_CHECK_LABEL = b"reconnect-kiosk/database-key-check/1\0"


@dataclass(frozen=True, slots=True)
class ChangeMark:
    """Which state of a database was seen: another one has another mark."""

    others: int
    """Changes with each commit of another connection."""
    ours: int
    """Rows this connection has changed."""


class Sql(Protocol):
    """What the queries of this package ask of a connection."""

    def execute(self, sql: str, values: Sequence[Cell] = ()) -> int:
        """Run one writing statement; return how many rows it changed."""
        ...

    def many(self, sql: str, rows: Iterable[Sequence[Cell]]) -> None:
        """Run one writing statement for each of `rows`."""
        ...

    def rows(self, sql: str, values: Sequence[Cell] = ()) -> list[Row]:
        """Return every row of a query."""
        ...

    def row(self, sql: str, values: Sequence[Cell] = ()) -> Row | None:
        """Return the first row of a query, or None."""
        ...


class Database:
    """A connection, used by the thread that opened it and closed by its owner.

    Every method raises Unavailable("vault.disk_full" | "vault.disk_fault" |
    "vault.busy") when it may work later, with nothing half-written once the
    transaction has been left, and IntegrityFailure("vault.damaged") for good.
    """

    def __init__(self, path: Path, connection: dbapi2.Connection) -> None:
        self.path = path
        self._connection = connection

    def execute(self, sql: str, values: Sequence[Cell] = ()) -> int:
        with _translated(self.path):
            return int(self._connection.execute(sql, values).rowcount)

    def many(self, sql: str, rows: Iterable[Sequence[Cell]]) -> None:
        with _translated(self.path):
            self._connection.executemany(sql, rows)

    def rows(self, sql: str, values: Sequence[Cell] = ()) -> list[Row]:
        with _translated(self.path):
            return list(self._connection.execute(sql, values))

    def row(self, sql: str, values: Sequence[Cell] = ()) -> Row | None:
        with _translated(self.path):
            first: Row | None = self._connection.execute(sql, values).fetchone()
            return first

    @property
    def is_in_transaction(self) -> bool:
        """True between the first and the last line of `transaction()`."""
        return bool(self._connection.in_transaction)

    @contextmanager
    def transaction(self) -> Iterator[None]:
        """Write everything of the block, or nothing. Nested use is a bug of the caller.

        The write lock is taken at once (BEGIN IMMEDIATE), so a block never fails half
        way because another process wrote first. COMMIT returns after the disk has it.
        """
        if self.is_in_transaction:
            raise RuntimeError("a transaction is open already")
        self.execute("BEGIN IMMEDIATE")
        try:
            yield
            self.execute("COMMIT")
        except BaseException:
            self._undo()
            raise

    def change_mark(self) -> ChangeMark:
        """Return the mark of the state that a query asked now would see."""
        row = self.row("PRAGMA data_version")
        others = row[0] if row else None
        if not isinstance(others, int):
            raise TypeError("a data version is a whole number")
        return ChangeMark(others, int(self._connection.total_changes))

    def check(self) -> bool:
        """Return whether every page in use is authentic and the tables are whole. Reads them all.

        Not by `cipher_integrity_check`: it reads the file beside the write-ahead log, so
        pages that another process is moving from the log look torn, and a sound file would
        be put aside (seen in 3 of 100 openings under load). `quick_check` walks every page
        through the log, and SQLCipher authenticates each page it reads.
        """
        try:
            return self.rows("PRAGMA quick_check") == [("ok",)]
        except IntegrityFailure:
            return False

    def compact_log(self) -> None:
        """Move the write-ahead log into the file and cut it, so that what was deleted is
        gone from the disk too. Does nothing while another process reads."""
        self.rows("PRAGMA wal_checkpoint(TRUNCATE)")

    def close(self) -> None:
        """Close the connection; closing twice is harmless."""
        with _translated(self.path):
            self._connection.close()

    def _undo(self) -> None:
        # After a full disk or an I/O error SQLite may have rolled back by itself.
        if self.is_in_transaction:
            with _translated(self.path):
                self._connection.execute("ROLLBACK")


def open_database(
    path: Path, key: bytes, migrations: Kind, *, check: bool = False, wipes_memory: bool = True
) -> Database:
    """Open the file at `path` with a raw 32-byte `key`, creating it the first time.

    `check` reads every page first (at start-up: an ordinary query only notices a
    damaged page when it happens to touch it). The caller forgets `key`.

    `wipes_memory`: the engine locks each piece of memory it takes and wipes each it gives
    back. It costs a writer 2 to 20 times the time, for the whole process from then on; a
    process that holds no person's key and never forgets its own does without (DECISIONS.md 8).

    A file beside (`<name>.key`) holds a check value of the key: it tells a wrong key from a
    damaged file, and remembers that the database once existed.

    Raises: IntegrityFailure("vault.wrong_key"), file untouched;
    IntegrityFailure("vault.damaged", file=name), file moved aside under that name;
    IntegrityFailure("vault.missing") when it existed and is gone (`start_afresh` makes a
    new one possible); Incompatible("vault.newer"); Unavailable as `Database`.
    """
    if len(key) != KEY_BYTES:
        raise ValueError("a database key is 32 bytes")
    known_key = _read_check(path)
    if known_key is not None and not hmac.compare_digest(known_key, _check_value(path, key)):
        raise IntegrityFailure("vault.wrong_key")
    if known_key is not None and not path.exists():
        _refuse_missing(path)
    connection = _connect(path)
    database = Database(path, connection)
    try:
        _set_key(connection, path, key, wipes_memory=wipes_memory)
        # An attached file with an empty key would be a plain copy of everything.
        connection.set_authorizer(_allow_all_but_attach)
        _read_first_page(database, key_is_right=known_key is not None)
        if check:
            _read_every_page(database)
        _configure(database)
        _migrate(database, migrations)
        if known_key is None:
            _write_check(path, key)
    except KioskError as error:
        connection.close()
        if error.message_key == "vault.damaged":
            kept = _keep_aside(path)
            raise IntegrityFailure("vault.damaged", file=kept) from error
        raise
    except BaseException:
        connection.close()
        raise
    return database


def start_afresh(path: Path) -> None:
    """Let the next `open_database` create a new file where a damaged one was kept aside.

    Asked for by a person who read what is lost, never by the program itself. The copy
    kept aside stays. Raises ValueError when a database is there.
    """
    if path.exists():
        raise ValueError("the database is there")
    _check_path(path).unlink(missing_ok=True)


def _connect(path: Path) -> dbapi2.Connection:
    with disk_errors():
        path.parent.mkdir(parents=True, exist_ok=True, mode=0o700)
        os.close(os.open(path, os.O_CREAT | os.O_WRONLY, 0o600))
    with _translated(path):
        # Autocommit: transactions are ours, explicit.
        return dbapi2.connect(str(path), isolation_level=None, timeout=BUSY_S)


def _set_key(connection: dbapi2.Connection, path: Path, key: bytes, *, wipes_memory: bool) -> None:
    """Give SQLCipher the raw key.

    executescript keeps no prepared statement, so the text with the key is not left in
    the connection's cache; memory security, set before, wipes SQLCipher's own copy where
    the process asks for it. A PRAGMA takes no parameter, hence the formatted text: hex of
    our own bytes only.
    """
    with _translated(path):
        connection.executescript("PRAGMA cipher_log_level = NONE")
        if wipes_memory:
            connection.executescript("PRAGMA cipher_memory_security = ON")
        connection.executescript(f"PRAGMA key = \"x'{key.hex()}'\"")


def _allow_all_but_attach(action: int, *_details: object) -> int:
    return int(dbapi2.SQLITE_DENY if action == dbapi2.SQLITE_ATTACH else dbapi2.SQLITE_OK)


def _read_first_page(database: Database, *, key_is_right: bool) -> None:
    """Raise IntegrityFailure("vault.wrong_key") or ("vault.damaged") if it does not open.

    Under a wrong key no page is authentic; under the right one, some other page is.
    """
    try:
        database.row("SELECT count(*) FROM sqlite_master")
    except IntegrityFailure as failure:
        bad_pages = len(database.rows("PRAGMA cipher_integrity_check"))
        if key_is_right or bad_pages < database.path.stat().st_size // PAGE_BYTES:
            raise
        raise IntegrityFailure("vault.wrong_key") from failure


def _read_every_page(database: Database) -> None:
    if not database.check():
        raise IntegrityFailure("vault.damaged")


def _configure(database: Database) -> None:
    for pragma in (
        "journal_mode = WAL",
        "synchronous = FULL",
        "temp_store = MEMORY",
        "secure_delete = ON",
        "foreign_keys = ON",
        "trusted_schema = OFF",
        "journal_size_limit = 4194304",
    ):
        database.rows(f"PRAGMA {pragma}")


def _migrate(database: Database, kind: Kind) -> None:
    """Bring the tables up to date, one transaction a step; another process may be doing so."""
    steps = _migrations(kind)
    held = _schema_version(database)
    if held > len(steps):
        raise Incompatible("vault.newer", held=held, known=len(steps))
    for number, script in enumerate(steps, start=1):
        if number <= held:
            continue
        with database.transaction():
            if _schema_version(database) >= number:
                continue
            for statement in _split(script):
                database.execute(statement)
            database.execute(f"PRAGMA user_version = {number:d}")


def _schema_version(database: Database) -> int:
    row = database.row("PRAGMA user_version")
    return int(row[0]) if row and isinstance(row[0], int) else 0


def _migrations(kind: Kind) -> list[str]:
    folder = resources.files("kiosk.vault").joinpath("migrations", kind)
    found = sorted(
        (entry for entry in folder.iterdir() if _MIGRATION_NAME.fullmatch(entry.name)),
        key=lambda entry: entry.name,
    )
    numbers = [int(entry.name[:4]) for entry in found]
    if not found or numbers != list(range(1, len(found) + 1)):
        raise RuntimeError(f"migrations of {kind} are not numbered 1, 2, 3: {numbers}")
    return [entry.read_text(encoding="utf-8") for entry in found]


def _split(script: str) -> Iterator[str]:
    statement = ""
    for line in script.splitlines(keepends=True):
        if not statement and (not line.strip() or line.lstrip().startswith("--")):
            continue
        statement += line
        if dbapi2.complete_statement(statement):
            yield statement
            statement = ""
    if statement:
        raise RuntimeError("a migration ends in the middle of a statement")


def _check_path(path: Path) -> Path:
    return path.with_name(path.name + ".key")


def _check_value(path: Path, key: bytes) -> bytes:
    """Eight bytes that say "this key", and nothing about a key of 256 random bits."""
    return hashlib.sha256(_CHECK_LABEL + path.name.encode() + b"\0" + key).digest()[:8]


def _read_check(path: Path) -> bytes | None:
    try:
        value = bytes.fromhex(_check_path(path).read_text(encoding="ascii").strip())
    except (FileNotFoundError, ValueError):
        return None
    return value if len(value) == 8 else None


def _write_check(path: Path, key: bytes) -> None:
    """Write the check value, after the database: a cut in between repeats this, no more."""
    store_file(Disk(), _check_path(path), _check_value(path, key).hex().encode())


def _refuse_missing(path: Path) -> NoReturn:
    kept = sorted(path.parent.glob(path.name + ".damaged-*Z"))
    if kept:
        raise IntegrityFailure("vault.damaged", file=kept[-1].name)
    raise IntegrityFailure("vault.missing")


def _keep_aside(path: Path) -> str:
    """Move a damaged file and its log under another name and return that name."""
    stamp = datetime.now(UTC).strftime("%Y%m%dT%H%M%SZ")
    kept = path.with_name(f"{path.name}.damaged-{stamp}")
    while kept.exists():
        kept = kept.with_name(kept.name[:-1] + "0Z")
    for suffix in ("-wal", "-shm", ""):
        source = path.with_name(path.name + suffix)
        if source.exists():
            source.replace(kept.with_name(kept.name + suffix))
    return kept.name


@contextmanager
def _translated(path: Path) -> Iterator[None]:
    try:
        yield
    except dbapi2.Error as error:
        words = _in_words(error, path)
        if words is None:
            raise
        raise words from error


def _in_words(error: dbapi2.Error, path: Path) -> KioskError | None:
    """Return what to tell of a library error; None when it is a bug of ours (a broken rule
    of the tables, bad SQL), which nobody catches."""
    code = getattr(error, "sqlite_errorcode", 0) or 0
    match code & 0xFF:
        case dbapi2.SQLITE_FULL:
            return Unavailable("vault.disk_full")
        case dbapi2.SQLITE_BUSY | dbapi2.SQLITE_LOCKED:
            return Unavailable("vault.busy")
        case dbapi2.SQLITE_CORRUPT | dbapi2.SQLITE_NOTADB:
            return IntegrityFailure("vault.damaged")
        case dbapi2.SQLITE_READONLY if os.access(path, os.W_OK):
            # SQLCipher answers so to a write that met a page it cannot authenticate.
            return IntegrityFailure("vault.damaged")
        case dbapi2.SQLITE_IOERR | dbapi2.SQLITE_CANTOPEN | dbapi2.SQLITE_READONLY:
            return Unavailable("vault.disk_fault")
    return None
