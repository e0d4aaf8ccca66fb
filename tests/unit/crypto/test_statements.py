"""Statements have one form, one name, and only the signatures they need: FORMAT.md section 4.2."""

from __future__ import annotations

import hashlib
import json
from pathlib import Path
from typing import Any

import pytest

from kiosk.crypto.credentials import open_credential
from kiosk.crypto.encoding import Z, b64, canon, enc, unb64
from kiosk.crypto.failures import CannotOpen
from kiosk.crypto.statements import (
    MAX_BODY_BYTES,
    MAX_SEALED_BYTES,
    SHAPES,
    Statement,
    checkpoint_bytes,
    log_hash,
    make,
    owner,
    parse,
    pin_bytes,
    receipt_bytes,
    request_hash,
    signers,
    subject,
    verify,
    verify_checkpoint,
    verify_pin,
    verify_receipt,
)
from tests.vectors.cast import PASSWORD, T0, Cast, some, who
from tests.vectors.cast import Cast as FormatCast

FILE = Path(__file__).parents[2] / "vectors" / "statements.json"
VECTORS: list[dict[str, Any]] = json.loads(FILE.read_text(encoding="utf-8"))
BY_CASE = {case["case"]: case for case in VECTORS}
PARSED = {name: parse(unb64(case["wire"])) for name, case in BY_CASE.items()}

every_case = pytest.mark.parametrize("case", VECTORS, ids=lambda case: case["case"])


def resigned(statement: Statement, **changed: Any) -> bytes:
    """The wire of a statement with fields changed and as many signatures, whoever's."""
    body = {**statement.body, **changed}
    body = {key: value for key, value in body.items() if value is not ...}
    return enc(canon(body), b"".join(statement.sigs), statement.sealed)


def test_there_is_a_vector_for_every_type_of_statement():
    assert {statement.type for statement in PARSED.values()} == set(SHAPES)


@every_case
def test_the_kept_bytes_of_a_statement_still_parse_and_verify(case):
    statement = parse(unb64(case["wire"]))
    assert statement.raw == case["raw"].encode()
    assert statement.name.hex() == case["name"]
    assert statement.wire == unb64(case["wire"])
    verify(statement, [unb64(key) for key in case["keys"]])


@every_case
def test_no_other_key_verifies_a_statement(case):
    statement, keys = parse(unb64(case["wire"])), [unb64(key) for key in case["keys"]]
    stranger = who("stranger").ed_public
    for wrong in ([stranger] * len(keys), keys[:-1], [*keys, stranger], [], [stranger, *keys[1:]]):
        with pytest.raises(CannotOpen):
            verify(statement, wrong)
    if len(keys) == 2:
        with pytest.raises(CannotOpen):
            verify(statement, keys[::-1])


@every_case
def test_every_field_of_a_statement_is_needed_and_none_may_be_added(case):
    statement = parse(unb64(case["wire"]))
    for key in statement.body:
        with pytest.raises(CannotOpen):
            parse(resigned(statement, **{key: ...}))
    with pytest.raises(CannotOpen):
        parse(resigned(statement, more=1))


@every_case
def test_a_field_of_another_kind_is_refused(case):
    statement = parse(unb64(case["wire"]))
    for key in statement.body:
        for odd in (-1, "!", [], {}, [1], {"a": 1}, True, 2**53 - 1, "A" * 300):
            if type(odd) is type(statement.body[key]) and odd in ([], True, 2**53 - 1):
                continue  # could be a value this field may hold
            if odd == "!" and key in ("name", "place"):
                continue  # words for people
            with pytest.raises(CannotOpen):
                parse(resigned(statement, **{key: odd}))


@every_case
def test_a_statement_has_one_name_and_equal_bytes_are_equal(case):
    statement = parse(unb64(case["wire"]))
    assert statement == parse(unb64(case["wire"]))
    assert statement.name == hashlib.sha256(enc(statement.raw, *statement.sigs)).digest()
    assert hash(statement) == hash(parse(statement.wire))
    assert statement.name.hex()[:16] in repr(statement)
    assert len(repr(statement)) < 60


@every_case
def test_as_many_signatures_as_signers_and_no_more(case):
    statement = parse(unb64(case["wire"]))
    joined = b"".join(statement.sigs)
    for wrong in (b"", joined[:-1], joined + b"\0", joined + bytes(64), joined[64:] + bytes(63)):
        with pytest.raises(CannotOpen):
            parse(enc(statement.raw, wrong, statement.sealed))


@every_case
def test_nothing_may_be_attached_but_what_an_item_names(case):
    statement = parse(unb64(case["wire"]))
    joined = b"".join(statement.sigs)
    for wrong in (statement.sealed + b"\0", b"\1" + bytes(80), statement.sealed[:-1]):
        if wrong != statement.sealed:
            with pytest.raises(CannotOpen):
                parse(enc(statement.raw, joined, wrong))
    for wrong in (enc(statement.raw, joined), enc(statement.raw, joined, b"", b"")):
        with pytest.raises(CannotOpen):
            parse(wrong)


@pytest.mark.parametrize(
    ("case", "signed_by", "owned_by", "about"),
    [
        ("charter", ["by"], "structure", None),
        ("skey", ["by"], "structure", None),
        ("mkey", ["by"], "structure", "pro"),
        ("skprev", ["by"], "structure", None),
        ("member", ["by"], "structure", "pro"),
        ("ticket", ["by"], "structure", "ticket"),
        ("device", ["by", "device"], "structure", "device"),
        ("device removed", ["by"], "structure", "device"),
        ("cred", ["id"], "id", None),
        ("identity", ["person", "pro"], "person", None),
        ("custody open", ["person"], "person", None),
        ("remind", ["by"], "person", "remind"),
        ("remind by a pro", ["by"], "person", "remind"),
        ("find", ["by"], "person", None),
        ("find by a pro", ["by"], "person", None),
        ("consent", ["by"], "person", "consent"),
        ("req", ["pro", "device"], "person", "req"),
        ("affil", ["person"], "person", "structure"),
        ("epoch", ["person"], "person", "epoch"),
        ("grant", ["person"], "person", "epoch"),
        ("item pro", ["author"], "owner", "item"),
        ("log", ["device"], "device", "device"),
    ],
)
def test_signers_owner_and_subject_follow_from_the_shape(case, signed_by, owned_by, about):
    statement = PARSED[case]
    assert signers(statement) == tuple(statement.id(key) for key in signed_by)
    assert owner(statement) == statement.id(owned_by)
    assert subject(statement) == (statement.id(about) if about else Z)


def test_a_refusal_without_a_person_belongs_to_the_structure():
    cast = FormatCast()
    body = {k: v for k, v in cast.consent().body.items() if k not in ("v", "type", "by", "at")}
    refused = make(
        "consent", {**body, "person": Z.hex(), "answer": "no"}, signers=[cast.paul], at=T0
    )
    assert owner(refused) == cast.structure.id


CONTRADICTIONS = [
    ("charter", {"admins": []}, "nobody named"),
    ("charter", {"by": some("x").hex()}, "a root with an id"),
    ("charter", {"admins": PARSED["charter"].body["admins"] * 2}, "an admin named twice"),
    ("device", {"by": PARSED["device"].body["device"]}, "a device that is its own ticket"),
    ("device removed", {"by": PARSED["device"].body["device"]}, "a device that removes itself"),
    ("skprev", {"prev": 2}, "a previous version that is not before"),
    ("ticket", {"exp": T0}, "expired when made"),
    ("ticket", {"exp": T0 + 86401}, "good for more than a day"),
    ("req", {"exp": T0 + 300 + 30 * 86400 + 1}, "good for more than thirty days"),
    ("cred", {"by": some("x").hex()}, "signed by another than it wraps"),
    ("cred", {"ver": 0}, "version nought"),
    ("identity", {"by": some("x").hex()}, "by another than the person"),
    ("custody open", {"by": some("x").hex()}, "by another than the person"),
    ("custody open", {"box": b64(b"\x11" + bytes(81))}, "a box of another size"),
    ("remind", {"by": some("x").hex()}, "by somebody else for no structure"),
    ("remind", {"structure": some("x").hex()}, "the person's own for a structure"),
    ("remind", {"n": 0}, "a count of nought"),
    ("find", {"by": some("x").hex()}, "by somebody else for no structure"),
    ("find", {"structure": some("x").hex()}, "the person's own for a structure"),
    ("find", {"box": b64(b"\x11" + bytes(2000))}, "a box that tells how long a name is"),
    ("remind", {"box": b64(b"\x12" + bytes(80))}, "an unknown suite"),
    ("remind", {"box": b64(b"\x11" + bytes(2000))}, "a box too long"),
    ("consent", {"by": some("x").hex()}, "by neither person nor pro"),
    ("epoch", {"parents": [some("p").hex()]}, "a parent without its envelope"),
    ("epoch of two", {"envelopes": []}, "a parent without its envelope"),
    ("grant", {"skv": 0}, "a structure without its key version"),
    ("grant", {"box": b64(b"\x12" + bytes(80))}, "an unknown suite"),
    ("grant", {"box": b64(b"\x11" + bytes(79))}, "a box of another size"),
    ("mkey", {"box": b64(b"\x01" + bytes(80))}, "an envelope for a box"),
    ("cred", {"envelope": b64(b"\x11" + bytes(104))}, "a box for an envelope"),
    ("log", {"by": some("x").hex()}, "by another than the device"),
    ("member", {"ed": b64(b"\1" + bytes(31))}, "a key that binds nobody"),
    ("member", {"role": "admin"}, "an unknown role"),
    ("member", {"login": "Paul.M"}, "a login in capitals"),
    ("member", {"name": "a\nb"}, "a name over two lines"),
    ("member", {"pro": Z.hex()}, "nobody"),
    ("member", {"n": 0}, "a count of nought"),
    ("affil", {"state": "maybe"}, "an unknown state"),
    ("affil", {"v": 2}, "another version"),
    ("affil", {"person": "AB" * 16}, "an id in capitals"),
    ("item sh", {"epoch": Z.hex()}, "shared under no epoch"),
    ("item sh", {"space": "prv"}, "private under an epoch"),
    ("item prv", {"space": "drop"}, "a drop by the owner"),
    ("item prv", {"structure": some("s").hex()}, "an owner writing for a structure"),
    ("item prv", {"author": some("x").hex()}, "an author who is not the signer"),
    ("item prv", {"prev": [some("n", 32).hex()]}, "a first version with a parent"),
    ("item prv", {"ver": 2}, "a later version without a parent"),
    ("item prv", {"del": True}, "deleted with parts"),
    ("item prv", {"meta_sha256": "00" * 32}, "another attachment"),
    ("item pro", {"structure": some("s").hex()}, "the space of another structure"),
    ("item pro", {"skv": 0}, "a structure's space under no key"),
    ("item pro", {"epoch": some("e").hex()}, "a structure's space under an epoch"),
    ("item drop", {"skv": 0}, "two boxes and no key version"),
    ("item drop", {"structure": Z.hex()}, "a drop by nobody's pro"),
]


@pytest.mark.parametrize(("case", "changed", "why"), CONTRADICTIONS, ids=lambda x: str(x)[:40])
def test_fields_that_contradict_one_another_are_refused(case, changed, why):
    with pytest.raises(CannotOpen):
        parse(resigned(PARSED[case], **changed))


def test_one_part_named_twice_is_refused():
    statement = PARSED["item sh"]
    with pytest.raises(CannotOpen):
        parse(resigned(statement, parts=statement.body["parts"] * 2))


def test_a_drop_whose_attachment_is_not_two_boxes_is_refused():
    statement = PARSED["item drop"]
    for sealed in (
        b"",
        enc(b"\x11box"),
        enc(b"\x01box", b"\x11box"),
        enc(b"\x11", b"\x12"),
        enc(b"\x11", b""),
    ):
        with pytest.raises(CannotOpen):
            parse(
                enc(
                    canon({**statement.body, "meta_sha256": hashlib.sha256(sealed).hexdigest()}),
                    b"".join(statement.sigs),
                    sealed,
                )
            )


@pytest.mark.parametrize("suite", [b"", b"\x00", b"\x02", b"\x11", b"\x12"])
def test_an_item_whose_attachment_is_no_envelope_is_refused(suite):
    statement = PARSED["item sh"]
    sealed = suite + statement.sealed[1:] if suite else b""
    body = {**statement.body, "meta_sha256": hashlib.sha256(sealed).hexdigest()}
    with pytest.raises(CannotOpen):
        parse(enc(canon(body), b"".join(statement.sigs), sealed))


def test_a_statement_too_long_is_refused_before_it_is_read():
    statement = PARSED["log"]
    entry = {"action": "x" * 2000}
    fits, over = [entry] * 31, [entry] * 33
    assert len(canon({**statement.body, "entries": fits})) < MAX_BODY_BYTES
    parse(resigned(statement, entries=fits))
    assert len(canon({**statement.body, "entries": over})) > MAX_BODY_BYTES
    with pytest.raises(CannotOpen):
        parse(resigned(statement, entries=over))
    with pytest.raises(CannotOpen):
        parse(bytes(MAX_BODY_BYTES + MAX_SEALED_BYTES + 1025))


def test_making_a_wrong_statement_names_the_fault_and_no_value():
    cast = Cast()
    good = {k: v for k, v in cast.affil().body.items() if k not in ("v", "type", "by", "at")}
    for fields, told in (
        ({**good, "state": "secret-value"}, r"\['state'\]"),
        ({**good, "more": 1}, r"\['more'\]"),
        ({"person": good["person"]}, "missing"),
    ):
        with pytest.raises(ValueError, match=told) as raised:
            make("affil", fields, signers=[cast.amina], at=T0)
        assert "secret-value" not in str(raised.value)
    with pytest.raises(ValueError, match="no statement"):
        make("nothing", {}, signers=[cast.amina], at=T0)
    with pytest.raises(ValueError, match="signers"):
        make("affil", good, signers=[cast.amina, cast.paul], at=T0)
    with pytest.raises(ValueError, match="sealed"):
        make("affil", good, signers=[cast.amina], at=T0, sealed=b"\1")


def test_the_kept_credential_opens_with_its_password():
    assert open_credential(PARSED["cred"], PASSWORD).seed == who("amina").seed


def test_a_receipt_is_for_one_statement_one_number_and_one_server():
    server, name = who("server"), PARSED["affil"].name
    receipt = server.sign_bytes(receipt_bytes(name, 7))
    verify_receipt(server.ed_public, name, 7, receipt)
    for ed, other, seq in (
        (who("another").ed_public, name, 7),
        (server.ed_public, PARSED["grant"].name, 7),
        (server.ed_public, name, 8),
    ):
        with pytest.raises(CannotOpen):
            verify_receipt(ed, other, seq, receipt)


PIN = (
    "c61e79677a8b4e6db237a2ee51560e6d440535764ad22117f7cc310617c34c61"
    "9fed6b5169b4d1a4160e6ae8e3dbdf8565236068ab1dd6390adfeb52b177e30b"
)
CHECKPOINT = (
    "1b8319aac857b27f62dffc992013ee4079326e3bc3cc1dfce2d91379c3356546"
    "89a56e36378fde17a3fffc69c30df88e96fc14bfbaff0f9a814c0b7711b61208"
)


def test_a_word_about_a_certificate_is_for_one_number_one_certificate_and_one_server():
    server, sha256 = who("server"), bytes(range(32))
    signature = server.sign_bytes(pin_bytes(2, sha256, T0, T0 + 9))
    assert signature.hex() == PIN
    verify_pin(server.ed_public, 2, sha256, T0, T0 + 9, signature)
    for ed, n, other, starts_at, ends_at in (
        (who("another").ed_public, 2, sha256, T0, T0 + 9),
        (server.ed_public, 3, sha256, T0, T0 + 9),
        (server.ed_public, 2, bytes(32), T0, T0 + 9),
        (server.ed_public, 2, sha256, T0 + 1, T0 + 9),
        (server.ed_public, 2, sha256, T0, T0 + 10),
    ):
        with pytest.raises(CannotOpen):
            verify_pin(ed, n, other, starts_at, ends_at, signature)


def test_a_checkpoint_is_for_one_tree_one_time_and_one_server():
    server, root = who("server"), bytes(range(32))
    signature = server.sign_bytes(checkpoint_bytes(7, root, T0))
    assert signature.hex() == CHECKPOINT
    verify_checkpoint(server.ed_public, 7, root, T0, signature)
    for ed, size, other, at in (
        (who("another").ed_public, 7, root, T0),
        (server.ed_public, 8, root, T0),
        (server.ed_public, 7, bytes(32), T0),
        (server.ed_public, 7, root, T0 + 1),
    ):
        with pytest.raises(CannotOpen):
            verify_checkpoint(ed, size, other, at, signature)


def test_the_journal_chain_depends_on_every_entry_and_its_place():
    one, two = {"action": "a", "n": 1}, {"action": "b", "n": 2}
    start = bytes(32)
    assert log_hash(log_hash(start, one), two) != log_hash(log_hash(start, two), one)
    assert log_hash(start, one) == hashlib.sha256(enc("cfn/1/log", start, canon(one))).digest()
    with pytest.raises(ValueError):
        log_hash(b"", one)


def test_a_request_is_named_by_what_it_says():
    request = PARSED["req"]
    assert request_hash(request) == hashlib.sha256(enc("cfn/1/req", request.raw)).digest()
