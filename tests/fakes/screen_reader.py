"""Eyes closed: a person who knows the windows by what their accessibility tree says.

Nothing here draws, clicks or types: what is done is done by the actions and the editable
texts of the tree, which is read by another program (`tests/e2e/accessibility/tree_program`).
"""

from __future__ import annotations

import json
import subprocess
import time
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, TypeVar

__all__ = ["CONTROLS", "Node", "ScreenReader", "screen_reader", "system_python_reads_trees"]

SYSTEM_PYTHON = "/usr/bin/python3"
PROGRAM = Path(__file__).parents[1] / "e2e" / "accessibility" / "tree_program.py"
BUTTONS = frozenset({"push button", "toggle button"})
BOXES = frozenset({"check box", "radio button"})
FIELDS = frozenset({"entry", "text", "password text"})
CONTROLS = (
    BUTTONS
    | BOXES
    | FIELDS
    | {"list item", "slider", "spin button", "combo box", "link", "page tab", "table cell"}
)
PRESSES = ("press", "toggle")
LOOK_AGAIN_S = 0.1
LIMIT_S = 30.0
SETTLING_LOOKS = 10
T = TypeVar("T")


@dataclass(frozen=True, slots=True)
class Node:
    """One visible thing of a window, as the tree tells it."""

    number: int
    role: str
    name: str
    states: frozenset[str]
    description: str = ""
    id: str = ""
    actions: tuple[str, ...] = ()

    @property
    def plain_name(self) -> str:
        """The name without the marks that keep its direction."""
        return _plain(self.name)

    @property
    def is_control(self) -> bool:
        return self.role in CONTROLS

    @property
    def can_be_reached(self) -> bool:
        return "focusable" in self.states

    @property
    def can_be_used(self) -> bool:
        return "enabled" in self.states


@dataclass
class ScreenReader:
    """Reads the window on top: a session's when one shows, else the supervisor's."""

    _program: subprocess.Popen[str]
    supervisor: int = 0
    heard: dict[str, list[Node]] = field(default_factory=dict)
    """Every screen that was read, by the name the test gave it."""

    def window(self) -> int:
        """Return the process whose window is on top."""
        shown = self._ask("processes")
        sessions = [pid for pid in shown if pid != self.supervisor]
        return sessions[-1] if sessions else self.supervisor

    def read(self) -> list[Node]:
        """Return what the window on top says now."""
        return [
            Node(
                each["node"],
                each["role"],
                each["name"],
                frozenset(each["states"]),
                each.get("description", ""),
                each.get("id", ""),
                tuple(each.get("actions", ())),
            )
            for each in self._ask("walk", pid=self.window())
        ]

    def hear(self, screen: str, *words: str) -> list[Node]:
        """Wait until all `words` are said, then keep the whole screen under its name."""
        nodes = self._until(
            lambda seen: seen if all(_says(seen, each) for each in words) else None,
            f"{screen}: {words}",
        )
        # A page that is just leaving may still be in the tree: wait until it stands still.
        for _ in range(SETTLING_LOOKS):
            time.sleep(LOOK_AGAIN_S)
            before, nodes = nodes, self.read()
            if nodes == before:
                break
        self.heard[screen] = nodes
        return nodes

    def says(self, words: str) -> bool:
        return _says(self.read(), words)

    def press(self, name: str, *, starts: bool = False, last: bool = False) -> None:
        """Press the button of this name, once it can be used."""
        node = self._control(BUTTONS | BOXES, name, starts=starts, last=last)
        action = next(each for each in node.actions if each.lower() in PRESSES)
        self._ask("act", node=node.number, action=action)

    def write(self, name: str, text: str) -> None:
        """Put `text` into the field of this name."""
        node = self._control(FIELDS, name)
        self._ask("write", node=node.number, text=text)

    def focus(self, name: str) -> None:
        """Put the focus on the control of this name."""
        node = self._control(CONTROLS, name)
        self._ask("act", node=node.number, action="SetFocus")

    def can_use(self, name: str) -> bool:
        return any(n.is_control and n.name == name and n.can_be_used for n in self.read())

    def pause(self) -> None:
        """Let a press end: Qt shows it for a tenth of a second, then acts."""
        time.sleep(2 * LOOK_AGAIN_S)

    def until(self, holds: Callable[[], T | None], what: str, limit_s: float = LIMIT_S) -> T:
        """Look again until `holds` returns something true; return that.

        Raises: AssertionError naming `what` and what is said instead.
        """
        return self.until_known(lambda: holds() or None, what, limit_s)

    def until_known(self, look: Callable[[], T | None], what: str, limit_s: float = LIMIT_S) -> T:
        """The same, until `look` returns anything but None."""
        ends_at = time.monotonic() + limit_s
        while True:
            try:
                found = look()
            except LookupError:
                found = None  # a window went while it was read
            if found is not None:
                return found
            if time.monotonic() > ends_at:
                raise AssertionError(f"waited {limit_s:.0f} s for {what}; heard:\n{self._said()}")
            time.sleep(LOOK_AGAIN_S)

    def _until(self, holds: Callable[[list[Node]], T | None], what: str) -> T:
        return self.until(lambda: holds(self.read()), what)

    def _control(
        self, roles: frozenset[str], name: str, *, starts: bool = False, last: bool = False
    ) -> Node:
        def found(seen: list[Node]) -> Node | None:
            fitting = [
                node
                for node in seen
                if node.role in roles
                and node.can_be_used
                and (_plain(node.name).startswith(name) if starts else _plain(node.name) == name)
            ]
            return fitting[-1 if last else 0] if fitting else None

        return self._until(found, f"« {name} » to use")

    def _said(self) -> str:
        return "\n".join(f"  {n.role}: {n.name}" for n in self.read() if n.name)

    def _ask(self, do: str, **fields: Any) -> Any:
        assert self._program.stdin is not None
        assert self._program.stdout is not None
        self._program.stdin.write(json.dumps({"do": do, **fields}) + "\n")
        self._program.stdin.flush()
        line = self._program.stdout.readline()
        assert line, "the program that reads the tree ended"
        answer = json.loads(line)
        if "why" in answer:
            raise LookupError(answer["why"])
        return answer["done"]


@contextmanager
def screen_reader(environment: Mapping[str, str]) -> Iterator[ScreenReader]:
    """Yield a reader on the bus of `environment`; end its program."""
    program = subprocess.Popen(
        [SYSTEM_PYTHON, "-I", "-W", "ignore", str(PROGRAM)],
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        text=True,
        env=dict(environment),
    )
    try:
        yield ScreenReader(program)
    finally:
        program.terminate()
        program.communicate(timeout=10)


def system_python_reads_trees() -> bool:
    """Whether Debian's Python has what `tree_program` needs."""
    asked = subprocess.run(
        [SYSTEM_PYTHON, "-c", "import pyatspi"], capture_output=True, check=False
    )
    return asked.returncode == 0


def _says(nodes: list[Node], words: str) -> bool:
    return any(words in _plain(node.name) for node in nodes)


def _plain(name: str) -> str:
    """Return a name without the marks that keep its direction, its spaces plain ones."""
    marks = {ord(mark): None for mark in "\u2066\u2067\u2068\u2069\u200e\u200f"}
    return name.translate(marks).replace("\u00a0", " ").replace("\u202f", " ")
