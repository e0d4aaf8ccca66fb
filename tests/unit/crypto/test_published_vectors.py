"""Published vectors (the `cryptography-vectors` package), and a second implementation.

The package carries a c2sp chunked-encryption set, RFC 7748, RFC 9106, RFC 9180, NIST
CAVP for AES-GCM and the Ed25519 reference set. Its chunked-encryption cases derive with
SHA-256 where our instance derives with SHA-512, so they run through our code with that one
function exchanged, and the instance itself is held against the library's own. It has no
HKDF-SHA-512 file: that one is computed from RFC 5869 with the standard library.
"""

from __future__ import annotations

import base64
import hashlib
import hmac
import json
import zlib
from collections.abc import Iterator
from importlib.resources import files

import pytest
from cryptography.cobblestone import Cobblestone256Decryptor, Cobblestone256Encryptor
from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey, Ed25519PublicKey
from cryptography.hazmat.primitives.asymmetric.x25519 import X25519PrivateKey, X25519PublicKey
from cryptography.hazmat.primitives.ciphers.aead import AESGCM

from kiosk.crypto.box import B1, BoxKey, open_box
from kiosk.crypto.envelope import E1, open_envelope, seal_envelope
from kiosk.crypto.failures import CannotOpen
from kiosk.crypto.kdf import argon2id, exp, hkdf
from tests.vectors.cast import some

PUBLISHED = files("cryptography_vectors")


def lines(*path: str) -> Iterator[str]:
    yield from PUBLISHED.joinpath(*path).read_text(encoding="utf-8").splitlines()


def blocks(*path: str) -> list[dict[str, str]]:
    """Read `NAME = value` files, one dict from each COUNT on; `[NAME = value]` carries over."""
    found: list[dict[str, str]] = []
    section: dict[str, str] = {}
    for line in lines(*path):
        name, equals, value = line.strip("[] ").partition("=")
        name, value = name.strip().lower(), value.strip()
        if line.startswith("["):
            section[name] = value
        elif line.strip().upper() == "FAIL":
            found[-1]["fail"] = "yes"
        elif name == "count":
            found.append({**section, name: value})
        elif equals and found:
            found[-1][name] = value
    return found


CHUNKED = [
    case
    for case in json.loads("\n".join(lines("chunked-encryption", "vectors.json")))["vectors"]
    if case["aead"] == "AEAD_AES_256_GCM"
]


def expand_sha256(key: bytes, info: bytes, size_bytes: int) -> bytes:
    """`exp`, but over SHA-256: what the published cases were made with."""
    if len(key) != 32:
        raise ValueError("keys are 32 bytes")
    out = last = b""
    for number in (b"\1", b"\2", b"\3"):
        last = hmac.digest(key, last + info + number, "sha256")
        out += last
    return out[:size_bytes]


def test_the_published_chunked_encryption_set_is_whole():
    assert len(CHUNKED) == 34
    assert {case["expect"] for case in CHUNKED} == {"success", "failure"}


@pytest.mark.parametrize("case", CHUNKED, ids=lambda case: case["name"])
def test_chunked_encryption_agrees_with_the_published_case(case, monkeypatch):
    monkeypatch.setattr("kiosk.crypto.envelope.exp", expand_sha256)
    ciphertext = base64.b64decode(case["ciphertext"] or "")
    if case.get("compressed"):
        ciphertext = zlib.decompress(ciphertext)
    key, context = bytes.fromhex(case["key"]), case["context"].encode()
    if case["expect"] == "failure":
        refusal = CannotOpen if len(key) == 32 else (CannotOpen, ValueError)
        with pytest.raises(refusal):
            open_envelope(key, context, E1 + ciphertext)
        return
    plaintext = open_envelope(key, context, E1 + ciphertext)
    assert len(plaintext) == case["payload_length"]
    assert hashlib.sha256(plaintext).hexdigest() == case["payload_sha256"]
    assert seal_envelope(key, context, plaintext, salt=ciphertext[:24]) == E1 + ciphertext


@pytest.mark.parametrize("size", [0, 1, 16383, 16384, 16385, 32768, 300_000])
def test_the_library_own_chunked_encryption_reads_ours_and_ours_reads_its(size):
    key, context, data = some("key", 32), b"context", some("data", 32) * (size // 32 + 1)
    data = data[:size]
    theirs = Cobblestone256Encryptor(key, context)
    sealed = theirs.update(data) + theirs.finalize()
    assert open_envelope(key, context, E1 + sealed) == data
    ours = seal_envelope(key, context, data, salt=sealed[:24])
    assert ours == E1 + sealed
    reader = Cobblestone256Decryptor(key, context)
    assert reader.update(ours[1:]) + reader.finalize() == data


def hpke_key_and_nonce(shared: bytes, info: bytes) -> tuple[bytes, bytes]:
    """RFC 9180 section 5.1 in base mode for our suite, with HMAC alone."""
    suite = b"HPKE" + bytes.fromhex("002000010002")

    def extract(salt: bytes, label: bytes, ikm: bytes) -> bytes:
        return hmac.digest(salt or bytes(32), b"HPKE-v1" + suite + label + ikm, "sha256")

    def expand(prk: bytes, label: bytes, info: bytes, size: int) -> bytes:
        labelled = size.to_bytes(2, "big") + b"HPKE-v1" + suite + label + info
        return hmac.digest(prk, labelled + b"\1", "sha256")[:size]

    context = b"\0" + extract(b"", b"psk_id_hash", b"") + extract(b"", b"info_hash", info)
    secret = extract(shared, b"secret", b"")
    return expand(secret, b"key", context, 32), expand(secret, b"base_nonce", context, 12)


def hpke_shared(ephemeral: BoxKey, recipient: bytes) -> bytes:
    """RFC 9180 section 4.1: what both ends of the DHKEM come to share."""
    suite = b"KEM" + bytes.fromhex("0020")
    dh = X25519PrivateKey.from_private_bytes(ephemeral.private).exchange(
        X25519PublicKey.from_public_bytes(recipient)
    )
    eae = hmac.digest(bytes(32), b"HPKE-v1" + suite + b"eae_prk" + dh, "sha256")
    labelled = b"\0\x20HPKE-v1" + suite + b"shared_secret" + ephemeral.public + recipient
    return hmac.digest(eae, labelled + b"\1", "sha256")


def test_the_rfc_written_out_here_gives_the_published_hpke_case():
    cases = json.loads("\n".join(lines("HPKE", "test-vectors.json")))
    suites = ("mode", "kem_id", "kdf_id", "aead_id")
    (case,) = [each for each in cases if [each[name] for name in suites] == [0, 32, 1, 2]]
    shared = hpke_shared(BoxKey.of(bytes.fromhex(case["skEm"])), bytes.fromhex(case["pkRm"]))
    assert shared.hex() == case["shared_secret"]
    key, nonce = hpke_key_and_nonce(shared, bytes.fromhex(case["info"]))
    assert (key.hex(), nonce.hex()) == (case["key"], case["base_nonce"])
    first = case["encryptions"][0]
    plaintext, aad = bytes.fromhex(first["pt"]), bytes.fromhex(first["aad"])
    assert AESGCM(key).encrypt(nonce, plaintext, aad).hex() == first["ct"]


def test_a_box_opens_what_the_rfc_written_out_here_seals():
    recipient, ephemeral = BoxKey.of(some("recipient", 32)), BoxKey.of(some("ephemeral", 32))
    key, nonce = hpke_key_and_nonce(hpke_shared(ephemeral, recipient.public), b"info")
    sealed = B1 + ephemeral.public + AESGCM(key).encrypt(nonce, b"plaintext", None)
    assert open_box(recipient, b"info", sealed) == b"plaintext"


def of_our_use(case: dict[str, str]) -> bool:
    """32 bytes out, no secret; a case without a context is one with an empty one."""
    return case["length"] == "32" and "secret" not in case and case.get("version", "19") == "19"


ARGON2ID = [case for case in blocks("KDF", "argon2id.txt") if of_our_use(case)]


@pytest.mark.parametrize("case", ARGON2ID, ids=lambda case: case["count"])
def test_argon2id_agrees_with_the_published_case(case):
    root = argon2id(
        bytes.fromhex(case["pass"]),
        salt=bytes.fromhex(case["salt"]),
        m_kib=int(case["memcost"]),
        t=int(case["iter"]),
        p=int(case["lanes"]),
        associated=bytes.fromhex(case.get("ad", "")),
    )
    assert root.hex() == case["output"]


def test_aes_gcm_agrees_with_every_published_case_of_our_sizes():
    cases = [
        case
        for name in ("gcmEncryptExtIV256.rsp", "gcmDecrypt256.rsp")
        for case in blocks("ciphers", "AES", "GCM", name)
        if (case["ivlen"], case["taglen"], case["aadlen"]) == ("96", "128", "0")
    ]
    assert len(cases) == 150
    refused = 0
    for case in cases:
        cipher, nonce = AESGCM(bytes.fromhex(case["key"])), bytes.fromhex(case["iv"])
        sealed = bytes.fromhex(case["ct"] + case["tag"])
        if "fail" in case:
            refused += 1
            with pytest.raises(InvalidTag):
                cipher.decrypt(nonce, sealed, None)
        else:
            plaintext = bytes.fromhex(case["pt"])
            assert cipher.decrypt(nonce, sealed, None) == plaintext
            assert cipher.encrypt(nonce, plaintext, None) == sealed
    assert refused


def test_x25519_agrees_with_rfc_7748():
    cases = blocks("asymmetric", "X25519", "rfc7748.txt")
    assert cases
    for case in cases:
        private = X25519PrivateKey.from_private_bytes(bytes.fromhex(case["input_scalar"]))
        peer = X25519PublicKey.from_public_bytes(bytes.fromhex(case["input_u"]))
        assert private.exchange(peer).hex() == case["output_u"]


def test_ed25519_agrees_with_the_reference_set():
    cases = [line.split(":") for line in lines("asymmetric", "Ed25519", "sign.input")]
    assert len(cases) == 1024
    for secret, public, message, signed, *_ in cases:
        key = Ed25519PrivateKey.from_private_bytes(bytes.fromhex(secret)[:32])
        assert key.public_key().public_bytes_raw().hex() == public
        assert (key.sign(bytes.fromhex(message)) + bytes.fromhex(message)).hex() == signed
        Ed25519PublicKey.from_public_bytes(bytes.fromhex(public)).verify(
            bytes.fromhex(signed)[:64], bytes.fromhex(message)
        )


@pytest.mark.parametrize("salt", [None, b"", b"salt", bytes(200)])
def test_hkdf_is_rfc_5869_over_sha_512(salt):
    material, info = some("material", 45), b"info"
    pseudorandom = hmac.digest(salt or bytes(64), material, "sha512")
    assert hkdf(material, info, salt=salt) == hmac.digest(pseudorandom, info + b"\1", "sha512")[:32]


def test_expand_is_rfc_5869_over_sha_512_in_several_blocks():
    key, info, blocks_, last = some("uniform", 32), b"info", b"", b""
    for number in (b"\1", b"\2", b"\3"):
        last = hmac.digest(key, last + info + number, "sha512")
        blocks_ += last
    assert exp(key, info, 150) == blocks_[:150]
    with pytest.raises(ValueError):
        exp(key[:31], info)
