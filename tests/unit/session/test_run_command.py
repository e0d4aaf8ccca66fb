"""`reconnect-kiosk run`: where it keeps things, which durations, and what it refuses."""

from __future__ import annotations

import configparser
from pathlib import Path

import pytest

from kiosk.errors import InvalidInput, Refused, Unavailable
from kiosk.messages import all_messages
from kiosk.session.channel import Mode
from kiosk.session.idle import IdlePolicy
from kiosk.session.post_lock import hold_post
from kiosk.settings import Settings
from ui.commands import has_screen, idle_policy, post_paths, run

ROOT = Path(__file__).resolve().parents[3]


def test_two_posts_of_one_user_share_no_folder(monkeypatch, tmp_path):
    monkeypatch.setenv("XDG_RUNTIME_DIR", str(tmp_path))
    monkeypatch.delenv("RUNTIME_DIRECTORY", raising=False)
    one = post_paths(Settings(state_dir=str(tmp_path / "one")))
    two = post_paths(Settings(state_dir=str(tmp_path / "two")))
    assert one.runtime != two.runtime
    assert one.runtime.is_relative_to(tmp_path)


def test_a_service_uses_the_runtime_folder_systemd_gives(monkeypatch, tmp_path):
    monkeypatch.setenv("RUNTIME_DIRECTORY", str(tmp_path / "run"))
    paths = post_paths(Settings(state_dir=str(tmp_path / "state")))
    assert paths.runtime.is_relative_to(tmp_path / "run")


def test_the_durations_are_those_of_the_settings():
    assert idle_policy(Settings()) == IdlePolicy.of_desk()
    assert idle_policy(Settings(mode="terminal")) == IdlePolicy.of_terminal()
    slow = idle_policy(Settings(mode="terminal", terminal_warn_after_s=120, terminal_grace_s=40))
    assert (slow.mode, slow.warn_after_s, slow.grace_s) == (Mode.TERMINAL, 120, 40)
    with pytest.raises(InvalidInput):
        idle_policy(Settings(desk_lock_after_s=3))


def test_without_a_screen_it_says_so_in_words(monkeypatch, tmp_path):
    for name in ("DISPLAY", "WAYLAND_DISPLAY", "QT_QPA_PLATFORM"):
        monkeypatch.delenv(name, raising=False)
    with pytest.raises(Unavailable) as refusal:
        run(["--state-dir", str(tmp_path / "state")])
    assert refusal.value.message_key == "session.cannot_start"
    assert not (tmp_path / "state").exists()
    assert has_screen({"WAYLAND_DISPLAY": "wayland-0"})


def test_a_second_copy_is_refused_before_anything_is_touched(monkeypatch, tmp_path):
    monkeypatch.setenv("QT_QPA_PLATFORM", "offscreen")
    first = hold_post(tmp_path / "state")
    with pytest.raises(Refused) as refusal:
        run(["--state-dir", str(tmp_path / "state"), "--mode", "terminal"])
    assert refusal.value.message_key == "session.second_copy"
    assert [path.name for path in (tmp_path / "state").iterdir()] == ["supervisor.lock"]
    first.release()


def test_every_message_of_this_room_has_its_five_parts():
    own = {key: message for key, message in all_messages().items() if key.startswith("session.")}
    assert len(own) >= 6
    assert len({message.code for message in own.values()}) == len(own)
    for message in own.values():
        assert all((message.what, message.safe, message.action, message.helper, message.code))


def test_the_service_keeps_no_core_no_swap_and_never_gives_up():
    unit = configparser.ConfigParser(strict=False, interpolation=None)
    unit.optionxform = str  # type: ignore[assignment, method-assign]
    unit.read(ROOT / "packaging/systemd/reconnect-kiosk.service")
    service = unit["Service"]
    assert service["User"] == "kiosk"
    assert service["LimitCORE"] == "0"
    assert service["LimitMEMLOCK"] == "infinity"
    assert service["MemorySwapMax"] == "0"
    assert service["Restart"] == "on-failure"  # staff may end it; nothing else does well
    assert service["OOMPolicy"] == "continue"
    assert unit["Unit"]["StartLimitIntervalSec"] == "0"
