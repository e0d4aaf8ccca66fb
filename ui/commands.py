"""`reconnect-kiosk run`: the post of this machine, its supervisor and everything below it."""

from __future__ import annotations

import argparse
import logging
import os
import sys
from collections.abc import Mapping
from pathlib import Path

from kiosk.errors import Unavailable
from kiosk.session.channel import Mode
from kiosk.session.idle import IdlePolicy
from kiosk.session.post_lock import hold_post
from kiosk.session.supervisor import Post, post_mark
from kiosk.settings import Settings, load_settings, state_dir_of
from kiosk.vault.locations import PostPaths

__all__ = ["idle_policy", "post_paths", "run"]

COMMAND_LINE = "import sys; from kiosk.cli import main; sys.exit(main())"


def run(argv: list[str]) -> int:
    """Run the post until it is told to stop; 0 when it left nothing behind.

    Raises: Refused("session.second_copy"), Unavailable("session.cannot_start") without
    a screen, InvalidInput for a setting out of bounds.
    """
    options = _options(argv)
    given: dict[str, str | int] = {
        name: value
        for name, value in (("mode", options.mode), ("state_dir", options.state_dir))
        if value
    }
    settings = load_settings(given).settings
    logging.basicConfig(level=logging.INFO, format="%(name)s: %(message)s", stream=sys.stderr)
    if not has_screen(os.environ):
        raise Unavailable("session.cannot_start")
    paths = post_paths(settings)
    lock = hold_post(paths.state_dir)
    try:
        return _run(settings, paths, is_windowed=options.windowed, drive=options.drive)
    finally:
        lock.release()


def post_paths(settings: Settings) -> PostPaths:
    """Return where this post keeps its things; two posts of one user never share a folder."""
    state_dir = state_dir_of(settings)
    given = os.environ.get("RUNTIME_DIRECTORY")  # by systemd, in memory, gone at each stop
    shared = Path(given.partition(":")[0]) if given else PostPaths(state_dir).runtime
    return PostPaths(state_dir, runtime_base=shared / post_mark(state_dir))


def idle_policy(settings: Settings) -> IdlePolicy:
    """Return the durations of this post. Raises InvalidInput("session.timeout_bounds")."""
    if settings.mode == Mode.TERMINAL.value:
        return IdlePolicy.of_terminal(settings.terminal_warn_after_s, settings.terminal_grace_s)
    return IdlePolicy.of_desk(settings.desk_lock_after_s, settings.desk_close_after_s)


def has_screen(environ: Mapping[str, str]) -> bool:
    """Whether Qt has somewhere to draw: without this question it would abort, not say so."""
    if sys.platform != "linux" or environ.get("QT_QPA_PLATFORM"):
        return True
    return bool(environ.get("DISPLAY") or environ.get("WAYLAND_DISPLAY"))


def _run(settings: Settings, paths: PostPaths, *, is_windowed: bool, drive: str) -> int:
    # Imported now: `--help` and a refusal need no window, and no key.
    from kiosk.vault import device_secret
    from ui.shell.supervisor_app import Screen, run_post

    paths.make()
    secret, is_degraded = device_secret.load_or_create(paths)
    if is_degraded:
        logging.getLogger("ui.shell").warning("device secret kept in a file: degraded")
    post = Post(
        mode=Mode(settings.mode),
        state_dir=paths.state_dir,
        runtime_dir=paths.runtime,
        session_command=(
            *(sys.executable, "-m", "ui.app"),
            *(("--drive", drive) if drive else ()),
            "--session",
        ),
        agent_command=(sys.executable, "-c", COMMAND_LINE, "agent", "--fd"),
        device_secret=secret,
        policy=idle_policy(settings),
    )
    screen = Screen(
        is_windowed=is_windowed,
        declared_dpi=settings.screen_dpi,
        place=settings.place,
        language=settings.language,
    )
    if not drive:
        return run_post(post, screen)
    from ui.driver import Driver

    return run_post(post, screen, shown=lambda window: Driver(drive, "supervisor", window))


def _options(argv: list[str]) -> argparse.Namespace:
    parser = argparse.ArgumentParser(
        prog="reconnect-kiosk run",
        description="Run the post of this machine: its window, its sessions, its agent.",
    )
    parser.add_argument("--windowed", action="store_true", help="a plain window, not the screen")
    parser.add_argument("--mode", choices=[mode.value for mode in Mode], help="what this post is")
    parser.add_argument("--drive", default="", help=argparse.SUPPRESS)
    parser.add_argument("--state-dir", metavar="DIR", help="where the post keeps its databases")
    return parser.parse_args(argv)
