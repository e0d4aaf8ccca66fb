"""A streamed envelope is the envelope, byte for byte, and its end is seen (FORMAT.md 2.2)."""

from __future__ import annotations

import io

import pytest

from kiosk.crypto.envelope import SALT_BYTES, open_envelope, seal_envelope
from kiosk.crypto.envelope_stream import EnvelopeReader, EnvelopeWriter
from kiosk.crypto.failures import CannotOpen

KEY = bytes(range(32))
CONTEXT = b"where it belongs"
CHUNK = 16 * 1024
SIZES = [0, 1, CHUNK - 1, CHUNK, CHUNK + 1, 3 * CHUNK, 3 * CHUNK + 7]


class SameSalt:
    def bytes(self, count: int) -> bytes:
        assert count == SALT_BYTES
        return b"\x07" * count


def streamed(plain: bytes, step: int) -> bytes:
    target = io.BytesIO()
    writer = EnvelopeWriter(KEY, CONTEXT, target.write, rng=SameSalt())
    for at in range(0, len(plain), step):
        writer.write(plain[at : at + step])
    writer.finish()
    return target.getvalue()


def read(sealed: bytes, step: int = 10_000, *, context: bytes = CONTEXT) -> bytes:
    reader = EnvelopeReader(KEY, context, io.BytesIO(sealed).read)
    out = []
    while piece := reader.read(step):
        out.append(piece)
    reader.finish()
    return b"".join(out)


@pytest.mark.parametrize("size", SIZES)
@pytest.mark.parametrize("step", [1000, CHUNK, 50_000])
def test_what_is_streamed_is_the_same_envelope(size: int, step: int) -> None:
    plain = bytes(index % 251 for index in range(size))
    sealed = streamed(plain, step)
    assert sealed == seal_envelope(KEY, CONTEXT, plain, salt=b"\x07" * SALT_BYTES)
    assert open_envelope(KEY, CONTEXT, sealed) == plain
    assert read(sealed) == plain


@pytest.mark.parametrize("size", SIZES)
def test_what_is_cut_changed_moved_or_longer_does_not_come_to_its_end(size: int) -> None:
    sealed = streamed(bytes(size), CHUNK)
    body = len(sealed) - size - 16 * (size // CHUNK + 1)
    whole = size // CHUNK
    bad = [sealed[:cut] for cut in range(0, len(sealed), 4999)]
    bad += [sealed[: body + n * (CHUNK + 16)] for n in range(whole + 1)]
    bad += [sealed[:-1], sealed + b"\0"]
    bad += [
        sealed[:at] + bytes([sealed[at] ^ 1]) + sealed[at + 1 :]
        for at in (0, 1, 30, -1 % len(sealed))
    ]
    if whole > 1:
        one, two = (sealed[body + n * (CHUNK + 16) :][: CHUNK + 16] for n in (0, 1))
        bad.append(sealed[:body] + two + one + sealed[body + 2 * (CHUNK + 16) :])
    for each in bad:
        with pytest.raises(CannotOpen):
            read(each)
    with pytest.raises(CannotOpen):
        read(sealed, context=b"elsewhere")


def test_the_end_is_asked_for_though_nobody_reads_to_it() -> None:
    sealed = streamed(bytes(3 * CHUNK), CHUNK)
    reader = EnvelopeReader(KEY, CONTEXT, io.BytesIO(sealed[:-16]).read)
    assert reader.read(10) == bytes(10)
    with pytest.raises(CannotOpen):
        reader.finish()
