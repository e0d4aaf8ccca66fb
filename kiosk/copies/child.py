"""The process that touches an approved medium: one that hangs hangs this process alone.

It does one thing and ends: write a file, take one away, or tell whether a folder can be
written to. What a medium lets it do is `files`' to say.
"""

from __future__ import annotations

import os
import sys
from collections.abc import Mapping
from pathlib import Path

from kiosk.capture.confinement import Link, confine
from kiosk.capture.frames import Frame
from kiosk.copies.files import remove_file, write_file
from kiosk.domain.work_copies import CopyOutcome

__all__ = ["MAX_COPY_BYTES", "main"]

MAX_COPY_BYTES = 300 << 20
"""A paper of two hundred pages; a file of theirs is a third of it, a post's journal less."""

MEMORY_BYTES = 2 << 30


def main() -> None:
    """Answer one request."""
    link = Link(MAX_COPY_BYTES)
    confine(memory_bytes=MEMORY_BYTES, may_use_network=False, file_bytes=MAX_COPY_BYTES)
    link.send(_answer(link.receive()))
    sys.exit(0)


def _answer(request: Frame) -> Mapping[str, object]:
    match request.text("do"):
        case "reach":
            return {"is_writable": _is_writable(request.text("folder"))}
        case "write":
            return {"outcome": _written(request).value}
        case _:
            is_gone = remove_file(Path(request.text("folder")), request.text("name"))
            outcome = CopyOutcome.DONE if is_gone else CopyOutcome.NOT_REACHED
            return {"outcome": outcome.value}


def _written(request: Frame) -> CopyOutcome:
    folder = Path(request.text("folder"))
    if not folder.is_dir():
        return CopyOutcome.NOT_REACHED
    try:
        write_file(folder, request.text("name"), request.payload)
    except OSError:
        return CopyOutcome.NOT_DONE
    return CopyOutcome.DONE


def _is_writable(folder: str) -> bool:
    return os.path.isdir(folder) and os.access(folder, os.W_OK)


if __name__ == "__main__":
    main()
