"""A server that lies (FORMAT.md, hostile server): nothing it bends is accepted, state never
goes back, and an honest page afterwards is.

The lies go through `BentServer`, over the server's own logic; statements are really signed.
"""

from __future__ import annotations

import pytest

from kiosk.crypto.encoding import b64, dec, enc
from kiosk.crypto.keys import Identity
from kiosk.crypto.statements import make
from kiosk.errors import IntegrityFailure
from kiosk.ports import SystemRng
from kiosk.vault.vault_store import PartState
from sync.agent.fetch import Wanted, fetch_part, fetch_step
from sync.agent.https import HttpsServer
from sync.agent.lanes import Lanes
from sync.agent.loop import sync_once
from sync.agent.machine import Idle, Waiting
from sync.agent.server import NotNow
from sync.protocol.fields import Malformed
from sync.protocol.frames import Page, encode_page
from sync.protocol.messages import (
    Answer,
    Answers,
    AnswerStatus,
    PageHead,
    Purge,
    PurgeKind,
    PurgeReason,
)
from tests.fakes.actors import Person, affiliation, part_line
from tests.fakes.agents import AgentPost
from tests.fakes.bad_server import Fault, bad_server
from tests.fakes.bent_server import BentServer
from tests.fakes.near_server import NearCentral


@pytest.fixture(scope="module")
def near(tmp_path_factory):
    central = NearCentral(tmp_path_factory.mktemp("near"))
    yield central
    central.close()


class Scene:
    """A post that knows a person, and a server that is about to lie to it."""

    def __init__(self, near, folder):
        self.near = near
        self.relay = near.relay()
        self.pro = self.relay.pro()
        near.send()
        self.here = AgentPost.enrolled(folder / "here", near, self.relay)
        self.post = AgentPost.enrolled(folder / "there", near, self.relay)
        self.person = Person.new()
        self.part = self.here.write_part(2000)
        self.other_part = self.here.write_part(2000)
        self.opening = self.person.open_at(self.here.actor, self.pro)
        self.paper = self.person.paper(
            by=self.pro, parts=[part_line(*self.part), part_line(*self.other_part)]
        )
        self.here.keep(*self.opening, self.paper)
        assert sync_once(self.here.exchange()) == Idle()
        assert sync_once(self.post.exchange()) == Idle()

    def tell(self, *wires, purge=()):
        """Let the server tell the post these wires, as a page of its own."""
        x = self.post.exchange()
        x.server = BentServer(x.server)
        pages = [Page(PageHead(self.post.vault.pull_cursor() + "9", False, tuple(purge)), wires)]
        x.server.bend["changes"] = lambda _call, after, *_asked: (
            pages.pop() if pages else Page(PageHead(after, False))
        )
        state = sync_once(x)
        with self.post.vault.transaction() as tx:
            tx.set_pull_cursor("")
        return state

    def is_unmoved_by(self, *wires):
        """Tell these, and return whether the post knows and shows just what it did."""
        before = self.post.known(), self.post.shown(self.person.id), self.world()
        assert self.tell(*wires) == Idle()
        return before == (self.post.known(), self.post.shown(self.person.id), self.world())

    def world(self):
        kinds = ("charter", "skey", "mkey", "skprev", "member", "ticket", "device", "cred")
        return {each.name for kind in kinds for each in self.post.store.statements(kind)}


@pytest.fixture
def scene(near, tmp_path):
    made = Scene(near, tmp_path)
    yield made
    made.here.close()
    made.post.close()


def resigned(statement, identity):
    """The same words with somebody's signature in place of the author's."""
    raw, _, sealed = dec(statement.wire)
    return enc(raw, identity.sign(statement.type, raw), sealed)


def test_a_statement_that_nobody_signed_is_not_accepted(scene):
    raw, sigs, sealed = dec(scene.person.paper(by=scene.pro).wire)
    assert scene.is_unmoved_by(enc(raw, bytes(len(sigs)), sealed), enc(raw, b"", sealed))


def test_a_statement_signed_by_another_is_not_accepted(scene):
    stranger = Identity.new(SystemRng())
    assert scene.is_unmoved_by(resigned(scene.person.paper(by=scene.pro), stranger))


def test_a_statement_attributed_to_another_author_is_not_accepted(scene):
    raw, sigs, sealed = dec(scene.person.paper(by=scene.pro).wire)
    other = scene.relay.pro("Paul Durand")
    scene.near.send()
    claimed = raw.replace(scene.pro.identity.id.hex().encode(), other.identity.id.hex().encode())
    assert claimed != raw
    assert scene.is_unmoved_by(enc(claimed, sigs, sealed))


def test_metadata_swapped_between_two_items_is_not_accepted(scene):
    one, other = scene.person.paper(by=scene.pro), scene.person.paper(by=scene.pro)
    raw, sigs, _ = dec(one.wire)
    assert scene.is_unmoved_by(enc(raw, sigs, other.sealed))


def test_a_paper_by_a_stranger_of_no_structure_is_set_aside_and_never_shown(scene):
    stranger = Identity.new(SystemRng())
    pro = type(scene.pro)(scene.relay, stranger, "x.y-aaaa")
    assert scene.is_unmoved_by(scene.person.paper(by=pro).wire)


def test_another_public_key_for_a_person_is_not_accepted(scene):
    thief = Identity.new(SystemRng(), scene.person.id)
    other = Person(thief, scene.person.login)
    assert scene.is_unmoved_by(other.identified(scene.here.actor, scene.pro).wire)


def test_another_public_key_for_a_worker_is_not_accepted(scene):
    thief = Identity.new(SystemRng())
    held = scene.post.store.member(scene.relay.id, scene.pro.identity.id)
    fields = {k: v for k, v in held.body.items() if k not in {"v", "type", "by", "at"}}
    fields |= {"ed": b64(thief.ed_public), "x": b64(thief.x_public), "n": 2}
    by_admin = make("member", fields, signers=[scene.relay.structure.registrar], at=held.at)
    by_thief = make("member", fields, signers=[thief], at=held.at)
    assert scene.is_unmoved_by(by_admin.wire, by_thief.wire)


def test_a_grant_to_a_key_that_no_admin_certified_is_not_accepted(scene):
    thief = Identity.new(SystemRng())
    assert scene.is_unmoved_by(scene.person.grant(scene.relay, x=thief.x_public).wire)


def test_a_structure_that_the_root_never_signed_stays_unknown(scene):
    root = Identity.new(SystemRng(), bytes(16))
    admin = Identity.new(SystemRng())
    structure = SystemRng().bytes(16)
    charter = make(
        "charter",
        {
            "structure": structure.hex(),
            "name": "Faux relais",
            "admins": [{"id": admin.id.hex(), "ed": b64(admin.ed_public)}],
            "n": 1,
        },
        signers=[root],
        at=1,
    )
    skey = make(
        "skey",
        {"structure": structure.hex(), "skv": 1, "x": b64(admin.x_public)},
        signers=[admin],
        at=1,
    )
    assert scene.is_unmoved_by(charter.wire, skey.wire)
    assert scene.post.store.charter(structure) is None


def test_an_old_affiliation_played_again_does_not_undo_a_withdrawal(scene):
    added = next(each for each in scene.opening if each.type == "affil")
    scene.here.keep(scene.person.affiliate(scene.relay, "remove"))
    assert sync_once(scene.here.exchange()) == Idle()
    assert sync_once(scene.post.exchange()) == Idle()
    assert scene.post.vault.affiliated(scene.person.id) == frozenset()
    scene.tell(*(each.wire for each in scene.opening), scene.paper.wire, added.wire)
    assert scene.post.vault.affiliated(scene.person.id) == frozenset()


def test_an_old_password_played_again_does_not_replace_a_new_one(scene):
    old = next(each for each in scene.opening if each.type == "cred")
    renewed = scene.person.credential(ver=2)
    scene.here.keep(renewed)
    assert sync_once(scene.here.exchange()) == Idle()
    assert sync_once(scene.post.exchange()) == Idle()
    scene.tell(old.wire)
    assert scene.post.vault.credential(scene.person.id) == renewed


def test_an_old_shared_key_played_again_does_not_become_current(scene):
    old = next(each for each in scene.opening if each.type == "epoch")
    fresh = scene.person.new_epoch()
    scene.here.keep(fresh, scene.person.grant_to_self(), scene.person.grant(scene.relay))
    assert sync_once(scene.here.exchange()) == Idle()
    assert sync_once(scene.post.exchange()) == Idle()
    scene.tell(old.wire)
    assert scene.post.vault.current_epoch(scene.person.id) == fresh.id("epoch")


def test_an_affiliation_far_ahead_does_not_close_the_door_to_the_next_one(scene):
    far = affiliation(scene.person.identity, scene.person.id, scene.relay.id, n=999, state="add")
    assert scene.is_unmoved_by(far.wire)
    scene.here.keep(scene.person.affiliate(scene.relay, "remove"))
    assert sync_once(scene.here.exchange()) == Idle()
    assert sync_once(scene.post.exchange()) == Idle()
    assert scene.post.vault.affiliated(scene.person.id) == frozenset()


def test_bytes_that_are_no_statement_are_left_out_and_counted(scene):
    raw, sigs, sealed = dec(scene.paper.wire)
    twice = raw.replace(b'{"at"', b'{"at":1,"at"', 1)
    assert scene.is_unmoved_by(b"x", enc(b"{}", b"", b""), enc(twice, sigs, sealed))
    entry = scene.post.store.journal_head()
    assert entry is not None
    assert (entry.fields["action"], entry.fields["count"]) == ("statements_left_out", 3)


def test_an_order_to_forget_destroys_nothing_that_was_not_sent(scene):
    unsent = scene.person.paper(by=scene.pro)
    order = Purge(PurgeKind.PERSON, scene.person.id, PurgeReason.DELETED)
    x = scene.post.exchange()
    x.server = BentServer(x.server)

    def cut(_call, *_values):
        raise NotNow("sync.cut")

    def lie(_call, after, *_asked):
        scene.post.keep(unsent)  # written by a session while the page was on its way
        x.server.bend = {"send_statements": cut}  # after this page, the line is gone
        return Page(PageHead(after, False, (order,)))

    x.server.bend["changes"] = lie
    assert isinstance(sync_once(x), Waiting)
    assert scene.post.vault.statement(unsent.name) is not None
    assert sync_once(scene.post.exchange()) == Idle()
    assert scene.post.vault.identity(scene.person.id) is None
    with scene.near.central.database.reading() as rows:
        assert rows.one("SELECT 1 FROM statement WHERE name = ?", (unsent.name,))


def test_versions_that_nobody_deleted_are_not_forgotten_on_a_servers_word(scene):
    order = Purge(PurgeKind.VERSIONS, scene.person.id, PurgeReason.DELETED, (scene.paper.name,))
    x = scene.post.exchange()
    x.server = BentServer(x.server)
    x.server.bend["changes"] = lambda _call, after, *_asked: Page(PageHead(after, False, (order,)))
    assert sync_once(x) == Idle()
    assert scene.post.vault.statement(scene.paper.name) is not None
    (head,) = scene.post.vault.heads(scene.person.id)
    assert head.name == scene.paper.name


def test_a_page_cut_between_two_of_its_statements_is_no_page(scene, tmp_path):
    """The length that HTTP tells is the liar's own: what was cut off would never come again."""
    with scene.near.central.database.reading() as rows:
        wires = [bytes(wire) for (wire,) in rows.all("SELECT wire FROM statement LIMIT 3")]
    whole = encode_page(Page(PageHead("next", False), tuple(wires)))
    borders = [0]
    for piece in dec(whole):
        borders.append(borders[-1] + 4 + len(piece))
    assert borders[-1] == len(whole)
    with bad_server(Fault.GIVEN, tmp_path) as bad:
        line = HttpsServer(bad.url, bad.certificate_sha256)
        for end in borders[:-1]:
            bad.body = whole[:end]
            with pytest.raises(Malformed):
                line.changes("", 500)
        bad.body = whole
        assert line.changes("", 500).wires == tuple(wires)
        line.close()


def fresh_third(scene, near, tmp_path):
    """A post that knows of the parts and has none of them."""
    post = AgentPost.enrolled(tmp_path / "third", near, scene.relay)
    x = post.exchange()
    x.quota_bytes = 0
    assert sync_once(x) == Idle()
    x.server = BentServer(x.server)
    return post, x


@pytest.mark.parametrize(
    "lie",
    [
        lambda good, _other: [good[:-1]],
        lambda good, _other: [good[:1000]],
        lambda _good, other: [other],
        lambda good, _other: [good + b"\0"],
        lambda good, _other: [good[:16], good[16:32][::-1], good[32:]],
        lambda _good, _other: [],
    ],
    ids=["truncated", "cut-in-half", "swapped", "longer", "bent", "empty"],
)
def test_a_part_that_is_not_the_one_its_item_names_is_not_kept(scene, near, tmp_path, lie):
    post, x = fresh_third(scene, near, tmp_path)
    good, other = scene.part[1], scene.other_part[1]
    x.server.bend["read_part"] = lambda _call, _part, start: iter(
        lie(good, other) if start == 0 else []
    )
    with pytest.raises(IntegrityFailure) as refused:
        fetch_part(x, scene.part[0])
    assert refused.value.message_key == "sync.wrong_part"
    assert post.parts.size(scene.part[0]) is None
    held = post.vault.part(scene.part[0])
    assert held is not None
    assert held.state is PartState.REMOTE
    del x.server.bend["read_part"]
    fetch_part(x, scene.part[0])
    assert post.has_part(*scene.part)
    post.close()


def cut_after(scene, sizes):
    """Answer with so many bytes and a cut, again and again, then with all that is left."""
    good, left = scene.part[1], list(sizes)

    def answer(_call, _part, start):
        if not left:
            yield good[start:]
            return
        yield good[start : start + left.pop(0)]
        raise NotNow("sync.cut")

    return answer


def test_a_server_that_answers_byte_by_byte_does_not_hold_everything_up(scene, near, tmp_path):
    post, x = fresh_third(scene, near, tmp_path)
    x.server.bend["read_part"] = cut_after(scene, [1] * 1000)
    with pytest.raises(NotNow):
        fetch_part(x, scene.part[0])
    assert x.server.asked.count("read_part") <= 20
    post.close()


def test_a_bad_line_that_gives_a_little_now_and_then_brings_the_part(scene, near, tmp_path):
    post, x = fresh_third(scene, near, tmp_path)
    x.server.bend["read_part"] = cut_after(scene, [1] * 10)
    fetch_part(x, scene.part[0])
    assert post.has_part(*scene.part)
    post.close()


@pytest.mark.parametrize(
    "lie",
    [
        lambda good, other: [good[:-1], other],
        lambda good, other: [other, good],
        lambda good, other: [good + b"\0", other],
        lambda good, _other: [good],
        lambda _good, _other: [],
        lambda _good, _other: [b"", b""],
    ],
    ids=["truncated", "swapped", "longer", "one-short", "none", "not-there"],
)
def test_a_bundle_that_is_not_what_its_items_name_is_not_kept(scene, near, tmp_path, lie):
    post, x = fresh_third(scene, near, tmp_path)
    good, other = scene.part, scene.other_part
    x.server.bend["read_parts"] = lambda _call, parts: iter(
        lie(good[1], other[1]) if parts[0] == good[0] else list(reversed(lie(good[1], other[1])))
    )
    x.quota_bytes, x.lanes, wanted = 10**9, Lanes(x.server), Wanted()
    wanted.add([scene.person.id])
    while fetch_step(x, wanted):
        pass
    assert "read_parts" in x.server.asked
    for id, sealed in (good, other):
        assert post.parts.size(id) is None or post.has_part(id, sealed)
    assert not (post.has_part(*good) and post.has_part(*other))
    del x.server.bend["read_parts"]
    for each in (good, other):
        fetch_part(x, each[0])
        assert post.has_part(*each)
    post.close()


def answered(scene, bend):
    """Push one paper to a server whose answers are bent; return the state and the paper."""
    paper = scene.person.paper(by=scene.pro)
    scene.post.keep(paper)
    x = scene.post.exchange()
    x.server = BentServer(x.server)
    x.server.bend["send_statements"] = lambda call, wires: bend(call(wires))
    return sync_once(x), paper


def bent_receipts(answers):
    return Answers(
        tuple(
            Answer(a.name, a.status, a.sequence + 1, a.receipt)
            if a.status is AnswerStatus.STORED
            else a
            for a in answers.answers
        )
    )


def test_a_receipt_that_does_not_verify_acknowledges_nothing(scene):
    state, paper = answered(scene, bent_receipts)
    assert isinstance(state, Waiting)
    assert state.why == "sync.bad_receipt"
    assert paper.name in {row.name for row in scene.post.vault.outgoing()}
    assert sync_once(scene.post.exchange()) == Idle()
    assert scene.post.vault.outgoing() == []


def test_answers_for_other_statements_acknowledge_nothing(scene):
    def swap(answers):
        return Answers(
            tuple(
                Answer(bytes(32), each.status, each.sequence, each.receipt)
                for each in answers.answers
            )
        )

    state, paper = answered(scene, swap)
    assert isinstance(state, Waiting)
    assert state.why == "sync.malformed"
    assert paper.name in {row.name for row in scene.post.vault.outgoing()}


def test_a_server_that_floods_with_what_nobody_can_check_is_stopped(scene, monkeypatch):
    monkeypatch.setattr("sync.agent.aside.ASIDE_MAX_BYTES", 20_000)
    stranger = type(scene.pro)(scene.relay, Identity.new(SystemRng()), "x.y-aaaa")
    junk = [scene.person.paper(by=stranger).wire for _ in range(40)]
    before = scene.post.known()
    state = scene.tell(*junk)
    assert isinstance(state, Waiting)
    assert state.why == "sync.too_much_aside"
    assert scene.post.known() == before
