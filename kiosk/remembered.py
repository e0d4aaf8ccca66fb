"""Small files of the post beside its databases: what was used last, about nobody."""

from __future__ import annotations

import os
import tempfile
from contextlib import suppress
from pathlib import Path

__all__ = ["remember"]


def remember(path: Path, text: str) -> None:
    """Replace the file whole; where that is not possible, nothing changes and nothing is said."""
    with suppress(OSError):
        descriptor, made = tempfile.mkstemp(dir=path.parent, prefix=f".{path.name}-")
        try:
            with os.fdopen(descriptor, "w", encoding="utf-8") as file:
                file.write(text)
                file.flush()
                os.fsync(file.fileno())
            os.replace(made, path)
        except OSError:
            with suppress(OSError):
                os.unlink(made)
            raise
