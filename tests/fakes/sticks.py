"""Sticks that are folders: what a test plugs in, pulls out, fills or lets hang."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field, replace
from pathlib import Path

from kiosk.errors import Unavailable
from kiosk.media.sticks import Stick

__all__ = ["FolderSticks"]


@dataclass(slots=True)
class FolderSticks:
    """Mounts each stick as a folder of `root`; no block device and no udisks are needed."""

    root: Path
    held: dict[str, Stick] = field(default_factory=dict)
    unreadable: set[str] = field(default_factory=set)
    busy: set[str] = field(default_factory=set)
    let_go_of: list[str] = field(default_factory=list)

    def plug_in(self, device: str, label: str = "CLE") -> Stick:
        self.held[device] = Stick(device, label)
        return self.held[device]

    def pull_out(self, device: str) -> None:
        del self.held[device]

    def plugged(self) -> Sequence[Stick]:
        return tuple(self.held.values())

    def mounted(self, stick: Stick) -> Stick:
        if stick.device not in self.held:
            raise Unavailable("stick.gone")
        if stick.device in self.unreadable:
            raise Unavailable("stick.unreadable")
        here = self.root / Path(stick.device).name
        here.mkdir(exist_ok=True)
        self.held[stick.device] = replace(stick, folder=str(here))
        return self.held[stick.device]

    def let_go(self, stick: Stick) -> None:
        here = self.held.get(stick.device)
        if here is None or not here.folder:
            return
        if stick.device in self.busy:
            raise Unavailable("stick.busy")
        self.held[stick.device] = replace(here, folder="")
        self.let_go_of.append(stick.device)
