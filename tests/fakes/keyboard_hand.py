"""Hands on a keyboard and nothing else: keys go to what has the focus.

Built on the driver of `ui/driver.py`; of its orders only keys and looking are used.
"""

from __future__ import annotations

import base64
import io
import time
from collections.abc import Sequence
from dataclasses import dataclass, field

import numpy as np
from PIL import Image

from ui.theme.tokens import LIGHT
from ui.tour.stage import Hand, wait_for

__all__ = ["Keys", "Round"]

MOST_STOPS = 90
RING_PX = 8
LEAST_AMBER = 40
"""Points of the ring's amber round what has the focus: a few millimetres of a 3 px line."""


@dataclass(frozen=True, slots=True)
class Round:
    """What Tab came to on one screen, forward and back."""

    begins_at: int
    """The number of what has the keys when the screen is there; 0: nothing, keys are lost."""
    reachable: tuple[str, ...]
    stops: tuple[str, ...]
    missed: tuple[str, ...]
    """Takes the Tab key, and Tab comes neither to it nor to another of its group."""
    unseen: tuple[str, ...]
    """Had the focus without showing it, or out of sight."""
    comes_back: bool
    """Forward it ends where it began, and backward it goes the same way."""


@dataclass
class Keys:
    """The keyboard of one process's window."""

    hand: Hand
    rounds: dict[str, Round] = field(default_factory=dict)

    @property
    def focus(self) -> str:
        return str(self.hand.ask("focus")["name"])

    def key(self, *names: str) -> None:
        """Press keys one after the other, each like "Tab", "Ctrl+Return", "Shift+Tab"."""
        for name in names:
            *modifiers, key = name.split("+")
            held = {{"Ctrl": "control"}.get(each, each.lower()): True for each in modifiers}
            self.hand.key(key, **held)

    def go(self, name: str) -> None:
        """Press Tab until the control of this name has the focus; wait for it first."""
        self.hand.until(name, enabled=True, timeout_s=60)
        for _ in range(MOST_STOPS):
            if self.focus == name:
                return
            self.key("Tab")
        raise AssertionError(f"Tab does not come to {name}")

    def press(self, name: str, key: str = "Space") -> None:
        """Go to a control and press it."""
        self.go(name)
        self.key(key)

    def choose(self, name: str, *arrows: str) -> None:
        """Go to the first of a group by Tab, to this one by arrows, and take it."""
        group = name.partition("_")[0]
        for _ in range(MOST_STOPS):
            if self.focus.startswith(f"{group}_"):
                break
            self.key("Tab")
        self.key(*arrows)
        assert self.focus == name, f"arrows go to {self.focus}, not to {name}"
        self.key("Space")

    def write(self, name: str, text: str) -> None:
        """Go to a field and type."""
        self.go(name)
        self.type(text)

    def type(self, text: str) -> None:
        self.hand.ask("write", text=text)

    def until(self, name: str, *, enabled: bool = False) -> None:
        self.hand.until(name, enabled=enabled, timeout_s=60)

    def until_focus(self, *names: str) -> str:
        """Wait until one of these has the focus; return which."""
        return wait_for(lambda: next((n for n in names if n == self.focus), ""), 30, str(names))

    def shows(self, name: str) -> bool:
        return bool(self.hand.look(name)["is_visible"])

    def settle(self) -> None:
        """On the glass a second press within half a second is a trembling finger: wait it out."""
        time.sleep(0.6)

    def look_round(self, screen: str) -> None:
        """Go once round the screen by Tab and back by Shift+Tab; keep what was met."""
        reachable = [(int(n), str(name), int(g)) for n, name, g in self.hand.ask("reachable")]
        begins_at = int(self.hand.ask("focus")["number"])
        forward, unseen = self._stops("Tab")
        backward, _ = self._stops("Shift+Tab")
        met = {number for number, _ in forward}
        groups = {group for number, _, group in reachable if group and number in met}
        self.rounds[screen] = Round(
            begins_at,
            tuple(name for _, name, _ in reachable),
            tuple(name for _, name in forward),
            tuple(n for number, n, group in reachable if not ({number} & met or {group} & groups)),
            tuple(unseen),
            _is_round(forward) and _way_back(forward) == [number for number, _ in backward],
        )

    def _stops(self, key: str) -> tuple[list[tuple[int, str]], list[str]]:
        """Press `key` until the first stop comes again; that one ends the list."""
        stops: list[tuple[int, str]] = []
        unseen = []
        while len(stops) < MOST_STOPS:
            self.key(key)
            at = self.hand.ask("focus")
            stop = (int(at["number"]), str(at["name"]))
            if stops and stop == stops[0]:
                break
            stops.append(stop)
            if not at["number"] or not at["is_seen"] or self._amber(at["rect"]) < LEAST_AMBER:
                unseen.append(stop[1])
        return stops, unseen

    def _amber(self, rect: Sequence[int]) -> int:
        left, top, width, height = rect
        around = [left - RING_PX, top - RING_PX, width + 2 * RING_PX, height + 2 * RING_PX]
        png = base64.b64decode(self.hand.ask("picture", rect=around))
        with Image.open(io.BytesIO(png)) as picture:
            points = np.asarray(picture.convert("RGB"))
        wanted = list(bytes.fromhex(LIGHT.focus.lstrip("#")))
        return int((points == wanted).all(axis=2).sum())


def _is_round(stops: list[tuple[int, str]]) -> bool:
    return 0 < len(stops) < MOST_STOPS


def _way_back(forward: list[tuple[int, str]]) -> list[int]:
    """Return the stops of Shift+Tab after having gone once round by Tab.

    Forward ended on its first stop again: the way back begins with the last one.
    """
    return [number for number, _ in reversed(forward)]
