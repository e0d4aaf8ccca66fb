"""What ends by itself and what is destroyed then, on every engine (LIF-*, VLT-24, ROL-29)."""

from __future__ import annotations

import json
from collections.abc import Iterator
from datetime import date, datetime, timedelta
from pathlib import Path

import pytest

from kiosk.crypto.credentials import keys_of
from kiosk.crypto.statements import verify_receipt
from kiosk.errors import InvalidInput
from sync.protocol.messages import PresentRequest, PurgeKind, PurgeReason
from sync.server import activity, commands
from sync.server.keys.rotation import rewrap_records
from sync.server.no import No
from sync.server.operator_messages import Agreement, AgreementTold
from sync.server.purge import GONE
from sync.server.retention import (
    PARIS,
    Plan,
    cutoff,
    forget_person,
    keep_time,
    over_at,
    plan,
)
from sync.server.store.database import Database
from sync.server.upkeep import store_of
from tests.contract.server.test_acceptance import Scene, heard, types
from tests.contract.server.test_reports import hand_in
from tests.fakes.actors import (
    CHEAP_FLOORS,
    Person,
    Relay,
    affiliation,
    new_part,
    now,
    part_line,
)
from tests.fakes.central import MovedClock, acts_of, bring, central_server, enrolled, sender, serve

DAY = 86400


@pytest.fixture
def scene(database: Database, tmp_path: Path) -> Iterator[Scene]:
    clock = MovedClock()
    central = central_server(database, tmp_path, clock=clock)
    relay = Relay.alone()
    claire = relay.pro()
    post = enrolled(central, relay)
    yield Scene(central, clock, relay, claire, post)
    central.custody.close()


def pass_time(scene: Scene) -> Plan:
    return keep_time(store_of(scene.central), now=scene.central.now())


def due(scene: Scene) -> Plan:
    with scene.central.database.reading() as rows:
        return plan(rows, now=scene.central.now())


def go_to(scene: Scene, at: int) -> None:
    scene.clock.ahead_s += at - scene.central.now() + 0.5


def acts(scene: Scene) -> list[str]:
    return [str(each["action"]) for each in acts_of(scene.central.database)]


def sees(scene: Scene, person: Person) -> bool:
    """Say whether the relay's post is told of a person by its list from the start."""
    return any(
        each.type == "identity" and each.id("person") == person.id
        for each in scene.heard(scene.post)
    )


def rows_of(scene: Scene, person: Person) -> list[tuple[object, ...]]:
    with scene.central.database.reading() as rows:
        return rows.all(
            "SELECT type, author, device, size, wire FROM statement WHERE owner = ?", (person.id,)
        )


def filed(scene: Scene, person: Person) -> tuple[bytes, bytes]:
    """File a paper with one part; return the part and the paper's item."""
    part, sealed = new_part()
    paper = person.paper(by=scene.claire, parts=[part_line(part, sealed)])
    assert scene.bring(paper) == ["stored"]
    line = part_line(part, sealed)
    scene.central.receive_part(
        sender(scene.post),
        part,
        0,
        sealed,
        sha256=bytes.fromhex(line["sha256"]),
        size=len(sealed),
    )
    assert scene.central.parts.received(part).is_complete
    return part, paper.id("item")


# A safe is destroyed.


def test_a_safe_that_is_destroyed_leaves_names_and_numbers_and_nothing_else(scene: Scene) -> None:
    person = scene.opened()
    part, _ = filed(scene, person)
    other = scene.opened()
    assert forget_person(store_of(scene.central), person.id, now=scene.central.now())
    assert set(rows_of(scene, person)) == {(GONE, b"", b"", 0, b"")}
    assert not scene.central.parts.received(part).is_complete
    assert scene.central.parts.received(part).offset == 0
    with scene.central.database.reading() as rows:
        for table, column in (
            ("login", "id"),
            ("person", "person"),
            ("affiliation", "person"),
            ("credential", "id"),
            ("item_version", "owner"),
            ("item_part", "owner"),
            ("custody_inbox", "owner"),
            ("visible", "owner"),
            ("activity", "person"),
        ):
            kept = rows.all(f"SELECT 1 FROM {table} WHERE {column} = ?", (person.id,))  # noqa: S608
            assert not kept, table
    assert sees(scene, other), "nobody else is touched"
    assert "person_purged" in acts(scene)


def test_a_post_that_was_away_learns_of_the_deletion_when_it_comes_back(scene: Scene) -> None:
    person = scene.opened()
    _, _, cursor = heard(scene.central, scene.post)
    forget_person(store_of(scene.central), person.id, now=scene.central.now())
    scene.clock.ahead_s += 200 * DAY
    scene.central.sweep()
    statements, orders, _ = heard(scene.central, scene.post, cursor)
    assert statements == []
    assert set(orders) == {(PurgeKind.PERSON, person.id, PurgeReason.DELETED)}
    told, orders, _ = heard(scene.central, scene.post)
    assert person.id not in {each.body.get("person") for each in told}
    assert (PurgeKind.PERSON, person.id, PurgeReason.DELETED) in orders, "from the start as well"


def test_what_was_acknowledged_stays_known_and_what_comes_after_is_refused(scene: Scene) -> None:
    person = Person.new()
    made = person.open_at(scene.post, scene.claire, custody_x=scene.central.custody.public)
    first = bring(scene.central, scene.post, *(each.wire for each in made))
    forget_person(store_of(scene.central), person.id, now=scene.central.now())
    again = bring(scene.central, scene.post, *(each.wire for each in made))
    for statement, before, after in zip(made, first, again, strict=True):
        assert (after.status, after.sequence) == ("known", before.sequence)
        verify_receipt(scene.central.keys.receipt_ed, statement.name, after.sequence, after.receipt)
    late = [
        person.paper(by=scene.claire),
        person.new_epoch(),
        person.grant_to_self(),
        person.affiliate(scene.relay, "remove"),
        person.credential(2),
        person.identified(scene.post, scene.claire, login=f"{person.login}x"),
    ]
    assert scene.bring(*late) == ["deleted"] * len(late)


def test_nobody_signs_in_to_a_safe_that_is_gone_nor_learns_that_it_was(scene: Scene) -> None:
    person = scene.opened()
    auth = keys_of(person.credential(), person.password, floors=CHEAP_FLOORS).auth
    scene.central.serve_custody()
    real = scene.central.account(person.login)
    forget_person(store_of(scene.central), person.id, now=scene.central.now())
    assert scene.central.account(person.login).id != real.id
    with pytest.raises(No) as gone:
        scene.central.present(sender(scene.post), PresentRequest(person.login, auth))
    with pytest.raises(No) as never:
        scene.central.present(sender(scene.post), PresentRequest("nobody.x-0000", auth))
    assert gone.value.code is never.value.code


def test_custody_forgets_and_is_told_until_nothing_can_be_in_its_hands(scene: Scene) -> None:
    person = scene.opened()
    scene.central.serve_custody()
    custody = scene.central.custody.database  # type: ignore[attr-defined]  # the one in process

    def kept() -> int:
        with custody.reading() as rows:
            return len(rows.all("SELECT 1 FROM verifier WHERE id = ?", (person.id,)))

    def still_told() -> int:
        with scene.central.database.reading() as rows:
            return len(rows.all("SELECT 1 FROM gone WHERE is_done = 0"))

    assert kept() == 1
    forget_person(store_of(scene.central), person.id, now=scene.central.now())
    assert (kept(), still_told()) == (0, 1)
    scene.clock.ahead_s += 601
    pass_time(scene)
    assert still_told() == 0
    with scene.central.database.reading() as rows:
        assert [bytes(row[0]) for row in rows.all("SELECT account FROM gone")] == [b""]


def test_a_post_whose_sight_had_ended_is_told_of_a_safe_that_is_destroyed(scene: Scene) -> None:
    """It may keep the person for a month still, by its own clock. Found by the simulator."""
    person = scene.opened()
    _, _, post = scene.second_relay()
    credential = next(
        each
        for each in scene.heard(scene.post)
        if each.type == "cred" and each.body["id"] == person.id.hex()
    )
    request = PresentRequest(person.login, person.auth(credential))
    assert scene.central.present(sender(post), request).person == person.id
    scene.clock.ahead_s += 31 * DAY
    scene.central.sweep()
    _, unseen, place = heard(scene.central, post)
    assert unseen == [(PurgeKind.PERSON, person.id, PurgeReason.UNSEEN)]
    assert forget_person(store_of(scene.central), person.id, now=scene.central.now())
    _, orders, _ = heard(scene.central, post, place)
    assert orders == [(PurgeKind.PERSON, person.id, PurgeReason.DELETED)]


def test_destroyed_twice_is_destroyed_once(scene: Scene) -> None:
    person = scene.opened()
    store = store_of(scene.central)
    assert forget_person(store, person.id, now=scene.central.now())
    assert not forget_person(store, person.id, now=scene.central.now())
    assert acts(scene).count("person_purged") == 1


def test_keys_are_renewed_and_a_part_cannot_come_back_after_a_deletion(scene: Scene) -> None:
    person = scene.opened()
    part, sealed = new_part()
    line = part_line(part, sealed)
    assert scene.bring(person.paper(by=scene.claire, parts=[line])) == ["stored"]
    forget_person(store_of(scene.central), person.id, now=scene.central.now())
    sha256 = bytes.fromhex(line["sha256"])
    took = scene.central.receive_part(
        sender(scene.post), part, 0, sealed, sha256=sha256, size=len(sealed)
    )
    assert took == len(sealed), "nothing more is wanted"
    assert not scene.central.parts.received(part).is_complete
    rewrap_records(scene.central.database, scene.central.keys.for_records)


# Deleted papers.


def deleted(scene: Scene, person: Person, part: bytes, item: bytes) -> None:
    versions = [each for each in scene.heard(scene.post) if each.type == "item"]
    last = [each for each in versions if each.id("item") == item]
    assert scene.bring(person.paper(item=item, previous=last, **{"del": True})) == ["stored"]
    assert scene.central.parts.received(part).is_complete, "not before its time"


def test_a_deleted_paper_is_destroyed_after_thirty_whole_days(scene: Scene) -> None:
    person = scene.opened()
    part, item = filed(scene, person)
    deleted(scene, person, part, item)
    _, _, cursor = heard(scene.central, scene.post)
    go_to(scene, over_at(scene.central.now(), days=30) - 2)
    assert pass_time(scene).papers_purged == []
    go_to(scene, scene.central.now() + 2)
    assert pass_time(scene).papers_purged == [(person.id, item)]
    assert not scene.central.parts.received(part).is_complete
    _, orders, _ = heard(scene.central, scene.post, cursor)
    kinds = (PurgeKind.PARTS, PurgeKind.VERSIONS)
    assert orders == [(kind, person.id, PurgeReason.DELETED) for kind in kinds]
    items = [each for each in scene.heard(scene.post) if each.type == "item"]
    assert [each.body["del"] for each in items] == [True], "the deletion itself stays"
    assert sorted(str(row[0]) for row in rows_of(scene, person)).count(GONE) == 1
    assert pass_time(scene).is_empty, "once"


def test_what_is_not_over_yet_never_stands_before_what_is(scene: Scene) -> None:
    """However many were deleted a day later, and wherever they stand among the rows."""
    papers = []
    for _ in range(4):
        person = scene.opened()
        part, item = filed(scene, person)
        deleted(scene, person, part, item)
        papers.append((person.id, item))
    ends_at = over_at(scene.central.now(), days=30)
    go_to(scene, ends_at)
    with scene.central.database.writing() as rows:
        for owner, item in papers[:-1]:
            rows.run(
                "UPDATE item_version SET deleted_at = deleted_at + ?"
                " WHERE owner = ? AND item = ? AND deleted_at > 0",
                (DAY, owner, item),
            )
    for limit in (1, 2, 10):
        with scene.central.database.reading() as rows:
            due = plan(rows, now=scene.central.now(), limit=limit)
        assert due.papers_purged == [papers[-1]]
    go_to(scene, ends_at + 2 * DAY)
    assert len(pass_time(scene).papers_purged) == 4


@pytest.mark.parametrize("ahead_s", [0, 3 * 3600, 200 * DAY])
def test_what_a_query_cuts_by_is_what_is_over(ahead_s: int) -> None:
    """Over both changes of hour, around every midnight."""
    began = int(datetime(2026, 3, 1, 22, 59, 59, tzinfo=PARIS).timestamp()) + ahead_s
    for since in range(began, began + 3 * DAY, 1800):
        for at in range(since + 29 * DAY, since + 33 * DAY, 3 * 3600):
            assert (since < cutoff(at, days=30)) == (at >= over_at(since, days=30))


def test_a_paper_edited_while_it_was_deleted_lives(scene: Scene) -> None:
    person = scene.opened()
    part, item = filed(scene, person)
    first = [each for each in scene.heard(scene.post) if each.type == "item"]
    deleted(scene, person, part, item)
    edited = person.paper(item=item, previous=first, by=scene.claire, parts=first[0].body["parts"])
    assert scene.bring(edited) == ["stored"]
    scene.clock.ahead_s += 90 * DAY
    assert pass_time(scene).papers_purged == []
    assert scene.central.parts.received(part).is_complete


def test_an_edit_that_comes_after_the_destruction_is_a_paper_again(scene: Scene) -> None:
    person = scene.opened()
    part, item = filed(scene, person)
    first = [each for each in scene.heard(scene.post) if each.type == "item"]
    deleted(scene, person, part, item)
    scene.clock.ahead_s += 40 * DAY
    assert pass_time(scene).papers_purged == [(person.id, item)]
    assert scene.bring(person.paper(item=item, previous=first, by=scene.claire)) == ["stored"]
    scene.clock.ahead_s += 40 * DAY
    assert pass_time(scene).papers_purged == []


# Dormant affiliations.


def two_years(scene: Scene) -> int:
    return over_at(scene.central.now(), years=2)


def test_an_affiliation_unused_for_two_years_is_told_then_ends(scene: Scene) -> None:
    person = scene.opened()
    ends_at = two_years(scene)
    _, _, cursor = heard(scene.central, scene.post)
    go_to(scene, ends_at - 31 * DAY - 2)
    assert pass_time(scene).is_empty
    go_to(scene, ends_at - 31 * DAY)
    assert pass_time(scene).affiliations_told == [(person.id, scene.relay.id)]
    assert pass_time(scene).is_empty, "told once"
    go_to(scene, ends_at - 2)
    assert pass_time(scene).is_empty
    assert sees(scene, person)
    go_to(scene, ends_at)
    assert pass_time(scene).affiliations_ended == [(person.id, scene.relay.id)]
    assert not sees(scene, person)
    _, orders, _ = heard(scene.central, scene.post, cursor)
    assert (PurgeKind.PERSON, person.id, PurgeReason.WITHDRAWN) in orders
    assert acts(scene)[-2:] == ["affiliation_ends_soon", "affiliation_dormant"]
    assert pass_time(scene).is_empty


def test_use_by_the_structure_begins_the_two_years_anew_and_takes_the_notice_back(
    scene: Scene,
) -> None:
    person = scene.opened()
    ends_at = two_years(scene)
    go_to(scene, ends_at - 20 * DAY)
    assert len(pass_time(scene).affiliations_told) == 1
    hand_in(scene, ("papers.listed", person.id, scene.central.now()))
    again = two_years(scene)
    go_to(scene, ends_at + 20 * DAY)
    assert pass_time(scene).is_empty
    go_to(scene, again - 20 * DAY)
    assert len(pass_time(scene).affiliations_told) == 1


def test_the_persons_own_use_keeps_no_structure(scene: Scene) -> None:
    """Inactivity is that of the professional side (LIF-03)."""
    person = scene.opened()
    ends_at = two_years(scene)
    go_to(scene, ends_at - 20 * DAY)
    hand_in(scene, ("person.signed_in", person.id, scene.central.now()), own=True)
    assert pass_time(scene).affiliations_told == [(person.id, scene.relay.id)]
    scene.clock.ahead_s += 32 * DAY
    assert pass_time(scene).affiliations_ended == [(person.id, scene.relay.id)]


def test_a_server_that_was_off_for_years_still_gives_the_whole_notice(scene: Scene) -> None:
    person = scene.opened()
    scene.clock.ahead_s += 5 * 365 * DAY
    assert pass_time(scene).affiliations_told == [(person.id, scene.relay.id)]
    told_at = scene.central.now()
    go_to(scene, over_at(told_at, days=30) - 2)
    assert pass_time(scene).is_empty
    go_to(scene, over_at(told_at, days=30))
    assert pass_time(scene).affiliations_ended == [(person.id, scene.relay.id)]


def dormant(scene: Scene) -> Person:
    person = scene.opened()
    scene.clock.ahead_s += 3 * 365 * DAY
    pass_time(scene)
    scene.clock.ahead_s += 32 * DAY
    assert len(pass_time(scene).affiliations_ended) == 1
    return person


def test_the_persons_next_yes_gives_the_sight_back_and_the_old_one_does_not(scene: Scene) -> None:
    person = dormant(scene)
    old = affiliation(person.identity, person.id, scene.relay.id, n=1, state="add", at=now() - 9)
    assert scene.bring(old) == ["stored"]
    assert not sees(scene, person), "who replays an old yes gains nothing"
    assert scene.bring(person.affiliate(scene.relay)) == ["stored"]
    assert sees(scene, person)
    assert pass_time(scene).is_empty, "the two years begin with the new yes"


def test_a_dormant_structure_makes_no_keys_and_can_still_be_left(scene: Scene) -> None:
    person = dormant(scene)
    assert scene.bring(person.grant(scene.relay, by=scene.claire.identity)) == ["withdrawn"]
    assert scene.bring(person.affiliate(scene.relay, "remove")) == ["stored"]
    assert not sees(scene, person)
    assert scene.bring(person.affiliate(scene.relay)) == ["stored"]
    assert sees(scene, person)


def test_what_the_server_holds_stays_what_was_signed(scene: Scene) -> None:
    """The server takes sight away; it says nothing in anybody's name."""
    person = dormant(scene)
    kept = [row for row in rows_of(scene, person) if row[0] == "affil"]
    assert len(kept) == 1
    assert scene.bring(affiliation(person.identity, person.id, scene.relay.id, n=1, state="add"))


def test_a_post_of_a_dormant_structure_forgets_who_signs_in_there_once_more(scene: Scene) -> None:
    person = dormant(scene)
    _, _, cursor = heard(scene.central, scene.post)
    auth = keys_of(person.credential(), person.password, floors=CHEAP_FLOORS).auth
    scene.central.serve_custody()
    with pytest.raises(No):  # another credential than custody's: what matters is the sight below
        scene.central.present(sender(scene.post), PresentRequest(person.login, auth))
    from sync.server import sights

    with scene.central.database.writing() as rows:
        until = scene.central.now() + sights.SIGHT_S
        sights.show_person(rows, scene.post.id, person.id, until=until, now=scene.central.now())
    statements, _, cursor = heard(scene.central, scene.post, cursor)
    assert "affil" in types(statements), "their own way in shows them whole"
    scene.clock.ahead_s += 31 * DAY
    scene.central.sweep()
    _, orders, _ = heard(scene.central, scene.post, cursor)
    assert orders == [(PurgeKind.PERSON, person.id, PurgeReason.WITHDRAWN)]


# Safes nobody uses.


def test_a_safe_nobody_used_for_fifty_years_is_told_then_destroyed(scene: Scene) -> None:
    person = scene.opened()
    ends_at = over_at(scene.central.now(), years=50)
    go_to(scene, ends_at - 91 * DAY - 2)
    assert pass_time(scene).persons_told == []
    go_to(scene, ends_at - 91 * DAY)
    assert pass_time(scene).persons_told == [person.id]
    go_to(scene, ends_at - 2)
    assert pass_time(scene).persons_purged == []
    go_to(scene, ends_at)
    assert pass_time(scene).persons_purged == [person.id]
    assert {row[0] for row in rows_of(scene, person)} == {GONE}


@pytest.mark.parametrize("own", [True, False])
def test_use_by_the_person_or_by_a_structure_keeps_a_safe(scene: Scene, own: bool) -> None:
    """No connection by the person *nor* by a professional (LIF-02)."""
    person = scene.opened()
    scene.clock.ahead_s += 30 * 365 * DAY
    action = "person.signed_in" if own else "paper.read"
    hand_in(scene, (action, person.id, scene.central.now()), own=own)
    scene.clock.ahead_s += 49 * 365 * DAY
    done = pass_time(scene)
    assert (done.persons_told, done.persons_purged) == ([], [])
    scene.clock.ahead_s += 2 * 365 * DAY
    assert pass_time(scene).persons_told == [person.id]


def test_activity_outlives_the_journal_it_was_read_from(scene: Scene) -> None:
    person = scene.opened()
    scene.clock.ahead_s += 20 * 365 * DAY
    hand_in(scene, ("paper.read", person.id, scene.central.now()))
    used_at = scene.central.now()
    pass_time(scene)
    scene.clock.ahead_s += 2 * 365 * DAY
    scene.central.sweep()
    pass_time(scene)
    with scene.central.database.reading() as rows:
        kept = rows.all("SELECT 1 FROM journal_leaf WHERE person = ?", (person.id,))
        assert abs(activity.last_used(rows, person.id, scene.relay.id) - used_at) <= 1
    assert len(kept) < 3, "entries of before were emptied"


def test_a_wrong_password_keeps_nothing_alive(scene: Scene) -> None:
    person = scene.opened()
    scene.clock.ahead_s += 3 * 365 * DAY
    scene.central.serve_custody()
    with pytest.raises(No):
        scene.central.present(sender(scene.post), PresentRequest(person.login, bytes(32)))
    pass_time(scene)
    with scene.central.database.reading() as rows:
        assert activity.last_used(rows, person.id) == 0


@pytest.mark.parametrize("action", ["person_forgotten", "parts_forgotten"])
def test_what_a_post_forgets_by_itself_keeps_nothing_alive(scene: Scene, action: str) -> None:
    """A post that makes room, or drops who was not seen, uses no safe (LIF-03)."""
    person = scene.opened()
    ends_at = two_years(scene)
    go_to(scene, ends_at - 20 * DAY)
    assert len(pass_time(scene).affiliations_told) == 1
    hand_in(scene, (action, person.id, scene.central.now()), by=scene.post.id)
    go_to(scene, ends_at + 12 * DAY)
    assert pass_time(scene).affiliations_ended == [(person.id, scene.relay.id)]


# Professionals who left, structures that left.


def test_the_account_of_who_left_is_destroyed_after_thirty_days_and_their_word_stays(
    scene: Scene,
) -> None:
    person = scene.opened()
    boris = scene.relay.pro("Boris Petit")
    serve(scene.central, scene.relay)
    assert scene.bring(person.paper(by=boris)) == ["stored"]
    scene.relay.remove(boris)
    serve(scene.central, scene.relay)
    removed_at = scene.central.now()
    assert scene.central.account(boris.login).id == boris.identity.id
    go_to(scene, over_at(removed_at, days=30) - 2)
    assert pass_time(scene).accounts_purged == []
    go_to(scene, over_at(removed_at, days=30))
    assert pass_time(scene).accounts_purged == [(scene.relay.id, boris.identity.id)]
    assert scene.central.account(boris.login).id != boris.identity.id
    told = scene.heard(scene.post)
    assert not [each for each in told if each.type == "cred" and each.by == boris.identity.id]
    assert not [e for e in told if e.type == "mkey" and e.id("pro") == boris.identity.id]
    words = [e for e in told if e.type == "member" and e.id("pro") == boris.identity.id]
    assert words, "what they signed can still be checked (LIF-09)"
    assert "account_purged" in acts(scene)


def test_accounts_of_a_structure_go_thirty_days_after_its_agreement(scene: Scene) -> None:
    """LIF-08; a longer agreement in time keeps them, and no safe goes (LIF-09)."""
    person = scene.opened()
    ends_at = over_at(scene.central.now(), days=3)
    agreed = Agreement(scene.central.now() - DAY, ends_at)
    scene.central.set_agreement(AgreementTold(scene.relay.id, agreed))
    go_to(scene, over_at(ends_at - 1, days=30) - 2)
    assert due(scene).accounts_purged == []
    go_to(scene, over_at(ends_at - 1, days=30))
    assert due(scene).accounts_purged == [(scene.relay.id, scene.claire.identity.id)]
    longer = Agreement(agreed.starts_at, scene.central.now() + DAY)
    scene.central.set_agreement(AgreementTold(scene.relay.id, longer))
    assert due(scene).accounts_purged == []
    scene.central.set_agreement(AgreementTold(scene.relay.id, agreed))
    assert pass_time(scene).accounts_purged == [(scene.relay.id, scene.claire.identity.id)]
    assert scene.central.account(scene.claire.login).id != scene.claire.identity.id
    assert {row[0] for row in rows_of(scene, person)} >= {"identity", "cred", "epoch"}
    assert pass_time(scene).is_empty


def test_safes_outlive_the_structure_that_opened_them(scene: Scene) -> None:
    """LIF-09, ROL-21, ROL-33."""
    from sync.protocol.messages import StructureState

    person = scene.opened()
    scene.central.set_structure_state(scene.relay.id, StructureState.ENDED)
    scene.clock.ahead_s += 10 * 365 * DAY
    pass_time(scene)
    scene.clock.ahead_s += 40 * DAY
    pass_time(scene)
    assert {row[0] for row in rows_of(scene, person)} >= {"identity", "cred", "epoch"}


# Listing, and days.


def test_a_dry_run_lists_the_same_and_changes_nothing(scene: Scene) -> None:
    person = scene.opened()
    part, item = filed(scene, person)
    deleted(scene, person, part, item)
    scene.clock.ahead_s += 3 * 365 * DAY
    before = rows_of(scene, person), acts(scene)
    listed = due(scene)
    assert listed.papers_purged == [(person.id, item)]
    assert listed.affiliations_told == [(person.id, scene.relay.id)]
    assert (rows_of(scene, person), acts(scene)) == before
    done = pass_time(scene)
    assert (done.counts, done.as_json) == (listed.counts, listed.as_json)


def paris(text: str) -> int:
    return int(datetime.fromisoformat(text).replace(tzinfo=PARIS).timestamp())


@pytest.mark.parametrize(
    ("since", "years", "days", "over"),
    [
        ("2026-05-04T00:00:00", 2, 0, "2028-05-05T00:00:00"),
        ("2026-05-04T23:59:59", 2, 0, "2028-05-05T00:00:00"),
        ("2028-02-29T12:00:00", 2, 0, "2030-03-02T00:00:00"),  # 1 March, never 28 February
        ("2028-02-29T12:00:00", 4, 0, "2032-03-01T00:00:00"),
        ("2028-02-28T12:00:00", 50, 0, "2078-03-01T00:00:00"),
        ("2026-03-28T12:00:00", 0, 1, "2026-03-30T00:00:00"),  # the clock goes forward
        ("2026-10-24T12:00:00", 0, 1, "2026-10-26T00:00:00"),  # and back
        ("2026-12-31T23:30:00", 0, 30, "2027-01-31T00:00:00"),
    ],
)
def test_periods_are_whole_days_of_france(since: str, years: int, days: int, over: str) -> None:
    assert over_at(paris(since), years=years, days=days) == paris(over)


def test_a_later_day_never_ends_earlier() -> None:
    first = date(2026, 1, 1)
    ends = [
        over_at(paris(f"{first + timedelta(days=n)}T12:00:00"), years=2) for n in range(3 * 366)
    ]
    assert ends == sorted(ends)


# The commands.


def test_the_commands_list_destroy_and_name_the_last_backup(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    from kiosk.ports import SystemClock, SystemRng
    from sync.server.keys.server_keys import open_keys
    from sync.server.serve import DataFolder, open_records

    folder = DataFolder(tmp_path / "central")
    folder.prepare()
    keys = open_keys("", folder.keys, clock=SystemClock(), rng=SystemRng())
    central = central_server(open_records("", folder), folder.root, keys=keys)
    relay = Relay.alone()
    scene = Scene(central, MovedClock(), relay, relay.pro(), enrolled(central, relay))
    serve(central, relay)
    person = scene.opened()
    given = ["--data", str(folder.root), "--json"]
    assert commands.admin(["retention", "--dry-run", *given]) == 0
    assert set(json.loads(capsys.readouterr().out)["counts"].values()) == {0}
    with pytest.raises(InvalidInput, match=r"server\.forget_unsure"):
        commands.admin(["forget", person.login, *given])
    assert commands.admin(["forget", person.login, "--yes", *given]) == 0
    told = json.loads(capsys.readouterr().out)
    assert told["person"] == person.id.hex()
    assert told["backups_until"] - now() == pytest.approx(5 * DAY, abs=60)
    with pytest.raises(InvalidInput, match=r"server\.person_unknown"):
        commands.admin(["forget", person.login, "--yes", *given])
    assert {row[0] for row in rows_of(scene, person)} == {GONE}
    central.database.close()
    central.custody.close()
