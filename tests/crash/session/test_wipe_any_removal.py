"""The n-th removal of a wipe fails or the power goes at it, for every n: the machine never
says that it is clean while something is left, and the next wipe leaves nothing."""

from __future__ import annotations

import errno
import os
import time
from itertools import count

import pytest

from kiosk.session.wipe import Outcome, Step, Surroundings, Wipe

MARK = "nobody-runs-under-this-mark"


class PowerCut(BaseException):
    """The machine stops here; nothing catches it."""


class Removals:
    """Counts what is taken off the disk; the one numbered `at` does not happen."""

    def __init__(self, patch, at, failure):
        self.at, self.count, self.failure = at, 0, failure
        for name in ("unlink", "rmdir"):
            patch.setattr(os, name, self.counted(getattr(os, name)))

    def counted(self, real):
        def remove(*values, **options):
            self.count += 1
            if self.count == self.at:
                raise self.failure()
            return real(*values, **options)

        return remove


def broken_disk():
    return OSError(errno.EIO, "the disk does not answer")


def left_by_a_session(runtime):
    folder = runtime / "session-1"
    (folder / "scans" / "deep").mkdir(parents=True)
    for name in ("page1.jpg", "page2.jpg", "deep/page3.jpg"):
        (folder / "scans" / name).write_bytes(b"a page")
    (folder / "answer.pdf").write_bytes(b"a paper")
    (folder / "link").symlink_to("/etc/hostname")
    return folder


def wiped(wipe):
    wipe.start(time.monotonic())
    while (report := wipe.poll(time.monotonic())) is None:
        pass
    return report


@pytest.mark.parametrize("failure", [PowerCut, broken_disk])
def test_a_wipe_cut_at_any_removal_is_not_called_clean_and_the_next_one_is(tmp_path, failure):
    for number in count(1):
        runtime = tmp_path / str(number)
        runtime.mkdir()
        folder = left_by_a_session(runtime)
        wipe = Wipe((), runtime, Surroundings(lambda: None), post_mark=MARK)
        with pytest.MonkeyPatch.context() as patch:
            removals = Removals(patch, number, failure)
            try:
                report = wiped(wipe)
            except PowerCut:
                report = None
        if removals.count < number:
            assert report is not None
            assert report.is_clean
            assert not folder.exists()
            break
        assert folder.exists(), "the last thing to go is the folder itself"
        if report is not None:
            assert report.outcomes[Step.FOLDERS] is Outcome.FAILED
            assert not report.is_clean
        assert wiped(wipe.again()).is_clean
        assert list(runtime.iterdir()) == []
    assert number > 7
