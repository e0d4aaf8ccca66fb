"""What a hostile server may hand out, one test each, with the refusal it meets.

The server keeps and forwards every byte, so it may swap, repeat, cut, replace and invent.
It holds no key of a person, a structure or a device. FORMAT.md section 7.
"""

from __future__ import annotations

import hashlib

import pytest

from kiosk.crypto.credentials import open_credential
from kiosk.crypto.encoding import b64, canon, dec, enc
from kiosk.crypto.failures import CannotOpen
from kiosk.crypto.keys import Costs, Floors, Identity
from kiosk.crypto.records import Label, open_sealed, seal
from kiosk.crypto.statements import Statement, make, parse, verify
from kiosk.crypto.trust import Waiting, check
from kiosk.errors import Refused
from tests.fakes.directory import MemoryDirectory
from tests.vectors.cast import PASSWORD, T0, Cast, some, who

CHEAP = Costs(m=32, t=1, p=4)
CHEAP_FLOORS = Floors(least=Costs(m=32, t=1, p=1), most=Costs(m=65536, t=3, p=4))


@pytest.fixture
def cast() -> Cast:
    return Cast(costs=CHEAP, floors=CHEAP_FLOORS)


@pytest.fixture
def known(cast: Cast) -> MemoryDirectory:
    directory = MemoryDirectory(cast.root.ed_public)
    directory.accept(*cast.structure_world(), *cast.person_world())
    return directory


def fields_of(statement: Statement) -> dict[str, object]:
    return {k: v for k, v in statement.body.items() if k not in ("v", "type", "by", "at")}


def open_item(cast: Cast, statement: Statement, key: bytes | None = None) -> bytes:
    return open_sealed(
        Label.ITEM,
        key or cast.shared_key,
        statement.sealed,
        owner=statement.id("owner"),
        item=statement.id("item"),
        ver=statement.number("ver"),
        space=statement.text("space"),
        epoch=statement.id("epoch"),
        skv=statement.number("skv"),
    )


def with_sealed_of(statement: Statement, other: Statement) -> bytes:
    """The wire of one item with the attachment of another."""
    return enc(statement.raw, b"".join(statement.sigs), other.sealed)


def test_an_envelope_swapped_between_two_items_is_refused(cast):
    one, two = cast.item("sh", item=some("one")), cast.item("sh", item=some("two"))
    with pytest.raises(CannotOpen):
        parse(with_sealed_of(one, two))


def test_an_envelope_moved_to_another_item_does_not_open_even_if_its_author_helps(cast):
    one, two = cast.item("sh", item=some("one")), cast.item("sh", item=some("two"))
    helped = make("item", fields_of(one), signers=[cast.amina], at=T0, sealed=two.sealed)
    assert open_item(cast, two)
    with pytest.raises(CannotOpen):
        open_item(cast, helped)


def test_an_envelope_moved_to_another_person_does_not_open(cast):
    other = who("another person")
    moved = make(
        "item",
        {**fields_of(cast.item("sh")), "owner": other.id.hex(), "author": other.id.hex()},
        signers=[other],
        at=T0,
        sealed=cast.item("sh").sealed,
    )
    with pytest.raises(CannotOpen):
        open_item(cast, moved)


def test_an_envelope_of_an_older_version_does_not_open_as_the_newer(cast):
    first = cast.item("sh")
    second = make(
        "item",
        {**fields_of(first), "ver": 2, "prev": [first.name.hex()]},
        signers=[cast.amina],
        at=T0,
        sealed=first.sealed,
    )
    with pytest.raises(CannotOpen):
        open_item(cast, second)


def test_an_envelope_moved_to_another_space_does_not_open(cast):
    private = cast.item("prv")
    moved = make(
        "item",
        {**fields_of(private), "space": "sh", "epoch": cast.epoch.hex()},
        signers=[cast.amina],
        at=T0,
        sealed=private.sealed,
    )
    for key in (cast.amina.private_space_key, cast.shared_key):
        with pytest.raises(CannotOpen):
            open_item(cast, moved, key)


def test_an_envelope_moved_to_another_epoch_does_not_open(cast):
    shared = cast.item("sh")
    moved = make(
        "item",
        {**fields_of(shared), "epoch": cast.newer_epoch.hex()},
        signers=[cast.amina],
        at=T0,
        sealed=shared.sealed,
    )
    with pytest.raises(CannotOpen):
        open_item(cast, moved)


def test_a_stored_part_handed_out_as_another_part_does_not_open():
    key, owner = some("data key", 32), some("owner")
    sealed = seal(Label.DATA, key, b"a page", owner=owner, part=some("one"))
    for elsewhere in (
        {"owner": owner, "part": some("two")},
        {"owner": some("x"), "part": some("one")},
    ):
        with pytest.raises(CannotOpen):
            open_sealed(Label.DATA, key, sealed, **elsewhere)


def test_another_public_key_put_in_place_of_the_structure_is_refused(cast, known):
    mallory = who("mallory")
    body = {**fields_of(cast.skey()), "x": b64(mallory.x_public)}
    with pytest.raises(Refused):
        check(make("skey", body, signers=[mallory], at=T0), known)
    with pytest.raises(Refused):
        check(cast.grant(x=mallory.x_public), known)


def test_another_public_key_put_in_place_of_a_person_is_refused(cast, known):
    mallory = Identity(cast.amina.id, some("mallory", 32))
    with pytest.raises(Refused):
        check(cast.identity(person=mallory), known)


def test_a_structure_the_root_did_not_certify_is_nobody(cast):
    directory = MemoryDirectory(cast.root.ed_public)
    invented = make("charter", fields_of(cast.charter()), signers=[who("r", bytes(16))], at=T0)
    with pytest.raises(CannotOpen):
        check(invented, directory)
    for said in (cast.skey(), cast.member(cast.paul), cast.ticket_statement(), cast.affil()):
        with pytest.raises(Waiting):
            check(said, directory)


def test_an_unsigned_item_is_refused(cast, known):
    item = cast.item("sh")
    for sigs in (b"", bytes(64)):
        with pytest.raises(CannotOpen):
            check(parse(enc(item.raw, sigs, item.sealed)), known)


def test_an_item_attributed_to_another_author_is_refused(cast, known):
    item = cast.item("sh", by=cast.paul)
    body = {**item.body, "author": cast.rose.id.hex(), "by": cast.rose.id.hex()}
    with pytest.raises(CannotOpen):
        check(parse(enc(canon(body), b"".join(item.sigs), item.sealed)), known)


def test_a_pro_statement_attributed_to_the_person_is_refused(cast, known):
    item = cast.item("sh", by=cast.paul)
    person = cast.amina.id.hex()
    body = {**item.body, "author": person, "by": person, "structure": "00" * 16}
    with pytest.raises(CannotOpen):
        check(parse(enc(canon(body), b"".join(item.sigs), item.sealed)), known)


def test_a_signature_made_for_one_type_is_worth_nothing_for_another(cast):
    grant = cast.grant()
    signature = cast.amina.sign("affil", grant.raw)
    with pytest.raises(CannotOpen):
        verify(parse(enc(grant.raw, signature, b"")), [cast.amina.ed_public])


def test_a_credential_with_lower_costs_is_not_tried(cast):
    weak = {**cast.cred().body, "m": 8, "t": 1, "p": 1}
    statement = parse(enc(canon(weak), b"".join(cast.cred().sigs), b""))
    with pytest.raises(CannotOpen):
        open_credential(statement, PASSWORD)


def test_a_credential_with_another_salt_does_not_open(cast):
    cred = cast.cred()
    salted = {**cred.body, "salt": b64(some("another salt"))}
    with pytest.raises(CannotOpen):
        open_credential(
            parse(enc(canon(salted), b"".join(cred.sigs), b"")), PASSWORD, floors=CHEAP_FLOORS
        )


def test_an_unknown_suite_is_refused_and_never_tried_as_another(cast):
    key, fields = some("k", 32), {"owner": some("o"), "part": some("p")}
    sealed = seal(Label.DATA, key, b"x", **fields)
    for suite in (b"\x00", b"\x02", b"\x11", b"\x12", b"\xff"):
        with pytest.raises(CannotOpen):
            open_sealed(Label.DATA, key, suite + sealed[1:], **fields)
    grant = cast.grant()
    hybrid = b64(b"\x12" + grant.data("box")[1:])
    with pytest.raises(CannotOpen):
        parse(enc(canon({**grant.body, "box": hybrid}), b"".join(grant.sigs), b""))


def chunked() -> tuple[bytes, dict[str, bytes], bytes]:
    key, fields = some("k", 32), {"owner": some("o"), "part": some("p")}
    return key, fields, seal(Label.DATA, key, some("scan", 32) * 2500, **fields)


CHUNK = 16384 + 16


def test_chunks_dropped_from_a_part_are_missed():
    key, fields, sealed = chunked()
    head, body = sealed[:57], sealed[57:]
    count = len(body) // CHUNK
    assert count >= 4
    for gone in range(count):
        with pytest.raises(CannotOpen):
            open_sealed(
                Label.DATA, key, head + body[: gone * CHUNK] + body[(gone + 1) * CHUNK :], **fields
            )
    for kept in range(count + 1):  # cut at every boundary, the last short chunk too
        with pytest.raises(CannotOpen):
            open_sealed(Label.DATA, key, head + body[: kept * CHUNK], **fields)


def test_chunks_reordered_or_repeated_in_a_part_are_noticed():
    key, fields, sealed = chunked()
    head, body = sealed[:57], sealed[57:]
    chunks = [body[at : at + CHUNK] for at in range(0, len(body), CHUNK)]
    for order in ([1, 0, *range(2, len(chunks))], [0, 0, *range(1, len(chunks))]):
        with pytest.raises(CannotOpen):
            open_sealed(Label.DATA, key, head + b"".join(chunks[i] for i in order), **fields)


def test_a_chunk_of_another_part_under_the_same_key_is_noticed():
    key, fields, sealed = chunked()
    again = seal(Label.DATA, key, some("scan", 32) * 2500, **fields)
    with pytest.raises(CannotOpen):
        open_sealed(Label.DATA, key, sealed[: 57 + CHUNK] + again[57 + CHUNK :], **fields)


def test_a_key_written_twice_in_a_statement_is_refused(cast):
    affil = cast.affil()
    for twice in (
        affil.raw.replace(b'"n":1', b'"n":1,"n":2'),
        affil.raw.replace(b'"n":1', b'"n":1,"n":1'),
    ):
        with pytest.raises(CannotOpen):
            parse(enc(twice, b"".join(affil.sigs), b""))


def test_a_statement_spelt_otherwise_is_refused(cast):
    affil = cast.affil()
    for spelt in (
        affil.raw.replace(b":", b": "),
        affil.raw + b"\n",
        affil.raw.replace(b'"add"', b'"\\u0061dd"'),
        b"\xef\xbb\xbf" + affil.raw,
    ):
        with pytest.raises(CannotOpen):
            parse(enc(spelt, b"".join(affil.sigs), b""))


def test_a_low_order_key_shown_as_a_recipient_is_boxed_to_by_nobody(cast):
    with pytest.raises(CannotOpen):
        cast.grant(x=b"\1" + bytes(31))


def test_a_box_that_carries_a_low_order_key_opens_nothing(cast):
    zero = b"\x11" + bytes(32) + bytes(48)
    with pytest.raises(CannotOpen):
        open_sealed(
            Label.GRANT,
            cast.amina.box_key,
            zero,
            person=cast.amina.id,
            epoch=cast.epoch,
            recipient=cast.amina.id,
        )


def test_a_low_order_signing_key_in_a_charter_is_refused(cast):
    charter = cast.charter()
    admins = [{"id": cast.admin.id.hex(), "ed": b64(b"\1" + bytes(31))}]
    with pytest.raises(CannotOpen):
        parse(enc(canon({**charter.body, "admins": admins}), b"".join(charter.sigs), b""))


def test_a_ticket_used_after_its_hour_is_refused(cast, known):
    late = cast.device_statement(device=who("late device"), at=T0 + 86400 + 1)
    with pytest.raises(Refused):
        check(late, known)


def test_a_spent_ticket_does_not_bring_a_removed_device_back(cast, known):
    known.accept(cast.device_statement("removed", n=2, at=T0 + 200))
    for at in (T0 + 60, T0 + 300):
        with pytest.raises(Refused):
            check(cast.device_statement(n=3, at=at), known)


def test_an_old_affiliation_handed_out_again_brings_no_right_back(cast, known):
    known.accept(cast.affil("remove", n=2, at=T0 + 250))
    known.accept(cast.affil())
    held = known.affiliation(cast.amina.id, cast.structure.id)
    assert held is not None
    assert held.text("state") == "remove"


def test_a_grant_moved_to_another_epoch_or_person_does_not_open(cast):
    box = cast.grant(to=cast.amina.id).data("box")
    good = {"person": cast.amina.id, "epoch": cast.epoch, "recipient": cast.amina.id}
    assert open_sealed(Label.GRANT, cast.amina.box_key, box, **good) == cast.shared_key
    for wrong in ({"epoch": cast.newer_epoch}, {"person": some("x")}, {"recipient": some("x")}):
        with pytest.raises(CannotOpen):
            open_sealed(Label.GRANT, cast.amina.box_key, box, **{**good, **wrong})


def test_a_drop_says_the_same_to_both_only_if_its_author_does_so(cast):
    """Each box opens for its own recipient, and the statement binds the pair by hash."""
    drop = cast.item("drop", by=cast.paul)
    context = {"person": cast.amina.id, "item": some("item"), "ver": 1, "author": cast.paul.id}
    to_person, to_structure = dec(drop.sealed)
    assert open_sealed(Label.DROP, cast.amina.box_key, to_person, **context)
    assert open_sealed(Label.DROP, cast.structure.box_key, to_structure, **context)
    for key, box in ((cast.amina.box_key, to_structure), (cast.structure.box_key, to_person)):
        with pytest.raises(CannotOpen):
            open_sealed(Label.DROP, key, box, **context)
    swapped = enc(to_structure, to_person)
    assert hashlib.sha256(swapped).hexdigest() != drop.text("meta_sha256")
    with pytest.raises(CannotOpen):
        parse(enc(drop.raw, b"".join(drop.sigs), swapped))
