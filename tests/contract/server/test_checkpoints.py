"""The journal's signed head goes to auditors by mail once a day, and proves something (TRC-14)."""

from __future__ import annotations

import asyncio
import json
import shutil
import sqlite3
import time
from collections.abc import Iterator
from contextlib import closing
from email import message_from_bytes, policy
from email.message import EmailMessage
from pathlib import Path

import pytest
from aiosmtpd.controller import Controller

from kiosk.cli import main
from kiosk.crypto.encoding import b64, canon, parse_canon
from kiosk.crypto.keys import Identity
from kiosk.errors import IntegrityFailure, InvalidInput, Unavailable
from kiosk.journal.checkpoint import Checkpoint, is_checkpoint
from kiosk.journal.export import Head
from kiosk.messages import all_messages
from kiosk.ports import SystemRng
from sync.server.central import CentralServer
from sync.server.checkpoints import add_auditor, auditors, kinds_of, letter_of, remove_auditor
from sync.server.jobs.worker import Worker
from sync.server.journal_check import check_journal
from sync.server.keys.rotation import rewrap_records
from sync.server.notices.port import Letter
from sync.server.store.database import Database
from sync.server.store.migrate import MIGRATIONS
from sync.server.store.sqlite import SqliteDatabase
from tests.fakes.actors import Relay
from tests.fakes.central import MovedClock, acts_of, bring, central_server, enrolled
from tests.fakes.postgres_process import free_port
from tests.fakes.server_process import ServerProcess, server_process

DAY = 86400
ANNE, BRUNO = "anne@audit.example", "bruno@audit.example"


class Post:
    """`Mail` that keeps letters, and refuses those of whom it is told to."""

    def __init__(self) -> None:
        self.letters: list[Letter] = []
        self.away_for: set[str] = set()

    def send(self, letter: Letter) -> None:
        if letter.to in self.away_for:
            raise Unavailable("notice.gateway_away")
        self.letters.append(letter)

    def to(self, mailbox: str) -> list[Checkpoint]:
        found = [each.attachments[0].content for each in self.letters if each.to == mailbox]
        return [Checkpoint.parse(content) for content in found]


class Scene:
    """A server whose jobs are done one turn at a time."""

    def __init__(self, database: Database, folder: Path) -> None:
        self.clock = MovedClock()
        self.central: CentralServer = central_server(database, folder, clock=self.clock)
        self.keys, self.database = self.central.keys, database
        self.post = Post()
        kinds = kinds_of(database, self.keys, self.post, self.central.now)
        self.worker = Worker(
            database, kinds, clock=self.clock, rng=SystemRng(), metrics=self.central.metrics
        )
        self.relay = Relay.alone()
        self.device = enrolled(self.central, self.relay)

    def add(self, *mailboxes: str) -> None:
        with self.database.writing() as rows:
            for each in mailboxes:
                assert add_auditor(rows, self.keys, each, now=self.central.now())

    def turn(self, ahead_s: float = 0) -> None:
        self.clock.ahead_s += ahead_s
        while self.worker.do_one():
            pass

    def act(self) -> None:
        bring(self.central, self.device, self.device.log("act").wire)


@pytest.fixture
def scene(database: Database, tmp_path: Path) -> Iterator[Scene]:
    made = Scene(database, tmp_path)
    yield made
    made.central.custody.close()


def test_each_auditor_is_sent_one_signed_head_a_day_and_the_tree_is_held_to_it(
    scene: Scene,
) -> None:
    scene.add(ANNE, BRUNO)
    scene.turn()
    for _ in range(5):
        scene.turn(1801)
    if len(scene.post.letters) > 2:  # midnight went by
        scene.post.letters = scene.post.letters[-2:]
    (anne,), (bruno,) = scene.post.to(ANNE), scene.post.to(BRUNO)
    assert anne == bruno
    assert anne.server_ed == scene.keys.receipt_ed
    scene.act()
    scene.turn(DAY)
    scene.turn(1801)
    assert len(scene.post.to(ANNE)) >= 2
    with scene.database.reading() as rows:
        heads = [each.head for each in scene.post.to(ANNE)]
        assert check_journal(rows, heads).heads == len({each.size for each in heads}) >= 2
        assert all(each.sent_at for each in auditors(rows, scene.keys))
    with scene.database.writing() as rows:  # whoever runs the server takes one entry back
        rows.run("DELETE FROM journal_leaf WHERE pos = ?", (heads[0].size - 1,))
    with scene.database.reading() as rows, pytest.raises(IntegrityFailure):
        check_journal(rows, heads)


def test_a_mailbox_that_cannot_be_reached_holds_up_nobody_and_is_tried_again(
    scene: Scene,
) -> None:
    scene.add(ANNE, BRUNO)
    scene.post.away_for = {ANNE}
    scene.turn()
    assert (len(scene.post.to(ANNE)), len(scene.post.to(BRUNO))) == (0, 1)
    scene.turn(30)
    scene.post.away_for = set()
    scene.turn(60)
    assert scene.post.to(ANNE) == scene.post.to(BRUNO), "the same head, though later"


def test_who_was_taken_out_meanwhile_is_sent_nothing(scene: Scene) -> None:
    scene.add(ANNE)
    scene.post.away_for = {ANNE}
    scene.turn()
    with scene.database.writing() as rows:
        remove_auditor(rows, scene.keys, ANNE.upper(), now=scene.central.now())
    scene.post.away_for = set()
    scene.turn(DAY + 10)
    assert scene.post.letters == []
    with scene.database.writing() as rows, pytest.raises(InvalidInput) as refused:
        remove_auditor(rows, scene.keys, ANNE, now=scene.central.now())
    assert refused.value.message_key == "server.auditor_unknown"


def test_mailboxes_lie_wrapped_and_the_journal_tells_ids_alone(
    scene: Scene, tmp_path: Path
) -> None:
    scene.add(ANNE)
    with scene.database.writing() as rows:
        assert not add_auditor(rows, scene.keys, ANNE.title(), now=scene.central.now())
        for wrong in ("anne", "anne@", "a@b.c\nBcc: d@e.fr", "Anne <anne@audit.example>"):
            with pytest.raises(InvalidInput):
                add_auditor(rows, scene.keys, wrong, now=scene.central.now())
        remove_auditor(rows, scene.keys, ANNE, now=scene.central.now())
    told = [each for each in acts_of(scene.database) if each["action"] == "auditor"]
    assert [each["state"] for each in told] == ["added", "removed"]
    assert "audit.example" not in json.dumps(acts_of(scene.database))
    scene.add(BRUNO)
    rewrap_records(scene.database, scene.central.keys.for_records)  # type: ignore[attr-defined]
    with scene.database.reading() as rows:
        ((sealed,),) = rows.all("SELECT sealed FROM auditor")
        assert b"bruno" not in bytes(sealed)
        assert [each.mailbox for each in auditors(rows, scene.keys)] == [BRUNO]


def test_the_letter_tells_what_to_do_with_it_and_nothing_about_anybody(scene: Scene) -> None:
    scene.add(ANNE)
    scene.turn()
    (letter,) = scene.post.letters
    (checkpoint,) = scene.post.to(ANNE)
    with scene.database.reading() as rows:
        (anne,) = auditors(rows, scene.keys)
    assert letter == letter_of(anne, checkpoint)
    assert str(checkpoint.head.size) in letter.body
    assert checkpoint.head.root.hex() in letter.body
    assert scene.relay.id.hex() not in letter.body
    assert letter.attachments[0].name.startswith("journal-20")


# The file.


def checkpoint() -> Checkpoint:
    from kiosk.crypto.statements import checkpoint_bytes

    signer = Identity.new(SystemRng())
    root = bytes(range(32))
    sig = signer.sign_bytes(checkpoint_bytes(7, root, 1_795_000_000))
    return Checkpoint(Head(7, root, 1_795_000_000, sig), signer.ed_public)


def test_a_file_is_read_as_it_was_written_whatever_the_mail_did_to_its_end() -> None:
    made = checkpoint()
    for content in (made.encode(), made.encode().rstrip(), made.encode()[:-1] + b"\r\n"):
        assert is_checkpoint(content)
        assert Checkpoint.parse(content) == made


@pytest.mark.parametrize(
    ("change", "key"),
    [
        ({"size": 8}, "journal.checkpoint_forged"),
        ({"root": "00" * 32}, "journal.checkpoint_forged"),
        ({"at": 1_795_000_001}, "journal.checkpoint_forged"),
        ({"sig": b64(bytes(64))}, "journal.checkpoint_forged"),
        ({"sig": b64(bytes(3))}, "journal.checkpoint_forged"),
        ({"server_ed": b64(bytes(32))}, "journal.checkpoint_forged"),
        ({"size": -1}, "journal.checkpoint_forged"),
        ({"size": 2**53 - 1}, "journal.checkpoint_forged"),
        ({"size": "7"}, "journal.checkpoint_unreadable"),
        ({"root": "00"}, "journal.checkpoint_unreadable"),
        ({"root": "zz" * 32}, "journal.checkpoint_unreadable"),
        ({"v": 2}, "journal.checkpoint_unreadable"),
        ({"more": 1}, "journal.checkpoint_unreadable"),
        ({"kind": "head"}, "journal.checkpoint_unreadable"),
    ],
)
def test_a_file_that_was_changed_is_refused(change: dict[str, object], key: str) -> None:
    fields = {**parse_canon(checkpoint().encode().rstrip()), **change}
    with pytest.raises(IntegrityFailure) as refused:
        Checkpoint.parse(canon(fields))
    assert refused.value.message_key == key


@pytest.mark.parametrize("nonsense", [b"", b"{}", b"[]", b"1", b"\xff", b"x" * 5000])
def test_nonsense_is_no_head(nonsense: bytes) -> None:
    with pytest.raises(IntegrityFailure) as refused:
        Checkpoint.parse(nonsense)
    assert refused.value.message_key == "journal.checkpoint_unreadable"


# By the commands, through a real SMTP server.


class Mailbox:
    """What a real SMTP server took."""

    def __init__(self) -> None:
        self.letters: list[EmailMessage] = []

    async def handle_DATA(self, _server, _session, envelope):  # type: ignore[no-untyped-def]  # noqa: N802
        read = message_from_bytes(envelope.content, policy=policy.default)
        assert isinstance(read, EmailMessage)
        self.letters.append(read)
        return "250 OK"


@pytest.fixture
def mailbox() -> Iterator[tuple[Mailbox, str]]:
    found = Mailbox()
    controller = Controller(found, hostname="127.0.0.1", port=free_port())
    controller.start()
    try:
        yield found, f"smtp://127.0.0.1:{controller.port}?from=central@server.example&tls=no"
    finally:
        controller.stop()
        asyncio.set_event_loop(None)


def test_from_the_command_to_a_mailbox_and_back_against_the_server(
    mailbox: tuple[Mailbox, str], tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    box, address = mailbox
    data = tmp_path / "central"
    given = ["--data", str(data)]
    with server_process(data, "--jobs", "apart") as server:
        assert main(["admin", "checkpoints", "list", *given]) == 0
        assert main(["admin", "checkpoints", "add", ANNE, *given, "--mail", address]) == 0
        assert "réglé" not in capsys.readouterr().out
        server.restart("--mail", address)
        end = time.monotonic() + 30
        while not box.letters and time.monotonic() < end:
            time.sleep(0.1)
        (letter,) = box.letters
        assert letter["To"] == ANNE
        (attached,) = letter.iter_attachments()
        file = tmp_path / str(attached.get_filename())
        content = attached.get_content()
        file.write_bytes(content if isinstance(content, bytes) else content.encode())
        assert main(["admin", "checkpoints", "list", *given, "--json"]) == 0
        told = json.loads(capsys.readouterr().out)["auditors"]
        assert [each["mailbox"] for each in told] == [ANNE]
        assert main(["admin", "checkpoints", "add", "anne", *given]) != 0
        assert all_messages()["notice.mailbox"].code in capsys.readouterr().err
        work(server)
    with closing(sqlite3.connect(data / "records.db", isolation_level=None)) as busy:
        busy.execute("BEGIN IMMEDIATE")
        assert main(["admin", "checkpoints", "list", *given]) == 0, "it reads, and waits for nobody"
    assert ANNE in capsys.readouterr().out
    verify = ["admin", "journal", "verify", str(file), *given]
    assert main(verify) == 0
    assert "Têtes signées gardées ailleurs : 1" in capsys.readouterr().out
    other = tmp_path / "other"
    shutil.copytree(data, other)
    rewritten(other, Checkpoint.parse(file.read_bytes()).head.size)
    assert main(["admin", "journal", "verify", str(file), "--data", str(other)]) != 0
    assert all_messages()["journal.tree_forked"].code in capsys.readouterr().err
    with server_process(tmp_path / "stranger"):
        pass
    stranger = ["--data", str(tmp_path / "stranger")]
    assert main(["admin", "journal", "verify", str(file), *stranger]) != 0
    assert all_messages()["journal.export_other_key"].code in capsys.readouterr().err


def work(server: ServerProcess) -> None:
    relay = server.relay()
    relay.pro()
    post, line = server.enrolled(relay)
    line.push([post.log("act").wire])


def rewritten(data: Path, size: int) -> None:
    """Write the whole journal anew without one act, as somebody who has the database could."""
    from kiosk.journal.tree import leaf_hash
    from sync.server.journal import all_entries

    database = SqliteDatabase(data / "records.db", MIGRATIONS / "sqlite")
    with database.writing() as rows:
        bodies = [body for _, _, body in all_entries(rows)]
        del bodies[size // 2]
        bodies.insert(size - 1, b"{}")
        rows.run("DELETE FROM journal_node WHERE level = 0")
        rows.run("DELETE FROM journal_leaf")
        for place, body in enumerate(bodies):
            values = (place, 0, b"", body)
            rows.run("INSERT INTO journal_leaf (pos, at, person, body) VALUES (?, ?, ?, ?)", values)
            node = (0, place, leaf_hash(body))
            rows.run("INSERT INTO journal_node (level, idx, hash) VALUES (?, ?, ?)", node)
    database.close()
