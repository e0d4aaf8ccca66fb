"""Every sealed record opens as itself and as nothing else: FORMAT.md section 4.1."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from kiosk.crypto.box import B1, open_box
from kiosk.crypto.encoding import enc, u32
from kiosk.crypto.envelope import E1, open_envelope, seal_envelope
from kiosk.crypto.failures import CannotOpen
from kiosk.crypto.records import RECORDS, BoxKey, Form, Kind, Label, open_sealed, record_size, seal
from tests.vectors.cast import some
from tests.vectors.samples import Sample, neighbours, samples

VECTORS = json.loads(
    (Path(__file__).parents[2] / "vectors" / "records.json").read_text(encoding="utf-8")
)
SAMPLES = list(samples())


def sample_id(sample: Sample) -> str:
    return f"{sample.label} {sample.fields.get('space', '')}".strip()


every_sample = pytest.mark.parametrize("sample", SAMPLES, ids=sample_id)


def refuses(sample: Sample, sealed: bytes, **fields: bytes | int | str) -> None:
    with pytest.raises(CannotOpen):
        open_sealed(sample.label, sample.opener, sealed, **(fields or dict(sample.fields)))


def context(sample: Sample, label: str) -> list[bytes | str]:
    parts: list[bytes | str] = [label]
    if sample.is_box:
        parts.append(sample.sealer)
    for value in sample.fields.values():
        parts.append(u32(value) if isinstance(value, int) else value)
    return parts


def open_under(sample: Sample, label: str, sealed: bytes) -> bytes:
    """Open with a context written out by hand, so that any label can stand in it."""
    if sample.is_box:
        return open_box(BoxKey.of(sample.secret), enc(B1, *context(sample, label)), sealed)
    return open_envelope(sample.secret, enc(E1, *context(sample, label)), sealed)


def test_there_is_a_vector_for_every_label_in_use():
    in_use = {label.value for label, record in RECORDS.items() if not record.later}
    assert {case["label"] for case in VECTORS} == in_use


@pytest.mark.parametrize("case", VECTORS, ids=lambda case: case["label"])
def test_the_kept_bytes_of_a_record_still_open(case):
    label = Label(case["label"])
    kinds = {field.name: field.kind for field in RECORDS[label].fields}
    fields = {
        name: bytes.fromhex(value) if kinds[name] in (Kind.ID, Kind.HASH) else value
        for name, value in case["fields"].items()
    }
    is_box = RECORDS[label].form is Form.BOX
    secret, sealed = bytes.fromhex(case["key"]), bytes.fromhex(case["sealed"])
    key = BoxKey.of(secret) if is_box else secret
    assert open_sealed(label, key, sealed, **fields).hex() == case["plaintext"]


@every_sample
def test_a_record_in_any_other_context_does_not_open(sample):
    sealed = sample.sealed()
    assert open_sealed(sample.label, sample.opener, sealed, **sample.fields) == sample.plaintext
    tried = set()
    for name, fields in neighbours(sample):
        tried.add(name)
        refuses(sample, sealed, **fields)
    named_key = {"epoch", "skv"} if sample.label is Label.ITEM else set()
    assert tried | named_key >= set(sample.fields)


@every_sample
def test_a_record_under_any_other_label_does_not_open(sample):
    sealed = sample.sealed()
    assert open_under(sample, sample.label, sealed)
    for other in Label:
        if other is sample.label:
            continue
        with pytest.raises(CannotOpen):
            open_under(sample, other, sealed)


@every_sample
def test_a_record_of_any_other_suite_does_not_open(sample):
    sealed = sample.sealed()
    for suite in range(256):
        if suite != sealed[0]:
            refuses(sample, bytes([suite]) + sealed[1:])


@every_sample
def test_a_record_under_any_other_key_does_not_open(sample):
    sealed = sample.sealed()
    for other in (some("another key", 32), bytes(32), b"\xff" * 32):
        key = BoxKey.of(other) if sample.is_box else other
        with pytest.raises(CannotOpen):
            open_sealed(sample.label, key, sealed, **sample.fields)


@every_sample
def test_a_record_with_any_of_its_first_bytes_changed_does_not_open(sample):
    sealed = sample.sealed()
    for place in range(80):
        changed = bytearray(sealed)
        changed[place] ^= 1 << (place % 8)
        refuses(sample, bytes(changed))


@pytest.mark.parametrize("sample", [s for s in SAMPLES if s.is_box], ids=sample_id)
def test_the_bit_x25519_ignores_is_still_bound(sample):
    sealed = bytearray(sample.sealed())
    sealed[32] ^= 0x80
    refuses(sample, bytes(sealed))


@every_sample
def test_a_record_of_any_other_length_does_not_open(sample):
    sealed = sample.sealed()
    for length in {*range(100), len(sealed) - 1, len(sealed) - 16, len(sealed) - 17}:
        if length < len(sealed):
            refuses(sample, sealed[:length])
    for more in (b"\0", bytes(16), bytes(17), sealed):
        refuses(sample, sealed + more)


@every_sample
def test_the_size_of_a_record_is_known_beforehand(sample):
    assert len(sample.sealed()) == record_size(sample.label, len(sample.plaintext))


@pytest.mark.parametrize("label", [label for label, record in RECORDS.items() if record.later])
def test_a_reserved_label_seals_and_opens_nothing(label):
    fields = {field.name: 1 for field in RECORDS[label].fields}
    with pytest.raises(ValueError, match="reserved"):
        seal(label, bytes(32), bytes(32), **fields)
    with pytest.raises(ValueError, match="reserved"):
        open_sealed(label, bytes(32), bytes(200), **fields)


def test_a_field_forgotten_added_or_misshapen_is_a_bug_in_the_caller():
    good = {"person": some("p"), "epoch": some("e"), "parent": some("q")}
    key = some("key", 32)
    for wrong in (
        {"person": some("p"), "epoch": some("e")},
        {**good, "more": some("m")},
        {**good, "parent": some("q", 15)},
        {**good, "parent": some("q").hex()},
        {**good, "parent": 7},
        {"person": some("p"), "epoch": some("e"), "other": some("q")},
    ):
        with pytest.raises(ValueError):
            seal(Label.EPOCH, key, bytes(32), **wrong)
    with pytest.raises(ValueError):
        seal(Label.EPOCH, key, bytes(31), **good)
    with pytest.raises(ValueError):
        seal(Label.EPOCH, key[:31], bytes(32), **good)
    with pytest.raises(ValueError):
        seal(Label.CONTACT, BoxKey.of(key).public, bytes(4097), id=some("p"), n=1)
    with pytest.raises(ValueError):
        seal(Label.CONTACT, BoxKey.of(key).public, b"", id=some("p"), n=True)


def test_an_item_names_the_key_of_its_own_space_and_no_other():
    good = {"owner": some("o"), "item": some("i"), "ver": 1}
    zero, epoch, key = bytes(16), some("e"), some("k", 32)
    for space, named, skv in (
        ("prv", epoch, 0),
        ("prv", zero, 1),
        ("sh", zero, 0),
        ("sh", epoch, 1),
        ("pro", zero, 0),
        ("pro", epoch, 1),
        ("drop", zero, 0),
    ):
        with pytest.raises(ValueError):
            seal(Label.ITEM, key, b"{}", **good, space=space, epoch=named, skv=skv)


def test_a_key_of_the_other_form_is_a_bug_in_the_caller():
    key = BoxKey.of(some("key", 32))
    with pytest.raises(ValueError):
        open_sealed(Label.DATA, key, bytes(400), owner=some("o"), part=some("p"))
    with pytest.raises(ValueError):
        open_sealed(Label.OPEN, key.private, bytes(81), id=some("o"), ver=1)


def test_a_secret_of_another_size_does_not_open_even_if_well_sealed():
    context = {"person": some("p"), "epoch": some("e"), "parent": some("q")}
    for size in (0, 31, 33):
        sealed = seal_envelope(
            some("k", 32),
            enc(E1, Label.EPOCH, *context.values()),
            bytes(size),
            salt=bytes(24),
        )
        with pytest.raises(CannotOpen):
            open_sealed(Label.EPOCH, some("k", 32), sealed, **context)


def test_a_salt_of_another_size_is_a_bug_in_the_caller():
    with pytest.raises(ValueError):
        seal_envelope(some("k", 32), b"", b"", salt=bytes(23))


def test_the_size_of_a_title_is_hidden():
    key, fields = some("k", 32), {"owner": some("o"), "part": some("p")}
    sizes = {len(seal(Label.DATA, key, bytes(size), **fields)) for size in range(249)}
    assert sizes == {256 + 73}


def test_sealing_twice_never_gives_the_same_bytes():
    for sample in SAMPLES:
        one = seal(sample.label, sample.sealer, sample.plaintext, **sample.fields)
        two = seal(sample.label, sample.sealer, sample.plaintext, **sample.fields)
        assert one[1:57] != two[1:57]
