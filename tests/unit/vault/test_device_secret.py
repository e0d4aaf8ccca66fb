"""Who keeps the device secret."""

from __future__ import annotations

from pathlib import Path

import pytest

from kiosk.errors import IntegrityFailure, Unavailable
from kiosk.vault.device_secret import FileKeystore, OsKeyring, load_or_create, trusted_keyring
from kiosk.vault.locations import PostPaths
from tests.fakes.keyring_backend import FakeKeyring


@pytest.fixture
def paths(tmp_path: Path) -> PostPaths:
    made = PostPaths(tmp_path / "state", tmp_path / "runtime")
    made.make()
    return made


def stores(paths: PostPaths, backend: FakeKeyring | None) -> tuple[OsKeyring, FileKeystore]:
    return OsKeyring(backend, paths.state_dir), FileKeystore(paths.secret_file)


def test_the_system_keeps_the_secret_where_it_can(paths: PostPaths) -> None:
    backend = FakeKeyring()
    secret, is_degraded = load_or_create(paths, keystores=stores(paths, backend))
    assert (len(secret), is_degraded) == (32, False)
    assert not paths.secret_file.exists()
    assert load_or_create(paths, keystores=stores(paths, backend)) == (secret, False)


def test_without_a_system_store_a_private_file_keeps_it_and_says_so(paths: PostPaths) -> None:
    secret, is_degraded = load_or_create(paths, keystores=stores(paths, None))
    assert is_degraded
    assert paths.secret_file.stat().st_mode & 0o777 == 0o600
    assert load_or_create(paths, keystores=stores(paths, None)) == (secret, True)


def test_a_store_that_is_locked_today_is_waited_for_and_not_replaced(paths: PostPaths) -> None:
    backend = FakeKeyring()
    secret, _ = load_or_create(paths, keystores=stores(paths, backend))
    backend.is_locked = True
    for locked in (stores(paths, backend), stores(paths, None)):
        with pytest.raises(Unavailable, match=r"vault\.secret_unavailable"):
            load_or_create(paths, keystores=locked)
    assert not paths.secret_file.exists()
    backend.is_locked = False
    assert load_or_create(paths, keystores=stores(paths, backend)) == (secret, False)


def test_a_store_that_refuses_to_keep_it_gives_way_to_the_next(paths: PostPaths) -> None:
    backend = FakeKeyring(is_locked=True)
    _, is_degraded = load_or_create(paths, keystores=stores(paths, backend))
    assert is_degraded


def test_a_secret_that_is_gone_or_spoilt_is_told_and_not_made_anew(paths: PostPaths) -> None:
    load_or_create(paths, keystores=stores(paths, None))
    paths.secret_file.write_text("not hex")
    for _ in range(2):
        with pytest.raises(IntegrityFailure, match=r"vault\.secret_damaged"):
            load_or_create(paths, keystores=stores(paths, None))
        paths.secret_file.unlink(missing_ok=True)


def test_a_secret_kept_before_the_power_went_is_taken(paths: PostPaths) -> None:
    FileKeystore(paths.secret_file).store(b"s" * 32)
    assert load_or_create(paths, keystores=stores(paths, None)) == (b"s" * 32, True)


def test_a_store_outside_the_allow_list_is_never_used(monkeypatch: pytest.MonkeyPatch) -> None:
    import keyring
    from keyring.backends import null

    monkeypatch.setenv("DBUS_SESSION_BUS_ADDRESS", "unix:path=/nonexistent")
    before = keyring.get_keyring()
    keyring.set_keyring(null.Keyring())  # type: ignore[no-untyped-call]
    try:
        assert trusted_keyring() is None
    finally:
        keyring.set_keyring(before)


def test_without_a_desktop_session_nothing_is_asked(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delenv("DBUS_SESSION_BUS_ADDRESS", raising=False)
    assert trusted_keyring() is None
