"""What doctor tells of the machine's print scheduler (VLT-28, DER-09)."""

from __future__ import annotations

from pathlib import Path

import pytest

from kiosk.printing.checks import Scheduler, findings

IN_MEMORY = "tmpfs /var/spool/cups tmpfs rw,nosuid 0 0\n"
ON_DISK = "/dev/sda1 / ext4 rw 0 0\ntmpfs /tmp tmpfs rw 0 0\n"


def scheduler(folder: Path, settings: str | None, mounts: str = IN_MEMORY):
    (folder / "cups.sock").touch()
    (folder / "mounts").write_text(mounts)
    if settings is not None:
        (folder / "cupsd.conf").write_text(settings)
    return Scheduler(
        folder / "cups.sock",
        folder / "cupsd.conf",
        Path("/var/spool/cups"),
        folder / "mounts",
    )


@pytest.mark.parametrize(
    "settings",
    [
        "PreserveJobFiles No\nPreserveJobHistory No\n",
        "  preservejobfiles off\nPRESERVEJOBHISTORY  No\n",
    ],
)
def test_a_scheduler_that_keeps_nothing_is_no_finding(tmp_path, settings):
    assert list(findings(scheduler(tmp_path, settings))) == []


@pytest.mark.parametrize(
    "settings", ["", "#PreserveJobFiles No\n", "PreserveJobFiles 60\nPreserveJobHistory Yes\n"]
)
def test_a_scheduler_that_keeps_pages_and_names_is_told_with_what_mends_it(tmp_path, settings):
    told = list(findings(scheduler(tmp_path, settings)))
    assert [line.partition("run ")[2] for line in told] == [
        "`cupsctl PreserveJobFiles=No`",
        "`cupsctl PreserveJobHistory=No`",
    ]


def test_settings_that_cannot_be_read_are_not_taken_for_good(tmp_path):
    (told,) = findings(scheduler(tmp_path, None))
    assert "cannot be read" in told


def test_a_spool_on_a_disk_is_told(tmp_path):
    good = "PreserveJobFiles No\nPreserveJobHistory No\n"
    (disk,) = findings(scheduler(tmp_path, good, ON_DISK))
    assert "var-spool-cups.mount" in disk


def test_a_machine_without_scheduler_has_nothing_to_mend(tmp_path):
    assert list(findings(Scheduler(tmp_path / "none"))) == []
