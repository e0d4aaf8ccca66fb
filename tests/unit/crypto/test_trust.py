"""Who may say what: FORMAT.md section 7, rule by rule."""

from __future__ import annotations

from collections.abc import Callable

import pytest

from kiosk.crypto.credentials import make_credential
from kiosk.crypto.encoding import b64, enc
from kiosk.crypto.failures import CannotOpen
from kiosk.crypto.keys import Costs, Floors, Identity, ticket_identity
from kiosk.crypto.statements import Statement, make, parse
from kiosk.crypto.trust import Waiting, check, required_keys
from kiosk.errors import Refused
from tests.fakes.directory import MemoryDirectory
from tests.vectors.cast import PASSWORD, T0, Cast, some, who

ENVELOPE = {"v", "type", "by", "at"}
CHEAP = Costs(m=32, t=1, p=4)
CHEAP_FLOORS = Floors(least=Costs(m=32, t=1, p=1), most=Costs(m=65536, t=3, p=4))


@pytest.fixture
def cast() -> Cast:
    return Cast(costs=CHEAP, floors=CHEAP_FLOORS)


@pytest.fixture
def known(cast: Cast) -> MemoryDirectory:
    """A directory that accepted the structure's and the person's first statements."""
    directory = MemoryDirectory(cast.root.ed_public)
    directory.accept(*cast.structure_world(), *cast.person_world())
    return directory


def refused(statement: Statement, directory: MemoryDirectory) -> None:
    with pytest.raises(Refused):
        check(statement, directory)


def forged(statement: Statement, directory: MemoryDirectory) -> None:
    with pytest.raises(CannotOpen):
        check(statement, directory)


def waits_for(
    statement: Statement, directory: MemoryDirectory, *missing: tuple[str, bytes]
) -> None:
    with pytest.raises(Waiting) as raised:
        check(statement, directory)
    assert raised.value.missing == missing


def test_everything_a_network_says_in_order_is_accepted(cast, known):
    known.accept(
        cast.skprev(),
        cast.custody_open(),
        cast.custody_contact(),
        cast.remind(),
        cast.remind(by=cast.paul, n=2),
        cast.consent(),
        cast.consent(by=cast.amina),
        cast.request(),
        cast.second_epoch(),
        cast.item("prv"),
        cast.item("sh"),
        cast.item("sh", by=cast.paul),
        cast.item("pro", by=cast.paul),
        cast.item("drop", by=cast.paul),
        cast.log(),
        cast.first_epoch(by=cast.paul),
        cast.grant(by=cast.paul),
        cast.affil("remove", n=2, by=cast.paul),
    )


def test_what_must_sign_is_named_in_order(cast, known):
    assert required_keys(cast.request(), known) == (cast.paul.ed_public, cast.device.ed_public)
    assert required_keys(cast.identity(), known) == (cast.amina.ed_public, cast.paul.ed_public)


FIRST_NEEDS: list[tuple[str, Callable[[Cast], Statement], str, Callable[[Cast], bytes]]] = [
    ("skey", lambda c: c.skey(), "charter", lambda c: c.structure.id),
    ("mkey", lambda c: c.mkey(c.paul), "charter", lambda c: c.structure.id),
    ("skprev", lambda c: c.skprev(), "charter", lambda c: c.structure.id),
    ("member", lambda c: c.member(c.paul), "charter", lambda c: c.structure.id),
    ("ticket", lambda c: c.ticket_statement(), "charter", lambda c: c.structure.id),
    ("device", lambda c: c.device_statement(), "ticket", lambda c: c.ticket.id),
    ("identity", lambda c: c.identity(), "member", lambda c: c.paul.id),
    ("cred", lambda c: c.cred(), "identity", lambda c: c.amina.id),
    ("custody", lambda c: c.custody_open(), "identity", lambda c: c.amina.id),
    ("remind", lambda c: c.remind(), "identity", lambda c: c.amina.id),
    ("remind by a pro", lambda c: c.remind(by=c.paul), "member", lambda c: c.paul.id),
    ("consent", lambda c: c.consent(), "member", lambda c: c.paul.id),
    ("req", lambda c: c.request(), "member", lambda c: c.paul.id),
    ("affil", lambda c: c.affil(), "charter", lambda c: c.structure.id),
    ("epoch", lambda c: c.first_epoch(), "identity", lambda c: c.amina.id),
    ("epoch by a pro", lambda c: c.first_epoch(by=c.paul), "member", lambda c: c.paul.id),
    ("grant", lambda c: c.grant(), "identity", lambda c: c.amina.id),
    ("item", lambda c: c.item("prv"), "identity", lambda c: c.amina.id),
    ("item by a pro", lambda c: c.item("pro", by=c.paul), "member", lambda c: c.paul.id),
    ("log", lambda c: c.log(), "device", lambda c: c.device.id),
]


@pytest.mark.parametrize(("name", "said", "kind", "of"), FIRST_NEEDS, ids=lambda x: str(x)[:20])
def test_a_statement_waits_for_what_it_stands_on(cast, name, said, kind, of):
    waits_for(said(cast), MemoryDirectory(cast.root.ed_public), (kind, of(cast)))


def test_nobody_reminds_a_person_but_themselves_and_those_they_share_with(cast, known):
    stranger = who("stranger")
    waits_for(cast.remind(by=stranger), known, ("member", stranger.id))
    apart = MemoryDirectory(cast.root.ed_public)
    apart.accept(*cast.structure_world(), cast.identity(), cast.cred())
    waits_for(cast.remind(by=cast.paul), apart, ("affil", cast.amina.id))
    forged(resigned_by(cast.remind(), cast.paul), known)
    known.accept(cast.member(cast.paul, state="removed", n=2, at=T0 + 100))
    refused(cast.remind(by=cast.paul), known)


def resigned_by(statement: Statement, signer: Identity) -> Statement:
    """Return the same words under another's signature."""
    signature = signer.sign(statement.type, statement.raw)
    return parse(enc(statement.raw, signature, statement.sealed))


# --- structures ---------------------------------------------------------------------


def test_only_the_pinned_root_names_admins(cast):
    another = MemoryDirectory(who("another root").ed_public)
    forged(cast.charter(), another)


@pytest.mark.parametrize(
    "said",
    [
        lambda c, by: c.mkey(c.paul, by=by),
        lambda c, by: c.skey(skv=2, by=by),
    ],
)
def test_what_admins_say_nobody_else_may(cast, known, said):
    for by in (cast.rose, cast.paul, cast.amina, who("stranger")):
        refused(said(cast, by), known)


def test_an_admin_who_is_no_longer_named_says_nothing_more(cast, known):
    successor = who("successor")
    known.accept(cast.charter(n=2, admin=successor, at=T0 + 1))
    refused(cast.skey(skv=2), known)
    known.accept(cast.member(who("new"), by=successor, login="new.p-aaaa"))


def test_an_older_charter_does_not_bring_an_admin_back(cast, known):
    known.accept(cast.charter(n=2, admin=who("successor"), at=T0 + 1))
    known.accept(cast.charter())
    refused(cast.skey(skv=2), known)


def test_an_admin_of_one_structure_says_nothing_of_another(cast, known):
    fields = {
        "structure": some("another structure").hex(),
        "name": "Autre",
        "admins": [{"id": cast.admin.id.hex(), "ed": b64(who("x").ed_public)}],
        "n": 1,
    }
    known.accept(make("charter", fields, signers=[cast.root], at=T0))
    skey = {"structure": some("another structure").hex(), "skv": 1, "x": b64(bytes([9]) * 32)}
    forged(make("skey", skey, signers=[cast.admin], at=T0), known)


def test_a_key_version_has_one_key(cast, known):
    known.accept(cast.skey())
    refused(cast.skey(x=who("mallory").x_public), known)


def test_a_manager_makes_and_ends_workers(cast, known):
    worker = who("new worker")
    known.accept(cast.member(worker, by=cast.rose, login="new.w-aaaa"))
    known.accept(
        cast.member(worker, by=cast.rose, login="new.w-aaaa", state="removed", n=2, at=T0 + 9)
    )
    refused(cast.member(who("another"), by=cast.paul, login="an.o-aaaa"), known)


def test_a_manager_makes_no_manager_and_ends_none(cast, known):
    refused(cast.member(who("new"), by=cast.rose, role="manager", login="new.m-aaaa"), known)
    refused(cast.member(cast.paul, by=cast.rose, role="manager", n=2), known)
    other = who("other manager")
    known.accept(cast.member(other, role="manager", login="other.m-aaaa"))
    for role in ("manager", "worker"):
        refused(
            cast.member(other, by=cast.rose, role=role, state="removed", n=2, login="other.m-aaaa"),
            known,
        )


@pytest.mark.parametrize("role", ["worker", "manager"])
def test_whose_access_may_be_in_other_hands_ends_it_alone_and_says_nothing_else(cast, known, role):
    pro = cast.paul if role == "worker" else cast.rose
    end = cast.member(pro, by=pro, role=role, state="removed", n=2, at=T0 + 50)
    check(end, known)
    refused(cast.member(pro, by=pro, role=role, state="active", n=2), known)
    other = "manager" if role == "worker" else "worker"
    refused(cast.member(pro, by=pro, role=other, state="removed", n=2), known)
    refused(cast.member(pro, by=pro, role=role, state="removed", n=2, name="Another"), known)
    known.accept(end)
    refused(cast.member(pro, by=pro, role=role, state="active", n=3, at=T0 + 60), known)
    refused(cast.member(pro, by=pro, role=role, state="removed", n=3, at=T0 + 60), known)


def test_nobody_ends_a_colleague_or_their_manager_that_way(cast, known):
    refused(cast.member(cast.rose, by=cast.paul, role="manager", state="removed", n=2), known)
    other = who("other worker")
    known.accept(cast.member(other, login="other.w-2abc"))
    refused(cast.member(other, by=cast.paul, login="other.w-2abc", state="removed", n=2), known)


def test_a_removed_manager_makes_nobody(cast, known):
    known.accept(cast.member(cast.rose, role="manager", state="removed", n=2, at=T0 + 50))
    refused(cast.member(who("new"), by=cast.rose, login="new.w-aaaa", at=T0 + 60), known)
    refused(another_ticket(cast, by=cast.rose, at=T0 + 60), known)
    refused(cast.device_statement("removed", n=2, by=cast.rose, at=T0 + 60), known)


def another_ticket(cast: Cast, by: Identity, at: int = T0, structure: bytes = b"") -> Statement:
    code, id = some("another code", 10), some("another ticket")
    holder = ticket_identity(code, id)
    made = cast.ticket_statement(by=by, at=at)
    fields = {name: value for name, value in made.body.items() if name not in ENVELOPE}
    fields |= {
        "structure": (structure or cast.structure.id).hex(),
        "ticket": id.hex(),
        "ed": b64(holder.ed_public),
        "x": b64(holder.x_public),
    }
    return make("ticket", fields, signers=[by], at=at)


def test_a_manager_admits_posts_and_ends_them_and_nobody_else_in_the_house_does(cast, known):
    refused(another_ticket(cast, by=cast.paul), known)
    known.accept(another_ticket(cast, by=cast.rose))
    refused(cast.device_statement("removed", n=2, by=cast.paul), known)
    for by in (cast.amina, who("stranger")):
        waits_for(cast.device_statement("removed", n=2, by=by), known, ("member", by.id))
    known.accept(cast.device_statement("removed", n=2, at=T0 + 300, by=cast.rose))
    refused(cast.log(at=T0 + 300), known)


def test_a_manager_of_one_structure_admits_and_ends_no_post_of_another(cast, known):
    pro, structure = pro_of_another_structure(cast, known)
    stranger = ("member", pro.id)
    waits_for(another_ticket(cast, by=pro), known, stranger)
    waits_for(cast.device_statement("removed", n=2, by=pro), known, stranger)
    waits_for(
        another_ticket(cast, by=cast.rose, structure=structure), known, ("member", cast.rose.id)
    )


def test_an_id_keeps_its_keys(cast, known):
    for other in ({"ed": b64(who("m").ed_public)}, {"x": b64(who("m").x_public)}):
        refused(cast.member(cast.paul, n=2, **other), known)
    refused(cast.member(cast.paul, n=2, login="mallory.x-aaaa"), known)


def test_a_pro_takes_no_id_of_a_person_and_a_person_none_of_a_pro(cast, known):
    refused(cast.member(cast.amina, login="amina.x-aaaa"), known)
    for taken in (cast.rose.id, cast.structure.id):
        mallory = Identity(taken, some("mallory", 32))
        refused(cast.identity(person=mallory), known)


def test_nobody_puts_the_next_word_out_of_reach(cast, known):
    far = 2**32 - 1
    waits_for(cast.affil("remove", n=far, by=cast.paul), known, ("affil", cast.amina.id))
    waits_for(cast.member(cast.paul, n=far, by=cast.rose), known, ("member", cast.paul.id))
    waits_for(cast.device_statement(n=far), known, ("device", cast.device.id))
    waits_for(cast.device_statement("removed", n=far), known, ("device", cast.device.id))


def test_at_equal_count_a_removal_is_accepted_and_wins(cast, known):
    known.accept(cast.member(cast.paul, n=2, at=T0 + 400))
    known.accept(cast.member(cast.paul, state="removed", n=2, at=T0 + 400))
    refused(cast.item("pro", by=cast.paul, at=T0 + 500), known)


def test_nobody_boxes_the_structure_key_to_who_has_left(cast, known):
    known.accept(cast.member(cast.paul, state="removed", n=2, at=T0))
    refused(cast.mkey(cast.paul), known)


# --- devices ------------------------------------------------------------------------


def test_a_device_needs_the_ticket_and_itself(cast, known):
    machine, mallory = who("second device"), who("mallory")
    waits_for(cast.device_statement(device=machine, ticket=mallory), known, ("ticket", mallory.id))
    wrong_code = ticket_identity(some("another code", 10), cast.ticket.id)
    forged(cast.device_statement(device=machine, ticket=wrong_code), known)


def test_a_ticket_used_after_it_expired_is_refused(cast, known):
    machine = who("second device")
    known.accept(cast.device_statement(device=machine, at=T0 + 86400))
    refused(cast.device_statement(device=who("third device"), at=T0 + 86401), known)


def test_a_ticket_is_for_its_own_structure(cast, known):
    signed = cast.device_statement(device=who("second device"))
    body = {k: v for k, v in signed.body.items() if k not in ("v", "type", "by", "at")}
    body["structure"] = some("another structure").hex()
    refused(make("device", body, signers=[cast.ticket, who("second device")], at=T0 + 60), known)


def test_a_ticket_cannot_be_issued_twice_with_other_words(cast, known):
    refused(cast.ticket_statement(at=T0 + 1), known)


def test_a_removed_device_comes_back_with_a_newer_ticket_only(cast, known):
    known.accept(cast.device_statement("removed", n=2, at=T0 + 200))
    refused(cast.device_statement(n=3, at=T0 + 300), known)
    newer = ticket_identity(some("newer code", 10), some("newer ticket"))
    ticket = cast.ticket_statement(at=T0 + 250)
    body = {k: v for k, v in ticket.body.items() if k not in ("v", "type", "by", "at")}
    body |= {"ticket": newer.id.hex(), "ed": b64(newer.ed_public), "x": b64(newer.x_public)}
    known.accept(make("ticket", body, signers=[cast.admin], at=T0 + 250))
    known.accept(cast.device_statement(n=3, at=T0 + 300, ticket=newer))
    known.accept(cast.log(at=T0 + 400))


def test_a_removed_device_says_nothing_newer_than_its_removal(cast, known):
    known.accept(cast.device_statement("removed", n=2, at=T0 + 300))
    known.accept(cast.log(at=T0 + 299))
    refused(cast.log(at=T0 + 300), known)
    refused(cast.request(), known)


def test_a_removal_waits_for_its_device(cast, known):
    unseen = who("unseen device")
    waits_for(cast.device_statement("removed", device=unseen), known, ("device", unseen.id))


def test_a_device_keeps_its_keys_and_its_structure(cast, known):
    mallory = Identity(cast.device.id, some("mallory", 32))
    refused(cast.device_statement(n=2, device=mallory), known)
    refused(cast.device_statement("removed", n=2, device=mallory), known)


# --- persons ------------------------------------------------------------------------


def test_a_person_is_made_known_by_themselves_and_an_active_member(cast, known):
    known.accept(cast.identity())
    mallory = who("mallory")
    other = {**cast.identity().body, "person": mallory.id.hex()}
    body = {k: v for k, v in other.items() if k not in ("v", "type", "by", "at")}
    forged(make("identity", body, signers=[mallory, cast.paul], at=T0), known)
    waits_for(cast.identity(person=mallory, pro=who("x")), known, ("member", who("x").id))


def test_an_identity_is_not_replaced(cast, known):
    refused(cast.identity(person=Identity(cast.amina.id, some("new seed", 32))), known)
    refused(cast.identity(pro=cast.rose), known)


def test_a_credential_is_of_the_one_it_wraps(cast, known):
    known.accept(cast.cred(cast.paul))
    mallory = Identity(cast.amina.id, some("mallory", 32))
    forged(
        make_credential(
            mallory,
            PASSWORD,
            ver=2,
            rng=cast.rng,
            at=T0,
            costs=CHEAP,
            floors=CHEAP_FLOORS,
        ),
        known,
    )
    known.accept(cast.member(cast.paul, state="removed", n=2, at=T0 + 50))
    refused(cast.cred(cast.paul), known)


def test_a_consent_is_by_the_person_or_by_a_member(cast, known):
    mallory = Identity(cast.paul.id, some("mallory", 32))
    forged(cast.consent(by=mallory), known)
    forged(cast.consent(by=Identity(cast.amina.id, some("mallory", 32))), known)
    known.accept(cast.member(cast.paul, state="removed", n=2, at=T0 + 50))
    refused(cast.consent(), known)


def test_a_request_names_the_key_the_admins_certified(cast, known):
    request = cast.request()
    body = {k: v for k, v in request.body.items() if k not in ("v", "type", "by", "at")}
    for changed, answer in (
        ({"x": b64(who("mallory").x_public)}, Refused),
        ({"skv": 2}, Waiting),
    ):
        with pytest.raises(answer):
            check(
                make("req", {**body, **changed}, signers=[cast.paul, cast.device], at=T0 + 300),
                known,
            )


def test_a_request_comes_from_a_device_of_its_own_structure(cast, known):
    outsider, structure = pro_of_another_structure(cast, known)
    body = {k: v for k, v in cast.request().body.items() if k not in ("v", "type", "by", "at")}
    body |= {
        "structure": structure.hex(),
        "pro": outsider.id.hex(),
        "x": b64(who("other").x_public),
    }
    refused(make("req", body, signers=[outsider, cast.device], at=T0 + 300), known)


def test_a_pro_ends_an_affiliation_to_the_own_structure_and_begins_none(cast, known):
    refused(cast.affil("add", n=2, by=cast.paul), known)
    known.accept(cast.affil("remove", n=2, by=cast.paul))
    outsider = who("outsider")
    waits_for(cast.affil("remove", n=3, by=outsider), known, ("member", outsider.id))


def test_nobody_affiliates_to_a_structure_nobody_certified(cast, known):
    unknown = some("uncertified")
    waits_for(cast.affil(structure=unknown), known, ("charter", unknown))


# --- the shared part ----------------------------------------------------------------


def pro_of_another_structure(cast: Cast, known: MemoryDirectory) -> tuple[Identity, bytes]:
    """Certify a second structure the person never affiliated, with one pro."""
    structure, outsider, admin = some("other structure"), who("outsider"), who("other admin")
    charter = {
        "structure": structure.hex(),
        "name": "Autre",
        "admins": [{"id": admin.id.hex(), "ed": b64(admin.ed_public)}],
        "n": 1,
    }
    skey = {"structure": structure.hex(), "skv": 1, "x": b64(who("other").x_public)}
    body = {
        k: v for k, v in cast.member(outsider).body.items() if k not in ("v", "type", "by", "at")
    }
    known.accept(
        make("charter", charter, signers=[cast.root], at=T0),
        make("skey", skey, signers=[admin], at=T0),
        make(
            "member",
            {**body, "structure": structure.hex(), "login": "out.s-aaaa"},
            signers=[admin],
            at=T0,
        ),
    )
    return outsider, structure


def item_of(cast: Cast, author: Identity, structure: bytes, space: str) -> Statement:
    """An item by a pro in the name of `structure`."""
    item = cast.item(space, by=author)
    body = {k: v for k, v in item.body.items() if k not in ("v", "type", "by", "at")}
    body["structure"] = structure.hex()
    return make("item", body, signers=[author], at=T0 + 300, sealed=item.sealed)


def test_a_pro_writes_in_the_shared_part_of_affiliated_persons_only(cast, known):
    outsider, structure = pro_of_another_structure(cast, known)
    waits_for(item_of(cast, outsider, structure, "sh"), known, ("affil", cast.amina.id))
    known.accept(item_of(cast, outsider, structure, "drop"))
    waits_for(item_of(cast, outsider, cast.structure.id, "sh"), known, ("member", outsider.id))


def test_a_pro_writes_nothing_in_the_private_part():
    cast = Cast()
    with pytest.raises(ValueError):
        cast.item("prv", by=cast.paul)


def test_what_was_said_for_a_structure_is_believed_in_whatever_order_its_end_is_heard(cast):
    """Else two posts that know the same statements would hold different sets."""
    end = cast.affil("remove", n=2, at=T0 + 250)
    said = [
        *(cast.item("sh", by=cast.paul, at=at) for at in (T0 + 249, T0 + 250, T0 + 9000)),
        cast.first_epoch(by=cast.paul, at=T0 + 260),
        cast.grant(by=cast.paul, to=cast.amina.id, at=T0 + 260),
        cast.grant(at=T0 + 260),
    ]
    for before in range(len(said) + 1):
        known = MemoryDirectory(cast.root.ed_public)
        known.accept(*cast.structure_world(), *cast.person_world())
        for each in (*said[:before], end, *said[before:]):
            known.accept(each)


def test_a_removed_member_writes_nothing_newer_than_the_removal(cast, known):
    known.accept(cast.member(cast.paul, state="removed", n=2, at=T0 + 250))
    known.accept(cast.item("pro", by=cast.paul, at=T0 + 249))
    for space in ("sh", "pro", "drop"):
        refused(cast.item(space, by=cast.paul, at=T0 + 250), known)


def test_a_grant_goes_to_the_person_or_an_affiliated_structure_alone(cast, known):
    _, structure = pro_of_another_structure(cast, known)
    waits_for(cast.grant(to=structure), known, ("affil", cast.amina.id))
    waits_for(cast.grant(to=structure, by=cast.paul), known, ("affil", cast.amina.id))


def test_a_grant_to_a_key_nobody_certified_is_refused(cast, known):
    mallory = who("mallory")
    refused(cast.grant(x=mallory.x_public), known)
    refused(cast.grant(to=cast.amina.id, x=mallory.x_public), known)
    waits_for(cast.grant(skv=2), known, ("skey", cast.structure.id))


def test_a_grant_to_a_person_waits_for_their_identity(cast):
    directory = MemoryDirectory(cast.root.ed_public)
    directory.accept(*cast.structure_world())
    directory.keep(cast.affil())
    said = cast.grant(to=cast.amina.id, by=cast.paul)
    waits_for(said, directory, ("identity", cast.amina.id))


def test_an_unknown_type_is_refused(cast, known):
    class Odd:
        type, body = "nothing", {"type": "nothing"}

    with pytest.raises(Refused):
        required_keys(Odd(), known)
