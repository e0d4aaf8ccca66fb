"""The server's keys are made once, kept for its user alone, and never silently replaced."""

from __future__ import annotations

import stat
from pathlib import Path

import pytest

from kiosk.crypto.failures import CannotOpen
from kiosk.crypto.statements import verify_receipt
from kiosk.errors import IntegrityFailure
from kiosk.ports import SystemRng
from sync.server.keys import FileKeys


def test_keys_stay_the_same_from_one_start_to_the_next(tmp_path: Path) -> None:
    path = tmp_path / "keys" / "server.json"
    first = FileKeys.load_or_create(path, SystemRng())
    again = FileKeys.load_or_create(path, SystemRng())
    assert (first.server, first.receipt_ed, first.custody_x) == (
        again.server,
        again.receipt_ed,
        again.custody_x,
    )
    assert again.unwrap(b"place", first.wrap(b"place", b"key")) == b"key"
    verify_receipt(again.receipt_ed, bytes(32), 7, first.receipt(bytes(32), 7))
    assert stat.S_IMODE(path.stat().st_mode) == 0o600
    assert stat.S_IMODE(path.parent.stat().st_mode) == 0o700


def test_wrapped_bytes_open_in_their_own_place_alone(tmp_path: Path) -> None:
    keys = FileKeys.load_or_create(tmp_path / "server.json", SystemRng())
    wrapped = keys.wrap(b"row 1", b"a wrapped key")
    with pytest.raises(CannotOpen):
        keys.unwrap(b"row 2", wrapped)
    other = FileKeys.load_or_create(tmp_path / "other.json", SystemRng())
    with pytest.raises(CannotOpen):
        other.unwrap(b"row 1", wrapped)


@pytest.mark.parametrize("content", [b"", b"{}", b'{"id":"00"}', b"\xff" * 50])
def test_a_damaged_file_stops_the_server_and_stays_as_it_is(tmp_path: Path, content: bytes) -> None:
    path = tmp_path / "server.json"
    path.write_bytes(content)
    with pytest.raises(IntegrityFailure) as stopped:
        FileKeys.load_or_create(path, SystemRng())
    assert stopped.value.message_key == "server.keys_damaged"
    assert path.read_bytes() == content


def test_no_key_shows_in_a_representation(tmp_path: Path) -> None:
    keys = FileKeys.load_or_create(tmp_path / "server.json", SystemRng())
    shown = repr(keys)
    for secret in (keys.at_rest, keys.made_up, keys.custody.private, keys.identity.seed):
        assert repr(secret) not in shown
