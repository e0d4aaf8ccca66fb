"""What people do at one post on one long day, and the diary of what was acknowledged to them.

The script is a pure function of its seed: safes and papers bear labels, ids are found in
the diary. The diary lies outside the post, as a person's own memory does: a line is on
the disk only after the flow's call has returned.
"""

from __future__ import annotations

import json
import os
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from enum import Enum
from pathlib import Path
from random import Random
from typing import Any

__all__ = ["COMMON", "PASSWORD", "Act", "Day", "Diary", "Do", "script"]

PASSWORD = "Kz7bq!xptw"
COMMON = ("commun0", "commun1")
"""Safes opened before the day began, which both posts use."""
COMMON_PAPER = "Papier commun"


class Do(Enum):
    """What is done, with the word the post's journal has for it ("" for drafts)."""

    OPEN = "safe.opened"
    FILE = "paper.filed"
    LEAVE = "paper.left"
    AFFILIATE = "affiliation.added"
    END = "affiliation.ended"
    REFUSE = "consent.mandate.no"
    KEEP_DRAFT = "draft.kept"
    FILE_DRAFT = "draft.filed"
    DROP_DRAFT = "draft.dropped"
    PERSON_FILES = "person.filed"
    SHARE = "paper.shared"
    UNSHARE = "paper.unshared"
    PERSON_ENDS = "person.ended"

    @property
    def entry(self) -> str:
        """The action of the journal entry that is written with it."""
        return {
            Do.LEAVE: "paper.filed",
            Do.FILE_DRAFT: "paper.filed",
            Do.PERSON_FILES: "paper.filed",
            Do.PERSON_ENDS: "affiliation.ended",
            Do.KEEP_DRAFT: "",
            Do.DROP_DRAFT: "",
        }.get(self, self.value)

    @property
    def is_persons(self) -> bool:
        return self in {Do.PERSON_FILES, Do.SHARE, Do.UNSHARE, Do.PERSON_ENDS}


@dataclass(frozen=True)
class Act:
    """One thing done. `paper` is a title, unlike any other; `draft` a number."""

    number: int
    do: Do
    safe: str = ""
    paper: str = ""
    is_shared: bool = False
    draft: int = 0


@dataclass
class _Safe:
    is_affiliated: bool
    papers: dict[str, bool] = field(default_factory=dict)
    """The person's own papers by title: whether shared."""


def script(seed: int, post: str, count: int) -> list[Act]:
    """Return the acts of a post, in order."""
    rng = Random(f"{seed} {post}")
    safes: dict[str, _Safe] = {name: _Safe(True, {COMMON_PAPER: True}) for name in COMMON}
    drafts: list[int] = []
    made: list[Act] = []
    while len(made) < count:
        made.append(_next(rng, post, len(made), safes, drafts))
    return made


def _next(rng: Random, post: str, number: int, safes: dict[str, _Safe], drafts: list[int]) -> Act:
    title = f"{post}{number:04d}"
    ours = [name for name in safes if name not in COMMON]
    if len(ours) < 2 or rng.random() < 0.07:
        name = f"{post}x{_letters(number)}"
        safes[name] = _Safe(rng.random() < 0.7)
        return Act(number, Do.OPEN, name, is_shared=safes[name].is_affiliated)
    name = rng.choice([*ours[-6:], *COMMON])
    safe = safes[name]
    can_end = name not in COMMON and safe.is_affiliated
    own = [(paper, is_shared) for paper, is_shared in safe.papers.items()]
    choices: list[tuple[int, Do]] = [(5, Do.FILE), (3, Do.LEAVE), (6, Do.PERSON_FILES)]
    choices += [(2, Do.KEEP_DRAFT), (1, Do.REFUSE)]
    choices += [(2, Do.FILE_DRAFT), (1, Do.DROP_DRAFT)] if drafts else []
    choices += [(1, Do.END), (1, Do.PERSON_ENDS)] if can_end else []
    choices += [(4, Do.AFFILIATE)] if not safe.is_affiliated else []
    choices += [(3, Do.SHARE)] if any(not shared for _, shared in own) else []
    choices += [(3, Do.UNSHARE)] if any(shared for _, shared in own) else []
    do = rng.choices([each for _, each in choices], [weight for weight, _ in choices])[0]
    match do:
        case Do.FILE:
            return Act(number, do, name, title, is_shared=True)
        case Do.LEAVE:
            return Act(number, do, name, title)
        case Do.PERSON_FILES:
            is_shared = rng.random() < 0.5
            safe.papers[title] = is_shared
            return Act(number, do, name, title, is_shared=is_shared)
        case Do.KEEP_DRAFT:
            drafts.append(number)
            return Act(number, do, draft=number)
        case Do.FILE_DRAFT:
            draft = drafts.pop(rng.randrange(len(drafts)))
            return Act(number, do, name, title, is_shared=True, draft=draft)
        case Do.DROP_DRAFT:
            return Act(number, do, draft=drafts.pop(rng.randrange(len(drafts))))
        case Do.END | Do.PERSON_ENDS:
            safe.is_affiliated = False
            return Act(number, do, name)
        case Do.AFFILIATE:
            safe.is_affiliated = True
            return Act(number, do, name)
        case Do.SHARE | Do.UNSHARE:
            paper = rng.choice([each for each, shared in own if shared is (do is Do.UNSHARE)])
            safe.papers[paper] = do is Do.SHARE
            return Act(number, do, name, paper, is_shared=do is Do.SHARE)
        case _:
            return Act(number, do)


def _letters(number: int) -> str:
    """Identifiers keep letters only of a first name."""
    return "".join(chr(ord("a") + int(digit)) for digit in f"{number:04d}")


@dataclass(frozen=True)
class Day:
    """What one post's programs are told, by a file outside the post."""

    folder: str
    post: str
    seed: int
    count: int
    state_dir: str
    runtime_dir: str
    secret: str
    worker: tuple[str, str]
    structure: str
    common: Mapping[str, str]
    """The identifiers of the common safes, by label."""

    def write(self) -> Path:
        path = Path(self.folder) / f"{self.post}.day.json"
        path.write_text(json.dumps(self.__dict__))
        return path

    @classmethod
    def read(cls, path: Path) -> Day:
        told = json.loads(path.read_text())
        return cls(**{**told, "worker": tuple(told["worker"])})

    def file(self, ending: str) -> Path:
        return Path(self.folder) / f"{self.post}.{ending}"

    @property
    def allowed(self) -> int:
        """How many acts may have been begun by now."""
        try:
            return int(self.file("allowed").read_text())
        except (FileNotFoundError, ValueError):
            return 0

    def allow(self, count: int) -> None:
        beside = self.file("allowed.new")
        beside.write_text(str(min(count, self.count)))
        beside.replace(self.file("allowed"))

    def acts(self) -> list[Act]:
        return script(self.seed, self.post, self.count)


class Diary:
    """One line when an act begins, one when its call has returned; each on the disk."""

    def __init__(self, path: Path) -> None:
        self._path = path

    def lines(self) -> Iterator[dict[str, Any]]:
        if self._path.exists():
            yield from map(json.loads, self._path.read_text().splitlines())

    def done(self) -> list[dict[str, Any]]:
        return [line for line in self.lines() if "done" in line]

    def begun(self) -> dict[str, Any] | None:
        """Return the line of an act that is in doubt, or None."""
        lines = list(self.lines())
        return lines[-1] if lines and "begin" in lines[-1] else None

    def begin(self, number: int, vault_seq: int, device_seq: int) -> None:
        self._write({"begin": number, "vault_seq": vault_seq, "device_seq": device_seq})

    def acknowledge(self, number: int, **facts: Any) -> None:
        self._write({"done": number, **facts})

    def _write(self, line: dict[str, Any]) -> None:
        """One write of one short line: a kill leaves all of it or nothing."""
        descriptor = os.open(self._path, os.O_WRONLY | os.O_CREAT | os.O_APPEND, 0o600)
        try:
            os.write(descriptor, json.dumps(line).encode() + b"\n")
            os.fsync(descriptor)
        finally:
            os.close(descriptor)
