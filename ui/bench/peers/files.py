"""The data as files, for contestants that send files."""

from __future__ import annotations

import os
import secrets
from dataclasses import dataclass
from pathlib import Path

from ui.bench.peers.port import CHANGES, PART_BYTES, RECORD_BYTES, Amount

__all__ = ["Files"]


@dataclass(frozen=True, slots=True)
class Files:
    """A folder of records and parts, all of them bytes that nothing compresses."""

    root: Path

    @classmethod
    def made(cls, root: Path, amount: Amount) -> Files:
        """Fill a new folder."""
        for folder, count, size in (
            ("records", amount.records, RECORD_BYTES),
            ("parts", amount.parts, PART_BYTES),
        ):
            (root / folder).mkdir(parents=True)
            for number in range(count):
                (root / folder / f"{number:05d}").write_bytes(secrets.token_bytes(size))
        return cls(root)

    def change(self) -> list[Path]:
        """Write some records anew, a little longer: a tool that compares sizes sees it too."""
        changed = sorted((self.root / "records").iterdir())[:CHANGES]
        for path in changed:
            path.write_bytes(secrets.token_bytes(path.stat().st_size + 16))
        return changed

    def check_same(self, other: Path) -> None:
        """Raise RuntimeError unless `other` holds these files and no others."""
        ours, theirs = _contents(self.root), _contents(other)
        if ours != theirs:
            wrong = {name for name in ours | theirs if ours.get(name) != theirs.get(name)}
            raise RuntimeError(f"{len(wrong)} files differ, {sorted(wrong)[0]} among them")


def _contents(root: Path) -> dict[str, bytes]:
    return {
        os.path.join(folder.name, path.name): path.read_bytes()
        for folder in (root / "records", root / "parts")
        for path in folder.iterdir()
    }
