"""The supervisor with real children: killed, frozen, careless or hostile, all end in a wipe."""

from __future__ import annotations

import itertools
import json
import os
import random
import secrets
import signal
import subprocess
import sys
import time
from dataclasses import replace
from pathlib import Path

import pytest

from kiosk.session.channel import Mode
from kiosk.session.children import marked_processes
from kiosk.session.idle import IdlePolicy
from kiosk.session.memory_search import NotReadable, running_processes, search
from kiosk.session.supervisor import Face, post_mark
from kiosk.session.wipe import Surroundings
from tests.fakes.supervised import QUICK, Supervised

WIPE_LIMIT_S = 2.0
PATIENT = replace(QUICK, silence_s=6.0)
"""Where idle time is what ends a session, a busy machine must not do so before."""


@pytest.fixture
def post(tmp_path):
    made = Supervised(tmp_path)
    yield made
    made.close()


def all_three(post: Supervised) -> None:
    wanted = {"session", "spare", "agent"}
    post.until(lambda: wanted <= set(post.supervisor.pids), "session, spare and agent")


def is_running(pid: int) -> bool:
    try:
        stat = Path(f"/proc/{pid}/stat").read_text()
    except (FileNotFoundError, ProcessLookupError):
        return False
    return stat.rpartition(")")[2].split()[0] not in "ZX"


def faces(post: Supervised) -> list[Face]:
    """What its window showed one after the other; the network's line may repeat a face."""
    return [face for face, _ in itertools.groupby(view.face for view in post.views)]


def at_rest(post: Supervised) -> bool:
    return post.face in (Face.WELCOME, Face.CLOSED)


def test_a_killed_session_is_wiped_and_the_next_is_warm_within_two_seconds(post):
    post.open()
    all_three(post)
    dead = post.supervisor.pids["session"]
    spare = post.supervisor.pids["spare"]
    os.kill(dead, signal.SIGKILL)
    assert post.until(lambda: at_rest(post), "the welcome") < WIPE_LIMIT_S
    assert not (post.runtime_dir / "session-1").exists()
    assert faces(post)[-3:] == [Face.WIPING, Face.WIPED, Face.CLOSED]
    assert post.supervisor.last_wipe is not None
    assert post.supervisor.last_wipe.is_clean
    assert post.supervisor.pids["spare"] == spare
    post.reopen()
    assert post.begun()["pid"] == spare


def test_a_frozen_session_is_wiped_like_an_idle_one(post):
    post.open()
    os.kill(post.supervisor.pids["session"], signal.SIGSTOP)
    spent_s = post.until(lambda: at_rest(post), "the welcome", limit_s=6)
    assert spent_s < QUICK.silence_s + WIPE_LIMIT_S


def test_a_session_that_asks_to_finish_is_wiped(post):
    post.open()
    (post.state_dir / "finish").touch()
    assert post.until(lambda: at_rest(post), "the welcome") < WIPE_LIMIT_S


def test_a_professional_who_signed_in_to_leave_ends_the_post_clean(post):
    post.script(signed_in="worker")
    post.open(is_for_staff=True)
    (post.state_dir / "leave").touch()
    post.until(lambda: post.supervisor.is_left, "the end of the post")
    assert post.supervisor.stop()
    assert not post.supervisor.pids


@pytest.mark.parametrize(
    ("is_for_staff", "signed_in"),
    [(False, "worker"), (True, "person"), (True, "")],
    ids=["not by the four corners", "a person", "nobody signed in"],
)
def test_nobody_else_ends_the_post(post, is_for_staff, signed_in):
    post.script(signed_in=signed_in)
    post.open(is_for_staff=is_for_staff)
    (post.state_dir / "leave").touch()
    post.until(lambda: at_rest(post), "the welcome, after a wipe")
    assert not post.supervisor.is_left


def test_a_session_that_says_what_is_no_message_is_wiped(post):
    post.script(nonsense=True)
    post.open()
    post.until(lambda: at_rest(post), "the welcome", limit_s=WIPE_LIMIT_S)


def test_a_session_that_never_paints_is_wiped(post):
    post.script(never_paint=True)
    post.supervisor.start()
    post.until(lambda: "spare" in post.supervisor.pids, "a warm session")
    post.supervisor.begin("fr")
    assert post.views[-1].is_starting
    post.until(lambda: post.face is Face.WIPING, "the wipe", limit_s=QUICK.paint_s + 5)
    post.until(lambda: at_rest(post), "the welcome", limit_s=WIPE_LIMIT_S)
    assert Face.COVERED not in [view.face for view in post.views]


def test_an_idle_session_is_warned_then_wiped(tmp_path):
    policy = IdlePolicy(Mode.TERMINAL, 2, 2, 4, sign_in_s=6)
    post = Supervised(tmp_path, policy=policy, limits=PATIENT)
    try:
        post.script(signed_in="person")
        post.open()
        post.until(lambda: post.face is Face.COVERED, "the session's window")
        post.until(lambda: at_rest(post), "the welcome", limit_s=15)
        assert (post.state_dir / "heard.txt").read_text().split() == ["Begin", "Warn"]
    finally:
        post.close()


def test_an_idle_desk_is_locked_not_wiped(tmp_path):
    policy = IdlePolicy(Mode.DESK, 1, 1, 1, sign_in_s=3, lock_s=2)
    post = Supervised(tmp_path, mode=Mode.DESK, policy=policy, limits=PATIENT)
    heard = post.state_dir / "heard.txt"
    try:
        post.script(signed_in="worker")
        post.open()
        post.until(lambda: "Lock" in heard.read_text(), "the lock", limit_s=6)
        assert post.face is Face.COVERED
        post.until(lambda: at_rest(post), "the welcome", limit_s=6)
        assert heard.read_text().split() == ["Begin", "Warn", "Lock"]
        assert post.face is Face.WELCOME
    finally:
        post.close()


def test_what_a_session_started_ends_with_it_even_a_daemon_that_left_its_family(post):
    post.script(daemon=True)
    post.open()
    daemon_file = post.state_dir / "daemon.pid"
    post.until(lambda: daemon_file.exists() and daemon_file.read_text(), "the daemon")
    daemon = int(daemon_file.read_text())
    assert is_running(daemon)
    (post.state_dir / "finish").touch()
    post.until(lambda: at_rest(post), "the welcome")
    assert not is_running(daemon)


def test_a_lost_agent_is_started_again_and_told_what_it_needs(post):
    post.script(signed_in="worker", tell_key=True)
    post.open()
    heard = post.state_dir / "agent.txt"
    post.until(lambda: heard.exists() and "VaultKey" in heard.read_text(), "the key")
    first = post.supervisor.pids["agent"]
    os.kill(first, signal.SIGKILL)
    post.until(lambda: post.supervisor.pids.get("agent", first) != first, "another agent")
    second = post.supervisor.pids["agent"]
    post.until(lambda: str(second) in heard.read_text(), "its begin")
    assert f"{second} Begin {'22' * 32}" in heard.read_text()
    assert post.face is Face.COVERED  # the session did not notice


def test_the_vault_key_of_the_first_sign_in_opens_the_post_until_shutdown(post):
    post.script(signed_in="worker", tell_key=True)
    post.open()
    assert post.begun()["vault_key"] is None
    assert Face.CLOSED in [view.face for view in post.views]
    (post.state_dir / "finish").touch()
    post.until(lambda: post.face is Face.WELCOME, "an open post")
    post.script()
    post.reopen("ar")
    assert post.begun()["vault_key"] == "22" * 32
    assert post.begun()["language"] == "ar"


def test_the_welcome_says_when_the_agent_is_offline(post):
    post.supervisor.start()
    post.until(lambda: post.views[-1].is_offline, "the offline line")
    post.until(lambda: post.views[-1].maintenance is not None, "the network's pause")
    assert not post.views[-1].is_maintained


def test_a_lost_warm_session_is_replaced_without_a_word(post):
    post.supervisor.start()
    post.until(lambda: "spare" in post.supervisor.pids, "a warm session")
    faces = len(post.views)
    first = post.supervisor.pids["spare"]
    os.kill(first, signal.SIGKILL)
    post.until(lambda: post.supervisor.pids.get("spare", first) != first, "another")
    assert Face.WIPING not in [view.face for view in post.views[faces:]]
    post.until(lambda: not (post.runtime_dir / "session-1").exists(), "its folder gone")


def test_a_touch_while_the_warm_session_is_not_ready_is_remembered(post):
    post.supervisor.start()
    post.until(lambda: at_rest(post), "the welcome")
    post.supervisor.begin("fr")
    assert post.views[-1].is_starting
    post.until(lambda: post.face is Face.COVERED, "the session")


def test_a_post_whose_sessions_cannot_start_pauses_and_recovers(tmp_path):
    program = tmp_path / "session.sh"
    program.write_text("#!/bin/sh\nexit 3\n")
    program.chmod(0o755)
    post = Supervised(tmp_path, session_command=(str(program),))
    try:
        post.supervisor.start()
        post.until(lambda: post.face is Face.PAUSED, "the pause", limit_s=8)
        assert post.views[-1].paused_since is not None
        assert post.views[-1].code == "S-103"
        program.write_text(
            f"#!/bin/sh\nexec {sys.executable} -m tests.fakes.session_program --session $1\n"
        )
        post.until(lambda: at_rest(post), "the welcome", limit_s=10)
    finally:
        post.close()


def test_a_wipe_that_is_not_clean_shows_the_pause_until_it_is(tmp_path):
    is_stuck = True

    def clear() -> None:
        if is_stuck:
            raise OSError("no display")

    limits = QUICK
    post = Supervised(tmp_path, limits=limits, surroundings=Surroundings(clear))
    try:
        post.supervisor.start()
        post.until(lambda: post.face is Face.PAUSED, "the pause", limit_s=5)
        assert post.views[-1].code == "S-104"
        post.supervisor.begin("fr")
        assert post.face is Face.PAUSED
        is_stuck = False
        post.until(lambda: at_rest(post), "the welcome", limit_s=5)
    finally:
        post.close()


def test_what_a_power_cut_left_is_gone_before_the_welcome(tmp_path):
    post = Supervised(tmp_path)
    try:
        left = post.runtime_dir / "session-9" / "tmp"
        left.mkdir(parents=True)
        (left / "page.jpg").write_bytes(b"a page")
        (post.runtime_dir / "agent.sock").touch()
        left.chmod(0o500)
        post.clipboard.append("copied")
        post.supervisor.start()
        post.until(lambda: at_rest(post), "the welcome")
        assert post.views[0].face is Face.WIPING
        assert not left.parent.exists()
        assert post.clipboard == []
    finally:
        post.close()


def test_a_canary_of_the_session_is_nowhere_after_the_wipe(post, tmp_path):
    canary = "canari-" + secrets.token_hex(16)
    canary_file = tmp_path / "canary"
    canary_file.write_text(canary)
    post.script(canary_file=str(canary_file), signed_in="person")
    post.open()
    all_three(post)
    session = post.supervisor.pids["session"]
    try:
        assert search(session, {"canary": canary}).total >= 2
    except NotReadable:
        pytest.skip("only root reads a hardened process")
    leaks = list(post.runtime_dir.rglob("leaked.txt"))
    assert len(leaks) == 5
    canary_file.unlink()
    os.kill(session, signal.SIGKILL)
    post.until(lambda: at_rest(post), "the welcome")
    for pid in post.supervisor.pids.values():
        assert search(pid, {"canary": canary}).total == 0
    for path in (p for p in tmp_path.rglob("*") if p.is_file()):
        assert canary.encode() not in path.read_bytes()
    assert not list(post.runtime_dir.rglob("leaked.txt"))
    assert session not in running_processes()


SUPERVISOR = """
import select, sys
from pathlib import Path
from kiosk.session.hardening import harden
from tests.fakes.supervised import Supervised
harden(lock_memory=False)
post = Supervised(Path(sys.argv[1]))
post.script(daemon=True, signed_in="worker", tell_key=True)
post.open()
post.until(lambda: {"session", "spare", "agent"} <= set(post.supervisor.pids), "all three")
daemon = post.state_dir / "daemon.pid"
post.until(lambda: daemon.exists() and daemon.read_text(), "the daemon")
import json
(post.state_dir / "pids.json").write_text(json.dumps(post.supervisor.pids))
while True:
    select.select(list(post.supervisor.filenos()), [], [], 0.05)
    post.supervisor.step()
"""


@pytest.fixture
def parent(tmp_path):
    """A supervisor in a process of its own, on `tmp_path`."""
    started = subprocess.Popen([sys.executable, "-c", SUPERVISOR, str(tmp_path)])
    yield started
    started.kill()
    started.wait()


def test_a_killed_supervisor_takes_its_children_along_and_the_next_one_wipes_first(
    parent, tmp_path
):
    pids_file = tmp_path / "state" / "pids.json"
    deadline = time.monotonic() + 15
    pids: dict[str, int] = {}
    while not pids:
        assert time.monotonic() < deadline
        assert parent.poll() is None
        try:
            pids = json.loads(pids_file.read_text())
        except (FileNotFoundError, json.JSONDecodeError):
            time.sleep(0.02)
    daemon = int((tmp_path / "state" / "daemon.pid").read_text())
    assert all(is_running(pid) for pid in pids.values())
    parent.kill()
    parent.wait()
    killed_at = time.monotonic()
    while any(is_running(pid) for pid in pids.values()):
        assert time.monotonic() - killed_at < 0.5
    assert is_running(daemon)  # nobody of its family was left to end it
    assert (tmp_path / "run" / "session-1").exists()
    post = Supervised(tmp_path)
    try:
        post.supervisor.start()
        post.until(lambda: at_rest(post), "the welcome")
        assert post.views[0].face is Face.WIPING
        assert not is_running(daemon)
        assert not (tmp_path / "run" / "session-1" / "tmp" / "leaked.txt").exists()
    finally:
        post.close()
    assert not marked_processes(post_mark(tmp_path / "state"))


def test_a_shutdown_leaves_no_child_and_no_folder(tmp_path):
    post = Supervised(tmp_path)
    post.script(daemon=True)
    post.open()
    all_three(post)
    pids = list(post.supervisor.pids.values())
    assert post.supervisor.stop()
    assert not any(is_running(pid) for pid in pids)
    assert not marked_processes(post_mark(post.state_dir))
    assert os.listdir(post.runtime_dir) == []
    post.lock.release()


def test_visitors_one_after_the_other_leave_nothing_behind(post):
    post.open()
    before = len(os.listdir("/proc/self/fd"))
    for _ in range(15):
        all_three(post)
        before = max(before, len(os.listdir("/proc/self/fd")))
        (post.state_dir / "finish").touch()
        post.until(lambda: at_rest(post), "the welcome")
        post.reopen()
    all_three(post)
    assert len(os.listdir("/proc/self/fd")) <= before
    assert len(os.listdir(post.runtime_dir)) == 3


def test_whatever_is_killed_or_frozen_in_any_order_the_post_comes_back_warm(post):
    chance = random.Random(7)
    post.script(signed_in="worker", tell_key=True, daemon=True)
    post.open()
    for _ in range(8):
        all_three(post)
        role = chance.choice(["session", "session", "spare", "agent"])
        how = chance.choice([signal.SIGKILL, signal.SIGKILL, signal.SIGSEGV, signal.SIGSTOP])
        if role == "agent" and how is signal.SIGSTOP:
            how = signal.SIGKILL  # it is given a minute before it is called silent
        hit = post.supervisor.pids[role]
        os.kill(hit, how)
        post.until(lambda: hit not in post.supervisor.pids.values(), f"{role} noticed")  # noqa: B023
        if role == "session":
            post.until(lambda: at_rest(post), "the welcome", limit_s=WIPE_LIMIT_S)
            post.until(lambda: "spare" in post.supervisor.pids, "a warm session")
            post.reopen()
        post.until(lambda: not is_running(hit), f"{role} ended")  # noqa: B023
    (post.state_dir / "finish").touch()
    post.until(lambda: at_rest(post), "the welcome")
    post.until(lambda: len(post.supervisor.pids) == 2, "spare and agent")
    post.until(lambda: len(os.listdir(post.runtime_dir)) == 2, "their folders alone")


def test_a_frozen_agent_is_replaced_and_the_session_goes_on(tmp_path):
    post = Supervised(tmp_path, limits=replace(QUICK, agent_silence_s=1.0))
    try:
        post.open()
        post.until(lambda: post.views[-1].is_offline, "an agent that speaks")
        frozen = post.supervisor.pids["agent"]
        os.kill(frozen, signal.SIGSTOP)
        post.until(lambda: post.supervisor.pids.get("agent", frozen) != frozen, "another agent")
        post.until(lambda: not is_running(frozen), "its end")
        assert post.face is Face.COVERED
    finally:
        post.close()


def test_a_session_that_is_busy_is_not_warned(tmp_path):
    policy = IdlePolicy(Mode.TERMINAL, 1, 1, 2, sign_in_s=3)
    post = Supervised(tmp_path, policy=policy, limits=PATIENT)
    try:
        post.script(signed_in="person", busy=True)
        post.open()
        begun_at = time.monotonic()
        post.until(lambda: time.monotonic() - begun_at > 2.5, "longer than idle allows")
        assert post.face is Face.COVERED
        assert (post.state_dir / "heard.txt").read_text().split() == ["Begin"]
    finally:
        post.close()
