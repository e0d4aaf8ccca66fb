"""Custody keeps hashes, counts tries, and locks known and unknown logins alike.

One suite: in the server's process and behind mutual TLS, on SQLite and on PostgreSQL
(AUT-04, AUT-05; sections 2 and 4.3 of the work on the server).
"""

from __future__ import annotations

import socket
import sqlite3
import ssl
import threading
from collections.abc import Iterator
from contextlib import closing
from pathlib import Path

import psycopg
import pytest

from kiosk.crypto.box import BoxKey
from kiosk.crypto.credentials import make_custody_open
from kiosk.crypto.encoding import b64
from kiosk.crypto.statements import Statement
from kiosk.errors import InvalidInput, Unavailable
from kiosk.ports import SystemRng
from sync.protocol.messages import Presence, PresentRequest
from sync.server.custody.local import Custody, custody_tables, local_custody
from sync.server.custody.port import Custodian, Entrusted, Locked
from sync.server.custody.process import CustodyProcess, CustodySettings
from sync.server.custody.remote import RemoteCustody
from sync.server.custody.wire import Pairing, read_message, tls, write_message
from sync.server.keys.server_keys import open_keys
from sync.server.store.migrate import MIGRATIONS
from sync.server.store.sqlite import SqliteDatabase
from tests.fakes.actors import Person, Relay, now
from tests.fakes.central import MovedClock, bring, central_server, enrolled, sender
from tests.fakes.postgres_process import PrivatePostgres

RIGHT, WRONG = bytes(range(32)), bytes(32)
ACCOUNT = bytes(31) + b"a"
COST = 4


class Scene:
    """Custody that can be closed and opened again on the same tables."""

    def __init__(self, folder: Path, *, address: str = "", is_apart: bool = False) -> None:
        self.folder = folder
        self.clock = MovedClock()
        self.inbox: list[Entrusted] = []
        self.person = Person.new()
        self._address = address
        self._is_apart = is_apart
        self._thread: threading.Thread | None = None
        self.open()

    def open(self) -> None:
        if self._is_apart:
            settings = CustodySettings(self.folder, port=0, database=self._address)
            self.process = CustodyProcess(settings, clock=self.clock, rng=SystemRng(), cost=COST)
            self._thread = threading.Thread(target=self.process.run)
            self._thread.start()
            self.inner: Custody = self.process.custody
            self.custody: Custodian = RemoteCustody(Pairing.load(self.process.pairing))
        else:
            keys = open_keys("", self.folder / "keys", clock=self.clock, rng=SystemRng())
            tables = custody_tables(self._address, self.folder)
            self.inner = local_custody(tables, keys, self.clock, SystemRng(), COST)
            self.custody = self.inner

    def close(self) -> None:
        self.custody.close()
        if self._thread is not None:
            self.process.stop()
            self._thread.join(timeout=30)
            assert not self._thread.is_alive()
            self._thread = None

    def entrust(self, auth: bytes, *, ver: int = 1, public: bytes = b"") -> Statement:
        said = make_custody_open(
            self.person.identity,
            auth,
            ver=ver,
            custody_x=public or self.custody.public,
            at=now(),
        )
        self.inbox.append(Entrusted(len(self.inbox) + 1, said))
        return said

    def take_in(self) -> int:
        return self.custody.take_in(
            lambda last: [e for e in self.inbox if e.sequence > last.sequence]
        )

    def tried(self, auth: bytes) -> bool | Locked:
        return self.custody.check(ACCOUNT, self.person.id, auth)


PLACES = [
    pytest.param(("sqlite", False), id="sqlite"),
    pytest.param(("sqlite", True), id="sqlite-apart"),
    pytest.param(("postgresql", False), id="postgresql", marks=pytest.mark.postgres),
    pytest.param(("postgresql", True), id="postgresql-apart", marks=pytest.mark.postgres),
]


@pytest.fixture(params=PLACES)
def scene(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[Scene]:
    engine, is_apart = request.param
    address = ""
    if engine == "postgresql":
        cluster: PrivatePostgres = request.getfixturevalue("postgres")
        address = cluster.new_database()
    made = Scene(tmp_path / "custody", address=address, is_apart=is_apart)
    yield made
    made.close()


@pytest.fixture
def apart(tmp_path: Path) -> Iterator[Scene]:
    made = Scene(tmp_path / "custody", is_apart=True)
    yield made
    made.close()


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
    with scene.inner.database.reading() as rows:
        ((id, kept),) = rows.all("SELECT id, hash FROM verifier")
    assert bytes(id) == scene.person.id
    for secret in (RIGHT, b64(RIGHT).encode(), b"$2b$"):
        assert secret not in bytes(kept), "the hash itself lies wrapped under custody's key"


def test_a_person_who_is_forgotten_is_nobody_and_nothing_of_them_is_kept(scene: Scene) -> None:
    """LIF-07: the hash, the tries, whom to reach and what was ordered."""
    scene.entrust(RIGHT)
    scene.take_in()
    assert scene.tried(WRONG) is False
    for _ in range(2):
        scene.custody.forget(scene.person.id, ACCOUNT)
        with scene.inner.database.reading() as rows:
            for table in ("verifier", "attempt", "contact", "reminder", "notice"):
                assert rows.all(f"SELECT 1 FROM {table}") == [], table  # noqa: S608
    assert scene.tried(RIGHT) is False


def test_a_newer_password_replaces_an_older_one_in_whatever_order_they_come(scene: Scene) -> None:
    scene.entrust(RIGHT, ver=2)
    scene.entrust(WRONG, ver=1)
    scene.take_in()
    assert scene.tried(RIGHT) is True
    assert scene.tried(WRONG) is False


def test_a_box_that_does_not_open_is_passed_over(
    scene: Scene, caplog: pytest.LogCaptureFixture
) -> None:
    scene.entrust(RIGHT, public=BoxKey.new(SystemRng()).public)
    scene.entrust(RIGHT)
    assert scene.take_in() == 2
    assert scene.tried(RIGHT) is True
    assert [r.message for r in caplog.records if r.levelname == "WARNING"] == [
        "entrusted box does not open"
    ]


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
    scene.close()
    scene.open()
    assert isinstance(scene.tried(RIGHT), Locked)
    scene.clock.boot = "boot-2"
    locked = scene.tried(RIGHT)
    assert isinstance(locked, Locked)
    assert locked.seconds == 120


def test_a_login_nobody_has_locks_like_any_other(scene: Scene) -> None:
    answers = [scene.custody.check(bytes(32), None, RIGHT) for _ in range(11)]
    assert answers[:10] == [False] * 10
    assert isinstance(answers[10], Locked)


def test_a_batch_that_was_cut_is_taken_in_from_where_it_came_to(scene: Scene) -> None:
    for n in range(1, 4):
        scene.entrust(bytes([n]) * 32, ver=n)
    first = scene.inbox[:1]
    assert scene.custody.take_in(lambda last: first if last.sequence == 0 else []) == 1
    assert scene.take_in() == 2
    assert scene.tried(bytes([3]) * 32) is True


def test_old_failures_that_lock_nothing_are_forgotten(scene: Scene) -> None:
    scene.tried(WRONG)
    scene.clock.ahead_s += 31 * 86400
    scene.custody.sweep()
    with scene.inner.database.reading() as rows:
        assert rows.all("SELECT account FROM attempt") == []


# Behind mutual TLS alone.


def test_custody_that_is_down_is_unavailable_and_goes_on_where_it_was(apart: Scene) -> None:
    apart.entrust(RIGHT)
    apart.take_in()
    apart.close()
    apart.entrust(WRONG, ver=2)
    for call in (apart.take_in, lambda: apart.tried(RIGHT), apart.custody.sweep):
        with pytest.raises(Unavailable) as refused:
            call()
        assert refused.value.message_key == "server.custody_away"
    apart.open()
    assert apart.take_in() == 1
    assert apart.tried(WRONG) is True


def test_tables_or_keys_that_are_away_are_said_and_count_nothing(apart: Scene) -> None:
    apart.entrust(RIGHT)
    apart.take_in()
    apart.inner.database.close()
    with pytest.raises(Unavailable):
        apart.tried(RIGHT)


def test_only_the_paired_api_gets_past_the_handshake(apart: Scene, tmp_path: Path) -> None:
    pairing = Pairing.load(apart.process.pairing)
    stranger = Scene(tmp_path / "other", is_apart=True)
    theirs = Pairing.load(stranger.process.pairing)
    for client, server in ((theirs, pairing), (pairing, theirs)):
        mixed = Pairing(
            pairing.host,
            pairing.port,
            server.certificate,
            pairing.public,
            client.client_certificate,
            client.client_key,
        )
        with pytest.raises(Unavailable):
            RemoteCustody(mixed).check(ACCOUNT, None, RIGHT)
    stranger.close()
    bare = ssl.SSLContext(ssl.PROTOCOL_TLS_CLIENT)
    bare.check_hostname = False
    bare.verify_mode = ssl.CERT_NONE
    with pytest.raises(OSError):
        _said_to(pairing, bare)
    with apart.inner.database.reading() as rows:
        assert rows.all("SELECT account FROM attempt") == [], "nobody else was counted"


def test_older_tls_is_refused(apart: Scene) -> None:
    pairing = Pairing.load(apart.process.pairing)
    context = _client(apart)
    context.minimum_version = context.maximum_version = ssl.TLSVersion.TLSv1_2
    with pytest.raises(OSError), socket.create_connection((pairing.host, pairing.port)) as plain:
        context.wrap_socket(plain).close()


@pytest.mark.parametrize(
    "asked",
    [
        {},
        {"v": 2, "ask": "place"},
        {"v": 1, "ask": "place", "more": 1},
        {"v": 1, "ask": "dump"},
        {"v": 1, "ask": "check", "account": "00", "auth": ""},
        {"v": 1, "ask": "check", "account": "00" * 32, "auth": "AA"},
        {"v": 1, "ask": "check", "account": "00" * 32, "auth": b64(RIGHT), "id": "zz" * 16},
        {"v": 1, "ask": "take", "batch": [{"seq": 1, "wire": "AAAA"}]},
        {"v": 1, "ask": "take", "batch": [{"seq": 1}] * 101},
        {"v": 1, "ask": "take", "batch": "x"},
    ],
)
def test_what_is_not_a_question_is_answered_so_and_changes_nothing(
    apart: Scene, asked: dict[str, object]
) -> None:
    pairing = Pairing.load(apart.process.pairing)
    with (
        socket.create_connection((pairing.host, pairing.port)) as plain,
        _client(apart).wrap_socket(plain) as line,
    ):
        write_message(line, asked)
        assert read_message(line).text("failure") == "malformed"
    assert apart.custody.check(ACCOUNT, None, RIGHT) is False


def test_a_line_that_says_nothing_holds_nobody_up(apart: Scene) -> None:
    pairing = Pairing.load(apart.process.pairing)
    silent = [socket.create_connection((pairing.host, pairing.port)) for _ in range(20)]
    assert apart.custody.check(ACCOUNT, None, RIGHT) is False
    for each in silent:
        each.close()


def test_a_machine_that_does_not_answer_is_not_waited_for_again_at_once(
    apart: Scene, monkeypatch: pytest.MonkeyPatch
) -> None:
    asked: list[object] = []

    def unanswered(address: object, timeout: float) -> socket.socket:
        asked.append(address)
        raise TimeoutError

    monkeypatch.setattr(socket, "create_connection", unanswered)
    for _ in range(3):
        with pytest.raises(Unavailable) as refused:
            apart.tried(RIGHT)
        assert refused.value.message_key == "server.custody_away"
    assert len(asked) == 1


def test_a_pairing_that_others_read_or_that_is_damaged_is_refused(apart: Scene) -> None:
    path = apart.process.pairing
    path.chmod(0o644)
    with pytest.raises(InvalidInput) as refused:
        Pairing.load(path)
    assert refused.value.message_key == "server.secret_open"
    path.write_bytes(b"{}")
    path.chmod(0o600)
    with pytest.raises(InvalidInput) as refused:
        Pairing.load(path)
    assert refused.value.message_key == "server.custody_pairing"


def test_the_pairing_stays_the_same_from_one_start_to_the_next(apart: Scene) -> None:
    first = Pairing.load(apart.process.pairing)
    apart.close()
    apart.open()
    again = Pairing.load(apart.process.pairing)
    assert (first.certificate, first.client_certificate, first.public) == (
        again.certificate,
        again.client_certificate,
        again.public,
    )


@pytest.mark.postgres
def test_the_apis_database_role_cannot_read_custodys_tables(
    postgres: PrivatePostgres, tmp_path: Path
) -> None:
    """What README tells the operator to do, done on a real server."""
    address = postgres.new_database()
    name = address.rpartition("/")[2]
    with psycopg.connect(address, autocommit=True) as owner:
        owner.execute("CREATE ROLE custody_one LOGIN")
        owner.execute("CREATE ROLE api_one LOGIN")
        owner.execute(f"ALTER DATABASE {name} OWNER TO custody_one")
        owner.execute(f"REVOKE CONNECT ON DATABASE {name} FROM PUBLIC")
        owner.execute("GRANT ALL ON SCHEMA public TO custody_one")
    scene = Scene(tmp_path / "custody", address=address.replace("relay@", "custody_one@"))
    scene.entrust(RIGHT)
    assert scene.take_in() == 1
    scene.close()
    with pytest.raises(psycopg.OperationalError, match="permission denied"):
        psycopg.connect(address.replace("relay@", "api_one@"))


def _said_to(pairing: Pairing, context: ssl.SSLContext) -> bytes:
    """Say something and return what comes back: TLS 1.3 refuses a client after its turn."""
    with (
        socket.create_connection((pairing.host, pairing.port)) as plain,
        context.wrap_socket(plain) as line,
    ):
        line.sendall(b"x")
        return line.recv(1)


def _client(scene: Scene) -> ssl.SSLContext:
    folder = scene.folder / "tls"
    return tls(
        folder / "api-cert.pem",
        folder / "api-key.pem",
        other=(folder / "cert.pem").read_text(),
        is_server=False,
    )


def test_what_is_entrusted_to_a_restored_server_reaches_custody_that_was_not_restored(
    tmp_path: Path,
) -> None:
    """Records go back by an hour and give numbers anew; custody, elsewhere, is past them."""
    database = SqliteDatabase(tmp_path / "records.db", MIGRATIONS / "sqlite")
    central = central_server(database, tmp_path)
    relay = Relay.alone()
    claire = relay.pro()
    post = enrolled(central, relay)
    with (
        closing(sqlite3.connect(tmp_path / "restored.db")) as backup,
        closing(sqlite3.connect(tmp_path / "records.db")) as live,
    ):
        live.backup(backup)
    lost = [Person.new() for _ in range(3)]
    for person in lost:
        made = person.open_at(post, claire, custody_x=central.custody.public)
        bring(central, post, *(each.wire for each in made))
    central.serve_custody()
    database.close()
    restored = SqliteDatabase(tmp_path / "restored.db", MIGRATIONS / "sqlite")
    again = central_server(restored, tmp_path, keys=central.keys)
    person = Person.new()
    made = person.open_at(post, claire, custody_x=again.custody.public)
    bring(again, post, *(each.wire for each in made))
    again.serve_custody()
    shown = again.present(sender(post), PresentRequest(person.login, person.auth(made[1])))
    assert shown == Presence(person.id)
    again.custody.close()
    restored.close()
