"""A living server moves from one keeper of its keys to another.

`adopt` makes the new keeper ready: it takes in the key that signs receipts, which posts know
from their enrolment, and wraps the secrets. From then on servers run with both (`TwoKeepers`).
`move` wraps the data key before each row anew, a page at a time; rows themselves are not
opened. No keeper is asked while the writer's turn is held, and a row that changed meanwhile is
left to its own writer. What is moved is known by opening under the new keeper alone: stopped
anywhere, it goes on where it was.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, field, replace
from pathlib import Path

from kiosk.crypto.at_rest import join_key, split_key
from kiosk.crypto.failures import CannotOpen
from kiosk.errors import IntegrityFailure
from kiosk.ports import Clock, Rng
from sync.server.keys.at_rest import AtRest
from sync.server.keys.port import KeyKeeper, Placed
from sync.server.keys.rotation import Table, page_of
from sync.server.keys.server_keys import SEALED, ServerKeys, open_keeper
from sync.server.keys.two import TwoKeepers
from sync.server.store.database import Database

__all__ = ["Mover", "Progress", "adopt", "count", "move"]


@dataclass(frozen=True, slots=True)
class Progress:
    """How far a pass over the rows has come."""

    total: int
    seen: int = 0
    moved: int = 0
    """Rows that were under the keeper before and, unless only looked at, are no more."""


def adopt(old: ServerKeys, address: str, folder: Path, *, clock: Clock, rng: Rng) -> KeyKeeper:
    """Make the keeper at `address` ready to take over from `old`; done again it changes nothing.

    Raises: Refused("server.keys_stay") when the old keeper does not give out its signing key,
    IntegrityFailure("server.keys_stranger") when the new one has another, and as `open_keys`.
    """
    adopted = old.keeper.signing_key()
    keeper = open_keeper(address, folder, clock=clock, rng=rng, adopted=adopted)
    TwoKeepers(keeper, old.keeper)  # of one server, or refused
    probe = Placed(b"probe", rng.bytes(16))
    if keeper.unwrap([replace(probe, data=keeper.wrap([probe])[0])]) != [probe.data]:
        raise IntegrityFailure("server.keys_damaged")
    keeper.sign([b"probe"])
    if old.sealed is None:
        old.secrets.save(folder / SEALED, keeper)
    return keeper


def count(database: Database, tables: Iterable[Table]) -> int:
    """Return how many rows a pass over `tables` sees."""
    with database.reading() as rows:
        return sum(int((rows.one(table.count) or [0])[0]) for table in tables)


def move(
    database: Database,
    tables: Iterable[Table],
    mover: Mover,
    progress: Progress,
    told: Callable[[Progress], None],
    *,
    batch: int,
    is_dry: bool = False,
) -> Progress:
    """Bring every row under the new keeper, or only count those that are not; tell each page."""
    for table in tables:
        after = (b"",) * table.width
        while True:
            with database.reading() as rows:
                page = page_of(rows, table, after, batch)
            if not page:
                break
            again = mover.moved([Placed(table.place(key), row) for key, row in page])
            changed = [
                (new, *key, old)
                for (key, old), new in zip(page, again, strict=True)
                if new is not None
            ]
            if changed and not is_dry:
                with database.writing() as rows:
                    rows.many(f"{table.write} AND {table.column} = ?", changed)
            after = page[-1][0]
            progress = replace(
                progress, seen=progress.seen + len(page), moved=progress.moved + len(changed)
            )
            told(progress)
    return progress


@dataclass(slots=True)
class Mover:
    """Wraps data keys anew, each once: many rows stand behind one."""

    keepers: TwoKeepers
    at_rest: AtRest
    _known: dict[bytes, bytes | None] = field(default_factory=dict)
    """Wrapped data key -> the same under the new keeper, None when it is there already."""

    def moved(self, rows: Sequence[Placed]) -> list[bytes | None]:
        """Return each row as it lies under the new keeper, None where it does already.

        Raises: CannotOpen for a row that neither keeper opens.
        """
        split = [split_key(row.data) for row in rows]
        self._learn(sorted({key for key, _ in split if key} - self._known.keys()))
        found: list[bytes | None] = []
        for row, (key, sealed) in zip(rows, split, strict=True):
            if not key:  # of before data keys: sealed under the file's key itself
                opened = self.at_rest.unwrap(row.context, row.data)
                found.append(self.at_rest.wrap(row.context, opened))
            else:
                again = self._known[key]
                found.append(None if again is None else join_key(again, sealed))
        return found

    def _learn(self, keys: Sequence[bytes]) -> None:
        place = self.at_rest.place
        old = [key for key in keys if not self._is_new(Placed(place, key))]
        self._known.update(dict.fromkeys(keys))
        if old:
            opened = self.keepers.second.unwrap([Placed(place, key) for key in old])
            again = self.keepers.first.wrap([Placed(place, each) for each in opened])
            self._known.update(zip(old, again, strict=True))

    def _is_new(self, key: Placed) -> bool:
        try:
            self.keepers.first.unwrap([key])
        except CannotOpen:
            return False
        return True
