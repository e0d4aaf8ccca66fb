"""The list of sources: from memory at once, corrected by a look, never believed too far."""

from __future__ import annotations

import json
import stat
from collections.abc import Sequence
from pathlib import Path

import pytest

from kiosk.capture.device_list import (
    MEMORY_NAME,
    DeviceList,
    Listing,
    forget,
    remembered_devices,
)
from kiosk.capture.ports import ScannerDevice
from kiosk.capture.sources import AllSources, Way
from kiosk.commands import scanners
from kiosk.errors import InvalidInput, Unavailable
from tests.fakes.scanner import FakeScanner

CABLE = ScannerDevice("test:0", "Noname", "Câble", "flatbed scanner")
NETWORK = ScannerDevice(
    "uscan:1", "", "Réseau", "network scanner", "https://10.0.0.7/eSCL", "ab" * 32
)


class Found(FakeScanner):
    """Lists what it is given; None hangs."""

    def __init__(self, *found: ScannerDevice, hangs: bool = False) -> None:
        super().__init__()
        self.found, self.hangs = found, hangs

    def devices(self) -> Sequence[ScannerDevice]:
        if self.hangs:
            raise Unavailable("scan.not_answering", pages=0)
        return self.found


def answers(listing: Listing) -> dict[str, bool | None]:
    return {one.device.name: one.answers for one in listing.sources}


def test_what_answered_is_there_at_once_the_next_time(tmp_path: Path) -> None:
    memory = tmp_path / MEMORY_NAME
    DeviceList(Found(CABLE, NETWORK), memory).look()
    later = DeviceList(Found(hangs=True), memory).remembered()
    assert answers(later) == {"test:0": None, "uscan:1": None}
    assert later.chosen == CABLE


def test_a_look_corrects_the_list_and_keeps_what_is_absent(tmp_path: Path) -> None:
    memory = tmp_path / MEMORY_NAME
    DeviceList(Found(CABLE), memory).look()
    now = DeviceList(Found(NETWORK), memory).look()
    assert answers(now) == {"uscan:1": True, "test:0": False}
    assert now.chosen == NETWORK


def test_the_one_used_last_is_chosen_unless_it_is_absent(tmp_path: Path) -> None:
    memory = tmp_path / MEMORY_NAME
    both = DeviceList(Found(CABLE, NETWORK), memory)
    both.look()
    both.use(NETWORK)
    assert both.remembered().chosen == NETWORK
    assert DeviceList(Found(CABLE), memory).look().chosen == CABLE


def test_the_one_it_prefers_comes_before_the_one_used_last(tmp_path: Path) -> None:
    memory = tmp_path / MEMORY_NAME
    sources = DeviceList(Found(CABLE, NETWORK), memory, preferred="uscan:1")
    sources.look()
    sources.use(CABLE)
    assert sources.look().chosen == NETWORK


def test_a_new_address_is_taken_over_and_another_certificate_is_not(tmp_path: Path) -> None:
    memory = tmp_path / MEMORY_NAME
    DeviceList(Found(NETWORK), memory).look()
    moved = ScannerDevice("uscan:1", "", "Réseau", "network scanner", "http://10.0.0.9/eSCL", "")
    now = DeviceList(Found(moved), memory).look()
    assert now.sources[0].device.address == "http://10.0.0.9/eSCL"
    assert now.sources[0].device.certificate == "ab" * 32
    assert forget(memory, "uscan:1")
    assert DeviceList(Found(moved), memory).look().sources[0].device.certificate == ""
    assert not forget(memory, "uscan:9")


@pytest.mark.parametrize(
    "noise",
    [
        b"",
        b"{",
        b"[" * 100_000,
        b"[]",
        b'{"devices": 1, "last_used": ""}',
        b'{"devices": [{"name": "x"}], "last_used": ""}',
        b'{"devices": [{"name": 1, "vendor": "", "model": "", "kind": "", "address": "",'
        b' "certificate": ""}], "last_used": ""}',
        b"\xff" * 100_000,
    ],
)
def test_a_memory_that_is_none_is_an_empty_one(tmp_path: Path, noise: bytes) -> None:
    memory = tmp_path / MEMORY_NAME
    memory.write_bytes(noise)
    assert remembered_devices(memory) == ()
    assert answers(DeviceList(Found(CABLE), memory).look()) == {"test:0": True}


def test_the_file_is_this_user_s_alone_and_bounded(tmp_path: Path) -> None:
    memory = tmp_path / MEMORY_NAME
    many = [ScannerDevice(f"test:{n}", "", "", "") for n in range(100)]
    DeviceList(Found(*many), memory).look()
    assert stat.S_IMODE(memory.stat().st_mode) == 0o600
    assert len(json.loads(memory.read_text(encoding="utf-8"))["devices"]) == 32
    assert [path.name for path in tmp_path.iterdir()] == [MEMORY_NAME]


def test_where_nothing_can_be_written_the_list_works_without_memory(tmp_path: Path) -> None:
    nowhere = DeviceList(Found(CABLE), tmp_path / "absent" / MEMORY_NAME)
    assert answers(nowhere.look()) == {"test:0": True}
    assert DeviceList(Found(CABLE), None).look().chosen == CABLE


def test_a_way_that_hangs_hides_no_other_and_none_left_is_told() -> None:
    mixed = AllSources((Way("uscan:", Found(NETWORK)),), Found(hangs=True))
    assert mixed.devices() == (NETWORK,)
    with pytest.raises(Unavailable):
        AllSources((Way("uscan:", Found(hangs=True)),), Found(hangs=True)).devices()


def test_a_network_scanner_is_not_listed_a_second_time_by_sane() -> None:
    twice = ScannerDevice("airscan:e0:Réseau", "eSCL", "Réseau", "ip=10.0.0.7")
    assert AllSources((Way("uscan:", Found(NETWORK)),), Found(twice, CABLE)).devices() == (
        CABLE,
        NETWORK,
    )
    assert AllSources((), Found(twice)).devices() == (twice,)


def test_it_lists_what_is_remembered_and_forgets_one_by_its_name(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    DeviceList(Found(CABLE, NETWORK), tmp_path / MEMORY_NAME).look()
    given = ["--state-dir", str(tmp_path), "--json"]
    assert scanners(given) == 0
    assert json.loads(capsys.readouterr().out)["uscan:1"]["certificate"] == "ab" * 32
    assert scanners(["--forget", "uscan:1", *given]) == 0
    assert list(json.loads(capsys.readouterr().out)) == ["test:0"]
    with pytest.raises(InvalidInput, match=r"scan\.not_remembered"):
        scanners(["--forget", "uscan:1", *given])
