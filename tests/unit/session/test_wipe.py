"""The wipe's steps: what it removes, what it says, and that it never waits long."""

from __future__ import annotations

import os
import sys
import time
from pathlib import Path

import pytest

from kiosk.session.wipe import (
    PRINT_LIMIT_S,
    Outcome,
    Step,
    Surroundings,
    Wipe,
    WipeReport,
    purge_folder,
    unmount_commands,
)


def run(wipe: Wipe) -> WipeReport:
    """Poll without a pause: a wipe that needs one would never end here."""
    wipe.start(time.monotonic())
    while (report := wipe.poll(time.monotonic())) is None:
        assert time.monotonic() - (wipe._started_at or 0) < 5
    return report


def nothing() -> None:
    pass


def test_a_folder_goes_with_links_locked_folders_and_odd_names_but_not_what_links_point_to(
    tmp_path,
):
    outside = tmp_path / "outside"
    outside.mkdir()
    (outside / "kept.txt").write_text("kept")
    doomed = tmp_path / "doomed"
    locked = doomed / "locked" / "deep"
    locked.mkdir(parents=True)
    (locked / "page.jpg").write_bytes(b"x")
    (doomed / "link").symlink_to(outside)
    (doomed / "-rf \n é").write_text("x")
    os.mkfifo(doomed / "pipe")
    locked.chmod(0o000)
    locked.parent.chmod(0o500)
    purge_folder(doomed)
    assert not doomed.exists()
    assert (outside / "kept.txt").read_text() == "kept"


def test_a_folder_replaced_by_a_link_is_removed_and_its_target_is_not(tmp_path):
    outside = tmp_path / "outside"
    outside.mkdir()
    (outside / "kept.txt").write_text("kept")
    (tmp_path / "doomed").symlink_to(outside)
    purge_folder(tmp_path / "doomed")
    assert not (tmp_path / "doomed").is_symlink()
    assert (outside / "kept.txt").exists()


def test_a_folder_that_is_not_there_is_already_wiped(tmp_path):
    purge_folder(tmp_path / "never")
    assert not (tmp_path / "never").exists()


def test_the_wipe_of_a_start_empties_the_runtime_folder_and_keeps_what_it_is_told(tmp_path):
    for name in ("session-3", "agent", "agent.sock", "kept"):
        (tmp_path / name).mkdir()
    report = run(Wipe((), tmp_path, Surroundings(nothing), post_mark="no-such-post", keep={"kept"}))
    assert report.is_clean
    assert os.listdir(tmp_path) == ["kept"]


def test_a_clipboard_that_cannot_be_cleared_keeps_the_welcome_away(tmp_path):
    def refuse() -> None:
        raise OSError("no display")

    report = run(Wipe((), tmp_path, Surroundings(refuse)))
    assert report.outcomes[Step.CLIPBOARD] is Outcome.FAILED
    assert not report.is_clean


def test_the_print_queue_and_media_are_told_and_a_failure_there_does_not_hold_the_welcome(
    tmp_path,
):
    done = tmp_path / "printed"
    surroundings = Surroundings(
        nothing,
        print_command=("touch", str(done)),
        unmount_commands=lambda: [("false",)],
    )
    report = run(Wipe((), tmp_path, surroundings))
    assert done.exists()
    assert report.outcomes[Step.PRINT_QUEUE] is Outcome.DONE
    assert report.outcomes[Step.MEDIA] is Outcome.FAILED
    assert report.is_clean


def test_a_print_server_that_hangs_is_given_up_in_time(tmp_path):
    surroundings = Surroundings(nothing, print_command=("sleep", "60"))
    report = run(Wipe((), tmp_path, surroundings))
    assert report.outcomes[Step.PRINT_QUEUE] is Outcome.GIVEN_UP
    assert report.is_clean
    assert PRINT_LIMIT_S <= report.duration_s < PRINT_LIMIT_S + 0.5


def test_a_machine_without_printers_skips_the_queue(tmp_path):
    report = run(Wipe((), tmp_path, Surroundings(nothing, print_command=("/no/such/cancel",))))
    assert report.outcomes[Step.PRINT_QUEUE] is Outcome.FAILED
    report = run(Wipe((), tmp_path, Surroundings(nothing)))
    assert report.outcomes[Step.PRINT_QUEUE] is Outcome.SKIPPED
    assert report.is_clean


@pytest.mark.skipif(sys.platform != "linux", reason="reads Linux's list of mounts")
def test_only_removable_media_are_unmounted_whatever_their_name(tmp_path):
    mounts = tmp_path / "mountinfo"
    mounts.write_bytes(
        b"22 1 8:1 / / rw - ext4 /dev/sda1 rw\n"
        b"30 22 8:17 / /media/kiosk/CL\\303\\211\\040USB rw,nosuid - vfat /dev/sdb1 rw\n"
        b"31 22 8:18 / /mediatheque rw - ext4 /dev/sdc1 rw\n"
        b"32 22 0:40 / /run/media/kiosk/phone rw shared:9 - fuse gvfsd rw\n"
    )
    commands = unmount_commands(mounts)
    assert len(commands) == 2
    assert any("/dev/sdb1" in command or "/media/kiosk/CLÉ USB" in command for command in commands)
    assert commands[1] == ("umount", "--lazy", "--", "/run/media/kiosk/phone")
    assert Path("/proc/self/mountinfo").exists()
    assert isinstance(unmount_commands(), list)
