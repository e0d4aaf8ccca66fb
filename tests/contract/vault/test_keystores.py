"""What every keeper of the device secret does."""

from __future__ import annotations

from pathlib import Path

import pytest

from kiosk.errors import IntegrityFailure
from kiosk.vault.device_secret import FileKeystore, Keystore, OsKeyring
from tests.fakes.keyring_backend import FakeKeyring


@pytest.fixture(params=["file", "keyring"])
def keystore(request: pytest.FixtureRequest, tmp_path: Path) -> Keystore:
    if request.param == "file":
        return FileKeystore(tmp_path / "device.secret")
    return OsKeyring(FakeKeyring(), tmp_path)


def test_it_holds_nothing_before_the_first_time(keystore: Keystore) -> None:
    assert keystore.load() is None


def test_it_gives_back_what_it_was_given(keystore: Keystore) -> None:
    assert keystore.store(b"\x00\xff" * 16)
    assert keystore.load() == b"\x00\xff" * 16


def test_a_secret_of_another_length_is_damage(keystore: Keystore) -> None:
    keystore.store(b"short")
    with pytest.raises(IntegrityFailure, match=r"vault\.secret_damaged"):
        keystore.load()
