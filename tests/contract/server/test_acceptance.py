"""What the server accepts, from whom, and who is told: on every engine."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest

from kiosk.crypto.statements import Statement, parse, verify_receipt
from kiosk.errors import Unavailable
from sync.protocol.messages import (
    Answer,
    PresentRequest,
    PurgeKind,
    PurgeReason,
    StructureState,
)
from sync.server.acceptance import Operator
from sync.server.central import CentralServer
from sync.server.no import No
from sync.server.store.database import Database
from tests.fakes.actors import (
    Person,
    Post,
    Pro,
    Relay,
    affiliation,
    new_part,
    now,
    part_line,
)
from tests.fakes.central import MovedClock, bring, central_server, enrolled, sender, serve


@dataclass
class Scene:
    """A server, a relay with one worker and one post."""

    central: CentralServer
    clock: MovedClock
    relay: Relay
    claire: Pro
    post: Post

    def bring(self, *statements: Statement, post: Post | None = None) -> list[str]:
        found = bring(self.central, post or self.post, *(each.wire for each in statements))
        return [told(answer) for answer in found]

    def opened(self, *, is_affiliated: bool = True) -> Person:
        person = Person.new()
        custody_x = self.central.custody.public
        made = person.open_at(
            self.post, self.claire, custody_x=custody_x, is_affiliated=is_affiliated
        )
        assert set(self.bring(*made)) == {"stored"}
        return person

    def second_relay(self) -> tuple[Relay, Pro, Post]:
        relay = Relay.of(self.relay.authority)
        pro = relay.pro("Boris Petit")
        return relay, pro, enrolled(self.central, relay)

    def heard(self, post: Post, cursor: str = "") -> list[Statement]:
        return heard(self.central, post, cursor)[0]


def told(answer: Answer) -> str:
    return answer.code or answer.status.value


def heard(
    central: CentralServer, post: Post, cursor: str = ""
) -> tuple[list[Statement], list[tuple[PurgeKind, bytes, PurgeReason]], str]:
    found: list[Statement] = []
    purges = []
    while True:
        page = central.changes(sender(post), cursor, limit=500)
        found += [parse(wire) for wire in page.wires]
        purges += [(p.kind, p.owner, p.why) for p in page.head.purge]
        cursor = page.head.next
        if not page.head.more:
            return found, purges, cursor


@pytest.fixture
def scene(database: Database, tmp_path: Path) -> Iterator[Scene]:
    clock = MovedClock()
    central = central_server(database, tmp_path, clock=clock)
    relay = Relay.alone()
    claire = relay.pro()
    post = enrolled(central, relay)
    yield Scene(central, clock, relay, claire, post)
    central.custody.close()


def types(statements: list[Statement]) -> list[str]:
    return [each.type for each in statements]


def test_a_safe_opened_off_line_is_stored_with_receipts_that_verify(scene: Scene) -> None:
    person = Person.new()
    made = person.open_at(scene.post, scene.claire, custody_x=scene.central.custody.public)
    answers = bring(scene.central, scene.post, *(each.wire for each in made))
    for statement, answer in zip(made, answers, strict=True):
        assert told(answer) == "stored"
        verify_receipt(
            scene.central.keys.receipt_ed, statement.name, answer.sequence, answer.receipt
        )
    numbers = [answer.sequence for answer in answers]
    assert numbers == sorted(set(numbers))


def test_a_statement_sent_again_is_known_under_the_same_number(scene: Scene) -> None:
    person = scene.opened()
    paper = person.paper(by=scene.claire)
    first = bring(scene.central, scene.post, paper.wire)[0]
    again = bring(scene.central, scene.post, paper.wire)[0]
    assert (told(first), told(again)) == ("stored", "known")
    assert (first.sequence, first.receipt) == (again.sequence, again.receipt)


def test_a_statement_waits_by_name_for_what_it_rests_on(scene: Scene) -> None:
    person = Person.new()
    identity, credential, *rest = person.open_at(scene.post, scene.claire)
    answer = bring(scene.central, scene.post, rest[-1].wire)[0]
    assert (told(answer), answer.missing[0].kind, answer.missing[0].id) == (
        "waiting",
        "identity",
        person.id,
    )
    assert scene.bring(credential, identity, credential, *rest) == [
        "waiting",
        *["stored"] * (len(rest) + 2),
    ]


def test_bytes_that_are_not_a_statement_are_refused_and_stop_nothing(scene: Scene) -> None:
    person = scene.opened()
    answers = bring(
        scene.central, scene.post, b"nonsense", person.paper(by=scene.claire).wire, b"\0" * 70
    )
    assert [told(each) for each in answers] == ["unreadable", "stored", "unreadable"]


def test_the_other_post_of_the_structure_is_told_everything_in_an_order_that_verifies(
    scene: Scene,
) -> None:
    second = enrolled(scene.central, scene.relay)
    person = scene.opened()
    scene.bring(person.paper(by=scene.claire), person.paper(space="prv"))
    found = scene.heard(second)
    assert types(found).count("item") == 2
    assert "custody" not in types(found)
    order = types(found)
    assert order.index("charter") < order.index("member") < order.index("identity")
    assert order.index("identity") < order.index("epoch") < order.index("grant")


def test_a_strange_structure_is_told_nothing_of_a_person(scene: Scene) -> None:
    _, _, stranger = scene.second_relay()
    before = scene.heard(stranger)
    person = scene.opened()
    scene.opened(is_affiliated=False)
    scene.bring(person.paper(by=scene.claire), person.paper(space="prv"))
    assert scene.heard(stranger) == before


def test_a_person_not_affiliated_is_seen_by_the_post_that_opened_them_alone(scene: Scene) -> None:
    second = enrolled(scene.central, scene.relay)
    person = scene.opened(is_affiliated=False)
    scene.bring(person.paper(space="prv"))
    assert "item" in types(scene.heard(scene.post))
    assert "item" not in types(scene.heard(second))


def test_a_new_affiliation_is_back_filled_from_the_start_with_what_checks_it(
    scene: Scene,
) -> None:
    person = scene.opened()
    scene.bring(person.paper(by=scene.claire))
    relay, pro, post = scene.second_relay()
    _, _, cursor = heard(scene.central, post)
    assert scene.bring(person.affiliate(relay), person.grant(relay), post=post) == ["stored"] * 2
    found = scene.heard(post, cursor)
    order = types(found)
    assert {"identity", "epoch", "grant", "item", "affil"} <= set(order)
    of_first = [st for st in found if st.body.get("structure") == scene.relay.id.hex()]
    assert {"charter", "member", "skey", "device", "ticket"} <= set(types(of_first))
    assert "mkey" not in types(of_first), "another structure's inner statements stay inside"
    assert order.index("member") < order.index("identity")
    assert scene.bring(person.paper(by=pro), post=post) == ["stored"]
    back = scene.heard(scene.post)
    assert relay.id.hex() in {st.body.get("structure") for st in back if st.type == "member"}


def test_a_withdrawal_is_told_then_nothing_more_and_the_rest_is_to_be_forgotten(
    scene: Scene,
) -> None:
    second = enrolled(scene.central, scene.relay)
    person = scene.opened()
    _, _, cursor = heard(scene.central, second)
    scene.bring(person.affiliate(scene.relay, "remove"))
    scene.bring(person.new_epoch(), person.grant_to_self(), person.paper())
    for after in (cursor, ""):
        found, purges, _ = heard(scene.central, second, after)
        of_person = [st for st in found if st.body.get("person") == person.id.hex()]
        assert set(types(of_person)) == {"affil"}
        assert purges == [(PurgeKind.PERSON, person.id, PurgeReason.WITHDRAWN)]


def test_a_structure_taken_back_is_told_everything_again_from_the_start(scene: Scene) -> None:
    person = scene.opened()
    _, _, cursor = heard(scene.central, scene.post)
    scene.bring(person.paper(by=scene.claire), person.affiliate(scene.relay, "remove"))
    second = enrolled(scene.central, scene.relay)
    assert "item" not in types(scene.heard(second))
    scene.bring(person.affiliate(scene.relay), person.new_epoch(), person.grant(scene.relay))
    found, purges, _ = heard(scene.central, second)
    assert {"identity", "item", "epoch", "grant"} <= set(types(found))
    assert purges == [], "whoever begins now has nothing to forget"
    found, _, _ = heard(scene.central, second, cursor)
    assert "item" in types(found)


def test_a_removed_structure_neither_writes_nor_makes_keys_nor_is_given_any(scene: Scene) -> None:
    person = scene.opened()
    old_epoch = person.epoch
    scene.bring(person.affiliate(scene.relay, "remove"), person.new_epoch())
    assert (
        scene.bring(
            person.paper(by=scene.claire),
            person.paper(by=scene.claire, epoch=old_epoch),
            person.grant(scene.relay),
            person.grant(scene.relay, by=scene.claire.identity),
        )
        == ["withdrawn"] * 4
    )


def test_work_done_off_line_before_a_withdrawal_still_arrives(scene: Scene) -> None:
    person = scene.opened()
    paper = person.paper(by=scene.claire)
    gone = affiliation(
        person.identity, person.id, scene.relay.id, n=2, state="remove", at=now() + 5
    )
    assert scene.bring(gone, paper) == ["stored", "stored"]


def test_work_of_another_post_arrives_after_a_withdrawal_it_could_not_know_of(
    scene: Scene,
) -> None:
    away = enrolled(scene.central, scene.relay)
    person = scene.opened()
    assert scene.bring(person.affiliate(scene.relay, "remove")) == ["stored"]
    part = part_line(*new_part())
    late = person.paper(by=scene.claire, parts=[part])
    assert late.at >= now() - 1, "dated after the end, by an honest clock"
    keys = person.grant(scene.relay), person.grant(scene.relay, by=scene.claire.identity)
    answers = bring(scene.central, away, late.wire, *(each.wire for each in keys))
    assert [each.status.value for each in answers] == ["stored", "refused", "refused"]
    assert [each.code for each in answers[1:]] == ["withdrawn"] * 2
    assert late.name in {st.name for st in scene.heard(scene.post)}, "it is the person's"
    assert "item" not in types(scene.heard(enrolled(scene.central, scene.relay)))


def test_at_one_number_a_withdrawal_wins_whichever_comes_first(scene: Scene) -> None:
    person = scene.opened(is_affiliated=False)
    add = affiliation(person.identity, person.id, scene.relay.id, n=1, state="add")
    remove = affiliation(person.identity, person.id, scene.relay.id, n=1, state="remove")
    assert scene.bring(remove, add) == ["stored", "stored"]
    second = enrolled(scene.central, scene.relay)
    assert "identity" not in types(scene.heard(second))


def test_a_professional_ends_an_affiliation_and_cannot_make_one(scene: Scene) -> None:
    person = scene.opened()
    pro = scene.claire.identity
    gone = affiliation(pro, person.id, scene.relay.id, n=2, state="remove")
    back = affiliation(pro, person.id, scene.relay.id, n=3, state="add")
    assert scene.bring(gone, back) == ["stored", "not_a_member"]


def test_a_drop_is_left_for_a_person_the_post_sees_and_for_nobody_else(scene: Scene) -> None:
    person = scene.opened(is_affiliated=False)
    assert scene.bring(person.paper(by=scene.claire, space="drop")) == ["stored"]
    _, pro, post = scene.second_relay()
    assert scene.bring(person.paper(by=pro, space="drop"), post=post) == ["not_a_member"]


def test_private_papers_are_the_persons_to_write_and_to_replace(scene: Scene) -> None:
    person = scene.opened()
    mine = person.paper(space="prv")
    assert scene.bring(mine) == ["stored"]
    taken = person.paper(by=scene.claire, item=mine.id("item"), previous=[mine])
    assert scene.bring(taken) == ["not_a_member"]


def test_a_version_waits_for_the_versions_it_follows(scene: Scene) -> None:
    person = scene.opened()
    first = person.paper(by=scene.claire)
    second = person.paper(by=scene.claire, item=first.id("item"), previous=[first])
    answer = bring(scene.central, scene.post, second.wire)[0]
    assert (told(answer), answer.missing[0].kind, answer.missing[0].id) == (
        "waiting",
        "item",
        first.name,
    )
    assert scene.bring(first, second) == ["stored", "stored"]


def test_a_login_belongs_to_the_first_who_came(scene: Scene) -> None:
    first, second = scene.opened(), Person.new()
    second.login = first.login
    assert scene.bring(second.identified(scene.post, scene.claire)) == ["login_taken"]


def test_a_new_password_replaces_the_old_envelope_for_whoever_comes_later(scene: Scene) -> None:
    person = scene.opened()
    newer, stale = person.credential(ver=2), person.credential(ver=2)
    assert scene.bring(newer, stale) == ["stored", "outdated"]
    second = enrolled(scene.central, scene.relay)
    found = [st for st in scene.heard(second) if st.body.get("id") == person.id.hex()]
    assert [st.number("ver") for st in found if st.type == "cred"] == [2]


def test_a_removed_member_writes_nothing_more(scene: Scene) -> None:
    person = scene.opened()
    scene.relay.remove(scene.claire)
    serve(scene.central, scene.relay)
    assert (
        scene.bring(
            person.paper(by=scene.claire), Person.new().identified(scene.post, scene.claire)
        )
        == ["not_a_member"] * 2
    )


def test_the_structures_key_is_renewed_when_a_member_leaves(scene: Scene) -> None:
    boris = scene.relay.pro("Boris Petit")
    serve(scene.central, scene.relay)
    scene.relay.remove(scene.claire)
    serve(scene.central, scene.relay)
    found = scene.heard(scene.post)
    to_whom = {st.id("pro") for st in found if st.type == "mkey" and st.number("skv") == 2}
    assert to_whom == {boris.identity.id}
    assert [st.number("skv") for st in found if st.type == "skprev"] == [2]


def test_a_suspended_structure_has_nothing_taken_but_withdrawals_and_loses_nothing(
    scene: Scene,
) -> None:
    person = scene.opened()
    scene.central.set_structure_state(scene.relay.id, StructureState.SUSPENDED)
    paper, gone = person.paper(by=scene.claire), person.affiliate(scene.relay, "remove")
    suspended = sender(scene.post, StructureState.SUSPENDED)
    answers = scene.central.accept(suspended, [paper.wire, gone.wire]).answers
    assert [told(each) for each in answers] == ["waiting", "stored"]


def test_a_posts_journal_is_kept_without_gap_or_fork(scene: Scene) -> None:
    first, second, third = (scene.post.log(f"act_{n}", "wipe") for n in range(3))
    assert scene.bring(first, third, second, third, first) == [
        "stored",
        "waiting",
        "stored",
        "stored",
        "known",
    ]
    scene.post.chains["device"] = (2, first.id("h"))
    assert scene.bring(scene.post.log("another_past")) == ["log_fork"]
    other = enrolled(scene.central, scene.relay)
    assert scene.bring(other.log("start")) == ["not_a_member"]


def test_only_the_operators_door_takes_what_makes_a_structure(scene: Scene) -> None:
    other = Relay.of(scene.relay.authority)
    made = [parse(wire) for wire in other.statements()]
    assert set(scene.bring(*made)) == {"not_a_member"}
    person = scene.opened()
    paper = person.paper(by=scene.claire)
    assert told(scene.central.accept(Operator(), [paper.wire]).answers[0]) == "not_a_member"


def test_a_strangers_structure_is_not_certified(scene: Scene) -> None:
    stranger = Relay.alone()
    answers = scene.central.accept(Operator(), stranger.statements()).answers
    assert told(answers[0]) == "bad_signature"
    assert {told(each) for each in answers[1:]} == {"waiting"}


def test_unsharing_deletes_the_shared_parts_everywhere(scene: Scene) -> None:
    person = scene.opened()
    id, sealed = new_part()
    line = part_line(id, sealed)
    digest = bytes.fromhex(line["sha256"])
    scene.central.receive_part(sender(scene.post), id, 0, sealed, sha256=digest, size=len(sealed))
    shared = person.paper(by=scene.claire, parts=[line])
    assert scene.bring(shared) == ["stored"]
    assert scene.central.readable_part(sender(scene.post), id) == len(sealed)
    second = enrolled(scene.central, scene.relay)
    _, _, cursor = heard(scene.central, second)
    new_id, new_sealed = new_part()
    private = person.paper(
        space="prv",
        item=shared.id("item"),
        previous=[shared],
        parts=[part_line(new_id, new_sealed)],
    )
    assert scene.bring(private) == ["stored"]
    _, purges, _ = heard(scene.central, second, cursor)
    assert purges == [(PurgeKind.PARTS, person.id, PurgeReason.UNSHARED)]
    assert scene.central.parts.read(id, 0, 1) == b""


def test_wrapped_keys_lie_wrapped_again_in_the_store(scene: Scene) -> None:
    person = scene.opened()
    with scene.central.database.reading() as rows:
        found = rows.all("SELECT type, wire FROM statement")
    wires = {kind: bytes(wire) for kind, wire in found}
    for kind in ("cred", "grant", "mkey", "epoch", "ticket", "custody"):
        assert b'"type"' not in wires[kind], kind
        assert person.id.hex().encode() not in wires[kind]
    assert b'"type":"affil"' in wires["affil"]


def test_a_person_who_signs_in_elsewhere_is_seen_there_for_thirty_days(scene: Scene) -> None:
    person = scene.opened()
    _, _, post = scene.second_relay()
    account = scene.central.account(person.login)
    assert account.id == person.id
    credential = next(
        st
        for st in scene.heard(scene.post)
        if st.type == "cred" and st.body["id"] == person.id.hex()
    )
    auth = person.auth(credential)
    request = PresentRequest(person.login, auth)
    assert scene.central.present(sender(post), request).person == person.id
    assert "identity" in types(scene.heard(post))
    scene.clock.ahead_s += 31 * 86400
    scene.central.sweep()
    found, purges, _ = heard(scene.central, post)
    assert purges == [(PurgeKind.PERSON, person.id, PurgeReason.UNSEEN)]
    assert "identity" not in types(found)


def uploaded(scene: Scene, id: bytes, sealed: bytes, *, pieces: int = 1) -> dict[str, Any]:
    line = part_line(id, sealed)
    sha256, step = bytes.fromhex(line["sha256"]), len(sealed) // pieces
    for offset in range(0, len(sealed), step):
        scene.central.receive_part(
            sender(scene.post),
            id,
            offset,
            sealed[offset : offset + step],
            sha256=sha256,
            size=len(sealed),
        )
    return line


@pytest.mark.parametrize("pieces", [1, 3])
def test_a_part_nobody_names_is_swept_after_a_week_and_a_named_one_is_not(
    scene: Scene, pieces: int
) -> None:
    person = scene.opened()
    (named, kept), (unnamed, swept) = new_part(), new_part()
    line = uploaded(scene, named, kept, pieces=pieces)
    uploaded(scene, unnamed, swept, pieces=pieces)
    assert scene.bring(person.paper(by=scene.claire, parts=[line])) == ["stored"]
    for days, is_there in ((6, True), (2, False)):
        scene.clock.ahead_s += days * 86400
        scene.central.sweep()
        assert bool(scene.central.parts.read(unnamed, 0, 1)) is is_there
    assert scene.central.parts.read(named, 0, 300) == kept


def test_a_file_whose_row_the_power_cut_took_gets_its_row_or_begins_again(scene: Scene) -> None:
    for sealed_there in (True, False):
        id, sealed = new_part()
        left = sealed if sealed_there else bytes(len(sealed))
        digest = bytes.fromhex(part_line(id, left)["sha256"])
        scene.central.parts.receive(id, 0, left, sha256=digest, size=len(left))
        if not sealed_there:
            with pytest.raises(No) as refused:
                uploaded(scene, id, sealed)
            assert refused.value.code == "hash_mismatch"
        uploaded(scene, id, sealed)
        assert scene.central.readable_part(sender(scene.post), id) == len(sealed)
        assert scene.central.parts.read(id, 0, 1000) == sealed


def test_parts_may_come_after_the_item_that_names_them(scene: Scene) -> None:
    person = scene.opened()
    id, sealed = new_part()
    paper = person.paper(by=scene.claire, parts=[part_line(id, sealed)])
    assert scene.bring(paper) == ["stored"]
    with pytest.raises(No):
        scene.central.readable_part(sender(scene.post), id)
    uploaded(scene, id, sealed, pieces=3)
    second = enrolled(scene.central, scene.relay)
    assert scene.central.readable_part(sender(second), id) == len(sealed)


def test_a_disk_without_room_is_said_and_what_is_there_stays(scene: Scene) -> None:
    id, sealed = new_part()
    scene.central.parts._reserve_bytes = 2**60
    with pytest.raises(Unavailable) as refused:
        uploaded(scene, id, sealed)
    assert refused.value.message_key == "server.full"
