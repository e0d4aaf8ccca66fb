"""Approved media, and one file on them: written whole, taken away, never through a link."""

from __future__ import annotations

import os
import time

import pytest

from kiosk.copies.asking import MediumChild
from kiosk.copies.files import copy_name, remove_file, write_file
from kiosk.copies.media import ApprovedMedia, approved_media
from kiosk.domain.work_copies import CopyOutcome

UUID = "4D21-0FA3"


@pytest.fixture
def stick(tmp_path):
    """A stick as the system tells of it: a device, its UUID, and where it is mounted."""
    device, uuids = tmp_path / "sdb1", tmp_path / "by-uuid"
    device.touch()
    uuids.mkdir()
    (uuids / UUID).symlink_to(device)
    mounted = tmp_path / "media" / "CLE TRAVAIL"
    mounted.mkdir(parents=True)
    told = str(mounted).replace(" ", "\\040")
    (tmp_path / "mountinfo").write_text(
        "22 1 8:1 / / rw - ext4 /dev/sda1 rw\n"
        f"40 22 8:17 / {told} rw,nosuid - vfat {device} rw,uid=1000\n"
    )
    return ApprovedMedia((), (UUID,), uuids, tmp_path / "mountinfo"), mounted


def test_nothing_is_approved_until_a_setting_says_so():
    assert not ApprovedMedia().is_any_named
    assert not approved_media("", "").is_any_named
    assert ApprovedMedia().within_reach() == ()


def test_settings_name_folders_and_devices_and_nothing_odd(tmp_path):
    media = approved_media(os.pathsep.join([str(tmp_path), "relative/folder", ""]), f"{UUID} ../x")
    assert (media.folders, media.devices) == ((tmp_path,), (UUID,))
    (place,) = media.within_reach()
    assert (place.key, place.name) == (f"folder:{tmp_path}", tmp_path.name)


def test_a_stick_is_found_by_its_file_system_wherever_it_is_mounted(stick):
    media, mounted = stick
    (place,) = media.within_reach()
    assert (place.key, place.name) == (f"device:{UUID}", "CLE TRAVAIL")
    assert media.folder(place.key) == mounted


def test_another_stick_at_the_same_place_is_another_stick(stick, tmp_path):
    media, _ = stick
    (tmp_path / "by-uuid" / UUID).unlink()
    other = tmp_path / "sdb1"
    (tmp_path / "by-uuid" / "0000-0000").symlink_to(other)
    assert media.within_reach() == ()
    assert media.folder(f"device:{UUID}") is None


def test_a_medium_that_is_no_longer_approved_is_touched_no_more(tmp_path):
    assert ApprovedMedia((tmp_path,)).folder(f"folder:{tmp_path}") == tmp_path
    assert ApprovedMedia(()).folder(f"folder:{tmp_path}") is None
    assert ApprovedMedia((tmp_path,)).folder(f"folder:{tmp_path}/..") is None


def test_a_folder_that_went_away_is_not_within_reach(tmp_path):
    assert ApprovedMedia((tmp_path / "gone",)).within_reach() == ()


def test_what_touches_a_medium_is_done_elsewhere_and_told(tmp_path):
    media, key = ApprovedMedia((tmp_path,)), f"folder:{tmp_path}"
    assert media.write(key, "x.pdf", b"%PDF") is CopyOutcome.DONE
    assert media.write(key, "x.pdf", b"%PDF") is CopyOutcome.NOT_DONE
    assert media.remove(key, "x.pdf") is CopyOutcome.DONE
    assert media.remove(key, "x.pdf") is CopyOutcome.NOT_REACHED
    tmp_path.rmdir()
    assert media.write(key, "x.pdf", b"%PDF") is CopyOutcome.NOT_REACHED
    assert media.write("folder:/elsewhere", "x.pdf", b"%PDF") is CopyOutcome.NOT_REACHED


def test_a_large_copy_has_a_slow_stick_s_time_and_is_written_whole(tmp_path):
    media, content = ApprovedMedia((tmp_path,)), bytes(110 << 20)
    assert media.write(f"folder:{tmp_path}", "x.pdf", content) is CopyOutcome.DONE
    assert (tmp_path / "x.pdf").stat().st_size == len(content)


@pytest.mark.parametrize("child", ["tests.fakes.silent_child", "tests.fakes.no_such_child"])
def test_a_medium_that_hangs_is_given_up_and_nothing_is_claimed_of_it(tmp_path, child):
    media = ApprovedMedia((tmp_path,), child=MediumChild(child, write_s=0.3, look_s=0.3))
    assert media.write(f"folder:{tmp_path}", "x.pdf", b"%PDF") is CopyOutcome.UNSURE
    assert media.remove(f"folder:{tmp_path}", "x.pdf") is CopyOutcome.UNSURE
    assert media.within_reach() == ()


def test_a_medium_that_hangs_hides_itself_alone_and_keeps_the_others_waiting_no_longer(tmp_path):
    folders = [tmp_path / name for name in ("hangs", "good", "gone", "other")]
    for folder in (*folders[:2], folders[3]):
        folder.mkdir()
    child = MediumChild("tests.fakes.hanging_folder_child", look_s=60.0, grace_s=0.5)
    begun = time.monotonic()
    found = ApprovedMedia(tuple(folders), child=child).within_reach()
    assert "good" in {place.name for place in found} <= {"good", "other"}
    assert time.monotonic() - begun < 30.0


def test_where_every_medium_hangs_none_is_claimed_and_the_limit_is_kept(tmp_path):
    (tmp_path / "hangs").mkdir()
    child = MediumChild("tests.fakes.hanging_folder_child", look_s=1.0)
    begun = time.monotonic()
    assert ApprovedMedia((tmp_path / "hangs",), child=child).within_reach() == ()
    assert 1.0 <= time.monotonic() - begun < 30.0


def test_a_folder_named_twice_is_looked_at_once(tmp_path):
    assert MediumChild().writable([tmp_path, tmp_path]) == {tmp_path}


def test_a_medium_that_knows_no_sync_of_names_has_the_copy_all_the_same(tmp_path, monkeypatch):
    """As FUSE's NTFS and exFAT: what is whole under its name is no copy that failed."""
    real = os.fsync

    def of_files_alone(descriptor):
        if os.path.isdir(f"/proc/self/fd/{descriptor}"):
            raise OSError(22, "Invalid argument")
        real(descriptor)

    monkeypatch.setattr(os, "fsync", of_files_alone)
    write_file(tmp_path, "x.pdf", b"%PDF")
    assert (tmp_path / "x.pdf").read_bytes() == b"%PDF"


def test_what_is_larger_than_any_paper_is_not_begun(tmp_path, monkeypatch):
    monkeypatch.setattr("kiosk.copies.asking.MAX_COPY_BYTES", 3)
    assert MediumChild().write(tmp_path, "x.pdf", b"%PDF") is CopyOutcome.NOT_DONE
    assert list(tmp_path.iterdir()) == []


def test_what_a_pulled_stick_keeps_of_a_copy_is_taken_away_too(tmp_path):
    (tmp_path / ".x.pdf.part").write_bytes(b"%P")
    assert remove_file(tmp_path, "x.pdf")
    assert list(tmp_path.iterdir()) == []


def test_a_copy_is_whole_its_owners_alone_and_taken_away_again(tmp_path):
    name = copy_name(b"\x12" * 16)
    write_file(tmp_path, name, b"%PDF")
    assert (tmp_path / name).read_bytes() == b"%PDF"
    assert (tmp_path / name).stat().st_mode & 0o777 == 0o600
    assert remove_file(tmp_path, name)
    assert list(tmp_path.iterdir()) == []
    assert not remove_file(tmp_path, name), "moved, renamed or gone: nobody knows"
    assert not remove_file(None, name)


def test_a_file_that_is_there_is_never_written_over(tmp_path):
    (tmp_path / "x.pdf").write_text("another")
    with pytest.raises(FileExistsError):
        write_file(tmp_path, "x.pdf", b"%PDF")
    assert (tmp_path / "x.pdf").read_text() == "another"


def test_a_link_laid_where_the_copy_goes_leads_nowhere(tmp_path):
    target = tmp_path / "target"
    (tmp_path / "x.pdf").symlink_to(target)
    with pytest.raises(FileExistsError):
        write_file(tmp_path, "x.pdf", b"%PDF")
    assert not target.exists()
    target.write_text("kept")
    assert remove_file(tmp_path, "x.pdf")
    assert target.read_text() == "kept"


def test_a_full_medium_keeps_no_half_of_a_copy(tmp_path, monkeypatch):
    def full(_descriptor):
        raise OSError(28, "No space left on device")

    monkeypatch.setattr(os, "fsync", full)
    with pytest.raises(OSError, match="No space"):
        write_file(tmp_path, "x.pdf", b"%PDF")
    assert list(tmp_path.iterdir()) == []
