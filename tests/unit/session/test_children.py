"""What a child inherits and what it does not."""

from __future__ import annotations

import json
import os
import stat
import sys

import pytest

from kiosk.errors import Refused
from kiosk.session.channel import FROM_SESSION
from kiosk.session.children import spawn
from kiosk.session.hardening import harden
from kiosk.session.memory_search import NotReadable, forms_of, search
from kiosk.session.post_lock import hold_post

TELL = """
import json, os, resource, sys
open_fds = []
for fd in range(256):
    try:
        os.fstat(fd)
    except OSError:
        continue
    open_fds.append(fd)
with open(os.environ["TELL"], "w") as out:
    json.dump({
        "environment": dict(os.environ),
        "core": resource.getrlimit(resource.RLIMIT_CORE),
        "open": open_fds,
        "channel": int(sys.argv[-1]),
        "session": os.getsid(0),
        "pid": os.getpid(),
    }, out)
"""


@pytest.fixture
def told(tmp_path):
    """What a child sees of itself, with a file of ours open and a display set."""
    with (tmp_path / "open.txt").open("w"):
        child = spawn(
            (sys.executable, "-c", TELL),
            folder=tmp_path / "child",
            accepts=FROM_SESSION,
            post_mark="test",
            environ={
                "HOME": "/home/kiosk",
                "PATH": os.environ["PATH"],
                "DISPLAY": ":9",
                "WAYLAND_DISPLAY": "wayland-0",
                "XDG_RUNTIME_DIR": "/run/user/9",
                "TELL": str(tmp_path / "told.json"),
            },
        )
        assert child.process.wait(timeout=10) == 0
    child.channel.close()
    return json.loads((tmp_path / "told.json").read_text())


def test_every_usual_folder_of_a_child_is_inside_the_one_that_is_wiped(told, tmp_path):
    env = told["environment"]
    for name in (
        "HOME",
        "TMPDIR",
        "XDG_RUNTIME_DIR",
        "XDG_CONFIG_HOME",
        "XDG_CACHE_HOME",
        "XDG_DATA_HOME",
        "XDG_STATE_HOME",
    ):
        assert env[name].startswith(str(tmp_path / "child") + "/")
        assert stat.S_IMODE(os.stat(env[name]).st_mode) == 0o700


def test_a_child_still_finds_the_display_and_starts_no_message_bus(told):
    assert told["environment"]["DISPLAY"] == ":9"
    assert told["environment"]["WAYLAND_DISPLAY"] == "/run/user/9/wayland-0"
    assert told["environment"]["DBUS_SESSION_BUS_ADDRESS"] == "disabled:"


def test_a_child_keeps_no_core_holds_only_its_channel_and_leads_its_own_group(told):
    assert told["core"] == [0, 0]
    assert [fd for fd in told["open"] if fd > 2] == [told["channel"]]
    assert told["session"] == told["pid"]


HARDENED = """
import sys
from kiosk.session.hardening import harden
print(harden(lock_memory=True), flush=True)
"""


def test_a_hardened_process_is_unreadable_and_keeps_no_core(tmp_path):
    import subprocess

    said = subprocess.run(
        [sys.executable, "-c", HARDENED], capture_output=True, text=True, check=True
    ).stdout
    assert "is_unreadable=True" in said
    assert "is_core_off=True" in said
    assert harden.__doc__


def test_a_second_copy_on_the_same_post_is_refused_and_another_post_is_not(tmp_path):
    first = hold_post(tmp_path / "post")
    with pytest.raises(Refused) as refusal:
        hold_post(tmp_path / "post")
    assert refusal.value.message_key == "session.second_copy"
    hold_post(tmp_path / "other").release()
    first.release()
    hold_post(tmp_path / "post").release()


def test_the_memory_search_refuses_patterns_found_by_chance_and_processes_that_are_gone():
    with pytest.raises(ValueError):
        forms_of("Amina")
    with pytest.raises(NotReadable):
        search(2**22 + 1, {"canary": "not there at all"})
