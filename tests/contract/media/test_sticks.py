"""What sticks keep to, udisks' and the folders that stand in for them (VLT-26, EXP-01)."""

from __future__ import annotations

import json
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

import pytest

from kiosk.errors import Unavailable
from kiosk.media.sticks import Copier, Stick, Sticks, copy_name
from kiosk.media.udisks import UdisksSticks, sticks_in
from kiosk.session.wipe import unmount_commands
from tests.fakes.sticks import FolderSticks

PDF = b"%PDF-1.7 a paper"

LSBLK = """#!/bin/sh
# As util-linux 2.38 prints it: what the folder `here` holds is plugged in.
cd "$(dirname "$0")/../here" || exit 1
printf '{"blockdevices": ['
printf '{"name":"/dev/vda","type":"disk","rm":false,"hotplug":false,"fstype":"ext4",'
printf '"label":null,"mountpoint":"/"}'
for stick in *; do
  [ -f "$stick" ] || continue
  where=null
  [ -d "../media/$stick" ] && where="\\"$(cd ../media && pwd)/$stick\\""
  printf ',{"name":"/dev/%s","type":"part","rm":true,"hotplug":true,"fstype":"vfat",' "$stick"
  printf '"label":"%s","mountpoint":%s}' "$(cat "$stick")" "$where"
done
printf ']}'
"""
UDISKSCTL = """#!/bin/sh
# As udisks 2.9 does it: a folder named after the device appears, or goes.
cd "$(dirname "$0")/.." || exit 1
what="$1"
while [ "$1" != --block-device ]; do shift; done
stick="$(basename "$2")"
case "$what" in
  mount) [ -e "unreadable/$stick" ] && exit 1; mkdir "media/$stick" ;;
  unmount) [ -e "busy/$stick" ] && exit 1; rm -r "media/$stick" ;;
esac
"""


@dataclass(frozen=True, slots=True)
class Bench:
    """Sticks, and how a test changes the world they are in."""

    sticks: Sticks
    plug_in: Callable[[str, str], object]
    pull_out: Callable[[str], object]
    spoil: Callable[[str], object]
    keep_busy: Callable[[str], object]


def _by_folders(folder: Path) -> Bench:
    sticks = FolderSticks(folder)
    return Bench(
        sticks,
        lambda name, label: sticks.plug_in(f"/dev/{name}", label),
        lambda name: sticks.pull_out(f"/dev/{name}"),
        lambda name: sticks.unreadable.add(f"/dev/{name}"),
        lambda name: sticks.busy.add(f"/dev/{name}"),
    )


def _by_udisks(folder: Path, monkeypatch: pytest.MonkeyPatch) -> Bench:
    """The real adapter on programs that answer as the system's do: no stick is here."""
    for name in ("bin", "here", "media", "busy", "unreadable"):
        (folder / name).mkdir()
    for name, program in (("lsblk", LSBLK), ("udisksctl", UDISKSCTL)):
        (folder / "bin" / name).write_text(program, encoding="ascii")
        (folder / "bin" / name).chmod(0o755)
    monkeypatch.setenv("PATH", str(folder / "bin"))
    return Bench(
        UdisksSticks((f"{folder}/media/",)),
        lambda name, label: (folder / "here" / name).write_text(label, encoding="utf-8"),
        lambda name: (folder / "here" / name).unlink(),
        lambda name: (folder / "unreadable" / name).touch(),
        lambda name: (folder / "busy" / name).touch(),
    )


@pytest.fixture(params=["folders", "udisks"])
def bench(request: pytest.FixtureRequest, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Bench:
    return (
        _by_folders(tmp_path) if request.param == "folders" else _by_udisks(tmp_path, monkeypatch)
    )


def fault_of(call: Callable[[], object]) -> str:
    with pytest.raises(Unavailable) as raised:
        call()
    return raised.value.message_key


def test_a_stick_is_there_while_it_is_plugged_in(bench: Bench) -> None:
    assert bench.sticks.plugged() == ()
    bench.plug_in("sdb1", "CLE ROUGE")
    assert bench.sticks.plugged() == (Stick("/dev/sdb1", "CLE ROUGE"),)
    bench.pull_out("sdb1")
    assert bench.sticks.plugged() == ()


def test_it_is_mounted_once_and_let_go_of(bench: Bench) -> None:
    bench.plug_in("sdb1", "CLE")
    (stick,) = bench.sticks.plugged()
    here = bench.sticks.mounted(stick)
    assert Path(here.folder).is_dir()
    assert bench.sticks.mounted(here) == bench.sticks.mounted(stick) == here
    assert bench.sticks.plugged() == (here,)
    bench.sticks.let_go(here)
    bench.sticks.let_go(here)
    assert bench.sticks.plugged() == (stick,)


def test_what_cannot_be_done_is_told(bench: Bench) -> None:
    bench.plug_in("sdb1", "CLE")
    (stick,) = bench.sticks.plugged()
    bench.spoil("sdb1")
    assert fault_of(lambda: bench.sticks.mounted(stick)) == "stick.unreadable"
    bench.plug_in("sdc1", "AUTRE")
    other = next(each for each in bench.sticks.plugged() if each.device == "/dev/sdc1")
    here = bench.sticks.mounted(other)
    bench.keep_busy("sdc1")
    assert fault_of(lambda: bench.sticks.let_go(here)) == "stick.busy"
    bench.pull_out("sdc1")
    assert fault_of(lambda: bench.sticks.mounted(here)) == "stick.gone"
    bench.sticks.let_go(here)


def test_a_copy_lies_beside_what_was_there_and_changes_nothing_of_it(bench: Bench) -> None:
    bench.plug_in("sdb1", "CLE")
    (stick,) = bench.sticks.plugged()
    folder = Path(bench.sticks.mounted(stick).folder)
    (folder / "Bail.pdf").write_bytes(b"theirs")
    seen: dict[str, bytes] = {}
    keeping = _Keeping(bench.sticks, folder, seen)
    names = [Copier(keeping).copy(stick, name, PDF) for name in ("bail.pdf", "Titre.pdf")]
    assert names == ["bail 2.pdf", "Titre.pdf"]
    assert seen["Titre.pdf"] == seen["bail 2.pdf"] == PDF
    assert seen["Bail.pdf"] == b"theirs"
    assert not [name for name in seen if name.endswith(".part")]


@dataclass(frozen=True, slots=True)
class _Keeping:
    """The sticks of a bench; what lies on one is noted when it is let go of, and stays."""

    sticks: Sticks
    folder: Path
    seen: dict[str, bytes]

    def plugged(self) -> tuple[Stick, ...]:
        return tuple(self.sticks.plugged())

    def mounted(self, stick: Stick) -> Stick:
        return self.sticks.mounted(stick)

    def let_go(self, stick: Stick) -> None:
        self.seen.update({path.name: path.read_bytes() for path in self.folder.iterdir()})


def test_a_stick_that_is_let_go_of_after_a_copy_may_be_pulled_out(bench: Bench) -> None:
    bench.plug_in("sdb1", "CLE")
    (stick,) = bench.sticks.plugged()
    Copier(bench.sticks).copy(stick, "Titre.pdf", PDF)
    assert bench.sticks.plugged() == (stick,)
    bench.keep_busy("sdb1")
    assert fault_of(lambda: Copier(bench.sticks).copy(stick, "Titre.pdf", PDF)) == "stick.busy"


def test_a_stick_that_takes_nothing_is_told_and_keeps_nothing_half_written(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    sticks = FolderSticks(tmp_path)
    stick = sticks.plug_in("/dev/sdb1")
    for module, key in (
        ("tests.fakes.full_stick_child", "stick.full"),
        ("tests.fakes.silent_child", "stick.silent"),
        ("tests.fakes.no_such_child", "stick.not_written"),
    ):
        copier = Copier(sticks, timeout_s=2.0, module=module)
        assert fault_of(lambda copier=copier: copier.copy(stick, "a.pdf", PDF)) == key
    assert list((tmp_path / "sdb1").iterdir()) == []


@pytest.mark.parametrize("name", ["", ".", "..", "../a.pdf", "a/b.pdf"])
def test_a_name_leads_nowhere_else(tmp_path: Path, name: str) -> None:
    sticks = FolderSticks(tmp_path)
    stick = sticks.plug_in("/dev/sdb1")
    assert fault_of(lambda: Copier(sticks).copy(stick, name, PDF)) == "stick.not_written"
    assert [path.name for path in tmp_path.iterdir()] == ["sdb1"]


@pytest.mark.parametrize(
    ("title", "name"),
    [
        ("Avis d’impôt 2025", "Avis d’impôt 2025.pdf"),
        ("Bail : 12/03/2024 ?", "Bail 12 03 2024.pdf"),
        ("بطاقة إقامة", "بطاقة إقامة.pdf"),
        ("a\u202eb\x00c\n", "a b c.pdf"),
        (" ...", "papier.pdf"),
        ("con", "papier con.pdf"),
        ("LPT1.x", "papier LPT1.x.pdf"),
        ("é" * 200, "é" * 60 + ".pdf"),
    ],
)
def test_a_title_becomes_a_name_that_every_stick_takes(title: str, name: str) -> None:
    assert copy_name(title) == name


def test_disks_of_the_system_and_what_is_no_list_are_no_sticks() -> None:
    stick = {
        "name": "/dev/sdb1",
        "type": "part",
        "rm": True,
        "hotplug": True,
        "fstype": "exfat",
        "label": "A\u202eB",
        "mountpoint": "/run/media/poste/AB",
    }
    assert list(_listed(stick)) == [Stick("/dev/sdb1", "AB", "/run/media/poste/AB")]
    for changed in (
        {"rm": False, "hotplug": False},
        {"fstype": "crypto_LUKS"},
        {"fstype": None},
        {"mountpoint": "/"},
        {"mountpoint": "/mnt/backup"},
        {"type": "loop"},
        {"name": "sdb1"},
        {"rm": []},
    ):
        expected = [Stick("/dev/sdb1", "AB", stick["mountpoint"])] if changed == {"rm": []} else []
        assert list(_listed({**stick, **changed})) == expected
    for nonsense in (b"", b"[]", b"{}", b'{"blockdevices": 3}', b'{"blockdevices": [3, {}]}'):
        assert list(sticks_in(nonsense)) == []


def test_the_wipe_unmounts_what_is_mounted_where_sticks_are(tmp_path: Path) -> None:
    mountinfo = tmp_path / "mountinfo"
    mountinfo.write_bytes(
        b"90 30 8:17 / /run/media/poste/CLE\\040ROUGE rw,nosuid - vfat /dev/sdb1 rw\n"
    )
    (command,) = unmount_commands(mountinfo)
    assert command[-1] in {"/dev/sdb1", "/run/media/poste/CLE ROUGE"}


def test_this_machine_s_own_disks_are_no_sticks() -> None:
    assert all(stick.device.startswith("/dev/") for stick in UdisksSticks().plugged())
    assert not any(stick.folder == "/" for stick in UdisksSticks().plugged())


def _listed(row: dict[str, object]) -> tuple[Stick, ...]:
    return tuple(sticks_in(json.dumps({"blockdevices": [row]}).encode()))
