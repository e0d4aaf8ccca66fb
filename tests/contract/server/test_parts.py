"""What a store of parts promises, on a synced folder and on a real S3 server.

Sections 2 and 4.3 of the work on the server: one port, one suite, two stores.
"""

from __future__ import annotations

import hashlib
import os
import time
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import pytest

from kiosk.errors import Incompatible, InvalidInput, Unavailable
from sync.protocol.frames import WholePart
from sync.protocol.messages import PartFate, StructureState
from sync.server.acceptance import Post
from sync.server.parts.bucket import SHELVES, BucketAddress, BucketParts
from sync.server.parts.folder import FolderParts
from sync.server.parts.port import HashMismatch, Parts, Received, TooLong, WrongOffset
from tests.fakes.agents import AgentPost
from tests.fakes.near_server import NearCentral
from tests.fakes.s3_process import PrivateS3

PART = bytes(range(16))
BYTES = os.urandom(1000)
SHA = hashlib.sha256(BYTES).digest()

Opened = Callable[[], Parts]
"""Opens the same store anew, as another API process does."""


@pytest.fixture(params=["folder", "s3"])
def opened(request: pytest.FixtureRequest, tmp_path: Path) -> Opened:
    if request.param == "folder":
        return lambda: FolderParts(tmp_path / "parts", reserve_bytes=0)
    s3: PrivateS3 = request.getfixturevalue("s3")
    address = BucketAddress.parse(s3.new_address())
    return lambda: BucketParts(address.opened(), shelves_a_sweep=SHELVES)


@pytest.fixture
def parts(opened: Opened) -> Parts:
    return opened()


def test_a_part_in_one_piece_is_there_at_once(parts: Parts) -> None:
    assert parts.received(PART) == Received(0, False)
    assert parts.receive(PART, 0, BYTES, sha256=SHA, size=1000) == Received(1000, True, is_new=True)
    assert parts.received(PART) == Received(1000, True)
    assert parts.sha256(PART) == SHA


def test_any_range_of_a_part_is_read(parts: Parts) -> None:
    parts.receive(PART, 0, BYTES, sha256=SHA, size=1000)
    assert parts.read(PART, 0, 2000) == BYTES
    assert parts.read(PART, 990, 5) == BYTES[990:995]
    assert parts.read(PART, 990, 50) == BYTES[990:]


def test_what_is_not_there_is_empty(parts: Parts) -> None:
    assert parts.read(PART, 0, 10) == b""
    assert parts.sha256(PART) == hashlib.sha256().digest()
    parts.remove(PART)


def test_pieces_are_not_a_part_until_the_last(parts: Parts) -> None:
    assert parts.receive(PART, 0, BYTES[:400], sha256=SHA, size=1000) == Received(400, False)
    assert parts.read(PART, 0, 1) == b""
    assert parts.received(PART) == Received(400, False)
    whole = parts.receive(PART, 400, BYTES[400:], sha256=SHA, size=1000)
    assert whole == Received(1000, True, is_new=True)
    assert parts.read(PART, 0, 1000) == BYTES


def test_another_process_goes_on_where_the_first_one_stopped(opened: Opened) -> None:
    offset = 0
    for at in range(0, 1000, 250):
        process = opened()
        assert process.received(PART).offset == offset
        piece = BYTES[at : at + 250]
        offset = process.receive(PART, offset, piece, sha256=SHA, size=1000).offset
    assert opened().sha256(PART) == SHA


def test_a_piece_elsewhere_than_at_the_end_says_where_the_end_is(parts: Parts) -> None:
    parts.receive(PART, 0, BYTES[:400], sha256=SHA, size=1000)
    for offset in (0, 399, 401, 1000):
        with pytest.raises(WrongOffset) as refused:
            parts.receive(PART, offset, BYTES[:10], sha256=SHA, size=1000)
        assert refused.value.offset == 400


def test_a_piece_past_the_announced_end_keeps_nothing_of_itself(parts: Parts) -> None:
    parts.receive(PART, 0, BYTES[:400], sha256=SHA, size=1000)
    with pytest.raises(TooLong):
        parts.receive(PART, 400, bytes(601), sha256=SHA, size=1000)
    assert parts.received(PART) == Received(400, False)


@pytest.mark.parametrize("cut", [0, 1, 999])
def test_a_part_of_another_hash_begins_again(parts: Parts, cut: int) -> None:
    wrong = bytes([BYTES[0] ^ 1]) + BYTES[1:]
    if cut:
        parts.receive(PART, 0, wrong[:cut], sha256=SHA, size=1000)
    with pytest.raises(HashMismatch):
        parts.receive(PART, cut, wrong[cut:], sha256=SHA, size=1000)
    assert parts.received(PART) == Received(0, False)
    assert parts.receive(PART, 0, BYTES, sha256=SHA, size=1000).is_complete


def test_what_is_complete_is_never_written_again(parts: Parts) -> None:
    parts.receive(PART, 0, BYTES, sha256=SHA, size=1000)
    other = hashlib.sha256(b"other").digest()
    for sha256 in (bytes(32), other):
        assert parts.receive(PART, 0, b"other", sha256=sha256, size=5) == Received(1000, True)
    assert parts.receive(PART, 1000, b"more", sha256=SHA, size=1004) == Received(1000, True)
    assert parts.read(PART, 0, 2000) == BYTES


def wholes(count: int) -> list[WholePart]:
    contents = [os.urandom(100 + number) for number in range(count)]
    return [WholePart(os.urandom(16), hashlib.sha256(c).digest(), c) for c in contents]


def test_a_bundle_of_parts_is_there_at_once_and_each_is_new_once(parts: Parts) -> None:
    bundle = wholes(20)
    assert parts.keep(bundle) == [True] * 20
    assert [parts.read(each.part, 0, 1000) for each in bundle] == [e.content for e in bundle]
    assert [parts.sha256(each.part) for each in bundle] == [each.sha256 for each in bundle]
    assert parts.keep([*bundle[:3], *wholes(1)]) == [False, False, False, True]
    assert parts.keep([]) == []
    assert parts.idle_uploads(-60) == []


def test_a_part_begun_in_pieces_may_come_whole(opened: Opened) -> None:
    parts = opened()
    parts.receive(PART, 0, bytes(400), sha256=SHA, size=1000)
    assert parts.keep([WholePart(PART, SHA, BYTES)]) == [True]
    assert parts.received(PART) == Received(1000, True)
    assert opened().read(PART, 0, 2000) == BYTES


def test_a_whole_is_never_written_over_one_that_is_there(parts: Parts) -> None:
    parts.receive(PART, 0, BYTES, sha256=SHA, size=1000)
    other = WholePart(PART, hashlib.sha256(b"other").digest(), b"other")
    assert parts.keep([other]) == [False]
    assert parts.read(PART, 0, 2000) == BYTES


def test_many_senders_of_one_bundle_end_with_one_whole_of_each(opened: Opened) -> None:
    bundle = wholes(8)

    def keep(turn: int) -> list[bool]:
        return opened().keep([*bundle[turn:], *bundle[:turn]])

    with ThreadPoolExecutor(8) as pool:
        made = [new for found in pool.map(keep, range(8)) for new in found]
    assert sum(made) == 8, "each was made whole by exactly one of them"
    assert [opened().read(e.part, 0, 1000) for e in bundle] == [e.content for e in bundle]


def test_many_senders_of_one_part_end_with_one_whole_part(opened: Opened) -> None:
    def send(_: int) -> int:
        parts, offset, made = opened(), 0, 0
        while offset < 1000:
            try:
                piece = BYTES[offset : offset + 100]
                received = parts.receive(PART, offset, piece, sha256=SHA, size=1000)
            except WrongOffset as elsewhere:
                offset = elsewhere.offset
            else:
                offset, made = received.offset, made + received.is_new
        return made

    with ThreadPoolExecutor(8) as pool:
        made = list(pool.map(send, range(8)))
    assert sum(made) == 1, "exactly one of them made it whole"
    parts = opened()
    assert parts.read(PART, 0, 2000) == BYTES
    assert parts.idle_uploads(-60) == [], "no piece is left over"


def test_a_removed_part_is_gone_whole_or_in_pieces(parts: Parts) -> None:
    parts.receive(PART, 0, BYTES, sha256=SHA, size=1000)
    parts.remove(PART)
    assert parts.read(PART, 0, 1) == b""
    parts.receive(PART, 0, BYTES[:10], sha256=SHA, size=1000)
    parts.remove(PART)
    assert parts.received(PART) == Received(0, False)


def test_the_sweep_finds_uploads_that_stopped_and_parts_that_have_lain(parts: Parts) -> None:
    other = bytes(16)
    parts.receive(other, 0, BYTES, sha256=SHA, size=1000)
    parts.receive(PART, 0, BYTES[:10], sha256=SHA, size=1000)
    assert (parts.idle_uploads(60), list(parts.stored_before(60))) == ([], [])
    assert (parts.idle_uploads(-60), list(parts.stored_before(-60))) == ([PART], [other])


def test_a_name_that_is_not_sixteen_bytes_is_a_bug_of_the_caller(parts: Parts) -> None:
    with pytest.raises(ValueError, match="16 bytes"):
        parts.read(b"..", 0, 1)


def test_a_full_disk_still_says_what_it_has(tmp_path: Path) -> None:
    near = NearCentral(tmp_path)
    relay = near.relay()
    near.send()
    post, bundle = AgentPost.enrolled(tmp_path / "post", near, relay), wholes(2)
    sender = Post(post.actor.id, relay.id, StructureState.ACTIVE)
    assert len(near.central.receive_parts(sender, bundle).answers) == 2
    near.central.parts = FolderParts(near.folder / "parts", reserve_bytes=2**62)
    fates = [each.fate for each in near.central.receive_parts(sender, bundle).answers]
    assert fates == [PartFate.STORED] * 2
    with pytest.raises(Unavailable, match=r"server\.full"):
        near.central.receive_parts(sender, wholes(1))
    post.close()
    near.close()


# The bucket alone.


def test_a_store_that_is_away_is_said_to_be_unavailable(s3: PrivateS3) -> None:
    begun = time.monotonic()
    address = BucketAddress("parts", endpoint="http://127.0.0.1:9", credentials=s3.credentials)
    parts = BucketParts(address.opened())
    with pytest.raises(Unavailable) as refused:
        parts.received(PART)
    assert refused.value.message_key == "server.parts_away"
    assert time.monotonic() - begun < 20


def test_leftover_pieces_of_a_part_that_came_whole_are_swept(s3: PrivateS3) -> None:
    parts = BucketParts(BucketAddress.parse(s3.new_address()).opened())
    parts.receive(PART, 0, BYTES[:10], sha256=SHA, size=1000)
    parts.receive(PART, 0, BYTES, sha256=SHA, size=1000)
    assert parts.idle_uploads(-60) == [PART]
    assert parts.idle_uploads(-60) == []
    assert parts.read(PART, 0, 1000) == BYTES


def test_a_good_store_passes_the_trial_and_leaves_nothing(s3: PrivateS3) -> None:
    parts = BucketParts(BucketAddress.parse(s3.new_address()).opened())
    parts.check()
    assert list(parts._listed("")) == []


def test_wrong_credentials_or_no_bucket_stop_the_server_in_words(
    s3: PrivateS3, tmp_path: Path
) -> None:
    wrong = tmp_path / "credentials"
    wrong.write_text(s3.credentials.read_text().replace("secret-123", "secret-124"))
    wrong.chmod(0o600)
    for address in (
        BucketAddress("parts", endpoint=s3.endpoint, credentials=wrong),
        BucketAddress("elsewhere", endpoint=s3.endpoint, credentials=s3.credentials),
    ):
        with pytest.raises(Unavailable) as refused:
            BucketParts(address.opened()).check()
        assert refused.value.message_key == "server.parts_refused"


def test_a_store_that_overwrites_is_refused(s3: PrivateS3, monkeypatch: pytest.MonkeyPatch) -> None:
    class Careless(BucketParts):
        """What a store does that ignores `If-None-Match`, as some do."""

        __slots__ = ()

        def _put_new(self, path: str, content: bytes | bytearray) -> bool:
            BucketParts._put_new(self, path, content)
            return True

    with pytest.raises(Incompatible):
        Careless(BucketAddress.parse(s3.new_address()).opened()).check()


def test_credentials_come_from_a_file_of_the_server_alone_or_the_environment(
    s3: PrivateS3, tmp_path: Path
) -> None:
    address = BucketAddress.parse(s3.new_address())
    s3.credentials.chmod(0o644)
    try:
        with pytest.raises(InvalidInput) as refused:
            address.opened()
        assert refused.value.message_key == "server.secret_open"
    finally:
        s3.credentials.chmod(0o600)
    bare = BucketAddress(address.bucket, address.prefix, address.endpoint)
    with pytest.raises(InvalidInput) as refused:
        bare.opened({})
    assert refused.value.message_key == "server.secret_missing"
    found = dict(line.split(" = ") for line in s3.credentials.read_text().splitlines()[1:])
    parts = BucketParts(bare.opened({key.upper(): value for key, value in found.items()}))
    assert parts.received(PART) == Received(0, False)


@pytest.mark.parametrize(
    "text",
    [
        "https://bucket",
        "s3://",
        "s3://ab",
        "s3://key:secret@bucket",
        "s3://bucket?endpoint=http://store.example:9000",
        "s3://bucket?endpoint=http://localhost.example",
        "s3://bucket?endpoint=ftp://127.0.0.1",
        "s3://bucket?secret=x",
        "s3://bucket?credentials",
        "s3://bucket#part",
    ],
)
def test_an_address_in_clear_with_a_secret_or_of_another_kind_is_refused(text: str) -> None:
    with pytest.raises(InvalidInput) as refused:
        BucketAddress.parse(text)
    assert refused.value.message_key == "server.parts_address"


def test_an_address_says_bucket_place_and_credentials() -> None:
    text = "s3://papers/safe/one?endpoint=https://store.example&region=fr-par&credentials=/etc/s3"
    assert BucketAddress.parse(text) == BucketAddress(
        "papers", "safe/one", "https://store.example", "fr-par", Path("/etc/s3")
    )
    assert BucketAddress.parse("s3://papers") == BucketAddress("papers")
