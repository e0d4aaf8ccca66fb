"""What a file that took over the render worker would try, tried there: twelve escapes (SEC-12).

The same probes run outside first: one that fails by itself would prove nothing.
"""

from __future__ import annotations

import json
import platform
import subprocess
import sys
from pathlib import Path

import pytest

from kiosk.capture.children import ROOT, Child
from kiosk.capture.landlock import landlock_version, readable_folders
from kiosk.capture.sandbox import bubblewrap_command, is_bubblewrap_usable
from kiosk.capture.seccomp import MACHINES

PROBES = """
import ctypes, json, mmap, os, socket, sys
libc = ctypes.CDLL(None, use_errno=True)
def call(name, *arguments):
    if getattr(libc, name)(*arguments) < 0:
        raise OSError(ctypes.get_errno(), name)
def raw(number, *arguments):
    if libc.syscall(number, *arguments) < 0:
        raise OSError(ctypes.get_errno(), str(number))
def bear_a_child():
    pid = os.fork()
    if pid == 0:
        os._exit(0)
    os.waitpid(pid, 0)
def abstract():
    with socket.socket(socket.AF_UNIX) as one:
        one.bind("\\0reconnect-probe-%d" % os.getpid())
def seek(path):
    with open(path, "rb") as found:
        found.read(1)
def write(path):
    os.close(os.open(path, os.O_RDWR | os.O_CREAT, 0o600))
def probes(vault, target, keyctl):
    return {
        "socket": lambda: socket.socket(socket.AF_INET).close(),
        "netlink": lambda: socket.socket(socket.AF_NETLINK, socket.SOCK_RAW, 0).close(),
        "abstract": abstract,
        "passwd": lambda: seek("/etc/passwd"),
        "vault": lambda: seek(vault),
        "write": lambda: write(target),
        "fork": bear_a_child,
        "kill": lambda: os.kill(os.getppid() or 1, 0),
        "memory": lambda: mmap.mmap(-1, 3 << 30).close(),
        "ptrace": lambda: call("ptrace", 0, 0, 0, 0),
        "unshare": lambda: call("unshare", 0x10000000),
        # Of a kind that does not exist: who may mount hears ENODEV, and nothing is mounted.
        "mount": lambda: call("mount", b"none", b"/mnt", b"no-such-kind", 0, None),
        "keyctl": lambda: raw(keyctl, 0, -3, 1),
    }
def results(*places):
    found = {}
    for name, probe in probes(*places).items():
        try:
            probe()
        except (OSError, MemoryError, ValueError) as error:
            found[name] = getattr(error, "errno", None) or type(error).__name__
        else:
            found[name] = "open"
    return found
"""
OUTSIDE = "print(json.dumps(results(sys.argv[1], sys.argv[2], int(sys.argv[3]))))"
INSIDE = """
sys.path.insert(0, sys.argv[4])
from kiosk.capture.render_worker import shut_in
link = shut_in()
link.receive()
link.send(results(sys.argv[1], sys.argv[2], int(sys.argv[3])))
"""
OPEN_OUTSIDE = (
    *("socket", "netlink", "abstract", "passwd", "vault", "write", "fork", "kill", "memory"),
    "ptrace",
)
FILTERED = ("socket", "netlink", "abstract", "write", "fork", "kill", "ptrace", "unshare")
EPERM, EACCES = 1, 13


@pytest.fixture
def places(tmp_path: Path) -> tuple[str, ...]:
    """A safe's database, a file to make, and the number of keyctl."""
    if platform.machine() not in MACHINES:
        pytest.skip("no filter for this machine")
    vault = tmp_path / "vault.db"
    vault.write_bytes(b"sealed")
    return str(vault), str(tmp_path / "left"), "250" if platform.machine() == "x86_64" else "219"


def tried_inside(places: tuple[str, ...], *, is_sandboxed: bool) -> dict[str, object]:
    command: tuple[str, ...] = (sys.executable, "-I", "-B", "-c", PROBES + INSIDE)
    command = (*command, *places, str(ROOT))
    with Child(
        bubblewrap_command(command) if is_sandboxed else command, max_payload_bytes=0
    ) as child:
        ready = child.receive(15)
        assert ready is not None
        assert ready.flag("filtered")
        child.send({})
        found = child.receive(15)
    assert found is not None
    return dict(found.header)


def test_the_probes_reach_what_they_seek_outside(places: tuple[str, ...]) -> None:
    command = (sys.executable, "-I", "-B", "-c", PROBES + OUTSIDE, *places)
    found = json.loads(subprocess.run(command, capture_output=True, check=True, timeout=20).stdout)
    assert {name: found[name] for name in OPEN_OUTSIDE} == dict.fromkeys(OPEN_OUTSIDE, "open")


def test_no_escape_from_the_render_worker_succeeds(places: tuple[str, ...]) -> None:
    if not is_bubblewrap_usable():
        pytest.skip("bubblewrap is missing or forbidden here")
    found = tried_inside(places, is_sandboxed=True)
    assert len(found) >= 12
    assert "open" not in found.values(), found
    assert found["mount"] == EPERM


def test_without_bubblewrap_the_filter_still_refuses(places: tuple[str, ...]) -> None:
    found = tried_inside(places, is_sandboxed=False)
    wanted = (*FILTERED, "mount", "keyctl")
    assert {name: found[name] for name in wanted} == dict.fromkeys(wanted, EPERM)
    assert found["memory"] != "open"
    if landlock_version():
        assert (found["passwd"], found["vault"]) == (EACCES, EACCES)
    assert not Path(places[1]).exists()


LOOK = """
import os, sys
sys.path.insert(0, sys.argv[1])
from pathlib import Path
from kiosk.capture.confinement import die_with_parent
from kiosk.capture.landlock import see_only
die_with_parent()
walled = see_only([Path(sys.argv[2])])
def tried(call):
    try:
        call()
    except OSError as error:
        return error.errno
    return "open"
seen, hidden, made = (Path(each) for each in sys.argv[3:])
read = [tried(each.read_bytes) for each in (seen, hidden)]
print([walled, *read, tried(lambda: made.write_bytes(b""))])
"""


def test_landlock_leaves_what_is_allowed_in_sight_and_nothing_else(tmp_path: Path) -> None:
    if not landlock_version():
        pytest.skip("this kernel has no Landlock")
    allowed = tmp_path / "allowed"
    allowed.mkdir()
    seen, hidden = allowed / "seen", tmp_path / "hidden"
    seen.write_bytes(b"a")
    hidden.write_bytes(b"b")
    places = [str(each) for each in (ROOT, allowed, seen, hidden, allowed / "made")]
    command = (sys.executable, "-I", "-B", "-c", LOOK, *places)
    said = subprocess.run(command, capture_output=True, text=True, check=True, timeout=20).stdout
    assert said.strip() == f"[True, 'open', {EACCES}, {EACCES}]"


def test_no_safe_lies_where_a_child_may_read() -> None:
    readable = readable_folders()
    for place in (Path("/var/lib/reconnect-kiosk"), Path("/etc/reconnect-kiosk"), Path("/run")):
        assert not any(place.is_relative_to(each) for each in readable)
    assert not any(each == ROOT or ROOT.is_relative_to(each) for each in readable)
