"""A small network of real processes: server, authority, posts; made by the product's commands."""

from __future__ import annotations

import json
import os
import signal
import subprocess
import sys
import time
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from types import TracebackType
from typing import Any

__all__ = ["Account", "DemoNetwork", "DemoPost", "Person"]

COMMAND = (sys.executable, "-c", "import sys; from kiosk.cli import main; sys.exit(main())")
START_S = 60.0
STOP_S = 20.0


@dataclass(frozen=True, slots=True)
class Person:
    """Somebody made up for the demo, and the titles of their papers."""

    given_names: str
    family_name: str
    birth_year: int
    papers: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Account:
    """A professional as the authority announced them: the password was generated."""

    login: str
    password: str = field(repr=False)
    name: str = ""


@dataclass(frozen=True, slots=True)
class DemoPost:
    """One enrolled post: its folder is its whole state."""

    name: str
    state_dir: Path
    runtime_dir: Path


class DemoNetwork:
    """Starts the server and ends everything it started, by pid."""

    def __init__(self, folder: Path, environment: Mapping[str, str] | None = None) -> None:
        self.folder = folder
        self._environment = {**os.environ, "LANG": "C.UTF-8", **(environment or {})}
        self._server: subprocess.Popen[str] | None = None
        self._running: list[subprocess.Popen[bytes]] = []
        self.port = 0
        self.server_data = folder / "server"

    def __enter__(self) -> DemoNetwork:
        self.start_server()
        self._admin("init")
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        for process in self._running:
            stop(process)
        self.stop_server()

    @property
    def server_pid(self) -> int:
        """The server's process. Raises RuntimeError while it is stopped."""
        if self._server is None:
            raise RuntimeError("the server is not running")
        return self._server.pid

    def start_server(self) -> None:
        """Start the embedded server, on the port it had before if it ran already."""
        with (self.folder / "server.log").open("ab") as log:
            self._server = subprocess.Popen(
                [
                    *COMMAND,
                    "server",
                    "--data",
                    str(self.server_data),
                    "--port",
                    str(self.port),
                    "--json",
                ],
                stdout=subprocess.PIPE,
                stderr=log,
                text=True,
                env=self._environment,
                start_new_session=True,
            )
        assert self._server.stdout is not None  # noqa: S101 - we asked for a pipe
        told = json.loads(self._server.stdout.readline() or "null")
        if told is None:
            raise RuntimeError(f"the server did not start; see {self.folder / 'server.log'}")
        self.port = int(told["url"].rsplit(":", 1)[1])

    def stop_server(self) -> None:
        """Take the server away: for the posts, the network is cut."""
        if self._server is not None:
            stop(self._server)
            if self._server.stdout is not None:
                self._server.stdout.close()
            self._server = None

    def add_structure(self, name: str) -> str:
        """Make a structure; return its id in hex."""
        return str(self._admin("structure", "add", name)["structure"])

    def add_manager(self, structure: str, name: str) -> Account:
        return self._account("manager", structure, name)

    def add_worker(self, structure: str, name: str) -> Account:
        return self._account("worker", structure, name)

    def enrol(self, structure: str, name: str, place: str) -> DemoPost:
        """Make a code and use it on a new post."""
        post = self.new_post(name)
        code = self.enrolment_code(structure)
        self._command("enrol", "--state-dir", str(post.state_dir), "--place", place, "--json", code)
        return post

    def new_post(self, name: str) -> DemoPost:
        """Return a post's folders, not enrolled yet."""
        post = DemoPost(name, self.folder / name, self.folder / f"{name}-run")
        post.runtime_dir.mkdir(mode=0o700, exist_ok=True)
        return post

    def enrolment_code(self, structure: str) -> str:
        return str(self._admin("device", "code", structure)["code"])

    def run(
        self,
        post: DemoPost,
        *,
        mode: str,
        is_windowed: bool = False,
        options: Sequence[str] = (),
        environment: Mapping[str, str] | None = None,
    ) -> subprocess.Popen[bytes]:
        """Start a post: supervisor, warm session and agent."""
        with (self.folder / f"{post.name}.log").open("ab") as log:
            process = subprocess.Popen(
                [
                    *COMMAND,
                    "run",
                    *(["--windowed"] if is_windowed else []),
                    *("--mode", mode, "--state-dir", str(post.state_dir), *options),
                ],
                env={
                    **self._environment,
                    "RUNTIME_DIRECTORY": str(post.runtime_dir),
                    **(environment or {}),
                },
                stderr=log,
                start_new_session=True,
            )
        self._running.append(process)
        return process

    def stop_post(self, process: subprocess.Popen[bytes]) -> int:
        """End a post in order; return its exit status (0: wiped at the end)."""
        self._running.remove(process)
        return stop(process)

    def _account(self, kind: str, structure: str, name: str) -> Account:
        told = self._admin(kind, "add", structure, name)
        return Account(str(told["login"]), str(told["password"]), name)

    def _admin(self, *words: str) -> dict[str, Any]:
        verbs = 2 if words[0] in {"structure", "manager", "worker", "device"} else 1
        folders = ("--authority", str(self.folder / "authority"))
        data = ("--server-data", str(self.server_data), "--json")
        return self._command("admin", *words[:verbs], *folders, *data, *words[verbs:])

    def _command(self, *words: str) -> dict[str, Any]:
        done = subprocess.run(
            [*COMMAND, *words],
            capture_output=True,
            text=True,
            env=self._environment,
            timeout=START_S,
            check=False,
        )
        if done.returncode:
            raise RuntimeError(f"{words[0]} failed: {done.stderr.strip()}")
        found: dict[str, Any] = json.loads(done.stdout)
        return found


def stop(process: subprocess.Popen[Any]) -> int:
    """Ask a process to end, insist after a while; return its exit status."""
    if process.poll() is None:
        process.send_signal(signal.SIGTERM)
        try:
            return process.wait(STOP_S)
        except subprocess.TimeoutExpired:
            process.kill()
    return process.wait()


def until(condition: Any, timeout_s: float, what: str) -> None:
    """Wait for a condition of another process. Raises TimeoutError naming `what`."""
    ends_at = time.monotonic() + timeout_s
    while not condition():
        if time.monotonic() > ends_at:
            raise TimeoutError(what)
        time.sleep(0.1)
