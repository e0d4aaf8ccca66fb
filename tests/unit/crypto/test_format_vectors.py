"""The numbers written in FORMAT.md section 9, computed again."""

from __future__ import annotations

import hashlib
import json
from pathlib import Path
from typing import Any

import pytest

from kiosk.crypto.encoding import b64, enc, u32
from kiosk.crypto.kdf import Purpose, argon2id, exp, hkdf
from kiosk.crypto.keys import (
    Costs,
    Identity,
    database_key,
    derive_password_keys,
    ticket_identity,
    verify_signature,
)
from kiosk.crypto.records import Label, open_sealed, seal

FILE = Path(__file__).parents[2] / "vectors" / "format.json"
V: dict[str, Any] = json.loads(FILE.read_text(encoding="utf-8"))
ID, SEED, SALT = (bytes.fromhex(V[name]) for name in ("id", "seed", "salt"))
COSTS = Costs(**V["costs"])


class FixedRng:
    """Gives back the one answer it was made with."""

    def __init__(self, answer: bytes) -> None:
        self._answer = answer

    def bytes(self, count: int) -> bytes:
        assert count == len(self._answer)
        return self._answer


@pytest.mark.parametrize("case", V["passwords"], ids=["person", "pro", "composed", "decomposed"])
def test_a_password_becomes_the_keys_of_the_format(case):
    pepper = bytes.fromhex(case["pepper"]) if "pepper" in case else None
    keys = derive_password_keys(case["password"], id=ID, salt=SALT, costs=COSTS, pepper=pepper)
    assert keys.kek.hex() == case["kek"]
    assert b64(keys.auth) == case.get("auth", b64(keys.auth))


def test_the_password_root_is_argon2id_bound_to_the_account():
    case = V["passwords"][0]
    root = argon2id(
        case["password"].encode(),
        salt=SALT,
        m_kib=COSTS.m,
        t=COSTS.t,
        p=COSTS.p,
        associated=enc(Purpose.PASSWORD, ID),
    )
    assert root.hex() == case["root"]


def test_an_identity_becomes_the_keys_of_the_format():
    identity = Identity(ID, SEED)
    assert identity.x_public.hex() == V["identity"]["x"]
    assert identity.ed_public.hex() == V["identity"]["ed"]
    assert identity.private_space_key.hex() == V["identity"]["private_space_key"]


def test_a_credential_seals_to_the_bytes_of_the_format():
    kek = bytes.fromhex(V["passwords"][0]["kek"])
    fields = {"id": ID, "ver": V["cred"]["ver"], "salt": SALT, "m": COSTS.m, "t": COSTS.t}
    rng = FixedRng(bytes.fromhex(V["cred"]["envelope_salt"]))
    sealed = seal(Label.CRED, kek, SEED, rng=rng, **fields, p=COSTS.p)
    assert sealed.hex() == V["cred"]["sealed"]
    assert open_sealed(Label.CRED, kek, sealed, **fields, p=COSTS.p) == SEED


def test_the_grant_of_the_format_opens():
    case = V["grant"]
    opened = open_sealed(
        Label.GRANT,
        Identity(ID, SEED).box_key,
        bytes.fromhex(case["sealed"]),
        person=bytes.fromhex(case["person"]),
        epoch=bytes.fromhex(case["epoch"]),
        recipient=ID,
    )
    assert opened.hex() == case["opens_to"]


def test_the_database_key_takes_both_secrets():
    case = V["database"]
    key = database_key(
        device_secret=bytes.fromhex(case["device_secret"]),
        shift_secret=bytes.fromhex(case["shift_secret"]),
        device=ID,
    )
    assert key.hex() == case["key"]


def test_the_signature_of_the_format_is_made_and_checked():
    case = V["signature"]
    identity, raw = Identity(ID, SEED), case["raw"].encode()
    signature = identity.sign(case["type"], raw)
    assert signature.hex() == case["signature"]
    verify_signature(identity.ed_public, case["type"], raw, signature)


def test_an_enrolment_code_becomes_the_ticket_of_the_format():
    case = V["ticket"]
    ticket = ticket_identity(bytes.fromhex(case["code"]), bytes.fromhex(case["ticket"]))
    assert (ticket.ed_public.hex(), ticket.x_public.hex()) == (case["ed"], case["x"])


def test_the_primitives_give_the_reserved_recovery_key():
    case = V["reserved"]["recovery_12_key"]
    shares = enc(bytes.fromhex(case["s1"]), bytes.fromhex(case["s2"]))
    key = hkdf(shares, enc(Label.RECOVERY_12), salt=enc("cfn/1/rec", ID, u32(case["rv"])))
    assert key.hex() == case["key"]


def test_the_primitives_give_the_reserved_answer_proof():
    case = V["reserved"]["answer"]
    login = case["login"].encode()
    root = argon2id(
        case["normalised"].encode(),
        salt=hashlib.sha256(enc(Purpose.ANSWER_SALT, login)).digest()[:16],
        m_kib=COSTS.m,
        t=COSTS.t,
        p=COSTS.p,
        associated=enc(Purpose.ANSWER, login),
    )
    assert exp(root, enc(Purpose.ANSWER_AUTH, login)).hex() == case["auth"]
