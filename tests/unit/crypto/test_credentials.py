"""Passwords around seeds, and what custody keeps: FORMAT.md section 3.2."""

from __future__ import annotations

import pytest

from kiosk.crypto.credentials import (
    custody_check,
    custody_hash,
    custody_open_auth,
    custody_open_contact,
    keys_of,
    make_credential,
    make_custody_contact,
    open_credential,
    open_credential_with,
)
from kiosk.crypto.encoding import b64, unb64
from kiosk.crypto.failures import CannotOpen
from kiosk.crypto.keys import Costs, Floors, Identity
from kiosk.crypto.records import BoxKey
from kiosk.crypto.statements import Statement, make, parse
from tests.vectors.cast import PASSWORD, T0, Cast, StreamRng, some, who

CHEAP = Costs(m=32, t=1, p=4)
CHEAP_FLOORS = Floors(least=Costs(m=32, t=1, p=1), most=Costs(m=65536, t=3, p=4))
PEPPER = some("pepper", 32)


@pytest.fixture
def cast() -> Cast:
    return Cast(costs=CHEAP, floors=CHEAP_FLOORS)


def open_cheaply(statement: Statement, password: str, pepper: bytes | None = None) -> Identity:
    return open_credential(statement, password, pepper=pepper, floors=CHEAP_FLOORS)


def forged(statement: Statement, **changed: object) -> Statement:
    """What a hostile server hands out: other fields, signed by somebody it controls."""
    body = {key: statement.body[key] for key in statement.body if key not in ("v", "type", "at")}
    body.pop("by")
    fields = body | changed
    mallory = Identity(bytes.fromhex(fields["id"]), some("mallory", 32))
    return make("cred", fields, signers=[mallory], at=T0)


def test_the_right_password_opens_the_identity(cast):
    opened = open_cheaply(parse(cast.cred().wire), PASSWORD)
    assert (opened.id, opened.seed) == (cast.amina.id, cast.amina.seed)


@pytest.mark.parametrize("password", ["motdepasse1", "Motdepasse1 ", "", "Motdepasse"])
def test_any_other_password_opens_nothing(cast, password):
    with pytest.raises(CannotOpen):
        open_cheaply(cast.cred(), password)


def test_a_password_opens_however_the_keyboard_composes_it(cast):
    cred = make_credential(
        cast.amina,
        "École2026!",
        ver=1,
        rng=cast.rng,
        at=T0,
        costs=CHEAP,
        floors=CHEAP_FLOORS,
    )
    assert open_cheaply(cred, "E\u0301cole2026!").seed == cast.amina.seed


def test_a_peppered_password_opens_with_its_pepper_alone(cast):
    cred = make_credential(
        cast.paul,
        PASSWORD,
        ver=1,
        rng=cast.rng,
        at=T0,
        costs=CHEAP,
        pepper=PEPPER,
        floors=CHEAP_FLOORS,
    )
    assert open_cheaply(cred, PASSWORD, PEPPER).seed == cast.paul.seed
    for pepper in (None, some("another pepper", 32)):
        with pytest.raises(CannotOpen):
            open_cheaply(cred, PASSWORD, pepper)


def test_a_first_password_is_marked_to_be_replaced(cast):
    cred = make_credential(
        cast.paul,
        PASSWORD,
        ver=1,
        rng=cast.rng,
        at=T0,
        costs=CHEAP,
        once=True,
        floors=CHEAP_FLOORS,
    )
    assert parse(cred.wire).body["once"] is True
    assert cast.cred().body["once"] is False


def test_the_product_makes_and_opens_at_the_costs_of_the_format():
    cred = make_credential(who("amina"), PASSWORD, ver=1, rng=StreamRng("r"), at=T0)
    assert (cred.number("m"), cred.number("t"), cred.number("p")) == (65536, 3, 4)
    assert open_credential(cred, PASSWORD).seed == who("amina").seed


def test_a_credential_made_too_cheap_is_not_tried(cast):
    with pytest.raises(CannotOpen):
        open_credential(cast.cred(), PASSWORD)
    with pytest.raises(CannotOpen):
        make_credential(cast.amina, PASSWORD, ver=1, rng=cast.rng, at=T0, costs=CHEAP)


@pytest.mark.parametrize(
    "changed",
    [
        {"ver": 2},
        {"salt": b64(some("another salt"))},
        {"m": 64},
        {"t": 2},
        {"p": 2},
        {"once": True},
        {"id": some("another person").hex()},
    ],
    ids=lambda changed: next(iter(changed)),
)
def test_a_credential_with_any_field_changed_opens_nothing(cast, changed):
    with pytest.raises(CannotOpen):
        open_cheaply(forged(cast.cred(), **changed), PASSWORD)


def test_an_envelope_of_another_person_opens_nothing(cast):
    other = make_credential(
        who("other"), PASSWORD, ver=1, rng=cast.rng, at=T0, costs=CHEAP, floors=CHEAP_FLOORS
    )
    swapped = forged(cast.cred(), envelope=other.body["envelope"], salt=other.body["salt"])
    with pytest.raises(CannotOpen):
        open_cheaply(swapped, PASSWORD)


def test_keys_derived_once_open_without_deriving_again(cast):
    cred = cast.cred()
    keys = keys_of(cred, PASSWORD, floors=CHEAP_FLOORS)
    assert open_credential_with(cred, keys).seed == cast.amina.seed


def test_another_type_of_statement_is_no_credential(cast):
    with pytest.raises(CannotOpen):
        open_cheaply(cast.affil(), PASSWORD)


def test_custody_opens_what_was_entrusted_to_it(cast):
    assert custody_open_auth(cast.custody, parse(cast.custody_open().wire)) == some("auth", 32)
    assert custody_open_contact(cast.custody, cast.custody_contact()) == {
        "phone": "+33600000000",
        "email": "amina@example.org",
    }


def test_contact_data_is_text_and_nothing_else(cast):
    numbers: dict[str, object] = {"phone": 33600000000}
    odd = make_custody_contact(cast.amina, numbers, n=1, custody_x=cast.custody.public, at=T0)
    with pytest.raises(CannotOpen):
        custody_open_contact(cast.custody, odd)


def test_custody_opens_neither_another_kind_nor_another_type(cast):
    with pytest.raises(CannotOpen):
        custody_open_auth(cast.custody, cast.custody_contact())
    with pytest.raises(CannotOpen):
        custody_open_contact(cast.custody, cast.custody_open())
    with pytest.raises(CannotOpen):
        custody_open_auth(cast.custody, cast.affil())


def test_nobody_but_custody_opens_what_was_entrusted(cast):
    for key in (BoxKey.new(StreamRng("another custody")), cast.amina.box_key):
        with pytest.raises(CannotOpen):
            custody_open_auth(key, cast.custody_open())


def test_what_was_entrusted_by_one_person_is_not_taken_for_another(cast):
    stolen = cast.custody_open()
    fields = {"person": cast.paul.id.hex(), "kind": "open", "n": 1, "box": stolen.body["box"]}
    replayed = make("custody", fields, signers=[cast.paul], at=T0)
    with pytest.raises(CannotOpen):
        custody_open_auth(cast.custody, replayed)


def test_custody_knows_the_right_proof_and_no_other():
    kept = custody_hash(some("auth", 32), cost=4)
    assert custody_check(kept, some("auth", 32))
    assert not custody_check(kept, some("another", 32))
    assert not custody_check(kept, b"")
    assert b64(some("auth", 32)).encode() not in kept


def test_custody_hashes_at_cost_twelve():
    kept = custody_hash(bytes(32))
    assert kept.startswith(b"$2b$12$")
    assert custody_check(kept, bytes(32))


@pytest.mark.parametrize("kept", [b"", b"$2b$12$", b"x" * 60, b"$2b$31$" + b"a" * 53, b"$2a$04$"])
def test_a_strange_hash_is_never_right_and_costs_nothing(kept):
    assert custody_check(kept, some("auth", 32)) is False


def test_every_character_of_the_proof_reaches_bcrypt():
    auth = some("auth", 32)
    kept = custody_hash(auth, cost=4)
    last = bytearray(auth)
    last[31] ^= 4
    assert not custody_check(kept, bytes(last))
    assert len(b64(auth)) == 43
    assert unb64(b64(auth)) == auth
    with pytest.raises(ValueError):
        custody_hash(auth[:31])
