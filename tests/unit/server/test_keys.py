"""The key file is made once, kept for its user alone, and never silently replaced.

What every keeper of keys promises is in `tests/contract/server/test_keys.py`.
"""

from __future__ import annotations

import stat
from collections.abc import Sequence
from dataclasses import replace
from pathlib import Path

import pytest

from kiosk.crypto.at_rest import wrap
from kiosk.crypto.failures import CannotOpen
from kiosk.errors import IntegrityFailure, InvalidInput, Unavailable
from kiosk.ports import SystemRng
from sync.server.keys.at_rest import OPEN_S, SEAL_S, AtRest
from sync.server.keys.file import FileKeeper, KeyFile
from sync.server.keys.moving import Mover
from sync.server.keys.port import DataKey, Placed
from sync.server.keys.server_keys import ServerKeys, open_keys
from sync.server.keys.two import TwoKeepers
from sync.server.secret_files import read_secret_file
from tests.fakes.central import MovedClock


def opened(folder: Path) -> ServerKeys:
    return open_keys("", folder, clock=MovedClock(), rng=SystemRng())


class CountedKeeper(FileKeeper):
    """Counts what a key service would be asked, and may be away."""

    def __init__(self, path: Path) -> None:
        super().__init__(path, SystemRng())
        self.asked: list[str] = []
        self.is_away = False

    def data_keys(self, context: bytes, count: int) -> list[DataKey]:
        self._note("data_keys")
        return super().data_keys(context, count)

    def unwrap_each(self, items: Sequence[Placed]) -> list[bytes | None]:
        self._note(f"unwrap {len(items)}")
        return super().unwrap_each(items)

    def _note(self, what: str) -> None:
        self.asked.append(what)
        if self.is_away:
            raise Unavailable("server.keys_away")


class Scene:
    def __init__(self, folder: Path) -> None:
        self.clock = MovedClock()
        self.keeper = CountedKeeper(folder / "server.json")
        self.rest = self.anew()

    def anew(self) -> AtRest:
        """Return what another process, or the same one started again, has."""
        return AtRest(
            self.keeper, "records", self.clock, SystemRng(), first_key=self.keeper.first_key
        )


@pytest.fixture
def scene(tmp_path: Path) -> Scene:
    return Scene(tmp_path)


def test_keys_stay_the_same_from_one_start_to_the_next(tmp_path: Path) -> None:
    first, again = opened(tmp_path / "keys"), opened(tmp_path / "keys")
    assert (first.server, first.receipt_ed, first.custody.public) == (
        again.server,
        again.receipt_ed,
        again.custody.public,
    )
    assert again.digest("account", b"x") == first.digest("account", b"x")
    assert again.unwrap(b"place", first.wrap(b"place", b"key")) == b"key"
    path = tmp_path / "keys" / "server.json"
    assert stat.S_IMODE(path.stat().st_mode) == 0o600
    assert stat.S_IMODE(path.parent.stat().st_mode) == 0o700


@pytest.mark.parametrize("content", [b"", b"{}", b'{"id":"00"}', b"\xff" * 50])
def test_a_damaged_file_stops_the_server_and_stays_as_it_is(tmp_path: Path, content: bytes) -> None:
    path = tmp_path / "server.json"
    path.write_bytes(content)
    with pytest.raises(IntegrityFailure) as stopped:
        opened(tmp_path)
    assert stopped.value.message_key == "server.keys_damaged"
    assert path.read_bytes() == content


def test_no_key_shows_in_a_representation(tmp_path: Path) -> None:
    keys = opened(tmp_path)
    keys.wrap(b"place", b"data")
    found = KeyFile.load(tmp_path / "server.json")
    shown = repr(keys) + repr(found)
    assert keys.for_records._sealing is not None
    for secret in (
        *found.rest,
        keys.secrets.made_up,
        keys.custody.private,
        found.identity.seed,
        keys.for_records._sealing[1].plain,
    ):
        assert repr(secret) not in shown


def test_a_row_from_before_data_keys_opens_and_gets_one_when_rewrapped(scene: Scene) -> None:
    old = wrap(scene.keeper.first_key, b"place", b"data", rng=SystemRng())
    assert scene.rest.unwrap(b"place", old) == b"data"
    (new,) = scene.rest.rewrap_all([Placed(b"place", old)])
    assert (old[:1], new[:1]) == (b"\x01", b"\x02")
    assert scene.rest.unwrap(b"place", new) == b"data"


def test_a_data_key_opens_nothing_of_another_purpose(tmp_path: Path) -> None:
    keys = opened(tmp_path)
    with pytest.raises(CannotOpen):
        keys.for_custody.unwrap(b"place", keys.for_records.wrap(b"place", b"data"))


@pytest.mark.parametrize("row", [b"", b"\x02", b"\x02\x00\x00", b"\x02\x00\x05abcde", b"\x03abc"])
def test_a_row_of_another_form_does_not_open(scene: Scene, row: bytes) -> None:
    with pytest.raises(CannotOpen):
        scene.rest.unwrap(b"place", row)


def test_the_keeper_is_asked_once_for_many_rows(scene: Scene) -> None:
    rows = [scene.rest.wrap(b"row", bytes([n])) for n in range(50)]
    assert scene.keeper.asked == ["data_keys"]
    fresh = scene.anew()
    assert fresh.unwrap_all([Placed(b"row", row) for row in rows]) == [
        bytes([n]) for n in range(50)
    ]
    assert fresh.unwrap(b"row", rows[0]) == b"\x00"
    assert scene.keeper.asked == ["data_keys", "unwrap 1"]


def test_a_data_key_lives_an_hour_for_sealing_and_ten_minutes_for_opening(scene: Scene) -> None:
    row = scene.rest.wrap(b"row", b"data")
    scene.clock.ahead_s += SEAL_S + 1
    other = scene.rest.wrap(b"row", b"data")
    assert row[:50] != other[:50], "another data key stands before it"
    scene.rest.unwrap(b"row", row)
    scene.clock.ahead_s += OPEN_S + 1
    scene.rest.unwrap(b"row", row)
    assert scene.keeper.asked == ["data_keys", "data_keys", "unwrap 1", "unwrap 1"]


def test_a_keeper_that_is_away_stops_nothing_until_the_hour_is_over(scene: Scene) -> None:
    row = scene.rest.wrap(b"row", b"data")
    scene.keeper.is_away = True
    scene.clock.ahead_s += SEAL_S - 60
    with pytest.raises(Unavailable):
        scene.rest.refresh()
    assert scene.rest.wrap(b"row", b"data")
    scene.clock.ahead_s += 61
    with pytest.raises(Unavailable):
        scene.rest.wrap(b"row", b"data")
    asked = len(scene.keeper.asked)
    with pytest.raises(Unavailable):
        scene.rest.unwrap(b"row", row)
    assert len(scene.keeper.asked) == asked, "not asked again at once: a queue would build up"
    scene.keeper.is_away = False
    scene.clock.ahead_s += 3
    assert scene.rest.unwrap(b"row", row) == b"data"


@pytest.mark.parametrize(
    "address",
    [
        "aws:x",
        "vault://host/transit",
        "vault://host/transit?role=/r&ca=/c&token=secret",
        "vault://user:secret@host/transit?role=/r&ca=/c",
        "pkcs11:token=a",
        "pkcs11:token=a?module-path=/m&pin-value=1234",
    ],
)
def test_an_address_of_another_kind_or_with_a_secret_is_refused(
    tmp_path: Path, address: str
) -> None:
    with pytest.raises(InvalidInput) as refused:
        open_keys(address, tmp_path, clock=MovedClock(), rng=SystemRng())
    assert refused.value.message_key == "server.keys_address"


@pytest.mark.parametrize("mode", [0o644, 0o666, 0o620])
def test_a_secret_that_others_read_or_write_is_not_used(tmp_path: Path, mode: int) -> None:
    path = tmp_path / "secret"
    path.write_bytes(b"secret")
    path.chmod(0o640)
    assert read_secret_file(path) == b"secret", "a group may read: systemd hands over so"
    path.chmod(mode)
    with pytest.raises(InvalidInput) as refused:
        read_secret_file(path)
    assert refused.value.message_key == "server.secret_open"


def test_a_move_asks_each_keeper_once_a_page_however_its_rows_are_mixed(tmp_path: Path) -> None:
    CountedKeeper(tmp_path / "old.json")
    file = KeyFile.load(tmp_path / "old.json")
    replace(file, rest=(SystemRng().bytes(32),)).save(tmp_path / "new.json")
    old, new = CountedKeeper(tmp_path / "old.json"), CountedKeeper(tmp_path / "new.json")
    at_rest = AtRest(new, "records", MovedClock(), SystemRng())
    rows, places = [], [b"row %d" % n for n in range(60)]
    for n, place in enumerate(places):  # each under a data key of its own, before or since
        writer = AtRest((old, new)[n % 3 == 0], "records", MovedClock(), SystemRng())
        rows.append(Placed(place, writer.wrap(place, place)))
    old.asked, new.asked = [], []
    mover = Mover(TwoKeepers(new, old), at_rest)
    moved = mover.moved(rows)
    assert [each is None for each in moved] == [n % 3 == 0 for n in range(60)]
    assert (new.asked, old.asked) == (["unwrap 60"], ["unwrap 40"])
    assert mover.moved(rows) == moved
    assert (len(new.asked), len(old.asked)) == (1, 1), "what was asked once is known"
    again = [Placed(row.context, new) for row, new in zip(rows, moved, strict=True) if new]
    assert at_rest.unwrap_all(again) == [each.context for each in again]
