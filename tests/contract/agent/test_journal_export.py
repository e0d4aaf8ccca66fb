"""A journal in one file: what is true of it is proved, and every kind of change is named.

TRC-01 to TRC-06, TRC-14; FORMAT.md flow 6.14. The post and the server are real; whoever
changes the file has everything but their keys, or a key of their own.
"""

from __future__ import annotations

import contextlib
import json
import os
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path

import pytest

from kiosk.cli import main
from kiosk.crypto.encoding import b64, canon, parse_canon
from kiosk.crypto.keys import Identity
from kiosk.crypto.statements import checkpoint_bytes, log_hash
from kiosk.errors import IntegrityFailure, InvalidInput, Unavailable
from kiosk.flows.journal_file import write_journal
from kiosk.journal.chain import ChainEntry
from kiosk.journal.checkpoint import Checkpoint
from kiosk.journal.export import (
    Chain,
    Check,
    Head,
    ServerProof,
    export_lines,
    fingerprint,
    verify_export,
)
from kiosk.journal.tree import leaf_hash
from kiosk.messages import all_messages
from kiosk.ports import SystemRng
from sync.agent.loop import sync_once
from sync.agent.machine import Idle
from sync.agent.prove import prove_chains
from sync.server.store.migrate import MIGRATIONS
from sync.server.store.sqlite import SqliteDatabase
from tests.fakes.actors import Person
from tests.fakes.agents import KEY, AgentPost
from tests.fakes.bent_server import BentServer
from tests.fakes.near_server import NearCentral
from tests.fakes.server_process import server_process

AT = 1_795_000_000


class Scene:
    """A post with a few lines in both journals, handed in and proved, and two more since."""

    def __init__(self, folder: Path) -> None:
        self.near = NearCentral(folder / "central")
        self.relay = self.near.relay()
        self.pro = self.relay.pro()
        self.near.send()
        self.post = AgentPost.enrolled(folder / "a", self.near, self.relay)
        self.person = Person.new()
        self.post.keep(*self.person.open_at(self.post.actor, self.pro))
        self.write(3)
        self.x = self.post.exchange()
        assert sync_once(self.x) == Idle()
        assert prove_chains(self.x) == 2
        self.write(2)
        self.file = folder / "journal.jsonl"
        self.count = write_journal(self.file, self.post.store, self.post.vault, at=AT)
        device, server_ed = self.post.identity, self.post.store.server_ed()
        assert server_ed is not None
        self.server_ed = server_ed
        self.keys = (fingerprint(device.ed_public), fingerprint(server_ed))

    def write(self, count: int) -> None:
        for store in (self.post.store, self.post.vault):
            with store.transaction() as tx:
                for number in range(count):
                    person = self.person.id if store is self.post.vault else None
                    tx.journal(self.pro.identity.id, person, "paper.read", n=number)

    @property
    def lines(self) -> list[bytes]:
        return self.file.read_bytes().splitlines(keepends=True)


@pytest.fixture(scope="module")
def scene(tmp_path_factory):
    made = Scene(tmp_path_factory.mktemp("export"))
    yield made
    made.post.close()
    made.near.close()


def kind(line: bytes) -> str:
    return parse_canon(line[:-1])["kind"]


def changed(line: bytes, **fields: object) -> bytes:
    return canon({**parse_canon(line[:-1]), **fields}) + b"\n"


def places(lines: list[bytes], name: str) -> list[int]:
    return [place for place, line in enumerate(lines) if kind(line) == name]


# --- what holds -----------------------------------------------------------------------


def test_with_both_keys_known_every_line_is_proved_and_the_server_keeps_the_older_ones(scene):
    found = verify_export(scene.lines, given=scene.keys)
    assert found.is_device_known
    assert found.is_server_known
    assert found.refused_heads == 0
    by_name = {chain.name: chain for chain in found.chains}
    assert set(by_name) == {"device", "vault"}
    assert (by_name["vault"].first, by_name["vault"].last, by_name["vault"].kept) == (1, 5, 3)
    assert sum(chain.last for chain in found.chains) == scene.count


def test_it_holds_no_name_and_nothing_of_what_was_read(scene):
    """Ids, counts and words of the code only (TRC-06)."""
    written = scene.file.read_bytes()
    for word in ("Claire", "Awa", "Diop", "Relais", "Bureau"):
        assert word.encode() not in written
    allowed = {"action", "actor", "at", "person", "n"}
    for line in scene.lines:
        fields = parse_canon(line[:-1])
        if fields["kind"] == "entry" and fields["entry"]["action"] == "paper.read":
            assert set(fields["entry"]) <= allowed


def test_with_the_servers_key_alone_the_lines_it_has_not_yet_are_not_proved(scene):
    with pytest.raises(IntegrityFailure) as refused:
        verify_export(scene.lines, given=scene.keys[1:])
    assert refused.value.message_key == "journal.export_unproved"
    assert refused.value.context["seq"] in (3, 4)


def test_with_the_posts_key_alone_all_is_proved_and_the_server_is_a_stranger(scene):
    found = verify_export(scene.lines, given=scene.keys[:1])
    assert (found.is_device_known, found.is_server_known) == (True, False)


@pytest.mark.parametrize("given", [(), (bytes(32),)])
def test_with_no_key_of_this_file_nothing_is_proved(scene, given):
    with pytest.raises(IntegrityFailure, match="export_other_key"):
        verify_export(scene.lines, given=given)
    with pytest.raises(IntegrityFailure, match="export_other_key"):
        verify_export(scene.lines, given=(*scene.keys, bytes(32)))


def test_a_journal_whose_beginning_was_let_go_is_proved_from_there(scene):
    """After twelve months (TRC-08): what it stands on is a hash that later ones hold."""
    entries = scene.post.vault.journal_entries(limit=-1)
    kept = Chain("vault", entries[1].h, entries[2:], None)
    lines = export_lines(scene.post.identity, bytes(16), scene.server_ed, [kept], [], at=AT)
    (chain,) = verify_export(lines, given=scene.keys[:1]).chains
    assert (chain.first, chain.last) == (3, 5)


def test_an_empty_journal_is_an_export_too(scene):
    lines = list(export_lines(scene.post.identity, bytes(16), scene.server_ed, [], [], at=AT))
    assert verify_export(lines, given=scene.keys).chains == ()


# --- what was changed -----------------------------------------------------------------

Harm = Callable[[list[bytes]], list[bytes]]


def at_kind(name: str, change: Callable[[bytes], bytes], which: int = 0) -> Harm:
    def harm(lines: list[bytes]) -> list[bytes]:
        place = places(lines, name)[which]
        return [*lines[:place], change(lines[place]), *lines[place + 1 :]]

    return harm


def without(name: str, which: int = 0) -> Harm:
    def harm(lines: list[bytes]) -> list[bytes]:
        place = places(lines, name)[which]
        return [*lines[:place], *lines[place + 1 :]]

    return harm


def edited(line: bytes) -> bytes:
    return line.replace(b'"action":"paper.read"', b'"action":"paper.seen"')


def swapped(lines: list[bytes]) -> list[bytes]:
    first, second = places(lines, "entry")[-2:]
    return [
        *lines[:first],
        lines[second],
        *lines[first + 1 : second],
        lines[first],
        *lines[second + 1 :],
    ]


def renumbered(line: bytes) -> bytes:
    return changed(line, seq=parse_canon(line[:-1])["seq"] + 1)


def fewer(lines: list[bytes]) -> list[bytes]:
    """The last entry of a chain goes, and its count is made to fit."""
    lines = without("entry", -1)(lines)
    return at_kind(
        "chain", lambda line: changed(line, count=parse_canon(line[:-1])["count"] - 1), -1
    )(lines)


def rechained(lines: list[bytes]) -> list[bytes]:
    """An entry is edited, and every hash after it made to fit."""
    place = places(lines, "chain")[-1]
    h = bytes.fromhex(parse_canon(lines[place][:-1])["before"])
    made = list(lines)
    for each in range(place + 1, len(lines)):
        if kind(lines[each]) != "entry":
            break
        fields = parse_canon(edited(lines[each])[:-1])
        h = log_hash(h, fields["entry"])
        made[each] = canon({**fields, "h": h.hex()}) + b"\n"
    return made


def two_ends(lines: list[bytes]) -> list[bytes]:
    return [*lines, lines[-1]]


@pytest.mark.parametrize(
    ("harm", "check"),
    [
        (at_kind("entry", edited, -1), Check.CHAIN),
        (at_kind("entry", lambda line: changed(line, h="00" * 32), -1), Check.CHAIN),
        (at_kind("chain", lambda line: changed(line, before="11" * 32), -1), Check.CHAIN),
        (without("entry", 0), Check.ORDER),
        (without("entry", -1), Check.ORDER),
        (swapped, Check.ORDER),
        (at_kind("entry", renumbered, -1), Check.ORDER),
        (fewer, Check.POST_SIGNATURE),
        (rechained, Check.POST_SIGNATURE),
        (without("signed", -1), Check.ORDER),
        (without("proof", -1), Check.END),
        (without("head", -1), Check.END),
        (at_kind("proof", lambda line: changed(line, sig=b64(bytes(64)))), Check.SERVER_SIGNATURE),
        (at_kind("proof", lambda line: changed(line, size=10**6)), Check.SERVER_SIGNATURE),
        (at_kind("proof", lambda line: changed(line, root="22" * 32)), Check.SERVER_SIGNATURE),
        (at_kind("proof", lambda line: changed(line, proof=[])), Check.SERVER_PROOF),
        (at_kind("proof", lambda line: changed(line, place=0), -1), Check.SERVER_PROOF),
        (at_kind("proof", lambda line: changed(line, seq=2), -1), Check.SERVER_PROOF),
        (at_kind("proof", lambda line: changed(line, seq=99), -1), Check.SERVER_PROOF),
        (at_kind("head", lambda line: changed(line, root="33" * 32)), Check.SERVER_SIGNATURE),
        (at_kind("head", lambda line: changed(line, refused=True)), Check.POST_SIGNATURE),
        (at_kind("journal", lambda line: changed(line, at=1)), Check.POST_SIGNATURE),
        (at_kind("end", lambda line: changed(line, sig=b64(bytes(64)))), Check.POST_SIGNATURE),
        (at_kind("end", lambda line: changed(line, lines=3)), Check.END),
        (lambda lines: lines[:-1], Check.END),
        (lambda lines: lines[:5], Check.END),
        (lambda lines: [*lines[:-1], lines[-1][:-1]], Check.END),
        (two_ends, Check.END),
    ],
    ids=[
        "entry edited",
        "hash swapped",
        "beginning swapped",
        "first entry dropped",
        "last entry dropped",
        "entries reordered",
        "entry renumbered",
        "tail cut and counted anew",
        "edited and chained anew",
        "signature dropped",
        "proof dropped",
        "head dropped",
        "head of the proof unsigned",
        "size swapped",
        "root swapped",
        "proof emptied",
        "place swapped",
        "proof of another entry",
        "proof of no entry",
        "head swapped",
        "head called refused",
        "date swapped",
        "end unsigned",
        "end counts otherwise",
        "end cut off",
        "truncated",
        "last byte cut off",
        "something after the end",
    ],
)
def test_every_change_is_found_and_named(scene, harm: Harm, check: Check):
    with pytest.raises(IntegrityFailure) as found:
        verify_export(harm(scene.lines), given=scene.keys)
    assert found.value.message_key == "journal.export_changed"
    assert found.value.context["check"] == check.value


def test_no_line_can_change_by_a_byte_unfound(scene):
    lines = scene.lines
    for place, line in enumerate(lines):
        middle = len(line) // 2
        bent = line[:middle] + bytes([line[middle] ^ 1]) + line[middle + 1 :]
        with pytest.raises(IntegrityFailure):
            verify_export([*lines[:place], bent, *lines[place + 1 :]], given=scene.keys)


@pytest.mark.parametrize(
    "body", [b"", b"\n", b"{}\n", b"[]\n", b"\xff\n", b'{"kind":"journal"}\n', b"x" * 100]
)
def test_what_is_no_journal_is_said_so(scene, body):
    with pytest.raises(IntegrityFailure, match="export_unreadable") as found:
        verify_export([body], given=scene.keys)
    assert found.value.context["line"] == 1


def forged(scene: Scene, entries, *, proof: ServerProof | None = None, device=None) -> list[bytes]:
    """A whole file made anew under another key."""
    stranger = Identity(scene.post.identity.id, bytes(range(32)))
    chain = Chain("vault", bytes(32), entries, proof)
    return list(export_lines(device or stranger, bytes(16), scene.server_ed, [chain], [], at=AT))


ABSURD = (-1, 2**53 - 1, True, "", "x" * 64, "ab" * 32, [], [7], [[]], {})


@pytest.mark.parametrize("name", ["journal", "chain", "entry", "signed", "proof", "head", "end"])
def test_no_line_of_nonsense_is_more_than_unreadable_or_changed(scene, name):
    """Whoever checks a file got it from somebody: it may hold anything."""
    lines = scene.lines
    (place, *_) = places(lines, name)
    for field in parse_canon(lines[place][:-1]):
        for value in ABSURD:
            bent = [*lines[:place], changed(lines[place], **{field: value}), *lines[place + 1 :]]
            with contextlib.suppress(IntegrityFailure):
                verify_export(bent, given=scene.keys)


def test_a_file_made_anew_under_another_posts_key_proves_nothing(scene):
    entries = scene.post.vault.journal_entries(limit=-1)
    with pytest.raises(IntegrityFailure, match="export_other_key"):
        verify_export(forged(scene, entries), given=scene.keys[:1])
    with pytest.raises(IntegrityFailure, match="export_unproved"):
        verify_export(forged(scene, entries), pinned=scene.keys)


def test_lines_added_under_another_key_after_what_the_server_keeps_are_not_proved(scene):
    held = scene.post.store.chain_proof("vault")
    proof = ServerProof.parse(held)
    entries = scene.post.vault.journal_entries(limit=-1)
    assert verify_export(forged(scene, entries[: proof.seq], proof=proof), given=scene.keys[1:])
    with pytest.raises(IntegrityFailure, match="export_unproved"):
        verify_export(forged(scene, entries, proof=proof), given=scene.keys[1:])


def test_another_journal_with_the_servers_proof_of_the_true_one_is_found(scene):
    proof = ServerProof.parse(scene.post.store.chain_proof("vault"))
    h, entries = bytes(32), []
    for entry in scene.post.vault.journal_entries(limit=proof.seq):
        fields = {**entry.fields, "action": "paper.seen"}
        h = log_hash(h, fields)
        entries.append(ChainEntry(entry.seq, canon(fields), h))
    for device in (None, scene.post.identity):
        with pytest.raises(IntegrityFailure) as found:
            verify_export(forged(scene, entries, proof=proof, device=device), pinned=scene.keys)
        assert found.value.context["check"] == Check.SERVER_PROOF.value


# --- the proof of the server ----------------------------------------------------------


@pytest.mark.parametrize(
    "lie",
    [
        lambda told: replace(told, h=bytes(32)),
        lambda told: replace(told, seq=told.seq - 1),
        lambda told: replace(told, seq=told.seq + 9),
        lambda told: replace(told, place=told.place + 1),
        lambda told: replace(told, proof=()),
    ],
    ids=["another hash", "older", "beyond", "another place", "no proof"],
)
def test_a_proof_of_anything_but_this_posts_chain_is_refused(scene, lie):
    x = replace_server(scene, lambda call, *values: lie(call(*values)))
    before = scene.post.store.chain_proof("vault")
    with pytest.raises(IntegrityFailure, match="not_in_tree"):
        prove_chains(x)
    assert scene.post.store.chain_proof("vault") == before


def replace_server(scene, bend):
    x = scene.post.exchange()
    assert sync_once(x) == Idle()
    x.server = BentServer(x.server)
    x.server.bend["journal_chain"] = bend
    return x


# --- the commands ---------------------------------------------------------------------


@pytest.fixture
def commands(scene, monkeypatch):
    monkeypatch.setattr("sync.agent.journal_commands.load_or_create", lambda _paths: (KEY, False))
    return ["--state-dir", str(scene.post.folder)]


def key_fd() -> str:
    reader, writer = os.pipe()
    os.write(writer, KEY)
    os.close(writer)
    return str(reader)


def test_a_post_exports_and_anybody_checks_with_the_file_and_a_fingerprint(
    scene, commands, tmp_path, capsys
):
    file = tmp_path / "journal.jsonl"
    given = ["--offline", "--vault-key-fd", key_fd(), *commands]
    assert main(["journal", "export", str(file), *given]) == 0
    said = capsys.readouterr().out
    for key in scene.keys:
        assert key.hex() in said
    elsewhere = ["--state-dir", str(tmp_path / "nowhere")]
    typed = " ".join(scene.keys[0].hex()[n : n + 8] for n in range(0, 64, 8))
    assert main(["journal", "verify", str(file), "--fingerprint", typed, *elsewhere]) == 0
    said = capsys.readouterr().out
    assert "aucune changée, enlevée ni déplacée" in said
    assert "Prouvé par la signature du poste." in said
    assert "que personne n’a comparée" in said
    assert main(["journal", "verify", str(file), *commands, "--json"]) == 0
    told = json.loads(capsys.readouterr().out)
    assert told["post_key_known"] is told["server_key_known"] is True
    assert {chain["chain"] for chain in told["chains"]} == {"device", "vault"}


def test_what_is_broken_is_said_in_words_with_status_1(scene, commands, tmp_path, capsys):
    file = tmp_path / "bent.jsonl"
    file.write_bytes(b"".join(at_kind("entry", edited, -1)(scene.lines)))
    assert main(["journal", "verify", str(file), *commands]) == 1
    said = capsys.readouterr()
    assert said.out == ""
    assert "contrôle « enchaînement »" in said.err
    assert "J-107" in said.err
    elsewhere = ["--state-dir", str(tmp_path / "nowhere")]
    assert main(["journal", "verify", str(scene.file), *elsewhere]) == 1
    assert "J-113" in capsys.readouterr().err
    for wrong, code in (("00" * 32, "J-108"), ("zz", "J-113")):
        asked = ["journal", "verify", str(scene.file), "--fingerprint", wrong, *elsewhere]
        assert main(asked) == 1
        assert code in capsys.readouterr().err
    assert main(["journal", "verify", str(tmp_path / "none"), *commands]) == 1
    assert "J-106" in capsys.readouterr().err


def test_an_export_never_writes_over_a_file_and_leaves_none_half_written(scene, tmp_path):
    there = tmp_path / "there"
    there.write_text("mine")
    with pytest.raises(InvalidInput, match="export_exists"):
        write_journal(there, scene.post.store, None, at=AT)
    assert there.read_text() == "mine"
    with pytest.raises(Unavailable, match="export_not_written"):
        write_journal(tmp_path / "no" / "folder", scene.post.store, None, at=AT)


def test_a_refused_head_is_in_the_file_as_proof_that_the_server_told_two_stories(tmp_path):
    made = Scene(tmp_path)
    x = made.post.exchange()
    assert sync_once(x) == Idle()
    head = made.x.server.journal_head(0)
    other = replace(head, root=bytes(32))
    sig = made.near.central.keys.checkpoint(other.size, other.root, other.at)
    with made.post.store.transaction() as tx:
        tx.refuse_tree_head("journal.tree_forked", replace(other, sig=sig).encode())
    file = tmp_path / "alarm.jsonl"
    write_journal(file, made.post.store, made.post.vault, at=AT)
    with file.open("rb") as lines:
        assert verify_export(lines, given=made.keys).refused_heads == 1
    made.post.close()
    made.near.close()


def test_a_post_keeps_a_signed_head_a_day_for_twelve_months_and_they_are_in_the_file(tmp_path):
    made = Scene(tmp_path)
    days = 5
    for _ in range(days):
        made.near.central.clock.ahead_s += 86400
        made.post.clock.ahead_s += 86400
        for _ in range(2):
            made.write(1)
            assert sync_once(made.post.exchange()) == Idle()
    assert len(made.post.store.tree_days()) == days + 1
    file = tmp_path / "days.jsonl"
    write_journal(file, made.post.store, made.post.vault, at=AT)
    with file.open("rb") as lines:
        heads = verify_export(lines, given=made.keys).heads
    assert [head.size for head in heads] == sorted({head.size for head in heads})
    assert len(heads) == days + 1
    made.post.clock.ahead_s += 366 * 86400
    made.write(1)
    assert sync_once(made.post.exchange()) == Idle()
    assert len(made.post.store.tree_days()) == 1
    made.post.close()
    made.near.close()


def test_an_auditor_compares_the_servers_journal_with_what_posts_kept_of_it(tmp_path, capsys):
    """`admin journal verify`, on a real server's data: untouched, then touched."""
    with server_process(tmp_path / "data") as server:
        relay = server.relay()
        pro = relay.pro()
        server.send()
        post = AgentPost.enrolled(tmp_path / "a", server, relay)
        post.keep(*Person.new().open_at(post.actor, pro))
        assert sync_once(post.exchange()) == Idle()
        file = tmp_path / "journal.jsonl"
        write_journal(file, post.store, post.vault, at=AT)
        asked = ["admin", "journal", "verify", str(file), "--data", str(server.data)]
        assert main(asked) == 0
        assert "toutes de ce journal" in capsys.readouterr().out
        assert main([*asked, "--json"]) == 0
        assert json.loads(capsys.readouterr().out)["heads"] == 1
        bent = tmp_path / "bent.jsonl"
        bent.write_bytes(file.read_bytes().replace(b'"kind":"head"', b'"kind":"hood"'))
        assert main([*asked[:3], str(bent), *asked[4:]]) == 1
        assert "J-107" in capsys.readouterr().err
        database = SqliteDatabase(server.data / "records.db", MIGRATIONS / "sqlite")
        with database.writing() as rows:
            body = canon({"entry": {"action": "none", "actor": "00" * 16, "at": 1}, "server": True})
            rows.run("UPDATE journal_leaf SET body = ? WHERE pos = 0", (body,))
        assert main(asked) == 1
        assert "J-105" in capsys.readouterr().err
        with database.writing() as rows:
            rows.run(
                "UPDATE journal_node SET hash = ? WHERE level = 0 AND idx = 0", (leaf_hash(body),)
            )
        database.close()
        assert main(asked) == 1
        assert "J-102" in capsys.readouterr().err
        post.close()


# --- with a head that came by mail ------------------------------------------------------


def mailed(scene, folder: Path, **changes: object) -> Path:
    """Write down a head as the server mails it: by default the last one the post believed."""
    known = verify_export(scene.lines, given=scene.keys).heads[-1]
    size, at = int(changes.get("size", known.size)), int(changes.get("at", known.at))
    root = bytes(changes.get("root", known.root))
    sig = scene.near.central.keys.checkpoint(size, root, at)
    file = folder / "head.json"
    file.write_bytes(Checkpoint(Head(size, root, at, sig), scene.server_ed).encode())
    return file


def test_a_head_from_the_mail_is_compared_with_what_the_post_believed(scene, tmp_path, capsys):
    keys = [f"--fingerprint={scene.keys[0].hex()}", "--state-dir", str(tmp_path / "none")]
    verify = ["journal", "verify", str(scene.file), *keys, "--json"]
    assert main([*verify, "--head", str(mailed(scene, tmp_path))]) == 0
    told = json.loads(capsys.readouterr().out)
    assert (told["mailed_heads"], told["mailed_heads_compared"]) == (1, 1)
    assert main([*verify, "--head", str(mailed(scene, tmp_path, size=10**6, at=2 * AT))]) == 0
    assert json.loads(capsys.readouterr().out)["mailed_heads_compared"] == 0
    for changes, key in (
        ({"root": bytes(32)}, "journal.tree_forked"),
        ({"size": 1, "at": 2 * AT}, "journal.tree_shorter"),
        ({"size": 10**6, "at": 1}, "journal.tree_shorter"),
    ):
        assert main([*verify, "--head", str(mailed(scene, tmp_path, **changes))]) != 0
        assert all_messages()[key].code in capsys.readouterr().err
    file = mailed(scene, tmp_path)
    signer = Identity.new(SystemRng())
    sig = signer.sign_bytes(checkpoint_bytes(3, bytes(32), AT))
    file.write_bytes(Checkpoint(Head(3, bytes(32), AT, sig), signer.ed_public).encode())
    assert main([*verify, "--head", str(file)]) != 0
    assert all_messages()["journal.export_other_key"].code in capsys.readouterr().err
    assert main([*verify, "--head", str(tmp_path / "no such file")]) != 0
    assert all_messages()["journal.checkpoint_unreadable"].code in capsys.readouterr().err
